use alloc::boxed::Box;
use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;
use core::net::SocketAddr;

use cellwire_codec::Instant;

use super::super::event::{CommandFailure, Postponement, Refusal, SmsOutcome};
use super::super::event::{ServerEvent, ServerEventKind as Kind};
use super::super::ids::{CommandId, EventTicket, LineId, SmsId};
use super::kept::{KeptRequest, answer};
use crate::message::{Answer, EventBody};
use crate::{GatewayMessage, Text};

/// What is to be told, in order.
///
/// What borrows from a datagram is read from it again when it is told; until then no other datagram
/// is taken.
#[derive(Default)]
pub(super) struct Newsdesk {
    queue: VecDeque<Item>,
    /// What is being told.
    current: Option<Item>,
    datagram: Vec<u8>,
    /// How much of the queue is read from the datagram.
    of_datagram: usize,
    /// The ids of lines that were removed, as long as there is something to tell of them.
    departed: BTreeMap<LineId, Box<str>>,
}

struct Item {
    line: Option<LineId>,
    news: News,
}

pub(super) enum News {
    /// A keepalive is in the datagram.
    Up {
        addr: SocketAddr,
    },
    /// A keepalive is in the datagram.
    Status,
    /// An event is in the datagram.
    Event {
        ticket: Option<EventTicket>,
        delivered: Option<(SmsId, usize)>,
    },
    /// An answer is in the datagram.
    Answer {
        command: CommandId,
        request: Box<KeptRequest>,
    },
    /// The datagram is not served.
    Refused {
        from: SocketAddr,
        reason: Refusal,
    },
    Moved {
        from: SocketAddr,
        to: SocketAddr,
    },
    Rebooted,
    Down,
    Failing {
        unanswered: u32,
    },
    Recovered,
    Gathered {
        srcnum: Box<[u8]>,
        msg: Box<[u8]>,
        parts: usize,
    },
    Outcome {
        sms: SmsId,
        recipient: usize,
        number: Box<str>,
        outcome: SmsOutcome,
    },
    Postponed {
        sms: SmsId,
        reason: Postponement,
        until: Option<Instant>,
    },
    SmsDone {
        sms: SmsId,
    },
    /// What was asked was seen to be done.
    Done {
        command: CommandId,
    },
    NoAnswer {
        command: CommandId,
        failure: CommandFailure<'static>,
    },
}

/// As many as may wait before no more datagrams are taken.
const LIMIT: usize = 1024;

impl Newsdesk {
    pub(super) fn push(&mut self, line: LineId, news: News) {
        self.queue.push_back(Item { line: Some(line), news });
    }

    /// Tells of a datagram, which is kept until it is told.
    pub(super) fn push_of(&mut self, datagram: &[u8], line: Option<LineId>, news: News) {
        if self.of_datagram == 0 {
            self.datagram.clear();
            self.datagram.extend_from_slice(datagram);
        }
        self.of_datagram += 1;
        self.queue.push_back(Item { line, news });
    }

    /// Whether a datagram may come that has something to tell.
    pub(super) fn has_room(&self) -> bool {
        self.of_datagram == 0 && self.queue.len() < LIMIT
    }

    pub(super) fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// A line is removed, of which there may be something to tell.
    pub(super) fn depart(&mut self, line: LineId, id: &str) {
        if !self.queue.is_empty() {
            self.departed.insert(line, id.into());
        }
    }

    /// The next event; `id_of` knows the ids of the lines.
    pub(super) fn next<'a>(
        &'a mut self,
        id_of: impl FnOnce(LineId) -> Option<&'a str>,
    ) -> Option<ServerEvent<'a>> {
        self.current = self.queue.pop_front();
        if self.current.is_none() {
            self.departed.clear();
        }
        let item = self.current.as_ref()?;
        if item.news.is_of_datagram() {
            self.of_datagram -= 1;
        }
        let departed = |line| self.departed.get(&line).map(|id| &**id);
        let id = item.line.and_then(|line| id_of(line).or_else(|| departed(line)));
        let kind = item.news.tell(&self.datagram)?;
        Some(ServerEvent { line: item.line, id: id.unwrap_or_default(), kind })
    }
}

impl News {
    const fn is_of_datagram(&self) -> bool {
        match self {
            Self::Up { .. }
            | Self::Status
            | Self::Event { .. }
            | Self::Answer { .. }
            | Self::Refused { .. } => true,
            Self::Moved { .. }
            | Self::Rebooted
            | Self::Down
            | Self::Failing { .. }
            | Self::Recovered
            | Self::Gathered { .. }
            | Self::Outcome { .. }
            | Self::Postponed { .. }
            | Self::SmsDone { .. }
            | Self::Done { .. }
            | Self::NoAnswer { .. } => false,
        }
    }

    /// `None` cannot be: the datagram has been read before.
    fn tell<'a>(&'a self, datagram: &'a [u8]) -> Option<Kind<'a>> {
        let message = || GatewayMessage::parse(datagram).ok();
        let keepalive = || match message() {
            Some(GatewayMessage::Keepalive(keepalive)) => Some(keepalive),
            _ => None,
        };
        Some(match self {
            Self::Up { addr } => Kind::Up { addr: *addr, status: keepalive()?.status() },
            Self::Status => Kind::Status(keepalive()?.status()),
            Self::Event { ticket, delivered } => {
                let GatewayMessage::Event(event) = message()? else { return None };
                match event.body {
                    EventBody::Receive(sms) => Kind::Received { sms, ticket: *ticket },
                    EventBody::Deliver { sms_no, state, num } => {
                        Kind::Delivery { sms: *delivered, sms_no, state, num, ticket: *ticket }
                    }
                    body => Kind::Event { event: body, fields: event.fields, ticket: *ticket },
                }
            }
            Self::Answer { command, request } => {
                let result = answer(&request.request(), &message()?)?;
                let result = result.map_err(CommandFailure::Refused);
                Kind::Answer { command: *command, result }
            }
            Self::Refused { from, reason } => {
                let id = match message() {
                    Some(GatewayMessage::Keepalive(keepalive)) => keepalive.id,
                    Some(GatewayMessage::Event(event)) => event.id,
                    _ => Text::default(),
                };
                Kind::Refused { from: *from, id, reason: *reason }
            }
            Self::Moved { from, to } => Kind::Moved { from: *from, to: *to },
            Self::Rebooted => Kind::Rebooted,
            Self::Down => Kind::Down,
            Self::Failing { unanswered } => Kind::Failing { unanswered: *unanswered },
            Self::Recovered => Kind::Recovered,
            Self::Gathered { srcnum, msg, parts } => {
                Kind::Gathered { srcnum: Text::new(srcnum), msg: Text::new(msg), parts: *parts }
            }
            Self::Outcome { sms, recipient, number, outcome } => {
                Kind::Outcome { sms: *sms, recipient: *recipient, number, outcome: outcome.clone() }
            }
            Self::Postponed { sms, reason, until } => {
                Kind::Postponed { sms: *sms, reason: reason.clone(), until: *until }
            }
            Self::SmsDone { sms } => Kind::SmsDone { sms: *sms },
            Self::Done { command } => Kind::Answer { command: *command, result: Ok(Answer::Done) },
            Self::NoAnswer { command, failure } => {
                Kind::Answer { command: *command, result: Err(*failure) }
            }
        })
    }
}
