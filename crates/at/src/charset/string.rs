use core::char::REPLACEMENT_CHARACTER;

use super::{Charset, CharsetChars, Gsm7, Gsm7Chars};
use crate::params::{Bytes, Str};

impl<'s> Charset<'s> {
    /// The characters of a parameter, without the escapes of V.250.
    ///
    /// ```
    /// use cellwire_at::charset::Charset;
    /// use cellwire_at::params::Params;
    ///
    /// let text = Params::new(br#""\22Bank\22""#).str()?;
    /// assert!(Charset::Ira.chars_of(text).eq("\"Bank\"".chars()));
    /// # Ok::<(), cellwire_at::params::ParamError>(())
    /// ```
    pub fn chars_of(self, string: Str<'s>) -> StrChars<'s> {
        StrChars(match self {
            Self::Gsm => Inner::Gsm(Gsm7::DEFAULT.decode(string.bytes())),
            _ if string.is_escaped() => Inner::Escaped(self, self.chars(string.as_raw())),
            _ => Inner::Plain(self.chars(string.as_raw())),
        })
    }
}

/// The characters of a parameter; made by [`Charset::chars_of`].
#[derive(Clone, Debug)]
pub struct StrChars<'s>(Inner<'s>);

#[derive(Clone, Debug)]
enum Inner<'s> {
    Gsm(Gsm7Chars<Bytes<'s>>),
    Plain(CharsetChars<'s>),
    Escaped(Charset<'s>, CharsetChars<'s>),
}

impl Iterator for StrChars<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match &mut self.0 {
            Inner::Gsm(chars) => chars.next(),
            Inner::Plain(chars) => chars.next(),
            Inner::Escaped(charset, chars) => match chars.next()? {
                '\\' => {
                    let mut behind = chars.clone();
                    let mut digit = || behind.next().and_then(|digit| digit.to_digit(16));
                    let Some((high, low)) = digit().zip(digit()) else { return Some('\\') };
                    *chars = behind;
                    let byte = [(high << 4 | low) as u8];
                    Some(charset.chars(&byte).next().unwrap_or(REPLACEMENT_CHARACTER))
                }
                char => Some(char),
            },
        }
    }
}
