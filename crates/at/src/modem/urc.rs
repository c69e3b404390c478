use alloc::borrow::Cow;
use alloc::collections::VecDeque;
use alloc::vec::Vec;

use super::reply::{Lines, TextError};
use super::result_code::ResultCode;
use super::settings::Settings;

/// What waits for a time in which it does not disturb.
#[derive(Clone, Debug)]
pub(super) struct Urcs {
    queue: VecDeque<Urc>,
    bytes: usize,
    max_count: usize,
    max_bytes: usize,
    /// How many were dropped and nobody was told.
    dropped: u64,
}

#[derive(Clone, Debug)]
pub(super) enum Urc {
    Lines {
        bytes: Vec<u8>,
        /// Whether line ends are to stand in front of it.
        headed: bool,
    },
    Result(ResultCode),
    /// Data mode begins, behind what stands before it.
    Connect(Option<Cow<'static, str>>),
}

impl Urc {
    const fn len(&self) -> usize {
        match self {
            Self::Lines { bytes, .. } => bytes.len(),
            Self::Result(_) | Self::Connect(_) => 0,
        }
    }
}

impl Urcs {
    pub(super) const fn new(max_count: usize, max_bytes: usize) -> Self {
        Self { queue: VecDeque::new(), bytes: 0, max_count, max_bytes, dropped: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.queue.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    pub(super) fn write(
        &mut self,
        settings: &Settings,
        write: impl FnOnce(&mut Lines<'_>),
    ) -> Result<(), TextError> {
        let mut bytes = Vec::new();
        let mut lines = Lines::new(&mut bytes, settings, false, self.max_bytes);
        write(&mut lines);
        let headed = lines.finish()?;
        self.push(Urc::Lines { bytes, headed });
        Ok(())
    }

    pub(super) fn push(&mut self, urc: Urc) {
        self.bytes += urc.len();
        self.queue.push_back(urc);
        while self.queue.len() > self.max_count || self.bytes > self.max_bytes {
            // The first one stays: whoever may lose nothing, as data, waits until there are no others.
            let mut others = 1..self.queue.len();
            let oldest = others.find(|at| !matches!(self.queue.get(*at), Some(Urc::Connect(_))));
            let Some(urc) = oldest.and_then(|oldest| self.queue.remove(oldest)) else { return };
            self.bytes -= urc.len();
            self.dropped += 1;
        }
    }

    /// A ring that waits is as good as two.
    pub(super) fn ring(&mut self) {
        let is_ring = |urc: &Urc| matches!(urc, Urc::Result(ResultCode::Ring));
        if !self.queue.back().is_some_and(is_ring) {
            self.push(Urc::Result(ResultCode::Ring));
        }
    }

    pub(super) fn pop(&mut self) -> Option<Urc> {
        let urc = self.queue.pop_front()?;
        self.bytes -= urc.len();
        Some(urc)
    }

    pub(super) const fn take_dropped(&mut self) -> u64 {
        core::mem::replace(&mut self.dropped, 0)
    }
}
