//! What was sent, as it comes back.

use super::result;
use super::search::is_line_end;

/// The most that is kept of what was sent.
const KEPT: usize = 128;

/// What was sent, and how much of it has come back.
#[derive(Clone, Debug)]
pub(super) struct Echo {
    kept: [u8; KEPT],
    len: usize,
    /// How many bytes are behind what is kept.
    more: usize,
    /// Whether a line end follows.
    is_line: bool,
    /// How much has come back.
    at: usize,
    /// Whether anything can come back.
    armed: bool,
    /// The byte that comes next, in lower case, and the last one, if it can tell a line to be the end.
    next: Option<u8>,
    end: Option<u8>,
}

/// What stands at the front of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Match {
    No,
    /// The beginning of the echo, and then nothing.
    Begun,
    /// So many bytes of it up to a line end that does not belong there.
    Part(usize),
    /// So many bytes, which is all of it that is kept.
    All(usize),
}

impl Echo {
    pub(super) const NONE: Self = Self {
        kept: [0; KEPT],
        len: 0,
        more: 0,
        is_line: false,
        at: 0,
        armed: false,
        next: None,
        end: None,
    };

    /// What is to come back. No more than `most` bytes are kept.
    pub(super) fn expect(&mut self, sent: &[u8], most: usize) {
        let text = match sent.iter().rposition(|byte| !is_line_end(*byte)) {
            Some(last) => &sent[..=last],
            None => &[],
        };
        self.len = text.len().min(KEPT).min(most);
        self.kept[..self.len].copy_from_slice(&text[..self.len]);
        self.more = text.len() - self.len;
        self.is_line = text.len() < sent.len();
        self.at = 0;
        // Nobody could tell the echo of `OK` from `OK`.
        self.armed = !text.is_empty() && result::verbose(text).is_none();
        self.move_to(0);
    }

    /// Nothing comes back.
    pub(super) const fn disarm(&mut self) {
        self.armed = false;
        self.next = None;
        self.end = None;
    }

    fn move_to(&mut self, at: usize) {
        self.at = at;
        let rest = if self.armed { self.rest() } else { &[] };
        let (next, end) = (rest.first().map(u8::to_ascii_lowercase), rest.last().copied());
        self.next = next;
        self.end = if at == 0 && self.more == 0 { end } else { None };
    }

    pub(super) const fn more(&self) -> usize {
        self.more
    }

    pub(super) const fn is_line(&self) -> bool {
        self.is_line
    }

    /// Nothing of it has come back yet.
    pub(super) fn restart(&mut self) {
        self.move_to(0);
    }

    /// The modem has seen blanks and line ends at the front of the rest, which come back as filler.
    pub(super) fn skip_blanks(&mut self) {
        let is_text = |byte: &u8| *byte != b' ' && !is_line_end(*byte);
        let blanks = self.rest().iter().position(is_text).unwrap_or(0);
        if blanks > 0 {
            self.move_to(self.at + blanks);
        }
    }

    fn rest(&self) -> &[u8] {
        &self.kept[self.at..self.len]
    }

    #[inline]
    pub(super) fn may_begin_with(&self, first: u8) -> bool {
        // Where nothing is left, there is no echo.
        self.next.is_some_and(|next| next == first.to_ascii_lowercase())
    }

    pub(super) fn look(&self, input: &[u8]) -> Match {
        let rest = self.rest();
        let same = rest.iter().zip(input).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
        if same == rest.len() {
            return match input.get(same) {
                _ if self.more > 0 || !self.is_line => Match::All(same),
                None => Match::Begun,
                Some(byte) if is_line_end(*byte) => Match::All(same),
                Some(_) => Match::No,
            };
        }
        let Some(other) = input.get(same) else { return Match::Begun };
        // A CR of the text comes back as a line end, which may be another.
        let text =
            input[..same].iter().rposition(|byte| !is_line_end(*byte)).map_or(0, |at| at + 1);
        if (is_line_end(*other) || text < same) && is_part(&input[..text]) {
            Match::Part(text)
        } else {
            Match::No
        }
    }

    /// So many bytes have come back.
    pub(super) fn advance(&mut self, len: usize) {
        let rest = &self.kept[self.at + len..self.len];
        let ends = rest.iter().take_while(|byte| is_line_end(**byte)).count();
        self.move_to(self.at + len + ends);
    }

    /// Whether a line is the end of what was sent, the beginning of which was lost.
    #[inline]
    pub(super) fn ends_with(&self, line: &[u8]) -> bool {
        line.last() == self.end.as_ref()
            && line.len() > 2
            && line.len() < self.len
            && self.kept[..self.len].ends_with(line)
            && is_part(line)
    }
}

/// Whether it may be a part of an echo: a number may be an answer, and `OK` a result.
pub(super) fn is_part(text: &[u8]) -> bool {
    !text.iter().all(u8::is_ascii_digit) && result::verbose(text).is_none()
}
