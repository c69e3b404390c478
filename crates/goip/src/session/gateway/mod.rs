mod bulk;
mod calls;
mod commands;
mod config;
mod event;
mod forward;
mod keepalive;
mod line;
mod network;
mod news;
mod oneshot;
mod outbox;
mod power;
mod reports;
#[cfg(test)]
mod tests;
mod trace;
mod ussd;

use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec;
use alloc::vec::Vec;
use core::net::SocketAddr;
use core::time::Duration;

use cellwire_codec::{BufferTooShort, InFlight, Instant, Session, Timers, Transmit};

pub use config::{Faults, GatewayConfig, GatewayConfigError, GatewayLine, Network, Resubmission};
pub use event::{
    GatewayEvent, GatewayEventKind, LineAddr, ReportError, ReportId, SubmissionId, UssdAnswer,
};

use self::bulk::{BulkSession, Ended, SessionKey};
use self::line::Line;
use self::news::Feed;
use self::outbox::{Outbox, Outgoing};
use self::reports::{Report, ReportKey};
use super::debug;
use super::stats::GatewayStats;
use crate::message::ErrorReply;
use crate::{GatewayMessage, ServerMessage, WriteError};

/// The longest datagram that is looked at, but for the text in it.
const MAX_DATAGRAM_LEN: usize = 8192;

/// The longest datagram that is sent.
const MAX_SENT: usize = 4096;
/// The longest keepalive at first, so that there is room for what changes in it.
const MAX_FIRST_KEEPALIVE: usize = 2048;

const UNKNOWN_COMMAND: &str = "unknown command";

/// The device: a GSM gateway with some lines.
///
/// It registers its lines, takes SMS, codes and commands, and tells what happens, as a device does;
/// the application plays the people and the mobile network behind it. The contract is that of
/// [`cellwire_codec::Session`], with a socket for each line: see [`LineAddr`].
///
/// ```
/// use cellwire_codec::Instant;
/// use cellwire_goip::session::{Gateway, GatewayConfig, GatewayLine};
///
/// let line = GatewayLine::new("goip1", "password1");
/// let config = GatewayConfig::new("192.0.2.1:44444".parse()?, vec![line]);
/// let server = config.server;
/// let mut gateway = Gateway::new(config)?;
///
/// let now = Instant::ORIGIN;
/// gateway.handle_timeout(now);
/// let mut buffer = [0; 1500];
/// let keepalive = gateway.poll_transmit(now, &mut buffer)?.unwrap();
/// assert_eq!((keepalive.to.line, keepalive.to.peer), (0, server));
/// assert!(buffer[..keepalive.len].starts_with(b"req:1;id:goip1;pass:password1;num:;signal:23;"));
///
/// gateway.receive_sms(0, "+358401234567", "Hello")?;
/// let event = gateway.poll_transmit(now, &mut buffer)?.unwrap();
/// assert_eq!(
///     &buffer[..event.len],
///     b"RECEIVE:1000000000;id:goip1;password:password1;srcnum:+358401234567;msg:Hello",
/// );
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
///
/// # Who is answered
///
/// Bulk SMS, and acknowledgements of keepalives and events, are taken from the IP address of the
/// configured server only, from whatever port: most messages of a session bear no password. Commands
/// and `SMS` bear it each, and are answered to whoever knows it, at the address they came from.
///
/// # What is done twice
///
/// Requests come more than once, since the network doubles them and servers repeat them. A copy is
/// answered as the first one was:
///
/// | request | a copy is |
/// |---|---|
/// | `MSG` | of a session that is open, or was ended with `DONE` a while ago, with the same text; with another text it is a new session |
/// | `SEND` | with a `telid` among the last ten of the session; unless [`Resubmission::Anew`] |
/// | `SMS` | with the same `sendid` and `telid`, within the time that a session lasts |
/// | `USSD` | any whose number is not above that of the last code: it gets the last answer, which bears the number of the last code; nothing while the code is open |
/// | a command that changes something | with the same bytes, within a minute, carried out or refused; also after a reboot |
/// | a command that asks | none: it is answered anew |
///
/// A `telid` that comes with another number than before is refused, with `errorstatus:81`: that number
/// was not sent to.
///
/// # What it does not know
///
/// An unknown command is answered with `ERROR $sendid unknown command`, whatever the password, since
/// nobody knows where it would stand.
#[derive(Clone, Debug)]
pub struct Gateway {
    config: GatewayConfig,
    lines: Vec<Line>,
    sessions: BTreeMap<SessionKey, BulkSession>,
    ended: Ended,
    /// Events that are under way.
    reports: InFlight<ReportKey, Report>,
    timers: Timers<Timer>,
    outbox: Outbox,
    /// What is to be written when it is polled.
    due: VecDeque<Due>,
    feed: Feed,
    last_report: u64,
    last_submission: u64,
    is_on: bool,
    now: Instant,
    stats: GatewayStats,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Timer {
    Keepalive(usize),
    Session(SessionKey),
    /// The network has taken an SMS.
    Submission(usize),
    Delivery(usize),
    Ussd(usize),
    /// Whoever was called answers.
    Answer(usize),
    HangUp(usize),
    TraceLine(usize),
    TraceEnd(usize),
}

#[derive(Clone, Copy, Debug)]
enum Due {
    Keepalive(usize),
    Report(ReportKey),
}

impl Due {
    const fn line(&self) -> usize {
        match *self {
            Self::Keepalive(line) | Self::Report((line, _)) => line,
        }
    }
}

impl Gateway {
    /// A gateway that is being switched on: the first line sends its first keepalive at the first
    /// [`handle_timeout`](Self::handle_timeout), and the others 0.1 s apart.
    ///
    /// # Errors
    ///
    /// What is configured for a line cannot stand in a keepalive, which may have 2048 bytes at first.
    pub fn new(mut config: GatewayConfig) -> Result<Self, GatewayConfigError> {
        // Without any wait, keepalives would be sent for ever at the same instant.
        config.keepalive_interval = config.keepalive_interval.max(Duration::from_millis(1));
        let cards = core::mem::take(&mut config.lines);
        let lines: Vec<_> =
            cards.into_iter().map(|card| Line::new(card, config.first_event)).collect();
        for (number, line) in lines.iter().enumerate() {
            keepalive::encode_keepalive(line, 1, Instant::ORIGIN)
                .and_then(|datagram| check_len(datagram.len(), MAX_FIRST_KEEPALIVE))
                .map_err(|error| GatewayConfigError { line: number, error })?;
        }
        Ok(Self {
            config,
            lines,
            sessions: BTreeMap::new(),
            ended: Ended::default(),
            reports: InFlight::new(usize::MAX),
            timers: Timers::new(),
            outbox: Outbox::default(),
            due: VecDeque::new(),
            feed: Feed::default(),
            last_report: 0,
            last_submission: 0,
            is_on: false,
            now: Instant::ORIGIN,
            stats: GatewayStats::default(),
        })
    }

    /// What goes wrong from now on.
    pub fn set_faults(&mut self, faults: Faults) {
        self.config.faults = faults;
    }

    /// What was done.
    pub const fn stats(&self) -> GatewayStats {
        self.stats
    }

    /// Takes a datagram that has arrived at the socket of a line. It takes nothing while too many
    /// events wait to be polled, or answers to be sent.
    pub fn handle_input(&mut self, now: Instant, from: LineAddr, datagram: &[u8]) -> usize {
        self.handle_timeout(now);
        if self.feed.is_full() || self.outbox.is_full() {
            return 0;
        }
        self.stats.datagrams += 1;
        let len = datagram.len();
        let Some(line) = self.lines.get(from.line) else {
            self.stats.unreadable += 1;
            return len;
        };
        if line.run.is_off {
            return len;
        }
        let limit = MAX_DATAGRAM_LEN.max(self.config.max_text_len.saturating_add(64));
        match ServerMessage::parse(datagram) {
            Ok(message) if len <= limit => self.handle_message(from, message, datagram),
            Ok(_) => {
                debug!("line {}: {len} bytes are too much", from.line);
                self.stats.unreadable += 1;
            }
            Err(error) => {
                debug!("line {}: {error}", from.line);
                self.stats.unreadable += 1;
            }
        }
        len
    }

    fn handle_message(&mut self, from: LineAddr, message: ServerMessage<'_>, datagram: &[u8]) {
        let is_server = is_same_host(from.peer, self.config.server);
        match message {
            ServerMessage::KeepaliveAck(_)
            | ServerMessage::EventAck(_)
            | ServerMessage::Msg(_)
            | ServerMessage::Password(_)
            | ServerMessage::Submit(_)
            | ServerMessage::Done { .. }
                if !is_server =>
            {
                debug!("line {}: {} is not the server", from.line, from.peer);
                self.stats.unreadable += 1;
            }
            ServerMessage::KeepaliveAck(ack) => self.on_keepalive_ack(from.line, ack),
            ServerMessage::EventAck(ack) => self.on_event_ack(from.line, ack),
            _ if self.config.faults.mute => {}
            ServerMessage::Msg(msg) => self.on_msg(from, msg),
            ServerMessage::Password(password) => self.on_password(from, password),
            ServerMessage::Submit(submit) => self.on_submit(from, submit),
            ServerMessage::Done { sendid } => self.on_done(from, sendid),
            ServerMessage::OneShot(sms) => self.on_one_shot(from, sms),
            ServerMessage::Command(command) => self.on_command(from, command, datagram),
            // Two gateways that are pointed at each other are not to talk for ever.
            ServerMessage::Other { verb, .. } if verb == "ERROR" => self.stats.unreadable += 1,
            ServerMessage::Other { sendid, .. } => {
                let tail = UNKNOWN_COMMAND.into();
                self.answer(from, &GatewayMessage::Error(ErrorReply { sendid, tail }));
            }
        }
    }

    /// Serves the timers that are due.
    pub fn handle_timeout(&mut self, now: Instant) {
        self.advance(now);
        if !core::mem::replace(&mut self.is_on, true) {
            self.switch_on(self.now);
        }
        while let Some(timer) = self.timers.pop_due(self.now) {
            match timer {
                Timer::Keepalive(line) => self.serve_keepalive(line),
                Timer::Session(key) => {
                    debug!("line {}: session {} was silent", key.line, key.sendid);
                    self.close_session(&key);
                }
                Timer::Submission(line) => self.serve_submission(line),
                Timer::Delivery(line) => self.serve_delivery(line),
                Timer::Ussd(line) => self.serve_ussd(line),
                Timer::Answer(line) => self.serve_answer(line),
                Timer::HangUp(line) => self.serve_hang_up(line),
                Timer::TraceLine(line) => self.serve_trace(line),
                Timer::TraceEnd(line) => self.end_trace(line),
            }
        }
        self.serve_reports();
        self.outbox.serve(self.now);
    }

    /// Sets a timer that its service sets again. At the end of all time it does not: it would be due
    /// at once, for ever.
    fn set_again(&mut self, timer: Timer, wait: Duration) {
        let at = self.now + wait;
        if at > self.now {
            self.timers.set(timer, at);
        }
    }

    fn advance(&mut self, now: Instant) {
        self.now = self.now.max(now);
    }

    /// The next thing that happened.
    pub fn poll_event(&mut self) -> Option<GatewayEvent<'_>> {
        self.feed.poll()
    }

    /// Writes the next datagram to `buffer`, and says on which line it is to be sent, and to whom.
    ///
    /// # Errors
    ///
    /// The buffer is too short for it. It is still the next one. 4096 bytes are enough for any.
    pub fn poll_transmit(
        &mut self,
        now: Instant,
        buffer: &mut [u8],
    ) -> Result<Option<Transmit<LineAddr>>, BufferTooShort> {
        self.advance(now);
        self.outbox.serve(self.now);
        if let Some(Outgoing { to, datagram }) = self.outbox.front() {
            let transmit = write(datagram.expose(), *to, buffer)?;
            self.outbox.pop();
            return Ok(Some(transmit));
        }
        while let Some(due) = self.due.front().copied() {
            let to = LineAddr { line: due.line(), peer: self.config.server };
            let transmit = match due {
                Due::Keepalive(line) => {
                    let datagram = self.next_keepalive(line).unwrap_or_default();
                    let transmit = write(&datagram, to, buffer)?;
                    self.keepalive_polled(line);
                    transmit
                }
                Due::Report(key) => {
                    // One that was acknowledged in the meantime needs no other copy.
                    let datagram = self.next_report(key).unwrap_or_default();
                    let transmit = write(datagram, to, buffer)?;
                    self.report_polled(key);
                    transmit
                }
            };
            self.due.pop_front();
            if transmit.len > 0 {
                return Ok(Some(transmit));
            }
        }
        Ok(None)
    }

    /// Says that what was polled has left.
    pub fn transmitted(&mut self, now: Instant) {
        self.advance(now);
    }

    /// When to call [`handle_timeout`](Self::handle_timeout) at the latest.
    pub fn poll_timeout(&self) -> Option<Instant> {
        if !self.is_on {
            return Some(self.now);
        }
        let due = [self.timers.next(), self.reports.next_timeout(), self.outbox.next_timeout()];
        due.into_iter().flatten().min()
    }

    /// Answers a request.
    fn answer(&mut self, to: LineAddr, message: &GatewayMessage<'_>) {
        match encode(message) {
            Ok(datagram) => self.answer_with(to, datagram),
            Err(error) => {
                debug!("line {}: an answer cannot be written: {error}", to.line);
            }
        }
    }

    fn answer_with(&mut self, to: LineAddr, datagram: Vec<u8>) {
        let Faults { mute, slow, .. } = self.config.faults;
        if !mute && !datagram.is_empty() {
            let outgoing = Outgoing { to, datagram: datagram.into() };
            self.outbox.push(self.now, self.now + slow, outgoing);
        }
    }
}

impl Session for Gateway {
    type Addr = LineAddr;
    type Event<'a> = GatewayEvent<'a>;

    fn handle_input(&mut self, now: Instant, from: LineAddr, datagram: &[u8]) -> usize {
        self.handle_input(now, from, datagram)
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.handle_timeout(now);
    }

    fn poll_transmit(
        &mut self,
        now: Instant,
        buffer: &mut [u8],
    ) -> Result<Option<Transmit<LineAddr>>, BufferTooShort> {
        self.poll_transmit(now, buffer)
    }

    fn transmitted(&mut self, now: Instant) {
        self.transmitted(now);
    }

    fn poll_event(&mut self) -> Option<GatewayEvent<'_>> {
        self.poll_event()
    }

    fn poll_timeout(&self) -> Option<Instant> {
        self.poll_timeout()
    }
}

fn is_same_host(one: SocketAddr, other: SocketAddr) -> bool {
    one.ip().to_canonical() == other.ip().to_canonical()
}

fn encode(message: &GatewayMessage<'_>) -> Result<Vec<u8>, WriteError> {
    let len = message.encoded_len()?;
    check_len(len, MAX_SENT)?;
    let mut datagram = vec![0; len];
    let len = message.write(&mut datagram)?;
    datagram.truncate(len);
    Ok(datagram)
}

const fn check_len(len: usize, limit: usize) -> Result<(), WriteError> {
    if len > limit {
        return Err(WriteError::TooLong { field: "datagram", len, limit });
    }
    Ok(())
}

fn write(
    datagram: &[u8],
    to: LineAddr,
    buffer: &mut [u8],
) -> Result<Transmit<LineAddr>, BufferTooShort> {
    let (len, available) = (datagram.len(), buffer.len());
    let place = buffer.get_mut(..len).ok_or(BufferTooShort { needed: len, available })?;
    place.copy_from_slice(datagram);
    Ok(Transmit { len, to })
}
