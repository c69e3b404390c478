use super::ids::LineId;
use crate::WriteError;

/// A text, and to whom it goes.
///
/// ```
/// use cellwire_goip::session::Sms;
///
/// let sms = Sms::new("Grüße, +1 €", &["+8613800138000", "+8613800138001"]);
/// # let _ = sms;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sms<'a> {
    pub(super) text: &'a str,
    pub(super) recipients: &'a [&'a str],
    pub(super) once: bool,
}

impl<'a> Sms<'a> {
    /// A text for some recipients; it is the gateway that cuts a long one into parts.
    ///
    /// The text is of 3000 bytes of UTF-8 at most, however many characters that are, and may be
    /// empty and hold line ends. A number is whatever the gateway dials, with or without `+`: of 1 to
    /// 32 bytes, without blanks, line ends and NULs. How many there may be, and lower limits, are set in
    /// [`Limits`](super::Limits); [`Server::send_sms`](super::Server::send_sms) checks them all.
    pub const fn new(text: &'a str, recipients: &'a [&'a str]) -> Self {
        Self { text, recipients, once: false }
    }

    /// Asks the gateway for each recipient once only, whatever the session's
    /// [`Polling`](super::Polling): it is sent at most once, also by firmware that submits anew each
    /// time it is asked. The price is more outcomes that are unknown.
    #[must_use]
    pub const fn once(mut self) -> Self {
        self.once = true;
        self
    }
}

/// Why a session does not take an SMS, a code or a command.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SendError {
    /// There is no such line: it was removed.
    #[error("the line is not known")]
    UnknownLine {
        /// The line.
        line: LineId,
    },
    /// There is nobody to send to.
    #[error("the SMS has no recipient")]
    NoRecipient,
    /// There are too many recipients.
    #[error("{recipients} recipients are more than the limit of {limit}")]
    TooManyRecipients {
        /// How many.
        recipients: usize,
        /// How many there may be.
        limit: usize,
    },
    /// As many SMS or commands wait on the line as may.
    #[error("{limit} wait on the line, which is the limit")]
    Full {
        /// How many may wait.
        limit: usize,
    },
    /// The session is closing.
    #[error("the session is closing")]
    Closing,
    /// It cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// Why a line cannot be added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LineError {
    /// Another line has the same id.
    #[error("another line has the same id")]
    Duplicate,
    /// There are as many as there may be.
    #[error("{limit} lines are served, which is the limit")]
    Full {
        /// How many there may be.
        limit: usize,
    },
    /// The id or the password cannot stand in a message.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// An event that does not wait for an acknowledgement: it has one, or is forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("event {ticket} does not wait for an acknowledgement")]
#[non_exhaustive]
pub struct UnknownTicket {
    /// The ticket.
    pub ticket: super::ids::EventTicket,
}
