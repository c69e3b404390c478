use alloc::collections::{BTreeMap, VecDeque};

use cellwire_codec::{Instant, SecretBuf};

use super::LineAddr;

/// How many answers may wait to be sent before no more input is taken.
const MAX_WAITING: usize = 256;
/// How many may wait when nobody takes them, or for their time. More are lost, as datagrams are.
const MAX_KEPT: usize = 1024;

/// Answers that are to be sent, now or later.
#[derive(Clone, Debug, Default)]
pub(super) struct Outbox {
    ready: VecDeque<Outgoing>,
    /// By when they are to be sent, and the order in which they came.
    delayed: BTreeMap<(Instant, u64), Outgoing>,
    serial: u64,
}

#[derive(Clone, Debug)]
pub(super) struct Outgoing {
    pub(super) to: LineAddr,
    /// It may hold a password, so that nobody is to print it.
    pub(super) datagram: SecretBuf,
}

impl Outbox {
    pub(super) fn push(&mut self, now: Instant, due: Instant, outgoing: Outgoing) {
        if self.ready.len() + self.delayed.len() >= MAX_KEPT {
            return;
        }
        if due <= now {
            self.ready.push_back(outgoing);
        } else {
            self.serial += 1;
            self.delayed.insert((due, self.serial), outgoing);
        }
    }

    /// Whether no more requests are to be taken before something was sent.
    pub(super) fn is_full(&self) -> bool {
        self.ready.len() >= MAX_WAITING
    }

    pub(super) fn serve(&mut self, now: Instant) {
        while let Some(first) = self.delayed.first_entry()
            && first.key().0 <= now
        {
            self.ready.push_back(first.remove());
        }
    }

    pub(super) fn front(&self) -> Option<&Outgoing> {
        self.ready.front()
    }

    pub(super) fn pop(&mut self) {
        self.ready.pop_front();
    }

    pub(super) fn next_timeout(&self) -> Option<Instant> {
        self.delayed.keys().next().map(|(due, _)| *due)
    }
}
