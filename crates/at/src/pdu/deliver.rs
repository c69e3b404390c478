use cellwire_codec::Writer;

use super::cursor::Cursor;
use super::first::{bit, flag};
use super::{
    Address, Concatenation, Dcs, FieldError, MessagePart, ParseError, Pid, Text, Timestamp,
    UserData,
};
use crate::charset::Alphabet;

/// SMS-DELIVER: a message from the service centre to the phone (TS 23.040 9.2.2.1).
#[expect(clippy::exhaustive_structs, reason = "a literal makes the PDU")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deliver<'a> {
    /// TP-MMS: whether more messages wait for the phone. On the wire the bit is 0 then.
    pub more_messages: bool,
    /// TP-LP: whether it was forwarded already, and is not to be forwarded again.
    pub loop_prevention: bool,
    /// TP-RP: whether an answer is to take the same path.
    pub reply_path: bool,
    /// TP-SRI: whether the sender gets a status report.
    pub status_report_indication: bool,
    /// TP-OA: who sent it.
    pub originating_address: Address,
    /// TP-PID.
    pub pid: Pid,
    /// TP-DCS.
    pub dcs: Dcs,
    /// TP-SCTS: when the service centre received it.
    pub scts: Timestamp,
    /// TP-UD, with TP-UDL and TP-UDHI.
    pub user_data: UserData<'a>,
}

impl<'a> Deliver<'a> {
    /// The message of one part of a text.
    pub fn new(from: Address, scts: Timestamp, part: &'a MessagePart) -> Self {
        Self {
            more_messages: false,
            loop_prevention: false,
            reply_path: false,
            status_report_indication: false,
            originating_address: from,
            pid: Pid::DEFAULT,
            dcs: part.dcs(),
            scts,
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
        let originating_address = Address::parse("TP-OA", from)?;
        let pid = Pid(from.u8("TP-PID")?);
        let dcs = Dcs(from.u8("TP-DCS")?);
        let scts = Timestamp::parse("TP-SCTS", from)?;
        Ok(Self {
            more_messages: !bit(first, flag::MMS),
            loop_prevention: bit(first, flag::LP),
            reply_path: bit(first, flag::RP),
            status_report_indication: bit(first, flag::SRI),
            originating_address,
            pid,
            dcs,
            scts,
            user_data: UserData::parse(bit(first, flag::UDHI), dcs, from)?,
        })
    }

    pub(super) fn check(&self) -> Result<(), FieldError> {
        self.originating_address.check_field("TP-OA")?;
        self.scts.check_field("TP-SCTS")?;
        self.user_data.check(self.dcs, Alphabet::MAX_OCTETS)
    }

    pub(super) fn write(&self, to: &mut Writer<'_>) {
        let mut first = 0;
        first |= u8::from(!self.more_messages) << flag::MMS;
        first |= u8::from(self.loop_prevention) << flag::LP;
        first |= u8::from(self.reply_path) << flag::RP;
        first |= u8::from(self.status_report_indication) << flag::SRI;
        first |= u8::from(self.user_data.has_header()) << flag::UDHI;
        to.u8(first);
        self.originating_address.write(to);
        to.bytes(&[self.pid.0, self.dcs.0]);
        self.scts.write(to);
        self.user_data.write(to);
    }
}
