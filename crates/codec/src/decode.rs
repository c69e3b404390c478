use core::num::NonZeroUsize;

/// Reads one direction of a wire protocol.
///
/// A decoder looks at the front of the bytes that it is shown, and says what stands there: a
/// frame, a fault, or not enough yet. It owns no buffer. Whoever calls it keeps the bytes, drops
/// [`Decoded::consumed`] of them after each call, and shows the rest again; [`FrameBuffer`] does
/// just that. A pair of traits serves a protocol rather than one, since what a peer sends and what
/// it receives are different types; the other is [`Encoder`](crate::Encoder).
///
/// # The contract
///
/// | outcome | what holds |
/// |---|---|
/// | [`Outcome::Frame`] | `consumed >= 1`; the frame stands in `src[..consumed]` and borrows from it |
/// | [`Outcome::Incomplete`] | the caller comes back with `src[consumed..]` and more behind it |
/// | [`Outcome::Fault`], resynced | `consumed >= 1`; decode again at once |
/// | [`Outcome::Fault`], fatal | `consumed >= 1`, so that no loop hangs; close the transport |
///
/// - Whatever the outcome, the next `src` begins with `src[consumed..]` of this call: a decoder may
///   remember what it has already seen there, so that slow input stays linear.
/// - Bytes that belong to nothing (filler between frames) are consumed at once. What an
///   `Incomplete` leaves is the beginning of a frame, or of a run that will end in a fault, and is
///   shorter than [`max_frame_len`](Self::max_frame_len).
/// - The sequence of frames and faults does not depend on how the bytes were cut; adjacent skipped
///   runs count as one.
/// - No input panics, and none makes the work grow faster than its length.
///
/// The `test-util` feature has the suite that holds a codec to these laws.
///
/// # Examples
///
/// A protocol whose frames are lines:
///
/// ```
/// use cellwire_codec::{Decoded, Decoder, FrameBuffer, Recover, Recovery};
///
/// #[derive(Debug, PartialEq, thiserror::Error)]
/// #[error("line of more than {limit} bytes")]
/// struct TooLong { limit: usize, skipped: usize }
///
/// impl Recover for TooLong {
///     fn recovery(&self) -> Recovery {
///         Recovery::Resynced { skipped: self.skipped }
///     }
/// }
///
/// struct Lines;
///
/// impl Decoder for Lines {
///     type Frame<'a> = &'a [u8];
///     type Error = TooLong;
///
///     fn decode<'a>(&mut self, src: &'a [u8]) -> Decoded<&'a [u8], TooLong> {
///         let window = &src[..src.len().min(self.max_frame_len())];
///         match window.iter().position(|byte| *byte == b'\n') {
///             Some(end) => Decoded::frame(end + 1, &src[..end]),
///             None if window.len() == self.max_frame_len() => Decoded::fault(
///                 window.len(),
///                 TooLong { limit: self.max_frame_len(), skipped: window.len() },
///             ),
///             None => Decoded::incomplete(1),
///         }
///     }
///
///     fn finish<'a>(&mut self, src: &'a [u8]) -> Decoded<&'a [u8], TooLong> {
///         match self.decode(src) {
///             // The last line needs no line end.
///             decoded if decoded.is_incomplete() && !src.is_empty() => {
///                 Decoded::frame(src.len(), src)
///             }
///             decoded => decoded,
///         }
///     }
///
///     fn max_frame_len(&self) -> usize {
///         80
///     }
/// }
///
/// let mut lines = FrameBuffer::growing(Lines);
/// let mut seen = Vec::new();
/// for chunk in [&b"one\ntw"[..], b"o\nthree\n"] {
///     let mut input = chunk;
///     while let Some(line) = lines.pull(&mut input) {
///         seen.push(line.unwrap().to_vec());
///     }
/// }
/// assert_eq!(seen, [&b"one"[..], b"two", b"three"]);
/// ```
///
/// [`FrameBuffer`]: crate::FrameBuffer
pub trait Decoder {
    /// A decoded frame; it borrows from the bytes that it was read from.
    type Frame<'a>;

    /// What can be wrong with the bytes.
    type Error: Recover;

    /// Looks at the front of `src`.
    fn decode<'a>(&mut self, src: &'a [u8]) -> Decoded<Self::Frame<'a>, Self::Error>;

    /// The same when no more bytes will come in time: the end of a stream or of a datagram, or a
    /// partial frame that has waited for too long.
    ///
    /// Never [`Outcome::Incomplete`] with bytes left. It gives up no more than it must: where
    /// another frame could begin behind what it gives up, the fault ends there, and the caller
    /// chooses whether to go on with `decode` or with `finish`. Once nothing is left, the decoder is
    /// as new, but for what its caller has set.
    fn finish<'a>(&mut self, src: &'a [u8]) -> Decoded<Self::Frame<'a>, Self::Error>;

    /// The longest frame that can come out, in bytes. What is longer is a fault, and is one before
    /// it has been buffered.
    fn max_frame_len(&self) -> usize;
}

impl<D: Decoder + ?Sized> Decoder for &mut D {
    type Frame<'a> = D::Frame<'a>;
    type Error = D::Error;

    fn decode<'a>(&mut self, src: &'a [u8]) -> Decoded<Self::Frame<'a>, Self::Error> {
        (**self).decode(src)
    }

    fn finish<'a>(&mut self, src: &'a [u8]) -> Decoded<Self::Frame<'a>, Self::Error> {
        (**self).finish(src)
    }

    fn max_frame_len(&self) -> usize {
        (**self).max_frame_len()
    }
}

/// What a [`Decoder`] made of the front of its input.
#[expect(clippy::exhaustive_structs, reason = "every codec builds it")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "the consumed bytes have to be dropped before the next call"]
pub struct Decoded<F, E> {
    /// How many bytes at the front of the input are done with.
    pub consumed: usize,
    /// What those bytes were.
    pub outcome: Outcome<F, E>,
}

/// The three things that can stand at the front of the input.
#[expect(clippy::exhaustive_enums, reason = "the contract has these three and no more")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome<F, E> {
    /// A frame.
    Frame(F),
    /// The beginning of something, or nothing at all.
    Incomplete {
        /// At least so many bytes more are wanted before the outcome can be another.
        needed: NonZeroUsize,
    },
    /// Something that is no frame.
    Fault(E),
}

impl<F, E> Decoded<F, E> {
    /// A frame that ends after `consumed` bytes.
    #[inline]
    pub const fn frame(consumed: usize, frame: F) -> Self {
        Self { consumed, outcome: Outcome::Frame(frame) }
    }

    /// A fault that gives up `consumed` bytes.
    #[inline]
    pub const fn fault(consumed: usize, error: E) -> Self {
        Self { consumed, outcome: Outcome::Fault(error) }
    }

    /// Nothing consumed, and at least `needed` bytes wanted; 0 counts as 1.
    #[inline]
    pub const fn incomplete(needed: usize) -> Self {
        Self::skipped(0, needed)
    }

    /// Filler of `consumed` bytes, and at least `needed` bytes wanted behind what is left; 0 counts
    /// as 1.
    #[inline]
    pub const fn skipped(consumed: usize, needed: usize) -> Self {
        let needed = match NonZeroUsize::new(needed) {
            Some(needed) => needed,
            None => NonZeroUsize::MIN,
        };
        Self { consumed, outcome: Outcome::Incomplete { needed } }
    }

    /// Whether more bytes are wanted.
    #[inline]
    pub const fn is_incomplete(&self) -> bool {
        matches!(self.outcome, Outcome::Incomplete { .. })
    }
}

/// What an error of a [`Decoder`] means for the bytes behind it.
pub trait Recover: core::error::Error {
    /// Whether reading can go on.
    fn recovery(&self) -> Recovery;
}

impl Recover for core::convert::Infallible {
    fn recovery(&self) -> Recovery {
        match *self {}
    }
}

/// How reading goes on after a fault.
#[expect(clippy::exhaustive_enums, reason = "a caller has to handle both")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Recovery {
    /// The decoder stands where a frame may begin again.
    Resynced {
        /// How many of the consumed bytes were given up: the whole run, not only its beginning.
        skipped: usize,
    },
    /// Nothing behind this can be read: close the transport.
    Fatal,
}

impl Recovery {
    /// How many bytes were given up; 0 for a fatal fault.
    #[inline]
    pub const fn skipped(self) -> usize {
        match self {
            Self::Resynced { skipped } => skipped,
            Self::Fatal => 0,
        }
    }
}
