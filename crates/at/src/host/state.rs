//! The state of the host, and what leaves and when.

use cellwire_codec::{FrameBuffer, Instant};

use super::flight::{Flight, Link, Stage, Todo};
use super::output::Output;
use super::quarantine::Quarantine;
#[cfg(feature = "alloc")]
use super::queue;
use super::{Config, Event, Outcome, SendError, Ticket};
use crate::Plan;
use crate::command::Body;
use crate::lexer::{FinalResult, Held};
use crate::log::debug;
use crate::params::WriteError;
use crate::reader::Reader;

/// What does not borrow from the input.
#[derive(Debug)]
pub(super) struct Core<const TX: usize> {
    pub(super) config: Config,
    pub(super) now: Instant,
    pub(super) link: Link,
    pub(super) output: Output<TX>,
    /// A command that has not left.
    pub(super) held: Option<(Ticket, Plan)>,
    /// Bytes that leave before all others.
    pub(super) urgent: &'static [u8],
    /// Nothing is sent before.
    pub(super) not_before: Instant,
    /// When something came last that may still go on.
    pub(super) heard: Option<Instant>,
    /// Whether all that came was looked at.
    pub(super) drained: bool,
    /// What the reader has to know before it goes on.
    pub(super) todo: Todo,
    /// An event that waits behind another one.
    pub(super) pending: Option<Event<'static>>,
    pub(super) next_ticket: u32,
    /// How RI is, and whether it has gone on.
    pub(super) ring: bool,
    pub(super) rang: bool,
    #[cfg(feature = "alloc")]
    pub(super) queue: queue::Queue,
}

impl<const TX: usize> Core<TX> {
    pub(super) fn new(config: Config) -> Self {
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

    pub(super) fn advance(&mut self, now: Instant) {
        self.now = self.now.max(now);
    }

    pub(super) fn submit(
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

    pub(super) const fn next_ticket(&mut self) -> Ticket {
        let ticket = Ticket(self.next_ticket);
        self.next_ticket = self.next_ticket.wrapping_add(1);
        ticket
    }

    #[cfg(not(feature = "alloc"))]
    pub(super) const fn next_queued(&self) {}

    #[cfg(not(feature = "alloc"))]
    pub(super) const fn has_queued(&self) -> bool {
        false
    }

    /// Tells the reader what it could not be told while an event borrowed from it.
    pub(super) fn tell(&mut self, reader: &mut Reader) {
        let todo = core::mem::take(&mut self.todo);
        if todo.aborted {
            reader.aborted();
        }
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

    pub(super) fn abort(&mut self, now: Instant) -> bool {
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
            self.todo.aborted = true;
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

    pub(super) fn poll_transmit(&mut self, reader: &mut Reader, buffer: &mut [u8]) -> usize {
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
            // What is sent behind the words that end data mode may be taken for commands.
            Link::Data(online)
                if online.may_send() && !matches!(reader.lexer().held(), Held::Words(_)) =>
            {
                self.output.poll(buffer)
            }
            Link::Data(_) | Link::Idle | Link::Quarantine(_) => 0,
        }
    }

    pub(super) fn transmitted(&mut self) {
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
    pub(super) fn serve(&mut self) -> Option<Event<'static>> {
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

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
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
    pub(super) fn partial_at<const RX: usize>(
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
}
