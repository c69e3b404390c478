use core::ops::ControlFlow;
use core::time::Duration;
use std::collections::VecDeque;
use std::io;
use std::sync::Arc;

use cellwire_cityeasy::message::{AddressQuery, Button};
use cellwire_cityeasy::report::{Alarm, Report, ReportText};
use cellwire_cityeasy::{Downlink, Tracker, TrackerEvent, TrackerId, TrackerStats};
use cellwire_codec::Instant;

use super::black_box_file::BlackBoxFile;
use super::car::Car;
use super::orders::{HELP, Order};
use crate::cityeasy::{json, words};
use crate::driver::App;
use crate::frames::{Fields, set};
use crate::notice::{Level, Notice, Observer};
use crate::text::hex;
use crate::wire::Way;

/// The device around a session: it drives, and has buttons.
pub(super) struct Device {
    pub(super) id: TrackerId,
    pub(super) observer: Arc<dyn Observer>,
    pub(super) car: Car,
    pub(super) timers: Timers,
    pub(super) file: Option<BlackBoxFile>,
    /// Whether there is a connection.
    pub(super) connected: bool,
    pub(super) server: String,
    /// What was told last.
    pub(super) told: TrackerStats,
    pub(super) battery_told: bool,
    /// What was in the file when it was saved last.
    pub(super) saved: TrackerStats,
    pub(super) file_told: bool,
}

/// What happens when.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Timers {
    /// When the position is looked at again.
    pub(super) fix: Instant,
    pub(super) sos: Option<Instant>,
    pub(super) release: Option<(Instant, Button)>,
    pub(super) drop: Option<Instant>,
    pub(super) end: Option<Instant>,
    /// When the black box may be saved again.
    pub(super) save: Instant,
    /// How long that is.
    pub(super) save_pause: Duration,
}

/// Something for the device to do.
#[derive(Debug)]
pub(super) enum Job {
    Order(Order),
    /// Tell the server that an SMS was sent.
    AnswerSms,
    /// The server has stopped answering.
    Lost,
}

/// Why the loop ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    Quit,
    /// On purpose.
    Drop,
    /// The server does not answer.
    Lost,
}

/// How often the position is looked at, and how long a button is pressed.
const FIX_EVERY: Duration = Duration::from_secs(1);
const PRESSED_FOR: Duration = Duration::from_secs(3);

impl Device {
    pub(super) fn tell(&self, notice: Notice) {
        self.observer.notice(&notice.of(self.id));
    }

    pub(super) fn report(&self, now: Instant) -> Report<'static> {
        self.car.report(now.since_origin())
    }

    fn renew(&self, session: &mut Tracker, now: Instant) {
        if let Err(error) = session.set_report(&self.report(now)) {
            self.tell(Notice::new("error", error.to_string()).at(Level::Alert));
        }
    }

    fn alarm(&self, session: &mut Tracker, now: Instant, alarm: Alarm) {
        self.renew(session, now);
        let notice = match session.alarm(now, alarm) {
            Ok(()) => Notice::new("alarm", words::alarm_name(alarm)),
            Err(error) => Notice::new("error", error.to_string()),
        };
        self.tell(notice.at(Level::Alert));
    }

    /// The numbers of the alarms are those of the buttons, and 0x30 more when they are released.
    fn press(&mut self, session: &mut Tracker, now: Instant, button: Button) {
        self.release(session, now);
        self.car.press(button, true);
        self.alarm(session, now, Alarm(button.0));
        self.timers.release = Some((now + PRESSED_FOR, button));
    }

    fn release(&mut self, session: &mut Tracker, now: Instant) {
        if let Some((_, button)) = self.timers.release.take() {
            self.car.press(button, false);
            self.alarm(session, now, Alarm(0x30 + button.0));
        }
    }

    fn perform_order(
        &mut self,
        session: &mut Tracker,
        now: Instant,
        order: Order,
    ) -> ControlFlow<Exit> {
        match order {
            Order::Alarm(alarm) => self.alarm(session, now, alarm),
            Order::Press(button) => self.press(session, now, button),
            Order::Address(phone) => {
                let report = self.report(now);
                // The best that is known of a query: a letter, and a report without its middle.
                let text = ReportText::from(&report).to_string();
                let front: Vec<_> = text.split('|').take(3).collect();
                let percent = |percent: Option<u16>| percent.unwrap_or_default();
                let (battery, signal) =
                    (percent(report.battery_percent), percent(report.signal_percent));
                let body = format!("G|{}|{battery}|{signal}", front.join("|"));
                let query = AddressQuery { phone, body: body.as_bytes() };
                if let Err(error) = session.request_address(now, query) {
                    self.tell(Notice::new("error", error.to_string()).at(Level::Alert));
                }
            }
            Order::Ip => {
                if let Err(error) = session.request_ip(now) {
                    self.tell(Notice::new("error", error.to_string()).at(Level::Alert));
                }
            }
            Order::Report => {
                self.renew(session, now);
                session.send_report(now);
            }
            Order::Drop if self.connected => return ControlFlow::Break(Exit::Drop),
            Order::Drop => self.tell(Notice::new("offline", "there is no connection")),
            Order::Status => {
                let waiting = session.stored().count();
                let state = if session.is_online() { "online" } else { "offline" };
                let place = words::report(&self.report(now));
                self.tell(Notice::new(
                    "status",
                    format!("{state}, {waiting} in the black box, {place}"),
                ));
            }
            Order::Help => {
                HELP.lines().for_each(|line| self.tell(Notice::new("help", line)));
            }
            Order::Quit => return ControlFlow::Break(Exit::Quit),
        }
        ControlFlow::Continue(())
    }

    /// Says which reports were made since the last time.
    fn tell_reports(&mut self, session: &Tracker, now: Instant) {
        let stats = *session.stats();
        let sent = stats.reports - self.told.reports;
        let stored = stats.stored - self.told.stored;
        if sent + stored == 0 {
            return;
        }
        let report = self.report(now);
        let mut fields = Fields::new();
        let waiting = session.stored().count();
        set!(fields, "sent": sent, "stored": stored, "waiting": waiting);
        let words = words::report(&report);
        let notice = match stored {
            0 => Notice::new("report", words),
            _ => Notice::new("stored", format!("{words}; {waiting} in the black box")),
        };
        self.tell(notice.with(fields).at(Level::Detail));
        self.told = stats;
    }

    /// Saves the black box if it has changed.
    pub(super) fn save(&mut self, session: &Tracker) -> io::Result<()> {
        let stats = *session.stats();
        let key = |stats: &TrackerStats| (stats.stored, stats.delivered, stats.lost);
        if let Some(file) = &self.file
            && key(&stats) != key(&self.saved)
        {
            file.save(session.stored())?;
            self.saved = stats;
        }
        Ok(())
    }

    fn save_sometimes(&mut self, session: &Tracker, now: Instant) {
        if self.file.is_none() || self.timers.save > now {
            return;
        }
        self.timers.save = now + self.timers.save_pause;
        match self.save(session) {
            Ok(()) => self.file_told = false,
            Err(error) if !self.file_told => {
                self.file_told = true;
                let words = format!("the black box is not saved: {error}");
                self.tell(Notice::new("error", words).at(Level::Alert));
            }
            Err(_) => {}
        }
    }
}

impl App<Tracker> for Device {
    type Job = Job;
    type Exit = Exit;

    fn event(&mut self, event: TrackerEvent<'_>, jobs: &mut VecDeque<Job>) {
        let notice = match event {
            TrackerEvent::Message(message) => {
                if let Downlink::SendSms { .. } = message {
                    jobs.push_back(Job::AnswerSms);
                }
                let words = format!("{} {}", message.name(), words::downlink(&message));
                let mut fields = Fields::new();
                set!(fields, "name": message.name());
                fields.extend(json::downlink(&message));
                let level = match message {
                    Downlink::HeartbeatReply(_) | Downlink::BlackBoxReply(_) => Level::Detail,
                    _ => Level::Normal,
                };
                Notice::new("server", words).with(fields).at(level)
            }
            TrackerEvent::Online => Notice::new("online", "the server answers again"),
            TrackerEvent::Offline => {
                jobs.push_back(Job::Lost);
                Notice::new("offline", "the server does not answer").at(Level::Alert)
            }
            TrackerEvent::Delivered { records } => {
                let mut fields = Fields::new();
                set!(fields, "records": records);
                Notice::new("delivered", format!("{records} records of the black box")).with(fields)
            }
            TrackerEvent::NoAnswer { command } => {
                let command = command.name().unwrap_or("request");
                Notice::new("no-answer", command).at(Level::Alert)
            }
            TrackerEvent::Unreadable { data, error, .. } => {
                Notice::new("unreadable", format!("{error}; data {}", hex(data)))
            }
            TrackerEvent::NotForUs { id } => {
                Notice::new("ignored", format!("a frame for tracker {id}"))
            }
            TrackerEvent::Fault(error) => Notice::new("fault", error.to_string()),
            other => Notice::new("event", format!("{other:?}")),
        };
        self.tell(notice);
    }

    fn perform(&mut self, session: &mut Tracker, now: Instant, job: Job) -> ControlFlow<Exit> {
        match job {
            Job::Order(order) => return self.perform_order(session, now, order),
            Job::AnswerSms => session.answer_sms(now, true),
            Job::Lost if self.connected => return ControlFlow::Break(Exit::Lost),
            Job::Lost => {}
        }
        ControlFlow::Continue(())
    }

    fn tick(&mut self, session: &mut Tracker, now: Instant) -> ControlFlow<Exit> {
        let due = |at: Option<Instant>| at.is_some_and(|at| at <= now);
        if due(self.timers.end) {
            return ControlFlow::Break(Exit::Quit);
        }
        if self.timers.fix <= now {
            self.timers.fix = now + FIX_EVERY;
            self.renew(session, now);
        }
        if due(self.timers.release.map(|(at, _)| at)) {
            self.release(session, now);
        }
        if due(self.timers.sos) {
            self.timers.sos = None;
            self.press(session, now, Button::SOS);
        }
        if !self.battery_told && self.car.is_low(now.since_origin()) {
            self.battery_told = true;
            self.alarm(session, now, Alarm::LOW_BATTERY);
        }
        self.tell_reports(session, now);
        self.save_sometimes(session, now);
        if self.connected && due(self.timers.drop) {
            self.timers.drop = None;
            return ControlFlow::Break(Exit::Drop);
        }
        ControlFlow::Continue(())
    }

    fn next_tick(&self) -> Option<Instant> {
        let Timers { fix, sos, release, drop, end, .. } = self.timers;
        let drop = drop.filter(|_| self.connected);
        let release = release.map(|(at, _)| at);
        [Some(fix), sos, release, drop, end].into_iter().flatten().min()
    }

    fn received(&mut self, (): (), bytes: &[u8]) {
        self.observer.wire(&self.server, Way::Down, bytes);
    }

    fn sent(&mut self, (): (), bytes: &[u8]) {
        self.observer.wire(&self.server, Way::Up, bytes);
    }
}
