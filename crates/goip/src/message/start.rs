use crate::check::is_verb;
use crate::list::until_semicolon;
use crate::words::{note_white, trim};
use crate::{ParseError, Quirk, Quirks, number};

/// The front of a message.
pub(super) enum Start<'a> {
    /// `VERB:`, and what stands behind it.
    Colon(&'a [u8], &'a [u8]),
    /// `VERB`, and what stands behind it: white space first, or nothing.
    Blank(&'a [u8], &'a [u8]),
}

/// The word at the front, and what stands behind it, without NULs at the end.
pub(super) fn read<'a>(datagram: &'a [u8], quirks: &mut Quirks) -> Result<Start<'a>, ParseError> {
    let mut bytes = without_nuls(datagram, quirks);
    if bytes.is_empty() {
        return Err(ParseError::Empty);
    }
    if bytes[0].is_ascii_whitespace() {
        let trimmed = bytes.trim_ascii_start();
        note_white(&bytes[..bytes.len() - trimmed.len()], quirks);
        bytes = trimmed;
    }
    let len = bytes.iter().position(|byte| !is_verb(*byte)).unwrap_or(bytes.len());
    let (verb, rest) = bytes.split_at(len);
    if !verb.first().is_some_and(u8::is_ascii_alphabetic) {
        return Err(ParseError::NoMessage);
    }
    let behind = rest.trim_ascii_start();
    match behind {
        [b':', list @ ..] => {
            note_white(&rest[..rest.len() - behind.len()], quirks);
            Ok(Start::Colon(verb, list))
        }
        _ if behind.len() < rest.len() => Ok(Start::Blank(verb, rest)),
        [] => Ok(Start::Blank(verb, rest)),
        _ => Err(ParseError::NoMessage),
    }
}

#[inline]
fn without_nuls<'a>(mut bytes: &'a [u8], quirks: &mut Quirks) -> &'a [u8] {
    while let [rest @ .., 0] = bytes {
        quirks.insert(Quirk::TrailingNul);
        bytes = rest;
    }
    bytes
}

/// The number at the front of a list, and what stands behind its semicolon.
pub(super) fn number<'a>(list: &'a [u8], quirks: &mut Quirks) -> Option<(i64, &'a [u8])> {
    let number = until_semicolon(list);
    let rest = list.get(number.len() + 1..).unwrap_or_default();
    Some((number::parse(trim(number, quirks))?, rest))
}
