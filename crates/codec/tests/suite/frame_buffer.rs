//! Whatever is done to a [`FrameBuffer`], the same comes out of it as of the whole input.

use core::fmt::Debug;

use cellwire_codec::{
    BufferTooShort, Decoded, Decoder, FrameBuffer, Outcome, Recover, Recovery, Storage,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::toys::{
    Lines, Magic, OwnedPiece, Payloads, ToyError, line_stream, magic_stream, payload_stream,
};

/// What can be done to a buffer.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// Some bytes arrive, and some frames are pulled.
    Pull { bytes: usize, frames: usize },
    /// Some bytes arrive, and are pushed.
    Push { bytes: usize },
    /// Some bytes arrive, and are read into the buffer.
    Read { bytes: usize },
    /// Nobody cares for a while.
    Shrink { len: usize },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let few_or_many = || prop_oneof![3 => 0..4_usize, 2 => 0..40_usize];
    let step = prop_oneof![
        4 => few_or_many().prop_map(|bytes| Step::Pull { bytes, frames: usize::MAX }),
        2 => (few_or_many(), 0..4_usize)
            .prop_map(|(bytes, frames)| Step::Pull { bytes, frames }),
        1 => few_or_many().prop_map(|bytes| Step::Push { bytes }),
        2 => few_or_many().prop_map(|bytes| Step::Read { bytes }),
        1 => few_or_many().prop_map(|len| Step::Shrink { len }),
    ];
    vec(step, 0..60)
}

/// A decoder that makes sure that it is shown what the contract says: what it did not consume, and
/// more behind it.
struct Watched<D> {
    decoder: D,
    expected: Vec<u8>,
}

impl<D: Decoder> Watched<D> {
    fn new(decoder: D) -> Self {
        Self { decoder, expected: Vec::new() }
    }
}

impl<D: Decoder> Decoder for Watched<D> {
    type Frame<'a> = D::Frame<'a>;
    type Error = D::Error;

    fn decode<'a>(&mut self, src: &'a [u8]) -> Decoded<D::Frame<'a>, D::Error> {
        assert!(src.starts_with(&self.expected), "{:?} became {src:?}", self.expected);
        let decoded = self.decoder.decode(src);
        self.expected = src[decoded.consumed..].to_vec();
        decoded
    }

    fn finish<'a>(&mut self, src: &'a [u8]) -> Decoded<D::Frame<'a>, D::Error> {
        assert_eq!(src, self.expected);
        let decoded = self.decoder.finish(src);
        self.expected = src[decoded.consumed..].to_vec();
        decoded
    }

    fn max_frame_len(&self) -> usize {
        self.decoder.max_frame_len()
    }
}

/// A codec under test: how to make its decoder, and how to keep its frames.
struct Case<D: Decoder, T> {
    make: fn() -> D,
    own: fn(D::Frame<'_>) -> T,
    merge: fn(&mut T, &T) -> bool,
    /// Whether there may be filler between its frames.
    filler: bool,
}

const MAGIC: Case<Magic, Vec<u8>> = Case {
    make: || Magic { blanks: false },
    own: <[u8]>::to_vec,
    merge: |_, _| false,
    filler: false,
};
const BLANKS: Case<Magic, Vec<u8>> =
    Case { make: || Magic { blanks: true }, filler: true, ..MAGIC };
const LINES: Case<Lines, Vec<u8>> =
    Case { make: || Lines::new(8), own: <[u8]>::to_vec, merge: |_, _| false, filler: false };
const PAYLOADS: Case<Payloads, OwnedPiece> =
    Case { make: Payloads::new, own: Payloads::own, merge: Payloads::merge, filler: false };

/// What has come out: frames, and how many bytes were skipped between them.
#[derive(Debug, PartialEq)]
enum Item<T> {
    Frame(T),
    Skipped(usize),
    Fatal,
}

impl<D: Decoder, T: Debug + PartialEq> Case<D, T> {
    fn add(&self, items: &mut Vec<Item<T>>, next: Result<D::Frame<'_>, D::Error>) {
        let item = match next {
            Ok(frame) => Item::Frame((self.own)(frame)),
            Err(error) => match error.recovery() {
                Recovery::Resynced { skipped } => Item::Skipped(skipped),
                Recovery::Fatal => Item::Fatal,
            },
        };
        let merged = match (items.last_mut(), &item) {
            (Some(Item::Fatal), _) => true,
            (Some(Item::Skipped(run)), Item::Skipped(more)) => {
                *run += more;
                true
            }
            (Some(Item::Frame(frame)), Item::Frame(next)) => (self.merge)(frame, next),
            _ => false,
        };
        if !merged {
            items.push(item);
        }
    }

    /// What comes out without a buffer.
    fn expected(&self, mut input: &[u8]) -> Vec<Item<T>> {
        let (mut decoder, mut items) = ((self.make)(), Vec::new());
        for finish in [false, true] {
            loop {
                let Decoded { consumed, outcome } =
                    if finish { decoder.finish(input) } else { decoder.decode(input) };
                input = &input[consumed..];
                match outcome {
                    Outcome::Frame(frame) => self.add(&mut items, Ok(frame)),
                    Outcome::Fault(error) => self.add(&mut items, Err(error)),
                    Outcome::Incomplete { .. } => break,
                }
            }
        }
        items
    }

    /// What comes out of the buffer, which is an array of so many bytes if it is one, by these steps.
    fn run<S: Storage>(
        &self,
        mut frames: FrameBuffer<Watched<D>, S>,
        array: Option<usize>,
        input: &[u8],
        steps: &[Step],
    ) -> Vec<Item<T>> {
        let max = frames.decoder().max_frame_len();
        let mut items = Vec::new();
        // What has arrived, and is not in the buffer.
        let mut arrived = 0..0;
        // Whether all that had arrived before was pulled.
        let mut all_pulled = true;
        let the_rest = Step::Pull { bytes: input.len(), frames: usize::MAX };
        for step in steps.iter().chain([&the_rest]) {
            match *step {
                Step::Pull { bytes, frames: limit } => {
                    arrived.end = input.len().min(arrived.end + bytes);
                    let mut chunk = &input[arrived.clone()];
                    let limit_of_len = if all_pulled { max + chunk.len() } else { usize::MAX };
                    let fits = array.is_none_or(|len| len >= limit_of_len);
                    let mut pulled = 0;
                    all_pulled = false;
                    while pulled < limit && !all_pulled {
                        let before = chunk.len() + frames.len();
                        match frames.pull(&mut chunk) {
                            Some(next) => {
                                self.add(&mut items, next);
                                pulled += 1;
                            }
                            None if chunk.is_empty() => all_pulled = true,
                            // Filler has filled an array.
                            None => assert!(self.filler && !fits, "{} bytes left", chunk.len()),
                        }
                        let after = chunk.len() + frames.len();
                        assert!(after < before || all_pulled, "stuck with {after} bytes");
                        assert!(frames.len() < limit_of_len, "{} bytes are kept", frames.len());
                    }
                    assert!(!all_pulled || frames.len() < max, "{} bytes are left", frames.len());
                    arrived.start = arrived.end - chunk.len();
                }
                // What has arrived before comes first.
                _ if !arrived.is_empty() => {}
                Step::Push { bytes } => {
                    arrived.end = input.len().min(arrived.end + bytes);
                    let taken = frames.push(&input[arrived.clone()]);
                    assert!(array.is_some() || taken == arrived.len());
                    arrived.start += taken;
                    all_pulled = false;
                }
                Step::Read { bytes } => {
                    let spare = frames.spare_mut();
                    assert!(!all_pulled || !spare.is_empty(), "no room to read into");
                    assert!(array.is_some() || spare.len() >= max.min(4096));
                    let read = bytes.min(spare.len()).min(input.len() - arrived.end);
                    spare[..read].copy_from_slice(&input[arrived.end..arrived.end + read]);
                    frames.commit(read);
                    arrived = arrived.end + read..arrived.end + read;
                    all_pulled = false;
                }
                Step::Shrink { len } => frames.shrink_to(len),
            }
        }
        // The last step was to pull it all.
        assert_eq!(arrived, input.len()..input.len());
        while let Some(next) = frames.finish() {
            self.add(&mut items, next);
        }
        assert!(frames.is_empty());
        items
    }

    fn in_array<const N: usize>(&self, input: &[u8], steps: &[Step]) {
        let decoder = Watched::new((self.make)());
        let max = decoder.max_frame_len();
        match FrameBuffer::fixed(decoder, [0; N]) {
            Ok(frames) => {
                let items = self.run(frames, Some(N), input, steps);
                assert_eq!(items, self.expected(input), "in an array of {N} bytes");
            }
            Err(error) => assert_eq!(error, BufferTooShort { needed: max, available: N }),
        }
    }

    fn check(&self, input: &[u8], steps: &[Step]) {
        let growing = FrameBuffer::growing(Watched::new((self.make)()));
        assert_eq!(self.run(growing, None, input, steps), self.expected(input));
        self.in_array::<7>(input, steps);
        self.in_array::<8>(input, steps);
        self.in_array::<9>(input, steps);
        self.in_array::<12>(input, steps);
        self.in_array::<15>(input, steps);
        self.in_array::<16>(input, steps);
        self.in_array::<17>(input, steps);
        self.in_array::<24>(input, steps);
        self.in_array::<32>(input, steps);
        self.in_array::<48>(input, steps);
        self.in_array::<1000>(input, steps);
    }
}

proptest! {
    #[test]
    fn frames_with_a_magic(input in magic_stream(), steps in steps()) {
        MAGIC.check(&input, &steps);
        BLANKS.check(&input, &steps);
    }

    #[test]
    fn lines(input in line_stream(), steps in steps()) {
        LINES.check(&input, &steps);
    }

    #[test]
    fn streamed_payloads(input in payload_stream(), steps in steps()) {
        PAYLOADS.check(&input, &steps);
    }
}

fn skipped<T>(bytes: usize) -> Option<Result<T, ToyError>> {
    Some(Err(ToyError::Skipped(bytes)))
}

#[test]
fn an_array_that_just_holds_a_frame_takes_it_behind_a_fault() {
    let mut frames = FrameBuffer::fixed(Magic { blanks: false }, [0; Magic::MAX]).unwrap();
    assert_eq!(frames.pull(&mut &b"#\x02#\x05"[..]), None);
    // The first header is a false one. With that gone, there are six bytes to the end of the array.
    assert_eq!(frames.pull(&mut &b"a"[..]), skipped(1));
    assert_eq!(frames.pull(&mut &[][..]), skipped(1));
    let mut input = &b"bcde\xef"[..];
    assert_eq!(frames.pull(&mut input), Some(Ok(&b"abcde"[..])));
    assert!(input.is_empty());
}

#[test]
fn filler_behind_a_fault_is_pulled_in_parts_where_the_array_is_short() {
    let mut frames = FrameBuffer::fixed(Magic { blanks: true }, [0; 2 * Magic::MAX]).unwrap();
    let mut input = &[b"#\x02", &[b' '; 40][..], &Magic::frame(b"next")].concat()[..];
    let mut header = &input[..2];
    assert_eq!(frames.pull(&mut header), None);
    input = &input[2..];
    assert_eq!(frames.pull(&mut input), skipped(1));
    assert_eq!(frames.pull(&mut input), skipped(1));
    assert_eq!(frames.pull(&mut input), None);
    assert!(!input.is_empty());
    assert_eq!(frames.pull(&mut input), Some(Ok(&b"next"[..])));
    assert!(input.is_empty());
}

#[test]
fn an_array_for_a_frame_and_a_read_takes_the_read_whole() {
    let mut frames = FrameBuffer::fixed(Magic { blanks: true }, [0; Magic::MAX + 8]).unwrap();
    // Two bytes are given up, and seven are kept behind them.
    assert_eq!(frames.pull(&mut &b"#\x05#\x05aa"[..]), None);
    assert_eq!(frames.pull(&mut &b"bb"[..]), skipped(1));
    assert_eq!(frames.pull(&mut &[][..]), skipped(1));
    assert_eq!(frames.pull(&mut &b" "[..]), None);
    assert_eq!(frames.len(), 7);

    let mut input = &[b' '; 8][..];
    assert_eq!(frames.pull(&mut input), skipped(1));
    assert_eq!(frames.pull(&mut input), skipped(5));
    assert_eq!(frames.pull(&mut input), None);
    assert!(input.is_empty());
}

#[test]
fn what_follows_a_frame_that_was_cut_is_read_where_it_stands() {
    let mut frames = FrameBuffer::growing(Lines::new(8));
    assert_eq!(frames.pull(&mut &b"on"[..]), None);
    let chunk = b"e\ntwo\nthr";
    let mut input = &chunk[..];
    assert_eq!(frames.pull(&mut input), Some(Ok(&b"one"[..])));
    assert_eq!((input, frames.len()), (&chunk[2..], 0));
    let two = frames.pull(&mut input).unwrap().unwrap();
    assert_eq!((two, two.as_ptr()), (&b"two"[..], chunk[2..].as_ptr()));
    assert_eq!(frames.pull(&mut input), None);
    assert_eq!(frames.len(), 3);

    // So is what follows a fault that was just what had been kept.
    let mut frames = FrameBuffer::growing(Magic { blanks: false });
    assert_eq!(frames.pull(&mut &b"#"[..]), None);
    input = &b"\x06???"[..];
    assert_eq!(frames.pull(&mut input), skipped(1));
    assert_eq!((input, frames.len()), (&b"\x06???"[..], 0));
}

#[test]
fn no_more_is_committed_than_was_there() {
    let mut frames = FrameBuffer::fixed(Lines::new(8), [b'\n'; 8]).unwrap();
    frames.commit(usize::MAX);
    assert_eq!(frames.len(), 8);
}

#[test]
fn an_idle_buffer_shrinks_and_a_busy_one_keeps_its_bytes() {
    let mut frames = FrameBuffer::growing(Lines::new(5000));
    frames.spare_mut()[..3].copy_from_slice(b"abc");
    frames.commit(3);
    frames.shrink_to(0);
    assert_eq!(frames.pull(&mut &b"\n"[..]), Some(Ok(&b"abc"[..])));
    frames.shrink_to(0);
    assert_eq!(frames.pull(&mut &b"def\n"[..]), Some(Ok(&b"def"[..])));
}
