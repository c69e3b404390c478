use core::fmt;
use core::net::{IpAddr, SocketAddr};
use core::time::Duration;
use std::io;

/// Names a socket. No two of a network have the same name, so that one that was closed is never meant
/// by mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SocketId(pub(super) u64);

/// Names a question: for the addresses of a name, or whether somebody is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueryId(pub(super) u64);

/// What happens in a network.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A socket is connected.
    Connected {
        /// Which one.
        socket: SocketId,
        /// With whom.
        peer: SocketAddr,
    },
    /// A socket was not connected, and is gone.
    Failed {
        /// Which one.
        socket: SocketId,
        /// Why.
        failure: Failure,
    },
    /// Somebody has connected to a server.
    Accepted {
        /// The server.
        server: SocketId,
        /// The new socket.
        socket: SocketId,
        /// Who it is.
        peer: SocketAddr,
    },
    /// There is something to be received, where there was nothing.
    Arrived {
        /// Of which socket.
        socket: SocketId,
    },
    /// The other end has closed, or the connection is broken. What has arrived can still be received; the
    /// socket is there until [`close`](super::Network::close).
    Closed {
        /// Which one.
        socket: SocketId,
        /// Why, if it was not in good order.
        failure: Option<Failure>,
    },
    /// The addresses of a name.
    Resolved {
        /// Which question it was.
        query: QueryId,
        /// The addresses, or why there are none.
        addresses: Result<Vec<IpAddr>, Failure>,
    },
    /// What became of a ping.
    Pong {
        /// Which question it was.
        query: QueryId,
        /// Who has answered and how long it took, or why nobody has.
        answer: Result<(IpAddr, Duration), Failure>,
    },
}

/// Why something cannot be done in a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Failure {
    /// A name has no address.
    NoAddress,
    /// Nobody listens there.
    Refused,
    /// It took too long.
    TimedOut,
    /// There is no way to it, or no network.
    Unreachable,
    /// The local port is taken, or must not be used.
    PortTaken,
    /// The socket is not connected (any more).
    NotConnected,
    /// A datagram is longer than there can be.
    TooLong,
    /// There are too many sockets.
    TooMany,
    /// Something else.
    Other,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoAddress => "the name has no address",
            Self::Refused => "refused",
            Self::TimedOut => "it took too long",
            Self::Unreachable => "there is no way to it",
            Self::PortTaken => "the local port cannot be had",
            Self::NotConnected => "it is not connected",
            Self::TooLong => "the datagram is too long",
            Self::TooMany => "there are too many sockets",
            Self::Other => "it has failed",
        })
    }
}

impl core::error::Error for Failure {}

impl From<&io::Error> for Failure {
    fn from(error: &io::Error) -> Self {
        use io::ErrorKind;
        match error.kind() {
            ErrorKind::ConnectionRefused => Self::Refused,
            ErrorKind::TimedOut => Self::TimedOut,
            ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => {
                Self::Unreachable
            }
            ErrorKind::AddrInUse | ErrorKind::AddrNotAvailable | ErrorKind::PermissionDenied => {
                Self::PortTaken
            }
            ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
            | ErrorKind::NotConnected => Self::NotConnected,
            _ => Self::Other,
        }
    }
}

/// How much went over a socket, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// What was sent. That the other end has got it is taken for granted: the standard library does not
    /// tell.
    pub sent: u64,
    /// What has arrived.
    pub received: u64,
}
