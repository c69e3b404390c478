use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use cellwire_codec::{Instant, RetryPolicy};
use cellwire_goip::message::{AckResult, CmsError, Request};
use cellwire_goip::session::{
    CommandFailure, GatewayEventKind, GatewayLine, LineAddr, LineConfig, LineId, Network, Polling,
    ReportId, ServerEventKind, Sms, SmsFailure, SmsOutcome, SubmissionId, UssdAnswer,
};
use cellwire_goip::{Gateway, GatewayConfig, Server, ServerConfig};

use super::source::Source;

/// A server and a device with a network between them that loses, doubles and delays what it likes:
/// what is said of each SMS, code and command is true.
pub fn pair(data: &[u8]) {
    let mut source = Source::new(data);
    Pair::new(&mut source).run(&mut source);
}

const LINES: usize = 2;
const SECOND: Duration = Duration::from_secs(1);
/// A datagram that has not arrived by then does not.
const DELAY: Duration = Duration::from_secs(20);
const SERVER: usize = 0;

/// The server, or a line.
fn address(number: usize) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, number as u8], 10_991))
}

struct Datagram {
    line: usize,
    sent: Instant,
    bytes: Vec<u8>,
}

/// What became of a recipient, by the gateway and by the server.
#[derive(Debug, Default)]
struct Recipient {
    submitted: u32,
    result: Option<bool>,
    outcome: Option<SmsOutcome>,
}

/// What was asked once: a USSD code, or a number to be set.
#[derive(Debug, Default)]
struct Asked {
    carried_out: u32,
    answered: u32,
    /// The answer says that it was never sent.
    is_unsent: bool,
}

struct Pair {
    server: Server,
    gateway: Gateway,
    now: Instant,
    lines: Vec<LineId>,
    to_server: Vec<Datagram>,
    to_gateway: Vec<Datagram>,
    network: Network,
    recipients: BTreeMap<String, Recipient>,
    submissions: Vec<(SubmissionId, String)>,
    asked: BTreeMap<String, Asked>,
    commands: BTreeMap<cellwire_goip::session::CommandId, String>,
    /// How often the application was told of each SMS that came in.
    received: BTreeMap<String, u32>,
    reports: BTreeMap<ReportId, String>,
    has_rebooted: bool,
}

impl Pair {
    fn new(source: &mut Source<'_>) -> Self {
        let lines: Vec<_> = (0..LINES)
            .map(|line| {
                GatewayLine::new(format!("goip{line}"), format!("secret-of-{line}").as_str())
            })
            .collect();
        let mut config = GatewayConfig::new(address(SERVER), lines);
        config.network = source.pick(&[
            Network::Automatic(3 * SECOND),
            Network::Automatic(Duration::ZERO),
            Network::Automatic(30 * SECOND),
            Network::Application,
        ]);
        config.announce_outcomes = source.bool();
        config.max_sessions = source.pick(&[5, 1]);
        let network = config.network;
        let gateway = Gateway::new(config).unwrap();

        let mut config = ServerConfig::default();
        let unanswered = RetryPolicy::exponential(3 * SECOND, 12 * SECOND, 5);
        config.polling = source.pick(&[
            Polling::default(),
            Polling::Never,
            Polling::UntilWait { unanswered },
            Polling::Repeat { unanswered, waiting: SECOND },
        ]);
        config.max_sessions = source.pick(&[5, 1]);
        config.back_off = source.pick(&[100, 1]) * SECOND;
        config.submit_timeout = source.pick(&[120, 10]) * SECOND;
        config.queue_timeout = source.pick(&[3600, 60]) * SECOND;
        config.pacing = source.pick(&[0, 0, 2]) * SECOND;
        config.first_id = source.pick(&[1, 1000]);
        let mut server = Server::new(config);
        let lines = (0..LINES)
            .map(|line| {
                let password = format!("secret-of-{line}");
                let line = LineConfig::new(format!("goip{line}"), password.as_str());
                server.add_line(line).unwrap()
            })
            .collect();
        let mut pair = Self {
            server,
            gateway,
            now: Instant::ORIGIN,
            lines,
            to_server: Vec::new(),
            to_gateway: Vec::new(),
            network,
            recipients: BTreeMap::new(),
            submissions: Vec::new(),
            asked: BTreeMap::new(),
            commands: BTreeMap::new(),
            received: BTreeMap::new(),
            reports: BTreeMap::new(),
            has_rebooted: false,
        };
        // The lines register.
        pair.gateway.handle_timeout(pair.now);
        pair.wait(SECOND);
        pair.deliver_all();
        pair
    }

    fn run(mut self, source: &mut Source<'_>) {
        while !source.is_empty() {
            self.step(source);
            self.settle();
        }
        // From here on the network is perfect, and the session ends what was taken.
        self.server.close();
        for _ in 0..20_000 {
            self.deliver_all();
            if self.server.is_drained() {
                break;
            }
            self.play_network(true);
            self.wait_for_timeout();
        }
        assert!(self.server.is_drained(), "{:?}", self.server);
        // Nothing happens any more.
        self.wait(10 * SECOND);
        self.deliver_all();
        self.check();
    }

    fn step(&mut self, source: &mut Source<'_>) {
        match source.below(22) {
            0..=4 => self.deliver(true, source),
            5..=9 => self.deliver(false, source),
            10..=12 => self.wait_for_timeout(),
            13 => self.wait(source.pick(&[1, 3, 5, 15, 30, 100]) * SECOND),
            14 | 15 => {
                let line = self.lines[source.below(LINES)];
                let first = self.recipients.len();
                let count = 1 + source.below(3);
                let numbers: Vec<_> = (0..count).map(|it| format!("+1{}", first + it)).collect();
                let refs: Vec<_> = numbers.iter().map(|number| &**number).collect();
                let mut sms = Sms::new("text", &refs);
                if source.below(4) == 0 {
                    sms = sms.once();
                }
                let sms = self.server.send_sms(line, sms).unwrap();
                self.recipients
                    .extend(numbers.into_iter().map(|number| (number, Recipient::default())));
                if source.below(16) == 0 {
                    self.server.cancel_sms(sms);
                }
            }
            16 | 17 => {
                let line = self.lines[source.below(LINES)];
                let ussd = source.bool();
                let what = format!("{}{}", if ussd { "*" } else { "+" }, self.asked.len());
                let request = match ussd {
                    true => Request::Ussd((&*what).into()),
                    false => Request::SetGsmNum((&*what).into()),
                };
                if let Ok(command) = self.server.command(line, request) {
                    self.commands.insert(command, what.clone());
                    self.asked.insert(what, Asked::default());
                }
            }
            18 => {
                let text = format!("sms {}", self.received.len());
                let line = source.below(LINES);
                if let Ok(report) = self.gateway.receive_sms(line, "+123", &text) {
                    self.received.insert(text.clone(), 0);
                    self.reports.insert(report, text);
                }
            }
            19 => self.play_network(source.bool()),
            20 if source.below(8) == 0 => {
                self.gateway.reboot();
                self.has_rebooted = true;
            }
            20 => self.gateway.set_registered(source.below(LINES), source.below(4) > 0),
            _ => self.deliver_all(),
        }
    }

    /// The application is the mobile network.
    fn play_network(&mut self, takes: bool) {
        if self.network == Network::Application
            && let Some((submission, number)) = self.submissions.pop()
        {
            let result = if takes { Ok(()) } else { Err(CmsError(38)) };
            if self.gateway.submitted(submission, result) {
                self.recipients.get_mut(&number).unwrap().result = Some(takes);
            }
        }
        for line in 0..LINES {
            self.gateway.answer_ussd(line, UssdAnswer::Reply("fine".into()));
        }
    }

    // --- the network between them --------------------------------------------------------------

    fn deliver(&mut self, up: bool, source: &mut Source<'_>) {
        let queue = if up { &mut self.to_server } else { &mut self.to_gateway };
        if queue.is_empty() {
            return;
        }
        let which = source.below(queue.len().min(4));
        let Datagram { line, sent, bytes } = queue.remove(which);
        match source.below(8) {
            0 => return,
            1 => queue.push(Datagram { line, sent, bytes: bytes.clone() }),
            _ => {}
        }
        self.hand_over(up, &Datagram { line, sent, bytes });
    }

    fn deliver_all(&mut self) {
        for _ in 0..10_000 {
            self.settle();
            if !self.to_server.is_empty() {
                let datagram = self.to_server.remove(0);
                self.hand_over(true, &datagram);
            } else if !self.to_gateway.is_empty() {
                let datagram = self.to_gateway.remove(0);
                self.hand_over(false, &datagram);
            } else {
                return;
            }
        }
        panic!("they talk without end");
    }

    fn hand_over(&mut self, up: bool, datagram: &Datagram) {
        if datagram.sent + DELAY < self.now {
            return;
        }
        let taken = if up {
            self.server.handle_input(self.now, address(1 + datagram.line), &datagram.bytes)
        } else {
            let from = LineAddr { line: datagram.line, peer: address(SERVER) };
            self.gateway.handle_input(self.now, from, &datagram.bytes)
        };
        assert_eq!(taken, datagram.bytes.len());
        self.settle();
    }

    /// Lets time pass, and serves each timer in its time.
    fn wait(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(at) = self.due().filter(|at| *at <= end) {
            self.pass(at);
        }
        self.pass(end);
    }

    fn wait_for_timeout(&mut self) {
        let at = self.due().unwrap_or(self.now);
        self.pass(at);
    }

    fn due(&self) -> Option<Instant> {
        let due = [self.server.poll_timeout(), self.gateway.poll_timeout()];
        due.into_iter().flatten().min()
    }

    fn pass(&mut self, until: Instant) {
        self.now = self.now.max(until);
        self.server.handle_timeout(self.now);
        self.gateway.handle_timeout(self.now);
        self.settle();
    }

    fn settle(&mut self) {
        let mut buffer = [0; 8192];
        self.server_events();
        self.gateway_events();
        while let Some(transmit) = self.server.poll_transmit(self.now, &mut buffer).unwrap() {
            let line = (0..LINES).find(|line| address(1 + line) == transmit.to).unwrap();
            let bytes = buffer[..transmit.len].to_vec();
            self.to_gateway.push(Datagram { line, sent: self.now, bytes });
            self.server.transmitted(self.now);
        }
        while let Some(transmit) = self.gateway.poll_transmit(self.now, &mut buffer).unwrap() {
            assert_eq!(transmit.to.peer, address(SERVER));
            let bytes = buffer[..transmit.len].to_vec();
            self.to_server.push(Datagram { line: transmit.to.line, sent: self.now, bytes });
            self.gateway.transmitted(self.now);
        }
        self.server_events();
        self.gateway_events();
    }

    // --- what they say ---------------------------------------------------------------------------

    fn server_events(&mut self) {
        while let Some(event) = self.server.poll_event() {
            match event.kind {
                ServerEventKind::Outcome { number, outcome, .. } => {
                    let recipient = self.recipients.get_mut(number).unwrap();
                    assert_eq!(recipient.outcome, None, "two outcomes of {number}");
                    recipient.outcome = Some(outcome);
                }
                ServerEventKind::Answer { command, result } => {
                    let what = self.commands.remove(&command).expect("two answers");
                    let asked = self.asked.get_mut(&what).unwrap();
                    asked.answered += 1;
                    asked.is_unsent =
                        matches!(result, Err(CommandFailure::Expired | CommandFailure::Cancelled));
                    if result.is_ok() {
                        assert!(asked.carried_out > 0, "{what} was answered, and never done");
                    }
                }
                ServerEventKind::Received { sms, .. } => {
                    let text = sms.msg.to_str().unwrap();
                    let told = self.received.get_mut(text).expect("an SMS that was never received");
                    *told += 1;
                    assert_eq!(*told, 1, "{text} was told twice");
                }
                ServerEventKind::Refused { reason, .. } => panic!("{reason}"),
                ServerEventKind::Moved { .. } => panic!("nobody moves"),
                _ => {}
            }
        }
    }

    fn gateway_events(&mut self) {
        while let Some(event) = self.gateway.poll_event() {
            match event.kind {
                GatewayEventKind::Submit { submission, number, text, .. } => {
                    assert_eq!(text, "text");
                    let number = number.to_str().unwrap().to_owned();
                    let recipient = self.recipients.get_mut(&number).unwrap();
                    recipient.submitted += 1;
                    assert_eq!(recipient.submitted, 1, "{number} is sent to twice");
                    if self.network != Network::Application {
                        recipient.result = Some(true);
                    }
                    self.submissions.push((submission, number));
                }
                GatewayEventKind::Ussd { code: what }
                | GatewayEventKind::Command(Request::SetGsmNum(what)) => {
                    let asked = self.asked.get_mut(what.to_str().unwrap()).unwrap();
                    asked.carried_out += 1;
                    let is_new = asked.carried_out == 1 || self.has_rebooted;
                    assert!(is_new, "{what} is carried out twice");
                }
                GatewayEventKind::Acknowledged { report, result } => {
                    if let Some(text) = self.reports.remove(&report) {
                        assert_eq!(result, AckResult::Ok);
                        // After a reboot the numbers of events come again, and late answers count.
                        let is_told = self.received[&text] == 1 || self.has_rebooted;
                        assert!(is_told, "{text} is acknowledged, and was not told");
                    }
                }
                GatewayEventKind::NotAcknowledged { report } => drop(self.reports.remove(&report)),
                _ => {}
            }
        }
    }

    fn check(&self) {
        for (number, recipient) in &self.recipients {
            let is_true = match recipient.outcome.as_ref().expect("no outcome") {
                SmsOutcome::Sent { .. } => recipient.result == Some(true),
                // The gateway may say so without asking the network.
                SmsOutcome::Failed(SmsFailure::Network(_)) => recipient.result != Some(true),
                SmsOutcome::Failed(_) => recipient.submitted == 0,
                SmsOutcome::Unknown(_) => true,
                _ => false,
            };
            assert!(is_true, "{number}: {recipient:?}");
        }
        assert!(self.commands.is_empty(), "commands without an answer");
        for (what, asked) in &self.asked {
            assert_eq!(asked.answered, 1, "{what}");
            assert!(!asked.is_unsent || asked.carried_out == 0, "{what}: {asked:?}");
        }
    }
}
