use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::time::Duration;

use cellwire_codec::{BufferTooShort, Instant, Secret};

use super::super::config::ServerConfig;
use super::super::debug;
use super::super::event::SmsFailure;
use super::super::ids::LineId;
use super::bulk::{Ask, Bulk};
use super::gather::Gathering;
use super::hub::Hub;
use super::requests::{Asked, Pending};
use super::submit::{Message, patience};
use crate::message::{Command, Msg, Password, Submit};
use crate::{ServerMessage, Text, WriteError};

/// What a line has to do.
#[derive(Default)]
pub(super) struct Work {
    /// SMS that have no session, oldest first.
    pub(super) queue: VecDeque<Box<Message>>,
    /// When to look for one that has waited for too long.
    pub(super) expires: Option<Instant>,
    pub(super) sessions: Vec<Session>,
    /// Which session is polled first.
    turn: usize,
    pub(super) pause: Pause,
    /// No recipient has its turn before.
    pub(super) rests_until: Instant,
    /// Commands that wait, oldest first.
    pub(super) requests: VecDeque<Pending>,
    /// The command that waits for its answer.
    pub(super) asked: Option<Asked>,
    pub(super) gathering: Gathering,
}

/// A session, and the SMS that it is for.
pub(super) struct Session {
    pub(super) bulk: Bulk,
    /// `None` when all of its recipients have their outcome, or another session is to go on.
    pub(super) message: Option<Box<Message>>,
}

/// No session is opened for a while, because the gateway did not want the last one.
#[derive(Default)]
pub(super) struct Pause {
    pub(super) until: Instant,
    /// Why.
    pub(super) reason: Option<SmsFailure>,
    /// How often in a row the gateway had no room for another session.
    full: u32,
}

impl Pause {
    /// Begins a pause. Room for a session comes soon, as others end, so that is a short one at
    /// first.
    pub(super) fn begin(&mut self, config: &ServerConfig, now: Instant, reason: SmsFailure) {
        /// Whatever is configured, time goes on.
        const SHORTEST: Duration = Duration::from_secs(1);
        const FIRST: Duration = Duration::from_secs(5);
        let mut time = config.back_off;
        if reason == SmsFailure::TooManySessions {
            // Several sessions that are refused at once are refused for the same reason.
            if now < self.until {
                return;
            }
            time = time.min(FIRST.saturating_mul(1 << self.full.min(20)));
            self.full += 1;
        }
        self.until = now + time.max(SHORTEST);
        self.reason = Some(reason);
    }

    /// The gateway has room.
    pub(super) fn has_room(&mut self) {
        self.full = 0;
    }
}

/// A session is opened this long before a recipient may have its turn.
const AHEAD: Duration = Duration::from_secs(60);

impl Work {
    pub(super) fn queued_sms(&self) -> usize {
        let open = self.sessions.iter().filter(|session| session.message.is_some());
        self.queue.len() + open.count()
    }

    pub(super) fn queued_commands(&self) -> usize {
        self.requests.len() + usize::from(self.asked.is_some())
    }

    pub(super) fn is_idle(&self, now: Instant) -> bool {
        self.queue.is_empty()
            && self.sessions.is_empty()
            && self.requests.is_empty()
            && self.asked.is_none()
            && self.gathering.is_empty()
            && self.pause.until <= now
            && self.rests_until <= now
    }

    /// When the next session may be opened.
    pub(super) fn opens_at(&self) -> Instant {
        let rests_until = self.rests_until.since_origin().saturating_sub(AHEAD);
        self.pause.until.max(Instant::from_origin(rests_until))
    }

    pub(super) fn may_open(&self, config: &ServerConfig) -> bool {
        // With several, a session would be forgotten before the line has rested for all of them.
        let most = if config.pacing > Duration::ZERO { 1 } else { config.max_sessions.clamp(1, 5) };
        !self.queue.is_empty() && self.sessions.len() < most
    }

    pub(super) fn deadline(
        &self,
        config: &ServerConfig,
        is_up: bool,
        now: Instant,
    ) -> Option<Instant> {
        let sessions = self.sessions.iter().filter_map(|Session { bulk, .. }| {
            if bulk.is_resting() { Some(self.rests_until) } else { bulk.deadline() }
        });
        let opens = (is_up && self.may_open(config)).then(|| self.opens_at());
        let asked = self.asked.as_ref().and_then(Asked::deadline);
        let request = self.requests.front().map(|pending| pending.expires);
        // What rests, is dropped in the end.
        let idle = Some(self.pause.until.max(self.rests_until)).filter(|at| *at > now);
        let gathering = self.gathering.deadline();
        [self.expires, opens, asked, request, gathering, idle]
            .into_iter()
            .flatten()
            .chain(sessions)
            .min()
    }

    pub(super) fn has_output(&self) -> bool {
        self.asked.as_ref().is_some_and(|asked| asked.due)
            || self.sessions.iter().any(|session| session.bulk.due().is_some())
    }

    /// Writes what is to be sent next: each session and the commands have their turns. The end of a
    /// session goes first, as a gateway has room for few.
    pub(super) fn poll(
        &mut self,
        config: &ServerConfig,
        hub: &mut Hub,
        line: LineId,
        password: Secret<'_>,
        buffer: &mut [u8],
    ) -> Result<Option<usize>, BufferTooShort> {
        let turns = self.sessions.len() + 1;
        let ends = |session: &Session| session.bulk.due() == Some(Ask::Done);
        let first = self.sessions.iter().position(ends).unwrap_or(self.turn);
        for step in 0..turns {
            let turn = (first + step) % turns;
            let written = match self.sessions.get_mut(turn) {
                Some(session) => session.poll(config, hub, line, password, buffer),
                None => match &mut self.asked {
                    Some(asked) => asked.poll(config, hub, line, password, buffer),
                    None => Ok(None),
                },
            };
            match written {
                Ok(None) => {}
                Ok(Some(len)) => {
                    self.turn = turn + 1;
                    return Ok(Some(len));
                }
                Err(error) => {
                    self.turn = turn;
                    return Err(error);
                }
            }
        }
        Ok(None)
    }

    pub(super) fn left(&mut self, config: &ServerConfig, now: Instant, number: i64) {
        for Session { bulk, message } in &mut self.sessions {
            if bulk.sendid == number {
                bulk.left(&patience(config, message.as_deref()), now);
            }
        }
        if let Some(asked) = self.asked.as_mut().filter(|asked| asked.sendid == number) {
            asked.left(config, now);
        }
    }

    pub(super) fn start(&mut self, expires: Instant) {
        for message in &mut self.queue {
            message.expires = expires;
        }
        self.expires = (!self.queue.is_empty()).then_some(expires);
        for pending in &mut self.requests {
            pending.expires = expires;
        }
    }
}

impl Session {
    fn poll(
        &mut self,
        config: &ServerConfig,
        hub: &mut Hub,
        line: LineId,
        password: Secret<'_>,
        buffer: &mut [u8],
    ) -> Result<Option<usize>, BufferTooShort> {
        let Some(ask) = self.bulk.due() else { return Ok(None) };
        let sendid = self.bulk.sendid;
        let message = match (ask, &self.message) {
            (Ask::Msg, Some(message)) => {
                ServerMessage::Msg(Msg { sendid, msg: Text::from(&*message.text) })
            }
            (Ask::Password, _) => ServerMessage::Password(Password { sendid, password }),
            (Ask::Submit { telid }, Some(message)) => {
                let telnum = Text::from(message.number());
                ServerMessage::Submit(Submit { sendid, telid, telnum })
            }
            (Ask::Done | Ask::Msg | Ask::Submit { .. }, _) => ServerMessage::Done { sendid },
        };
        let len = write(&message, buffer)?;
        if self.bulk.sent(&patience(config, self.message.as_deref()), hub.now) {
            hub.stats.retries += 1;
        }
        hub.note_sent(line, sendid);
        Ok(Some(len))
    }
}

impl Asked {
    fn poll(
        &mut self,
        config: &ServerConfig,
        hub: &mut Hub,
        line: LineId,
        password: Secret<'_>,
        buffer: &mut [u8],
    ) -> Result<Option<usize>, BufferTooShort> {
        if !self.due {
            return Ok(None);
        }
        let (sendid, request) = (self.sendid, self.request.request());
        let len = write(&ServerMessage::Command(Command { sendid, password, request }), buffer)?;
        if self.sent(config, hub.now) {
            hub.stats.retries += 1;
        }
        hub.note_sent(line, sendid);
        Ok(Some(len))
    }
}

/// Writes what was seen to be writable when it was taken.
fn write(message: &ServerMessage<'_>, buffer: &mut [u8]) -> Result<usize, BufferTooShort> {
    match message.write(buffer) {
        Ok(len) => Ok(len),
        Err(WriteError::Buffer(error)) => Err(error),
        Err(error) => {
            debug!("a request cannot be written: {error}");
            Ok(0)
        }
    }
}
