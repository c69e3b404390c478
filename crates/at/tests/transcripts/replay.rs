//! A host that sends what a transcript has, and hears what it has.

use core::time::Duration;

use cellwire_at::host::{Config, Event, Host, SendError};
use cellwire_at::{Dialect, Plan, ReceiveFormat};
use cellwire_codec::Instant;
use cellwire_codec::test_util::link::Rng;

use crate::commands;
use crate::format::{Said, Side, Transcript};
use crate::told::Told;

/// How what the modem says is cut.
pub(crate) enum Cuts {
    Whole,
    Bytes,
    Random(Rng),
}

/// How long nothing comes behind what the modem says: longer than a host waits for the rest of a result.
const SILENCE: Duration = Duration::from_millis(1500);

struct Replay {
    host: Host,
    now: Instant,
    cuts: Cuts,
    /// Whether the modem sends commands back: those that it has sent back in the transcript, or all.
    is_echo_printed: bool,
    echoes: bool,
    told: Told,
    sent: Vec<u8>,
    /// The line in flight, or the last one.
    command: Vec<u8>,
    /// What the modem is to send back.
    echo: Vec<u8>,
    /// Whether the host is asked for data that its command has not.
    is_asked: bool,
}

/// Replays a transcript, and says what has gone another way.
pub(crate) fn replay(transcript: &Transcript, echoes: bool, cuts: Cuts) -> Vec<String> {
    let is_echo_printed = transcript.setting("echo") == Some("printed");
    let mut replay = Replay {
        host: Host::new(Config::new(dialect(transcript))).unwrap(),
        now: Instant::ORIGIN,
        cuts,
        is_echo_printed,
        echoes: echoes && !is_echo_printed,
        told: Told::default(),
        sent: Vec::new(),
        command: Vec::new(),
        echo: Vec::new(),
        is_asked: false,
    };
    let mut wrong = Vec::new();
    let mut rest = transcript.said();
    while let Some(said) = rest.next() {
        let done = replay.step(said, rest.clone());
        let told = replay.told.take();
        if done.is_err() || told != said.expected {
            let why =
                done.err().unwrap_or_else(|| format!("it is told:\n#= {}", told.join("\n#= ")));
            wrong.push(format!("{}, line {}: {why}", transcript.name, said.number));
        }
    }
    if !replay.sent.is_empty() {
        wrong.push(format!("{}: \"{}\" is sent, too", transcript.name, replay.sent.escape_ascii()));
    }
    wrong
}

fn dialect(transcript: &Transcript) -> Dialect {
    match (transcript.setting("dialect"), transcript.setting("iprfmt")) {
        (Some("a76xx"), None) => Dialect::A76XX,
        (Some("l610"), None) => Dialect::l610(ReceiveFormat::Hex),
        (Some("l610"), Some("2")) => Dialect::l610(ReceiveFormat::Raw),
        (Some("l610"), Some("5")) => Dialect::l610(ReceiveFormat::Read),
        other => panic!("{}: {other:?} is no dialect", transcript.name),
    }
}

impl Replay {
    fn step<'a>(
        &mut self,
        said: &Said,
        mut rest: impl Iterator<Item = &'a Said> + Clone,
    ) -> Result<(), String> {
        match said.side {
            Side::Host => {
                let data = rest.clone().find(|next| next.side == Side::Host);
                self.host_says(&said.bytes, data.map_or(&[], |data| &data.bytes))?;
            }
            Side::Modem => {
                self.modem_says(&said.bytes)?;
                if rest.clone().next().is_none_or(|next| next.at.is_none()) {
                    self.run_until(self.now + SILENCE);
                }
            }
        }
        if let Some(Said { at: Some(at), .. }) = rest.next() {
            self.run_until(Instant::from_origin(*at));
        }
        Ok(())
    }

    fn host_says(&mut self, bytes: &[u8], data: &[u8]) -> Result<(), String> {
        if self.host.is_data_mode() && bytes == b"+++" {
            self.host.escape(self.now).map_err(|error| error.to_string())?;
            // It is silent before.
            self.run_until(self.now + SILENCE);
        } else if self.host.is_data_mode() {
            let taken = self.host.send_data(self.now, bytes).map_err(|error| error.to_string())?;
            assert_eq!(taken, bytes.len());
        } else if core::mem::take(&mut self.is_asked) {
            self.host.answer_prompt(self.now, bytes).map_err(|error| error.to_string())?;
        } else if self.sent.is_empty() {
            let line = bytes.strip_suffix(b"\r").ok_or("a command ends with a CR")?;
            self.command(line, data).map_err(|error| error.to_string())?;
            self.echo.extend_from_slice(if self.echoes { bytes } else { &[] });
        }
        self.turn();
        let sent = core::mem::take(&mut self.sent);
        match sent == bytes {
            true => Ok(()),
            false => Err(format!("\"{}\" is sent", sent.escape_ascii())),
        }
    }

    fn command(&mut self, line: &[u8], data: &[u8]) -> Result<(), SendError> {
        self.command = line.to_vec();
        match commands::send(&mut self.host, self.now, line, data) {
            Some(sent) => sent.map(|_| ()),
            None => {
                self.told.push("no typed command");
                self.host.send_line(self.now, Plan::of_line(line), line).map(|_| ())
            }
        }
    }

    fn modem_says(&mut self, bytes: &[u8]) -> Result<(), String> {
        let echo = core::mem::take(&mut self.echo);
        let all = [&echo, bytes].concat();
        let mut rest = &all[..];
        while !rest.is_empty() {
            let len = match &mut self.cuts {
                Cuts::Whole => rest.len(),
                Cuts::Bytes => 1,
                Cuts::Random(rng) => 1 + rng.below(12) as usize,
            };
            let (mut piece, behind) = rest.split_at(len.min(rest.len()));
            while !piece.is_empty() {
                piece = &piece[self.host.handle_input(self.now, piece)..];
                self.turn();
            }
            rest = behind;
            // As on a serial line.
            self.run_until(self.now + Duration::from_millis(1));
        }
        let echoed = core::mem::take(&mut self.told.echoed);
        match echoed == echo.trim_ascii_end() || self.is_echo_printed {
            true => Ok(()),
            false => Err(format!("the echo is \"{}\"", echoed.escape_ascii())),
        }
    }

    /// Lets time pass.
    fn run_until(&mut self, end: Instant) {
        while let Some(due) = self.host.poll_timeout().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.host.handle_timeout(self.now);
            self.turn();
        }
        self.now = self.now.max(end);
        self.host.handle_timeout(self.now);
        self.turn();
    }

    fn turn(&mut self) {
        loop {
            while let Some(event) = self.host.poll_event() {
                self.told.event(&event, &self.command);
                self.is_asked |= matches!(event, Event::Prompt { ticket: Some(_) });
            }
            let mut buffer = [0; 4096];
            let len = self.host.poll_transmit(self.now, &mut buffer);
            if len == 0 {
                return;
            }
            // What leaves by itself was not asked for.
            self.is_asked = false;
            self.sent.extend_from_slice(&buffer[..len]);
            self.host.transmitted(self.now);
        }
    }
}
