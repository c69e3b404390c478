use cellwire_codec::RetryPolicy;

use super::event::BoxTicket;
use crate::message::Downlink;
use crate::{Command, EncodeError, TrackerId};

/// A command for a tracker, and how its answer is waited for.
///
/// ```
/// use core::time::Duration;
/// use cellwire_cityeasy::{Downlink, Request};
/// use cellwire_codec::RetryPolicy;
///
/// let request = Request::new(Downlink::SetInterval(60))
///     .with_retry(RetryPolicy::fixed(Duration::from_secs(30), 5));
/// # let _ = request;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request<'a> {
    pub(super) message: Downlink<'a>,
    pub(super) answer: Option<Command>,
    pub(super) retry: Option<RetryPolicy>,
}

impl<'a> Request<'a> {
    /// A command, with the answer that the protocol has for it, and with the retries of the
    /// session's configuration. An SMS is sent once, since it would arrive as often as it is sent.
    pub fn new(message: Downlink<'a>) -> Self {
        let answer = match message {
            Downlink::RequestLocation => Some(Command::LOCATION),
            Downlink::SetInterval(_) => Some(Command::SET_INTERVAL_REPLY),
            Downlink::SetAuthorizedPhone { .. }
            | Downlink::SetWiretapPhone(_)
            | Downlink::ReadAuthorizedPhone(_)
            | Downlink::SendSms { .. } => Some(message.command()),
            _ => None,
        };
        Self { message, answer, retry: None }
    }

    /// The code of the frame that answers it; for commands that the protocol does not have.
    ///
    /// Without an answer to wait for, a command is done when it has been sent. What a tracker asks
    /// by itself, such as a heartbeat, answers nothing.
    #[must_use]
    pub const fn with_answer(mut self, answer: Command) -> Self {
        self.answer = Some(answer);
        self
    }

    /// The code of the frame that answers it; `None` if no event will tell of it.
    pub const fn answer(&self) -> Option<Command> {
        self.answer
    }

    /// How often it is sent, and how long each time waits for the answer.
    #[must_use]
    pub const fn with_retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = Some(retry);
        self
    }
}

impl<'a> From<Downlink<'a>> for Request<'a> {
    fn from(message: Downlink<'a>) -> Self {
        Self::new(message)
    }
}

/// Why a session does not take a command.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CommandError {
    /// No frame has said yet which tracker is at the other end.
    #[error("the tracker has not said its id yet")]
    Unidentified,
    /// The endpoint does not know this tracker, and so not its address.
    #[error("tracker {id} has not been heard of")]
    Unknown {
        /// The tracker.
        id: TrackerId,
    },
    /// As many commands wait as may.
    #[error("{limit} commands wait for tracker {id}, which is the limit")]
    Full {
        /// The tracker.
        id: TrackerId,
        /// How many may wait.
        limit: usize,
    },
    /// The session is closing.
    #[error("the session is closing")]
    Closing,
    /// The command cannot be written.
    #[error(transparent)]
    Encode(#[from] EncodeError),
}

/// A black box that is not open: it was acknowledged before, or so many came after it that it was
/// forgotten. The tracker sends it again, and its records do not count as seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("black box {ticket} is not open")]
#[non_exhaustive]
pub struct UnknownTicket {
    /// The ticket.
    pub ticket: BoxTicket,
}
