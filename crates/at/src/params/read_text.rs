//! Takes strings, words and data.

use super::number;
use super::scan::{self, Kind};
use super::{ParamError, Params, Peek, Quirk, Quirks, Str};

/// Strings and words.
impl<'a> Params<'a> {
    /// Takes a string. Without quotes, it ends at the next comma.
    ///
    /// # Errors
    ///
    /// The parameter is missing, or empty; `""` is not.
    #[inline]
    pub fn str(&mut self) -> Result<Str<'a>, ParamError> {
        if let [b'"', body @ ..] = self.as_bytes()
            && let Some(len) = scan::find_special(body)
        {
            let rest = match &body[len..] {
                [b'"'] => Some(None),
                [b'"', b',', rest @ ..] => Some(Some(rest)),
                _ => None,
            };
            if let Some(rest) = rest {
                self.step(rest);
                return Ok(Str::new(&body[..len], false, true));
            }
        }
        self.text(Quirk::UnquotedString)
    }

    /// Takes a string, if there is one: `None` if the parameter is missing or empty, and an empty
    /// string for `""`.
    ///
    /// # Errors
    ///
    /// Only those of a strict reader.
    #[inline]
    pub fn opt_str(&mut self) -> Result<Option<Str<'a>>, ParamError> {
        if self.as_bytes().first() != Some(&b'"') && self.take_nothing()? {
            return Ok(None);
        }
        self.str().map(Some)
    }

    /// Takes a word, which stands without quotes: `READY`, `SIM PIN`.
    ///
    /// # Errors
    ///
    /// The parameter is missing, or empty.
    pub fn word(&mut self) -> Result<Str<'a>, ParamError> {
        self.text(Quirk::QuotedWord)
    }

    /// Takes a word, if there is one.
    ///
    /// # Errors
    ///
    /// Only those of a strict reader.
    pub fn opt_word(&mut self) -> Result<Option<Str<'a>>, ParamError> {
        if self.take_nothing()? { Ok(None) } else { self.word().map(Some) }
    }

    /// Takes a string that is the last parameter. Without quotes it has the commas, too:
    /// `+CCLK: 17/07/26,11:42:15+01`.
    ///
    /// # Errors
    ///
    /// The parameter is missing, or empty.
    pub fn rest_str(&mut self) -> Result<Str<'a>, ParamError> {
        if self.peek() == Peek::Quoted {
            return self.str();
        }
        let rest = scan::trim_end(scan::trim_start(self.as_bytes()));
        let index = self.index();
        if rest.is_empty() {
            let missing = ParamError::Missing { index };
            return Err(if !self.is_done() { ParamError::Empty { index } } else { missing });
        }
        let mut quirks = Quirks::NONE;
        quirks.insert(Quirk::UnquotedString);
        if rest.len() != self.as_bytes().len() {
            quirks.insert(Quirk::Blank);
        }
        self.accept(quirks, None)?;
        Ok(Str::new(rest, false, false))
    }

    /// Takes a string that has its own length in front, in bytes, as Samsung phones have them:
    /// `"5,test1"`. The text is all there is behind the comma.
    ///
    /// # Errors
    ///
    /// The parameter is missing or empty, or has no length.
    pub fn counted_str(&mut self) -> Result<Str<'a>, ParamError> {
        let field = self.required()?;
        let index = self.index();
        if field.raw.is_empty() {
            return Err(ParamError::Empty { index });
        }
        let Some((len, Some(text))) = number::decimal_field(field.text) else {
            let position = field.text.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let byte = field.text.get(position).copied().unwrap_or_default().into();
            return Err(ParamError::NoDigit { index, byte, position });
        };
        let text = Str::new(text, field.escaped, field.kind == Kind::Quoted);
        let mut quirks = field.quirks;
        if usize::try_from(len) != Ok(text.len()) {
            quirks.insert(Quirk::Length);
        }
        self.accept(quirks, field.rest)?;
        Ok(text)
    }

    /// Takes data whose length is known, with or without quotes: `+USORD: 3,16,"16 bytes of data"`.
    /// It may hold anything, commas and quotes, too.
    ///
    /// # Errors
    ///
    /// There is less of it.
    pub fn data(&mut self, len: usize) -> Result<&'a [u8], ParamError> {
        let index = self.index();
        if self.is_done() && len > 0 {
            return Err(ParamError::Missing { index });
        }
        let (body, quoted) = match self.as_bytes() {
            [b'"', body @ ..] => (body, true),
            body => (body, false),
        };
        let Some((data, behind)) = body.split_at_checked(len) else {
            let available = body.strip_suffix(b"\"").filter(|_| quoted).unwrap_or(body).len();
            return Err(ParamError::TooShort { index, needed: len, available });
        };
        let mut quirks = Quirks::NONE;
        let behind = match behind {
            [b'"', behind @ ..] if quoted => behind,
            behind if quoted => {
                quirks.insert(Quirk::UnpairedQuote);
                behind
            }
            behind => behind,
        };
        let rest = match scan::trim_start(behind) {
            [] => None,
            [b',', rest @ ..] => Some(rest),
            rest => {
                quirks.insert(Quirk::Length);
                Some(rest)
            }
        };
        self.accept(quirks, rest)?;
        Ok(data)
    }

    /// A parameter as a text, which has the quirk if its quotes are not as they should be.
    #[cold]
    fn text(&mut self, quirk: Quirk) -> Result<Str<'a>, ParamError> {
        let mut field = self.required()?;
        let (text, quoted) = match field.kind {
            Kind::Empty => return Err(ParamError::Empty { index: self.index() }),
            Kind::Quoted => (field.text, true),
            Kind::List => (field.raw, false),
            Kind::Plain => (field.text, false),
        };
        if quoted == (quirk == Quirk::QuotedWord) {
            field.quirks.insert(quirk);
        }
        self.accept(field.quirks, field.rest)?;
        Ok(Str::new(text, field.escaped, quoted))
    }
}
