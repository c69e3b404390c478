//! The parameters of every line of `fixtures/at.json` can be read, and mean what is stated.
//!
//! The file holds what modems send, from the manuals, from the tests and drivers of public projects and
//! from published logs, each with its source.

#![expect(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]

extern crate alloc;

use alloc::collections::{BTreeMap, BTreeSet};
use core::fmt::Write as _;

use cellwire_at::params::{Params, Value};
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
