//! Bodies of short messages.

use super::*;

impl Lexer {
    /// Lines, the next of hexadecimal digits being the body.
    pub(super) fn pdu<'a>(&mut self, src: &'a [u8], last: bool) -> Next<'a> {
        let Decoded { consumed, outcome } = self.line(src, last);
        let Mode::Body { .. } = self.mode else {
            // It has come to something else.
            return Decoded { consumed, outcome };
        };
        let outcome = match outcome {
            Outcome::Frame(Frame::Line(line)) if is_pdu(line.as_bytes()) => {
                self.mode = Mode::Lines;
                Outcome::Frame(Frame::Body { line: 0, text: line.as_bytes() })
            }
            Outcome::Frame(Frame::Final(result)) => {
                self.mode = Mode::Lines;
                Outcome::Frame(Frame::Final(result))
            }
            outcome => outcome,
        };
        Decoded { consumed, outcome }
    }

    /// Text, of which nothing has to look like a line of a modem.
    pub(super) fn body<'a>(
        &mut self,
        src: &'a [u8],
        last: bool,
        extent: Extent,
        mut units: u16,
        mut line: u16,
    ) -> Next<'a> {
        // Empty lines of a text are counted.
        let mut start = 0;
        if let Extent::Lines { .. } = extent
            && self.searched == 0
        {
            while let Some(byte) = src.get(start)
                && is_line_end(*byte)
            {
                start = self.take_line_end(src, start);
                start += self.settle(&src[start..]);
                line = line.saturating_add(1);
            }
        }
        self.mode = Mode::Body { extent, units, line };
        let rest = &src[start..];
        if rest.is_empty() {
            if last {
                self.reset();
            }
            return Decoded::skipped(start, 1);
        }
        let window = &rest[..rest.len().min(self.max)];
        let from = count(&window[self.searched..], extent, &mut units) + self.searched;
        let end = if units == 0 { find_line_end(window, from) } else { None };
        let (end, consumed) = match end {
            Some(end) => (end, None),
            None if window.len() == self.max => {
                self.mode = Mode::TooLong;
                return self.too_long(start, self.max);
            }
            None if !last => {
                self.searched = window.len();
                self.mode = Mode::Body { extent, units, line };
                return Decoded::skipped(start, 1);
            }
            None if units > 0 && !rest.iter().all(|byte| is_line_end(*byte)) => {
                // The length was wrong: what is behind the first line may be anything.
                self.forget_search();
                return self.body(src, last, Extent::Lines { until: "" }, 0, line);
            }
            None => (rest.len(), Some(src.len())),
        };
        let text = &rest[..end];
        self.forget_search();
        if let Extent::Lines { until } = extent {
            if line > 0 && self.ends_body(text, until) {
                self.mode = Mode::Lines;
                let Decoded { consumed, outcome } = self.line(rest, last);
                return Decoded { consumed: start + consumed, outcome };
            }
            self.mode = Mode::Body { extent, units: 0, line: line.saturating_add(1) };
        } else {
            self.mode = Mode::Lines;
        }
        let consumed = match consumed {
            Some(consumed) => {
                self.before = 0;
                consumed
            }
            None => self.take_line_end(src, start + end),
        };
        Decoded::frame(consumed, Frame::Body { line, text })
    }

    fn ends_body(&self, text: &[u8], until: &str) -> bool {
        !until.is_empty() && payload::behind_name(text, until).is_some()
            || plain(text).is_some()
            || result::error(text, &self.dialect).is_some()
            || self.numeric && matches!(result::numeric(text), Some(Numeric::Final(_)))
    }
}

/// How many bytes there are up to the last unit that is still to come, or the end of the text.
fn count(text: &[u8], extent: Extent, units: &mut u16) -> usize {
    let mut at = 0;
    while *units > 0
        && let Some(byte) = text.get(at)
    {
        // The further bytes of a character do not count.
        if !matches!(extent, Extent::Chars(_)) || byte & 0xc0 != 0x80 {
            *units -= 1;
        }
        at += 1;
    }
    at
}

fn is_pdu(line: &[u8]) -> bool {
    line.len() >= 2 && line.iter().all(u8::is_ascii_hexdigit)
}
