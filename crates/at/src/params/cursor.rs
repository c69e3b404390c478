use core::fmt;

use super::number::{self, Base, Fault};
use super::scan::{self, Field, Kind};
use super::{Escapes, ParamError, Quirk, Quirks, Str};

/// A cursor in front of a parameter.
///
/// It is made of what stands behind the name, by [`of`](Self::of) or [`new`](Self::new), and each
/// method takes one parameter. A method that fails leaves it where it is, so another one may be tried;
/// a copy of it looks ahead.
///
/// ```
/// use cellwire_at::params::Params;
///
/// let mut params = Params::of("+CREG", b"+CREG: 2,1,\"81ED\",\"1A9CEB\"")?;
/// assert_eq!((params.u8()?, params.u8()?), (2, 1));
/// assert_eq!((params.hex_u16()?, params.hex_u32()?), (0x81ed, 0x1a_9ceb));
/// assert_eq!(params.opt_u8()?, None);
/// assert!(params.end()?.is_empty());
/// # Ok::<(), cellwire_at::params::ParamError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Params<'a> {
    /// The next parameter and those behind it.
    rest: &'a [u8],
    /// How many were taken.
    taken: u16,
    quirks: Quirks,
    escapes: Escapes,
    /// Whether there is a next parameter.
    more: bool,
    strict: bool,
}

/// What the next parameter looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Peek {
    /// There is none.
    Missing,
    /// There is nothing in it.
    Empty,
    /// It begins with a quote.
    Quoted,
    /// It has decimal digits only, and perhaps a sign.
    Integer,
    /// It begins with a parenthesis.
    List,
    /// It is something else: a word, a hexadecimal number, an address without quotes.
    Other,
}

impl<'a> Params<'a> {
    /// The parameters `fields`: what stands behind `+NAME: `, or behind the `=` of a command.
    #[inline]
    pub const fn new(fields: &'a [u8]) -> Self {
        Self {
            rest: fields,
            taken: 0,
            quirks: Quirks::NONE,
            escapes: Escapes::V250,
            more: !fields.is_empty(),
            strict: false,
        }
    }

    /// The same, and nothing is tolerated: the first [`Quirk`] is an error.
    #[inline]
    pub const fn strict(fields: &'a [u8]) -> Self {
        let mut params = Self::new(fields);
        params.strict = true;
        params
    }

    /// From now on nothing is tolerated.
    ///
    /// # Errors
    ///
    /// Something was tolerated before.
    pub fn strictly(mut self) -> Result<Self, ParamError> {
        self.strict = true;
        self.refuse(self.quirks)?;
        Ok(self)
    }

    /// What a backslash means in strings; without this, it begins an escape of V.250.
    #[inline]
    pub const fn with_escapes(mut self, escapes: Escapes) -> Self {
        self.escapes = escapes;
        self
    }

    #[inline]
    pub(super) const fn with_quirks(mut self, quirks: Quirks) -> Self {
        self.quirks = quirks;
        self
    }

    /// A cursor for what stands in a parameter, in the same mode.
    pub(super) const fn inside(self, fields: &'a [u8]) -> Self {
        Self { rest: fields, taken: 0, quirks: Quirks::NONE, more: !fields.is_empty(), ..self }
    }

    /// A cursor for a piece of the next parameter.
    pub(super) const fn instead(self, field: &'a [u8]) -> Self {
        Self { rest: field, ..self }
    }

    /// What was tolerated by now. A list is looked through when it is taken.
    #[inline]
    pub const fn quirks(&self) -> Quirks {
        self.quirks
    }

    /// How many parameters were taken.
    #[inline]
    pub const fn taken(&self) -> u16 {
        self.taken
    }

    /// Whether there is no parameter left, not even an empty one.
    #[inline]
    pub const fn is_done(&self) -> bool {
        !self.more
    }

    /// How many parameters are left, with the empty ones.
    pub fn count(&self) -> usize {
        let mut ahead = *self;
        let mut count = 0;
        while ahead.skip() {
            count += 1;
        }
        count
    }

    /// What the next parameter looks like.
    pub fn peek(&self) -> Peek {
        let Some(field) = self.field() else { return Peek::Missing };
        match field.kind {
            Kind::Empty => Peek::Empty,
            Kind::Quoted => Peek::Quoted,
            Kind::List => Peek::List,
            Kind::Plain => match number::parse(field.text, Base::Decimal) {
                Ok(_) | Err(Fault::TooMany(_)) => Peek::Integer,
                Err(Fault::NoDigit(_)) => Peek::Other,
            },
        }
    }

    /// The first byte of the next parameter; a comma if that is empty and another one follows.
    pub fn peek_byte(&self) -> Option<u8> {
        scan::trim_start(self.rest).first().copied()
    }

    /// All that is left, with the commas, as it stands in the line.
    #[inline]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.rest
    }

    /// Takes all that is left, with the commas, without blanks around it: an unquoted time, raw data.
    pub fn rest(&mut self) -> &'a [u8] {
        let rest = scan::trim_end(scan::trim_start(self.rest));
        self.step(None);
        rest
    }

    /// Takes a parameter, whatever it is; `false` if there is none. A strict reader says in
    /// [`end`](Self::end) that something was odd about it.
    pub fn skip(&mut self) -> bool {
        match self.field() {
            Some(field) => {
                self.quirks = self.quirks.union(field.quirks);
                self.step(field.rest);
                true
            }
            None => false,
        }
    }

    /// No parameter is expected any more. Gives what was tolerated in all of them; what is left is one
    /// of these things.
    ///
    /// # Errors
    ///
    /// There is a parameter, or one that was skipped was odd, and the reader is strict.
    #[inline]
    pub fn end(mut self) -> Result<Quirks, ParamError> {
        if self.more {
            self.note_surplus()?;
        }
        if self.strict {
            self.refuse(self.quirks)?;
        }
        Ok(self.quirks)
    }

    #[cold]
    fn note_surplus(&mut self) -> Result<(), ParamError> {
        let is_filler = |byte: &u8| *byte == b',' || scan::is_blank(*byte);
        let mut quirks = Quirks::NONE;
        quirks.insert(match self.rest.iter().all(is_filler) {
            true => Quirk::TrailingComma,
            false => Quirk::Surplus,
        });
        self.accept(quirks, None)
    }

    /// The next parameter, which has to be there.
    pub(super) fn required(&self) -> Result<Field<'a>, ParamError> {
        self.field().ok_or(ParamError::Missing { index: self.index() })
    }

    /// The next parameter.
    pub(super) fn field(&self) -> Option<Field<'a>> {
        self.more.then(|| scan::field(self.rest, self.escapes))
    }

    /// Goes behind the next parameter.
    #[inline]
    pub(super) const fn step(&mut self, rest: Option<&'a [u8]>) {
        self.taken = self.taken.saturating_add(1);
        match rest {
            Some(rest) => self.rest = rest,
            None => {
                self.rest = &[];
                self.more = false;
            }
        }
    }

    /// Goes behind the next parameter, which has these quirks.
    pub(super) fn accept(
        &mut self,
        quirks: Quirks,
        rest: Option<&'a [u8]>,
    ) -> Result<(), ParamError> {
        self.refuse(quirks)?;
        self.quirks = self.quirks.union(quirks);
        self.step(rest);
        Ok(())
    }

    fn refuse(&self, quirks: Quirks) -> Result<(), ParamError> {
        match quirks.iter().next() {
            Some(quirk) if self.strict => Err(ParamError::Strict { index: self.index(), quirk }),
            _ => Ok(()),
        }
    }

    /// Which parameter is the next.
    pub(super) const fn index(&self) -> u16 {
        self.taken.saturating_add(1)
    }
}

impl fmt::Debug for Params<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Params");
        debug.field("rest", &Str::from(self.rest)).field("taken", &self.taken);
        if !self.quirks.is_empty() {
            debug.field("quirks", &self.quirks);
        }
        debug.finish_non_exhaustive()
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Params<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "Params({})", Str::from(self.rest));
    }
}
