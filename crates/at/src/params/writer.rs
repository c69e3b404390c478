use core::fmt::{self, Write as _};
use core::net::{IpAddr, SocketAddr};

use cellwire_codec::{BufferTooShort, Writer};

use super::list::MAX_DEPTH;
use super::{Escapes, IpMask, Number, Range, Str, WriteError};

/// Writes parameters, with the commas between them.
///
/// What could break out of a parameter is escaped where the dialect has an escape for it, else refused:
/// on an error nothing of that parameter was written. To have nothing written at all, let [`write`](fn@write)
/// measure first.
///
/// ```
/// use cellwire_at::params::{Escapes, Item, write};
///
/// let mut line = [0; 64];
/// let len = write(&mut line, Escapes::V250, |params| {
///     params.number(1);
///     params.string("a \"quoted\" word")?;
///     params.empty();
///     params.hex_string(0x81ed_u16, 4);
///     params.list(&[Item::range(0, 3), Item::Number(5)])
/// })?;
/// assert_eq!(&line[..len], br#"1,"a \22quoted\22 word",,"81ED",(0-3,5)"#);
/// # Ok::<(), cellwire_at::params::WriteError>(())
/// ```
#[derive(Debug)]
pub struct ParamsWriter<'w, 'd> {
    to: &'w mut Writer<'d>,
    escapes: Escapes,
    /// How many parameters there are by now.
    count: u16,
    /// How many of the last ones are empty, and have no comma yet.
    pending: u16,
    omits: bool,
}

/// Something to be written to a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Item<'a> {
    /// Nothing.
    Empty,
    /// A decimal number.
    Number(i64),
    /// A range of numbers.
    Range(Range),
    /// A string, in quotes.
    Str(Str<'a>),
    /// A list.
    List(&'a [Item<'a>]),
}

impl<'a> Item<'a> {
    /// A range of numbers.
    pub const fn range(first: i64, last: i64) -> Self {
        Self::Range(Range { first, last })
    }

    /// A string.
    pub fn str(text: &'a str) -> Self {
        Self::Str(text.into())
    }
}

/// Writes parameters to the front of `dst`, and says how many bytes they take.
///
/// `put` runs twice: to measure, and to write.
///
/// # Errors
///
/// Those of `put`, or `dst` is too short. It is then as it was.
pub fn write(
    dst: &mut [u8],
    escapes: Escapes,
    put: impl Fn(&mut ParamsWriter<'_, '_>) -> Result<(), WriteError>,
) -> Result<usize, WriteError> {
    let mut measure = Writer::measuring();
    put(&mut ParamsWriter::new(&mut measure).with_escapes(escapes))?;
    let mut writer = Writer::new(BufferTooShort::check(dst, measure.written())?);
    put(&mut ParamsWriter::new(&mut writer).with_escapes(escapes))?;
    Ok(writer.finish()?)
}

impl<'w, 'd> ParamsWriter<'w, 'd> {
    /// Appends parameters to what was written. A [measuring](Writer::measuring) writer tells how long
    /// they are.
    pub const fn new(to: &'w mut Writer<'d>) -> Self {
        Self { to, escapes: Escapes::V250, count: 0, pending: 0, omits: false }
    }

    /// What a backslash means in strings; without this, it begins an escape of V.250.
    pub const fn with_escapes(mut self, escapes: Escapes) -> Self {
        self.escapes = escapes;
        self
    }

    /// Leaves out the empty parameters at the end, with their commas.
    pub const fn omitting_last(mut self) -> Self {
        self.omits = true;
        self
    }

    /// An empty parameter.
    pub fn empty(&mut self) {
        if self.omits {
            self.pending = self.pending.saturating_add(1);
        } else if self.count > 0 {
            self.to.u8(b',');
        }
        self.count = self.count.saturating_add(1);
    }

    /// A decimal number.
    pub fn number<T: Number>(&mut self, number: T) {
        self.begin();
        put_number(number, self.to);
    }

    /// A decimal number, or an empty parameter.
    pub fn opt_number<T: Number>(&mut self, number: Option<T>) {
        match number {
            Some(number) => self.number(number),
            None => self.empty(),
        }
    }

    /// A hexadecimal number without quotes, with zeros in front up to `width` digits. A negative one
    /// is written without its sign.
    pub fn hex<T: Number>(&mut self, number: T, width: usize) {
        self.begin();
        self.to.hex(number.magnitude().0, width);
    }

    /// A hexadecimal number in quotes, with zeros in front up to `width` digits.
    pub fn hex_string<T: Number>(&mut self, number: T, width: usize) {
        self.begin();
        self.to.u8(b'"');
        self.to.hex(number.magnitude().0, width);
        self.to.u8(b'"');
    }

    /// A binary number, with zeros in front up to `width` digits.
    pub fn binary<T: Number>(&mut self, number: T, width: usize) {
        let (number, _) = number.magnitude();
        let digits = number.checked_ilog2().map_or(1, |log| log as usize + 1);
        self.begin();
        for digit in (0..digits.max(width)).rev() {
            let one = u32::try_from(digit).ok().and_then(|digit| number.checked_shr(digit));
            self.to.u8(b'0' + (one.unwrap_or_default() & 1) as u8);
        }
    }

    /// A string, in quotes.
    ///
    /// # Errors
    ///
    /// The dialect has no escapes, and the string has a quote or a control character.
    pub fn string<'s>(&mut self, text: impl Into<Str<'s>>) -> Result<(), WriteError> {
        let text = text.into();
        self.check_string(text)?;
        self.begin();
        put_string(text, self.escapes, self.to);
        Ok(())
    }

    /// A string, or an empty parameter.
    ///
    /// # Errors
    ///
    /// As of [`string`](Self::string).
    pub fn opt_string<'s>(&mut self, text: Option<impl Into<Str<'s>>>) -> Result<(), WriteError> {
        match text {
            Some(text) => self.string(text),
            None => {
                self.empty();
                Ok(())
            }
        }
    }

    /// A word, without quotes: `READY`.
    ///
    /// # Errors
    ///
    /// It is empty, or has a comma, a semicolon, a quote, a parenthesis, a control character, or a
    /// blank at its ends.
    pub fn word<'s>(&mut self, word: impl Into<Str<'s>>) -> Result<(), WriteError> {
        let word = word.into();
        let (index, last) = (self.index(), word.len().wrapping_sub(1));
        if word.is_empty() {
            return Err(WriteError::Empty { index });
        }
        let refused = word.bytes().enumerate().find(|(position, byte)| match byte {
            b',' | b';' | b'"' | b'(' | b')' => true,
            b' ' => *position == 0 || *position == last,
            byte => byte.is_ascii_control(),
        });
        if let Some((position, byte)) = refused {
            return Err(WriteError::Separator { index, byte: byte.into(), position });
        }
        self.begin();
        word.bytes().for_each(|byte| self.to.u8(byte));
        Ok(())
    }

    /// Something that is ready to be written: one parameter, or several with their commas.
    ///
    /// # Errors
    ///
    /// It is empty, has a control character, a semicolon outside of a string, or a string that does
    /// not end.
    pub fn raw(&mut self, bytes: &[u8]) -> Result<(), WriteError> {
        let index = self.index();
        if bytes.is_empty() {
            return Err(WriteError::Empty { index });
        }
        let mut opened = None;
        for (position, byte) in bytes.iter().enumerate() {
            if *byte == b'"' {
                opened = if opened.is_some() { None } else { Some(position) };
            } else if byte.is_ascii_control() || (*byte == b';' && opened.is_none()) {
                let byte = char::from(*byte);
                return Err(WriteError::Separator { index, byte, position });
            }
        }
        if let Some(position) = opened {
            return Err(WriteError::Separator { index, byte: '"', position });
        }
        self.begin();
        self.to.bytes(bytes);
        Ok(())
    }

    /// An IP address without quotes.
    pub fn ip(&mut self, address: IpAddr) {
        self.begin();
        put_display(address, self.to);
    }

    /// An IP address in quotes.
    pub fn ip_string(&mut self, address: IpAddr) {
        self.begin();
        self.to.u8(b'"');
        put_display(address, self.to);
        self.to.u8(b'"');
    }

    /// An address and its mask in quotes, as decimal numbers with dots, also for IPv6: how 3GPP TS 27.007
    /// has them without `+CGPIAF`.
    ///
    /// # Errors
    ///
    /// The mask is of another family than the address.
    pub fn ip_mask(&mut self, value: IpMask) -> Result<(), WriteError> {
        let len = |address: IpAddr| if address.is_ipv4() { 4 } else { 16 };
        let limit = len(value.address);
        if let Some(mask) = value.mask
            && len(mask) != limit
        {
            return Err(WriteError::TooLong { index: self.index(), len: len(mask), limit });
        }
        self.begin();
        self.to.u8(b'"');
        put_dotted(value.address, self.to);
        if let Some(mask) = value.mask {
            self.to.u8(b'.');
            put_dotted(mask, self.to);
        }
        self.to.u8(b'"');
        Ok(())
    }

    /// An address and a port without quotes: `192.168.108.5:57202`.
    pub fn socket_addr(&mut self, address: SocketAddr) {
        self.begin();
        put_display(address, self.to);
    }

    /// A range without parentheses: `0-3`.
    pub fn range(&mut self, range: Range) {
        self.begin();
        put_range(range, self.to);
    }

    /// A list in parentheses.
    ///
    /// # Errors
    ///
    /// A string in it cannot be written, a list in it has nothing but one empty item (which would be
    /// read as an empty list), or lists are nested too deep.
    pub fn list(&mut self, items: &[Item<'_>]) -> Result<(), WriteError> {
        self.check_list(items, MAX_DEPTH)?;
        self.begin();
        put_list(items, self.escapes, self.to);
        Ok(())
    }

    /// One parameter, made of parts of which none can end it.
    pub(crate) fn parts(&mut self, put: impl FnOnce(&mut Writer<'d>)) {
        self.begin();
        put(self.to);
    }

    /// Which parameter is the next.
    pub(crate) const fn index(&self) -> u16 {
        self.count.saturating_add(1)
    }

    /// The commas in front of a parameter.
    fn begin(&mut self) {
        let written = self.count - self.pending;
        for _ in 0..self.pending.saturating_add(u16::from(written > 0)) {
            self.to.u8(b',');
        }
        self.pending = 0;
        self.count = self.count.saturating_add(1);
    }

    fn check_string(&self, text: Str<'_>) -> Result<(), WriteError> {
        if self.escapes == Escapes::V250 {
            return Ok(());
        }
        let refused = |byte: u8| byte == b'"' || byte.is_ascii_control();
        match text.bytes().enumerate().find(|(_, byte)| refused(*byte)) {
            Some((position, byte)) => {
                Err(WriteError::Separator { index: self.index(), byte: byte.into(), position })
            }
            None => Ok(()),
        }
    }

    fn check_list(&self, items: &[Item<'_>], depth: usize) -> Result<(), WriteError> {
        let index = self.index();
        let Some(inner) = depth.checked_sub(1) else {
            return Err(WriteError::TooDeep { index, limit: MAX_DEPTH });
        };
        if items == [Item::Empty] {
            return Err(WriteError::Empty { index });
        }
        items.iter().try_for_each(|item| match item {
            Item::Str(text) => self.check_string(*text),
            Item::List(items) => self.check_list(items, inner),
            Item::Empty | Item::Number(_) | Item::Range(_) => Ok(()),
        })
    }
}

fn put_number<T: Number>(number: T, to: &mut Writer<'_>) {
    let (magnitude, negative) = number.magnitude();
    if negative {
        to.u8(b'-');
    }
    to.decimal(magnitude, 0);
}

fn put_range(range: Range, to: &mut Writer<'_>) {
    put_number(range.first, to);
    to.u8(b'-');
    put_number(range.last, to);
}

fn put_string(text: Str<'_>, escapes: Escapes, to: &mut Writer<'_>) {
    to.u8(b'"');
    for byte in text.bytes() {
        let is_special = matches!(byte, b'"' | b'\\') || byte.is_ascii_control();
        if is_special && escapes == Escapes::V250 {
            to.u8(b'\\');
            to.hex(byte.into(), 2);
        } else {
            to.u8(byte);
        }
    }
    to.u8(b'"');
}

fn put_list(items: &[Item<'_>], escapes: Escapes, to: &mut Writer<'_>) {
    to.u8(b'(');
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            to.u8(b',');
        }
        match item {
            Item::Empty => {}
            Item::Number(number) => put_number(*number, to),
            Item::Range(range) => put_range(*range, to),
            Item::Str(text) => put_string(*text, escapes, to),
            Item::List(items) => put_list(items, escapes, to),
        }
    }
    to.u8(b')');
}

fn put_dotted(address: IpAddr, to: &mut Writer<'_>) {
    let (v4, v6);
    let octets: &[u8] = match address {
        IpAddr::V4(address) => {
            v4 = address.octets();
            &v4
        }
        IpAddr::V6(address) => {
            v6 = address.octets();
            &v6
        }
    };
    for (at, octet) in octets.iter().enumerate() {
        if at > 0 {
            to.u8(b'.');
        }
        to.decimal((*octet).into(), 0);
    }
}

fn put_display(value: impl fmt::Display, to: &mut Writer<'_>) {
    struct Sink<'s, 'd>(&'s mut Writer<'d>);

    impl fmt::Write for Sink<'_, '_> {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0.bytes(text.as_bytes());
            Ok(())
        }
    }

    // It only fails if the sink does.
    let _ = write!(Sink(to), "{value}");
}
