//! A server and the application around it.

use alloc::collections::BTreeMap;
use core::net::SocketAddr;
use core::ops::RangeInclusive;
use core::time::Duration;

use cellwire_codec::test_util::link::Rng;
use cellwire_codec::{BufferTooShort, Instant, Session, Transmit};
use cellwire_goip::session::{
    CommandFailure, CommandId, EventTicket, LineId, Refusal, Server, ServerEvent, ServerEventKind,
    SmsId, SmsOutcome,
};

/// An event that has left the session.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Told {
    Up(LineId, SocketAddr),
    Moved(LineId, SocketAddr, SocketAddr),
    Rebooted(LineId),
    Down(LineId),
    Failing(LineId),
    Recovered(LineId),
    Received {
        line: LineId,
        srcnum: String,
        msg: String,
    },
    Gathered {
        line: LineId,
        msg: String,
        parts: usize,
    },
    Delivery {
        line: LineId,
        sms: Option<(SmsId, usize)>,
        sms_no: i64,
        num: Option<String>,
        delivered: bool,
    },
    Event {
        line: LineId,
        body: String,
    },
    Outcome {
        sms: SmsId,
        recipient: usize,
        number: String,
        outcome: SmsOutcome,
    },
    Postponed(SmsId),
    SmsDone(SmsId),
    Answer {
        command: CommandId,
        result: Result<String, Failure>,
    },
    Refused(SocketAddr, Refusal),
    Other,
}

/// Why a command has no answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Failure {
    Refused(String),
    NoAnswer(u32),
    Expired,
    Cancelled,
}

/// What happened at the server, in order.
#[derive(Clone, Debug)]
pub(crate) enum Entry {
    In(SocketAddr, Vec<u8>),
    Out(SocketAddr, Vec<u8>),
    Told(Told),
    /// The application has acknowledged or rejected the event.
    Decided(String, bool),
    Restarted,
}

/// What the application does about events that are its to acknowledge.
#[derive(Clone, Debug)]
pub(crate) enum App {
    /// Nothing at all.
    Ignores,
    /// It acknowledges them after some time, or rejects so many permille.
    Stores { after: RangeInclusive<Duration>, rejects: u16 },
}

/// A server and the application around it.
#[derive(Debug)]
pub(crate) struct Center {
    pub(crate) server: Server,
    pub(crate) app: App,
    pub(crate) log: Vec<(Instant, Entry)>,
    /// How many outcomes of recipients and commands were told.
    pub(crate) outcomes: usize,
    pub(crate) answers: usize,
    now: Instant,
    rng: Rng,
    /// What the application has to do, and about which event.
    due: BTreeMap<(Instant, usize), (EventTicket, String)>,
    deeds: usize,
}

impl Center {
    pub(crate) fn new(server: Server, app: App, seed: u64) -> Self {
        Self {
            server,
            app,
            log: Vec::new(),
            outcomes: 0,
            answers: 0,
            now: Instant::ORIGIN,
            rng: Rng::new(seed),
            due: BTreeMap::new(),
            deeds: 0,
        }
    }

    /// Another server takes over, and the application has forgotten what it was about to store.
    pub(crate) fn restart(&mut self, server: Server) {
        self.server = server;
        self.due.clear();
        self.note(Entry::Restarted);
    }

    pub(crate) fn told(&self) -> impl Iterator<Item = (Instant, &Told)> {
        self.log.iter().filter_map(|(at, entry)| match entry {
            Entry::Told(told) => Some((*at, told)),
            _ => None,
        })
    }

    fn note(&mut self, entry: Entry) {
        self.log.push((self.now, entry));
    }

    fn act(&mut self, now: Instant) {
        self.now = self.now.max(now);
        while let Some(first) = self.due.first_entry().filter(|entry| entry.key().0 <= now) {
            let (ticket, what) = first.remove();
            let App::Stores { rejects, .. } = self.app else { unreachable!() };
            let stores = !self.rng.chance(rejects);
            let known = if stores {
                self.server.acknowledge(ticket)
            } else {
                self.server.reject(ticket, "disk full")
            };
            if known.is_ok() {
                self.note(Entry::Decided(what, stores));
            }
        }
    }

    fn store(&mut self, ticket: Option<EventTicket>, what: String) {
        if let (App::Stores { after, .. }, Some(ticket)) = (&self.app, ticket) {
            let at = self.now + self.rng.between(after);
            self.due.insert((at, self.deeds), (ticket, what));
            self.deeds += 1;
        }
    }
}

/// The event in its own right, and what it is stored under.
fn own(event: ServerEvent<'_>) -> (Told, Option<(Option<EventTicket>, String)>) {
    let line = event.line;
    let line = || line.unwrap();
    let told = match event.kind {
        ServerEventKind::Up { addr, .. } => Told::Up(line(), addr),
        ServerEventKind::Moved { from, to } => Told::Moved(line(), from, to),
        ServerEventKind::Rebooted => Told::Rebooted(line()),
        ServerEventKind::Down => Told::Down(line()),
        ServerEventKind::Failing { .. } => Told::Failing(line()),
        ServerEventKind::Recovered => Told::Recovered(line()),
        ServerEventKind::Received { sms, ticket } => {
            let (srcnum, msg) = (sms.srcnum.to_str().unwrap().into(), sms.msg.to_string_lossy());
            let (what, msg) = (msg.clone().into_owned(), msg.into_owned());
            return (Told::Received { line: line(), srcnum, msg }, Some((ticket, what)));
        }
        ServerEventKind::Gathered { msg, parts, .. } => {
            Told::Gathered { line: line(), msg: msg.to_string(), parts }
        }
        ServerEventKind::Delivery { sms, sms_no, state, num, ticket } => {
            let num = num.map(|num| num.to_string());
            let (what, delivered) = (format!("{num:?}"), state.is_delivered());
            let told = Told::Delivery { line: line(), sms, sms_no, num, delivered };
            return (told, Some((ticket, what)));
        }
        ServerEventKind::Event { event, ticket, .. } => {
            let body = format!("{event:?}");
            let what = body.clone();
            return (Told::Event { line: line(), body }, Some((ticket, what)));
        }
        ServerEventKind::Outcome { sms, recipient, number, outcome } => {
            Told::Outcome { sms, recipient, number: number.into(), outcome }
        }
        ServerEventKind::Postponed { sms, .. } => Told::Postponed(sms),
        ServerEventKind::SmsDone { sms } => Told::SmsDone(sms),
        ServerEventKind::Answer { command, result } => {
            let result = result.map(|answer| format!("{answer:?}"));
            let result = result.map_err(|failure| match failure {
                CommandFailure::Refused(text) => Failure::Refused(text.to_string()),
                CommandFailure::NoAnswer { attempts } => Failure::NoAnswer(attempts),
                CommandFailure::Expired => Failure::Expired,
                CommandFailure::Cancelled => Failure::Cancelled,
                failure => panic!("{failure}"),
            });
            Told::Answer { command, result }
        }
        ServerEventKind::Refused { from, reason, .. } => Told::Refused(from, reason),
        _ => Told::Other,
    };
    (told, None)
}

impl Session for Center {
    type Addr = SocketAddr;
    type Event<'a> = Told;

    fn handle_input(&mut self, now: Instant, from: SocketAddr, bytes: &[u8]) -> usize {
        self.act(now);
        let accepted = self.server.handle_input(now, from, bytes);
        if accepted == bytes.len() {
            self.note(Entry::In(from, bytes.to_vec()));
        }
        accepted
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.act(now);
        self.server.handle_timeout(now);
    }

    fn poll_transmit(
        &mut self,
        now: Instant,
        buffer: &mut [u8],
    ) -> Result<Option<Transmit<SocketAddr>>, BufferTooShort> {
        self.now = now;
        let transmit = self.server.poll_transmit(now, buffer)?;
        if let Some(transmit) = &transmit {
            self.note(Entry::Out(transmit.to, buffer[..transmit.len].to_vec()));
        }
        Ok(transmit)
    }

    fn transmitted(&mut self, now: Instant) {
        self.server.transmitted(now);
    }

    fn poll_event(&mut self) -> Option<Told> {
        let (told, to_store) = own(self.server.poll_event()?);
        self.outcomes += usize::from(matches!(told, Told::Outcome { .. }));
        self.answers += usize::from(matches!(told, Told::Answer { .. }));
        self.note(Entry::Told(told.clone()));
        if let Some((ticket, what)) = to_store {
            self.store(ticket, what);
        }
        Some(told)
    }

    fn poll_timeout(&self) -> Option<Instant> {
        let app = self.due.first_key_value().map(|((at, _), _)| *at);
        [app, self.server.poll_timeout()].into_iter().flatten().min()
    }
}
