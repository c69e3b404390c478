//! Commands that wait for their turn.

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::fmt;

use cellwire_codec::Instant;

use super::flight::Link;
use super::output::Output;
use super::state::Core;
use super::{Event, Host, Outcome, SendError, Ticket};
use crate::Plan;
use crate::command::{Command, Fields};

/// Commands that wait, in their order.
#[derive(Debug, Default)]
pub(super) struct Queue {
    commands: VecDeque<Waiting>,
}

struct Waiting {
    ticket: Ticket,
    plan: Plan,
    line: Vec<u8>,
    body: Option<Vec<u8>>,
}

/// Says what waits, and nothing of its parameters: one may be a PIN.
impl fmt::Debug for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiting")
            .field("ticket", &self.ticket)
            .field("plan", &self.plan)
            .finish_non_exhaustive()
    }
}

impl<const RX: usize, const TX: usize> Host<RX, TX> {
    /// Sends a command when those before it are over. In data mode it waits for the end of that.
    ///
    /// ```
    /// use cellwire_at::host::{Event, Host};
    /// use cellwire_at::status::{cfun, csq};
    /// use cellwire_codec::Instant;
    ///
    /// let now = Instant::ORIGIN;
    /// let mut host: Host = Host::new(Default::default())?;
    /// host.enqueue(now, &cfun::Read)?;
    /// host.enqueue(now, &csq::Action)?;
    ///
    /// let mut buffer = [0; 64];
    /// let len = host.poll_transmit(now, &mut buffer);
    /// assert_eq!(&buffer[..len], b"AT+CFUN?\r");
    /// host.handle_input(now, b"\r\nOK\r\n");
    /// assert!(matches!(host.poll_event(), Some(Event::Done { .. })));
    /// let len = host.poll_transmit(now, &mut buffer);
    /// assert_eq!(&buffer[..len], b"AT+CSQ\r");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`max_queued`](super::Config::max_queued) commands wait already, or this one cannot be written.
    pub fn enqueue<'a, C: Command + Fields<'a>>(
        &mut self,
        now: Instant,
        command: &C,
    ) -> Result<Ticket, SendError> {
        let core = &mut self.core;
        core.advance(now);
        let limit = core.config.max_queued;
        if core.queue.commands.len() >= limit {
            return Err(SendError::QueueFull { limit });
        }
        let mut output = Output::<TX>::new();
        output.set(|dst| command.write_line(dst), command.body())?;
        let (line, body) = output.parts();
        let (line, body) = (line.to_vec(), body.map(<[u8]>::to_vec));
        let ticket = core.next_ticket();
        core.queue.commands.push_back(Waiting { ticket, plan: command.plan(), line, body });
        Ok(ticket)
    }

    /// How many commands wait.
    pub fn queued(&self) -> usize {
        self.core.queue.commands.len()
    }

    /// Takes back a command that waits, and says whether it did. It is told as
    /// [aborted](super::Outcome::Aborted).
    pub fn cancel(&mut self, ticket: Ticket) -> bool {
        let waiting = &mut self.core.queue.commands;
        let Some(place) = waiting.iter().position(|waiting| waiting.ticket == ticket) else {
            return false;
        };
        // One event at a time: the one before is polled first.
        if self.core.pending.is_some() {
            return false;
        }
        waiting.remove(place);
        self.core.pending = Some(Event::Done { ticket, outcome: Outcome::Aborted(None) });
        true
    }
}

impl<const TX: usize> Core<TX> {
    /// Takes the next command of those that wait, if the modem can have one.
    pub(super) fn next_queued(&mut self) {
        if !matches!(self.link, Link::Idle) || self.held.is_some() {
            return;
        }
        let Some(Waiting { ticket, plan, line, body }) = self.queue.commands.pop_front() else {
            return;
        };
        self.output.restore(&line, body.as_deref());
        self.held = Some((ticket, plan));
    }

    pub(super) fn has_queued(&self) -> bool {
        !self.queue.commands.is_empty()
    }
}
