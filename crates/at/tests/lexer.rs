//! The lexer keeps every law on every published capture, whatever it expects.

use cellwire_at::lexer::{Extent, Frame, Lexer};
use cellwire_at::{Dialect, Prompt, ReceiveFormat};
use cellwire_codec::test_util::conformance::{Conformance, Seen};

const VECTORS: &str = include_str!("fixtures/at.json");

fn wires() -> Vec<String> {
    let vectors: Vec<serde_json::Value> = serde_json::from_str(VECTORS).unwrap_or_default();
    vectors.iter().filter_map(|vector| vector["wire"].as_str().map(str::to_owned)).collect()
}

fn dialects() -> [Dialect; 5] {
    [
        Dialect::GENERIC,
        Dialect::A76XX,
        Dialect::l610(ReceiveFormat::Hex),
        Dialect::l610(ReceiveFormat::Raw),
        Dialect::l610(ReceiveFormat::Read),
    ]
}

/// A frame as a text; pieces of a payload are told from others by their front.
fn own(frame: Frame<'_>) -> String {
    match frame {
        Frame::Payload { data, .. } => format!("payload {}", data.escape_ascii()),
        Frame::Echo(text) => format!("echo {}", text.escape_ascii()),
        Frame::Line(line) => line.as_bytes().escape_ascii().to_string(),
        Frame::Final(result) => format!("final {result}"),
        Frame::PayloadHeader { line, .. } => format!("header {line}"),
        Frame::Body { text, .. } => format!("body {}", text.escape_ascii()),
        other => format!("{other:?}"),
    }
}

fn merge(piece: &mut String, next: &str) -> bool {
    let more = if piece.starts_with("payload ") {
        next.strip_prefix("payload ")
    } else if piece.starts_with("echo ") && piece.len() >= 5 + 128 {
        // A long echo comes in pieces, too.
        next.strip_prefix("echo ")
    } else {
        None
    };
    if let Some(more) = more {
        piece.push_str(more);
    }
    more.is_some()
}

fn conformance(lexer: Lexer) -> Conformance<Lexer, String> {
    let filler: fn(u8) -> bool = |byte| b"\r\n\0\x11\x13 ".contains(&byte);
    Conformance::new(move || lexer.clone(), own)
        .merging(|piece, next| merge(piece, next))
        .filler(filler)
}

#[test]
fn every_capture_at_every_cut() {
    let wires = wires();
    assert_eq!(wires.len(), 273);
    for wire in &wires {
        // The command that the capture shows, if it does.
        let sent = wire.split_inclusive(['\r', '\n']).next().unwrap_or_default();
        for dialect in dialects() {
            let plain = Lexer::new(dialect);
            let mut echo = plain.clone();
            echo.expect_echo(sent.as_bytes());
            echo.expect_prompt(Some(Prompt::Greater));
            let mut body = plain.clone();
            body.expect_body(Extent::Pdu);
            let mut text = plain.clone();
            text.expect_body(Extent::Lines { until: "+CMGL" });
            for lexer in [plain, echo, body, text] {
                let conformance = conformance(lexer);
                for end in ["", "\r\n"] {
                    let input = [wire, end].concat();
                    conformance
                        .check(input.as_bytes())
                        .unwrap_or_else(|error| panic!("{error}: {wire:?}"));
                }
            }
        }
    }
}

#[test]
fn nothing_is_lost_of_any_capture() {
    let wires = wires();
    assert_eq!(wires.len(), 273);
    for wire in wires {
        let seen = conformance(Lexer::new(Dialect::GENERIC)).whole(wire.as_bytes()).unwrap();
        let lines = wire.split(['\r', '\n']).filter(|line| !line.is_empty()).count();
        assert_eq!(seen.len(), lines, "{wire:?}");
        for (seen, line) in
            seen.iter().zip(wire.split(['\r', '\n']).filter(|line| !line.is_empty()))
        {
            let Seen::Frame(text) = seen else { panic!("{seen:?} in {wire:?}") };
            let line = line.as_bytes().escape_ascii().to_string();
            assert!(text.starts_with("final ") || *text == line, "{text} is not {line}");
        }
    }
}
