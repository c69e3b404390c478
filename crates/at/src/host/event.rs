use core::fmt;

use cellwire_codec::Secret;

use crate::Line;
use crate::lexer::{Encoding, FinalResult, LexError};

/// A command that was sent, to tell its events from those of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Ticket(pub(super) u32);

impl fmt::Display for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Event<'a> {
    /// A line of the answer to a command.
    Answer {
        /// The command.
        ticket: Ticket,
        /// The line, for [`Command::answer`](crate::command::Command::answer).
        line: Line<'a>,
        /// Whether it might be unsolicited: the bytes do not tell.
        unclear: bool,
    },
    /// What was sent, as it came back. It may be a PIN.
    Echo(Secret<'a>),
    /// The modem asks for the data of a command, which leaves by itself. If the command has none,
    /// [`Host::answer_prompt`](super::Host::answer_prompt) is to give it.
    Prompt {
        /// The command. `None` if it has been given up.
        ticket: Option<Ticket>,
    },
    /// The modem has taken a command: `OK`. What becomes of it is told by an [`Answer`](Self::Answer),
    /// and then it is [done](Self::Done).
    Accepted {
        /// The command.
        ticket: Ticket,
    },
    /// A command is over. There is one of these for each ticket.
    Done {
        /// The command.
        ticket: Ticket,
        /// What became of it.
        outcome: Outcome<'a>,
    },
    /// A line that nobody asked for, for [`Urc::parse`](crate::Urc::parse).
    Unsolicited(Line<'a>),
    /// A line of the message that stands behind the line before.
    Message {
        /// How many lines of the message stand before it, empty ones included, which are not given out.
        line: u16,
        /// The line: its text, or the digits of its PDU.
        text: &'a [u8],
    },
    /// A line that carries a payload, which follows unless the length is 0.
    PayloadHeader {
        /// The command, if it is part of an answer.
        ticket: Option<Ticket>,
        /// The line up to its payload.
        line: Line<'a>,
        /// How long the payload is, in bytes or digits as it comes, if that is known.
        len: Option<usize>,
        /// What it is made of.
        encoding: Encoding,
    },
    /// The next piece of a payload.
    Payload {
        /// The piece, as it came.
        data: &'a [u8],
        /// How much is to come; 0 with the last piece. `None` if that is not known.
        remaining: Option<usize>,
        /// What it is made of.
        encoding: Encoding,
    },
    /// What came in data mode.
    Data(&'a [u8]),
    /// Data mode is over. The words that say so are no data.
    Disconnected(Disconnect),
    /// RI has gone on: a call comes in, or something unsolicited, for a host that sleeps meanwhile.
    RingIndicator,
    /// The modem did not hear [`Host::escape`](super::Host::escape): data mode goes on.
    NotEscaped,
    /// A result that ends no command: `NO CARRIER` after a call, or a late one. After a `CONNECT` that is
    /// late, or that nobody has asked for, data mode is on.
    Stray(FinalResult<'a>),
    /// A line that may belong to a command that was given up.
    Late(Line<'a>),
    /// The modem has started anew, as this line says. What was set is lost. A command in flight is over.
    Reset(Line<'a>),
    /// The modem has not answered for long, and to no probe. What is sent now is sent all the same.
    Unresponsive,
    /// The modem has said something that nobody can read.
    Fault(LexError),
}

/// What became of a command.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Outcome<'a> {
    /// The modem said so. After `CONNECT` the host is in data mode.
    Final(FinalResult<'a>),
    /// The modem has taken it, and has not said in time what became of it. Should it still say so, that
    /// is [unsolicited](Event::Unsolicited).
    NoVerdict,
    /// The modem was told by `ATQ1` to say nothing, and has said nothing against it. Whether it did what
    /// it was told is unknown.
    Silent,
    /// The modem did not answer in time. Whether it did what it was told is unknown.
    TimedOut,
    /// It was [aborted](super::Host::abort), with this result. Whether it was done is unknown; with
    /// none it had not left, also since data mode began before it could.
    Aborted(Option<FinalResult<'a>>),
    /// The modem has started anew, or data mode ended before the command left.
    Reset,
}

impl Outcome<'_> {
    /// Whether all went well: `OK` or `CONNECT`.
    pub const fn is_success(&self) -> bool {
        matches!(self, Self::Final(result) if result.is_success())
    }
}

/// What was sent and what came of it, in words.
impl fmt::Display for Outcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Final(result) => result.fmt(f),
            Self::NoVerdict => f.write_str("the modem did not say in time what became of it"),
            Self::Silent => f.write_str("the modem says no results"),
            Self::TimedOut => f.write_str("the modem did not answer in time"),
            Self::Aborted(Some(result)) => write!(f, "aborted: {result}"),
            Self::Aborted(None) => f.write_str("aborted before it was sent"),
            Self::Reset => f.write_str("the modem has started anew"),
        }
    }
}

/// Why data mode is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Disconnect {
    /// [`Host::escape`](super::Host::escape) was heard. The connection goes on, and
    /// [`ATO`](crate::v250::call::Online) goes back to it.
    Escaped,
    /// DCD has gone off.
    Carrier,
    /// `NO CARRIER`, and nothing behind it.
    NoCarrier,
    /// `CLOSED`, and nothing behind it.
    Closed,
    /// The modem has started anew.
    Reset,
}

/// Why a command was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum SendError {
    /// Another command is in flight, or waits.
    #[error("another command is in flight")]
    Busy,
    /// As many commands wait as may.
    #[error("{limit} commands wait already")]
    QueueFull {
        /// How many may wait.
        limit: usize,
    },
    /// Data mode is on.
    #[error("the modem is in data mode")]
    DataMode,
    /// Data mode is off.
    #[error("the modem is not in data mode")]
    CommandMode,
    /// The modem has asked for nothing.
    #[error("the modem has asked for no data")]
    NotAsked,
    /// The command cannot be written.
    #[error(transparent)]
    Write(#[from] crate::params::WriteError),
    /// The command line has a byte that would end it.
    #[error("command line holds {byte:#04x} at {position}, which would end it")]
    LineEnd {
        /// The byte.
        byte: u8,
        /// Where it stands.
        position: usize,
    },
}
