//! The six sockets.

use core::net::SocketAddr;
use std::collections::VecDeque;

use cellwire_at::modem::CommandId;
use cellwire_at::vendor::l610::Protocol;
use cellwire_at::vendor::l610::TcpipError;
use cellwire_at::vendor::l610::mipclose::{CloseType, Mode};
use cellwire_at::vendor::l610::mipconf::{Indication, Tenths};
use cellwire_codec::Instant;

use super::L610;
use crate::at::modem::network::{Failure, QueryId, SocketId};

pub(super) const SOCKETS: usize = 6;

/// How much is accumulated at most.
pub(super) const BUFFER: usize = 2048;

/// A socket, in use or not.
#[derive(Debug, Default)]
pub(super) struct Socket {
    pub(super) settings: Settings,
    pub(super) connection: Option<Connection>,
}

/// What is set for a socket until the power is switched off.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settings {
    /// `+MIPSETS`: with how many bytes, and after how many milliseconds, they are pushed.
    pub(super) watermark: u16,
    pub(super) timeout: u16,
    /// `+MIPDSETS`: how long a piece for the host is, and the milliseconds between two of them.
    pub(super) size: u16,
    pub(super) time_span: u16,
    /// `+MIPCONF`.
    pub(super) retr_num: u8,
    pub(super) min_to: Tenths,
    pub(super) max_to: Tenths,
    pub(super) max_close_delay: Tenths,
    pub(super) indication: Indication,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            watermark: 2048,
            timeout: 0,
            size: 2048,
            time_span: 0,
            retr_num: 5,
            min_to: Tenths(5),
            max_to: Tenths(600),
            max_close_delay: Tenths(75),
            indication: Indication::OFF,
        }
    }
}

/// A socket that is in use.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) protocol: Protocol,
    pub(super) phase: Phase,
    /// Whether it was opened by `+MIPODM`.
    pub(super) is_online: bool,
    /// Where datagrams go.
    pub(super) target: Option<SocketAddr>,
    /// The accumulating buffer, and when it is pushed.
    pub(super) buffer: Vec<u8>,
    pub(super) push_at: Option<Instant>,
    /// What was pushed and has not left.
    pub(super) stack: Stack,
    /// `<accumulated_sent_length>`
    pub(super) pushed: u32,
    /// Whether `+MIPXOFF` was the last that was said about it.
    pub(super) is_off: bool,
    /// How much of what was acknowledged, and of what can be read, was told.
    pub(super) told_acked: u64,
    pub(super) told_unread: usize,
    /// When the next piece may go to the host.
    pub(super) next_piece: Instant,
    /// That the other end has closed, and why if it was not in good order.
    pub(super) closed: Option<Option<Failure>>,
}

#[derive(Debug)]
pub(super) enum Phase {
    /// The name of the other end is looked up.
    Resolving {
        query: QueryId,
        local_port: u16,
        port: u16,
        command: Option<CommandId>,
    },
    Connecting {
        socket: SocketId,
        command: Option<CommandId>,
    },
    /// Nobody has called yet.
    Listening {
        server: SocketId,
    },
    Open {
        socket: SocketId,
    },
    /// The other end has closed, and the host knows.
    Ended {
        socket: SocketId,
    },
    Closing(Closing),
}

#[derive(Debug)]
pub(super) struct Closing {
    pub(super) socket: SocketId,
    pub(super) mode: Mode,
    pub(super) command: Option<CommandId>,
    /// How long it may take.
    pub(super) until: Instant,
    /// When it is done, and how.
    pub(super) done: Option<(Instant, CloseType)>,
    pub(super) acknowledged: u64,
}

impl Connection {
    pub(super) const fn new(protocol: Protocol, phase: Phase, now: Instant) -> Self {
        Self {
            protocol,
            phase,
            is_online: false,
            target: None,
            buffer: Vec::new(),
            push_at: None,
            stack: Stack::new(),
            pushed: 0,
            is_off: false,
            told_acked: 0,
            told_unread: 0,
            next_piece: now,
            closed: None,
        }
    }

    pub(super) const fn is_tcp(&self) -> bool {
        !matches!(self.protocol, Protocol::UDP_IPV4 | Protocol::UDP_IPV6)
    }

    /// What it sends and receives with.
    pub(super) const fn socket(&self) -> Option<SocketId> {
        match &self.phase {
            Phase::Open { socket } | Phase::Ended { socket } => Some(*socket),
            _ => None,
        }
    }

    pub(super) const fn is_open(&self) -> bool {
        matches!(self.phase, Phase::Open { .. })
    }

    /// Whether the number can be used for another one.
    pub(super) const fn is_ended(&self) -> bool {
        matches!(self.phase, Phase::Ended { .. })
    }

    /// How much more can be accumulated.
    pub(super) fn free_size(&self) -> u16 {
        u16::try_from(BUFFER.saturating_sub(self.buffer.len())).unwrap_or_default()
    }
}

/// The protocol stack: what it has taken, and to whom it goes if it is a datagram.
#[derive(Debug)]
pub(super) struct Stack {
    parts: VecDeque<(Vec<u8>, Option<SocketAddr>)>,
    len: usize,
}

impl Stack {
    const fn new() -> Self {
        Self { parts: VecDeque::new(), len: 0 }
    }

    pub(super) const fn len(&self) -> usize {
        self.len
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(super) fn push(&mut self, bytes: Vec<u8>, to: Option<SocketAddr>) {
        if !bytes.is_empty() {
            self.len += bytes.len();
            self.parts.push_back((bytes, to));
        }
    }

    pub(super) fn front(&self) -> Option<(&[u8], Option<SocketAddr>)> {
        self.parts.front().map(|(bytes, to)| (bytes.as_slice(), *to))
    }

    /// So many bytes of the front have left.
    pub(super) fn consume(&mut self, len: usize) {
        let Some((bytes, _)) = self.parts.front_mut() else { return };
        let len = len.min(bytes.len());
        bytes.drain(..len);
        self.len -= len;
        if bytes.is_empty() {
            self.parts.pop_front();
        }
    }

    pub(super) fn clear(&mut self) {
        *self = Self::new();
    }
}

impl L610 {
    /// A socket by its number, which is 1 to 6.
    pub(super) fn socket(&self, id: u8) -> &Socket {
        &self.sockets[usize::from(id) - 1]
    }

    pub(super) fn socket_mut(&mut self, id: u8) -> &mut Socket {
        &mut self.sockets[usize::from(id) - 1]
    }

    pub(super) fn connection_mut(&mut self, id: u8) -> Option<&mut Connection> {
        self.socket_mut(id).connection.as_mut()
    }

    /// A socket that can send and receive by commands.
    pub(super) fn open_socket(&mut self, id: u8) -> Result<&mut Connection, TcpipError> {
        match self.connection_mut(id) {
            Some(connection) if connection.is_online => Err(TcpipError::INVALID_OPERATION),
            Some(connection) if connection.is_open() => Ok(connection),
            _ => Err(TcpipError::SOCKET_NOT_OPENED),
        }
    }

    /// The numbers of those that are free, or of those that are active.
    pub(super) fn socket_ids(&self, free: bool) -> Vec<u8> {
        let is_free =
            |id: &u8| self.socket(*id).connection.as_ref().is_none_or(Connection::is_ended);
        self.ids().filter(|id| is_free(id) == free).collect()
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = u8> + use<> {
        1..=SOCKETS as u8
    }

    /// Whose socket of the network this is.
    pub(super) fn owner(&self, wanted: SocketId) -> Option<u8> {
        self.ids().find(|id| {
            let phase = self.socket(*id).connection.as_ref().map(|connection| &connection.phase);
            match phase {
                Some(
                    Phase::Connecting { socket, .. }
                    | Phase::Open { socket }
                    | Phase::Ended { socket }
                    | Phase::Listening { server: socket }
                    | Phase::Closing(Closing { socket, .. }),
                ) => *socket == wanted,
                _ => false,
            }
        })
    }
}
