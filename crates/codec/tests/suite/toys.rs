//! Codecs that keep every law, each in a way of its own.

use cellwire_codec::test_util::conformance::Conformance;
use cellwire_codec::{BufferTooShort, Decoded, Decoder, Encoder, Recover, Recovery};
use proptest::collection::vec;
use proptest::prelude::*;

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(crate) enum ToyError {
    #[error("{0} bytes skipped")]
    Skipped(usize),
    #[error("fatal")]
    Fatal,
    #[error("{0} bytes are too many")]
    TooLong(usize),
    #[error(transparent)]
    Buffer(#[from] BufferTooShort),
}

impl Recover for ToyError {
    fn recovery(&self) -> Recovery {
        match self {
            Self::Skipped(skipped) => Recovery::Resynced { skipped: *skipped },
            _ => Recovery::Fatal,
        }
    }
}

/// Frames of `#`, a length of up to 5, so many bytes, and their sum.
///
/// Whatever is no frame is skipped up to the next `#`, of which there may be one within it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Magic {
    /// Whether blanks between the frames are filler.
    pub(crate) blanks: bool,
}

impl Magic {
    pub(crate) const MAX: usize = 8;

    pub(crate) fn frame(payload: &[u8]) -> Vec<u8> {
        [&[b'#', payload.len() as u8], payload, &[Self::sum(payload)]].concat()
    }

    pub(crate) fn sum(payload: &[u8]) -> u8 {
        payload.iter().fold(0, |sum, byte| sum.wrapping_add(*byte))
    }

    pub(crate) fn laws(self) -> Conformance<Self, Vec<u8>> {
        let conformance = Conformance::new(move || self, |payload: &[u8]| payload.to_vec());
        conformance.filler(if self.blanks { |byte| byte == b' ' } else { |_| false })
    }

    fn is_blank(self, byte: u8) -> bool {
        self.blanks && byte == b' '
    }
}

impl Decoder for Magic {
    type Frame<'a> = &'a [u8];
    type Error = ToyError;

    fn decode<'a>(&mut self, src: &'a [u8]) -> Decoded<&'a [u8], ToyError> {
        let blanks = src.iter().take_while(|byte| self.is_blank(**byte)).count();
        match &src[blanks..] {
            [] | [b'#'] => Decoded::skipped(blanks, 1),
            [b'#', len @ 0..=5, rest @ ..] => match rest.split_at_checked((*len).into()) {
                Some((payload, [sum, ..])) if *sum == Self::sum(payload) => {
                    Decoded::frame(blanks + payload.len() + 3, payload)
                }
                Some((_, [_, ..])) => Decoded::fault(blanks + 1, ToyError::Skipped(1)),
                _ => Decoded::skipped(blanks, usize::from(*len) + 1 - rest.len()),
            },
            [b'#', ..] => Decoded::fault(blanks + 1, ToyError::Skipped(1)),
            garbage => {
                let run = &garbage[..garbage.len().min(Self::MAX)];
                let end = run.iter().position(|byte| *byte == b'#' || self.is_blank(*byte));
                let skipped = end.unwrap_or(run.len());
                Decoded::fault(blanks + skipped, ToyError::Skipped(skipped))
            }
        }
    }

    fn finish<'a>(&mut self, src: &'a [u8]) -> Decoded<&'a [u8], ToyError> {
        match self.decode(src) {
            decoded if decoded.is_incomplete() && decoded.consumed < src.len() => {
                Decoded::fault(decoded.consumed + 1, ToyError::Skipped(1))
            }
            decoded => decoded,
        }
    }

    fn max_frame_len(&self) -> usize {
        Self::MAX
    }
}

impl Encoder<[u8]> for Magic {
    type Error = ToyError;

    fn encoded_len(&self, payload: &[u8]) -> Result<usize, ToyError> {
        match payload.len() {
            len @ 0..=5 => Ok(len + 3),
            len => Err(ToyError::TooLong(len)),
        }
    }

    fn encode(&mut self, payload: &[u8], dst: &mut [u8]) -> Result<usize, ToyError> {
        let dst = BufferTooShort::check(dst, self.encoded_len(payload)?)?;
        dst.copy_from_slice(&Self::frame(payload));
        Ok(dst.len())
    }
}

/// Lines, the last of which needs no line end. It remembers how far it has searched, and that a
/// line was too long until its end has come.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lines {
    max: usize,
    searched: usize,
    too_long: bool,
}

impl Lines {
    pub(crate) fn new(max: usize) -> Self {
        Self { max, searched: 0, too_long: false }
    }

    pub(crate) fn laws(max: usize) -> Conformance<Self, Vec<u8>> {
        Conformance::new(move || Self::new(max), |line: &[u8]| line.to_vec()).filler(|_| false)
    }
}

impl Decoder for Lines {
    type Frame<'a> = &'a [u8];
    type Error = ToyError;

    fn decode<'a>(&mut self, src: &'a [u8]) -> Decoded<&'a [u8], ToyError> {
        let window = &src[..src.len().min(self.max)];
        let searched = core::mem::take(&mut self.searched);
        match window[searched..].iter().position(|byte| *byte == b'\n') {
            Some(at) => {
                let len = searched + at + 1;
                if core::mem::take(&mut self.too_long) {
                    Decoded::fault(len, ToyError::Skipped(len))
                } else {
                    Decoded::frame(len, &src[..len - 1])
                }
            }
            None if window.len() == self.max || self.too_long && !window.is_empty() => {
                self.too_long = true;
                Decoded::fault(window.len(), ToyError::Skipped(window.len()))
            }
            None => {
                self.searched = window.len();
                Decoded::incomplete(1)
            }
        }
    }

    fn finish<'a>(&mut self, src: &'a [u8]) -> Decoded<&'a [u8], ToyError> {
        match self.decode(src) {
            decoded if decoded.is_incomplete() => {
                *self = Self::new(self.max);
                if src.is_empty() { decoded } else { Decoded::frame(src.len(), src) }
            }
            decoded => decoded,
        }
    }

    fn max_frame_len(&self) -> usize {
        self.max
    }
}

/// `+` and a length begin a payload, which comes out in pieces, as it comes in. `!` is fatal, and
/// so is whatever comes behind it. Everything else is skipped.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Payloads {
    /// How much of the payload has not come yet.
    left: usize,
    dead: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Piece<'a> {
    Begin(u8),
    Data(&'a [u8]),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum OwnedPiece {
    Begin(u8),
    Data(Vec<u8>),
}

impl Payloads {
    pub(crate) const MAX: usize = 16;

    pub(crate) fn new() -> Self {
        Self { left: 0, dead: false }
    }

    pub(crate) fn own(piece: Piece<'_>) -> OwnedPiece {
        match piece {
            Piece::Begin(len) => OwnedPiece::Begin(len),
            Piece::Data(data) => OwnedPiece::Data(data.to_vec()),
        }
    }

    pub(crate) fn merge(piece: &mut OwnedPiece, next: &OwnedPiece) -> bool {
        match (piece, next) {
            (OwnedPiece::Data(data), OwnedPiece::Data(more)) => {
                data.extend(more);
                true
            }
            _ => false,
        }
    }

    pub(crate) fn laws() -> Conformance<Self, OwnedPiece> {
        Conformance::new(Self::new, Self::own).merging(Self::merge).filler(|_| false)
    }
}

impl Decoder for Payloads {
    type Frame<'a> = Piece<'a>;
    type Error = ToyError;

    fn decode<'a>(&mut self, src: &'a [u8]) -> Decoded<Piece<'a>, ToyError> {
        match src {
            [] => Decoded::incomplete(1),
            _ if self.left > 0 => {
                let data = &src[..self.left.min(src.len()).min(Self::MAX)];
                self.left -= data.len();
                Decoded::frame(data.len(), Piece::Data(data))
            }
            [byte, ..] if self.dead || *byte == b'!' => {
                self.dead = true;
                Decoded::fault(1, ToyError::Fatal)
            }
            [b'+'] => Decoded::incomplete(1),
            [b'+', len, ..] => {
                self.left = usize::from(*len);
                Decoded::frame(2, Piece::Begin(*len))
            }
            _ => {
                let run = &src[..src.len().min(Self::MAX)];
                let end = run.iter().position(|byte| b"+!".contains(byte));
                let skipped = end.unwrap_or(run.len());
                Decoded::fault(skipped, ToyError::Skipped(skipped))
            }
        }
    }

    fn finish<'a>(&mut self, src: &'a [u8]) -> Decoded<Piece<'a>, ToyError> {
        match self.decode(src) {
            decoded if decoded.is_incomplete() => {
                self.left = 0;
                if src.is_empty() {
                    decoded
                } else {
                    Decoded::fault(src.len(), ToyError::Skipped(src.len()))
                }
            }
            decoded => decoded,
        }
    }

    fn max_frame_len(&self) -> usize {
        Self::MAX
    }
}

/// What keeps a decoder busy: its frames, pieces of them, runs of filler, and bytes that mean
/// something to it.
pub(crate) fn stream(
    frame: impl Strategy<Value = Vec<u8>> + 'static,
    special: &'static [u8],
) -> impl Strategy<Value = Vec<u8>> {
    let frame = frame.boxed();
    let piece = prop_oneof![
        4 => frame.clone(),
        2 => (frame, any::<prop::sample::Index>()).prop_map(|(mut frame, at)| {
            frame.truncate(at.index(frame.len()));
            frame
        }),
        1 => (0..30_usize).prop_map(|blanks| vec![b' '; blanks]),
        3 => vec(prop_oneof![3 => prop::sample::select(special), 1 => any::<u8>()], 0..20),
    ];
    vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

pub(crate) fn magic_stream() -> impl Strategy<Value = Vec<u8>> {
    let payload = vec(prop_oneof![any::<u8>(), Just(b'#'), 0..6_u8], 0..6);
    stream(payload.prop_map(|payload| Magic::frame(&payload)), b"# \x00\x01\x02\x03\x05\x06")
}

pub(crate) fn line_stream() -> impl Strategy<Value = Vec<u8>> {
    let line = vec(prop_oneof![Just(b'a'), Just(b'b')], 0..20);
    stream(line.prop_map(|line| [&line[..], b"\n"].concat()), b"ab\n")
}

pub(crate) fn payload_stream() -> impl Strategy<Value = Vec<u8>> {
    let payload = vec(any::<u8>(), 0..40);
    let begin = |payload: Vec<u8>| [&[b'+', payload.len() as u8], &payload[..]].concat();
    // A fatal fault ends it all, and has to be rare.
    prop_oneof![
        4 => stream(payload.clone().prop_map(begin), b"+\x00\x01\x02\x20"),
        1 => stream(payload.prop_map(begin), b"+\x00\x01\x02\x20!"),
    ]
}
