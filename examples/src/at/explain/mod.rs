//! What crosses an AT interface, in words.
//!
//! A host and a modem each have a decoder; both know of each other by what they [share](Shared), so that
//! what the host sends puts commands in flight.

pub mod fields;
mod host;
pub mod message;
mod modem;
pub mod params;
pub mod secrets;
mod shared;
#[cfg(test)]
mod tests;
mod texts;

use core::ops::Range;

use cellwire_at::lexer::{DataMark, Encoding, LexError};
use cellwire_at::reader::Response;
use cellwire_at::{Dialect, Line};
use serde_json::Value;

use crate::frames::{Explain, Explained, Fields, FrameStream, Part, set};
use crate::text::{hex, lossless};
use crate::wire::Wire;

pub use host::{HostDecoder, HostSaid, Said};
pub use modem::{ModemDecoder, ModemSaid};
pub use shared::{Mode, Sent, Shared, State, announced_len};
pub use texts::Texts;

/// Explains what a modem says.
#[derive(Clone, Copy, Debug)]
pub struct Modem {
    /// Whether PINs and passwords are shown.
    pub show_secrets: bool,
}

/// Explains what a host says.
#[derive(Clone, Copy, Debug)]
pub struct Host {
    /// Whether PINs and passwords are shown.
    pub show_secrets: bool,
}

/// Listens to what one host and one modem of this family say to each other, and explains it.
pub fn wire(dialect: Dialect) -> Wire {
    let shared = Shared::default();
    let of_host = shared.clone();
    Wire::of_two(
        move || {
            let decoder = ModemDecoder::new(dialect, shared.clone());
            FrameStream::new(Modem { show_secrets: false }, decoder)
        },
        move || FrameStream::new(Host { show_secrets: false }, HostDecoder::new(of_host.clone())),
    )
}

/// What a frame is before it is printed.
struct Told<'a> {
    kind: &'static str,
    name: String,
    fields: Fields,
    bytes: &'a [u8],
    secrets: Vec<Range<usize>>,
    behind: usize,
}

impl Told<'_> {
    fn explained(self) -> Explained {
        let Self { kind, name, fields, bytes, secrets, behind } = self;
        let summary = secrets::masked(bytes, &secrets);
        let mut parts = Vec::new();
        let mut at = 0;
        for secret in &secrets {
            if secret.start > at {
                parts.push(Part::new(secret.start - at, kind));
            }
            parts.push(Part { len: secret.len(), note: "secret".into(), secret: true });
            at = secret.end;
        }
        if bytes.len() > at || parts.is_empty() {
            parts.push(Part::new(bytes.len() - at, kind));
        }
        Explained {
            kind,
            name,
            summary,
            fields,
            parts,
            behind,
            is_text: true,
            ..Explained::default()
        }
    }
}

/// Bytes as text, and as digits where they are none.
fn put_bytes(fields: &mut Fields, bytes: &[u8]) {
    set!(fields, "text": lossless(bytes));
    if bytes.iter().any(|byte| !matches!(byte, b' '..=b'~' | b'\r' | b'\n' | b'\t')) {
        set!(fields, "hex": hex(bytes));
    }
}

impl Modem {
    fn told<'a>(&self, said: &ModemSaid<'a>) -> Told<'a> {
        let ModemSaid { what, bytes, behind, line: sent, header, texts, .. } = said;
        let (sent, texts) = (sent.as_deref().unwrap_or_default(), *texts);
        let (kind, name, fields) = match what {
            Response::Echo(echo) => ("echo", "echo".into(), self.echo(echo, sent)),
            Response::Answer { line, unclear } => {
                let (name, mut fields) = fields::answer(*line, sent, texts, self.show_secrets);
                if *unclear {
                    set!(fields, "ambiguous": true);
                }
                (if said.is_result { "result" } else { "line" }, name, fields)
            }
            Response::Verdict { line, .. } => {
                let (name, fields) = fields::answer(*line, sent, texts, self.show_secrets);
                ("result", name, fields)
            }
            Response::Unsolicited(line) if said.is_result => {
                let (name, fields) = fields::answer(*line, &[], texts, self.show_secrets);
                ("result", name, fields)
            }
            Response::Unsolicited(line) => {
                let (name, mut fields) = fields::unsolicited(*line, texts, self.show_secrets);
                if fields::is_command(line.as_bytes()) {
                    set!(fields, "looks_like": "echo");
                }
                // Without a name, and unknown, it may be anything.
                (if name == "text" { "line" } else { "urc" }, name, fields)
            }
            Response::Message { line, text, unsolicited } => {
                let header = Line::new(header);
                let mut fields = message::behind(header, text, texts);
                set!(fields, "line": line, "unsolicited": unsolicited);
                ("payload", lossless(header.name()).to_uppercase(), fields)
            }
            Response::PayloadHeader { line, len, unsolicited, .. } => {
                let (kind, (name, mut fields)) = if *unsolicited {
                    ("urc", fields::unsolicited(*line, texts, self.show_secrets))
                } else {
                    ("line", fields::answer(*line, sent, texts, self.show_secrets))
                };
                // It is an object of its own.
                fields.shift_remove("data");
                if let Some(len) = len {
                    set!(fields, "payload_len": len);
                }
                (kind, name, fields)
            }
            Response::Payload { data, remaining, encoding } => {
                let name = lossless(fields::without_number(Line::new(header).name()));
                ("payload", name, payload(data, *remaining, *encoding))
            }
            Response::Prompt(prompt) => ("prompt", modem::prompt(*prompt).into(), Fields::new()),
            Response::Accepted(result) | Response::Final(result) => {
                let (name, mut fields) = fields::result(result);
                if let Value::String(command) =
                    fields::command(sent, Texts::default(), false).0.into()
                {
                    set!(fields, "command": command);
                }
                ("final", name, fields)
            }
            Response::Stray(result) => {
                let (name, mut fields) = fields::result(result);
                // They end calls and connections only.
                if result.is_of_connection() {
                    ("urc", name, fields)
                } else {
                    set!(fields, "stray": true);
                    ("final", name, fields)
                }
            }
            Response::Data(data) => {
                let mut fields = Fields::new();
                put_bytes(&mut fields, data);
                ("data", "data".into(), fields)
            }
            Response::DataEnd(DataMark::Ok) => ("final", "OK".into(), Fields::new()),
            Response::DataEnd(mark) => ("urc", mark.text().into(), Fields::new()),
        };
        let secrets = match what {
            _ if self.show_secrets => Vec::new(),
            Response::Echo(echo) => echo_secrets(echo, sent),
            Response::Answer { .. } | Response::Verdict { .. } | Response::Unsolicited(_) => {
                secrets::in_line(bytes)
            }
            _ => Vec::new(),
        };
        Told { kind, name, fields, bytes, secrets, behind: *behind }
    }

    fn echo(&self, echo: &[u8], sent: &[u8]) -> Fields {
        let mut fields = Fields::new();
        let secrets = if self.show_secrets { Vec::new() } else { echo_secrets(echo, sent) };
        set!(fields, "text": secrets::masked(echo, &secrets));
        fields
    }
}

/// Where secrets stand in an echo. In a part of one, nobody knows.
fn echo_secrets(echo: &[u8], sent: &[u8]) -> Vec<Range<usize>> {
    let of_sent = secrets::in_command_line(sent);
    if of_sent.is_empty() {
        return secrets::in_command_line(echo);
    }
    let is_whole = echo.trim_ascii().eq_ignore_ascii_case(sent);
    if is_whole { of_sent } else { core::iter::once(0..echo.len()).collect() }
}

fn payload(data: &[u8], remaining: Option<usize>, encoding: Encoding) -> Fields {
    let mut fields = Fields::new();
    match encoding {
        Encoding::Raw => put_bytes(&mut fields, data),
        Encoding::Hex => {
            let mut octets = vec![0; data.len() / 2 + 1];
            match cellwire_at::charset::hex::decode(data, &mut octets) {
                Ok(octets) => {
                    put_bytes(&mut fields, octets);
                    set!(fields, "hex": hex(octets));
                }
                Err(error) => {
                    put_bytes(&mut fields, data);
                    set!(fields, "error": error.to_string());
                }
            }
        }
    }
    if let Some(remaining @ 1..) = remaining {
        set!(fields, "remaining": remaining);
    }
    fields
}

impl Explain for Modem {
    type Decoder = ModemDecoder;

    fn frame(&self, said: &ModemSaid<'_>) -> Explained {
        self.told(said).explained()
    }

    fn fault(&self, error: &LexError) -> String {
        error.to_string()
    }

    fn shown<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        if self.show_secrets { bytes } else { before_secret(bytes) }
    }
}

impl Explain for Host {
    type Decoder = HostDecoder;

    fn frame(&self, said: &HostSaid<'_>) -> Explained {
        let HostSaid { what, bytes, behind, line, texts } = said;
        let texts = *texts;
        let mut fields = Fields::new();
        let mut secrets = Vec::new();
        let (kind, name) = match what {
            Said::Command => {
                let (name, of_command) = fields::command(bytes, texts, self.show_secrets);
                fields = of_command;
                if !self.show_secrets {
                    secrets = secrets::in_command_line(bytes);
                }
                ("command", name)
            }
            Said::Text => {
                let (name, _) = fields::command(line, texts, false);
                fields = message::sent(line, bytes, texts);
                ("payload", name)
            }
            Said::Abort => ("payload", "ESC".into()),
            Said::Escape => ("command", "+++".into()),
            Said::Data => {
                put_bytes(&mut fields, bytes);
                ("data", "data".into())
            }
        };
        Told { kind, name, fields, bytes, secrets, behind: *behind }.explained()
    }

    fn fault(&self, error: &LexError) -> String {
        error.to_string()
    }

    fn shown<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        if self.show_secrets { bytes } else { before_secret(bytes) }
    }
}

/// What is certain to stand in front of any secret.
fn before_secret(bytes: &[u8]) -> &[u8] {
    let is_secret = |part: &[u8]| {
        ["PIN", "CLCK", "CPWD", "AUTH"]
            .iter()
            .any(|name| part.eq_ignore_ascii_case(name.as_bytes()))
    };
    let first = (0..bytes.len())
        .find(|at| [3, 4].iter().any(|len| bytes.get(*at..at + len).is_some_and(is_secret)));
    first.map_or(bytes, |first| &bytes[..first])
}
