//! What was sent, as it comes back.

use super::*;

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
    /// Whether a Ctrl-Z follows, which not every modem echoes.
    ctrl_z: bool,
    /// How much has come back.
    at: usize,
    /// Whether anything can come back.
    armed: bool,
    /// Whether the last command line has come back: then what stands behind its prompt does, too.
    is_on: bool,
    /// The byte that comes next, in lower case, and the last one, if it can tell a line to be the end.
    next: Option<u8>,
    end: Option<u8>,
    /// The last one; 0 if there is none.
    text_end: u8,
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
        ctrl_z: false,
        at: 0,
        armed: false,
        is_on: false,
        next: None,
        end: None,
        text_end: 0,
    };

    /// What is to come back. No more than `most` bytes are kept.
    pub(super) fn expect(&mut self, sent: &[u8], most: usize) {
        let text = match sent.iter().rposition(|byte| !is_line_end(*byte)) {
            Some(last) => &sent[..=last],
            None => &[],
        };
        let most = most.min(KEPT);
        let text = match text {
            [text @ .., 0x1a] if text.len() <= most => {
                self.ctrl_z = true;
                text
            }
            _ => {
                self.ctrl_z = false;
                text
            }
        };
        self.len = text.len().min(most);
        self.kept[..self.len].copy_from_slice(&text[..self.len]);
        self.more = text.len() - self.len;
        self.is_line = matches!(sent, [.., last] if is_line_end(*last));
        self.at = 0;
        if self.is_line {
            self.is_on = false;
            // Nobody could tell the echo of `OK` from `OK`.
            self.armed = result::verbose(text).is_none();
        } else {
            self.armed = self.is_on;
        }
        self.armed &= text.first().is_some_and(|first| *first >= b' ');
        self.move_to(0);
    }

    /// Nothing comes back.
    pub(super) const fn disarm(&mut self) {
        self.armed = false;
        self.next = None;
        self.end = None;
        self.text_end = 0;
    }

    fn move_to(&mut self, at: usize) {
        self.at = at;
        let rest = if self.armed { self.rest() } else { &[] };
        let (next, end) = (rest.first().map(u8::to_ascii_lowercase), rest.last().copied());
        self.next = next;
        self.end = if at == 0 && self.more == 0 { end } else { None };
        self.text_end = self.end.unwrap_or(0);
    }

    pub(super) const fn more(&self) -> usize {
        self.more
    }

    pub(super) const fn is_line(&self) -> bool {
        self.is_line
    }

    /// All of it has come back, and may come again.
    pub(super) fn restart(&mut self) {
        self.is_on = true;
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

    /// The bytes that it may begin with, as a set of their lower six bits.
    pub(super) const fn beginnings(&self) -> u64 {
        match self.next {
            Some(next) => 1 << (next & 63) | 1 << (next.to_ascii_uppercase() & 63),
            None => 0,
        }
    }

    /// Whether a line that ends with this byte, which is no control character, may be the end of what
    /// was sent.
    #[inline]
    pub(super) const fn may_end_with_text(&self, last: u8) -> bool {
        last == self.text_end
    }

    pub(super) fn look(&self, input: &[u8]) -> Match {
        let rest = self.rest();
        let same = rest.iter().zip(input).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
        if same == rest.len() {
            return match input.get(same) {
                None if self.ctrl_z => Match::Begun,
                Some(0x1a) if self.ctrl_z => Match::All(same + 1),
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

impl Lexer {
    #[inline(never)]
    pub(super) fn echoed<'a>(
        &mut self,
        src: &'a [u8],
        start: usize,
        last: bool,
    ) -> Option<Next<'a>> {
        let rest = &src[start..];
        let mut whole = true;
        let len = match self.echo.look(rest) {
            Match::No => return None,
            Match::Begun if !last => return Some(self.wait(src, start)),
            Match::Begun => {
                return is_part(rest).then(|| {
                    self.echo.advance(rest.len());
                    self.before = 0;
                    Decoded::frame(src.len(), Frame::Echo(rest))
                });
            }
            Match::Part(len) => {
                self.echo.advance(len);
                len
            }
            Match::All(len) => {
                let (left, is_line) = (self.echo.more(), self.echo.is_line());
                self.echo.restart();
                if is_line {
                    self.flags |= AGAIN;
                } else {
                    // What has no end of its own could be the front of an answer.
                    self.echo.disarm();
                    self.refresh();
                }
                if left > 0 {
                    self.mode = Mode::EchoRest { left, is_line };
                    whole = false;
                }
                len
            }
        };
        let end = start + len;
        let consumed = match src.get(end) {
            Some(byte) if is_line_end(*byte) && whole && self.echo.is_line() => {
                self.take_line_end(src, end)
            }
            // What follows belongs to no line.
            _ => {
                self.before = 0;
                end
            }
        };
        Some(Decoded::frame(consumed, Frame::Echo(&src[start..end])))
    }

    /// A line may be the end of an echo whose beginning was lost.
    #[inline]
    pub(super) fn unless_echo<'a>(&mut self, line: Line<'a>) -> Frame<'a> {
        if self.echo.ends_with(line.as_bytes()) {
            self.flags |= AGAIN;
            return Frame::Echo(line.as_bytes());
        }
        Frame::Line(line)
    }

    pub(super) fn echo_rest<'a>(
        &mut self,
        src: &'a [u8],
        last: bool,
        left: usize,
        is_line: bool,
    ) -> Next<'a> {
        let window = &src[..src.len().min(left).min(self.max)];
        let end = if is_line { find_line_end(window, 0) } else { None };
        let data = &window[..end.unwrap_or(window.len())];
        let left = left - data.len();
        self.mode = match end {
            None if left > 0 => Mode::EchoRest { left, is_line },
            _ => Mode::Lines,
        };
        if data.is_empty() {
            return self.line(src, last);
        }
        Decoded::frame(data.len(), Frame::Echo(data))
    }
}

/// Whether it may be a part of an echo: a number may be an answer, and `OK` a result.
pub(super) fn is_part(text: &[u8]) -> bool {
    !text.iter().all(u8::is_ascii_digit) && result::verbose(text).is_none()
}
