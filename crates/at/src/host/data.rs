//! Data mode.

use cellwire_codec::Instant;

use super::{Config, Core, Disconnect, Event, Link, SendError};
use crate::lexer::DataMark;

/// The modem passes data on.
#[derive(Debug)]
pub(super) struct Online {
    /// When data has left last.
    sent: Instant,
    escape: Escape,
    /// What the data looks like that came last, and when that is believed.
    mark: Option<(DataMark, Instant)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Escape {
    /// Data goes out.
    No,
    /// `+++` is to leave at this time.
    Guard(Instant),
    /// It is on its way out.
    Sending,
    /// The modem is to answer until then.
    Sent(Instant),
}

impl Online {
    pub(super) const fn new(now: Instant) -> Self {
        Self { sent: now, escape: Escape::No, mark: None }
    }

    /// Whether data may leave.
    pub(super) fn is_open(&self) -> bool {
        self.escape == Escape::No
    }

    pub(super) fn transmitted(&mut self, now: Instant, config: &Config) {
        self.sent = now;
        if self.escape == Escape::Sending {
            self.escape = Escape::Sent(now + config.guard + config.response);
        }
    }

    pub(super) fn timeout(&self) -> Option<Instant> {
        let escape = match self.escape {
            Escape::Guard(at) | Escape::Sent(at) => Some(at),
            Escape::No | Escape::Sending => None,
        };
        [escape, self.mark.map(|(_, at)| at)].into_iter().flatten().min()
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
            // What was taken leaves first.
            let since = if self.output.is_sent() { online.sent } else { self.now };
            online.escape = Escape::Guard(since + self.config.guard);
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
            self.urgent = b"+++";
        }
    }

    pub(super) fn data<'a>(&mut self, data: &'a [u8], mark: Option<DataMark>) -> Event<'a> {
        if let Link::Data(online) = &mut self.link {
            match (mark, online.escape) {
                (Some(DataMark::Ok), Escape::Sent(_)) => self.leave_data(Disconnect::Escaped),
                (Some(mark), _) if mark != DataMark::Ok => {
                    online.mark = Some((mark, self.now + self.config.quiet));
                }
                _ => online.mark = None,
            }
        }
        Event::Data(data)
    }

    /// Believes that the connection is over, since nothing came behind the words that say so.
    pub(super) fn serve_mark(&mut self) -> Option<Event<'static>> {
        let Link::Data(online) = &mut self.link else { return None };
        if let Some((mark, at)) = online.mark
            && at <= self.now
        {
            let why = match mark {
                DataMark::Closed => Disconnect::Closed,
                _ => Disconnect::NoCarrier,
            };
            self.leave_data(why);
            return self.pending.take();
        }
        if let Escape::Sent(at) = online.escape
            && at <= self.now
        {
            online.escape = Escape::No;
            return Some(Event::NotEscaped);
        }
        None
    }

    pub(super) fn set_carrier(&mut self, now: Instant, on: bool) {
        self.advance(now);
        if !on && matches!(self.link, Link::Data(_)) {
            self.leave_data(Disconnect::Carrier);
        }
    }

    pub(super) fn leave_data(&mut self, why: Disconnect) {
        self.link = Link::Idle;
        self.urgent = &[];
        self.output.clear();
        self.not_before = self.now + self.config.gap;
        self.todo.data_mode = Some(false);
        self.pending = Some(Event::Disconnected(why));
    }
}
