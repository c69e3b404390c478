use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;
use core::net::SocketAddr;
use core::time::Duration;

use cellwire_codec::{Instant, Timers};

use super::super::ids::{CommandId, LineId, SmsId};
use super::super::stats::ServerStats;
use super::news::Newsdesk;
use super::numbers::Numbers;
use super::outbox::{Outbox, Verb};

/// What all lines share.
pub(super) struct Hub {
    pub(super) now: Instant,
    /// The first time that is known.
    pub(super) started: Option<Instant>,
    pub(super) closing: bool,
    pub(super) news: Newsdesk,
    pub(super) outbox: Outbox,
    pub(super) numbers: Numbers,
    /// When a line has something to do, by its slot.
    pub(super) timers: Timers<u32>,
    /// Lines that may have something to send. Each is in it once at most, and perhaps some that were
    /// removed.
    pub(super) ready: VecDeque<LineId>,
    /// What was handed out to be sent: the line and the number of the request.
    pub(super) sent: Vec<(LineId, i64)>,
    /// Events that wait for the application.
    pub(super) tickets: BTreeMap<u64, Open>,
    pub(super) next_ticket: u64,
    /// The slots of the lines on which SMS wait for outcomes.
    pub(super) open_sms: BTreeMap<SmsId, u32>,
    pub(super) next_sms: u64,
    /// How many commands wait for answers.
    pub(super) open_commands: usize,
    next_command: u64,
    pub(super) stats: ServerStats,
}

/// An event that waits for the application.
pub(super) struct Open {
    pub(super) line: LineId,
    pub(super) verb: Verb,
    pub(super) recvid: i64,
    /// Where its last copy came from.
    pub(super) from: SocketAddr,
}

/// Whoever never says that something was transmitted must not have it noted for ever.
const MAX_SENT: usize = 1024;

impl Hub {
    pub(super) fn new(first_id: i64, first_ussd: i64, next_sms: u64) -> Self {
        Self {
            now: Instant::ORIGIN,
            started: None,
            closing: false,
            news: Newsdesk::default(),
            outbox: Outbox::default(),
            numbers: Numbers::new(first_id, first_ussd),
            timers: Timers::new(),
            ready: VecDeque::new(),
            sent: Vec::new(),
            tickets: BTreeMap::new(),
            next_ticket: 1,
            open_sms: BTreeMap::new(),
            next_sms: next_sms.max(1),
            open_commands: 0,
            next_command: 1,
            stats: ServerStats::default(),
        }
    }

    /// For how long the session has been at work.
    pub(super) fn uptime(&self) -> Duration {
        self.now - self.started.unwrap_or(self.now)
    }

    /// Whether a datagram may come.
    pub(super) fn has_room(&self) -> bool {
        self.news.has_room() && !self.outbox.is_full()
    }

    pub(super) fn new_sms(&mut self, slot: u32) -> SmsId {
        let sms = SmsId(self.next_sms);
        // A restored state may say anything.
        self.next_sms = self.next_sms.checked_add(1).unwrap_or(1);
        self.open_sms.insert(sms, slot);
        sms
    }

    pub(super) fn new_command(&mut self) -> CommandId {
        let command = CommandId(self.next_command);
        self.next_command += 1;
        self.open_commands += 1;
        command
    }

    pub(super) fn note_sent(&mut self, line: LineId, number: i64) {
        if self.sent.len() < MAX_SENT {
            self.sent.push((line, number));
        }
    }
}
