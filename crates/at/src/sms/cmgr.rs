//! `+CMGR`: reads a message (3GPP TS 27.005, 3.4.3 and 4.2).
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Command;
//! use cellwire_at::sms::cmgr::{Answer, Content, Set};
//! use cellwire_at::sms::{Behind, Stat, TextStat};
//!
//! let answer = Set::answer(Line::new(b"+CMGR: 0,,23"))?;
//! assert_eq!(answer.behind(), Behind::Pdu { length: 23 });
//! let Answer::Pdu(stored) = answer else { panic!() };
//! assert_eq!(stored.stat, Some(Stat::RECEIVED_UNREAD));
//!
//! let line = b"+CMGR: \"REC READ\",\"347306\",,\"06/05/28,18:15:41+08\",129,17,0,18,\"+39349\",145,6";
//! let answer = Set::answer(Line::new(line))?;
//! assert_eq!(answer.behind(), Behind::Text { length: Some(6) });
//! let Answer::Text(stat, Content::Deliver(message)) = answer else { panic!() };
//! assert_eq!((stat, message.oa.unwrap().as_raw()), (TextStat::ReceivedRead, &b"347306"[..]));
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

use super::header::{Shape, is_pdu};
use super::{
    Behind, Broadcast, CommandHeader, DeliverHeader, ReportHeader, StoredPdu, SubmitHeader,
    TextStat,
};
use crate::command::{Fields, Information, Param, commands};
use crate::params::{ParamError, Params, ParamsWriter, Peek, WriteError};

commands! {
    "+CMGR":
    /// Whether the command is there: the answer is `OK` alone.
    Test;

    /// Reads a message out of the first storage of [`+CPMS`](super::cpms). One that was not read yet is
    /// from then on.
    Set {
        /// `<index>`: where it is stored.
        index: u16,
    } -> Answer<'l>, |plan| plan.with_one_line().within(20);
}

/// What stands in front of the message.
#[expect(clippy::exhaustive_enums, reason = "there are two modes")]
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(untagged))]
pub enum Answer<'a> {
    /// In PDU mode.
    Pdu(StoredPdu<'a>),
    /// In text mode.
    Text(TextStat<'a>, Content<'a>),
}

/// What stands in front of a message in text mode.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(untagged))]
pub enum Content<'a> {
    /// A message that was received.
    Deliver(DeliverHeader<'a>),
    /// A message that is to be sent, or was.
    Submit(SubmitHeader<'a>),
    /// A status report.
    Report(ReportHeader<'a>),
    /// A command for the service centre.
    Command(CommandHeader<'a>),
    /// A page of a cell broadcast.
    Broadcast(Broadcast),
}

impl Answer<'_> {
    /// What stands behind the line.
    pub const fn behind(&self) -> Behind {
        match self {
            Self::Pdu(stored) => stored.header.behind(),
            Self::Text(_, content) => match content {
                Content::Deliver(DeliverHeader { length, .. })
                | Content::Submit(SubmitHeader { length, .. }) => Behind::Text { length: *length },
                Content::Command(CommandHeader { length: length @ Some(1..), .. }) => {
                    Behind::Text { length: *length }
                }
                Content::Report(_) | Content::Command(_) => Behind::Nothing,
                Content::Broadcast(_) => Behind::Text { length: None },
            },
        }
    }
}

impl<'a> Fields<'a> for Answer<'a> {
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
        if is_pdu(params) {
            return StoredPdu::read(params).map(Self::Pdu);
        }
        let stat = TextStat::take(params)?;
        let shape = Shape::of(params);
        let is_received = matches!(stat, TextStat::ReceivedRead | TextStat::ReceivedUnread);
        let content = if shape.integers() == Some(5) {
            Content::Broadcast(Fields::read(params)?)
        } else if shape.is_report_or_command() {
            match shape.is_report() {
                true => Content::Report(Fields::read(params)?),
                false => Content::Command(Fields::read(params)?),
            }
        } else if is_received || matches!(shape.at(2), Peek::Quoted | Peek::Other) {
            Content::Deliver(Fields::read(params)?)
        } else {
            Content::Submit(Fields::read(params)?)
        };
        Ok(Self::Text(stat, content))
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        match self {
            Self::Pdu(stored) => stored.write(params),
            Self::Text(stat, content) => {
                stat.put(params)?;
                match content {
                    Content::Deliver(header) => header.write(params),
                    Content::Submit(header) => header.write(params),
                    Content::Report(header) => header.write(params),
                    Content::Command(header) => header.write(params),
                    Content::Broadcast(header) => header.write(params),
                }
            }
        }
    }
}

impl<'a> Information<'a> for Answer<'a> {
    const NAME: &'static str = "+CMGR";
}
