//! Messages and reports in a line for people.

use core::fmt::Write as _;

use cellwire_cityeasy::message::{Flag, Phone, PhoneList};
use cellwire_cityeasy::report::{Alarm, Cell, Field, Report, ReportText};
use cellwire_cityeasy::{Downlink, Uplink};

use crate::text::{hex, lossless};

/// What a tracker says, without the name of the message.
pub fn uplink(message: &Uplink<'_>) -> String {
    match message {
        Uplink::Heartbeat | Uplink::GetIp => String::new(),
        Uplink::Login { data } => hex(data),
        Uplink::SetIntervalReply { flag: done, interval } => {
            let interval = interval.map(|interval| format!(", interval {interval}"));
            format!("{}{}", flag(*done), interval.unwrap_or_default())
        }
        Uplink::SetAuthorizedPhoneReply(done)
        | Uplink::SetWiretapPhoneReply(done)
        | Uplink::SendSmsReply(done) => flag(*done),
        Uplink::AuthorizedPhones(list) => phones(list),
        Uplink::Location(text) => report_text(*text, None),
        Uplink::Alarm { alarm, report } => report_text(*report, Some(*alarm)),
        Uplink::BlackBox(records) => match records.len() {
            1 => "1 record".into(),
            count => format!("{count} records"),
        },
        Uplink::GetAddress(query) => {
            format!("for {} of {}", phone(&query.phone), lossless(query.body))
        }
        Uplink::Raw { command, data } => format!("{:#06x} {}", command.0, hex(data)),
        other => format!("{other:?}"),
    }
}

/// What a server says, without the name of the message.
pub fn downlink(message: &Downlink<'_>) -> String {
    match message {
        Downlink::HeartbeatReply(done)
        | Downlink::LoginReply(done)
        | Downlink::BlackBoxReply(done) => flag(*done),
        Downlink::Ip(address) => address.to_string(),
        Downlink::RequestLocation => String::new(),
        Downlink::SetInterval(0) => "off".into(),
        Downlink::SetInterval(interval) => interval.to_string(),
        Downlink::SetAuthorizedPhone { button, sms, call } => {
            format!("button {} SMS {} call {}", button.0, phone(sms), phone(call))
        }
        Downlink::SetWiretapPhone(number) => phone(number),
        Downlink::ReadAuthorizedPhone(button) => {
            button.name().map_or_else(|| format!("button {}", button.0), Into::into)
        }
        Downlink::SendSms { phone: number, text } | Downlink::Address { phone: number, text } => {
            format!("to {}: {text}", phone(number))
        }
        Downlink::Raw { command, data } => format!("{:#06x} {}", command.0, hex(data)),
        other => format!("{other:?}"),
    }
}

/// A report; `alarm` is one that stands in front of it.
pub fn report_text(text: ReportText<'_>, alarm: Option<Alarm>) -> String {
    let mut report = text.parse();
    report.alarm = alarm.or(report.alarm);
    self::report(&report)
}

/// A report: what it has of time, place, movement and alarm.
pub fn report(report: &Report<'_>) -> String {
    let mut text = match (report.utc(), report.time) {
        (Some(utc), _) => utc.to_string(),
        (None, Some(time)) => time.to_string(),
        (None, None) => "no time".into(),
    };
    // Writing to a string cannot fail.
    let _ = match place(report) {
        Some(place) => write!(text, " {place}"),
        None => match report.cells.serving() {
            Some(cell) => write!(text, " {}", in_cell(cell)),
            None => write!(text, " no position"),
        },
    };
    if !report.is_valid() {
        text.push_str(" (no fix)");
    }
    if let Some(speed) = report.speed_kmh() {
        let _ = write!(text, " {speed:.0} km/h");
    }
    if let Some(course) = report.course_degrees() {
        let _ = write!(text, " {course:.0}°");
    }
    if let Some(battery) = report.battery_percent {
        let _ = write!(text, " battery {battery}%");
    }
    if let Some(alarm) = report.alarm.filter(|alarm| *alarm != Alarm::NONE) {
        let _ = write!(text, " ALARM {}", alarm_name(alarm));
    }
    if !report.quirks.is_empty() {
        let fields: Vec<_> = report.quirks.iter().map(Field::name).collect();
        let _ = write!(text, " (odd: {})", fields.join(", "));
    }
    text
}

/// The position of a report, as people write it.
pub fn place(report: &Report<'_>) -> Option<String> {
    let (latitude, longitude) = (report.latitude()?, report.longitude()?);
    let (north, east) =
        (if latitude < 0.0 { 'S' } else { 'N' }, if longitude < 0.0 { 'W' } else { 'E' });
    Some(format!("{:.5} {north} {:.5} {east}", latitude.abs(), longitude.abs()))
}

/// A cell, as people write it.
pub fn in_cell(cell: Cell) -> String {
    format!("cell {}, area {}, network {}-{}", cell.cid, cell.lac, cell.mcc, cell.mnc)
}

/// The name of an alarm, or its number.
pub fn alarm_name(alarm: Alarm) -> String {
    alarm.name().map_or_else(|| format!("{:#04x}", alarm.0), Into::into)
}

/// Whether something succeeded.
pub fn flag(flag: Flag) -> String {
    flag.name().map_or_else(|| format!("flag {:#04x}", flag.0), Into::into)
}

fn phones(list: &PhoneList<'_>) -> String {
    let pairs: Vec<_> = list
        .pairs()
        .map(|pair| format!("SMS {} call {}", phone(&pair.sms), phone(&pair.call)))
        .collect();
    pairs.join("; ")
}

/// A number, or `-` for none.
pub fn phone(phone: &Phone) -> String {
    if phone.is_empty() { "-".into() } else { phone.to_string() }
}
