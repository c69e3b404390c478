//! Transcripts: what two sides said to each other, a line each.
//!
//! ```text
//! # A tracker reports, and the server answers.
//! [0.0] < "$$\u0000\u0011\x13\x61..."
//! [0.2] > "@@\u0000\u0012\x13\x61..."
//! ```

use nom::branch::alt;
use nom::bytes::complete::{is_not, tag, take_while_m_n};
use nom::character::complete::{char, one_of, space0};
use nom::combinator::{cut, eof, map, map_opt, opt, recognize, rest, value, verify};
use nom::error::{Error, ErrorKind, ParseError};
use nom::multi::fold_many0;
use nom::number::complete::recognize_float;
use nom::sequence::{delimited, preceded, terminated};
use nom::{Finish, IResult, Parser};

use crate::input::LineError;

/// Which side has said something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// `>`: the host, or the server.
    Host,
    /// `<`: the modem, the tracker, or the gateway.
    Device,
}

/// Reads a line: `[seconds] > "text"` or `[seconds] < "text"`, where the seconds may be missing. The
/// text has the escapes of JSON, and `\xNN` for any byte. `None` if the line is blank or a comment.
///
/// ```
/// use cellwire_examples::transcript::{Side, parse_line};
///
/// let said = parse_line(r#"[1.5] > "AT\r\xff"  # attention"#).unwrap();
/// assert_eq!(said, Some((Side::Host, b"AT\r\xff".to_vec())));
/// assert_eq!(parse_line("# nothing").unwrap(), None);
/// ```
///
/// # Errors
///
/// The line is something else.
pub fn parse_line(line: &str) -> Result<Option<(Side, Vec<u8>)>, LineError> {
    let said = delimited(space0, opt(said), preceded(space0, end));
    match terminated(said, eof).parse_complete(line).finish() {
        Ok((_, said)) => Ok(said),
        Err(error) => Err(explain(line, &error)),
    }
}

/// Writes what a side has said, as [`parse_line`] reads it.
///
/// ```
/// use cellwire_examples::transcript::{Side, line};
///
/// assert_eq!(line(Side::Host, b"AT\r\xff"), r#"> "AT\r\xff""#);
/// ```
pub fn line(side: Side, bytes: &[u8]) -> String {
    use core::fmt::Write;

    let mut text = String::from(if side == Side::Host { "> \"" } else { "< \"" });
    for byte in bytes {
        match byte {
            b'"' => text.push_str("\\\""),
            b'\\' => text.push_str("\\\\"),
            b'\r' => text.push_str("\\r"),
            b'\n' => text.push_str("\\n"),
            b' '..=b'~' => text.push(char::from(*byte)),
            byte => _ = write!(text, "\\x{byte:02x}"),
        }
    }
    text.push('"');
    text
}

fn explain(line: &str, error: &Error<&str>) -> LineError {
    let column = line.len().checked_sub(error.input.len()).and_then(|at| line.get(..at));
    let column = column.map_or(1, |before| before.chars().count() + 1);
    let text = match (error.code, error.input.chars().next()) {
        (ErrorKind::Escaped, _) => {
            "a backslash that begins no escape: there are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uNNNN \\xNN".into()
        }
        (_, None) => "the line ends too early: expected [seconds] > \"text\"".into(),
        (_, Some(found)) => format!("{found:?} where [seconds] > \"text\" was expected"),
    };
    LineError::at(column, text)
}

fn side(input: &str) -> IResult<&str, Side> {
    alt((value(Side::Host, char('>')), value(Side::Device, char('<')))).parse(input)
}

fn said(input: &str) -> IResult<&str, (Side, Vec<u8>)> {
    let bracketed = delimited(char('['), cut(recognize_float), cut(char(']')));
    let seconds = terminated(alt((bracketed, recognize_float)), space0);
    let side = alt((preceded(seconds, cut(side)), side));
    (side, preceded(space0, cut(quoted))).parse(input)
}

/// Nothing, or a comment.
fn end(input: &str) -> IResult<&str, &str> {
    alt((eof, recognize((char('#'), rest)))).parse(input)
}

fn quoted(input: &str) -> IResult<&str, Vec<u8>> {
    let text = fold_many0(fragment, Vec::new, |mut text, fragment: Vec<u8>| {
        text.extend(fragment);
        text
    });
    delimited(char('"'), text, char('"')).parse(input)
}

fn fragment(input: &str) -> IResult<&str, Vec<u8>> {
    alt((map(is_not("\"\\"), |text: &str| text.as_bytes().to_vec()), escape)).parse(input)
}

/// A backslash and what belongs to it. Nothing else can stand there.
fn escape(input: &str) -> IResult<&str, Vec<u8>> {
    let (behind, _) = char('\\').parse(input)?;
    let char_bytes = |char: char| char.to_string().into_bytes();
    let parsed = alt((
        map_opt(one_of("\"\\/bfnrt"), |letter| {
            Some(match letter {
                'b' => vec![8],
                'f' => vec![12],
                'n' => vec![b'\n'],
                'r' => vec![b'\r'],
                't' => vec![b'\t'],
                other => char_bytes(other),
            })
        }),
        map_opt(preceded(char('x'), hex(2)), |byte| Some(vec![u8::try_from(byte).ok()?])),
        map(preceded(char('u'), alt((map_opt(hex(4), char::from_u32), surrogates))), char_bytes),
    ))
    .parse(behind);
    parsed.map_err(|_: nom::Err<Error<&str>>| {
        nom::Err::Failure(Error::from_error_kind(input, ErrorKind::Escaped))
    })
}

/// What stands for a character beyond the 65536 first ones: two halves, each behind a `\u`.
fn surrogates(input: &str) -> IResult<&str, char> {
    let high = verify(hex(4), |unit| (0xd800..0xdc00).contains(unit));
    let low = verify(preceded(tag("\\u"), hex(4)), |unit| (0xdc00..0xe000).contains(unit));
    map_opt((high, low), |(high, low)| {
        char::from_u32(0x10000 + ((high - 0xd800) << 10 | (low - 0xdc00)))
    })
    .parse(input)
}

fn hex<'a>(digits: usize) -> impl Parser<&'a str, Output = u32, Error = Error<&'a str>> {
    let is_digit = |char: char| char.is_ascii_hexdigit();
    map_opt(take_while_m_n(digits, digits, is_digit), |text| u32::from_str_radix(text, 16).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(line: &str) -> Vec<u8> {
        parse_line(line).unwrap().unwrap().1
    }

    #[test]
    fn escapes() {
        assert_eq!(bytes(r#"> "\"\\\/\b\f\n\r\t\u0041\x00\xfF""#), b"\"\\/\x08\x0c\n\r\tA\0\xff");
        assert_eq!(bytes("> \"é\\u00e9\\ud83d\\ude00\""), "éé😀".as_bytes());
        assert_eq!(bytes(r#"> """#), b"");
    }

    #[test]
    fn sides_and_seconds() {
        for line in ["[0] < \"a\"", "12.5 < \"a\"", " <\"a\"#x", "[1e3]<\t\"a\"  "] {
            assert_eq!(parse_line(line).unwrap(), Some((Side::Device, b"a".to_vec())), "{line}");
        }
        for line in ["", "  ", "# > \"a\"", "  #"] {
            assert_eq!(parse_line(line).unwrap(), None, "{line}");
        }
    }

    #[test]
    fn what_is_wrong_and_where() {
        for (line, error) in [
            ("hello", "column 1: 'h' where [seconds] > \"text\" was expected"),
            ("[1] \"a\"", "column 5: '\"' where [seconds] > \"text\" was expected"),
            ("[x] > \"a\"", "column 2: 'x' where [seconds] > \"text\" was expected"),
            ("> a", "column 3: 'a' where [seconds] > \"text\" was expected"),
            (">", "column 2: the line ends too early: expected [seconds] > \"text\""),
            ("> \"abc", "column 7: the line ends too early: expected [seconds] > \"text\""),
            ("> \"a\" b", "column 7: 'b' where [seconds] > \"text\" was expected"),
        ] {
            assert_eq!(parse_line(line).unwrap_err().to_string(), error, "{line}");
        }
        for line in
            ["> \"é\\q\"", "> \"é\\x1\"", "> \"é\\ud800\"", "> \"é\\udc00\"", "> \"é\\u12g4\""]
        {
            let error = parse_line(line).unwrap_err().to_string();
            assert!(
                error.starts_with("column 5: a backslash that begins no escape"),
                "{line}: {error}"
            );
        }
    }
}
