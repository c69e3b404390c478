//! What the network does with calls: forwarding and waiting.

use std::collections::BTreeMap;

use cellwire_at::Form;
use cellwire_at::calls::Class;
use cellwire_at::calls::ccfc::{self, Mode, Reason};
use cellwire_at::error::CmeError;
use cellwire_at::modem::{Answer, Reply, Request};
use cellwire_at::pdu::TypeOfAddress;

use super::status::parse;
use super::text::type_of;
use super::{BasicModem, Done, INCORRECT};

#[derive(Clone, Debug)]
struct Forwarding {
    number: String,
    is_on: bool,
    /// After how many seconds.
    time: Option<u8>,
}

#[derive(Clone, Debug)]
pub(super) struct Supplementary {
    /// By reason.
    forwarding: BTreeMap<u8, Forwarding>,
    /// Whether a second call waits, and whether that is shown.
    waiting: bool,
    shown: bool,
}

impl Default for Supplementary {
    fn default() -> Self {
        Self { forwarding: BTreeMap::new(), waiting: true, shown: false }
    }
}

impl Supplementary {
    pub(super) const fn waits(&self) -> bool {
        self.waiting
    }

    pub(super) const fn shows_waiting(&self) -> bool {
        self.shown
    }
}

/// Voice, the only class that there is.
const VOICE: u8 = 1;

impl BasicModem {
    pub(super) fn supplementary_command(
        &mut self,
        request: &Request<'_>,
        reply: &mut Reply<'_>,
    ) -> Done {
        let mut params = request.params;
        match (request.name.as_str(), request.form) {
            ("+CLIP", Form::Read) => {
                reply.line(format_args!("+CLIP: {},1", self.settings.get("+CLIP", 0)));
            }
            ("+CLIR", Form::Read) => {
                reply.line(format_args!("+CLIR: {},0", self.settings.get("+CLIR", 0)));
            }
            ("+COLP", Form::Read) => {
                reply.line(format_args!("+COLP: {},1", self.settings.get("+COLP", 0)));
            }
            ("+CCWA", Form::Read) => {
                reply.line(format_args!("+CCWA: {}", u8::from(self.supplementary.shown)));
            }
            ("+CCWA", Form::Set) => {
                let (shown, mode) = (params.opt_u8()?, params.opt_u8()?);
                if shown.is_some_and(|shown| shown > 1) {
                    return Err(INCORRECT);
                }
                if let Some(shown) = shown {
                    self.supplementary.shown = shown == 1;
                }
                match mode {
                    None => {}
                    Some(mode @ (0 | 1)) => self.supplementary.waiting = mode == 1,
                    Some(2) => {
                        let status = u8::from(self.supplementary.waiting);
                        reply.line(format_args!("+CCWA: {status},{VOICE}"));
                    }
                    Some(_) => return Err(INCORRECT),
                }
            }
            ("+CCFC", Form::Set) => {
                let set: ccfc::Set<'_> = parse(request)?;
                return self.forward(&set, reply);
            }
            _ => return Ok(Answer::Pass),
        }
        Ok(Answer::Ok)
    }

    fn forward(&mut self, set: &ccfc::Set<'_>, reply: &mut Reply<'_>) -> Done {
        let reasons = match set.reason {
            Reason::ALL => 0..=3,
            Reason::ALL_CONDITIONAL => 1..=3,
            Reason(reason @ 0..=3) => reason..=reason,
            Reason(_) => return Err(INCORRECT),
        };
        let number = match set.number {
            Some(number) => {
                let invalid = Answer::Cme(CmeError::INVALID_CHARACTERS_IN_DIAL_STRING);
                Some(self.number(number).ok_or(invalid)?)
            }
            None => None,
        };
        let forwarding = &mut self.supplementary.forwarding;
        if set.mode == Mode::QUERY {
            let mut is_off = true;
            for (_, Forwarding { number, is_on, time }) in forwarding.range(reasons) {
                is_off = false;
                reply.information(&ccfc::Answer {
                    status: *is_on,
                    class: Some(Class(VOICE)),
                    number: Some(number.as_str().into()),
                    number_type: Some(TypeOfAddress(type_of(number))),
                    subaddr: None,
                    satype: None,
                    time: *time,
                });
            }
            if is_off {
                reply.line("+CCFC: 0,7");
            }
            return Ok(Answer::Ok);
        }
        for reason in reasons {
            let found = forwarding.get_mut(&reason);
            match (set.mode, &number, found) {
                (Mode::REGISTER, Some(number), _) => {
                    let (number, time) = (number.clone(), set.time);
                    forwarding.insert(reason, Forwarding { number, is_on: true, time });
                }
                (Mode::ENABLE | Mode::DISABLE, _, Some(found)) => {
                    found.is_on = set.mode == Mode::ENABLE;
                }
                (Mode::DISABLE, _, None) => {}
                (Mode::ERASE, ..) => {
                    forwarding.remove(&reason);
                }
                _ => return Err(CmeError::OPERATION_NOT_ALLOWED.into()),
            }
        }
        Ok(Answer::Ok)
    }
}
