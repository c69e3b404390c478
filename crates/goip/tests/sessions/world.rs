//! A server, its gateways, and what holds whatever happens to them.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::rc::Rc;
use core::cell::RefCell;
use core::net::SocketAddr;
use core::time::Duration;

use cellwire_codec::Instant;
use cellwire_codec::test_util::link::{LinkConfig, Rng};
use cellwire_codec::test_util::star::{Node, Routes, Star};
use cellwire_goip::message::Request;
use cellwire_goip::session::{
    CommandId, Gateway, GatewayConfig, GatewayLine, LineAddr, LineConfig, LineId, Network as Plays,
    Server, ServerConfig, Sms, SmsFailure, SmsId, SmsOutcome,
};

use crate::center::{App, Center, Entry, Told};
use crate::device::{Device, Heard, Network, Submitted};
use crate::wire::{Down, Up};

pub(crate) const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(crate) const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

pub(crate) fn server_addr() -> SocketAddr {
    ([192, 0, 2, 1], 44444).into()
}

/// Where the line of a gateway is seen, when its NAT begins at this port.
pub(crate) fn line_addr(gateway: usize, line: usize, first_port: u16) -> SocketAddr {
    ([10, 0, gateway as u8, 1], first_port + line as u16).into()
}

/// The gateway and the line that this is an address of, or was, or may be.
pub(crate) fn line_at(addr: SocketAddr) -> Option<(usize, usize)> {
    let SocketAddr::V4(addr) = addr else { return None };
    let [10, 0, gateway, 1] = addr.ip().octets() else { return None };
    Some((gateway.into(), usize::from(addr.port() % 100)))
}

fn routes(ports: Rc<RefCell<Vec<u16>>>) -> Routes<SocketAddr, LineAddr> {
    let same = Rc::clone(&ports);
    Routes::new(
        move |gateway, to: LineAddr| {
            let from = line_addr(gateway, to.line, same.borrow()[gateway]);
            (to.peer == server_addr()).then_some(from)
        },
        move |to: SocketAddr| {
            let (gateway, line) = line_at(to)?;
            let first = *ports.borrow().get(gateway)?;
            let from = LineAddr { line, peer: server_addr() };
            (line_addr(gateway, line, first) == to).then_some((gateway, from))
        },
    )
}

/// As bad as a seed says: loss, duplication and reordering of up to a half, and delays of seconds.
pub(crate) fn bad(rng: &mut Rng) -> LinkConfig {
    let mut share = || rng.below(501) as u16;
    LinkConfig {
        loss: share(),
        duplication: share(),
        reordering: share(),
        delay: millis(1)..=millis(1 + rng.below(1500)),
        hold_back: millis(rng.below(3000)),
        ..LinkConfig::default()
    }
}

pub(crate) fn good() -> LinkConfig {
    LinkConfig { delay: millis(10)..=millis(50), ..LinkConfig::default() }
}

/// What a world is made of.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    pub(crate) gateways: usize,
    pub(crate) lines: usize,
    pub(crate) link: LinkConfig,
    pub(crate) server: ServerConfig,
    pub(crate) gateway: GatewayConfig,
    pub(crate) network: Network,
    pub(crate) app: App,
}

impl Default for Setup {
    fn default() -> Self {
        let mut gateway = GatewayConfig::new(server_addr(), Vec::new());
        gateway.network = Plays::Application;
        gateway.delivery_reports = false;
        Self {
            gateways: 1,
            lines: 1,
            link: good(),
            server: ServerConfig::default(),
            gateway,
            network: Network::default(),
            app: App::Ignores,
        }
    }
}

/// A line as the server knows it.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) id: LineId,
    pub(crate) gateway: usize,
    pub(crate) number: usize,
    pub(crate) password: String,
}

/// An SMS that the server has taken.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) id: SmsId,
    pub(crate) line: usize,
    pub(crate) text: String,
    pub(crate) numbers: Vec<String>,
    /// The server was restarted, and knows nothing of those that had no outcome then.
    pub(crate) is_lost: bool,
}

/// A server, its gateways, and what was asked of it.
pub(crate) struct World {
    pub(crate) star: Star<Center, Told, Device, Heard>,
    pub(crate) setup: Setup,
    pub(crate) lines: Vec<Line>,
    pub(crate) sms: Vec<Asked>,
    pub(crate) commands: Vec<CommandId>,
    /// The first port of each gateway as the server sees it.
    pub(crate) ports: Rc<RefCell<Vec<u16>>>,
    /// Whether gateways refuse SMS by themselves, so that the network has not seen them.
    pub(crate) gateways_refuse: bool,
    pub(crate) rng: Rng,
    recipients: usize,
}

fn id(gateway: usize, line: usize) -> String {
    format!("goip{gateway}-{line}")
}

fn password(gateway: usize, line: usize) -> String {
    format!("secret{gateway}-{line}!")
}

impl World {
    pub(crate) fn new(seed: u64, setup: Setup) -> Self {
        let mut rng = Rng::new(seed ^ 0x5eed);
        let (server, lines) = Self::server(&setup, setup.server.clone());
        let center = Center::new(server, setup.app.clone(), rng.next_u64());
        let ports = Rc::new(RefCell::new(vec![10_000; setup.gateways]));
        let devices: Vec<_> = (0..setup.gateways)
            .map(|gateway| {
                let session = Self::gateway(&setup, gateway);
                Node::new(Device::new(session, setup.network.clone(), rng.next_u64()), |it| it)
            })
            .collect();
        let star = Star::new(
            seed,
            setup.link.clone(),
            routes(Rc::clone(&ports)),
            Node::new(center, |it| it),
            devices,
        );
        Self {
            star,
            setup,
            lines,
            sms: Vec::new(),
            commands: Vec::new(),
            ports,
            gateways_refuse: false,
            rng,
            recipients: 0,
        }
    }

    fn server(setup: &Setup, config: ServerConfig) -> (Server, Vec<Line>) {
        let mut server = Server::new(config);
        let mut lines = Vec::new();
        for gateway in 0..setup.gateways {
            for number in 0..setup.lines {
                let password = password(gateway, number);
                let config = LineConfig::new(id(gateway, number), password.as_str());
                let id = server.add_line(config).unwrap();
                lines.push(Line { id, gateway, number, password });
            }
        }
        (server, lines)
    }

    fn gateway(setup: &Setup, gateway: usize) -> Gateway {
        let mut config = setup.gateway.clone();
        config.lines = (0..setup.lines)
            .map(|line| GatewayLine::new(id(gateway, line), password(gateway, line).as_str()))
            .collect();
        Gateway::new(config).unwrap()
    }

    pub(crate) fn center(&mut self) -> &mut Center {
        &mut self.star.hub.session
    }

    pub(crate) fn device(&mut self, gateway: usize) -> &mut Device {
        &mut self.star.leaves[gateway].session
    }

    /// The server is restarted with what the old one has exported. What that had not done is lost.
    pub(crate) fn restart_server(&mut self) {
        let mut config = self.setup.server.clone();
        config.state = self.star.hub.session.server.export();
        let (server, lines) = Self::server(&self.setup, config);
        self.lines = lines;
        for asked in &mut self.sms {
            asked.is_lost = true;
        }
        // What is still to come, is that of the others.
        self.star.hub.session.outcomes = self.recipients;
        self.star.hub.session.restart(server);
    }

    /// The gateway is another one, which knows nothing.
    pub(crate) fn replace_gateway(&mut self, gateway: usize) {
        let another = Self::gateway(&self.setup, gateway);
        self.device(gateway).replace(another);
    }

    pub(crate) fn asks(&mut self, line: usize, recipients: usize, once: bool) -> SmsId {
        let text = format!("text {};\nMSG 1 2 {}", self.sms.len(), self.rng.below(100));
        let first = self.recipients;
        self.recipients += recipients;
        let numbers: Vec<_> =
            (first..self.recipients).map(|number| format!("+49{number:06}")).collect();
        let to: Vec<_> = numbers.iter().map(String::as_str).collect();
        let mut sms = Sms::new(&text, &to);
        if once {
            sms = sms.once();
        }
        let id = self.star.hub.session.server.send_sms(self.lines[line].id, sms).unwrap();
        self.sms.push(Asked { id, line, text, numbers, is_lost: false });
        id
    }

    pub(crate) fn commands(&mut self, line: usize, request: Request<'_>) -> CommandId {
        let line = self.lines[line].id;
        let id = self.star.hub.session.server.command(line, request).unwrap();
        self.commands.push(id);
        id
    }

    /// Until every recipient and every command that was taken has its outcome.
    #[track_caller]
    pub(crate) fn finish(&mut self, limit: Duration) {
        let (recipients, commands) = (self.recipients, self.commands.len());
        self.star.run_until(limit, |star| {
            let center = &star.hub.session;
            center.outcomes >= recipients && center.answers >= commands
        });
    }

    /// Lets what is under way arrive, and everybody forget.
    pub(crate) fn settle(&mut self) {
        self.star.configure(&good());
        self.star.run_for(secs(30));
    }

    /// What the network was given for this number.
    pub(crate) fn submitted(&self, number: &str) -> Vec<&Submitted> {
        let submitted = self.star.leaves.iter().flat_map(|leaf| &leaf.session.submitted);
        submitted.filter(|sms| sms.number == number).collect()
    }

    /// The outcome of each recipient, by number.
    pub(crate) fn outcomes(&self) -> BTreeMap<String, SmsOutcome> {
        let told = self.star.hub.session.told();
        told.filter_map(|(_, told)| match told {
            Told::Outcome { number, outcome, .. } => Some((number.clone(), outcome.clone())),
            _ => None,
        })
        .collect()
    }

    pub(crate) fn all_are_sent(&self) -> bool {
        self.outcomes().values().all(|outcome| matches!(outcome, SmsOutcome::Sent { .. }))
    }

    /// What each command was answered with.
    pub(crate) fn answers(&self) -> BTreeMap<CommandId, Result<String, crate::center::Failure>> {
        let mut answers = BTreeMap::new();
        for (_, told) in self.star.hub.session.told() {
            if let Told::Answer { command, result } = told {
                let before = answers.insert(*command, result.clone());
                assert_eq!(before, None, "a second answer to {command}");
            }
        }
        answers
    }

    /// Asserts all that holds whatever happens, once everything is [finished](Self::finish).
    #[track_caller]
    pub(crate) fn check(&self) {
        let wire = Watch::new(self).watch();
        self.check_order_of_outcomes();
        for asked in &self.sms {
            for (recipient, number) in asked.numbers.iter().enumerate() {
                self.check_recipient(asked, recipient, number, &wire);
            }
        }
        self.answers();
    }

    fn check_order_of_outcomes(&self) {
        let mut outcomes = BTreeMap::<SmsId, BTreeSet<usize>>::new();
        let mut done = BTreeSet::new();
        for (_, told) in self.star.hub.session.told() {
            match told {
                Told::Outcome { sms, recipient, number, .. } => {
                    assert!(!done.contains(sms), "an outcome after the last");
                    let is_first = outcomes.entry(*sms).or_default().insert(*recipient);
                    assert!(is_first, "a second outcome for {number}");
                    let asked = self.sms.iter().find(|asked| asked.id == *sms).unwrap();
                    assert_eq!(asked.numbers[*recipient], *number);
                }
                Told::Postponed(sms) => assert!(!done.contains(sms), "it waits, and is done"),
                Told::SmsDone(sms) => {
                    assert!(done.insert(*sms), "done twice");
                    let asked = self.sms.iter().find(|asked| asked.id == *sms).unwrap();
                    assert_eq!(outcomes[sms].len(), asked.numbers.len());
                }
                _ => {}
            }
        }
    }

    fn check_recipient(&self, asked: &Asked, recipient: usize, number: &str, wire: &Watch<'_>) {
        let submitted = self.submitted(number);
        let story = || {
            let copies: Vec<_> = submitted.iter().map(|sms| (sms.at, sms.result)).collect();
            format!("{number}, recipient {recipient} of {:?}: {copies:?}", asked.id)
        };
        assert!(submitted.len() <= 1, "submitted more than once: {}", story());
        let line = &self.lines[asked.line];
        for sms in &submitted {
            assert_eq!((&sms.text, sms.line), (&asked.text, line.number), "{}", story());
        }
        let was_sent = submitted.iter().any(|sms| sms.result == Some(Ok(())));
        let all_refused = submitted.iter().all(|sms| matches!(sms.result, Some(Err(_))));
        let seen = wire.recipients.get(number);
        let Some((outcome, heard)) = wire.outcomes.get(number) else {
            assert!(asked.is_lost, "no outcome for {}", story());
            return;
        };
        match outcome {
            SmsOutcome::Sent { .. } => {
                assert!(was_sent, "said to be sent: {}", story());
                assert_eq!(*heard, Some(true), "sent without an OK: {}", story());
            }
            SmsOutcome::Failed(SmsFailure::Network(_)) => {
                let refused = all_refused && (self.gateways_refuse || !submitted.is_empty());
                assert!(refused, "said to have failed: {}", story());
                assert_eq!(*heard, Some(false), "failed without an ERROR: {}", story());
            }
            SmsOutcome::Failed(failure) => {
                assert_eq!(seen, None, "its SEND had left, and it {failure:?}: {}", story());
                assert!(submitted.is_empty(), "never sent, it is said: {failure:?}, {}", story());
            }
            SmsOutcome::Unknown(doubt) => {
                assert!(seen.is_some(), "unknown, and no SEND has left: {doubt:?}, {}", story());
                assert_eq!(*heard, None, "unknown, though it was heard: {doubt:?}, {}", story());
            }
            outcome => panic!("{outcome:?}"),
        }
    }

    /// Whether each keepalive was acknowledged, and each event as often as it came.
    pub(crate) fn check_acknowledgements(&self) {
        let mut open = BTreeMap::<(SocketAddr, String, i64), i64>::new();
        for (_, entry) in &self.star.hub.session.log {
            match entry {
                Entry::In(from, bytes) if line_at(*from).is_some() => match Up::parse(bytes) {
                    Up::Req { .. } => *open.entry((*from, "req".into(), 0)).or_default() += 1,
                    Up::Event { verb, recvid, .. } => {
                        *open.entry((*from, verb, recvid)).or_default() += 1;
                    }
                    _ => {}
                },
                Entry::Out(to, bytes) => match Down::parse(bytes) {
                    Down::Reg => *open.entry((*to, "req".into(), 0)).or_default() -= 1,
                    Down::Ack { verb, recvid, .. } => {
                        *open.entry((*to, verb, recvid)).or_default() -= 1;
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        open.retain(|_, open| *open != 0);
        assert_eq!(open, BTreeMap::new(), "not acknowledged once for each copy");
    }
}

/// A bulk session as the wire shows it.
#[derive(Clone, Debug)]
struct Bulk {
    line: (usize, usize),
    /// The first thing in it, and the last but for `DONE`, as places in the log.
    first: usize,
    last: usize,
    telids: BTreeSet<i64>,
    /// The submission under way, and whether its result has come.
    current: Option<(i64, bool)>,
}

/// Listens to the wire of the server.
struct Watch<'w> {
    world: &'w World,
    /// Where each line was heard from last with a keepalive.
    addrs: BTreeMap<(usize, usize), SocketAddr>,
    bulks: BTreeMap<(usize, usize, i64), Bulk>,
    /// The commands by their ids.
    commands: BTreeMap<(usize, usize, i64), String>,
    /// The highest id of a command of each line.
    highest: BTreeMap<(usize, usize), i64>,
    /// The submission of each number.
    recipients: BTreeMap<String, (usize, usize, i64, i64)>,
    /// The results that the server has heard, of each submission: whether it is `OK`.
    results: BTreeMap<(usize, usize, i64, i64), bool>,
    /// What was told of each number, and what the server had heard then.
    outcomes: BTreeMap<String, (SmsOutcome, Option<bool>)>,
    /// When each datagram was last sent.
    copies: BTreeMap<(SocketAddr, Vec<u8>), Instant>,
    /// When a submission to a recipient began on each line.
    submitted: BTreeMap<(usize, usize), Instant>,
}

impl<'w> Watch<'w> {
    fn new(world: &'w World) -> Self {
        Self {
            world,
            addrs: BTreeMap::new(),
            bulks: BTreeMap::new(),
            commands: BTreeMap::new(),
            highest: BTreeMap::new(),
            recipients: BTreeMap::new(),
            results: BTreeMap::new(),
            outcomes: BTreeMap::new(),
            copies: BTreeMap::new(),
            submitted: BTreeMap::new(),
        }
    }

    fn watch(mut self) -> Self {
        for (place, (at, entry)) in self.world.star.hub.session.log.iter().enumerate() {
            match entry {
                Entry::In(from, bytes) => self.hears(*from, bytes),
                Entry::Out(to, bytes) => self.sends(*at, place, *to, bytes),
                Entry::Told(Told::Outcome { number, outcome, .. }) => {
                    let heard = self.recipients.get(number).and_then(|at| self.results.get(at));
                    self.outcomes.insert(number.clone(), (outcome.clone(), heard.copied()));
                }
                _ => {}
            }
        }
        self.check_sessions();
        self
    }

    fn hears(&mut self, from: SocketAddr, bytes: &[u8]) {
        let Some(line) = line_at(from) else { return };
        let up = Up::parse(bytes);
        if let Up::Req { .. } = up {
            self.addrs.insert(line, from);
        }
        let Some((sendid, telid)) = up.result().filter(|_| self.addrs.get(&line) == Some(&from))
        else {
            return;
        };
        let Some(bulk) = self.bulks.get_mut(&(line.0, line.1, sendid)) else { return };
        if let Some((current, has_result)) = &mut bulk.current
            && *current == telid
        {
            *has_result = true;
        }
        let at = (line.0, line.1, sendid, telid);
        self.results.entry(at).or_insert(matches!(up, Up::Ok { .. }));
    }

    fn sends(&mut self, at: Instant, place: usize, to: SocketAddr, bytes: &[u8]) {
        let text = core::str::from_utf8(bytes).unwrap();
        let Some(line) = line_at(to) else {
            assert!(!text.contains("secret"), "a password for {to}: {text:?}");
            return;
        };
        for other in &self.world.lines {
            if text.contains(&other.password) {
                assert_eq!((other.gateway, other.number), line, "{text:?} for {to}");
            }
        }
        let down = Down::parse(bytes);
        if matches!(down, Down::Reg | Down::Ack { .. }) {
            return;
        }
        assert_eq!(self.addrs.get(&line), Some(&to), "where the line is not: {text:?}");
        if !matches!(down, Down::Done { .. })
            && let Some(before) = self.copies.insert((to, bytes.to_vec()), at)
        {
            let pause = at.saturating_since(before);
            assert!(pause >= secs(3), "{text:?} again after {pause:?}");
        }
        let (gateway, number) = line;
        let sendid = match &down {
            Down::Msg { sendid }
            | Down::Password { sendid }
            | Down::Send { sendid, .. }
            | Down::Done { sendid }
            | Down::Command { sendid, .. } => *sendid,
            Down::Reg | Down::Ack { .. } => unreachable!(),
        };
        let key = (gateway, number, sendid);
        let is_new = !self.bulks.contains_key(&key) && !self.commands.contains_key(&key);
        match down {
            Down::Command { verb, .. } => {
                if is_new {
                    let highest = self.highest.insert(line, sendid);
                    assert!(highest < Some(sendid), "ids do not rise: {text:?} after {highest:?}");
                }
                let known = self.commands.entry(key).or_insert(verb.clone());
                assert_eq!(*known, verb, "another command with the same id");
                assert!(!self.bulks.contains_key(&key), "the id of a bulk session: {text:?}");
            }
            Down::Done { .. } => assert!(!is_new, "nothing is done: {text:?}"),
            _ => {
                assert!(!self.commands.contains_key(&key), "the id of a command: {text:?}");
                let bulk = self.bulks.entry(key).or_insert_with(|| {
                    assert!(matches!(down, Down::Msg { .. }), "{text:?}");
                    let telids = BTreeSet::new();
                    Bulk { line, first: place, last: place, telids, current: None }
                });
                bulk.last = place;
                if let Down::Send { telid, number, .. } = down {
                    self.submits(at, line, sendid, telid, number);
                }
            }
        }
    }

    fn submits(
        &mut self,
        at: Instant,
        line: (usize, usize),
        sendid: i64,
        telid: i64,
        number: String,
    ) {
        let bulk = self.bulks.get_mut(&(line.0, line.1, sendid)).unwrap();
        let submission = (line.0, line.1, sendid, telid);
        let first = self.recipients.entry(number.clone()).or_insert(submission);
        assert_eq!(*first, submission, "{number} is submitted a second time, by another name");
        match bulk.current {
            Some((current, _)) if current == telid => {
                assert!(
                    !self.outcomes.contains_key(&number),
                    "asked for again after its outcome: {number}"
                );
                return;
            }
            Some((current, false)) => {
                panic!("{telid} is submitted in {sendid}, while {current} is under way")
            }
            _ => {}
        }
        assert!(bulk.telids.insert(telid), "the number {telid} of {number} comes again");
        bulk.current = Some((telid, false));
        let before = self.submitted.insert(line, at);
        let pause = before.map_or(Duration::MAX, |before| at.saturating_since(before));
        assert!(pause >= self.world.setup.server.pacing, "{pause:?} between two recipients");
    }

    /// No line has too many sessions.
    fn check_sessions(&self) {
        for bulk in self.bulks.values() {
            let open = self.bulks.values().filter(|other| {
                other.line == bulk.line && other.first <= bulk.first && bulk.first <= other.last
            });
            let open = open.count();
            let most = self.world.setup.server.max_sessions;
            assert!(open <= most, "{open} sessions on {:?}", bulk.line);
        }
    }
}
