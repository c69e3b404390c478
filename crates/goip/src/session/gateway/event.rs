use core::fmt;
use core::net::SocketAddr;

use crate::message::{AckResult, KeepaliveStatus, Request};
use crate::{Text, WriteError};

/// A socket of a gateway, and who is at the other end: each line has a socket of its own, since
/// nothing else tells for which line a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_structs, reason = "whoever drives a gateway builds it")]
pub struct LineAddr {
    /// The number of the line whose socket it is.
    pub line: usize,
    /// The other end.
    pub peer: SocketAddr,
}

/// An SMS on its way from a [`Gateway`](super::Gateway) to the mobile network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubmissionId(pub(super) u64);

/// An event that a [`Gateway`](super::Gateway) tells its server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReportId(pub(super) u64);

/// Prints the number.
impl fmt::Display for SubmissionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Prints the number.
impl fmt::Display for ReportId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What happened at a gateway.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GatewayEvent<'a> {
    /// The number of the line.
    pub line: usize,
    /// What happened.
    pub kind: GatewayEventKind<'a>,
}

/// What happened at a gateway.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum GatewayEventKind<'a> {
    /// The server has acknowledged a keepalive, for the first time or otherwise than before.
    Registered(KeepaliveStatus),
    /// The server has not answered the last three keepalives.
    Unregistered,
    /// An SMS goes to the mobile network now.
    Submit {
        /// What [`Gateway::submitted`](super::Gateway::submitted) is to name, if the application is
        /// the network.
        submission: SubmissionId,
        /// What a delivery report is to name.
        sms_no: u8,
        /// To whom.
        number: Text<'a>,
        /// The text.
        text: Text<'a>,
    },
    /// A USSD code goes to the mobile network now: see
    /// [`Gateway::answer_ussd`](super::Gateway::answer_ussd).
    Ussd {
        /// The code.
        code: Text<'a>,
    },
    /// A USSD dialogue was ended by the server.
    UssdExit,
    /// A command was carried out. Commands that only ask are told too; repeats of commands are not.
    Command(Request<'a>),
    /// The line begins to reboot, and has forgotten its sessions and events: those of which nothing
    /// was said will not be mentioned again. A reboot of the gateway tells it of each line.
    Rebooting,
    /// The server has, or refuses, an event.
    Acknowledged {
        /// The event.
        report: ReportId,
        /// What the server says.
        result: AckResult<'a>,
    },
    /// An event was sent as often as it may be.
    NotAcknowledged {
        /// The event.
        report: ReportId,
    },
}

/// What a mobile network answers to a USSD code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "whoever plays the network builds it")]
pub enum UssdAnswer<'a> {
    /// It says something.
    Reply(Text<'a>),
    /// It refuses.
    Error(Text<'a>),
    /// It ends the dialogue.
    Exit,
}

/// Why a gateway does not take an event.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// There is no such line.
    #[error("the gateway has no line {line}")]
    NoLine {
        /// The number.
        line: usize,
    },
    /// Too many wait for their acknowledgement.
    #[error("{limit} events wait on the line, which is the limit")]
    Full {
        /// How many may wait.
        limit: usize,
    },
    /// The line is in a call already.
    #[error("the line is in a call")]
    InCall,
    /// There is no call to be answered or to be ended.
    #[error("the line is in no call")]
    NoCall,
    /// The line, or the gateway, is rebooting.
    #[error("the line is rebooting")]
    Rebooting,
    /// It cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}
