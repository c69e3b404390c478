//! The short way, for what nearly all lines are: nothing but text, with CR LF behind it.

use super::*;

const LOW: u64 = u64::from_le_bytes([1; 8]);
const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
/// All bytes below this one are control characters.
const TEXT: u64 = LOW * 0x20;

/// A line of which more has been searched is gone on with where the search ended.
const SEARCHED: usize = 64;

const LINE_END: u16 = u16::from_le_bytes(*b"\r\n");

const OK: u16 = u16::from_le_bytes(*b"OK");
const ERROR: u64 = u64::from_le_bytes(*b"\0ERROR\r\n");

impl Lexer {
    /// What stands at the front, if there is nothing to think about: a line of four bytes or more, of
    /// text and nothing else, that is neither in the tables of the dialect nor an echo, or one of the
    /// two results that are by far the most frequent. `None` says nothing at all, and changes nothing.
    ///
    /// `SURE` says whether to look twice at what may be in the tables.
    #[inline(always)]
    pub(super) fn quick<'a, const SURE: bool>(&mut self, src: &'a [u8]) -> Option<Next<'a>> {
        let line = match src.first_chunk() {
            Some(end) if u16::from_le_bytes(*end) == LINE_END => &src[2..],
            _ => src,
        };
        let mut at = u64::from_le_bytes(*line.first_chunk()?);
        let front = at;
        if self.stop >> (front & 63) & 1 != 0 {
            return None;
        }
        if self.dialect.may_have_four(front) {
            if !SURE {
                return None;
            }
            if front << 8 == ERROR {
                self.taken();
                let consumed = src.len() - line.len() + 7;
                return Some(Decoded::frame(consumed, Frame::Final(FinalResult::Error)));
            }
            if self.dialect.may_have(front) && !self.dialect.has_only_error(front) {
                return None;
            }
        }
        let mut tail = line;
        while at.wrapping_sub(TEXT) & HIGH == 0 {
            tail = tail.get(8..)?;
            at = u64::from_le_bytes(*tail.first_chunk()?);
        }
        let hits = controls(at);
        if hits == 0 {
            return None;
        }
        let len = line.len() - tail.len() + hits.trailing_zeros() as usize / 8;
        let (line, behind) = line.split_at_checked(len)?;
        if u16::from_le_bytes(*behind.first_chunk()?) != LINE_END || len >= self.max {
            return None;
        }
        let consumed = src.len() - behind.len() + 2;
        if len < 4 {
            if front as u16 != OK || len != 2 {
                return None;
            }
            self.taken();
            return Some(Decoded::frame(consumed, Frame::Final(FinalResult::Ok)));
        }
        let last = *line.last()?;
        if self.echo.may_end_with_text(last) {
            return None;
        }
        if SURE && let Some(result) = result::network_error(line) {
            self.taken();
            return Some(Decoded::frame(consumed, Frame::Final(result)));
        }
        if front as u8 != b'+' {
            if last == b' ' {
                return None;
            }
            if let Some(result) = result::verbose(line) {
                self.taken();
                return Some(Decoded::frame(consumed, Frame::Final(result)));
            }
        }
        self.taken();
        Some(Decoded::frame(consumed, Frame::Line(Line::new(line))))
    }

    #[inline(always)]
    const fn taken(&mut self) {
        self.before = b'\n';
        self.searched = 0;
    }

    /// Whether it is worth to look twice.
    pub(super) fn may_be_quick(&self, src: &[u8]) -> bool {
        let front = match src {
            [b'\r', b'\n', line @ ..] => line.first_chunk(),
            _ => src.first_chunk(),
        };
        front.is_some_and(|front| self.dialect.may_have_four(u64::from_le_bytes(*front)))
    }

    /// What [`quick`](Self::quick) has to know: a set of bytes, of each the lower six bits. With one of
    /// them a line is no ordinary one.
    pub(super) const fn refresh(&mut self) {
        self.stop =
            if matches!(self.mode, Mode::Lines) && self.flags == 0 && self.searched <= SEARCHED {
                let prompt = match self.prompt {
                    Some(prompt) => 1 << (prompt_byte(prompt) & 63),
                    None => 0,
                };
                prompt | self.echo.beginnings()
            } else {
                u64::MAX
            };
    }
}

/// The high bit of each control character, up to and with the lowest one; above it, it may err.
#[inline]
const fn controls(word: u64) -> u64 {
    word.wrapping_sub(TEXT) & !word & HIGH
}
