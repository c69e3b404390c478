use core::ops::ControlFlow;
use std::collections::VecDeque;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::mpsc::Sender;

use cellwire_at::modem::{Event, Mode, Modem};
use cellwire_codec::Instant;

use super::basic::{BasicModem, next_timeout, settle};
use super::orders::Order;
use crate::driver::App;
use crate::notice::{Level, Notice, Observer};

/// The session.
pub(super) type Session = Modem<BasicModem>;

/// What a simulated modem does besides being one.
pub(super) struct Device {
    observer: Arc<dyn Observer>,
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
    /// The other end of a call echoes what it is sent.
    Echo(Vec<u8>),
}

/// Why a loop ends.
pub(super) enum Exit {
    Quit,
    Connected(TcpStream),
    Broken(std::io::Error),
}

impl Device {
    pub(super) fn new(observer: Arc<dyn Observer>) -> Self {
        Self {
            observer,
            is_connected: false,
            waiting: VecDeque::new(),
            has_closed: false,
            next: None,
        }
    }

    /// The host is gone: what it has not read is lost, and so is a data call, as DTR has dropped.
    fn forget_host(session: &mut Session, now: Instant) {
        if session.mode() == Mode::Data {
            session.set_dtr(now, false);
            session.set_dtr(now, true);
        }
        discard(session, now);
    }
}

/// Loses what is to be sent.
fn discard(session: &mut Session, now: Instant) {
    let mut buffer = [0; 1024];
    while let Ok(Some(_)) = session.poll_transmit(now, &mut buffer) {
        session.transmitted(now);
    }
}

impl App<Session> for Device {
    type Job = Job;
    type Exit = Exit;

    fn event(&mut self, event: Event<'_>, jobs: &mut VecDeque<Job>) {
        let alert = |event, text: String| Notice::new(event, text).at(Level::Alert);
        let notice = match event {
            Event::Data(data) => {
                jobs.push_back(Job::Echo(data.into_owned()));
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

    fn perform(&mut self, session: &mut Session, now: Instant, job: Job) -> ControlFlow<Exit> {
        match job {
            Job::Order(Order::Quit, sender) => {
                // Whoever has said so may be gone.
                let _ = sender.send(Ok(()));
                return ControlFlow::Break(Exit::Quit);
            }
            Job::Order(order, sender) => {
                session.handle_timeout(now);
                // So that what is to happen later counts from now.
                settle(session, now, |notice| self.observer.notice(&notice));
                let done = order.perform(session);
                settle(session, now, |notice| self.observer.notice(&notice));
                let _ = sender.send(done);
            }
            Job::Connected(stream) if self.waiting.len() < MAX_WAITING => {
                self.waiting.push_back(stream);
            }
            // It is closed.
            Job::Connected(_) => {}
            Job::Broken(error) => return ControlFlow::Break(Exit::Broken(error)),
            Job::Echo(data) => {
                // What does not fit is lost, as on a bad line.
                let _ = session.send_data(now, &data);
            }
        }
        ControlFlow::Continue(())
    }

    fn tick(&mut self, session: &mut Session, now: Instant) -> ControlFlow<Exit> {
        // What it does for its handler is settled here, too.
        session.handle_timeout(now);
        settle(session, now, |notice| self.observer.notice(&notice));
        self.next = next_timeout(session);
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

    fn received(&mut self, (): (), bytes: &[u8]) {
        self.has_closed |= bytes.is_empty();
    }
}
