use alloc::boxed::Box;
use core::net::{IpAddr, SocketAddr};
use core::str;
use core::time::Duration;

use cellwire_codec::{BufferTooShort, Instant, Secret};

use super::super::config::{LineConfig, ServerConfig};
use super::super::debug;
use super::super::ids::LineId;
use super::super::state::LineState;
use super::allowed::is_allowed;
use super::hub::Hub;
use super::news::News;
use super::rate::Rate;
use super::reports::Reports;
use super::seen::{Ages, Seen};
use super::work::Work;

/// A line. There may be a hundred thousand that do nothing but show that they are alive, so what
/// others need is kept apart.
pub(super) struct Line {
    pub(super) line: LineId,
    /// The id, and the password behind it: one place in memory to look at.
    credentials: Box<[u8]>,
    id_len: u16,
    allowed: Box<[(IpAddr, u8)]>,
    /// Where its last keepalive came from. Only [`Lines`](super::lines::Lines) may change it.
    pub(super) addr: Option<SocketAddr>,
    pub(super) last_seen: Instant,
    /// Of the last keepalive.
    pub(super) count: i64,
    /// When that came.
    pub(super) counted_at: Instant,
    /// A hash of what the last keepalive says.
    pub(super) status: u64,
    pub(super) rate: Rate,
    /// How many requests in a row had no answer.
    pub(super) unanswered: u32,
    pub(super) is_up: bool,
    pub(super) is_failing: bool,
    /// Something has come with the right password.
    pub(super) was_seen: bool,
    pub(super) has_count: bool,
    /// A keepalive with a lower count has come since, which may be a late one.
    pub(super) has_fallen: bool,
    /// It was not registered with the mobile network.
    pub(super) is_logged_out: bool,
    is_ready: bool,
    /// What it has to do.
    pub(super) work: Option<Box<Work>>,
    memory: Option<Box<Memory>>,
}

/// What has to survive a restart.
#[derive(Default)]
pub(super) struct Memory {
    pub(super) seen: Seen,
    pub(super) reports: Reports,
}

impl Line {
    pub(super) fn new(line: LineId, config: &LineConfig) -> Self {
        let mut credentials = config.id.clone().into_bytes();
        let id_len = credentials.len() as u16;
        credentials.extend_from_slice(config.password.expose());
        Self {
            line,
            credentials: credentials.into(),
            id_len,
            allowed: config.allowed.clone(),
            addr: None,
            last_seen: Instant::ORIGIN,
            count: 0,
            counted_at: Instant::ORIGIN,
            status: 0,
            rate: Rate::default(),
            unanswered: 0,
            is_up: false,
            is_failing: false,
            was_seen: false,
            has_count: false,
            has_fallen: false,
            is_logged_out: false,
            is_ready: false,
            work: None,
            memory: None,
        }
    }

    pub(super) fn id(&self) -> &str {
        str::from_utf8(&self.credentials[..self.id_len.into()]).unwrap_or_default()
    }

    pub(super) fn password(&self) -> Secret<'_> {
        Secret::new(&self.credentials[self.id_len.into()..])
    }

    /// The password, and what the line has to do.
    pub(super) fn password_and_work(&mut self) -> (Secret<'_>, Option<&mut Work>) {
        (Secret::new(&self.credentials[self.id_len.into()..]), self.work.as_deref_mut())
    }

    pub(super) fn allows(&self, addr: IpAddr) -> bool {
        is_allowed(&self.allowed, addr)
    }

    pub(super) fn memory(&mut self) -> &mut Memory {
        self.memory.get_or_insert_default()
    }

    /// The numbers of events may come again.
    pub(super) fn rebooted(&mut self) {
        if let Some(memory) = &mut self.memory {
            memory.seen.rebooted();
        }
    }

    pub(super) fn work(&mut self) -> &mut Work {
        self.work.get_or_insert_default()
    }

    /// Serves what is due.
    pub(super) fn handle_timeout(&mut self, config: &ServerConfig, hub: &mut Hub) {
        if self.is_up && hub.now >= self.last_seen + config.line_timeout {
            debug!("nothing has come of {:?} for {:?}", self.id(), config.line_timeout);
            self.is_up = false;
            hub.news.push(self.line, News::Down);
        }
        if let Some(memory) = &mut self.memory {
            memory.seen.forget_old(hub.now, |ticket| drop(hub.tickets.remove(&ticket)));
            memory.reports.forget_old(hub.now);
            if memory.seen.is_empty() && memory.reports.is_empty() {
                self.memory = None;
            }
        }
        self.sessions_time_out(config, hub);
        self.request_times_out(config, hub);
        self.settle(config, hub);
    }

    /// Goes on with whatever can go on, after any change.
    pub(super) fn settle(&mut self, config: &ServerConfig, hub: &mut Hub) {
        if self.work.is_some() {
            self.expire(config, hub);
            self.next_recipients(config, hub);
            self.open_sessions(config, hub);
            self.next_request(hub);
            self.tell_gathered(hub);
            if self.work.as_ref().is_some_and(|work| work.is_idle(hub.now)) {
                self.work = None;
            }
        }
        if self.has_output() && !self.is_ready {
            self.is_ready = true;
            hub.ready.push_back(self.line);
        }
        self.set_timer(config, hub);
    }

    fn set_timer(&self, config: &ServerConfig, hub: &mut Hub) {
        let down = self.is_up.then(|| self.last_seen + config.line_timeout);
        let work = self.work.as_ref().and_then(|work| work.deadline(config, self.is_up, hub.now));
        match down.into_iter().chain(work).min() {
            // Whatever happens, time goes on.
            Some(at) => hub.timers.set(self.line.slot, at.max(hub.now + Duration::from_millis(1))),
            None => drop(hub.timers.cancel(&self.line.slot)),
        }
    }

    pub(super) fn has_output(&self) -> bool {
        self.work.as_ref().is_some_and(|work| work.has_output())
    }

    /// Writes what is to be sent next.
    pub(super) fn poll(
        &mut self,
        config: &ServerConfig,
        hub: &mut Hub,
        buffer: &mut [u8],
    ) -> Result<Option<usize>, BufferTooShort> {
        let line = self.line;
        let (password, work) = self.password_and_work();
        let Some(work) = work else { return Ok(None) };
        let len = work.poll(config, hub, line, password, buffer)?;
        if len.is_some() {
            self.set_timer(config, hub);
        }
        Ok(len)
    }

    /// Its turn is over; says whether another one has to come.
    pub(super) fn take_turn(&mut self) -> bool {
        self.is_ready = self.has_output();
        self.is_ready
    }

    /// What was handed out has left.
    pub(super) fn left(&mut self, config: &ServerConfig, hub: &mut Hub, number: i64) {
        if let Some(work) = &mut self.work {
            work.left(config, hub.now, number);
            self.set_timer(config, hub);
        }
    }

    /// A request had no answer.
    pub(super) fn not_answered(&mut self, config: &ServerConfig, hub: &mut Hub) {
        hub.stats.unanswered += 1;
        self.unanswered = self.unanswered.saturating_add(1);
        if self.unanswered >= config.failing_after.max(1) && !self.is_failing {
            debug!("{:?} has not answered {} requests", self.id(), self.unanswered);
            self.is_failing = true;
            hub.news.push(self.line, News::Failing { unanswered: self.unanswered });
        }
    }

    /// A request has an answer.
    pub(super) fn answered(&mut self, hub: &mut Hub) {
        self.unanswered = 0;
        if self.is_failing {
            self.is_failing = false;
            hub.news.push(self.line, News::Recovered);
        }
    }

    /// Time is known from now on: what has waited before, has waited since now.
    pub(super) fn start(&mut self, config: &ServerConfig, hub: &mut Hub) {
        if let Some(work) = &mut self.work {
            work.start(hub.now + config.queue_timeout);
            self.set_timer(config, hub);
        }
    }

    /// Gives up what is not finished.
    pub(super) fn abandon(&mut self, config: &ServerConfig, hub: &mut Hub) {
        if self.work.is_some() {
            self.cancel_all(hub);
            self.cancel_commands(hub);
            self.settle(config, hub);
        }
    }

    /// The line is removed.
    pub(super) fn end(&mut self, hub: &mut Hub) {
        self.cancel_all(hub);
        self.cancel_commands(hub);
        for ticket in self.memory.iter().flat_map(|memory| memory.seen.tickets()) {
            hub.tickets.remove(&ticket);
        }
        let Some(work) = self.work.take() else { return };
        for session in work.sessions {
            hub.numbers.give_back(session.bulk.sendid);
        }
        let mut gathering = work.gathering;
        for parts in gathering.take_all() {
            hub.news.push(self.line, parts.into());
        }
    }

    pub(super) fn export(&self, now: Instant) -> Option<LineState> {
        let count = self.has_count.then_some(self.count);
        let memory = self.memory.as_ref();
        let state = LineState {
            count,
            seen: memory.map(|memory| memory.seen.export(now).collect()).unwrap_or_default(),
            reports: memory.map(|memory| memory.reports.export(now).collect()).unwrap_or_default(),
        };
        (!state.is_empty()).then_some(state)
    }

    pub(super) fn restore(&mut self, config: &ServerConfig, now: Instant, state: LineState) {
        if let (Some(count), false) = (state.count, self.has_count) {
            (self.count, self.has_count) = (count, true);
        }
        let memory = self.memory();
        memory.seen.restore(&state.seen, now, config.limits.seen);
        memory.reports.restore(state.reports.into(), now, config.limits.reports);
    }
}

pub(super) const fn ages(config: &ServerConfig) -> Ages {
    Ages { seen_for: config.seen_for, resend_window: config.resend_window }
}
