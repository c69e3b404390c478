//! Short messages as the fields of JSON objects.

use cellwire_at::charset::{Alphabet, Charset, hex};
use cellwire_at::params::Params;
use cellwire_at::pdu::{
    Address, Dcs, Direction, Pdu, Ports, ReportParameters, Text, Timestamp, Tpdu, UserData,
    ValidityPeriod,
};
use cellwire_at::sms::Behind;
use cellwire_at::{CommandLine, Line};
use serde_json::{Value, json};

use super::{Texts, params, put_bytes};
use crate::frames::{Fields, set};
use crate::text;

/// What a PDU says that stands behind a line, or that was sent behind a prompt.
///
/// # Errors
///
/// It is no PDU, and why.
pub fn pdu(
    digits: &[u8],
    direction: Option<Direction>,
    length: Option<usize>,
) -> Result<Fields, String> {
    let mut octets = vec![0; digits.len() / 2 + 1];
    let octets = hex::decode(digits, &mut octets).map_err(|error| error.to_string())?;
    let parse = |direction| match length {
        Some(length) => Pdu::parse_announced(direction, length, octets),
        None => Pdu::parse(direction, octets),
    };
    let parsed = match direction {
        Some(direction) => parse(direction),
        // Where the status is not said, most are received.
        None => parse(Direction::ToMobile)
            .or_else(|error| parse(Direction::ToNetwork).map_err(|_| error)),
    };
    let pdu = parsed.map_err(|error| error.to_string())?;
    let mut fields = Fields::new();
    set!(fields, "tpdu": pdu.tpdu.name(), "smsc": pdu.smsc.map(|smsc| smsc.to_string()));
    tpdu(&mut fields, &pdu.tpdu);
    if !pdu.surplus.is_empty() {
        set!(fields, "surplus": text::hex(pdu.surplus));
    }
    if pdu.missing > 0 {
        set!(fields, "missing": pdu.missing);
    }
    let wanted = length.filter(|length| *length != octets.len() - smsc_len(octets, &pdu));
    if let Some(length) = wanted {
        set!(fields, "announced_length": length);
    }
    Ok(fields)
}

/// How many octets the service centre takes.
fn smsc_len(octets: &[u8], pdu: &Pdu<'_>) -> usize {
    let len = octets.first().map_or(0, |len| 1 + usize::from(*len));
    match pdu.smsc {
        None if len > 1 => 0,
        _ => len.min(octets.len()),
    }
}

fn tpdu(fields: &mut Fields, tpdu: &Tpdu<'_>) {
    match tpdu {
        Tpdu::Deliver(deliver) => {
            set!(fields, "originating_address": address(&deliver.originating_address),
                "scts": time(deliver.scts), "pid": deliver.pid.0, "dcs": deliver.dcs.0,
                "more_messages": deliver.more_messages,
                "status_report_indication": deliver.status_report_indication,
                "reply_path": deliver.reply_path);
            user_data(fields, &deliver.user_data, deliver.dcs);
        }
        Tpdu::Submit(submit) => {
            set!(fields, "destination_address": address(&submit.destination_address),
                "message_reference": submit.message_reference,
                "pid": submit.pid.0, "dcs": submit.dcs.0,
                "validity_period": submit.validity_period.map(validity),
                "status_report_request": submit.status_report_request,
                "reject_duplicates": submit.reject_duplicates,
                "reply_path": submit.reply_path);
            user_data(fields, &submit.user_data, submit.dcs);
        }
        Tpdu::StatusReport(report) => {
            set!(fields, "message_reference": report.message_reference,
                "recipient_address": address(&report.recipient_address),
                "scts": time(report.scts), "discharge_time": time(report.discharge_time),
                "status": report.status.0, "meaning": report.status.name());
            parameters(fields, &report.parameters);
        }
        Tpdu::SubmitReport(report) => {
            set!(fields, "scts": time(report.scts));
            if let Some(cause) = report.failure_cause {
                set!(fields, "failure_cause": cause.0, "meaning": cause.name());
            }
            parameters(fields, &report.parameters);
        }
        Tpdu::DeliverReport(report) => {
            if let Some(cause) = report.failure_cause {
                set!(fields, "failure_cause": cause.0, "meaning": cause.name());
            }
            parameters(fields, &report.parameters);
        }
        Tpdu::Command(command) => set!(fields,
            "message_reference": command.message_reference, "pid": command.pid.0,
            "command_type": command.command_type.0, "meaning": command.command_type.name(),
            "message_number": command.message_number,
            "destination_address": address(&command.destination_address),
            "command_data": text::hex(command.command_data.data())),
    }
}

fn address(address: &Address) -> String {
    address.to_string()
}

/// As RFC 3339 has it, or as it stands on the wire if it is no time.
fn time(time: Timestamp) -> String {
    match time.date_time() {
        Some(_) => time.to_string(),
        None => text::hex(&time.to_wire()),
    }
}

fn validity(period: ValidityPeriod) -> Value {
    match (period, period.duration()) {
        (_, Some(duration)) => json!({ "seconds": duration.as_secs() }),
        (ValidityPeriod::Absolute(until), None) => json!({ "until": time(until) }),
        (other, None) => format!("{other:?}").into(),
    }
}

fn parameters(fields: &mut Fields, parameters: &ReportParameters<'_>) {
    if let Some(pid) = parameters.pid {
        set!(fields, "pid": pid.0);
    }
    if let Some(dcs) = parameters.dcs {
        set!(fields, "dcs": dcs.0);
    }
    if let Some(data) = parameters.user_data {
        user_data(fields, &data, parameters.dcs.unwrap_or(Dcs::GSM7));
    }
}

fn user_data(fields: &mut Fields, data: &UserData<'_>, dcs: Dcs) {
    let alphabet = match data.alphabet(dcs) {
        Alphabet::Gsm7(_) => "GSM 7-bit",
        Alphabet::Ucs2 => "UCS2",
        _ => "8-bit",
    };
    set!(fields, "alphabet": alphabet);
    if let Some(part) = data.concatenation() {
        let reference = match part.reference {
            cellwire_at::pdu::Reference::Short(reference) => u16::from(reference),
            cellwire_at::pdu::Reference::Long(reference) => reference,
        };
        let (total, sequence) = (part.total, part.sequence);
        set!(fields, "concatenation":
            json!({ "reference": reference, "total": total, "sequence": sequence }));
    }
    if let Some(ports) = data.header().ports() {
        let (destination, source) = match ports {
            Ports::Short { destination, source } => (destination.into(), source.into()),
            Ports::Long { destination, source } => (destination, source),
        };
        set!(fields, "ports": json!({ "destination": destination, "source": source }));
    }
    match data.text(dcs) {
        Some(text) => set!(fields, "text": chars(&text)),
        None => set!(fields, "data": text::hex(data.data())),
    }
}

fn chars(text: &Text<'_>) -> String {
    text.chars().collect()
}

/// Which way a message went whose header is this line, as far as that is said, and how long it is.
pub fn announced(line: Line<'_>) -> (Option<Direction>, Option<usize>) {
    let length = match Behind::of(line) {
        Behind::Pdu { length } => Some(usize::from(length)),
        _ => None,
    };
    let Some((_, mut fields)) = Params::split(line.as_bytes()) else { return (None, length) };
    if line.is("+CMT") || line.is("+CDS") || line.is("+CBM") {
        return (Some(Direction::ToMobile), length);
    }
    if line.is("+CMGL") {
        fields.skip();
    }
    let stat = (fields.count() > 1).then(|| fields.opt_u8().ok().flatten()).flatten();
    let direction = match stat {
        Some(0 | 1) => Some(Direction::ToMobile),
        Some(2 | 3) => Some(Direction::ToNetwork),
        _ => None,
    };
    (direction, length)
}

/// A line of a message: the fields of its PDU, or its text.
pub fn behind(header: Line<'_>, line: &[u8], texts: Texts) -> Fields {
    let mut fields = Fields::new();
    let (direction, length) = announced(header);
    if length.is_none() {
        let decoded = texts.text(line).filter(|_| !has_header(line));
        set!(fields, "text": decoded.unwrap_or_else(|| text::lossless(line)));
        return fields;
    }
    match pdu(line, direction, length) {
        Ok(pdu) => pdu,
        Err(error) => {
            set!(fields, "pdu": text::lossless(line), "error": error);
            fields
        }
    }
}

/// Whether a message seems to begin with a user data header, that of a part or of a port. Then the modem
/// gives its octets as digits, whatever the character set.
fn has_header(digits: &[u8]) -> bool {
    ["050003", "060804", "0B0504"].iter().any(|header| digits.starts_with(header.as_bytes()))
}

/// The PDU that stands on the line of its header, of some modems.
pub fn on_line(fields: &mut Fields, line: Line<'_>) {
    let Some(Value::String(digits)) = fields.get("pdu") else { return };
    let (direction, _) = announced(line);
    let length = fields.get("length").and_then(Value::as_u64).map(|length| length as usize);
    match pdu(digits.as_bytes(), direction, length) {
        Ok(pdu) => fields.extend(pdu),
        Err(error) => set!(fields, "error": error),
    }
}

/// What was sent behind the prompt of a command: a short message, if it is one that sends one. In text mode
/// the command has said to whom, in PDU mode how long it is.
pub fn sent(line: &[u8], bytes: &[u8], texts: Texts) -> Fields {
    let commands = line.get(2..).unwrap_or_default();
    let request = CommandLine::new(commands).filter_map(Result::ok).last();
    let request =
        request.filter(|request| matches!(request.name.as_str(), "+CMGS" | "+CMGW" | "+CNMA"));
    let mut fields = Fields::new();
    let Some(request) = request else {
        put_bytes(&mut fields, bytes);
        return fields;
    };
    let digits = bytes.trim_ascii();
    let is_pdu = !request.params.as_bytes().trim_ascii_start().starts_with(b"\"");
    if is_pdu
        && digits.len() >= 4
        && hex::check(digits).is_ok()
        && let Ok(fields) = pdu(digits, Some(Direction::ToNetwork), None)
    {
        return fields;
    }
    match texts.text(bytes) {
        Some(text) => set!(fields, "text": text),
        None => put_bytes(&mut fields, bytes),
    }
    fields
}

/// A string of USSD as text, if it is one.
pub fn ussd(line: Line<'_>, texts: Texts) -> Option<String> {
    use cellwire_at::command::Information;
    use cellwire_at::ussd::cusd::Indication;

    let string = Indication::parse(line).ok()?;
    let raw = params::text(string.str?);
    let charset = texts.charset().unwrap_or_else(|| guess(&raw));
    let mut buffer = vec![0; 4 * raw.len() + 64];
    string
        .decode_into(charset, string.guess(charset), &mut buffer)
        .ok()
        .map(str::to_owned)
        .filter(|text| *text != raw)
}

/// How a string seems to be written: units of UCS2 begin with zeros where the text is a western one.
fn guess(raw: &str) -> Charset<'static> {
    let mut units = raw.as_bytes().chunks(4);
    let is_ucs2 = hex::check(raw.as_bytes()).is_ok()
        && units.all(|unit| unit.len() == 4 && unit.starts_with(b"00"));
    match (is_ucs2, raw.is_ascii()) {
        (true, _) => Charset::Ucs2,
        (_, true) => Charset::Ira,
        _ => Charset::Utf8,
    }
}
