use alloc::collections::VecDeque;

use crate::TrackerId;
use crate::report::ReportText;

/// Fingerprints of the records of black boxes that were stored, so that a record that comes again
/// after a lost acknowledgement is recognised.
///
/// A repeat is marked, never dropped: two records that are the same to the letter are one to this
/// table. It keeps the latest [`DEFAULT_CAPACITY`](Self::DEFAULT_CAPACITY) records, which is six
/// boxes.
///
/// A tracker that reconnects meets a new [`Server`](crate::Server): hand it the table of the old
/// one when it says who it is, see [`EventKind::Identified`](crate::EventKind::Identified).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SeenRecords {
    /// The latest at the back.
    fingerprints: VecDeque<u64>,
}

impl SeenRecords {
    /// How many records are remembered.
    pub const DEFAULT_CAPACITY: usize = 256;

    /// An empty table.
    pub const fn new() -> Self {
        Self { fingerprints: VecDeque::new() }
    }

    /// How many records are in the table.
    pub fn len(&self) -> usize {
        self.fingerprints.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.fingerprints.is_empty()
    }

    /// Whether a record of a tracker is in the table.
    pub fn contains(&self, id: TrackerId, record: ReportText<'_>) -> bool {
        self.has(fingerprint(id, record))
    }

    /// Says that a record of a tracker has been stored. The session does so itself when a box is acknowledged;
    /// this is for a table that is made anew from what was stored.
    pub fn insert(&mut self, id: TrackerId, record: ReportText<'_>) {
        self.note(fingerprint(id, record));
    }

    pub(super) fn has(&self, fingerprint: u64) -> bool {
        self.fingerprints.contains(&fingerprint)
    }

    pub(super) fn note(&mut self, fingerprint: u64) {
        if self.has(fingerprint) {
            return;
        }
        // One that was deserialised may be longer.
        while self.len() >= Self::DEFAULT_CAPACITY {
            self.fingerprints.pop_front();
        }
        self.fingerprints.push_back(fingerprint);
    }
}

/// FNV-1a over the id and the text of a record. It tells repeats from new records, and guards against nobody: who can send
/// records of a tracker can repeat them as well.
pub(super) fn fingerprint(id: TrackerId, record: ReportText<'_>) -> u64 {
    let text = record.as_bytes().unwrap_or_default();
    fnv(id.to_wire().into_iter().chain(text.iter().copied()))
}

/// The same over the id and the fingerprints of several records.
pub(super) fn fingerprint_of_all(id: TrackerId, records: &[u64]) -> u64 {
    let records = records.iter().flat_map(|record| record.to_le_bytes());
    fnv(id.to_wire().into_iter().chain(records))
}

fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
