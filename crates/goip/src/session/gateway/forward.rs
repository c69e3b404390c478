use alloc::vec::Vec;

use crate::message::{ForwardMode, ForwardReason};

/// The longest number that calls are forwarded to.
const MAX_NUMBER_LEN: usize = 64;

/// How calls are forwarded and waiting, as the network knows it.
#[derive(Clone, Debug, Default)]
pub(super) struct Forwarding {
    /// By reason, from unconditional to not reachable.
    rules: [Rule; 4],
    pub(super) is_waiting_on: bool,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Rule {
    pub(super) is_on: bool,
    pub(super) number: Vec<u8>,
    pub(super) seconds: u32,
}

impl Forwarding {
    fn rules_mut(&mut self, reason: ForwardReason) -> Option<&mut [Rule]> {
        Some(match reason {
            ForwardReason::ALL => &mut self.rules,
            ForwardReason::CONDITIONAL => &mut self.rules[1..],
            _ => self.rules.get_mut(usize::try_from(reason.0).ok()?).map(core::slice::from_mut)?,
        })
    }

    /// Says whether it could be done.
    pub(super) fn set(
        &mut self,
        reason: ForwardReason,
        mode: ForwardMode,
        number: &[u8],
        seconds: u32,
    ) -> bool {
        let Some(rules) = self.rules_mut(reason) else { return false };
        let has_number = !number.is_empty() || rules.iter().all(|rule| !rule.number.is_empty());
        match mode {
            ForwardMode::ENABLE | ForwardMode::REGISTER
                if has_number && number.len() <= MAX_NUMBER_LEN =>
            {
                for rule in rules {
                    rule.is_on = true;
                    if !number.is_empty() {
                        (rule.number, rule.seconds) = (number.to_vec(), seconds);
                    }
                }
            }
            ForwardMode::DISABLE => rules.iter_mut().for_each(|rule| rule.is_on = false),
            ForwardMode::ERASE => rules.iter_mut().for_each(|rule| *rule = Rule::default()),
            _ => return false,
        }
        true
    }

    /// How it stands: of several rules, the first that is on.
    pub(super) fn query(&mut self, reason: ForwardReason) -> Option<&Rule> {
        let rules = &*self.rules_mut(reason)?;
        rules.iter().find(|rule| rule.is_on).or(rules.first())
    }

    /// Says whether it could be done.
    pub(super) fn set_waiting(&mut self, mode: ForwardMode) -> bool {
        self.is_waiting_on = match mode {
            ForwardMode::ENABLE | ForwardMode::REGISTER => true,
            ForwardMode::DISABLE | ForwardMode::ERASE => false,
            _ => return false,
        };
        true
    }
}
