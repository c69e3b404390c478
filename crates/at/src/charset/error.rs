use cellwire_codec::BufferTooShort;

use super::hex::HexError;

/// A character that the character set does not have.
#[expect(clippy::exhaustive_structs, reason = "a character and where it stands, and no more")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{char:?} at {position} is not in the character set")]
pub struct Unencodable {
    /// The character.
    pub char: char,
    /// Which character of the text it is, counted from 0.
    pub position: usize,
}

/// Why a text cannot be written in a character set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// It holds a character that the set does not have.
    #[error(transparent)]
    Unencodable(#[from] Unencodable),
    /// There is no room for it.
    #[error(transparent)]
    Buffer(#[from] BufferTooShort),
}

/// Why bytes are no string of a character set. They can be decoded all the same, with U+FFFD where
/// something is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// It should be hexadecimal and is not.
    #[error(transparent)]
    Hex(#[from] HexError),
    /// A byte has no meaning in the set.
    #[error("byte {byte:#04x} at {position} is not in the character set")]
    Byte {
        /// The byte.
        byte: u8,
        /// Where it stands; in a hexadecimal string, which octet it is.
        position: usize,
    },
    /// A UTF-16 surrogate without its other half.
    #[error("unit {unit:#06x} at {position} is half of a surrogate pair")]
    Surrogate {
        /// The surrogate.
        unit: u16,
        /// Which unit it is, counted from 0.
        position: usize,
    },
    /// An odd number of octets makes no units of 16 bits.
    #[error("{octets} octets are no whole number of 16-bit units")]
    HalfUnit {
        /// How many octets.
        octets: usize,
    },
    /// The character set is one that this crate has no table for.
    #[error("the character set is not known")]
    UnknownCharset,
}
