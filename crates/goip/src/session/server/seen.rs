use alloc::vec::Vec;
use core::time::Duration;

use cellwire_codec::Instant;

use super::super::state::SeenState;
use super::hash::Hash;
use crate::message::{Event, EventBody};

/// The events of a line that were seen, oldest first, so that none is told twice.
#[derive(Debug, Default)]
pub(super) struct Seen(Vec<Entry>);

#[derive(Clone, Copy, Debug)]
struct Entry {
    /// Of the verb, the number and the content.
    fingerprint: u64,
    /// Until when it is a repeat for sure.
    window_ends: Instant,
    /// Until when it is one unless the gateway was rebooted.
    ends: Instant,
    /// The ticket that the application has not given back; 0 if it is acknowledged.
    ticket: u64,
    before_reboot: bool,
}

/// How long events are remembered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ages {
    pub(super) seen_for: Duration,
    pub(super) resend_window: Duration,
}

/// What an event is to the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sight {
    /// It has not come before, or is a new one with the number of an old one.
    New,
    /// It has, and it is acknowledged.
    Acknowledged,
    /// It has, and the application has it under this ticket.
    Open(u64),
}

impl Seen {
    /// Looks an event up. One that is new is remembered, with the ticket, 0 for one that is
    /// acknowledged at once, and the oldest gives way. `lost` is told of each ticket that nobody can
    /// give back any more.
    pub(super) fn see(
        &mut self,
        fingerprint: u64,
        now: Instant,
        ages: Ages,
        limit: usize,
        ticket: u64,
        mut lost: impl FnMut(u64),
    ) -> Sight {
        self.forget_old(now, &mut lost);
        let known = self.0.iter().position(|entry| entry.fingerprint == fingerprint);
        if let Some(at) = known {
            let entry = self.0[at];
            if now < entry.window_ends || (now < entry.ends && !entry.before_reboot) {
                return if entry.ticket == 0 {
                    Sight::Acknowledged
                } else {
                    Sight::Open(entry.ticket)
                };
            }
            lost(self.0.remove(at).ticket);
        }
        if self.0.len() >= limit.max(1) {
            lost(self.0.remove(0).ticket);
        }
        let (window_ends, ends) = (now + ages.resend_window, now + ages.seen_for);
        self.0.push(Entry { fingerprint, window_ends, ends, ticket, before_reboot: false });
        Sight::New
    }

    /// The application has stored the event with this ticket; says whether it is remembered.
    pub(super) fn acknowledge(&mut self, ticket: u64) -> bool {
        let entry = self.0.iter_mut().find(|entry| entry.ticket == ticket);
        entry.map(|entry| entry.ticket = 0).is_some()
    }

    /// Forgets the event with this ticket.
    pub(super) fn reject(&mut self, ticket: u64) {
        self.0.retain(|entry| entry.ticket != ticket);
    }

    /// Numbers may come again from now on.
    pub(super) fn rebooted(&mut self) {
        for entry in &mut self.0 {
            entry.before_reboot = true;
        }
    }

    pub(super) fn forget_old(&mut self, now: Instant, mut lost: impl FnMut(u64)) {
        self.0.retain(|entry| {
            let is_kept = now < entry.ends.max(entry.window_ends);
            if !is_kept {
                lost(entry.ticket);
            }
            is_kept
        });
    }

    /// The tickets that the application has not given back.
    pub(super) fn tickets(&self) -> impl Iterator<Item = u64> + '_ {
        self.0.iter().map(|entry| entry.ticket).filter(|ticket| *ticket != 0)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What has to survive a restart. An event that nobody has stored is to be told again.
    pub(super) fn export(&self, now: Instant) -> impl Iterator<Item = SeenState> + '_ {
        self.0.iter().filter(|entry| entry.ticket == 0).map(move |entry| SeenState {
            fingerprint: entry.fingerprint,
            window: entry.window_ends - now,
            rest: entry.ends - now,
            before_reboot: entry.before_reboot,
        })
    }

    /// Puts what has survived in front.
    pub(super) fn restore(&mut self, state: &[SeenState], now: Instant, limit: usize) {
        let room = limit.saturating_sub(self.0.len());
        let entries = state[state.len().saturating_sub(room)..].iter().map(|seen| Entry {
            fingerprint: seen.fingerprint,
            window_ends: now + seen.window,
            ends: now + seen.rest,
            ticket: 0,
            before_reboot: seen.before_reboot,
        });
        self.0.splice(0..0, entries);
    }
}

/// Of all that tells an event from others of its line.
pub(super) fn fingerprint(event: &Event<'_>) -> u64 {
    let mut hash = Hash::new().bytes(event.verb().as_bytes()).number(event.recvid as u64);
    match event.body {
        EventBody::Receive(sms) => {
            hash = hash.bytes(sms.srcnum.as_bytes()).bytes(sms.msg.as_bytes());
            for field in [sms.smscnum, sms.senttime] {
                hash = hash.bytes(field.unwrap_or_default().as_bytes());
            }
        }
        EventBody::Deliver { sms_no, state, num } => {
            hash = hash.number(sms_no as u64).number(state.0 as u64);
            hash = hash.bytes(num.unwrap_or_default().as_bytes());
        }
        EventBody::State(state) => hash = of_state(hash, state),
        EventBody::Record { direction, num } => {
            hash = hash.number(direction.0 as u64).bytes(num.as_bytes());
        }
        EventBody::Remain { minutes } | EventBody::Expiry { minutes } => {
            hash = hash.number(minutes as u64);
        }
        EventBody::Hangup { num, cause } => {
            hash = hash.bytes(num.as_bytes()).bytes(cause.as_bytes());
        }
        EventBody::Cells(cells) | EventBody::Bcch(cells) => {
            hash = hash.bytes(cells.as_text().as_bytes());
        }
        EventBody::CellInfo(text) | EventBody::Ussn(text) => hash = hash.bytes(text.as_bytes()),
        EventBody::Cgatt(attached) => hash = hash.number(attached as u64),
        EventBody::At { count, receive } => {
            hash = hash.number(count as u64).bytes(receive.as_bytes());
        }
        EventBody::Other { .. } => {}
    }
    for field in event.fields.iter() {
        hash = hash.bytes(field.key.as_bytes()).bytes(field.value.as_bytes());
    }
    hash.finish()
}

fn of_state(hash: Hash, state: crate::message::ChannelState<'_>) -> Hash {
    use crate::message::ChannelState as State;

    let (number, word, other) = match state {
        State::Idle => (0, None, None),
        State::Busy => (1, None, None),
        State::Active => (2, None, None),
        State::Dialing(number) => (3, Some(number), None),
        State::Alerting(number) => (4, Some(number), None),
        State::Incoming(number) => (5, Some(number), None),
        State::Connected(number) => (6, Some(number), None),
        State::Other { state, number } => (7, Some(state), number),
    };
    let hash = hash.number(number).bytes(word.unwrap_or_default().as_bytes());
    hash.bytes(other.unwrap_or_default().as_bytes())
}
