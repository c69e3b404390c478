use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::time::Duration;

use cellwire_cityeasy::{
    Addressed, BoxTicket, Command, CommandId, CrcKind, CrcPolicy, Downlink, Endpoint,
    EndpointConfig, Event, EventKind, FrameDecoder, FrameEncoder, Request, Server, ServerConfig,
    ServerStats, TrackerId,
};
use cellwire_codec::{Decoder, Encoder, Instant, Outcome, RetryPolicy};

use super::build::{self, with_downlink, with_uplink};
use super::source::Source;

/// Whatever a tracker, an application and a clock can do to the server's side.
pub fn server(data: &[u8]) {
    let mut source = Source::new(data);
    if source.bool() {
        Sockets::new(&mut source).run(&mut source);
    } else {
        Connection::new(&mut source).run(&mut source);
    }
}

const IDS: [TrackerId; 4] = [
    TrackerId::from_wire([0x13, 0x61, 0x23, 0x45, 0x67, 0x8f, 0xff]),
    TrackerId::from_wire([0x86, 0x21, 0x70, 0x01, 0x51, 0x51, 0x78]),
    TrackerId::from_wire([0; 7]),
    TrackerId::BROADCAST,
];

const SECOND: Duration = Duration::from_secs(1);

fn config(source: &mut Source<'_>) -> ServerConfig {
    let mut config = ServerConfig::default();
    config.crc = source.pick(&[CrcPolicy::STRICT, CrcPolicy::ANY, CrcPolicy::IGNORE]);
    config.max_frame_len = source.pick(&[8192, 17, 60, 300]);
    config.address = source.maybe(|_| "118.128.198.38:8090".parse().unwrap());
    config.answer_login = source.bool();
    config.idle_timeout = source.pick(&[900, 1, 10]) * SECOND;
    config.partial_timeout = source.pick(&[30, 1, 5]) * SECOND;
    config.retry = retry(source);
    config.max_commands = source.pick(&[32, 1, 3, 0]);
    config.max_outgoing_bytes = source.pick(&[65_536, 0, 18, 100, 1000]);
    config.max_open_boxes = source.pick(&[8, 1, 2]);
    config
}

fn retry(source: &mut Source<'_>) -> RetryPolicy {
    source.pick(&[
        RetryPolicy::fixed(20 * SECOND, 3),
        RetryPolicy::fixed(SECOND, 1),
        RetryPolicy::exponential(SECOND, 8 * SECOND, 5),
        RetryPolicy::fixed(Duration::ZERO, 2),
    ])
}

/// A frame of a tracker, or what was one.
fn frame(source: &mut Source<'_>, ids: &[TrackerId]) -> Vec<u8> {
    let id = source.pick(ids);
    let crc = source.pick(CrcKind::ALL);
    let mut frame = Vec::new();
    with_uplink(source, |message, _| {
        let mut encoder = FrameEncoder::new().with_crc(crc);
        let _ = encoder.append_to_vec(&Addressed { id, message }, &mut frame);
    });
    match source.below(8) {
        0 => frame.truncate(source.u8().into()),
        1 if !frame.is_empty() => {
            let at = usize::from(source.u16()) % frame.len();
            frame[at] ^= source.u8();
        }
        _ => {}
    }
    frame
}

/// Hands any command for a tracker to `then`.
fn with_request<R>(source: &mut Source<'_>, then: impl FnOnce(Request<'_>, Taken) -> R) -> R {
    with_downlink(source, |message, source| {
        let mut request = Request::new(message);
        let mut answer = is_answered(&message);
        if let Some(command) = source.maybe(build::command) {
            request = request.with_answer(command);
            answer = true;
        }
        let retry = source.maybe(retry);
        if let Some(retry) = retry {
            request = request.with_retry(retry);
        }
        let once = matches!(message, Downlink::SendSms { .. });
        then(request, Taken { command: message.command(), answer, retry, once })
    })
}

fn is_answered(message: &Downlink<'_>) -> bool {
    matches!(
        message,
        Downlink::RequestLocation
            | Downlink::SetInterval(_)
            | Downlink::SetAuthorizedPhone { .. }
            | Downlink::SetWiretapPhone(_)
            | Downlink::ReadAuthorizedPhone(_)
            | Downlink::SendSms { .. }
    )
}

/// What is known of a command.
struct Taken {
    command: Command,
    /// Whether it waits for an answer.
    answer: bool,
    retry: Option<RetryPolicy>,
    once: bool,
}

/// What an application would know of the trackers.
#[derive(Default)]
struct Model {
    /// Commands that wait for their answer, and every one that there was.
    open: BTreeMap<CommandId, TrackerId>,
    taken: BTreeSet<CommandId>,
    /// Boxes that were not acknowledged, and those that were.
    boxes: Vec<(BoxTicket, TrackerId)>,
    old_boxes: Vec<(BoxTicket, TrackerId)>,
    /// How many frames of a command may have been sent.
    allowed: BTreeMap<(TrackerId, Command), u32>,
    /// How often boxes were said to be stored, or not.
    acknowledged: BTreeMap<(TrackerId, bool), u32>,
    /// The application has sent what cannot be told from an acknowledgement.
    looks_acknowledged: bool,
    stats: ServerStats,
}

impl Model {
    fn allow(&mut self, id: TrackerId, command: Command, times: u32) {
        *self.allowed.entry((id, command)).or_default() += times;
    }

    fn took(&mut self, id: TrackerId, command: CommandId, taken: &Taken, config: &ServerConfig) {
        assert!(self.taken.insert(command), "{command} was given twice");
        self.looks_acknowledged |= taken.command == Command::BLACK_BOX;
        self.stats.commands += 1;
        let times = match taken.retry {
            _ if !taken.answer => 1,
            Some(retry) => retry.attempts(),
            None if taken.once => 1,
            None => config.retry.attempts(),
        };
        self.allow(id, taken.command, times);
        if taken.answer {
            self.open.insert(command, id);
        }
    }

    fn ended(&mut self, id: TrackerId, command: CommandId) {
        match self.open.remove(&command) {
            Some(of) => assert_eq!(of, id, "{command} was ended by another tracker"),
            None => panic!("{command} has ended, and was not open"),
        }
    }

    fn saw(&mut self, id: TrackerId, kind: &EventKind<'_>, config: &ServerConfig) {
        let _ = format!("{kind:?}");
        match kind {
            EventKind::Identified | EventKind::Idle => return,
            EventKind::NoAnswer { command, .. } => {
                self.stats.unanswered += 1;
                return self.ended(id, *command);
            }
            EventKind::Heartbeat => self.allow(id, Command::HEARTBEAT, 1),
            EventKind::Login { .. } if config.answer_login => {
                self.allow(id, Command::LOGIN_REPLY, 1);
            }
            EventKind::GetIp if config.address.is_some() => self.allow(id, Command::GET_IP, 1),
            EventKind::Report { answers, .. } => {
                self.stats.reports += 1;
                if let Some(command) = answers {
                    self.stats.answers += 1;
                    self.ended(id, *command);
                }
            }
            EventKind::Answer { command, .. } => {
                self.stats.answers += 1;
                self.ended(id, *command);
            }
            EventKind::BlackBox { ticket, records } => {
                self.stats.black_boxes += 1;
                assert!(records.fresh().count() <= records.as_black_box().len());
                // It may have been forgotten, or acknowledged with the answer lost.
                self.boxes.retain(|(open, _)| open != ticket);
                self.old_boxes.retain(|(old, _)| old != ticket);
                self.boxes.push((*ticket, id));
            }
            EventKind::BlackBoxAgain { ticket } => {
                self.stats.black_boxes += 1;
                assert!(self.boxes.contains(&(*ticket, id)), "again, and not open");
            }
            _ => {}
        }
        self.stats.frames += 1;
    }

    /// A box that is open or was, and what to say of it.
    fn pick_box(&self, source: &mut Source<'_>) -> Option<(BoxTicket, TrackerId, bool)> {
        let all: Vec<_> = self.boxes.iter().chain(&self.old_boxes).copied().collect();
        (!all.is_empty()).then(|| {
            let (ticket, id) = source.pick(&all);
            (ticket, id, source.bool())
        })
    }

    fn acknowledged(&mut self, ticket: BoxTicket, stored: bool, taken: bool) {
        if taken {
            let open = self.boxes.iter().position(|(open, _)| *open == ticket);
            let open = open.expect("a box was acknowledged that was not open");
            let (_, id) = self.boxes[open];
            self.old_boxes.push(self.boxes.remove(open));
            self.allow(id, Command::BLACK_BOX, 1);
            *self.acknowledged.entry((id, stored)).or_default() += 1;
        }
    }

    /// The numbers of boxes begin anew when trackers come back.
    fn forget(&mut self, id: TrackerId) {
        assert!(self.open.values().all(|of| *of != id), "forgotten with open commands");
        self.boxes.retain(|(_, of)| *of != id);
        self.old_boxes.retain(|(_, of)| *of != id);
    }

    /// Checks all that was sent.
    fn check_sent(&self, sent: &[Sent]) {
        assert!(self.open.is_empty(), "commands without an end: {:?}", self.open);
        let mut counts = BTreeMap::new();
        let mut acknowledgements = BTreeMap::new();
        for (id, command, data) in sent {
            *counts.entry((*id, *command)).or_insert(0) += 1;
            if *command == Command::BLACK_BOX && !self.looks_acknowledged {
                assert_eq!(data.len(), 1);
                *acknowledgements.entry((*id, data[0] == 1)).or_insert(0) += 1;
            }
        }
        for (key, count) in counts {
            let allowed = self.allowed.get(&key).copied().unwrap_or(0);
            assert!(count <= allowed, "{key:?} sent {count} times, and {allowed} are allowed");
        }
        for (key, count) in acknowledgements {
            let said = self.acknowledged.get(&key).copied().unwrap_or(0);
            assert!(count <= said, "{key:?} acknowledged {count} times, and said {said} times");
        }
    }

    fn check_stats(&self, stats: &ServerStats) {
        let ours = &self.stats;
        assert_eq!((stats.frames, stats.faults), (ours.frames, ours.faults), "frames, faults");
        assert_eq!(stats.skipped_bytes, ours.skipped_bytes);
        assert_eq!(stats.commands, ours.commands, "commands");
        assert_eq!((stats.reports, stats.black_boxes), (ours.reports, ours.black_boxes));
        assert_eq!((stats.answers, stats.unanswered), (ours.answers, ours.unanswered), "answers");
    }
}

/// To whom, and what.
type Sent = (TrackerId, Command, Vec<u8>);

/// The frames in what was sent; `cut` says that the last may be one in part.
fn sent_frames(bytes: &[u8], cut: bool) -> Vec<Sent> {
    let mut decoder = FrameDecoder::downlink().with_crc(CrcPolicy::ANY);
    let mut rest = bytes;
    let mut frames = Vec::new();
    while !rest.is_empty() {
        let decoded = decoder.decode(rest);
        match decoded.outcome {
            Outcome::Frame(frame) => {
                frames.push((frame.id(), frame.command(), frame.data().to_vec()));
            }
            Outcome::Incomplete { .. } if cut => break,
            _ => panic!("what was sent is no frame: {rest:02x?}"),
        }
        rest = &rest[decoded.consumed..];
    }
    frames
}

// --- one connection --------------------------------------------------------------------------

struct Connection {
    config: ServerConfig,
    server: Server,
    now: Instant,
    model: Model,
    sent: Vec<u8>,
}

impl Connection {
    fn new(source: &mut Source<'_>) -> Self {
        let config = config(source);
        let now = Instant::ORIGIN;
        Self {
            server: Server::new(config.clone(), now),
            config,
            now,
            model: Model::default(),
            sent: Vec::new(),
        }
    }

    fn run(mut self, source: &mut Source<'_>) {
        while !source.is_empty() {
            self.step(source);
        }
        self.drain();
        self.send(4096, true);
        self.settle();

        self.server.handle_end(self.now);
        self.drain();
        assert_eq!(self.server.poll_timeout(), None);
        assert_eq!(self.server.poll_transmit(self.now, &mut [0; 64]), 0);
        assert!(self.server.is_drained());
        self.model.check_sent(&sent_frames(&self.sent, true));
        self.model.check_stats(self.server.stats());
    }

    fn step(&mut self, source: &mut Source<'_>) {
        match source.below(13) {
            0..=3 => {
                let frame = frame(source, &IDS);
                self.input(&frame, source.bool());
            }
            4 => self.input(source.bytes(255), source.bool()),
            5 | 6 => with_request(source, |request, taken| match self.server.command(request) {
                Ok(command) => {
                    let id = self.server.id().expect("a command for nobody");
                    self.model.took(id, command, &taken, &self.config);
                }
                Err(error) => drop(error.to_string()),
            }),
            7 => {
                if let Some((ticket, _, stored)) = self.model.pick_box(source) {
                    let taken = self.server.acknowledge(ticket, stored).is_ok();
                    self.model.acknowledged(ticket, stored, taken);
                }
            }
            8 => {
                let millis = source.pick(&[0, 1, 1000, 5000, 20_000, 60_000, 900_000]);
                self.now += Duration::from_millis(millis);
                if source.bool() {
                    self.server.handle_timeout(self.now);
                }
            }
            9 => {
                if let Some(at) = self.server.poll_timeout() {
                    self.now = self.now.max(at);
                    self.server.handle_timeout(self.now);
                }
            }
            10 => {
                self.drain();
            }
            11 => {
                let len = source.pick(&[0, 1, 17, 64, 2000]);
                self.send(len, source.bool());
            }
            _ => match source.below(8) {
                0 => self.server.close(),
                1 => {
                    let seen = self.server.seen().clone();
                    self.server.set_seen(seen);
                }
                2 => {
                    // The same moment again.
                    self.server.handle_timeout(self.now);
                    self.server.handle_timeout(Instant::ORIGIN);
                }
                _ => self.settle(),
            },
        }
        let _ = (self.server.id(), self.server.is_drained());
    }

    fn input(&mut self, bytes: &[u8], all: bool) {
        let mut rest = bytes;
        loop {
            let taken = self.server.handle_input(self.now, rest);
            rest = &rest[taken..];
            if rest.is_empty() || !all {
                return;
            }
            let events = self.drain();
            let taken = self.server.handle_input(self.now, rest);
            assert!(taken > 0, "nothing is accepted after {events} events");
            rest = &rest[taken..];
        }
    }

    fn drain(&mut self) -> usize {
        let mut count = 0;
        while let Some(Event { id, kind, .. }) = self.server.poll_event() {
            count += 1;
            match (id, kind) {
                (None, EventKind::Fault(fault)) => {
                    assert!(fault.skipped > 0);
                    self.model.stats.faults += 1;
                    self.model.stats.skipped_bytes += fault.skipped as u64;
                }
                (id, EventKind::Idle) => assert_eq!(id.is_some(), self.server.id().is_some()),
                (Some(id), EventKind::NoAnswer { command, attempts }) => {
                    // It says who is at the other end by now; the command may be another's.
                    let of = self.model.open.get(&command).copied().unwrap_or(id);
                    let kind = EventKind::NoAnswer { command, attempts };
                    self.model.saw(of, &kind, &self.config);
                }
                (Some(id), kind) => self.model.saw(id, &kind, &self.config),
                (None, kind) => panic!("{kind:?} of nobody"),
            }
        }
        count
    }

    fn send(&mut self, len: usize, transmitted: bool) {
        let mut buffer = vec![0; len];
        loop {
            let len = self.server.poll_transmit(self.now, &mut buffer);
            if len == 0 {
                return;
            }
            self.sent.extend_from_slice(&buffer[..len]);
            if transmitted {
                self.server.transmitted(self.now);
            }
        }
    }

    /// After all is served, the next timeout lies ahead.
    fn settle(&mut self) {
        for _ in 0..100 {
            match self.server.poll_timeout() {
                Some(at) if at <= self.now => self.server.handle_timeout(self.now),
                _ => return,
            }
            self.drain();
            self.send(4096, true);
        }
        panic!("the timeout stays at {:?}", self.server.poll_timeout());
    }
}

// --- a socket --------------------------------------------------------------------------------

struct Sockets {
    config: EndpointConfig,
    endpoint: Endpoint,
    now: Instant,
    model: Model,
    addresses: BTreeMap<TrackerId, SocketAddr>,
    sent: Vec<Sent>,
}

impl Sockets {
    fn new(source: &mut Source<'_>) -> Self {
        let mut config = EndpointConfig::default();
        config.server = self::config(source);
        config.max_trackers = source.pick(&[100_000, 0, 1, 2]);
        config.max_datagram_len = source.pick(&[1400, 18, 60, 10_000]);
        Self {
            endpoint: Endpoint::new(config.clone()),
            config,
            now: Instant::ORIGIN,
            model: Model::default(),
            addresses: BTreeMap::new(),
            sent: Vec::new(),
        }
    }

    fn run(mut self, source: &mut Source<'_>) {
        while !source.is_empty() {
            self.step(source);
            assert!(self.endpoint.trackers().count() <= self.config.max_trackers);
        }
        // Nobody says anything any more.
        for _ in 0..1000 {
            self.drain();
            self.send(10_000, true);
            let Some(at) = self.endpoint.poll_timeout() else { break };
            self.now = self.now.max(at);
            self.endpoint.handle_timeout(self.now);
        }
        assert_eq!(self.endpoint.poll_timeout(), None);
        assert_eq!(self.endpoint.trackers().count(), 0);
        assert!(self.endpoint.is_drained());
        self.model.check_sent(&self.sent);
        self.model.check_stats(self.endpoint.stats());
    }

    fn step(&mut self, source: &mut Source<'_>) {
        match source.below(12) {
            0..=3 => {
                let mut datagram = Vec::new();
                for _ in 0..=source.below(3) {
                    datagram.extend(frame(source, &IDS));
                }
                self.input(&datagram, source);
            }
            4 => self.input(source.bytes(255), source),
            5 | 6 => {
                let id = source.pick(&IDS);
                with_request(source, |request, taken| match self.endpoint.command(id, request) {
                    Ok(command) => self.model.took(id, command, &taken, &self.config.server),
                    Err(error) => drop(error.to_string()),
                });
            }
            7 => {
                if let Some((ticket, id, stored)) = self.model.pick_box(source) {
                    let id = if source.below(8) == 0 { source.pick(&IDS) } else { id };
                    let taken = self.endpoint.acknowledge(id, ticket, stored).is_ok();
                    self.model.acknowledged(ticket, stored, taken);
                }
            }
            8 => {
                let millis = source.pick(&[0, 1, 1000, 5000, 20_000, 60_000, 900_000]);
                self.now += Duration::from_millis(millis);
                if source.bool() {
                    self.endpoint.handle_timeout(self.now);
                }
            }
            9 => self.drain(),
            10 => {
                let len = source.pick(&[1500, 0, 17, 64]);
                self.send(len, source.bool());
            }
            _ => match source.below(8) {
                0 => self.endpoint.close(),
                1 => {
                    let id = source.pick(&IDS);
                    if let Some(seen) = self.endpoint.seen(id).cloned() {
                        assert!(self.endpoint.set_seen(id, seen));
                    }
                }
                _ => {
                    if let Some(at) = self.endpoint.poll_timeout() {
                        self.now = self.now.max(at);
                        self.endpoint.handle_timeout(self.now);
                    }
                }
            },
        }
    }

    fn input(&mut self, datagram: &[u8], source: &mut Source<'_>) {
        let from = SocketAddr::from(([192, 0, 2, source.u8() & 3], 4000));
        if self.endpoint.handle_input(self.now, from, datagram) == 0 && !datagram.is_empty() {
            self.drain();
            let taken = self.endpoint.handle_input(self.now, from, datagram);
            assert_eq!(taken, datagram.len(), "a datagram is taken whole");
        }
    }

    fn drain(&mut self) {
        while let Some(event) = self.endpoint.poll_event() {
            let Event { id, from, moved_from, kind, .. } = event;
            if let EventKind::Fault(fault) = kind {
                assert_eq!((id, moved_from), (None, None));
                self.model.stats.faults += 1;
                self.model.stats.skipped_bytes += fault.skipped as u64;
                continue;
            }
            let id = id.expect("an event of nobody");
            let address = self.addresses.get(&id).copied();
            match kind {
                EventKind::Idle => {
                    assert_eq!(address, Some(from));
                    self.addresses.remove(&id);
                    self.model.forget(id);
                }
                EventKind::NotServed { .. } => {
                    assert_eq!(address, None);
                    let full = self.addresses.len() >= self.config.max_trackers;
                    assert!(full || id.is_broadcast());
                }
                EventKind::NoAnswer { .. } => assert_eq!((address, moved_from), (Some(from), None)),
                _ => {
                    assert_eq!(moved_from, address.filter(|address| *address != from));
                    self.addresses.insert(id, from);
                }
            }
            self.model.saw(id, &kind, &self.config.server);
        }
    }

    fn send(&mut self, len: usize, transmitted: bool) {
        let mut buffer = vec![0; len];
        loop {
            match self.endpoint.poll_transmit(self.now, &mut buffer) {
                Ok(None) => return,
                Ok(Some(transmit)) => {
                    let frames = sent_frames(&buffer[..transmit.len], false);
                    assert!(!frames.is_empty());
                    assert!(transmit.len <= self.config.max_datagram_len.max(18));
                    for (id, ..) in &frames {
                        assert_eq!(self.addresses.get(id), Some(&transmit.to), "sent elsewhere");
                    }
                    self.sent.extend(frames);
                    if transmitted {
                        self.endpoint.transmitted(self.now);
                    }
                }
                Err(error) => {
                    assert!(error.needed > len && error.available == len, "{error}");
                    return;
                }
            }
        }
    }
}
