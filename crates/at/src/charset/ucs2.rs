//! UCS2 (TS 23.038 6.2.3) with the high byte first: in practice UTF-16, with surrogate pairs for
//! what is beyond the basic plane, such as emoji.

use core::char::{DecodeUtf16, REPLACEMENT_CHARACTER, decode_utf16};

use cellwire_codec::{BufferTooShort, Writer};

use super::DecodeError;

/// The units of octets. A last octet that makes no unit is left out.
#[derive(Clone, Debug)]
pub struct Units<'a>(core::slice::Iter<'a, [u8; 2]>);

impl Iterator for Units<'_> {
    type Item = u16;

    #[inline]
    fn next(&mut self) -> Option<u16> {
        self.0.next().map(|unit| u16::from_be_bytes(*unit))
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for Units<'_> {}

/// The characters of octets; an unpaired surrogate is U+FFFD.
#[derive(Clone, Debug)]
pub struct Chars<'a>(DecodeUtf16<Units<'a>>);

impl Iterator for Chars<'_> {
    type Item = char;

    #[inline]
    fn next(&mut self) -> Option<char> {
        self.0.next().map(|char| char.unwrap_or(REPLACEMENT_CHARACTER))
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

/// The 16-bit units of octets.
pub fn units(octets: &[u8]) -> Units<'_> {
    Units(octets.as_chunks().0.iter())
}

/// The characters of octets.
///
/// ```
/// use cellwire_at::charset::ucs2;
///
/// assert!(ucs2::chars(&[0x00, 0x48, 0xd8, 0x3d, 0xde, 0x00]).eq("H😀".chars()));
/// ```
pub fn chars(octets: &[u8]) -> Chars<'_> {
    Chars(decode_utf16(units(octets)))
}

/// How many 16-bit units a text takes.
pub fn count(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// Writes a text, and says how many octets it took.
///
/// # Errors
///
/// It does not fit.
pub fn encode(text: &str, dst: &mut [u8]) -> Result<usize, BufferTooShort> {
    let mut writer = Writer::new(dst);
    write(text, &mut writer);
    writer.finish()
}

pub(crate) fn write(text: &str, to: &mut Writer<'_>) {
    text.encode_utf16().for_each(|unit| to.u16_be(unit));
}

/// Whether octets are a text: whole units, and no surrogate without its other half.
///
/// # Errors
///
/// They are not.
pub fn check(octets: &[u8]) -> Result<(), DecodeError> {
    if !octets.len().is_multiple_of(2) {
        return Err(DecodeError::HalfUnit { octets: octets.len() });
    }
    check_units(units(octets))
}

pub(super) fn check_units(units: impl Iterator<Item = u16>) -> Result<(), DecodeError> {
    let mut position = 0;
    for char in decode_utf16(units) {
        match char {
            Ok(char) => position += char.len_utf16(),
            Err(error) => {
                return Err(DecodeError::Surrogate { unit: error.unpaired_surrogate(), position });
            }
        }
    }
    Ok(())
}
