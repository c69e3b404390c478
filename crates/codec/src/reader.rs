/// Reads numbers and runs of bytes off the front of a slice; never panics.
///
/// ```
/// use cellwire_codec::Reader;
///
/// let mut reader = Reader::new(&[0x90, 0x03, 0x02, 0xff]);
/// assert_eq!(reader.u16_be()?, 0x9003);
/// assert_eq!(reader.u8()?, 2);
/// assert_eq!(reader.u16_be().unwrap_err().to_string(), "2 bytes expected, 1 left");
/// assert_eq!(reader.rest(), [0xff]);
/// # Ok::<(), cellwire_codec::InputTooShort>(())
/// ```
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    /// A reader at the front of `bytes`.
    #[inline]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// The next `len` bytes.
    ///
    /// # Errors
    ///
    /// There are fewer. The reader stays where it is, as in the other methods.
    #[inline]
    pub fn take(&mut self, len: usize) -> Result<&'a [u8], InputTooShort> {
        match self.bytes.split_at_checked(len) {
            Some((taken, rest)) => {
                self.bytes = rest;
                Ok(taken)
            }
            None => Err(InputTooShort { needed: len, available: self.bytes.len() }),
        }
    }

    /// The next `N` bytes.
    ///
    /// # Errors
    ///
    /// There are fewer.
    #[inline]
    pub fn array<const N: usize>(&mut self) -> Result<&'a [u8; N], InputTooShort> {
        match self.bytes.split_first_chunk() {
            Some((taken, rest)) => {
                self.bytes = rest;
                Ok(taken)
            }
            None => Err(InputTooShort { needed: N, available: self.bytes.len() }),
        }
    }

    /// The next byte.
    ///
    /// # Errors
    ///
    /// There is none.
    #[inline]
    pub fn u8(&mut self) -> Result<u8, InputTooShort> {
        self.array::<1>().map(|[byte]| *byte)
    }

    /// The next two bytes, high byte first.
    ///
    /// # Errors
    ///
    /// There are fewer.
    #[inline]
    pub fn u16_be(&mut self) -> Result<u16, InputTooShort> {
        self.array().map(|bytes| u16::from_be_bytes(*bytes))
    }

    /// All that is left; the reader is empty then.
    #[inline]
    pub const fn rest(&mut self) -> &'a [u8] {
        let rest = self.bytes;
        self.bytes = &[];
        rest
    }

    /// How many bytes are left.
    #[inline]
    pub const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether nothing is left.
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

/// Fewer bytes than were expected.
#[expect(clippy::exhaustive_structs, reason = "two numbers and no more")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{needed} bytes expected, {available} left")]
pub struct InputTooShort {
    /// How many bytes were expected.
    pub needed: usize,
    /// How many were left.
    pub available: usize,
}
