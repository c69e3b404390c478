use cellwire_codec::BufferTooShort;

use super::AddressError;
use crate::charset::hex::HexError;

/// Why octets are no PDU. Offsets count from the first octet that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum ParseError {
    /// It ends too early.
    #[error("{field} at octet {offset}: octets needed: {needed}, left: {available}")]
    TooShort {
        /// The field that is cut off.
        field: &'static str,
        /// Where it begins.
        offset: usize,
        /// How many octets it has.
        needed: usize,
        /// How many there are.
        available: usize,
    },
    /// An address is longer than any can be.
    #[error("{field} at octet {offset}: {len} semi-octets are more than {limit}")]
    AddressTooLong {
        /// The field.
        field: &'static str,
        /// Where it begins.
        offset: usize,
        /// How many digits it says it has.
        len: usize,
        /// How many it may have.
        limit: usize,
    },
    /// The header of the user data is longer than the user data.
    #[error("TP-UDH at octet {offset}: octets: {len}, in user data of {available}")]
    HeaderTooLong {
        /// Where it begins, with its length octet.
        offset: usize,
        /// How many octets it says it has behind that.
        len: usize,
        /// How many there are.
        available: usize,
    },
    /// TP-MTI is 3, which no message to the network has.
    #[error("TP-MTI at octet {offset}: 3 is reserved")]
    ReservedType {
        /// Where it stands.
        offset: usize,
    },
    /// It is not hexadecimal.
    #[error(transparent)]
    Hex(#[from] HexError),
    /// Octets behind the last field. Only a strict reader minds.
    #[error("octets behind the last field: {len}")]
    Surplus {
        /// How many.
        len: usize,
    },
    /// A field holds what the standard does not have. Only a strict reader minds.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// It would be written in another way, such as with another fill or an unused bit. Only a strict
    /// reader minds.
    #[error("octet {offset} is not as it would be written")]
    NotCanonical {
        /// The first octet that differs.
        offset: usize,
    },
}

/// A field holds what cannot be written, or, for a strict reader, what the standard does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum FieldError {
    /// An address cannot be written.
    #[error("{field}: {error}")]
    Address {
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        error: AddressError,
    },
    /// A time is none.
    #[error("{field} is no time")]
    Time {
        /// The field.
        field: &'static str,
    },
    /// There is more user data than a message of this type has room for.
    #[error("TP-UD: octets: {len}, and {limit} are the limit")]
    UserDataTooLong {
        /// How many octets.
        len: usize,
        /// How many there may be.
        limit: usize,
    },
    /// TP-UDL does not go with the octets of the user data and the coding scheme.
    #[error("TP-UDL: {udl} stands for {expected} octets, and there are {len}")]
    UserDataLength {
        /// The length.
        udl: u8,
        /// How many octets that is.
        expected: usize,
        /// How many there are.
        len: usize,
    },
    /// The header of the user data is longer than the user data.
    #[error("TP-UDH: octets: {len}, in user data of {available}")]
    HeaderTooLong {
        /// How many octets it says it has.
        len: usize,
        /// How many there are.
        available: usize,
    },
    /// The cause of failure is below 0x80, where it would be taken for TP-PI.
    #[error("TP-FCS: {cause:#04x} is below 0x80")]
    Cause {
        /// The cause.
        cause: u8,
    },
}

/// Why a PDU cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// A field holds what cannot be written.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// There is no room for it.
    #[error(transparent)]
    Buffer(#[from] BufferTooShort),
}
