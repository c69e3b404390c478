//! The laws of [`Decoder`] and [`Encoder`], a function for each.
//!
//! [`Conformance`] holds a way to make the decoder and a way to own its frames. [`check`] runs the
//! laws that hold for every input; the other functions of it want an input of some kind, or hold for
//! some decoders. Each of them also holds every single call to the contract: see [`Law`].
//! [`round_trip`], [`short_buffers`] and [`refused`] are the laws of encoding.
//!
//! ```
//! # use cellwire_codec::{Decoded, Decoder};
//! # use core::convert::Infallible;
//! # #[derive(Clone)]
//! # struct Pairs;
//! # impl Decoder for Pairs {
//! #     type Frame<'a> = &'a [u8];
//! #     type Error = Infallible;
//! #     fn decode<'a>(&mut self, src: &'a [u8]) -> Decoded<&'a [u8], Infallible> {
//! #         match src.get(..2) {
//! #             Some(pair) => Decoded::frame(2, pair),
//! #             None => Decoded::incomplete(2 - src.len()),
//! #         }
//! #     }
//! #     fn finish<'a>(&mut self, src: &'a [u8]) -> Decoded<&'a [u8], Infallible> {
//! #         if src.is_empty() { Decoded::incomplete(2) } else { Decoded::frame(src.len().min(2), &src[..src.len().min(2)]) }
//! #     }
//! #     fn max_frame_len(&self) -> usize { 2 }
//! # }
//! use cellwire_codec::test_util::conformance::Conformance;
//!
//! // `Pairs` is a decoder whose frames are two bytes long.
//! Conformance::new(|| Pairs, |frame: &[u8]| frame.to_vec()).check(b"abcde").unwrap();
//! ```
//!
//! [`check`]: Conformance::check

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::any::Any;
use core::fmt::Debug;
use core::panic::AssertUnwindSafe;
use std::panic::catch_unwind;

use bytes::BytesMut;

use super::link::Rng;
use crate::{
    BufferTooShort, Decoded, Decoder, Encoder, FrameBuffer, Outcome, Recover, Recovery, Storage,
};

/// A law that a codec broke.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{law}: {what}")]
#[non_exhaustive]
pub struct Violation {
    /// Which law.
    pub law: Law,
    /// How it was broken, with the numbers.
    pub what: String,
}

macro_rules! laws {
    ($($(#[$attribute:meta])* $law:ident,)*) => {
        /// The laws of the suite.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
        #[non_exhaustive]
        pub enum Law {
            $($(#[$attribute])* $law,)*
        }

        impl Law {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$law),*];
        }
    };
}

laws! {
    /// No input panics.
    #[error("no input panics")]
    NoPanic,
    /// No call consumes more than it was shown.
    #[error("consumed at most what was shown")]
    ConsumedInBounds,
    /// A frame or fault consumes at least one byte.
    #[error("progress")]
    Progress,
    /// With fewer than `needed` bytes more, the outcome does not change.
    #[error("needed is a lower bound")]
    NeededIsLowerBound,
    /// What an `Incomplete` leaves is shorter than the longest frame.
    #[error("bounded leftover")]
    BoundedLeftover,
    /// Filler is consumed at once: what an `Incomplete` leaves ends in a frame or a fault.
    #[error("filler is consumed at once")]
    FillerAtOnce,
    /// What is consumed without a frame is filler, or reported by a fault; see
    /// [`Conformance::filler`].
    #[error("what is dropped is filler or reported")]
    NothingDropped,
    /// A fault skips at least one byte, no more than it consumes, and no more than the longest
    /// frame.
    #[error("skipped bytes are accounted for")]
    Accounting,
    /// `finish` leaves nothing.
    #[error("finish leaves nothing")]
    FinishEmpties,
    /// Frames and faults do not depend on how the bytes were cut.
    #[error("the cut does not matter")]
    CutsDoNotMatter,
    /// What comes behind a frame does not change it.
    #[error("trailing bytes do not matter")]
    TrailingBytes,
    /// What is longer than the longest frame is a fault.
    #[error("what is too long is a fault")]
    Oversize,
    /// Once `finish` has left nothing, the decoder is as new.
    #[error("finish starts anew")]
    FinishStartsAnew,
    /// What was searched is not searched again when more comes.
    #[error("what was searched is not searched again")]
    SearchedOnce,
    /// What can be written is read back.
    #[error("round trip")]
    RoundTrip,
    /// `encoded_len` is what `encode` writes, and the rest of the buffer is left alone.
    #[error("the encoded length is exact")]
    ExactLength,
    /// A buffer that is too short is refused, with the numbers, and left alone.
    #[error("a short buffer is left alone")]
    ShortBuffer,
    /// An item that is refused is refused by all functions, and writes nothing.
    #[error("a refused item writes nothing")]
    Refused,
}

impl Law {
    fn broken<T>(self, what: impl Into<String>) -> Result<T, Violation> {
        Err(Violation { law: self, what: what.into() })
    }
}

/// What came out of a decoder: a frame, or how many bytes were skipped in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Seen<T> {
    /// A frame, owned.
    Frame(T),
    /// Adjacent faults, together.
    Skipped(usize),
    /// A fatal fault; nothing comes after it.
    Fatal,
}

type Own<D, T> = Box<dyn for<'a> Fn(<D as Decoder>::Frame<'a>) -> T>;
type Merge<T> = Box<dyn Fn(&mut T, &T) -> bool>;

/// The laws of decoding, for one decoder.
pub struct Conformance<D: Decoder, T> {
    make: Box<dyn Fn() -> D>,
    own: Own<D, T>,
    merge: Merge<T>,
    filler: Option<fn(u8) -> bool>,
}

impl<D: Decoder, T> Debug for Conformance<D, T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Conformance").finish_non_exhaustive()
    }
}

impl<D: Decoder, T: PartialEq + Debug> Conformance<D, T> {
    /// The laws for the decoders that `make` makes; `own` turns a frame into what outlives it.
    pub fn new(
        make: impl Fn() -> D + 'static,
        own: impl for<'a> Fn(D::Frame<'a>) -> T + 'static,
    ) -> Self {
        let merge = Box::new(|_: &mut T, _: &T| false);
        Self { make: Box::new(make), own: Box::new(own), merge, filler: None }
    }

    /// For codecs that stream: `merge` appends the second frame to the first and says `true` when
    /// both are pieces of the same payload.
    #[must_use]
    pub fn merging(mut self, merge: impl Fn(&mut T, &T) -> bool + 'static) -> Self {
        self.merge = Box::new(merge);
        self
    }

    /// Which bytes may be filler. That no others are dropped in silence is checked with every call
    /// from here on; without this there is no telling.
    #[must_use]
    pub fn filler(mut self, is_filler: fn(u8) -> bool) -> Self {
        self.filler = Some(is_filler);
        self
    }

    /// The laws that hold for every input: [`byte_by_byte`](Self::byte_by_byte),
    /// [`two_way_cuts`](Self::two_way_cuts), [`random_cuts`](Self::random_cuts),
    /// [`array`](Self::array) and [`trailing_bytes`](Self::trailing_bytes).
    ///
    /// # Errors
    ///
    /// The first law that is broken.
    pub fn check(&self, input: &[u8]) -> Result<(), Violation> {
        self.byte_by_byte(input)?;
        self.two_way_cuts(input)?;
        self.random_cuts(input, 0xce11, 20)?;
        self.array(input)?;
        self.trailing_bytes(input)
    }

    /// What comes out of the whole input at once, and of its end.
    ///
    /// # Errors
    ///
    /// A call broke the contract.
    pub fn whole(&self, input: &[u8]) -> Result<Vec<Seen<T>>, Violation> {
        self.drive(&mut self.growing(), [input])
    }

    /// The same comes out byte by byte as of the whole, and calls without new bytes in between
    /// change nothing.
    ///
    /// # Errors
    ///
    /// It does not, or a call broke the contract.
    pub fn byte_by_byte(&self, input: &[u8]) -> Result<(), Violation> {
        let pieces = input.chunks(1).flat_map(|byte| [byte, &[]]);
        let seen = self.drive(&mut self.growing(), pieces)?;
        Law::CutsDoNotMatter.same(&self.whole(input)?, &seen, || "byte by byte".into())
    }

    /// The same comes out of every cut in two; of 600 evenly spread ones where there are more.
    ///
    /// # Errors
    ///
    /// It does not, or a call broke the contract.
    pub fn two_way_cuts(&self, input: &[u8]) -> Result<(), Violation> {
        let whole = self.whole(input)?;
        for cut in (0..=input.len()).step_by(input.len() / 600 + 1) {
            let seen = self.drive(&mut self.growing(), [&input[..cut], &input[cut..]])?;
            Law::CutsDoNotMatter.same(&whole, &seen, || format!("cut after {cut} bytes"))?;
        }
        Ok(())
    }

    /// The same comes out of `rounds` random cuts.
    ///
    /// # Errors
    ///
    /// It does not, or a call broke the contract.
    pub fn random_cuts(&self, input: &[u8], seed: u64, rounds: usize) -> Result<(), Violation> {
        let whole = self.whole(input)?;
        let mut rng = Rng::new(seed);
        for _ in 0..rounds {
            let longest = 1 + rng.below(40);
            let mut pieces = Vec::new();
            let mut rest = input;
            while !rest.is_empty() {
                let (piece, others) =
                    rest.split_at(rest.len().min(1 + rng.below(longest) as usize));
                pieces.push(piece);
                rest = others;
            }
            let seen = self.drive(&mut self.growing(), pieces.iter().copied())?;
            Law::CutsDoNotMatter.same(&whole, &seen, || {
                let lengths: Vec<_> = pieces.iter().map(|piece| piece.len()).collect();
                format!("in pieces of {lengths:?}")
            })?;
        }
        Ok(())
    }

    /// The same comes out of a buffer that cannot grow: of one that just holds the longest frame,
    /// and of one twice as long.
    ///
    /// Decoders with frames of more than 1 MiB are left out.
    ///
    /// # Errors
    ///
    /// It does not, or a call broke the contract.
    pub fn array(&self, input: &[u8]) -> Result<(), Violation> {
        let whole = self.whole(input)?;
        let max = (self.make)().max_frame_len();
        if max > 0x10_0000 {
            return Ok(());
        }
        for len in [max, 2 * max] {
            for read in [7, input.len().max(1)] {
                let mut frames = FrameBuffer::exact(self.checked(), len);
                let seen = self.drive(&mut frames, input.chunks(read))?;
                Law::CutsDoNotMatter.same(&whole, &seen, || {
                    format!("in an array of {len} bytes, in pieces of {read}")
                })?;
            }
        }
        Ok(())
    }

    /// Bytes behind a complete frame at the front of the input do not change it.
    ///
    /// # Errors
    ///
    /// They do.
    pub fn trailing_bytes(&self, input: &[u8]) -> Result<(), Violation> {
        let Some((len, alone)) = self.first_frame(input)? else {
            return Ok(());
        };
        let frame = &input[..len];
        for trailing in [&b""[..], b"\0", b"\r\n", b"$$@@\xff"] {
            match self.first_frame(&[frame, trailing].concat())? {
                Some((again, ref frame)) if again == len && *frame == alone => {}
                Some((again, frame)) => {
                    return Law::TrailingBytes.broken(format!(
                        "{alone:?} of {len} bytes became {frame:?} of {again} before {trailing:02x?}"
                    ));
                }
                // The decoder looks beyond the frame, as it must where nothing marks its end.
                None if trailing.is_empty() => break,
                None => {
                    return Law::TrailingBytes
                        .broken(format!("{alone:?} is no frame before {trailing:02x?}"));
                }
            }
        }
        Ok(())
    }

    /// An input that begins with what would be a frame, were it not longer than the longest, begins
    /// with a fault, also byte by byte.
    ///
    /// # Errors
    ///
    /// It does not, or a call broke the contract.
    pub fn oversize(&self, input: &[u8]) -> Result<(), Violation> {
        self.byte_by_byte(input)?;
        match self.whole(input)?.first() {
            Some(Seen::Skipped(_) | Seen::Fatal) => Ok(()),
            first => Law::Oversize.broken(format!("{first:?} where a fault has to be")),
        }
    }

    /// Once `finish` has left nothing, the same comes out of the input as of a new decoder, wherever
    /// another copy of the input was given up before.
    ///
    /// For all decoders but those whose caller sets what is to come next.
    ///
    /// # Errors
    ///
    /// It does not, or a call broke the contract.
    pub fn starts_anew(&self, input: &[u8]) -> Result<(), Violation> {
        let whole = self.whole(input)?;
        for cut in (0..=input.len()).step_by(input.len() / 600 + 1) {
            let mut frames = self.growing();
            let before = self.drive(&mut frames, [&input[..cut]])?;
            if before.last() == Some(&Seen::Fatal) {
                break;
            }
            let seen = self.drive(&mut frames, [input])?;
            Law::FinishStartsAnew
                .same(&whole, &seen, || format!("after {cut} bytes were finished"))?;
        }
        Ok(())
    }

    /// What comes out of a datagram, which is always emptied, and says the same when it comes again.
    ///
    /// # Errors
    ///
    /// It does not, or a call broke the contract.
    pub fn datagram(&self, datagram: &[u8]) -> Result<Vec<Seen<T>>, Violation> {
        let mut frames = self.growing();
        frames.push(datagram);
        let seen = self.drive_to_the_end(&mut frames, Vec::new())?;
        if seen.last() != Some(&Seen::Fatal) {
            frames.push(datagram);
            let again = self.drive_to_the_end(&mut frames, Vec::new())?;
            Law::FinishStartsAnew.same(&seen, &again, || "the second time".into())?;
        }
        Ok(seen)
    }

    /// While the rest of a frame comes in slowly, what was searched for its end is not searched
    /// again.
    ///
    /// Nobody can see where a decoder looks, but it can be deceived. The last bytes of the frame at
    /// the front of the input are put anywhere among those that it was shown, and then it is shown
    /// one byte more: if it finds that the frame ends there, it has searched again. The 32 bytes at
    /// each end do not count, since to look at a header again and again costs only a constant; so
    /// the frame has to be longer than that, and the longer the better.
    ///
    /// A codec whose frames are short may break this law and be none the worse.
    ///
    /// # Errors
    ///
    /// It has, or a call broke the contract.
    pub fn searched_once(&self, input: &[u8]) -> Result<(), Violation> {
        const MARGIN: usize = 32;
        let Some((len, _)) = self.first_frame(input)? else {
            return Ok(());
        };
        for end_len in 1..=4.min(len) {
            // The end of the frame, and one byte more, have not come yet.
            let (begun, end) = input[..len].split_at(len - end_len);
            let Some((next, shown)) = begun.split_last() else { continue };
            let places = MARGIN..shown.len().saturating_sub(MARGIN);
            for place in places.clone().step_by(places.len() / 256 + 1) {
                let mut decoder = self.checked();
                let first = decoder.decode(shown);
                decoder.verdict()?;
                if !first.is_incomplete() || first.consumed > place {
                    continue;
                }
                let mut deceit = shown.to_vec();
                deceit[place..place + end_len].copy_from_slice(end);
                deceit.push(*next);
                // The law that a caller shows the same bytes again is broken here, so that no other
                // holds for what comes of it.
                let second = decoder.decode(&deceit[first.consumed..]);
                let noticed = decoder.verdict().is_err();
                if noticed || !second.is_incomplete() {
                    return Law::SearchedOnce.broken(format!(
                        "{} bytes were shown, and then byte {place} was looked at again",
                        shown.len()
                    ));
                }
            }
        }
        Ok(())
    }

    fn checked(&self) -> Checked<D> {
        let decoder = (self.make)();
        Checked { decoder, filler: self.filler, violation: None, left: 0, promised: 0 }
    }

    fn growing(&self) -> FrameBuffer<Checked<D>, crate::Growing> {
        FrameBuffer::growing(self.checked())
    }

    /// The frame at the front of the input, and what a new decoder consumes with it.
    fn first_frame(&self, input: &[u8]) -> Result<Option<(usize, T)>, Violation> {
        let mut decoder = self.checked();
        let Decoded { consumed, outcome } = decoder.decode(input);
        decoder.verdict()?;
        Ok(match outcome {
            Outcome::Frame(frame) => Some((consumed, (self.own)(frame))),
            _ => None,
        })
    }

    fn drive<'i, S: Storage>(
        &self,
        frames: &mut FrameBuffer<Checked<D>, S>,
        pieces: impl IntoIterator<Item = &'i [u8]>,
    ) -> Result<Vec<Seen<T>>, Violation> {
        let mut seen = Vec::new();
        for mut input in pieces {
            loop {
                let before = input.len() + frames.len();
                let next = frames.pull(&mut input).map(|next| self.owned(next));
                frames.decoder_mut().verdict()?;
                match next {
                    Some(item) => self.push(&mut seen, item),
                    None if input.is_empty() => break,
                    None => assert!(input.len() + frames.len() < before, "the buffer is stuck"),
                }
                if seen.last() == Some(&Seen::Fatal) {
                    return Ok(seen);
                }
            }
        }
        self.drive_to_the_end(frames, seen)
    }

    fn drive_to_the_end<S: Storage>(
        &self,
        frames: &mut FrameBuffer<Checked<D>, S>,
        mut seen: Vec<Seen<T>>,
    ) -> Result<Vec<Seen<T>>, Violation> {
        while seen.last() != Some(&Seen::Fatal) {
            let next = frames.finish().map(|next| self.owned(next));
            frames.decoder_mut().verdict()?;
            match next {
                Some(item) => self.push(&mut seen, item),
                None => break,
            }
        }
        Ok(seen)
    }

    fn owned(&self, next: Result<D::Frame<'_>, D::Error>) -> Seen<T> {
        match next {
            Ok(frame) => Seen::Frame((self.own)(frame)),
            Err(error) => match error.recovery() {
                Recovery::Resynced { skipped } => Seen::Skipped(skipped),
                Recovery::Fatal => Seen::Fatal,
            },
        }
    }

    fn push(&self, seen: &mut Vec<Seen<T>>, item: Seen<T>) {
        let merged = match (seen.last_mut(), &item) {
            (Some(Seen::Skipped(run)), Seen::Skipped(more)) => {
                *run += more;
                true
            }
            (Some(Seen::Frame(frame)), Seen::Frame(next)) => (self.merge)(frame, next),
            _ => false,
        };
        if !merged {
            seen.push(item);
        }
    }
}

impl Law {
    fn same<T: PartialEq + Debug>(
        self,
        whole: &[Seen<T>],
        seen: &[Seen<T>],
        how: impl FnOnce() -> String,
    ) -> Result<(), Violation> {
        if whole == seen {
            return Ok(());
        }
        let at = whole.iter().zip(seen).take_while(|(a, b)| a == b).count();
        self.broken(format!(
            "item {at} is {:?} as a whole, and {:?} {}",
            whole.get(at),
            seen.get(at),
            how()
        ))
    }
}

/// A decoder under watch: each call is held to the contract.
struct Checked<D> {
    decoder: D,
    filler: Option<fn(u8) -> bool>,
    violation: Option<Violation>,
    /// How many bytes the last `Incomplete` left.
    left: usize,
    /// How many bytes have to be shown at least before the outcome is another.
    promised: usize,
}

impl<D: Decoder> Checked<D> {
    /// The law that the last call has broken.
    fn verdict(&mut self) -> Result<(), Violation> {
        self.violation.take().map_or(Ok(()), Err)
    }

    /// Calls the decoder. Where it breaks a law all is given up, so that no loop goes on for ever.
    fn call<'a>(&mut self, src: &'a [u8], last: bool) -> Decoded<D::Frame<'a>, D::Error> {
        let call = AssertUnwindSafe(|| {
            if last { self.decoder.finish(src) } else { self.decoder.decode(src) }
        });
        let decoded = match catch_unwind(call) {
            Ok(decoded) => self.verify(src, &decoded, last).map(|()| decoded),
            Err(panic) => Law::NoPanic.broken(format!(
                "\"{}\" at \"{}\"",
                panic_message(&*panic),
                src.escape_ascii()
            )),
        };
        decoded.unwrap_or_else(|violation| {
            self.violation = Some(violation);
            Decoded::skipped(src.len(), 1)
        })
    }

    fn verify<F>(
        &mut self,
        src: &[u8],
        decoded: &Decoded<F, D::Error>,
        last: bool,
    ) -> Result<(), Violation> {
        let (shown, consumed) = (src.len(), decoded.consumed);
        let max = self.decoder.max_frame_len();
        if consumed > shown {
            return Law::ConsumedInBounds.broken(format!("{consumed} of {shown} bytes"));
        }
        match &decoded.outcome {
            Outcome::Incomplete { needed } => {
                let left = shown - consumed;
                if last && left > 0 {
                    return Law::FinishEmpties.broken(format!("{left} of {shown} bytes left"));
                }
                if left >= max {
                    return Law::BoundedLeftover
                        .broken(format!("{left} bytes left with a limit of {max}"));
                }
                if consumed > 0 && self.left > 0 {
                    return Law::FillerAtOnce
                        .broken(format!("{consumed} bytes became filler of which some were left"));
                }
                self.check_dropped(&src[..consumed], 0)?;
                self.left = left;
                let promised = left.saturating_add(needed.get());
                self.promised = promised.max(self.promised.saturating_sub(consumed));
            }
            outcome => {
                if consumed == 0 {
                    return Law::Progress.broken("nothing consumed");
                }
                if !last && shown < self.promised {
                    return Law::NeededIsLowerBound.broken(format!(
                        "{shown} bytes were enough where {} were said to be needed",
                        self.promised
                    ));
                }
                if let Outcome::Fault(error) = outcome
                    && let Recovery::Resynced { skipped } = error.recovery()
                {
                    if skipped == 0 || skipped > consumed || skipped > max {
                        return Law::Accounting.broken(format!(
                            "{skipped} skipped of {consumed} consumed with a limit of {max}"
                        ));
                    }
                    self.check_dropped(&src[..consumed], skipped)?;
                }
                (self.left, self.promised) = (0, 0);
            }
        }
        Ok(())
    }

    /// Whether what was consumed is filler in front of and behind the bytes that were reported.
    fn check_dropped(&self, consumed: &[u8], reported: usize) -> Result<(), Violation> {
        let Some(is_filler) = self.filler else {
            return Ok(());
        };
        let is_other = |byte: &u8| !is_filler(*byte);
        let Some(first) = consumed.iter().position(is_other) else {
            return Ok(());
        };
        let end = consumed.iter().rposition(is_other).map_or(0, |last| last + 1);
        if end - first > reported {
            return Law::NothingDropped.broken(format!(
                "{reported} bytes reported of \"{}\"",
                consumed[first..end].escape_ascii()
            ));
        }
        Ok(())
    }
}

impl<D: Decoder> Decoder for Checked<D> {
    type Frame<'a> = D::Frame<'a>;
    type Error = D::Error;

    fn decode<'a>(&mut self, src: &'a [u8]) -> Decoded<D::Frame<'a>, D::Error> {
        self.call(src, false)
    }

    fn finish<'a>(&mut self, src: &'a [u8]) -> Decoded<D::Frame<'a>, D::Error> {
        self.call(src, true)
    }

    fn max_frame_len(&self) -> usize {
        self.decoder.max_frame_len()
    }
}

fn panic_message(panic: &dyn Any) -> &str {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(message), _) => message,
        (_, Some(message)) => message,
        _ => "a panic",
    }
}

/// What `encoder` writes, `decoder` reads back as one frame of which `same` says that it is the
/// item.
///
/// # Errors
///
/// It does not, or the encoder refuses the item.
pub fn round_trip<I, E, D>(
    encoder: &mut E,
    decoder: &mut D,
    item: &I,
    same: impl for<'a> FnOnce(&I, D::Frame<'a>) -> bool,
) -> Result<(), Violation>
where
    I: Debug + ?Sized,
    E: Encoder<I>,
    D: Decoder,
{
    let encoded = encode(encoder, item)?;
    match decoder.decode(&encoded) {
        Decoded { consumed, outcome: Outcome::Frame(frame) } if consumed == encoded.len() => {
            if same(item, frame) {
                return Ok(());
            }
            Law::RoundTrip.broken(format!("{item:?} came back as another, of {encoded:02x?}"))
        }
        Decoded { consumed, outcome } => {
            let outcome = match outcome {
                Outcome::Frame(_) => String::from("a frame"),
                Outcome::Incomplete { needed } => format!("{needed} bytes wanted"),
                Outcome::Fault(error) => format!("{error}"),
            };
            Law::RoundTrip.broken(format!(
                "{item:?} written as {encoded:02x?} reads as {outcome} of {consumed} bytes"
            ))
        }
    }
}

/// A buffer that is too short, by however much, is refused with [`BufferTooShort`], and left alone.
///
/// # Errors
///
/// It is not, or the encoder refuses the item.
pub fn short_buffers<I, E>(encoder: &mut E, item: &I) -> Result<(), Violation>
where
    I: Debug + ?Sized,
    E: Encoder<I>,
{
    let needed = encode(encoder, item)?.len();
    for available in 0..needed {
        let mut dst = vec![UNTOUCHED; available];
        let expected = E::Error::from(BufferTooShort { needed, available });
        match encoder.encode(item, &mut dst) {
            Ok(_) => {
                return Law::ShortBuffer.broken(format!("{item:?} fits into {available} bytes"));
            }
            Err(error) if format!("{error}") != format!("{expected}") => {
                return Law::ShortBuffer.broken(format!("\"{error}\" instead of \"{expected}\""));
            }
            Err(_) => {}
        }
        if dst.iter().any(|byte| *byte != UNTOUCHED) {
            return Law::ShortBuffer
                .broken(format!("{item:?} wrote to a buffer of {available} bytes"));
        }
    }
    Ok(())
}

/// An item that the protocol cannot carry is refused by every function, for the same reason, and
/// nothing is written.
///
/// # Errors
///
/// It is not.
pub fn refused<I, E>(encoder: &mut E, item: &I) -> Result<(), Violation>
where
    I: Debug + ?Sized,
    E: Encoder<I>,
{
    let reason = match encoder.encoded_len(item) {
        Ok(len) => return Law::Refused.broken(format!("{item:?} takes {len} bytes")),
        Err(reason) => format!("{reason}"),
    };
    let mut dst = vec![UNTOUCHED; 0x1_0000];
    let (mut appended, mut bytes) = (vec![UNTOUCHED], BytesMut::from(&[UNTOUCHED][..]));
    for (to, written) in [
        ("a slice", encoder.encode(item, &mut dst)),
        ("a Vec", encoder.append_to_vec(item, &mut appended)),
        ("a BytesMut", encoder.append_to_bytes(item, &mut bytes)),
    ] {
        match written {
            Ok(len) => {
                return Law::Refused.broken(format!("{item:?} wrote {len} bytes to {to}"));
            }
            Err(error) if format!("{error}") != reason => {
                return Law::Refused.broken(format!("\"{error}\" for {to} is not \"{reason}\""));
            }
            Err(_) => {}
        }
    }
    if dst.iter().any(|byte| *byte != UNTOUCHED)
        || appended != [UNTOUCHED]
        || bytes[..] != [UNTOUCHED]
    {
        return Law::Refused.broken(format!("{item:?} was refused, and written"));
    }
    Ok(())
}

/// What a buffer holds before anything is written to it.
const UNTOUCHED: u8 = 0xa5;

fn encode<I, E>(encoder: &mut E, item: &I) -> Result<Vec<u8>, Violation>
where
    I: Debug + ?Sized,
    E: Encoder<I>,
{
    let refused = |error: E::Error| Violation {
        law: Law::RoundTrip,
        what: format!("{item:?} is refused: {error}"),
    };
    let len = encoder.encoded_len(item).map_err(refused)?;
    let mut dst = vec![UNTOUCHED; len + 16];
    let written = encoder.encode(item, &mut dst).map_err(refused)?;
    if written != len {
        return Law::ExactLength.broken(format!("{item:?}: {written} bytes where {len} were said"));
    }
    if dst[len..].iter().any(|byte| *byte != UNTOUCHED) {
        return Law::ExactLength.broken(format!("{item:?}: bytes behind the frame were touched"));
    }
    dst.truncate(len);
    let (mut appended, mut bytes) = (vec![UNTOUCHED], BytesMut::from(&[UNTOUCHED][..]));
    for (to, added) in [
        ("a Vec", encoder.append_to_vec(item, &mut appended).map_err(refused)?),
        ("a BytesMut", encoder.append_to_bytes(item, &mut bytes).map_err(refused)?),
    ] {
        if added != len {
            return Law::ExactLength.broken(format!("{item:?}: {added} bytes appended to {to}"));
        }
    }
    let expected = [&[UNTOUCHED], &dst[..]].concat();
    if appended != expected || bytes[..] != expected {
        return Law::ExactLength.broken(format!("{item:?}: appended otherwise than written"));
    }
    Ok(dst)
}
