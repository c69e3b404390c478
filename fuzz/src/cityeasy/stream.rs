use cellwire_cityeasy::{CrcKind, CrcPolicy, Direction, FrameDecoder};
use cellwire_codec::test_util::conformance::{Conformance, Seen};
use cellwire_codec::{Decoder, Outcome, Recover, Recovery};

use super::source::Source;

/// Any bytes, read as a stream and as a datagram: the laws of decoding, and the same frames as the
/// simplest decoder finds.
pub fn stream(data: &[u8]) {
    let mut source = Source::new(data);
    let direction = if source.bool() { Direction::Down } else { Direction::Up };
    let crc = source.pick(&[
        CrcPolicy::STRICT,
        CrcPolicy::ANY,
        CrcPolicy::IGNORE,
        CrcPolicy::any_of(&[CrcKind::X25, CrcKind::Kermit]),
        CrcPolicy::any_of(&[CrcKind::AllOnes]),
        CrcPolicy::any_of(&[]),
    ]);
    let max_len = source.pick(&[8192, 17, 18, 21, 40, 300, 1024, 65_535, 0]);
    let make = move || FrameDecoder::new(direction).with_crc(crc).with_max_len(max_len);
    let input = source.rest();

    let laws = Conformance::new(make, |frame| (frame.as_bytes().to_vec(), frame.crc()));
    let seen = laws.whole(input).unwrap();
    if input.len() <= 200 {
        laws.check(input).unwrap();
    } else {
        laws.byte_by_byte(input).unwrap();
        laws.random_cuts(input, input.len() as u64, 6).unwrap();
        laws.array(input).unwrap();
    }

    let frames = frames(direction, crc, make().max_len(), input);
    let found: Vec<_> = seen
        .iter()
        .filter_map(|item| match item {
            Seen::Frame((frame, _)) => Some(&frame[..]),
            _ => None,
        })
        .collect();
    assert_eq!(found, frames, "other frames than there are");
    let datagram = laws.datagram(input).unwrap();
    assert_eq!(datagram, seen, "as a datagram it says something else");
    every_byte_is_accounted_for(make(), input);
}

/// The frames by the letter of the protocol: at each place there is one or there is not.
fn frames(direction: Direction, crc: CrcPolicy, max_len: usize, input: &[u8]) -> Vec<&[u8]> {
    let mut frames = Vec::new();
    let mut rest = input;
    while !rest.is_empty() {
        match frame(direction, crc, max_len, rest) {
            Some(frame) => {
                frames.push(frame);
                rest = &rest[frame.len()..];
            }
            None => rest = &rest[1..],
        }
    }
    frames
}

fn frame(direction: Direction, crc: CrcPolicy, max_len: usize, input: &[u8]) -> Option<&[u8]> {
    let header = direction.header();
    let &[first, second, high, low] = input.first_chunk()?;
    let len = usize::from(u16::from_be_bytes([high, low]));
    if (first, second) != (header, header) || !(17..=max_len).contains(&len) {
        return None;
    }
    let frame = input.get(..len)?;
    let (covered, &[high, low, b'\r', b'\n']) = frame.split_last_chunk()? else { return None };
    let found = u16::from_be_bytes([high, low]);
    let matches = |kind: &CrcKind| crc.accepts(*kind) && kind.checksum(covered) == found;
    (crc == CrcPolicy::IGNORE || CrcKind::ALL.iter().any(matches)).then_some(frame)
}

/// A byte is part of a frame, or was skipped and said to be, or is a NUL.
fn every_byte_is_accounted_for(mut decoder: FrameDecoder, input: &[u8]) {
    let mut rest = input;
    let mut last = false;
    while !rest.is_empty() {
        let decoded = if last { decoder.finish(rest) } else { decoder.decode(rest) };
        let (consumed, left) = rest.split_at(decoded.consumed);
        let told = match decoded.outcome {
            Outcome::Frame(frame) => {
                assert!(consumed.ends_with(frame.as_bytes()));
                frame.as_bytes().len()
            }
            Outcome::Fault(fault) => {
                let _ = format!("{fault} {fault:?}");
                assert_eq!(fault.recovery(), Recovery::Resynced { skipped: fault.skipped });
                fault.skipped
            }
            Outcome::Incomplete { .. } => {
                assert!(!last || left.is_empty());
                last = true;
                0
            }
        };
        let silent = &consumed[..consumed.len() - told];
        assert!(silent.iter().all(|byte| *byte == 0), "{silent:02x?} in silence");
        rest = left;
    }
}
