//! For each law there are codecs here that break it, and no other, by one thing that they do. The
//! conformance suite finds each of them out, for that law.

use bytes::BytesMut;
use cellwire_codec::test_util::conformance::{
    Conformance, Law, Violation, refused, round_trip, short_buffers,
};
use cellwire_codec::{BufferTooShort, Decoded, Decoder, Encoder, Outcome};

use crate::toys::{Magic, ToyError};

#[test]
fn each_law_is_reported_when_it_is_broken() {
    let mut broken = decoders();
    broken.extend(decoders_of_other_kinds());
    broken.extend(encoders());
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

#[test]
fn a_panic_is_reported_with_what_was_shown() {
    let Violation { law, what, .. } = laws(PANICS).check(ONE_FRAME).unwrap_err();
    assert_eq!((law, &what[..]), (Law::NoPanic, r##""no \xc3 please" at "#\x02ab\xc3""##));
}

/// A law, how it is broken, and what the suite says.
type Broken = (Law, &'static str, Result<(), Violation>);

/// A decoder that is [`Magic`], but for what its function makes of it; there is a number that it
/// can remember.
struct Twisted {
    memory: usize,
    decode: Twist,
}

/// Decodes, or finishes when the last argument says so.
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

fn magic() -> Magic {
    Magic { blanks: true }
}

fn honest(src: &[u8], last: bool) -> Decoded<&[u8], ToyError> {
    if last { magic().finish(src) } else { magic().decode(src) }
}

fn laws(decode: Twist) -> Conformance<Twisted, Vec<u8>> {
    Conformance::new(move || Twisted { memory: 0, decode }, |frame: &[u8]| frame.to_vec())
        .filler(|byte| byte == b' ')
}

const ONE_FRAME: &[u8] = b"#\x02ab\xc3";
const TWO_FRAMES: &[u8] = b"#\x02ab\xc3 #\x03abc\x26";
const CUT_SHORT: &[u8] = b"#\x02ab\xc3 #\x03ab";
const LITTLE_GARBAGE: &[u8] = b"#\x01aa??";
const GARBAGE: &[u8] = b"#\x01aa?????????? #\x01bb";
const BLANKS: &[u8] = b"   #\x01aa   ";
const TOO_LONG: &[u8] = b"#\x09nine bytes";

const PANICS: Twist = |_, src, last| {
    assert!(!src.contains(&0xc3), "no {} please", [0xc3].escape_ascii());
    honest(src, last)
};

/// Remembers that a frame was cut short, and then refuses the next one.
const RESENTS: Twist = |cut_short, src, last| match honest(src, last) {
    Decoded { consumed, outcome: Outcome::Frame(_) } if core::mem::take(cut_short) > 0 => {
        Decoded::fault(consumed, ToyError::Skipped(consumed))
    }
    decoded => {
        *cut_short += usize::from(last && !src.is_empty());
        decoded
    }
};

/// What the law makes of a decoder, by `find`; the decoder without a twist has to pass.
fn twisted(
    law: Law,
    how: &'static str,
    find: impl Fn(Conformance<Twisted, Vec<u8>>) -> Result<(), Violation>,
    decode: Twist,
) -> Broken {
    find(laws(|_, src, last| honest(src, last))).unwrap();
    (law, how, find(laws(decode)))
}

fn decoders() -> Vec<Broken> {
    let case = |law, how, input: &[u8], decode| twisted(law, how, |laws| laws.check(input), decode);
    vec![
        case(Law::NoPanic, "at a byte", TWO_FRAMES, PANICS),
        case(Law::NoPanic, "at the end", CUT_SHORT, |_, src, last| {
            assert!(!last || src.is_empty(), "unexpected end");
            honest(src, last)
        }),
        case(Law::ConsumedInBounds, "filler", BLANKS, |_, src, last| match honest(src, last) {
            decoded if decoded.is_incomplete() => Decoded::skipped(src.len() + 1, 1),
            decoded => decoded,
        }),
        case(Law::ConsumedInBounds, "a frame", TWO_FRAMES, |_, src, last| {
            let mut decoded = honest(src, last);
            decoded.consumed += usize::from(matches!(decoded.outcome, Outcome::Frame(_)));
            decoded
        }),
        case(Law::Progress, "a frame", BLANKS, |_, src, last| match honest(src, last) {
            Decoded { outcome: Outcome::Frame(frame), .. } => Decoded::frame(0, frame),
            decoded => decoded,
        }),
        case(Law::Progress, "a fault", GARBAGE, |_, src, last| match honest(src, last) {
            Decoded { outcome: Outcome::Fault(fault), .. } => Decoded::fault(0, fault),
            decoded => decoded,
        }),
        case(Law::Progress, "a fatal fault", GARBAGE, |_, src, last| match honest(src, last) {
            Decoded { outcome: Outcome::Fault(_), .. } => Decoded::fault(0, ToyError::Fatal),
            decoded => decoded,
        }),
        case(Law::Progress, "a frame of nothing at the end", ONE_FRAME, |_, src, last| {
            if last && src.is_empty() { Decoded::frame(0, src) } else { honest(src, last) }
        }),
        case(Law::NeededIsLowerBound, "of a frame", ONE_FRAME, |_, src, last| {
            match honest(src, last) {
                Decoded { consumed, outcome: Outcome::Incomplete { needed } } => {
                    Decoded::skipped(consumed, needed.get() + 1)
                }
                decoded => decoded,
            }
        }),
        case(Law::NeededIsLowerBound, "before a fault", GARBAGE, |_, src, last| {
            if src.is_empty() { Decoded::incomplete(2) } else { honest(src, last) }
        }),
        twisted(
            Law::NeededIsLowerBound,
            "of which a later call knows nothing",
            |laws| laws.byte_by_byte(ONE_FRAME),
            |_, src, last| {
                if src == b"#" && !last { Decoded::incomplete(9) } else { honest(src, last) }
            },
        ),
        case(Law::BoundedLeftover, "endless", GARBAGE, |_, src, last| match src {
            [b'?', ..] if !last && !src.contains(&b'#') => Decoded::incomplete(1),
            _ => honest(src, last),
        }),
        case(Law::BoundedLeftover, "by a byte", GARBAGE, |_, src, last| match src {
            [b'?', ..] if !last && !src.contains(&b'#') && src.len() <= Magic::MAX => {
                Decoded::incomplete(1)
            }
            _ => honest(src, last),
        }),
        case(Law::FillerAtOnce, "when more comes", BLANKS, |_, src, last| {
            let is_blank = src.iter().all(|byte| *byte == b' ');
            if is_blank && !last { Decoded::incomplete(1) } else { honest(src, last) }
        }),
        case(Law::NothingDropped, "all of it", GARBAGE, |_, src, last| match honest(src, last) {
            Decoded { consumed, outcome: Outcome::Fault(_) } => Decoded::skipped(consumed, 1),
            decoded => decoded,
        }),
        case(Law::NothingDropped, "but for a byte", LITTLE_GARBAGE, |_, src, last| {
            match honest(src, last) {
                Decoded { consumed, outcome: Outcome::Fault(_) } => {
                    Decoded::fault(consumed, ToyError::Skipped(1))
                }
                decoded => decoded,
            }
        }),
        case(Law::Accounting, "nothing", GARBAGE, |_, src, last| match honest(src, last) {
            Decoded { consumed, outcome: Outcome::Fault(_) } => {
                Decoded::fault(consumed, ToyError::Skipped(0))
            }
            decoded => decoded,
        }),
        case(Law::Accounting, "more than there is", LITTLE_GARBAGE, |_, src, last| {
            match honest(src, last) {
                Decoded { consumed, outcome: Outcome::Fault(_) } => {
                    Decoded::fault(consumed, ToyError::Skipped(consumed + 1))
                }
                decoded => decoded,
            }
        }),
        case(Law::Accounting, "more than the longest frame", GARBAGE, |_, src, last| match honest(
            src, last,
        ) {
            Decoded { outcome: Outcome::Fault(_), .. } => {
                let run = src.iter().take_while(|byte| !b"# ".contains(byte)).count();
                Decoded::fault(run, ToyError::Skipped(run))
            }
            decoded => decoded,
        }),
        case(Law::FinishEmpties, "a cut frame", CUT_SHORT, |_, src, _| honest(src, false)),
        case(Law::CutsDoNotMatter, "a read ends a frame", TWO_FRAMES, |_, src, last| match src {
            [b'#', _, ..] => Decoded::frame(src.len().min(Magic::MAX), src),
            _ => honest(src, last),
        }),
        case(Law::CutsDoNotMatter, "the calls are counted", TWO_FRAMES, |calls, src, last| {
            *calls += 1;
            match honest(src, last) {
                Decoded { consumed, outcome: Outcome::Frame(_) } if *calls > 10 => {
                    Decoded::frame(consumed, b"late")
                }
                decoded => decoded,
            }
        }),
        case(Law::CutsDoNotMatter, "a late fault is fatal", CUT_SHORT, |calls, src, last| {
            *calls += 1;
            match honest(src, last) {
                Decoded { consumed, outcome: Outcome::Fault(_) } if *calls > 10 => {
                    Decoded::fault(consumed, ToyError::Fatal)
                }
                decoded => decoded,
            }
        }),
        case(Law::TrailingBytes, "become part of a frame", ONE_FRAME, |_, src, last| match honest(
            src, last,
        ) {
            Decoded { consumed, outcome: Outcome::Frame(_) } if src.len() > consumed => {
                Decoded::frame(consumed, &src[2..=consumed])
            }
            decoded => decoded,
        }),
        case(Law::TrailingBytes, "spoil a frame", ONE_FRAME, |_, src, last| {
            match honest(src, last) {
                Decoded { consumed, outcome: Outcome::Frame(_) } if src.ends_with(b"\n") => {
                    Decoded::fault(consumed, ToyError::Skipped(consumed))
                }
                decoded => decoded,
            }
        }),
        twisted(
            Law::Oversize,
            "a frame of what fits",
            |laws| laws.oversize(TOO_LONG),
            |_, src, last| match src {
                [b'#', 6..=255, ..] => Decoded::frame(2, b"fits"),
                _ => honest(src, last),
            },
        ),
        twisted(Law::FinishStartsAnew, "a stream", |laws| laws.starts_anew(TWO_FRAMES), RESENTS),
        twisted(
            Law::FinishStartsAnew,
            "a datagram",
            |laws| laws.datagram(CUT_SHORT).map(drop),
            RESENTS,
        ),
    ]
}

/// Frames of 60 bytes. They are bad when it was asked for one in a way that it does not like.
struct Moody {
    /// How many bytes it was shown each time.
    asked: Vec<usize>,
    dislikes: fn(&[usize]) -> bool,
}

impl Decoder for Moody {
    type Frame<'a> = &'a [u8];
    type Error = ToyError;

    fn decode<'a>(&mut self, src: &'a [u8]) -> Decoded<&'a [u8], ToyError> {
        self.asked.push(src.len());
        let Some(frame) = src.get(..60) else {
            return Decoded::incomplete(60 - src.len());
        };
        let asked = core::mem::take(&mut self.asked);
        Decoded::frame(60, if (self.dislikes)(&asked) { b"bad" } else { frame })
    }

    fn finish<'a>(&mut self, src: &'a [u8]) -> Decoded<&'a [u8], ToyError> {
        Decoded::skipped(src.len(), 60)
    }

    fn max_frame_len(&self) -> usize {
        60
    }
}

/// Lines that end with CR LF, which it searches from the beginning each time.
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

fn decoders_of_other_kinds() -> Vec<Broken> {
    // Each of these is found out by one kind of cut only.
    let moody = |how, dislikes: fn(&[usize]) -> bool| {
        let check = |dislikes| {
            let make = move || Moody { asked: Vec::new(), dislikes };
            Conformance::new(make, |frame: &[u8]| frame.to_vec()).check(&[b'x'; 120])
        };
        check(|_| false).unwrap();
        (Law::CutsDoNotMatter, how, check(dislikes))
    };
    let line = [&[b'x'; 100][..], b"\r\n"].concat();
    let forgetful = Conformance::new(|| Forgetful, |line: &[u8]| line.to_vec());
    vec![
        moody("asked again", |asked| asked.windows(2).any(|asked| asked[0] == asked[1])),
        moody("in two parts", |asked| matches!(asked, [37, _])),
        moody("in many parts", |asked| {
            asked.len() > 3 && ![0, 1, 7].contains(&(asked[1] - asked[0]))
        }),
        moody("in a short array", |asked| {
            asked.starts_with(&[7, 14]) && asked.ends_with(&[56, 60])
        }),
        moody("in a long array", |asked| asked.starts_with(&[7, 14]) && asked.ends_with(&[56, 63])),
        (Law::SearchedOnce, "by none at all", forgetful.searched_once(&line)),
    ]
}

/// An encoder that is [`Magic`], but for what was done to its parts.
struct Twister {
    len: fn(&[u8]) -> Result<usize, ToyError>,
    encode: fn(&[u8], &mut [u8]) -> Result<usize, ToyError>,
    /// How many bytes more are appended than should be.
    more_to_vec: usize,
    more_to_bytes: usize,
    /// By how much the length of what is appended to a `Vec` is said to be more.
    miscount: usize,
}

impl Encoder<[u8]> for Twister {
    type Error = ToyError;

    fn encoded_len(&self, payload: &[u8]) -> Result<usize, ToyError> {
        (self.len)(payload)
    }

    fn encode(&mut self, payload: &[u8], dst: &mut [u8]) -> Result<usize, ToyError> {
        (self.encode)(payload, dst)
    }

    fn append_to_vec(&mut self, payload: &[u8], dst: &mut Vec<u8>) -> Result<usize, ToyError> {
        let frame = self.frame(payload);
        dst.extend(frame.iter().flatten());
        dst.resize(dst.len() + self.more_to_vec, 0);
        Ok(frame?.len() + self.miscount)
    }

    fn append_to_bytes(&mut self, payload: &[u8], dst: &mut BytesMut) -> Result<usize, ToyError> {
        let frame = self.frame(payload);
        dst.extend(frame.iter().flatten());
        dst.resize(dst.len() + self.more_to_bytes, 0);
        Ok(frame?.len())
    }
}

impl Twister {
    fn frame(&mut self, payload: &[u8]) -> Result<Vec<u8>, ToyError> {
        let mut frame = vec![0; self.encoded_len(payload)?];
        let written = self.encode(payload, &mut frame)?;
        frame.truncate(written);
        Ok(frame)
    }
}

fn encoders() -> Vec<Broken> {
    fn case(law: Law, how: &'static str, payload: &[u8], twist: fn(&mut Twister)) -> Broken {
        let mut encoder = Twister {
            len: |payload| magic().encoded_len(payload),
            encode: |payload, dst| magic().encode(payload, dst),
            more_to_vec: 0,
            more_to_bytes: 0,
            miscount: 0,
        };
        let find = |encoder: &mut Twister| {
            if payload.len() > 5 {
                return refused(encoder, payload);
            }
            round_trip(encoder, &mut magic(), payload, |item, frame| *item == *frame)?;
            short_buffers(encoder, payload)
        };
        find(&mut encoder).unwrap();
        twist(&mut encoder);
        (law, how, find(&mut encoder))
    }

    let long = b"too long";
    vec![
        case(Law::RoundTrip, "another item", b"abc", |encoder| {
            encoder.encode = |_, dst| magic().encode(b"abd", dst);
        }),
        case(Law::RoundTrip, "no frame", b"abc", |encoder| {
            encoder.encode = |payload, dst| {
                let written = magic().encode(payload, dst)?;
                dst[written - 1] ^= 1;
                Ok(written)
            };
        }),
        case(Law::RoundTrip, "half of a frame", b"abc", |encoder| {
            encoder.len = |_| Ok(3);
            encoder.encode = |payload, dst| {
                BufferTooShort::check(dst, 3)?.copy_from_slice(&Magic::frame(payload)[..3]);
                Ok(3)
            };
        }),
        case(Law::RoundTrip, "a frame and more", b"abc", |encoder| {
            encoder.len = |_| Ok(7);
            encoder.encode = |payload, dst| {
                let dst = BufferTooShort::check(dst, 7)?;
                dst[6] = b' ';
                Ok(magic().encode(payload, dst)? + 1)
            };
        }),
        case(Law::RoundTrip, "refused", b"abc", |encoder| {
            encoder.len = |payload| Err(ToyError::TooLong(payload.len()));
        }),
        case(Law::ExactLength, "more is said", b"abc", |encoder| {
            encoder.len = |payload| Ok(magic().encoded_len(payload)? + 1);
        }),
        case(Law::ExactLength, "behind the frame", b"abc", |encoder| {
            encoder.encode = |payload, dst| {
                let written = magic().encode(payload, dst)?;
                if let Some(behind) = dst.get_mut(written) {
                    *behind = 0;
                }
                Ok(written)
            };
        }),
        case(Law::ExactLength, "more to a Vec", b"abc", |encoder| encoder.more_to_vec = 1),
        case(Law::ExactLength, "more to a BytesMut", b"abc", |encoder| encoder.more_to_bytes = 1),
        case(Law::ExactLength, "a Vec is miscounted", b"abc", |encoder| encoder.miscount = 1),
        case(Law::ShortBuffer, "what fits", b"abc", |encoder| {
            encoder.encode = |payload, dst| {
                let frame = Magic::frame(payload);
                let fits = frame.len().min(dst.len());
                dst[..fits].copy_from_slice(&frame[..fits]);
                Ok(fits)
            };
        }),
        case(Law::ShortBuffer, "but for the last byte", b"abc", |encoder| {
            encoder.encode = |payload, dst| match dst.len() {
                5 => Ok(5),
                _ => magic().encode(payload, dst),
            };
        }),
        case(Law::ShortBuffer, "written to", b"abc", |encoder| {
            encoder.encode = |payload, dst| {
                if let Some(first) = dst.first_mut() {
                    *first = b'#';
                }
                magic().encode(payload, dst)
            };
        }),
        case(Law::ShortBuffer, "with wrong numbers", b"abc", |encoder| {
            encoder.encode = |payload, dst| {
                BufferTooShort::check(dst, payload.len())?;
                magic().encode(payload, dst)
            };
        }),
        case(Law::Refused, "not at all", long, |encoder| {
            encoder.len = |payload| Ok(payload.len() + 3);
        }),
        case(Law::Refused, "only beforehand", long, |encoder| encoder.encode = |_, _| Ok(1)),
        case(Law::Refused, "too late", long, |encoder| {
            encoder.encode = |payload, dst| {
                dst[0] = b'#';
                magic().encode(payload, dst)
            };
        }),
        case(Law::Refused, "too late for a Vec", long, |encoder| encoder.more_to_vec = 1),
        case(Law::Refused, "too late for a BytesMut", long, |encoder| encoder.more_to_bytes = 1),
        case(Law::Refused, "for another reason", long, |encoder| {
            encoder.encode = |_, _| Err(ToyError::TooLong(0));
        }),
    ]
}
