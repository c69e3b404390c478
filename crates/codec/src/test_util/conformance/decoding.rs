use alloc::boxed::Box;
use alloc::format;
use alloc::vec::Vec;
use core::fmt::Debug;

use super::checked::Checked;
use super::{Law, Seen, Violation};
use crate::test_util::link::Rng;
use crate::{Decoded, Decoder, FrameBuffer, Outcome, Recover, Recovery, Storage};

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
