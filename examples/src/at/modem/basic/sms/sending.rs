//! Messages that are sent, and that are written to be sent later.

use cellwire_at::Form;
use cellwire_at::charset::hex;
use cellwire_at::charset::{Alphabet, Gsm7};
use cellwire_at::error::CmsError;
use cellwire_at::modem::{Answer, Entry, Prompt, Reply, Request};
use cellwire_at::pdu::{
    Address, Deliver, Direction, HeaderBuf, Pdu, PduBuf, ReportParameters, Status, StatusReport,
    Submit, Tpdu, TypeOfAddress, UserData, UserDataBuf, ValidityPeriod,
};
use cellwire_at::sms::{Stat, TextStat};
use serde_json::json;

use super::super::agenda::Task;
use super::super::text::is_same;
use super::super::{BasicModem, Done};
use super::store::Stored;
use super::{INVALID_INDEX, INVALID_PDU_PARAMETER, INVALID_TEXT_PARAMETER, octets_of};
use crate::frames::Fields;

/// What a prompt is for.
#[derive(Clone, Debug)]
pub(super) struct Writing {
    what: What,
    /// It is stored, as this; or else it is sent.
    stored: Option<Stat>,
}

#[derive(Clone, Debug)]
enum What {
    /// A PDU with so many octets behind the service centre.
    Pdu(usize),
    /// A text, and to whom.
    Text(Option<Address>),
    /// An acknowledgement.
    Acknowledgement(bool),
}

impl BasicModem {
    pub(super) fn sending_command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        let mut params = request.params;
        let writing = match (request.name.as_str(), request.form) {
            ("+CMGS", Form::Set) if self.is_text_mode() => {
                let number = params.str()?;
                let kind = params.opt_u8()?.map(TypeOfAddress);
                let to = self.address(number, kind).ok_or(INVALID_TEXT_PARAMETER)?;
                Writing { what: What::Text(Some(to)), stored: None }
            }
            ("+CMGS", Form::Set) => {
                Writing { what: What::Pdu(length(params.u16()?)?), stored: None }
            }
            ("+CMGW", _) if self.is_text_mode() => {
                let to = match params.opt_str()? {
                    Some(number) => {
                        let kind = params.opt_u8()?.map(TypeOfAddress);
                        Some(self.address(number, kind).ok_or(INVALID_TEXT_PARAMETER)?)
                    }
                    None => {
                        params.opt_u8()?;
                        None
                    }
                };
                let stat = match params.opt_str()? {
                    Some(stat) => TextStat::of(stat).stat(),
                    None => Some(Stat::STORED_UNSENT),
                };
                let stat = stat.filter(|stat| *stat != Stat::ALL).ok_or(INVALID_TEXT_PARAMETER)?;
                Writing { what: What::Text(to), stored: Some(stat) }
            }
            ("+CMGW", Form::Set) => {
                let what = What::Pdu(length(params.u16()?)?);
                let stat = params.opt_u8()?.map_or(Stat::STORED_UNSENT, Stat);
                if stat.0 > 3 {
                    return Err(INVALID_PDU_PARAMETER);
                }
                Writing { what, stored: Some(stat) }
            }
            ("+CMSS", Form::Set) => {
                let index = params.u16()?;
                let number = params.opt_str()?;
                let kind = params.opt_u8()?.map(TypeOfAddress);
                let to = match number {
                    Some(number) => Some(self.address(number, kind).ok_or(INVALID_TEXT_PARAMETER)?),
                    None => None,
                };
                return self.send_stored(index, to, reply);
            }
            ("+CNMA", Form::Action) => return self.acknowledge(true),
            ("+CNMA", Form::Set) => {
                let accepts = match params.u8()? {
                    0 | 1 => true,
                    2 => false,
                    _ => return Err(INVALID_PDU_PARAMETER),
                };
                match params.opt_u16()? {
                    Some(1..) => Writing { what: What::Acknowledgement(accepts), stored: None },
                    _ => return self.acknowledge(accepts),
                }
            }
            _ => return Ok(Answer::Pass),
        };
        if writing.stored.is_none() && !matches!(writing.what, What::Acknowledgement(_)) {
            self.check_network()?;
        }
        self.sms.writing = Some(writing);
        Ok(Answer::Prompt(Prompt::text()))
    }

    fn check_network(&self) -> Result<(), Answer> {
        if self.is_registered() { Ok(()) } else { Err(CmsError::NO_NETWORK_SERVICE.into()) }
    }

    fn address(
        &self,
        number: cellwire_at::params::Str<'_>,
        kind: Option<TypeOfAddress>,
    ) -> Option<Address> {
        let number = self.number(number)?;
        match kind {
            Some(kind) if !number.starts_with('+') => Address::with_type(kind, &number).ok(),
            _ => Address::new(&number).ok(),
        }
    }

    pub(in super::super) fn take_entry(&mut self, entry: Entry<'_>, reply: &mut Reply<'_>) -> Done {
        let Some(Writing { what, stored }) = self.sms.writing.take() else {
            return Err(Answer::Error);
        };
        let bytes = match entry {
            Entry::Complete(bytes) => bytes,
            Entry::Cancelled => return Ok(Answer::Ok),
            _ => return Err(CmsError::UNKNOWN_ERROR.into()),
        };
        let octets = match what {
            What::Acknowledgement(accepts) => return self.acknowledge(accepts),
            What::Pdu(length) => self.read_pdu(bytes, length, stored)?,
            What::Text(to) => self.written(to, bytes, stored)?,
        };
        match stored {
            Some(stat) => {
                let memory = self.sms.memories[1];
                let stored = Stored { stat, octets };
                let index = self.sms.storages.add(memory, stored);
                let index = index.ok_or(Answer::Cms(CmsError::MEMORY_FULL))?;
                reply.line(format_args!("+CMGW: {index}"));
            }
            None => {
                let reference = self.send_message(&octets)?;
                reply.line(format_args!("+CMGS: {reference}"));
            }
        }
        Ok(Answer::Ok)
    }

    /// The octets of a PDU in hexadecimal digits, always with a service centre in front.
    fn read_pdu(
        &self,
        digits: &[u8],
        length: usize,
        stored: Option<Stat>,
    ) -> Result<Vec<u8>, Answer> {
        let digits: Vec<u8> =
            digits.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
        let octets = PduBuf::from_hex(&digits).map_err(|_| INVALID_PDU_PARAMETER)?;
        let direction = match stored {
            Some(Stat::RECEIVED_UNREAD | Stat::RECEIVED_READ) => Direction::ToMobile,
            _ => Direction::ToNetwork,
        };
        let pdu = Pdu::parse_announced(direction, length, octets.as_octets())
            .map_err(|_| INVALID_PDU_PARAMETER)?;
        let is_as_announced = pdu.surplus.is_empty() && pdu.missing == 0;
        if !is_as_announced || pdu.tpdu_len() != length {
            return Err(INVALID_PDU_PARAMETER);
        }
        octets_of(&pdu).map_err(|_| INVALID_PDU_PARAMETER)
    }

    /// A text, with what `+CSMP` says of it.
    fn written(
        &self,
        to: Option<Address>,
        text: &[u8],
        stored: Option<Stat>,
    ) -> Result<Vec<u8>, Answer> {
        let dcs = self.sms.dcs;
        let has_header = self.sms.fo & 0x40 != 0;
        // What the prompt's own line ends are for: a CR is a new line, and a LF behind it is not.
        let data = match (dcs.alphabet(), has_header) {
            (Alphabet::Gsm7(_), false) => {
                let text = self.charset.decode_to_string(text);
                let text = text.replace("\r\n", "\n").replace('\r', "\n");
                UserDataBuf::text(Alphabet::Gsm7(Gsm7::DEFAULT), &HeaderBuf::new(), &text)
                    .map_err(|_| INVALID_TEXT_PARAMETER)?
            }
            _ => {
                let digits: Vec<u8> =
                    text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
                let mut octets = [0; 140];
                let octets =
                    hex::decode(&digits, &mut octets).map_err(|_| INVALID_TEXT_PARAMETER)?;
                UserDataBuf::data(&HeaderBuf::new(), octets).map_err(|_| INVALID_TEXT_PARAMETER)?
            }
        };
        let mut user_data = data.as_user_data();
        if has_header {
            user_data = UserData::new(true, user_data.udl(), user_data.as_octets());
        }
        let fo = self.sms.fo;
        let submit = Submit {
            reject_duplicates: fo & 0x04 != 0,
            reply_path: fo & 0x80 != 0,
            status_report_request: fo & 0x20 != 0,
            message_reference: 0,
            destination_address: to.unwrap_or(Address::EMPTY),
            pid: self.sms.pid,
            dcs,
            validity_period: (fo & 0x18 == 0x10).then_some(ValidityPeriod::Relative(self.sms.vp)),
            user_data,
        };
        let pdu = match stored {
            Some(Stat::RECEIVED_UNREAD | Stat::RECEIVED_READ) => {
                let from = to.unwrap_or(Address::EMPTY);
                let tpdu = self.as_received(&submit, from);
                Pdu { smsc: self.service_centre(), ..Pdu::new(tpdu) }
            }
            _ => Pdu::new(submit),
        };
        octets_of(&pdu).map_err(|_| INVALID_TEXT_PARAMETER)
    }

    fn send_stored(&mut self, index: u16, to: Option<Address>, reply: &mut Reply<'_>) -> Done {
        self.check_network()?;
        let memory = self.sms.memories[1];
        let stored = self.sms.storages.get(memory, index).ok_or(INVALID_INDEX)?;
        let mut octets = stored.octets.clone();
        if let Some(to) = to {
            let pdu = stored.pdu().ok_or(INVALID_INDEX)?;
            let Tpdu::Submit(submit) = pdu.tpdu else { return Err(INVALID_INDEX) };
            let pdu =
                Pdu { smsc: pdu.smsc, ..Pdu::new(Submit { destination_address: to, ..submit }) };
            octets = octets_of(&pdu).map_err(|_| INVALID_TEXT_PARAMETER)?;
        }
        if stored.direction() != Direction::ToNetwork {
            return Err(CmsError::OPERATION_NOT_ALLOWED.into());
        }
        let reference = self.send_message(&octets)?;
        if let Some(stored) = self.sms.storages.get(memory, index) {
            stored.stat = Stat::STORED_SENT;
        }
        reply.line(format_args!("+CMSS: {reference}"));
        Ok(Answer::Ok)
    }

    /// Sends a message, and gives its reference.
    fn send_message(&mut self, octets: &[u8]) -> Result<u8, Answer> {
        let pdu = Pdu::parse(Direction::ToNetwork, octets).map_err(|_| INVALID_PDU_PARAMETER)?;
        let submit = match pdu.tpdu {
            Tpdu::Submit(submit) if !submit.destination_address.is_empty() => submit,
            Tpdu::Submit(_) => return Err(CmsError::INVALID_SME_ADDRESS.into()),
            Tpdu::Command(_) => return Err(CmsError::COMMAND_UNSUPPORTED.into()),
            _ => return Err(INVALID_PDU_PARAMETER),
        };
        let reference = self.sms.reference;
        self.sms.reference = reference.wrapping_add(1);
        self.tell_sent(&submit, reference);
        let to = submit.destination_address.to_string();
        if is_same(&to, &self.config.number)
            && let Ok(from) = Address::new(&self.config.number)
        {
            let tpdu = self.as_received(&submit, from);
            let pdu = Pdu { smsc: self.service_centre(), ..Pdu::new(tpdu) };
            if let Ok(octets) = octets_of(&pdu) {
                self.on_air(self.config.network_time, Task::Arrive(octets));
            }
        }
        if submit.status_report_request {
            let time = self.timestamp();
            let report = StatusReport {
                more_messages: false,
                loop_prevention: false,
                is_for_command: false,
                message_reference: reference,
                recipient_address: submit.destination_address,
                scts: time,
                discharge_time: time,
                status: Status(0),
                parameters: ReportParameters::NONE,
            };
            let pdu = Pdu { smsc: self.service_centre(), ..Pdu::new(report) };
            if let Ok(octets) = octets_of(&pdu) {
                self.on_air(self.config.network_time, Task::Arrive(octets));
            }
        }
        Ok(reference)
    }

    fn as_received<'a>(&self, submit: &Submit<'a>, from: Address) -> Deliver<'a> {
        Deliver {
            more_messages: false,
            loop_prevention: false,
            reply_path: submit.reply_path,
            status_report_indication: false,
            originating_address: from,
            pid: submit.pid,
            dcs: submit.dcs,
            scts: self.timestamp(),
            user_data: submit.user_data,
        }
    }

    fn tell_sent(&mut self, submit: &Submit<'_>, reference: u8) {
        let to = submit.destination_address.to_string();
        let mut fields = Fields::new();
        fields.insert("to".into(), json!(to));
        fields.insert("reference".into(), json!(reference));
        let shown = super::printing::content(submit.text(), &submit.user_data, &mut fields);
        let mut words = format!("to {to}: {shown}");
        if let Some(part) = submit.concatenation() {
            let (part, parts) = (part.sequence, part.total);
            fields.insert("part".into(), json!(part));
            fields.insert("parts".into(), json!(parts));
            words += &format!(" (part {part} of {parts})");
        }
        fields.insert("report".into(), json!(submit.status_report_request));
        self.notice("sms-sent", words, fields);
    }
}

/// The length of a TPDU.
const fn length(length: u16) -> Result<usize, Answer> {
    match length {
        1..=255 => Ok(length as usize),
        _ => Err(INVALID_PDU_PARAMETER),
    }
}
