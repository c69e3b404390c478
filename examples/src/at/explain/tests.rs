use core::convert::Infallible;

use cellwire_at::{Dialect, ReceiveFormat};

use super::*;
use crate::frames::FrameStream;
use crate::output::object;

/// What is decoded of pieces that come one after the other.
fn decoded<'a>(
    dialect: Dialect,
    command: &str,
    pieces: impl Iterator<Item = &'a [u8]>,
) -> Vec<Fields> {
    let mut decoder = ModemDecoder::new(dialect, Shared::default());
    if !command.is_empty() {
        decoder.begin(&[command.as_bytes(), b"\r"].concat());
    }
    let mut stream = FrameStream::new(Modem { show_secrets: false }, decoder);
    let mut all = Vec::new();
    let mut sink = |entry: crate::frames::Entry<'_>| -> Result<(), Infallible> {
        // The parts make up the whole.
        if let Ok(explained) = &entry.what {
            let len: usize = explained.parts.iter().map(|part| part.len).sum();
            assert_eq!((len as u64, entry.bytes.len()), (entry.len, len));
        }
        all.push(object(None, &entry));
        Ok(())
    };
    for piece in pieces {
        let Ok(()) = stream.feed(piece, &mut sink);
    }
    let Ok(()) = stream.finish(&mut sink);
    all
}

#[test]
fn every_capture_is_the_same_however_it_is_cut() {
    let vectors = include_str!("../../../../crates/at/tests/fixtures/at.json");
    let vectors: Vec<Value> = serde_json::from_str(vectors).unwrap();
    assert_eq!(vectors.len(), 273);
    for vector in &vectors {
        let wire = vector["wire"].as_str().unwrap();
        let first = wire.lines().next().unwrap_or_default();
        let command = if first.starts_with("AT") { first } else { "" };
        for dialect in [
            Dialect::GENERIC,
            Dialect::A76XX,
            Dialect::l610(ReceiveFormat::Hex),
            Dialect::l610(ReceiveFormat::Raw),
        ] {
            let whole = decoded(dialect, command, [wire.as_bytes()].into_iter());
            let bytes = decoded(dialect, command, wire.as_bytes().chunks(1));
            assert_eq!(whole, bytes, "{wire:?}");
            let halves = wire.as_bytes().split_at(wire.len() / 2);
            assert_eq!(
                whole,
                decoded(dialect, command, [halves.0, halves.1].into_iter()),
                "{wire:?}"
            );
        }
    }
}

#[test]
fn a_host_is_read_however_it_is_cut() {
    let said = b"AT+CREG?\rA/at+cpin=1234\r\n+++";
    let decoded = |len: usize| {
        let mut stream =
            FrameStream::new(Host { show_secrets: false }, HostDecoder::new(Shared::default()));
        let mut all = Vec::new();
        let mut sink = |entry: crate::frames::Entry<'_>| -> Result<(), Infallible> {
            all.push(object(None, &entry));
            Ok(())
        };
        for piece in said.chunks(len) {
            let Ok(()) = stream.feed(piece, &mut sink);
        }
        let Ok(()) = stream.finish(&mut sink);
        all
    };
    let whole = decoded(said.len());
    let names: Vec<_> = whole.iter().map(|object| object["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["+CREG", "A/", "+CPIN", "+++"]);
    assert_eq!(whole[2]["line"], "at+cpin=***");
    for len in 1..said.len() {
        assert_eq!(decoded(len), whole, "{len}");
    }
}
