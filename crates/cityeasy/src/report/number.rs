/// A whole hexadecimal number that fits: 1 digit or more, either case.
pub(super) fn hex<T: TryFrom<u64>>(digits: &[u8]) -> Option<T> {
    if digits.is_empty() || digits.len() > 16 {
        return None;
    }
    let mut value = 0;
    for digit in digits {
        value = value << 4 | u64::from(hex_digit(*digit)?);
    }
    T::try_from(value).ok()
}

/// A whole decimal number that fits: 1 digit or more.
pub(super) fn decimal<T: TryFrom<u64>>(digits: &[u8]) -> Option<T> {
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let mut value = 0;
    for digit in digits {
        value = value * 10 + u64::from(decimal_digit(*digit)?);
    }
    T::try_from(value).ok()
}

#[inline]
pub(super) const fn decimal_digit(byte: u8) -> Option<u8> {
    let digit = byte.wrapping_sub(b'0');
    if digit < 10 { Some(digit) } else { None }
}

#[inline]
pub(super) const fn hex_digit(byte: u8) -> Option<u8> {
    let digit = byte.wrapping_sub(b'0');
    let letter = (byte | 0x20).wrapping_sub(b'a');
    // One of them is chosen, rather than jumped to.
    let value = if digit < 10 { digit } else { letter.saturating_add(10) };
    if value < 16 { Some(value) } else { None }
}
