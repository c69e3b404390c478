use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::time::Duration;

use cellwire_codec::{Instant, RetryPolicy};
use cellwire_goip::message::CmsError;
use cellwire_goip::session::{
    Faults, GatewayEventKind, GatewayLine, LineAddr, Network, ReportId, Resubmission, SubmissionId,
    UssdAnswer,
};
use cellwire_goip::{Gateway, GatewayConfig, GatewayMessage, ServerMessage};

use super::build;
use super::source::Source;

/// Whatever a server, strangers, an application and a clock can do to a device.
pub fn gateway(data: &[u8]) {
    let mut source = Source::new(data);
    Device::new(&mut source).run(&mut source);
}

const PASSWORDS: [&str; 2] = ["secret-of-0", "secret-of-1"];
const SECOND: Duration = Duration::from_secs(1);

fn address(number: usize) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, number as u8], 44_444))
}

struct Device {
    config: GatewayConfig,
    gateway: Gateway,
    now: Instant,
    /// Reports whose end was not told.
    reports: BTreeMap<ReportId, usize>,
    reports_taken: BTreeSet<ReportId>,
    /// How often each was sent since the last reboot.
    copies: BTreeMap<(usize, Vec<u8>, i64), u32>,
    submissions: Vec<SubmissionId>,
    /// What may have been submitted and carried out, and what was.
    may_submit: u64,
    submitted: u64,
    may_command: u64,
    commanded: u64,
    texts: BTreeSet<Vec<u8>>,
    /// Who has said something to a line.
    peers: BTreeSet<LineAddr>,
    rebooted: bool,
}

impl Device {
    fn new(source: &mut Source<'_>) -> Self {
        let lines = (0..1 + source.below(2))
            .map(|line| GatewayLine::new(format!("goip{line}"), PASSWORDS[line]))
            .collect();
        let mut config = GatewayConfig::new(address(0), lines);
        config.keepalive_interval = source.pick(&[30, 1, 0, 100]) * SECOND;
        config.event_retry = source.pick(&[
            RetryPolicy::fixed(3 * SECOND, 4),
            RetryPolicy::once(SECOND),
            RetryPolicy::fixed(Duration::ZERO, 2),
        ]);
        config.max_sessions = source.pick(&[5, 1, 0]);
        config.session_timeout = source.pick(&[90, 1, 0]) * SECOND;
        config.max_telids = source.pick(&[10, 1, 0]);
        config.max_text_len = source.pick(&[3000, 5, 0]);
        config.max_events = source.pick(&[100, 1, 0, 3]);
        config.resubmission = source.pick(&[Resubmission::Idempotent, Resubmission::Anew]);
        config.announce_outcomes = source.bool();
        config.network = source.pick(&[
            Network::Automatic(3 * SECOND),
            Network::Automatic(Duration::ZERO),
            Network::Application,
        ]);
        config.delivery_reports = source.bool();
        config.ussd_timeout = source.pick(&[10, 0, 100]) * SECOND;
        config.reboot_time = source.pick(&[5, 0]) * SECOND;
        config.first_event = source.pick(&[1_000_000_000, 2, 0, i64::MIN, i64::MIN + 1]);
        config.faults = faults(source);
        let gateway = Gateway::new(config.clone()).unwrap();
        let shown = format!("{gateway:?} {config:?}");
        assert!(!shown.contains("secret"), "{shown}");
        Self {
            gateway,
            config,
            now: Instant::ORIGIN,
            reports: BTreeMap::new(),
            reports_taken: BTreeSet::new(),
            copies: BTreeMap::new(),
            submissions: Vec::new(),
            may_submit: 0,
            submitted: 0,
            may_command: 0,
            commanded: 0,
            texts: BTreeSet::new(),
            peers: BTreeSet::new(),
            rebooted: false,
        }
    }

    fn run(mut self, source: &mut Source<'_>) {
        while !source.is_empty() {
            self.step(source);
        }
        // Nobody says anything any more: each event comes to an end.
        self.gateway.set_faults(Faults::default());
        for _ in 0..2000 {
            self.settle();
            if self.reports.is_empty() {
                break;
            }
            assert!(self.gateway.poll_timeout().is_some(), "events wait, and nothing is due");
            self.now += SECOND;
            self.gateway.handle_timeout(self.now);
        }
        assert!(self.reports.is_empty(), "events without an end: {:?}", self.reports);
    }

    fn step(&mut self, source: &mut Source<'_>) {
        let one_more = usize::from(source.below(16) == 0);
        let line = source.below(self.config.lines.len() + one_more);
        match source.below(18) {
            0..=6 => {
                let datagram = self.datagram(line, source);
                self.input(line, &datagram, source);
            }
            7 => {
                let bytes = source.bytes(255);
                self.input(line, bytes, source);
            }
            8 | 9 => {
                let body = build::event_body(source);
                let report = self.gateway.report(line, body).map_err(|error| error.to_string());
                self.reported(line, report.ok());
            }
            10 => {
                let word = build::word(source);
                let report = match source.below(5) {
                    0 => self.gateway.receive_sms(line, word, "text"),
                    1 => self.gateway.set_state(line, build::channel_state(source)),
                    2 => self.gateway.incoming_call(line, word),
                    3 => self.gateway.answer_call(line),
                    _ => self.gateway.hang_up(line, word),
                };
                self.reported(line, report.map_err(|error| error.to_string()).ok());
            }
            11 => {
                let millis = source.pick(&[0, 1, 1000, 3000, 12_000, 60_000, 120_000]);
                self.now += Duration::from_millis(millis);
                if source.bool() {
                    self.gateway.handle_timeout(self.now);
                }
            }
            12 => {
                if let Some(at) = self.gateway.poll_timeout() {
                    self.now = self.now.max(at);
                    self.gateway.handle_timeout(self.now);
                }
            }
            13 => drop(self.drain()),
            14 => {
                let len = source.pick(&[70_000, 0, 10, 30, 300]);
                self.send(len);
            }
            15 if !self.submissions.is_empty() => {
                let submission = source.pick(&self.submissions);
                let result = if source.bool() { Ok(()) } else { Err(CmsError(38)) };
                self.gateway.submitted(submission, result);
                let again = self.gateway.submitted(submission, result);
                assert!(!again, "submitted twice");
            }
            16 => {
                let text = build::text(source);
                let answer = match source.below(3) {
                    0 => UssdAnswer::Reply(text),
                    1 => UssdAnswer::Error(text),
                    _ => UssdAnswer::Exit,
                };
                self.gateway.answer_ussd(line, answer);
            }
            _ => match source.below(6) {
                0 => {
                    self.drain();
                    self.gateway.reboot();
                    self.rebooted = true;
                    // What waited is forgotten.
                    self.drain();
                    self.reports.clear();
                    self.copies.clear();
                }
                1 => self.gateway.set_registered(line, source.bool()),
                2 => self.gateway.set_faults(faults(source)),
                3 => {
                    self.settle();
                    self.gateway.handle_timeout(self.now);
                    self.gateway.handle_timeout(Instant::ORIGIN);
                    assert_eq!(self.drain(), 0, "the same moment twice");
                }
                _ => self.settle(),
            },
        }
    }

    fn reported(&mut self, line: usize, report: Option<ReportId>) {
        if let Some(report) = report {
            assert!(self.reports_taken.insert(report), "{report} was given twice");
            self.reports.insert(report, line);
        }
    }

    /// What a server could say.
    fn datagram(&mut self, line: usize, source: &mut Source<'_>) -> Vec<u8> {
        let password = PASSWORDS[usize::from((line == 1) != (source.below(16) == 0))];
        let n = 1 + source.below(3);
        let telid = 1 + source.below(3);
        match source.below(10) {
            0 => {
                let word = build::word(source);
                format!("MSG {n} {} {word}\n", word.len()).into()
            }
            1 => format!("PASSWORD {n} {password}\n").into(),
            2 | 3 => format!("SEND {n} {telid} +100{n}\n").into(),
            4 => format!("DONE {n}\n").into(),
            5 => format!("SMS {n} {telid} {password} +1 text").into(),
            6 => {
                // What is acknowledged is one of the first events.
                let recvid = self.config.first_event.wrapping_sub(source.below(4) as i64);
                let verb = source.pick(&["RECEIVE", "STATE", "DELIVER", "RECORD", "HANGUP"]);
                let result = source.pick(&["OK", "ERROR x", "DISABLE"]);
                format!("{verb} {recvid} {result}").into()
            }
            7 => format!("reg:{};status:{};", source.below(8), source.pick(&[0, 200, 404])).into(),
            8 => {
                let request = build::request(source);
                let password = password.into();
                let command =
                    cellwire_goip::message::Command { sendid: n as i64, password, request };
                let mut datagram = vec![0; 1000];
                let len = ServerMessage::Command(command).write(&mut datagram).unwrap_or(0);
                datagram.truncate(len);
                datagram
            }
            _ => {
                let code = source.pick(&["*100#", "1", "*101#"]);
                format!("USSD {n} {password} {code}").into()
            }
        }
    }

    fn input(&mut self, line: usize, datagram: &[u8], source: &mut Source<'_>) {
        let peer = address(usize::from(source.below(8) == 0));
        let from = LineAddr { line, peer };
        self.note(line, datagram);
        self.peers.insert(from);
        let taken = self.gateway.handle_input(self.now, from, datagram);
        assert!(taken == 0 || taken == datagram.len(), "a datagram is taken whole");
        if taken < datagram.len() {
            let events = self.drain();
            self.send(70_000);
            let taken = self.gateway.handle_input(self.now, from, datagram);
            assert_eq!(taken, datagram.len(), "not taken after {events} events");
        }
    }

    /// Notes what a datagram may lead to.
    fn note(&mut self, line: usize, datagram: &[u8]) {
        let is_right = |password: cellwire_codec::Secret<'_>| {
            PASSWORDS.get(line).is_some_and(|right| password == (*right).into())
        };
        match ServerMessage::parse(datagram) {
            Ok(ServerMessage::Msg(msg)) => drop(self.texts.insert(msg.msg.as_bytes().to_vec())),
            Ok(ServerMessage::Submit(_)) => self.may_submit += 1,
            Ok(ServerMessage::OneShot(sms)) if is_right(sms.password) => {
                self.texts.insert(sms.msg.as_bytes().to_vec());
                self.may_submit += 1;
            }
            Ok(ServerMessage::Command(command)) if is_right(command.password) => {
                self.may_command += 1;
            }
            _ => {}
        }
    }

    fn drain(&mut self) -> usize {
        let mut count = 0;
        let mut rebooted = BTreeSet::new();
        while let Some(event) = self.gateway.poll_event() {
            count += 1;
            assert!(count < 100_000, "events without end");
            assert!(event.line < self.config.lines.len());
            let _ = format!("{event:?}");
            match event.kind {
                GatewayEventKind::Acknowledged { report, .. }
                | GatewayEventKind::NotAcknowledged { report } => {
                    // The session reports too: state, calls, delivery.
                    let of = self.reports.remove(&report);
                    assert!(of.is_none_or(|of| of == event.line));
                    let is_new = self.reports_taken.insert(report);
                    assert!(is_new || of.is_some() || self.rebooted, "{report} has two ends");
                }
                GatewayEventKind::Submit { submission, text, .. } => {
                    self.submitted += 1;
                    assert!(self.texts.contains(text.as_bytes()), "{text:?} is nobody's text");
                    assert!(!self.submissions.contains(&submission));
                    self.submissions.push(submission);
                }
                GatewayEventKind::Ussd { .. }
                | GatewayEventKind::UssdExit
                | GatewayEventKind::Command(_) => self.commanded += 1,
                GatewayEventKind::Rebooting => drop(rebooted.insert(event.line)),
                _ => {}
            }
        }
        assert!(self.gateway.poll_event().is_none(), "an event after there were none");
        if !rebooted.is_empty() {
            self.rebooted = true;
            self.reports.retain(|_, line| !rebooted.contains(line));
            self.copies.retain(|(line, ..), _| !rebooted.contains(line));
        }
        assert!(self.submitted <= self.may_submit, "more SMS than were asked for");
        assert!(self.commanded <= self.may_command, "more commands than were asked for");
        count
    }

    fn send(&mut self, len: usize) {
        let mut buffer = vec![0; len];
        for _ in 0..100_000 {
            match self.gateway.poll_transmit(self.now, &mut buffer) {
                Ok(None) => return,
                Ok(Some(transmit)) => {
                    assert!((1..=len).contains(&transmit.len));
                    self.see(transmit.to, &buffer[..transmit.len]);
                    self.gateway.transmitted(self.now);
                }
                Err(error) => {
                    assert!(error.needed > len && error.available == len, "{error}");
                    return;
                }
            }
        }
        panic!("datagrams without end");
    }

    fn see(&mut self, to: LineAddr, datagram: &[u8]) {
        let shown = datagram.escape_ascii();
        let message = match GatewayMessage::parse_strict(datagram) {
            Ok(message) => message,
            Err(error) => panic!("{shown} is {error}"),
        };
        let is_server = to.peer == self.config.server;
        assert!(is_server || self.peers.contains(&to), "{shown} is sent to a stranger");
        match message {
            GatewayMessage::Keepalive(keepalive) => {
                assert!(is_server);
                assert_eq!(keepalive.password, PASSWORDS[to.line].into());
            }
            GatewayMessage::Event(event) => {
                assert!(is_server || event.verb() == "AT");
                assert_eq!(event.password, PASSWORDS[to.line].into());
                if event.verb() != "AT" {
                    let verb = event.verb().as_bytes().to_vec();
                    let copies = self.copies.entry((to.line, verb, event.recvid)).or_default();
                    *copies += 1;
                    let most = self.config.event_retry.attempts();
                    assert!(*copies <= most || self.rebooted, "{shown} is sent {copies} times");
                }
            }
            _ => {}
        }
    }

    /// After all is served, the next timeout lies ahead.
    fn settle(&mut self) {
        for _ in 0..1000 {
            self.drain();
            self.send(70_000);
            match self.gateway.poll_timeout() {
                Some(at) if at <= self.now => self.gateway.handle_timeout(self.now),
                _ => return,
            }
        }
        panic!("the timeout stays at {:?}", self.gateway.poll_timeout());
    }
}

fn faults(source: &mut Source<'_>) -> Faults {
    if source.below(4) > 0 {
        return Faults::default();
    }
    Faults {
        slow: source.pick(&[0, 0, 1, 100]) * SECOND,
        gsm_logout: source.below(4) == 0,
        too_many_sends: source.below(4) == 0,
        errorstatus: source.maybe(|_| CmsError(38)),
        mute: source.below(4) == 0,
    }
}
