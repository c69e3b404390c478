use alloc::borrow::Cow;
use core::fmt;

use super::reply::TextError;

/// Where a modem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Mode {
    /// It reads commands, and there is no connection.
    Command,
    /// It reads commands, and a connection waits to be resumed with `ATO`.
    OnlineCommand,
    /// What the host sends goes to the other end.
    Data,
}

/// What a modem tells its application.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event<'a> {
    /// What the host has sent in data mode.
    Data(Cow<'a, [u8]>),
    /// The mode has changed. After [`Mode::Command`] there is no connection any more, whoever has ended
    /// it.
    Mode(Mode),
    /// The line that tells the host of the carrier is to be switched.
    Carrier(bool),
    /// `AT+IPR` has changed the rate of the serial port, and the answer to it has left.
    Rate(u32),
    /// `AT&W` has stored the settings, which [`Modem::stored`](super::Modem::stored) gives. Keep them
    /// over a restart.
    Stored,
    /// A command was not finished in time. The handler has [answered](super::Handler::abort) it.
    TimedOut(CommandId),
    /// The host has broken off a command. The handler has [answered](super::Handler::abort) it.
    Aborted(CommandId),
    /// What a handler has written cannot be sent, and the host got `ERROR`.
    Refused {
        /// The command.
        command: CommandId,
        /// What is wrong with it.
        error: TextError,
    },
    /// A command line was longer than [`max_line`](super::ModemConfig::max_line), and the host got
    /// `ERROR`.
    LineTooLong,
    /// Unsolicited lines were dropped, the oldest first: too many waited for the host.
    UrcsDropped(u64),
    /// Bytes were dropped that the host had sent while a command was being answered.
    InputDropped(u64),
}

impl Event<'_> {
    /// The same, for as long as it is wanted.
    pub fn into_owned(self) -> Event<'static> {
        match self {
            Self::Data(data) => Event::Data(Cow::Owned(data.into_owned())),
            Self::Mode(mode) => Event::Mode(mode),
            Self::Carrier(on) => Event::Carrier(on),
            Self::Rate(rate) => Event::Rate(rate),
            Self::Stored => Event::Stored,
            Self::TimedOut(command) => Event::TimedOut(command),
            Self::Aborted(command) => Event::Aborted(command),
            Self::Refused { command, error } => Event::Refused { command, error },
            Self::LineTooLong => Event::LineTooLong,
            Self::UrcsDropped(count) => Event::UrcsDropped(count),
            Self::InputDropped(count) => Event::InputDropped(count),
        }
    }
}

/// Names a command that was sent to a modem. No two of a modem have the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct CommandId(pub(super) u64);

/// Prints the number.
impl fmt::Display for CommandId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a modem has done: see [`Modem::stats`](super::Modem::stats).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModemStats {
    /// Command lines, with the empty ones and those that could not be read.
    pub lines: u64,
    /// Commands in them.
    pub commands: u64,
    /// Lines that ended with something else than `OK` or `CONNECT`.
    pub errors: u64,
    /// Commands that were broken off, by the host or by their deadline.
    pub aborted: u64,
    /// Unsolicited lines that were sent.
    pub urcs: u64,
    /// Unsolicited lines, and bytes of the host, that were dropped at a limit.
    pub dropped: u64,
    /// Bytes that the host has sent in data mode.
    pub data_in: u64,
    /// Bytes that were sent to the host in data mode.
    pub data_out: u64,
}
