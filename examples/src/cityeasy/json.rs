//! Messages and reports as JSON, by the names that `decode` documents.

use cellwire_cityeasy::message::{
    AddressQuery, BlackBox, BodyError, Flag, Phone, PhoneList, PositionHint, ServerAddress,
};
use cellwire_cityeasy::report::{
    Alarm, Cell, Cells, Field, Input, Layout, Report, ReportText, State, Validity,
};
use cellwire_cityeasy::{CrcKind, Downlink, Frame, Uplink};
use serde_json::{Value, json};

use crate::frames::{Fields, set};
use crate::text::{hex, lossless};

/// What a frame says of itself: the tracker, the command, and which checksum it has.
pub fn header(frame: &Frame<'_>) -> Fields {
    let mut object = Fields::new();
    set!(object, "id": frame.id().as_text().as_str());
    if frame.id().check().is_err() {
        set!(object, "id_hex": hex(&frame.id().to_wire()));
    }
    set!(
        object,
        "command": format!("{:#06x}", frame.command().0),
        "crc": frame.crc().map(CrcKind::name),
    );
    object
}

/// The fields of what a tracker sends.
pub fn uplink(message: &Uplink<'_>) -> Fields {
    let mut object = Fields::new();
    match message {
        Uplink::Heartbeat | Uplink::GetIp => {}
        Uplink::Login { data: [] } => {}
        Uplink::Login { data } | Uplink::Raw { data, .. } => set!(object, "data_hex": hex(data)),
        Uplink::SetIntervalReply { flag, interval } => {
            object = with_flag(*flag);
            set!(object, "interval": interval);
        }
        Uplink::SetAuthorizedPhoneReply(flag)
        | Uplink::SetWiretapPhoneReply(flag)
        | Uplink::SendSmsReply(flag) => object = with_flag(*flag),
        Uplink::AuthorizedPhones(phones) => object = phone_list(phones),
        Uplink::Location(text) => object = report(*text, None),
        Uplink::Alarm { alarm, report: text } => object = report(*text, Some(*alarm)),
        Uplink::BlackBox(records) => object = black_box(records),
        Uplink::GetAddress(query) => object = address_query(query),
        other => set!(object, "debug": format!("{other:?}")),
    }
    object
}

/// The fields of what a server sends.
pub fn downlink(message: &Downlink<'_>) -> Fields {
    let mut object = Fields::new();
    match message {
        Downlink::HeartbeatReply(flag)
        | Downlink::LoginReply(flag)
        | Downlink::BlackBoxReply(flag) => object = with_flag(*flag),
        Downlink::Ip(address) => object = server_address(address),
        Downlink::RequestLocation => {}
        Downlink::SetInterval(interval) => set!(object, "interval": interval),
        Downlink::SetAuthorizedPhone { button, sms, call } => {
            set!(object, "button": button.0, "sms_phone": phone(sms), "call_phone": phone(call));
        }
        Downlink::SetWiretapPhone(number) => set!(object, "phone": phone(number)),
        Downlink::ReadAuthorizedPhone(button) => set!(object, "button": button.0),
        Downlink::SendSms { phone: number, text } | Downlink::Address { phone: number, text } => {
            set!(object, "phone": phone(number), "text": text.to_string());
        }
        Downlink::Raw { data, .. } => set!(object, "data_hex": hex(data)),
        other => set!(object, "debug": format!("{other:?}")),
    }
    object
}

/// The fields of a frame whose data does not fit its command.
pub fn unreadable(data: &[u8], error: &BodyError) -> Fields {
    let mut object = Fields::new();
    set!(object, "error": error.to_string(), "data_hex": hex(data));
    object
}

/// The fields of a report; `alarm` is one that stands in front of it.
pub fn report(text: ReportText<'_>, alarm: Option<Alarm>) -> Fields {
    let report = text.parse();
    let mut object = Fields::new();
    set!(object, "layout": layout(report.layout));
    position(&report, &mut object);
    cells(report.cells, &mut object);
    let inputs = report.state.filter(|_| report.layout != Layout::Meiligao).map(inputs);
    let reported = report.alarm;
    let shown = alarm.or(reported);
    set!(
        object,
        "state": report.state.map(|state| state.0),
        "inputs": inputs,
        "alarm": shown.map(|alarm| alarm.0),
        "alarm_name": shown.and_then(Alarm::name),
    );
    if let (Some(_), Some(reported)) = (alarm, reported) {
        set!(object, "report_alarm": reported.0);
    }
    set!(
        object,
        "battery_percent": report.battery_percent,
        "signal_percent": report.signal_percent,
    );
    if report.layout == Layout::Meiligao {
        set!(
            object,
            "analog": report.meiligao.analog.map(lossless),
            "csq": report.meiligao.csq,
            "journey_m": report.meiligao.journey_metres,
        );
    }
    // Behind the comma that ends the date. The protocol has another one there, and no more.
    let tail = report.rmc_tail.get(1..).unwrap_or_default();
    if tail.iter().any(|byte| *byte != b',') {
        set!(object, "rmc_tail": lossless(tail));
    }
    if let Some(surplus) = report.surplus {
        set!(object, "surplus": lossless(surplus));
    }
    if !report.quirks.is_empty() {
        let fields: Vec<_> = report.quirks.iter().map(Field::name).collect();
        set!(object, "quirks": fields, "raw": lossless(text.as_bytes().unwrap_or_default()));
    }
    object
}

const fn layout(layout: Layout) -> &'static str {
    match layout {
        Layout::CityEasy => "cityeasy",
        Layout::Bracelet => "bracelet",
        Layout::Meiligao => "meiligao",
        _ => "unknown",
    }
}

/// Time, position and movement.
fn position(report: &Report<'_>, object: &mut Fields) {
    set!(object, "time": report.utc().map(|utc| utc.to_string()));
    match (report.date, report.time) {
        (None, Some(time)) => set!(object, "time_of_day": time.to_string()),
        (Some(date), None) => set!(object, "date": date.to_string()),
        _ => {}
    }
    let valid = match report.validity {
        Some(Validity::VALID) => Some(true),
        Some(Validity::INVALID) => Some(false),
        _ => None,
    };
    set!(
        object,
        "valid": valid,
        "latitude": report.latitude().map(degrees),
        "longitude": report.longitude().map(degrees),
        "speed_knots": report.speed_knots(),
        "course_deg": report.course_degrees(),
        "hdop": report.hdop(),
        "altitude_m": report.altitude_metres(),
    );
}

/// As many decimals as the wire carries: its last digit is 1.7e-7 degrees.
fn degrees(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}

fn cells(cells: Cells<'_>, object: &mut Fields) {
    set!(object, "cell": cells.serving().map(cell));
    if let Cells::List(list) = cells {
        let heard: Vec<_> = list
            .iter()
            .map(|cell| {
                json!({
                    "cid": cell.cid,
                    "lac": cell.lac,
                    "mnc": list.mnc(),
                    "mcc": list.mcc(),
                    "rssi": cell.rssi,
                })
            })
            .collect();
        set!(object, "cells": heard);
    }
}

fn cell(cell: Cell) -> Value {
    json!({ "cid": cell.cid, "lac": cell.lac, "mnc": cell.mnc.to_string(), "mcc": cell.mcc })
}

fn inputs(state: State) -> Fields {
    Input::ALL.iter().map(|input| (input.name().into(), state.is_active(*input).into())).collect()
}

fn with_flag(flag: Flag) -> Fields {
    let mut object = Fields::new();
    set!(object, "flag": flag.0);
    object
}

fn phone(phone: &Phone) -> String {
    lossless(phone.as_bytes())
}

fn phone_list(phones: &PhoneList<'_>) -> Fields {
    let mut object = Fields::new();
    if let Some(button) = phones.button() {
        set!(object, "button": button.0);
    }
    let pairs: Vec<_> = phones.pairs().map(|pair| [phone(&pair.sms), phone(&pair.call)]).collect();
    set!(object, "pairs": pairs);
    object
}

fn black_box(records: &BlackBox<'_>) -> Fields {
    let records: Vec<_> = records.records().map(|record| report(record, None)).collect();
    let mut object = Fields::new();
    set!(object, "record_count": records.len(), "records": records);
    object
}

fn server_address(address: &ServerAddress<'_>) -> Fields {
    let text = address.to_string();
    // An IPv6 address stands in brackets on the wire.
    let host = text.rsplit_once(':').map_or("", |(host, _)| host);
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let mut object = Fields::new();
    set!(object, "host": host, "port": address.port(), "address": text);
    object
}

fn address_query(query: &AddressQuery<'_>) -> Fields {
    let mut object = Fields::new();
    set!(
        object,
        "phone": phone(&query.phone),
        "body": lossless(query.body),
        "body_hex": hex(query.body),
        "hint": query.reading().map(hint),
    );
    object
}

fn hint(hint: PositionHint<'_>) -> Fields {
    let mut object = Fields::new();
    let (battery, signal) = match hint {
        PositionHint::Gps { report, battery_percent, signal_percent, .. } => {
            set!(object, "type": "gps");
            position(&report.parse(), &mut object);
            (battery_percent, signal_percent)
        }
        PositionHint::Cell { cell: heard, rest, battery_percent, signal_percent, .. } => {
            set!(object, "type": "cell", "cell": cell(heard));
            if !rest.is_empty() {
                set!(object, "rest": lossless(rest));
            }
            (battery_percent, signal_percent)
        }
        other => {
            set!(object, "type": format!("{other:?}"));
            (None, None)
        }
    };
    set!(object, "battery_percent": battery, "signal_percent": signal);
    object
}
