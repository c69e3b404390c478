#[cfg(feature = "alloc")]
use alloc::vec::Vec;
use core::ops::Range;

use crate::{BufferTooShort, Decoded, Decoder, Outcome};

/// Turns reads from a transport into frames.
///
/// Frames are decoded where they stand, in the caller's chunk. What a chunk leaves unfinished is
/// copied, and so is the chunk that goes on with it: each byte twice at most. As long as each chunk
/// is pulled until there is no more of it, the buffer never holds more than that chunk and
/// [`Decoder::max_frame_len`] bytes, and less than `max_frame_len` bytes between two chunks.
///
/// There are two ways to feed it: hand it each chunk with [`pull`](Self::pull), or let the
/// transport read straight into it with [`spare_mut`](Self::spare_mut) and
/// [`commit`](Self::commit), and then pull with an empty chunk.
///
/// # Examples
///
/// ```
/// # use cellwire_codec::{Decoded, Decoder};
/// # use core::convert::Infallible;
/// # struct Pairs;
/// # impl Decoder for Pairs {
/// #     type Frame<'a> = &'a [u8];
/// #     type Error = Infallible;
/// #     fn decode<'a>(&mut self, src: &'a [u8]) -> Decoded<&'a [u8], Infallible> {
/// #         match src.get(..2) {
/// #             Some(pair) => Decoded::frame(2, pair),
/// #             None => Decoded::incomplete(2 - src.len()),
/// #         }
/// #     }
/// #     fn finish<'a>(&mut self, src: &'a [u8]) -> Decoded<&'a [u8], Infallible> {
/// #         if src.is_empty() { Decoded::incomplete(2) } else { Decoded::frame(src.len().min(2), &src[..src.len().min(2)]) }
/// #     }
/// #     fn max_frame_len(&self) -> usize { 2 }
/// # }
/// use cellwire_codec::FrameBuffer;
///
/// // `Pairs` is a decoder whose frames are two bytes long.
/// let mut frames = FrameBuffer::fixed(Pairs, [0; 16])?;
///
/// let mut chunk = &b"aabbc"[..];
/// assert_eq!(frames.pull(&mut chunk), Some(Ok(&b"aa"[..])));
/// assert_eq!(frames.pull(&mut chunk), Some(Ok(&b"bb"[..])));
/// assert_eq!(frames.pull(&mut chunk), None); // `c` waits in the buffer
///
/// let spare = frames.spare_mut();
/// spare[0] = b'c';
/// frames.commit(1);
/// assert_eq!(frames.pull(&mut &[][..]), Some(Ok(&b"cc"[..])));
/// # Ok::<(), cellwire_codec::BufferTooShort>(())
/// ```
#[derive(Clone, Debug)]
pub struct FrameBuffer<D, S> {
    decoder: D,
    storage: S,
    /// `storage[head..tail]` is what no frame or fault has taken yet.
    head: usize,
    tail: usize,
}

#[cfg(feature = "alloc")]
impl<D: Decoder> FrameBuffer<D, Growing> {
    /// A buffer that allocates when a frame is cut in two. It keeps the memory for the next such
    /// frame; see [`shrink_to`](Self::shrink_to).
    pub const fn growing(decoder: D) -> Self {
        Self { decoder, storage: Growing(Vec::new()), head: 0, tail: 0 }
    }
}

impl<D: Decoder, const N: usize> FrameBuffer<D, [u8; N]> {
    /// A buffer in an array, without an allocator.
    ///
    /// The longest frame has to fit. With twice that, what is kept is seldom moved; see [`Storage`].
    /// With a read on top of the longest frame, each [`pull`](Self::pull) takes a whole read.
    ///
    /// # Errors
    ///
    /// The array is shorter than the longest frame of the decoder.
    pub fn fixed(decoder: D, storage: [u8; N]) -> Result<Self, BufferTooShort> {
        let needed = decoder.max_frame_len();
        if N < needed {
            return Err(BufferTooShort { needed, available: N });
        }
        Ok(Self { decoder, storage, head: 0, tail: 0 })
    }
}

impl<D: Decoder, S: Storage> FrameBuffer<D, S> {
    /// The next frame or fault of what is buffered and of `input`, which loses what was taken.
    ///
    /// `None` says that all of `input` was taken and that more is wanted. A caller that stops
    /// earlier loses nothing: what it did not pull is still in `input` or in the buffer. After a
    /// fatal fault the transport is to be closed, and pulling on is of no use.
    ///
    /// There is one exception. An array that is shorter than `input` and the longest frame together
    /// can fill up with filler that stands behind a fault. `None` then says that there is room
    /// again: pull until `input` is empty.
    pub fn pull<'a, 'i: 'a>(
        &'a mut self,
        input: &mut &'i [u8],
    ) -> Option<Result<D::Frame<'a>, D::Error>> {
        if self.is_empty() {
            return self.pull_in_place(input);
        }
        // Show the decoder what was left over with the new bytes behind it. That can be done only
        // once in a call, since a frame that comes of it borrows from the storage: where filler
        // makes room in an array, the caller has to come back for the rest of the chunk.
        let old = self.len();
        let chunk = *input;
        let copied = self.push(chunk);
        let shown = &self.storage.bytes()[self.head..self.tail];
        let Decoded { consumed, outcome } = self.decoder.decode(shown);
        let consumed = consumed.min(shown.len());
        if consumed >= old && !matches!(outcome, Outcome::Incomplete { .. }) {
            // What was left over is gone, and the rest can be read where the caller has it.
            (self.head, self.tail) = (0, 0);
            *input = &chunk[consumed - old..];
        } else {
            self.head += consumed;
            *input = &chunk[copied..];
        }
        match outcome {
            Outcome::Frame(frame) => Some(Ok(frame)),
            Outcome::Fault(error) => Some(Err(error)),
            Outcome::Incomplete { .. } => None,
        }
    }

    fn pull_in_place<'a, 'i: 'a>(
        &mut self,
        input: &mut &'i [u8],
    ) -> Option<Result<D::Frame<'a>, D::Error>> {
        (self.head, self.tail) = (0, 0);
        let chunk: &'i [u8] = input;
        let Decoded { consumed, outcome } = self.decoder.decode(chunk);
        let rest = chunk.get(consumed..).unwrap_or_default();
        *input = rest;
        match outcome {
            Outcome::Frame(frame) => Some(Ok(frame)),
            Outcome::Fault(error) => Some(Err(error)),
            Outcome::Incomplete { .. } => {
                let copied = self.push(rest);
                *input = &rest[copied..];
                None
            }
        }
    }

    /// Makes room for `wanted` bytes behind what is kept, as far as the storage can, and says how
    /// much there is.
    fn reserve(&mut self, wanted: usize) -> usize {
        let (kept, len) = (self.len(), self.storage.bytes().len());
        let wanted = if S::GROWS || kept + wanted <= len {
            wanted
        } else {
            // What does not fit comes in parts, but the longest frame has to be there at once.
            self.decoder.max_frame_len().saturating_sub(kept)
        };
        // To move what is kept is cheap when at least as much is freed by it. An array has no
        // choice.
        if len - self.tail < wanted && (self.head >= kept || !S::GROWS) {
            self.storage.move_to_front(self.head..self.tail);
            (self.head, self.tail) = (0, kept);
        }
        self.storage.grow_to(self.tail + wanted);
        self.storage.bytes().len() - self.tail
    }

    /// The next frame or fault when no more bytes will come in time.
    ///
    /// At the end of a stream or datagram, call it until it returns `None`: the buffer is then
    /// empty. When a partial frame has waited for too long, call it once, and go on with
    /// [`pull`](Self::pull): only what stands at the front is given up, and a frame that has begun
    /// behind it may still arrive.
    pub fn finish(&mut self) -> Option<Result<D::Frame<'_>, D::Error>> {
        let rest = &self.storage.bytes()[self.head..self.tail];
        let Decoded { consumed, outcome } = self.decoder.finish(rest);
        self.head += consumed.min(rest.len());
        match outcome {
            Outcome::Frame(frame) => Some(Ok(frame)),
            Outcome::Fault(error) => Some(Err(error)),
            Outcome::Incomplete { .. } => {
                (self.head, self.tail) = (0, 0);
                None
            }
        }
    }

    /// Room to read into, to be followed by [`commit`](Self::commit).
    ///
    /// Never empty as long as [`pull`](Self::pull) was called until it returned `None`; in a
    /// growing buffer it is at least as long as the longest frame, or 4096 bytes if that is less.
    pub fn spare_mut(&mut self) -> &mut [u8] {
        let max = self.decoder.max_frame_len();
        // In an array, to want more than a frame can lack would be to move for each short read.
        self.reserve(if S::GROWS { max.min(4096) } else { max.saturating_sub(self.len()) });
        &mut self.storage.bytes_mut()[self.tail..]
    }

    /// Takes the first `read` bytes of [`spare_mut`](Self::spare_mut) as received.
    ///
    /// More than there are count as all of them.
    pub fn commit(&mut self, read: usize) {
        self.tail = self.storage.bytes().len().min(self.tail.saturating_add(read));
    }

    /// Takes bytes without looking at them, and says how many fitted; in a growing buffer, all.
    ///
    /// For a session that is handed bytes before it is asked what they are. Where the bytes outlive
    /// the frames, [`pull`](Self::pull) spares the copy.
    pub fn push(&mut self, bytes: &[u8]) -> usize {
        let taken = self.reserve(bytes.len()).min(bytes.len());
        self.storage.bytes_mut()[self.tail..self.tail + taken].copy_from_slice(&bytes[..taken]);
        self.tail += taken;
        taken
    }

    /// Lets go of the memory of an idle buffer that holds more than `len` bytes; a growing one
    /// allocates again when it needs it.
    ///
    /// Does nothing while bytes wait.
    pub fn shrink_to(&mut self, len: usize) {
        if self.is_empty() {
            (self.head, self.tail) = (0, 0);
            self.storage.shrink_to(len);
        }
    }

    /// The bytes that no frame or fault has taken yet.
    pub fn as_bytes(&self) -> &[u8] {
        &self.storage.bytes()[self.head..self.tail]
    }

    /// How many bytes wait for the rest of their frame.
    #[inline]
    pub const fn len(&self) -> usize {
        self.tail - self.head
    }

    /// Whether nothing waits.
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.head == self.tail
    }

    /// The decoder.
    pub const fn decoder(&self) -> &D {
        &self.decoder
    }

    /// The decoder, to change how it goes on.
    pub const fn decoder_mut(&mut self) -> &mut D {
        &mut self.decoder
    }
}

/// Where a [`FrameBuffer`] keeps its bytes: an array or, with the feature `alloc`, a `Growing`.
///
/// What is kept has to be moved to the front when the end is reached. In an array of twice the
/// longest frame, and in a `Growing`, that costs no more than a constant for each byte that comes
/// in. In an array that just holds the longest frame, hostile input can have the buffer move what
/// it keeps for every byte.
pub trait Storage: sealed::Sealed {}

impl<const N: usize> Storage for [u8; N] {}

/// The storage of a [`FrameBuffer`] that allocates as it needs: no more than a small multiple of
/// what the buffer holds at most.
#[cfg(feature = "alloc")]
#[derive(Clone, Debug, Default)]
pub struct Growing(Vec<u8>);

#[cfg(feature = "alloc")]
impl Storage for Growing {}

/// An array whose length is known only at run time, so that the conformance suite can have one that
/// just holds the longest frame of any decoder.
#[cfg(feature = "test-util")]
#[derive(Debug)]
pub(crate) struct Exact(Vec<u8>);

#[cfg(feature = "test-util")]
impl Storage for Exact {}

#[cfg(feature = "test-util")]
impl<D: Decoder> FrameBuffer<D, Exact> {
    pub(crate) fn exact(decoder: D, len: usize) -> Self {
        Self { decoder, storage: Exact(alloc::vec![0; len]), head: 0, tail: 0 }
    }
}

mod sealed {
    use super::Range;

    pub trait Sealed {
        const GROWS: bool;
        fn bytes(&self) -> &[u8];
        fn bytes_mut(&mut self) -> &mut [u8];
        fn move_to_front(&mut self, kept: Range<usize>) {
            self.bytes_mut().copy_within(kept, 0);
        }
        fn grow_to(&mut self, _len: usize) {}
        fn shrink_to(&mut self, _len: usize) {}
    }

    impl<const N: usize> Sealed for [u8; N] {
        const GROWS: bool = false;

        fn bytes(&self) -> &[u8] {
            self
        }

        fn bytes_mut(&mut self) -> &mut [u8] {
            self
        }
    }

    #[cfg(feature = "test-util")]
    impl Sealed for super::Exact {
        const GROWS: bool = false;

        fn bytes(&self) -> &[u8] {
            &self.0
        }

        fn bytes_mut(&mut self) -> &mut [u8] {
            &mut self.0
        }
    }

    #[cfg(feature = "alloc")]
    impl Sealed for super::Growing {
        const GROWS: bool = true;

        fn bytes(&self) -> &[u8] {
            &self.0
        }

        fn bytes_mut(&mut self) -> &mut [u8] {
            &mut self.0
        }

        fn grow_to(&mut self, len: usize) {
            if self.0.len() < len {
                self.0.resize(len, 0);
            }
        }

        fn shrink_to(&mut self, len: usize) {
            self.0.truncate(len);
            self.0.shrink_to(len);
        }
    }
}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use super::sealed::Sealed;
    use super::*;
    use crate::Recovery;

    /// A storage that counts how many bytes are moved within it.
    struct Counting<S> {
        storage: S,
        moved: usize,
    }

    impl<S: Sealed> Storage for Counting<S> {}

    impl<S: Sealed> Sealed for Counting<S> {
        const GROWS: bool = S::GROWS;

        fn bytes(&self) -> &[u8] {
            self.storage.bytes()
        }

        fn bytes_mut(&mut self) -> &mut [u8] {
            self.storage.bytes_mut()
        }

        fn move_to_front(&mut self, kept: Range<usize>) {
            self.moved += kept.len();
            self.storage.move_to_front(kept);
        }

        fn grow_to(&mut self, len: usize) {
            let (before, at) = (self.bytes().len(), self.bytes().as_ptr());
            self.storage.grow_to(len);
            if self.bytes().as_ptr() != at {
                self.moved += before;
            }
        }
    }

    const MAX: usize = 100;

    /// Has to see the longest frame before it gives up one byte: the buffer is always nearly full.
    struct Hostile;

    #[derive(Debug, thiserror::Error)]
    #[error("a byte is given up")]
    struct GivenUp;

    impl crate::Recover for GivenUp {
        fn recovery(&self) -> Recovery {
            Recovery::Resynced { skipped: 1 }
        }
    }

    impl Decoder for Hostile {
        type Frame<'a> = ();
        type Error = GivenUp;

        fn decode(&mut self, src: &[u8]) -> Decoded<(), GivenUp> {
            if src.len() < MAX {
                Decoded::incomplete(MAX - src.len())
            } else {
                Decoded::fault(1, GivenUp)
            }
        }

        fn finish(&mut self, src: &[u8]) -> Decoded<(), GivenUp> {
            if src.is_empty() { Decoded::incomplete(1) } else { Decoded::fault(1, GivenUp) }
        }

        fn max_frame_len(&self) -> usize {
            MAX
        }
    }

    fn counting<S>(storage: S) -> FrameBuffer<Hostile, Counting<S>> {
        FrameBuffer { decoder: Hostile, storage: Counting { storage, moved: 0 }, head: 0, tail: 0 }
    }

    const INPUT: [u8; 100 * MAX] = [0; 100 * MAX];
    const READS: [usize; 9] = [1, 2, 3, MAX / 2, MAX - 1, MAX, MAX + 1, 5 * MAX, INPUT.len()];

    /// How many bytes were moved while the input was pulled in reads of that length.
    fn moved_by_pull<S: Sealed>(storage: S, read: usize) -> usize {
        let mut frames = counting(storage);
        for mut chunk in INPUT.chunks(read) {
            while !chunk.is_empty() {
                while frames.pull(&mut chunk).is_some() {}
            }
        }
        frames.storage.moved
    }

    /// How many bytes were moved while the input was read into the buffer.
    fn moved_by_reads<S: Sealed>(storage: S, read: usize) -> usize {
        let mut frames = counting(storage);
        let mut rest = &INPUT[..];
        while !rest.is_empty() {
            let read = read.min(frames.spare_mut().len()).min(rest.len());
            frames.commit(read);
            rest = &rest[read..];
            while frames.pull(&mut &[][..]).is_some() {}
        }
        frames.storage.moved
    }

    #[test]
    fn to_move_costs_a_constant_per_byte() {
        for read in READS {
            for moved in [
                moved_by_pull(Growing::default(), read),
                moved_by_pull([0; 2 * MAX], read),
                moved_by_pull([0; 2 * MAX + 1], read),
                moved_by_pull([0; 3 * MAX], read),
                moved_by_reads(Growing::default(), read),
                moved_by_reads([0; 2 * MAX], read),
                moved_by_reads([0; 2 * MAX + 1], read),
                moved_by_reads([0; 3 * MAX], read),
            ] {
                assert!(moved <= INPUT.len() * 3 / 2, "{moved} bytes moved by reads of {read}");
            }
        }
    }

    #[test]
    fn the_memory_is_a_small_multiple_of_what_is_kept() {
        for read in READS {
            let mut frames = FrameBuffer::growing(Hostile);
            for mut chunk in INPUT.chunks(read) {
                while frames.pull(&mut chunk).is_some() {}
            }
            let capacity = frames.storage.0.capacity();
            assert!(capacity <= 2 * (2 * MAX + read), "{capacity} bytes for reads of {read}");
        }
    }
}
