use core::fmt::{self, Write as _};
use core::hash::{Hash, Hasher};
use core::str::FromStr;

use cellwire_codec::Writer;

use super::cursor::Cursor;
use super::{FieldError, ParseError};
use crate::charset::{Gsm7, Septets, Unencodable};

/// The type of an address (TS 23.040 9.1.2.5), the `<type>` or `<toda>` behind a number in many AT
/// commands: what kind of number it is, and of which plan.
///
/// ```
/// use cellwire_at::pdu::{NumberType, TypeOfAddress};
///
/// assert_eq!(TypeOfAddress(145), TypeOfAddress::INTERNATIONAL);
/// assert_eq!(TypeOfAddress(161).number_type(), NumberType::NATIONAL);
/// ```
#[expect(clippy::exhaustive_structs, reason = "any number may stand on the wire")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeOfAddress(pub u8);

impl TypeOfAddress {
    /// 145: an international number of the telephone plan, written with a `+`.
    pub const INTERNATIONAL: Self = Self(0x91);
    /// 129: a number of a type that is not said, as it is dialled.
    pub const UNKNOWN: Self = Self(0x81);
    /// 161: a national number.
    pub const NATIONAL: Self = Self(0xa1);
    /// 208: letters.
    pub const ALPHANUMERIC: Self = Self(0xd0);

    /// The kind of number.
    pub const fn number_type(self) -> NumberType {
        NumberType(self.0 >> 4 & 0b111)
    }

    /// The numbering plan.
    pub const fn plan(self) -> NumberingPlan {
        NumberingPlan(self.0 & 0x0f)
    }
}

impl Default for TypeOfAddress {
    fn default() -> Self {
        Self::UNKNOWN
    }
}

cellwire_codec::wire_enum! {
    /// The kind of number (TS 23.040 9.1.2.5), 3 bits.
    pub struct NumberType(u8) {
        /// Not said; as it is dialled.
        UNKNOWN = 0, "unknown";
        /// With the country code.
        INTERNATIONAL = 1, "international";
        /// Without the country code.
        NATIONAL = 2, "national";
        /// Of the network.
        NETWORK = 3, "network specific";
        /// Of the subscriber.
        SUBSCRIBER = 4, "subscriber";
        /// Letters, in the GSM 7-bit default alphabet.
        ALPHANUMERIC = 5, "alphanumeric";
        /// An abbreviation.
        ABBREVIATED = 6, "abbreviated";
        /// Not in use.
        RESERVED = 7, "reserved";
    }
}

cellwire_codec::wire_enum! {
    /// The numbering plan (TS 23.040 9.1.2.5), 4 bits.
    pub struct NumberingPlan(u8) {
        /// Not said.
        UNKNOWN = 0, "unknown";
        /// The telephone plan of E.164.
        TELEPHONE = 1, "telephone";
        /// X.121.
        DATA = 3, "data";
        /// Telex.
        TELEX = 4, "telex";
        /// National.
        NATIONAL = 8, "national";
        /// Private.
        PRIVATE = 9, "private";
        /// ERMES paging.
        ERMES = 10, "ERMES";
    }
}

/// A number or a name: TP-OA, TP-DA, TP-RA (TS 23.040 9.1.2.5) or the address of a service centre.
///
/// `Display` gives it as it is written: an international number with a `+`. Two are equal when
/// their types and their texts are.
///
/// ```
/// use cellwire_at::pdu::{Address, TypeOfAddress};
///
/// let number = Address::new("+4917*12#")?;
/// assert_eq!(number.type_of_address(), TypeOfAddress::INTERNATIONAL);
/// assert_eq!(number.to_string(), "+4917*12#");
/// assert_eq!(Address::alphanumeric("Bank 24")?.to_string(), "Bank 24");
/// assert_eq!(
///     Address::new("12-34").unwrap_err().to_string(),
///     "'-' at 2 is none of 0 to 9, *, #, a, b and c",
/// );
/// # Ok::<(), cellwire_at::pdu::AddressError>(())
/// ```
#[derive(Clone, Copy, Default)]
pub struct Address {
    toa: TypeOfAddress,
    /// The digits, or the semi-octets that a name takes.
    semi_octets: u8,
    octets: [u8; Self::MAX_OCTETS],
}

impl Address {
    /// The most digits that an address has.
    pub const MAX_DIGITS: usize = 20;

    const MAX_OCTETS: usize = Self::MAX_DIGITS / 2;

    /// No number.
    pub const EMPTY: Self =
        Self { toa: TypeOfAddress::UNKNOWN, semi_octets: 0, octets: [0; Self::MAX_OCTETS] };

    /// A number of 1 to 20 digits, which may be `0` to `9`, `*`, `#`, `a`, `b` and `c`: an
    /// international one if a `+` stands in front, else of unknown type.
    ///
    /// # Errors
    ///
    /// It holds something else, or has no digits or too many.
    pub fn new(number: &str) -> Result<Self, AddressError> {
        let (toa, digits, skipped) = match number.strip_prefix('+') {
            Some(digits) => (TypeOfAddress::INTERNATIONAL, digits, 1),
            None => (TypeOfAddress::UNKNOWN, number, 0),
        };
        Self::digits_of(toa, digits, skipped)
    }

    /// A number of 1 to 20 digits of another type. A `+` in front is passed over.
    ///
    /// # Errors
    ///
    /// As those of [`new`](Self::new), or the type says that it is a name.
    pub fn with_type(toa: TypeOfAddress, number: &str) -> Result<Self, AddressError> {
        let digits = number.strip_prefix('+').unwrap_or(number);
        Self::digits_of(toa, digits, number.len() - digits.len())
    }

    fn digits_of(toa: TypeOfAddress, digits: &str, skipped: usize) -> Result<Self, AddressError> {
        if toa.number_type() == NumberType::ALPHANUMERIC {
            return Err(AddressError::Type { toa: toa.0 });
        }
        let mut address = Self { toa, semi_octets: 0, octets: [0xff; Self::MAX_OCTETS] };
        for (position, char) in digits.chars().enumerate() {
            let semi_octet = DIGITS
                .iter()
                .position(|digit| char::from(*digit) == char.to_ascii_lowercase())
                .ok_or(AddressError::Char { char, position: position + skipped })?;
            if let Some(octet) = address.octets.get_mut(position / 2) {
                let shift = position % 2 * 4;
                *octet = *octet & !(0xf << shift) | (semi_octet as u8) << shift;
            }
        }
        match digits.len() {
            0 => Err(AddressError::Empty),
            len @ 1..=Self::MAX_DIGITS => Ok(Self { semi_octets: len as u8, ..address }),
            len => Err(AddressError::TooLong { len, limit: Self::MAX_DIGITS }),
        }
    }

    /// A name of 1 to 11 septets of the GSM 7-bit default alphabet. A phone cannot answer to it.
    ///
    /// # Errors
    ///
    /// It is empty, too long, or holds a character that the alphabet does not have.
    pub fn alphanumeric(name: &str) -> Result<Self, AddressError> {
        const LIMIT: usize = Address::MAX_OCTETS * 8 / 7;
        let septets = Gsm7::DEFAULT.count(name)?;
        match septets {
            0 => return Err(AddressError::Empty),
            1..=LIMIT => {}
            len => return Err(AddressError::TooLong { len, limit: LIMIT }),
        }
        let mut octets = [0; Self::MAX_OCTETS];
        Gsm7::DEFAULT.pack_to(name, 0, &mut Writer::new(&mut octets))?;
        let semi_octets = (septets * 7).div_ceil(4) as u8;
        Ok(Self { toa: TypeOfAddress::ALPHANUMERIC, semi_octets, octets })
    }

    /// Its type.
    pub const fn type_of_address(&self) -> TypeOfAddress {
        self.toa
    }

    /// Whether it is a name.
    pub fn is_alphanumeric(&self) -> bool {
        self.toa.number_type() == NumberType::ALPHANUMERIC
    }

    /// Whether it is an international number.
    pub fn is_international(&self) -> bool {
        self.toa.number_type() == NumberType::INTERNATIONAL
    }

    /// Whether there is neither digit nor letter.
    pub fn is_empty(&self) -> bool {
        self.chars().next().is_none()
    }

    /// The digits without a `+`, or the letters.
    pub fn chars(&self) -> impl Iterator<Item = char> + Clone + '_ {
        let semi_octets = usize::from(self.semi_octets);
        let (digits, septets) =
            if self.is_alphanumeric() { (0, semi_octets * 4 / 7) } else { (semi_octets, 0) };
        let digits = (0..digits)
            .map(|index| self.octets.get(index / 2).map_or(0xf, |it| it >> (index % 2 * 4) & 0xf));
        let digits = digits.map_while(|it| DIGITS.get(usize::from(it)).copied().map(char::from));
        digits.chain(Gsm7::DEFAULT.decode(Septets::new(&self.octets, 0, septets)))
    }

    /// Whether it is as it would be written: no end mark among the digits, and filled with F.
    ///
    /// # Errors
    ///
    /// It is not.
    pub fn check(&self) -> Result<(), AddressError> {
        let len = usize::from(self.semi_octets);
        if !self.is_alphanumeric() && self.chars().count() < len {
            return Err(AddressError::EndMark);
        }
        Ok(())
    }

    pub(super) fn check_field(&self, field: &'static str) -> Result<(), FieldError> {
        self.check().map_err(|error| FieldError::Address { field, error })
    }

    /// The octets that hold something.
    fn used(&self) -> &[u8] {
        self.octets.get(..usize::from(self.semi_octets).div_ceil(2)).unwrap_or(&self.octets)
    }

    fn from_octets(toa: u8, semi_octets: usize, octets: &[u8]) -> Option<Self> {
        let mut address = Self {
            toa: TypeOfAddress(toa),
            semi_octets: u8::try_from(semi_octets).ok()?,
            octets: [0; Self::MAX_OCTETS],
        };
        address.octets.get_mut(..octets.len())?.copy_from_slice(octets);
        Some(address)
    }

    /// Reads TP-OA, TP-DA or TP-RA, whose length counts semi-octets.
    pub(super) fn parse(field: &'static str, from: &mut Cursor<'_>) -> Result<Self, ParseError> {
        let offset = from.offset();
        let len = usize::from(from.u8(field)?);
        let too_long = ParseError::AddressTooLong { field, offset, len, limit: Self::MAX_DIGITS };
        if len > Self::MAX_DIGITS {
            return Err(too_long);
        }
        let toa = from.u8(field)?;
        let octets = from.take(field, len.div_ceil(2))?;
        Self::from_octets(toa, len, octets).ok_or(too_long)
    }

    pub(super) fn write(&self, to: &mut Writer<'_>) {
        to.u8(self.semi_octets);
        self.write_type_and_digits(to);
    }

    fn write_type_and_digits(&self, to: &mut Writer<'_>) {
        to.u8(self.toa.0);
        let Some((last, front)) = self.used().split_last() else { return };
        to.bytes(front);
        let has_fill = !self.semi_octets.is_multiple_of(2) && !self.is_alphanumeric();
        to.u8(if has_fill { last | 0xf0 } else { *last });
    }

    /// Reads the address of a service centre, whose length counts octets and the type (TS 24.011
    /// 8.2.5.1). There is none if the length is 0.
    pub(super) fn parse_smsc(from: &mut Cursor<'_>) -> Result<Option<Self>, ParseError> {
        const FIELD: &str = "SMSC";
        let offset = from.offset();
        let len = usize::from(from.u8(FIELD)?);
        let Some(digits) = len.checked_sub(1).map(|octets| octets * 2) else { return Ok(None) };
        let too_long = ParseError::AddressTooLong {
            field: FIELD,
            offset,
            len: digits,
            limit: Self::MAX_DIGITS,
        };
        if digits > Self::MAX_DIGITS {
            return Err(too_long);
        }
        let toa = from.u8(FIELD)?;
        let octets = from.take(FIELD, len - 1)?;
        let has_fill = octets.last().is_some_and(|last| last >> 4 == 0xf);
        Self::from_octets(toa, digits - usize::from(has_fill), octets).ok_or(too_long).map(Some)
    }

    pub(super) fn write_smsc(&self, to: &mut Writer<'_>) {
        to.u8(self.used().len() as u8 + 1);
        self.write_type_and_digits(to);
    }
}

/// The semi-octets below the fill of 0xF (TS 23.040 9.1.2.3).
const DIGITS: &[u8; 15] = b"0123456789*#abc";

impl PartialEq for Address {
    fn eq(&self, other: &Self) -> bool {
        self.toa == other.toa && self.chars().eq(other.chars())
    }
}

impl Eq for Address {}

impl Hash for Address {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.toa.hash(state);
        self.chars().for_each(|char| char.hash(state));
    }
}

/// As [`Address::new`].
impl FromStr for Address {
    type Err = AddressError;

    fn from_str(number: &str) -> Result<Self, AddressError> {
        Self::new(number)
    }
}

/// The number with a `+` if it is international, or the name.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_international() {
            f.write_char('+')?;
        }
        self.chars().try_for_each(|char| f.write_char(char))
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({:#04x} \"", self.toa.0)?;
        self.chars().flat_map(char::escape_debug).try_for_each(|char| f.write_char(char))?;
        f.write_str("\")")
    }
}

/// Why something is no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum AddressError {
    /// There is nothing.
    #[error("there is no digit or letter")]
    Empty,
    /// There are too many digits or septets.
    #[error("{len} digits or septets are more than {limit}")]
    TooLong {
        /// How many.
        len: usize,
        /// How many there may be.
        limit: usize,
    },
    /// A character is no digit.
    #[error("{char:?} at {position} is none of 0 to 9, *, #, a, b and c")]
    Char {
        /// The character.
        char: char,
        /// Which one it is, counted from 0.
        position: usize,
    },
    /// A name holds what the alphabet does not have.
    #[error(transparent)]
    Letter(#[from] Unencodable),
    /// A number of digits cannot have the type of names.
    #[error("type {toa} is that of names")]
    Type {
        /// The type.
        toa: u8,
    },
    /// An end mark stands among the digits that were received.
    #[error("there is an end mark among the digits")]
    EndMark,
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString;
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::*;

    fn written(address: Address) -> Vec<u8> {
        let mut dst = [0; 20];
        let mut writer = Writer::new(&mut dst);
        address.write(&mut writer);
        writer.as_written().to_vec()
    }

    fn read(octets: &[u8]) -> Result<Address, ParseError> {
        Address::parse("TP-OA", &mut Cursor::new(octets))
    }

    #[test]
    fn numbers_and_names() {
        for (address, text, octets) in [
            (
                Address::new("+46708251358"),
                "+46708251358",
                &b"\x0b\x91\x64\x07\x28\x15\x53\xf8"[..],
            ),
            (Address::new("1234"), "1234", b"\x04\x81\x21\x43"),
            (Address::new("*#aBc"), "*#abc", b"\x05\x81\xba\xdc\xfe"),
            (Address::with_type(TypeOfAddress::NATIONAL, "7"), "7", b"\x01\xa1\xf7"),
            (Address::alphanumeric("Bank"), "Bank", b"\x07\xd0\xc2\xb0\x7b\x0d"),
            // 7 letters: 49 bits, 13 semi-octets.
            (Address::alphanumeric("Telenor"), "Telenor", b"\x0d\xd0\xd4\x32\xbb\xec\x7e\xcb\x01"),
            (
                Address::alphanumeric("Telenor@"),
                "Telenor@",
                b"\x0e\xd0\xd4\x32\xbb\xec\x7e\xcb\x01",
            ),
        ] {
            let address = address.unwrap();
            assert_eq!(address.to_string(), text);
            assert_eq!(written(address), octets);
            assert_eq!(read(octets).unwrap(), address);
            assert_eq!(address.check(), Ok(()));
            assert!(!address.is_empty());
        }
        assert!(Address::EMPTY.is_empty());
        assert_eq!(written(Address::EMPTY), b"\x00\x81");
    }

    #[test]
    fn refused() {
        let long = AddressError::TooLong { len: 21, limit: 20 };
        assert_eq!(Address::new("123456789012345678901"), Err(long));
        assert_eq!(Address::new("+"), Err(AddressError::Empty));
        assert_eq!(
            Address::new("1+2").unwrap_err().to_string(),
            "'+' at 1 is none of 0 to 9, *, #, a, b and c"
        );
        assert_eq!(
            Address::new("+٣").unwrap_err().to_string(),
            "'٣' at 1 is none of 0 to 9, *, #, a, b and c"
        );
        assert_eq!(
            Address::alphanumeric("123456789012").unwrap_err().to_string(),
            "12 digits or septets are more than 11"
        );
        assert!(Address::alphanumeric("д").is_err());
        assert_eq!(
            Address::with_type(TypeOfAddress::ALPHANUMERIC, "1").unwrap_err().to_string(),
            "type 208 is that of names"
        );
        assert_eq!(
            read(b"\x15\x91\0\0").unwrap_err().to_string(),
            "TP-OA at octet 0: 21 semi-octets are more than 20"
        );
        assert_eq!(
            read(b"\x05\x91\0\0").unwrap_err().to_string(),
            "TP-OA at octet 2: octets needed: 3, left: 2"
        );
    }

    #[test]
    fn odd_fills() {
        // The fill of an odd number is no part of it.
        let odd = read(b"\x03\x81\x21\x03").unwrap();
        assert_eq!(odd, Address::new("123").unwrap());
        assert_eq!(written(odd), b"\x03\x81\x21\xf3");
        // One that counts the fill as a digit.
        let counted = read(b"\x04\x81\x21\xf3").unwrap();
        assert_eq!(counted, Address::new("123").unwrap());
        assert_eq!(counted.check(), Err(AddressError::EndMark));
        assert_eq!(format!("{counted:?}"), "Address(0x81 \"123\")");
    }

    proptest! {
        #[test]
        fn numbers_round_trip(number in "\\+?[0-9*#abc]{1,20}", name in "[A-Za-z0-9 @€]{1,5}") {
            let address = Address::new(&number).unwrap();
            prop_assert_eq!(address.to_string(), number);
            prop_assert_eq!(read(&written(address)), Ok(address));

            let address = Address::alphanumeric(&name).unwrap();
            prop_assert_eq!(address.to_string(), name);
            prop_assert_eq!(read(&written(address)), Ok(address));
        }

        #[test]
        fn any_octets(octets: Vec<u8>, len in 0..22_u8) {
            let octets = [&[len][..], &octets].concat();
            if let Ok(address) = read(&octets) {
                let _ = format!("{address} {address:?}");
                let written = written(address);
                prop_assert_eq!(read(&written), Ok(address));
                if address.check().is_ok() && octets.get(..written.len()) == Some(&written) {
                    prop_assert_eq!(read(&written).unwrap().check(), Ok(()));
                }
            }
            let _ = Address::parse_smsc(&mut Cursor::new(&octets));
        }
    }
}
