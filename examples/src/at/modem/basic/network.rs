//! Registration and operators.

use core::time::Duration;

use cellwire_at::Form;
use cellwire_at::error::CmeError;
use cellwire_at::modem::{Answer, CommandId, Reply, Request};

use super::agenda::{Effect, Task};
use super::{BasicModem, Done, INCORRECT};

/// Where the phone is.
const AREA: &str = "00C3";
const CELL: &str = "0001A2B3";
/// How long a search takes.
const SEARCH: Duration = Duration::from_secs(1);
/// E-UTRAN.
const ACCESS: u8 = 7;
/// Those of which the others say that the phone must not use them.
const OTHERS: [(&str, &str, &str); 1] = [("Other Test", "Other", "00102")];

#[derive(Clone, Debug)]
pub(super) struct Network {
    /// How the phone is registered, as `+CREG` says it, if it is on and the SIM is open.
    stat: u8,
    /// `+COPS`: its mode, and how operators are named.
    mode: u8,
    pub(super) format: u8,
    /// What was told last.
    told: u8,
}

impl Default for Network {
    fn default() -> Self {
        Self { stat: 1, mode: 0, format: 0, told: 1 }
    }
}

impl BasicModem {
    /// How the phone is registered.
    pub(super) fn registration(&self) -> u8 {
        match (self.status.is_on(), self.sim.is_locked(), self.network.mode) {
            (false, ..) | (_, _, 2) => 0,
            (_, true, _) => 0,
            _ => self.network.stat,
        }
    }

    /// Whether there is a network.
    pub fn is_registered(&self) -> bool {
        matches!(self.registration(), 1 | 5..=7)
    }

    /// Registers the phone in another way, as `+CREG` says it.
    ///
    /// # Errors
    ///
    /// There is no such way.
    pub fn register(&mut self, stat: u8) -> Result<(), String> {
        if stat > 10 {
            return Err(format!("{stat} is no registration: there are 0 to 10"));
        }
        self.network.stat = stat;
        self.tell_registration();
        Ok(())
    }

    /// Tells the host if the registration has changed.
    pub(super) fn tell_registration(&mut self) {
        let stat = self.registration();
        if core::mem::replace(&mut self.network.told, stat) == stat {
            return;
        }
        for name in ["+CREG", "+CGREG", "+CEREG"] {
            let detail = self.settings.get(name, 0);
            if detail > 0 {
                self.urc(format!("{name}: {}", self.registered(name, detail)));
            }
        }
        self.deliver_waiting();
    }

    fn registered(&self, name: &str, detail: u8) -> String {
        let stat = self.registration();
        match detail {
            2 if self.is_registered() && name == "+CGREG" => {
                format!("{stat},\"{AREA}\",\"{CELL}\",{ACCESS},\"01\"")
            }
            2 if self.is_registered() => format!("{stat},\"{AREA}\",\"{CELL}\",{ACCESS}"),
            _ => stat.to_string(),
        }
    }

    pub(super) fn network_command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        let name = request.name.as_str();
        match (name, request.form) {
            ("+CREG" | "+CGREG" | "+CEREG", Form::Read) => {
                let detail = self.settings.get(name, 0);
                reply.line(format_args!("{name}: {detail},{}", self.registered(name, detail)));
            }
            ("+COPS", Form::Test) => {
                self.later(SEARCH, Task::Scanned(reply.id()));
                return Ok(Answer::PENDING);
            }
            ("+COPS", Form::Read) => {
                let (mode, format) = (self.network.mode, self.network.format);
                match self.is_registered() {
                    true => {
                        let operator = self.operator(format);
                        reply.params("+COPS", |params| {
                            params.number(mode);
                            params.number(format);
                            params.string(operator.as_slice())?;
                            params.number(ACCESS);
                            Ok(())
                        });
                    }
                    false => reply.line(format_args!("+COPS: {mode}")),
                }
            }
            ("+COPS", Form::Set) => return self.choose_operator(request),
            ("+COPN", Form::Action) => {
                let own = (self.config.operator.as_str(), "", self.config.operator_number.as_str());
                for (name, _, number) in [own].into_iter().chain(OTHERS) {
                    let name = self.encoded(name);
                    reply.params("+COPN", |params| {
                        params.string(number)?;
                        params.string(name.as_slice())
                    });
                }
            }
            ("+CPOL", Form::Read | Form::Set) => {}
            _ => return Ok(Answer::Pass),
        }
        Ok(Answer::Ok)
    }

    fn choose_operator(&mut self, request: &Request<'_>) -> Done {
        let mut params = request.params;
        let mode = params.opt_u8()?.unwrap_or(0);
        let format = params.opt_u8()?.unwrap_or(self.network.format);
        let operator = params.opt_str()?.map(|operator| self.decoded(operator));
        if mode > 4 || format > 2 {
            return Err(INCORRECT);
        }
        if let Some(operator) = &operator {
            let config = &self.config;
            let own = [&config.operator, &config.operator_short, &config.operator_number];
            let name = own.get(usize::from(format)).copied();
            // Numbers may come in another character set than texts.
            let is_own = name == Some(operator) || own.contains(&operator);
            if !is_own && mode == 1 {
                return Err(CmeError::NETWORK_NOT_ALLOWED.into());
            }
        }
        self.network.format = format;
        if mode != 3 {
            self.network.mode = mode;
            self.tell_registration();
        }
        Ok(Answer::Ok)
    }

    /// The name of the operator. A number is the same in all character sets.
    fn operator(&self, format: u8) -> Vec<u8> {
        match format {
            0 => self.encoded(&self.config.operator),
            1 => self.encoded(&self.config.operator_short),
            _ => self.config.operator_number.clone().into_bytes(),
        }
    }

    pub(super) fn scanned(&mut self, command: CommandId) {
        let config = &self.config;
        let stat = if self.is_registered() { 2 } else { 1 };
        let own = (&*config.operator, &*config.operator_short, &*config.operator_number);
        let mut text = String::from("+COPS: ");
        for (stat, (long, short, number)) in
            [(stat, own)].into_iter().chain(OTHERS.map(|other| (3, other)))
        {
            let [long, short] = [long, short].map(|name| {
                String::from_utf8_lossy(&self.encoded(name)).replace(['"', '\\', '\r', '\n'], "?")
            });
            text += &format!("({stat},\"{long}\",\"{short}\",\"{number}\",{ACCESS}),");
        }
        text += ",(0-4),(0-2)";
        self.effects.push_back(Effect::Finish { command, lines: vec![text], answer: Answer::Ok });
    }
}
