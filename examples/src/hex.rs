//! Lines of hexadecimal digits.

use crate::input::LineError;

/// Reads a line: pairs of digits with blanks between them or not, and a comment behind `#`.
///
/// ```
/// use cellwire_examples::hex::parse_line;
///
/// assert_eq!(parse_line("24 24 0011  # the header").unwrap(), b"$$\0\x11");
/// assert_eq!(parse_line("2").unwrap_err().to_string(), "the number of hex digits is odd: 1");
/// ```
///
/// # Errors
///
/// There is something else on the line, or half a byte is left.
pub fn parse_line(line: &str) -> Result<Vec<u8>, LineError> {
    let mut digits = Vec::with_capacity(line.len());
    for (column, char) in (1..).zip(line.chars()) {
        match char.to_digit(16) {
            Some(digit) => digits.push(digit as u8),
            None if char == '#' => break,
            None if char.is_whitespace() => {}
            None => return Err(LineError::at(column, format!("{char:?} is not a hex digit"))),
        }
    }
    let (pairs, []) = digits.as_chunks() else {
        let digits = digits.len();
        return Err(LineError::new(format!("the number of hex digits is odd: {digits}")));
    };
    Ok(pairs.iter().map(|[high, low]| high << 4 | low).collect())
}
