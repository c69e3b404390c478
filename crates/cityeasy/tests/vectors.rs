//! Every frame of `fixtures/vectors.json` decodes to its stated meaning.
//!
//! The file holds frames of vendor manuals, public test suites and issue threads, each with its
//! source, and frames made from the protocol's text.

#![expect(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]

use cellwire_cityeasy::message::{PhonePair, Text};
use cellwire_cityeasy::report::{Cells, Layout, Report, ReportText};
use cellwire_cityeasy::{
    Command, CrcKind, CrcPolicy, Direction, Downlink, Frame, FrameDecoder, FrameEncoder, Uplink,
};
use cellwire_codec::test_util::conformance::Conformance;
use cellwire_codec::{Decoded, Decoder, Encoder, Outcome};
use serde_json::Value;

fn vectors() -> Vec<Value> {
    serde_json::from_str(include_str!("fixtures/vectors.json")).unwrap()
}

fn bytes(vector: &Value) -> Vec<u8> {
    let hex = vector["hex"].as_str().unwrap();
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn direction(vector: &Value) -> Direction {
    match vector["direction"].as_str().unwrap() {
        "tracker->server" => Direction::Up,
        _ => Direction::Down,
    }
}

/// The frames of a vector, as they come out under a policy.
fn frames(vector: &Value, crc: CrcPolicy) -> Vec<(Vec<u8>, Option<CrcKind>)> {
    let bytes = bytes(vector);
    let mut decoder = FrameDecoder::new(direction(vector)).with_crc(crc);
    let mut rest = &bytes[..];
    let mut frames = Vec::new();
    while !rest.is_empty() {
        let Decoded { consumed, outcome } = decoder.finish(rest);
        rest = &rest[consumed..];
        if let Outcome::Frame(frame) = outcome {
            frames.push((frame.as_bytes().to_vec(), frame.crc()));
        }
    }
    frames
}

fn with_frame<T>(bytes: &[u8], direction: Direction, read: impl FnOnce(Frame<'_>) -> T) -> T {
    let mut decoder = FrameDecoder::new(direction).with_crc(CrcPolicy::IGNORE);
    match decoder.decode(bytes).outcome {
        Outcome::Frame(frame) => read(frame),
        outcome => panic!("{outcome:?}"),
    }
}

/// What a vector says of checksum and length is what the decoder finds.
#[test]
fn frames_are_accepted_as_stated() {
    let mut accepted = 0;
    for vector in vectors() {
        let source = &vector["source"];
        let strict = frames(&vector, CrcPolicy::STRICT);
        let meaning = &vector["meaning"];
        if let Some(count) = meaning["frames"].as_u64() {
            let any = frames(&vector, CrcPolicy::ANY);
            assert_eq!(any.len() as u64, count, "{source}");
            continue;
        }
        let is_good = vector["crc_ok"] == true && vector["length_ok"] == true;
        assert_eq!(strict.len(), usize::from(is_good), "{source} {meaning}");
        accepted += strict.len();
        let variants = vector["crc_variants_matching"].as_array();
        let name = variants.and_then(|variants| variants.first()).and_then(Value::as_str);
        if let Some(name) = name.filter(|_| vector["length_ok"] == true) {
            let any = frames(&vector, CrcPolicy::ANY);
            let kind = match name {
                "CRC-16/IBM-3740" => CrcKind::Ibm3740,
                "CRC-16/KERMIT" => CrcKind::Kermit,
                "CRC-16/KERMIT byte-swapped" => CrcKind::KermitSwapped,
                "CRC-16/IBM-SDLC (X-25)" => CrcKind::X25,
                other => panic!("{other}"),
            };
            assert_eq!(any.len(), 1, "{source}");
            assert_eq!(any[0].1, Some(kind), "{source}");
        }
        if let Some(reason) = meaning["reject"].as_str() {
            assert_eq!(strict, [], "{reason}");
        }
    }
    assert!(accepted > 80, "only {accepted} frames");
}

#[test]
fn every_vector_obeys_the_laws() {
    for vector in vectors() {
        let direction = direction(&vector);
        for crc in [CrcPolicy::STRICT, CrcPolicy::ANY, CrcPolicy::IGNORE] {
            let make = move || FrameDecoder::new(direction).with_crc(crc);
            Conformance::new(make, |frame: Frame<'_>| frame.as_bytes().to_vec())
                .check(&bytes(&vector))
                .unwrap();
        }
    }
}

#[test]
fn every_message_has_its_stated_meaning() {
    let mut checked = 0;
    for vector in vectors() {
        let meaning = &vector["meaning"];
        if meaning.get("stream").is_some() {
            // It says how many frames there are, and nothing of them.
            continue;
        }
        for (bytes, _) in frames(&vector, CrcPolicy::ANY) {
            with_frame(&bytes, direction(&vector), |frame| {
                if let Some(id) = meaning["id"].as_str() {
                    assert_eq!(frame.id().to_string(), id, "{vector}");
                }
                if let Some(command) = meaning["command"].as_str() {
                    let code = u16::from_str_radix(&command[2..], 16).unwrap();
                    assert_eq!(frame.command(), Command(code), "{vector}");
                }
                match frame.direction() {
                    Direction::Up => check_uplink(&vector, frame),
                    Direction::Down => check_downlink(&vector, frame),
                }
                checked += 1;
            });
        }
    }
    assert!(checked > 90, "only {checked} frames");
}

/// What the vector calls a message; the vendor's examples add the family in brackets.
fn stated_name(meaning: &Value) -> Option<&str> {
    let name = meaning["name"].as_str()?.split(" (").next()?;
    match name {
        "login-confirm" => Some("login-reply"),
        "?" | "dtc" | "obd-a" | "rfid" | "logged-position" => None,
        name => Some(name),
    }
}

fn check_uplink(vector: &Value, frame: Frame<'_>) {
    let meaning = &vector["meaning"];
    let message = frame.uplink().unwrap();
    let name = match (stated_name(meaning), frame.command()) {
        // A vendor's example that is named without its direction.
        (Some("read-authorized-phone"), _) => Some("read-authorized-phone-reply"),
        // Of another family: 0x5001.
        (Some("login"), command) if command != Command::LOGIN => None,
        (name, _) => name,
    };
    if let Some(name) = name {
        assert_eq!(message.name(), name, "{vector}");
    }
    match message {
        Uplink::SetIntervalReply { flag, interval } => {
            assert_eq!(u64::from(flag.0), number(&meaning["flag"]));
            assert_eq!(interval.map(u64::from), Some(number(&meaning["interval"])));
        }
        Uplink::SetAuthorizedPhoneReply(flag)
        | Uplink::SetWiretapPhoneReply(flag)
        | Uplink::SendSmsReply(flag) => {
            assert_eq!(u64::from(flag.0), number(&meaning["flag"]), "{vector}");
        }
        Uplink::AuthorizedPhones(phones) => {
            if let Some(pairs) = meaning["pairs"].as_array() {
                let found: Vec<_> = phones
                    .pairs()
                    .map(|PhonePair { sms, call, .. }| [sms.to_string(), call.to_string()])
                    .collect();
                assert_eq!(serde_json::json!(found), serde_json::json!(pairs), "{vector}");
            }
        }
        Uplink::Location(text) => check_report(meaning, text.parse()),
        Uplink::Alarm { alarm, report } => {
            let stated = meaning["alarm_code"].as_str().unwrap();
            assert_eq!(alarm.0, u8::from_str_radix(&stated[2..], 16).unwrap(), "{vector}");
            check_report(meaning, report.parse());
        }
        Uplink::BlackBox(records) => {
            assert_eq!(records.len() as u64, meaning["records"].as_u64().unwrap());
            for record in records.records() {
                assert!(record.parse().quirks.is_empty(), "{record}");
            }
        }
        _ => {}
    }
    if vector["crc_ok"] == true && Uplink::parse_strict(frame.command(), frame.data()).is_ok() {
        let mut written = Vec::new();
        let id = frame.id();
        let addressed = cellwire_cityeasy::Addressed { id, message };
        FrameEncoder::new().append_to_vec(&addressed, &mut written).unwrap();
        assert_eq!(written, frame.as_bytes(), "{vector}");
    }
}

fn check_downlink(vector: &Value, frame: Frame<'_>) {
    let meaning = &vector["meaning"];
    let message = frame.downlink().unwrap();
    if let Some(name) = stated_name(meaning) {
        assert_eq!(message.name(), name, "{vector}");
    }
    let is_same_text = |text: Text<'_>| assert_eq!(text.to_string(), meaning["text"], "{vector}");
    match message {
        Downlink::HeartbeatReply(flag) | Downlink::BlackBoxReply(flag) => {
            assert_eq!(u64::from(flag.0), number(&meaning["flag"]), "{vector}");
        }
        Downlink::SetInterval(interval) => {
            assert_eq!(u64::from(interval), number(&meaning["interval"]));
        }
        Downlink::SetAuthorizedPhone { button, sms, call } if meaning["button"].is_u64() => {
            assert_eq!(u64::from(button.0), number(&meaning["button"]));
            assert_eq!(sms.to_string(), meaning["sms_phone"]);
            assert_eq!(call.to_string(), meaning["call_phone"]);
        }
        Downlink::SetWiretapPhone(phone) if meaning["phone"].is_string() => {
            assert_eq!(phone.to_string(), meaning["phone"]);
        }
        Downlink::ReadAuthorizedPhone(button) => {
            assert_eq!(u64::from(button.0), number(&meaning["button"]));
        }
        Downlink::SendSms { phone, text } | Downlink::Address { phone, text } => {
            assert_eq!(phone.to_string(), meaning["phone"], "{vector}");
            is_same_text(text);
        }
        _ => {}
    }
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value}"))
}

#[track_caller]
fn check_report(meaning: &Value, report: Report<'_>) {
    let text = format!("{meaning}\n{report:?}");
    let same = |found: Option<f64>, stated: &Value, tolerance: f64| match stated.as_f64() {
        Some(stated) => {
            let found = found.unwrap_or_else(|| panic!("{stated}: {text}"));
            assert!((found - stated).abs() <= tolerance, "{found} is not {stated}: {text}");
        }
        None => assert_eq!(found, None, "{text}"),
    };
    if meaning.get("lat").is_some() {
        same(report.latitude(), &meaning["lat"], 1e-7);
        same(report.longitude(), &meaning["lon"], 1e-7);
        same(report.speed_knots(), &meaning["speed_knots"], 1e-9);
        same(report.course_degrees(), &meaning["course_deg"], 1e-9);
        same(report.hdop(), &meaning["hdop"], 1e-9);
        assert_eq!(Some(report.is_valid()), meaning["valid"].as_bool(), "{text}");
        match meaning["altitude_m"].as_f64() {
            // One device prints garbage there.
            Some(altitude) if altitude.abs() > 1e6 => {
                assert_eq!(report.altitude_millimetres, None);
            }
            _ => same(report.altitude_metres(), &meaning["altitude_m"], 1e-9),
        }
        let utc = report.utc().map(|utc| utc.to_string());
        assert_eq!(utc.as_deref(), meaning["time_utc"].as_str(), "{text}");
    }
    match meaning["layout"].as_str() {
        Some("meiligao") => {
            assert_eq!(report.layout, Layout::Meiligao, "{text}");
            let state = report.state.map(|state| format!("{:04X}", state.0));
            assert_eq!(state.as_deref(), meaning["state"].as_str(), "{text}");
            return;
        }
        Some(_) => assert_eq!(report.layout, Layout::Bracelet, "{text}"),
        None => assert_eq!(report.layout, Layout::CityEasy, "{text}"),
    }
    if let Some(state) = meaning["state"].as_u64() {
        assert_eq!(report.state.map(|state| u64::from(state.0)), Some(state), "{text}");
        assert_eq!(report.alarm.map(|alarm| u64::from(alarm.0)), meaning["alarm"].as_u64());
    }
    if meaning.get("battery_pct").is_some() {
        assert_eq!(report.battery_percent.map(u64::from), meaning["battery_pct"].as_u64());
        assert_eq!(report.signal_percent.map(u64::from), meaning["signal_pct"].as_u64());
    }
    match (&meaning["cell"], report.cells) {
        (Value::Object(stated), Cells::One(cell)) => {
            assert_eq!(stated["cid"], cell.cid, "{text}");
            assert_eq!(stated["lac"], cell.lac, "{text}");
            assert_eq!(stated["mnc"], cell.mnc.to_string(), "{text}");
            assert_eq!(stated["mcc"], cell.mcc, "{text}");
        }
        (Value::Null, Cells::None) if meaning.get("cell").is_some() => {}
        (Value::Null, _) => {}
        (stated, found) => panic!("{stated} is not {found:?}"),
    }
}

/// The report of the second vector from the protocol's text, read and written again.
#[test]
fn a_report_is_written_as_the_protocol_prints_it() {
    let text = b"134829.486,A,1126.6639,S,11133.3299,W,58.31,309.62,110200|7.49|152.6|3571,9763,00,460|0000|00|100|100";
    let report = ReportText::from_wire(text).parse();
    assert_eq!(ReportText::from(&report).to_string().as_bytes(), text);
}
