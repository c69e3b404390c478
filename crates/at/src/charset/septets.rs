use core::iter::FusedIterator;

use cellwire_codec::Writer;

/// Reads septets out of octets into which they are packed (TS 23.038 6.1.2.1.1).
///
/// ```
/// use cellwire_at::charset::Septets;
///
/// let septets = Septets::new(&[0xe8, 0x32, 0x9b, 0xfd, 0x06], 0, 5);
/// assert!(septets.eq(*b"hello"));
/// ```
#[derive(Clone, Debug)]
pub struct Septets<'a> {
    octets: &'a [u8],
    /// Where the next septet begins.
    bit: usize,
    left: usize,
}

impl<'a> Septets<'a> {
    /// The first `count` septets behind `fill_bits` bits, or as many as there are.
    ///
    /// In user data with a header, the fill bits bring the text to a septet boundary.
    #[inline]
    pub const fn new(octets: &'a [u8], fill_bits: usize, count: usize) -> Self {
        let whole = (octets.len() * 8).saturating_sub(fill_bits) / 7;
        Self { octets, bit: fill_bits, left: if count < whole { count } else { whole } }
    }

    /// All septets of a USSD string or a cell broadcast, whose length is known in octets only.
    ///
    /// Where 7 bits are left at the end, the sender pads with a CR, since zeros would be an `@`
    /// (TS 23.038 6.1.2.3.1). So a CR that ends on an octet boundary is taken off. Zeros there are
    /// an `@`.
    ///
    /// ```
    /// use cellwire_at::charset::{Gsm7, Septets};
    ///
    /// let mut packed = [0; 8];
    /// let len = Gsm7::DEFAULT.pack_ussd("*101#12", &mut packed)?;
    /// assert_eq!(packed[..len], [0xaa, 0x18, 0x2c, 0x36, 0x8a, 0xc9, 0x1a]);
    /// assert!(Septets::ussd(&packed[..len]).eq(*b"*101#12"));
    /// # Ok::<(), cellwire_at::charset::EncodeError>(())
    /// ```
    pub const fn ussd(octets: &'a [u8]) -> Self {
        let mut septets = Self::new(octets, 0, usize::MAX);
        if let Some(last) = octets.last()
            && octets.len().is_multiple_of(7)
            && *last >> 1 == CR
        {
            septets.left -= 1;
        }
        septets
    }
}

impl Iterator for Septets<'_> {
    type Item = u8;

    #[inline]
    fn next(&mut self) -> Option<u8> {
        self.left = self.left.checked_sub(1)?;
        let (index, shift) = (self.bit / 8, self.bit % 8);
        self.bit += 7;
        let low = self.octets.get(index).copied().unwrap_or(0);
        let high = self.octets.get(index + 1).copied().unwrap_or(0);
        Some((u16::from_le_bytes([low, high]) >> shift) as u8 & 0x7f)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for Septets<'_> {}
impl FusedIterator for Septets<'_> {}

pub(super) const CR: u8 = b'\r';

/// What was packed.
#[expect(clippy::exhaustive_structs, reason = "two numbers and no more")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct PackedSize {
    /// How many septets, without the fill bits.
    pub septets: usize,
    /// How many octets they take, with the fill bits and the zeros behind the last one.
    pub octets: usize,
}

/// Packs septets into octets.
#[derive(Debug)]
pub(crate) struct Packer<'w, 'd> {
    to: &'w mut Writer<'d>,
    /// Bits that make no octet yet.
    bits: u16,
    /// How many.
    held: usize,
    septets: usize,
}

impl<'w, 'd> Packer<'w, 'd> {
    pub(crate) const fn new(to: &'w mut Writer<'d>, fill_bits: usize) -> Self {
        Self { to, bits: 0, held: fill_bits % 8, septets: 0 }
    }

    #[inline]
    pub(crate) fn push(&mut self, septet: u8) {
        self.bits |= u16::from(septet & 0x7f) << self.held;
        self.held += 7;
        self.septets += 1;
        if self.held >= 8 {
            self.to.u8(self.bits as u8);
            self.bits >>= 8;
            self.held -= 8;
        }
    }

    /// How many bits of the last octet are taken.
    pub(crate) const fn held(&self) -> usize {
        self.held
    }

    /// Writes the last octet, and says how many septets there were.
    pub(crate) fn finish(self) -> usize {
        if self.held > 0 {
            self.to.u8(self.bits as u8);
        }
        self.septets
    }
}
