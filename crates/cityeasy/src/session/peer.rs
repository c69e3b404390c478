use alloc::collections::VecDeque;
use alloc::vec::Vec;

use cellwire_codec::{BufferTooShort, Encoder, Expired, InFlight, Instant, RetryPolicy};

use super::event::{BoxTicket, BoxedRecords, CommandId, EventKind};
use super::outbox::Outbox;
use super::request::{CommandError, Request, UnknownTicket};
use super::seen::{SeenRecords, fingerprint, fingerprint_of_all};
use super::server::ServerConfig;
use super::stats::ServerStats;
use crate::message::{BlackBox, Downlink, Flag, Uplink};
use crate::{Addressed, Command, CrcKind, EncodeError, Frame, FrameEncoder, TrackerId};

/// What the server's side knows of one tracker, on whatever transport: its open commands, its open
/// boxes, and what is to be sent to it.
#[derive(Clone, Debug)]
pub(super) struct Peer {
    outbox: Outbox<Option<Answer>>,
    /// Commands whose answer could not be told from that to one in flight.
    waiting: VecDeque<Pending>,
    /// By what answers it.
    in_flight: InFlight<Answer, Pending>,
    /// Commands that are to be sent again.
    again: VecDeque<Answer>,
    /// Commands that have left since the last [`transmitted`](Self::transmitted).
    left: VecDeque<Answer>,
    unanswered: VecDeque<(CommandId, u32)>,
    open_boxes: VecDeque<OpenBox>,
    pub(super) seen: SeenRecords,
    /// The checksum of the last frame, in which its answers are written.
    crc: CrcKind,
    /// The longest frame that can be sent.
    max_len: usize,
}

/// Who answers, and with which command: so an answer is told from others.
type Answer = (TrackerId, Command);

#[derive(Clone, Debug)]
struct Pending {
    id: CommandId,
    retry: RetryPolicy,
    answer: Answer,
    frame: Vec<u8>,
    /// How often it has left.
    sent: u32,
}

#[derive(Clone, Debug)]
struct OpenBox {
    id: TrackerId,
    ticket: BoxTicket,
    /// The last of them, as many as the table of seen records takes.
    records: Vec<u64>,
}

impl Peer {
    /// `max_len` is the longest frame that its transport takes.
    pub(super) fn new(config: &ServerConfig, max_len: usize, seen: SeenRecords) -> Self {
        Self {
            max_len: max_len.min(config.max_outgoing_bytes),
            outbox: Outbox::new(config.max_outgoing_bytes),
            waiting: VecDeque::new(),
            in_flight: InFlight::new(config.max_commands),
            again: VecDeque::new(),
            left: VecDeque::new(),
            unanswered: VecDeque::new(),
            open_boxes: VecDeque::new(),
            seen,
            crc: CrcKind::default(),
        }
    }

    /// Reads a frame, answers it where that is the session's to do, and says what it was.
    pub(super) fn handle_frame<'a>(
        &'a mut self,
        config: &ServerConfig,
        stats: &mut ServerStats,
        frame: Frame<'a>,
    ) -> EventKind<'a> {
        let (id, command) = (frame.id(), frame.command());
        // Nobody could check an answer without a sum.
        self.crc = frame.crc().filter(|kind| *kind != CrcKind::AllOnes).unwrap_or_default();
        let message = match frame.uplink() {
            Ok(message) => message,
            Err(error) => return EventKind::Unreadable { command, data: frame.data(), error },
        };
        let answers = match command {
            // These ask, and answer nothing.
            Command::HEARTBEAT
            | Command::LOGIN
            | Command::GET_IP
            | Command::BLACK_BOX
            | Command::GET_ADDRESS => None,
            _ => self.in_flight.answer(&(id, command)).map(|pending| pending.id),
        };
        stats.answers += u64::from(answers.is_some());
        match message {
            Uplink::Heartbeat => {
                self.answer(stats, id, Downlink::HeartbeatReply(Flag::SUCCEEDED));
                EventKind::Heartbeat
            }
            Uplink::Login { data } => {
                if config.answer_login {
                    self.answer(stats, id, Downlink::LoginReply(Flag::SUCCEEDED));
                }
                EventKind::Login { data }
            }
            Uplink::GetIp => {
                if let Some(address) = config.address {
                    self.answer(stats, id, Downlink::Ip(address.into()));
                }
                EventKind::GetIp
            }
            Uplink::Location(report) => {
                stats.reports += 1;
                EventKind::Report { report, alarm: None, answers }
            }
            Uplink::Alarm { alarm, report } => {
                stats.reports += 1;
                EventKind::Report { report, alarm: Some(alarm), answers }
            }
            Uplink::BlackBox(records) => self.handle_black_box(config, stats, id, records),
            Uplink::GetAddress(query) => EventKind::GetAddress(query),
            message => match answers {
                Some(command) => EventKind::Answer { command, message },
                None => EventKind::Message(message),
            },
        }
    }

    fn handle_black_box<'a>(
        &'a mut self,
        config: &ServerConfig,
        stats: &mut ServerStats,
        id: TrackerId,
        black_box: BlackBox<'a>,
    ) -> EventKind<'a> {
        stats.black_boxes += 1;
        let mut records: Vec<_> =
            black_box.records().map(|record| fingerprint(id, record)).collect();
        let ticket = BoxTicket(fingerprint_of_all(id, &records));
        if self.open_boxes.iter().any(|open| open.ticket == ticket) {
            stats.repeated_records += records.len() as u64;
            return EventKind::BlackBoxAgain { ticket };
        }
        let repeated = records.iter().filter(|record| self.seen.has(**record)).count();
        stats.repeated_records += repeated as u64;
        if self.open_boxes.len() >= config.max_open_boxes {
            self.open_boxes.pop_front();
            stats.dropped += 1;
        }
        records.drain(..records.len().saturating_sub(SeenRecords::DEFAULT_CAPACITY));
        self.open_boxes.push_back(OpenBox { id, ticket, records });
        let records = BoxedRecords { id, records: black_box, seen: &self.seen };
        EventKind::BlackBox { ticket, records }
    }

    pub(super) fn acknowledge(
        &mut self,
        stats: &mut ServerStats,
        ticket: BoxTicket,
        stored: bool,
    ) -> Result<(), UnknownTicket> {
        let open = self.open_boxes.iter().position(|open| open.ticket == ticket);
        let Some(open) = open.and_then(|at| self.open_boxes.remove(at)) else {
            return Err(UnknownTicket { ticket });
        };
        if stored {
            for record in open.records {
                self.seen.note(record);
            }
        }
        self.answer(stats, open.id, Downlink::BlackBoxReply(Flag::from(stored)));
        Ok(())
    }

    pub(super) fn command(
        &mut self,
        config: &ServerConfig,
        stats: &mut ServerStats,
        id: TrackerId,
        request: &Request<'_>,
    ) -> Result<CommandId, CommandError> {
        let limit = config.max_commands;
        if self.waiting.len() + self.in_flight.len() + self.unanswered.len() >= limit {
            return Err(CommandError::Full { id, limit });
        }
        let frame = self.encode(id, request.message)?;
        let command = CommandId(stats.commands);
        match request.answer {
            Some(answer) => {
                let sent_once = matches!(request.message, Downlink::SendSms { .. });
                let default =
                    if sent_once { RetryPolicy::once(config.retry.wait(1)) } else { config.retry };
                let retry = request.retry.unwrap_or(default);
                let answer = (id, answer);
                self.waiting.push_back(Pending { id: command, retry, answer, frame, sent: 0 });
            }
            None if self.outbox.push(frame, None) => {}
            None => return Err(CommandError::Full { id, limit }),
        }
        stats.commands += 1;
        Ok(command)
    }

    fn encode(&self, id: TrackerId, message: Downlink<'_>) -> Result<Vec<u8>, EncodeError> {
        let mut frame = Vec::new();
        FrameEncoder::default()
            .with_crc(self.crc)
            .with_max_len(self.max_len)
            .append_to_vec(&Addressed { id, message }, &mut frame)?;
        Ok(frame)
    }

    fn answer(&mut self, stats: &mut ServerStats, id: TrackerId, message: Downlink<'_>) {
        let sent = self.encode(id, message).is_ok_and(|frame| self.outbox.push(frame, None));
        stats.dropped += u64::from(!sent);
    }

    /// Moves to the outbox what may be sent by now.
    fn fill_outbox(&mut self, now: Instant) {
        for answer in self.again.drain(..) {
            if let Some(pending) = self.in_flight.get(&answer) {
                self.outbox.push(pending.frame.clone(), Some(answer));
            }
        }
        let mut at = 0;
        while let Some(pending) = self.waiting.get(at) {
            if self.in_flight.get(&pending.answer).is_some()
                || !self.outbox.push(pending.frame.clone(), Some(pending.answer))
            {
                at += 1;
                continue;
            }
            if let Some(pending) = self.waiting.remove(at) {
                // There is room, and no other with this key: both have just been looked at.
                let _ = self.in_flight.insert(now, pending.answer, pending.clone(), pending.retry);
            }
        }
    }

    pub(super) fn has_output(&self) -> bool {
        !self.outbox.is_empty()
            || !self.again.is_empty()
            || self.waiting.iter().any(|pending| self.in_flight.get(&pending.answer).is_none())
    }

    pub(super) fn poll_stream(&mut self, now: Instant, buffer: &mut [u8]) -> usize {
        self.fill_outbox(now);
        let (left, in_flight) = (&mut self.left, &mut self.in_flight);
        self.outbox.poll_stream(buffer, |answer| note_left(left, in_flight, answer))
    }

    pub(super) fn poll_datagram(
        &mut self,
        now: Instant,
        buffer: &mut [u8],
    ) -> Result<usize, BufferTooShort> {
        self.fill_outbox(now);
        let len = buffer.len().min(self.max_len);
        let (left, in_flight) = (&mut self.left, &mut self.in_flight);
        self.outbox.poll_datagram(&mut buffer[..len], |answer| note_left(left, in_flight, answer))
    }

    pub(super) fn transmitted(&mut self, now: Instant) {
        for command in self.left.drain(..) {
            self.in_flight.restart(now, &command);
        }
    }

    pub(super) fn handle_timeout(&mut self, stats: &mut ServerStats, now: Instant) {
        while let Some(expired) = self.in_flight.poll_expired(now) {
            match expired {
                // It has not left yet: whoever does not read is sent nothing twice.
                Expired::Retry { key, .. } if self.outbox.holds(|mark| *mark == Some(key)) => {}
                Expired::GaveUp { key, value, .. }
                    if self.outbox.holds(|mark| *mark == Some(key)) =>
                {
                    let last = RetryPolicy::once(value.retry.wait(1));
                    // There is room: it has just been taken out.
                    let _ = self.in_flight.insert(now, key, value, last);
                }
                Expired::Retry { key, .. } => {
                    stats.retries += 1;
                    if !self.again.contains(&key) {
                        self.again.push_back(key);
                    }
                }
                Expired::GaveUp { value, .. } => {
                    stats.unanswered += 1;
                    self.unanswered.push_back((value.id, value.sent));
                }
            }
        }
    }

    /// Gives up every command: the tracker is gone.
    pub(super) fn abandon(&mut self, stats: &mut ServerStats) {
        let before = self.unanswered.len();
        let sent = self.in_flight.iter().map(|(_, pending)| (pending.id, pending.sent));
        self.unanswered.extend(sent);
        self.in_flight.clear();
        self.unanswered.extend(self.waiting.drain(..).map(|pending| (pending.id, 0)));
        stats.unanswered += (self.unanswered.len() - before) as u64;
    }

    pub(super) fn next_timeout(&self) -> Option<Instant> {
        self.in_flight.next_timeout()
    }

    pub(super) fn poll_unanswered(&mut self) -> Option<EventKind<'static>> {
        let (command, attempts) = self.unanswered.pop_front()?;
        Some(EventKind::NoAnswer { command, attempts })
    }

    /// Whether nothing waits to be sent or answered.
    pub(super) fn is_idle(&self) -> bool {
        self.outbox.is_empty()
            && self.waiting.is_empty()
            && self.in_flight.is_empty()
            && self.open_boxes.is_empty()
    }
}

fn note_left(
    left: &mut VecDeque<Answer>,
    in_flight: &mut InFlight<Answer, Pending>,
    answer: Option<Answer>,
) {
    let Some(answer) = answer else { return };
    if let Some(pending) = in_flight.get_mut(&answer) {
        pending.sent += 1;
    }
    // Whoever never says that something was transmitted must not have it noted for ever.
    if !left.contains(&answer) {
        left.push_back(answer);
    }
}
