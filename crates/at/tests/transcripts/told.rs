//! What a host says, in the words of the transcripts.

use cellwire_at::host::Event;
use cellwire_at::lexer::Encoding;
use cellwire_at::params::Quirks;
use cellwire_at::vendor::{a76xx, l610};
use cellwire_at::{CommandLine, Line, Urc, answer_fields};
use serde_json::Value;
use serde_json::value::Serializer;

/// What was told, a line each, and the pieces of one payload as one.
#[derive(Default)]
pub(crate) struct Told {
    lines: Vec<String>,
    pieces: Option<(&'static str, Vec<u8>)>,
    /// What has come back of what was sent.
    pub(crate) echoed: Vec<u8>,
}

impl Told {
    pub(crate) fn take(&mut self) -> Vec<String> {
        self.end_of_pieces();
        core::mem::take(&mut self.lines)
    }

    pub(crate) fn push(&mut self, line: impl Into<String>) {
        self.end_of_pieces();
        self.lines.push(line.into());
    }

    /// `command` is the line in flight, or the last one.
    pub(crate) fn event(&mut self, event: &Event<'_>, command: &[u8]) {
        match *event {
            Event::Echo(echo) => self.echoed.extend_from_slice(echo.expose()),
            Event::Prompt { ticket: Some(_) } => self.push("prompt"),
            Event::Accepted { .. } => self.push("accepted"),
            Event::Done { outcome, .. } => self.push(format!("done {outcome}")),
            Event::Answer { line, unclear, .. } => {
                let mark = if unclear { "unclear answer" } else { "answer" };
                self.push(format!("{mark} {}", answer(line, command)));
            }
            Event::Unsolicited(line) => self.push(format!("urc {}", unsolicited(line))),
            Event::PayloadHeader { ticket: Some(_), line, .. } => {
                self.push(format!("answer {}", answer(line, command)));
            }
            Event::PayloadHeader { ticket: None, line, .. } => {
                self.push(format!("urc {}", unsolicited(line)));
            }
            Event::Payload { data, encoding, .. } => {
                let kind = if encoding == Encoding::Hex { "digits" } else { "payload" };
                self.piece(kind, data);
            }
            Event::Data(data) => self.piece("data", data),
            Event::Reset(line) => self.push(format!("reset by {line}")),
            Event::Stray(result) => self.push(format!("stray {result}")),
            other => self.push(format!("{other:?}")),
        }
    }

    fn piece(&mut self, kind: &'static str, data: &[u8]) {
        if self.pieces.as_ref().is_some_and(|(other, _)| *other != kind) {
            self.end_of_pieces();
        }
        let (_, pieces) = self.pieces.get_or_insert_with(|| (kind, Vec::new()));
        pieces.extend_from_slice(data);
    }

    fn end_of_pieces(&mut self) {
        if let Some((kind, pieces)) = self.pieces.take() {
            self.lines.push(format!("{kind} \"{}\"", pieces.escape_ascii()));
        }
    }
}

/// The fields of a line that answers a command.
fn answer(line: Line<'_>, command: &[u8]) -> String {
    let requests = CommandLine::new(command.get(2..).unwrap_or_default()).flatten();
    let mut typed =
        requests.filter_map(|request| answer_fields(&request.name, request.form, line, Serializer));
    match typed.next() {
        Some((fields, quirks)) => described(line, fields.unwrap(), quirks),
        None => format!("without a type: {line}"),
    }
}

/// The fields of a line that nobody has asked for: a vendor's, or one of all modems.
fn unsolicited(line: Line<'_>) -> String {
    let typed = a76xx::Urc::parse_noting(line).map(|(urc, quirks)| (to_json(&urc), quirks));
    let typed = typed
        .or_else(|| l610::Urc::parse_noting(line).map(|(urc, quirks)| (to_json(&urc), quirks)));
    let typed =
        typed.or_else(|| Urc::parse_noting(line).map(|(urc, quirks)| (to_json(&urc), quirks)));
    match typed {
        Some((fields, quirks)) => described(line, fields, quirks),
        None if Urc::parse(line) == Urc::Ring => line.to_string(),
        None => format!("without a type: {line}"),
    }
}

fn to_json(fields: &impl serde::Serialize) -> Value {
    serde_json::to_value(fields).unwrap()
}

fn described(line: Line<'_>, mut fields: Value, quirks: Quirks) -> String {
    let name = if line.name().is_empty() { line.as_bytes() } else { line.name() };
    let mut text = String::from_utf8_lossy(name).into_owned();
    drop_missing(&mut fields);
    if !fields.is_null() {
        text = format!("{text} {fields}");
    }
    for quirk in quirks.iter() {
        text = format!("{text}, {}", quirk.name());
    }
    text
}

/// What is not there is not shown.
fn drop_missing(fields: &mut Value) {
    if let Value::Object(fields) = fields {
        fields.retain(|_, value| !value.is_null());
        fields.values_mut().for_each(drop_missing);
    }
}
