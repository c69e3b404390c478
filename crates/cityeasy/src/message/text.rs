use core::char::{REPLACEMENT_CHARACTER, decode_utf16};
use core::fmt::{self, Write as _};

use cellwire_codec::Writer;

/// The text of an SMS or an address: UTF-16, low byte first, and a unit of zero behind it
/// (sections III.9 and III.10).
///
/// It is made from a `&str` to be written. One that was received is decoded when asked for, and a
/// missing terminator is accepted. Two texts are equal when their units are.
///
/// ```
/// use cellwire_cityeasy::message::Text;
///
/// let wire = b"\xf1\x6d\x33\x57\x02\x5e\0\0";
/// let text = Text::from_wire(wire);
/// assert_eq!(text, Text::from("深圳市"));
/// assert_eq!(text.to_string(), "深圳市");
/// assert!(text.is_terminated());
/// ```
#[derive(Clone, Copy)]
pub struct Text<'a>(Source<'a>);

#[derive(Clone, Copy)]
enum Source<'a> {
    Str(&'a str),
    /// The text, its terminator, and what stands behind it.
    Wire(&'a [u8]),
}

impl<'a> Text<'a> {
    /// The most UTF-16 units that a text has: 4 SMS of 70.
    pub const MAX_UNITS: usize = 280;

    /// The text that stands at the front of `bytes`, up to a unit of zero or the end.
    #[inline]
    pub const fn from_wire(bytes: &'a [u8]) -> Self {
        Self(Source::Wire(bytes))
    }

    /// The UTF-16 units. Nothing is lost here; surrogates may be unpaired.
    #[inline]
    pub fn units(&self) -> impl Iterator<Item = u16> + Clone + use<'a> {
        let (text, wire) = match self.0 {
            Source::Str(text) => (text, &[][..]),
            Source::Wire(bytes) => ("", split(bytes).0),
        };
        text.encode_utf16().chain(wire.iter().map(|unit| u16::from_le_bytes(*unit)))
    }

    /// The characters; an unpaired surrogate becomes [`REPLACEMENT_CHARACTER`].
    pub fn chars(&self) -> impl Iterator<Item = char> + Clone + use<'a> {
        decode_utf16(self.units()).map(|char| char.unwrap_or(REPLACEMENT_CHARACTER))
    }

    /// Whether there is no unit.
    pub fn is_empty(&self) -> bool {
        self.units().next().is_none()
    }

    /// Whether the unit of zero stands behind the text that was received. One to be written gets
    /// it in any case.
    pub fn is_terminated(&self) -> bool {
        match self.0 {
            Source::Str(_) => true,
            Source::Wire(bytes) => split(bytes).1.is_some(),
        }
    }

    /// The bytes that were received behind the terminator, or a last one that makes no unit. They
    /// are no part of the text and not written again.
    pub fn surplus(&self) -> &'a [u8] {
        match self.0 {
            Source::Str(_) => &[],
            Source::Wire(bytes) => split(bytes).1.unwrap_or(bytes.as_chunks::<2>().1),
        }
    }

    /// Whether the text can be written.
    ///
    /// # Errors
    ///
    /// It has more than 280 units, or a NUL character, which would end it.
    pub fn check(&self) -> Result<(), TextError> {
        if let Source::Str(text) = self.0
            && let Some(position) = text.chars().position(|char| char == '\0')
        {
            return Err(TextError::Nul { position });
        }
        match self.units().count() {
            0..=Self::MAX_UNITS => Ok(()),
            units => Err(TextError::TooLong { units }),
        }
    }

    /// As [`check`](Self::check), and it is terminated with nothing behind it.
    pub(super) fn check_strict(&self) -> Result<(), TextError> {
        self.check()?;
        if !self.is_terminated() {
            return Err(TextError::Unterminated);
        }
        match self.surplus().len() {
            0 => Ok(()),
            len => Err(TextError::Surplus { len }),
        }
    }

    pub(super) fn write(&self, to: &mut Writer<'_>) {
        match self.0 {
            Source::Str(text) => {
                text.encode_utf16().for_each(|unit| to.bytes(&unit.to_le_bytes()));
            }
            Source::Wire(bytes) => to.bytes(split(bytes).0.as_flattened()),
        }
        to.bytes(&[0, 0]);
    }
}

/// The units of a text, and what stands behind its terminator if it has one.
fn split(bytes: &[u8]) -> (&[[u8; 2]], Option<&[u8]>) {
    let (units, _) = bytes.as_chunks();
    match units.iter().position(|unit| *unit == [0, 0]) {
        Some(end) => (units.get(..end).unwrap_or_default(), bytes.get(2 * end + 2..)),
        None => (units, None),
    }
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Self(Source::Str(text))
    }
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.units().eq(other.units())
    }
}

impl Eq for Text<'_> {}

impl PartialEq<str> for Text<'_> {
    fn eq(&self, other: &str) -> bool {
        self.units().eq(other.encode_utf16())
    }
}

impl PartialEq<&str> for Text<'_> {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

/// The text; unpaired surrogates appear as [`REPLACEMENT_CHARACTER`].
impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.chars().try_for_each(|char| f.write_char(char))
    }
}

impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Text(\"")?;
        self.chars().flat_map(char::escape_debug).try_for_each(|char| f.write_char(char))?;
        f.write_str("\")")
    }
}

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum TextError {
    /// It is too long.
    #[error("{units} UTF-16 units are more than {}", Text::MAX_UNITS)]
    TooLong {
        /// How many units it has.
        units: usize,
    },
    /// It holds a NUL character, which would end it on the wire.
    #[error("there is a NUL at position {position}")]
    Nul {
        /// Which character it is, counted from 0.
        position: usize,
    },
    /// No unit of zero stands behind it.
    #[error("it does not end in 00 00")]
    Unterminated,
    /// Something stands behind the terminator.
    #[error("bytes behind the 00 00 at its end: {len}")]
    Surplus {
        /// How many bytes.
        len: usize,
    },
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::*;

    /// The example of section III.9.
    const SHENZHEN: &[u8] = b"\xf1\x6d\x33\x57\x02\x5e\x57\x53\x71\x5c\x3a\x53\0\0";

    fn written(text: Text<'_>) -> Vec<u8> {
        let mut dst = [0; 2000];
        let mut writer = Writer::new(&mut dst);
        text.write(&mut writer);
        writer.as_written().to_vec()
    }

    #[test]
    fn the_example_both_ways() {
        assert_eq!(written(Text::from("深圳市南山区")), SHENZHEN);
        let text = Text::from_wire(SHENZHEN);
        assert_eq!(text, "深圳市南山区");
        assert_eq!(text.check_strict(), Ok(()));
        assert_eq!(format!("{text} {text:?}"), "深圳市南山区 Text(\"深圳市南山区\")");
    }

    #[test]
    fn the_end() {
        let unterminated = Text::from_wire(b"A\0B\0");
        assert_eq!(unterminated, "AB");
        assert!(!unterminated.is_terminated());
        assert_eq!(unterminated.check_strict(), Err(TextError::Unterminated));

        let odd = Text::from_wire(b"A\0B");
        assert_eq!((odd.to_string().as_str(), odd.surplus()), ("A", &b"B"[..]));

        let surplus = Text::from_wire(b"A\0\0\0B\0\0\0");
        assert_eq!((surplus.to_string().as_str(), surplus.surplus()), ("A", &b"B\0\0\0"[..]));
        assert_eq!(surplus.check_strict(), Err(TextError::Surplus { len: 4 }));

        // Zeros that straddle two units end nothing.
        assert_eq!(Text::from_wire(&[0x41, 0x00, 0x00, 0x42, 0, 0]), "A\u{4200}");
        assert!(Text::from_wire(b"").is_empty());
        assert!(Text::from_wire(b"\0\0").is_empty());
    }

    #[test]
    fn surrogates() {
        assert_eq!(Text::from_wire(b"\x3d\xd8\x00\xde\0\0"), "😀");
        let unpaired = Text::from_wire(b"\x00\xdeA\0");
        assert_eq!(unpaired.to_string(), "\u{fffd}A");
        assert_eq!(unpaired.units().collect::<Vec<_>>(), [0xde00, 0x41]);
        assert_eq!(written(unpaired), b"\x00\xdeA\0\0\0");
    }

    #[test]
    fn refusals() {
        assert_eq!(Text::from("a".repeat(280).as_str()).check(), Ok(()));
        let long = "😀".repeat(141);
        assert_eq!(
            Text::from(long.as_str()).check().unwrap_err().to_string(),
            "282 UTF-16 units are more than 280"
        );
        assert_eq!(
            Text::from("深\0圳").check().unwrap_err().to_string(),
            "there is a NUL at position 1"
        );
    }

    proptest! {
        #[test]
        fn strings_round_trip(string in "[^\0]{0,100}") {
            let text = Text::from(string.as_str());
            let wire = written(text);
            prop_assert_eq!(Text::from_wire(&wire), text);
            prop_assert_eq!(Text::from_wire(&wire).to_string(), string);
        }

        #[test]
        fn any_bytes_are_a_text(bytes: Vec<u8>) {
            let text = Text::from_wire(&bytes);
            let _: String = format!("{text}{text:?}{:?}{:?}", text.surplus(), text.check());
            let wire = written(text);
            prop_assert_eq!(Text::from_wire(&wire), text);
            if text.check_strict().is_ok() {
                prop_assert_eq!(wire, bytes);
            }
        }
    }
}
