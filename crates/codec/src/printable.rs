use core::fmt::{self, Write as _};

/// Bytes that came over the wire, to be shown: UTF-8 by the protocol, any bytes in practice.
///
/// What could fool a terminal or a log is escaped: control characters, those that turn or break the
/// line in which they are shown (such as U+202E and U+2028), and bytes that are not UTF-8. Whoever
/// sends an SMS chooses its text and its sender's name. A backslash is printed as it is: this is to
/// be looked at, and not to be read back.
///
/// `Debug` puts it in quotes, and escapes what `str` does there.
///
/// ```
/// use cellwire_codec::Printable;
///
/// assert_eq!(Printable::new("5 €\r\nDone".as_bytes()).to_string(), r"5 €\r\nDone");
/// assert_eq!(Printable::new(b"cut \xd0").to_string(), r"cut \xd0");
/// assert_eq!(Printable::new("evil\u{202e}txt".as_bytes()).to_string(), r"evil\u{202e}txt");
/// assert_eq!(format!("{:?}", Printable::new(b"a \"b\"\n\xff")), r#""a \"b\"\n\xff""#);
/// ```
#[derive(Clone, Copy)]
pub struct Printable<'a>(&'a [u8]);

impl<'a> Printable<'a> {
    /// These bytes, to be shown.
    #[inline]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }
}

/// Characters that turn or break the line in which they are shown.
const fn turns_the_line(char: char) -> bool {
    matches!(
        char,
        '\u{61c}'
            | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
    )
}

fn escape_bytes(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "\\x{byte:02x}"))
}

/// The text, escaped.
impl fmt::Display for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.0.utf8_chunks() {
            for char in chunk.valid().chars() {
                if char.is_control() || turns_the_line(char) {
                    char.escape_default().try_for_each(|part| f.write_char(part))?;
                } else {
                    f.write_char(char)?;
                }
            }
            escape_bytes(chunk.invalid(), f)?;
        }
        Ok(())
    }
}

/// The text, escaped and in quotes.
impl fmt::Debug for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for chunk in self.0.utf8_chunks() {
            write!(f, "{}", chunk.valid().escape_debug())?;
            escape_bytes(chunk.invalid(), f)?;
        }
        f.write_char('"')
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_could_fool_a_terminal_is_escaped() {
        for (text, shown) in [
            ("a\x1b[31mb", "a\\u{1b}[31mb"),
            ("a\u{61c}b\u{200e}\u{200f}", "a\\u{61c}b\\u{200e}\\u{200f}"),
            ("a\u{202e}b", "a\\u{202e}b"),
            ("a\u{2028}b\u{2069}", "a\\u{2028}b\\u{2069}"),
            ("a\u{85}\u{7f}\0\t", "a\\u{85}\\u{7f}\\u{0}\\t"),
            ("\\\"'", "\\\"'"),
            ("👩\u{200d}🚀 ż", "👩\u{200d}🚀 ż"),
        ] {
            assert_eq!(Printable::new(text.as_bytes()).to_string(), shown);
        }
        assert_eq!(Printable::new(b"\xc5\xbc\xc5 \xf0\x9f").to_string(), "ż\\xc5 \\xf0\\x9f");
        assert_eq!(format!("{:?}", Printable::new(b"\\\"\xc5")), "\"\\\\\\\"\\xc5\"");
    }

    proptest! {
        #[test]
        fn nothing_steers_a_terminal(bytes: Vec<u8>, text: String) {
            for bytes in [&bytes[..], text.as_bytes()] {
                let shown = format!("{0} {0:?}", Printable::new(bytes));
                prop_assert!(!shown.contains(|char: char| char.is_control() || turns_the_line(char)));
            }
        }
    }
}
