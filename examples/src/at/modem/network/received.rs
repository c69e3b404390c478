use core::net::SocketAddr;
use std::collections::VecDeque;

use cellwire_codec::Instant;

/// What has arrived and was not received yet.
#[derive(Debug, Default)]
pub(super) struct Received {
    chunks: VecDeque<Chunk>,
    len: usize,
    /// Whether it was told that there is something.
    pub(super) is_told: bool,
}

#[derive(Debug)]
struct Chunk {
    /// When it is there for the modem.
    at: Instant,
    from: SocketAddr,
    bytes: Vec<u8>,
    /// How much of it was received.
    taken: usize,
}

impl Chunk {
    fn rest(&self) -> &[u8] {
        self.bytes.get(self.taken..).unwrap_or_default()
    }
}

impl Received {
    pub(super) fn push(&mut self, at: Instant, from: SocketAddr, bytes: Vec<u8>) {
        self.len += bytes.len();
        self.chunks.push_back(Chunk { at, from, bytes, taken: 0 });
    }

    /// How much there is, with what is not there for the modem yet.
    pub(super) const fn len(&self) -> usize {
        self.len
    }

    pub(super) fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    fn there(&self, now: Instant) -> impl Iterator<Item = &Chunk> {
        self.chunks.iter().take_while(move |chunk| chunk.at <= now)
    }

    pub(super) fn available(&self, now: Instant) -> usize {
        self.there(now).map(|chunk| chunk.rest().len()).sum()
    }

    pub(super) fn front(&self, now: Instant) -> Option<(SocketAddr, &[u8])> {
        self.there(now).next().map(|chunk| (chunk.from, chunk.rest()))
    }

    /// Takes `len` bytes of the front chunk away.
    pub(super) fn consume(&mut self, len: usize) {
        let Some(chunk) = self.chunks.front_mut() else { return };
        let len = len.min(chunk.rest().len());
        chunk.taken += len;
        self.len -= len;
        if chunk.rest().is_empty() {
            self.chunks.pop_front();
        }
    }
}
