//! Correct codecs pass the suite; and for each law, codecs that break it once are found out, for
//! that law.

use cellwire_codec::test_util::conformance::{
    Conformance, Law, Seen, Violation, refused, round_trip, short_buffers,
};
use cellwire_codec::{BufferTooShort, Decoded, Decoder, Encoder, Outcome};
use proptest::prelude::*;

use crate::toys::{
    Lines, Magic, OwnedPiece, Payloads, ToyError, line_stream, magic_stream, payload_stream,
};

proptest! {
    #[test]
    fn frames_with_a_magic_pass(input in magic_stream()) {
        for blanks in [false, true] {
            let laws = Magic { blanks }.laws();
            laws.check(&input).unwrap();
            laws.starts_anew(&input).unwrap();
            laws.searched_once(&input).unwrap();
            assert_eq!(laws.datagram(&input).unwrap(), laws.whole(&input).unwrap());
        }
    }

    #[test]
    fn lines_pass(input in line_stream()) {
        for max in [1, 2, 8, 100] {
            let laws = Lines::laws(max);
            laws.check(&input).unwrap();
            laws.starts_anew(&input).unwrap();
            laws.searched_once(&input).unwrap();
            laws.datagram(&input).unwrap();
        }
    }

    #[test]
    fn streamed_payloads_pass(input in payload_stream()) {
        let laws = Payloads::laws();
        laws.check(&input).unwrap();
        laws.starts_anew(&input).unwrap();
        laws.datagram(&input).unwrap();
    }

    #[test]
    fn an_encoder_passes(payload in prop::collection::vec(any::<u8>(), 0..9)) {
        let mut magic = Magic { blanks: true };
        if payload.len() <= 5 {
            round_trip(&mut magic.clone(), &mut magic, &payload[..], |item, frame| *item == *frame)
                .unwrap();
            short_buffers(&mut magic, &payload[..]).unwrap();
        } else {
            refused(&mut magic, &payload[..]).unwrap();
        }
    }
}

#[test]
fn what_comes_out_is_owned_and_merged() {
    let magic = Magic { blanks: true }.laws();
    let input = [b"??", &Magic::frame(b"one")[..], b"  #\x06", &Magic::frame(b"#")].concat();
    assert_eq!(
        magic.whole(&input).unwrap(),
        [
            Seen::Skipped(2),
            Seen::Frame(b"one".to_vec()),
            Seen::Skipped(2),
            Seen::Frame(b"#".to_vec())
        ]
    );
    assert_eq!(
        Lines::laws(4).whole(b"abc\nmuch too long\n\nend").unwrap(),
        [
            Seen::Frame(b"abc".to_vec()),
            Seen::Skipped(14),
            Seen::Frame(vec![]),
            Seen::Frame(b"end".to_vec())
        ]
    );
    let input = [b"?+\x14", &[b'x'; 20][..], b"+\x01y!+\x01z"].concat();
    assert_eq!(
        Payloads::laws().whole(&input).unwrap(),
        [
            Seen::Skipped(1),
            Seen::Frame(OwnedPiece::Begin(20)),
            Seen::Frame(OwnedPiece::Data(vec![b'x'; 20])),
            Seen::Frame(OwnedPiece::Begin(1)),
            Seen::Frame(OwnedPiece::Data(b"y".to_vec())),
            Seen::Fatal
        ]
    );
}

#[test]
fn what_is_too_long_is_a_fault() {
    Lines::laws(64).oversize(&[b'x'; 65]).unwrap();
    Lines::laws(64).oversize(&[b'x'; 1000]).unwrap();
    Magic { blanks: true }.laws().oversize(b"#\x06sixsix").unwrap();
    // It would not be right to call an input too long that is not.
    Lines::laws(64).oversize(b"short\n").unwrap_err();
    Lines::laws(64).oversize(b"").unwrap_err();
}

#[test]
fn a_long_line_is_searched_once() {
    let line = [&[b'x'; 5000][..], b"\n"].concat();
    Lines::laws(6000).searched_once(&line).unwrap();
}

#[test]
fn a_panic_is_reported_with_what_was_shown() {
    let Violation { law, what, .. } = run(PANICS, TWO_FRAMES).unwrap_err();
    assert_eq!((law, &what[..]), (Law::NoPanic, r##""no \xc3 please" at "#\x02ab\xc3""##));
}

/// A decoder that has a memory, and a way of its own.
#[derive(Clone, Copy)]
struct Twisted {
    memory: usize,
    decode: Twist,
}

/// Decodes, or finishes, as the last argument says.
type Twist = for<'a> fn(&mut usize, &'a [u8], bool) -> Decoded<&'a [u8], ToyError>;

impl Decoder for Twisted {
    type Frame<'a> = &'a [u8];
    type Error = ToyError;

    fn decode<'a>(&mut self, src: &'a [u8]) -> Decoded<&'a [u8], ToyError> {
        (self.decode)(&mut self.memory, src, false)
    }

    fn finish<'a>(&mut self, src: &'a [u8]) -> Decoded<&'a [u8], ToyError> {
        (self.decode)(&mut self.memory, src, true)
    }

    fn max_frame_len(&self) -> usize {
        Magic::MAX
    }
}

fn honest(src: &[u8], last: bool) -> Decoded<&[u8], ToyError> {
    let mut magic = Magic { blanks: true };
    if last { magic.finish(src) } else { magic.decode(src) }
}

fn laws(decode: Twist) -> Conformance<Twisted, Vec<u8>> {
    Conformance::new(move || Twisted { memory: 0, decode }, |frame: &[u8]| frame.to_vec())
        .filler(|byte| byte == b' ')
}

fn run(decode: Twist, input: &[u8]) -> Result<(), Violation> {
    laws(decode).check(input)
}

const ONE_FRAME: &[u8] = b"#\x02ab\xc3";
const TWO_FRAMES: &[u8] = b"#\x02ab\xc3 #\x03abc\x26";
const CUT_SHORT: &[u8] = b"#\x02ab\xc3 #\x03ab";
const GARBAGE: &[u8] = b"#\x01aa?????????? #\x01bb";
const BLANKS: &[u8] = b"   #\x01aa   ";
const TOO_LONG: &[u8] = b"#\x09nine bytes";

const PANICS: Twist = |_, src, last| {
    assert!(!src.contains(&0xc3), "no {} please", [0xc3].escape_ascii());
    honest(src, last)
};

/// Codecs that break the law by one thing that they do, each with what gives it away.
fn broken() -> Vec<(Law, &'static str, Result<(), Violation>)> {
    fn case(
        law: Law,
        how: &'static str,
        input: &[u8],
        decode: Twist,
    ) -> (Law, &'static str, Result<(), Violation>) {
        // It is not the input that breaks the law.
        run(|_, src, last| honest(src, last), input).unwrap();
        (law, how, run(decode, input))
    }

    vec![
        case(Law::NoPanic, "a byte that was not expected", TWO_FRAMES, PANICS),
        case(Law::NoPanic, "only at the end", CUT_SHORT, |_, src, last| {
            assert!(!last || src.is_empty(), "unexpected end");
            honest(src, last)
        }),
        case(
            Law::ConsumedInBounds,
            "filler that is not there",
            BLANKS,
            |_, src, last| match honest(src, last) {
                decoded if decoded.is_incomplete() => Decoded::skipped(src.len() + 1, 1),
                decoded => decoded,
            },
        ),
        case(Law::ConsumedInBounds, "a line end that is not there", TWO_FRAMES, |_, src, last| {
            let mut decoded = honest(src, last);
            if matches!(decoded.outcome, Outcome::Frame(_)) {
                decoded.consumed += 1;
            }
            decoded
        }),
        case(Law::Progress, "a frame of no bytes", BLANKS, |_, src, last| {
            let Decoded { consumed, outcome } = honest(src, last);
            let is_frame = matches!(outcome, Outcome::Frame(_));
            Decoded { consumed: if is_frame { 0 } else { consumed }, outcome }
        }),
        case(Law::Progress, "a fault of no bytes", GARBAGE, |_, src, last| {
            match honest(src, last) {
                Decoded { outcome: Outcome::Fault(fault), .. } => Decoded::fault(0, fault),
                decoded => decoded,
            }
        }),
        case(Law::Progress, "a fatal fault of no bytes", GARBAGE, |_, src, last| {
            match honest(src, last) {
                Decoded { outcome: Outcome::Fault(_), .. } => Decoded::fault(0, ToyError::Fatal),
                decoded => decoded,
            }
        }),
        case(Law::Progress, "a last frame without end", ONE_FRAME, |_, src, last| {
            if last && src.is_empty() { Decoded::frame(0, src) } else { honest(src, last) }
        }),
        case(Law::NeededIsLowerBound, "one too many", ONE_FRAME, |_, src, last| {
            match honest(src, last) {
                Decoded { consumed, outcome: Outcome::Incomplete { needed } } => {
                    Decoded::skipped(consumed, needed.get() + 1)
                }
                decoded => decoded,
            }
        }),
        case(Law::NeededIsLowerBound, "two where one is garbage", GARBAGE, |_, src, last| {
            match honest(src, last) {
                decoded if decoded.is_incomplete() && src.is_empty() => Decoded::incomplete(2),
                decoded => decoded,
            }
        }),
        case(
            Law::NeededIsLowerBound,
            "too many, and then taken back",
            ONE_FRAME,
            |_, src, last| {
                if src == b"#" && !last { Decoded::incomplete(9) } else { honest(src, last) }
            },
        ),
        case(Law::BoundedLeftover, "endless garbage is kept", GARBAGE, |_, src, last| match src {
            [b'?', ..] if !last && !src.contains(&b'#') => Decoded::incomplete(1),
            _ => honest(src, last),
        }),
        case(Law::FillerAtOnce, "blanks wait for what follows", BLANKS, |_, src, last| {
            let blanks = src.iter().take_while(|byte| **byte == b' ').count();
            if blanks == src.len() && !last { Decoded::incomplete(1) } else { honest(src, last) }
        }),
        case(Law::NothingDropped, "garbage is dropped in silence", GARBAGE, |_, src, last| {
            match honest(src, last) {
                Decoded { consumed, outcome: Outcome::Fault(_) } => Decoded::skipped(consumed, 1),
                decoded => decoded,
            }
        }),
        case(Law::NothingDropped, "only the first byte is reported", GARBAGE, |_, src, last| {
            match honest(src, last) {
                Decoded { consumed, outcome: Outcome::Fault(_) } => {
                    Decoded::fault(consumed, ToyError::Skipped(1))
                }
                decoded => decoded,
            }
        }),
        case(Law::Accounting, "nothing is reported", GARBAGE, |_, src, last| {
            match honest(src, last) {
                Decoded { consumed, outcome: Outcome::Fault(_) } => {
                    Decoded::fault(consumed, ToyError::Skipped(0))
                }
                decoded => decoded,
            }
        }),
        case(
            Law::Accounting,
            "more is reported than given up",
            GARBAGE,
            |_, src, last| match honest(src, last) {
                Decoded { consumed, outcome: Outcome::Fault(_) } => {
                    Decoded::fault(consumed, ToyError::Skipped(consumed + 1))
                }
                decoded => decoded,
            },
        ),
        // Byte by byte the runs are short.
        (
            Law::Accounting,
            "a run that is longer than the longest frame",
            laws(|_, src, last| match honest(src, last) {
                Decoded { outcome: Outcome::Fault(_), .. } => {
                    let run = src.iter().take_while(|byte| **byte == b'?').count();
                    Decoded::fault(run, ToyError::Skipped(run))
                }
                decoded => decoded,
            })
            .two_way_cuts(GARBAGE),
        ),
        case(Law::FinishEmpties, "the end is no end", CUT_SHORT, |_, src, _| honest(src, false)),
        case(Law::CutsDoNotMatter, "a read ends a frame", TWO_FRAMES, |_, src, last| match src {
            [b'#', _, ..] => Decoded::frame(src.len().min(Magic::MAX), src),
            _ => honest(src, last),
        }),
        case(Law::CutsDoNotMatter, "it counts its calls", TWO_FRAMES, |calls, src, last| {
            *calls += 1;
            match honest(src, last) {
                Decoded { consumed, outcome: Outcome::Frame(_) } if *calls > 10 => {
                    Decoded::frame(consumed, b"late")
                }
                decoded => decoded,
            }
        }),
        case(Law::CutsDoNotMatter, "a fatal fault at the end", CUT_SHORT, |calls, src, last| {
            *calls += 1;
            match honest(src, last) {
                Decoded { consumed, outcome: Outcome::Fault(_) } if *calls > 10 => {
                    Decoded::fault(consumed, ToyError::Fatal)
                }
                decoded => decoded,
            }
        }),
        // When the last byte comes with nothing behind it, it is right.
        case(Law::TrailingBytes, "a frame takes what follows", ONE_FRAME, |_, src, last| {
            match honest(src, last) {
                Decoded { consumed, outcome: Outcome::Frame(_) } if src.len() > consumed => {
                    Decoded::frame(consumed, &src[2..=consumed])
                }
                decoded => decoded,
            }
        }),
        case(Law::TrailingBytes, "a frame needs what follows", ONE_FRAME, |_, src, last| {
            match honest(src, last) {
                Decoded { consumed, outcome: Outcome::Frame(_) } if src.ends_with(b"\n") => {
                    Decoded::fault(consumed, ToyError::Skipped(consumed))
                }
                decoded => decoded,
            }
        }),
        (
            Law::Oversize,
            "a frame that is too long is cut",
            laws(|_, src, last| match src {
                [b'#', 6..=255, ..] => Decoded::frame(2, b"cut"),
                _ => honest(src, last),
            })
            .oversize(TOO_LONG),
        ),
        (
            Law::FinishStartsAnew,
            "a frame that was cut short is remembered",
            laws(REMEMBERS).starts_anew(TWO_FRAMES),
        ),
        (
            Law::FinishStartsAnew,
            "a datagram that was cut short is remembered",
            laws(REMEMBERS).datagram(CUT_SHORT).map(drop),
        ),
        (
            Law::SearchedOnce,
            "each byte has all of the line searched",
            Conformance::new(|| Forgetful, |line: &[u8]| line.to_vec())
                .searched_once(&[&[b'x'; 100][..], b"\r\n"].concat()),
        ),
        writes(Law::RoundTrip, "another payload", b"abc", |writer| {
            writer.encode = |_, dst| Magic { blanks: true }.encode(b"abd", dst);
        }),
        writes(Law::RoundTrip, "what is no frame", b"abc", |writer| {
            writer.encode = |payload, dst| {
                let written = Magic { blanks: true }.encode(payload, dst)?;
                dst[written - 1] ^= 1;
                Ok(written)
            };
        }),
        writes(Law::RoundTrip, "a frame and a blank", b"abc", |writer| {
            writer.len = |payload| Ok(Magic { blanks: true }.encoded_len(payload)? + 1);
            writer.encode = |payload, dst| {
                let len = payload.len() + 4;
                let dst = BufferTooShort::check(dst, len)?;
                dst[len - 1] = b' ';
                Ok(Magic { blanks: true }.encode(payload, dst)? + 1)
            };
        }),
        writes(Law::RoundTrip, "half of a frame", b"abc", |writer| {
            writer.len = |_| Ok(3);
            writer.encode = |payload, dst| {
                BufferTooShort::check(dst, 3)?.copy_from_slice(&Magic::frame(payload)[..3]);
                Ok(3)
            };
        }),
        writes(Law::RoundTrip, "nothing, since it refuses", b"abc", |writer| {
            writer.len = |payload| Err(ToyError::TooLong(payload.len()));
        }),
        writes(Law::ExactLength, "less than it said", b"abc", |writer| {
            writer.len = |payload| Ok(Magic { blanks: true }.encoded_len(payload)? + 1);
        }),
        writes(Law::ExactLength, "behind the frame", b"abc", |writer| {
            writer.encode = |payload, dst| {
                let written = Magic { blanks: true }.encode(payload, dst)?;
                if let Some(behind) = dst.get_mut(written) {
                    *behind = 0;
                }
                Ok(written)
            };
        }),
        writes(Law::ExactLength, "more at the end of a Vec", b"abc", |writer| writer.extra = 1),
        writes(Law::ShortBuffer, "what fits", b"abc", |writer| {
            writer.encode = |payload, dst| {
                let frame = Magic::frame(payload);
                let fits = frame.len().min(dst.len());
                dst[..fits].copy_from_slice(&frame[..fits]);
                Ok(fits)
            };
        }),
        writes(Law::ShortBuffer, "until there is no more room", b"abc", |writer| {
            writer.encode = |payload, dst| {
                if let Some(first) = dst.first_mut() {
                    *first = b'#';
                }
                Magic { blanks: true }.encode(payload, dst)
            };
        }),
        writes(Law::ShortBuffer, "a wrong number in the error", b"abc", |writer| {
            writer.encode = |payload, dst| {
                BufferTooShort::check(dst, payload.len())?;
                Magic { blanks: true }.encode(payload, dst)
            };
        }),
        writes(Law::Refused, "what cannot be read", b"too long", |writer| {
            writer.len = |payload| Ok(payload.len() + 3);
        }),
        writes(Law::Refused, "what it says it cannot", b"too long", |writer| {
            writer.encode = |payload, dst| {
                dst[..payload.len()].copy_from_slice(payload);
                Ok(payload.len())
            };
        }),
        writes(Law::Refused, "and then refuses", b"too long", |writer| {
            writer.encode = |payload, dst| {
                if let Some(first) = dst.first_mut() {
                    *first = b'#';
                }
                Magic { blanks: true }.encode(payload, dst)
            };
        }),
        writes(Law::Refused, "for another reason", b"too long", |writer| {
            writer.encode = |_, _| Err(ToyError::TooLong(0));
        }),
    ]
}

/// Refuses the first frame after one that was cut short.
const REMEMBERS: Twist = |given_up, src, last| match honest(src, last) {
    Decoded { consumed, outcome: Outcome::Frame(_) } if core::mem::take(given_up) > 0 => {
        Decoded::fault(consumed, ToyError::Skipped(consumed))
    }
    decoded => {
        *given_up += usize::from(last && !src.is_empty());
        decoded
    }
};

/// Searches for CR LF from the beginning each time.
struct Forgetful;

impl Decoder for Forgetful {
    type Frame<'a> = &'a [u8];
    type Error = ToyError;

    fn decode<'a>(&mut self, src: &'a [u8]) -> Decoded<&'a [u8], ToyError> {
        match src.windows(2).position(|pair| pair == b"\r\n") {
            Some(end) => Decoded::frame(end + 2, &src[..end]),
            None => Decoded::incomplete(1),
        }
    }

    fn finish<'a>(&mut self, src: &'a [u8]) -> Decoded<&'a [u8], ToyError> {
        Decoded::skipped(src.len(), 1)
    }

    fn max_frame_len(&self) -> usize {
        1000
    }
}

/// An encoder whose parts can be exchanged.
struct Writer {
    len: fn(&[u8]) -> Result<usize, ToyError>,
    encode: fn(&[u8], &mut [u8]) -> Result<usize, ToyError>,
    /// How many bytes more are appended to a `Vec`.
    extra: usize,
}

impl Encoder<[u8]> for Writer {
    type Error = ToyError;

    fn encoded_len(&self, payload: &[u8]) -> Result<usize, ToyError> {
        (self.len)(payload)
    }

    fn encode(&mut self, payload: &[u8], dst: &mut [u8]) -> Result<usize, ToyError> {
        (self.encode)(payload, dst)
    }

    fn append_to_vec(&mut self, payload: &[u8], dst: &mut Vec<u8>) -> Result<usize, ToyError> {
        let mut frame = vec![0; self.encoded_len(payload)?];
        let written = self.encode(payload, &mut frame)?;
        dst.extend(frame);
        dst.resize(dst.len() + self.extra, 0);
        Ok(written)
    }
}

/// What an encoder writes that was made another by `twist`.
fn writes(
    law: Law,
    what: &'static str,
    payload: &[u8],
    twist: impl FnOnce(&mut Writer),
) -> (Law, &'static str, Result<(), Violation>) {
    let mut writer = Writer {
        len: |payload| Magic { blanks: true }.encoded_len(payload),
        encode: |payload, dst| Magic { blanks: true }.encode(payload, dst),
        extra: 0,
    };
    check_writer(&mut writer, payload).unwrap();
    twist(&mut writer);
    (law, what, check_writer(&mut writer, payload))
}

fn check_writer(writer: &mut Writer, payload: &[u8]) -> Result<(), Violation> {
    if payload.len() > 5 {
        return refused(writer, payload);
    }
    let mut magic = Magic { blanks: true };
    round_trip(writer, &mut magic, payload, |item, frame| *item == *frame)?;
    short_buffers(writer, payload)
}

#[test]
fn each_law_is_reported_when_it_is_broken() {
    let broken = broken();
    for (law, how, verdict) in &broken {
        match verdict {
            Ok(()) => panic!("{law:?}, {how}: not found out"),
            Err(found) => assert_eq!(found.law, *law, "{how}: {found}"),
        }
    }
    for law in Law::ALL {
        assert!(broken.iter().any(|(broken, ..)| broken == law), "nothing breaks {law:?}");
    }
}
