//! The commands that a modem answers itself.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::command_line::Request;
use super::engine::Modem;
use super::event::Event;
use super::handler::{Answer, Handler, Reset};
use super::settings::Settings;
use crate::Form;
use crate::command::Command as _;
use crate::error::CmeError;
use crate::params::Params;
use crate::v250::dial::Dial;

/// What the own commands do, if they do not fail.
type Done = Result<Answer, Answer>;

impl<H: Handler> Modem<H> {
    /// Answers a command, or has it answered.
    pub(super) fn dispatch(&mut self, request: &Request<'_>) -> Answer {
        let name = request.name.as_str();
        let done = match name.as_bytes() {
            [b'+', ..] => self.extended(name, request),
            [b'S', digits @ ..] if !digits.is_empty() => self.register(digits, request),
            _ => self.basic(name, request),
        };
        match done {
            Ok(Answer::Pass) => self.ask(request),
            Ok(answer) | Err(answer) => answer,
        }
    }

    fn basic(&mut self, name: &str, request: &Request<'_>) -> Done {
        let mut settings = *self.settings();
        match name {
            "E" => settings.echo = number(request, 1)? == 1,
            "Q" => settings.quiet = number(request, 1)? == 1,
            "V" => settings.verbose = number(request, 1)? == 1,
            "X" => settings.call_progress = number(request, 4)?,
            "L" => settings.loudness = number(request, 3)?,
            "M" => settings.speaker = number(request, 3)?,
            "&C" => settings.carrier_follows = number(request, 1)? == 1,
            "&D" => settings.dtr = number(request, 2)?,
            "P" | "T" => {
                number(request, 0)?;
            }
            "Z" => {
                number(request, 0)?;
                self.end_calls();
                settings = *self.stored();
                self.handler_mut().reset(Reset::Stored);
            }
            "&F" => {
                number(request, 0)?;
                settings = self.factory();
                self.handler_mut().reset(Reset::Factory);
            }
            "&W" => {
                number(request, 0)?;
                self.store();
            }
            "&V" => {
                number(request, 0)?;
                let mut text = String::new();
                settings.print(&mut text, self.rings()).ok();
                return Ok(self.act(|_, reply| {
                    reply.line(text);
                    Answer::Ok
                }));
            }
            "D" => {
                // There is one line, and a connection has it.
                return match Dial::parse(request.params) {
                    Ok(dial) if !self.is_connected() => Ok(self.dial(&dial)),
                    _ => Err(Answer::Error),
                };
            }
            "A" => {
                number(request, 0)?;
                return if self.is_connected() { Err(Answer::Error) } else { Ok(self.answer()) };
            }
            "H" => {
                number(request, 0)?;
                return Ok(self.end_calls());
            }
            "O" => {
                number(request, 1)?;
                return Ok(self.resume());
            }
            _ => return Ok(Answer::Pass),
        }
        self.apply(settings);
        Ok(Answer::Ok)
    }

    fn register(&mut self, digits: &[u8], request: &Request<'_>) -> Done {
        let mut settings = *self.settings();
        let register = Params::new(digits).u8().map_err(|_| Answer::Error)?;
        let value = match register {
            1 => Some(self.rings()),
            _ => settings.register(register),
        };
        // One that is not known may be one of the product.
        let Some(value) = value else { return Ok(Answer::Pass) };
        match request.form {
            Form::Read => Ok(self.act(|_, reply| {
                reply.line(format_args!("{value:03}"));
                Answer::Ok
            })),
            Form::Set => {
                let value = { request.params }.u8().map_err(|_| Answer::Error)?;
                settings.set_register(register, value).map_err(|_| Answer::Error)?;
                self.apply(settings);
                Ok(Answer::Ok)
            }
            Form::Action | Form::Test => Err(Answer::Error),
        }
    }

    fn extended(&mut self, name: &str, request: &Request<'_>) -> Done {
        let mut settings = *self.settings();
        let mut params = request.params;
        let text = match (name, request.form) {
            ("+CMEE", Form::Test) => "+CMEE: (0,1,2)".into(),
            ("+CMEE", Form::Read) => alloc::format!("+CMEE: {}", settings.error_detail),
            ("+CMEE", Form::Set) => {
                settings.error_detail = within(&mut params, 2, 0)?;
                return self.set(settings, params);
            }
            ("+CRC", Form::Test) => "+CRC: (0,1)".into(),
            ("+CRC", Form::Read) => alloc::format!("+CRC: {}", u8::from(settings.cring)),
            ("+CRC", Form::Set) => {
                settings.cring = within(&mut params, 1, 0)? == 1;
                return self.set(settings, params);
            }
            ("+IPR", Form::Test) => {
                let mut text = String::from("+IPR: (),(0");
                for rate in self.rates() {
                    text += &alloc::format!(",{rate}");
                }
                text + ")"
            }
            ("+IPR", Form::Read) => alloc::format!("+IPR: {}", settings.rate),
            ("+IPR", Form::Set) => {
                settings.rate = params.u32()?;
                if settings.rate != 0 && !self.rates().contains(&settings.rate) {
                    return Err(INCORRECT);
                }
                return self.set(settings, params);
            }
            ("+IFC", Form::Test) => "+IFC: (0-3),(0-2)".into(),
            ("+IFC", Form::Read) => {
                alloc::format!("+IFC: {},{}", settings.flow_control.0, settings.flow_control.1)
            }
            ("+IFC", Form::Set) => {
                settings.flow_control.0 = within(&mut params, 3, settings.flow_control.0)?;
                settings.flow_control.1 = within(&mut params, 2, settings.flow_control.1)?;
                return self.set(settings, params);
            }
            ("+ICF", Form::Test) => "+ICF: (0-6),(0-3)".into(),
            ("+ICF", Form::Read) => {
                alloc::format!("+ICF: {},{}", settings.format.0, settings.format.1)
            }
            ("+ICF", Form::Set) => {
                settings.format.0 = within(&mut params, 6, settings.format.0)?;
                settings.format.1 = within(&mut params, 3, settings.format.1)?;
                return self.set(settings, params);
            }
            ("+CMEE" | "+CRC" | "+IPR" | "+IFC" | "+ICF", Form::Action) => {
                return Err(Answer::Error);
            }
            _ => return Ok(Answer::Pass),
        };
        Ok(self.act(|_, reply| {
            reply.line(text);
            Answer::Ok
        }))
    }

    fn apply(&mut self, settings: Settings) {
        if settings.rate != self.settings.rate {
            self.new_rate = Some(settings.rate);
        }
        self.settings = settings;
        self.update_carrier();
    }

    fn store(&mut self) {
        self.stored = self.settings;
        self.events.push(Event::Stored);
    }

    const fn factory(&self) -> Settings {
        self.config.factory
    }

    fn rates(&self) -> &[u32] {
        &self.config.rates
    }

    /// The lines that are answered to a command if the handler does not know it. `None` for `ERROR`.
    fn own_lines(&self, request: &Request<'_>) -> Option<Vec<String>> {
        match (request.name.as_str(), request.form, request.params.as_bytes()) {
            ("I", ..) => Some(self.config.information.clone()),
            ("+GCAP", Form::Action, _) => {
                Some(vec![alloc::format!("+GCAP: {}", self.config.capabilities)])
            }
            ("+GCAP", Form::Test, _) | ("+FCLASS", Form::Set, b"0") => Some(Vec::new()),
            ("+FCLASS", Form::Test | Form::Read, _) => Some(vec!["0".into()]),
            _ => None,
        }
    }

    fn set(&mut self, settings: Settings, params: Params<'_>) -> Done {
        if !params.is_done() {
            return Err(INCORRECT);
        }
        self.apply(settings);
        Ok(Answer::Ok)
    }

    /// Asks the handler, and answers for it if there is something to say.
    fn ask(&mut self, request: &Request<'_>) -> Answer {
        let answer = self.act(|handler, reply| handler.command(request, reply));
        if answer != Answer::Pass {
            return answer;
        }
        let Some(lines) = self.own_lines(request) else { return Answer::Error };
        self.act(|_, reply| {
            lines.iter().for_each(|line| reply.line(line));
            Answer::Ok
        })
    }
}

const INCORRECT: Answer = Answer::Cme(CmeError::INCORRECT_PARAMETERS);

/// The number of a basic command; there is 0 without one.
fn number(request: &Request<'_>, most: u8) -> Result<u8, Answer> {
    let mut params = request.params;
    match params.opt_u8() {
        Ok(number) if number.unwrap_or_default() <= most => Ok(number.unwrap_or_default()),
        _ => Err(Answer::Error),
    }
}

/// The next parameter, or what it is if it is left out.
fn within(params: &mut Params<'_>, most: u8, left_out: u8) -> Result<u8, Answer> {
    let number = params.opt_u8()?.unwrap_or(left_out);
    if number <= most { Ok(number) } else { Err(INCORRECT) }
}
