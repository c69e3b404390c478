//! The network of a simulated modem: real sockets of the standard library, none of which blocks.
//!
//! | what | how |
//! |---|---|
//! | a TCP connection | [`Network::connect`], and [`Event::Connected`] or [`Event::Failed`] |
//! | a TCP server | [`Network::listen`], and [`Event::Accepted`] |
//! | datagrams | [`Network::bind`], or [`Network::bind_to`] for one peer |
//! | sending | [`Network::send`], [`Network::send_to`]: they say how much was taken |
//! | receiving | [`Event::Arrived`], [`Network::available`], [`Network::receive`] |
//! | the end | [`Event::Closed`], [`Network::close`], [`Network::close_all`] |
//! | names | [`Network::resolve`], and [`Event::Resolved`] |
//! | ping | [`Network::ping`], and [`Event::Pong`]; the answer is simulated |
//!
//! [`Network::poll`] gives what has happened. Call it until there is nothing more, and again at
//! [`Network::next_poll`] at the latest.
//!
//! No more than [`NetworkConfig::read_ahead`] bytes of a socket are read before the modem receives them:
//! the other end of a TCP connection has to wait then, and datagrams are lost.

mod background;
mod event;
mod received;
mod sockets;
#[cfg(test)]
mod tests;

pub use event::{Counts, Event, Failure, QueryId, SocketId};

use core::net::{IpAddr, Ipv4Addr, SocketAddr};
use core::time::Duration;
use std::collections::{BTreeMap, VecDeque};
use std::net::{TcpListener, UdpSocket};

use cellwire_codec::Instant;

use self::background::{Running, Task};
use self::sockets::{Closing, Socket, Stream};

/// How a network behaves.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NetworkConfig {
    /// Where servers listen.
    pub listen_on: IpAddr,
    /// How many bytes of a socket are read before the modem receives them.
    pub read_ahead: usize,
    /// How long everything takes longer than it does: connecting, looking up, and what is received.
    pub delay: Duration,
    /// Whether all connections are refused.
    pub refuses: bool,
    /// How many bytes are taken at once when something is sent; as many as there is room for without it.
    pub max_send: Option<usize>,
}

impl Default for NetworkConfig {
    fn default() -> Self {
        Self {
            listen_on: Ipv4Addr::LOCALHOST.into(),
            read_ahead: 8 * 1024,
            delay: Duration::ZERO,
            refuses: false,
            max_send: None,
        }
    }
}

/// Sockets, and questions that are not answered yet.
#[derive(Debug)]
pub struct Network {
    config: NetworkConfig,
    last: u64,
    sockets: BTreeMap<SocketId, Socket>,
    closing: Vec<Closing>,
    queries: BTreeMap<QueryId, Query>,
    events: VecDeque<(Instant, Event)>,
    running: Running,
    buffer: Vec<u8>,
}

#[derive(Debug)]
enum Query {
    Name(Task<Vec<SocketAddr>>),
    Ping(Task<Vec<SocketAddr>>),
}

/// How often sockets are looked at.
const EVERY: Duration = Duration::from_millis(5);
/// How long a simulated answer to a ping takes.
const PONG: Duration = Duration::from_millis(20);
/// How many sockets and questions there may be.
const MAX_SOCKETS: usize = 64;

impl Network {
    /// A network without sockets.
    pub fn new(config: NetworkConfig) -> Self {
        Self {
            config,
            last: 0,
            sockets: BTreeMap::new(),
            closing: Vec::new(),
            queries: BTreeMap::new(),
            events: VecDeque::new(),
            running: Running::new(()),
            buffer: vec![0; sockets::BUFFER],
        }
    }

    /// How it behaves.
    pub const fn config(&self) -> &NetworkConfig {
        &self.config
    }

    /// How it behaves from now on.
    pub const fn config_mut(&mut self) -> &mut NetworkConfig {
        &mut self.config
    }

    /// Begins to connect to a host, which is a name or an address.
    ///
    /// # Errors
    ///
    /// There are too many sockets.
    pub fn connect(
        &mut self,
        now: Instant,
        host: &str,
        port: u16,
        within: Duration,
    ) -> Result<SocketId, Failure> {
        let id = self.next_id()?;
        if self.config.refuses {
            let failure = Failure::Refused;
            self.later(now, Event::Failed { socket: id, failure });
            return Ok(id);
        }
        let host = host.to_owned();
        let work = move || background::connect(&host, port, within);
        let task = Task::start(&self.running, work)?;
        self.sockets.insert(id, Socket::Connecting { task, deadline: now + within });
        Ok(id)
    }

    /// Starts a TCP server on a port; 0 for any that is free.
    ///
    /// # Errors
    ///
    /// The port is taken.
    pub fn listen(&mut self, port: u16) -> Result<SocketId, Failure> {
        let id = self.next_id()?;
        let address = SocketAddr::new(self.config.listen_on, port);
        let opened = TcpListener::bind(address)
            .and_then(|listener| listener.set_nonblocking(true).map(|()| listener));
        let listener = opened.map_err(|error| Failure::from(&error))?;
        self.sockets.insert(id, Socket::Server(listener));
        Ok(id)
    }

    /// Opens a socket for datagrams to anybody on a local port; 0 for any that is free.
    ///
    /// # Errors
    ///
    /// The port is taken.
    pub fn bind(&mut self, local_port: u16) -> Result<SocketId, Failure> {
        let id = self.next_id()?;
        let socket = bind(Ipv4Addr::UNSPECIFIED.into(), local_port)?;
        self.sockets.insert(id, Socket::datagrams(socket, None));
        Ok(id)
    }

    /// Begins to open a socket for datagrams to and from one host, which is a name or an address. It is
    /// told as [`Event::Connected`] or [`Event::Failed`].
    ///
    /// # Errors
    ///
    /// There are too many sockets.
    pub fn bind_to(
        &mut self,
        now: Instant,
        host: &str,
        port: u16,
        local_port: u16,
        within: Duration,
    ) -> Result<SocketId, Failure> {
        let id = self.next_id()?;
        let host = host.to_owned();
        let task = Task::start(&self.running, move || {
            let failure = Failure::NoAddress;
            let peer = background::resolve(&host, port)?.into_iter().next().ok_or(failure)?;
            let local = if peer.is_ipv4() {
                Ipv4Addr::UNSPECIFIED.into()
            } else {
                core::net::Ipv6Addr::UNSPECIFIED.into()
            };
            Ok((bind(local, local_port)?, peer))
        })?;
        self.sockets.insert(id, Socket::Binding { task, deadline: now + within });
        Ok(id)
    }

    /// Asks for the addresses of a name.
    ///
    /// # Errors
    ///
    /// There are too many questions.
    pub fn resolve(&mut self, name: &str) -> Result<QueryId, Failure> {
        self.ask(name, Query::Name)
    }

    /// Asks whether a host is there, which is a name or an address. Whoever has an address answers.
    ///
    /// # Errors
    ///
    /// There are too many questions.
    pub fn ping(&mut self, host: &str) -> Result<QueryId, Failure> {
        self.ask(host, Query::Ping)
    }

    /// Sends to whom the socket is connected with, and says how many bytes were taken: fewer than there
    /// are while the other end does not receive. A datagram is taken as a whole or not at all.
    ///
    /// # Errors
    ///
    /// It is not connected.
    pub fn send(&mut self, socket: SocketId, bytes: &[u8]) -> Result<usize, Failure> {
        let most = self.config.max_send.unwrap_or(bytes.len()).min(bytes.len());
        self.sockets.get_mut(&socket).ok_or(Failure::NotConnected)?.send(bytes, most, None)
    }

    /// Sends a datagram to somebody, and says how many bytes were taken: all or none.
    ///
    /// # Errors
    ///
    /// There is no way to them, or this is no socket for datagrams.
    pub fn send_to(
        &mut self,
        socket: SocketId,
        bytes: &[u8],
        to: SocketAddr,
    ) -> Result<usize, Failure> {
        let socket = self.sockets.get_mut(&socket).ok_or(Failure::NotConnected)?;
        socket.send(bytes, bytes.len(), Some(to))
    }

    /// How many bytes there are to be received.
    pub fn available(&self, now: Instant, socket: SocketId) -> usize {
        self.stream(socket).map_or(0, |stream| stream.received.available(now))
    }

    /// What is to be received next, without taking it, and from whom: a piece of the stream, or (the rest
    /// of) a datagram.
    pub fn front(&self, now: Instant, socket: SocketId) -> Option<(SocketAddr, &[u8])> {
        self.stream(socket)?.received.front(now)
    }

    /// Takes away so many bytes of [`front`](Self::front).
    pub fn consume(&mut self, socket: SocketId, len: usize) {
        if let Some(stream) = self.sockets.get_mut(&socket).and_then(Socket::stream_mut) {
            stream.received.consume(len);
            if stream.received.is_empty() {
                stream.received.is_told = false;
            }
        }
    }

    /// Receives no more than `most` bytes, and says from whom: of a stream as many as there are, of
    /// datagrams those of (the rest of) one.
    pub fn receive(
        &mut self,
        now: Instant,
        socket: SocketId,
        most: usize,
    ) -> Option<(SocketAddr, Vec<u8>)> {
        let is_stream = self.stream(socket)?.is_tcp();
        let mut received = Vec::new();
        let from = self.front(now, socket)?.0;
        while received.len() < most
            && let Some((_, bytes)) = self.front(now, socket)
        {
            let len = bytes.len().min(most - received.len());
            received.extend_from_slice(bytes.get(..len).unwrap_or_default());
            self.consume(socket, len);
            if !is_stream {
                break;
            }
        }
        Some((from, received))
    }

    /// Whether the other end has closed, or the connection is broken, and all that had arrived was received.
    pub fn has_ended(&self, socket: SocketId) -> bool {
        let is_done = |stream: &Stream| stream.ended.is_some() && stream.received.is_empty();
        self.stream(socket).is_some_and(is_done)
    }

    /// How much went over a socket.
    pub fn counts(&self, socket: SocketId) -> Counts {
        self.stream(socket).map_or_else(Counts::default, |stream| stream.counts)
    }

    /// The local address of a socket, or of a server.
    pub fn local(&self, socket: SocketId) -> Option<SocketAddr> {
        self.sockets.get(&socket)?.local()
    }

    /// Closes a socket, a server, or one that is being connected. There are no more events of it.
    pub fn close(&mut self, now: Instant, socket: SocketId) {
        if let Some(Socket::Open(stream)) = self.sockets.remove(&socket) {
            self.closing.extend(Closing::begin(now, stream));
        }
        self.events.retain(|(_, event)| event.socket() != Some(socket));
    }

    /// Closes all sockets at once, as if the network were gone. The other ends may see a reset.
    pub fn close_all(&mut self) {
        self.sockets.clear();
        self.closing.clear();
        self.queries.clear();
        self.events.clear();
    }

    /// The next thing that has happened.
    pub fn poll(&mut self, now: Instant) -> Option<Event> {
        if let Some(event) = self.take_due(now) {
            return Some(event);
        }
        self.closing.retain_mut(|closing| !closing.is_done(now));
        self.poll_queries(now);
        self.poll_sockets(now);
        self.take_due(now)
    }

    /// When to [poll](Self::poll) again at the latest. Never, if there is nothing to wait for.
    pub fn next_poll(&self, now: Instant) -> Option<Instant> {
        let is_idle = self.sockets.is_empty()
            && self.closing.is_empty()
            && self.queries.is_empty()
            && self.events.is_empty();
        (!is_idle).then_some(now + EVERY)
    }

    fn next_id(&mut self) -> Result<SocketId, Failure> {
        if self.sockets.len() >= MAX_SOCKETS {
            return Err(Failure::TooMany);
        }
        self.last += 1;
        Ok(SocketId(self.last))
    }

    fn ask(
        &mut self,
        host: &str,
        query: fn(Task<Vec<SocketAddr>>) -> Query,
    ) -> Result<QueryId, Failure> {
        if self.queries.len() >= MAX_SOCKETS {
            return Err(Failure::TooMany);
        }
        let host = host.to_owned();
        let task = Task::start(&self.running, move || background::resolve(&host, 0))?;
        self.last += 1;
        let id = QueryId(self.last);
        self.queries.insert(id, query(task));
        Ok(id)
    }

    fn stream(&self, socket: SocketId) -> Option<&Stream> {
        match self.sockets.get(&socket)? {
            Socket::Open(stream) => Some(stream),
            _ => None,
        }
    }

    fn later(&mut self, now: Instant, event: Event) {
        self.events.push_back((now + self.config.delay, event));
    }

    fn take_due(&mut self, now: Instant) -> Option<Event> {
        let due = self.events.iter().position(|(at, _)| *at <= now)?;
        self.events.remove(due).map(|(_, event)| event)
    }

    fn poll_queries(&mut self, now: Instant) {
        let mut done = Vec::new();
        for (id, query) in &self.queries {
            let (Query::Name(task) | Query::Ping(task)) = query;
            if let Some(result) = task.poll() {
                let addresses = result.map(|found| found.iter().map(SocketAddr::ip).collect());
                done.push((*id, matches!(query, Query::Ping(_)), addresses));
            }
        }
        for (query, is_ping, addresses) in done {
            self.queries.remove(&query);
            if is_ping {
                let first = |addresses: Vec<IpAddr>| addresses.first().copied();
                let answer = addresses
                    .and_then(|found| first(found).ok_or(Failure::NoAddress))
                    .map(|address| (address, PONG + self.config.delay));
                self.later(now + PONG, Event::Pong { query, answer });
            } else {
                self.later(now, Event::Resolved { query, addresses });
            }
        }
    }

    fn poll_sockets(&mut self, now: Instant) {
        let ids: Vec<_> = self.sockets.keys().copied().collect();
        for id in ids {
            let Some(socket) = self.sockets.get_mut(&id) else { continue };
            let (delay, read_ahead) = (self.config.delay, self.config.read_ahead);
            match socket {
                Socket::Connecting { task, deadline } => {
                    let result = match task.poll() {
                        None if *deadline <= now => Err(Failure::TimedOut),
                        None => continue,
                        Some(result) => {
                            result.and_then(|(stream, peer)| Ok((Stream::tcp(stream, peer)?, peer)))
                        }
                    };
                    self.connected(now, id, result);
                }
                Socket::Binding { task, deadline } => {
                    let result = match task.poll() {
                        None if *deadline <= now => Err(Failure::TimedOut),
                        None => continue,
                        Some(result) => {
                            result.map(|(socket, peer)| (Stream::udp(socket, Some(peer)), peer))
                        }
                    };
                    self.connected(now, id, result);
                }
                Socket::Server(listener) => {
                    let Ok((stream, peer)) = listener.accept() else { continue };
                    let (Ok(new), Ok(stream)) = (self.next_id(), Stream::tcp(stream, peer)) else {
                        continue;
                    };
                    self.sockets.insert(new, Socket::Open(stream));
                    self.later(now, Event::Accepted { server: id, socket: new, peer });
                }
                Socket::Open(stream) => {
                    stream.read_ahead(now, delay, read_ahead, &mut self.buffer);
                    if !stream.received.is_told && stream.received.available(now) > 0 {
                        stream.received.is_told = true;
                        self.events.push_back((now, Event::Arrived { socket: id }));
                    }
                    if let Some(failure) = stream.take_end() {
                        self.later(now, Event::Closed { socket: id, failure });
                    }
                }
            }
        }
    }

    fn connected(
        &mut self,
        now: Instant,
        socket: SocketId,
        result: Result<(Stream, SocketAddr), Failure>,
    ) {
        match result {
            Ok((stream, peer)) => {
                self.sockets.insert(socket, Socket::Open(stream));
                self.later(now, Event::Connected { socket, peer });
            }
            Err(failure) => {
                self.sockets.remove(&socket);
                self.later(now, Event::Failed { socket, failure });
            }
        }
    }
}

fn bind(address: IpAddr, port: u16) -> Result<UdpSocket, Failure> {
    let opened = UdpSocket::bind((address, port))
        .and_then(|socket| socket.set_nonblocking(true).map(|()| socket));
    opened.map_err(|error| Failure::from(&error))
}

impl Event {
    /// The socket that it is about.
    const fn socket(&self) -> Option<SocketId> {
        match self {
            Self::Connected { socket, .. }
            | Self::Failed { socket, .. }
            | Self::Accepted { socket, .. }
            | Self::Arrived { socket }
            | Self::Closed { socket, .. } => Some(*socket),
            Self::Resolved { .. } | Self::Pong { .. } => None,
        }
    }
}
