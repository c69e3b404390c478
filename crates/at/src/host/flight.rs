//! What the modem is doing.

use cellwire_codec::Instant;

use super::Ticket;
use super::data::Online;
use super::quarantine::Quarantine;
use crate::Plan;

/// What the modem is doing.
#[derive(Debug)]
pub(super) enum Link {
    /// It waits for a command.
    Idle,
    /// It has one.
    InFlight(Flight),
    /// It did not answer.
    Quarantine(Quarantine),
    /// It passes data on.
    Data(Online),
}

#[derive(Debug)]
pub(super) struct Flight {
    pub(super) ticket: Ticket,
    pub(super) plan: Plan,
    pub(super) stage: Stage,
    /// `None` while something is on its way out.
    pub(super) deadline: Option<Instant>,
    pub(super) aborted: bool,
    /// Whether there is no result: `ATQ1`.
    pub(super) silent: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// The modem is to answer.
    Answer,
    /// It is to ask for data.
    Prompt,
    /// It has asked, and the application has not given any.
    Asked,
    /// It has taken the command, and is to say what becomes of it.
    Verdict,
    /// It has said so, and may go on for a short time.
    Judged,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Todo {
    /// The command in flight is to end before its time.
    pub(super) aborted: bool,
    pub(super) give_up: bool,
    /// The modem has started anew.
    pub(super) restart: bool,
    /// What stands behind the prompt is sent.
    pub(super) answered: bool,
    /// A probe is in flight.
    pub(super) probe: bool,
    pub(super) data_mode: Option<bool>,
    /// Whether `OK` ends data mode.
    pub(super) escape: Option<bool>,
}
