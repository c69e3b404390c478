use core::fmt;
use core::net::{IpAddr, SocketAddr};

use crate::host;
use crate::params::WriteError;

/// A socket: its number at the modem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct SocketId(pub(super) u8);

impl SocketId {
    /// What an A76XX calls `<link_num>`, and an L610 `<socket_id>`.
    pub const fn number(self) -> u8 {
        self.0
    }
}

impl fmt::Display for SocketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A server that listens: its number at the modem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ListenerId(pub(super) u8);

impl ListenerId {
    /// What an A76XX calls `<server_index>`, and an L610 `<socket_id>`.
    pub const fn number(self) -> u8 {
        self.0
    }
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Event<'a> {
    /// There is a link to the network. `None` if the modem does not say its address.
    Up(#[cfg_attr(feature = "defmt", defmt(Debug2Format))] Option<IpAddr>),
    /// There is none (any more). Each socket was told to be [closed](Self::Closed) before.
    Down(Cause),
    /// The address of a name; `None` if it has none, or nobody knows.
    Resolved(#[cfg_attr(feature = "defmt", defmt(Debug2Format))] Option<IpAddr>),
    /// A socket is open.
    Opened(SocketId),
    /// A server listens.
    Listening(ListenerId),
    /// A server does not listen (any more).
    Stopped(ListenerId, Cause),
    /// Somebody has connected to a server. An L610 has one socket for both: it does not listen any more.
    Accepted {
        /// The server.
        listener: ListenerId,
        /// The connection.
        socket: SocketId,
        /// Who it is, as far as the modem says so.
        #[cfg_attr(feature = "defmt", defmt(Debug2Format))]
        from: Option<SocketAddr>,
    },
    /// Data has come. It comes in pieces, wherever it is cut.
    Data {
        /// For which socket. `None` if the modem does not say, and there is more than one.
        socket: Option<SocketId>,
        /// Who has sent it, as far as the modem says so.
        #[cfg_attr(feature = "defmt", defmt(Debug2Format))]
        from: Option<SocketAddr>,
        /// The data.
        data: &'a [u8],
        /// Whether more of the same datagram follows. For a stream that means nothing.
        more: bool,
    },
    /// The modem has taken so much of what was sent last, from its beginning on. The rest is to be sent
    /// again once the socket is [writable](Self::Writable).
    Sent {
        /// Which socket.
        socket: SocketId,
        /// How many bytes.
        len: usize,
    },
    /// A socket takes data again.
    Writable(SocketId),
    /// A socket is closed, or could not be opened. Its number may be used again.
    Closed {
        /// Which one.
        socket: SocketId,
        /// Why.
        cause: Cause,
    },
    /// The modem has started anew. The link is down, which no other event says, and each socket is told to be
    /// [closed](Self::Closed) behind this.
    Reset,
    /// The modem can take a command: what was [`Busy`](SocketError::Busy) may be tried again.
    Ready,
    /// What the port below says. Nothing has to be done about it: it is for those who have commands of
    /// their own, and for logs.
    Host(host::Event<'a>),
}

/// Why something is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Cause {
    /// It was asked for.
    Local,
    /// The other side has closed it.
    Peer,
    /// The modem, or the other side, has refused it. The number is that of the modem's table, if it said
    /// one.
    Refused(Option<u16>),
    /// The modem did not answer in time: what became of it is unknown.
    TimedOut,
    /// The network is gone.
    Network,
    /// The modem has started anew.
    Reset,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local => f.write_str("closed"),
            Self::Peer => f.write_str("closed by the other side"),
            Self::Refused(None) => f.write_str("refused"),
            Self::Refused(Some(number)) => write!(f, "refused with error {number}"),
            Self::TimedOut => f.write_str("not answered in time"),
            Self::Network => f.write_str("the network is gone"),
            Self::Reset => f.write_str("the modem has started anew"),
        }
    }
}

/// Why something was not begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum SocketError {
    /// A command is in flight; [`Event::Ready`] says when it is over.
    #[error("the modem is busy")]
    Busy,
    /// There is no link to the network.
    #[error("there is no link to the network")]
    Down,
    /// There is a link already, or one is being made.
    #[error("there is a link to the network already")]
    Up,
    /// Each socket or server of the modem is in use; in transparent mode there is one.
    #[error("all {limit} sockets are in use")]
    NoneFree {
        /// How many there are.
        limit: u8,
    },
    /// The socket is not open.
    #[error("socket {socket} is not open")]
    NotOpen {
        /// Which one.
        socket: SocketId,
    },
    /// The modem cannot do that in this mode.
    #[error("not possible in this mode: {what}")]
    Unsupported {
        /// What.
        what: &'static str,
    },
    /// The port does not take it.
    #[error(transparent)]
    Send(host::SendError),
}

impl From<host::SendError> for SocketError {
    fn from(error: host::SendError) -> Self {
        match error {
            host::SendError::Busy | host::SendError::DataMode => Self::Busy,
            error => Self::Send(error),
        }
    }
}

impl From<WriteError> for SocketError {
    fn from(error: WriteError) -> Self {
        Self::Send(error.into())
    }
}
