//! After a command that was not answered in time.

use cellwire_codec::Instant;

use super::flight::Link;
use super::state::Core;
use super::{Config, Event};
use crate::log::debug;
use crate::{Form, Plan};

/// The time until the next command may leave: its answer must not be mixed up with a late one.
#[derive(Debug)]
pub(super) struct Quarantine {
    /// What was not answered.
    gave_up: Plan,
    /// When the modem has been silent for long enough; `None` while a probe is on its way out.
    at: Option<Instant>,
    /// It is not waited for longer, though the modem may talk on and on.
    latest: Instant,
    probes: u8,
    /// Whether `+++` was tried: the modem may be in data mode, and nobody knows.
    escaped: bool,
    probing: bool,
    /// Whether the probe was answered, or the command: who knows.
    answered: bool,
}

impl Quarantine {
    /// What may come of a probe.
    pub(super) const PROBE: Plan = Plan::new("", Form::Action);

    /// A probe.
    pub(super) const LINE: &[u8] = b"AT\r";

    pub(super) fn new(now: Instant, config: &Config, gave_up: Plan) -> Self {
        let at = Some(now + config.quiet);
        let latest = now + config.quiet + config.response;
        Self {
            gave_up,
            at,
            latest,
            probes: config.probes,
            escaped: false,
            probing: false,
            answered: false,
        }
    }

    pub(super) const fn gave_up(&self) -> &Plan {
        &self.gave_up
    }

    /// Whether the modem is asked whether it is there.
    pub(super) const fn is_probing(&self) -> bool {
        self.probing
    }

    /// The modem says something.
    pub(super) fn heard(&mut self, now: Instant, config: &Config) {
        if let Some(at) = &mut self.at {
            *at = (*at).max(now + config.quiet).min(self.latest.max(*at));
        }
    }

    pub(super) fn transmitted(&mut self, now: Instant, config: &Config) {
        if self.at.is_none() {
            self.at = Some(now + config.response);
            self.latest = now + config.response;
        }
    }

    pub(super) const fn timeout(&self) -> Option<Instant> {
        self.at
    }
}

impl<const TX: usize> Core<TX> {
    /// A final result has come that nothing in flight has asked for.
    pub(super) fn late_result(&mut self) {
        let Link::Quarantine(quarantine) = &mut self.link else { return };
        if quarantine.at.is_none() && self.urgent.len() == Quarantine::LINE.len() {
            // The probe has not left, and need not.
            self.urgent = &[];
            self.link = Link::Idle;
        } else if quarantine.probing {
            // It may be that of the command, and that of the probe still to come.
            quarantine.answered = true;
            self.todo.probe = true;
            quarantine.at = Some(self.now + self.config.quiet);
            quarantine.latest = self.now + self.config.quiet + self.config.response;
        } else {
            self.link = Link::Idle;
        }
    }

    pub(super) fn serve_quarantine(&mut self) -> Option<Event<'static>> {
        let Link::Quarantine(quarantine) = &mut self.link else { return None };
        if quarantine.at.is_none_or(|at| at > self.now) {
            return None;
        }
        if quarantine.answered {
            self.todo.give_up = true;
            self.link = Link::Idle;
            return None;
        }
        match quarantine.probes.checked_sub(1) {
            Some(probes) => {
                quarantine.probes = probes;
                quarantine.probing = true;
                quarantine.at = None;
                debug!("the modem is asked whether it is there");
                self.urgent = Quarantine::LINE;
                None
            }
            None if !quarantine.escaped => {
                quarantine.escaped = true;
                quarantine.probing = true;
                quarantine.at = None;
                self.urgent = b"+++";
                None
            }
            None => {
                self.todo.give_up = true;
                self.link = Link::Idle;
                Some(Event::Unresponsive)
            }
        }
    }
}
