use core::net::SocketAddr;
use core::time::Duration;

use cellwire_codec::{
    BufferTooShort, Decoder, FrameBuffer, Growing, Instant, Outcome, RetryPolicy, Session, Transmit,
};

use super::debug;
use super::event::{BoxTicket, CommandId, Event, EventKind};
use super::peer::Peer;
use super::request::{CommandError, Request, UnknownTicket};
use super::seen::SeenRecords;
use super::stats::ServerStats;
use crate::{CrcPolicy, FrameDecoder, TrackerId};

/// How the server's side behaves.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ServerConfig {
    /// Which checksums are accepted. Answers are written with the one that the tracker used.
    pub crc: CrcPolicy,
    /// The longest frame that is accepted, in bytes. Default: 8192.
    pub max_frame_len: usize,
    /// What a tracker that asks for the server's address is told. Default: nothing, so that the
    /// application answers.
    pub address: Option<SocketAddr>,
    /// Whether logins of the Meiligao family are answered. Default: they are.
    pub answer_login: bool,
    /// How long nothing may come before the tracker counts as gone. Default: 15 minutes.
    pub idle_timeout: Duration,
    /// How long the rest of a frame may take on a stream before its header counts as a false one.
    /// Default: 30 seconds.
    pub partial_timeout: Duration,
    /// How often commands are sent, and how long each time waits for the answer. Default: 3 times,
    /// 20 seconds each.
    pub retry: RetryPolicy,
    /// How many commands for one tracker may wait or be in flight. Default: 32.
    pub max_commands: usize,
    /// How many bytes may wait to be sent to one tracker. Default: 64 KiB.
    pub max_outgoing_bytes: usize,
    /// How many black boxes of one tracker may wait for their acknowledgement. Default: 2.
    pub max_open_boxes: usize,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            crc: CrcPolicy::STRICT,
            max_frame_len: FrameDecoder::DEFAULT_MAX_LEN,
            address: None,
            answer_login: true,
            idle_timeout: Duration::from_secs(15 * 60),
            partial_timeout: Duration::from_secs(30),
            retry: RetryPolicy::fixed(Duration::from_secs(20), 3),
            max_commands: 32,
            max_outgoing_bytes: 64 * 1024,
            max_open_boxes: 2,
        }
    }
}

impl ServerConfig {
    pub(super) fn decoder(&self) -> FrameDecoder {
        FrameDecoder::uplink().with_crc(self.crc).with_max_len(self.max_frame_len)
    }
}

/// The server's end of a connection with one tracker.
///
/// It answers heartbeats, logins and requests for the server's address by itself, matches answers
/// with commands, and leaves to the application what only that can do: store black boxes, and find
/// addresses. The contract is that of [`cellwire_codec::Session`].
///
/// ```
/// use cellwire_cityeasy::{Downlink, EventKind, Server, ServerConfig};
/// use cellwire_codec::Instant;
///
/// let mut server = Server::new(ServerConfig::default(), Instant::ORIGIN);
///
/// // A heartbeat has arrived on the socket.
/// let now = Instant::ORIGIN;
/// server.handle_input(now, b"$$\0\x11\x13\x61\x23\x45\x67\x8f\xff\0\x01\x1b\x46\r\n");
/// while let Some(event) = server.poll_event() {
///     assert_eq!(event.id.unwrap().to_string(), "13612345678");
///     assert!(matches!(event.kind, EventKind::Identified | EventKind::Heartbeat));
/// }
/// server.command(Downlink::SetInterval(60))?;
///
/// let mut buffer = [0; 1024];
/// let len = server.poll_transmit(now, &mut buffer);
/// assert_eq!(len, 18 + 19); // the answer, and the command
/// // Write buffer[..len] to the socket.
/// server.transmitted(now);
/// # Ok::<(), cellwire_cityeasy::CommandError>(())
/// ```
///
/// Where several trackers speak through one connection, every event says which it was, and commands
/// go to the one that spoke last.
///
/// # What cannot be known
///
/// - An answer carries no reference. One command of a kind is in flight at a time; the answer to one
///   that was given up, when it comes late, is taken for that of the next of its kind.
/// - Whether a report was asked for or sent by itself cannot be told.
#[derive(Clone, Debug)]
pub struct Server {
    config: ServerConfig,
    frames: FrameBuffer<FrameDecoder, Growing>,
    peer: Peer,
    id: Option<TrackerId>,
    now: Instant,
    idle_at: Option<Instant>,
    /// When what is at the front of the buffer came there.
    front_since: Instant,
    last_input: Instant,
    state: State,
    stats: ServerStats,
}

#[derive(Clone, Copy, Debug, Default)]
struct State {
    /// What is buffered has waited for too long, or no more will come.
    give_up: bool,
    /// No more will come.
    ended: bool,
    /// The idle time is over, and the application has not been told.
    idle: bool,
    closing: bool,
    /// Every command without an answer has been told of.
    abandoned: bool,
}

/// An idle connection keeps no more than this to read into.
const KEPT_WHILE_IDLE: usize = 512;

impl Server {
    /// A connection that was made at `now`.
    pub fn new(config: ServerConfig, now: Instant) -> Self {
        let peer = Peer::new(&config, usize::MAX, SeenRecords::new());
        Self {
            frames: FrameBuffer::growing(config.decoder()),
            peer,
            id: None,
            now,
            idle_at: Some(now + config.idle_timeout),
            front_since: now,
            last_input: now,
            state: State::default(),
            stats: ServerStats::default(),
            config,
        }
    }

    /// Takes bytes that have arrived, and says how many: fewer than there are while events wait to be
    /// polled.
    pub fn handle_input(&mut self, now: Instant, bytes: &[u8]) -> usize {
        self.handle_timeout(now);
        if self.state.ended {
            return bytes.len();
        }
        if !bytes.is_empty() {
            self.idle_at = Some(self.now + self.config.idle_timeout);
            self.last_input = self.now;
        }
        if self.frames.is_empty() {
            self.front_since = self.now;
        }
        // Room for a frame that waits for its rest, and for a read behind it.
        let room = (2 * self.frames.decoder().max_len()).saturating_sub(self.frames.len());
        self.frames.push(&bytes[..bytes.len().min(room)])
    }

    /// Says that the tracker has closed the connection, or that it broke. Poll the events: a frame
    /// that was cut short is reported, and so is every command that has no answer.
    pub fn handle_end(&mut self, now: Instant) {
        if self.state.ended {
            return;
        }
        self.handle_timeout(now);
        self.state.ended = true;
        self.state.give_up = true;
        self.state.closing = true;
        self.idle_at = None;
    }

    /// Serves the timers that are due.
    pub fn handle_timeout(&mut self, now: Instant) {
        self.now = self.now.max(now);
        let due = |at: Option<Instant>| at.is_some_and(|at| at <= self.now);
        if due(self.partial_at()) {
            debug!("giving up on a frame that was not completed");
            self.state.give_up = true;
        }
        if due(self.idle_at) {
            debug!("nothing has come for {:?}", self.config.idle_timeout);
            self.idle_at = None;
            self.state.idle = true;
        }
        self.peer.handle_timeout(&mut self.stats, self.now);
    }

    /// The next thing that happened.
    pub fn poll_event(&mut self) -> Option<Event<'_>> {
        let (mut id, from, moved_from) = (self.id, (), None);
        if let Some(kind) = self.peer.poll_unanswered() {
            return Some(Event { id, from, moved_from, kind });
        }
        if core::mem::take(&mut self.state.idle) {
            return Some(Event { id, from, moved_from, kind: EventKind::Idle });
        }
        if self.id.is_none() {
            self.id = self.peek_id();
            if let Some(id) = self.id {
                return Some(Event { id: Some(id), from, moved_from, kind: EventKind::Identified });
            }
        }
        // Several false headers may be as old as each other.
        self.state.give_up |= self.partial_at().is_some_and(|at| at <= self.now);
        self.frames.shrink_to(KEPT_WHILE_IDLE);
        let next = if self.state.give_up {
            // Only the front is given up; at the end, all of it.
            self.state.give_up = self.state.ended;
            self.frames.finish()
        } else {
            self.frames.pull(&mut &[][..])
        };
        let Some(next) = next else {
            // An answer may have stood among the last bytes.
            if self.state.ended && !core::mem::replace(&mut self.state.abandoned, true) {
                self.peer.abandon(&mut self.stats);
            }
            let kind = self.peer.poll_unanswered()?;
            return Some(Event { id, from, moved_from, kind });
        };
        // What stands at the front now has come no later than this.
        self.front_since = self.last_input;
        let kind = match next {
            Ok(frame) => {
                self.stats.frames += 1;
                id = Some(frame.id());
                if frame.id().is_broadcast() {
                    let (command, data) = (frame.command(), frame.data());
                    let kind = EventKind::NotServed { command, data };
                    return Some(Event { id, from, moved_from, kind });
                }
                self.id = id;
                self.peer.handle_frame(&self.config, &mut self.stats, frame)
            }
            Err(fault) => {
                debug!("{fault}");
                self.stats.faults += 1;
                self.stats.skipped_bytes += fault.skipped as u64;
                id = None;
                EventKind::Fault(fault)
            }
        };
        Some(Event { id, from, moved_from, kind })
    }

    /// Who speaks first, before its frame is looked at.
    fn peek_id(&self) -> Option<TrackerId> {
        let mut decoder = self.frames.decoder().clone();
        match decoder.decode(self.frames.as_bytes()).outcome {
            Outcome::Frame(frame) => Some(frame.id()).filter(|id| !id.is_broadcast()),
            _ => None,
        }
    }

    /// When the header at the front counts as a false one. It counts from when that came to the
    /// front, not from the last byte: the frames behind a false header must not wait for longer.
    fn partial_at(&self) -> Option<Instant> {
        let waits = !self.frames.is_empty() && !self.state.give_up;
        waits.then(|| self.front_since + self.config.partial_timeout)
    }

    /// Writes what is to be sent next to `buffer`, and says how many bytes; 0 when there is nothing.
    pub fn poll_transmit(&mut self, now: Instant, buffer: &mut [u8]) -> usize {
        self.now = self.now.max(now);
        if self.state.ended {
            return 0;
        }
        self.peer.poll_stream(self.now, buffer)
    }

    /// Says that what was polled has left: the time to wait for answers counts from here.
    pub fn transmitted(&mut self, now: Instant) {
        self.now = self.now.max(now);
        self.peer.transmitted(self.now);
    }

    /// When to call [`handle_timeout`](Self::handle_timeout) at the latest.
    pub fn poll_timeout(&self) -> Option<Instant> {
        [self.idle_at, self.partial_at(), self.peer.next_timeout()].into_iter().flatten().min()
    }

    /// Sends a command to the tracker. What becomes of it is told by [`EventKind::Answer`] (or
    /// [`EventKind::Report`]) and [`EventKind::NoAnswer`].
    ///
    /// # Errors
    ///
    /// The tracker has not said its id yet, too many commands wait, or this one cannot be written.
    pub fn command<'a>(
        &mut self,
        request: impl Into<Request<'a>>,
    ) -> Result<CommandId, CommandError> {
        let id = self.id.ok_or(CommandError::Unidentified)?;
        if self.state.closing {
            return Err(CommandError::Closing);
        }
        self.peer.command(&self.config, &mut self.stats, id, &request.into())
    }

    /// Says what became of a black box: `stored` lets the tracker delete it, and otherwise it sends
    /// it again.
    ///
    /// # Errors
    ///
    /// The box is not open.
    pub fn acknowledge(&mut self, ticket: BoxTicket, stored: bool) -> Result<(), UnknownTicket> {
        self.peer.acknowledge(&mut self.stats, ticket, stored)
    }

    /// Takes no more commands; see [`is_drained`](Self::is_drained).
    pub const fn close(&mut self) {
        self.state.closing = true;
    }

    /// Whether nothing waits to be sent, answered or acknowledged, so that a closing connection can
    /// be closed.
    pub fn is_drained(&self) -> bool {
        self.state.ended || self.peer.is_idle()
    }

    /// The tracker, once a frame has come.
    pub const fn id(&self) -> Option<TrackerId> {
        self.id
    }

    /// The records that were stored, to be handed to the next connection of the same tracker.
    pub const fn seen(&self) -> &SeenRecords {
        &self.peer.seen
    }

    /// Goes on with the records that an earlier connection has seen; at
    /// [`EventKind::Identified`], before the first black box is looked at.
    pub fn set_seen(&mut self, seen: SeenRecords) {
        self.peer.seen = seen;
    }

    /// What the session has done.
    pub const fn stats(&self) -> &ServerStats {
        &self.stats
    }
}

impl Session for Server {
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
