//! The messages of the protocol, by who sends them.

mod ack;
mod bulk;
mod cms;
mod command;
mod event;
mod gateway;
mod keepalive;
#[cfg(feature = "alloc")]
mod owned;
mod reply;
mod server;
mod start;
mod state;
#[cfg(test)]
mod tests;

pub use ack::{AckResult, EventAck};
pub use bulk::{BulkError, ErrorReply, Msg, OneShot, Password, Submit, SubmitOk};
pub use cms::CmsError;
pub use command::{Command, ForwardMode, ForwardReason, ModuleSwitch, Request};
pub use event::{CellList, Event, EventBody, Receive};
pub use keepalive::{Keepalive, KeepaliveAck, KeepaliveStatus, LineStatus, Login};
#[cfg(feature = "alloc")]
pub use owned::{GatewayMessageBuf, ServerMessageBuf};
pub use reply::{Answer, CommandReply, ForwardState, GsmInfo, GsmReply, UssdReply};
pub use state::{CallDirection, ChannelState, DeliveryState};

use cellwire_codec::Secret;

use crate::Text;

/// What a gateway sends.
///
/// ```
/// use cellwire_goip::GatewayMessage;
/// use cellwire_goip::message::SubmitOk;
///
/// let message = GatewayMessage::parse(b"OK 11 2 160\n")?;
/// let ok = SubmitOk { sendid: 11, telid: 2, sms_no: Some(160) };
/// assert_eq!(message, GatewayMessage::SubmitOk(ok));
/// assert_eq!(message.name(), "submit_ok");
/// # Ok::<(), cellwire_goip::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GatewayMessage<'a> {
    /// `req:`: a line registers and shows that it is alive.
    Keepalive(Keepalive<'a>),
    /// `VERB:`: something has happened at a line.
    Event(Event<'a>),
    /// `PASSWORD $sendid\n`: the gateway has the text, and wants the password (section 3, step 2).
    PasswordRequest {
        /// The session.
        sendid: i64,
    },
    /// `SEND $sendid\n`: the password was right (section 3, step 4).
    Ready {
        /// The session.
        sendid: i64,
    },
    /// `WAIT $sendid $telid\n`: the SMS is being sent; ask again (section 3, step 6).
    Wait {
        /// The session.
        sendid: i64,
        /// The submission.
        telid: i64,
    },
    /// `OK`: the SMS was sent.
    SubmitOk(SubmitOk),
    /// `ERROR`: something went wrong, with SMS or with a command.
    Error(ErrorReply<'a>),
    /// `DONE $sendid\n`: the session is closed (section 3, step 10).
    Done {
        /// The session.
        sendid: i64,
    },
    /// `VERB $sendid ...`: a command was carried out.
    Reply(CommandReply<'a>),
    /// `USSD`: what the network says to a USSD code.
    Ussd(UssdReply<'a>),
    /// `USSDERROR $sendid $errmsg`: the code could not be sent.
    UssdError(UssdReply<'a>),
    /// `USSDEXIT $sendid`: the network has ended the dialogue.
    UssdExit {
        /// The request.
        sendid: i64,
    },
    /// `CFOK $sendid`: call forwarding was set.
    ForwardOk {
        /// The request.
        sendid: i64,
    },
    /// `CFERROR $sendid`: it was not.
    ForwardError {
        /// The request.
        sendid: i64,
    },
    /// `CFSTATE`: how call forwarding stands.
    ForwardState(ForwardState<'a>),
    /// `CWOK $sendid`: call waiting was set.
    CallWaitingOk {
        /// The request.
        sendid: i64,
    },
    /// `CWERROR $sendid`: it was not.
    CallWaitingError {
        /// The request.
        sendid: i64,
    },
    /// `CWSTATE $sendid ...`: how call waiting stands.
    CallWaitingState(CommandReply<'a>),
    /// `GSM:`: what is known of the line.
    Gsm(GsmReply<'a>),
    /// `GSMERROR $sendid ...`: it is not to be had. The number may be missing, and is 0 then.
    GsmError(ErrorReply<'a>),
}

/// What a server sends.
///
/// ```
/// use cellwire_goip::ServerMessage;
/// use cellwire_goip::message::Msg;
///
/// let message = ServerMessage::parse(b"MSG 11 7 h\xc3\xa4, \n!\n")?;
/// assert_eq!(message, ServerMessage::Msg(Msg { sendid: 11, msg: "hä, \n!".into() }));
/// # Ok::<(), cellwire_goip::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServerMessage<'a> {
    /// `reg:`: the answer to a keepalive.
    KeepaliveAck(KeepaliveAck<'a>),
    /// `VERB $recvid ...`: the answer to an event.
    EventAck(EventAck<'a>),
    /// `MSG`: opens a bulk SMS session.
    Msg(Msg<'a>),
    /// `PASSWORD`: the password for it.
    Password(Password<'a>),
    /// `SEND`: submits the text to a number, or asks what has become of that.
    Submit(Submit<'a>),
    /// `DONE $sendid\n`: ends a bulk SMS session (section 3, step 9), or an exchange about USSD, call
    /// forwarding or call waiting (section 5.1.11).
    Done {
        /// The session or the request.
        sendid: i64,
    },
    /// `SMS`: one text for one number.
    OneShot(OneShot<'a>),
    /// Any command.
    Command(Command<'a>),
    /// A command that is not known. Its password may stand anywhere in it.
    Other {
        /// The word in front.
        verb: Text<'a>,
        /// The number behind it.
        sendid: i64,
        /// What stands behind that.
        tail: Secret<'a>,
    },
}

impl GatewayMessage<'_> {
    /// What names the exchange: the count, the number of the event, or the session.
    pub const fn id(&self) -> i64 {
        match self {
            Self::Keepalive(Keepalive { count: id, .. })
            | Self::Event(Event { recvid: id, .. })
            | Self::PasswordRequest { sendid: id }
            | Self::Ready { sendid: id }
            | Self::Wait { sendid: id, .. }
            | Self::SubmitOk(SubmitOk { sendid: id, .. })
            | Self::Error(ErrorReply { sendid: id, .. })
            | Self::Done { sendid: id }
            | Self::Reply(CommandReply { sendid: id, .. })
            | Self::Ussd(UssdReply { sendid: id, .. })
            | Self::UssdError(UssdReply { sendid: id, .. })
            | Self::UssdExit { sendid: id }
            | Self::ForwardOk { sendid: id }
            | Self::ForwardError { sendid: id }
            | Self::ForwardState(ForwardState { sendid: id, .. })
            | Self::CallWaitingOk { sendid: id }
            | Self::CallWaitingError { sendid: id }
            | Self::CallWaitingState(CommandReply { sendid: id, .. })
            | Self::Gsm(GsmReply { sendid: id, .. })
            | Self::GsmError(ErrorReply { sendid: id, .. }) => *id,
        }
    }
}

impl ServerMessage<'_> {
    /// What names the exchange: the count, the number of the event, or the session.
    pub const fn id(&self) -> i64 {
        match self {
            Self::KeepaliveAck(KeepaliveAck { count: id, .. })
            | Self::EventAck(EventAck { recvid: id, .. })
            | Self::Msg(Msg { sendid: id, .. })
            | Self::Password(Password { sendid: id, .. })
            | Self::Submit(Submit { sendid: id, .. })
            | Self::Done { sendid: id }
            | Self::OneShot(OneShot { sendid: id, .. })
            | Self::Command(Command { sendid: id, .. })
            | Self::Other { sendid: id, .. } => *id,
        }
    }
}
