//! The modem, as hosts see it.

#![expect(clippy::unwrap_used, reason = "this is how a test fails")]

mod calls;
mod commands;
mod data;
mod laws;
mod lines;
mod peers;
mod urcs;

use alloc::string::String;
use alloc::vec::Vec;
use core::num::NonZeroUsize;
use core::time::Duration;

use cellwire_codec::Instant;

use super::*;
use crate::Form;
use crate::error::{CmeError, CmsError};

/// A product with a command of each kind.
#[derive(Clone, Debug, Default)]
struct Product {
    /// What was asked, one after the other.
    log: Vec<String>,
    /// What was entered after prompts.
    entries: Vec<Vec<u8>>,
    /// How `AT+COPS?` prints the operator.
    operator_format: u8,
    /// Whether it makes connections.
    connects: bool,
}

impl Product {
    const fn new() -> Self {
        Self { log: Vec::new(), entries: Vec::new(), operator_format: 0, connects: true }
    }

    fn note(&mut self, what: impl Into<String>) {
        if self.log.len() < 10_000 {
            self.log.push(what.into());
        }
    }
}

impl Handler for Product {
    fn command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Answer {
        let mut params = request.params;
        let text = String::from_utf8_lossy(params.as_bytes()).into_owned();
        self.note(alloc::format!("{}{}{text}", request.name, request.form.suffix()));
        match (request.name.as_str(), request.form) {
            ("+CSQ", Form::Action) => reply.line("+CSQ: 17,99"),
            ("+CGMI", Form::Action) => reply.line("cellwire"),
            ("+CREG", Form::Read) => reply.line("+CREG: 0,1"),
            ("+CREG" | "+CLIP" | "+CNMI" | "+CPMS" | "+CSCA" | "+CMGD" | "+CPOL", Form::Set) => {}
            ("+COPS", Form::Set) => {
                params.skip();
                self.operator_format = params.u8().unwrap_or_default();
            }
            ("+COPS", Form::Read) => {
                let format = self.operator_format;
                reply.params("+COPS", |params| {
                    params.number(0);
                    params.number(format);
                    params.string(if format == 2 { "26201" } else { "Telekom" })
                });
            }
            ("+COPS", Form::Test) => return Answer::Pending(Pending::new().abortable()),
            ("+SLOW", _) => {
                return Answer::Pending(Pending::new().within(Duration::from_secs(30)));
            }
            ("+CMGS", Form::Set) => return Answer::Prompt(Prompt::text()),
            ("+CIPSEND", Form::Set) => return Answer::Prompt(Prompt::escaped_data()),
            ("+MIPSEND", Form::Set) => {
                let mut prompt = Prompt::data(NonZeroUsize::MIN);
                prompt.end = PromptEnd::CtrlZ;
                return Answer::Prompt(prompt);
            }
            ("+SEND", Form::Set) => {
                return match params.u16().ok().and_then(|len| NonZeroUsize::new(len.into())) {
                    Some(len) => Answer::Prompt(Prompt::data(len)),
                    None => Answer::Error,
                };
            }
            ("+CPIN", _) => return CmeError::SIM_NOT_INSERTED.into(),
            ("+CMGR", _) => return CmsError(321).into(),
            ("+ODD", _) => return CmeError(515).into(),
            ("+TCP", _) => return Answer::Final("+TCPIP ERROR: 631".into()),
            ("+EVIL", Form::Action) => reply.line("a\r\nOK\r\n"),
            ("+EVIL", _) => return Answer::Final("a\r\nOK".into()),
            ("+BIG", _) => (0..1000).for_each(|_| reply.bytes(&[b'x'; 100])),
            ("+TWO", _) => ["+TWO: 1", "+TWO: 2"].into_iter().for_each(|line| reply.line(line)),
            ("+READ", _) => {
                reply.line("+READ: 4");
                reply.raw(b"\r\n\r\n");
                reply.raw(b"\r\n");
            }
            ("+OPEN", _) => {
                reply.after(|lines| lines.line("+OPEN: 0,0")).ok();
            }
            ("S24", Form::Read) => reply.line("024"),
            ("+DATA", _) if self.connects => return Answer::CONNECT,
            _ => return Answer::Pass,
        }
        Answer::Ok
    }

    fn entry(&mut self, entry: Entry<'_>, reply: &mut Reply<'_>) -> Answer {
        match entry {
            Entry::Complete(text) => {
                if self.entries.len() < 1000 {
                    self.entries.push(text.into());
                }
                reply.line("+CMGS: 5");
                Answer::Ok
            }
            Entry::Cancelled => {
                self.note("cancelled");
                Answer::Ok
            }
            Entry::TimedOut(text) => {
                self.entries.push(text.into());
                Answer::Cms(CmsError(332))
            }
            Entry::TooLong => Answer::Cms(CmsError(305)),
        }
    }

    fn dial(&mut self, dial: &Dial<'_>, _reply: &mut Reply<'_>) -> Answer {
        let number: Vec<u8> = dial.target.digits().into_iter().flatten().collect();
        self.note(alloc::format!("dial {} {}", number.escape_ascii(), dial.voice));
        match &number[..] {
            _ if !self.connects => Answer::NoCarrier,
            b"*99#" => Answer::Connect("115200".into()),
            b"1" => Answer::Busy,
            b"2" => Answer::NoDialtone,
            b"3" => Answer::NoAnswer,
            b"4" => Answer::Ok,
            _ => Answer::Pending(Pending::new().abortable()),
        }
    }

    fn answer(&mut self, _reply: &mut Reply<'_>) -> Answer {
        self.note("answer");
        if self.connects { Answer::CONNECT } else { Answer::NoCarrier }
    }

    fn hang_up(&mut self, _reply: &mut Reply<'_>) -> Answer {
        self.note("hang up");
        Answer::Ok
    }

    fn reset(&mut self, reset: Reset) {
        self.note(alloc::format!("reset {reset:?}"));
        self.operator_format = 0;
    }
}

/// A modem, and the time.
struct Rig {
    modem: Modem<Product>,
    now: Instant,
    events: Vec<Event<'static>>,
}

impl Rig {
    /// Without echo.
    fn new() -> Self {
        let mut config = ModemConfig::default();
        config.factory.echo = false;
        Self::with(config)
    }

    fn with(config: ModemConfig) -> Self {
        let modem = Modem::new(config, Product::new());
        Self { modem, now: Instant::from_origin(Duration::from_secs(100)), events: Vec::new() }
    }

    fn take_bytes(&mut self) -> Vec<u8> {
        let mut output = Vec::new();
        let mut buffer = [0; 64];
        loop {
            while let Some(event) = self.modem.poll_event() {
                self.events.push(event.into_owned());
            }
            match self.modem.poll_transmit(self.now, &mut buffer).unwrap() {
                Some(transmit) => output.extend_from_slice(&buffer[..transmit.len]),
                None => break,
            }
            self.modem.transmitted(self.now);
        }
        while let Some(event) = self.modem.poll_event() {
            self.events.push(event.into_owned());
        }
        output
    }

    fn take(&mut self) -> String {
        let bytes = self.take_bytes();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Sends bytes, all at once, and gives what comes back.
    fn send(&mut self, bytes: impl AsRef<[u8]>) -> String {
        let mut bytes = bytes.as_ref();
        let mut output = String::new();
        loop {
            let taken = self.modem.handle_input(self.now, bytes);
            bytes = &bytes[taken..];
            output += &self.take();
            if bytes.is_empty() {
                return output;
            }
        }
    }

    /// Sends bytes one by one, with a pause behind each.
    fn type_in(&mut self, bytes: impl AsRef<[u8]>, pause: Duration) -> String {
        let mut output = String::new();
        for byte in bytes.as_ref() {
            output += &self.send([*byte]);
            output += &self.wait(pause);
        }
        output
    }

    /// Lets time pass, from one timer to the next, and gives what comes.
    fn wait(&mut self, time: Duration) -> String {
        let end = self.now + time;
        let mut output = String::new();
        let mut rounds = 0;
        while let Some(due) = self.modem.poll_timeout().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.modem.handle_timeout(self.now);
            output += &self.take();
            rounds += 1;
            assert!(rounds < 100, "timers spin");
        }
        self.now = end;
        self.modem.handle_timeout(self.now);
        output + &self.take()
    }

    fn seconds(&mut self, seconds: u64) -> String {
        self.wait(Duration::from_secs(seconds))
    }

    fn log(&mut self) -> Vec<String> {
        core::mem::take(&mut self.modem.handler_mut().log)
    }

    fn events(&mut self) -> Vec<Event<'static>> {
        core::mem::take(&mut self.events)
    }

    /// The data that the host has sent.
    fn data(&mut self) -> Vec<u8> {
        let data = |event| match event {
            Event::Data(data) => data.into_owned(),
            _ => Vec::new(),
        };
        self.events().into_iter().flat_map(data).collect()
    }

    fn finish(&mut self, answer: Answer) -> String {
        let command = self.modem.pending().unwrap();
        self.modem.finish(self.now, command, |_, _| answer).unwrap();
        self.take()
    }
}

const OK: &str = "\r\nOK\r\n";
const ERROR: &str = "\r\nERROR\r\n";
const NO_CARRIER: &str = "\r\nNO CARRIER\r\n";
const CONNECT: &str = "\r\nCONNECT\r\n";
