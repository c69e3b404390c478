//! Sockets through a modem: one API for the TCP/IP commands of two vendors.
//!
//! [`Sockets`] is a [`Session`] on top of a [`Host`]: it does no I/O, reads no clock and needs no allocator.
//!
//! ```
//! use cellwire_at::sockets::{Access, Config, Event, Protocol, Receive, Sockets};
//! use cellwire_codec::Instant;
//!
//! let now = Instant::ORIGIN;
//! let mut sockets: Sockets = Sockets::new(Config::a76xx(Receive::Buffer))?;
//! let mut buffer = [0; 256];
//! // What a modem answers to each of the commands.
//! let mut talk = |sockets: &mut Sockets, answer: &str| {
//!     let len = sockets.poll_transmit(now, &mut buffer);
//!     sockets.transmitted(now);
//!     sockets.handle_input(now, answer.as_bytes());
//!     let mut told = Vec::new();
//!     while let Some(event) = sockets.poll_event() {
//!         match event {
//!             Event::Host(_) | Event::Ready => {}
//!             Event::Data { data, .. } => told.push(String::from_utf8_lossy(data).into_owned()),
//!             event => told.push(format!("{event:?}")),
//!         }
//!     }
//!     (String::from_utf8_lossy(&buffer[..len]).into_owned(), told.join(", "))
//! };
//!
//! sockets.up(now, &Access::new("internet"))?;
//! assert_eq!(talk(&mut sockets, "OK\r\n").0, "AT+CGDCONT=1,\"IP\",\"internet\"\r");
//! assert_eq!(talk(&mut sockets, "OK\r\n").0, "AT+CIPMODE=0\r");
//! assert_eq!(talk(&mut sockets, "OK\r\n").0, "AT+CIPRXGET=1\r");
//! assert_eq!(talk(&mut sockets, "OK\r\n\r\n+NETOPEN: 0\r\n").0, "AT+NETOPEN\r");
//! let (sent, told) = talk(&mut sockets, "+IPADDR: 10.1.2.3\r\n\r\nOK\r\n");
//! assert_eq!((&*sent, &*told), ("AT+IPADDR\r", "Up(Some(10.1.2.3))"));
//!
//! let socket = sockets.open(now, Protocol::Tcp, "example.com", 80)?;
//! let (sent, told) = talk(&mut sockets, "OK\r\n\r\n+CIPOPEN: 0,0\r\n\r\n+CIPRXGET: 1,0\r\n");
//! assert_eq!(sent, "AT+CIPOPEN=0,\"TCP\",\"example.com\",80\r");
//! assert_eq!(told, "Opened(SocketId(0))");
//!
//! // It fetches what has come.
//! let (sent, told) = talk(&mut sockets, "+CIPRXGET: 2,0,5,0\r\nhello\r\nOK\r\n");
//! assert_eq!((&*sent, &*told), ("AT+CIPRXGET=2,0,1500\r", "hello"));
//! assert_eq!(sockets.send(now, socket, b"GET /")?, 5);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # One thing at a time
//!
//! A modem has one command in flight. [`open`](Sockets::open), [`listen`](Sockets::listen),
//! [`resolve`](Sockets::resolve) and [`up`](Sockets::up) are [`Busy`](SocketError::Busy) until
//! [`Event::Ready`]; [`send`](Sockets::send) takes nothing then. Whoever sends on each `Ready` takes turns
//! with what waits, sockets to be closed and data to be fetched. [`close`](Sockets::close) and
//! [`down`](Sockets::down) are never busy: they are done when it is their turn.
//!
//! # What is certain
//!
//! - TCP data comes whole and in its order, in every [mode](Receive) but for what the modem itself drops:
//!   `docs/protocols/at-a76xx.md` and `docs/protocols/at-l610.md` have a table. A socket that the other side
//!   has closed is told to be closed when all of its data was fetched.
//! - What [`Event::Sent`] says was taken by the modem. That it has arrived, nobody says.
//! - A command that the modem does not answer leaves its socket in an unknown state: it is told to be
//!   [closed](Event::Closed), and closed.
//! - After [`Event::Reset`] and [`Event::Down`] everything can begin anew.

mod a76xx;
mod config;
mod event;
mod l610;
mod receive;
mod state;
mod table;
mod task;
#[cfg(test)]
mod tests;

use core::fmt;
use core::net::{IpAddr, SocketAddr};

use cellwire_codec::{BufferTooShort, Instant, Session, Transmit};

use self::receive::Digits;
use self::state::{Core, Link};
use self::table::State;
use self::task::Task;
use crate::command::{Command, Fields};
use crate::host::{self, Host, SendError, Ticket};
use crate::vendor::l610::Protocol as L610Protocol;

pub use config::{Access, Config, Model, Receive};
pub use event::{Cause, Event, ListenerId, SocketError, SocketId};

/// How often `+++` is tried.
const PATIENCE: u8 = 2;

/// What a socket speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Protocol {
    /// Streams.
    Tcp,
    /// Datagrams.
    Udp,
}

/// Where a socket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Status {
    /// Nothing uses its number.
    Free,
    /// The modem is to say what becomes of it.
    Opening,
    /// Data passes.
    Open,
    /// It is being closed, or what has come for it before it was closed is being fetched.
    Closing,
}

/// Sockets through a modem; see the [module](self).
///
/// `RX` bytes hold what came and was not polled yet, and `TX` bytes the command with its data: about 64 more
/// than the most that is sent at a time.
pub struct Sockets<const RX: usize = 4352, const TX: usize = 2304> {
    host: Host<RX, TX>,
    digits: Digits<RX>,
    core: Core,
}

impl<const RX: usize, const TX: usize> Sockets<RX, TX> {
    /// How much is sent at a time at most.
    pub const MAX_SEND: usize = if TX < 1460 + 64 { TX.saturating_sub(64) } else { 1460 };

    /// Sockets of a modem that waits for a command, and has no link to the network.
    ///
    /// # Errors
    ///
    /// `RX` is too short for lines of 64 bytes.
    pub fn new(config: Config) -> Result<Self, BufferTooShort> {
        Ok(Self { host: Host::new(config.host)?, digits: Digits::new(), core: Core::new(config) })
    }

    /// Makes a link to the network. [`Event::Up`] says when there is one, and [`Event::Down`] that there is
    /// none. Sockets that a former application has left open are closed.
    ///
    /// # Errors
    ///
    /// There is a link, the modem is busy, or a name is longer than it may be.
    pub fn up(&mut self, now: Instant, access: &Access<'_>) -> Result<(), SocketError> {
        if self.core.link != Link::Down {
            return Err(SocketError::Up);
        }
        self.check_idle(now)?;
        let ticket = match self.core.model() {
            Model::A76xx => a76xx::up(&mut self.host, now, access)?,
            Model::L610 => l610::up(&mut self.host, now, access)?,
        };
        self.core.link = Link::Rising { again: false };
        self.core.begin(ticket, Task::Up(0));
        Ok(())
    }

    /// Closes all sockets and the link. [`Event::Down`] says when that is done.
    pub fn down(&mut self, now: Instant) {
        self.core.now = self.core.now.max(now);
        self.core.fall(Cause::Local);
    }

    /// Asks for the address of a name: [`Event::Resolved`].
    ///
    /// # Errors
    ///
    /// There is no link, the modem is busy, or the name is longer than 255 bytes.
    pub fn resolve(&mut self, now: Instant, name: &str) -> Result<(), SocketError> {
        self.check_up(now)?;
        let ticket = match self.core.model() {
            Model::A76xx => a76xx::resolve(&mut self.host, now, name)?,
            Model::L610 => l610::resolve(&mut self.host, now, name)?,
        };
        self.core.begin(ticket, Task::Resolve);
        Ok(())
    }

    /// Opens a socket to a host. [`Event::Opened`] says when it is open, and [`Event::Closed`] that it could
    /// not be opened.
    ///
    /// With UDP it is the host that [`send`](Self::send) sends to. An A76XX wants its address there, and not
    /// its name, but for transparent mode.
    ///
    /// # Errors
    ///
    /// There is no link, the modem is busy, all sockets are in use, or the name cannot be used.
    pub fn open(
        &mut self,
        now: Instant,
        protocol: Protocol,
        host: &str,
        port: u16,
    ) -> Result<SocketId, SocketError> {
        self.open_from(now, protocol, host, port, None)
    }

    /// The same from a local port.
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open).
    pub fn open_from(
        &mut self,
        now: Instant,
        protocol: Protocol,
        host: &str,
        port: u16,
        local_port: Option<u16>,
    ) -> Result<SocketId, SocketError> {
        self.check_up(now)?;
        let number = self.core.free_socket()?;
        let address: Option<IpAddr> = host.parse().ok();
        let is_udp = protocol == Protocol::Udp;
        let transparent = self.core.is_transparent();
        let ticket = match self.core.model() {
            Model::A76xx if is_udp && address.is_none() && !transparent => {
                return Err(SocketError::Unsupported { what: "UDP to a name" });
            }
            Model::A76xx => {
                // The modem wants one for datagrams.
                let udp_port = 49152 + u16::from(number);
                let local_port = if is_udp { local_port.or(Some(udp_port)) } else { local_port };
                let to = (host, port, local_port);
                a76xx::open(&mut self.host, now, number, is_udp, transparent, to)?
            }
            Model::L610 => {
                let protocol = match (is_udp, address) {
                    (false, Some(IpAddr::V6(_))) => L610Protocol::TCP_IPV6,
                    (false, _) => L610Protocol::TCP_IPV4,
                    (true, Some(IpAddr::V6(_))) => L610Protocol::UDP_IPV6,
                    (true, _) => L610Protocol::UDP_IPV4,
                };
                let to = (host, port, local_port);
                l610::open(&mut self.host, now, number, protocol, transparent, to)?
            }
        };
        let remote = address.map(|address| SocketAddr::new(address, port));
        self.core.sockets[usize::from(number)].begin(is_udp, remote);
        self.core.begin(ticket, Task::Open(number));
        Ok(SocketId(number))
    }

    /// Listens for TCP connections. [`Event::Listening`] says when it does, and [`Event::Stopped`] that it
    /// does not.
    ///
    /// # Errors
    ///
    /// There is no link, the modem is busy, all servers are in use, or the mode is transparent.
    pub fn listen(&mut self, now: Instant, port: u16) -> Result<ListenerId, SocketError> {
        self.check_up(now)?;
        if self.core.is_transparent() {
            return Err(SocketError::Unsupported { what: "a server" });
        }
        let (number, ticket) = match self.core.model() {
            Model::A76xx => {
                let limit = crate::vendor::a76xx::SERVERS;
                let is_free = |number: &u8| self.core.listeners[usize::from(*number)].is_free();
                let number = (0..limit).find(is_free).ok_or(SocketError::NoneFree { limit })?;
                (number, a76xx::listen(&mut self.host, now, number, port)?)
            }
            Model::L610 => {
                let number = self.core.free_socket()?;
                (number, l610::listen(&mut self.host, now, number, port)?)
            }
        };
        self.core.listeners[usize::from(number)].state = State::Opening;
        if self.core.model() == Model::L610 {
            self.core.sockets[usize::from(number)].state = State::Listening;
        }
        self.core.begin(ticket, Task::Listen(number));
        Ok(ListenerId(number))
    }

    /// Stops a server. The connections that it has accepted stay. [`Event::Stopped`] says when that is done.
    pub fn stop(&mut self, now: Instant, listener: ListenerId) {
        self.core.now = self.core.now.max(now);
        if let Some(listener) = self.core.listeners.get_mut(usize::from(listener.0))
            && matches!(listener.state, State::Open | State::Opening)
        {
            listener.state = State::Closing;
        }
    }

    /// Sends data, and says how much of it was taken: 0 if the modem is busy, which [`Event::Ready`] ends,
    /// or has no room, which [`Event::Writable`] ends. With UDP it is one datagram, taken whole or not at
    /// all.
    ///
    /// [`Event::Sent`] says how much of that the modem has taken, but for transparent mode, in which all
    /// that was taken is sent.
    ///
    /// # Errors
    ///
    /// The socket is not open, or the datagram is longer than [`MAX_SEND`](Self::MAX_SEND).
    pub fn send(
        &mut self,
        now: Instant,
        socket: SocketId,
        data: &[u8],
    ) -> Result<usize, SocketError> {
        self.transfer(now, socket, None, data)
    }

    /// Sends a datagram to somebody else than the host that the socket was opened to.
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send), or the socket is none of UDP, or in transparent mode, or it is more than
    /// an L610 takes for somebody else, 1024 bytes.
    pub fn send_to(
        &mut self,
        now: Instant,
        socket: SocketId,
        to: SocketAddr,
        data: &[u8],
    ) -> Result<usize, SocketError> {
        if !self.core.socket(socket)?.is_udp || self.core.is_transparent() {
            return Err(SocketError::Unsupported { what: "a receiver for each datagram" });
        }
        self.transfer(now, socket, Some(to), data)
    }

    fn transfer(
        &mut self,
        now: Instant,
        id: SocketId,
        to: Option<SocketAddr>,
        data: &[u8],
    ) -> Result<usize, SocketError> {
        let socket = *self.core.socket(id)?;
        if self.core.is_transparent() {
            return match self.host.send_data(now, data) {
                Ok(taken) => {
                    self.core.starves = taken < data.len();
                    Ok(taken)
                }
                Err(SendError::Busy | SendError::CommandMode) => Ok(0),
                Err(error) => Err(error.into()),
            };
        }
        let len = data.len().min(Self::MAX_SEND);
        if socket.is_udp && len < data.len() {
            let error = BufferTooShort { needed: data.len(), available: Self::MAX_SEND };
            return Err(SocketError::Send(SendError::Write(error.into())));
        }
        let is_open = matches!(socket.gate, table::Gate::Open);
        if data.is_empty() || !is_open || self.check_idle(now).is_err() {
            return Ok(0);
        }
        let data = &data[..len];
        let sent = match self.core.model() {
            Model::A76xx => {
                let to = to.or(socket.remote).filter(|_| socket.is_udp);
                a76xx::send(&mut self.host, now, id.0, to, data)
            }
            Model::L610 => l610::send(&mut self.host, now, id.0, to, data),
        };
        match sent {
            Ok(ticket) => {
                self.core.begin(ticket, Task::Send { socket: id.0, len });
                self.core.push_to = to.filter(|_| self.core.model() == Model::L610);
                Ok(len)
            }
            Err(SendError::Busy | SendError::DataMode) => Ok(0),
            Err(error) => Err(error.into()),
        }
    }

    /// Closes a socket. [`Event::Closed`] says when that is done. What has come for it and was not fetched is
    /// lost.
    pub fn close(&mut self, now: Instant, socket: SocketId) {
        self.core.now = self.core.now.max(now);
        if let Some(socket) = self.core.sockets.get_mut(usize::from(socket.0))
            && matches!(socket.state, State::Open | State::Opening)
        {
            socket.state = State::Closing;
        }
    }

    /// Where a socket is.
    pub fn status(&self, socket: SocketId) -> Status {
        let socket = self.core.sockets.get(usize::from(socket.0));
        match socket.map(|socket| (socket.state, socket.gone)) {
            None | Some((State::Free, _)) => Status::Free,
            Some((State::Opening, _)) => Status::Opening,
            Some((State::Open, None)) => Status::Open,
            Some(_) => Status::Closing,
        }
    }

    /// Whether there is a link to the network.
    pub fn is_up(&self) -> bool {
        self.core.link == Link::Up
    }

    /// Whether the modem can take a command.
    pub fn is_ready(&self) -> bool {
        self.core.is_idle() && self.host.is_ready()
    }

    /// Sends a command of the application, whose answer is told by [`Event::Host`].
    ///
    /// # Errors
    ///
    /// The modem is busy, or the command cannot be written.
    pub fn command<'a, C: Command + Fields<'a>>(
        &mut self,
        now: Instant,
        command: &C,
    ) -> Result<Ticket, SocketError> {
        self.check_idle(now)?;
        Ok(self.host.send(now, command)?)
    }

    /// The port below.
    pub const fn host(&self) -> &Host<RX, TX> {
        &self.host
    }

    /// The port below, for what is nothing of the sockets.
    pub const fn host_mut(&mut self) -> &mut Host<RX, TX> {
        &mut self.host
    }

    /// Says how DCD (circuit 109) is now, if the caller can see that.
    pub fn set_carrier(&mut self, now: Instant, on: bool) {
        self.host.set_carrier(now, on);
    }

    fn check_idle(&mut self, now: Instant) -> Result<(), SocketError> {
        self.core.now = self.core.now.max(now);
        if self.is_ready() { Ok(()) } else { Err(SocketError::Busy) }
    }

    fn check_up(&mut self, now: Instant) -> Result<(), SocketError> {
        match self.core.link {
            Link::Up => self.check_idle(now),
            Link::Rising { .. } | Link::Falling { .. } => Err(SocketError::Busy),
            Link::Down => Err(SocketError::Down),
        }
    }

    /// Whether data mode is on and has to be left.
    fn wants_escape(&self) -> bool {
        self.host.is_data_mode() && !self.host.is_escaping() && self.core.wants_escape()
    }

    /// Takes bytes that have come, and says how many: fewer than all if there are events to be polled.
    pub fn handle_input(&mut self, now: Instant, bytes: &[u8]) -> usize {
        self.core.now = self.core.now.max(now);
        self.host.handle_input(now, bytes)
    }

    /// Serves the timers that are due: what comes of it is told by [`poll_event`](Self::poll_event).
    pub fn handle_timeout(&mut self, now: Instant) {
        self.core.now = self.core.now.max(now);
        self.host.handle_timeout(now);
    }

    /// Writes what is to be sent next to `buffer`, and says how many bytes.
    pub fn poll_transmit(&mut self, now: Instant, buffer: &mut [u8]) -> usize {
        self.core.now = self.core.now.max(now);
        if self.wants_escape() {
            if self.core.unheard < PATIENCE {
                // Data mode is on.
                let _ = self.host.escape(now);
            } else {
                // Whatever the modem does, it passes no data on.
                self.host.set_carrier(now, false);
            }
        }
        if self.core.flight.is_none()
            && self.host.is_ready()
            && let Some(task) = self.core.next_task()
        {
            let sent = match self.core.model() {
                Model::A76xx => a76xx::start(&mut self.host, now, task, &self.core),
                Model::L610 => l610::start(&mut self.host, now, task, &self.core),
            };
            match sent {
                Ok(ticket) => {
                    self.core.started(task);
                    self.core.begin(ticket, task);
                }
                Err(SendError::Busy | SendError::DataMode) => {}
                // It does not fit into `TX`.
                Err(_) => self.core.cannot(task),
            }
        }
        self.host.poll_transmit(now, buffer)
    }

    /// Says that what was polled has left.
    pub fn transmitted(&mut self, now: Instant) {
        self.host.transmitted(now);
        if self.core.starves && self.host.has_sent_all() {
            self.core.fed();
        }
    }

    /// The next thing that happened.
    pub fn poll_event(&mut self) -> Option<Event<'_>> {
        let is_ready = self.is_ready();
        let Self { host, digits, core } = self;
        if let Some(event) = core.tell() {
            return Some(event);
        }
        match host.poll_event() {
            Some(event) => Some(core.take(event, digits)),
            None => {
                core.serve(is_ready);
                core.tell()
            }
        }
    }

    /// When to call [`handle_timeout`](Self::handle_timeout) at the latest.
    pub fn poll_timeout(&self) -> Option<Instant> {
        let is_due = self.core.has_news(self.is_ready())
            || self.wants_escape()
            || self.core.flight.is_none()
                && self.host.is_ready()
                && self.core.next_task().is_some();
        if is_due {
            return Some(self.core.now);
        }
        [self.host.poll_timeout(), self.core.poll_timeout()].into_iter().flatten().min()
    }
}

impl Core {
    /// What an event of the port means.
    fn take<'a, const N: usize>(
        &mut self,
        event: host::Event<'a>,
        digits: &'a mut Digits<N>,
    ) -> Event<'a> {
        if !matches!(event, host::Event::Payload { .. } | host::Event::RingIndicator) {
            self.broken();
        }
        match &event {
            host::Event::Answer { ticket, line, .. }
                if self.flight.is_some_and(|(flying, _)| flying == *ticket) =>
            {
                self.hear(*line);
            }
            host::Event::Done { ticket, outcome } => self.done(*ticket, outcome),
            host::Event::Unsolicited(line) => self.hear_unsolicited(*line),
            host::Event::PayloadHeader { line, .. } => {
                digits.restart();
                self.receive(*line);
            }
            host::Event::Payload { data, remaining, encoding } => {
                let more = *remaining != Some(0);
                self.partial = self.origin.socket.filter(|_| more);
                let data = digits.decode(data, *encoding);
                let socket = self.origin.socket.map(SocketId);
                let is_known = |socket: SocketId| {
                    self.sockets.get(usize::from(socket.0)).is_some_and(table::Socket::takes_data)
                };
                if !socket.is_none_or(is_known) {
                    return Event::Host(event);
                }
                return Event::Data { socket, from: self.origin.from, data, more };
            }
            // In other modes nobody has asked for it.
            host::Event::Data(data) if self.is_transparent() => {
                let socket = self.numbers().next().map(SocketId);
                return Event::Data { socket, from: None, data, more: false };
            }
            host::Event::Disconnected(why) => self.disconnected(*why),
            host::Event::NotEscaped => self.unheard = self.unheard.saturating_add(1),
            host::Event::Reset(_) => self.reset(),
            _ => {}
        }
        Event::Host(event)
    }
}

impl<const RX: usize, const TX: usize> fmt::Debug for Sockets<RX, TX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sockets")
            .field("host", &self.host)
            .field("core", &self.core)
            .finish_non_exhaustive()
    }
}

impl<const RX: usize, const TX: usize> Session for Sockets<RX, TX> {
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
