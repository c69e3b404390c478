use alloc::collections::{BTreeMap, VecDeque, btree_map};
use core::net::SocketAddr;

use cellwire_codec::{BufferTooShort, FrameBuffer, Growing, Instant, Session, Timers, Transmit};

use super::debug;
use super::event::{BoxTicket, CommandId, Event, EventKind};
use super::peer::Peer;
use super::request::{CommandError, Request, UnknownTicket};
use super::seen::SeenRecords;
use super::server::ServerConfig;
use super::stats::ServerStats;
use crate::{FrameDecoder, TrackerId};

/// How an [`Endpoint`] behaves.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct EndpointConfig {
    /// How each tracker is served. The time for partial frames is of no use here.
    pub server: ServerConfig,
    /// How many trackers are served; frames of others are dropped. Default: 100,000.
    pub max_trackers: usize,
    /// The longest datagram that is sent, in bytes; a longer command is refused. Default: 1400.
    pub max_datagram_len: usize,
}

impl Default for EndpointConfig {
    fn default() -> Self {
        Self { server: ServerConfig::default(), max_trackers: 100_000, max_datagram_len: 1400 }
    }
}

/// The server's end of a datagram socket on which any number of trackers are served.
///
/// Frames are told apart by their ids, and a datagram may hold several, of several trackers. Answers
/// and commands go to the address that the tracker's last frame came from; [`Event::moved_from`]
/// says when that has changed. An id is all that a tracker shows of itself, so whoever knows it can
/// take its place: that is for the network to keep out.
///
/// Otherwise it is as [`Server`](crate::Server), and its contract is that of
/// [`cellwire_codec::Session`].
///
/// ```
/// use cellwire_cityeasy::{Endpoint, EndpointConfig, EventKind};
/// use cellwire_codec::Instant;
///
/// let mut endpoint = Endpoint::new(EndpointConfig::default());
/// let now = Instant::ORIGIN;
/// let from = "192.0.2.7:4000".parse()?;
///
/// // A heartbeat has arrived in a datagram.
/// endpoint.handle_input(now, from, b"$$\0\x11\x13\x61\x23\x45\x67\x8f\xff\0\x01\x1b\x46\r\n");
/// let event = endpoint.poll_event().unwrap();
/// assert_eq!((event.kind, event.from), (EventKind::Heartbeat, from));
/// assert_eq!(endpoint.poll_event(), None);
///
/// let mut buffer = [0; 1500];
/// let transmit = endpoint.poll_transmit(now, &mut buffer)?.unwrap();
/// assert_eq!((transmit.len, transmit.to), (18, from));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
///
/// # What cannot be known
///
/// An acknowledgement carries no reference. One that is late can be taken for that of the next black
/// box, so a tracker on such a network has to wait before it sends the next; see
/// [`Tracker`](crate::Tracker).
#[derive(Clone, Debug)]
pub struct Endpoint {
    config: EndpointConfig,
    /// The datagram that is being read.
    frames: FrameBuffer<FrameDecoder, Growing>,
    from: Option<SocketAddr>,
    trackers: BTreeMap<TrackerId, Entry>,
    timers: Timers<(TrackerId, Due)>,
    /// Trackers to which there may be something to send.
    ready: VecDeque<TrackerId>,
    /// Trackers of which there may be something to tell.
    news: VecDeque<TrackerId>,
    /// What is known from before of trackers that have not been heard of.
    restored: BTreeMap<TrackerId, SeenRecords>,
    /// Whose end has been told, to be forgotten.
    gone: Option<TrackerId>,
    /// To whom the last datagrams went.
    sent: VecDeque<TrackerId>,
    now: Instant,
    closing: bool,
    stats: ServerStats,
}

#[derive(Clone, Debug)]
struct Entry {
    peer: Peer,
    addr: SocketAddr,
    is_ready: bool,
    is_gone: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Idle,
    Answer,
}

const MAX_SENT: usize = 1024;

impl Endpoint {
    /// An endpoint without trackers.
    pub fn new(config: EndpointConfig) -> Self {
        Self {
            frames: FrameBuffer::growing(config.server.decoder()),
            config,
            from: None,
            trackers: BTreeMap::new(),
            timers: Timers::new(),
            ready: VecDeque::new(),
            news: VecDeque::new(),
            restored: BTreeMap::new(),
            gone: None,
            sent: VecDeque::new(),
            now: Instant::ORIGIN,
            closing: false,
            stats: ServerStats::default(),
        }
    }

    /// Takes a datagram, and says how many bytes: none while events of the last one wait to be
    /// polled.
    pub fn handle_input(&mut self, now: Instant, from: SocketAddr, datagram: &[u8]) -> usize {
        self.handle_timeout(now);
        if !self.frames.is_empty() {
            return 0;
        }
        self.from = Some(from);
        self.frames.push(datagram)
    }

    /// Serves the timers that are due.
    pub fn handle_timeout(&mut self, now: Instant) {
        self.now = self.now.max(now);
        while let Some((id, due)) = self.timers.pop_due(self.now) {
            let Some(entry) = self.trackers.get_mut(&id) else { continue };
            match due {
                Due::Answer => {
                    entry.peer.handle_timeout(&mut self.stats, self.now);
                    if let Some(at) = entry.peer.next_timeout() {
                        self.timers.set((id, Due::Answer), at);
                    }
                    if entry.peer.has_output() && !entry.is_ready {
                        entry.is_ready = true;
                        self.ready.push_back(id);
                    }
                }
                Due::Idle => {
                    debug!("nothing has come of {id} for {:?}", self.config.server.idle_timeout);
                    entry.is_gone = true;
                    entry.peer.abandon(&mut self.stats);
                }
            }
            self.news.push_back(id);
        }
    }

    /// The next thing that happened.
    pub fn poll_event(&mut self) -> Option<Event<'_, SocketAddr>> {
        if let Some(id) = self.gone.take() {
            self.forget(id);
        }
        while let Some(id) = self.news.front().copied() {
            let Some(entry) = self.trackers.get_mut(&id) else {
                self.news.pop_front();
                continue;
            };
            let (from, is_gone) = (entry.addr, entry.is_gone);
            let event = |kind| Event { id: Some(id), from, moved_from: None, kind };
            if let Some(kind) = entry.peer.poll_unanswered() {
                return Some(event(kind));
            }
            self.news.pop_front();
            if is_gone {
                self.gone = Some(id);
                return Some(event(EventKind::Idle));
            }
        }
        let from = self.from?;
        // A datagram is whole: nothing will come behind it.
        match self.frames.finish()? {
            Err(fault) => {
                debug!("{fault}");
                self.stats.faults += 1;
                self.stats.skipped_bytes += fault.skipped as u64;
                let kind = EventKind::Fault(fault);
                Some(Event { id: None, from, moved_from: None, kind })
            }
            Ok(frame) => {
                self.stats.frames += 1;
                let id = frame.id();
                let full = self.trackers.len() >= self.config.max_trackers;
                let entry = match self.trackers.entry(id) {
                    btree_map::Entry::Occupied(entry) => entry.into_mut(),
                    btree_map::Entry::Vacant(_) if full || id.is_broadcast() => {
                        debug!("{id} is not served");
                        self.stats.dropped += 1;
                        let (command, data) = (frame.command(), frame.data());
                        let kind = EventKind::NotServed { command, data };
                        return Some(Event { id: Some(id), from, moved_from: None, kind });
                    }
                    btree_map::Entry::Vacant(entry) => entry.insert(Entry {
                        peer: Peer::new(
                            &self.config.server,
                            self.config.max_datagram_len,
                            self.restored.remove(&id).unwrap_or_default(),
                        ),
                        addr: from,
                        is_ready: false,
                        is_gone: false,
                    }),
                };
                let moved_from = (entry.addr != from).then_some(entry.addr);
                entry.addr = from;
                entry.is_gone = false;
                self.timers.set((id, Due::Idle), self.now + self.config.server.idle_timeout);
                if !entry.is_ready {
                    entry.is_ready = true;
                    self.ready.push_back(id);
                }
                let kind = entry.peer.handle_frame(&self.config.server, &mut self.stats, frame);
                Some(Event { id: Some(id), from, moved_from, kind })
            }
        }
    }

    /// Writes the next datagram to `buffer`: as many frames for one tracker as fit.
    ///
    /// # Errors
    ///
    /// The buffer is too short for the next frame, which is still the next one. 1500 bytes are
    /// enough for every message of the protocol.
    pub fn poll_transmit(
        &mut self,
        now: Instant,
        buffer: &mut [u8],
    ) -> Result<Option<Transmit<SocketAddr>>, BufferTooShort> {
        self.now = self.now.max(now);
        while let Some(id) = self.ready.front().copied() {
            if let Some(entry) = self.trackers.get_mut(&id) {
                let len = entry.peer.poll_datagram(self.now, buffer);
                if let Some(at) = entry.peer.next_timeout() {
                    self.timers.set((id, Due::Answer), at);
                }
                let len = len?;
                if len > 0 {
                    // Whoever never says that something was transmitted must not have it noted for
                    // ever.
                    if self.sent.len() < MAX_SENT {
                        self.sent.push_back(id);
                    }
                    return Ok(Some(Transmit { len, to: entry.addr }));
                }
                entry.is_ready = false;
            }
            self.ready.pop_front();
        }
        Ok(None)
    }

    /// Says that the datagrams that were polled have left: the time to wait for answers counts from
    /// here.
    pub fn transmitted(&mut self, now: Instant) {
        self.now = self.now.max(now);
        for id in self.sent.drain(..) {
            if let Some(entry) = self.trackers.get_mut(&id) {
                entry.peer.transmitted(self.now);
                if let Some(at) = entry.peer.next_timeout() {
                    self.timers.set((id, Due::Answer), at);
                }
            }
        }
    }

    /// When to call [`handle_timeout`](Self::handle_timeout) at the latest.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.timers.next()
    }

    /// Sends a command to a tracker that has been heard of; see
    /// [`Server::command`](crate::Server::command).
    ///
    /// # Errors
    ///
    /// The tracker is not known, too many commands wait for it, or this one cannot be written.
    pub fn command<'a>(
        &mut self,
        id: TrackerId,
        request: impl Into<Request<'a>>,
    ) -> Result<CommandId, CommandError> {
        if self.closing {
            return Err(CommandError::Closing);
        }
        let Some(entry) = self.trackers.get_mut(&id).filter(|entry| !entry.is_gone) else {
            return Err(CommandError::Unknown { id });
        };
        let (config, stats) = (&self.config.server, &mut self.stats);
        let command = entry.peer.command(config, stats, id, &request.into())?;
        if !entry.is_ready {
            entry.is_ready = true;
            self.ready.push_back(id);
        }
        Ok(command)
    }

    /// Says what became of a black box; see [`Server::acknowledge`](crate::Server::acknowledge).
    ///
    /// # Errors
    ///
    /// The box is not open.
    pub fn acknowledge(
        &mut self,
        id: TrackerId,
        ticket: BoxTicket,
        stored: bool,
    ) -> Result<(), UnknownTicket> {
        let entry = self.trackers.get_mut(&id).ok_or(UnknownTicket { ticket })?;
        entry.peer.acknowledge(&mut self.stats, ticket, stored)?;
        if !entry.is_ready {
            entry.is_ready = true;
            self.ready.push_back(id);
        }
        Ok(())
    }

    /// Takes no more commands; see [`is_drained`](Self::is_drained).
    pub const fn close(&mut self) {
        self.closing = true;
    }

    /// Whether nothing waits to be sent, answered or acknowledged.
    pub fn is_drained(&self) -> bool {
        self.trackers.values().all(|entry| entry.peer.is_idle())
    }

    /// The trackers that have been heard of within the idle time, and where they are.
    pub fn trackers(&self) -> impl Iterator<Item = (TrackerId, SocketAddr)> {
        self.trackers.iter().map(|(id, entry)| (*id, entry.addr))
    }

    /// The records of a tracker that were stored, to be kept over a restart, or while it is away: at
    /// [`EventKind::Idle`] they are still there.
    pub fn seen(&self, id: TrackerId) -> Option<&SeenRecords> {
        self.trackers.get(&id).map(|entry| &entry.peer.seen)
    }

    /// Goes on with the records that were seen of a tracker, whether or not it has been heard of.
    /// `false` says that they are dropped, since as many are kept as there may be trackers.
    pub fn set_seen(&mut self, id: TrackerId, seen: SeenRecords) -> bool {
        match self.trackers.get_mut(&id) {
            Some(entry) => entry.peer.seen = seen,
            None if self.restored.len() >= self.config.max_trackers => return false,
            None => {
                self.restored.insert(id, seen);
            }
        }
        true
    }

    /// What the session has done, for all trackers together.
    pub const fn stats(&self) -> &ServerStats {
        &self.stats
    }

    fn forget(&mut self, id: TrackerId) {
        // It may have come back.
        if self.trackers.get(&id).is_none_or(|entry| !entry.is_gone) {
            return;
        }
        if self.trackers.remove(&id).is_some_and(|entry| entry.is_ready) {
            self.ready.retain(|ready| *ready != id);
        }
        self.timers.cancel(&(id, Due::Idle));
        self.timers.cancel(&(id, Due::Answer));
    }
}

impl Session for Endpoint {
    type Addr = SocketAddr;
    type Event<'a> = Event<'a, SocketAddr>;

    fn handle_input(&mut self, now: Instant, from: SocketAddr, bytes: &[u8]) -> usize {
        self.handle_input(now, from, bytes)
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

    fn poll_event(&mut self) -> Option<Event<'_, SocketAddr>> {
        self.poll_event()
    }

    fn poll_timeout(&self) -> Option<Instant> {
        self.poll_timeout()
    }
}
