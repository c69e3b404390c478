#[cfg(feature = "alloc")]
use alloc::vec::Vec;

/// Writes one direction of a wire protocol.
///
/// An item is validated whole before its first byte is written: on an error the buffer is as it
/// was. The other half of the pair is [`Decoder`](crate::Decoder).
///
/// # Examples
///
/// ```
/// use cellwire_codec::{BufferTooShort, Encoder};
///
/// struct Lines;
///
/// impl Encoder<str> for Lines {
///     type Error = BufferTooShort;
///
///     fn encoded_len(&self, line: &str) -> Result<usize, BufferTooShort> {
///         Ok(line.len() + 1)
///     }
///
///     fn encode(&mut self, line: &str, dst: &mut [u8]) -> Result<usize, BufferTooShort> {
///         let dst = BufferTooShort::check(dst, self.encoded_len(line)?)?;
///         let (text, end) = dst.split_at_mut(line.len());
///         text.copy_from_slice(line.as_bytes());
///         end[0] = b'\n';
///         Ok(line.len() + 1)
///     }
/// }
///
/// let mut dst = [0; 8];
/// let written = Lines.encode("one", &mut dst)?;
/// assert_eq!(&dst[..written], b"one\n");
/// assert_eq!(
///     Lines.encode("seventeen", &mut dst).unwrap_err().to_string(),
///     "buffer of 8 bytes is too short for 10",
/// );
/// # Ok::<(), BufferTooShort>(())
/// ```
pub trait Encoder<Item: ?Sized> {
    /// Why an item cannot be written.
    type Error: core::error::Error + From<BufferTooShort>;

    /// Validates the item, and says how many bytes it will take.
    ///
    /// # Errors
    ///
    /// The item holds what the protocol cannot carry.
    fn encoded_len(&self, item: &Item) -> Result<usize, Self::Error>;

    /// Writes the item to the front of `dst`, and says how many bytes it took.
    ///
    /// # Errors
    ///
    /// Those of [`encoded_len`](Self::encoded_len), or `dst` is too short. `dst` is then as it was.
    fn encode(&mut self, item: &Item, dst: &mut [u8]) -> Result<usize, Self::Error>;

    /// Appends the item to `dst`, and says how many bytes it took.
    ///
    /// # Errors
    ///
    /// Those of [`encoded_len`](Self::encoded_len). `dst` is then as it was.
    #[cfg(feature = "alloc")]
    fn append_to_vec(&mut self, item: &Item, dst: &mut Vec<u8>) -> Result<usize, Self::Error> {
        let start = dst.len();
        dst.resize(start + self.encoded_len(item)?, 0);
        let written = self.encode(item, &mut dst[start..]);
        dst.truncate(start + written.as_ref().copied().unwrap_or(0));
        written
    }

    /// Appends the item to `dst`, and says how many bytes it took.
    ///
    /// # Errors
    ///
    /// Those of [`encoded_len`](Self::encoded_len). `dst` is then as it was.
    #[cfg(feature = "alloc")]
    fn append_to_bytes(
        &mut self,
        item: &Item,
        dst: &mut bytes::BytesMut,
    ) -> Result<usize, Self::Error> {
        let start = dst.len();
        dst.resize(start + self.encoded_len(item)?, 0);
        let written = self.encode(item, &mut dst[start..]);
        dst.truncate(start + written.as_ref().copied().unwrap_or(0));
        written
    }
}

/// The buffer to write into is too short.
#[expect(clippy::exhaustive_structs, reason = "every codec builds it")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("buffer of {available} bytes is too short for {needed}")]
pub struct BufferTooShort {
    /// How many bytes the item takes.
    pub needed: usize,
    /// How many bytes there are.
    pub available: usize,
}

impl BufferTooShort {
    /// The first `needed` bytes of `dst`, if it has so many.
    ///
    /// # Errors
    ///
    /// `dst` is shorter than that.
    #[inline]
    pub fn check(dst: &mut [u8], needed: usize) -> Result<&mut [u8], Self> {
        let available = dst.len();
        dst.get_mut(..needed).ok_or(Self { needed, available })
    }
}
