//! Reads lists of fields: `key:value;key:value;`.

use crate::search::{colon_or_semicolon, semicolon};
use crate::words::{has_white_ends, note_white, trim};
use crate::{ParseError, Quirk, Quirks};

/// The longest list that is read, in fields: the protocol has 20, and whoever sends thousands of them
/// is to cost little.
pub(crate) const MAX_FIELDS: usize = 64;

/// Lists of up to so many bytes cost little anyway, and their fields are not counted.
const SHORT: usize = 512;

/// The fields of a list, with all blanks, one by one.
#[derive(Clone)]
pub(crate) struct Segments<'a> {
    rest: &'a [u8],
}

/// What stands between two semicolons.
#[derive(Clone, Copy)]
pub(crate) struct Segment<'a> {
    /// What stands before the first colon, if there is one.
    pub key: Option<&'a [u8]>,
    /// What stands behind it, or all.
    pub value: &'a [u8],
}

impl<'a> Segments<'a> {
    pub(crate) const fn new(list: &'a [u8]) -> Self {
        Self { rest: list }
    }

    /// What has not been looked at.
    pub(crate) const fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = Segment<'a>;

    #[inline(always)]
    fn next(&mut self) -> Option<Segment<'a>> {
        let list = self.rest;
        if list.is_empty() {
            return None;
        }
        let key_len = colon_or_semicolon(list);
        let (key, from_value) = match list.get(key_len) {
            Some(b':') => (Some(&list[..key_len]), &list[key_len + 1..]),
            _ => (None, list),
        };
        let len = semicolon(from_value);
        let value = from_value.get(..len).unwrap_or(from_value);
        self.rest = from_value.get(len + 1..).unwrap_or_default();
        Some(Segment { key, value })
    }
}

/// What stands before the first semicolon, or all.
#[inline]
pub(crate) fn until_semicolon(list: &[u8]) -> &[u8] {
    list.get(..semicolon(list)).unwrap_or(list)
}

/// What was found of a list, in the order of its keys.
pub(crate) struct Found<'a, const N: usize> {
    /// The values.
    pub values: [Option<&'a [u8]>; N],
    /// The list, without the text that takes the rest.
    pub list: &'a [u8],
}

/// Reads a list. `index` gives a key its place among the values; the first field with a key counts.
/// A field whose place is `text` takes the rest of the list.
#[inline]
pub(crate) fn read<'a, const N: usize>(
    message: &'static str,
    list: &'a [u8],
    index: impl Fn(&[u8], &mut Quirks) -> Option<usize>,
    text: Option<usize>,
    quirks: &mut Quirks,
) -> Result<Found<'a, N>, ParseError> {
    let mut found = Found { values: [None; N], list };
    let mut before = list;
    let mut segments = Segments::new(list);
    let most = if list.len() > SHORT { MAX_FIELDS } else { usize::MAX };
    for _ in 0..most {
        let Some(segment) = segments.next() else { return Ok(found) };
        if let Some(key) = key(segment, quirks) {
            let index = index(key, quirks);
            let value = index.and_then(|index| found.values.get_mut(index));
            if index.is_some() && index == text {
                if let (Some(value), Some(raw)) = (value, segment.key) {
                    *value = before.get(raw.len() + 1..);
                }
                found.list = &list[..list.len() - before.len()];
                return Ok(found);
            }
            let trimmed = trim(segment.value, quirks);
            match value {
                Some(Some(_)) => quirks.insert(Quirk::RepeatedField),
                Some(value) => *value = Some(trimmed),
                None => {}
            }
        }
        before = segments.rest;
    }
    if before.is_empty() { Ok(found) } else { Err(too_many(message)) }
}

/// Sees that a list without a text is not too long, where it is not read at once.
#[inline]
pub(crate) fn check(message: &'static str, list: &[u8]) -> Result<(), ParseError> {
    if list.len() > SHORT { count(message, list) } else { Ok(()) }
}

#[cold]
fn count(message: &'static str, list: &[u8]) -> Result<(), ParseError> {
    // In bytes, of which a machine adds up many at once.
    const CHUNK: usize = u8::MAX as usize;
    let mut ends = 0;
    for chunk in list.chunks(CHUNK) {
        ends += usize::from(chunk.iter().map(|byte| u8::from(*byte == b';')).sum::<u8>());
        if ends > MAX_FIELDS {
            return Err(too_many(message));
        }
    }
    if ends < MAX_FIELDS || list.ends_with(b";") {
        return Ok(());
    }
    Err(too_many(message))
}

const fn too_many(message: &'static str) -> ParseError {
    ParseError::TooManyFields { message, limit: MAX_FIELDS }
}

/// Notes what is odd about a list. `index` gives a number to the keys that may come once only.
#[inline]
pub(crate) fn note(list: &[u8], index: impl Fn(&[u8]) -> Option<usize>, quirks: &mut Quirks) {
    let mut seen = 0_u32;
    for segment in Segments::new(list) {
        let Some(key) = key(segment, quirks) else { continue };
        trim(segment.value, quirks);
        if let Some(index) = index(key) {
            if seen & 1 << index != 0 {
                quirks.insert(Quirk::RepeatedField);
            }
            seen |= 1 << index;
        }
    }
}

/// The key without blanks, unless it is empty or missing.
#[inline]
fn key<'a>(segment: Segment<'a>, quirks: &mut Quirks) -> Option<&'a [u8]> {
    let key = segment.key.map(|key| trim(key, quirks)).filter(|key| !key.is_empty());
    if key.is_none() {
        note_without_key(segment, quirks);
    }
    key
}

#[cold]
fn note_without_key(segment: Segment<'_>, quirks: &mut Quirks) {
    let value = segment.value;
    if segment.key.is_none() && !value.is_empty() && value.trim_ascii().is_empty() {
        note_white(value, quirks);
        return;
    }
    trim(value, quirks);
    quirks.insert(Quirk::FieldWithoutColon);
}

/// Fields in the order that is usual, without blanks, each with its semicolon.
pub(crate) struct Usual<'a> {
    pub rest: &'a [u8],
}

impl<'a> Usual<'a> {
    /// The value of the next field, if that has this key; the colon is part of it.
    #[inline(always)]
    pub(crate) fn take<const N: usize>(&mut self, key: &[u8; N]) -> Option<&'a [u8]> {
        let (front, rest) = self.rest.split_first_chunk::<N>()?;
        if front != key {
            return None;
        }
        let len = semicolon(rest);
        if len >= rest.len() || has_white_ends(&rest[..len]) {
            return None;
        }
        self.rest = &rest[len + 1..];
        Some(&rest[..len])
    }

    /// The same for a value that is not empty.
    #[inline(always)]
    pub(crate) fn take_some<const N: usize>(&mut self, key: &[u8; N]) -> Option<&'a [u8]> {
        self.take(key).filter(|value| !value.is_empty())
    }
}
