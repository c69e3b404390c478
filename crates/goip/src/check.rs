//! What a field may hold where it is written.

use crate::list::MAX_FIELDS;
use crate::{Fields, Text, WriteError};

/// The longest text of an SMS, in bytes.
pub(crate) const MAX_TEXT_LEN: usize = 3000;
/// As many fields as a message has itself, and more.
const OWN_FIELDS: usize = 8;

type Result = core::result::Result<(), WriteError>;

const fn separator(field: &'static str, bytes: &[u8], position: usize) -> Result {
    Err(WriteError::Separator { field, byte: bytes[position] as char, position })
}

/// Kinds of bytes that some field may not hold.
mod class {
    /// What ends a line, or a datagram.
    pub(super) const LINE: u8 = 1;
    pub(super) const CONTROL: u8 = 2;
    pub(super) const BLANK: u8 = 4;
    pub(super) const SEMICOLON: u8 = 8;
    pub(super) const COLON: u8 = 16;
    pub(super) const COMMA: u8 = 32;
    pub(super) const NOT_VERB: u8 = 64;

    /// The kinds of each byte.
    pub(super) static OF: [u8; 256] = {
        let mut table = [0; 256];
        let mut byte = 0;
        while byte < table.len() {
            table[byte] = of(byte as u8);
            byte += 1;
        }
        table
    };

    const fn of(byte: u8) -> u8 {
        let kinds = match byte {
            b'\r' | b'\n' | 0 => LINE | CONTROL,
            b' ' => BLANK,
            b';' => SEMICOLON,
            b':' => COLON,
            b',' => COMMA,
            _ if byte.is_ascii_control() => CONTROL,
            _ => 0,
        };
        if super::is_verb(byte) { kinds } else { kinds | NOT_VERB }
    }
}

fn without(field: &'static str, bytes: &[u8], classes: u8) -> Result {
    let class = |byte: &u8| class::OF[usize::from(*byte)];
    if bytes.iter().fold(0, |found, byte| found | class(byte)) & classes == 0 {
        return Ok(());
    }
    let position = bytes.iter().position(|byte| class(byte) & classes != 0).unwrap_or_default();
    separator(field, bytes, position)
}

fn not_empty(field: &'static str, bytes: &[u8]) -> Result {
    if bytes.is_empty() { Err(WriteError::Empty { field }) } else { Ok(()) }
}

fn without_white_ends(field: &'static str, bytes: &[u8]) -> Result {
    match bytes {
        [first, ..] if first.is_ascii_whitespace() => separator(field, bytes, 0),
        [.., last] if last.is_ascii_whitespace() => separator(field, bytes, bytes.len() - 1),
        _ => Ok(()),
    }
}

/// Whether a byte may stand in the word in front of a message.
pub(crate) const fn is_verb(byte: u8) -> bool {
    matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.')
}

/// The word in front of a message.
pub(crate) fn verb(verb: Text<'_>) -> Result {
    let (field, bytes) = ("verb", verb.as_bytes());
    not_empty(field, bytes)?;
    if !bytes[0].is_ascii_alphabetic() {
        return invalid(field, "does not begin with a letter");
    }
    without(field, bytes, class::NOT_VERB)
}

/// A word: not empty, no blanks, no control characters, no semicolon.
pub(crate) fn token(field: &'static str, bytes: &[u8]) -> Result {
    not_empty(field, bytes)?;
    token_or_empty(field, bytes)
}

/// The id of a line: the value of a field, not empty.
pub(crate) fn id(id: Text<'_>) -> Result {
    not_empty("id", id.as_bytes())?;
    value("id", id.as_bytes())
}

/// A word, or nothing.
pub(crate) fn token_or_empty(field: &'static str, bytes: &[u8]) -> Result {
    without(field, bytes, class::CONTROL | class::BLANK | class::SEMICOLON)
}

/// The value of a field; may be empty.
pub(crate) fn value(field: &'static str, bytes: &[u8]) -> Result {
    without(field, bytes, class::LINE | class::SEMICOLON)?;
    without_white_ends(field, bytes)
}

/// The value of a field in front of a colon.
pub(crate) fn value_without_colon(field: &'static str, bytes: &[u8]) -> Result {
    without(field, bytes, class::LINE | class::SEMICOLON | class::COLON)?;
    without_white_ends(field, bytes)
}

/// The value of a field in front of a comma.
pub(crate) fn value_without_comma(field: &'static str, bytes: &[u8]) -> Result {
    without(field, bytes, class::LINE | class::SEMICOLON | class::COMMA)?;
    without_white_ends(field, bytes)
}

/// Words at the end of a message, in one line; may be empty.
pub(crate) fn words(field: &'static str, bytes: &[u8]) -> Result {
    without(field, bytes, class::LINE)?;
    without_white_ends(field, bytes)
}

/// A text that takes the rest of a message: anything, but for a NUL at the end.
pub(crate) fn last_text(field: &'static str, bytes: &[u8]) -> Result {
    match bytes {
        [.., 0] => separator(field, bytes, bytes.len() - 1),
        _ => Ok(()),
    }
}

/// At most 3000 bytes.
pub(crate) const fn text_len(field: &'static str, bytes: &[u8]) -> Result {
    if bytes.len() > MAX_TEXT_LEN {
        return Err(WriteError::TooLong { field, len: bytes.len(), limit: MAX_TEXT_LEN });
    }
    Ok(())
}

/// Fields without those that the message has itself, none of the known ones twice, and not so many
/// that nobody reads them.
pub(crate) fn fields(
    fields: Fields<'_>,
    is_own: impl Fn(&[u8]) -> bool,
    known: impl Fn(&[u8]) -> Option<usize>,
) -> Result {
    let (mut seen, mut count) = (0_u32, 0);
    fields.iter().try_for_each(|field| {
        count += 1;
        if count > MAX_FIELDS - OWN_FIELDS {
            return invalid("fields", "there are more than 56");
        }
        let (key, name) = (field.key.as_bytes(), "key of a field");
        if let Some(index) = known(key) {
            if seen & 1 << index != 0 {
                return invalid(name, "it comes twice");
            }
            seen |= 1 << index;
        } else {
            not_empty(name, key)?;
            value_without_colon(name, key)?;
            if is_own(key) {
                return invalid(name, "the message has it already");
            }
        }
        value("value of a field", field.value.as_bytes())
    })
}

pub(crate) const fn invalid(field: &'static str, reason: &'static str) -> Result {
    Err(WriteError::Invalid { field, reason })
}
