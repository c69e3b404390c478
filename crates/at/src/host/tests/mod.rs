mod bodies;
mod commands;
mod data;
mod late;
mod verdicts;

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{format, vec};
use core::time::Duration;

use super::*;
use crate::network::creg;
use crate::pdu::{Address, Message, Pdu, Submit};
use crate::sms::{PduBody, cmgs};
use crate::status::cfun;
use crate::{Belongs, Dialect, Line, Verdict};

/// A host, a clock, and what happened in words.
struct Rig {
    host: Host<1024, 1024>,
    now: Instant,
    told: Vec<String>,
}

impl Rig {
    fn new() -> Self {
        Self::with(Config::default())
    }

    fn with(config: Config) -> Self {
        Self { host: Host::new(config).unwrap(), now: Instant::ORIGIN, told: Vec::new() }
    }

    fn poll(&mut self) {
        while let Some(event) = self.host.poll_event() {
            self.told.push(match event {
                Event::Answer { line, unclear: false, .. } => format!("answer {line}"),
                Event::Answer { line, unclear: true, .. } => format!("unclear {line}"),
                Event::Done { outcome, .. } => format!("done {outcome}"),
                Event::Unsolicited(line) => format!("urc {line}"),
                Event::Late(line) => format!("late {line}"),
                Event::Stray(result) => format!("stray {result}"),
                Event::Reset(line) => format!("reset {line}"),
                Event::Message { text, .. } => format!("message {}", text.escape_ascii()),
                Event::Data(data) => format!("data {}", data.escape_ascii()),
                Event::Echo(_) => continue,
                Event::Prompt { .. } => String::from("prompt"),
                Event::Accepted { .. } => String::from("accepted"),
                event => format!("{event:?}"),
            });
        }
    }

    /// What the modem sends, in one piece.
    fn hear(&mut self, bytes: &str) -> &mut Self {
        let mut rest = bytes.as_bytes();
        while !rest.is_empty() {
            let taken = self.host.handle_input(self.now, rest);
            rest = &rest[taken..];
            self.poll();
        }
        self
    }

    /// What the host sends now.
    fn sent(&mut self) -> String {
        let mut sent = Vec::new();
        let mut buffer = [0; 7];
        loop {
            let len = self.host.poll_transmit(self.now, &mut buffer);
            if len == 0 {
                return sent.escape_ascii().to_string();
            }
            sent.extend(&buffer[..len]);
            self.host.transmitted(self.now);
        }
    }

    fn send<'a>(&mut self, command: &(impl Command + Fields<'a>)) -> String {
        self.host.send(self.now, command).unwrap();
        self.sent()
    }

    /// Time goes by; what is sent in it.
    fn wait(&mut self, seconds: u64) -> String {
        let end = self.now + Duration::from_secs(seconds);
        let mut sent = self.sent();
        while let Some(at) = self.host.poll_timeout().filter(|at| *at <= end) {
            assert!(at >= self.now, "time goes on");
            self.now = at;
            self.host.handle_timeout(at);
            self.poll();
            sent += &self.sent();
        }
        self.now = end;
        sent
    }

    /// Time goes by until the command in flight is given up.
    fn time_out(&mut self) {
        while self.told.is_empty() {
            self.now = self.host.poll_timeout().unwrap();
            self.host.handle_timeout(self.now);
            self.poll();
        }
        assert_eq!(self.told(), ["done the modem did not answer in time"]);
    }

    fn told(&mut self) -> Vec<String> {
        core::mem::take(&mut self.told)
    }
}

fn message<'a>(digits: &'a mut [u8; 352]) -> cmgs::Pdu<'a> {
    let part = Message::new("hellohello").parts().unwrap().next().unwrap();
    let pdu = Pdu::new(Submit::new(Address::new("+46708251358").unwrap(), &part));
    cmgs::Pdu { pdu: PduBody::new(pdu.encode_hex(digits).unwrap()).unwrap() }
}

fn connected() -> Rig {
    let mut rig = Rig::new();
    let plan = Plan::new("D", crate::Form::Set).connecting();
    rig.host.send_line(rig.now, plan, b"ATD*99#").unwrap();
    assert_eq!(rig.sent(), "ATD*99#\\r");
    rig.hear("ATD*99#\r\r\nCONNECT 115200\r\n~\x7d#");
    assert_eq!(rig.told(), ["done CONNECT 115200", "data ~}#"]);
    rig
}
