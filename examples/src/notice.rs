//! What a program says while it runs, to people or as JSON lines.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Mutex;

use anstyle::{AnsiColor, Style};
use serde_json::Value;

use crate::frames::Fields;
use crate::sync::locked;
use crate::text::printable;
use crate::wire::{Way, Wire};

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Notice {
    /// What kind of thing: `report`, `connected`.
    pub event: &'static str,
    /// The device that it is about; may be empty.
    pub id: String,
    /// The address that it is about; may be empty.
    pub peer: String,
    /// What happened, for people.
    pub text: String,
    /// What happened, for programs.
    pub fields: Fields,
    /// How much it matters.
    pub level: Level,
}

/// How much a notice matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// It is what the program is for.
    #[default]
    Normal,
    /// It can be missed.
    Detail,
    /// Somebody has to look.
    Alert,
}

impl Notice {
    /// A notice about nobody.
    pub fn new(event: &'static str, text: impl Into<String>) -> Self {
        let (id, peer) = (String::new(), String::new());
        Self { event, id, peer, text: text.into(), fields: Fields::new(), level: Level::Normal }
    }

    /// The same about a device.
    #[must_use]
    pub fn of(mut self, id: impl ToString) -> Self {
        self.id = id.to_string();
        self
    }

    /// The same about an address.
    #[must_use]
    pub fn from(mut self, peer: impl ToString) -> Self {
        self.peer = peer.to_string();
        self
    }

    /// The same with fields.
    #[must_use]
    pub fn with(mut self, fields: Fields) -> Self {
        self.fields = fields;
        self
    }

    /// The same with another level.
    #[must_use]
    pub const fn at(mut self, level: Level) -> Self {
        self.level = level;
        self
    }
}

impl Notice {
    /// The notice as an object.
    pub fn to_json(&self) -> Value {
        let mut object = Fields::new();
        let texts = [
            ("event", self.event),
            ("id", &self.id),
            ("peer", &self.peer),
            ("message", &self.text),
        ];
        for (key, text) in texts {
            if !text.is_empty() {
                object.insert(key.into(), text.into());
            }
        }
        object.extend(self.fields.clone());
        object.into()
    }
}

/// Hears what a program says, from any thread.
pub trait Observer: Send + Sync {
    /// Something happened.
    fn notice(&self, notice: &Notice);

    /// Bytes have crossed the wire; `peer` is who is at the other end.
    fn wire(&self, peer: &str, way: Way, bytes: &[u8]) {
        let _ = (peer, way, bytes);
    }

    /// A peer is gone.
    fn gone(&self, peer: &str) {
        let _ = peer;
    }
}

/// Prints what it hears: a line each, for people, or as JSON.
pub struct Printer {
    json: bool,
    wire: Option<Mutex<Wire>>,
    out: Mutex<anstream::Stdout>,
}

const ALERT: Style = AnsiColor::Red.on_default().bold();
const WHO: Style = AnsiColor::Cyan.on_default();
const DETAIL: Style = Style::new().dimmed();

impl Printer {
    /// Prints notices, as JSON or for people, and what crosses the wire if `wire` explains it.
    pub fn new(json: bool, wire: Option<Wire>) -> Self {
        Self { json, wire: wire.map(Mutex::new), out: Mutex::new(anstream::stdout()) }
    }

    /// Prints a line. That nobody reads it is no reason to end.
    fn line(&self, line: &str) {
        let mut out = locked(&self.out);
        let _ = writeln!(out, "{line}").and_then(|()| out.flush());
    }
}

impl core::fmt::Debug for Printer {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Printer").field("json", &self.json).finish_non_exhaustive()
    }
}

impl Observer for Printer {
    fn notice(&self, notice: &Notice) {
        if self.json {
            return self.line(&notice.to_json().to_string());
        }
        let Notice { event, id, peer, text, level, .. } = notice;
        let style = match level {
            Level::Normal => Style::new(),
            Level::Detail => DETAIL,
            Level::Alert => ALERT,
        };
        let who = if id.is_empty() { peer } else { id };
        let text = printable(text);
        let words = format!("{event:<12} {text}");
        self.line(&format!("{WHO}{who:15}{WHO:#} {style}{}{style:#}", words.trim_end()));
    }

    fn wire(&self, peer: &str, way: Way, bytes: &[u8]) {
        let Some(wire) = &self.wire else { return };
        let mut lines = Vec::new();
        locked(wire).take(peer, way, bytes, &mut lines);
        if !self.json {
            lines.iter().for_each(|line| self.line(line));
        }
    }

    fn gone(&self, peer: &str) {
        if let Some(wire) = &self.wire {
            locked(wire).forget(peer);
        }
    }
}

/// Prints to standard error what went wrong and ends nothing.
pub fn complain(program: &str, error: &dyn core::fmt::Display) {
    let _ = writeln!(io::stderr(), "{program}: {error}");
}

/// Why a program has not done what it was to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// An option is not as it should be.
    Usage(String),
    /// Something went wrong.
    Run(String),
}

impl From<String> for Failure {
    fn from(error: String) -> Self {
        Self::Run(error)
    }
}

impl From<Failure> for String {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Usage(error) | Failure::Run(error) => error,
        }
    }
}

/// How a program ends: with 1 if something went wrong, and with 2 if an option was not as it should
/// be. What it was is printed.
pub fn exit_code(program: &str, ended: Result<(), impl Into<Failure>>) -> ExitCode {
    let (error, code) = match ended.map_err(Into::into) {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Failure::Usage(error)) => (error, ExitCode::from(2)),
        Err(Failure::Run(error)) => (error, ExitCode::FAILURE),
    };
    complain(program, &error);
    code
}
