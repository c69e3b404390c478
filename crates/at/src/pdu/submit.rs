use cellwire_codec::Writer;

use super::cursor::Cursor;
use super::first::{bit, flag};
use super::{
    Address, CommandType, Concatenation, Dcs, FieldError, MessagePart, ParseError, Pid, Text,
    UserData, ValidityPeriod,
};
use crate::charset::Alphabet;

/// SMS-SUBMIT: a message from the phone to the service centre (TS 23.040 9.2.2.2).
#[expect(clippy::exhaustive_structs, reason = "a literal makes the PDU")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submit<'a> {
    /// TP-RD: whether the service centre is to refuse a message that it has with the same reference
    /// and destination.
    pub reject_duplicates: bool,
    /// TP-RP: whether an answer is to take the same path.
    pub reply_path: bool,
    /// TP-SRR: whether a status report is wanted.
    pub status_report_request: bool,
    /// TP-MR: the number of the message, which its status report repeats. The modem chooses one in
    /// its place, and says it in the answer to `+CMGS`.
    pub message_reference: u8,
    /// TP-DA: who is to get it.
    pub destination_address: Address,
    /// TP-PID.
    pub pid: Pid,
    /// TP-DCS.
    pub dcs: Dcs,
    /// TP-VP, with TP-VPF: for how long the service centre shall try. It decides for itself if there
    /// is none.
    pub validity_period: Option<ValidityPeriod>,
    /// TP-UD, with TP-UDL and TP-UDHI.
    pub user_data: UserData<'a>,
}

impl<'a> Submit<'a> {
    /// The message of one part of a text.
    pub fn new(to: Address, part: &'a MessagePart) -> Self {
        Self {
            reject_duplicates: false,
            reply_path: false,
            status_report_request: false,
            message_reference: 0,
            destination_address: to,
            pid: Pid::DEFAULT,
            dcs: part.dcs(),
            validity_period: None,
            user_data: part.user_data(),
        }
    }

    /// The text. `None` if it is 8-bit data, or compressed.
    pub fn text(&self) -> Option<Text<'a>> {
        self.user_data.text(self.dcs)
    }

    /// Which part of which message this is, if it is one of several.
    pub fn concatenation(&self) -> Option<Concatenation> {
        self.user_data.concatenation()
    }

    pub(super) fn parse(first: u8, from: &mut Cursor<'a>) -> Result<Self, ParseError> {
        let message_reference = from.u8("TP-MR")?;
        let destination_address = Address::parse("TP-DA", from)?;
        let pid = Pid(from.u8("TP-PID")?);
        let dcs = Dcs(from.u8("TP-DCS")?);
        let validity_period = ValidityPeriod::parse(first >> flag::VPF, from)?;
        Ok(Self {
            reject_duplicates: bit(first, flag::RD),
            reply_path: bit(first, flag::RP),
            status_report_request: bit(first, flag::SRI),
            message_reference,
            destination_address,
            pid,
            dcs,
            validity_period,
            user_data: UserData::parse(bit(first, flag::UDHI), dcs, from)?,
        })
    }

    pub(super) fn check(&self) -> Result<(), FieldError> {
        self.destination_address.check_field("TP-DA")?;
        self.validity_period.map_or(Ok(()), ValidityPeriod::check)?;
        self.user_data.check(self.dcs, Alphabet::MAX_OCTETS)
    }

    pub(super) fn write(&self, to: &mut Writer<'_>) {
        let mut first = 1;
        first |= u8::from(self.reject_duplicates) << flag::RD;
        first |= ValidityPeriod::format(self.validity_period) << flag::VPF;
        first |= u8::from(self.status_report_request) << flag::SRI;
        first |= u8::from(self.user_data.has_header()) << flag::UDHI;
        first |= u8::from(self.reply_path) << flag::RP;
        to.bytes(&[first, self.message_reference]);
        self.destination_address.write(to);
        to.bytes(&[self.pid.0, self.dcs.0]);
        if let Some(period) = self.validity_period {
            period.write(to);
        }
        self.user_data.write(to);
    }
}

/// SMS-COMMAND: what the service centre is to do with an earlier message (TS 23.040 9.2.2.4).
#[expect(clippy::exhaustive_structs, reason = "a literal makes the PDU")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Command<'a> {
    /// TP-SRR: whether a status report is wanted.
    pub status_report_request: bool,
    /// TP-MR: the number of this command.
    pub message_reference: u8,
    /// TP-PID.
    pub pid: Pid,
    /// TP-CT: what to do.
    pub command_type: CommandType,
    /// TP-MN: the number of the earlier message.
    pub message_number: u8,
    /// TP-DA: whom the earlier message was for.
    pub destination_address: Address,
    /// TP-CD, with TP-CDL and TP-UDHI: more about the command, in octets.
    pub command_data: UserData<'a>,
}

impl<'a> Command<'a> {
    pub(super) fn parse(first: u8, from: &mut Cursor<'a>) -> Result<Self, ParseError> {
        Ok(Self {
            status_report_request: bit(first, flag::SRI),
            message_reference: from.u8("TP-MR")?,
            pid: Pid(from.u8("TP-PID")?),
            command_type: CommandType(from.u8("TP-CT")?),
            message_number: from.u8("TP-MN")?,
            destination_address: Address::parse("TP-DA", from)?,
            command_data: UserData::parse(bit(first, flag::UDHI), Dcs::EIGHT_BIT, from)?,
        })
    }

    pub(super) fn check(&self) -> Result<(), FieldError> {
        /// So that the whole has 164 octets with the shortest address.
        const MAX_OCTETS: usize = 156;
        self.destination_address.check_field("TP-DA")?;
        self.command_data.check(Dcs::EIGHT_BIT, MAX_OCTETS)
    }

    pub(super) fn write(&self, to: &mut Writer<'_>) {
        let mut first = 2;
        first |= u8::from(self.status_report_request) << flag::SRI;
        first |= u8::from(self.command_data.has_header()) << flag::UDHI;
        to.bytes(&[first, self.message_reference, self.pid.0]);
        to.bytes(&[self.command_type.0, self.message_number]);
        self.destination_address.write(to);
        self.command_data.write(to);
    }
}
