//! Datagrams by hand: what a gateway says, and what the server makes of it.

mod commands;
mod events;
mod gather;
mod hostile;
mod limits;
mod lines;
mod outcomes;
mod queue;
mod reports;
mod restart;
mod sms;
mod wire;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::SocketAddr;
use core::time::Duration;

use cellwire_codec::{Instant, RetryPolicy};

use super::super::{
    AckMode, CommandId, EventTicket, Limits, LineConfig, LineId, Polling, Server, ServerConfig,
    ServerEvent, ServerEventKind as Kind, Sms, SmsFailure, SmsId, SmsOutcome,
};

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Where the line `n` is.
fn gateway(n: u16) -> SocketAddr {
    ([192, 0, 2, 7], 10990 + n).into()
}

/// A server, the time, and what it has said and not been looked at.
struct Bench {
    server: Server,
    now: Instant,
    lines: Vec<LineId>,
    told: Vec<String>,
}

impl Bench {
    /// A server with the lines `goip1` and `goip2`, whose passwords are `pass1` and `pass2`, which
    /// have not registered.
    fn cold(config: ServerConfig) -> Self {
        let mut server = Server::new(config);
        let lines = (1..=2)
            .map(|n| server.add_line(LineConfig::new(format!("goip{n}"), &*format!("pass{n}"))))
            .collect::<Result<_, _>>()
            .unwrap();
        Self { server, now: Instant::ORIGIN, lines, told: Vec::new() }
    }

    /// A server with one line.
    fn with_line(config: ServerConfig, id: &str, password: &str) -> Self {
        let mut server = Server::new(config);
        let line = server.add_line(LineConfig::new(id, password)).unwrap();
        Self { server, now: Instant::ORIGIN, lines: [line].into(), told: Vec::new() }
    }

    /// Both are up.
    fn new(config: ServerConfig) -> Self {
        let mut bench = Self::cold(config);
        bench.keepalives(1);
        bench.silence();
        bench
    }

    fn keepalives(&mut self, count: i64) {
        for n in 1..=2 {
            self.hear(n, &format!("req:{count};id:goip{n};pass:pass{n};signal:20;"));
            assert_eq!(self.sent(), [format!("{n}< reg:{count};status:200;")]);
        }
    }

    /// Throws away what there is to tell and to send.
    fn silence(&mut self) {
        self.told();
        self.sent();
    }

    /// The line `n` says something.
    fn hear(&mut self, n: u16, datagram: &str) {
        self.hear_from(gateway(n), datagram.as_bytes());
    }

    fn hear_from(&mut self, from: SocketAddr, datagram: &[u8]) {
        self.told = self.told();
        assert_eq!(self.server.handle_input(self.now, from, datagram), datagram.len());
    }

    /// All that is to be sent: `line< datagram`, without its line end.
    fn sent(&mut self) -> Vec<String> {
        let (mut buffer, mut sent) = ([0; 4096], Vec::new());
        while let Some(transmit) = self.server.poll_transmit(self.now, &mut buffer).unwrap() {
            let text = str::from_utf8(&buffer[..transmit.len]).unwrap().trim_end();
            let place = match (1..=9).find(|n| gateway(*n) == transmit.to) {
                Some(n) => n.to_string(),
                None => transmit.to.to_string(),
            };
            sent.push(format!("{place}< {text}"));
            self.server.transmitted(self.now);
        }
        sent
    }

    /// All that is told, as one line each.
    fn told(&mut self) -> Vec<String> {
        let mut told = core::mem::take(&mut self.told);
        while let Some(event) = self.server.poll_event() {
            told.push(say(&event));
        }
        told
    }

    /// Lets time pass, and serves the timers when they are due; what is to be sent waits.
    fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(at) = self.server.poll_timeout().filter(|at| *at <= end) {
            assert!(at > self.now, "no time passes at {at:?}");
            self.now = at;
            self.server.handle_timeout(at);
        }
        self.now = end;
        self.server.handle_timeout(end);
    }

    /// Lets time pass, and says what was sent when: `seconds line< datagram`.
    fn sent_within(&mut self, seconds: u64) -> Vec<String> {
        let (start, mut sent) = (self.now, Vec::new());
        for second in 1..=seconds {
            self.pass(start + secs(second) - self.now);
            let elapsed = (self.now - start).as_secs();
            sent.extend(self.sent().into_iter().map(|sent| format!("{elapsed} {sent}")));
        }
        sent
    }

    fn sms(&mut self, n: usize, text: &str, numbers: &[&str]) -> SmsId {
        self.server.send_sms(self.lines[n - 1], Sms::new(text, numbers)).unwrap()
    }

    /// The line answers to each of these, and one thing is sent after each.
    fn talk(&mut self, n: u16, dialogue: &[(&str, &str)]) {
        for (heard, sent) in dialogue {
            self.hear(n, heard);
            let expected =
                if sent.is_empty() { Vec::new() } else { [format!("{n}< {sent}")].to_vec() };
            assert_eq!(self.sent(), expected, "after {heard}");
        }
    }
}

/// An event in one line.
fn say(event: &ServerEvent<'_>) -> String {
    let by = |ticket: &Option<EventTicket>| match ticket {
        Some(ticket) => format!(" by {ticket}"),
        None => String::new(),
    };
    let what = match &event.kind {
        Kind::Up { addr, status } => format!("up at {addr}, signal {:?}", status.signal),
        Kind::Moved { from, to } => format!("moved from {from} to {to}"),
        Kind::Status(status) => format!("signal {:?}", status.signal),
        Kind::Failing { unanswered } => format!("failing after {unanswered}"),
        Kind::Received { sms, ticket } => format!("{}: {}{}", sms.srcnum, sms.msg, by(ticket)),
        Kind::Gathered { srcnum, msg, parts } => format!("{srcnum}: {msg} in {parts}"),
        Kind::Delivery { sms, sms_no, state, num, ticket } => format!(
            "delivery {sms_no} of {:?}: {} to {num:?}{}",
            sms.map(|(sms, place)| (sms.as_u64(), place)),
            state.0,
            by(ticket),
        ),
        Kind::Event { event, ticket, .. } => format!("{event:?}{}", by(ticket)),
        Kind::Outcome {
            sms,
            recipient,
            number,
            outcome: SmsOutcome::Failed(SmsFailure::Network(code)),
        } => format!("sms {sms} to {recipient} {number}: {}", code.0),
        Kind::Outcome { sms, recipient, number, outcome } => {
            format!("sms {sms} to {recipient} {number}: {outcome:?}")
        }
        Kind::Postponed { sms, reason, until: Some(until) } => {
            format!("sms {sms} waits until {:?}: {reason}", until.since_origin())
        }
        Kind::Postponed { sms, reason, until: None } => format!("sms {sms} waits: {reason}"),
        Kind::SmsDone { sms } => format!("sms {sms} done"),
        Kind::Answer { command, result } => format!("command {command}: {result:?}"),
        Kind::Refused { from, id, reason } => format!("refused {id:?} of {from}: {reason}"),
        kind => format!("{kind:?}"),
    };
    format!("{}: {what}", event.id)
}

/// Requests are sent twice, 3 s apart, and lines that are silent stay up.
fn quick() -> ServerConfig {
    let retry = RetryPolicy::fixed(secs(3), 2);
    ServerConfig {
        retry,
        command_retry: retry,
        polling: Polling::Repeat { unanswered: retry, waiting: secs(5) },
        line_timeout: secs(1_000_000),
        ..ServerConfig::default()
    }
}

/// The first number after those of the keepalives, which have none.
const GREETING: [(&str, &str); 2] =
    [("PASSWORD 1", "PASSWORD 1 pass1"), ("SEND 1", "SEND 1 2 +861")];
