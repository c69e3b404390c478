use cellwire_codec::{BufferTooShort, Recover, Recovery};

use crate::Quirk;

/// Why a datagram is no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum ParseError {
    /// There is nothing in it.
    #[error("empty datagram")]
    Empty,
    /// It is longer than a decoder takes.
    #[error("datagram of {len} bytes is longer than the limit of {limit}")]
    TooLong {
        /// How long it is.
        len: usize,
        /// How long it may be.
        limit: usize,
    },
    /// It does not begin as any message does.
    #[error("datagram does not begin with a word and a number")]
    NoMessage,
    /// A field is missing.
    #[error("{message}: {field} is missing")]
    Missing {
        /// The message, as its `name()` gives it.
        message: &'static str,
        /// The field.
        field: &'static str,
    },
    /// A field is not a number, or does not fit 64 bits.
    #[error("{message}: {field} is not a number")]
    Number {
        /// The message, as its `name()` gives it.
        message: &'static str,
        /// The field.
        field: &'static str,
    },
    /// There are more fields than are read: 64, those that are not known and empty ones included, in a
    /// list of more than 512 bytes.
    #[error("{message}: there are more than {limit} fields")]
    TooManyFields {
        /// The message, as its `name()` gives it.
        message: &'static str,
        /// How many there may be.
        limit: usize,
    },
    /// Something is not as the protocol has it, and the reader is strict.
    #[error("{message}: {quirk}")]
    Strict {
        /// The message, as its `name()` gives it.
        message: &'static str,
        /// What.
        quirk: Quirk,
    },
}

/// Why a message cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// A field is empty that must not be.
    #[error("{field} is empty")]
    Empty {
        /// The field.
        field: &'static str,
    },
    /// A field holds a byte that would end it, or blanks that would not survive.
    #[error("{field} holds {byte:?} at {position}, which would end it")]
    Separator {
        /// The field.
        field: &'static str,
        /// The byte.
        byte: char,
        /// Where, in bytes.
        position: usize,
    },
    /// A field is too long.
    #[error("{field} of {len} bytes is longer than the limit of {limit}")]
    TooLong {
        /// The field.
        field: &'static str,
        /// How long it is.
        len: usize,
        /// How long it may be.
        limit: usize,
    },
    /// A field is out of range, or would be read as something else.
    #[error("{field} cannot be written: {reason}")]
    Invalid {
        /// The field.
        field: &'static str,
        /// Why.
        reason: &'static str,
    },
    /// The buffer is too short.
    #[error(transparent)]
    Buffer(#[from] BufferTooShort),
}

/// A datagram that is no message, and its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{error}")]
#[non_exhaustive]
pub struct DatagramError {
    /// How long the datagram was; at most the longest that is read.
    pub skipped: usize,
    /// What is wrong with it.
    #[source]
    pub error: ParseError,
}

impl Recover for DatagramError {
    fn recovery(&self) -> Recovery {
        Recovery::Resynced { skipped: self.skipped }
    }
}
