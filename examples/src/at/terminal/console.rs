//! The program behind the session: lines that are typed, and what comes of them.

use core::ops::ControlFlow;
use std::collections::VecDeque;

use cellwire_at::host::{Disconnect, Event, Outcome};
use cellwire_at::{Line, Plan};
use cellwire_codec::Instant;

use super::{HELP, Recorder, Screen, Session};
use crate::at::explain::{Texts, announced_len, fields, message, secrets};
use crate::console::unescaped;
use crate::driver::App;
use crate::frames::{Fields, set};
use crate::notice::complain;
use crate::text::{hex, lossless};

/// What the user did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typing {
    /// Typed a line.
    Line(String),
    /// Wants to end.
    Stop,
}

/// Why a console ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quit {
    /// The user said so.
    Asked,
    /// The record cannot be written.
    Record(String),
}

/// How a console behaves.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Where it prints to.
    pub screen: Screen,
    /// Whether PINs and passwords are printed.
    pub show_secrets: bool,
}

/// A console.
#[derive(Debug)]
pub struct Console {
    options: Options,
    recorder: Option<Recorder>,
    /// Lines that were typed and not taken.
    typed: VecDeque<String>,
    /// Data that there was no room for.
    data: Vec<u8>,
    /// The command in flight.
    line: Option<Vec<u8>>,
    /// Whether the modem waits for data that was not typed yet.
    asked: bool,
    /// What was typed of the data that it asks for.
    body: Vec<u8>,
    /// The line that something stands behind.
    header: Vec<u8>,
    /// How texts are written.
    texts: Texts,
    quitting: bool,
    failed: Option<String>,
}

impl Console {
    /// A console that nothing was typed into.
    pub fn new(options: Options, recorder: Option<Recorder>) -> Self {
        Self {
            options,
            recorder,
            typed: VecDeque::new(),
            data: Vec::new(),
            line: None,
            asked: false,
            body: Vec::new(),
            header: Vec::new(),
            texts: Texts::default(),
            quitting: false,
            failed: None,
        }
    }

    fn print(&self, event: &'static str, text: &str, fields: Fields) {
        self.options.screen.print(event, text, fields);
    }

    fn note(&self, text: &str) {
        self.print("note", text, Fields::new());
    }

    fn masked(&self, bytes: &[u8]) -> String {
        let ranges = if self.options.show_secrets { Vec::new() } else { secrets::in_line(bytes) };
        secrets::masked(bytes, &ranges)
    }

    /// Takes typed lines as far as the session can.
    fn pump(&mut self, session: &mut Session, now: Instant) {
        while session.is_data_mode() && !self.data.is_empty() {
            match session.send_data(now, &self.data) {
                Ok(0) | Err(_) => return,
                Ok(taken) => drop(self.data.drain(..taken)),
            }
        }
        while let Some(line) = self.typed.pop_front() {
            if session.is_data_mode() {
                if !self.type_data(session, now, &line) {
                    self.typed.push_front(line);
                    return;
                }
            } else if self.asked {
                self.answer(session, now, &line);
            } else if self.line.is_none() && session.is_ready() {
                self.command(session, now, &line);
            } else if line == "abort" {
                session.abort(now);
            } else {
                self.typed.push_front(line);
                return;
            }
        }
    }

    /// Whether it was taken.
    fn type_data(&mut self, session: &mut Session, now: Instant, line: &str) -> bool {
        if line == "+++" {
            if session.escape(now).is_ok() {
                self.note("leaving data mode");
            }
            return true;
        }
        let bytes = [line.as_bytes(), b"\r\n"].concat();
        match session.send_data(now, &bytes) {
            Ok(taken) => self.data = bytes[taken..].to_vec(),
            // It is about to be left.
            Err(_) => return false,
        }
        true
    }

    fn answer(&mut self, session: &mut Session, now: Instant, line: &str) {
        if line.is_empty() || line == "abort" || line == "quit" {
            self.asked = false;
            self.body.clear();
            session.abort(now);
            self.quitting |= line == "quit";
            return;
        }
        let text = match self.line.as_deref().and_then(announced_len).filter(|len| *len > 0) {
            Some(len) => {
                self.body.extend(unescaped(line).replace('\n', "\r\n").bytes());
                let typed = self.body.len();
                if typed < len {
                    return self.note(&format!("{typed} of {len} bytes: type the rest"));
                }
                if typed > len {
                    self.note(&format!(
                        "{typed} bytes in place of {len}: the last ones are left out"
                    ));
                }
                self.body.truncate(len);
                core::mem::take(&mut self.body)
            }
            None => [unescaped(line).replace('\n', "\r").as_bytes(), b"\x1a"].concat(),
        };
        self.asked = false;
        if let Err(error) = session.answer_prompt(now, &text) {
            self.print("failed", &error.to_string(), Fields::new());
        }
    }

    fn command(&mut self, session: &mut Session, now: Instant, line: &str) {
        match line {
            "" => return,
            "help" => return HELP.lines().for_each(|line| self.note(line)),
            "quit" => {
                self.quitting = true;
                return;
            }
            "abort" => return self.note("no command is in flight"),
            _ => {}
        }
        let is_command = line
            .get(..2)
            .is_some_and(|front| ["AT", "A/"].iter().any(|at| front.eq_ignore_ascii_case(at)));
        if !is_command {
            let text = "a command begins with AT; type help";
            return self.print("failed", text, Fields::new());
        }
        match session.send_line(now, Plan::of_line(line.as_bytes()), line.as_bytes()) {
            Ok(_) => {
                let (name, mut fields) =
                    fields::command(line.as_bytes(), self.texts, self.options.show_secrets);
                set!(fields, "name": name);
                fields.remove("line");
                self.print("command", &self.masked(line.as_bytes()), fields);
                self.line = Some(line.as_bytes().to_vec());
            }
            Err(error) => self.print("failed", &error.to_string(), Fields::new()),
        }
    }

    fn line_of(
        &mut self,
        event: &'static str,
        line: Line<'_>,
        (name, mut fields): (String, Fields),
    ) {
        self.header = line.as_bytes().to_vec();
        set!(fields, "name": name);
        self.print(event, &self.masked(line.as_bytes()), fields);
    }

    fn done(&mut self, outcome: &Outcome<'_>) {
        let line = self.line.take().unwrap_or_default();
        self.asked = false;
        let mut all = Fields::new();
        set!(all, "command": fields::command(&line, self.texts, false).0);
        let (Outcome::Final(result) | Outcome::Aborted(Some(result))) = outcome else {
            return self.print("failed", &outcome.to_string(), all);
        };
        let (name, of_result) = fields::result(result);
        set!(all, "name": name);
        all.extend(of_result);
        if outcome.is_success() {
            self.texts.accepted(&line);
        }
        let event = if outcome.is_success() { "final" } else { "failed" };
        self.print(event, &outcome.to_string(), all);
        if matches!(result, cellwire_at::lexer::FinalResult::Connect(_)) {
            self.data_mode_begins();
        }
    }

    fn data_mode_begins(&mut self) {
        self.note("data mode: +++ alone on a line leads back to commands");
        self.set_data_mode(true);
    }

    fn set_data_mode(&mut self, on: bool) {
        self.data.clear();
        if let Some(recorder) = &mut self.recorder {
            recorder.data_mode = on;
        }
    }

    fn record(&mut self, record: impl FnOnce(&mut Recorder) -> std::io::Result<()>) {
        if let Some(recorder) = &mut self.recorder
            && let Err(error) = record(recorder)
        {
            self.failed = Some(error.to_string());
        }
    }

    /// Writes what is left of the record.
    pub fn close(&mut self) {
        self.record(Recorder::finish);
        if let Some(error) = &self.failed {
            complain("at-terminal", &format_args!("record: {error}"));
        }
    }
}

impl App<Session> for Console {
    type Job = Typing;
    type Exit = Quit;

    fn event(&mut self, event: Event<'_>, _: &mut VecDeque<Typing>) {
        let (show, texts) = (self.options.show_secrets, self.texts);
        match event {
            Event::Answer { line, unclear, .. } => {
                let sent = self.line.as_deref().unwrap_or_default();
                self.texts.answered(line);
                let mut decoded = fields::answer(line, sent, self.texts, show);
                if unclear {
                    set!(decoded.1, "ambiguous": true);
                }
                self.line_of("line", line, decoded);
            }
            Event::Unsolicited(line) => {
                self.line_of("urc", line, fields::unsolicited(line, texts, show));
            }
            Event::Late(line) => self.line_of("late", line, fields::unsolicited(line, texts, show)),
            Event::Reset(line) => {
                self.set_data_mode(false);
                self.line_of("reset", line, fields::unsolicited(line, texts, show));
            }
            Event::Echo(_) => {}
            Event::Prompt { ticket } => {
                self.asked = ticket.is_some();
                self.print("prompt", "the modem asks for data: type it", Fields::new());
            }
            Event::Done { outcome, .. } => self.done(&outcome),
            Event::Message { text, .. } => {
                let fields = message::behind(Line::new(&self.header), text, self.texts);
                self.print("payload", &lossless(text), fields);
            }
            Event::PayloadHeader { line, len, .. } => {
                let mut decoded = fields::untyped(line, show);
                set!(decoded.1, "payload_len": len);
                self.line_of("line", line, decoded);
            }
            Event::Payload { data, .. } => {
                let mut fields = Fields::new();
                set!(fields, "hex": hex(data));
                self.print("payload", &lossless(data), fields);
            }
            Event::Data(data) => self.print("data", &lossless(data), Fields::new()),
            Event::Disconnected(why) => {
                self.set_data_mode(false);
                let why = match why {
                    Disconnect::Escaped => "command mode; ATO goes back to data",
                    Disconnect::Reset => "the modem has started anew",
                    _ => "the connection has ended",
                };
                self.print("disconnected", why, Fields::new());
            }
            Event::NotEscaped => self.note("the modem has not heard +++; data mode goes on"),
            Event::Stray(result) => {
                let (name, mut fields) = fields::result(&result);
                set!(fields, "name": name, "stray": true);
                self.print("urc", &result.to_string(), fields);
                if self.line.is_none() && result.begins_data() {
                    self.data_mode_begins();
                }
            }
            Event::Unresponsive => {
                self.print("failed", "the modem says nothing", Fields::new());
            }
            Event::Fault(fault) => self.print("fault", &fault.to_string(), Fields::new()),
            _ => {}
        }
    }

    fn perform(&mut self, _: &mut Session, _: Instant, job: Typing) -> ControlFlow<Quit> {
        match job {
            Typing::Line(line) => {
                self.typed.push_back(line);
                ControlFlow::Continue(())
            }
            Typing::Stop => ControlFlow::Break(Quit::Asked),
        }
    }

    fn tick(&mut self, session: &mut Session, now: Instant) -> ControlFlow<Quit> {
        if let Some(error) = self.failed.take() {
            return ControlFlow::Break(Quit::Record(error));
        }
        self.pump(session, now);
        let is_idle = self.line.is_none() && self.data.is_empty();
        if self.quitting && is_idle {
            ControlFlow::Break(Quit::Asked)
        } else {
            ControlFlow::Continue(())
        }
    }

    fn received(&mut self, (): (), bytes: &[u8]) {
        self.record(|recorder| recorder.received(bytes));
    }

    fn sent(&mut self, (): (), bytes: &[u8]) {
        self.record(|recorder| recorder.sent(bytes));
    }
}
