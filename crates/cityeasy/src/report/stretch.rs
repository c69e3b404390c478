use cellwire_codec::Writer;

/// A stretch of the text of a report, put together eight bytes at a time.
///
/// How many digits a number has varies from report to report, and a processor cannot guess it. So
/// all eight bytes are stored, without a branch, and what comes next is stored over those of them
/// that are none of the number.
///
/// Everything is inlined, so that the length stays in a register: each store waits for the one
/// before it to know where.
pub(super) struct Stretch<'b> {
    bytes: &'b mut Bytes,
    len: usize,
}

pub(super) type Bytes = [u8; LONGEST + 8];

pub(super) const BYTES: Bytes = [0; LONGEST + 8];

/// Longer than any, and a power of two: then no store has to be checked.
const LONGEST: usize = 128;

impl<'b> Stretch<'b> {
    #[inline(always)]
    pub(super) const fn new(bytes: &'b mut Bytes) -> Self {
        Self { bytes, len: 0 }
    }

    /// Writes it, and begins the next one.
    #[inline(always)]
    pub(super) fn flush(&mut self, to: &mut Writer<'_>) {
        debug_assert!(self.len <= LONGEST, "no stretch is so long");
        to.bytes(self.bytes.get(..self.len).unwrap_or_default());
        self.len = 0;
    }

    /// For a call that is not inlined: by reference, the length would have to be in memory.
    #[inline(always)]
    const fn by_value(&mut self) -> Stretch<'_> {
        Stretch { bytes: self.bytes, len: self.len }
    }

    /// `len` bytes of text, the first in the lowest byte.
    #[inline(always)]
    fn put(&mut self, text: u64, len: usize) {
        let rest = self.bytes.get_mut(self.len % LONGEST..);
        if let Some(place) = rest.and_then(<[u8]>::first_chunk_mut) {
            *place = text.to_le_bytes();
        }
        self.len += len;
    }

    #[inline(always)]
    pub(super) fn byte(&mut self, byte: u8) {
        self.put(byte.into(), 1);
    }

    #[inline(always)]
    pub(super) fn two(&mut self, bytes: [u8; 2]) {
        self.put(u16::from_le_bytes(bytes).into(), 2);
    }

    /// A byte, and a number with zeros in front up to `width` digits, 1 to 7.
    #[inline(always)]
    pub(super) fn decimal(&mut self, before: u8, number: u32, width: usize) {
        if number < TEN_MILLION {
            let digits = eight_digits(number);
            let blank = zeros_in_front(digits).min(8 - width);
            let text = (digits | ZEROS) >> (8 * blank);
            self.put(text << 8 | u64::from(before), 9 - blank);
        } else {
            self.len = self.by_value().many_digits(before, number);
        }
    }

    #[cold]
    #[inline(never)]
    fn many_digits(mut self, before: u8, number: u32) -> usize {
        self.decimal(before, number / TEN_MILLION, 1);
        self.put(seven_digits(number % TEN_MILLION), 7);
        self.len
    }

    /// Two digits.
    #[inline(always)]
    pub(super) fn pair(&mut self, number: u32) {
        self.put(two_digits(number), 2);
    }

    /// A byte, and a number below 1000 of three digits, or of two if that will do and `short` is
    /// set.
    #[inline(always)]
    pub(super) fn three(&mut self, before: u8, number: u32, short: bool) {
        let text = two_digits(number % 100) << 8 | u64::from(b'0' as u32 + number / 100);
        let skip = usize::from(short && number < 100);
        self.put(text >> (8 * skip) << 8 | u64::from(before), 4 - skip);
    }

    /// Seven digits with a point behind the first `whole` of them, without the last if that is zero
    /// and `short` is set.
    #[inline(always)]
    pub(super) fn seven(&mut self, number: u32, whole: usize, short: bool) {
        let text = seven_digits(number);
        let skip = usize::from(short && text >> 48 == u64::from(b'0'));
        self.put(with_point(text, whole), 8 - skip);
    }

    /// A byte, and a number of thousandths with one to three decimals.
    #[inline(always)]
    pub(super) fn thousandths(&mut self, before: u8, number: i64) {
        self.byte(before);
        if number < 0 {
            self.byte(b'-');
        }
        let size = number.unsigned_abs() as u32;
        if size < TEN_MILLION {
            let digits = eight_digits(size);
            self.decimals(digits, 5 - zeros_in_front(digits).min(4));
        } else {
            self.len = self.by_value().many_thousandths(size);
        }
    }

    #[cold]
    #[inline(never)]
    fn many_thousandths(mut self, size: u32) -> usize {
        let digits = eight_digits(size / TEN_MILLION);
        let blank = zeros_in_front(digits);
        self.put((digits | ZEROS) >> (8 * blank), 8 - blank);
        self.decimals(eight_digits(size % TEN_MILLION), 4);
        self.len
    }

    /// Eight digits without those in front of `whole` and three decimals, of which there are one to
    /// three.
    #[inline(always)]
    fn decimals(&mut self, digits: u64, whole: usize) {
        let blank = (digits.leading_zeros() as usize / 8).min(2);
        let text = (digits | ZEROS) >> (8 * (5 - whole));
        self.put(with_point(text, whole), whole + 4 - blank);
    }

    /// Four hexadecimal digits.
    #[inline(always)]
    pub(super) fn hex4(&mut self, number: u16) {
        self.put(four_hex_digits(number), 4);
    }

    /// Two hexadecimal digits.
    #[inline(always)]
    pub(super) fn hex2(&mut self, number: u8) {
        self.put(four_hex_digits(number.into()) >> 16, 2);
    }
}

const TEN_MILLION: u32 = 10_000_000;
const ZEROS: u64 = u64::from_le_bytes([b'0'; 8]);

/// The digits of a number below 100,000,000, as numbers, the first in the lowest byte.
#[inline]
const fn eight_digits(number: u32) -> u64 {
    // Two numbers of four digits, four of two, eight of one. A quotient goes where the number was,
    // and the rest above it. The products are exact quotients for numbers so small.
    let number = number as u64;
    let fours = (number << 32) - number / 10_000 * ((10_000 << 32) - 1);
    let hundreds = ((fours * 5243) >> 19) & 0x0000_007f_0000_007f;
    let pairs = (fours << 16) - hundreds * ((100 << 16) - 1);
    let tens = ((pairs * 103) >> 10) & 0x000f_000f_000f_000f;
    (pairs << 8) - tens * ((10 << 8) - 1)
}

/// The text of a number below 10,000,000.
#[inline]
const fn seven_digits(number: u32) -> u64 {
    (eight_digits(number) | ZEROS) >> 8
}

/// The text of a number below 100.
#[inline]
const fn two_digits(number: u32) -> u64 {
    let (tens, ones) = (number / 10, number % 10);
    (tens | ones << 8) as u64 | ZEROS >> 48
}

/// How many of the digits in front are zero.
#[inline]
const fn zeros_in_front(digits: u64) -> usize {
    digits.trailing_zeros() as usize / 8
}

/// Text with a point behind the first `whole` bytes, up to 7. What was in the last is lost.
#[inline]
const fn with_point(text: u64, whole: usize) -> u64 {
    let before = (1 << (8 * whole)) - 1;
    text & before | (b'.' as u64) << (8 * whole) | (text & !before) << 8
}

#[inline]
const fn four_hex_digits(number: u16) -> u64 {
    let number = number as u64;
    let digits = number >> 12 | (number & 0x0f00) | (number & 0xf0) << 12 | (number & 0xf) << 24;
    let letters = (digits + 0x0606_0606) >> 4 & 0x0101_0101;
    digits + 0x3030_3030 + letters * (b'A' - b'0' - 10) as u64
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::String;

    use proptest::prelude::*;

    use super::*;

    fn text(put: impl FnOnce(&mut Stretch<'_>)) -> String {
        let mut bytes = BYTES;
        let mut stretch = Stretch::new(&mut bytes);
        put(&mut stretch);
        let mut dst = [0; LONGEST];
        let mut writer = Writer::new(&mut dst);
        stretch.flush(&mut writer);
        core::str::from_utf8(writer.as_written()).unwrap().into()
    }

    #[test]
    fn every_number_of_four_digits() {
        for number in 0..10_000_u32 {
            assert_eq!(text(|it| it.decimal(b',', number, 4)), format!(",{number:04}"));
            let digits = eight_digits(number * 10_000 + number) | ZEROS;
            assert_eq!(digits.to_le_bytes(), *format!("{number:04}{number:04}").as_bytes());
        }
    }

    #[test]
    fn every_number_of_two_or_three_digits() {
        for number in 0..1000 {
            assert_eq!(text(|it| it.three(b',', number, false)), format!(",{number:03}"));
            assert_eq!(text(|it| it.three(b',', number, true)), format!(",{number:02}"));
        }
        for number in 0..100 {
            assert_eq!(text(|it| it.pair(number)), format!("{number:02}"));
        }
    }

    #[test]
    fn every_number_of_four_hexadecimal_digits() {
        for number in 0..=u16::MAX {
            assert_eq!(text(|it| it.hex4(number)), format!("{number:04X}"));
        }
        assert_eq!(text(|it| it.hex2(0xf3)), "F3");
    }

    /// What is left of three decimals without zeros.
    fn shortened(thousandths: i64) -> String {
        let sign = if thousandths < 0 { "-" } else { "" };
        let size = thousandths.unsigned_abs();
        let text = format!("|{sign}{}.{:03}", size / 1000, size % 1000);
        let text = text.strip_suffix('0').unwrap_or(&text);
        text.strip_suffix('0').unwrap_or(text).into()
    }

    #[test]
    fn ends_of_ranges() {
        for number in [0, 9, 10, 9_999_999, 10_000_000, 99_999_999, 100_000_000, u32::MAX] {
            assert_eq!(text(|it| it.decimal(b'|', number, 1)), format!("|{number}"));
        }
        for size in [0, 1, 10, 999, 1000, 9_999_999, 10_000_000, 10_000_010, u32::MAX.into()] {
            assert_eq!(text(|it| it.thousandths(b'|', size)), shortened(size));
            assert_eq!(text(|it| it.thousandths(b'|', -size)), shortened(-size));
        }
    }

    fn any_size() -> impl Strategy<Value = u32> {
        (any::<u32>(), 0..32_u32).prop_map(|(number, shift)| number >> shift)
    }

    proptest! {
        #[test]
        fn numbers(number in any_size(), width in 1..=7_usize) {
            let text = text(|it| it.decimal(b',', number, width));
            prop_assert_eq!(text, format!(",{number:0width$}"));
        }

        #[test]
        fn thousandths(size in any_size(), scale in 0..=3_u32) {
            let size = i64::from(size) / 10_i64.pow(scale) * 10_i64.pow(scale);
            prop_assert_eq!(text(|it| it.thousandths(b'|', size)), shortened(size));
        }

        #[test]
        fn seven_digits(number in 0..TEN_MILLION, whole in 0..=5_usize) {
            let digits = format!("{number:07}");
            let expected = format!("{}.{}", &digits[..whole], &digits[whole..]);
            prop_assert_eq!(&text(|it| it.seven(number, whole, false)), &expected);
            let short = expected.strip_suffix('0').unwrap_or(&expected);
            prop_assert_eq!(text(|it| it.seven(number, whole, true)), short);
        }
    }
}
