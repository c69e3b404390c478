//! Lines, and what stands where a line could.

use super::*;

impl Lexer {
    /// A line, or what stands where a line could.
    #[inline]
    pub(super) fn line<'a>(&mut self, src: &'a [u8], last: bool) -> Next<'a> {
        let mut start = if src.starts_with(b"\r\n") { 2 } else { 0 };
        let first = match src.get(start) {
            Some(first) if *first > b' ' => *first,
            _ => match self.skip_filler(src, &mut start, last) {
                Ok(first) => first,
                Err(next) => return next,
            },
        };
        if let Some(next) = self.expected(src, start, first, last) {
            return next;
        }
        let key = src.get(start..).and_then(<[u8]>::first_chunk);
        let special = match key {
            Some(key) => self.dialect.may_have(u64::from_le_bytes(*key)),
            None => src.len() - start >= 4,
        };
        if special
            && !key.is_some_and(|key| self.dialect.has_only_error(u64::from_le_bytes(*key)))
            && let Some(next) = self.special(src, start, last)
        {
            return next;
        }
        let window = match src.get(..start + self.max) {
            Some(window) => window,
            None => src,
        };
        match find_line_end(window, start + self.searched) {
            Some(end) => self.complete(src, start, end, special),
            None => self.unfinished(src, start, special, last),
        }
    }

    /// Goes on to the first byte of a line.
    #[cold]
    fn skip_filler<'a>(
        &mut self,
        src: &'a [u8],
        start: &mut usize,
        last: bool,
    ) -> Result<u8, Next<'a>> {
        let blanks = self.flags & AFTER_PROMPT != 0;
        let is_text = |byte: &u8| !(is_filler(*byte) || blanks && *byte == b' ');
        let Some(skipped) = src[*start..].iter().position(is_text) else {
            return Err(self.nothing(src, last));
        };
        *start += skipped;
        match src[*start] {
            first @ (b'\t' | b' '..) => Ok(first),
            // It may be echoed what ends a text.
            first if self.echo.may_begin_with(first) => Ok(first),
            _ => Err(self.control(src, *start)),
        }
    }

    /// There is only filler.
    fn nothing<'a>(&mut self, src: &[u8], last: bool) -> Next<'a> {
        if let Some(byte) = src.last() {
            self.before = *byte;
        }
        if last {
            self.reset();
        }
        Decoded::skipped(src.len(), 1)
    }

    /// What stands behind the filler has only begun.
    pub(super) fn wait<'a>(&mut self, src: &[u8], start: usize) -> Next<'a> {
        if start > 0 {
            self.before = src[start - 1];
        }
        Decoded::skipped(start, 1)
    }

    /// What is expected where a line could begin.
    #[inline]
    fn expected<'a>(
        &mut self,
        src: &'a [u8],
        start: usize,
        first: u8,
        last: bool,
    ) -> Option<Next<'a>> {
        if self.flags & AFTER_PROMPT != 0 {
            self.flags &= !AFTER_PROMPT;
            self.echo.skip_blanks();
        }
        if self.echo.may_begin_with(first)
            && let Some(next) = self.echoed(src, start, last)
        {
            return Some(next);
        }
        if self.flags & AGAIN != 0 {
            self.flags &= !AGAIN;
            self.echo.disarm();
        }
        match self.prompt {
            Some(prompt) if first == prompt_byte(prompt) => {
                self.flags |= AFTER_PROMPT;
                self.before = 0;
                Some(Decoded::frame(start + 1, Frame::Prompt(prompt)))
            }
            _ => None,
        }
    }

    /// Control characters in front of a line.
    #[cold]
    fn control<'a>(&mut self, src: &[u8], start: usize) -> Next<'a> {
        let is_control = |byte: &&u8| **byte < b' ' && **byte != b'\t' && !is_filler(**byte);
        let run = src[start..].iter().take(self.max).take_while(is_control);
        let skipped = run.count();
        self.before = 0;
        self.forget_search();
        Decoded::fault(start + skipped, LexError::Control { byte: src[start], skipped })
    }

    /// A line that ends at `end`.
    #[inline]
    pub(super) fn complete<'a>(
        &mut self,
        src: &'a [u8],
        start: usize,
        end: usize,
        special: bool,
    ) -> Next<'a> {
        if self.searched != 0 || special {
            self.forget_search();
        }
        let line = trim_filler(&src[start..end]);
        let before = self.before;
        let consumed = self.take_line_end(src, end);
        let frame = match line {
            [b'+', ..] if special => self.special_frame(line),
            [b'+', _, _, ..] => self.unless_echo(Line::new(line)),
            [digit] if digit.is_ascii_digit() => {
                let before = if start > 0 { src[start - 1] } else { before };
                return self.digit(line, before, src[end], end + 1, consumed);
            }
            _ => match plain(line) {
                Some(result) => Frame::Final(result),
                // Short lines are not told by their beginning.
                None if special || line.len() < 4 => self.special_frame(line),
                None => self.unless_echo(Line::new(line)),
            },
        };
        Decoded::frame(consumed, frame)
    }

    /// A line that its end is awaited of.
    #[inline(never)]
    pub(super) fn unfinished<'a>(
        &mut self,
        src: &'a [u8],
        start: usize,
        special: bool,
        last: bool,
    ) -> Next<'a> {
        let len = src.len() - start;
        if len >= self.max {
            self.mode = Mode::TooLong;
            return self.too_long(start, self.max);
        }
        if !last {
            self.searched = len;
            return self.wait(src, start);
        }
        self.forget_search();
        let line = trim_filler(&src[start..]);
        self.before = 0;
        let frame = match line {
            [digit] if digit.is_ascii_digit() => {
                return self.digit(line, b'\n', 0, src.len(), src.len());
            }
            _ if special || line.len() < 4 => self.special_frame(line),
            _ => match plain(line) {
                Some(result) => Frame::Final(result),
                None => self.unless_echo(Line::new(line)),
            },
        };
        Decoded::frame(src.len(), frame)
    }

    pub(super) fn too_long<'a>(&mut self, start: usize, skipped: usize) -> Next<'a> {
        self.before = 0;
        self.forget_search();
        let limit = self.max_line();
        Decoded::fault(start + skipped, LexError::TooLong { limit, skipped })
    }

    /// A line of one digit, which may be a code.
    #[cold]
    fn digit<'a>(
        &mut self,
        line: &'a [u8],
        before: u8,
        ended: u8,
        without_lf: usize,
        consumed: usize,
    ) -> Next<'a> {
        let is_code = self.numeric || self.in_flight && before != b'\n' && ended == b'\r';
        match result::numeric(line).filter(|_| is_code) {
            Some(Numeric::Final(result)) => {
                // An LF behind it is filler, or the first byte of data.
                self.before = 0;
                Decoded::frame(without_lf, Frame::Final(result))
            }
            Some(Numeric::Ring) => Decoded::frame(consumed, Frame::Line(Line::new(b"RING"))),
            None => Decoded::frame(consumed, Frame::Line(Line::new(line))),
        }
    }

    /// Takes the byte that ends a line, and the LF behind a CR if it is there.
    #[inline]
    pub(super) fn take_line_end(&mut self, src: &[u8], end: usize) -> usize {
        match src[end..] {
            [b'\r', b'\n', ..] => {
                self.before = b'\n';
                end + 2
            }
            [byte, ..] => {
                self.before = byte;
                end + 1
            }
            [] => end,
        }
    }

    /// How many bytes at the front are what is left of the line end before.
    pub(super) fn settle(&mut self, src: &[u8]) -> usize {
        if self.before != b'\r' {
            return 0;
        }
        let returns = src.iter().take_while(|byte| **byte == b'\r').count();
        match src.get(returns) {
            Some(b'\n') => {
                self.before = b'\n';
                returns + 1
            }
            Some(_) => {
                self.before = 0;
                returns
            }
            None => returns,
        }
    }

    /// Goes on to the end of a line that is too long.
    pub(super) fn skip_line<'a>(&mut self, src: &'a [u8], last: bool) -> Next<'a> {
        let window = &src[..src.len().min(self.max)];
        match find_line_end(window, self.searched) {
            Some(end) => {
                self.mode = Mode::Lines;
                if end == 0 {
                    return self.line(src, last);
                }
                self.too_long(0, end)
            }
            None if last || window.len() == self.max => self.too_long(0, window.len()),
            None => {
                self.searched = window.len();
                Decoded::incomplete(1)
            }
        }
    }
}

/// The final result that a line is in the words of V.250, with or without blanks behind it.
#[inline]
pub(super) fn plain(line: &[u8]) -> Option<FinalResult<'_>> {
    match line {
        [.., b' '] => result::verbose(line.trim_ascii_end()),
        _ => result::verbose(line),
    }
}

/// Whether a byte is dropped where a line begins or ends: line ends, NUL, XON and XOFF.
#[inline]
pub(super) const fn is_filler(byte: u8) -> bool {
    const SET: u32 = 1 << b'\r' | 1 << b'\n' | 1 | 1 << 0x11 | 1 << 0x13;
    byte < 32 && SET >> byte & 1 != 0
}

/// A line that begins with something else, without the filler behind it.
#[inline]
fn trim_filler(line: &[u8]) -> &[u8] {
    match line {
        [.., byte] if is_filler(*byte) => {
            let len = line.iter().rposition(|byte| !is_filler(*byte)).map_or(0, |last| last + 1);
            &line[..len]
        }
        _ => line,
    }
}

#[inline]
pub(super) const fn prompt_byte(prompt: Prompt) -> u8 {
    match prompt {
        Prompt::Greater => b'>',
        Prompt::At => b'@',
    }
}
