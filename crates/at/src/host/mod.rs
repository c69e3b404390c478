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
mod flight;
mod output;
mod quarantine;
#[cfg(feature = "alloc")]
mod queue;
mod replies;
mod state;
#[cfg(test)]
mod tests;

use core::fmt;

use cellwire_codec::{BufferTooShort, FrameBuffer, Instant, Session, Transmit};

use self::flight::{Link, Stage};
use self::state::Core;
use crate::Plan;
use crate::command::{Command, Fields};
use crate::lexer::Lexer;
use crate::params::WriteError;
use crate::reader::Reader;

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

    /// Whether nothing waits to be sent.
    pub(crate) fn has_sent_all(&self) -> bool {
        self.core.output.is_sent()
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
