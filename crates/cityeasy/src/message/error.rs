use core::fmt;

use cellwire_codec::InputTooShort;

use super::{AddressError, BlackBoxError, PhoneError, PhoneListError, TextError};
use crate::report::ReportError;

/// The data of a frame is not what its command calls for.
///
/// The frame is sound all the same: its data can be had as it came, and the next frame is not
/// affected.
///
/// ```
/// use cellwire_cityeasy::{Command, Downlink};
///
/// let error = Downlink::parse(Command::SET_INTERVAL, &[0x3c]).unwrap_err();
/// assert_eq!(error.to_string(), "set interval: 2 bytes expected, 1 left");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct BodyError {
    /// The message, as its `name()` gives it.
    pub message: &'static str,
    /// What is wrong with it.
    pub fault: BodyFault,
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, word) in self.message.split('-').enumerate() {
            let blank = if index == 0 { "" } else { " " };
            write!(f, "{blank}{word}")?;
        }
        write!(f, ": {}", self.fault)
    }
}

impl core::error::Error for BodyError {}

/// What is wrong with the data of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum BodyFault {
    /// It ends too early.
    #[error("{needed} bytes expected, {available} left")]
    TooShort {
        /// How many bytes were expected where it ends.
        needed: usize,
        /// How many there were.
        available: usize,
    },
    /// There is something behind the last field. Only a strict reader minds.
    #[error("bytes behind the last field: {len}")]
    Surplus {
        /// How many bytes.
        len: usize,
    },
    /// A field is not as it should be.
    #[error(transparent)]
    Field(#[from] FieldError),
}

impl From<InputTooShort> for BodyFault {
    fn from(error: InputTooShort) -> Self {
        Self::TooShort { needed: error.needed, available: error.available }
    }
}

/// A field holds what the protocol cannot carry, or, for a strict reader, what it does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct FieldError {
    /// The name of the field.
    pub field: &'static str,
    /// Which one of a list, counted from 0.
    pub index: Option<usize>,
    /// What is wrong with it.
    pub fault: FieldFault,
}

impl FieldError {
    pub(super) fn new(field: &'static str, fault: impl Into<FieldFault>) -> Self {
        Self { field, index: None, fault: fault.into() }
    }

    pub(super) fn at(mut self, index: usize) -> Self {
        self.index = Some(index);
        self
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.index, self.fault) {
            (Some(index), fault) => write!(f, "{} [{index}]: {fault}", self.field),
            // Says itself what it is about.
            (None, FieldFault::Report(error)) => error.fmt(f),
            (None, fault) => write!(f, "{}: {fault}", self.field),
        }
    }
}

impl core::error::Error for FieldError {}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum FieldFault {
    /// A phone number.
    #[error(transparent)]
    Phone(#[from] PhoneError),
    /// A list of phone numbers.
    #[error(transparent)]
    PhoneList(#[from] PhoneListError),
    /// A text.
    #[error(transparent)]
    Text(#[from] TextError),
    /// The address of a server.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// A report.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// A black box.
    #[error(transparent)]
    BlackBox(#[from] BlackBoxError),
}
