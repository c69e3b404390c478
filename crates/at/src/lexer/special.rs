//! Lines that may be in the tables of the dialect.

use super::payload::Front;
use super::*;

impl Lexer {
    /// A payload on the same line, or a text with line ends in it.
    #[cold]
    pub(super) fn special<'a>(
        &mut self,
        src: &'a [u8],
        start: usize,
        last: bool,
    ) -> Option<Next<'a>> {
        let rest = &src[start..];
        match payload::on_line(rest, &self.dialect) {
            Front::No => {}
            // It may be an ordinary line that is cut.
            Front::Begun if last => return None,
            Front::Begun => return Some(self.wait(src, start)),
            Front::Found { header, len } => {
                self.before = 0;
                self.forget_search();
                let encoding = if len.is_some() { Encoding::Raw } else { Encoding::Hex };
                match len {
                    Some(0) => {}
                    Some(left) => self.mode = Mode::Payload { left, encoding },
                    None => self.mode = Mode::HexRest,
                }
                let line = Line::new(&rest[..header]);
                let frame = Frame::PayloadHeader { line, len, encoding };
                return Some(Decoded::frame(start + header + 1, frame));
            }
        }
        let mut names = self.dialect.texts().iter();
        if names.any(|name| payload::behind_name(rest, name).is_some()) {
            return Some(self.text(src, start, last));
        }
        None
    }

    /// A line whose quoted texts may have line ends in them.
    fn text<'a>(&mut self, src: &'a [u8], start: usize, last: bool) -> Next<'a> {
        let window = &src[start..src.len().min(start + self.max)];
        for (at, byte) in window.iter().enumerate().skip(self.searched) {
            match *byte {
                b'"' => self.text.is_quoted = !self.text.is_quoted,
                byte if !is_line_end(byte) => {}
                _ if self.text.is_quoted => {
                    self.text.first_end.get_or_insert(at);
                }
                _ => return self.complete(src, start, start + at, true),
            }
        }
        match self.text.first_end {
            Some(end) if last || window.len() == self.max => {
                self.complete(src, start, start + end, true)
            }
            _ => self.unfinished(src, start, true, last),
        }
    }

    /// What a line is that may be in the tables of the dialect.
    #[cold]
    pub(super) fn special_frame<'a>(&mut self, line: &'a [u8]) -> Frame<'a> {
        if let Some(key) = line.first_chunk()
            && self.dialect.has_only_error(u64::from_le_bytes(*key))
        {
            return match result::network_error(line) {
                Some(result) => Frame::Final(result),
                None => self.unless_echo(Line::new(line)),
            };
        }
        if let Some((len, encoding)) = payload::behind_line(line, &self.dialect) {
            if len > 0 {
                self.mode = Mode::Payload { left: len, encoding };
            }
            return Frame::PayloadHeader { line: Line::new(line), len: Some(len), encoding };
        }
        match plain(line).or_else(|| result::error(line, &self.dialect)) {
            Some(result) => Frame::Final(result),
            None => self.unless_echo(Line::new(line)),
        }
    }
}
