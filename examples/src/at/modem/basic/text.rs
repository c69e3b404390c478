//! Strings in the character set of `+CSCS`.

use cellwire_at::charset::Charset;
use cellwire_at::charset::hex;
use cellwire_at::params::Str;
use cellwire_at::pdu::Address;

use super::BasicModem;

/// The character sets of `+CSCS`.
pub(super) const CHARSETS: [Charset<'static>; 6] =
    [Charset::Gsm, Charset::Ira, Charset::Ucs2, Charset::Hex, Charset::Utf8, Charset::Latin1];

impl BasicModem {
    /// The text of a parameter. Some hosts forget that they have chosen digits.
    pub(super) fn decoded(&self, text: Str<'_>) -> String {
        let is_hex = matches!(self.charset, Charset::Ucs2 | Charset::Hex);
        match is_hex && self.charset.check(text.as_raw()).is_err() {
            true => text.to_string_lossy().into_owned(),
            false => self.charset.chars_of(text).collect(),
        }
    }

    /// A text as the host wants it. What its character set does not have becomes a question mark.
    pub(super) fn encoded(&self, text: &str) -> Vec<u8> {
        let encode = |text: &str| self.charset.encode_to_vec(text);
        encode(text).unwrap_or_else(|_| {
            let known = |char: char| encode(char.encode_utf8(&mut [0; 4])).is_ok();
            let text: String =
                text.chars().map(|char| if known(char) { char } else { '?' }).collect();
            encode(&text).unwrap_or_default()
        })
    }

    /// A telephone number: its characters are the same in all character sets but those of digits, and
    /// then not all hosts do so.
    pub(super) fn number(&self, text: Str<'_>) -> Option<String> {
        let raw = text.to_string_lossy().into_owned();
        let is_hex = matches!(self.charset, Charset::Ucs2 | Charset::Hex);
        let number = match self.charset {
            Charset::Ucs2 if !(raw.starts_with("00") && raw.len().is_multiple_of(4)) => raw,
            _ if is_hex && hex::check(raw.as_bytes()).is_ok() => {
                let decoded = self.decoded(text);
                if is_number(&decoded) { decoded } else { raw }
            }
            _ => raw,
        };
        is_number(&number).then_some(number)
    }
}

/// Whether it can be called.
pub(super) fn is_number(number: &str) -> bool {
    let digits = number.strip_prefix('+').unwrap_or(number);
    let is_digit = |char: char| char.is_ascii_digit() || matches!(char, '*' | '#' | 'A'..='C');
    (1..=20).contains(&digits.len()) && digits.chars().all(is_digit)
}

/// The type of a number: 145 if it is international.
pub(super) fn type_of(number: &str) -> u8 {
    if number.starts_with('+') { 145 } else { 129 }
}

/// Whether two numbers are the same, as far as can be told: one may lack what is in front.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(|number| number.trim_start_matches(['+', '0']));
    let (long, short) = if one.len() < other.len() { (other, one) } else { (one, other) };
    long == short || short.len() >= 7 && long.ends_with(short)
}

/// Who has sent something: a number, or a name.
pub(super) fn sender(from: &str) -> Result<Address, String> {
    let address = match is_number(from) {
        true => Address::new(from),
        false => Address::alphanumeric(from),
    };
    address.map_err(|error| format!("{from}: {error}"))
}
