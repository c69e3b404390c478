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
