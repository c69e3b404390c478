//! The parameters of every line of `fixtures/at.json` can be read, and mean what is stated.
//!
//! The file holds what modems send, from the manuals, from the tests and drivers of public projects and
//! from published logs, each with its source.

#![expect(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]

extern crate alloc;

use alloc::collections::{BTreeMap, BTreeSet};
use core::fmt::Write as _;

use cellwire_at::params::{ParamError, Params, Value};
use serde_json::Value as Json;

fn vectors() -> Vec<Json> {
    serde_json::from_str(include_str!("fixtures/at.json")).unwrap()
}

/// The lines of a vector that have parameters: answers, and commands with an equals sign.
fn lines(vector: &Json) -> Vec<&str> {
    let wire = vector["wire"].as_str().unwrap();
    wire.split(['\r', '\n']).filter(|line| params(line).is_some()).collect()
}

fn params(line: &str) -> Option<Params<'_>> {
    if let Some(command) = line.strip_prefix("AT+") {
        let (_, tail) = command.split_once('=')?;
        let (params, _) = Params::split_command(tail.as_bytes());
        return Some(params);
    }
    Params::split(line.as_bytes()).map(|(_, params)| params)
}

/// All values, as text: `_` for nothing, quotes for quotes.
fn shape(mut params: Params<'_>) -> String {
    let mut shape = String::new();
    while !params.is_done() {
        put(params.value().unwrap(), &mut shape);
    }
    shape.pop();
    if shape.is_empty() { "no parameters".to_owned() } else { shape }
}

fn put(value: Value<'_>, to: &mut String) {
    match value {
        Value::Empty => to.push('_'),
        Value::Number(number) => write!(to, "{number}").unwrap(),
        Value::Range(range) => write!(to, "{}-{}", range.first, range.last).unwrap(),
        Value::Str(text) if text.is_quoted() => {
            write!(to, "\"{}\"", text.to_string_lossy()).unwrap();
        }
        Value::Str(text) => to.push_str(&text.to_string_lossy()),
        Value::List(list) => {
            to.push('(');
            list.iter().for_each(|value| put(value, to));
            if to.ends_with(' ') {
                to.pop();
            }
            to.push(')');
        }
        _ => panic!("a new kind of value"),
    }
    to.push(' ');
}

/// What was tolerated, behind a bar.
fn oddities(line: &str) -> String {
    let mut params = params(line).unwrap();
    while params.skip() {}
    let names: Vec<_> = params.quirks().iter().map(cellwire_at::params::Quirk::name).collect();
    if names.is_empty() { String::new() } else { format!(" | {}", names.join(", ")) }
}

/// `fixtures/at-params.txt` has each line once, and under it its parameters: `_` for an empty one, and
/// behind a bar what is odd about the line.
#[test]
fn every_line_is_read() {
    let stated: BTreeMap<_, _> = include_str!("fixtures/at-params.txt")
        .split("\n\n")
        .filter_map(|pair| pair.trim_matches('\n').split_once("\n    "))
        .collect();
    let mut seen = BTreeSet::new();
    let vectors = vectors();
    for vector in &vectors {
        for line in lines(vector) {
            let found = format!("{}{}", shape(params(line).unwrap()), oddities(line));
            // Blanks at the end of a line would not survive in a text file.
            let line = line.trim_end();
            assert_eq!(stated.get(line), Some(&found.as_str()), "{line}");
            seen.insert(line);
        }
    }
    assert_eq!((seen.len(), stated.len()), (LINES, LINES));
}

/// How many different lines there are.
const LINES: usize = 311;

/// `+CREG` and its like, whose meaning is stated in full: `expect stat=HOME lac=0x84cd ci=0xd30173
/// act=UNKNOWN`. Where two forms have the same parameters, the meaning says which one it is.
#[test]
fn registrations() {
    let mut checked = 0;
    for vector in vectors() {
        let meaning = vector["meaning"].as_str().unwrap();
        let Some((_, stated)) = meaning.split_once("; expect ") else { continue };
        let line = *lines(&vector).last().unwrap();
        let (_, mut params) = Params::split(line.as_bytes()).unwrap();
        // The Samsung prints <n> in the unsolicited code, too.
        if meaning.contains("read reply") || meaning.contains("Samsung") {
            params.u8().unwrap();
        }
        let Registration { stat, lac, ci, act } = registration(params, line).unwrap();
        let stated = |name: &str| stated.split(&format!("{name}=")).nth(1).unwrap();
        let word = |name| stated(name).split(' ').next().unwrap();
        let number = |name| u32::from_str_radix(word(name).trim_start_matches("0x"), 16).unwrap();
        if meaning.contains("Multi CREG") {
            // What is stated is that of the other line.
            assert_eq!((stat, act), (Some(5), None));
            continue;
        }
        if meaning.contains("Novatel XU870") {
            // 2,, is without an area; what is stated for it is 0.
            assert_eq!((stat, lac, ci), (Some(2), None, None));
        }
        assert_eq!(stat, Some(stat_number(word("stat"))), "{line}");
        assert_eq!(lac.unwrap_or(0), number("lac"), "{line}");
        assert_eq!(ci.unwrap_or(0), number("ci"), "{line}");
        assert_eq!(act, act_number(word("act")), "{line}");
        checked += 1;
    }
    assert_eq!(checked, 29);
}

struct Registration {
    stat: Option<u8>,
    lac: Option<u32>,
    ci: Option<u32>,
    act: Option<u8>,
}

fn registration(mut params: Params<'_>, line: &str) -> Result<Registration, ParamError> {
    let stat = params.opt_u8()?;
    let lac = params.opt_hex_u32()?;
    // Novatel prints a routing area of two digits in front of the cell, Samsung two more areas.
    let has_routing_area = line.starts_with("+CEREG") && params.count() == 3;
    if has_routing_area {
        params.skip();
    }
    let ci = params.opt_hex_u32()?;
    let act =
        if params.count() == 2 && !line.starts_with("+CGREG") { None } else { params.opt_u8()? };
    Ok(Registration { stat, lac, ci, act })
}

fn stat_number(name: &str) -> u8 {
    match name {
        "IDLE" => 0,
        "HOME" => 1,
        "SEARCHING" => 2,
        "DENIED" => 3,
        "ROAMING" => 5,
        "ROAMING_CSFB_NOT_PREFERRED" => 10,
        "ATTACHED_RLOS" => 11,
        other => panic!("{other}"),
    }
}

fn act_number(name: &str) -> Option<u8> {
    match name {
        "UNKNOWN" => None,
        "GSM" => Some(0),
        "UMTS" => Some(2),
        "EDGE" => Some(3),
        "LTE" => Some(7),
        "5GNR" => Some(11),
        other => panic!("{other}"),
    }
}
