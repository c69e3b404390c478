use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use core::net::SocketAddr;

use cellwire_codec::Instant;

use super::super::config::LineConfig;
use super::super::ids::{CommandId, EventTicket, LineId, SmsId};
use super::super::sms::{LineError, SendError, Sms, UnknownTicket};
use super::super::state::ServerState;
use super::super::stats::ServerStats;
use super::Server;
use super::kept::KeptRequest;
use super::line::Line;
use super::outbox::{Note, printable};
use super::requests::Pending;
use super::submit::Message;
use crate::message::{Command, Keepalive, Msg, Password, Request, Submit};
use crate::{Fields, GatewayMessage, ServerMessage, Text, WriteError};

/// What is known of a line: see [`Server::line`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LineInfo<'a> {
    /// Its handle.
    pub line: LineId,
    /// Its id.
    pub id: &'a str,
    /// Where it is; `None` until its first keepalive.
    pub addr: Option<SocketAddr>,
    /// Whether keepalives come.
    pub is_up: bool,
    /// Whether it answers no requests.
    pub is_failing: bool,
    /// When the last datagram with the right password came.
    pub last_seen: Option<Instant>,
    /// How many SMS wait, those in sessions included.
    pub queued_sms: usize,
    /// How many commands wait.
    pub queued_commands: usize,
}

/// The longest text that a gateway takes, in bytes.
const MAX_TEXT: usize = 3000;
/// The longest command, so that a buffer can be long enough.
const MAX_COMMAND: usize = 4096;
/// The longest id, password or number, for the same reason.
const MAX_WORD: usize = 1024;
/// The longest number that a request may get.
const SENDID: i64 = i32::MAX as i64;

impl Server {
    /// Serves a line. It is up when its first keepalive has come; what is sent before waits.
    ///
    /// # Errors
    ///
    /// There is one with this id, there are too many, or the id or the password cannot stand in a
    /// message.
    pub fn add_line(&mut self, line: LineConfig) -> Result<LineId, LineError> {
        let limit = self.config.limits.id_len.min(MAX_WORD);
        check_len("id", line.id.len(), limit)?;
        check_len("password", line.password.expose().len(), limit)?;
        let (id, password) = (Text::from(&*line.id), line.password.as_secret());
        let keepalive = Keepalive { count: 1, id, password, fields: Fields::EMPTY };
        GatewayMessage::Keepalive(keepalive).encoded_len()?;
        ServerMessage::Password(Password { sendid: SENDID, password }).encoded_len()?;
        if self.lines.find(line.id.as_bytes()).is_some() {
            return Err(LineError::Duplicate);
        }
        let limit = self.config.limits.lines.min(u32::MAX as usize - 1);
        if self.lines.len() >= limit {
            return Err(LineError::Full { limit });
        }
        Ok(self.lines.add(|handle| Line::new(handle, &line)))
    }

    /// Serves a line no longer. Its recipients and commands get their outcomes; says whether it was
    /// there. What was seen of its events is forgotten.
    pub fn remove_line(&mut self, line: LineId) -> bool {
        let Some(mut removed) = self.lines.remove(line) else { return false };
        let hub = &mut self.hub;
        removed.end(hub);
        hub.timers.cancel(&line.slot);
        hub.news.depart(line, removed.id());
        true
    }

    /// The line with this id.
    pub fn find_line(&self, id: &str) -> Option<LineId> {
        let slot = self.lines.find(id.as_bytes())?;
        self.lines.in_slot(slot).map(|line| line.line)
    }

    /// What is known of a line.
    pub fn line(&self, line: LineId) -> Option<LineInfo<'_>> {
        self.lines.get(line).map(Line::info)
    }

    /// All lines, in no order.
    pub fn lines(&self) -> impl Iterator<Item = LineInfo<'_>> {
        self.lines.iter().map(Line::info)
    }

    /// Sends an SMS. What becomes of it is told by
    /// [`ServerEventKind::Outcome`](super::super::ServerEventKind::Outcome), once for each
    /// recipient.
    ///
    /// # Errors
    ///
    /// The line is not known, too many SMS wait, or this one cannot be written.
    pub fn send_sms(&mut self, line: LineId, sms: Sms<'_>) -> Result<SmsId, SendError> {
        if self.hub.closing {
            return Err(SendError::Closing);
        }
        let found = self.lines.get_mut(line).ok_or(SendError::UnknownLine { line })?;
        let limits = &self.config.limits;
        let (recipients, limit) = (sms.recipients.len(), limits.recipients);
        if recipients == 0 {
            return Err(SendError::NoRecipient);
        }
        if recipients > limit {
            return Err(SendError::TooManyRecipients { recipients, limit });
        }
        let limit = limits.queued_sms;
        if found.work.as_ref().is_some_and(|work| work.queued_sms() >= limit) || limit == 0 {
            return Err(SendError::Full { limit });
        }
        check_len("msg", sms.text.len(), limits.text_len.min(MAX_TEXT))?;
        ServerMessage::Msg(Msg { sendid: SENDID, msg: sms.text.into() }).encoded_len()?;
        for number in sms.recipients {
            check_len("telnum", number.len(), limits.number_len.min(MAX_WORD))?;
            let submit = Submit { sendid: SENDID, telid: SENDID, telnum: (*number).into() };
            ServerMessage::Submit(submit).encoded_len()?;
        }
        let id = self.hub.new_sms(line.slot);
        let expires = self.hub.now + self.config.queue_timeout;
        let message = Message::new(id, sms.text, sms.recipients, sms.once, expires);
        found.enqueue(&mut self.hub, message);
        found.settle(&self.config, &mut self.hub);
        Ok(id)
    }

    /// Takes an SMS back: recipients whose turn has not come have failed, the one under way is
    /// unknown. Says whether the SMS was there.
    pub fn cancel_sms(&mut self, sms: SmsId) -> bool {
        let Some(slot) = self.hub.open_sms.get(&sms) else { return false };
        let Some(line) = self.lines.in_slot_mut(*slot) else { return false };
        line.cancel(&self.config, &mut self.hub, sms);
        true
    }

    /// Sends a command, or a USSD code ([`Request::Ussd`]). Each line has one under way at a time.
    ///
    /// # Errors
    ///
    /// The line is not known, too many commands wait, or this one cannot be written.
    pub fn command(&mut self, line: LineId, request: Request<'_>) -> Result<CommandId, SendError> {
        if self.hub.closing {
            return Err(SendError::Closing);
        }
        let found = self.lines.get_mut(line).ok_or(SendError::UnknownLine { line })?;
        let limit = self.config.limits.queued_commands;
        if found.work.as_ref().is_some_and(|work| work.queued_commands() >= limit) || limit == 0 {
            return Err(SendError::Full { limit });
        }
        let command = Command { sendid: SENDID, password: found.password(), request };
        check_len("command", ServerMessage::Command(command).encoded_len()?, MAX_COMMAND)?;
        let request = Box::new(KeptRequest::new(&request));
        let command = self.hub.new_command();
        let expires = self.hub.now + self.config.queue_timeout;
        found.work().requests.push_back(Pending { command, request, expires });
        found.settle(&self.config, &mut self.hub);
        Ok(command)
    }

    /// Says that an event was stored: the gateway need not send it again.
    ///
    /// # Errors
    ///
    /// The event does not wait for it.
    pub fn acknowledge(&mut self, ticket: EventTicket) -> Result<(), UnknownTicket> {
        let open = self.hub.tickets.remove(&ticket.0).ok_or(UnknownTicket { ticket })?;
        if let Some(line) = self.lines.get_mut(open.line) {
            let memory = line.memory();
            memory.seen.acknowledge(ticket.0);
            memory.reports.take(ticket.0);
        }
        let note = Note::Event { verb: open.verb, recvid: open.recvid, refused: None };
        self.hub.outbox.push(open.from, note);
        Ok(())
    }

    /// Tells the gateway that an event could not be stored. If it sends it again, that is a new
    /// event. Of the reason it is told 200 bytes at most, without control characters.
    ///
    /// # Errors
    ///
    /// The event does not wait for it.
    pub fn reject(&mut self, ticket: EventTicket, reason: &str) -> Result<(), UnknownTicket> {
        let open = self.hub.tickets.remove(&ticket.0).ok_or(UnknownTicket { ticket })?;
        if let Some(line) = self.lines.get_mut(open.line) {
            line.memory().seen.reject(ticket.0);
        }
        let refused = Some(printable(reason));
        let note = Note::Event { verb: open.verb, recvid: open.recvid, refused };
        self.hub.outbox.push(open.from, note);
        Ok(())
    }

    /// Takes no more SMS and commands, and finishes those that are taken; see
    /// [`is_drained`](Self::is_drained). Lines and events are served on. What is being gathered is
    /// told as far as it has come.
    pub fn close(&mut self) {
        self.hub.closing = true;
        for line in self.lines.iter_mut() {
            line.tell_gathered(&mut self.hub);
        }
    }

    /// Whether everything that was taken has its outcome, every event was polled, and nothing is to
    /// be sent now.
    pub fn is_drained(&self) -> bool {
        let Self { hub, lines, .. } = self;
        let is_silent = |line: &LineId| !lines.get(*line).is_some_and(Line::has_output);
        hub.open_sms.is_empty()
            && hub.open_commands == 0
            && hub.news.is_empty()
            && hub.outbox.is_empty()
            && hub.ready.iter().all(is_silent)
    }

    /// Gives up whatever is not finished: each recipient and command gets its outcome. Sessions that
    /// are open are closed.
    pub fn abandon(&mut self) {
        for line in self.lines.iter_mut() {
            line.abandon(&self.config, &mut self.hub);
        }
    }

    /// What has to survive a restart: to be stored when the server ends, and from time to time.
    pub fn export(&self) -> ServerState {
        let uptime = self.hub.uptime();
        let restored = self.restored.iter();
        let mut lines: BTreeMap<_, _> = restored
            .map(|(id, state)| (id.clone(), state.clone().after(uptime)))
            .filter(|(_, state)| !state.is_empty())
            .collect();
        for line in self.lines.iter() {
            if let Some(state) = line.export(self.hub.now) {
                lines.insert(line.id().into(), state);
            }
        }
        let numbers = &self.hub.numbers;
        let (next_id, next_ussd) = (numbers.next(), numbers.next_ussd());
        ServerState { next_id, next_ussd, next_sms: self.hub.next_sms, lines }
    }

    /// What was done.
    pub const fn stats(&self) -> ServerStats {
        self.hub.stats
    }
}

impl Line {
    fn info(&self) -> LineInfo<'_> {
        let work = self.work.as_ref();
        LineInfo {
            line: self.line,
            id: self.id(),
            addr: self.addr,
            is_up: self.is_up,
            is_failing: self.is_failing,
            last_seen: self.was_seen.then_some(self.last_seen),
            queued_sms: work.map_or(0, |work| work.queued_sms()),
            queued_commands: work.map_or(0, |work| work.queued_commands()),
        }
    }
}

fn check_len(field: &'static str, len: usize, limit: usize) -> Result<(), WriteError> {
    if len > limit { Err(WriteError::TooLong { field, len, limit }) } else { Ok(()) }
}
