//! What is known of each socket.

use core::net::SocketAddr;

use cellwire_codec::Instant;

use super::{Cause, Event, ListenerId, SocketId};

/// More than any of the modems has.
pub(super) const SOCKETS: usize = 10;
pub(super) const LISTENERS: usize = 10;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum State {
    #[default]
    Free,
    /// The modem is to say what becomes of it.
    Opening,
    Open,
    /// It is a server, of an L610: the application knows nothing of a socket.
    Listening,
    /// The application does not want it any more.
    Closing,
    /// The application was told that it is closed, and the modem has to close it, too.
    Dropping,
}

/// Whether data may be sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Gate {
    #[default]
    Open,
    /// The modem has no room. It may have some at this time.
    Until(Instant),
    /// It says when it has.
    Shut,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Socket {
    pub(super) state: State,
    pub(super) is_udp: bool,
    pub(super) remote: Option<SocketAddr>,
    pub(super) gate: Gate,
    /// The modem has data for it.
    pub(super) unread: bool,
    /// Somebody has called in, and got the number that this one is to have.
    pub(super) crossed: bool,
    /// Why it is over, which is told once all data was fetched.
    pub(super) gone: Option<Cause>,
    tell: Option<Tell>,
}

#[derive(Clone, Copy, Debug)]
enum Tell {
    Opened,
    Accepted(ListenerId),
    Closed(Cause),
    Writable,
}

impl Socket {
    pub(super) const fn is_free(&self) -> bool {
        matches!(self.state, State::Free) && self.tell.is_none()
    }

    pub(super) const fn is_open(&self) -> bool {
        matches!(self.state, State::Open) && self.gone.is_none()
    }

    /// Whether the application knows it, and was not told that it is closed.
    pub(super) const fn takes_data(&self) -> bool {
        matches!(self.state, State::Open | State::Opening | State::Closing)
    }

    pub(super) const fn begin(&mut self, is_udp: bool, remote: Option<SocketAddr>) {
        *self = Self {
            state: State::Opening,
            is_udp,
            remote,
            gate: Gate::Open,
            unread: false,
            crossed: false,
            gone: None,
            tell: None,
        };
    }

    pub(super) const fn opened(&mut self) {
        self.state = State::Open;
        self.tell = Some(Tell::Opened);
    }

    pub(super) const fn accepted(&mut self, listener: ListenerId, remote: Option<SocketAddr>) {
        self.begin(false, remote);
        self.state = State::Open;
        self.tell = Some(Tell::Accepted(listener));
    }

    /// The application is told, unless it has been.
    pub(super) const fn closed(&mut self, cause: Cause, state: State) {
        if !matches!(self.state, State::Free | State::Listening | State::Dropping) {
            self.tell = Some(Tell::Closed(cause));
        }
        self.state = state;
        self.gone = None;
        self.unread = false;
    }

    pub(super) const fn writable(&mut self) {
        self.gate = Gate::Open;
        if self.is_open() && self.tell.is_none() {
            self.tell = Some(Tell::Writable);
        }
    }

    pub(super) const fn has_news(&self) -> bool {
        self.tell.is_some()
    }

    /// What the application is to be told next.
    pub(super) fn tell(&mut self, number: u8) -> Option<Event<'static>> {
        let socket = SocketId(number);
        Some(match self.tell.take()? {
            Tell::Opened => Event::Opened(socket),
            Tell::Accepted(listener) => Event::Accepted { listener, socket, from: self.remote },
            Tell::Closed(cause) => Event::Closed { socket, cause },
            Tell::Writable => Event::Writable(socket),
        })
    }
}

/// What is known of a server.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Listener {
    pub(super) state: State,
    tell: Option<Option<Cause>>,
}

impl Listener {
    pub(super) const fn is_free(&self) -> bool {
        matches!(self.state, State::Free) && self.tell.is_none()
    }

    pub(super) const fn opened(&mut self) {
        self.state = State::Open;
        self.tell = Some(None);
    }

    pub(super) const fn stopped(&mut self, cause: Cause) {
        if !self.is_free() {
            self.state = State::Free;
            self.tell = Some(Some(cause));
        }
    }

    pub(super) const fn has_news(&self) -> bool {
        self.tell.is_some()
    }

    pub(super) fn tell(&mut self, number: u8) -> Option<Event<'static>> {
        let listener = ListenerId(number);
        Some(match self.tell.take()? {
            None => Event::Listening(listener),
            Some(cause) => Event::Stopped(listener, cause),
        })
    }
}
