//! Numbers of the wire: decimal, hexadecimal, binary digits.

use crate::charset::hex;

/// Keeps [`Number`] to the integers of the language.
mod sealed {
    pub trait Sealed {}
}

/// An integer that a parameter can be read as: `u8` to `u64`, `i8` to `i64`.
pub trait Number: Copy + sealed::Sealed {
    #[doc(hidden)]
    const LOWEST: i64;
    #[doc(hidden)]
    const HIGHEST: u64;
    #[doc(hidden)]
    fn from_magnitude(magnitude: u64, negative: bool) -> Option<Self>;
    #[doc(hidden)]
    fn magnitude(self) -> (u64, bool);

    /// The number, or the nearest one that 64 bits have.
    #[doc(hidden)]
    fn saturated(self) -> i64 {
        let (magnitude, negative) = self.magnitude();
        i64::from_magnitude(magnitude, negative).unwrap_or(i64::MAX)
    }
}

macro_rules! unsigned {
    ($($type:ty)*) => {$(
        impl sealed::Sealed for $type {}

        impl Number for $type {
            const LOWEST: i64 = 0;
            const HIGHEST: u64 = <$type>::MAX as u64;

            #[inline]
            fn from_magnitude(magnitude: u64, negative: bool) -> Option<Self> {
                if negative && magnitude != 0 { None } else { magnitude.try_into().ok() }
            }

            #[inline]
            fn magnitude(self) -> (u64, bool) {
                (self.into(), false)
            }
        }
    )*};
}

macro_rules! signed {
    ($($type:ty)*) => {$(
        impl sealed::Sealed for $type {}

        impl Number for $type {
            const LOWEST: i64 = <$type>::MIN as i64;
            const HIGHEST: u64 = <$type>::MAX as u64;

            #[inline]
            fn from_magnitude(magnitude: u64, negative: bool) -> Option<Self> {
                let number = if negative {
                    0_i64.checked_sub_unsigned(magnitude)?
                } else {
                    magnitude.try_into().ok()?
                };
                number.try_into().ok()
            }

            #[inline]
            fn magnitude(self) -> (u64, bool) {
                (self.unsigned_abs().into(), self < 0)
            }
        }
    )*};
}

unsigned!(u8 u16 u32);
signed!(i8 i16 i32);

impl sealed::Sealed for u64 {}

impl Number for u64 {
    const LOWEST: i64 = 0;
    const HIGHEST: u64 = Self::MAX;

    #[inline]
    fn from_magnitude(magnitude: u64, negative: bool) -> Option<Self> {
        (!negative || magnitude == 0).then_some(magnitude)
    }

    #[inline]
    fn magnitude(self) -> (u64, bool) {
        (self, false)
    }
}

impl sealed::Sealed for i64 {}

impl Number for i64 {
    const LOWEST: i64 = Self::MIN;
    const HIGHEST: u64 = Self::MAX as u64;

    #[inline]
    fn from_magnitude(magnitude: u64, negative: bool) -> Option<Self> {
        if negative { 0_i64.checked_sub_unsigned(magnitude) } else { magnitude.try_into().ok() }
    }

    #[inline]
    fn magnitude(self) -> (u64, bool) {
        (self.unsigned_abs(), self < 0)
    }
}

/// How a number is written (ITU-T V.250, section 5.4.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base {
    Decimal,
    Hexadecimal,
    Binary,
}

impl Base {
    const fn digit(self, byte: u8) -> Option<u8> {
        match hex::digit(byte) {
            Some(digit) if (digit as u64) < self.radix() => Some(digit),
            _ => None,
        }
    }

    const fn radix(self) -> u64 {
        match self {
            Self::Decimal => 10,
            Self::Hexadecimal => 16,
            Self::Binary => 2,
        }
    }
}

/// Why something is no number.
pub(super) enum Fault {
    /// The byte at this position is no digit.
    NoDigit(usize),
    /// So many digits do not fit 64 bits.
    TooMany(usize),
}

/// All of `text` as a number, which may have a sign if it is decimal.
pub(super) fn parse(text: &[u8], base: Base) -> Result<(u64, bool), Fault> {
    let (digits, negative) = match text {
        [b'-', digits @ ..] if base == Base::Decimal => (digits, true),
        [b'+', digits @ ..] if base == Base::Decimal => (digits, false),
        digits => (digits, false),
    };
    let front = text.len() - digits.len();
    if digits.is_empty() {
        return Err(Fault::NoDigit(0));
    }
    let mut number = Some(0_u64);
    for (at, byte) in digits.iter().enumerate() {
        let digit = base.digit(*byte).ok_or(Fault::NoDigit(front + at))?;
        number = number
            .and_then(|number| number.checked_mul(base.radix()))
            .and_then(|number| number.checked_add(digit.into()));
    }
    match number {
        Some(number) => Ok((number, negative)),
        None => Err(Fault::TooMany(digits.len())),
    }
}

/// The decimal digits at the front of `bytes`, and what stands behind the comma that follows them;
/// `None` for the end of the line. As many digits as surely fit.
#[inline(always)]
pub(super) fn decimal_field(bytes: &[u8]) -> Option<(u64, Option<&[u8]>)> {
    let mut number = 0_u64;
    let mut len = 0;
    while let Some(byte) = bytes.get(len) {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return match bytes.get(len + 1..) {
                Some(rest) if *byte == b',' && 0 < len && len < 19 => Some((number, Some(rest))),
                _ => None,
            };
        }
        number = number.wrapping_mul(10).wrapping_add(digit.into());
        len += 1;
    }
    (0 < len && len < 19).then_some((number, None))
}

/// The same for hexadecimal digits, with or without quotes.
#[inline(always)]
pub(super) fn hex_field(bytes: &[u8]) -> Option<(u64, Option<&[u8]>)> {
    let (digits, quoted) = match bytes {
        [b'"', digits @ ..] => (digits, true),
        digits => (digits, false),
    };
    let mut number = 0_u64;
    let mut len = 0;
    while let Some(byte) = digits.get(len) {
        let Some(digit) = hex::digit(*byte) else { break };
        number = number << 4 | u64::from(digit);
        len += 1;
    }
    if len == 0 || len > 16 {
        return None;
    }
    let behind = &digits[len..];
    let behind = match (behind, quoted) {
        ([b'"', behind @ ..], true) => behind,
        (_, true) => return None,
        (behind, false) => behind,
    };
    match behind {
        [b',', rest @ ..] => Some((number, Some(rest))),
        [] => Some((number, None)),
        _ => None,
    }
}
