//! The SIM: its PIN, its locks, and what stands on it.

use cellwire_at::Form;
use cellwire_at::error::{CmeError, CmsError};
use cellwire_at::modem::{Answer, Reply, Request};
use serde_json::json;

use super::text::type_of;
use super::{BasicConfig, BasicModem, Done, INCORRECT, NOT_ALLOWED};
use crate::frames::Fields;

/// How often a code may be wrong.
const PIN_TRIES: u8 = 3;
const PUK_TRIES: u8 = 10;

#[derive(Clone)]
pub(super) struct Sim {
    pin: String,
    puk: String,
    /// Whether the PIN is asked for after switching on.
    enabled: bool,
    /// Whether it is asked for now.
    locked: bool,
    pin_tries: u8,
    puk_tries: u8,
    /// The password for barring of calls, and what is barred.
    barring: String,
    barred: Vec<String>,
}

/// Codes are not shown.
impl core::fmt::Debug for Sim {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Sim").field("locked", &self.locked).finish_non_exhaustive()
    }
}

/// What bars calls, by `+CLCK`.
const BARRING: [&str; 5] = ["AO", "OI", "OX", "AI", "IR"];
/// All of them, those of outgoing, and those of incoming calls: they can only be switched off.
const BARRING_GROUPS: [&str; 3] = ["AB", "AG", "AC"];
/// Locks that no code opens: to a network, to a provider, to a SIM. They are open.
const OPEN: [&str; 6] = ["PN", "PU", "PP", "PC", "PF", "PS"];

impl Sim {
    pub(super) fn new(config: &BasicConfig) -> Self {
        Self {
            pin: config.pin.clone().unwrap_or_else(|| "1234".into()),
            puk: config.puk.clone(),
            enabled: config.pin.is_some(),
            locked: config.pin.is_some(),
            pin_tries: PIN_TRIES,
            puk_tries: PUK_TRIES,
            barring: "0000".into(),
            barred: Vec::new(),
        }
    }

    pub(super) const fn is_locked(&self) -> bool {
        self.locked
    }

    /// After switching off and on.
    pub(super) const fn restart(&mut self) {
        self.locked = self.enabled;
    }

    const fn state(&self) -> &'static str {
        match (self.locked, self.pin_tries) {
            (_, 0) => "SIM PUK",
            (true, _) => "SIM PIN",
            (false, _) => "READY",
        }
    }

    const fn refusal(&self) -> CmeError {
        if self.pin_tries == 0 { CmeError::SIM_PUK_REQUIRED } else { CmeError::SIM_PIN_REQUIRED }
    }

    /// Compares a PIN, and counts.
    fn check_pin(&mut self, pin: &str) -> Result<(), CmeError> {
        if self.pin_tries == 0 {
            return Err(CmeError::SIM_PUK_REQUIRED);
        }
        if pin == self.pin {
            self.pin_tries = PIN_TRIES;
            return Ok(());
        }
        self.pin_tries -= 1;
        if self.pin_tries == 0 {
            self.locked = true;
            return Err(CmeError::SIM_PUK_REQUIRED);
        }
        Err(CmeError::INCORRECT_PASSWORD)
    }

    fn unblock(&mut self, puk: &str, pin: &str) -> Result<(), CmeError> {
        if self.puk_tries == 0 {
            return Err(CmeError::SIM_FAILURE);
        }
        if puk != self.puk {
            self.puk_tries -= 1;
            return Err(CmeError::INCORRECT_PASSWORD);
        }
        self.change(pin)?;
        (self.pin_tries, self.puk_tries, self.locked) = (PIN_TRIES, PUK_TRIES, false);
        Ok(())
    }

    fn change(&mut self, pin: &str) -> Result<(), CmeError> {
        let fits = (4..=8).contains(&pin.len()) && pin.bytes().all(|byte| byte.is_ascii_digit());
        if !fits {
            return Err(CmeError::INCORRECT_PARAMETERS);
        }
        self.pin = pin.into();
        Ok(())
    }

    fn bar(&mut self, facility: &str, on: bool) {
        let concerned: &[&str] = match facility {
            "AB" => &BARRING,
            "AG" => &["AO", "OI", "OX"],
            "AC" => &["AI", "IR"],
            _ => &[],
        };
        self.barred.retain(|barred| barred != facility && !concerned.contains(&barred.as_str()));
        if on {
            self.barred.push(facility.into());
        }
    }

    fn is_barred(&self, facility: &str) -> bool {
        self.barred.iter().any(|barred| barred == facility)
    }
}

impl BasicModem {
    /// Why the SIM cannot be used, if it is locked.
    pub fn sim_refusal(&self) -> Option<CmeError> {
        self.sim.is_locked().then(|| self.sim.refusal())
    }

    pub(super) fn sim_command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        let mut params = request.params;
        match (request.name.as_str(), request.form) {
            ("+CPIN", Form::Read) => reply.line(format_args!("+CPIN: {}", self.sim.state())),
            ("+CPIN", Form::Set) => {
                let code = params.str()?.to_string_lossy().into_owned();
                let new = params.opt_str()?.map(|new| new.to_string_lossy().into_owned());
                let was_locked = self.sim.is_locked();
                let done = match (was_locked, new) {
                    (false, _) => return Err(NOT_ALLOWED),
                    (true, None) => self.sim.check_pin(&code).map(|()| self.sim.locked = false),
                    (true, Some(new)) if self.sim.pin_tries == 0 => self.sim.unblock(&code, &new),
                    (true, Some(new)) => self.sim.check_pin(&code).and_then(|()| {
                        self.sim.change(&new)?;
                        self.sim.locked = false;
                        Ok(())
                    }),
                };
                self.tell_code("PIN", done.is_ok());
                done?;
                self.tell_registration();
            }
            ("+CPINR", Form::Action | Form::Set) => {
                let (pin, puk) = (self.sim.pin_tries, self.sim.puk_tries);
                reply.line(format_args!("+CPINR: SIM PIN,{pin},{PIN_TRIES}"));
                reply.line(format_args!("+CPINR: SIM PUK,{puk},{PUK_TRIES}"));
            }
            ("+CPWD", Form::Set) => {
                let facility = params.str()?.to_string_lossy().to_ascii_uppercase();
                let old = params.str()?.to_string_lossy().into_owned();
                let new = params.str()?.to_string_lossy().into_owned();
                let done = match facility.as_str() {
                    "SC" if !self.sim.enabled => Err(CmeError::OPERATION_NOT_ALLOWED),
                    "SC" => self.sim.check_pin(&old).and_then(|()| self.sim.change(&new)),
                    barring if is_barring(barring) && old != self.sim.barring => {
                        Err(CmeError::INCORRECT_PASSWORD)
                    }
                    barring if is_barring(barring) && new.len() == 4 => {
                        self.sim.barring = new;
                        Ok(())
                    }
                    _ => return Err(INCORRECT),
                };
                self.tell_code("password", done.is_ok());
                done?;
            }
            ("+CLCK", Form::Set) => return self.lock(request, reply),
            _ => return Ok(Answer::Pass),
        }
        Ok(Answer::Ok)
    }

    fn lock(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        let mut params = request.params;
        let facility = params.str()?.to_string_lossy().to_ascii_uppercase();
        let mode = params.u8()?;
        let code = params.opt_str()?.map(|code| code.to_string_lossy().into_owned());
        let class = params.opt_u8()?.unwrap_or(7);
        let facility = facility.as_str();
        let is_known = facility == "SC" || is_barring(facility) || OPEN.contains(&facility);
        if !is_known || mode > 2 {
            return Err(INCORRECT);
        }
        if mode == 2 {
            match facility {
                "SC" => reply.line(format_args!("+CLCK: {}", u8::from(self.sim.enabled))),
                _ if OPEN.contains(&facility) => reply.line("+CLCK: 0"),
                _ if self.sim.is_locked() => return Err(self.sim.refusal().into()),
                _ => {
                    let status = u8::from(self.sim.is_barred(facility));
                    reply.line(format_args!("+CLCK: {status},{class}"));
                }
            }
            return Ok(Answer::Ok);
        }
        if self.sim.is_locked() {
            return Err(self.sim.refusal().into());
        }
        let on = mode == 1;
        let Some(code) = code else { return Err(CmeError::DATA_MISSING.into()) };
        let done = match facility {
            "SC" => self.sim.check_pin(&code).map(|()| self.sim.enabled = on),
            _ if OPEN.contains(&facility) || BARRING_GROUPS.contains(&facility) && on => {
                return Err(NOT_ALLOWED);
            }
            _ if code != self.sim.barring => Err(CmeError::INCORRECT_PASSWORD),
            _ => {
                self.sim.bar(facility, on);
                Ok(())
            }
        };
        self.tell_code(if facility == "SC" { "PIN" } else { "password" }, done.is_ok());
        done?;
        Ok(Answer::Ok)
    }

    /// What stands on the SIM, and what does not work as long as it is locked.
    pub(super) fn needs_sim(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        const CME: [&str; 13] = [
            "+CIMI", "+CNUM", "+CPBS", "+CPBR", "+CPBF", "+CPBW", "+CUSD", "+CCFC", "+CCWA",
            "+COPS", "+CGATT", "+CGACT", "+CPOL",
        ];
        const CMS: [&str; 12] = [
            "+CMGS", "+CMGW", "+CMSS", "+CMGR", "+CMGL", "+CMGD", "+CPMS", "+CSCA", "+CSMP",
            "+CNMA", "+CSAS", "+CRES",
        ];
        let name = request.name.as_str();
        if self.sim.is_locked() && request.form != Form::Test {
            if CME.contains(&name) {
                return Err(self.sim.refusal().into());
            }
            if CMS.contains(&name) {
                return Err(match self.sim.pin_tries {
                    0 => CmsError::SIM_PUK_REQUIRED,
                    _ => CmsError::SIM_PIN_REQUIRED,
                }
                .into());
            }
        }
        match (name, request.form) {
            ("+CIMI", Form::Action) => reply.line(&self.config.imsi),
            ("+CCID" | "+ICCID", Form::Action | Form::Read) => {
                reply.line(format_args!("{name}: {}", self.config.iccid));
            }
            ("+CNUM", Form::Action) => {
                let number = &self.config.number;
                reply.line(format_args!("+CNUM: \"\",\"{number}\",{}", type_of(number)));
            }
            _ => return Ok(Answer::Pass),
        }
        Ok(Answer::Ok)
    }

    fn tell_code(&mut self, what: &str, accepted: bool) {
        let mut fields = Fields::new();
        fields.insert("code".into(), "***".into());
        fields.insert("accepted".into(), json!(accepted));
        let verb = if accepted { "accepted" } else { "refused" };
        self.notice("code", format!("{what} *** {verb}"), fields);
    }
}

fn is_barring(facility: &str) -> bool {
    BARRING.contains(&facility) || BARRING_GROUPS.contains(&facility)
}
