//! Data mode.

use core::time::Duration;

use cellwire_codec::Instant;

use super::flight::Link;
use super::state::Core;
use super::{Config, Disconnect, Event, SendError};
use crate::lexer::{DataMark, Held};

/// The modem passes data on.
#[derive(Debug)]
pub(super) struct Online {
    /// When data has left last.
    sent: Instant,
    escape: Escape,
    /// DCD has gone off; until then what has come is still data.
    carrier_lost: Option<Instant>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Escape {
    /// Data goes out.
    No,
    /// What was taken before is still on its way out.
    Wanted,
    /// `+++` is to leave at this time.
    Guard(Instant),
    /// It is on its way out.
    Sending,
    /// The modem is to answer until then.
    Sent(Instant),
}

impl Online {
    pub(super) const fn new(now: Instant) -> Self {
        Self { sent: now, escape: Escape::No, carrier_lost: None }
    }

    /// Whether data may leave.
    pub(super) fn is_open(&self) -> bool {
        self.escape == Escape::No
    }

    /// Whether data mode is about to be left.
    pub(super) fn is_leaving(&self) -> bool {
        !self.is_open() || self.carrier_lost.is_some()
    }

    /// Whether what was taken may leave.
    pub(super) fn may_send(&self) -> bool {
        matches!(self.escape, Escape::No | Escape::Wanted)
    }

    pub(super) fn transmitted(&mut self, now: Instant, all_sent: bool, config: &Config) {
        self.sent = now;
        if self.escape == Escape::Wanted && all_sent {
            self.escape = Escape::Guard(now + config.guard);
        }
        if self.escape == Escape::Sending {
            self.escape = Escape::Sent(now + config.guard + config.response);
        }
    }

    /// How long words are held back that may say that the data is over, or bytes that may begin them.
    pub(super) const fn hold(&self, held: Held, config: &Config) -> Duration {
        match (held, self.escape) {
            (Held::Words(_), _) if self.carrier_lost.is_some() => config.tail,
            (Held::Words(_), Escape::No) => config.ending,
            (Held::Nothing, Escape::No) => config.tail,
            _ => config.quiet,
        }
    }

    pub(super) fn timeout(&self) -> Option<Instant> {
        let escape = match self.escape {
            Escape::Guard(at) | Escape::Sent(at) => Some(at),
            Escape::No | Escape::Wanted | Escape::Sending => None,
        };
        [escape, self.carrier_lost].into_iter().flatten().min()
    }
}

impl<const TX: usize> Core<TX> {
    pub(super) fn send_data(&mut self, now: Instant, data: &[u8]) -> Result<usize, SendError> {
        self.advance(now);
        match &self.link {
            Link::Data(online) if online.is_open() => Ok(self.output.push(data)),
            Link::Data(_) => Err(SendError::Busy),
            _ => Err(SendError::CommandMode),
        }
    }

    pub(super) fn escape(&mut self, now: Instant) -> Result<(), SendError> {
        self.advance(now);
        let Link::Data(online) = &mut self.link else { return Err(SendError::CommandMode) };
        if online.is_open() {
            online.escape = match self.output.is_sent() {
                true => Escape::Guard(online.sent + self.config.guard),
                false => Escape::Wanted,
            };
        }
        Ok(())
    }

    /// Sends `+++` when it is time.
    pub(super) fn serve_data(&mut self) {
        let Link::Data(online) = &mut self.link else { return };
        if let Escape::Guard(at) = online.escape
            && at <= self.now
        {
            online.escape = Escape::Sending;
            self.todo.escape = Some(true);
            self.urgent = b"+++";
        }
    }

    pub(super) fn data_end(&mut self, mark: DataMark) -> Event<'static> {
        let why = match mark {
            DataMark::Ok => Disconnect::Escaped,
            _ if self.has_lost_carrier() => Disconnect::Carrier,
            DataMark::NoCarrier => Disconnect::NoCarrier,
            DataMark::Closed => Disconnect::Closed,
        };
        self.leave_data();
        Event::Disconnected(why)
    }

    const fn has_lost_carrier(&self) -> bool {
        matches!(&self.link, Link::Data(online) if online.carrier_lost.is_some())
    }

    /// Ends data mode if DCD is off, and goes on with it if the modem has not heard `+++`.
    pub(super) fn serve_online(&mut self) -> Option<Event<'static>> {
        let Link::Data(online) = &mut self.link else { return None };
        if online.carrier_lost.is_some_and(|at| at <= self.now) {
            self.leave_data();
            return Some(Event::Disconnected(Disconnect::Carrier));
        }
        if let Escape::Sent(at) = online.escape
            && at <= self.now
        {
            online.escape = Escape::No;
            self.todo.escape = Some(false);
            return Some(Event::NotEscaped);
        }
        None
    }

    pub(super) fn set_carrier(&mut self, now: Instant, on: bool) {
        self.advance(now);
        if let Link::Data(online) = &mut self.link {
            online.carrier_lost = match (on, online.carrier_lost) {
                (true, _) => None,
                (false, None) => Some(self.now + self.config.quiet),
                (false, since) => since,
            };
        }
    }

    /// With DTR off the modem leaves data mode, and says `OK`, `NO CARRIER` or nothing.
    pub(super) fn set_dtr(&mut self, now: Instant, on: bool) {
        self.set_carrier(now, on);
        if matches!(self.link, Link::Data(_)) {
            self.todo.escape = Some(!on);
        }
    }

    pub(super) fn leave_data(&mut self) {
        self.link = Link::Idle;
        self.urgent = &[];
        self.output.clear();
        self.not_before = self.now + self.config.gap;
        self.todo.data_mode = Some(false);
    }
}
