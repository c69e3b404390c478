//! `+CMGL`: lists messages (3GPP TS 27.005, 3.4.2 and 4.1).

use super::header::{Shape, is_pdu};
use super::{Behind, ReportHeader, Stat, StoredPdu, TextStat, Time};
use crate::command::{Command, Fields, Information, Param, commands, params, plan_of};
use crate::params::{ParamError, Params, ParamsWriter, Quirks, Str, WriteError};
use crate::pdu::{CommandType, TypeOfAddress};
use crate::{Form, Line, Plan};

commands! {
    "+CMGL":
    /// Which values of `<stat>` there are.
    Test -> Supported;

    /// Lists the messages that were not read yet.
    Action -> Answer<'l>, listing;

    /// Lists messages in PDU mode. Those that were not read yet are from then on.
    Set {
        /// Which ones.
        stat: Stat,
    } -> Answer<'l>, listing;
}

params! {
    /// Lists messages in text mode. Those that were not read yet are from then on.
    SetText<'a> {
        /// Which ones.
        stat: TextStat<'a>,
    }
}

impl Command for SetText<'_> {
    const NAME: &'static str = "+CMGL";
    const FORM: Form = Form::Set;
    type Answer<'l> = Answer<'l>;

    fn usual_plan() -> Plan {
        plan_of::<Self>(listing)
    }

    fn answer(line: Line<'_>) -> Result<Answer<'_>, ParamError> {
        Answer::parse(line)
    }

    fn answer_noting(line: Line<'_>) -> Result<(Answer<'_>, Quirks), ParamError> {
        Answer::parse_noting(line)
    }
}

/// A full SIM takes its time.
const fn listing(plan: Plan) -> Plan {
    plan.within(60)
}

/// What stands in front of a message.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Answer<'a> {
    /// Where it is stored.
    pub index: u16,
    /// What it is.
    pub message: Message<'a>,
}

/// What stands in front of a message, behind its index.
#[expect(clippy::exhaustive_enums, reason = "there are two modes")]
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(untagged))]
pub enum Message<'a> {
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
    /// A message that was received, or is to be sent.
    Message(Header<'a>),
    /// A status report.
    Report(ReportHeader<'a>),
    /// A command for the service centre.
    Command(CommandKind),
    /// A page of a cell broadcast.
    Broadcast(Page),
}

params! {
    /// What stands in front of the text of a message.
    Header<'a> {
        /// `<oa/da>`: who has sent it, or gets it.
        address: Option<Str<'a>>,
        /// `<alpha>`: the name that the phonebook has for it, in the character set of `+CSCS`.
        alpha: Option<Str<'a>>,
        /// `<scts>`: when the service centre has got it, if it was received.
        scts: Option<Time<'a>>,
        /// `<tooa/toda>`: the type of the address. This and the length are there with `+CSDH=1`.
        address_type: Option<TypeOfAddress>,
        /// `<length>`: see [`Behind::Text`].
        length: Option<u16>,
    }
}

params! {
    /// Which command for the service centre it is; nothing stands behind it.
    CommandKind {
        /// `<fo>`: the first octet of the TPDU.
        fo: u8,
        /// `<ct>`: which command.
        ct: CommandType,
    }
}

params! {
    /// What stands in front of a page of a cell broadcast (3GPP TS 23.041).
    Page {
        /// `<sn>`: its serial number.
        sn: u16,
        /// `<mid>`: what it is about.
        mid: u16,
        /// `<page>`: which page this is, from 1.
        page: u8,
        /// `<pages>`: how many there are.
        pages: u8,
    }
}

impl Answer<'_> {
    /// What stands behind the line.
    pub const fn behind(&self) -> Behind {
        match &self.message {
            Message::Pdu(stored) => stored.header.behind(),
            Message::Text(_, Content::Message(header)) => Behind::Text { length: header.length },
            Message::Text(_, Content::Broadcast(_)) => Behind::Text { length: None },
            Message::Text(_, Content::Report(_) | Content::Command(_)) => Behind::Nothing,
        }
    }
}

impl<'a> Fields<'a> for Answer<'a> {
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
        let index = params.u16()?;
        if is_pdu(params) {
            return Ok(Self { index, message: Message::Pdu(Fields::read(params)?) });
        }
        let stat = TextStat::take(params)?;
        let shape = Shape::of(params);
        let content = match shape.integers() {
            Some(4) => Content::Broadcast(Fields::read(params)?),
            Some(2) => Content::Command(Fields::read(params)?),
            _ if shape.is_report_or_command() => Content::Report(Fields::read(params)?),
            _ => Content::Message(Fields::read(params)?),
        };
        Ok(Self { index, message: Message::Text(stat, content) })
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        params.number(self.index);
        match &self.message {
            Message::Pdu(stored) => stored.write(params),
            Message::Text(stat, content) => {
                stat.put(params)?;
                match content {
                    Content::Message(header) => header.write(params),
                    Content::Report(header) => header.write(params),
                    Content::Command(command) => command.write(params),
                    Content::Broadcast(page) => page.write(params),
                }
            }
        }
    }
}

impl<'a> Information<'a> for Answer<'a> {
    const NAME: &'static str = "+CMGL";
}
