use cellwire_codec::BufferTooShort;

use super::Quirk;

/// Why a parameter cannot be read. Parameters are counted from 1.
///
/// The line is at fault, never the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ParamError {
    /// The line does not begin with the name that was asked for.
    #[error("line does not begin with {name}")]
    Name {
        /// The name.
        name: &'static str,
    },
    /// There are fewer parameters.
    #[error("parameter {index} is missing")]
    Missing {
        /// Which parameter.
        index: u16,
    },
    /// It is empty.
    #[error("parameter {index} is empty")]
    Empty {
        /// Which parameter.
        index: u16,
    },
    /// It is not a number, or not only a number.
    #[error("parameter {index} is no number: {byte:?} at {position}")]
    NoDigit {
        /// Which parameter.
        index: u16,
        /// The byte that is no digit.
        byte: char,
        /// Where, in bytes.
        position: usize,
    },
    /// The number is too large for its field.
    #[error("parameter {index}: {number} is more than {limit}")]
    TooLarge {
        /// Which parameter.
        index: u16,
        /// The number.
        number: u64,
        /// How large it may be.
        limit: u64,
    },
    /// The number is too small for its field.
    #[error("parameter {index}: -{magnitude} is less than {limit}")]
    TooSmall {
        /// Which parameter.
        index: u16,
        /// The number without its minus.
        magnitude: u64,
        /// How small it may be.
        limit: i64,
    },
    /// The number is not in its range.
    #[error("parameter {index}: {number} is not in {first} to {last}")]
    OutOfRange {
        /// Which parameter.
        index: u16,
        /// The number.
        number: i64,
        /// The lowest one.
        first: i32,
        /// The highest one.
        last: i32,
    },
    /// The number is too large, or too small, for 64 bits.
    #[error("parameter {index}: a number of {digits} digits does not fit 64 bits")]
    TooManyDigits {
        /// Which parameter.
        index: u16,
        /// How many digits it has.
        digits: usize,
    },
    /// It is no IP address, or not of the form that was asked for.
    #[error("parameter {index} is no IP address")]
    Address {
        /// Which parameter.
        index: u16,
    },
    /// There is less data than its length says.
    #[error("parameter {index}: {needed} bytes expected, {available} left")]
    TooShort {
        /// Which parameter.
        index: u16,
        /// How many bytes there should be.
        needed: usize,
        /// How many there are.
        available: usize,
    },
    /// Lists in lists in lists.
    #[error("parameter {index}: lists are nested more than {limit} deep")]
    TooDeep {
        /// Which parameter.
        index: u16,
        /// How deep they may be.
        limit: usize,
    },
    /// Something is not as the standards have it, and the reader is strict.
    #[error("parameter {index}: {quirk}")]
    Strict {
        /// Which parameter.
        index: u16,
        /// What.
        quirk: Quirk,
    },
}

/// Why a parameter cannot be written. Parameters are counted from 1.
///
/// The caller is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum WriteError {
    /// It holds a byte that would end it, or the line, or that would not survive.
    #[error("parameter {index} holds {byte:?} at {position}, which would end it")]
    Separator {
        /// Which parameter.
        index: u16,
        /// The byte.
        byte: char,
        /// Where, in bytes.
        position: usize,
    },
    /// It is empty where that would be read as something else.
    #[error("parameter {index} is empty")]
    Empty {
        /// Which parameter.
        index: u16,
    },
    /// The number is not in its range.
    #[error("parameter {index}: {number} is not in {first} to {last}")]
    OutOfRange {
        /// Which parameter.
        index: u16,
        /// The number.
        number: i64,
        /// The lowest one.
        first: i32,
        /// The highest one.
        last: i32,
    },
    /// It is longer than it may be.
    #[error("parameter {index}: {len} is more than {limit}")]
    TooLong {
        /// Which parameter.
        index: u16,
        /// How long it is.
        len: usize,
        /// How long it may be.
        limit: usize,
    },
    /// Lists in lists in lists.
    #[error("parameter {index}: lists are nested more than {limit} deep")]
    TooDeep {
        /// Which parameter.
        index: u16,
        /// How deep they may be.
        limit: usize,
    },
    /// The buffer is too short.
    #[error("buffer of {available} bytes is too short for {needed}")]
    Buffer {
        /// How many bytes the parameters take.
        needed: usize,
        /// How many there are.
        available: usize,
    },
}

impl From<BufferTooShort> for WriteError {
    fn from(BufferTooShort { needed, available }: BufferTooShort) -> Self {
        Self::Buffer { needed, available }
    }
}
