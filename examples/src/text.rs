//! Bytes as text.

/// The text of `bytes`; each byte that is not UTF-8 appears as `\xNN`.
///
/// ```
/// use cellwire_examples::text::lossless;
///
/// assert_eq!(lossless(b"caf\xc3\xa9 \xff"), "café \\xff");
/// ```
pub fn lossless(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str("\\x");
            push_hex(*byte, &mut text);
        }
    }
    text
}

/// The text without characters that steer a terminal.
pub fn printable(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { '.' } else { char }).collect()
}

/// So many of something.
///
/// ```
/// use cellwire_examples::text::count;
///
/// assert_eq!((count(1, "line"), count(2, "line")), ("1 line".into(), "2 lines".into()));
/// ```
pub fn count(number: u64, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// The bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    bytes.iter().for_each(|byte| push_hex(*byte, &mut text));
    text
}

fn push_hex(byte: u8, text: &mut String) {
    for nibble in [byte >> 4, byte & 0xf] {
        text.extend(char::from_digit(nibble.into(), 16));
    }
}
