//! Other ways to read and write the same messages.
//!
//! All give the same [`Line`], [`Sms`] or [`Reply`], and write the same bytes.

pub(super) mod best;
pub(super) mod nom;
pub(super) mod split;

use cellwire_goip::GatewayMessage;
use cellwire_goip::message::{BulkError, EventBody, Keepalive, LineStatus, Login};

/// What the ten fields of the specification say; what is not there is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub(super) count: i64,
    pub(super) id: &'a [u8],
    pub(super) password: &'a [u8],
    pub(super) num: &'a [u8],
    pub(super) signal: Option<u8>,
    pub(super) gsm_status: Registered<'a>,
    pub(super) voip_status: Registered<'a>,
    pub(super) imei: &'a [u8],
    pub(super) imsi: &'a [u8],
    pub(super) iccid: &'a [u8],
}

/// What other fields say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct More<'a> {
    pub(super) voip_state: &'a [u8],
    pub(super) remain_time: Option<i64>,
    pub(super) pro: &'a [u8],
    pub(super) idle: Option<i64>,
    pub(super) disable_status: Option<i64>,
    pub(super) sms_login: Option<bool>,
    pub(super) smb_login: Option<bool>,
    pub(super) cell_info: &'a [u8],
    pub(super) cgatt: Option<bool>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Registered<'a> {
    #[default]
    Unknown,
    In,
    Out,
    Other(&'a [u8]),
}

impl<'a> Registered<'a> {
    #[inline(always)]
    pub(super) fn read(word: &'a [u8]) -> Self {
        match word {
            b"LOGIN" => Self::In,
            b"LOGOUT" => Self::Out,
            b"" => Self::Unknown,
            other => Self::Other(other),
        }
    }
}

impl<'a> Line<'a> {
    /// What our parser has read.
    pub(super) fn of(keepalive: &Keepalive<'a>, status: &LineStatus<'a>) -> Self {
        let text = |text: Option<cellwire_goip::Text<'a>>| text.unwrap_or_default().as_bytes();
        let registered = |login: Option<Login<'a>>| match login {
            None => Registered::Unknown,
            Some(Login::LoggedIn) => Registered::In,
            Some(Login::LoggedOut) => Registered::Out,
            Some(Login::Other(word)) => Registered::Other(word.as_bytes()),
            Some(other) => panic!("{other:?}"),
        };
        Self {
            count: keepalive.count,
            id: keepalive.id.as_bytes(),
            password: keepalive.password.expose(),
            num: text(status.num),
            signal: status.signal,
            gsm_status: registered(status.gsm_status),
            voip_status: registered(status.voip_status),
            imei: text(status.imei),
            imsi: text(status.imsi),
            iccid: text(status.iccid),
        }
    }
}

impl<'a> More<'a> {
    /// What our parser has read.
    pub(super) fn of(status: &LineStatus<'a>) -> Self {
        let text = |text: Option<cellwire_goip::Text<'a>>| text.unwrap_or_default().as_bytes();
        Self {
            voip_state: text(status.voip_state),
            remain_time: status.remain_time,
            pro: text(status.pro),
            idle: status.idle,
            disable_status: status.disable_status,
            sms_login: status.sms_login,
            smb_login: status.smb_login,
            cell_info: text(status.cell_info),
            cgatt: status.cgatt,
        }
    }
}

/// What a `RECEIVE` says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sms<'a> {
    pub(super) recvid: i64,
    pub(super) id: &'a [u8],
    pub(super) password: &'a [u8],
    pub(super) srcnum: &'a [u8],
    pub(super) msg: &'a [u8],
}

impl<'a> Sms<'a> {
    /// What our parser has read.
    pub(super) fn of(message: &GatewayMessage<'a>) -> Option<Self> {
        let GatewayMessage::Event(event) = message else { return None };
        let EventBody::Receive(sms) = event.body else { return None };
        Some(Self {
            recvid: event.recvid,
            id: event.id.as_bytes(),
            password: event.password.expose(),
            srcnum: sms.srcnum.as_bytes(),
            msg: sms.msg.as_bytes(),
        })
    }
}

/// What a gateway says in a bulk SMS session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reply {
    Password(i64),
    Send(i64),
    Wait(i64, i64),
    Ok(i64, i64, i64),
    Error(i64, i64, i64),
    Done(i64),
}

impl Reply {
    /// What our parser has read.
    #[inline(always)]
    pub(super) fn of(message: &GatewayMessage<'_>) -> Option<Self> {
        Some(match message {
            GatewayMessage::PasswordRequest { sendid } => Self::Password(*sendid),
            GatewayMessage::Ready { sendid } => Self::Send(*sendid),
            GatewayMessage::Wait { sendid, telid } => Self::Wait(*sendid, *telid),
            GatewayMessage::SubmitOk(ok) => Self::Ok(ok.sendid, ok.telid, ok.sms_no?),
            GatewayMessage::Error(error) => match error.bulk() {
                BulkError::Submission { telid, status } => {
                    Self::Error(error.sendid, telid, status.0)
                }
                _ => return None,
            },
            GatewayMessage::Done { sendid } => Self::Done(*sendid),
            _ => return None,
        })
    }
}
