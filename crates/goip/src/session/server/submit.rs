use alloc::boxed::Box;
use core::mem;

use cellwire_codec::Instant;

use super::super::config::{Polling, ServerConfig};
use super::super::debug;
use super::super::event::{Postponement, SmsDoubt, SmsFailure, SmsOutcome};
use super::super::ids::{LineId, SmsId};
use super::bulk::{Bulk, Loss, Patience, Verdict};
use super::hub::Hub;
use super::line::Line;
use super::news::News;
use super::work::{Pause, Session};
use crate::GatewayMessage;

/// An SMS that was taken. Its recipients are served one after the other, so those before the next
/// one have their outcome.
pub(super) struct Message {
    pub(super) id: SmsId,
    pub(super) text: Box<str>,
    numbers: Box<[Box<str>]>,
    /// The recipient under way, or whose turn is next.
    next: usize,
    once: bool,
    /// How many sessions in a row have ended before an answer about a recipient.
    attempts: u32,
    /// When it has waited for a session for too long.
    pub(super) expires: Instant,
    /// Whether it waits because the gateway had no room for another session.
    is_refused: bool,
}

impl Message {
    pub(super) fn new(
        id: SmsId,
        text: &str,
        numbers: &[&str],
        once: bool,
        expires: Instant,
    ) -> Self {
        let numbers = numbers.iter().map(|number| (*number).into()).collect();
        Self {
            id,
            text: text.into(),
            numbers,
            next: 0,
            once,
            attempts: 0,
            expires,
            is_refused: false,
        }
    }

    /// The number of the recipient under way.
    pub(super) fn number(&self) -> &str {
        self.numbers.get(self.next).map_or("", |number| number)
    }

    fn is_complete(&self) -> bool {
        self.next >= self.numbers.len()
    }

    /// The recipient under way has its outcome.
    fn conclude(&mut self, hub: &mut Hub, line: LineId, outcome: SmsOutcome) {
        let Some(number) = self.numbers.get_mut(self.next).map(mem::take) else { return };
        match outcome {
            SmsOutcome::Sent { .. } => hub.stats.sent += 1,
            SmsOutcome::Failed(_) => hub.stats.failed += 1,
            SmsOutcome::Unknown(_) => hub.stats.unknown += 1,
        }
        let (sms, recipient) = (self.id, self.next);
        hub.news.push(line, News::Outcome { sms, recipient, number, outcome });
        self.next += 1;
        if self.is_complete() {
            hub.open_sms.remove(&sms);
            hub.news.push(line, News::SmsDone { sms });
        }
    }

    /// None of the other recipients is sent to.
    fn fail(&mut self, hub: &mut Hub, line: LineId, failure: &SmsFailure) {
        while !self.is_complete() {
            self.conclude(hub, line, SmsOutcome::Failed(failure.clone()));
        }
    }
}

/// How the requests of a session are repeated.
pub(super) fn patience(config: &ServerConfig, message: Option<&Message>) -> Patience {
    let once = message.is_some_and(|message| message.once);
    Patience {
        retry: config.retry,
        polling: if once { Polling::Never } else { config.polling },
        submit_timeout: config.submit_timeout,
    }
}

impl Line {
    /// Puts an SMS behind those that wait.
    pub(super) fn enqueue(&mut self, hub: &mut Hub, message: Message) {
        self.tell_postponed(hub, message.id);
        let work = self.work();
        work.expires = Some(work.expires.map_or(message.expires, |at| at.min(message.expires)));
        work.queue.push_back(Box::new(message));
    }

    /// Puts an SMS back whose session is over, at the place where it was.
    fn requeue(&mut self, hub: &mut Hub, message: Box<Message>) {
        self.tell_postponed(hub, message.id);
        let work = self.work();
        work.expires = Some(work.expires.map_or(message.expires, |at| at.min(message.expires)));
        let place = work.queue.partition_point(|other| other.id < message.id);
        work.queue.insert(place, message);
    }

    /// Tells that an SMS waits, unless it is for its turn.
    fn tell_postponed(&self, hub: &mut Hub, sms: SmsId) {
        let pause = self.work.as_ref().map(|work| &work.pause).filter(|it| hub.now < it.until);
        let (reason, until) = match pause {
            _ if !self.is_up => (Postponement::Down, None),
            Some(Pause { until, reason: Some(reason), .. }) => {
                (Postponement::Refused(reason.clone()), Some(*until))
            }
            _ => return,
        };
        hub.news.push(self.line, News::Postponed { sms, reason, until });
    }

    /// The reason for a pause may be gone: what waits is tried at once.
    pub(super) fn end_pause(&mut self) {
        if let Some(work) = &mut self.work {
            work.pause = Pause::default();
        }
    }

    /// What has waited for too long, has failed.
    pub(super) fn expire(&mut self, config: &ServerConfig, hub: &mut Hub) {
        let line = self.line;
        let Some(work) = &mut self.work else { return };
        if work.expires.is_some_and(|at| at <= hub.now) {
            work.queue.retain_mut(|message| {
                let waits = hub.now < message.expires;
                if !waits {
                    debug!("SMS {} has waited for {:?}", message.id, config.queue_timeout);
                    let failure = match message.is_refused {
                        true => SmsFailure::TooManySessions,
                        false => SmsFailure::Expired,
                    };
                    message.fail(hub, line, &failure);
                }
                waits
            });
            work.expires = work.queue.iter().map(|message| message.expires).min();
        }
    }

    pub(super) fn open_sessions(&mut self, config: &ServerConfig, hub: &mut Hub) {
        let Some(work) = self.work.as_mut().filter(|_| self.is_up) else { return };
        while work.may_open(config) && work.opens_at() <= hub.now {
            let Some(message) = work.queue.pop_front() else { return };
            let bulk = Bulk::new(hub.numbers.take(self.line.slot), hub.now);
            work.sessions.push(Session { bulk, message: Some(message) });
        }
    }

    /// Sessions that may, go on with their next recipient.
    pub(super) fn next_recipients(&mut self, config: &ServerConfig, hub: &mut Hub) {
        let (now, is_up) = (hub.now, self.is_up);
        for at in 0..self.work.as_ref().map_or(0, |work| work.sessions.len()) {
            let Some(work) = &mut self.work else { return };
            let rests_until = work.rests_until;
            let session = &mut work.sessions[at];
            if !session.bulk.is_resting() {
                continue;
            }
            // What is asked of a line that is down, would be unknown.
            if !is_up || session.bulk.is_stale(rests_until.max(now)) {
                debug!("session {} would be forgotten before its next SEND", session.bulk.sendid);
                session.bulk.close();
                if let Some(mut message) = session.message.take() {
                    message.expires = now + config.queue_timeout;
                    self.requeue(hub, message);
                }
            } else if rests_until <= now {
                session.bulk.submit(hub.numbers.take(self.line.slot), now);
            }
        }
    }

    pub(super) fn sessions_time_out(&mut self, config: &ServerConfig, hub: &mut Hub) {
        let mut at = 0;
        while let Some(session) = self.work.as_mut().and_then(|work| work.sessions.get_mut(at)) {
            let patience = patience(config, session.message.as_deref());
            let verdict = session.bulk.handle_timeout(&patience, hub.now);
            let finished = verdict == Verdict::Finished;
            if finished {
                self.not_answered(config, hub);
            }
            if self.apply(config, hub, at, verdict) {
                at += 1;
            }
        }
    }

    /// Whether the message is the answer to something that a session has asked.
    pub(super) fn handle_bulk(
        &mut self,
        config: &ServerConfig,
        hub: &mut Hub,
        message: &GatewayMessage<'_>,
    ) -> bool {
        let sendid = message.id();
        let (password, work) = self.password_and_work();
        let Some(work) = work else { return false };
        let at = work.sessions.iter().position(|session| session.bulk.sendid == sendid);
        let Some(at) = at else { return false };
        let session = &mut work.sessions[at];
        let patience = patience(config, session.message.as_deref());
        let verdict = session.bulk.handle(message, password, &patience, hub.now);
        if verdict == Verdict::Stray {
            return false;
        }
        if let GatewayMessage::PasswordRequest { .. } = message {
            work.pause.has_room();
        }
        self.answered(hub);
        self.apply(config, hub, at, verdict);
        self.settle(config, hub);
        true
    }

    /// Does what a session says; says whether the session is still there.
    fn apply(&mut self, config: &ServerConfig, hub: &mut Hub, at: usize, verdict: Verdict) -> bool {
        let (line, now) = (self.line, hub.now);
        let Some(work) = &mut self.work else { return false };
        let session = &mut work.sessions[at];
        match verdict {
            Verdict::Stray | Verdict::Goes => return true,
            Verdict::Finished => {
                let session = work.sessions.remove(at);
                hub.numbers.give_back(session.bulk.sendid);
                return false;
            }
            Verdict::Concluded { telid, outcome } => {
                hub.numbers.give_back(telid);
                work.rests_until = now + config.pacing;
                let Some(message) = &mut session.message else { return true };
                message.attempts = 0;
                message.expires = now + config.queue_timeout;
                let sent = match outcome {
                    SmsOutcome::Sent { sms_no: Some(sms_no) } if sms_no >= 0 => {
                        Some((sms_no, (message.id, message.next), message.number().into()))
                    }
                    _ => None,
                };
                message.conclude(hub, line, outcome);
                if message.is_complete() {
                    session.message = None;
                    session.bulk.close();
                }
                if let Some((sms_no, place, number)) = sent {
                    let (ends, limit) = (now + config.reports_for, config.limits.reports);
                    self.memory().reports.note(sms_no, place, number, ends, limit);
                }
            }
            Verdict::WrongPassword => {
                debug!("session {}: the gateway refuses the password", session.bulk.sendid);
                session.bulk.close();
                if let Some(mut message) = session.message.take() {
                    message.fail(hub, line, &SmsFailure::Password);
                }
            }
            Verdict::Lost(loss) => {
                if loss.unanswered {
                    self.not_answered(config, hub);
                }
                return self.lose(config, hub, at, loss);
            }
        }
        true
    }

    fn lose(&mut self, config: &ServerConfig, hub: &mut Hub, at: usize, loss: Loss) -> bool {
        let (line, now) = (self.line, hub.now);
        let Some(work) = &mut self.work else { return false };
        let session = &mut work.sessions[at];
        debug!("session {} is over: {}", session.bulk.sendid, loss.failure);
        if let Some(telid) = session.bulk.telid() {
            hub.numbers.give_back(telid);
        }
        let message = session.message.take();
        if loss.done {
            session.bulk.close();
        } else {
            hub.numbers.give_back(session.bulk.sendid);
            work.sessions.remove(at);
        }
        if loss.back_off {
            work.pause.begin(config, now, loss.failure.clone());
        }
        work.rests_until =
            work.rests_until.max(if loss.doubt.is_some() { now + config.pacing } else { now });
        if let Some(mut message) = message {
            if let Some(doubt) = loss.doubt {
                message.conclude(hub, line, SmsOutcome::Unknown(doubt));
            }
            // Room comes when other sessions end, however often it was asked for: that is for the
            // time in the queue to limit.
            message.is_refused = loss.failure == SmsFailure::TooManySessions;
            if !message.is_refused {
                message.attempts += 1;
            }
            if !message.is_refused || loss.doubt.is_some() {
                message.expires = now + config.queue_timeout;
            }
            if message.attempts >= config.session_attempts {
                message.fail(hub, line, &loss.failure);
            }
            if !message.is_complete() {
                self.requeue(hub, message);
            }
        }
        loss.done
    }

    /// Takes an SMS back.
    pub(super) fn cancel(&mut self, config: &ServerConfig, hub: &mut Hub, sms: SmsId) {
        let line = self.line;
        let Some(work) = &mut self.work else { return };
        let place = work.queue.iter().position(|message| message.id == sms);
        if let Some(mut message) = place.and_then(|place| work.queue.remove(place)) {
            message.fail(hub, line, &SmsFailure::Cancelled);
        }
        let is = |session: &mut Session| {
            session.message.as_ref().is_some_and(|message| message.id == sms)
        };
        if work.sessions.iter_mut().any(|session| is(session) && session.bulk.has_submitted()) {
            work.rests_until = work.rests_until.max(hub.now + config.pacing);
        }
        work.sessions.retain_mut(|session| !is(session) || session.cancel(hub, line));
        self.settle(config, hub);
    }

    /// Takes all SMS back.
    pub(super) fn cancel_all(&mut self, hub: &mut Hub) {
        let line = self.line;
        let Some(work) = &mut self.work else { return };
        work.sessions.retain_mut(|session| session.cancel(hub, line));
        for mut message in mem::take(&mut work.queue) {
            message.fail(hub, line, &SmsFailure::Cancelled);
        }
        work.expires = None;
    }
}

impl Session {
    /// Takes the SMS back; says whether the session is still to be closed.
    fn cancel(&mut self, hub: &mut Hub, line: LineId) -> bool {
        let Some(mut message) = self.message.take() else { return true };
        if self.bulk.has_submitted() {
            message.conclude(hub, line, SmsOutcome::Unknown(SmsDoubt::Cancelled));
        }
        message.fail(hub, line, &SmsFailure::Cancelled);
        if let Some(telid) = self.bulk.telid() {
            hub.numbers.give_back(telid);
        }
        let is_begun = self.bulk.is_begun();
        if is_begun {
            self.bulk.close();
        } else {
            hub.numbers.give_back(self.bulk.sendid);
        }
        is_begun
    }
}
