use core::net::SocketAddr;

use cellwire_codec::Instant;

use super::ids::{CommandId, EventTicket, LineId, SmsId};
use crate::message::{Answer, CmsError, DeliveryState, EventBody, LineStatus, Receive};
use crate::{ParseError, Text};

/// What happened on the server's side.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ServerEvent<'a> {
    /// The line; `None` for what comes of strangers.
    pub line: Option<LineId>,
    /// The id of the line; empty for what comes of strangers.
    pub id: &'a str,
    /// What happened.
    pub kind: ServerEventKind<'a>,
}

/// What happened on the server's side.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ServerEventKind<'a> {
    /// The line has registered, for the first time or after it was down.
    Up {
        /// Where it is.
        addr: SocketAddr,
        /// What its keepalive says.
        status: LineStatus<'a>,
    },
    /// The line sends from another address now. Only a keepalive with the right password can do this,
    /// and none that was overtaken by the last one.
    Moved {
        /// Where it was.
        from: SocketAddr,
        /// Where it is.
        to: SocketAddr,
    },
    /// The gateway was switched off and on: its count began anew. A count that has fallen by a little,
    /// within seconds, may be that of a late keepalive; then this is told with the next one.
    Rebooted,
    /// A keepalive that says something else than the last one: signal, registration, state. `idle` and the count
    /// alone do not count.
    Status(LineStatus<'a>),
    /// Nothing has come of the line for the timeout. What waits for it waits on.
    Down,
    /// The line sends keepalives, and has answered none of the last requests.
    Failing {
        /// How many.
        unanswered: u32,
    },
    /// A line that was failing has answered.
    Recovered,
    /// An SMS has come in.
    Received {
        /// The SMS.
        sms: Receive<'a>,
        /// To be acknowledged, if that is up to the application.
        ticket: Option<EventTicket>,
    },
    /// SMS that seem to be the parts of one: see [`Gather`](super::Gather).
    Gathered {
        /// The sender.
        srcnum: Text<'a>,
        /// The parts, one behind the other.
        msg: Text<'a>,
        /// How many parts.
        parts: usize,
    },
    /// A delivery report: what became of an SMS after it was sent.
    Delivery {
        /// The SMS and the place of the recipient in it, if it is known.
        sms: Option<(SmsId, usize)>,
        /// As the gateway says it.
        sms_no: i64,
        /// What became of it.
        state: DeliveryState,
        /// To whom, if the gateway says it.
        num: Option<Text<'a>>,
        /// To be acknowledged, if that is up to the application.
        ticket: Option<EventTicket>,
    },
    /// Any other event of the gateway.
    Event {
        /// What it says.
        event: EventBody<'a>,
        /// Its fields that have no type.
        fields: crate::Fields<'a>,
        /// To be acknowledged, if that is up to the application.
        ticket: Option<EventTicket>,
    },
    /// An SMS has to wait, and not only for its turn. This is told when it is given to a line that is
    /// down or pauses, and each time its session is refused or not answered; not of those that wait
    /// behind it. Nothing is to be done: it goes on by itself, or has an outcome in the end.
    Postponed {
        /// The SMS.
        sms: SmsId,
        /// Why.
        reason: Postponement,
        /// Until when the line pauses, unless there is reason to believe that it may go on before: it
        /// registers with the mobile network, or was rebooted, or was down and is up. `None`: until
        /// it is up.
        until: Option<Instant>,
    },
    /// What became of an SMS for one recipient. There is exactly one for each recipient.
    Outcome {
        /// The SMS.
        sms: SmsId,
        /// The place of the recipient, from 0.
        recipient: usize,
        /// The recipient.
        number: &'a str,
        /// What became of it.
        outcome: SmsOutcome,
    },
    /// All recipients of an SMS have their outcome.
    SmsDone {
        /// The SMS.
        sms: SmsId,
    },
    /// The answer to a command or a USSD code. There is exactly one for each.
    Answer {
        /// The command.
        command: CommandId,
        /// What the gateway says, or why there is nothing.
        result: Result<Answer<'a>, CommandFailure<'a>>,
    },
    /// A datagram that is not served. It has changed nothing.
    Refused {
        /// Where it is from.
        from: SocketAddr,
        /// The id that it says, if it can be read. Anybody can say anything.
        id: Text<'a>,
        /// Why.
        reason: Refusal,
    },
}

/// What became of an SMS for one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SmsOutcome {
    /// The network has it.
    Sent {
        /// What a delivery report will name, if the firmware says it.
        sms_no: Option<i64>,
    },
    /// It was not sent, for sure.
    Failed(SmsFailure),
    /// It may have been sent or not: the gateway was asked to, and did not say. It is not tried again.
    Unknown(SmsDoubt),
}

/// Why an SMS has to wait.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Postponement {
    /// The line is down, or has not been up yet.
    #[error("the line is down")]
    Down,
    /// The last session was refused or not answered. That would be the outcome, if it stays so.
    #[error(transparent)]
    Refused(SmsFailure),
}

/// Why an SMS was not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SmsFailure {
    /// The network has refused it.
    #[error("the network refused it: errorstatus {}: {}", .0.0, .0.name().unwrap_or("unknown error"))]
    Network(CmsError),
    /// The gateway says why in words.
    #[error("the gateway refused it: {0}")]
    Gateway(alloc::string::String),
    /// The gateway refuses the password of the line.
    #[error("the gateway refused the password")]
    Password,
    /// The line is not registered with the mobile network.
    #[error("the line is not registered with the mobile network")]
    NotRegistered,
    /// The gateway has too many sessions open.
    #[error("the gateway has too many sessions open")]
    TooManySessions,
    /// The gateway did not answer before it was asked to send to this recipient.
    #[error("the gateway did not answer {step}, sent {attempts} times")]
    NoAnswer {
        /// The message that was not answered.
        step: &'static str,
        /// How often it was sent.
        attempts: u32,
    },
    /// It has waited for too long: see [`queue_timeout`](super::ServerConfig::queue_timeout).
    #[error("it has waited for too long")]
    Expired,
    /// The application took it back, or the session was closed.
    #[error("it was cancelled")]
    Cancelled,
}

/// Why nobody knows whether an SMS was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SmsDoubt {
    /// The gateway did not say anything, or only to wait.
    #[error("the gateway did not say what became of it")]
    NoAnswer,
    /// The gateway has forgotten the session: it was rebooted, or the session had been silent for 90 s.
    #[error("the gateway has forgotten the session")]
    Forgotten,
    /// The gateway has refused to go on, and did not say whether it had sent it before.
    #[error("the gateway refused to go on")]
    Refused,
    /// The application took it back, or the session was closed, when it was under way.
    #[error("it was cancelled when it was under way")]
    Cancelled,
}

/// Why a command has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CommandFailure<'a> {
    /// The gateway has refused it, in these words.
    #[error("the gateway refused it: {0}")]
    Refused(Text<'a>),
    /// The gateway did not answer: whether it did what was asked is unknown.
    #[error("the gateway did not answer, which was asked {attempts}x")]
    NoAnswer {
        /// How often it was asked.
        attempts: u32,
    },
    /// It has waited for too long, and was not sent: see
    /// [`queue_timeout`](super::ServerConfig::queue_timeout).
    #[error("it has waited for too long")]
    Expired,
    /// It was taken back, or the session was closed, before it was sent.
    #[error("it was cancelled")]
    Cancelled,
}

/// Why a datagram is not served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// No line has this id.
    #[error("unknown id")]
    UnknownId,
    /// The password is not that of the line.
    #[error("wrong password")]
    WrongPassword,
    /// The line may not have this address.
    #[error("address not allowed")]
    Address,
    /// It is no message.
    #[error("{0}")]
    Unreadable(ParseError),
}
