use core::fmt;
use core::str::Utf8Error;

use cellwire_codec::{BufferTooShort, Printable, Writer};

use super::scan::escape;
use super::{List, Params};

/// What a backslash means in a string.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Escapes {
    /// It stands in front of two hexadecimal digits: `\22` is a quote, `\0D` a CR, `\5C` a backslash
    /// (ITU-T V.250, section 5.4.2.2).
    #[default]
    V250,
    /// Nothing: there are no escapes, and so no strings with quotes or control characters.
    None,
}

/// A string or a word, as a parameter or for one.
///
/// Escapes are taken away when somebody asks, and what the bytes mean is up to the character set in
/// force (`AT+CSCS`). Two strings are equal if they are so without their escapes.
///
/// `Display` and `Debug` escape what could fool a terminal or a log (control characters, those that
/// turn the direction of a line, and bytes that are not UTF-8). Where there are escapes, they print
/// the string as it stands in the line.
///
/// ```
/// use cellwire_at::params::Params;
///
/// let text = Params::new(br#""a \22quoted\22 word""#).str()?;
/// assert_eq!(text, "a \"quoted\" word");
/// assert_eq!(text.as_raw(), br"a \22quoted\22 word");
///
/// let mut buffer = [0; 32];
/// assert_eq!(text.unescape_into(&mut buffer), Ok(&b"a \"quoted\" word"[..]));
/// # Ok::<(), cellwire_at::params::ParamError>(())
/// ```
#[derive(Clone, Copy, Default)]
pub struct Str<'a> {
    raw: &'a [u8],
    escaped: bool,
    quoted: bool,
}

/// Why a string is no `&str` as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StrError {
    /// It has escapes.
    #[error("string with escapes")]
    Escaped,
    /// It is not UTF-8.
    #[error(transparent)]
    NotUtf8(#[from] Utf8Error),
}

impl<'a> Str<'a> {
    #[inline]
    pub(super) const fn new(raw: &'a [u8], escaped: bool, quoted: bool) -> Self {
        Self { raw, escaped, quoted }
    }

    /// A string with escapes in it.
    #[cfg(feature = "serde")]
    pub(crate) const fn of_escaped(raw: &'a [u8]) -> Self {
        Self::new(raw, true, true)
    }

    /// The bytes as they stand in the line, without the quotes.
    #[inline]
    pub const fn as_raw(self) -> &'a [u8] {
        self.raw
    }

    /// Whether it has escapes.
    #[inline]
    pub const fn is_escaped(self) -> bool {
        self.escaped
    }

    /// Whether it stood in quotes.
    #[inline]
    pub const fn is_quoted(self) -> bool {
        self.quoted
    }

    /// Whether there is nothing.
    #[inline]
    pub const fn is_empty(self) -> bool {
        self.raw.is_empty()
    }

    /// How many bytes it has, without escapes.
    pub fn len(self) -> usize {
        if self.escaped { self.bytes().count() } else { self.raw.len() }
    }

    /// The bytes, without escapes.
    #[inline]
    pub const fn bytes(self) -> Bytes<'a> {
        Bytes { raw: self.raw, escaped: self.escaped }
    }

    /// Writes the bytes, without escapes, to the front of `dst`, and gives them.
    ///
    /// # Errors
    ///
    /// They do not fit.
    pub fn unescape_into(self, dst: &mut [u8]) -> Result<&[u8], BufferTooShort> {
        let mut writer = Writer::new(dst);
        self.put(&mut writer);
        let len = writer.finish()?;
        Ok(&dst[..len])
    }

    fn put(self, to: &mut Writer<'_>) {
        if self.escaped {
            self.bytes().for_each(|byte| to.u8(byte));
        } else {
            to.bytes(self.raw);
        }
    }

    /// The string, if it is UTF-8 as it stands.
    ///
    /// # Errors
    ///
    /// It has escapes, or is not UTF-8.
    pub fn to_str(self) -> Result<&'a str, StrError> {
        if self.escaped { Err(StrError::Escaped) } else { Ok(core::str::from_utf8(self.raw)?) }
    }

    /// The bytes, without escapes.
    #[cfg(feature = "alloc")]
    pub fn to_bytes(self) -> alloc::borrow::Cow<'a, [u8]> {
        if self.escaped { self.bytes().collect() } else { self.raw.into() }
    }

    /// The text without escapes, with U+FFFD in the place of what is not UTF-8.
    #[cfg(feature = "alloc")]
    pub fn to_string_lossy(self) -> alloc::borrow::Cow<'a, str> {
        use alloc::borrow::Cow;
        use alloc::string::String;

        match self.to_bytes() {
            Cow::Borrowed(bytes) => String::from_utf8_lossy(bytes),
            Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
        }
    }

    /// Whether it is this text, in any case.
    pub fn eq_ignore_ascii_case(self, text: &str) -> bool {
        let lower = |byte: u8| byte.to_ascii_lowercase();
        self.bytes().map(lower).eq(text.bytes().map(lower))
    }

    /// What stands in it as parameters of their own: `"10,20"`.
    pub const fn params(self) -> Params<'a> {
        Params::new(self.raw)
    }

    /// What stands in it as a list: the ranges of `"4383,4370-4378"`.
    pub const fn list(self) -> List<'a> {
        List::new(self.params())
    }
}

/// The bytes of a [`Str`], without escapes.
#[derive(Clone, Debug)]
pub struct Bytes<'a> {
    raw: &'a [u8],
    escaped: bool,
}

impl Iterator for Bytes<'_> {
    type Item = u8;

    #[inline]
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.raw.split_first()?;
        if self.escaped
            && let Some(byte) = escape(self.raw)
        {
            self.raw = rest.get(2..).unwrap_or_default();
            return Some(byte);
        }
        self.raw = rest;
        Some(*first)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let least = if self.escaped { self.raw.len() / 3 } else { self.raw.len() };
        (least, Some(self.raw.len()))
    }
}

/// A string to be written; it has no escapes yet.
impl<'a> From<&'a str> for Str<'a> {
    #[inline]
    fn from(text: &'a str) -> Self {
        Self::from(text.as_bytes())
    }
}

/// A string to be written; it has no escapes yet.
impl<'a> From<&'a [u8]> for Str<'a> {
    #[inline]
    fn from(bytes: &'a [u8]) -> Self {
        Self::new(bytes, false, true)
    }
}

/// A string to be written; it has no escapes yet.
impl<'a, const N: usize> From<&'a [u8; N]> for Str<'a> {
    #[inline]
    fn from(bytes: &'a [u8; N]) -> Self {
        Self::from(bytes.as_slice())
    }
}

/// The same bytes, without escapes.
impl PartialEq for Str<'_> {
    fn eq(&self, other: &Self) -> bool {
        if self.escaped || other.escaped {
            self.bytes().eq(other.bytes())
        } else {
            self.raw == other.raw
        }
    }
}

impl Eq for Str<'_> {}

impl PartialEq<[u8]> for Str<'_> {
    fn eq(&self, other: &[u8]) -> bool {
        if self.escaped { self.bytes().eq(other.iter().copied()) } else { self.raw == other }
    }
}

impl PartialEq<&[u8]> for Str<'_> {
    fn eq(&self, other: &&[u8]) -> bool {
        *self == **other
    }
}

impl PartialEq<str> for Str<'_> {
    fn eq(&self, other: &str) -> bool {
        *self == *other.as_bytes()
    }
}

impl PartialEq<&str> for Str<'_> {
    fn eq(&self, other: &&str) -> bool {
        *self == *other.as_bytes()
    }
}

/// The string, escaped as [`Printable`] does it.
impl fmt::Display for Str<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Printable::new(self.raw).fmt(f)
    }
}

/// The string, escaped and in quotes.
impl fmt::Debug for Str<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&Printable::new(self.raw), f)
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Str<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        match core::str::from_utf8(self.raw) {
            Ok(text) => defmt::write!(f, "{=str}", text),
            Err(_) => defmt::write!(f, "{=[u8]}", self.raw),
        }
    }
}
