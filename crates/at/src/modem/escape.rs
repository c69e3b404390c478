use core::time::Duration;

use cellwire_codec::Instant;

/// Finds the escape sequence in data: three characters, with a guard time before and behind them.
///
/// What may belong to one is held until that is certain.
#[derive(Clone, Debug)]
pub(super) struct Escape {
    /// How many of its characters have come.
    held: u8,
    character: u8,
    /// When the last byte came.
    latest: Instant,
}

const LEN: u8 = 3;

/// How long the pause between two of its characters may be at most.
fn gap(guard: Duration) -> Duration {
    if guard.is_zero() { Duration::from_secs(1) } else { guard }
}

impl Escape {
    /// For data that begins now.
    pub(super) const fn new(now: Instant) -> Self {
        Self { held: 0, character: 0, latest: now }
    }

    /// Takes bytes that have come now, up to the end of an escape sequence if there is no guard time,
    /// and says how many.
    pub(super) fn take(
        &mut self,
        now: Instant,
        bytes: &[u8],
        guard: Duration,
        character: Option<u8>,
        mut data: impl FnMut(&[u8]),
    ) -> usize {
        let mut start = 0;
        for (at, byte) in bytes.iter().enumerate() {
            let quiet = now.saturating_since(self.latest);
            self.latest = now;
            let is_next = match self.held {
                0 => quiet >= guard,
                LEN => false,
                _ => quiet < gap(guard),
            };
            if Some(*byte) == character && is_next {
                data(bytes.get(start..at).unwrap_or_default());
                start = at + 1;
                self.held += 1;
                self.character = *byte;
                if self.held == LEN && guard.is_zero() {
                    return start;
                }
            } else if self.held > 0 {
                self.release(&mut data);
            }
        }
        data(bytes.get(start..).unwrap_or_default());
        bytes.len()
    }

    /// What is held is data.
    pub(super) fn release(&mut self, mut data: impl FnMut(&[u8])) {
        let held = [self.character; LEN as usize];
        data(held.get(..self.held.into()).unwrap_or_default());
        self.held = 0;
    }

    /// When it is certain whether what is held is an escape sequence.
    pub(super) fn timeout(&self, guard: Duration) -> Option<Instant> {
        match self.held {
            0 => None,
            LEN => Some(self.latest + guard),
            _ => Some(self.latest + gap(guard)),
        }
    }

    /// Whether an escape sequence has come, and nothing behind it.
    pub(super) fn is_complete(&self, now: Instant, guard: Duration) -> bool {
        self.held == LEN && self.latest + guard <= now
    }
}
