//! Takes numbers.

use super::number::{self, Base, Fault};
use super::scan::{self, Field, Kind};
use super::{Number, ParamError, Params, Quirk};

/// Numbers.
impl<'a> Params<'a> {
    /// Takes a decimal number. Zeros may stand in front of it.
    ///
    /// # Errors
    ///
    /// The parameter is missing, empty, no number, or out of the range of `T`.
    #[inline]
    pub fn number<T: Number>(&mut self) -> Result<T, ParamError> {
        if let Some((magnitude, rest)) = number::decimal_field(self.as_bytes())
            && let Some(number) = T::from_magnitude(magnitude, false)
        {
            self.step(rest);
            return Ok(number);
        }
        self.number_in(Base::Decimal)
    }

    /// Takes a hexadecimal number, with or without quotes, in either case.
    ///
    /// # Errors
    ///
    /// As of [`number`](Self::number).
    #[inline]
    pub fn hex<T: Number>(&mut self) -> Result<T, ParamError> {
        if let Some((magnitude, rest)) = number::hex_field(self.as_bytes())
            && let Some(number) = T::from_magnitude(magnitude, false)
        {
            self.step(rest);
            return Ok(number);
        }
        self.number_in(Base::Hexadecimal)
    }

    /// Takes a binary number, with or without quotes.
    ///
    /// # Errors
    ///
    /// As of [`number`](Self::number).
    pub fn binary<T: Number>(&mut self) -> Result<T, ParamError> {
        self.number_in(Base::Binary)
    }

    /// Takes a decimal number, if there is one.
    ///
    /// A parameter that is missing, empty, or an empty string gives `None`; [`peek`](Self::peek) tells
    /// them apart.
    ///
    /// # Errors
    ///
    /// The parameter is no number, or out of the range of `T`.
    #[inline]
    pub fn opt_number<T: Number>(&mut self) -> Result<Option<T>, ParamError> {
        if self.take_nothing()? { Ok(None) } else { self.number().map(Some) }
    }

    /// Takes a hexadecimal number, if there is one.
    ///
    /// # Errors
    ///
    /// As of [`opt_number`](Self::opt_number).
    #[inline]
    pub fn opt_hex<T: Number>(&mut self) -> Result<Option<T>, ParamError> {
        if self.take_nothing()? { Ok(None) } else { self.hex().map(Some) }
    }

    /// Takes a binary number, if there is one.
    ///
    /// # Errors
    ///
    /// As of [`opt_number`](Self::opt_number).
    pub fn opt_binary<T: Number>(&mut self) -> Result<Option<T>, ParamError> {
        if self.take_nothing()? { Ok(None) } else { self.binary().map(Some) }
    }

    /// Takes a decimal number and what stands behind it and a blank: a PDU that shares the line with
    /// its header, `+CMGR: 1,,147 0791...`.
    ///
    /// # Errors
    ///
    /// As of [`number`](Self::number).
    pub fn number_and_tail<T: Number>(&mut self) -> Result<(T, Option<&'a [u8]>), ParamError> {
        let field = self.required()?;
        let blank = field.text.iter().position(|byte| scan::is_blank(*byte));
        match blank {
            Some(blank) if field.kind == Kind::Plain => {
                let number = self.instead(&field.text[..blank]).number()?;
                let mut quirks = field.quirks;
                quirks.insert(Quirk::BlankInside);
                self.accept(quirks, field.rest)?;
                Ok((number, Some(scan::trim_start(&field.text[blank..]))))
            }
            _ => Ok((self.number()?, None)),
        }
    }

    /// Takes a parameter that is missing or empty.
    #[inline]
    pub(super) fn take_nothing(&mut self) -> Result<bool, ParamError> {
        match self.as_bytes() {
            [] => {
                // The last comma of the line may have nothing behind it.
                if !self.is_done() {
                    self.step(None);
                }
                Ok(true)
            }
            [b',', rest @ ..] => {
                self.step(Some(rest));
                Ok(true)
            }
            [b'"', b'"', ..] | [b')' | 0..=b' ', ..] => self.take_odd_nothing(),
            _ => Ok(false),
        }
    }

    /// The same for blanks, for an empty string, and for parentheses that close nothing.
    #[cold]
    fn take_odd_nothing(&mut self) -> Result<bool, ParamError> {
        let front = scan::trim_start(self.as_bytes());
        match self.field().filter(|_| matches!(front, [] | [b',' | b'"' | b')', ..])) {
            Some(field) if field.text.is_empty() && field.kind != Kind::List => {
                self.accept(field.quirks, field.rest)?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    #[cold]
    fn number_in<T: Number>(&mut self, base: Base) -> Result<T, ParamError> {
        let (magnitude, negative, field) = self.magnitude(base)?;
        let Some(number) = T::from_magnitude(magnitude, negative) else {
            let index = self.index();
            return Err(if negative {
                ParamError::TooSmall { index, magnitude, limit: T::LOWEST }
            } else {
                ParamError::TooLarge { index, number: magnitude, limit: T::HIGHEST }
            });
        };
        self.accept(field.quirks, field.rest)?;
        Ok(number)
    }

    /// The next parameter as a number, whatever may be odd about it.
    fn magnitude(&self, base: Base) -> Result<(u64, bool, Field<'a>), ParamError> {
        let mut field = self.required()?;
        let index = self.index();
        let no_digit = |text: &[u8], position: usize| {
            let byte = text.get(position).copied().unwrap_or_default().into();
            ParamError::NoDigit { index, byte, position }
        };
        let mut text = field.text;
        match field.kind {
            Kind::Empty => return Err(ParamError::Empty { index }),
            Kind::List => return Err(no_digit(field.raw, 0)),
            Kind::Quoted if base == Base::Decimal => field.quirks.insert(Quirk::QuotedNumber),
            Kind::Quoted | Kind::Plain => {}
        }
        let trimmed = scan::trim_end(scan::trim_start(text));
        if trimmed.len() != text.len() {
            field.quirks.insert(Quirk::Blank);
            text = trimmed;
        }
        while let [front @ .., b')'] = text {
            field.quirks.insert(Quirk::StrayParenthesis);
            text = front;
        }
        if text.is_empty() {
            return Err(ParamError::Empty { index });
        }
        if let Some(blank) = text.iter().position(|byte| scan::is_blank(*byte)) {
            field.quirks.insert(Quirk::BlankInside);
            text = &text[..blank];
        }
        if let ([b'0', b'x' | b'X', digits @ ..], Base::Hexadecimal) = (text, base)
            && !digits.is_empty()
        {
            field.quirks.insert(Quirk::HexPrefix);
            text = digits;
        }
        match number::parse(text, base) {
            Ok((magnitude, negative)) => Ok((magnitude, negative, field)),
            Err(Fault::NoDigit(position)) => Err(no_digit(text, position)),
            Err(Fault::TooMany(digits)) => Err(ParamError::TooManyDigits { index, digits }),
        }
    }
}

macro_rules! numbers {
    ($($name:ident $opt_name:ident $type:ty;)*) => {$(
        #[doc = concat!("[`number`](Self::number) as a `", stringify!($type), "`.")]
        ///
        /// # Errors
        ///
        /// The parameter is missing, empty, no number, or out of range.
        #[inline]
        pub fn $name(&mut self) -> Result<$type, ParamError> {
            self.number()
        }

        #[doc = concat!("[`opt_number`](Self::opt_number) as a `", stringify!($type), "`.")]
        ///
        /// # Errors
        ///
        /// The parameter is no number, or out of range.
        #[inline]
        pub fn $opt_name(&mut self) -> Result<Option<$type>, ParamError> {
            self.opt_number()
        }
    )*};
}

macro_rules! hex_numbers {
    ($($name:ident $opt_name:ident $type:ty;)*) => {$(
        #[doc = concat!("[`hex`](Self::hex) as a `", stringify!($type), "`.")]
        ///
        /// # Errors
        ///
        /// The parameter is missing, empty, no number, or out of range.
        #[inline]
        pub fn $name(&mut self) -> Result<$type, ParamError> {
            self.hex()
        }

        #[doc = concat!("[`opt_hex`](Self::opt_hex) as a `", stringify!($type), "`.")]
        ///
        /// # Errors
        ///
        /// The parameter is no number, or out of range.
        #[inline]
        pub fn $opt_name(&mut self) -> Result<Option<$type>, ParamError> {
            self.opt_hex()
        }
    )*};
}

/// Numbers of each size.
impl Params<'_> {
    numbers! {
        u8 opt_u8 u8;
        u16 opt_u16 u16;
        u32 opt_u32 u32;
        u64 opt_u64 u64;
        i8 opt_i8 i8;
        i16 opt_i16 i16;
        i32 opt_i32 i32;
        i64 opt_i64 i64;
    }

    hex_numbers! {
        hex_u8 opt_hex_u8 u8;
        hex_u16 opt_hex_u16 u16;
        hex_u32 opt_hex_u32 u32;
        hex_u64 opt_hex_u64 u64;
    }
}
