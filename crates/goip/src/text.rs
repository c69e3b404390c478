use core::fmt;
use core::str::{self, Utf8Error};

use cellwire_codec::Printable;

/// A value as it stands on the wire: UTF-8 by the protocol, any bytes in practice.
///
/// Nothing is validated or copied before somebody asks. `Display` and `Debug` escape what could
/// fool a terminal or a log (control characters, those that turn the direction of a line, and bytes
/// that are not UTF-8), since whoever sends an SMS chooses its text and its sender's name.
///
/// ```
/// use cellwire_goip::Text;
///
/// let text = Text::from("5 €\r\nDone");
/// assert_eq!(text.to_str(), Ok("5 €\r\nDone"));
/// assert_eq!(text.to_string(), "5 €\\r\\nDone");
/// assert_eq!(Text::from(&b"cut \xd0"[..]).to_string(), "cut \\xd0");
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<'a>(&'a [u8]);

impl<'a> Text<'a> {
    /// A text of these bytes.
    #[inline]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The bytes as they stand on the wire.
    #[inline]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// The text, if it is UTF-8.
    ///
    /// # Errors
    ///
    /// It is not. A server that cuts datagrams in the middle of a character sends such texts.
    #[inline]
    pub const fn to_str(self) -> Result<&'a str, Utf8Error> {
        str::from_utf8(self.0)
    }

    /// The text, with U+FFFD in the place of what is not UTF-8.
    #[cfg(feature = "alloc")]
    pub fn to_string_lossy(self) -> alloc::borrow::Cow<'a, str> {
        alloc::string::String::from_utf8_lossy(self.0)
    }

    /// How many bytes it has.
    #[inline]
    pub const fn len(self) -> usize {
        self.0.len()
    }

    /// Whether there is nothing.
    #[inline]
    pub const fn is_empty(self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> From<&'a str> for Text<'a> {
    #[inline]
    fn from(text: &'a str) -> Self {
        Self(text.as_bytes())
    }
}

impl<'a> From<&'a [u8]> for Text<'a> {
    #[inline]
    fn from(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }
}

impl PartialEq<str> for Text<'_> {
    fn eq(&self, other: &str) -> bool {
        self.0 == other.as_bytes()
    }
}

impl PartialEq<&str> for Text<'_> {
    fn eq(&self, other: &&str) -> bool {
        self.0 == other.as_bytes()
    }
}

/// The text, escaped as [`Printable`] does it.
impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Printable::new(self.0).fmt(f)
    }
}

/// The text, escaped and in quotes.
impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&Printable::new(self.0), f)
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Text<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        match self.to_str() {
            Ok(text) => defmt::write!(f, "{=str}", text),
            Err(_) => defmt::write!(f, "{=[u8]}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn what_could_fool_a_terminal_is_escaped() {
        for (text, shown) in [
            ("a\x1b[31mb", "a\\u{1b}[31mb"),
            ("a\u{202e}b", "a\\u{202e}b"),
            ("a\u{2028}b\u{2069}", "a\\u{2028}b\\u{2069}"),
            ("a\u{85}\u{7f}\0", "a\\u{85}\\u{7f}\\u{0}"),
            ("👩\u{200d}🚀 ż", "👩\u{200d}🚀 ż"),
        ] {
            assert_eq!(Text::from(text).to_string(), shown);
            assert!(!format!("{:?}", Text::from(text)).contains(char::is_control));
        }
        assert!(
            !format!("{:?}", Text::from("\u{202e}\u{2028}")).contains(['\u{202e}', '\u{2028}'])
        );
    }
}
