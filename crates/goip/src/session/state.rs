use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::time::Duration;

use super::ids::SmsId;

/// What has to survive a restart, so that nothing is told or sent twice: the next numbers, the
/// events that were seen, and the submissions whose delivery report may come. See
/// [`Server::export`](super::Server::export).
///
/// It holds no password and no text; it does hold the numbers that SMS were sent to. The time
/// between the export and the restart does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
#[non_exhaustive]
pub struct ServerState {
    /// The next number for a request.
    pub next_id: i64,
    /// The next number for a USSD code, if it is above that. Gateways give an old answer to a number
    /// that has not grown, so codes do not begin anew with the others.
    pub next_ussd: i64,
    /// The number of the next [`SmsId`].
    pub next_sms: u64,
    /// What is known of the lines, by their ids.
    pub(super) lines: BTreeMap<Box<str>, LineState>,
}

/// What has to survive of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct LineState {
    /// The count of the last keepalive.
    pub(super) count: Option<i64>,
    /// Events that were acknowledged, oldest first.
    pub(super) seen: Vec<SeenState>,
    /// Submissions, oldest first.
    pub(super) reports: Vec<ReportState>,
}

impl LineState {
    /// What is left of it after some time.
    pub(super) fn after(mut self, time: Duration) -> Self {
        self.seen.retain_mut(|seen| {
            seen.window = seen.window.saturating_sub(time);
            seen.rest = seen.rest.saturating_sub(time);
            !seen.window.is_zero() || !seen.rest.is_zero()
        });
        self.reports.retain_mut(|report| {
            report.rest = report.rest.saturating_sub(time);
            !report.rest.is_zero()
        });
        self
    }

    /// Whether it is of no use: the count alone tells nothing that matters.
    pub(super) const fn is_empty(&self) -> bool {
        self.seen.is_empty() && self.reports.is_empty()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct SeenState {
    pub(super) fingerprint: u64,
    /// For how long it still is a repeat for sure.
    pub(super) window: Duration,
    /// For how long it still is one unless the gateway was rebooted.
    pub(super) rest: Duration,
    pub(super) before_reboot: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct ReportState {
    pub(super) sms_no: i64,
    pub(super) sms: SmsId,
    pub(super) recipient: usize,
    pub(super) number: Box<str>,
    /// For how long a report may still come.
    pub(super) rest: Duration,
}

impl Default for ServerState {
    fn default() -> Self {
        Self { next_id: 1, next_ussd: 1, next_sms: 1, lines: BTreeMap::new() }
    }
}
