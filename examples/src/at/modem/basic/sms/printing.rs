//! How messages are printed.

use cellwire_at::charset::Alphabet;
use cellwire_at::modem::Reply;
use cellwire_at::pdu::{
    Address, Dcs, Deliver, Direction, Pdu, StatusReport, Submit, Text, Timestamp, Tpdu, UserData,
    ValidityPeriod,
};
use cellwire_at::sms::Stat;
use cellwire_at::sms::{
    DeliverHeader, PduHeader, ReportHeader, StoredPdu, SubmitHeader, TextStat, Time, Validity, cds,
    cmgl, cmgr, cmt,
};
use serde_json::json;

use super::super::{BasicModem, line_of};
use super::store::Stored;
use crate::frames::Fields;
use crate::text::hex;

/// The text of a message, or its octets, for the user.
pub(super) fn content(text: Option<Text<'_>>, data: &UserData<'_>, fields: &mut Fields) -> String {
    match text {
        Some(text) => {
            let text = text.to_string();
            fields.insert("text".into(), json!(text));
            format!("{text:?}")
        }
        None => {
            let data = hex(data.data());
            fields.insert("data".into(), json!(data));
            data
        }
    }
}

/// How a message is named in text mode.
const fn text_stat(stat: Stat) -> TextStat<'static> {
    match stat {
        Stat::RECEIVED_UNREAD => TextStat::ReceivedUnread,
        Stat::RECEIVED_READ => TextStat::ReceivedRead,
        Stat::STORED_UNSENT => TextStat::StoredUnsent,
        _ => TextStat::StoredSent,
    }
}

fn digits(octets: &[u8]) -> Vec<u8> {
    hex(octets).to_ascii_uppercase().into_bytes()
}

/// How many octets there are without those of the service centre.
fn tpdu_len(octets: &[u8]) -> u16 {
    let service_centre = octets.first().map_or(0, |len| 1 + usize::from(*len));
    octets.len().saturating_sub(service_centre) as u16
}

/// The first octet of a TPDU, which stands behind the service centre.
fn first_octet(octets: &[u8]) -> u8 {
    let service_centre = octets.first().map_or(0, |len| 1 + usize::from(*len));
    octets.get(service_centre).copied().unwrap_or_default()
}

fn time<'a>(timestamp: Timestamp) -> Option<Time<'a>> {
    timestamp.date_time().map(Time::DateTime)
}

impl BasicModem {
    /// Prints a stored message, as `+CMGR` does, or with its index as `+CMGL` does.
    pub(super) fn print(&self, index: Option<u16>, stored: &Stored, reply: &mut Reply<'_>) {
        if self.is_text_mode() {
            return self.print_text(index, stored, reply);
        }
        let header = PduHeader { length: tpdu_len(&stored.octets), ..PduHeader::default() };
        let pdu = StoredPdu { stat: Some(stored.stat), header };
        match index {
            Some(index) => {
                reply.information(&cmgl::Answer { index, message: cmgl::Message::Pdu(pdu) });
            }
            None => reply.information(&cmgr::Answer::Pdu(pdu)),
        }
        reply.bytes(&digits(&stored.octets));
    }

    fn print_text(&self, index: Option<u16>, stored: &Stored, reply: &mut Reply<'_>) {
        let Some(pdu) = stored.pdu() else { return };
        let stat = text_stat(stored.stat);
        let shows = self.settings.get("+CSDH", 0) == 1;
        match (pdu.tpdu, index) {
            (Tpdu::Deliver(deliver), None) => {
                let texts = self.deliver_texts(pdu.smsc, &deliver, &stored.octets);
                let header = self.deliver_header(&deliver, &texts, shows);
                reply.information(&cmgr::Answer::Text(stat, cmgr::Content::Deliver(header)));
                texts.print(reply);
            }
            (Tpdu::Submit(submit), None) => {
                let texts = self.submit_texts(pdu.smsc, &submit, &stored.octets);
                let header = self.submit_header(&submit, &texts, shows);
                reply.information(&cmgr::Answer::Text(stat, cmgr::Content::Submit(header)));
                texts.print(reply);
            }
            (Tpdu::StatusReport(report), None) => {
                let number = self.encoded(&report.recipient_address.to_string());
                let header = report_header(&report, &number);
                reply.information(&cmgr::Answer::Text(stat, cmgr::Content::Report(header)));
            }
            (Tpdu::Deliver(deliver), Some(index)) => {
                let texts = self.deliver_texts(pdu.smsc, &deliver, &stored.octets);
                let scts = time(deliver.scts);
                let toa = deliver.originating_address.type_of_address();
                let header = cmgl::Header {
                    address: Some(texts.number.as_slice().into()),
                    alpha: None,
                    scts,
                    address_type: shows.then_some(toa),
                    length: shows.then_some(texts.length),
                };
                let content = cmgl::Content::Message(header);
                let message = cmgl::Message::Text(stat, content);
                reply.information(&cmgl::Answer { index, message });
                texts.print(reply);
            }
            (Tpdu::Submit(submit), Some(index)) => {
                let texts = self.submit_texts(pdu.smsc, &submit, &stored.octets);
                let toa = submit.destination_address.type_of_address();
                let header = cmgl::Header {
                    address: Some(texts.number.as_slice().into()),
                    alpha: None,
                    scts: None,
                    address_type: shows.then_some(toa),
                    length: shows.then_some(texts.length),
                };
                let content = cmgl::Content::Message(header);
                let message = cmgl::Message::Text(stat, content);
                reply.information(&cmgl::Answer { index, message });
                texts.print(reply);
            }
            (Tpdu::StatusReport(report), Some(index)) => {
                let number = self.encoded(&report.recipient_address.to_string());
                let content = cmgl::Content::Report(report_header(&report, &number));
                let message = cmgl::Message::Text(stat, content);
                reply.information(&cmgl::Answer { index, message });
            }
            _ => {}
        }
    }

    /// The lines that bring a message to the host.
    pub(super) fn indication(&self, octets: &[u8]) -> Option<Vec<Vec<u8>>> {
        let pdu = Pdu::parse(Direction::ToMobile, octets).ok()?;
        let header = PduHeader { length: tpdu_len(octets), ..PduHeader::default() };
        Some(match (pdu.tpdu, self.is_text_mode()) {
            (Tpdu::Deliver(_), false) => {
                vec![line_of(&cmt::Indication::Pdu(header)), digits(octets)]
            }
            (Tpdu::StatusReport(_), false) => {
                vec![line_of(&cds::Indication::Pdu(header)), digits(octets)]
            }
            (Tpdu::Deliver(deliver), true) => {
                let texts = self.deliver_texts(pdu.smsc, &deliver, octets);
                let shows = self.settings.get("+CSDH", 0) == 1;
                let header = self.deliver_header(&deliver, &texts, shows);
                let mut lines = vec![line_of(&cmt::Indication::Text(header))];
                lines.extend(texts.lines().map(<[u8]>::to_vec));
                lines
            }
            (Tpdu::StatusReport(report), true) => {
                let number = self.encoded(&report.recipient_address.to_string());
                vec![line_of(&cds::Indication::Text(report_header(&report, &number)))]
            }
            _ => return None,
        })
    }

    fn deliver_texts(&self, smsc: Option<Address>, deliver: &Deliver<'_>, octets: &[u8]) -> Texts {
        let from = deliver.originating_address;
        let texts = self.texts(from, smsc, deliver.dcs, deliver.text(), &deliver.user_data);
        Texts { fo: first_octet(octets), ..texts }
    }

    fn submit_texts(&self, smsc: Option<Address>, submit: &Submit<'_>, octets: &[u8]) -> Texts {
        let to = submit.destination_address;
        let texts = self.texts(to, smsc, submit.dcs, submit.text(), &submit.user_data);
        Texts { fo: first_octet(octets), ..texts }
    }

    /// In text mode, what is not of the default alphabet, or has a header, stands there as octets.
    fn texts(
        &self,
        address: Address,
        smsc: Option<Address>,
        dcs: Dcs,
        text: Option<Text<'_>>,
        data: &UserData<'_>,
    ) -> Texts {
        let text = text.map(|text| text.to_string());
        let is_plain = matches!(dcs.alphabet(), Alphabet::Gsm7(_)) && !data.has_header();
        let (body, length) = match text {
            Some(text) if is_plain => (self.encoded(&text), u16::from(data.udl())),
            _ => {
                let octets = data.as_octets();
                (digits(octets), octets.len() as u16)
            }
        };
        let smsc = smsc.or_else(|| self.service_centre());
        Texts {
            number: self.encoded(&address.to_string()),
            smsc: smsc.map(|smsc| (self.encoded(&smsc.to_string()), smsc)),
            body,
            length,
            fo: 0,
        }
    }

    fn deliver_header<'a>(
        &self,
        deliver: &Deliver<'_>,
        texts: &'a Texts,
        shows: bool,
    ) -> DeliverHeader<'a> {
        let short = DeliverHeader {
            oa: Some(texts.number.as_slice().into()),
            scts: time(deliver.scts),
            ..DeliverHeader::default()
        };
        if !shows {
            return short;
        }
        DeliverHeader {
            tooa: Some(deliver.originating_address.type_of_address()),
            fo: Some(texts.fo),
            pid: Some(deliver.pid),
            dcs: Some(deliver.dcs),
            sca: texts.smsc.as_ref().map(|(text, _)| text.as_slice().into()),
            tosca: texts.smsc.as_ref().map(|(_, smsc)| smsc.type_of_address()),
            length: Some(texts.length),
            ..short
        }
    }

    fn submit_header<'a>(
        &self,
        submit: &Submit<'_>,
        texts: &'a Texts,
        shows: bool,
    ) -> SubmitHeader<'a> {
        let short =
            SubmitHeader { da: Some(texts.number.as_slice().into()), ..SubmitHeader::default() };
        if !shows {
            return short;
        }
        let vp = match submit.validity_period {
            Some(ValidityPeriod::Relative(octet)) => Some(Validity::Relative(octet)),
            Some(ValidityPeriod::Absolute(until)) => time(until).map(Validity::Until),
            _ => None,
        };
        SubmitHeader {
            toda: Some(submit.destination_address.type_of_address()),
            fo: Some(texts.fo),
            pid: Some(submit.pid),
            dcs: Some(submit.dcs),
            vp,
            sca: texts.smsc.as_ref().map(|(text, _)| text.as_slice().into()),
            tosca: texts.smsc.as_ref().map(|(_, smsc)| smsc.type_of_address()),
            length: Some(texts.length),
            ..short
        }
    }
}

fn report_header<'a>(report: &StatusReport<'_>, number: &'a [u8]) -> ReportHeader<'a> {
    ReportHeader {
        // An SMS-STATUS-REPORT after which nothing more comes.
        fo: 6,
        mr: report.message_reference,
        ra: Some(number.into()),
        tora: Some(report.recipient_address.type_of_address()),
        scts: time(report.scts),
        dt: time(report.discharge_time),
        st: Some(report.status),
    }
}

/// What stands in a message, in the character set of the host.
struct Texts {
    number: Vec<u8>,
    smsc: Option<(Vec<u8>, Address)>,
    body: Vec<u8>,
    length: u16,
    fo: u8,
}

impl Texts {
    /// The lines of the text.
    fn lines(&self) -> impl Iterator<Item = &[u8]> {
        self.body.split(|byte| matches!(byte, b'\r' | b'\n'))
    }

    fn print(&self, reply: &mut Reply<'_>) {
        self.lines().for_each(|line| reply.bytes(line));
    }
}
