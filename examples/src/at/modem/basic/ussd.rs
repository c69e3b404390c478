//! USSD, and a network that knows `*100#` and the menu behind `*150#`.

use cellwire_at::Form;
use cellwire_at::error::CmeError;
use cellwire_at::modem::{Answer, Reply, Request};
use cellwire_at::ussd::cusd::{Coding, Indication, Mode, Presentation, Set};
use serde_json::json;

use super::agenda::Task;
use super::status::parse;
use super::{BasicModem, Done, line_of};
use crate::frames::Fields;

/// What the network says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Says {
    mode: Mode,
    text: String,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Ussd {
    /// Whether results are shown.
    shown: bool,
    /// Whether the menu is open.
    menu: bool,
}

const BALANCE: &str = "Your balance is 12.34 EUR.";
const MENU: &str = "1 Balance\n2 Recharge\n0 Exit";

impl Ussd {
    fn answer(&mut self, code: &str) -> Says {
        let open = core::mem::take(&mut self.menu);
        let (mode, text) = match (code, open) {
            ("*100#", _) | ("1", true) => (Mode::DONE, BALANCE),
            ("*150#", _) => (Mode::ACTION_REQUIRED, MENU),
            ("2", true) => (Mode::ACTION_REQUIRED, "Recharged: 10.00 EUR\n1 Balance\n0 Exit"),
            ("0", true) => (Mode::TERMINATED, ""),
            _ => (Mode::UNSUPPORTED, ""),
        };
        self.menu = mode == Mode::ACTION_REQUIRED;
        Says { mode, text: text.into() }
    }
}

impl BasicModem {
    pub(super) fn ussd_command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        match (request.name.as_str(), request.form) {
            ("+CUSD", Form::Set) => {}
            ("+CUSD", Form::Read) => {
                reply.line(format_args!("+CUSD: {}", u8::from(self.ussd.shown)));
                return Ok(Answer::Ok);
            }
            _ => return Ok(Answer::Pass),
        }
        let set: Set<'_> = parse(request)?;
        match set.n {
            Some(Presentation::CANCEL) => {
                self.ussd.menu = false;
                self.agenda.forget(|task| matches!(task, Task::Ussd(_)));
                return Ok(Answer::Ok);
            }
            Some(n) if n.0 > 2 => return Err(super::INCORRECT),
            Some(n) => self.ussd.shown = n == Presentation::ENABLE,
            None => {}
        }
        if set.str.is_none() {
            return Ok(Answer::Ok);
        }
        if !self.is_registered() {
            return Err(CmeError::NO_NETWORK_SERVICE.into());
        }
        let code = self.code(&set).ok_or(super::INCORRECT)?;
        let mut fields = Fields::new();
        fields.insert("code".into(), json!(code));
        self.notice("ussd-sent", code.as_str(), fields);
        let says = self.ussd.answer(&code);
        self.on_air(self.config.network_time, Task::Ussd(says));
        Ok(Answer::Ok)
    }

    /// What the host has dialled.
    fn code(&self, set: &Set<'_>) -> Option<String> {
        let text = set.str?;
        if self.decoded(text).as_bytes() == text.as_raw() {
            return Some(self.decoded(text));
        }
        let mut buffer = [0; 1024];
        set.decode_into(self.charset, Coding::Standard, &mut buffer).ok().map(str::to_owned)
    }

    /// The network says something that nobody has asked for.
    pub fn ussd(&mut self, text: &str) {
        self.ussd_says(&Says { mode: Mode::DONE, text: text.into() });
    }

    pub(super) fn ussd_says(&mut self, says: &Says) {
        let mut fields = Fields::new();
        fields.insert("mode".into(), json!(says.mode.0));
        fields.insert("text".into(), json!(says.text));
        self.notice("ussd-answer", format!("{:?}", says.text), fields);
        if !self.ussd.shown {
            return;
        }
        let mut buffer = [0; 4096];
        let line = match says.text.is_empty() {
            true => line_of(&Indication { m: says.mode, str: None, dcs: None }),
            false => match Indication::new(says.mode, &says.text, self.charset, &mut buffer) {
                Ok(indication) => line_of(&indication),
                Err(_) => return,
            },
        };
        self.urc(line);
    }
}
