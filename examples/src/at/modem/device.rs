use core::ops::ControlFlow;
use std::collections::VecDeque;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::mpsc::Sender;

use cellwire_at::modem::{Event, Mode, Modem, ModemConfig};
use cellwire_codec::Instant;

use super::faults::{Fault, Faults};
use super::model::{Model, ModelConfig};
use super::orders::Order;
use super::port::Pieces;
use crate::driver::App;
use crate::notice::{Level, Notice, Observer};

use crate::sync::locked;

/// What a simulated modem does besides being one.
pub(super) struct Device {
    observer: Arc<dyn Observer>,
    config: ModelConfig,
    pub(super) pieces: Pieces,
    /// Whether the model takes more of the host.
    wants_input: bool,
    /// Whether there is a host.
    pub(super) is_connected: bool,
    /// Hosts that wait until the one before them is gone.
    waiting: VecDeque<TcpStream>,
    /// Whether the host has closed the port, which is open for the next one.
    has_closed: bool,
    /// When the modem does something by itself.
    next: Option<Instant>,
}

/// How many hosts may wait.
const MAX_WAITING: usize = 8;

/// Something to be done.
pub(super) enum Job {
    /// An order, and who is told what became of it.
    Order(Order, Sender<Result<(), String>>),
    /// A host has connected.
    Connected(TcpStream),
    /// Nobody can connect any more.
    Broken(std::io::Error),
    /// What the host has sent in data mode.
    Data(Vec<u8>),
}

/// Why a loop ends.
pub(super) enum Exit {
    Quit,
    Connected(TcpStream),
    Broken(std::io::Error),
}

impl Device {
    pub(super) fn new(config: ModelConfig, observer: Arc<dyn Observer>) -> Self {
        Self {
            observer,
            pieces: Pieces::new(config.faults.pieces.into()),
            config,
            wants_input: true,
            is_connected: false,
            waiting: VecDeque::new(),
            has_closed: false,
            next: None,
        }
    }

    /// The host is gone: what it has not read is lost, and so is a data call, as DTR has dropped.
    fn forget_host<M: Model>(session: &mut Modem<M>, now: Instant) {
        if session.mode() == Mode::Data {
            session.set_dtr(now, false);
            session.set_dtr(now, true);
        }
        session.port_closed(now);
        discard(session, now);
    }

    /// Another modem, of which only is left what it has stored.
    fn reboot<M: Model>(&mut self, session: &mut Modem<M>, now: Instant) {
        let mut config = modem_config(&self.config);
        config.stored = Some(*session.stored());
        let handler = session.handler().switch_off_and_on(&self.config);
        *session = Modem::new(config, handler);
        session.handle_timeout(now);
        M::restarted(session, now);
        self.observer.notice(&Notice::new("reboot", "the modem starts anew"));
    }

    fn set_faults<M: Model>(&mut self, session: &mut Modem<M>) {
        let faults = &self.config.faults;
        *locked(&self.pieces) = faults.pieces;
        session.handler_mut().set_faults(faults);
    }

    /// What is to happen at a certain time.
    fn serve_faults<M: Model>(&mut self, session: &mut Modem<M>, now: Instant) {
        let is_due =
            |at: &mut Option<_>| at.take_if(|at| Instant::from_origin(*at) <= now).is_some();
        if is_due(&mut self.config.faults.drop_network)
            && let Err(error) = M::drop_network(session, now)
        {
            self.observer.notice(&Notice::new("fault", error).at(Level::Alert));
        }
        if is_due(&mut self.config.faults.reboot) {
            self.reboot(session, now);
        }
    }

    fn next_fault(&self) -> Option<Instant> {
        let Faults { drop_network, reboot, .. } = self.config.faults;
        [drop_network, reboot].into_iter().flatten().min().map(Instant::from_origin)
    }
}

/// What belongs to every modem.
pub(super) fn modem_config(config: &ModelConfig) -> ModemConfig {
    let basic = &config.basic;
    let mut modem = ModemConfig::default();
    modem.information = vec![basic.manufacturer.clone(), basic.model.clone()];
    modem.capabilities = "+CGSM,+DS,+ES".into();
    modem
}

/// Loses what is to be sent.
fn discard<M: Model>(session: &mut Modem<M>, now: Instant) {
    let mut buffer = [0; 1024];
    while let Ok(Some(_)) = session.poll_transmit(now, &mut buffer) {
        session.transmitted(now);
    }
}

impl<M: Model> App<Modem<M>> for Device {
    type Job = Job;
    type Exit = Exit;

    fn event(&mut self, event: Event<'_>, jobs: &mut VecDeque<Job>) {
        let alert = |event, text: String| Notice::new(event, text).at(Level::Alert);
        let notice = match event {
            Event::Data(data) => {
                jobs.push_back(Job::Data(data.into_owned()));
                return;
            }
            Event::Mode(Mode::Data) => Notice::new("data", "data mode"),
            Event::Mode(Mode::OnlineCommand) => {
                Notice::new("data", "command mode, still connected")
            }
            Event::Mode(_) => Notice::new("data", "command mode"),
            Event::Stored => Notice::new("stored", "the settings").at(Level::Detail),
            Event::TimedOut(_) => alert("timed-out", "a command".into()),
            Event::Aborted(_) => Notice::new("aborted", "a command"),
            Event::Refused { error, .. } => alert("refused", error.to_string()),
            Event::LineTooLong => alert("too-long", "a command line".into()),
            Event::UrcsDropped(count) => alert("dropped", format!("{count} unsolicited lines")),
            Event::InputDropped(count) => alert("dropped", format!("{count} bytes of the host")),
            _ => return,
        };
        self.observer.notice(&notice);
    }

    fn perform(&mut self, session: &mut Modem<M>, now: Instant, job: Job) -> ControlFlow<Exit> {
        let mut tell = |notice: Notice| self.observer.notice(&notice);
        match job {
            Job::Order(Order::Quit, sender) => {
                // Whoever has said so may be gone.
                let _ = sender.send(Ok(()));
                return ControlFlow::Break(Exit::Quit);
            }
            Job::Order(Order::Reboot, sender) => {
                self.reboot(session, now);
                let _ = sender.send(Ok(()));
            }
            Job::Order(Order::Fault(fault), sender) => {
                let faults = &mut self.config.faults;
                let text = fault.as_ref().map_or_else(|| "none".into(), Fault::to_string);
                match fault {
                    Some(Fault::DropNetwork(after)) => {
                        faults.drop_network = Some(now.since_origin() + after);
                    }
                    Some(Fault::Reboot(after)) => faults.reboot = Some(now.since_origin() + after),
                    Some(fault) => faults.add(&fault),
                    None => *faults = Faults::default(),
                }
                self.set_faults(session);
                self.observer.notice(&Notice::new("fault", text));
                let _ = sender.send(Ok(()));
            }
            Job::Order(order, sender) => {
                session.handle_timeout(now);
                // So that what is to happen later counts from now.
                M::settle(session, now, &mut tell);
                let done = order.perform(session, now);
                M::settle(session, now, &mut tell);
                let _ = sender.send(done);
            }
            Job::Connected(stream) if self.waiting.len() < MAX_WAITING => {
                self.waiting.push_back(stream);
            }
            // It is closed.
            Job::Connected(_) => {}
            Job::Broken(error) => return ControlFlow::Break(Exit::Broken(error)),
            Job::Data(data) => {
                M::data(session, now, &data);
                self.wants_input = session.handler().has_room();
            }
        }
        ControlFlow::Continue(())
    }

    fn tick(&mut self, session: &mut Modem<M>, now: Instant) -> ControlFlow<Exit> {
        // What it does for its handler is settled here, too.
        session.handle_timeout(now);
        self.serve_faults(session, now);
        M::settle(session, now, &mut |notice| self.observer.notice(&notice));
        self.wants_input = session.handler().has_room();
        self.next = [M::next_timeout(session, now), self.next_fault()].into_iter().flatten().min();
        if core::mem::take(&mut self.has_closed) {
            Self::forget_host(session, now);
        }
        if !self.is_connected {
            Self::forget_host(session, now);
            if let Some(stream) = self.waiting.pop_front() {
                return ControlFlow::Break(Exit::Connected(stream));
            }
        }
        ControlFlow::Continue(())
    }

    fn next_tick(&self) -> Option<Instant> {
        self.next
    }

    fn wants_input(&self) -> bool {
        self.wants_input
    }

    fn received(&mut self, (): (), bytes: &[u8]) {
        self.has_closed |= bytes.is_empty();
    }
}
