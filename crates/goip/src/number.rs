//! Numbers of the wire: decimal digits, with or without a minus.

use crate::sink::Sink;
/// As many digits as surely fit 64 bits.
const SURE: usize = 18;

/// All of `bytes` as a number.
#[inline]
pub(crate) fn parse(bytes: &[u8]) -> Option<i64> {
    let (digits, negative) = match bytes {
        [b'-', digits @ ..] => (digits, true),
        digits => (digits, false),
    };
    if digits.is_empty() {
        return None;
    }
    if digits.len() > SURE {
        return parse_long(digits, negative);
    }
    let mut number = 0;
    for byte in digits {
        number = number * 10 + i64::from(digit(*byte)?);
    }
    Some(if negative { -number } else { number })
}

/// The number at the front of `bytes`, and what stands behind the `end` that follows it; of at most
/// 18 digits.
#[inline]
pub(crate) fn before(end: u8, bytes: &[u8]) -> Option<(i64, &[u8])> {
    let (digits, negative) = match bytes {
        [b'-', digits @ ..] => (digits, true),
        digits => (digits, false),
    };
    let (mut number, mut len) = match digits.first_chunk().and_then(|word| eight(*word)) {
        Some(number) => (number, 8),
        None => (0, 0),
    };
    while let Some(digit) = digits.get(len).and_then(|byte| digit(*byte)) {
        number = number.wrapping_mul(10).wrapping_add(digit.into());
        len += 1;
    }
    match digits.get(len..)? {
        [behind, rest @ ..] if *behind == end && (1..=SURE).contains(&len) => {
            Some((if negative { -number } else { number }, rest))
        }
        _ => None,
    }
}

/// The number of eight digits.
#[inline]
const fn eight(word: [u8; 8]) -> Option<i64> {
    let digits = u64::from_le_bytes(word) ^ 0x3030_3030_3030_3030;
    if (digits | digits.wrapping_add(0x0606_0606_0606_0606)) & 0xf0f0_f0f0_f0f0_f0f0 != 0 {
        return None;
    }
    // Neighbours together: digits, pairs, fours.
    let pairs = digits.wrapping_mul(10 << 8 | 1) >> 8 & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100 << 16 | 1) >> 16 & 0x0000_ffff_0000_ffff;
    Some((fours.wrapping_mul(10_000 << 32 | 1) >> 32) as i64)
}

#[cold]
fn parse_long(digits: &[u8], negative: bool) -> Option<i64> {
    let mut number = 0_i64;
    for byte in digits {
        // The smallest number has no counterpart, so count downwards.
        number = number.checked_mul(10)?.checked_sub(digit(*byte)?.into())?;
    }
    if negative { Some(number) } else { number.checked_neg() }
}

#[inline]
fn digit(byte: u8) -> Option<u8> {
    let digit = byte.wrapping_sub(b'0');
    (digit <= 9).then_some(digit)
}

#[inline]
pub(crate) fn put(number: i64, to: &mut impl Sink) {
    if number < 0 {
        to.u8(b'-');
    }
    to.decimal(number.unsigned_abs());
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;
    use alloc::vec;

    use proptest::prelude::*;

    use super::*;
    use crate::sink::{Buffer, Len};

    #[test]
    fn numbers() {
        for (text, number) in [
            ("0", Some(0)),
            ("-0", Some(0)),
            ("007", Some(7)),
            ("-7", Some(-7)),
            ("999999999999999999", Some(999_999_999_999_999_999)),
            ("9223372036854775807", Some(i64::MAX)),
            ("-9223372036854775808", Some(i64::MIN)),
            ("0000000000000000000000000000042", Some(42)),
            ("9223372036854775808", None),
            ("-9223372036854775809", None),
            ("99999999999999999999999999", None),
            ("", None),
            ("-", None),
            ("--1", None),
            ("+1", None),
            (" 1", None),
            ("1 ", None),
            ("1a", None),
            ("0x1", None),
            ("1.0", None),
        ] {
            assert_eq!(parse(text.as_bytes()), number, "{text}");
        }
    }

    #[test]
    fn numbers_before_an_end() {
        assert_eq!(before(b';', b"-27;id"), Some((-27, &b"id"[..])));
        assert_eq!(before(b';', b"999999999999999999;"), Some((999_999_999_999_999_999, &b""[..])));
        for other in [&b"27"[..], b"", b";", b"-;", b"27 ;", b"27:", b"1234567890123456789;"] {
            assert_eq!(before(b';', other), None);
        }
    }

    proptest! {
        #[test]
        fn as_the_standard_library(text in "-?[0-9]{0,22}") {
            prop_assert_eq!(parse(text.as_bytes()), text.parse().ok());
        }

        #[test]
        fn before_an_end_as_the_standard_library(text in "-?[0-9]{0,18}[/:;a0-9]?;") {
            let expected = text.strip_suffix(';').and_then(|number| number.parse().ok());
            let expected = expected.filter(|_| text.trim_start_matches('-').len() <= 19);
            let read = before(b';', text.as_bytes()).filter(|(_, rest)| rest.is_empty());
            prop_assert_eq!(read.map(|(number, _)| number), expected);
        }

        #[test]
        fn what_is_put_is_parsed(number: i64) {
            let mut len = Len::default();
            put(number, &mut len);
            let mut dst = vec![0; len.0];
            put(number, &mut Buffer::new(&mut dst));
            let text = number.to_string();
            prop_assert_eq!(&dst[..], text.as_bytes());
            prop_assert_eq!(parse(&dst[..]), Some(number));
        }
    }
}
