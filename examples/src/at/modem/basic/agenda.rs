//! What is to be done later, and what the modem is to be told.

use std::collections::BTreeMap;

use cellwire_at::modem::Answer;
use cellwire_at::modem::CommandId;
use cellwire_codec::Instant;

use crate::notice::Notice;

/// Something that happens later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// A message arrives from the network, as octets with the service centre in front.
    Arrive(Vec<u8>),
    /// The host has not acknowledged the message with this serial number.
    Unacknowledged(u64),
    /// The call with this serial number goes on.
    Call(u64),
    /// The network says something to a USSD code.
    Ussd(super::ussd::Says),
    /// The network has been searched for operators.
    Scanned(CommandId),
}

/// What is done when.
#[derive(Clone, Debug, Default)]
pub(super) struct Agenda {
    tasks: BTreeMap<(Instant, u64), Task>,
    serial: u64,
}

impl Agenda {
    pub(super) fn at(&mut self, time: Instant, task: Task) {
        self.serial += 1;
        self.tasks.insert((time, self.serial), task);
    }

    pub(super) fn next(&self) -> Option<Instant> {
        self.tasks.keys().next().map(|(time, _)| *time)
    }

    pub(super) fn take_due(&mut self, now: Instant) -> Option<Task> {
        let entry = self.tasks.first_entry()?;
        (entry.key().0 <= now).then(|| entry.remove())
    }

    pub(super) fn forget(&mut self, is: impl Fn(&Task) -> bool) {
        self.tasks.retain(|_, task| !is(task));
    }
}

/// What a [`BasicModem`](super::BasicModem) has its session, and the program, do.
#[derive(Clone, Debug)]
pub(super) enum Effect {
    /// Unsolicited lines that belong together.
    Lines(Vec<Vec<u8>>),
    /// The phone rings.
    Ring,
    /// A voice call has ended from the other end.
    NoCarrier,
    /// The other end of a data call has hung up.
    HangUp,
    /// A command is done.
    Finish { command: CommandId, lines: Vec<String>, answer: Answer },
    /// Something that the user wants to know.
    Notice(Notice),
}
