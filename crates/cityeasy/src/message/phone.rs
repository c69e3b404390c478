use core::fmt;
use core::hash::{Hash, Hasher};
use core::str::FromStr;

/// A phone number: 16 bytes of ASCII, stuffed with NULs (sections III.5, III.9).
///
/// Two numbers are equal when their texts are. All NULs is [`EMPTY`](Self::EMPTY).
///
/// ```
/// use cellwire_cityeasy::message::Phone;
///
/// let phone = Phone::new("8613612345678")?;
/// assert_eq!(phone.to_wire(), *b"8613612345678\0\0\0");
/// assert_eq!(
///     Phone::new("12a").unwrap_err().to_string(),
///     r#""12a" holds a character that is neither a digit nor a leading +"#,
/// );
/// # Ok::<(), cellwire_cityeasy::message::PhoneError>(())
/// ```
#[derive(Clone, Copy, Default)]
pub struct Phone {
    wire: [u8; Self::MAX_LEN],
}

impl Phone {
    /// The most characters that a number has, a leading `+` included.
    pub const MAX_LEN: usize = 16;

    /// No number: in the words of the protocol, "the authorized number is invalid".
    pub const EMPTY: Self = Self { wire: [0; Self::MAX_LEN] };

    /// A number of 1 to 16 characters: digits, with or without a leading `+`.
    ///
    /// # Errors
    ///
    /// It is longer, holds something else, or no digit.
    pub fn new(number: &str) -> Result<Self, PhoneError> {
        if number.is_empty() {
            return Err(PhoneError::NoDigits);
        }
        if number.contains('\0') {
            return Err(PhoneError::Nul);
        }
        let phone = Self::from_text(number.as_bytes())?;
        phone.check()?;
        Ok(phone)
    }

    fn from_text(text: &[u8]) -> Result<Self, PhoneError> {
        let mut phone = Self::EMPTY;
        let dst =
            phone.wire.get_mut(..text.len()).ok_or(PhoneError::TooLong { len: text.len() })?;
        dst.copy_from_slice(text);
        Ok(phone)
    }

    /// The number that stands in a field, whatever it holds. [`check`](Self::check) is the strict
    /// part.
    #[inline]
    pub const fn from_wire(wire: [u8; Self::MAX_LEN]) -> Self {
        Self { wire }
    }

    /// The number of a body that holds nothing else and needs no NULs, up to the first of them.
    ///
    /// # Errors
    ///
    /// It is longer than 16 bytes. To cut it would be to dial somebody else.
    pub(super) fn from_unpadded(body: &[u8]) -> Result<Self, PhoneError> {
        Self::from_text(up_to_nul(body))
    }

    /// The bytes of a field: the text, stuffed with NULs.
    pub fn to_wire(self) -> [u8; Self::MAX_LEN] {
        Self::from_text(self.as_bytes()).unwrap_or(self).wire
    }

    /// The text up to the first NUL, as it came.
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        up_to_nul(&self.wire)
    }

    /// The text, if it is UTF-8.
    pub fn as_str(&self) -> Option<&str> {
        core::str::from_utf8(self.as_bytes()).ok()
    }

    /// What stands behind the first NUL of the field, if it is not all NULs. It is no part of the
    /// number and not written again.
    pub fn surplus(&self) -> &[u8] {
        let padding = self.wire.get(self.as_bytes().len()..).unwrap_or_default();
        let is_clean = padding.iter().all(|byte| *byte == 0);
        if is_clean { &[] } else { padding.get(1..).unwrap_or_default() }
    }

    /// Whether there is no number.
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.wire[0] == 0
    }

    /// Whether the text is a number as [`new`](Self::new) accepts it, or empty.
    ///
    /// # Errors
    ///
    /// It is not.
    pub fn check(&self) -> Result<(), PhoneError> {
        let text = self.as_bytes();
        match text.strip_prefix(b"+").unwrap_or(text) {
            [] if !text.is_empty() => Err(PhoneError::NoDigits),
            digits if digits.iter().all(u8::is_ascii_digit) => Ok(()),
            _ => Err(PhoneError::NotANumber { phone: *self }),
        }
    }

    /// As [`check`](Self::check), and nothing but NULs stand behind the text.
    pub(super) fn check_strict(&self) -> Result<(), PhoneError> {
        self.check()?;
        match self.surplus() {
            [] => Ok(()),
            _ => Err(PhoneError::Nul),
        }
    }
}

fn up_to_nul(bytes: &[u8]) -> &[u8] {
    bytes.split(|byte| *byte == 0).next().unwrap_or_default()
}

impl PartialEq for Phone {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Phone {}

impl Hash for Phone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

/// As [`Phone::new`].
impl FromStr for Phone {
    type Err = PhoneError;

    fn from_str(number: &str) -> Result<Self, PhoneError> {
        Self::new(number)
    }
}

/// The text; what is not printable ASCII appears as `\xNN`.
impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.as_bytes().escape_ascii())
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone(\"{self}\")")
    }
}

/// What is wrong with a phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum PhoneError {
    /// There is no digit.
    #[error("there is no digit")]
    NoDigits,
    /// It does not fit.
    #[error("number of {len} bytes is longer than {}", Phone::MAX_LEN)]
    TooLong {
        /// How many bytes it has.
        len: usize,
    },
    /// There is something else than digits behind an optional `+`.
    #[error("\"{phone}\" holds a character that is neither a digit nor a leading +")]
    NotANumber {
        /// The text.
        phone: Phone,
    },
    /// There is a NUL, which ends the number, and it does not stand at the end.
    #[error("there is a NUL among the characters")]
    Nul,
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn accepted() {
        for number in ["1", "+1", "8613612345678", "+861361234567890", "1234567890123456"] {
            assert_eq!(Phone::new(number).unwrap().as_str(), Some(number));
        }
    }

    #[test]
    fn refused() {
        for (number, error) in [
            ("", "there is no digit"),
            ("+", "there is no digit"),
            ("12345678901234567", "number of 17 bytes is longer than 16"),
            ("1+2", "\"1+2\" holds a character that is neither a digit nor a leading +"),
            ("++1", "\"++1\" holds a character that is neither a digit nor a leading +"),
            ("1 2", "\"1 2\" holds a character that is neither a digit nor a leading +"),
            ("٣", "\"\\xd9\\xa3\" holds a character that is neither a digit nor a leading +"),
            ("12\0", "there is a NUL among the characters"),
        ] {
            assert_eq!(Phone::new(number).unwrap_err().to_string(), error, "{number:?}");
        }
    }

    #[test]
    fn what_stands_behind_the_end_is_told_and_not_written() {
        let phone = Phone::from_wire(*b"123\0garbage\0\0\0\0\0");
        assert_eq!(phone, Phone::new("123").unwrap());
        assert_eq!(phone.surplus(), b"garbage\0\0\0\0\0");
        assert_eq!(phone.check(), Ok(()));
        assert_eq!(phone.check_strict(), Err(PhoneError::Nul));
        assert_eq!(phone.to_wire(), *b"123\0\0\0\0\0\0\0\0\0\0\0\0\0");
    }

    #[test]
    fn empty() {
        assert!(Phone::EMPTY.is_empty());
        assert_eq!(Phone::EMPTY.check_strict(), Ok(()));
        assert_eq!(Phone::EMPTY, Phone::default());
        assert_eq!(format!("{:?}", Phone::EMPTY), "Phone(\"\")");
    }

    proptest! {
        #[test]
        fn numbers_round_trip(number in "\\+?[0-9]{1,15}") {
            let phone = Phone::new(&number).unwrap();
            prop_assert_eq!(phone.to_string(), number);
            prop_assert_eq!(Phone::from_wire(phone.to_wire()), phone);
            prop_assert_eq!(phone.check_strict(), Ok(()));
        }

        #[test]
        fn any_bytes_are_a_field(wire: [u8; 16]) {
            let phone = Phone::from_wire(wire);
            let _ = format!("{phone} {phone:?} {:?} {:?}", phone.surplus(), phone.as_str());
            prop_assert_eq!(Phone::from_wire(phone.to_wire()), phone);
            if phone.check_strict().is_ok() {
                prop_assert_eq!(phone.to_wire(), wire);
            }
        }
    }
}
