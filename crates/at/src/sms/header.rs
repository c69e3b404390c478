//! What stands in front of a message.

use super::{Behind, Stat, Time, Validity};
use crate::command::{Fields, Param, params};
use crate::params::{ParamError, Params, ParamsWriter, Peek, Str, WriteError};
use crate::pdu::{CommandType, Dcs, Pid, Status, TypeOfAddress};

/// What stands in front of a PDU.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct PduHeader<'a> {
    /// `<alpha>`: the name that the phonebook has for the other side, in the character set of `+CSCS`.
    pub alpha: Option<Str<'a>>,
    /// `<length>`: how many octets there are without those of the service centre.
    pub length: u16,
    /// The PDU in hexadecimal digits, if it stands on the same line, as with some modems. It is not
    /// written.
    pub pdu: Option<&'a [u8]>,
}

/// What stands in front of a stored PDU.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct StoredPdu<'a> {
    /// What has become of it. Some modems do not say it.
    pub stat: Option<Stat>,
    /// The rest.
    pub header: PduHeader<'a>,
}

params! {
    /// What stands in front of the text of a received message.
    #[derive(Default)]
    DeliverHeader<'a> {
        /// `<oa>`: who has sent it.
        oa: Option<Str<'a>>,
        /// `<alpha>`: the name that the phonebook has for it, in the character set of `+CSCS`.
        alpha: Option<Str<'a>>,
        /// `<scts>`: when the service centre has got it.
        scts: Option<Time<'a>>,
        /// `<tooa>`: the type of `oa`. This and all that follows is there with `+CSDH=1`.
        tooa: Option<TypeOfAddress>,
        /// `<fo>`: the first octet of the TPDU.
        fo: Option<u8>,
        /// `<pid>`: the protocol.
        pid: Option<Pid>,
        /// `<dcs>`: the coding scheme.
        dcs: Option<Dcs>,
        /// `<sca>`: the service centre.
        sca: Option<Str<'a>>,
        /// `<tosca>`: its type.
        tosca: Option<TypeOfAddress>,
        /// `<length>`: see [`Behind::Text`].
        length: Option<u16>,
    }
}

params! {
    /// What stands in front of the text of a message that is to be sent.
    #[derive(Default)]
    SubmitHeader<'a> {
        /// `<da>`: who gets it.
        da: Option<Str<'a>>,
        /// `<alpha>`: the name that the phonebook has for it, in the character set of `+CSCS`.
        alpha: Option<Str<'a>>,
        /// `<toda>`: the type of `da`. This and all that follows is there with `+CSDH=1`.
        toda: Option<TypeOfAddress>,
        /// `<fo>`: the first octet of the TPDU.
        fo: Option<u8>,
        /// `<pid>`: the protocol.
        pid: Option<Pid>,
        /// `<dcs>`: the coding scheme.
        dcs: Option<Dcs>,
        /// `<vp>`: for how long the service centre shall try.
        vp: Option<Validity<'a>>,
        /// `<sca>`: the service centre.
        sca: Option<Str<'a>>,
        /// `<tosca>`: its type.
        tosca: Option<TypeOfAddress>,
        /// `<length>`: see [`Behind::Text`].
        length: Option<u16>,
    }
}

params! {
    /// A status report; there is no text behind it.
    ReportHeader<'a> {
        /// `<fo>`: the first octet of the TPDU.
        fo: u8,
        /// `<mr>`: the reference of the message, as `+CMGS` has told it.
        mr: u8,
        /// `<ra>`: who has got the message.
        ra: Option<Str<'a>>,
        /// `<tora>`: the type of `ra`.
        tora: Option<TypeOfAddress>,
        /// `<scts>`: when the service centre has got the message.
        scts: Option<Time<'a>>,
        /// `<dt>`: when what is told has happened.
        dt: Option<Time<'a>>,
        /// `<st>`: what has become of it.
        st: Option<Status>,
    }
}

params! {
    /// What stands in front of a command for the service centre, whose data follows in hexadecimal
    /// digits.
    CommandHeader<'a> {
        /// `<fo>`: the first octet of the TPDU.
        fo: u8,
        /// `<ct>`: which command. What follows is there with `+CSDH=1`.
        ct: CommandType,
        /// `<pid>`: the protocol.
        pid: Option<Pid>,
        /// `<mn>`: the reference of the message that it is about.
        mn: Option<u8>,
        /// `<da>`: who was to get that.
        da: Option<Str<'a>>,
        /// `<toda>`: the type of `da`.
        toda: Option<TypeOfAddress>,
        /// `<length>`: how many octets of data there are.
        length: Option<u16>,
    }
}

params! {
    /// What stands in front of a page of a cell broadcast (3GPP TS 23.041).
    Broadcast {
        /// `<sn>`: its serial number.
        sn: u16,
        /// `<mid>`: what it is about.
        mid: u16,
        /// `<dcs>`: the coding scheme.
        dcs: crate::charset::CbsDcs,
        /// `<page>`: which page this is, from 1.
        page: u8,
        /// `<pages>`: how many there are.
        pages: u8,
    }
}

impl PduHeader<'_> {
    /// What stands behind the line.
    pub const fn behind(&self) -> Behind {
        match self {
            Self { length: 0, .. } | Self { pdu: Some(_), .. } => Behind::Nothing,
            Self { length, .. } => Behind::Pdu { length: *length },
        }
    }
}

/// The length is the last parameter, and there may be any number in front.
impl<'a> Fields<'a> for PduHeader<'a> {
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
        let mut alpha = None;
        while params.count() > 1 {
            let text: Option<Str<'_>> = Param::take(params)?;
            alpha = alpha.or(text);
        }
        let (length, pdu) = params.number_and_tail()?;
        Ok(Self { alpha, length, pdu })
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        self.alpha.put(params)?;
        self.length.put(params)
    }
}

impl<'a> Fields<'a> for StoredPdu<'a> {
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
        let stat = if params.count() > 1 { Param::take(params)? } else { None };
        Ok(Self { stat, header: PduHeader::read(params)? })
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        self.stat.put(params)?;
        self.header.write(params)
    }
}

/// Whether these are the parameters of a stored message in PDU mode: its status is a number, or is
/// missing.
pub(super) fn is_pdu(params: &Params<'_>) -> bool {
    let mut ahead = *params;
    match ahead.count() {
        // The length alone.
        1 => ahead.number_and_tail::<u16>().is_ok(),
        _ => ahead.opt_u8().is_ok(),
    }
}

/// What the parameters of a message in text mode look like.
pub(super) struct Shape<'a> {
    params: Params<'a>,
}

impl<'a> Shape<'a> {
    pub(super) const fn of(params: &Params<'a>) -> Self {
        Self { params: *params }
    }

    pub(super) fn at(&self, index: usize) -> Peek {
        let mut ahead = self.params;
        for _ in 0..index {
            ahead.skip();
        }
        ahead.peek()
    }

    /// How many there are, if all are numbers.
    pub(super) fn integers(&self) -> Option<usize> {
        let count = self.params.count();
        (0..count).all(|index| self.at(index) == Peek::Integer).then_some(count)
    }

    /// Whether it begins with the first octet of a TPDU and another number, and not with an address.
    pub(super) fn is_report_or_command(&self) -> bool {
        self.at(0) == Peek::Integer && self.at(1) == Peek::Integer
    }

    /// Whether it is a report, of what begins like one: where a command has the type of an address, a
    /// report has a time.
    pub(super) fn is_report(&self) -> bool {
        matches!(self.at(4), Peek::Quoted | Peek::Other)
            && matches!(self.at(5), Peek::Quoted | Peek::Other)
    }
}
