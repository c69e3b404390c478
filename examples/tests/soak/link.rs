use core::fmt;
use core::net::SocketAddr;

use cellwire_at::sockets::SocketId;

use crate::stream::{Check, Stream};

/// A connection, as the host sees it.
pub(crate) struct Link {
    pub(crate) peer: SocketAddr,
    pub(crate) socket: Option<SocketId>,
    stream: Stream,
    /// The front of what is to be sent, of which so much is on its way.
    front: Vec<u8>,
    pub(crate) on_its_way: usize,
    /// Whether the modem has nothing left that it would lose when the host closes.
    pub(crate) is_pushed: bool,
    pub(crate) check: Check,
    /// Whether it was told to be closed.
    pub(crate) is_closed: bool,
}

impl Link {
    /// `accumulates` if the modem keeps what it takes until it is told to send it.
    pub(crate) const fn new(
        peer: SocketAddr,
        stream: Stream,
        check: Check,
        accumulates: bool,
    ) -> Self {
        Self {
            peer,
            socket: None,
            stream,
            front: Vec::new(),
            on_its_way: 0,
            is_pushed: !accumulates,
            check,
            is_closed: false,
        }
    }

    /// What is to be sent next, `len` bytes or what there is. What was not taken comes first.
    pub(crate) fn next(&mut self, len: usize) -> &[u8] {
        if self.front.len() < len {
            let more = self.stream.take(len - self.front.len());
            self.front.extend(more);
        }
        &self.front[..len.min(self.front.len())]
    }

    /// So much of it was sent.
    pub(crate) fn sent(&mut self, len: usize) {
        self.front.drain(..len);
    }

    /// Whether nothing is left to be sent, or to be pushed.
    pub(crate) fn is_sent(&self) -> bool {
        self.is_taken() && self.is_pushed
    }

    /// Whether the modem has taken all of it.
    pub(crate) fn is_taken(&self) -> bool {
        self.stream.left() == 0 && self.front.is_empty()
    }

    /// Whether all was sent, and all has come.
    pub(crate) fn is_done(&self) -> bool {
        self.is_sent() && self.check.left() == 0
    }
}

/// What is left to be done.
impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link")
            .field("socket", &self.socket)
            .field("to_be_sent", &(self.front.len() + self.stream.left()))
            .field("on_its_way", &self.on_its_way)
            .field("to_come", &self.check.left())
            .field("is_closed", &self.is_closed)
            .finish_non_exhaustive()
    }
}
