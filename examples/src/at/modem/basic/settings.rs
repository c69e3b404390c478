//! Commands that keep numbers, and what can be tested.

use std::collections::BTreeMap;

use cellwire_at::Form;
use cellwire_at::command::Supported;
use cellwire_at::modem::{Answer, Reply, Request};

use super::{BasicModem, Done, INCORRECT};

/// A command that keeps numbers: its name, what is allowed, and what is set at the start.
struct Setting(&'static str, &'static str, &'static [u8]);

/// They are set and read in the same way, and `AT&F` resets them.
const SETTINGS: &[Setting] = &[
    Setting("+CBST", "(0-7,12,14,65,66,68,70,71,75),(0-2),(0-3)", &[0, 0, 1]),
    Setting("+CEREG", "(0-2)", &[0]),
    Setting("+CGAUTO", "(0-3)", &[0]),
    Setting("+CGEREP", "(0-2),(0,1)", &[0, 0]),
    Setting("+CGREG", "(0-2)", &[0]),
    Setting("+CGSMS", "(0-3)", &[1]),
    Setting("+CLIP", "(0,1)", &[0]),
    Setting("+CLIR", "(0-2)", &[0]),
    Setting("+CLVL", "(0-100)", &[50]),
    Setting("+CMER", "(0-3),(0-2),(0-2),(0-2),(0,1)", &[0, 0, 0, 0, 0]),
    Setting("+CMGF", "(0,1)", &[0]),
    Setting("+CMMS", "(0-2)", &[0]),
    Setting("+CMOD", "(0-3)", &[0]),
    Setting("+CMUT", "(0,1)", &[0]),
    Setting("+CNAP", "(0,1)", &[0]),
    Setting("+CNMI", "(0-3),(0-3),(0-3),(0-2),(0,1)", &[2, 1, 0, 0, 0]),
    Setting("+COLP", "(0,1)", &[0]),
    Setting("+CR", "(0,1)", &[0]),
    Setting("+CREG", "(0-2)", &[0]),
    Setting("+CRLP", "(0-61),(0-61),(39-255),(1-255)", &[61, 61, 48, 6]),
    Setting("+CSDH", "(0,1)", &[0]),
    Setting("+CSSN", "(0,1),(0,1)", &[0, 0]),
    Setting("+CSTA", "(129,145)", &[129]),
    Setting("+CTZR", "(0-2)", &[0]),
    Setting("+CTZU", "(0,1)", &[0]),
    Setting("+CVHU", "(0-2)", &[0]),
    Setting("+VTD", "(0-255)", &[0]),
    Setting("+WS46", "(12,22,25,28,29)", &[25]),
];

/// What other commands say when they are tested; nothing for those that say `OK` alone.
const TESTS: &[(&str, &str)] = &[
    ("+CBC", "(0,1),(0-100)"),
    ("+CBM", ""),
    ("+CCFC", "(0-5)"),
    ("+CCID", ""),
    ("+CCLK", ""),
    ("+CCWA", "(0,1)"),
    ("+CEER", ""),
    ("+CESQ", "(0-63,99),(0-7,99),(0-96,255),(0-49,255),(0-34,255),(0-97,255)"),
    ("+CFUN", "(0,1,4),(0,1)"),
    ("+CGACT", "(0,1)"),
    ("+CGATT", "(0,1)"),
    ("+CGCLASS", "(\"A\",\"B\")"),
    ("+CGCONTRDP", "(1-8)"),
    ("+CGDCONT", "(1-8),\"IP\",,,(0),(0)"),
    ("+CGPADDR", "(1-8)"),
    ("+CHLD", "(0,1,1x,2,2x)"),
    ("+CHUP", ""),
    ("+CIMI", ""),
    (
        "+CIND",
        "(\"battchg\",(0-5)),(\"signal\",(0-5)),(\"service\",(0,1)),(\"call\",(0,1)),\
         (\"roam\",(0,1)),(\"smsfull\",(0,1)),(\"callsetup\",(0-3))",
    ),
    ("+CLAC", ""),
    ("+CLCC", ""),
    (
        "+CLCK",
        "(\"SC\",\"AO\",\"OI\",\"OX\",\"AI\",\"IR\",\"AB\",\"AG\",\"AC\",\"PN\",\"PU\",\"PP\",\"PC\",\"PF\")",
    ),
    ("+CMGD", "(),(0-4)"),
    ("+CMGL", "(0-4)"),
    ("+CMGR", ""),
    ("+CMGS", ""),
    ("+CMGW", ""),
    ("+CMSS", ""),
    ("+CNMA", "(0-2)"),
    ("+CNUM", ""),
    ("+CPAS", "(0,2-4)"),
    ("+CPBF", "40,14"),
    ("+CPBS", "(\"SM\",\"ME\",\"ON\")"),
    ("+CPIN", ""),
    ("+CPINR", ""),
    ("+CPMS", "(\"SM\",\"ME\",\"MT\"),(\"SM\",\"ME\",\"MT\"),(\"SM\",\"ME\",\"MT\")"),
    ("+CPOL", "(1-10),(0-2)"),
    (
        "+CPWD",
        "(\"SC\",8),(\"AO\",4),(\"OI\",4),(\"OX\",4),(\"AI\",4),(\"IR\",4),(\"AB\",4),(\"AG\",4),(\"AC\",4)",
    ),
    ("+CRSM", ""),
    ("+CSCA", ""),
    ("+CSCB", "(0,1)"),
    ("+CSCS", "(\"GSM\",\"IRA\",\"UCS2\",\"HEX\",\"UTF-8\",\"8859-1\")"),
    ("+CSMP", ""),
    ("+CSMS", "(0,1)"),
    ("+CSQ", "(0-31,99),(0-7,99)"),
    ("+CUSD", "(0-2)"),
    ("+VTS", "(0-9,A-D,*,#)"),
    ("+CGMI", ""),
    ("+CGMM", ""),
    ("+CGMR", ""),
    ("+CGSN", ""),
    ("+CPBR", ""),
    ("+CPBW", ""),
    ("+COPS", ""),
];

/// What a test form says, if the command is there.
pub(super) fn test_values(name: &str) -> Option<&'static str> {
    let setting = || SETTINGS.iter().find(|setting| setting.0 == name).map(|setting| setting.1);
    let test = TESTS.iter().find(|test| test.0 == name).map(|test| test.1);
    test.or_else(setting)
}

/// The names of all commands.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    const OTHERS: [&str; 12] =
        ["A", "D", "E", "H", "I", "O", "Q", "V", "Z", "+CMEE", "+CRC", "+GCAP"];
    let settings = SETTINGS.iter().map(|setting| setting.0);
    OTHERS.into_iter().chain(settings).chain(TESTS.iter().map(|test| test.0))
}

/// The numbers that are set.
#[derive(Clone, Debug)]
pub(super) struct Settings(BTreeMap<&'static str, Vec<u8>>);

impl Default for Settings {
    fn default() -> Self {
        Self(SETTINGS.iter().map(|Setting(name, _, start)| (*name, start.to_vec())).collect())
    }
}

impl Settings {
    /// A number of a command, counted from 0.
    pub(super) fn get(&self, name: &str, index: usize) -> u8 {
        self.0.get(name).and_then(|numbers| numbers.get(index)).copied().unwrap_or_default()
    }

    /// Sets a number of a command, counted from 0.
    pub(super) fn put(&mut self, name: &str, index: usize, value: u8) {
        if let Some(number) = self.0.get_mut(name).and_then(|numbers| numbers.get_mut(index)) {
            *number = value;
        }
    }
}

impl BasicModem {
    /// Sets or reads the numbers of a command.
    pub(super) fn setting_command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        let name = request.name.as_str();
        let Some(numbers) = self.settings.0.get_mut(name) else { return Ok(Answer::Pass) };
        match request.form {
            Form::Read => {
                let texts: Vec<_> = numbers.iter().map(u8::to_string).collect();
                reply.line(format_args!("{name}: {}", texts.join(",")));
                Ok(Answer::Ok)
            }
            Form::Set | Form::Action => {
                let allowed = Supported::new(test_values(name).unwrap_or_default());
                let mut wanted = numbers.clone();
                let mut params = request.params;
                for (index, number) in wanted.iter_mut().enumerate() {
                    match params.opt_u8()? {
                        Some(value) if !allowed.allows(index, value.into()) => {
                            return Err(INCORRECT);
                        }
                        Some(value) => *number = value,
                        // AT+CREG= and AT+CNMI without anything go back to the start.
                        None if request.params.is_done() => *number = start(name, index),
                        None => {}
                    }
                }
                if !params.is_done() {
                    return Err(INCORRECT);
                }
                *numbers = wanted;
                self.setting_changed(name);
                Ok(Answer::Ok)
            }
            Form::Test => Ok(Answer::Pass),
        }
    }

    fn setting_changed(&mut self, name: &str) {
        if name == "+CNMI" {
            self.flush_indications();
        }
    }
}

fn start(name: &str, index: usize) -> u8 {
    let setting = SETTINGS.iter().find(|setting| setting.0 == name);
    setting.and_then(|setting| setting.2.get(index)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_at_the_start_is_allowed() {
        for Setting(name, values, start) in SETTINGS {
            for (index, value) in start.iter().enumerate() {
                assert!(Supported::new(values).allows(index, (*value).into()), "{name} {index}");
            }
            assert!(Supported::new(values).list(start.len()).unwrap().is_none(), "{name}");
        }
    }
}
