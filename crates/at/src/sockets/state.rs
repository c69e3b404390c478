//! What the sockets know and decide, without the port below.

use core::net::{IpAddr, SocketAddr};
use core::time::Duration;

use cellwire_codec::Instant;

use super::receive::Origin;
use super::table::{Gate, LISTENERS, Listener, SOCKETS, Socket, State};
use super::task::{End, Said, Task};
use super::{Cause, Config, Event, ListenerId, Model, Receive, SocketError, SocketId, a76xx, l610};
use crate::Line;
use crate::host::{Disconnect, Outcome, Ticket};

/// How long a modem without room is left alone.
const PAUSE: Duration = Duration::from_millis(200);

#[derive(Debug)]
pub(super) struct Core {
    pub(super) config: Config,
    pub(super) now: Instant,
    pub(super) link: Link,
    pub(super) sockets: [Socket; SOCKETS],
    pub(super) listeners: [Listener; LISTENERS],
    pub(super) flight: Option<(Ticket, Task)>,
    pub(super) said: Said,
    /// What has to be sent next.
    next: Option<Task>,
    /// Whose data comes, and who has sent that which comes next.
    pub(super) origin: Origin,
    from: Option<SocketAddr>,
    /// Whom the datagram is for that is on its way into the buffer of the modem.
    pub(super) push_to: Option<SocketAddr>,
    address: Option<IpAddr>,
    /// How long that datagram is.
    pushing: usize,
    /// Which socket's data was fetched last.
    last_fetched: u8,
    /// Which number was used last: the others come first, so that what is late finds nobody.
    last_opened: u8,
    /// Whose data is not there as a whole.
    pub(super) partial: Option<u8>,
    tells: Tells,
    was_ready: bool,
    /// Whether there was less room for data than wanted, in transparent mode.
    pub(super) starves: bool,
    /// Whether the application had the last command: what waits comes before its next one.
    owes: bool,
    /// How often the modem has not heard `+++`.
    pub(super) unheard: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    Down,
    /// `again` after what a former application has left behind was taken away.
    Rising {
        again: bool,
    },
    Up,
    /// `again` if it is to rise then.
    Falling {
        cause: Cause,
        again: bool,
    },
}

/// What the application has to be told.
#[derive(Clone, Copy, Debug, Default)]
struct Tells {
    reset: bool,
    sent: Option<(SocketId, usize)>,
    down: Option<Cause>,
    up: bool,
    resolved: Option<Option<IpAddr>>,
    ready: bool,
}

impl Tells {
    const fn any(&self) -> bool {
        self.reset
            || self.sent.is_some()
            || self.down.is_some()
            || self.up
            || self.resolved.is_some()
            || self.ready
    }
}

/// What a line says that nobody has asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    Nothing,
    /// There is data to be fetched.
    Unread(u8),
    Gone(u8, Cause),
    /// A socket is open that was given up, as a rule.
    OpenedLate(u8),
    /// Who has sent what comes next.
    From(SocketAddr),
    Accepted {
        listener: u8,
        socket: u8,
        from: Option<SocketAddr>,
    },
    NetworkLost,
    /// Flow control.
    Shut(u8),
    Open(u8),
}

/// What follows on a step of the way up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Step(u8),
    Up,
    /// These sockets are to be closed first, and the link, too.
    Again(u16),
    /// These sockets are to be closed.
    UpWithout(u16),
    Failed,
}

impl Core {
    pub(super) fn new(config: Config) -> Self {
        Self {
            config,
            now: Instant::ORIGIN,
            link: Link::Down,
            sockets: [Socket::default(); SOCKETS],
            listeners: [Listener::default(); LISTENERS],
            flight: None,
            said: Said::default(),
            next: None,
            origin: Origin::default(),
            from: None,
            push_to: None,
            address: None,
            pushing: 0,
            last_fetched: 0,
            last_opened: SOCKETS as u8,
            partial: None,
            tells: Tells::default(),
            was_ready: false,
            starves: false,
            owes: false,
            unheard: 0,
        }
    }

    pub(super) const fn model(&self) -> Model {
        self.config.model
    }

    pub(super) const fn is_transparent(&self) -> bool {
        matches!(self.config.receive, Receive::Transparent)
    }

    const fn is_buffered(&self) -> bool {
        matches!(self.config.receive, Receive::Buffer | Receive::BufferHex)
    }

    /// The numbers that sockets may have.
    pub(super) fn numbers(&self) -> core::ops::Range<u8> {
        match (self.model(), self.is_transparent()) {
            (Model::A76xx, false) => 0..10,
            (Model::A76xx, true) => 0..1,
            (Model::L610, false) => 1..7,
            (Model::L610, true) => 1..2,
        }
    }

    fn socket_mut(&mut self, number: u8) -> Option<&mut Socket> {
        self.sockets.get_mut(usize::from(number))
    }

    pub(super) fn socket(&self, id: SocketId) -> Result<&Socket, SocketError> {
        let socket = self.sockets.get(usize::from(id.0)).filter(|socket| socket.is_open());
        socket.ok_or(SocketError::NotOpen { socket: id })
    }

    pub(super) fn free_socket(&self) -> Result<u8, SocketError> {
        let (numbers, last) = (self.numbers(), self.last_opened);
        let (behind, front) = (numbers.clone().filter(|one| *one > last), numbers.clone());
        let limit = numbers.len() as u8;
        behind
            .chain(front)
            .find(|number| self.sockets[usize::from(*number)].is_free())
            .ok_or(SocketError::NoneFree { limit })
    }

    pub(super) fn begin(&mut self, ticket: Ticket, task: Task) {
        self.flight = Some((ticket, task));
        self.said = Said::default();
        self.was_ready = false;
        self.owes = matches!(task, Task::Send { .. });
        if let Task::Open(number) = task {
            self.last_opened = number;
        }
    }

    /// What is to be sent without having been asked for.
    pub(super) fn next_task(&self) -> Option<Task> {
        if self.next.is_some() {
            return self.next;
        }
        let find = |is: fn(&Socket) -> bool, from: u8| {
            let numbers = (from..SOCKETS as u8).chain(0..from);
            numbers.into_iter().find(|number| is(&self.sockets[usize::from(*number)]))
        };
        if let Some(number) = find(|socket| socket.state == State::Dropping, 0) {
            return Some(Task::Drop(number));
        }
        if let Link::Falling { .. } = self.link {
            return Some(Task::Down);
        }
        if let Some(number) = find(|socket| socket.state == State::Closing, 0) {
            return Some(Task::Close(number));
        }
        let index = self.listeners.iter().position(|listener| listener.state == State::Closing);
        if let Some(index) = index {
            return Some(Task::Stop(index as u8));
        }
        let unread = |socket: &Socket| socket.unread && socket.state == State::Open;
        find(unread, (self.last_fetched + 1) % SOCKETS as u8).map(Task::Fetch)
    }

    /// A task has left.
    pub(super) fn started(&mut self, task: Task) {
        self.next = None;
        if let Task::Fetch(number) = task {
            self.last_fetched = number;
            // What comes from here on is said anew.
            self.sockets[usize::from(number)].unread = false;
        }
    }

    /// A line of the answer to what is in flight.
    pub(super) fn hear(&mut self, line: Line<'_>) {
        let Some((_, task)) = self.flight else { return };
        match self.model() {
            Model::A76xx => a76xx::hear(task, line, &mut self.said),
            Model::L610 => l610::hear(task, line, &mut self.said),
        }
    }

    /// A line that nobody has asked for.
    pub(super) fn hear_unsolicited(&mut self, line: Line<'_>) {
        let heard = match self.model() {
            Model::A76xx => a76xx::unsolicited(line),
            Model::L610 => l610::unsolicited(line),
        };
        match heard {
            Heard::Nothing => {}
            Heard::Unread(number) => {
                let is_buffered = self.is_buffered();
                if let Some(socket) = self.socket_mut(number) {
                    socket.unread |= is_buffered;
                }
            }
            Heard::Gone(number, cause) => self.gone(number, cause),
            Heard::OpenedLate(number) => {
                if let Some(socket) = self.socket_mut(number).filter(|socket| socket.is_free()) {
                    socket.state = State::Dropping;
                }
            }
            Heard::From(from) => self.from = Some(from),
            Heard::Accepted { listener, socket, from } => self.accepted(listener, socket, from),
            Heard::NetworkLost => self.fall(Cause::Network),
            Heard::Shut(number) => {
                if let Some(socket) = self.socket_mut(number) {
                    socket.gate = Gate::Shut;
                }
            }
            Heard::Open(number) => {
                if let Some(socket) = self.socket_mut(number) {
                    socket.writable();
                }
            }
        }
    }

    fn accepted(&mut self, listener: u8, number: u8, from: Option<SocketAddr>) {
        let is_one = self.model() == Model::L610;
        let expected = if is_one { State::Listening } else { State::Free };
        let Some(socket) = self.sockets.get_mut(usize::from(number)) else { return };
        match socket.state {
            state if state == expected => {}
            // The number was wanted for another one, which the modem refuses then.
            State::Opening if !is_one => {
                socket.crossed = true;
                return;
            }
            // A late result of an open that was given up.
            State::Free if is_one && socket.is_free() => {
                socket.state = State::Dropping;
                return;
            }
            // What is in use already cannot be somebody new.
            _ => return,
        }
        socket.accepted(ListenerId(listener), from);
        if is_one && let Some(listener) = self.listeners.get_mut(usize::from(listener)) {
            *listener = Listener::default();
        }
    }

    /// The other side has closed a socket.
    fn gone(&mut self, number: u8, cause: Cause) {
        let is_under_way = match self.flight {
            Some((_, Task::Fetch(other) | Task::Send { socket: other, .. })) => other == number,
            _ => false,
        };
        let state = self.state_of_lost();
        let is_opened = self.said.done == Some(true);
        let Some(socket) = self.socket_mut(number) else { return };
        match socket.state {
            // Its result has come, and the `OK` behind that has not.
            State::Opening if is_opened => {
                socket.gone.get_or_insert(cause);
            }
            State::Open if socket.unread || is_under_way => {
                socket.gone.get_or_insert(cause);
            }
            State::Open => socket.closed(cause, state),
            // What was asked for will say so.
            _ => {}
        }
    }

    /// What has to be done with a socket that is gone: an L610 keeps its buffer.
    const fn state_of_lost(&self) -> State {
        match self.config.model {
            Model::A76xx => State::Free,
            Model::L610 => State::Dropping,
        }
    }

    /// The link is gone, or is to go.
    pub(super) fn fall(&mut self, cause: Cause) {
        match &mut self.link {
            Link::Down | Link::Falling { again: false, .. } => return,
            // It is not to rise again, after all.
            falling @ Link::Falling { .. } => {
                *falling = Link::Falling { cause, again: false };
                return;
            }
            Link::Rising { .. } | Link::Up => {}
        }
        let lost = cause == Cause::Network;
        // The sockets of an L610 go with its link.
        let state = if self.model() == Model::L610 { State::Free } else { State::Dropping };
        for socket in self.sockets.iter_mut().filter(|socket| socket.state != State::Free) {
            socket.closed(cause, state);
        }
        self.listeners.iter_mut().for_each(|listener| listener.stopped(cause));
        self.next = None;
        self.link = Link::Falling { cause, again: false };
        if lost && self.model() == Model::L610 {
            self.fallen();
        }
    }

    fn fallen(&mut self) {
        match self.link {
            Link::Falling { again: true, .. } => {
                self.link = Link::Rising { again: true };
                self.next = Some(Task::Up(a76xx::FIRST_STEP_AGAIN));
            }
            Link::Falling { cause, .. } => {
                self.link = Link::Down;
                self.tells.down = Some(cause);
            }
            Link::Down | Link::Rising { .. } | Link::Up => {}
        }
    }

    pub(super) fn reset(&mut self) {
        for socket in &mut self.sockets {
            socket.closed(Cause::Reset, State::Free);
        }
        self.listeners.iter_mut().for_each(|listener| listener.stopped(Cause::Reset));
        self.link = Link::Down;
        self.next = None;
        self.flight = None;
        self.partial = None;
        self.from = None;
        self.push_to = None;
        self.tells = Tells { reset: true, ..Tells::default() };
        self.was_ready = false;
    }

    /// A command is over.
    pub(super) fn done(&mut self, ticket: Ticket, outcome: &Outcome<'_>) {
        let Some((_, task)) = self.flight.filter(|(flying, _)| *flying == ticket) else { return };
        self.flight = None;
        if *outcome == Outcome::Reset {
            return;
        }
        self.over(task, End::of(outcome, &self.said));
    }

    /// A task cannot be begun.
    pub(super) fn cannot(&mut self, task: Task) {
        self.started(task);
        self.said = Said::default();
        self.over(task, End::Refused);
    }

    fn over(&mut self, task: Task, end: End) {
        match task {
            Task::Up(step) => self.stepped(step, end),
            Task::Down => self.fallen(),
            Task::Resolve => {
                self.tells.resolved = Some(self.said.address.filter(|_| end.is_done()));
            }
            Task::Open(number) => self.opened(number, end),
            Task::Listen(number) => {
                let cause = end.cause(&self.said);
                match self.listeners.get_mut(usize::from(number)) {
                    // It may be unwanted by now.
                    Some(listener) if end.is_done() && listener.state == State::Closing => {}
                    Some(listener) if end.is_done() => listener.opened(),
                    _ => self.stopped(number, cause),
                }
            }
            Task::Stop(number) => self.stopped(number, Cause::Local),
            Task::Flush(number) => self.tell_sent(number, 0),
            Task::Send { socket, len } => self.sent(socket, len, end),
            Task::Push(number) => self.pushed(number, end),
            Task::Fetch(number) => self.fetched(number, end),
            Task::Close(number) | Task::Drop(number) => {
                if let Some(socket) = self.socket_mut(number) {
                    socket.closed(Cause::Local, State::Free);
                }
            }
        }
    }

    fn stopped(&mut self, number: u8, cause: Cause) {
        if let Some(listener) = self.listeners.get_mut(usize::from(number)) {
            listener.stopped(cause);
        }
        let unknown = if cause == Cause::TimedOut { State::Dropping } else { State::Free };
        let is_one = self.model() == Model::L610;
        if let Some(socket) = self.socket_mut(number).filter(|_| is_one) {
            match socket.state {
                State::Listening => socket.closed(cause, unknown),
                // Somebody has called in the meantime.
                State::Open | State::Closing => socket.closed(cause, State::Free),
                State::Free | State::Opening | State::Dropping => {}
            }
        }
    }

    fn stepped(&mut self, step: u8, end: End) {
        let Link::Rising { again } = self.link else { return };
        // The first step is that of a new link.
        let is_first = step == 0;
        self.address = self.said.address.or(self.address.filter(|_| !is_first));
        let next = match self.model() {
            Model::A76xx => a76xx::next_step(step, end, &self.said, self.config.receive, again),
            Model::L610 => l610::next_step(step, end, &self.said),
        };
        match next {
            Next::Step(step) => self.next = Some(Task::Up(step)),
            Next::Failed => {
                self.link = Link::Down;
                self.tells.down = Some(end.cause(&self.said));
            }
            Next::Again(open) => {
                self.drop_all(open);
                self.link = Link::Falling { cause: Cause::Local, again: true };
            }
            Next::UpWithout(open) => {
                self.drop_all(open);
                self.up();
            }
            Next::Up => self.up(),
        }
    }

    fn up(&mut self) {
        self.link = Link::Up;
        self.tells.up = true;
    }

    /// What a former application has left behind.
    fn drop_all(&mut self, open: u16) {
        for (number, socket) in self.sockets.iter_mut().enumerate() {
            if open >> number & 1 != 0 && socket.state == State::Free {
                socket.state = State::Dropping;
            }
        }
    }

    fn opened(&mut self, number: u8, end: End) {
        let cause = end.cause(&self.said);
        let lost = self.state_of_lost();
        let is_transparent = self.is_transparent();
        let Some(socket) = self.socket_mut(number) else { return };
        match end {
            // Without data mode there is no use in it.
            End::Done if is_transparent => socket.closed(cause, State::Dropping),
            End::Done | End::Connected if socket.state == State::Opening => match socket.gone {
                Some(cause) if !socket.unread => socket.closed(cause, lost),
                _ => socket.opened(),
            },
            // It was closed while it was being opened.
            End::Done | End::Connected => {}
            End::Refused if !socket.crossed => socket.closed(cause, State::Free),
            End::Refused | End::Unknown => socket.closed(cause, State::Dropping),
        }
    }

    fn sent(&mut self, number: u8, len: usize, end: End) {
        if self.push_to.is_some() {
            if end.is_done() && self.said.taken.is_none() {
                self.pushing = len;
                self.next = Some(Task::Push(number));
                return;
            }
            self.push_to = None;
        }
        let taken = match (self.said.taken, end) {
            (Some(taken), _) => taken,
            (None, End::Done) => i32::try_from(len).unwrap_or(i32::MAX),
            (None, _) => 0,
        };
        let (now, state) = (self.now, self.state_of_lost());
        let is_gone = self.said.is_gone;
        let Some(socket) = self.socket_mut(number) else { return };
        if !matches!(socket.state, State::Open | State::Closing) {
            return;
        }
        if socket.state == State::Open {
            match (socket.gone, end) {
                // How much has left, nobody knows: there is no going on.
                (None, End::Unknown) => {
                    socket.closed(Cause::TimedOut, State::Dropping);
                    return;
                }
                (Some(cause), _) if !socket.unread => socket.closed(cause, state),
                _ if taken < 0 => socket.closed(Cause::Peer, state),
                _ if end == End::Refused && is_gone => {
                    socket.closed(Cause::Peer, State::Dropping);
                }
                _ if taken == 0 && len > 0 && socket.gate == Gate::Open => {
                    socket.gate = Gate::Until(now + PAUSE);
                }
                _ => {}
            }
        }
        let len = usize::try_from(taken).map_or(0, |taken| taken.min(len));
        self.tells.sent = Some((SocketId(number), len));
    }

    /// The modem has sent on what was in its buffer.
    fn pushed(&mut self, number: u8, end: End) {
        self.push_to = None;
        match end {
            End::Done | End::Connected => self.tell_sent(number, self.pushing),
            // It would stand in front of the next one.
            End::Refused => self.next = Some(Task::Flush(number)),
            End::Unknown => {
                if let Some(socket) = self.socket_mut(number) {
                    socket.closed(Cause::TimedOut, State::Dropping);
                }
            }
        }
    }

    /// Whoever was told that a socket is closed wants to hear no more of it.
    fn tell_sent(&mut self, number: u8, len: usize) {
        let state = self.sockets.get(usize::from(number)).map(|socket| socket.state);
        if matches!(state, Some(State::Open | State::Closing)) {
            self.tells.sent = Some((SocketId(number), len));
        }
    }

    /// There is room for data again, in transparent mode.
    pub(super) fn fed(&mut self) {
        self.starves = false;
        for socket in self.sockets.iter_mut().filter(|socket| socket.is_open()) {
            socket.writable();
        }
    }

    /// Something else than the rest of a payload comes: if there was to be more, a stream has a hole.
    pub(super) fn broken(&mut self) {
        let number = self.partial.take();
        if let Some(socket) = number.and_then(|number| self.socket_mut(number))
            && socket.state == State::Open
            && !socket.is_udp
        {
            socket.closed(Cause::TimedOut, State::Dropping);
        }
    }

    fn fetched(&mut self, number: u8, end: End) {
        let more = self.said.more && end.is_done();
        let state = self.state_of_lost();
        let Some(socket) = self.socket_mut(number) else { return };
        if end == End::Unknown && socket.state == State::Open {
            // What was on its way, nobody knows.
            socket.closed(Cause::TimedOut, State::Dropping);
            return;
        }
        socket.unread |= more;
        if let Some(cause) = socket.gone
            && !socket.unread
            && socket.state == State::Open
        {
            socket.closed(cause, state);
        }
    }

    /// Data mode is over.
    pub(super) fn disconnected(&mut self, why: Disconnect) {
        self.unheard = 0;
        for socket in self.sockets.iter_mut().filter(|socket| socket.state == State::Open) {
            if why != Disconnect::Escaped {
                socket.closed(Cause::Peer, State::Dropping);
            }
        }
        for socket in self.sockets.iter_mut().filter(|socket| socket.state == State::Closing) {
            if why != Disconnect::Escaped {
                socket.closed(Cause::Local, State::Dropping);
            }
        }
    }

    /// Whether data mode is to be left.
    pub(super) fn wants_escape(&self) -> bool {
        if !self.is_transparent() {
            return true;
        }
        let has = |state| self.sockets.iter().any(|socket| socket.state == state);
        let is_wanted = has(State::Open) || has(State::Opening);
        !is_wanted || has(State::Closing) || matches!(self.link, Link::Falling { .. })
    }

    /// A line with data behind it.
    pub(super) fn receive(&mut self, line: Line<'_>) {
        let header = match self.model() {
            Model::A76xx => a76xx::header(line),
            Model::L610 => l610::header(line),
        };
        let from = header.from.or(self.from.take());
        self.said.more |= header.more;
        let socket = header.socket.or_else(|| self.socket_from(from));
        let remote = || self.sockets.get(usize::from(socket?))?.remote;
        self.origin = Origin { socket, from: from.or_else(remote) };
    }

    /// The socket of data that does not say for which one it is.
    fn socket_from(&self, from: Option<SocketAddr>) -> Option<u8> {
        let mut open = self.numbers().filter(|number| self.sockets[usize::from(*number)].is_open());
        let is_from = |number: &u8| {
            let socket = &self.sockets[usize::from(*number)];
            from.is_some() && socket.remote == from
        };
        let mut known = open.clone().filter(is_from);
        match (known.next(), known.next()) {
            (Some(number), None) => Some(number),
            (Some(_), Some(_)) => None,
            (None, _) => open.next().filter(|_| open.next().is_none()),
        }
    }

    pub(super) fn serve(&mut self, is_ready: bool) {
        for socket in &mut self.sockets {
            if let Gate::Until(at) = socket.gate
                && at <= self.now
            {
                socket.writable();
            }
        }
        if is_ready != self.was_ready {
            self.was_ready = is_ready;
            self.tells.ready = is_ready;
        }
    }

    /// Whether there is something to tell.
    pub(super) fn has_news(&self, is_ready: bool) -> bool {
        self.tells.any()
            || is_ready != self.was_ready
            || self.sockets.iter().any(Socket::has_news)
            || self.listeners.iter().any(Listener::has_news)
    }

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        let gates = self.sockets.iter().filter_map(|socket| match socket.gate {
            Gate::Until(at) => Some(at),
            Gate::Open | Gate::Shut => None,
        });
        gates.min()
    }

    /// What the application is to be told next.
    pub(super) fn tell(&mut self) -> Option<Event<'static>> {
        if core::mem::take(&mut self.tells.reset) {
            return Some(Event::Reset);
        }
        if let Some((socket, len)) = self.tells.sent.take() {
            return Some(Event::Sent { socket, len });
        }
        for (number, socket) in (0_u8..).zip(&mut self.sockets) {
            if let Some(event) = socket.tell(number) {
                return Some(event);
            }
        }
        for (number, listener) in (0_u8..).zip(&mut self.listeners) {
            if let Some(event) = listener.tell(number) {
                return Some(event);
            }
        }
        if let Some(cause) = self.tells.down.take() {
            return Some(Event::Down(cause));
        }
        if core::mem::take(&mut self.tells.up) {
            return Some(Event::Up(self.address));
        }
        if let Some(address) = self.tells.resolved.take() {
            return Some(Event::Resolved(address));
        }
        core::mem::take(&mut self.tells.ready).then_some(Event::Ready)
    }
}

impl Core {
    /// Whether nothing keeps the modem from taking a command of the application.
    pub(super) fn is_idle(&self) -> bool {
        self.flight.is_none()
            && self.next.is_none()
            && !(self.owes && self.next_task().is_some())
            && !matches!(self.link, Link::Falling { .. })
            && !self.sockets.iter().any(|socket| socket.state == State::Dropping)
    }
}
