/// Decimal digits at the front of eight bytes of text.
///
/// They are read all at once, without a branch for each: how many there are varies from report to
/// report, and a processor cannot guess it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Digits {
    /// The bytes, with the last digit in the highest.
    aligned: u64,
    /// How many there are, 0 to 7; 8 when there may be more.
    pub(super) count: usize,
}

impl Digits {
    /// Of a word whose lowest byte is the first of the text.
    #[inline]
    pub(super) const fn leading(word: u64) -> Self {
        let word = word ^ ZEROS;
        Self::new(word, first(others(word)))
    }

    /// The same, with a point behind any of them passed over; and how many stand behind it.
    #[inline]
    pub(super) const fn with_point(word: u64) -> (Self, usize) {
        const POINT: u8 = b'.' ^ b'0';
        let word = word ^ ZEROS;
        let others = others(word);
        let point = first(others);
        if point == 8 || (word >> (8 * point)) as u8 != POINT {
            return (Self::new(word, point), 0);
        }
        let before = (1 << (8 * point)) - 1;
        let joined = word & before | word >> 8 & !before;
        let end = first(others & (others - 1));
        (Self::new(joined, end - 1), end - 1 - point)
    }

    /// `word` is that of the text, with the digits as numbers.
    #[inline]
    const fn new(word: u64, count: usize) -> Self {
        // Of 0 or 8 digits nothing is left. One cannot shift by 64.
        Self { aligned: word << 8 << (8 * (7 - (count & 7))), count }
    }

    /// The last three pairs of them as numbers, the last in the highest byte but one.
    #[inline]
    pub(super) const fn last_pairs(self) -> [u8; 3] {
        let [.., first, _, second, _, third, _] = self.pairs().to_le_bytes();
        [first, second, third]
    }

    /// In every other byte the number that it makes with the next one.
    #[inline]
    const fn pairs(self) -> u64 {
        self.aligned * 10 + (self.aligned >> 8)
    }

    /// The number that they make, if there are 1 to 7.
    #[inline]
    pub(super) const fn value(self) -> u32 {
        let pairs = self.pairs();
        let high = (pairs & 0x0000_00ff_0000_00ff).wrapping_mul(100 + (1_000_000 << 32));
        let low = (pairs >> 16 & 0x0000_00ff_0000_00ff).wrapping_mul(1 + (10_000 << 32));
        (high.wrapping_add(low) >> 32) as u32
    }
}

/// The high bit of each byte that is above 9.
#[inline]
const fn others(word: u64) -> u64 {
    (((word & !HIGH_BITS) + TO_HIGH_BIT) | word) & HIGH_BITS
}

/// Which byte is the first whose high bit is set; 8 if there is none.
#[inline]
const fn first(bits: u64) -> usize {
    bits.trailing_zeros() as usize / 8
}

const ZEROS: u64 = u64::from_le_bytes([b'0'; 8]);
const HIGH_BITS: u64 = u64::from_le_bytes([0x80; 8]);
/// What lifts the first number that is no digit to the high bit.
const TO_HIGH_BIT: u64 = u64::from_le_bytes([0x80 - 10; 8]);

#[cfg(test)]
mod tests {
    use super::*;

    use alloc::format;

    use proptest::prelude::*;

    proptest! {
        #[test]
        fn as_one_by_one(bytes in prop::array::uniform8(prop_oneof![0_u8.., b'0'..=b'9'])) {
            let count = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let digits = Digits::leading(u64::from_le_bytes(bytes));
            prop_assert_eq!(digits.count, count);
            if count < 8 {
                let fold = |value, byte: &u8| value * 10 + u32::from(byte - b'0');
                prop_assert_eq!(digits.value(), bytes[..count].iter().fold(0, fold));
            }
        }

        #[test]
        fn with_a_point(digits in "[0-9]{0,5}", decimals in "[0-9]{0,5}", rest in "[^0-9.].*") {
            let text = format!("{digits}.{decimals}{rest}        ");
            let word = u64::from_le_bytes(*text.as_bytes().first_chunk().unwrap());
            let (found, behind) = Digits::with_point(word);
            let count = digits.len() + decimals.len();
            if (1..7).contains(&count) {
                prop_assert_eq!((found.count, behind), (count, decimals.len()));
                prop_assert_eq!(found.value(), format!("{digits}{decimals}").parse::<u32>().unwrap());
            }
        }
    }
}
