//! What the modem is doing, and what it has said about it.

use core::net::IpAddr;

use crate::host::Outcome;
use crate::lexer::FinalResult;

use super::Cause;

/// A command of the sockets, in flight or to be sent next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// A step of the way up.
    Up(u8),
    Down,
    Resolve,
    Open(u8),
    Listen(u8),
    Stop(u8),
    Send {
        socket: u8,
        len: usize,
    },
    /// The second half of a datagram to somebody else.
    Push(u8),
    /// That datagram is not to stand in front of the next one.
    Flush(u8),
    Fetch(u8),
    Close(u8),
    /// The application knows already that it is closed.
    Drop(u8),
}

/// What the lines of an answer have said so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Said {
    /// Whether the line with the result says that it was done.
    pub(super) done: Option<bool>,
    /// The number of an error.
    pub(super) error: Option<u16>,
    /// Whether the error says that there is no connection.
    pub(super) is_gone: bool,
    /// How much the modem has taken. Less than nothing if the connection is gone.
    pub(super) taken: Option<i32>,
    /// Whether there is more to fetch.
    pub(super) more: bool,
    pub(super) address: Option<IpAddr>,
    /// The sockets that are open, a bit for each.
    pub(super) open: u16,
    /// What the link is, where the modem says so.
    pub(super) is_up: bool,
}

/// What became of a command, in what matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Done,
    /// Data mode has begun.
    Connected,
    Refused,
    /// Nobody knows.
    Unknown,
}

impl End {
    pub(super) fn of(outcome: &Outcome<'_>, said: &Said) -> Self {
        match outcome {
            Outcome::Final(FinalResult::Connect(_)) => Self::Connected,
            Outcome::Final(FinalResult::Ok) if said.done != Some(false) => Self::Done,
            Outcome::Final(_) => Self::Refused,
            _ => Self::Unknown,
        }
    }

    pub(super) const fn is_done(self) -> bool {
        matches!(self, Self::Done | Self::Connected)
    }

    pub(super) const fn cause(self, said: &Said) -> Cause {
        match self {
            Self::Unknown => Cause::TimedOut,
            _ => Cause::Refused(said.error),
        }
    }
}
