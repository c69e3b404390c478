use core::fmt;

use crate::params::Str;

/// Keeps [`Code`] to this crate.
pub trait Sealed {}

/// A table of error codes: [`CmeError`](super::CmeError) or [`CmsError`](super::CmsError).
pub trait Code: Sealed + Copy + From<u16> + fmt::Display {
    /// The code with this text.
    fn from_text(text: &[u8]) -> Option<Self>;
}

/// What stands in an error line: `+CME ERROR: 10`, `+CME ERROR: SIM not inserted`, `+CME ERROR: `.
///
/// ```
/// use cellwire_at::error::{CmeError, ErrorCode};
///
/// let code = ErrorCode::parse(b"10");
/// assert_eq!(code, ErrorCode::Number(CmeError::SIM_NOT_INSERTED));
/// assert_eq!(ErrorCode::parse(b" sim not inserted"), code);
/// assert_eq!(code.to_string(), "10: SIM not inserted");
///
/// // What is not in the table is kept.
/// assert_eq!(ErrorCode::<CmeError>::parse(b"515"), ErrorCode::Number(CmeError(515)));
/// assert_eq!(ErrorCode::<CmeError>::parse(b"NETWORK LOST").to_string(), "NETWORK LOST");
/// assert_eq!(ErrorCode::<CmeError>::parse(b" "), ErrorCode::Empty);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ErrorCode<'a, C> {
    /// A number, or a text that the table has.
    Number(C),
    /// A text that the table has not, without blanks around it; or a number of more than 16 bits.
    Text(Str<'a>),
    /// Nothing.
    Empty,
}

impl<'a, C: Code> ErrorCode<'a, C> {
    /// Reads what stands behind `+CME ERROR:` or `+CMS ERROR:`.
    pub fn parse(text: &'a [u8]) -> Self {
        let text = text.trim_ascii();
        if text.is_empty() {
            return Self::Empty;
        }
        let number = text.iter().try_fold(0_u16, |number, byte| {
            let digit = byte.wrapping_sub(b'0');
            let digit = (digit <= 9).then_some(digit.into())?;
            number.checked_mul(10)?.checked_add(digit)
        });
        match number.map(C::from).or_else(|| C::from_text(text)) {
            Some(code) => Self::Number(code),
            None => Self::Text(text.into()),
        }
    }

    /// The code, if there is one.
    pub fn code(self) -> Option<C> {
        match self {
            Self::Number(code) => Some(code),
            Self::Text(_) | Self::Empty => None,
        }
    }
}

/// The number and its text, or the text that came; nothing if nothing came.
impl<C: fmt::Display> fmt::Display for ErrorCode<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(code) => code.fmt(f),
            Self::Text(text) => text.fmt(f),
            Self::Empty => Ok(()),
        }
    }
}
