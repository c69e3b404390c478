//! `decode` gives the stated meaning of each vector that the cityeasy crate is tested with.

use serde_json::{Map, Value, json};

use crate::run::run;

const VECTORS: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/cityeasy/tests/fixtures/vectors.json");

#[test]
fn each_vector_has_its_meaning() {
    let text = std::fs::read_to_string(VECTORS).unwrap();
    let vectors: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert!(vectors.len() > 100);
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

fn check(vector: &Value) -> Vec<String> {
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
