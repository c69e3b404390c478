use alloc::collections::VecDeque;
use alloc::string::String;

use cellwire_codec::Instant;

use super::calls::Call;
use super::commands::Repeats;
use super::config::GatewayLine;
use super::forward::Forwarding;
use super::network::{Delivery, Submission};
use super::oneshot::OneShots;
use super::reports::Report;
use super::trace::Trace;
use super::ussd::Ussd;
use crate::message::{ChannelState, KeepaliveStatus};

/// What is known of a line, and what it is about to do.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) card: GatewayLine,
    /// The limit for outgoing calls, in minutes; 0 for none.
    pub(super) exp_time: i64,
    /// What is left of it; −1 without a limit.
    pub(super) remain_time: i64,
    /// In seconds.
    pub(super) out_call_interval: i64,
    pub(super) base_cell: Option<String>,
    pub(super) forwarding: Forwarding,
    pub(super) is_enabled: bool,
    /// Whether the line is registered with the mobile network, if it is enabled.
    pub(super) has_network: bool,
    pub(super) next_sms_no: u8,
    pub(super) repeats: Repeats,
    pub(super) run: Run,
}

/// What is forgotten when a line reboots.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) is_off: bool,
    /// That of the last keepalive.
    pub(super) count: i64,
    /// The counts of the last keepalives, as long as none of them was answered.
    pub(super) unanswered: VecDeque<i64>,
    /// Whether a keepalive is due that has not been polled.
    pub(super) owes_keepalive: bool,
    pub(super) status: Option<KeepaliveStatus>,
    pub(super) told_unregistered: bool,
    /// As `get_gsm_state` says it.
    pub(super) state: String,
    pub(super) idle_since: Instant,
    pub(super) call: Option<Call>,
    pub(super) next_event: i64,
    /// Events that have not been sent at all, oldest first.
    pub(super) waiting_reports: VecDeque<Report>,
    pub(super) ussd: Ussd,
    pub(super) trace: Option<Trace>,
    /// The SMS that the network is working on.
    pub(super) submitting: Option<Submission>,
    pub(super) queue: VecDeque<Submission>,
    pub(super) deliveries: VecDeque<Delivery>,
    pub(super) one_shots: OneShots,
    /// The last requests that end with `DONE` and have no session.
    pub(super) exchanges: VecDeque<i64>,
}

/// How many exchanges a line remembers.
const MAX_EXCHANGES: usize = 16;

impl Line {
    pub(super) fn new(card: GatewayLine, first_event: i64) -> Self {
        Self {
            card,
            exp_time: 0,
            remain_time: -1,
            out_call_interval: 0,
            base_cell: None,
            forwarding: Forwarding::default(),
            is_enabled: true,
            has_network: true,
            next_sms_no: 0,
            repeats: Repeats::default(),
            run: Run::new(first_event, Instant::ORIGIN),
        }
    }

    /// Whether SMS, codes and calls can go to the mobile network.
    pub(super) const fn is_registered(&self) -> bool {
        self.is_enabled && self.has_network
    }
}

impl Run {
    pub(super) fn new(first_event: i64, now: Instant) -> Self {
        Self {
            is_off: false,
            count: 0,
            unanswered: VecDeque::new(),
            owes_keepalive: false,
            status: None,
            told_unregistered: false,
            state: "IDLE".into(),
            idle_since: now,
            call: None,
            next_event: first_event,
            waiting_reports: VecDeque::new(),
            ussd: Ussd::default(),
            trace: None,
            submitting: None,
            queue: VecDeque::new(),
            deliveries: VecDeque::new(),
            one_shots: OneShots::default(),
            exchanges: VecDeque::new(),
        }
    }

    /// Remembers that a `DONE` may come that belongs to no session.
    pub(super) fn note_exchange(&mut self, sendid: i64) {
        if self.exchanges.contains(&sendid) {
            return;
        }
        if self.exchanges.len() >= MAX_EXCHANGES {
            self.exchanges.pop_front();
        }
        self.exchanges.push_back(sendid);
    }
}

/// A state as it stands on the wire.
pub(super) fn state_text(state: ChannelState<'_>) -> String {
    let (word, number) = match state {
        ChannelState::Idle => ("IDLE".into(), None),
        ChannelState::Busy => ("BUSY".into(), None),
        ChannelState::Active => ("ACTIVE".into(), None),
        ChannelState::Dialing(number) => ("DIALING".into(), Some(number)),
        ChannelState::Alerting(number) => ("ALERTING".into(), Some(number)),
        ChannelState::Incoming(number) => ("INCOMING".into(), Some(number)),
        ChannelState::Connected(number) => ("CONNECTED".into(), Some(number)),
        ChannelState::Other { state, number } => (state.to_string_lossy(), number),
    };
    let mut text = word.into_owned();
    if let Some(number) = number {
        text.push(':');
        text.push_str(&number.to_string_lossy());
    }
    text
}
