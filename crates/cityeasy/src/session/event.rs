use core::fmt;

use super::seen::SeenRecords;
use crate::message::{AddressQuery, BlackBox, BodyError, Uplink};
use crate::report::{Alarm, ReportText};
use crate::{Command, FrameError, TrackerId};

/// What happened on the server's side, and at which tracker.
///
/// `A` names where it came from: `()` on a stream, a socket address on a datagram socket.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Event<'a, A = ()> {
    /// The tracker; `None` for a fault, which belongs to nobody.
    pub id: Option<TrackerId>,
    /// Where it came from. For an event that is none of a frame: where the tracker was last.
    pub from: A,
    /// Where the tracker was before, if it has moved. Answers and commands follow it.
    pub moved_from: Option<A>,
    /// What happened.
    pub kind: EventKind<'a>,
}

/// What happened on the server's side.
///
/// There is one for every frame and every fault; what the session has already answered is said at
/// each.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum EventKind<'a> {
    /// The first frame of a connection has come, and its own event follows: the time to hand over
    /// what is known of the tracker from before, see [`Server::set_seen`](crate::Server::set_seen).
    /// An endpoint does not say it, since it can be told beforehand.
    Identified,
    /// A heartbeat. Answered.
    Heartbeat,
    /// A login of the Meiligao family. Answered unless the configuration says otherwise.
    Login {
        /// What the frame carries; nothing as a rule.
        data: &'a [u8],
    },
    /// The tracker asks for the server's address. Answered if the configuration has it, else it is
    /// for the application to send [`Downlink::Ip`](crate::Downlink::Ip).
    GetIp,
    /// A location report.
    Report {
        /// The report.
        report: ReportText<'a>,
        /// The alarm in front of the report, in the Meiligao family. CityEasy has it in the report.
        alarm: Option<Alarm>,
        /// The request that it answers, if one was open. A report that the tracker sends by itself
        /// looks the same.
        answers: Option<CommandId>,
    },
    /// A black box. Store the records, and then say so: see
    /// [`Server::acknowledge`](crate::Server::acknowledge). Without it the tracker sends the box
    /// again.
    BlackBox {
        /// What the acknowledgement is to name.
        ticket: BoxTicket,
        /// The records.
        records: BoxedRecords<'a>,
    },
    /// A black box that is open already has come again. There is nothing to do: the one
    /// acknowledgement answers both, and a second one could be taken for that of the next box.
    BlackBoxAgain {
        /// The box.
        ticket: BoxTicket,
    },
    /// The tracker asks for the address of a position, in plain words, to be sent to a phone. It is
    /// for the application to send [`Downlink::Address`](crate::Downlink::Address).
    GetAddress(AddressQuery<'a>),
    /// The answer to a command.
    Answer {
        /// The command.
        command: CommandId,
        /// The answer.
        message: Uplink<'a>,
    },
    /// Anything else: an answer that nothing waits for any more, or a code that has no type.
    Message(Uplink<'a>),
    /// A frame whose data does not fit its command.
    Unreadable {
        /// The command of the frame.
        command: Command,
        /// Its data.
        data: &'a [u8],
        /// What is wrong with it.
        error: BodyError,
    },
    /// A command has been sent as often as it may be, and was not answered: whether the tracker has
    /// done it is unknown.
    NoAnswer {
        /// The command.
        command: CommandId,
        /// How often it was sent; 0 if the tracker was gone before that.
        attempts: u32,
    },
    /// A frame that was not answered: it carries the broadcast id, or it is of a tracker that an
    /// endpoint does not serve, since it serves as many as it may.
    NotServed {
        /// The command of the frame.
        command: Command,
        /// Its data.
        data: &'a [u8],
    },
    /// Bytes that are no frame.
    Fault(FrameError),
    /// Nothing has come for the idle time: the connection can be closed. An endpoint forgets the
    /// tracker when the next event is polled.
    Idle,
}

/// Names a command that a session has taken. No two of a session have the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommandId(pub(super) u64);

/// Prints the number.
impl fmt::Display for CommandId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Names a black box that waits for its acknowledgement: a fingerprint of its records.
///
/// So it is good for the next connection of the same tracker too, should the box be sent there
/// again before it could be acknowledged; and it never names another box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BoxTicket(pub(super) u64);

/// Prints the number, in hexadecimal.
impl fmt::Display for BoxTicket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// The records of a black box, oldest first as the tracker sends them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoxedRecords<'a> {
    pub(super) id: TrackerId,
    pub(super) records: BlackBox<'a>,
    pub(super) seen: &'a SeenRecords,
}

impl<'a> BoxedRecords<'a> {
    /// The records, each with whether it has come before and was stored.
    pub fn iter(&self) -> impl Iterator<Item = (ReportText<'a>, bool)> + use<'a> {
        let Self { id, records, seen } = *self;
        records.records().map(move |record| (record, seen.contains(id, record)))
    }

    /// The records that have not come before.
    pub fn fresh(&self) -> impl Iterator<Item = ReportText<'a>> + use<'a> {
        self.iter().filter(|(_, repeat)| !repeat).map(|(record, _)| record)
    }

    /// The box as it came.
    pub const fn as_black_box(&self) -> BlackBox<'a> {
        self.records
    }
}
