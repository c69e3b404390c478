use alloc::borrow::Cow;
use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::fmt;
use core::mem;
use core::time::Duration;

use cellwire_codec::{BufferTooShort, Instant, Session, Transmit};

use super::config::ModemConfig;
use super::escape::Escape;
use super::event::{CommandId, Event, Mode, ModemStats};
use super::handler::{AbortReason, Answer, Handler, Prompt};
use super::input::Input;
use super::queue::{Events, Output};
use super::reply::{Lines, Reply, TextError};
use super::result_code::ResultCode;
use super::running::Ended;
use super::settings::Settings;
use super::urc::{Urc, Urcs};
use crate::log::debug;
use crate::vendor::a76xx::cipsend::Unescaper;

/// The device side of AT commands (ITU-T V.250), as a session without I/O.
///
/// The contract is that of [`cellwire_codec::Session`]; the [module](super) has an example. Beside the
/// bytes of the host, a modem is told what happens elsewhere:
///
/// | what | method |
/// |---|---|
/// | a command that was [pending](Answer::Pending) is done | [`finish`](Self::finish) |
/// | something is to be told that the host did not ask for | [`urc`](Self::urc), [`urcs`](Self::urcs) |
/// | the phone rings | [`ring`](Self::ring) |
/// | the other end has sent data, or has hung up | [`send_data`](Self::send_data), [`hang_up`](Self::hang_up) |
/// | the host has switched its line DTR | [`set_dtr`](Self::set_dtr) |
///
/// | the host has closed the port | [`port_closed`](Self::port_closed) |
#[derive(Clone)]
pub struct Modem<H> {
    pub(super) config: ModemConfig,
    pub(super) handler: H,
    pub(super) settings: Settings,
    pub(super) stored: Settings,
    pub(super) now: Instant,
    pub(super) input: Input,
    /// The command line that is, or was, carried out.
    pub(super) line: Vec<u8>,
    /// Where in it the next command begins.
    pub(super) at: usize,
    /// What came while a command was being answered.
    pub(super) typed: VecDeque<u8>,
    /// Whether the line that is coming there is dropped.
    pub(super) typed_lost: bool,
    pub(super) state: State,
    /// The command that was begun last, and whether it is a call.
    pub(super) command: CommandId,
    pub(super) is_call: bool,
    /// When the line, or what was entered after a prompt, ended.
    pub(super) ended: Instant,
    /// Whether the last byte has ended a line.
    pub(super) after_line: bool,
    pub(super) output: Output,
    pub(super) events: Events,
    pub(super) urcs: Urcs,
    pub(super) scratch: Vec<u8>,
    pub(super) connected: bool,
    pub(super) connect_text: Cow<'static, str>,
    pub(super) carrier: bool,
    pub(super) dtr: bool,
    pub(super) rings: u8,
    pub(super) rang: Instant,
    pub(super) auto_answer: bool,
    /// A rate that is in force when the answer has left.
    pub(super) new_rate: Option<u32>,
    pub(super) stats: ModemStats,
}

#[derive(Clone, Debug)]
pub(super) enum State {
    Command,
    Busy {
        deadline: Instant,
        abortable: bool,
    },
    Entry {
        prompt: Prompt,
        bytes: Vec<u8>,
        received: usize,
        deadline: Instant,
        unescaper: Unescaper,
    },
    Data(Escape),
}

/// What came earlier than this after a line does not break off its commands.
pub(super) const ABORT_AFTER: Duration = Duration::from_millis(125);
/// Without a ring for this long, the next one is the first.
const RING_PAUSE: Duration = Duration::from_secs(8);

impl<H: Handler> Modem<H> {
    /// A modem that is switched on, and has said nothing yet.
    pub fn new(mut config: ModemConfig, handler: H) -> Self {
        // With nothing, it would never take a byte.
        config.max_output = config.max_output.max(1);
        config.max_data = config.max_data.max(1);
        let stored = config.stored.unwrap_or(config.factory);
        Self {
            handler,
            settings: stored,
            stored,
            now: Instant::ORIGIN,
            input: Input::new(config.max_line),
            line: Vec::new(),
            at: 0,
            typed: VecDeque::new(),
            typed_lost: false,
            state: State::Command,
            command: CommandId(0),
            is_call: false,
            ended: Instant::ORIGIN,
            after_line: false,
            output: Output::default(),
            events: Events::default(),
            urcs: Urcs::new(config.max_urcs.max(1), config.max_reply),
            scratch: Vec::new(),
            connected: false,
            connect_text: Cow::Borrowed(""),
            carrier: !stored.carrier_follows,
            dtr: true,
            rings: 0,
            rang: Instant::ORIGIN,
            auto_answer: false,
            new_rate: None,
            stats: ModemStats::default(),
            config,
        }
    }

    /// What answers the commands.
    pub const fn handler(&self) -> &H {
        &self.handler
    }

    /// What answers the commands.
    pub const fn handler_mut(&mut self) -> &mut H {
        &mut self.handler
    }

    /// Takes bytes of the host, and says how many: fewer than there are while much waits to be sent or
    /// to be polled.
    pub fn handle_input(&mut self, now: Instant, bytes: &[u8]) -> usize {
        self.handle_timeout(now);
        let mut taken = 0;
        while let Some(bytes) = bytes.get(taken..).filter(|bytes| !bytes.is_empty()) {
            self.pump();
            if !self.has_room() {
                break;
            }
            self.mind_lost_line();
            taken += match bytes {
                _ if matches!(self.state, State::Data(_)) => self.take_data(bytes),
                [byte, ..] => {
                    self.take_byte(*byte);
                    1
                }
                [] => break,
            };
        }
        self.pump();
        taken
    }

    /// Serves the timers that are due.
    pub fn handle_timeout(&mut self, now: Instant) {
        self.advance(now);
        self.serve();
        self.pump();
    }

    /// Writes what is to be sent next to `buffer`, and says how many bytes.
    ///
    /// # Errors
    ///
    /// None; that is for datagrams.
    pub fn poll_transmit(
        &mut self,
        now: Instant,
        buffer: &mut [u8],
    ) -> Result<Option<Transmit<()>>, BufferTooShort> {
        self.advance(now);
        if self.output.is_empty() {
            self.pump();
        }
        let len = self.output.poll(buffer);
        Ok((len > 0).then_some(Transmit { len, to: () }))
    }

    /// Says that what was polled has left: the time to enter something after a prompt counts from here.
    pub fn transmitted(&mut self, now: Instant) {
        self.advance(now);
        if !self.output.is_empty() {
            return;
        }
        if let State::Entry { prompt, bytes, deadline, .. } = &mut self.state
            && bytes.is_empty()
        {
            *deadline = self.now + prompt.timeout;
        }
        if let Some(rate) = self.new_rate.take() {
            self.events.push(Event::Rate(rate));
        }
    }

    /// The next thing that happened.
    pub fn poll_event(&mut self) -> Option<Event<'_>> {
        let dropped = self.urcs.take_dropped();
        if dropped > 0 {
            self.stats.dropped += dropped;
            self.events.push(Event::UrcsDropped(dropped));
        }
        if let Some(event) = self.events.pop() {
            return Some(event);
        }
        self.pump();
        self.events.pop()
    }

    /// When to call [`handle_timeout`](Self::handle_timeout) at the latest.
    pub fn poll_timeout(&self) -> Option<Instant> {
        let due = match &self.state {
            State::Busy { deadline, .. } | State::Entry { deadline, .. } => Some(*deadline),
            State::Data(escape) => escape.timeout(self.guard()),
            State::Command => {
                let (started, latest) = self.input.typing()?;
                let dropped = self.config.line_timeout;
                let dropped = (!dropped.is_zero()).then_some(latest + dropped);
                let hold = started + self.config.typing_hold;
                let released = (!self.urcs.is_empty() && hold > self.now).then_some(hold);
                [dropped, released].into_iter().flatten().min()
            }
        };
        due.map(|due| due.max(self.now))
    }

    /// The command that is pending: its result is for [`finish`](Self::finish) to say.
    pub fn pending(&self) -> Option<CommandId> {
        matches!(self.state, State::Busy { .. }).then_some(self.command)
    }

    /// Goes on with a command that is pending. What `answer` gives becomes of it: it may well be
    /// [`Answer::Pending`] again, after it has written some lines.
    ///
    /// # Errors
    ///
    /// The command is not pending (any more): `answer` was not called. That is no fault, as the host, or
    /// the deadline, can break it off at any time.
    pub fn finish(
        &mut self,
        now: Instant,
        command: CommandId,
        answer: impl FnOnce(&mut H, &mut Reply<'_>) -> Answer,
    ) -> Result<(), NotPending> {
        self.advance(now);
        if self.pending() != Some(command) {
            return Err(NotPending { command });
        }
        let answer = self.act(answer);
        self.conclude_and_go_on(answer);
        self.pump();
        Ok(())
    }

    /// Tells the host something that it did not ask for: a line such as `+CMTI: "SM",3`.
    ///
    /// It is held while a command is typed or answered, something is entered after a prompt, or the
    /// modem is in data mode. When too many wait, the oldest is dropped.
    ///
    /// # Errors
    ///
    /// The line cannot be written.
    pub fn urc(&mut self, now: Instant, line: impl fmt::Display) -> Result<(), TextError> {
        self.urcs(now, |lines| lines.line(line))
    }

    /// The same with several lines that belong together, or with data.
    ///
    /// ```
    /// # use cellwire_at::modem::{Handler, Modem, TextError};
    /// # use cellwire_codec::Instant;
    /// # fn tell<H: Handler>(modem: &mut Modem<H>, now: Instant) -> Result<(), TextError> {
    /// modem.urcs(now, |lines| {
    ///     lines.line("+CMT: ,21");
    ///     lines.line("07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07");
    /// })
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// A line cannot be written, or it is too much; nothing of it is sent.
    pub fn urcs(
        &mut self,
        now: Instant,
        write: impl FnOnce(&mut Lines<'_>),
    ) -> Result<(), TextError> {
        self.advance(now);
        self.urcs.write(&self.settings, write)?;
        self.pump();
        Ok(())
    }

    /// The phone rings: `RING`, or `+CRING: <kind>` after `AT+CRC=1`. Call it for each ring; what tells
    /// of the caller (`+CLIP`) is an [unsolicited line](Self::urc) of the product.
    ///
    /// After as many rings as S0 says, [`Handler::answer`] is asked to take the call.
    ///
    /// # Errors
    ///
    /// The kind cannot be written.
    pub fn ring(&mut self, now: Instant, kind: &str) -> Result<(), TextError> {
        self.advance(now);
        if self.settings.cring {
            let line = format_args!("+CRING: {kind}");
            self.urcs.write(&self.settings, |lines| lines.line(line))?;
        } else {
            self.urcs.ring();
        }
        self.rings = self.rings().saturating_add(1);
        self.rang = self.now;
        let wanted = self.settings.register(0).unwrap_or_default();
        let may = !self.connected && (self.dtr || self.settings.dtr == 0);
        self.auto_answer = wanted > 0 && self.rings >= wanted && may;
        self.pump();
        Ok(())
    }

    /// A connection begins that no command waits for: data mode, as soon as it does not disturb. In front of
    /// it stand the lines that `write` writes, and `CONNECT` with the text if there is one.
    ///
    /// ```
    /// # use cellwire_at::modem::{Handler, Modem, TextError};
    /// # use cellwire_codec::Instant;
    /// # fn tell<H: Handler>(modem: &mut Modem<H>, now: Instant) -> Result<(), TextError> {
    /// // A client of a transparent server, and an L610 whose socket is open at last.
    /// modem.connect_with(now, Some("115200".into()), |lines| {
    ///     lines.line("+CLIENT: 0,0,192.168.108.5:57202");
    /// })?;
    /// modem.connect_with(now, None, |lines| lines.line("+MIPODM: 1,1"))
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// A line cannot be written; there is no connection then.
    pub fn connect_with(
        &mut self,
        now: Instant,
        text: Option<Cow<'static, str>>,
        write: impl FnOnce(&mut Lines<'_>),
    ) -> Result<(), TextError> {
        self.urcs(now, write)?;
        self.urcs.push(Urc::Connect(text));
        self.pump();
        Ok(())
    }

    /// How many lines wait for a time in which they do not disturb. A caller that cannot do without any
    /// waits until there are none: the first one is never dropped for others.
    pub fn waiting_urcs(&self) -> usize {
        self.urcs.len()
    }

    /// How often the phone has rung: register S1.
    pub fn rings(&self) -> u8 {
        match self.now.saturating_since(self.rang) < RING_PAUSE {
            true => self.rings,
            false => 0,
        }
    }

    /// Sends data to the host, and says how many bytes were taken: none unless the [mode](Self::mode) is
    /// [`Mode::Data`], and fewer than there are while much waits to be sent.
    pub fn send_data(&mut self, now: Instant, bytes: &[u8]) -> usize {
        self.advance(now);
        if self.mode() != Mode::Data {
            return 0;
        }
        let room = self.config.max_output.saturating_sub(self.output.len());
        let taken = bytes.get(..room.min(bytes.len())).unwrap_or_default();
        self.output.push(taken);
        self.stats.data_out += taken.len() as u64;
        taken.len()
    }

    /// The other end has hung up: `NO CARRIER`. It does nothing if there is no connection.
    pub fn hang_up(&mut self, now: Instant) {
        self.advance(now);
        if !self.connected {
            return;
        }
        let was_data = self.leave_data();
        self.drop_connection();
        self.tell_no_carrier(true, was_data);
        self.pump();
    }

    /// The same in other words, as the `CLOSED` of SIMCom.
    ///
    /// # Errors
    ///
    /// A line cannot be written. There is no connection any more even so.
    pub fn hang_up_with(
        &mut self,
        now: Instant,
        write: impl FnOnce(&mut Lines<'_>),
    ) -> Result<(), TextError> {
        self.advance(now);
        if !self.connected {
            return Ok(());
        }
        self.leave_data();
        self.drop_connection();
        self.urcs(now, write)
    }

    /// The host has switched its line DTR (circuit 108/2). It counts as on at the start.
    pub fn set_dtr(&mut self, now: Instant, on: bool) {
        self.advance(now);
        let was_dropped = mem::replace(&mut self.dtr, on) && !on;
        let wanted = if was_dropped { self.settings.dtr } else { 0 };
        if wanted == 1 && self.leave_data() {
            self.events.push(Event::Mode(Mode::OnlineCommand));
            self.write_result(ResultCode::Ok);
        }
        if wanted == 2 {
            self.auto_answer = false;
            if self.is_call && self.pending().is_some() {
                self.abort(AbortReason::Dtr);
            }
            let had_connection = self.connected;
            let was_data = self.leave_data();
            self.end_calls();
            self.tell_no_carrier(had_connection, was_data);
        }
        self.pump();
    }

    /// The host has closed the port, and may open it again. A line that was begun is dropped, what was asked
    /// for by a prompt is [cancelled](super::Entry::Cancelled), and what was to be sent is lost. All else goes on:
    /// what is set, commands that are pending, and calls; see [`set_dtr`](Self::set_dtr) for those.
    pub fn port_closed(&mut self, now: Instant) {
        self.advance(now);
        self.input.clear();
        let end = self.settings.terminator();
        while self.typed.back().is_some_and(|byte| *byte != end) {
            self.typed.pop_back();
        }
        self.typed_lost = false;
        self.after_line = false;
        if matches!(self.state, State::Entry { .. }) {
            self.end_entry(Ended::Cancelled);
        }
        self.output.clear();
        self.transmitted(now);
        self.pump();
    }

    /// Where the modem is.
    pub const fn mode(&self) -> Mode {
        match (&self.state, self.connected) {
            (State::Data(_), _) => Mode::Data,
            (_, true) => Mode::OnlineCommand,
            (_, false) => Mode::Command,
        }
    }

    /// Whether the line that tells the host of the carrier is on.
    pub const fn carrier(&self) -> bool {
        self.carrier
    }

    /// What is set.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What is set, for a product that changes it by itself: a connection in which S2 has no escape
    /// sequence.
    pub const fn settings_mut(&mut self) -> &mut Settings {
        &mut self.settings
    }

    /// What `AT&W` has stored, to be kept over a restart as [`ModemConfig::stored`].
    pub const fn stored(&self) -> &Settings {
        &self.stored
    }

    /// Whether nothing is under way: no line, no command, no connection, nothing to be sent.
    pub fn is_idle(&self) -> bool {
        matches!(self.state, State::Command)
            && self.input.typing().is_none()
            && !self.connected
            && self.typed.is_empty()
            && self.urcs.is_empty()
            && self.output.is_empty()
    }

    /// What the session has done.
    pub const fn stats(&self) -> &ModemStats {
        &self.stats
    }

    pub(super) fn advance(&mut self, now: Instant) {
        self.now = self.now.max(now);
    }

    pub(super) fn has_room(&self) -> bool {
        // Data is not answered, and comes however slowly the host takes its own.
        let may_answer = !matches!(self.state, State::Data(_));
        let has_output = !may_answer || self.output.len() < self.config.max_output;
        has_output && !self.events.is_full(self.config.max_data)
    }

    pub(super) fn guard(&self) -> Duration {
        Duration::from_millis(20) * self.settings.register(12).unwrap_or_default().into()
    }

    pub(super) fn serve(&mut self) {
        match &mut self.state {
            State::Busy { deadline, .. } if *deadline <= self.now => {
                self.abort(AbortReason::Deadline);
            }
            State::Entry { deadline, .. } if *deadline <= self.now => self.end_entry(Ended::Time),
            State::Data(_) => self.serve_escape(),
            State::Command => {
                let timeout = self.config.line_timeout;
                if let Some((_, latest)) = self.input.typing()
                    && !timeout.is_zero()
                    && latest + timeout <= self.now
                {
                    debug!("dropped a command line that was begun and not ended");
                    self.input.clear();
                }
            }
            _ => {}
        }
    }

    /// Does what has waited for a good time.
    pub(super) fn pump(&mut self) {
        loop {
            self.flush_urcs();
            let is_free = matches!(self.state, State::Command) && self.input.typing().is_none();
            if self.auto_answer && is_free && self.urcs.is_empty() && self.has_room() {
                self.auto_answer = false;
                self.at = self.line.len();
                self.ended = self.now;
                self.begin_command(true);
                let answer = self.answer();
                self.conclude_and_go_on(answer);
                continue;
            }
            if matches!(self.state, State::Busy { .. }) || !self.has_room() {
                break;
            }
            let Some(byte) = self.typed.pop_front() else { break };
            self.take_byte(byte);
        }
    }

    pub(super) fn flush_urcs(&mut self) {
        let is_held = match (&self.state, self.input.typing()) {
            (State::Command, None) => false,
            (State::Command, Some((started, _))) => started + self.config.typing_hold > self.now,
            _ => true,
        };
        while !is_held && self.output.len() < self.config.max_output {
            let Some(urc) = self.urcs.pop() else { break };
            self.stats.urcs += 1;
            match urc {
                Urc::Result(code) => self.write_result(code),
                Urc::Lines { .. } if self.settings.quiet => {}
                Urc::Lines { bytes, headed } => {
                    if headed && self.settings.verbose {
                        self.write_ends();
                    }
                    self.output.push(&bytes);
                }
                Urc::Connect(text) => {
                    match text {
                        Some(text) => self.connect(text),
                        None => self.go_online(Cow::Borrowed("")),
                    }
                    break;
                }
            }
        }
    }
}

/// A command is not pending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[error("command {command} is not pending")]
#[non_exhaustive]
pub struct NotPending {
    /// The command.
    pub command: CommandId,
}

/// Command lines and what was entered are not printed: there may be a PIN among it.
impl<H: fmt::Debug> fmt::Debug for Modem<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match &self.state {
            State::Command => "command",
            State::Busy { .. } => "busy",
            State::Entry { .. } => "entry",
            State::Data(_) => "data",
        };
        f.debug_struct("Modem")
            .field("handler", &self.handler)
            .field("settings", &self.settings)
            .field("state", &state)
            .field("connected", &self.connected)
            .field("stats", &self.stats)
            .finish_non_exhaustive()
    }
}

impl<H: Handler> Session for Modem<H> {
    type Addr = ();
    type Event<'a>
        = Event<'a>
    where
        H: 'a;

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
        self.poll_transmit(now, buffer)
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
