//! Transcripts of what a gateway says and tells.
//!
//! | line | means |
//! |---|---|
//! | `> text` | the server sends this |
//! | `1> text` | to line 1 |
//! | `< text`, `1< text` | the gateway sends this |
//! | `! text` | the application is told this |
//! | `+ 3` | so many seconds pass |
//!
//! `\n` is a line end. After each `>` and `+` stands all that is sent, and then all that is told.

mod bulk;
mod calls;
mod commands;
mod faults;
mod keepalive;
mod limits;
mod oneshot;
mod power;
mod reports;
mod ussd;

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::SocketAddr;
use core::time::Duration;

use cellwire_codec::Instant;

use super::*;
use crate::message::AckResult;

const SERVER: SocketAddr =
    SocketAddr::new(core::net::IpAddr::V4(core::net::Ipv4Addr::LOCALHOST), 44444);

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A gateway whose keepalives are not in the way.
fn config(lines: usize) -> GatewayConfig {
    let lines =
        (1..=lines).map(|line| GatewayLine::new(format!("goip{line}"), format!("password{line}")));
    GatewayConfig {
        keepalive_interval: secs(36_000),
        ..GatewayConfig::new(SERVER, lines.collect())
    }
}

fn by_hand() -> GatewayConfig {
    GatewayConfig { network: Network::Application, ..config(1) }
}

struct Bench {
    gateway: Gateway,
    now: Instant,
    peer: SocketAddr,
    said: Vec<String>,
    told: Vec<String>,
}

impl Bench {
    /// A gateway whose lines have sent their first keepalive.
    fn new(config: GatewayConfig) -> Self {
        let mut bench = Self::just_on(config);
        bench.pass(Duration::from_secs(1));
        bench.said.clear();
        bench
    }

    /// A gateway that does not know the time yet.
    fn just_on(config: GatewayConfig) -> Self {
        let gateway = Gateway::new(config).unwrap();
        let (said, told) = (Vec::new(), Vec::new());
        Self { gateway, now: Instant::from_origin(secs(1000)), peer: SERVER, said, told }
    }

    fn hear(&mut self, line: usize, datagram: &[u8]) {
        let from = LineAddr { line, peer: self.peer };
        assert_eq!(self.gateway.handle_input(self.now, from, datagram), datagram.len());
        self.settle();
    }

    /// Lets time pass, and serves each timer when it is due.
    fn pass(&mut self, duration: Duration) {
        let until = self.now + duration;
        while let Some(next) = self.gateway.poll_timeout().filter(|next| *next <= until) {
            self.now = self.now.max(next);
            self.gateway.handle_timeout(self.now);
            self.settle();
        }
        self.now = until;
        self.gateway.handle_timeout(until);
        self.settle();
    }

    fn settle(&mut self) {
        while let Some(event) = self.gateway.poll_event() {
            self.told.push(describe(&event));
        }
        let mut buffer = [0; 4096];
        while let Some(transmit) = self.gateway.poll_transmit(self.now, &mut buffer).unwrap() {
            self.gateway.transmitted(self.now);
            let text = String::from_utf8_lossy(&buffer[..transmit.len]).replace('\n', "\\n");
            let line = prefix(transmit.to.line);
            // Only whoever is not the server itself is mentioned.
            let to = match transmit.to.peer {
                SERVER => String::new(),
                peer => format!(" to {peer}"),
            };
            self.said.push(format!("{line}< {text}{to}"));
        }
    }

    /// What was sent, and then what was told, since the last time.
    fn news(&mut self) -> Vec<String> {
        self.settle();
        self.said.drain(..).chain(self.told.drain(..)).collect()
    }

    #[track_caller]
    fn expect(&mut self, expected: &[&str]) {
        assert_eq!(self.news(), expected);
    }

    #[track_caller]
    fn play(&mut self, transcript: &str) {
        let mut steps: Vec<(&str, Vec<String>)> = Vec::new();
        let lines = transcript.lines().map(str::trim_start).filter(|line| !line.is_empty());
        for line in lines {
            let is_step = line.starts_with('+') || line.split(' ').next().unwrap().ends_with('>');
            match steps.last_mut() {
                Some((_, expected)) if !is_step => expected.push(line.to_owned()),
                _ => steps.push((line, Vec::new())),
            }
        }
        for (step, expected) in steps {
            let (head, rest) = step.split_once(' ').unwrap();
            match head.strip_suffix('>') {
                Some(line) => {
                    let line = line.parse().unwrap_or_default();
                    self.hear(line, rest.replace("\\n", "\n").as_bytes());
                }
                None => self.pass(Duration::from_secs_f64(rest.parse().unwrap())),
            }
            assert_eq!(self.news(), expected, "after {step}");
        }
    }
}

fn prefix(line: usize) -> String {
    if line == 0 { String::new() } else { line.to_string() }
}

fn describe(event: &GatewayEvent<'_>) -> String {
    let line = prefix(event.line);
    let what = match &event.kind {
        GatewayEventKind::Registered(status) => format!("registered {}", status.0),
        GatewayEventKind::Unregistered => "unregistered".into(),
        GatewayEventKind::Submit { submission, sms_no, number, text } => {
            format!("submit {submission} as {sms_no} to {number}: {text}")
        }
        GatewayEventKind::Ussd { code } => format!("ussd {code}"),
        GatewayEventKind::UssdExit => "ussd exit".into(),
        GatewayEventKind::Command(request) => format!("command {}", request.verb()),
        GatewayEventKind::Rebooting => "rebooting".into(),
        GatewayEventKind::Acknowledged { report, result } => match result {
            AckResult::Ok => format!("acknowledged {report}"),
            AckResult::Error(text) => format!("refused {report}: {text}"),
            AckResult::Disable => format!("disabled {report}"),
        },
        GatewayEventKind::NotAcknowledged { report } => format!("not acknowledged {report}"),
    };
    format!("{line}! {what}")
}
