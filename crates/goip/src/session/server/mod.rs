mod allowed;
mod bulk;
mod events;
mod gather;
mod hash;
mod hub;
mod index;
mod input;
mod keepalive;
mod kept;
mod line;
mod lines;
mod news;
mod numbers;
mod outbox;
mod rate;
mod reports;
mod requests;
mod secrets;
mod seen;
mod submit;
mod surface;
#[cfg(test)]
mod tests;
mod work;

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use core::fmt;
use core::mem;
use core::net::SocketAddr;

use cellwire_codec::{BufferTooShort, Instant, Session, Transmit};

use super::config::ServerConfig;
use super::event::ServerEvent;
use super::state::LineState;
use hub::Hub;
use lines::Lines;
use rate::Rates;

pub use surface::LineInfo;

/// The SMS server's side: any number of lines on one socket.
///
/// Its contract is that of [`cellwire_codec::Session`]. A datagram is not taken (`handle_input`
/// returns 0) as long as an event of the one before waits to be polled.
///
/// ```
/// use cellwire_codec::Instant;
/// use cellwire_goip::session::{LineConfig, ServerEventKind, Sms};
/// use cellwire_goip::{Server, ServerConfig};
///
/// let mut server = Server::new(ServerConfig::default());
/// let line = server.add_line(LineConfig::new("goipid1", "password1"))?;
///
/// // The line registers.
/// let (now, from) = (Instant::ORIGIN, "192.0.2.7:10991".parse()?);
/// server.handle_input(now, from, b"req:1;id:goipid1;pass:password1;signal:23;gsm_status:LOGIN;");
/// let event = server.poll_event().unwrap();
/// assert_eq!((event.line, event.id), (Some(line), "goipid1"));
/// assert!(matches!(event.kind, ServerEventKind::Up { .. }));
///
/// server.send_sms(line, Sms::new("hello", &["+8613800138000", "+8613800138001"]))?;
/// let mut buffer = [0; 4096];
/// let mut sent = || -> Result<_, cellwire_codec::BufferTooShort> {
///     let transmit = server.poll_transmit(now, &mut buffer)?.unwrap();
///     server.transmitted(now);
///     Ok((String::from_utf8_lossy(&buffer[..transmit.len]).into_owned(), transmit.to))
/// };
/// assert_eq!(sent()?, ("reg:1;status:200;".into(), from));
/// assert_eq!(sent()?, ("MSG 1 5 hello\n".into(), from));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
///
/// # Who is who
///
/// A keepalive or an event counts if it has the id and the password of a line, and comes from an
/// address that the line may have. Whatever else comes changes nothing, and costs no memory.
///
/// A line is where its last keepalive came from: requests go there, and only from there are answers
/// taken, as they carry neither id nor password. An event may come from elsewhere; it is
/// acknowledged there, and moves nothing.
///
/// # What cannot be known
///
/// - An event is told at most once, as long as the gateway sends no more than
///   [`Limits::seen`](super::Limits::seen) others between two copies of it; and once for sure if one
///   of its copies arrives. Lines of an `AT` trace have no copies, and are told as they come.
/// - An SMS is sent at most once to each recipient by a gateway that keeps to the specification. For
///   others there are [`Polling`](super::Polling) and [`Sms::once`](super::Sms::once). Where the
///   gateway does not say what became of it, neither does the server:
///   [`SmsOutcome::Unknown`](super::SmsOutcome::Unknown).
/// - Delivery reports name an SMS by a number that comes again soon. The report is matched with the
///   latest SMS of that number, and of that recipient if the gateway names one. A report that
///   overtakes the answer to its SMS is matched with none, or an old one.
/// - A USSD code or a command without an answer may have been carried out.
pub struct Server {
    config: ServerConfig,
    lines: Lines,
    hub: Hub,
    /// What an earlier session knew of lines of which nothing has come yet.
    restored: BTreeMap<Box<str>, LineState>,
    strangers: Box<Rates>,
    sources: Box<Rates>,
}

impl Server {
    /// A server without lines.
    pub fn new(mut config: ServerConfig) -> Self {
        let state = mem::take(&mut config.state);
        let first_id = state.next_id.max(config.first_id);
        let hub = Hub::new(first_id, state.next_ussd, state.next_sms);
        Self {
            config,
            lines: Lines::default(),
            hub,
            restored: state.lines,
            strangers: Box::new(Rates::new()),
            sources: Box::new(Rates::new()),
        }
    }

    /// Serves the timers that are due.
    pub fn handle_timeout(&mut self, now: Instant) {
        self.hub.now = self.hub.now.max(now);
        if self.hub.started.is_none() {
            self.hub.started = Some(self.hub.now);
            for line in self.lines.iter_mut() {
                line.start(&self.config, &mut self.hub);
            }
        }
        while let Some(slot) = self.hub.timers.pop_due(self.hub.now) {
            if let Some(line) = self.lines.in_slot_mut(slot) {
                line.handle_timeout(&self.config, &mut self.hub);
            }
        }
    }

    /// Writes the next datagram to `buffer`. Answers go first, and then each line in its turn.
    ///
    /// # Errors
    ///
    /// The buffer is too short for the next datagram, which is still the next one. 4096 bytes are
    /// enough for any.
    pub fn poll_transmit(
        &mut self,
        now: Instant,
        buffer: &mut [u8],
    ) -> Result<Option<Transmit<SocketAddr>>, BufferTooShort> {
        self.hub.now = self.hub.now.max(now);
        if let Some(transmit) = self.hub.outbox.poll(buffer)? {
            return Ok(Some(transmit));
        }
        while let Some(handle) = self.hub.ready.front().copied() {
            let Some(line) = self.lines.get_mut(handle) else {
                self.hub.ready.pop_front();
                continue;
            };
            let len = line.poll(&self.config, &mut self.hub, buffer)?;
            self.hub.ready.pop_front();
            if line.take_turn() {
                self.hub.ready.push_back(handle);
            }
            if let (Some(len @ 1..), Some(to)) = (len, line.addr) {
                return Ok(Some(Transmit { len, to }));
            }
        }
        Ok(None)
    }

    /// Says that the datagrams that were polled have left: the time to wait for answers counts from
    /// here.
    pub fn transmitted(&mut self, now: Instant) {
        self.hub.now = self.hub.now.max(now);
        let mut sent = mem::take(&mut self.hub.sent);
        for (line, number) in sent.drain(..) {
            if let Some(line) = self.lines.get_mut(line) {
                line.left(&self.config, &mut self.hub, number);
            }
        }
        self.hub.sent = sent;
    }

    /// The next thing that happened.
    pub fn poll_event(&mut self) -> Option<ServerEvent<'_>> {
        let lines = &self.lines;
        self.hub.news.next(|line| lines.get(line).map(line::Line::id))
    }

    /// When to call [`handle_timeout`](Self::handle_timeout) at the latest.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.hub.timers.next()
    }
}

/// Says how much there is, and nothing of what it is.
impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("lines", &self.lines.len())
            .field("open_sms", &self.hub.open_sms.len())
            .field("open_commands", &self.hub.open_commands)
            .field("stats", &self.hub.stats)
            .finish_non_exhaustive()
    }
}

impl Session for Server {
    type Addr = SocketAddr;
    type Event<'a> = ServerEvent<'a>;

    fn handle_input(&mut self, now: Instant, from: SocketAddr, datagram: &[u8]) -> usize {
        self.handle_input(now, from, datagram)
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.handle_timeout(now);
    }

    fn poll_transmit(
        &mut self,
        now: Instant,
        buffer: &mut [u8],
    ) -> Result<Option<Transmit<SocketAddr>>, BufferTooShort> {
        self.poll_transmit(now, buffer)
    }

    fn transmitted(&mut self, now: Instant) {
        self.transmitted(now);
    }

    fn poll_event(&mut self) -> Option<ServerEvent<'_>> {
        self.poll_event()
    }

    fn poll_timeout(&self) -> Option<Instant> {
        self.poll_timeout()
    }
}
