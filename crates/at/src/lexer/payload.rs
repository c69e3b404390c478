//! Lines that carry a payload.

use super::*;
use crate::dialect::{PayloadHeader, Place};

/// The longest payload that a header can announce; what says more is a line like any other.
const MAX_LEN: usize = 0xffff;

/// The longest header with a payload on the same line. Longer than any address makes it.
const MAX_HEADER: usize = 96;

/// What stands at the front of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Front {
    /// No line with a payload in it.
    No,
    /// The beginning of one, perhaps.
    Begun,
    /// One of which so many bytes are the header, without the byte between it and the payload.
    Found {
        header: usize,
        /// How long the payload is; up to the line end if that is not known.
        len: Option<usize>,
    },
}

impl Lexer {
    pub(super) fn payload<'a>(
        &mut self,
        src: &'a [u8],
        left: usize,
        encoding: Encoding,
    ) -> Next<'a> {
        let data = &src[..src.len().min(left).min(self.max)];
        let left = left - data.len();
        self.mode = if left > 0 { Mode::Payload { left, encoding } } else { Mode::Lines };
        self.before = 0;
        Decoded::frame(data.len(), Frame::Payload { data, remaining: Some(left), encoding })
    }

    pub(super) fn hex_rest<'a>(&mut self, src: &'a [u8]) -> Next<'a> {
        let window = &src[..src.len().min(self.max)];
        let encoding = Encoding::Hex;
        match find_line_end(window, 0) {
            Some(end) => {
                self.mode = Mode::Lines;
                let consumed = self.take_line_end(src, end);
                let data = &src[..end];
                Decoded::frame(consumed, Frame::Payload { data, remaining: Some(0), encoding })
            }
            None => Decoded::frame(
                window.len(),
                Frame::Payload { data: window, remaining: None, encoding },
            ),
        }
    }
}

/// Looks for a header with its payload on the same line.
pub(super) fn on_line(input: &[u8], dialect: &Dialect) -> Front {
    for header in dialect.payloads() {
        if let Place::Inline | Place::HexRest = header.place()
            && let Some(behind) = behind_name(input, header.name())
        {
            match inline(input, input.len() - behind.len(), header) {
                Front::No => {}
                found => return found,
            }
        }
    }
    Front::No
}

fn inline(input: &[u8], name_len: usize, header: &PayloadHeader) -> Front {
    let window = &input[..input.len().min(MAX_HEADER)];
    let mut field_at = name_len + separator_len(&window[name_len..]);
    let mut field = 0;
    for (at, byte) in window.iter().enumerate().skip(field_at) {
        let ends = *byte == b',' || is_line_end(*byte);
        if !ends {
            continue;
        }
        let text = &window[field_at..at];
        if field == 0 && header.selector().is_some_and(|only| number(text) != Some(only.into())) {
            return Front::No;
        }
        match header.place() {
            Place::Inline if field == header.field() => {
                return match number(text) {
                    Some(len) if *byte == b',' || len > 0 && *byte == b'\r' => {
                        Front::Found { header: at, len: Some(len) }
                    }
                    _ => Front::No,
                };
            }
            _ if *byte != b',' => return Front::No,
            Place::HexRest if field + 1 == header.field() => {
                return Front::Found { header: at, len: None };
            }
            _ => {}
        }
        field += 1;
        field_at = at + 1;
    }
    if window.len() < MAX_HEADER { Front::Begun } else { Front::No }
}

/// How many bytes or digits stand behind the end of this line, if it is a header.
pub(super) fn behind_line(line: &[u8], dialect: &Dialect) -> Option<(usize, Encoding)> {
    dialect.payloads().iter().find_map(|header| behind(line, header))
}

/// How many bytes or digits stand behind the end of this line, if it is this header.
pub(crate) fn behind(line: &[u8], header: &PayloadHeader) -> Option<(usize, Encoding)> {
    let (digits_per_byte, encoding) = match header.place() {
        Place::Line => (1, Encoding::Raw),
        Place::HexLine => (2, Encoding::Hex),
        Place::Inline | Place::HexRest => return None,
    };
    let behind = behind_name(line, header.name())?;
    let fields = &behind[separator_len(behind)..];
    let fields = fields.trim_ascii_end();
    let fields = fields.strip_suffix(b":").unwrap_or(fields);
    let mut len = None;
    for (field, text) in fields.split(|byte| *byte == b',').enumerate() {
        // A line with anything but numbers is none: something was lost, or it is cut.
        let number = number(text)?;
        if field == 0 && header.selector().is_some_and(|only| number != usize::from(only)) {
            return None;
        }
        if field == header.field() {
            len = Some(number);
        }
    }
    Some((len? * digits_per_byte, encoding))
}

/// Whether the line begins with this name.
pub(super) fn behind_name<'a>(line: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let behind = line.strip_prefix(name.as_bytes())?;
    match behind {
        [byte, ..] if byte.is_ascii_alphabetic() || *byte == b'_' => None,
        _ => Some(behind),
    }
}

/// What stands between a name and its first field: a colon and a blank as a rule.
fn separator_len(bytes: &[u8]) -> usize {
    let sign = usize::from(matches!(bytes, [b':' | b'=' | b',', ..]));
    sign + bytes[sign..].iter().take_while(|byte| **byte == b' ').count()
}

fn number(text: &[u8]) -> Option<usize> {
    let text = text.trim_ascii();
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0, |number: usize, byte| {
        let digit = byte.is_ascii_digit().then(|| usize::from(byte - b'0'))?;
        let number = number * 10 + digit;
        (number <= MAX_LEN).then_some(number)
    })
}
