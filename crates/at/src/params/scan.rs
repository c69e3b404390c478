//! Finds where a parameter ends, whatever it is.

use cellwire_codec::find_byte;

use super::{Escapes, Quirk, Quirks};
use crate::charset::hex;

/// What a parameter is by its first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Empty,
    Quoted,
    List,
    Plain,
}

/// A parameter.
#[derive(Clone, Copy)]
pub(super) struct Field<'a> {
    pub kind: Kind,
    /// Without quotes, parentheses, and blanks around it.
    pub text: &'a [u8],
    /// With quotes and parentheses.
    pub raw: &'a [u8],
    /// Whether it is a string with escapes.
    pub escaped: bool,
    /// What stands behind its comma, if there is one.
    pub rest: Option<&'a [u8]>,
    pub quirks: Quirks,
}

/// Line ends count as blanks: some modems break the line in a list.
pub(super) const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

pub(super) fn trim_start(bytes: &[u8]) -> &[u8] {
    let len = bytes.iter().position(|byte| !is_blank(*byte));
    len.and_then(|len| bytes.get(len..)).unwrap_or_default()
}

pub(super) fn trim_end(bytes: &[u8]) -> &[u8] {
    let last = bytes.iter().rposition(|byte| !is_blank(*byte));
    last.and_then(|last| bytes.get(..=last)).unwrap_or_default()
}

/// The parameter at the front of `bytes`. At least one byte is taken, unless there is none.
pub(super) fn field(bytes: &[u8], escapes: Escapes) -> Field<'_> {
    let mut quirks = Quirks::NONE;
    let front = trim_start(bytes);
    if front.len() != bytes.len() {
        quirks.insert(Quirk::Blank);
    }
    let empty =
        Field { kind: Kind::Empty, text: &[], raw: &[], escaped: false, rest: None, quirks };
    match front {
        [] => empty,
        [b',', rest @ ..] => Field { rest: Some(rest), ..empty },
        [b'"', body @ ..] => {
            let string = quoted(body, Within::Line);
            let text = &body[..string.len];
            let (escaped, found) = inspect(text, escapes);
            quirks = quirks.union(string.quirks).union(found);
            let raw = &front[..1 + string.next];
            let rest = behind(&body[string.next..], &mut quirks);
            Field { kind: Kind::Quoted, text, raw: trim_end(raw), escaped, rest, quirks }
        }
        [b'(', inner @ ..] => match list_len(inner) {
            Some(len) => {
                let raw = &front[..len + 2];
                let rest = behind(&inner[len + 1..], &mut quirks);
                Field { kind: Kind::List, text: &inner[..len], raw, rest, quirks, ..empty }
            }
            None => {
                quirks.insert(Quirk::UnclosedList);
                Field { kind: Kind::List, text: inner, raw: front, quirks, ..empty }
            }
        },
        _ => plain(front, quirks),
    }
}

/// A parameter without quotes or parentheses.
fn plain(bytes: &[u8], mut quirks: Quirks) -> Field<'_> {
    let len = find_byte(b',', bytes);
    let untrimmed = len.and_then(|len| bytes.get(..len)).unwrap_or(bytes);
    let raw = trim_end(untrimmed);
    if raw.len() != untrimmed.len() {
        quirks.insert(Quirk::Blank);
    }
    let mut field = Field {
        kind: Kind::Plain,
        text: raw,
        raw,
        escaped: false,
        rest: len.and_then(|len| bytes.get(len + 1..)),
        quirks,
    };
    if let [text @ .., b'"'] = raw
        && find_byte(b'"', text).is_none()
    {
        field.text = text;
        field.quirks.insert(Quirk::UnpairedQuote);
    } else if raw.iter().all(|byte| *byte == b')') {
        field.kind = Kind::Empty;
        field.text = &[];
        field.quirks.insert(Quirk::StrayParenthesis);
    }
    field
}

/// What stands behind the comma that follows a string or a list.
fn behind<'a>(bytes: &'a [u8], quirks: &mut Quirks) -> Option<&'a [u8]> {
    let mut bytes = bytes;
    loop {
        match bytes {
            [] => return None,
            [b',', rest @ ..] => return Some(rest),
            [b')', rest @ ..] => {
                quirks.insert(Quirk::StrayParenthesis);
                bytes = rest;
            }
            [blank, rest @ ..] if is_blank(*blank) => {
                quirks.insert(Quirk::Blank);
                bytes = rest;
            }
            _ => {
                quirks.insert(Quirk::MissingComma);
                return Some(bytes);
            }
        }
    }
}

/// Where a string stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Line,
    List,
}

/// A string behind its first quote.
struct Quoted {
    /// How long its text is.
    len: usize,
    /// Where to go on, behind its last quote if it has one.
    next: usize,
    quirks: Quirks,
}

/// Finds the end of a string. A quote ends it if a comma follows, the end of the list or that of the
/// line. A quote that stands where another string begins says that the last quote of this one has been
/// lost; then it ends at its first comma. Each other quote is part of the text.
fn quoted(body: &[u8], within: Within) -> Quoted {
    let mut quirks = Quirks::NONE;
    let mut from = 0;
    while let Some(found) = find_byte(b'"', &body[from..]) {
        let at = from + found;
        if ends_string(&body[at + 1..], within) {
            return Quoted { len: at, next: at + 1, quirks };
        }
        if matches!(trim_end(&body[..at]), [.., b',' | b'(' | b')']) {
            break;
        }
        quirks.insert(Quirk::RawQuote);
        from = at + 1;
    }
    quirks.insert(Quirk::UnpairedQuote);
    let ends = |byte: &u8| *byte == b',' || (within == Within::List && *byte == b')');
    let next = body.iter().position(ends).unwrap_or(body.len());
    Quoted { len: trim_end(&body[..next]).len(), next, quirks }
}

/// Whether a quote in front of `bytes` is the last one of a string.
fn ends_string(bytes: &[u8], within: Within) -> bool {
    match trim_start(bytes) {
        [] | [b',', ..] => true,
        [b')', rest @ ..] => within == Within::List || matches!(trim_start(rest), [] | [b',', ..]),
        _ => false,
    }
}

/// How long a list is that begins in front of `inner`, without its last parenthesis.
fn list_len(inner: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    let mut is_start = true;
    loop {
        match *inner.get(at)? {
            b'"' if is_start => {
                at += 1 + quoted(&inner[at + 1..], Within::List).next;
                is_start = false;
                continue;
            }
            b'(' => {
                depth += 1;
                is_start = true;
            }
            b')' => {
                depth = match depth.checked_sub(1) {
                    Some(depth) => depth,
                    None => return Some(at),
                };
                // Another group may be glued to it.
                is_start = true;
            }
            b',' => is_start = true,
            byte if is_blank(byte) => {}
            _ => is_start = false,
        }
        at += 1;
    }
}

/// Whether a string has escapes, and what is odd about it.
fn inspect(text: &[u8], escapes: Escapes) -> (bool, Quirks) {
    let mut quirks = Quirks::NONE;
    let mut escaped = false;
    for (at, byte) in text.iter().enumerate() {
        match byte {
            0..b' ' => quirks.insert(Quirk::Control),
            b'\\' if escapes == Escapes::V250 => match escape(&text[at..]) {
                Some(_) => escaped = true,
                None => quirks.insert(Quirk::BadEscape),
            },
            _ => {}
        }
    }
    (escaped, quirks)
}

/// The byte that an escape at the front of `bytes` stands for.
#[inline]
pub(super) fn escape(bytes: &[u8]) -> Option<u8> {
    match bytes {
        [b'\\', high, low, ..] => Some(hex::digit(*high)? << 4 | hex::digit(*low)?),
        _ => None,
    }
}

/// Where the first byte stands that is a quote, a backslash or a control character.
#[inline(always)]
pub(super) fn find_special(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(word) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let hits = special_bytes(u64::from_le_bytes(*word));
        if hits != 0 {
            return Some(at + hits.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    while let Some(byte) = bytes.get(at) {
        if matches!(byte, 0..b' ' | b'"' | b'\\') {
            return Some(at);
        }
        at += 1;
    }
    None
}

const fn broadcast(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The high bit of each such byte, up to and with the lowest one; above it, it may err.
#[inline]
const fn special_bytes(word: u64) -> u64 {
    const LOW: u64 = broadcast(0x01);
    let quote = (word ^ broadcast(b'"')).wrapping_sub(LOW);
    let backslash = (word ^ broadcast(b'\\')).wrapping_sub(LOW);
    let control = word.wrapping_sub(broadcast(b' '));
    // Neither of the two has a high bit, so a byte that has one is none of them.
    (quote | backslash | control) & !word & broadcast(0x80)
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn as_the_naive_search(bytes in prop::collection::vec(
            prop_oneof![Just(b'"'), Just(b'\\'), Just(0x21), Just(0x5d), Just(0x1f), any::<u8>()],
            0..30,
        )) {
            let naive = bytes.iter().position(|byte| matches!(byte, 0..b' ' | b'"' | b'\\'));
            prop_assert_eq!(find_special(&bytes), naive);
        }

        #[test]
        fn a_field_takes_something(bytes: Vec<u8>) {
            let field = field(&bytes, Escapes::V250);
            prop_assert!(field.rest.is_none_or(|rest| rest.len() < bytes.len()));
        }
    }
}
