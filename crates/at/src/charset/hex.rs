//! Octets in hexadecimal digits, as PDUs and UCS2 strings stand on the AT interface.
//!
//! ```
//! use cellwire_at::charset::hex;
//!
//! let mut dst = [0; 8];
//! assert_eq!(hex::decode("07 91 aBc0".as_bytes(), &mut dst), Ok(&[0x07, 0x91, 0xab, 0xc0][..]));
//! assert_eq!(
//!     hex::decode(b"0791A", &mut dst).unwrap_err().to_string(),
//!     "5 hexadecimal digits are an odd number",
//! );
//! ```

use cellwire_codec::{BufferTooShort, Writer};

/// Why something is not octets in hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum HexError {
    /// A byte is no digit. Blanks, CR and LF are passed over.
    #[error("byte {byte:#04x} at {position} is no hexadecimal digit")]
    NoDigit {
        /// The byte.
        byte: u8,
        /// Where it stands.
        position: usize,
    },
    /// The last octet has one digit only.
    #[error("{digits} hexadecimal digits are an odd number")]
    OddDigits {
        /// How many digits there are.
        digits: usize,
    },
    /// There are more octets than there is room for.
    #[error(transparent)]
    Buffer(#[from] BufferTooShort),
}

/// The value of a digit of either case.
#[inline]
pub(crate) const fn digit(byte: u8) -> Option<u8> {
    match VALUES[byte as usize] {
        NO_DIGIT => None,
        value => Some(value),
    }
}

const NO_DIGIT: u8 = 0xff;

static VALUES: [u8; 256] = {
    let mut table = [NO_DIGIT; 256];
    let mut digit = 0;
    while digit < 16 {
        table[b"0123456789ABCDEF"[digit] as usize] = digit as u8;
        table[b"0123456789abcdef"[digit] as usize] = digit as u8;
        digit += 1;
    }
    table
};

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// Reads octets; blanks and line ends between the digits are passed over.
///
/// # Errors
///
/// There is something else, an odd number of digits, or no room.
pub fn decode<'d>(hex: &[u8], dst: &'d mut [u8]) -> Result<&'d [u8], HexError> {
    if let Some(octets) = decode_bare(hex, dst) {
        return Ok(&dst[..octets]);
    }
    let mut writer = Writer::new(dst);
    let written =
        decode_to(hex, &mut writer).and_then(|()| writer.finish().map_err(HexError::Buffer))?;
    Ok(&dst[..written])
}

/// Whether [`decode`] would find nothing wrong, given room.
///
/// # Errors
///
/// There is something else than digits and blanks, or an odd number of digits.
pub fn check(hex: &[u8]) -> Result<(), HexError> {
    decode_to(hex, &mut Writer::measuring())
}

/// Whether there are pairs of digits and nothing else: as it is written.
pub(crate) fn check_bare(hex: &[u8]) -> Result<(), HexError> {
    match hex.iter().copied().enumerate().find(|(_, byte)| digit(*byte).is_none()) {
        Some((position, byte)) => Err(HexError::NoDigit { byte, position }),
        None => check(hex),
    }
}

/// Reads pairs of digits that nothing stands between, and says how many octets there are. `None` if it
/// takes a closer look.
pub(crate) fn decode_bare(hex: &[u8], dst: &mut [u8]) -> Option<usize> {
    let (pairs, []) = hex.as_chunks() else { return None };
    let dst = dst.get_mut(..pairs.len())?;
    let mut all = 0;
    for (octet, [high, low]) in dst.iter_mut().zip(pairs) {
        let (high, low) = (VALUES[usize::from(*high)], VALUES[usize::from(*low)]);
        all |= high | low;
        *octet = high << 4 | low;
    }
    (all <= 0xf).then_some(pairs.len())
}

fn decode_to(hex: &[u8], to: &mut Writer<'_>) -> Result<(), HexError> {
    let mut high = None;
    for (position, byte) in hex.iter().copied().enumerate() {
        match (digit(byte), high.take()) {
            (Some(low), Some(high)) => to.u8(high << 4 | low),
            (Some(first), None) => high = Some(first),
            (None, held) if is_blank(byte) => high = held,
            (None, _) => return Err(HexError::NoDigit { byte, position }),
        }
    }
    match high {
        None => Ok(()),
        Some(_) => Err(HexError::OddDigits { digits: 2 * to.written() + 1 }),
    }
}

/// The octets of a string of digits, for as long as there are pairs of them; blanks between the
/// digits are passed over.
#[derive(Clone, Debug)]
pub struct Octets<'a> {
    hex: &'a [u8],
}

impl<'a> Octets<'a> {
    /// The octets of `hex`.
    pub const fn new(hex: &'a [u8]) -> Self {
        Self { hex }
    }

    fn digit(&mut self) -> Option<u8> {
        loop {
            let (first, rest) = self.hex.split_first()?;
            self.hex = rest;
            if !is_blank(*first) {
                let digit = digit(*first);
                if digit.is_none() {
                    self.hex = &[];
                }
                return digit;
            }
        }
    }
}

impl Iterator for Octets<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        Some(self.digit()? << 4 | self.digit()?)
    }
}

/// Writes octets in upper-case digits, and gives the text.
///
/// # Errors
///
/// It does not fit.
pub fn encode<'d>(octets: &[u8], dst: &'d mut [u8]) -> Result<&'d str, BufferTooShort> {
    let mut writer = Writer::new(dst);
    write(octets, &mut writer);
    let written = writer.finish()?;
    // All digits are ASCII.
    Ok(core::str::from_utf8(&dst[..written]).unwrap_or_default())
}

pub(crate) fn write(octets: &[u8], to: &mut Writer<'_>) {
    octets.iter().for_each(|octet| to.hex(u64::from(*octet), 2));
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn faults() {
        let mut dst = [0; 2];
        for (hex, error) in [
            ("0", "1 hexadecimal digits are an odd number"),
            ("00 1", "3 hexadecimal digits are an odd number"),
            ("0G", "byte 0x47 at 1 is no hexadecimal digit"),
            ("00\"", "byte 0x22 at 2 is no hexadecimal digit"),
            ("000102", "buffer of 2 bytes is too short for 3"),
        ] {
            assert_eq!(decode(hex.as_bytes(), &mut dst).unwrap_err().to_string(), error);
        }
        assert_eq!(decode(b"\r\n 1 0\r", &mut dst), Ok(&[0x10][..]));
        assert!(Octets::new(b"0 1zz02").eq([1]));
    }

    proptest! {
        #[test]
        fn octets_round_trip(octets: Vec<u8>) {
            let mut hex = [0; 300];
            let mut read = [0; 150];
            prop_assert_eq!(encode(&octets, &mut hex).unwrap().len(), 2 * octets.len());
            let hex = &hex[..2 * octets.len()];
            prop_assert_eq!(decode(hex, &mut read), Ok(&octets[..]));
            prop_assert!(Octets::new(hex).eq(octets.iter().copied()));
            prop_assert_eq!(check(hex), Ok(()));
        }

        #[test]
        fn any_bytes(bytes: Vec<u8>) {
            let mut dst = [0; 150];
            let read = decode(&bytes, &mut dst);
            prop_assert_eq!(read.is_ok(), check(&bytes).is_ok());
            let _ = Octets::new(&bytes).count();
        }
    }
}
