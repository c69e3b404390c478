use core::ops::ControlFlow;
use core::time::Duration;
use std::collections::VecDeque;

use cellwire_at::host::{self, Outcome, Ticket};
use cellwire_at::sockets::{Access, Cause, Event, Protocol, SocketError, SocketId};
use cellwire_at::{Form as CommandForm, Line, Lines, Plan};
use cellwire_codec::Instant;
use cellwire_examples::driver::App;

use crate::forms::{self, Form, Session};
use crate::link::Link;
use crate::peer::Closer;
use crate::random::Random;

/// The host: it opens the connections of a round, sends and checks, and goes on with the next round once all of
/// them are closed.
pub(crate) struct Conversation {
    /// What is set first.
    setup: Option<String>,
    form: Form,
    is_l610: bool,
    is_transparent: bool,
    random: Random,
    stage: Stage,
    rounds: VecDeque<(Closer, Vec<Link>)>,
    closer: Closer,
    links: Vec<Link>,
    /// A command of its own.
    flight: Option<Flight>,
    /// Whether the next turn is that of what waits to be fetched.
    gives_way: bool,
    again: Option<Instant>,
    /// When something has come or was taken last.
    moved: Instant,
    has_moved: bool,
    end: Option<Result<(), String>>,
    /// How many lines came that nobody had asked for.
    pub(crate) told: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Setup,
    Up,
    Rising,
    Open,
    Opening,
    Talking,
    Falling,
}

#[derive(Debug)]
struct Flight {
    ticket: Ticket,
    link: usize,
    len: usize,
    taken: Option<usize>,
    is_asked: bool,
}

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// How soon it looks again.
const SOON: Duration = Duration::from_millis(20);

/// What comes unasked. Anything else is data that was taken for a line.
const NEWS: [&str; 14] = [
    "RING",
    "+CRING",
    "+CLIP",
    "+CREG",
    "+CGREG",
    "+CMTI",
    "+CUSD",
    "+CIEV",
    "RECV FROM",
    "+IPCLOSE",
    "+CIPRXGET",
    "+MIPREAD",
    "+MIPSTAT",
    "+MIPX",
];

impl Conversation {
    pub(crate) fn new(
        setup: &str,
        form: Form,
        (is_l610, is_transparent): (bool, bool),
        seed: u64,
        rounds: VecDeque<(Closer, Vec<Link>)>,
    ) -> Self {
        Self {
            setup: Some(setup.into()),
            form,
            is_l610,
            is_transparent,
            random: Random::new(seed),
            stage: Stage::Setup,
            rounds,
            closer: Closer::Host,
            links: Vec::new(),
            flight: None,
            gives_way: false,
            again: None,
            moved: Instant::ORIGIN,
            has_moved: false,
            end: None,
            told: 0,
        }
    }

    fn fail(&mut self, why: impl Into<String>) {
        self.end.get_or_insert(Err(why.into()));
    }

    fn link_of(&mut self, socket: SocketId) -> Option<&mut Link> {
        self.links.iter_mut().find(|link| link.socket == Some(socket) && !link.is_closed)
    }

    fn received(&mut self, socket: Option<SocketId>, data: &[u8]) {
        let Some(link) = socket.and_then(|socket| self.link_of(socket)) else {
            return self.fail(format!("data of nobody: {}", data.escape_ascii()));
        };
        if let Err(error) = link.check.take(data) {
            self.fail(error);
        }
        self.has_moved = true;
    }

    fn closed(&mut self, socket: SocketId, cause: Cause) {
        let expected = if self.closer == Closer::Host { Cause::Local } else { Cause::Peer };
        let Some(link) = self.link_of(socket) else {
            return self.fail(format!("socket {socket} was not open, and is {cause}"));
        };
        link.is_closed = true;
        if cause != expected || !link.is_done() {
            let what = format!("socket {socket} is {cause}: {link:?}");
            self.fail(what);
        }
    }

    /// What the port below says.
    fn heard(&mut self, event: host::Event<'_>) {
        match event {
            host::Event::Unsolicited(line) => self.news(line),
            host::Event::Answer { ticket, line, .. } => {
                if let Some(flight) = self.flight.as_mut().filter(|flight| flight.ticket == ticket)
                {
                    let most = flight.len.max(1);
                    flight.taken = forms::taken(line, most).or(flight.taken);
                }
            }
            host::Event::Prompt { ticket } if self.form == Form::Silence => {
                if let Some(flight) = &mut self.flight {
                    flight.is_asked = ticket == Some(flight.ticket);
                }
            }
            host::Event::Done { ticket, outcome } => self.done(ticket, outcome),
            // A caller who has given up.
            host::Event::Stray(_) if !self.is_transparent => {}
            host::Event::Fault(_)
            | host::Event::Late(_)
            | host::Event::Stray(_)
            | host::Event::Reset(_)
            | host::Event::NotEscaped
            | host::Event::Unresponsive => self.fail(format!("{event:?}")),
            _ => {}
        }
    }

    fn news(&mut self, line: Line<'_>) {
        self.told += 1;
        let text = line.as_bytes();
        if !NEWS.iter().any(|news| text.starts_with(news.as_bytes())) {
            self.fail(format!("nobody says that: {}", text.escape_ascii()));
        }
    }

    fn done(&mut self, ticket: Ticket, outcome: Outcome<'_>) {
        if !matches!(outcome, Outcome::Final(_)) {
            self.fail(outcome.to_string());
        }
        if let Some(flight) = self.flight.take_if(|flight| flight.ticket == ticket) {
            let taken = if outcome.is_success() { flight.taken } else { Some(0) };
            let taken = taken.unwrap_or(flight.len);
            let link = &mut self.links[flight.link];
            link.sent(taken.min(flight.len));
            link.is_pushed |= flight.len == 0 && taken > 0;
            self.has_moved |= taken > 0;
        }
    }

    fn go_on(&mut self, session: &mut Session, now: Instant) -> Result<(), SocketError> {
        match self.stage {
            Stage::Setup => {
                if let Some(setup) = self.setup.take_if(|_| session.is_ready()) {
                    let plan = Plan::new("", CommandForm::Action).with_lines(Lines::Unnamed);
                    session.host_mut().send_line(now, plan, setup.as_bytes())?;
                    self.stage = Stage::Up;
                }
            }
            Stage::Up => {
                session.up(now, &Access::new("internet"))?;
                self.stage = Stage::Rising;
            }
            Stage::Open => self.open(session, now)?,
            Stage::Talking => self.talk(session, now)?,
            Stage::Rising | Stage::Opening | Stage::Falling => {}
        }
        Ok(())
    }

    fn open(&mut self, session: &mut Session, now: Instant) -> Result<(), SocketError> {
        if let Some(link) = self.links.iter_mut().find(|link| link.socket.is_none()) {
            let host = link.peer.ip().to_string();
            link.socket = Some(session.open(now, Protocol::Tcp, &host, link.peer.port())?);
            self.stage = Stage::Opening;
        } else if self.links.iter().any(|link| !link.is_closed) {
            self.stage = Stage::Talking;
        } else if let Some((closer, links)) = self.rounds.pop_front() {
            (self.closer, self.links) = (closer, links);
        } else {
            session.down(now);
            self.stage = Stage::Falling;
        }
        Ok(())
    }

    fn talk(&mut self, session: &mut Session, now: Instant) -> Result<(), SocketError> {
        if self.links.iter().all(|link| link.is_closed) {
            self.stage = Stage::Open;
            return self.open(session, now);
        }
        if self.closer == Closer::Host {
            let is_done = |link: &&Link| link.is_done() && link.on_its_way == 0;
            let done = self.links.iter().filter(is_done);
            done.filter_map(|link| link.socket).for_each(|socket| session.close(now, socket));
        }
        self.again = None;
        if self.flight.is_some() {
            return self.answer(session, now);
        }
        if core::mem::take(&mut self.gives_way) {
            self.again = Some(now);
            return Ok(());
        }
        let first = self.random.below(self.links.len());
        for step in 0..self.links.len() {
            let number = (first + step) % self.links.len();
            self.send(session, now, number)?;
        }
        Ok(())
    }

    fn send(
        &mut self,
        session: &mut Session,
        now: Instant,
        number: usize,
    ) -> Result<(), SocketError> {
        let most = self.form.len(&mut self.random);
        let link = &mut self.links[number];
        let is_waiting = !link.is_sent() && link.on_its_way == 0;
        let Some(socket) = link.socket.filter(|_| is_waiting && !link.is_closed) else {
            return Ok(());
        };
        if self.form != Form::Sockets {
            if !session.is_ready() {
                return Ok(());
            }
            let data = link.next(most);
            let len = data.len();
            let ticket = self.form.begin(session, now, socket, self.is_l610, data)?;
            let (taken, is_asked) = (None, false);
            self.flight = Some(Flight { ticket, link: number, len, taken, is_asked });
            return Ok(());
        }
        let taken = match session.send(now, socket, link.next(most)) {
            // It is being closed, as the other end has closed it; that is told soon.
            Err(SocketError::NotOpen { .. }) => 0,
            taken => taken?,
        };
        if self.is_transparent {
            link.sent(taken);
            self.has_moved |= taken > 0;
        } else {
            link.on_its_way = taken;
        }
        Ok(())
    }

    /// Gives what the modem has asked for.
    fn answer(&mut self, session: &mut Session, now: Instant) -> Result<(), SocketError> {
        let Some(flight) = self.flight.as_mut().filter(|flight| flight.is_asked) else {
            return Ok(());
        };
        flight.is_asked = false;
        let data = self.links[flight.link].next(flight.len);
        let taken = session.host_mut().answer_prompt(now, data)?;
        assert_eq!(taken, data.len(), "there is room for all of it");
        Ok(())
    }

    fn state(&self) -> String {
        format!("{:?}, {:?}, {:?}", self.stage, self.flight, self.links)
    }
}

impl App<Session> for Conversation {
    type Job = ();
    type Exit = Result<(), String>;

    fn event(&mut self, event: Event<'_>, jobs: &mut VecDeque<()>) {
        if jobs.is_empty() {
            // So that it is looked what is to be done next.
            jobs.push_back(());
        }
        match event {
            Event::Host(event) => self.heard(event),
            Event::Data { socket, data, .. } => self.received(socket, data),
            Event::Up(_) | Event::Opened(_) => self.stage = Stage::Open,
            Event::Sent { socket, len } => {
                if let Some(link) = self.link_of(socket) {
                    link.sent(len);
                    link.on_its_way = 0;
                    self.has_moved |= len > 0;
                }
                self.gives_way = self.random.is_one_in(2);
            }
            Event::Closed { socket, cause } => self.closed(socket, cause),
            Event::Down(Cause::Local) if self.stage == Stage::Falling => {
                self.end.get_or_insert(Ok(()));
            }
            Event::Down(_) | Event::Reset => self.fail(format!("{event:?}")),
            _ => {}
        }
    }

    fn perform(&mut self, _: &mut Session, _: Instant, (): ()) -> ControlFlow<Self::Exit> {
        ControlFlow::Continue(())
    }

    fn tick(&mut self, session: &mut Session, now: Instant) -> ControlFlow<Self::Exit> {
        if core::mem::take(&mut self.has_moved) {
            self.moved = now;
        }
        match self.go_on(session, now) {
            Ok(()) => {}
            Err(SocketError::Busy) => self.again = Some(now + SOON),
            Err(error) => self.fail(error.to_string()),
        }
        if self.moved + PATIENCE <= now {
            self.fail(format!("nothing moves: {}, {session:?}", self.state()));
        }
        match self.end.take() {
            None => ControlFlow::Continue(()),
            Some(end) => ControlFlow::Break(end),
        }
    }

    fn next_tick(&self) -> Option<Instant> {
        self.again.or(Some(self.moved + PATIENCE))
    }
}
