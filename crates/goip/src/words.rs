//! Reads messages of words with blanks between them: `VERB $sendid ...`.

use crate::{ParseError, Quirk, Quirks};

/// Whether a message ends in a line end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineEnd {
    /// It does.
    One,
    /// It does not.
    None,
    /// It may.
    Any,
}

/// A cursor behind a word of a message.
pub(crate) struct Words<'a, 'q> {
    /// What stands behind the last word: nothing, or white space first.
    rest: &'a [u8],
    message: &'static str,
    quirks: &'q mut Quirks,
}

impl<'a, 'q> Words<'a, 'q> {
    /// The words behind the first one, without the end of the message.
    pub(crate) fn new(
        message: &'static str,
        rest: &'a [u8],
        line_end: LineEnd,
        quirks: &'q mut Quirks,
    ) -> Self {
        Self { rest: trim_end(rest, line_end, quirks), message, quirks }
    }

    /// The same for a message whose text takes the rest.
    pub(crate) const fn before_text(
        message: &'static str,
        rest: &'a [u8],
        quirks: &'q mut Quirks,
    ) -> Self {
        Self { rest, message, quirks }
    }

    /// The next word, if there is one.
    pub(crate) fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.next_word();
        if rest.is_empty() {
            return None;
        }
        self.note_gap(rest);
        let len = rest.iter().position(is_white).unwrap_or(rest.len());
        let (word, rest) = rest.split_at(len);
        self.rest = rest;
        Some(word)
    }

    /// The next word, which has to be there.
    pub(crate) fn word(&mut self, field: &'static str) -> Result<&'a [u8], ParseError> {
        self.next().ok_or(ParseError::Missing { message: self.message, field })
    }

    /// The next word, which has to be a number.
    pub(crate) fn number(&mut self, field: &'static str) -> Result<i64, ParseError> {
        let word = self.word(field)?;
        crate::number::parse(word).ok_or(ParseError::Number { message: self.message, field })
    }

    /// All other words, with the blanks between them.
    pub(crate) fn tail(&mut self) -> &'a [u8] {
        let tail = self.next_word();
        if !tail.is_empty() {
            self.note_gap(tail);
        }
        self.rest = &[];
        tail
    }

    /// All that stands behind one blank, as it is.
    pub(crate) fn text(&mut self) -> &'a [u8] {
        let text = match self.rest {
            [] => {
                self.note(Quirk::MissingField);
                &[]
            }
            [blank, text @ ..] => {
                if *blank != b' ' {
                    note_white(&[*blank], self.quirks);
                }
                text
            }
        };
        self.rest = &[];
        text
    }

    /// Nothing more is expected.
    pub(crate) fn end(&mut self) {
        if !self.next_word().is_empty() {
            self.note(Quirk::Surplus);
        }
        self.rest = &[];
    }

    /// A number, a word that may be empty, and another number: `$mode $num $time`. Where the word
    /// is empty there are two blanks; and the last two may be missing.
    pub(crate) fn around_a_number(
        &mut self,
        first: &'static str,
        last: &'static str,
    ) -> Result<(i64, &'a [u8], i64), ParseError> {
        let first = self.number(first)?;
        let (gap, quirks) = (self.rest, *self.quirks);
        let Some(one) = self.next() else {
            self.note(Quirk::MissingField);
            return Ok((first, &[], 0));
        };
        if self.rest.is_empty() {
            let blanks = &gap[..gap.len() - one.len()];
            return match crate::number::parse(one) {
                Some(number) if blanks.len() > 1 => {
                    if blanks == b"  " {
                        *self.quirks = quirks;
                    }
                    Ok((first, &[], number))
                }
                _ => {
                    self.note(Quirk::MissingField);
                    Ok((first, one, 0))
                }
            };
        }
        Ok((first, one, self.number(last)?))
    }

    pub(crate) const fn note(&mut self, quirk: Quirk) {
        self.quirks.insert(quirk);
    }

    /// All from the next word on.
    fn next_word(&self) -> &'a [u8] {
        let len = self.rest.iter().take_while(|byte| is_white(byte)).count();
        &self.rest[len..]
    }

    /// Whether it is one blank that stands in front of `rest`.
    fn note_gap(&mut self, rest: &[u8]) {
        let gap = &self.rest[..self.rest.len() - rest.len()];
        if gap != b" " {
            note_white(gap, self.quirks);
        }
    }
}

/// Drops the end of a message, and notes what is not as it should be.
pub(crate) fn trim_end<'a>(bytes: &'a [u8], line_end: LineEnd, quirks: &mut Quirks) -> &'a [u8] {
    let (trimmed, end) = bytes.split_at(bytes.len() - white_at_end(bytes));
    note_end(end, line_end, quirks);
    trimmed
}

/// Whether no word holds it: white space, or a NUL.
const fn is_white(byte: &u8) -> bool {
    byte.is_ascii_whitespace() || *byte == 0
}

/// How many bytes at the end are white space or NUL.
pub(crate) fn white_at_end(bytes: &[u8]) -> usize {
    bytes.iter().rev().take_while(|byte| is_white(byte)).count()
}

/// Notes what is not as it should be at the end of a message.
pub(crate) fn note_end(end: &[u8], line_end: LineEnd, quirks: &mut Quirks) {
    let line_feed = end.iter().position(|byte| *byte == b'\n');
    match (line_end, line_feed) {
        (LineEnd::One | LineEnd::Any, Some(at)) => {
            // That one is in order.
            note_white(&end[..at], quirks);
            note_white(&end[at + 1..], quirks);
        }
        (LineEnd::One, None) => {
            quirks.insert(Quirk::MissingLineEnd);
            note_white(end, quirks);
        }
        _ => note_white(end, quirks),
    }
}

/// Notes white space and NULs that were dropped.
pub(crate) fn note_white(white: &[u8], quirks: &mut Quirks) {
    for byte in white {
        quirks.insert(match byte {
            0 => Quirk::TrailingNul,
            b'\r' | b'\n' => Quirk::StrayLineEnd,
            _ => Quirk::StrayBlank,
        });
    }
}

/// Drops the white space on both sides, and notes it.
#[inline]
pub(crate) fn trim<'a>(bytes: &'a [u8], quirks: &mut Quirks) -> &'a [u8] {
    if has_white_ends(bytes) { trim_white(bytes, quirks) } else { bytes }
}

/// Drops the white space on both sides.
#[inline]
pub(crate) fn trim_unseen(bytes: &[u8]) -> &[u8] {
    if has_white_ends(bytes) { bytes.trim_ascii() } else { bytes }
}

#[cold]
fn trim_white<'a>(bytes: &'a [u8], quirks: &mut Quirks) -> &'a [u8] {
    let trimmed = bytes.trim_ascii();
    let front = bytes.len() - bytes.trim_ascii_start().len();
    note_white(&bytes[..front], quirks);
    note_white(&bytes[front..][trimmed.len()..], quirks);
    trimmed
}

/// Whether there may be white space to be dropped.
#[inline]
pub(crate) const fn has_white_ends(bytes: &[u8]) -> bool {
    matches!(bytes, [0..=b' ', ..] | [.., 0..=b' '])
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    #[track_caller]
    fn assert_ends(bytes: &str, line_end: LineEnd, trimmed: &str, quirks: &[Quirk]) {
        let mut noted = Quirks::NONE;
        assert_eq!(trim_end(bytes.as_bytes(), line_end, &mut noted), trimmed.as_bytes());
        assert_eq!(noted.iter().collect::<Vec<_>>(), quirks, "{bytes:?} {line_end:?}");
    }

    #[test]
    fn ends() {
        use Quirk::*;
        for (end, one, any, none) in [
            ("", &[MissingLineEnd][..], &[][..], &[][..]),
            ("\n", &[], &[], &[StrayLineEnd]),
            ("\r\n", &[StrayLineEnd], &[StrayLineEnd], &[StrayLineEnd]),
            ("\n\n", &[StrayLineEnd], &[StrayLineEnd], &[StrayLineEnd]),
            (" \n", &[StrayBlank], &[StrayBlank], &[StrayLineEnd, StrayBlank]),
            ("\n ", &[StrayBlank], &[StrayBlank], &[StrayLineEnd, StrayBlank]),
            (" ", &[MissingLineEnd, StrayBlank], &[StrayBlank], &[StrayBlank]),
            ("\r", &[StrayLineEnd, MissingLineEnd], &[StrayLineEnd], &[StrayLineEnd]),
            ("\0\n", &[TrailingNul], &[TrailingNul], &[TrailingNul, StrayLineEnd]),
        ] {
            let bytes = alloc::format!(" a b{end}");
            assert_ends(&bytes, LineEnd::One, " a b", one);
            assert_ends(&bytes, LineEnd::Any, " a b", any);
            assert_ends(&bytes, LineEnd::None, " a b", none);
        }
    }

    #[test]
    fn numbers_around() {
        for (words, expected, quirks) in [
            (" 1 +49 20", Some((1, "+49", 20)), &[][..]),
            (" 1  20", Some((1, "", 20)), &[]),
            (" 1   20", Some((1, "", 20)), &[Quirk::StrayBlank]),
            (" 1  +49", Some((1, "+49", 0)), &[Quirk::StrayBlank, Quirk::MissingField]),
            (" 1 20", Some((1, "20", 0)), &[Quirk::MissingField]),
            (" 1", Some((1, "", 0)), &[Quirk::MissingField]),
            (" 1  +49 20", Some((1, "+49", 20)), &[Quirk::StrayBlank]),
            (" 1 +49 x", None, &[]),
            ("", None, &[]),
        ] {
            let mut noted = Quirks::NONE;
            let mut cursor = Words::new("m", words.as_bytes(), LineEnd::None, &mut noted);
            let read = cursor.around_a_number("first", "last").ok();
            let read = read.map(|(one, num, two)| (one, core::str::from_utf8(num).unwrap(), two));
            assert_eq!(read, expected, "{words}");
            assert_eq!(noted.iter().collect::<Vec<_>>(), quirks, "{words}");
        }
    }
}
