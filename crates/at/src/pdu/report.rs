use cellwire_codec::Writer;

use super::cursor::Cursor;
use super::first::{bit, flag};
use super::{
    Address, Dcs, FailureCause, FieldError, ParseError, Pid, Status, Text, Timestamp, UserData,
};

/// What may stand at the end of a report: TP-PI says which of it does (TS 23.040 9.2.3.27).
#[expect(clippy::exhaustive_structs, reason = "a literal makes the PDU")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReportParameters<'a> {
    /// TP-PID.
    pub pid: Option<Pid>,
    /// TP-DCS.
    pub dcs: Option<Dcs>,
    /// TP-UD, with TP-UDL and TP-UDHI.
    pub user_data: Option<UserData<'a>>,
}

impl<'a> ReportParameters<'a> {
    /// Nothing.
    pub const NONE: Self = Self { pid: None, dcs: None, user_data: None };

    /// The text, if there is one. Without TP-DCS it is in the GSM 7-bit default alphabet.
    pub fn text(&self) -> Option<Text<'a>> {
        self.user_data?.text(self.dcs.unwrap_or(Dcs::GSM7))
    }

    const fn indicator(&self) -> u8 {
        self.pid.is_some() as u8
            | (self.dcs.is_some() as u8) << 1
            | (self.user_data.is_some() as u8) << 2
    }

    /// Reads TP-PI. Octets that extend it are passed over; nothing is known of them.
    fn parse_indicator(from: &mut Cursor<'_>) -> Result<u8, ParseError> {
        let indicator = from.u8("TP-PI")?;
        let mut octet = indicator;
        while bit(octet, 7) {
            octet = from.u8("TP-PI")?;
        }
        Ok(indicator)
    }

    fn parse(first: u8, indicator: u8, from: &mut Cursor<'a>) -> Result<Self, ParseError> {
        let pid = if bit(indicator, 0) { Some(Pid(from.u8("TP-PID")?)) } else { None };
        let dcs = if bit(indicator, 1) { Some(Dcs(from.u8("TP-DCS")?)) } else { None };
        let user_data = if bit(indicator, 2) {
            let dcs = dcs.unwrap_or(Dcs::GSM7);
            Some(UserData::parse(bit(first, flag::UDHI), dcs, from)?)
        } else {
            None
        };
        Ok(Self { pid, dcs, user_data })
    }

    fn check(&self, limit: usize) -> Result<(), FieldError> {
        match self.user_data {
            Some(user_data) => user_data.check(self.dcs.unwrap_or(Dcs::GSM7), limit),
            None => Ok(()),
        }
    }

    fn has_header(&self) -> bool {
        self.user_data.is_some_and(|user_data| user_data.has_header())
    }

    fn write(&self, to: &mut Writer<'_>) {
        if let Some(pid) = self.pid {
            to.u8(pid.0);
        }
        if let Some(dcs) = self.dcs {
            to.u8(dcs.0);
        }
        if let Some(user_data) = self.user_data {
            user_data.write(to);
        }
    }
}

/// Reads TP-FCS if it is there. Its values begin where TP-PI would say that it is extended, which no
/// version of the standard does.
fn parse_cause(from: &mut Cursor<'_>) -> Result<Option<FailureCause>, ParseError> {
    match from.rest().first() {
        Some(octet) if bit(*octet, 7) => Ok(Some(FailureCause(from.u8("TP-FCS")?))),
        _ => Ok(None),
    }
}

fn check_cause(cause: Option<FailureCause>) -> Result<(), FieldError> {
    match cause {
        Some(FailureCause(cause @ ..0x80)) => Err(FieldError::Cause { cause }),
        _ => Ok(()),
    }
}

/// SMS-DELIVER-REPORT: the phone's answer to a message, in `+CNMA` (TS 23.040 9.2.2.1a).
#[expect(clippy::exhaustive_structs, reason = "a literal makes the PDU")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeliverReport<'a> {
    /// TP-FCS: why the message was refused. A report of success has none.
    pub failure_cause: Option<FailureCause>,
    /// What else there is.
    pub parameters: ReportParameters<'a>,
}

impl<'a> DeliverReport<'a> {
    pub(super) fn parse(first: u8, from: &mut Cursor<'a>) -> Result<Self, ParseError> {
        let failure_cause = parse_cause(from)?;
        let indicator = ReportParameters::parse_indicator(from)?;
        let parameters = ReportParameters::parse(first, indicator, from)?;
        Ok(Self { failure_cause, parameters })
    }

    pub(super) fn check(&self) -> Result<(), FieldError> {
        check_cause(self.failure_cause)?;
        self.parameters.check(159 - usize::from(self.failure_cause.is_some()))
    }

    pub(super) fn write(&self, to: &mut Writer<'_>) {
        to.u8(u8::from(self.parameters.has_header()) << flag::UDHI);
        if let Some(cause) = self.failure_cause {
            to.u8(cause.0);
        }
        to.u8(self.parameters.indicator());
        self.parameters.write(to);
    }
}

/// SMS-SUBMIT-REPORT: the service centre's answer to a message or a command, the `<ackpdu>` of
/// `+CMGS` (TS 23.040 9.2.2.2a).
#[expect(clippy::exhaustive_structs, reason = "a literal makes the PDU")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubmitReport<'a> {
    /// TP-FCS: why the message was refused. A report of success has none.
    pub failure_cause: Option<FailureCause>,
    /// TP-SCTS: when the service centre received the message.
    pub scts: Timestamp,
    /// What else there is.
    pub parameters: ReportParameters<'a>,
}

impl<'a> SubmitReport<'a> {
    pub(super) fn parse(first: u8, from: &mut Cursor<'a>) -> Result<Self, ParseError> {
        let failure_cause = parse_cause(from)?;
        let indicator = ReportParameters::parse_indicator(from)?;
        let scts = Timestamp::parse("TP-SCTS", from)?;
        let parameters = ReportParameters::parse(first, indicator, from)?;
        Ok(Self { failure_cause, scts, parameters })
    }

    pub(super) fn check(&self) -> Result<(), FieldError> {
        check_cause(self.failure_cause)?;
        self.scts.check_field("TP-SCTS")?;
        self.parameters.check(152 - usize::from(self.failure_cause.is_some()))
    }

    pub(super) fn write(&self, to: &mut Writer<'_>) {
        to.u8(1 | u8::from(self.parameters.has_header()) << flag::UDHI);
        if let Some(cause) = self.failure_cause {
            to.u8(cause.0);
        }
        to.u8(self.parameters.indicator());
        self.scts.write(to);
        self.parameters.write(to);
    }
}

/// SMS-STATUS-REPORT: what has become of a message (TS 23.040 9.2.2.3).
#[expect(clippy::exhaustive_structs, reason = "a literal makes the PDU")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusReport<'a> {
    /// TP-MMS: whether more messages wait for the phone. On the wire the bit is 0 then.
    pub more_messages: bool,
    /// TP-LP: whether it was forwarded already, and is not to be forwarded again.
    pub loop_prevention: bool,
    /// TP-SRQ: whether it answers a command, and not a message.
    pub is_for_command: bool,
    /// TP-MR: the number of the message.
    pub message_reference: u8,
    /// TP-RA: whom the message was for.
    pub recipient_address: Address,
    /// TP-SCTS: when the service centre received the message.
    pub scts: Timestamp,
    /// TP-DT: when this has happened to it.
    pub discharge_time: Timestamp,
    /// TP-ST: what has happened.
    pub status: Status,
    /// What else there is.
    pub parameters: ReportParameters<'a>,
}

impl<'a> StatusReport<'a> {
    pub(super) fn parse(first: u8, from: &mut Cursor<'a>) -> Result<Self, ParseError> {
        let message_reference = from.u8("TP-MR")?;
        let recipient_address = Address::parse("TP-RA", from)?;
        let scts = Timestamp::parse("TP-SCTS", from)?;
        let discharge_time = Timestamp::parse("TP-DT", from)?;
        let status = Status(from.u8("TP-ST")?);
        // A SIM fills its record with FF; modems give some of it. That is surplus.
        let parameters = if from.rest().iter().all(|octet| *octet == 0xff) {
            ReportParameters::NONE
        } else {
            let indicator = ReportParameters::parse_indicator(from)?;
            ReportParameters::parse(first, indicator, from)?
        };
        Ok(Self {
            more_messages: !bit(first, flag::MMS),
            loop_prevention: bit(first, flag::LP),
            is_for_command: bit(first, flag::SRI),
            message_reference,
            recipient_address,
            scts,
            discharge_time,
            status,
            parameters,
        })
    }

    pub(super) fn check(&self) -> Result<(), FieldError> {
        self.recipient_address.check_field("TP-RA")?;
        self.scts.check_field("TP-SCTS")?;
        self.discharge_time.check_field("TP-DT")?;
        self.parameters.check(131)
    }

    pub(super) fn write(&self, to: &mut Writer<'_>) {
        let mut first = 2;
        first |= u8::from(!self.more_messages) << flag::MMS;
        first |= u8::from(self.loop_prevention) << flag::LP;
        first |= u8::from(self.is_for_command) << flag::SRI;
        first |= u8::from(self.parameters.has_header()) << flag::UDHI;
        to.bytes(&[first, self.message_reference]);
        self.recipient_address.write(to);
        self.scts.write(to);
        self.discharge_time.write(to);
        to.u8(self.status.0);
        // Nothing is no TP-PI, as older phones have it.
        if self.parameters.indicator() != 0 {
            to.u8(self.parameters.indicator());
            self.parameters.write(to);
        }
    }
}
