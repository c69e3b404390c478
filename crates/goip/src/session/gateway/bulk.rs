use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::net::{IpAddr, SocketAddr};

use cellwire_codec::{Instant, Secret};

use super::config::Resubmission;
use super::event::{LineAddr, SubmissionId};
use super::network::Origin;
use super::{Gateway, Timer, debug};
use crate::message::{CmsError, ErrorReply, Msg, Password, Submit, SubmitOk};
use crate::{GatewayMessage, Text};

/// How many sessions that have ended are remembered.
const MAX_ENDED: usize = 64;
/// How often the end of a session is said again.
const MAX_REPEATS: usize = 8;
/// The longest number that is dialled.
pub(super) const MAX_NUMBER_LEN: usize = 64;
/// A `telid` is that of another number.
const INVALID_REFERENCE: CmsError = CmsError(81);

/// What names a bulk SMS session. Whoever asks is known by the IP address, since each request may
/// come from another port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SessionKey {
    pub(super) line: usize,
    pub(super) ip: IpAddr,
    pub(super) sendid: i64,
}

impl SessionKey {
    pub(super) fn new(from: LineAddr, sendid: i64) -> Self {
        Self { line: from.line, ip: from.peer.ip().to_canonical(), sendid }
    }
}

#[derive(Clone, Debug)]
pub(super) struct BulkSession {
    text: Vec<u8>,
    is_authorized: bool,
    /// The last of them, oldest first.
    entries: VecDeque<Entry>,
}

/// Sessions that were ended with `DONE`, oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Ended(VecDeque<EndedSession>);

#[derive(Clone, Debug)]
struct EndedSession {
    key: SessionKey,
    text: Vec<u8>,
    has_submitted: bool,
    until: Instant,
    /// How often its end was said again.
    repeats: usize,
}

impl Ended {
    fn push(&mut self, key: SessionKey, session: BulkSession, until: Instant) {
        if self.0.len() >= MAX_ENDED {
            self.0.pop_front();
        }
        let BulkSession { text, entries, .. } = session;
        let has_submitted = !entries.is_empty();
        self.0.push_back(EndedSession { key, text, has_submitted, until, repeats: 0 });
    }

    /// Whether a text was submitted by a session that is over.
    fn has(&self, now: Instant, key: &SessionKey, text: &[u8]) -> bool {
        let is_it = |ended: &EndedSession| {
            ended.has_submitted && now < ended.until && ended.key == *key && ended.text == text
        };
        self.0.iter().any(is_it)
    }

    /// Whether the end of a session is to be said again.
    fn repeat(&mut self, now: Instant, key: &SessionKey) -> bool {
        let mut last = self.0.iter_mut().rev();
        let Some(ended) = last.find(|ended| now < ended.until && ended.key == *key) else {
            return false;
        };
        ended.repeats += 1;
        ended.repeats <= MAX_REPEATS
    }
}

/// What became of a submission, to be said again and again.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) telid: i64,
    /// The number that it was for.
    pub(super) number: Vec<u8>,
    /// The last one, where each request submits anew.
    pub(super) submission: SubmissionId,
    /// Who has asked last.
    pub(super) peer: SocketAddr,
    pub(super) state: SendState,
}

impl Entry {
    /// What to say to whoever asks. Another number was not sent to. It is not sent to now either: a
    /// late copy with the old number would be a new one then.
    pub(super) fn ask(&mut self, peer: SocketAddr, number: Text<'_>) -> SendState {
        let says_it = !self.number.is_empty() && !number.is_empty();
        if says_it && self.number != number.as_bytes() {
            return SendState::Failed(INVALID_REFERENCE);
        }
        self.peer = peer;
        self.state
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) enum SendState {
    Waiting,
    Sent { sms_no: Option<u8> },
    Failed(CmsError),
}

/// Why a text or a submission is not taken.
#[derive(Clone, Copy, Debug)]
pub(super) enum Refused {
    Password,
    SendId,
    GsmLogout,
    TooManySends,
    TooLong,
}

impl Refused {
    const fn text(self) -> &'static str {
        match self {
            Self::Password => "PASSWORD",
            Self::SendId => "SENDID",
            Self::GsmLogout => "GSM_LOGOUT",
            Self::TooManySends => "too_many_sends_in_server",
            Self::TooLong => "message_too_long",
        }
    }
}

impl Gateway {
    pub(super) fn on_msg(&mut self, from: LineAddr, msg: Msg<'_>) {
        let (key, text) = (SessionKey::new(from, msg.sendid), msg.msg.as_bytes());
        let known = self.sessions.get(&key);
        if known.is_none_or(|session| session.text != text) {
            if self.ended.has(self.now, &key, text) {
                return self.refuse_bulk(from, msg.sendid, Refused::SendId);
            }
            // With another text it is another session, and whoever has begun it must not get the
            // old text sent.
            let others = self.sessions.len() - usize::from(known.is_some());
            if let Err(refused) = self.check_text(from.line, text, others) {
                return self.refuse_bulk(from, msg.sendid, refused);
            }
            let (text, entries) = (text.to_vec(), VecDeque::new());
            self.sessions.insert(key, BulkSession { text, is_authorized: false, entries });
        }
        self.keep_session(key);
        self.answer(from, &GatewayMessage::PasswordRequest { sendid: msg.sendid });
    }

    fn check_text(&self, line: usize, text: &[u8], others: usize) -> Result<(), Refused> {
        let faults = &self.config.faults;
        if faults.gsm_logout || !self.lines[line].is_registered() {
            return Err(Refused::GsmLogout);
        }
        if text.len() > self.config.max_text_len {
            return Err(Refused::TooLong);
        }
        if faults.too_many_sends || others >= self.config.max_sessions {
            return Err(Refused::TooManySends);
        }
        Ok(())
    }

    pub(super) fn on_password(&mut self, from: LineAddr, password: Password<'_>) {
        let (sendid, key) = (password.sendid, SessionKey::new(from, password.sendid));
        let is_right = self.is_password(from.line, password.password);
        let Some(session) = self.sessions.get_mut(&key) else {
            return self.refuse_bulk(from, sendid, Refused::SendId);
        };
        session.is_authorized |= is_right;
        self.keep_session(key);
        if is_right {
            self.answer(from, &GatewayMessage::Ready { sendid });
        } else {
            self.stats.wrong_passwords += 1;
            self.refuse_bulk(from, sendid, Refused::Password);
        }
    }

    pub(super) fn on_submit(&mut self, from: LineAddr, submit: Submit<'_>) {
        let (sendid, telid, number) = (submit.sendid, submit.telid, submit.telnum);
        let key = SessionKey::new(from, sendid);
        let Some(session) = self.sessions.get_mut(&key) else {
            return self.refuse_bulk(from, sendid, Refused::SendId);
        };
        let is_authorized = session.is_authorized;
        let known = session.entries.iter_mut().find(|entry| entry.telid == telid);
        let is_new = known.is_none();
        let state = known.map(|entry| entry.ask(from.peer, number));
        self.keep_session(key);
        if !is_authorized {
            return self.refuse_bulk(from, sendid, Refused::Password);
        }
        let anew = self.config.resubmission == Resubmission::Anew;
        let state = match state {
            Some(state) if !anew => state,
            _ if is_new && !self.lines[from.line].is_registered() => {
                return self.refuse_bulk(from, sendid, Refused::GsmLogout);
            }
            _ => self.submit_bulk(from, key, telid, number),
        };
        self.say_state(from, sendid, telid, state);
        self.submit_next(from.line);
    }

    fn submit_bulk(
        &mut self,
        from: LineAddr,
        key: SessionKey,
        telid: i64,
        number: Text<'_>,
    ) -> SendState {
        let Some(session) = self.sessions.get(&key) else { return SendState::Waiting };
        let origin = Origin { key, telid, is_bulk: true };
        let text = session.text.clone();
        let (submission, state) = self.enqueue(origin, number, text);
        let limit = self.config.max_telids.max(1);
        if let Some(session) = self.sessions.get_mut(&key) {
            session.entries.retain(|entry| entry.telid != telid);
            while session.entries.len() >= limit {
                session.entries.pop_front();
            }
            let (number, peer) = (number.as_bytes().to_vec(), from.peer);
            session.entries.push_back(Entry { telid, number, submission, peer, state });
        }
        state
    }

    pub(super) fn on_done(&mut self, from: LineAddr, sendid: i64) {
        let key = SessionKey::new(from, sendid);
        if let Some(session) = self.close_session(&key) {
            self.ended.push(key, session, self.now + self.config.session_memory);
        } else if self.lines[from.line].run.exchanges.contains(&sendid) {
            return;
        } else if !self.ended.repeat(self.now, &key) {
            // A `DONE` that is answered with `DONE` whenever it comes goes to and fro for ever between
            // two gateways.
            return self.refuse_bulk(from, sendid, Refused::SendId);
        }
        self.answer(from, &GatewayMessage::Done { sendid });
    }

    /// Counts the silence of a session from now.
    fn keep_session(&mut self, key: SessionKey) {
        self.timers.set(Timer::Session(key), self.now + self.config.session_timeout);
    }

    /// Forgets a session; what it has submitted goes to the network all the same.
    pub(super) fn close_session(&mut self, key: &SessionKey) -> Option<BulkSession> {
        self.timers.cancel(&Timer::Session(*key));
        self.sessions.remove(key)
    }

    pub(super) fn session_entry(&mut self, key: &SessionKey, telid: i64) -> Option<&mut Entry> {
        self.sessions.get_mut(key)?.entries.iter_mut().find(|entry| entry.telid == telid)
    }

    pub(super) fn say_state(&mut self, to: LineAddr, sendid: i64, telid: i64, state: SendState) {
        match state {
            SendState::Waiting => self.answer(to, &GatewayMessage::Wait { sendid, telid }),
            SendState::Sent { sms_no } => {
                let sms_no = sms_no.map(i64::from);
                self.answer(to, &GatewayMessage::SubmitOk(SubmitOk { sendid, telid, sms_no }));
            }
            SendState::Failed(status) => {
                let tail = alloc::format!("{telid} errorstatus:{}", status.0);
                let tail = Text::from(tail.as_str());
                self.answer(to, &GatewayMessage::Error(ErrorReply { sendid, tail }));
            }
        }
    }

    pub(super) fn refuse_bulk(&mut self, to: LineAddr, sendid: i64, refused: Refused) {
        debug!("line {}: {sendid} is refused: {}", to.line, refused.text());
        let tail = refused.text().into();
        self.answer(to, &GatewayMessage::Error(ErrorReply { sendid, tail }));
    }

    pub(super) fn is_password(&self, line: usize, password: Secret<'_>) -> bool {
        self.lines.get(line).is_some_and(|line| line.card.password.as_secret() == password)
    }
}
