use core::fmt;

use crate::charset::hex::{self, Octets};
use crate::command::Param;
use crate::params::{ParamError, Params, ParamsWriter, Peek, Str, WriteError};

/// How many bytes one `+MIPSEND` takes at most, behind its prompt (section 1.2).
pub(super) const MAX_DATA: usize = 2048;

/// How many bytes it takes as a string of digits (section 1.1.4).
const MAX_HEX: usize = 1024;

/// Bytes as a string of hexadecimal digits: the `"4444"` of `AT+MIPSEND=1,"4444"`.
///
/// The digits are written straight from the bytes, up to 1024 of them, and read without a copy.
///
/// ```
/// use cellwire_at::command::Param;
/// use cellwire_at::params::Params;
/// use cellwire_at::vendor::l610::HexString;
///
/// let data = HexString::take(&mut Params::new(b"\"44aF\""))?;
/// assert!(data.bytes().eq([0x44, 0xaf]));
/// assert_eq!(data, HexString::new(&[0x44, 0xaf]));
/// # Ok::<(), cellwire_at::params::ParamError>(())
/// ```
#[derive(Clone, Copy)]
pub struct HexString<'a>(Inner<'a>);

#[derive(Clone, Copy)]
enum Inner<'a> {
    Bytes(&'a [u8]),
    Digits(&'a [u8]),
}

impl<'a> HexString<'a> {
    /// These bytes.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(Inner::Bytes(bytes))
    }

    /// The bytes.
    pub fn bytes(self) -> impl Iterator<Item = u8> + 'a {
        let (bytes, digits) = match self.0 {
            Inner::Bytes(bytes) => (bytes, &[][..]),
            Inner::Digits(digits) => (&[][..], digits),
        };
        bytes.iter().copied().chain(Octets::new(digits))
    }

    /// How many bytes there are.
    pub const fn len(self) -> usize {
        match self.0 {
            Inner::Bytes(bytes) => bytes.len(),
            Inner::Digits(digits) => digits.len() / 2,
        }
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }
}

impl<'a> From<&'a [u8]> for HexString<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::new(bytes)
    }
}

/// In quotes, since a number without them is a length.
impl<'a> Param<'a> for HexString<'a> {
    fn take(params: &mut Params<'a>) -> Result<Self, ParamError> {
        let mut ahead = *params;
        let digits = ahead.str()?.as_raw();
        let index = ahead.taken();
        let no_digit = |position: usize| {
            let byte = digits.get(position).copied().unwrap_or(b'"').into();
            Err(ParamError::NoDigit { index, byte, position })
        };
        if params.peek() != Peek::Quoted {
            return no_digit(0);
        }
        if let Some(position) = digits.iter().position(|byte| !byte.is_ascii_hexdigit()) {
            return no_digit(position);
        }
        if digits.len() % 2 != 0 {
            return no_digit(digits.len());
        }
        if digits.len() / 2 > MAX_HEX {
            let number = digits.len() as u64 / 2;
            return Err(ParamError::TooLarge { index, number, limit: MAX_HEX as u64 });
        }
        *params = ahead;
        Ok(Self(Inner::Digits(digits)))
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        if self.len() > MAX_HEX {
            let index = params.index();
            return Err(WriteError::TooLong { index, len: self.len(), limit: MAX_HEX });
        }
        params.parts(|to| {
            to.u8(b'"');
            match self.0 {
                Inner::Bytes(bytes) => hex::write(bytes, to),
                Inner::Digits(digits) => to.bytes(digits),
            }
            to.u8(b'"');
        });
        Ok(())
    }
}

impl PartialEq for HexString<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes().eq(other.bytes())
    }
}

impl Eq for HexString<'_> {}

impl fmt::Debug for HexString<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HexString({self})")
    }
}

/// The digits.
impl fmt::Display for HexString<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.bytes().try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

/// Its digits.
#[cfg(feature = "serde")]
impl serde::Serialize for HexString<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Data to be sent behind the prompt, whose length stands on the command line: any bytes, up to 2048.
///
/// A modem reads a command with the length and without the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountedData<'a> {
    len: u16,
    data: &'a [u8],
}

/// Data to be sent behind the prompt, up to a Ctrl-Z, of up to 2048 bytes.
///
/// The L610 has no escape for a Ctrl-Z: data with that byte in it, or with an ESC, is refused here and has
/// to be sent with its [length](CountedData) or as a [string](HexString).
///
/// A modem reads a command without it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PromptedData<'a>(&'a [u8]);

/// Why data cannot be sent behind the prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum DataError {
    /// There is a Ctrl-Z in it, which would end it, or an ESC, which would cancel it.
    #[error("data holds {byte:#04x} at {position}, which would end it")]
    Ends {
        /// The byte.
        byte: u8,
        /// Where it stands.
        position: usize,
    },
    /// It is too long for one command.
    #[error("{len} bytes of data are more than {limit}")]
    TooLong {
        /// How long it is.
        len: usize,
        /// How long it may be.
        limit: usize,
    },
}

impl<'a> CountedData<'a> {
    /// This data.
    ///
    /// # Errors
    ///
    /// It is longer than 2048 bytes.
    pub fn new(data: &'a [u8]) -> Result<Self, DataError> {
        match u16::try_from(data.len()) {
            Ok(len) if data.len() <= MAX_DATA => Ok(Self { len, data }),
            _ => Err(DataError::TooLong { len: data.len(), limit: MAX_DATA }),
        }
    }

    /// How long it is.
    pub const fn data_len(self) -> u16 {
        self.len
    }

    /// The data; nothing if it was read.
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.data
    }
}

impl<'a> PromptedData<'a> {
    /// This data.
    ///
    /// # Errors
    ///
    /// It has a Ctrl-Z or an ESC, or is longer than 2048 bytes.
    pub fn new(data: &'a [u8]) -> Result<Self, DataError> {
        if data.len() > MAX_DATA {
            return Err(DataError::TooLong { len: data.len(), limit: MAX_DATA });
        }
        match data.iter().position(|byte| matches!(byte, 0x1a | 0x1b)) {
            Some(position) => Err(DataError::Ends { byte: data[position], position }),
            None => Ok(Self(data)),
        }
    }

    /// The data; nothing if it was read.
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }
}

/// Its length.
impl Param<'_> for CountedData<'_> {
    fn take(params: &mut Params<'_>) -> Result<Self, ParamError> {
        Ok(Self { len: params.number_within(0, MAX_DATA as i32)?, data: &[] })
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        params.number(self.len);
        Ok(())
    }
}

/// Nothing: it does not stand on the command line.
impl Param<'_> for PromptedData<'_> {
    fn take(_: &mut Params<'_>) -> Result<Self, ParamError> {
        Ok(Self::default())
    }

    fn put(&self, _: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        Ok(())
    }
}

/// Its length, which is what stands in the line.
#[cfg(feature = "serde")]
impl serde::Serialize for CountedData<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.len.serialize(serializer)
    }
}

/// Nothing, as in the line.
#[cfg(feature = "serde")]
impl serde::Serialize for PromptedData<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_none()
    }
}

/// What stands behind the last comma of `+MIPRTCP` and `+MIPRUDP`: digits or raw bytes, as `IPRFMT` has it.
///
/// It is empty where the payload comes by itself, because the [dialect](crate::Dialect::l610) knows the
/// header.
#[derive(Clone, Copy)]
pub struct ReceivedData<'a>(Form<'a>);

#[derive(Clone, Copy)]
enum Form<'a> {
    /// As it stands in the line.
    Line(&'a [u8]),
    /// To be written as digits.
    Bytes(&'a [u8]),
}

impl<'a> ReceivedData<'a> {
    /// Nothing.
    pub const NONE: Self = Self::raw(&[]);

    /// Bytes that are written as they are.
    pub const fn raw(bytes: &'a [u8]) -> Self {
        Self(Form::Line(bytes))
    }

    /// Bytes that are written as hexadecimal digits.
    pub const fn hex(bytes: &'a [u8]) -> Self {
        Self(Form::Bytes(bytes))
    }

    /// As it stands in the line, if it was read.
    pub const fn as_raw(self) -> Option<&'a [u8]> {
        match self.0 {
            Form::Line(line) => Some(line),
            Form::Bytes(_) => None,
        }
    }

    /// The bytes, if it consists of pairs of hexadecimal digits; other modems have quotes around these.
    pub fn decoded(self) -> Option<impl Iterator<Item = u8> + 'a> {
        let inner = match self.0 {
            Form::Bytes(bytes) => Inner::Bytes(bytes),
            Form::Line(line) => {
                let digits = line.trim_ascii();
                let digits = match digits {
                    [b'"', digits @ .., b'"'] => digits,
                    digits => digits,
                };
                hex::check_bare(digits).ok()?;
                Inner::Digits(digits)
            }
        };
        Some(HexString(inner).bytes())
    }

    /// The bytes as they stand in the line.
    fn wire(self) -> impl Iterator<Item = u8> + 'a {
        const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
        let (line, bytes) = match self.0 {
            Form::Line(line) => (line, &[][..]),
            Form::Bytes(bytes) => (&[][..], bytes),
        };
        let digits = bytes
            .iter()
            .flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 0xf)]]);
        line.iter().copied().chain(digits)
    }

    fn is_empty(self) -> bool {
        matches!(self.0, Form::Line([]) | Form::Bytes([]))
    }
}

/// All that is left of the line. Raw bytes may be anything, so that a line end in them ends the line for
/// whoever does not know its length.
impl<'a> Param<'a> for ReceivedData<'a> {
    fn take(params: &mut Params<'a>) -> Result<Self, ParamError> {
        let bytes = params.as_bytes();
        params.rest();
        Ok(Self::raw(bytes))
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        if self.is_empty() {
            params.empty();
            return Ok(());
        }
        params.parts(|to| match self.0 {
            Form::Line(line) => to.bytes(line),
            Form::Bytes(bytes) => hex::write(bytes, to),
        });
        Ok(())
    }
}

/// The same bytes in the line.
impl PartialEq for ReceivedData<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.wire().eq(other.wire())
    }
}

impl Eq for ReceivedData<'_> {}

impl fmt::Debug for ReceivedData<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Form::Line(line) => write!(f, "ReceivedData({:?})", Str::from(line)),
            Form::Bytes(bytes) => write!(f, "ReceivedData({})", HexString::new(bytes)),
        }
    }
}

/// As it stands in the line.
#[cfg(feature = "serde")]
impl serde::Serialize for ReceivedData<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Form::Line(line) => Str::from(line).serialize(serializer),
            Form::Bytes(bytes) => HexString::new(bytes).serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::*;
    use crate::params::{Escapes, write};

    #[test]
    fn data_behind_a_prompt() {
        let long = [0; MAX_DATA + 1];
        assert_eq!(CountedData::new(&long[1..]).unwrap().data_len(), 2048);
        assert_eq!(
            CountedData::new(&long).unwrap_err().to_string(),
            "2049 bytes of data are more than 2048",
        );
        assert!(PromptedData::new(&long).is_err() && PromptedData::new(&long[1..]).is_ok());
        assert_eq!(
            PromptedData::new(b"abc\x1a").unwrap_err().to_string(),
            "data holds 0x1a at 3, which would end it",
        );
        assert_eq!(
            PromptedData::new(b"\x1b").unwrap_err(),
            DataError::Ends { byte: 0x1b, position: 0 },
        );
        assert!(CountedData::new(b"\x1a\x1b\r\nOK\r\n").is_ok());
        let error = CountedData::take(&mut Params::new(b"2049")).unwrap_err();
        assert_eq!(error.to_string(), "parameter 1: 2049 is not in 0 to 2048");
    }

    #[test]
    fn odd_digits() {
        for (text, error) in [
            ("4444", "parameter 1 is no number: '4' at 0"),
            ("\"444\"", "parameter 1 is no number: '\"' at 3"),
            ("\"4x\"", "parameter 1 is no number: 'x' at 1"),
            ("", "parameter 1 is missing"),
        ] {
            let found = HexString::take(&mut Params::new(text.as_bytes())).unwrap_err();
            assert_eq!(found.to_string(), error, "{text}");
        }
        let long = [0; MAX_HEX + 1];
        let mut dst = [0; 2100];
        let mut write = |data: HexString<'_>| write(&mut dst, Escapes::V250, |to| data.put(to));
        assert_eq!(write(HexString::new(&long[1..])), Ok(2050));
        assert_eq!(
            write(HexString::new(&long)).unwrap_err().to_string(),
            "parameter 1: 1025 is more than 1024",
        );
    }

    proptest! {
        #[test]
        fn any_bytes_round_trip(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let mut dst = [0; 700];
            let len = write(&mut dst, Escapes::V250, |to| HexString::new(&bytes).put(to)).unwrap();
            let read = HexString::take(&mut Params::strict(&dst[..len])).unwrap();
            prop_assert_eq!(read, HexString::new(&bytes));
            prop_assert_eq!(read.bytes().collect::<Vec<_>>(), &bytes[..]);

            let hex = ReceivedData::hex(&bytes);
            prop_assert!(hex.decoded().unwrap().eq(bytes.iter().copied()));
            let raw = ReceivedData::raw(&bytes);
            for data in [hex, raw] {
                let len = write(&mut dst, Escapes::V250, |to| data.put(to)).unwrap();
                prop_assert_eq!(ReceivedData::take(&mut Params::new(&dst[..len])), Ok(data));
            }
        }
    }
}
