use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use cellwire_codec::{Instant, RetryPolicy};
use cellwire_goip::message::{
    BulkError, Command, Event, EventBody, KeepaliveStatus, Password, Receive, Request, SubmitOk,
};
use cellwire_goip::session::{
    AckMode, CommandId, EventTicket, Gather, LineConfig, LineId, LineInfo, Polling, ServerEvent,
    ServerEventKind, Sms, SmsId, SmsOutcome,
};
use cellwire_goip::{Fields, GatewayMessage, Server, ServerConfig, ServerMessage, Text};

use super::build;
use super::source::Source;

/// Whatever gateways, strangers, an application and a clock can do to the server's side.
pub fn server(data: &[u8]) {
    let mut source = Source::new(data);
    World::new(&mut source).run(&mut source);
}

const LINES: [(&str, &str); 4] =
    [("goip1", "secret-of-1"), ("goip2", "secret-of-2"), ("goip3", "secret-of-3"), ("+7", "x")];
const SECOND: Duration = Duration::from_secs(1);

fn retry(source: &mut Source<'_>) -> RetryPolicy {
    source.pick(&[
        RetryPolicy::exponential(3 * SECOND, 12 * SECOND, 5),
        RetryPolicy::once(SECOND),
        RetryPolicy::fixed(10 * SECOND, 2),
        RetryPolicy::fixed(Duration::ZERO, 3),
    ])
}

fn config(source: &mut Source<'_>) -> ServerConfig {
    let mut config = ServerConfig::default();
    config.keepalive_status = source.pick(&[KeepaliveStatus::OK, KeepaliveStatus::OK_2014]);
    config.answer_strangers = source.bool();
    config.ack = source.pick(&[AckMode::AtOnce, AckMode::ByApplication]);
    config.line_timeout = source.pick(&[92, 1, 1000, 0]) * SECOND;
    config.failing_after = source.pick(&[3, 1, 0]);
    config.retry = retry(source);
    config.command_retry = retry(source);
    let any = retry(source);
    config.ussd_retry = source.pick(&[RetryPolicy::once(60 * SECOND), any]);
    let unanswered = retry(source);
    config.polling = source.pick(&[
        Polling::Repeat { unanswered, waiting: 5 * SECOND },
        Polling::Never,
        Polling::UntilWait { unanswered },
        Polling::Repeat { unanswered, waiting: SECOND },
    ]);
    config.submit_timeout = source.pick(&[120, 1, 0, 1000]) * SECOND;
    config.back_off = source.pick(&[100, 1, 0]) * SECOND;
    config.session_attempts = source.pick(&[4, 1, 0, 2]);
    config.queue_timeout = source.pick(&[3600, 10, 0]) * SECOND;
    config.pacing = source.pick(&[0, 0, 1, 30]) * SECOND;
    config.max_sessions = source.pick(&[5, 1, 0, 2]);
    config.seen_for = source.pick(&[600, 1, 0]) * SECOND;
    config.resend_window = source.pick(&[30, 1, 0]) * SECOND;
    config.reports_for = source.pick(&[28_800, 1, 0]) * SECOND;
    config.gather = source.maybe(|source| {
        let mut gather = Gather::default();
        gather.max_parts = source.pick(&[10, 2, 1, 0]);
        gather.min_chars = source.pick(&[63, 1, 0]);
        gather
    });
    config.limits.lines = source.pick(&[100_000, 2, 3]);
    config.limits.queued_sms = source.pick(&[1000, 1, 2, 0]);
    config.limits.queued_commands = source.pick(&[16, 1, 0]);
    config.limits.recipients = source.pick(&[1000, 2]);
    config.limits.seen = source.pick(&[64, 1, 2, 0]);
    config.limits.reports = source.pick(&[256, 1, 0]);
    config.limits.strangers_per_second = source.pick(&[10, 0, 1]);
    config.limits.datagrams_per_second = source.pick(&[None, None, Some(3)]);
    config.first_id = source.pick(&[1, 1_700_000_000, i64::from(i32::MAX) - 1, -5, i64::MAX]);
    config
}

fn address(number: usize) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, number as u8], 10_991))
}

/// A recipient, whose number is that of nobody else.
struct Recipient {
    line: LineId,
    sms: SmsId,
    place: usize,
    once: bool,
    /// How often it was submitted, in which session and under which id.
    submitted: u32,
    names: BTreeSet<(i64, i64)>,
    /// What the gateway has said.
    ok: bool,
    error: bool,
    is_over: bool,
}

/// A server, and what everybody around it knows.
struct World {
    config: ServerConfig,
    server: Server,
    now: Instant,
    lines: Vec<LineId>,
    recipients: BTreeMap<String, Recipient>,
    /// SMS whose end was not told, and how many recipients are not over.
    sms: BTreeMap<SmsId, usize>,
    commands: BTreeMap<CommandId, LineId>,
    commands_taken: BTreeSet<CommandId>,
    tickets: Vec<EventTicket>,
    tickets_taken: BTreeSet<EventTicket>,
    /// What SMS came in, each with a text of its own.
    told: BTreeMap<String, Copies>,
    /// What earlier servers have seen of the time.
    earlier: Duration,
    /// Where somebody was who knew a password.
    trusted: BTreeSet<SocketAddr>,
    /// Nothing was done that lets an event be told again.
    once: bool,
    /// What was sent last.
    sent: Vec<(SocketAddr, Vec<u8>)>,
    requests: BTreeMap<i64, u32>,
    outcomes: u64,
    answers: u64,
}

impl World {
    fn new(source: &mut Source<'_>) -> Self {
        let config = config(source);
        let mut world = Self {
            server: Server::new(config.clone()),
            once: config.limits.seen >= 64,
            config,
            now: Instant::ORIGIN,
            lines: Vec::new(),
            recipients: BTreeMap::new(),
            sms: BTreeMap::new(),
            commands: BTreeMap::new(),
            commands_taken: BTreeSet::new(),
            tickets: Vec::new(),
            tickets_taken: BTreeSet::new(),
            told: BTreeMap::new(),
            earlier: Duration::ZERO,
            trusted: BTreeSet::new(),
            sent: Vec::new(),
            requests: BTreeMap::new(),
            outcomes: 0,
            answers: 0,
        };
        for which in 0..source.below(LINES.len() + 1) {
            world.add_line(which, source);
        }
        world
    }

    fn add_line(&mut self, which: usize, source: &mut Source<'_>) {
        let (id, password) = LINES[which];
        let mut line = LineConfig::new(id, password);
        if source.below(8) == 0 {
            line = line.allow(IpAddr::from([192, 0, 2, 0]), source.pick(&[31, 32, 0, 200]));
        }
        match self.server.add_line(line) {
            Ok(line) => {
                assert!(!self.lines.contains(&line));
                assert_eq!(self.server.find_line(id), Some(line));
                self.lines.push(line);
            }
            Err(error) => drop(error.to_string()),
        }
    }

    fn run(mut self, source: &mut Source<'_>) {
        while !source.is_empty() {
            self.step(source);
            assert!(self.server.lines().count() <= self.config.limits.lines);
        }
        // Everything that was taken comes to an end by itself, though nobody answers any more.
        self.drain();
        self.send(4096, true);
        self.server.close();
        for _ in 0..100_000 {
            self.drain();
            self.send(4096, true);
            let Some(at) = self.server.poll_timeout().filter(|_| !self.server.is_drained()) else {
                break;
            };
            self.now = self.now.max(at);
            self.server.handle_timeout(self.now);
        }
        if source.bool() {
            self.server.abandon();
            self.drain();
            self.send(4096, true);
        }
        assert!(self.sms.is_empty(), "SMS without an end: {:?}", self.sms);
        assert!(self.commands.is_empty(), "commands without an end: {:?}", self.commands);
        assert!(self.recipients.values().all(|recipient| recipient.is_over));
        assert!(self.server.is_drained());
        let stats = self.server.stats();
        assert_eq!(stats.sent + stats.failed + stats.unknown, self.outcomes);
        assert!(stats.answers <= self.answers);
        let shown = format!("{:?} {:?}", self.server, self.server.export());
        assert!(!shown.contains("secret"), "{shown}");
    }

    fn step(&mut self, source: &mut Source<'_>) {
        match source.below(20) {
            0..=2 => self.keepalive(source),
            3..=5 => self.event(source),
            6..=9 => self.reply(source),
            10 => {
                let from = address(source.below(6));
                self.input(from, source.bytes(255), source.bool());
            }
            11 | 12 => self.send_sms(source),
            13 => {
                let Some(line) = self.any_line(source) else { return };
                let request = build::request(source);
                let _ = format!("{request:?}");
                match self.server.command(line, request) {
                    Ok(command) => {
                        assert!(self.commands_taken.insert(command), "{command} was given twice");
                        self.commands.insert(command, line);
                    }
                    Err(error) => drop(error.to_string()),
                }
            }
            14 => {
                let millis = source.pick(&[0, 1, 1000, 5000, 12_000, 60_000, 120_000, 900_000]);
                self.now += Duration::from_millis(millis);
                if source.bool() {
                    self.server.handle_timeout(self.now);
                }
            }
            15 => {
                if let Some(at) = self.server.poll_timeout() {
                    self.now = self.now.max(at);
                    self.server.handle_timeout(self.now);
                }
            }
            16 => drop(self.drain()),
            17 => {
                let len = source.pick(&[4096, 4096, 0, 10, 30, 3100]);
                self.send(len, source.below(4) > 0);
            }
            18 => self.settle(),
            _ => self.rarely(source),
        }
    }

    fn rarely(&mut self, source: &mut Source<'_>) {
        match source.below(10) {
            0 => {
                let sms: Vec<_> = self.sms.keys().copied().collect();
                if !sms.is_empty() {
                    let sms = source.pick(&sms);
                    self.server.cancel_sms(sms);
                    self.drain();
                    self.send(4096, true);
                    assert!(!self.sms.contains_key(&sms), "{sms} goes on after it was cancelled");
                }
            }
            1 => {
                if let Some(line) = self.any_line(source) {
                    assert!(self.server.remove_line(line));
                    assert!(!self.server.remove_line(line));
                    self.lines.retain(|it| *it != line);
                    self.once = false;
                }
            }
            2 | 3 => self.add_line(source.below(LINES.len()), source),
            4 | 5 if !self.tickets.is_empty() => {
                let ticket = source.pick(&self.tickets);
                let done = if source.bool() {
                    self.server.acknowledge(ticket)
                } else {
                    self.once = false;
                    self.server.reject(ticket, "no room\nx\0")
                };
                let was_open = self.tickets.contains(&ticket);
                assert!(was_open || done.is_err());
                assert!(self.server.acknowledge(ticket).is_err(), "{ticket} acknowledged twice");
                self.tickets.retain(|it| *it != ticket);
            }
            6 => {
                // Another process goes on where this one has ended.
                self.drain();
                self.server.abandon();
                self.drain();
                self.send(4096, true);
                let state = self.server.export();
                let stats = self.server.stats();
                assert_eq!(stats.sent + stats.failed + stats.unknown, self.outcomes);
                assert!(self.sms.is_empty() && self.commands.is_empty());
                let mut config = self.config.clone();
                config.state = state.clone();
                self.server = Server::new(config);
                let wraps = self.config.first_id > 2_000_000_000;
                assert!(wraps || self.server.export().next_id >= state.next_id);
                self.earlier += self.now.since_origin();
                self.now = Instant::ORIGIN;
                // What was told and not stored may be told again.
                self.once &= self.config.ack == AckMode::AtOnce;
                (self.outcomes, self.answers) = (0, 0);
                self.tickets.clear();
                self.tickets_taken.clear();
                self.commands_taken.clear();
                self.sent.clear();
                self.requests.clear();
                self.lines.clear();
                for which in 0..LINES.len() {
                    self.add_line(which, source);
                }
            }
            7 if source.below(4) == 0 => self.server.close(),
            8 => {
                // The same moment again, and an earlier one.
                self.server.handle_timeout(self.now);
                self.drain();
                self.send(4096, true);
                self.server.handle_timeout(self.now);
                self.server.handle_timeout(Instant::ORIGIN);
                assert_eq!(self.drain(), 0, "the same moment twice");
            }
            _ => self.settle(),
        }
    }

    fn any_line(&self, source: &mut Source<'_>) -> Option<LineId> {
        (!self.lines.is_empty()).then(|| source.pick(&self.lines))
    }

    // --- what arrives ----------------------------------------------------------------------

    /// An id, a password, and where from: mostly as it should be.
    fn credentials(&self, source: &mut Source<'_>) -> (&'static str, &'static str, SocketAddr) {
        let which = source.below(LINES.len());
        let (id, password) = LINES[which];
        match source.below(16) {
            0 => (id, "wrong", address(which)),
            1 => ("nobody", password, address(5)),
            2 => (id, password, address(source.below(6))),
            _ => (id, password, address(which)),
        }
    }

    fn keepalive(&mut self, source: &mut Source<'_>) {
        let (id, password, from) = self.credentials(source);
        let count = source.u8();
        let status = source.pick(&["", "signal:5;gsm_status:LOGIN;", "signal:5;idle:4;", "x:y"]);
        let datagram = format!("req:{count};id:{id};pass:{password};{status}");
        self.input(from, datagram.as_bytes(), true);
    }

    fn event(&mut self, source: &mut Source<'_>) {
        let (id, password, from) = self.credentials(source);
        let known = self.told.len();
        // One of the last again, or a new one.
        let which = known.saturating_sub(source.below(4));
        let text = format!("text {which} of {id}");
        self.once &= known < 64;
        let body = match source.below(3) {
            0 => build::event_body(source),
            1 => EventBody::Receive(Receive {
                srcnum: "+123".into(),
                smscnum: None,
                senttime: None,
                msg: Text::from(&*text),
            }),
            _ => EventBody::Deliver {
                sms_no: source.below(4) as i64,
                state: cellwire_goip::message::DeliveryState::DELIVERED,
                num: None,
            },
        };
        let (id, password) = (Text::from(id), password.into());
        let recvid = match body {
            EventBody::Receive(Receive { msg, .. }) if msg.as_bytes() == text.as_bytes() => {
                self.told.entry(text.clone()).or_default();
                which as i64
            }
            _ => i64::from(source.u8() & 7),
        };
        let event = Event { recvid, id, password, body, fields: Fields::EMPTY };
        let mut datagram = vec![0; 4096];
        if let Ok(len) = GatewayMessage::Event(event).write(&mut datagram) {
            for _ in 0..=source.below(3) {
                self.input(from, &datagram[..len], true);
            }
        }
    }

    /// What a gateway could say to one of the last datagrams.
    fn reply(&mut self, source: &mut Source<'_>) {
        if self.sent.is_empty() {
            return;
        }
        let back = 1 + source.below(self.sent.len().min(8));
        let (to, datagram) = self.sent[self.sent.len() - back].clone();
        let from = if source.below(16) == 0 { address(source.below(6)) } else { to };
        let Ok(message) = ServerMessage::parse(&datagram) else { return };
        let n = message.id() + i64::from(source.below(32) == 0);
        let error = || format!("ERROR {n} ");
        let any_error = |source: &mut Source<'_>| {
            let words = ["PASSWORD", "SENDID", "GSM_LOGOUT", "too_many_sends_in_server", "what"];
            error() + source.pick(&words) + "\n"
        };
        let answer = match message {
            ServerMessage::Msg(_) if source.below(8) > 0 => format!("PASSWORD {n}\n"),
            ServerMessage::Password(_) if source.below(8) > 0 => format!("SEND {n}\n"),
            ServerMessage::Submit(submit) => {
                let telid = submit.telid + i64::from(source.below(32) == 0);
                match source.below(8) {
                    0 | 1 => format!("WAIT {n} {telid}\n"),
                    2 => format!("OK {n} {telid} {}\n", source.below(4)),
                    3 | 4 => format!("OK {n} {telid}\n"),
                    5 => error() + &format!("{telid} errorstatus:38\n"),
                    6 => error() + &format!("{telid} because\n"),
                    _ => any_error(source),
                }
            }
            ServerMessage::Done { .. } => format!("DONE {n}\n"),
            ServerMessage::Command(command) => {
                let verb = command.request.verb();
                match (command.request, source.below(4)) {
                    (_, 0) => any_error(source),
                    (Request::Ussd(_), 1) => format!("USSDERROR {n} no"),
                    (Request::Ussd(_), _) => format!("USSD {n} text"),
                    (Request::CallForward { .. }, 1) => format!("CFERROR {n}"),
                    (Request::CallForward { .. }, 2) => format!("CFSTATE {n} 1 123 5"),
                    (Request::CallForward { .. }, _) => format!("CFOK {n}"),
                    (Request::CallWaiting(_), 1) => format!("CWSTATE {n} 1"),
                    (Request::CallWaiting(_), _) => format!("CWOK {n}"),
                    (Request::Gsm, _) => format!("GSM:{n};get_gsm_num:1;get_gsm_state:IDLE"),
                    (Request::AtStart, 1) => {
                        format!("AT:{n};count:1;id:goip1;password:secret-of-1;receive:x")
                    }
                    (_, 1) => format!("{verb} {n} 1 ok"),
                    (_, 2) => format!("{verb} {n} IDLE"),
                    _ => format!("{verb} {n} ok"),
                }
            }
            _ => any_error(source),
        };
        self.input(from, answer.as_bytes(), true);
    }

    fn input(&mut self, from: SocketAddr, datagram: &[u8], again: bool) {
        let taken = self.input_once(from, datagram);
        assert!(taken == 0 || taken == datagram.len(), "a datagram is taken whole");
        if taken < datagram.len() && again {
            let events = self.drain();
            self.send(4096, true);
            let taken = self.input_once(from, datagram);
            assert_eq!(taken, datagram.len(), "not taken after {events} events");
        }
    }

    fn input_once(&mut self, from: SocketAddr, datagram: &[u8]) -> usize {
        // What is due is served first.
        self.server.handle_timeout(self.now);
        let message = GatewayMessage::parse(datagram);
        let shown = match &message {
            Ok(GatewayMessage::Keepalive(it)) => Some((it.id, it.password)),
            Ok(GatewayMessage::Event(it)) => Some((it.id, it.password)),
            _ => None,
        };
        let is_known = shown.is_some_and(|(id, password)| {
            LINES.iter().any(|line| id == line.0 && password == line.1.into())
        });
        if is_known {
            self.trusted.insert(from);
        }
        let before: Vec<_> = self.infos();
        let is_at_home = before.iter().any(|(_, addr, ..)| *addr == Some(from));
        if let Ok(message) = &message {
            self.hear(from, message);
        }
        let taken = self.server.handle_input(self.now, from, datagram);
        if let Ok(GatewayMessage::Event(Event { body: EventBody::Receive(sms), .. })) = message
            && let Some(copies) = self.told.get_mut(&*sms.msg.to_string_lossy())
        {
            let now = self.earlier + self.now.since_origin();
            copies.came(now, self.config.resend_window.min(self.config.seen_for));
        }
        let after: Vec<_> = self.infos();
        if !is_known && !is_at_home {
            assert_eq!(before, after, "a stranger has changed something");
        }
        for (before, after) in before.iter().zip(&after) {
            if before.1 != after.1 {
                assert!(is_known && matches!(message, Ok(GatewayMessage::Keepalive(_))));
                assert_eq!((after.1, taken), (Some(from), datagram.len()));
                assert!(shown.is_some_and(|(id, _)| id == *after.2));
            }
        }
        taken
    }

    #[expect(clippy::type_complexity, reason = "it is only compared")]
    fn infos(&self) -> Vec<(LineId, Option<SocketAddr>, String, (bool, bool, usize, usize))> {
        self.server
            .lines()
            .map(|it| {
                let numbers = (it.is_up, it.is_failing, it.queued_sms, it.queued_commands);
                (it.line, it.addr, it.id.to_owned(), numbers)
            })
            .collect()
    }

    /// Notes what is said of recipients.
    fn hear(&mut self, from: SocketAddr, message: &GatewayMessage<'_>) {
        let (name, is_ok) = match message {
            GatewayMessage::SubmitOk(SubmitOk { sendid, telid, .. }) => ((*sendid, *telid), true),
            GatewayMessage::Error(error) => match error.bulk() {
                BulkError::Submission { telid, .. } | BulkError::SubmissionText { telid, .. } => {
                    ((error.sendid, telid), false)
                }
                _ => return,
            },
            _ => return,
        };
        for recipient in self.recipients.values_mut() {
            let at = self.server.line(recipient.line).and_then(|line| line.addr);
            if recipient.names.contains(&name) && at == Some(from) {
                recipient.ok |= is_ok;
                recipient.error |= !is_ok;
            }
        }
    }

    // --- what the application does -----------------------------------------------------------

    fn send_sms(&mut self, source: &mut Source<'_>) {
        let Some(line) = self.any_line(source) else { return };
        let first = self.recipients.len();
        let count = source.below(4);
        let numbers: Vec<_> = (0..count).map(|more| format!("+100{}", first + more)).collect();
        let mut refs: Vec<_> = numbers.iter().map(|number| &**number).collect();
        if source.below(16) == 0 {
            refs.push(build::word(source));
            // One that is not the application's own cannot be followed.
            let refused = self.server.send_sms(line, Sms::new("x", &refs[refs.len() - 1..]));
            if let Ok(sms) = refused {
                self.server.cancel_sms(sms);
                self.sms.insert(sms, 1);
            }
            return;
        }
        let text = build::word(source);
        let mut sms = Sms::new(text, &refs);
        let once = source.below(4) == 0;
        if once {
            sms = sms.once();
        }
        match self.server.send_sms(line, sms) {
            Ok(sms) => {
                assert!(count > 0);
                assert_eq!(self.sms.insert(sms, count), None, "{sms} was given twice");
                for (place, number) in numbers.into_iter().enumerate() {
                    let recipient = Recipient {
                        line,
                        sms,
                        place,
                        once: once || matches!(self.config.polling, Polling::Never),
                        submitted: 0,
                        names: BTreeSet::new(),
                        ok: false,
                        error: false,
                        is_over: false,
                    };
                    self.recipients.insert(number, recipient);
                }
            }
            Err(error) => drop(error.to_string()),
        }
    }

    fn drain(&mut self) -> usize {
        let mut count = 0;
        while let Some(event) = self.server.poll_event() {
            count += 1;
            assert!(count < 100_000, "events without end");
            let ServerEvent { line, id, kind, .. } = event;
            let _ = format!("{kind:?}");
            match (line, &kind) {
                (None, ServerEventKind::Refused { .. }) => assert_eq!(id, ""),
                (None, kind) => panic!("{kind:?} of nobody"),
                _ => assert!(LINES.iter().any(|line| line.0 == id), "{id:?}"),
            }
            let Some(line) = line else { continue };
            let ticket = match &kind {
                ServerEventKind::Outcome { sms, recipient, number, outcome } => {
                    self.outcomes += 1;
                    let left = self.sms.get_mut(sms).expect("an outcome after the end");
                    *left = left.checked_sub(1).expect("more outcomes than recipients");
                    if let Some(known) = self.recipients.get_mut(*number) {
                        assert_eq!((known.line, known.sms, known.place), (line, *sms, *recipient));
                        known.end(outcome);
                    }
                    None
                }
                ServerEventKind::SmsDone { sms } => {
                    assert_eq!(self.sms.remove(sms), Some(0), "done with recipients left");
                    None
                }
                ServerEventKind::Answer { command, .. } => {
                    self.answers += 1;
                    let of = self.commands.remove(command);
                    assert_eq!(of, Some(line), "{command} was answered twice");
                    None
                }
                ServerEventKind::Received { sms, ticket } => {
                    if let Some(copies) = self.told.get_mut(&*sms.msg.to_string_lossy()) {
                        copies.told += 1;
                        let too_often = copies.told > copies.windows;
                        assert!(!too_often || !self.once, "{sms:?} was told twice");
                    }
                    *ticket
                }
                ServerEventKind::Delivery { ticket, .. }
                | ServerEventKind::Event { ticket, .. } => *ticket,
                _ => None,
            };
            if let Some(ticket) = ticket {
                assert_eq!(self.config.ack, AckMode::ByApplication);
                assert!(self.tickets_taken.insert(ticket), "{ticket} was given twice");
                self.tickets.push(ticket);
            }
        }
        assert!(self.server.poll_event().is_none(), "an event after there were none");
        count
    }

    // --- what is sent ------------------------------------------------------------------------

    fn send(&mut self, len: usize, transmitted: bool) {
        let mut buffer = vec![0; len];
        for _ in 0..100_000 {
            match self.server.poll_transmit(self.now, &mut buffer) {
                Ok(None) => return,
                Ok(Some(transmit)) => {
                    assert!((1..=len).contains(&transmit.len));
                    self.see(transmit.to, &buffer[..transmit.len]);
                    if transmitted {
                        self.server.transmitted(self.now);
                    }
                }
                Err(error) => {
                    assert!(error.needed > len && error.available == len, "{error}");
                    assert!(error.needed <= 4096, "{error}");
                    return;
                }
            }
        }
        panic!("datagrams without end");
    }

    fn see(&mut self, to: SocketAddr, datagram: &[u8]) {
        let shown = datagram.escape_ascii();
        let message = match ServerMessage::parse_strict(datagram) {
            Ok(message) => message,
            Err(error) => panic!("{shown} is {error}"),
        };
        if let ServerMessage::Password(Password { password, .. })
        | ServerMessage::Command(Command { password, .. }) = message
        {
            let is_at = |line: &LineInfo<'_>| {
                let right = LINES.iter().find(|(id, _)| *id == line.id);
                line.addr == Some(to) && right.is_some_and(|(_, right)| password == (*right).into())
            };
            assert!(self.server.lines().any(|line| is_at(&line)), "{shown} is sent elsewhere");
        }
        match message {
            ServerMessage::Submit(submit) => {
                let number = submit.telnum.to_string_lossy().into_owned();
                let name = (submit.sendid, submit.telid);
                let others = self.recipients.iter().filter(|(other, it)| {
                    **other != number && it.names.iter().any(|(sendid, _)| *sendid == name.0)
                });
                for (other, it) in others {
                    let is_over = it.ok || it.error || it.is_over;
                    assert!(is_over, "{number} is sent to before {other} is over");
                }
                if let Some(recipient) = self.recipients.get_mut(&number) {
                    assert!(!recipient.is_over, "{shown} after the outcome");
                    recipient.submitted += 1;
                    recipient.names.insert(name);
                    assert_eq!(recipient.names.len(), 1, "{shown}: submitted anew");
                    assert!(recipient.submitted == 1 || !recipient.once, "{shown}: twice");
                    let at = self.server.line(recipient.line).and_then(|line| line.addr);
                    assert_eq!(at, Some(to), "{shown} is sent elsewhere");
                }
            }
            ServerMessage::Command(command) => {
                let times = self.requests.entry(command.sendid).or_default();
                *times += 1;
                let policy = match command.request {
                    Request::Ussd(_) | Request::Dial { .. } => &self.config.ussd_retry,
                    _ => &self.config.command_retry,
                };
                assert!(*times <= policy.attempts(), "{shown} is sent {times} times");
            }
            ServerMessage::KeepaliveAck(_) | ServerMessage::EventAck(_)
                if !self.config.answer_strangers =>
            {
                assert!(self.trusted.contains(&to), "{shown} is sent to a stranger");
            }
            _ => {}
        }
        self.sent.push((to, datagram.to_vec()));
    }

    /// After all is served, the next timeout lies ahead.
    fn settle(&mut self) {
        for _ in 0..1000 {
            self.drain();
            self.send(4096, true);
            match self.server.poll_timeout() {
                Some(at) if at <= self.now => self.server.handle_timeout(self.now),
                _ => return,
            }
        }
        panic!("the timeout stays at {:?}", self.server.poll_timeout());
    }
}

/// The copies of an SMS that came in.
#[derive(Default)]
struct Copies {
    /// When the first one came of those that are surely repeats.
    first: Option<Duration>,
    /// How many such times there were.
    windows: u32,
    told: u32,
}

impl Copies {
    fn came(&mut self, now: Duration, window: Duration) {
        if self.first.is_none_or(|first| now >= first + window) {
            self.first = Some(now);
            self.windows += 1;
        }
    }
}

impl Recipient {
    fn end(&mut self, outcome: &SmsOutcome) {
        assert!(!self.is_over, "two outcomes for one recipient");
        self.is_over = true;
        match outcome {
            SmsOutcome::Sent { .. } => assert!(self.ok, "sent, and nobody has said so"),
            SmsOutcome::Failed(why) => {
                assert!(self.submitted == 0 || self.error, "failed ({why}), and it may be sent");
            }
            SmsOutcome::Unknown(_) => assert!(self.submitted > 0, "unknown, and never submitted"),
            other => panic!("{other:?}"),
        }
    }
}
