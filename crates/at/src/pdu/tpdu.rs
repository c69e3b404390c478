use cellwire_codec::{BufferTooShort, Writer};

use super::cursor::Cursor;
use super::{
    Command, Deliver, DeliverReport, FieldError, ParseError, StatusReport, Submit, SubmitReport,
    WriteError,
};

/// Which way a TPDU goes. Its first octet says what it is only for one who knows that.
///
/// What a modem hands out as received (`+CMT`, `+CDS`, and `+CMGR` and `+CMGL` with a `<stat>` of 0
/// or 1) goes to the mobile; what is sent, and what is stored to be sent (a `<stat>` of 2 or 3), goes
/// to the network.
#[expect(clippy::exhaustive_enums, reason = "there is no third way")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the service centre to the phone: DELIVER, SUBMIT-REPORT, STATUS-REPORT.
    ToMobile,
    /// From the phone to the service centre: SUBMIT, DELIVER-REPORT, COMMAND.
    ToNetwork,
}

/// A message of the SMS layer, without the address of the service centre (TS 23.040 9.2.2).
#[expect(clippy::exhaustive_enums, reason = "TP-MTI has no more values")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tpdu<'a> {
    /// A message for the phone.
    Deliver(Deliver<'a>),
    /// The phone's answer to it.
    DeliverReport(DeliverReport<'a>),
    /// A message for the service centre.
    Submit(Submit<'a>),
    /// The service centre's answer to it.
    SubmitReport(SubmitReport<'a>),
    /// What has become of it.
    StatusReport(StatusReport<'a>),
    /// What is to become of it.
    Command(Command<'a>),
}

impl<'a> Tpdu<'a> {
    /// The TPDU at the front of the octets, and the octets behind it, which some modems have.
    ///
    /// A reserved type to the mobile is read as a DELIVER, as the standard has it.
    ///
    /// # Errors
    ///
    /// The octets end too early, an address or a header is too long, or the type is reserved.
    pub fn parse(direction: Direction, octets: &'a [u8]) -> Result<(Self, &'a [u8]), ParseError> {
        let mut cursor = Cursor::new(octets);
        let tpdu = Self::read(direction, &mut cursor)?;
        Ok((tpdu, cursor.rest()))
    }

    pub(super) fn read(direction: Direction, from: &mut Cursor<'a>) -> Result<Self, ParseError> {
        use Direction::{ToMobile, ToNetwork};
        let offset = from.offset();
        let first = from.u8("TP-MTI")?;
        Ok(match (first & 0b11, direction) {
            (0 | 3, ToMobile) => Self::Deliver(Deliver::parse(first, from)?),
            (0, ToNetwork) => Self::DeliverReport(DeliverReport::parse(first, from)?),
            (1, ToMobile) => Self::SubmitReport(SubmitReport::parse(first, from)?),
            (1, ToNetwork) => Self::Submit(Submit::parse(first, from)?),
            (2, ToMobile) => Self::StatusReport(StatusReport::parse(first, from)?),
            (2, ToNetwork) => Self::Command(Command::parse(first, from)?),
            _ => return Err(ParseError::ReservedType { offset }),
        })
    }

    /// Which way it goes.
    pub const fn direction(&self) -> Direction {
        match self {
            Self::Deliver(_) | Self::SubmitReport(_) | Self::StatusReport(_) => Direction::ToMobile,
            Self::DeliverReport(_) | Self::Submit(_) | Self::Command(_) => Direction::ToNetwork,
        }
    }

    /// What it is, as the standard names it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Deliver(_) => "SMS-DELIVER",
            Self::DeliverReport(_) => "SMS-DELIVER-REPORT",
            Self::Submit(_) => "SMS-SUBMIT",
            Self::SubmitReport(_) => "SMS-SUBMIT-REPORT",
            Self::StatusReport(_) => "SMS-STATUS-REPORT",
            Self::Command(_) => "SMS-COMMAND",
        }
    }

    /// Whether it can be written.
    ///
    /// # Errors
    ///
    /// A field holds what the standard does not have.
    pub fn check(&self) -> Result<(), FieldError> {
        match self {
            Self::Deliver(tpdu) => tpdu.check(),
            Self::DeliverReport(tpdu) => tpdu.check(),
            Self::Submit(tpdu) => tpdu.check(),
            Self::SubmitReport(tpdu) => tpdu.check(),
            Self::StatusReport(tpdu) => tpdu.check(),
            Self::Command(tpdu) => tpdu.check(),
        }
    }

    pub(super) fn write(&self, to: &mut Writer<'_>) {
        match self {
            Self::Deliver(tpdu) => tpdu.write(to),
            Self::DeliverReport(tpdu) => tpdu.write(to),
            Self::Submit(tpdu) => tpdu.write(to),
            Self::SubmitReport(tpdu) => tpdu.write(to),
            Self::StatusReport(tpdu) => tpdu.write(to),
            Self::Command(tpdu) => tpdu.write(to),
        }
    }

    /// How many octets it takes: the `<length>` of `+CMGS`, `+CMGR` and the like in PDU mode.
    pub fn encoded_len(&self) -> usize {
        let mut writer = Writer::measuring();
        self.write(&mut writer);
        writer.written()
    }

    /// Writes the octets, and says how many they are.
    ///
    /// # Errors
    ///
    /// A field holds what the standard does not have, or there is no room. `dst` is then as it was.
    pub fn encode(&self, dst: &mut [u8]) -> Result<usize, WriteError> {
        self.check()?;
        let dst = BufferTooShort::check(dst, self.encoded_len())?;
        let mut writer = Writer::new(dst);
        self.write(&mut writer);
        Ok(writer.finish()?)
    }
}

macro_rules! from {
    ($($type:ident)*) => {
        $(impl<'a> From<$type<'a>> for Tpdu<'a> {
            fn from(tpdu: $type<'a>) -> Self {
                Self::$type(tpdu)
            }
        })*
    };
}

from!(Deliver DeliverReport Submit SubmitReport StatusReport Command);
