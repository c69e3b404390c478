//! `decode` gives the stated meaning of each vector that the crates are tested with.

use serde_json::{Map, Value, json};

use crate::run::run;

/// All vectors of a crate, of which there are more than `at_least`, and what `check` finds wrong.
fn check_all(crate_name: &str, at_least: usize, check: fn(&Value) -> Vec<String>) {
    let path = format!(
        "{}/../crates/{crate_name}/tests/fixtures/vectors.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(path).unwrap();
    let vectors: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert!(vectors.len() >= at_least);
    let wrong: Vec<_> = vectors
        .iter()
        .enumerate()
        .filter_map(|(index, vector)| {
            let wrong = check(vector);
            (!wrong.is_empty()).then(|| format!("vector {index}: {}", wrong.join("; ")))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_cityeasy_vector_has_its_meaning() {
    check_all("cityeasy", 100, cityeasy);
}

#[test]
fn each_goip_vector_has_its_meaning() {
    check_all("goip", 130, goip);
}

fn goip(vector: &Value) -> Vec<String> {
    // One that was logged after it was taken apart has no bytes.
    let Some(wire) = vector["wire"].as_str() else { return Vec::new() };
    let meaning = vector["meaning"].as_object().unwrap();
    let kind = meaning["type"].as_str().unwrap();
    // What others cut off before they looked at it.
    let front = match (kind.starts_with("field_list_only"), meaning.contains_key("password")) {
        (false, _) => "",
        (true, false) => "RECEIVE:1;password:x;",
        (true, true) => "RECEIVE:1;",
    };
    let wire = format!("{front}{wire}");
    let from = vector["direction"].as_str().unwrap().split('-').next().unwrap();
    let hex: String = wire.bytes().map(|byte| format!("{byte:02x}")).collect();
    let decode = |more: &[&str]| {
        let args = [&["goip", "--from", from, "--hex"], more].concat();
        run(env!("CARGO_BIN_EXE_decode"), &args, hex.as_bytes())
    };
    let (shown, hidden) = (decode(&["--show-secrets"]), decode(&[]));
    let [frame] = &shown.json()[..] else { return vec![format!("{shown:?}")] };
    let mut wrong = Vec::new();
    let mut is = |what: &str, right: bool| {
        if !right {
            wrong.push(format!("{what} in {frame}"));
        }
    };
    is("code", (shown.code, hidden.code) == (Some(0), Some(0)));
    is("offset", frame["offset"] == 0);
    is("len", frame["len"] == wire.len());
    let odd = frame.get("quirks").is_some_and(Value::is_array);
    match kind {
        "invalid" => is("neither quirk nor fault", odd || frame["kind"] == "fault"),
        "keepalive_ack_malformed" => is(kind, odd && frame["name"] == "keepalive_ack"),
        _ if !front.is_empty() => is(kind, frame["name"] == "receive"),
        _ => is(kind, frame["name"] == kind),
    }
    for (key, value) in meaning {
        if !matches!(&**key, "type" | "why" | "expected") {
            is(&format!("{key} {value}"), frame[key] == *value);
        }
    }
    if let Some(password) = meaning.get("password") {
        // It may be a part of something else.
        let mut masked = frame.clone();
        masked["password"] = "***".into();
        is(&format!("{password} in place of ***"), hidden.json() == [masked]);
    }
    wrong
}

fn cityeasy(vector: &Value) -> Vec<String> {
    let meaning = vector["meaning"].as_object().unwrap();
    let from = vector["direction"].as_str().unwrap().split('-').next().unwrap();
    let strict = meaning.contains_key("reject") || vector["crc_ok"] == json!(true);
    let cousin = vector["crc_variants_matching"].as_array().is_some_and(|kinds| !kinds.is_empty());
    let crc = match (strict, cousin) {
        (true, _) => "strict",
        (false, true) => "any",
        (false, false) => "ignore",
    };
    let args = ["cityeasy", "--from", from, "--hex", "--crc", crc];
    let hex = vector["hex"].as_str().unwrap();
    let ran = run(env!("CARGO_BIN_EXE_decode"), &args, hex.as_bytes());
    if ran.code != Some(0) {
        return vec![format!("{ran:?}")];
    }
    let objects = ran.json();
    let mut wrong = laws(&objects, hex.len() as u64 / 2);
    let frames: Vec<_> = objects.iter().filter(|object| object["kind"] == "frame").collect();
    let expected = match (meaning.get("frames"), vector["length_ok"].as_bool()) {
        (Some(frames), _) => frames.as_u64().unwrap(),
        (None, Some(false)) => 0,
        _ => u64::from(!meaning.contains_key("reject")),
    };
    if frames.len() as u64 != expected {
        wrong.push(format!("{} frames, not {expected}", frames.len()));
    } else if let [frame] = frames[..] {
        for (key, value) in meaning {
            if !agrees(key, value, frame, meaning) {
                wrong.push(format!("{key} {value} in {frame}"));
            }
        }
    }
    wrong
}

/// Entries follow each other, and no two of them are faults side by side.
fn laws(objects: &[Value], len: u64) -> Vec<String> {
    let mut wrong = Vec::new();
    let (mut end, mut fault_end) = (0, None);
    for object in objects {
        let offset = object["offset"].as_u64().unwrap();
        if offset < end || (object["kind"] == "fault" && fault_end == Some(offset)) {
            wrong.push(format!("{object} behind {end}"));
        }
        end = offset + object["len"].as_u64().unwrap();
        fault_end = (object["kind"] == "fault").then_some(end);
    }
    if end > len {
        wrong.push(format!("{end} bytes of {len}"));
    }
    wrong
}

fn agrees(key: &str, meant: &Value, frame: &Value, meaning: &Map<String, Value>) -> bool {
    let hex = |text: &str| u64::from_str_radix(text.trim_start_matches("0x"), 16).ok();
    let text = meant.as_str().unwrap_or_default();
    match key {
        // Names that the source was made with; others are the words of somebody else.
        "name" if !meaning.contains_key("command") => frame["name"] == *meant,
        "name" | "length_field" | "gprmc" | "frames" | "stream" => true,
        "length_actual" => frame["len"] == *meant,
        "byte" => {
            let data = frame["data_hex"].as_str().and_then(hex);
            frame["flag"].as_u64().or(data) == hex(text)
        }
        // Of a message that has fields, they are given in its place.
        "data_hex" => match frame["name"].as_str() {
            Some("raw") => frame["data_hex"] == *meant,
            Some("set-authorized-phone") => {
                (&frame["button"], &frame["sms_phone"]) == (&json!(1), &json!("8888888888"))
            }
            Some("set-wiretap-phone") => frame["phone"] == "8888888888",
            Some("read-authorized-phone-reply") => frame["pairs"] == json!([["8888888888", ""]]),
            _ => false,
        },
        "time_utc" => frame["time"] == *meant,
        "lat" => near(&frame["latitude"], meant),
        "lon" => near(&frame["longitude"], meant),
        "speed_knots" | "course_deg" | "hdop" | "altitude_m" => near(&frame[key], meant),
        "layout" => text.contains(frame["layout"].as_str().unwrap()),
        "state" => frame["state"].as_u64() == meant.as_u64().or_else(|| hex(text)),
        "alarm_code" => frame["alarm"].as_u64() == hex(text),
        "alarm" => frame["alarm"].as_u64() == meant.as_u64().or_else(|| hex(text)),
        "battery_pct" => frame["battery_percent"] == *meant,
        "signal_pct" => frame["signal_percent"] == *meant,
        "records" => frame["record_count"] == *meant,
        "rest" => {
            let (analog, rest) = text.split_once('|').unwrap_or((text, ""));
            let surplus = frame["surplus"].as_str().unwrap_or_default();
            frame["analog"] == analog && rest.ends_with(surplus)
        }
        "cells" => {
            let mut cells = frame["cells"].clone();
            for cell in cells.as_array_mut().unwrap() {
                cell["rssi_raw"] = cell.as_object_mut().unwrap().remove("rssi").unwrap();
            }
            cells == *meant
        }
        _ => frame[key] == *meant,
    }
}

fn near(found: &Value, meant: &Value) -> bool {
    match (found.as_f64(), meant.as_f64()) {
        (Some(found), Some(meant)) => (found - meant).abs() < 1e-9,
        (found, meant) => found == meant,
    }
}

/// Decodes all captures of modems, each in its dialect, and with the command in flight that it shows.
#[test]
fn each_at_vector_has_its_meaning() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/at/tests/fixtures/at.json");
    let text = std::fs::read_to_string(path).unwrap();
    let vectors: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert_eq!(vectors.len(), 273);
    let wrong: Vec<_> = vectors
        .iter()
        .enumerate()
        .filter_map(|(index, vector)| {
            let wrong = at(vector);
            (!wrong.is_empty()).then(|| format!("vector {index}: {}", wrong.join("; ")))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn at(vector: &Value) -> Vec<String> {
    let text = |key: &str| vector[key].as_str().unwrap();
    let (wire, family, meaning) = (text("wire"), text("family"), text("meaning"));
    let dialect = if family.contains("fibocom") {
        "l610"
    } else if family.contains("simcom") {
        "a76xx"
    } else {
        "generic"
    };
    let raw = if meaning.contains("IPRFMT 2") { "2" } else { "0" };
    let first = wire.lines().next().unwrap_or_default().trim_end();
    // The command that it shows, or that it is said to answer.
    let is_read = meaning.contains("read reply");
    let name = wire.trim_start().split([':', '=']).next().unwrap_or_default();
    let command = match first {
        first if first.to_ascii_uppercase().starts_with("AT") => first.to_owned(),
        _ if is_read => format!("AT{name}?"),
        _ => String::new(),
    };
    let mut args = vec!["at", "--dialect", dialect, "--iprfmt", raw];
    if !command.is_empty() {
        args.extend(["--in-flight", &command]);
    }
    let ran = run(env!("CARGO_BIN_EXE_decode"), &args, wire.as_bytes());
    let objects = ran.json();
    let mut wrong = Vec::new();
    let mut is = |what: String, right: bool| {
        if !right {
            wrong.push(format!("{what} of {wire:?}: {}", ran.stdout));
        }
    };
    is("an end without faults".into(), ran.code == Some(0) && ran.stderr.is_empty());
    is("no fault".into(), objects.iter().all(|object| object["kind"] != "fault"));
    // Each line is one object; what carries a payload on its line is two.
    let lines = wire.split(['\r', '\n']).filter(|line| !line.trim().is_empty()).count();
    is(format!("{lines} lines"), objects.len() >= lines);
    let mut end = 0;
    for object in &objects {
        let (offset, len) = (object["offset"].as_u64().unwrap(), object["len"].as_u64().unwrap());
        is("one behind the other".into(), offset >= end && offset + len <= wire.len() as u64);
        end = offset + len;
    }
    let has = |kind: &str, name: &str| {
        objects.iter().any(|object| object["kind"] == kind && object["name"] == name)
    };
    for result in ["OK", "ERROR"] {
        let is_there = wire.split(['\r', '\n']).any(|line| line == result);
        is(format!("a final {result}"), !is_there || has("final", result));
    }
    if !command.is_empty() && !is_read {
        is("an echo".into(), objects[0]["kind"] == "echo");
    }
    if let Some(expected) = meaning.split_once("; expect ") {
        registration(&objects, is_read, expected.1, &mut is);
    }
    if is_read && !meaning.contains("expect") {
        is("an answer".into(), objects.iter().any(|object| object["kind"] == "line"));
    }
    wrong
}

/// `stat=HOME lac=0x84cd ci=0xd30173 act=UNKNOWN`
fn registration(
    objects: &[Value],
    is_read: bool,
    expected: &str,
    is: &mut impl FnMut(String, bool),
) {
    const STATS: [&str; 12] = [
        "IDLE",
        "HOME",
        "SEARCHING",
        "DENIED",
        "UNKNOWN",
        "ROAMING",
        "HOME_SMS_ONLY",
        "ROAMING_SMS_ONLY",
        "EMERGENCY_ONLY",
        "HOME_CSFB_NOT_PREFERRED",
        "ROAMING_CSFB_NOT_PREFERRED",
        "ATTACHED_RLOS",
    ];
    const ACTS: [(&str, u64); 5] = [("GSM", 0), ("UMTS", 2), ("EDGE", 3), ("LTE", 7), ("5GNR", 11)];
    let object = &objects[0];
    is("its kind".into(), object["kind"] == if is_read { "line" } else { "urc" });
    for (key, value) in expected.split_whitespace().filter_map(|pair| pair.split_once('=')) {
        let expected = match (key, value) {
            ("stat", stat) => STATS.iter().position(|known| *known == stat).map(|stat| stat as u64),
            ("act", act) => ACTS.iter().find(|(known, _)| *known == act).map(|(_, act)| *act),
            (_, "0") => None,
            (_, hex) => u64::from_str_radix(hex.trim_start_matches("0x"), 16).ok(),
        };
        let found = object[key].as_u64();
        // What is not there is 0 to those who wrote it down.
        is(format!("{key} {value}"), found == expected || found == Some(0) && expected.is_none());
    }
}
