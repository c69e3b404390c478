use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use cellwire_codec::test_util::conformance::{Conformance, Seen};

use super::line::is_filler;
use super::*;
use crate::ReceiveFormat;

mod bodies;
mod data;
mod echoes;
mod facts;
mod limits;
mod payloads;

/// A frame that outlives its bytes, as a text for all but what can come in pieces.
#[derive(Clone, Debug, PartialEq)]
enum Owned {
    Frame(String),
    Payload(Vec<u8>, Option<usize>),
    Data(Vec<u8>),
    DataEnd(DataMark),
    LongEcho(Vec<u8>),
}

fn own(frame: &Frame<'_>) -> Owned {
    match *frame {
        Frame::Echo(text) if text.len() > 60 => Owned::LongEcho(text.to_vec()),
        Frame::Echo(text) => Owned::Frame(format!("echo {}", text.escape_ascii())),
        Frame::Line(line) => Owned::Frame(format!("{}", line.as_bytes().escape_ascii())),
        Frame::Final(result) => Owned::Frame(format!("final {result}")),
        Frame::Prompt(prompt) => Owned::Frame(format!("prompt {prompt:?}")),
        Frame::Body { line, text } => Owned::Frame(format!("body {line} {}", text.escape_ascii())),
        Frame::PayloadHeader { line, len: Some(len), encoding } => {
            Owned::Frame(format!("{line} -> {len} {encoding:?}"))
        }
        Frame::PayloadHeader { line, len: None, encoding } => {
            Owned::Frame(format!("{line} -> {encoding:?}"))
        }
        Frame::Payload { data, remaining, .. } => Owned::Payload(data.to_vec(), remaining),
        Frame::Data(data) => Owned::Data(data.to_vec()),
        Frame::DataEnd(mark) => Owned::DataEnd(mark),
    }
}

fn merge(piece: &mut Owned, next: &Owned) -> bool {
    match (piece, next) {
        (Owned::Payload(data, left), Owned::Payload(more, still_left)) if *left != Some(0) => {
            data.extend(more);
            *left = *still_left;
            true
        }
        (Owned::Data(data), Owned::Data(more)) => {
            data.extend(more);
            true
        }
        (Owned::LongEcho(echo), Owned::LongEcho(more)) => {
            echo.extend(more);
            true
        }
        (Owned::LongEcho(echo), Owned::Frame(more)) if more.starts_with("echo ") => {
            echo.extend(&more.as_bytes()[5..]);
            true
        }
        _ => false,
    }
}

/// What the layer above does when a frame has come.
type React = fn(&mut Lexer, &Frame<'_>);

/// A lexer with a layer above it.
struct Driven {
    lexer: Lexer,
    react: React,
}

impl Driven {
    fn then<'a>(&mut self, next: Next<'a>) -> Next<'a> {
        if let Outcome::Frame(frame) = &next.outcome {
            (self.react)(&mut self.lexer, frame);
        }
        next
    }
}

impl Decoder for Driven {
    type Frame<'a> = Frame<'a>;
    type Error = LexError;

    fn decode<'a>(&mut self, src: &'a [u8]) -> Next<'a> {
        let next = self.lexer.decode(src);
        self.then(next)
    }

    fn finish<'a>(&mut self, src: &'a [u8]) -> Next<'a> {
        let next = self.lexer.finish(src);
        self.then(next)
    }

    fn max_frame_len(&self) -> usize {
        self.lexer.max_frame_len()
    }
}

fn conformance(lexer: Lexer, react: React) -> Conformance<Driven, Owned> {
    let make = move || Driven { lexer: lexer.clone(), react };
    let is_filler: fn(u8) -> bool = |byte| is_filler(byte) || byte == b' ';
    Conformance::new(make, |frame: Frame<'_>| own(&frame)).merging(merge).filler(is_filler)
}

/// What comes out of the input, after every law was checked on it.
#[track_caller]
fn seen_with(lexer: Lexer, react: React, input: &[u8]) -> Vec<Seen<Owned>> {
    let conformance = conformance(lexer, react);
    conformance.check(input).unwrap_or_else(|error| panic!("{error}: {}", input.escape_ascii()));
    conformance.whole(input).unwrap()
}

#[track_caller]
fn seen_by(lexer: Lexer, input: &[u8]) -> Vec<Seen<Owned>> {
    seen_with(lexer, |_, _| {}, input)
}

#[track_caller]
fn seen(input: &[u8]) -> Vec<Seen<Owned>> {
    let lexer = generic();
    conformance(lexer.clone(), |_, _| {}).starts_anew(input).unwrap();
    seen_by(lexer, input)
}

fn generic() -> Lexer {
    Lexer::new(Dialect::GENERIC)
}

fn after(sent: &[u8]) -> Lexer {
    let mut lexer = generic();
    lexer.expect_echo(sent);
    lexer
}

/// What is expected, as texts.
fn frames<const N: usize>(texts: [&str; N]) -> Vec<Seen<Owned>> {
    texts.map(|text| Seen::Frame(Owned::Frame(text.into()))).into()
}

fn payload(data: &[u8]) -> Vec<Seen<Owned>> {
    Vec::from([Seen::Frame(Owned::Payload(data.to_vec(), Some(0)))])
}
