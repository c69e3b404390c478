//! The host's side of an AT interface: one command in flight, and everything that may go wrong with it.
//!
//! [`Host`] does no I/O and reads no clock: see [`Session`] for how to drive it. It needs no
//! allocator.
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::host::{Config, Event, Host, Outcome};
//! use cellwire_at::status::cfun;
//! use cellwire_codec::Instant;
//!
//! let now = Instant::ORIGIN;
//! let mut host: Host = Host::new(Config::default())?;
//!
//! // A command is given to the host, which gives it to the port.
//! let ticket = host.send(now, &cfun::Read)?;
//! let mut buffer = [0; 64];
//! let len = host.poll_transmit(now, &mut buffer);
//! assert_eq!(&buffer[..len], b"AT+CFUN?\r");
//! host.transmitted(now);
//!
//! // What the port reads is given to the host, which says what it means.
//! host.handle_input(now, b"AT+CFUN?\r\r\n+CFUN: 1\r\n\r\nRING\r\n\r\nOK\r\n");
//! let mut level = None;
//! let mut calls = 0;
//! while let Some(event) = host.poll_event() {
//!     match event {
//!         Event::Answer { line, .. } => level = Some(cfun::Read::answer(line)?.level),
//!         Event::Unsolicited(line) if line.is("RING") => calls += 1,
//!         Event::Done { ticket: done, outcome } => {
//!             assert_eq!(done, ticket);
//!             assert!(outcome.is_success());
//!         }
//!         _ => {}
//!     }
//! }
//! assert_eq!((level, calls), (Some(cfun::Level::FULL), 1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # One command at a time
//!
//! The answers of a modem do not say what they answer, so there is one command in flight, and each ends
//! with one [`Event::Done`]. A command that is not answered in time is over; but its answer may still
//! come, and would be taken for that of the next one. So the next one is held back until the late
//! final result has come, or the modem has been silent and has then answered an `AT`, or a `+++` if it was
//! in data mode and nobody knew.
//!
//! # Commands whose `OK` is not all
//!
//! To open a socket takes a while: `OK` says that the modem tries ([`Event::Accepted`]), and a line what
//! became of it, `+CIPOPEN: 1,0`. The command is in flight until then, since only one can be; a
//! [plan without a verdict](Plan::without_verdict) ends it with `OK`, and leaves the line to
//! [`Event::Unsolicited`].
//!
//! # How the modem answers
//!
//! `ATV0`, `ATV1`, `ATZ` and `AT&F` are followed in all that is sent: results may be numbers. After `ATQ1`
//! there are none: a command is [over](Outcome::Silent) once nothing has come for
//! [a while](Config::response), and nobody knows what became of it. So that is for commands that are answered
//! soon, and not for calls.
//!
//! # Data mode
//!
//! After `CONNECT` all is data: [`Event::Data`] and [`Host::send_data`]; also if nobody has asked for it, as
//! with a modem that answers calls by itself, or is a server. [`Host::escape`] leaves it with
//! `+++`, and the command [`ATO`](crate::v250::call::Online) goes back. That a connection has ended can be seen by
//! DCD, which is certain ([`Host::set_carrier`]), or by `NO CARRIER` with nothing behind it, which might be
//! data.

mod config;
mod data;
mod event;
mod output;
mod quarantine;
#[cfg(feature = "alloc")]
mod queue;
#[cfg(test)]
mod tests;

use core::fmt;

use cellwire_codec::{BufferTooShort, FrameBuffer, Instant, Secret, Session, Transmit};

use self::data::Online;
use self::output::Output;
use self::quarantine::Quarantine;
use crate::command::{Body, Command, Fields};
use crate::lexer::{FinalResult, Lexer};
use crate::log::debug;
use crate::params::WriteError;
use crate::reader::{Reader, Response};
use crate::{Belongs, Line, Plan, Verdict};

pub use config::Config;
pub use event::{Disconnect, Event, Outcome, SendError, Ticket};

/// The host's side of an AT interface; see the [module](self).
///
/// `RX` bytes hold what came and was not polled yet, and `TX` bytes the command with what stands behind
/// its prompt, or data. Lines have at most half of `RX`.
pub struct Host<const RX: usize = 4352, const TX: usize = 2304> {
    input: FrameBuffer<Reader, [u8; RX]>,
    core: Core<TX>,
}

/// What does not borrow from the input.
#[derive(Debug)]
struct Core<const TX: usize> {
    config: Config,
    now: Instant,
    link: Link,
    output: Output<TX>,
    /// A command that has not left.
    held: Option<(Ticket, Plan)>,
    /// Bytes that leave before all others.
    urgent: &'static [u8],
    /// Nothing is sent before.
    not_before: Instant,
    /// When something came last that may still go on.
    heard: Option<Instant>,
    /// Whether all that came was looked at.
    drained: bool,
    /// What the reader has to know before it goes on.
    todo: Todo,
    /// An event that waits behind another one.
    pending: Option<Event<'static>>,
    next_ticket: u32,
    /// How RI is, and whether it has gone on.
    ring: bool,
    rang: bool,
    #[cfg(feature = "alloc")]
    queue: queue::Queue,
}

/// What the modem is doing.
#[derive(Debug)]
enum Link {
    /// It waits for a command.
    Idle,
    /// It has one.
    InFlight(Flight),
    /// It did not answer.
    Quarantine(Quarantine),
    /// It passes data on.
    Data(Online),
}

#[derive(Debug)]
struct Flight {
    ticket: Ticket,
    plan: Plan,
    stage: Stage,
    /// `None` while something is on its way out.
    deadline: Option<Instant>,
    aborted: bool,
    /// Whether there is no result: `ATQ1`.
    silent: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The modem is to answer.
    Answer,
    /// It is to ask for data.
    Prompt,
    /// It has asked, and the application has not given any.
    Asked,
    /// It has taken the command, and is to say what becomes of it.
    Verdict,
    /// It has said so, and may go on for a short time.
    Judged,
}

#[derive(Clone, Copy, Debug, Default)]
struct Todo {
    give_up: bool,
    /// The modem has started anew.
    restart: bool,
    /// What stands behind the prompt is sent.
    answered: bool,
    /// A probe is in flight.
    probe: bool,
    data_mode: Option<bool>,
    /// Whether `OK` ends data mode.
    escape: Option<bool>,
}

impl<const RX: usize, const TX: usize> Host<RX, TX> {
    /// A host whose modem waits for a command.
    ///
    /// # Errors
    ///
    /// `RX` is too short for lines of 64 bytes, which takes 65.
    pub fn new(config: Config) -> Result<Self, BufferTooShort> {
        const { assert!(TX >= 16, "a command line needs some room") };
        let max_line = config.max_line.min((RX / 2).saturating_sub(1));
        let reader = Reader::with_lexer(Lexer::new(config.dialect).with_max_line(max_line));
        Ok(Self { input: FrameBuffer::fixed(reader, [0; RX])?, core: Core::new(config) })
    }

    /// Sends a command as soon as the modem can take one, which is at once as a rule.
    ///
    /// # Errors
    ///
    /// Another one is in flight or waits, data mode is on, or the command cannot be written.
    pub fn send<'a, C: Command + Fields<'a>>(
        &mut self,
        now: Instant,
        command: &C,
    ) -> Result<Ticket, SendError> {
        let plan = command.plan();
        self.core.submit(now, plan, |dst| command.write_line(dst), command.body())
    }

    /// Sends a command line as it is, without the CR at its end: `AT+XYZ=1`. `plan` says what may come of
    /// it.
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send), or the line has a line end in it.
    pub fn send_line(
        &mut self,
        now: Instant,
        plan: Plan,
        line: &[u8],
    ) -> Result<Ticket, SendError> {
        if let Some(position) = line.iter().position(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
            return Err(SendError::LineEnd { byte: line[position], position });
        }
        let write = |dst: &mut [u8]| -> Result<usize, WriteError> {
            let needed = line.len() + 1;
            let dst = BufferTooShort::check(dst, needed)?;
            dst[..line.len()].copy_from_slice(line);
            dst[line.len()] = b'\r';
            Ok(needed)
        };
        self.core.submit(now, plan, write, None)
    }

    /// Gives what the modem asked for by [`Event::Prompt`], with the Ctrl-Z at its end if there has to be
    /// one. It is needed only for a command that has no body of its own. Says how much was taken.
    ///
    /// # Errors
    ///
    /// The modem has not asked.
    pub fn answer_prompt(&mut self, now: Instant, data: &[u8]) -> Result<usize, SendError> {
        self.core.advance(now);
        match &mut self.core.link {
            Link::InFlight(flight) if flight.stage == Stage::Asked && !flight.aborted => {
                let taken = self.core.output.push(data);
                if taken == data.len() {
                    flight.stage = Stage::Answer;
                    if data.is_empty() {
                        flight.deadline = Some(self.core.now + flight.plan.deadline());
                    }
                    self.input.decoder_mut().answered_prompt(data);
                }
                Ok(taken)
            }
            _ => Err(SendError::NotAsked),
        }
    }

    /// Ends the command in flight before its time, by a byte that the modem takes as an abort
    /// (ITU-T V.250, 5.6.1); ESC, if it asks for data. [`Event::Done`] says with which result. Not every
    /// command can be aborted; then it goes on.
    ///
    /// Says whether there was one.
    pub fn abort(&mut self, now: Instant) -> bool {
        self.core.abort(now)
    }

    /// Whether a command would be taken.
    pub fn is_ready(&self) -> bool {
        self.core.held.is_none()
            && !self.core.has_queued()
            && matches!(self.core.link, Link::Idle | Link::Quarantine(_))
    }

    /// Whether data mode is about to be left.
    pub(crate) fn is_escaping(&self) -> bool {
        matches!(&self.core.link, Link::Data(online) if online.is_leaving())
    }

    /// Whether the modem passes data on.
    pub const fn is_data_mode(&self) -> bool {
        matches!(self.core.link, Link::Data(_))
    }

    /// Takes bytes that have come, and says how many: fewer than all if there are events to be polled.
    pub fn handle_input(&mut self, now: Instant, bytes: &[u8]) -> usize {
        self.core.advance(now);
        let taken = self.input.push(bytes);
        if taken > 0 {
            self.core.drained = false;
            self.core.heard = Some(self.core.now);
        }
        taken
    }

    /// Serves the timers that are due: what comes of it is told by [`poll_event`](Self::poll_event).
    pub fn handle_timeout(&mut self, now: Instant) {
        self.core.advance(now);
    }

    /// The next thing that happened.
    pub fn poll_event(&mut self) -> Option<Event<'_>> {
        let Self { input, core } = self;
        core.tell(input.decoder_mut());
        if let Some(event) = core.pending.take() {
            return Some(event);
        }
        if core::mem::take(&mut core.rang) {
            return Some(Event::RingIndicator);
        }
        let is_partial = core.partial_at(input).is_some_and(|at| at <= core.now);
        let next = if !core.drained {
            input.pull(&mut &[][..])
        } else if is_partial {
            input.finish()
        } else {
            None
        };
        match next {
            Some(Ok(response)) => return Some(core.handle(response)),
            Some(Err(fault)) => return Some(Event::Fault(fault)),
            None if core.drained && is_partial => core.heard = None,
            None => core.drained = true,
        }
        core.serve()
    }

    /// Writes what is to be sent next to `buffer`, and says how many bytes.
    pub fn poll_transmit(&mut self, now: Instant, buffer: &mut [u8]) -> usize {
        self.core.advance(now);
        self.core.tell(self.input.decoder_mut());
        self.core.poll_transmit(self.input.decoder_mut(), buffer)
    }

    /// Says that what was polled has left: deadlines and guard times count from here.
    pub fn transmitted(&mut self, now: Instant) {
        self.core.advance(now);
        self.core.transmitted();
    }

    /// When to call [`handle_timeout`](Self::handle_timeout) at the latest.
    pub fn poll_timeout(&self) -> Option<Instant> {
        let partial = self.core.partial_at(&self.input);
        [self.core.poll_timeout(), partial].into_iter().flatten().min()
    }

    /// Sends data, as much as there is room for, and says how much.
    ///
    /// # Errors
    ///
    /// Data mode is off, or about to be left.
    pub fn send_data(&mut self, now: Instant, data: &[u8]) -> Result<usize, SendError> {
        self.core.send_data(now, data)
    }

    /// Leaves data mode by `+++`, with the guard times around it. [`Event::Disconnected`] says that it was
    /// heard, and [`Event::NotEscaped`] that it was not.
    ///
    /// # Errors
    ///
    /// Data mode is off.
    pub fn escape(&mut self, now: Instant) -> Result<(), SendError> {
        self.core.escape(now)
    }

    /// Says how DCD (circuit 109) is now, if the caller can see that. If it is off, data mode is over as soon
    /// as what has come is read.
    pub fn set_carrier(&mut self, now: Instant, on: bool) {
        self.core.set_carrier(now, on);
    }

    /// Says how RI (circuit 125) is now, if the caller can see that: [`Event::RingIndicator`] when it goes on.
    pub fn set_ring(&mut self, now: Instant, on: bool) {
        self.core.advance(now);
        let was_on = core::mem::replace(&mut self.core.ring, on);
        self.core.rang |= on && !was_on;
    }

    /// Says how the caller has switched DTR (circuit 108/2), if he can do that. With `AT&D1` and `AT&D2` a
    /// modem leaves data mode when it goes off.
    pub fn set_dtr(&mut self, now: Instant, on: bool) {
        self.core.set_dtr(now, on);
    }
}

impl<const TX: usize> Core<TX> {
    fn new(config: Config) -> Self {
        Self {
            config,
            now: Instant::ORIGIN,
            link: Link::Idle,
            output: Output::new(),
            held: None,
            urgent: &[],
            not_before: Instant::ORIGIN,
            heard: None,
            drained: true,
            todo: Todo::default(),
            pending: None,
            next_ticket: 1,
            ring: false,
            rang: false,
            #[cfg(feature = "alloc")]
            queue: queue::Queue::default(),
        }
    }

    fn advance(&mut self, now: Instant) {
        self.now = self.now.max(now);
    }

    fn submit(
        &mut self,
        now: Instant,
        plan: Plan,
        write: impl FnOnce(&mut [u8]) -> Result<usize, WriteError>,
        body: Option<Body<'_>>,
    ) -> Result<Ticket, SendError> {
        self.advance(now);
        match self.link {
            Link::Data(_) => return Err(SendError::DataMode),
            Link::InFlight(_) => return Err(SendError::Busy),
            Link::Idle | Link::Quarantine(_) => {}
        }
        if self.held.is_some() || self.has_queued() {
            return Err(SendError::Busy);
        }
        self.output.set(write, body)?;
        let ticket = self.next_ticket();
        self.held = Some((ticket, plan));
        Ok(ticket)
    }

    const fn next_ticket(&mut self) -> Ticket {
        let ticket = Ticket(self.next_ticket);
        self.next_ticket = self.next_ticket.wrapping_add(1);
        ticket
    }

    #[cfg(not(feature = "alloc"))]
    const fn next_queued(&self) {}

    #[cfg(not(feature = "alloc"))]
    const fn has_queued(&self) -> bool {
        false
    }

    /// Tells the reader what it could not be told while an event borrowed from it.
    fn tell(&mut self, reader: &mut Reader) {
        let todo = core::mem::take(&mut self.todo);
        if todo.give_up {
            reader.give_up();
        }
        if todo.restart {
            reader.restart();
        }
        if todo.answered {
            reader.answered_prompt(self.output.body());
            self.output.release();
        }
        if todo.probe {
            reader.begin(&Quarantine::PROBE, Quarantine::LINE);
        }
        if let Some(on) = todo.data_mode {
            reader.lexer_mut().set_data_mode(on);
        }
        if let Some(on) = todo.escape {
            reader.lexer_mut().expect_escape(on);
        }
    }

    fn handle<'a>(&mut self, response: Response<'a>) -> Event<'a> {
        match response {
            Response::Echo(echo) => Event::Echo(Secret::new(echo)),
            Response::Answer { line, unclear } => match &mut self.link {
                Link::InFlight(flight) => {
                    if flight.silent && flight.stage == Stage::Answer {
                        flight.deadline = Some(self.now + self.config.response);
                    }
                    Event::Answer { ticket: flight.ticket, line, unclear }
                }
                _ => self.late(line),
            },
            Response::Unsolicited(line) => self.unsolicited(line),
            Response::Message { line, text, .. } => Event::Message { line, text },
            Response::PayloadHeader { line, len, encoding, unsolicited } => {
                let ticket = match &self.link {
                    Link::InFlight(flight) if !unsolicited => Some(flight.ticket),
                    _ => None,
                };
                Event::PayloadHeader { ticket, line, len, encoding }
            }
            Response::Payload { data, remaining, encoding } => {
                Event::Payload { data, remaining, encoding }
            }
            Response::Prompt(_) => self.prompt(),
            Response::Accepted(result) => self.accepted(result),
            Response::Verdict { line, verdict } => self.verdict(line, verdict),
            Response::Final(result) => self.result(result),
            Response::Stray(result) => self.stray(result),
            Response::Data(data) => Event::Data(data),
            Response::DataEnd(mark) => self.data_end(mark),
        }
    }

    fn prompt(&mut self) -> Event<'static> {
        let Link::InFlight(flight) = &mut self.link else { return Event::Prompt { ticket: None } };
        let ticket = Some(flight.ticket);
        if flight.stage == Stage::Prompt && !flight.aborted {
            flight.deadline = None;
            if self.output.has_body() {
                flight.stage = Stage::Answer;
                self.todo.answered = true;
            } else {
                flight.stage = Stage::Asked;
            }
        }
        Event::Prompt { ticket }
    }

    fn accepted<'a>(&mut self, result: FinalResult<'a>) -> Event<'a> {
        let Link::InFlight(flight) = &mut self.link else { return self.stray(result) };
        if flight.aborted {
            // There is nothing left that could be aborted.
            self.todo.give_up = true;
            return self.result(result);
        }
        flight.stage = Stage::Verdict;
        flight.deadline = flight.plan.verdict_deadline().map(|deadline| self.now + deadline);
        Event::Accepted { ticket: flight.ticket }
    }

    fn verdict<'a>(&mut self, line: Line<'a>, verdict: Verdict) -> Event<'a> {
        let Link::InFlight(flight) = &mut self.link else { return self.late(line) };
        let ticket = flight.ticket;
        match verdict {
            Verdict::No | Verdict::Partial => {
                flight.stage = Stage::Judged;
                flight.deadline = Some(self.now + self.config.quiet);
            }
            Verdict::Whole => self.judged(ticket, Outcome::Final(FinalResult::Ok)),
            Verdict::Connect => {
                self.judged(ticket, Outcome::Final(FinalResult::Connect("".into())));
                self.link = Link::Data(Online::new(self.now));
            }
        }
        Event::Answer { ticket, line, unclear: false }
    }

    /// A command is over behind its verdict.
    fn judged(&mut self, ticket: Ticket, outcome: Outcome<'static>) {
        self.not_before = self.now + self.config.gap;
        self.output.clear();
        self.link = Link::Idle;
        self.pending = Some(Event::Done { ticket, outcome });
    }

    fn result<'a>(&mut self, result: FinalResult<'a>) -> Event<'a> {
        self.not_before = self.now + self.config.gap;
        match core::mem::replace(&mut self.link, Link::Idle) {
            Link::InFlight(flight) => {
                self.urgent = &[];
                self.output.clear();
                if matches!(result, FinalResult::Connect(_)) {
                    self.link = Link::Data(Online::new(self.now));
                }
                let outcome = match flight.aborted {
                    true => Outcome::Aborted(Some(result)),
                    false => Outcome::Final(result),
                };
                Event::Done { ticket: flight.ticket, outcome }
            }
            link => {
                self.link = link;
                self.stray(result)
            }
        }
    }

    fn stray<'a>(&mut self, result: FinalResult<'a>) -> Event<'a> {
        self.not_before = self.now + self.config.gap;
        match &self.link {
            Link::Quarantine(quarantine) if quarantine.gave_up().is_ended_by(&result) => {
                self.late_result();
                if matches!(result, FinalResult::Connect(_)) {
                    // So be it: the modem takes no commands now.
                    self.go_online();
                }
            }
            Link::Idle if result.begins_data() => self.go_online(),
            _ => {}
        }
        Event::Stray(result)
    }

    /// The modem passes on data without having been asked to. A command that waits must not become data.
    fn go_online(&mut self) {
        if let Some((ticket, _)) = self.held.take() {
            self.output.clear();
            self.pending = Some(Event::Done { ticket, outcome: Outcome::Aborted(None) });
        }
        self.link = Link::Data(Online::new(self.now));
        self.todo.data_mode = Some(true);
    }

    fn unsolicited<'a>(&mut self, line: Line<'a>) -> Event<'a> {
        self.not_before = self.now + self.config.gap;
        if crate::urc::is_boot(line) {
            self.reset();
            return Event::Reset(line);
        }
        self.late(line)
    }

    /// The modem has started anew.
    fn reset(&mut self) {
        debug!("the modem has started anew");
        self.todo.restart = true;
        self.urgent = &[];
        match core::mem::replace(&mut self.link, Link::Idle) {
            Link::InFlight(flight) => {
                self.output.clear();
                self.pending = Some(Event::Done { ticket: flight.ticket, outcome: Outcome::Reset });
            }
            Link::Data(_) => {
                self.leave_data();
                self.pending = Some(Event::Disconnected(Disconnect::Reset));
            }
            Link::Idle | Link::Quarantine(_) => {}
        }
    }

    fn abort(&mut self, now: Instant) -> bool {
        self.advance(now);
        if self.pending.is_none()
            && let Some((ticket, _)) = self.held.take()
        {
            self.output.clear();
            self.pending = Some(Event::Done { ticket, outcome: Outcome::Aborted(None) });
            return true;
        }
        let Link::InFlight(flight) = &mut self.link else { return false };
        if matches!(flight.stage, Stage::Verdict | Stage::Judged) {
            let ticket = flight.ticket;
            self.todo.give_up = true;
            self.judged(ticket, Outcome::Aborted(Some(FinalResult::Ok)));
            return true;
        }
        if !flight.aborted {
            flight.aborted = true;
            flight.deadline = None;
            let is_asked = flight.stage != Stage::Answer || flight.plan.prompt().is_some();
            self.urgent = if is_asked { b"\x1b" } else { b"\r" };
            match flight.stage {
                Stage::Prompt => self.output.drop_body(),
                _ if is_asked => self.output.clear(),
                _ => {}
            }
        }
        true
    }

    fn poll_transmit(&mut self, reader: &mut Reader, buffer: &mut [u8]) -> usize {
        self.next_queued();
        if let (Link::Idle, Some((ticket, plan))) = (&self.link, self.held)
            && self.not_before <= self.now
        {
            self.held = None;
            reader.begin(&plan, self.output.line());
            let stage = if plan.prompt().is_some() { Stage::Prompt } else { Stage::Answer };
            let silent = reader.is_quiet();
            self.link = Link::InFlight(Flight {
                ticket,
                plan,
                stage,
                deadline: None,
                aborted: false,
                silent,
            });
        }
        self.serve_data();
        // A line that has begun is finished first.
        let is_whole = self.output.is_fresh() || self.output.is_sent();
        if !self.urgent.is_empty() && (is_whole || matches!(self.link, Link::Data(_))) {
            if matches!(&self.link, Link::Quarantine(quarantine) if quarantine.is_probing()) {
                reader.begin(&Quarantine::PROBE, Quarantine::LINE);
            }
            let len = self.urgent.len().min(buffer.len());
            buffer[..len].copy_from_slice(&self.urgent[..len]);
            self.urgent = &self.urgent[len..];
            return len;
        }
        match &self.link {
            Link::InFlight(_) => self.output.poll(buffer),
            Link::Data(online) if online.may_send() => self.output.poll(buffer),
            Link::Data(_) | Link::Idle | Link::Quarantine(_) => 0,
        }
    }

    fn transmitted(&mut self) {
        if !self.urgent.is_empty() {
            return;
        }
        let (now, config) = (self.now, &self.config);
        match &mut self.link {
            Link::InFlight(flight) if self.output.is_sent() && flight.deadline.is_none() => {
                flight.deadline = match flight.stage {
                    _ if flight.aborted => Some(now + config.response),
                    Stage::Answer if flight.silent => Some(now + config.response),
                    Stage::Prompt => Some(now + config.prompt),
                    Stage::Answer => Some(now + flight.plan.deadline()),
                    Stage::Asked => None,
                    Stage::Verdict | Stage::Judged => flight.deadline,
                };
            }
            Link::InFlight(_) | Link::Idle => {}
            Link::Quarantine(quarantine) => quarantine.transmitted(now, config),
            Link::Data(online) => online.transmitted(now, self.output.is_sent(), config),
        }
    }

    /// Serves what is due.
    fn serve(&mut self) -> Option<Event<'static>> {
        match &self.link {
            Link::InFlight(flight) if flight.deadline.is_some_and(|at| at <= self.now) => {
                let (ticket, plan) = (flight.ticket, flight.plan);
                let outcome = match flight.stage {
                    Stage::Verdict => Some(Outcome::NoVerdict),
                    Stage::Judged => Some(Outcome::Final(FinalResult::Ok)),
                    Stage::Answer if flight.silent => Some(Outcome::Silent),
                    Stage::Answer | Stage::Prompt | Stage::Asked => None,
                };
                if let Some(outcome) = outcome {
                    self.todo.give_up = true;
                    self.judged(ticket, outcome);
                    return self.pending.take();
                }
                debug!("command {ticket}, {}, was not answered in time", plan.name());
                self.todo.give_up = true;
                // Whatever stands at a prompt would be taken for a message.
                self.urgent = if flight.plan.prompt().is_some() { b"\x1b" } else { b"" };
                self.output.clear();
                self.link = Link::Quarantine(Quarantine::new(self.now, &self.config, plan));
                Some(Event::Done { ticket, outcome: Outcome::TimedOut })
            }
            Link::Quarantine(_) => self.serve_quarantine(),
            Link::Data(_) => self.serve_online(),
            Link::InFlight(_) | Link::Idle => None,
        }
    }

    fn poll_timeout(&self) -> Option<Instant> {
        if self.pending.is_some() || self.rang || !self.drained || !self.urgent.is_empty() {
            return Some(self.now);
        }
        match &self.link {
            Link::Idle => (self.held.is_some() || self.has_queued()).then_some(self.not_before),
            Link::InFlight(flight) => flight.deadline,
            Link::Quarantine(quarantine) => quarantine.timeout(),
            Link::Data(online) => online.timeout(),
        }
    }

    /// When to take what has begun as it is.
    fn partial_at<const RX: usize>(
        &self,
        input: &FrameBuffer<Reader, [u8; RX]>,
    ) -> Option<Instant> {
        let hold = match &self.link {
            Link::Data(online) if !input.is_empty() => {
                online.hold(input.decoder().lexer().held(), &self.config)
            }
            _ => self.config.partial,
        };
        self.heard.map(|heard| heard + hold)
    }

    /// Whether a line belongs to what was given up.
    fn late<'a>(&mut self, line: Line<'a>) -> Event<'a> {
        match &mut self.link {
            Link::Quarantine(quarantine) => {
                quarantine.heard(self.now, &self.config);
                match quarantine.gave_up().belongs(line, 0, crate::urc::is_unsolicited) {
                    Belongs::No => Event::Unsolicited(line),
                    Belongs::Yes | Belongs::Unclear => Event::Late(line),
                }
            }
            _ => Event::Unsolicited(line),
        }
    }
}

/// Says what the modem is doing, and nothing of what it was told or says.
impl<const RX: usize, const TX: usize> fmt::Debug for Host<RX, TX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host")
            .field("buffered", &self.input.len())
            .field("core", &self.core)
            .finish_non_exhaustive()
    }
}

impl<const RX: usize, const TX: usize> Session for Host<RX, TX> {
    type Addr = ();

    type Event<'a> = Event<'a>;

    fn handle_input(&mut self, now: Instant, (): (), bytes: &[u8]) -> usize {
        self.handle_input(now, bytes)
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.handle_timeout(now);
    }

    fn poll_transmit(
        &mut self,
        now: Instant,
        buffer: &mut [u8],
    ) -> Result<Option<Transmit<()>>, BufferTooShort> {
        let len = self.poll_transmit(now, buffer);
        Ok((len > 0).then_some(Transmit { len, to: () }))
    }

    fn transmitted(&mut self, now: Instant) {
        self.transmitted(now);
    }

    fn poll_event(&mut self) -> Option<Event<'_>> {
        self.poll_event()
    }

    fn poll_timeout(&self) -> Option<Instant> {
        self.poll_timeout()
    }
}
