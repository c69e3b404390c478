//! What a console prints.

use std::io::Write;

use anstyle::{AnsiColor, Style};
use serde_json::Value;

use crate::dump::inline;
use crate::frames::Fields;
use crate::notice::Notice;
use crate::text::printable;

const SENT: Style = AnsiColor::Blue.on_default();
const ANSWER: Style = AnsiColor::Green.on_default();
const URC: Style = AnsiColor::Yellow.on_default();
const FAILED: Style = AnsiColor::Red.on_default();
const NOTE: Style = Style::new().dimmed();

/// Prints what happens, for people or as JSON lines.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// Whether JSON lines are printed.
    pub json: bool,
}

impl Screen {
    /// Prints something that has happened: `event` is what, `text` what crossed the line, and `fields` what
    /// it means.
    pub fn print(self, event: &'static str, text: &str, fields: Fields) {
        let mut out = anstream::stdout().lock();
        if self.json {
            let json = Notice::new(event, text).with(fields).to_json();
            // That nobody reads it is no reason to end.
            let _ = writeln!(out, "{json}").and_then(|()| out.flush());
            return;
        }
        let (style, mark) = match event {
            "command" => (SENT, ">"),
            "urc" | "reset" => (URC, "*"),
            "failed" | "fault" => (FAILED, "!"),
            "note" => (NOTE, " "),
            _ => (ANSWER, "<"),
        };
        // What is not to be seen on the line itself.
        let is_told = |key: &str, value: &Value| match key {
            "name" | "kind" => false,
            "text" => value.as_str() != Some(text),
            _ => !value.is_null(),
        };
        let meaning = fields.into_iter().filter(|(key, value)| is_told(key, value));
        let meaning: Fields = meaning.collect();
        let mut written = writeln!(out, "{style}{mark} {}{style:#}", printable(text));
        if !meaning.is_empty() {
            let meaning = inline(&Value::Object(meaning));
            written = written.and_then(|()| writeln!(out, "    {NOTE}{meaning}{NOTE:#}"));
        }
        let _ = written.and_then(|()| out.flush());
    }
}
