//! Texts in the character set that the host has chosen by `+CSCS`.

use cellwire_at::charset::Charset;
use cellwire_at::command::Information;
use cellwire_at::general::cscs;
use cellwire_at::{CommandLine, Form, Line};
use serde_json::{Map, Value};

use crate::frames::{Fields, set};

/// What is known of the character set: nothing, until it was chosen or told.
#[derive(Clone, Copy, Debug, Default)]
pub struct Texts(Option<Charset<'static>>);

const KNOWN: [Charset<'static>; 7] = [
    Charset::Gsm,
    Charset::Ira,
    Charset::Ucs2,
    Charset::Hex,
    Charset::Utf8,
    Charset::Latin1,
    Charset::Pccp437,
];

/// Fields that have texts, and fields that have numbers.
const TEXTS: [&str; 8] =
    ["alpha", "findtext", "group", "long", "oper", "secondtext", "short", "text"];
const NUMBERS: [&str; 7] = ["address", "adnumber", "da", "number", "oa", "ra", "sca"];

impl Texts {
    /// A command line was sent, and has succeeded.
    pub fn accepted(&mut self, line: &[u8]) {
        let commands = line.get(2..).unwrap_or_default();
        for mut request in CommandLine::new(commands).flatten() {
            match (request.name.as_str(), request.form) {
                ("+CSCS", Form::Set) => {
                    let name = request.params.opt_str().ok().flatten().unwrap_or_default();
                    self.choose(Charset::from_name(name.as_raw()));
                }
                // What it is then depends on the modem.
                ("Z" | "&F", _) => self.0 = None,
                _ => {}
            }
        }
    }

    /// A line of an answer has come.
    pub fn answered(&mut self, line: Line<'_>) {
        if let Ok(answer) = cscs::Answer::parse(line) {
            self.choose(answer.chset);
        }
    }

    fn choose(&mut self, charset: Charset<'_>) {
        self.0 = KNOWN.into_iter().find(|known| *known == charset);
    }

    /// The character set, if it is known.
    pub const fn charset(self) -> Option<Charset<'static>> {
        self.0
    }

    /// A text, if it can be read, and looks otherwise than its bytes.
    pub fn text(self, bytes: &[u8]) -> Option<String> {
        let charset = self.0?;
        charset.check(bytes).ok()?;
        let text = charset.decode_to_string(bytes);
        (text.as_bytes() != bytes).then_some(text)
    }

    /// A number. Some modems do not write it as the digits of a character set that has them.
    fn number(self, bytes: &[u8]) -> Option<String> {
        let text = self.text(bytes)?;
        let is_dialled = |char: char| char.is_ascii_digit() || "+*#ABC".contains(char);
        // A name of a sender stands there, too.
        let is_name = text.chars().any(char::is_alphabetic) && bytes.starts_with(b"00");
        (is_name || text.chars().all(is_dialled)).then_some(text)
    }

    /// Puts what the texts among the fields say, as `decoded`.
    pub fn put(self, fields: &mut Fields) {
        if self.0.is_none() {
            return;
        }
        let mut decoded = Map::new();
        for (key, value) in fields.iter_mut() {
            match value {
                Value::String(text) => {
                    let text = match key.as_str() {
                        key if TEXTS.contains(&key) => self.text(text.as_bytes()),
                        key if NUMBERS.contains(&key) => self.number(text.as_bytes()),
                        _ => None,
                    };
                    if let Some(text) = text {
                        decoded.insert(key.clone(), text.into());
                    }
                }
                Value::Array(items) => {
                    items
                        .iter_mut()
                        .filter_map(Value::as_object_mut)
                        .for_each(|item| self.put(item));
                }
                _ => {}
            }
        }
        if !decoded.is_empty() {
            set!(fields, "decoded": decoded);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_chosen_told_and_forgotten() {
        let mut texts = Texts::default();
        assert_eq!(texts.text(b"0041"), None);
        texts.accepted(b"AT+CMEE=1;+cscs=\"ucs2\"");
        assert_eq!(texts.text(b"0041").as_deref(), Some("A"));
        for same in ["", "004", "hello"] {
            assert_eq!(texts.text(same.as_bytes()), None, "{same}");
        }
        texts.answered(Line::new(b"+CSCS: \"GSM\""));
        assert_eq!(texts.text(b"a\x02b").as_deref(), Some("a$b"));
        texts.accepted(b"ATZ");
        assert_eq!(texts.charset(), None);
    }

    #[test]
    fn numbers_may_be_written_as_they_are() {
        let mut texts = Texts::default();
        texts.accepted(b"AT+CSCS=\"UCS2\"");
        assert_eq!(texts.number(b"002B0031").as_deref(), Some("+1"));
        assert_eq!(texts.number(b"00420061006E006B").as_deref(), Some("Bank"));
        assert_eq!(texts.number(b"15551234"), None);
    }
}
