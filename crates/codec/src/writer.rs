use crate::BufferTooShort;

/// Writes numbers and runs of bytes to a slice; never panics.
///
/// What does not fit is counted and not written, so the same code that writes a frame also measures
/// it: write to [`Writer::measuring`] first, and the length is known before the first byte is.
///
/// ```
/// use cellwire_codec::{BufferTooShort, Writer};
///
/// fn write(interval: u16, to: &mut Writer<'_>) {
///     to.u16_be(0x4102);
///     to.u16_be(interval);
/// }
///
/// let mut measure = Writer::measuring();
/// write(60, &mut measure);
/// assert_eq!(measure.written(), 4);
///
/// let mut dst = [0; 4];
/// let mut writer = Writer::new(&mut dst);
/// write(60, &mut writer);
/// assert_eq!(writer.finish(), Ok(4));
/// assert_eq!(dst, [0x41, 0x02, 0, 60]);
/// ```
#[derive(Debug)]
pub struct Writer<'a> {
    dst: &'a mut [u8],
    written: usize,
}

impl<'a> Writer<'a> {
    /// A writer at the front of `dst`.
    #[inline]
    pub const fn new(dst: &'a mut [u8]) -> Self {
        Self { dst, written: 0 }
    }

    /// A writer that only counts.
    #[inline]
    pub const fn measuring() -> Self {
        Self { dst: &mut [], written: 0 }
    }

    /// Writes `bytes`.
    #[inline]
    pub fn bytes(&mut self, bytes: &[u8]) {
        let dst = self.take(bytes.len());
        // What does not fit is no longer there.
        if dst.len() == bytes.len() {
            dst.copy_from_slice(bytes);
        }
    }

    /// Writes one byte.
    #[inline]
    pub fn u8(&mut self, byte: u8) {
        self.bytes(&[byte]);
    }

    /// Writes two bytes, high byte first.
    #[inline]
    pub fn u16_be(&mut self, number: u16) {
        self.bytes(&number.to_be_bytes());
    }

    /// Writes a number in decimal digits, with zeros in front up to `width` digits.
    #[inline]
    pub fn decimal(&mut self, number: u64, width: usize) {
        let digits = number.checked_ilog10().map_or(1, |log| log as usize + 1);
        let mut dst = self.take(digits.max(width));
        let mut high = number;
        // A small processor divides 32 bits much faster than 64.
        while high > u32::MAX.into() {
            dst = last_two(dst, DECIMAL[(high % 100) as usize]);
            high /= 100;
        }
        let mut rest = high as u32;
        while !dst.is_empty() {
            dst = last_two(dst, DECIMAL[(rest % 100) as usize]);
            rest /= 100;
        }
    }

    /// Writes a number in upper-case hexadecimal digits, with zeros in front up to `width` digits.
    #[inline]
    pub fn hex(&mut self, number: u64, width: usize) {
        let digits = number.checked_ilog2().map_or(1, |log| log as usize / 4 + 1);
        let mut dst = self.take(digits.max(width));
        let mut rest = number;
        while !dst.is_empty() {
            let digit = |nibble: u64| b"0123456789ABCDEF"[(nibble & 0xf) as usize];
            dst = last_two(dst, [digit(rest >> 4), digit(rest)]);
            rest >>= 8;
        }
    }

    /// Counts the next `len` bytes as written, and gives them to be written if they fit.
    #[inline]
    fn take(&mut self, len: usize) -> &mut [u8] {
        let start = self.written;
        self.written = start.saturating_add(len);
        self.dst.get_mut(start..self.written).unwrap_or_default()
    }

    /// How many bytes were asked to be written, whether or not they fitted.
    #[inline]
    pub const fn written(&self) -> usize {
        self.written
    }

    /// What stands in the buffer by now; for a checksum over it.
    #[inline]
    pub fn as_written(&self) -> &[u8] {
        &self.dst[..self.written.min(self.dst.len())]
    }

    /// How many bytes were written.
    ///
    /// # Errors
    ///
    /// Not all of them fitted; what stands in the buffer is then of no use.
    #[inline]
    pub const fn finish(self) -> Result<usize, BufferTooShort> {
        if self.written <= self.dst.len() {
            Ok(self.written)
        } else {
            Err(BufferTooShort { needed: self.written, available: self.dst.len() })
        }
    }
}

/// Writes a pair of digits to the end, and gives what is in front of it. Where there is room for one
/// digit only, the other is zero.
#[inline]
fn last_two(dst: &mut [u8], pair: [u8; 2]) -> &mut [u8] {
    if dst.len() < 2 {
        dst.fill(pair[1]);
        return &mut [];
    }
    let (front, last) = dst.split_at_mut(dst.len() - 2);
    last.copy_from_slice(&pair);
    front
}

/// The digits of each number below 100.
static DECIMAL: [[u8; 2]; 100] = {
    let mut pairs = [[0; 2]; 100];
    let mut number = 0;
    while number < 100 {
        pairs[number] = [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
        number += 1;
    }
    pairs
};

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_writes(expected: &str, write: impl FnOnce(&mut Writer<'_>)) {
        let mut dst = [0; 40];
        let mut writer = Writer::new(&mut dst);
        write(&mut writer);
        assert_eq!(writer.as_written(), expected.as_bytes());
    }

    #[test]
    fn decimals() {
        assert_writes("0", |w| w.decimal(0, 0));
        assert_writes("007", |w| w.decimal(7, 3));
        assert_writes("1234", |w| w.decimal(1234, 3));
        assert_writes("18446744073709551615", |w| w.decimal(u64::MAX, 0));
        assert_writes("0000000000000000000000042", |w| w.decimal(42, 25));
    }

    #[test]
    fn hexadecimals() {
        assert_writes("0", |w| w.hex(0, 0));
        assert_writes("00F3", |w| w.hex(0xf3, 4));
        assert_writes("FFFFFFFFFFFFFFFF", |w| w.hex(u64::MAX, 2));
    }

    proptest::proptest! {
        #[test]
        fn as_formatted(number: u64, shift in 0..64_u32, width in 0..30_usize) {
            let number = number >> shift;
            assert_writes(&alloc::format!("{number:0width$}"), |w| w.decimal(number, width));
            assert_writes(&alloc::format!("{number:0width$X}"), |w| w.hex(number, width));
        }
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let mut dst = [0; 3];
        let mut writer = Writer::new(&mut dst);
        writer.u16_be(0x0102);
        writer.u16_be(0x0304);
        assert_eq!(writer.finish(), Err(BufferTooShort { needed: 4, available: 3 }));
        assert_eq!(dst, [1, 2, 0]);
    }
}
