//! Calls: every number that is called answers, and echoes what it is sent if it is called for data.

use core::time::Duration;

use cellwire_at::Form;
use cellwire_at::calls::clcc::{self, Direction, Stat};
use cellwire_at::error::CmeError;
use cellwire_at::modem::{Answer, CommandId, Dial, Reply, Request};
use cellwire_at::pdu::TypeOfAddress;
use cellwire_at::v250::dial::Target;
use serde_json::json;

use super::agenda::{Effect, Task};
use super::text::{is_number, type_of};
use super::{BasicModem, Done, INCORRECT, NOT_ALLOWED};
use crate::at::explain::secrets::{SECRET, is_pin_code};
use crate::frames::Fields;

/// How often a phone rings.
const RING: Duration = Duration::from_secs(4);
/// How often it rings until who calls gives up.
const MAX_RINGS: u8 = 15;
/// How many calls there may be.
const MAX_CALLS: usize = 7;

#[derive(Clone, Debug)]
struct Call {
    serial: u64,
    /// As `+CLCC` has it.
    id: u8,
    incoming: bool,
    stat: Stat,
    number: String,
    voice: bool,
    /// The `ATD` that waits for it.
    command: Option<CommandId>,
    rings: u8,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Calls {
    calls: Vec<Call>,
    serial: u64,
    last_dialled: String,
}

impl Calls {
    fn find(&self, is: impl Fn(Stat) -> bool) -> Option<usize> {
        self.calls.iter().position(|call| is(call.stat))
    }

    /// A new call, and its serial number. `None` if there are too many.
    fn add(
        &mut self,
        incoming: bool,
        stat: Stat,
        number: String,
        voice: bool,
    ) -> Option<&mut Call> {
        if self.calls.len() >= MAX_CALLS {
            return None;
        }
        let id = (1..).find(|id| self.calls.iter().all(|call| call.id != *id))?;
        self.serial += 1;
        let (serial, command, rings) = (self.serial, None, 0);
        self.calls.push(Call { serial, id, incoming, stat, number, voice, command, rings });
        self.calls.last_mut()
    }
}

const fn rings(stat: Stat) -> bool {
    matches!(stat, Stat::INCOMING | Stat::WAITING)
}

impl BasicModem {
    /// `+CPAS`: 0 for nothing, 3 if the phone rings, 4 for a call.
    pub(super) fn activity(&self) -> u8 {
        match (self.calls.find(rings), self.calls.calls.is_empty()) {
            (_, true) => 0,
            (Some(_), _) => 3,
            _ => 4,
        }
    }

    /// The indicators of a call that is under way, and of one that is being made.
    pub(super) fn call_indicators(&self) -> (u8, u8) {
        let has = |stat| self.calls.find(|is| is == stat).is_some();
        let setup = match () {
            () if self.calls.find(rings).is_some() => 1,
            () if has(Stat::DIALING) => 2,
            () if has(Stat::ALERTING) => 3,
            () => 0,
        };
        (u8::from(has(Stat::ACTIVE) || has(Stat::HELD)), setup)
    }

    /// Empty if there is no such number.
    fn number_of(&mut self, target: Target<'_>) -> String {
        let number = match target {
            Target::Entry { index, .. } => self.phonebook.number_at(index),
            Target::Name(name) => self.phonebook.number_of(&name.to_string()),
            Target::Last => Some(self.calls.last_dialled.clone()),
            _ => target.digits().map(|digits| digits.map(char::from).collect()),
        };
        number.unwrap_or_default()
    }

    pub(super) fn dial_number(&mut self, dial: &Dial<'_>, reply: &Reply<'_>) -> Done {
        let number = self.number_of(dial.target);
        // It may be a code that changes a PIN.
        let shown = if is_pin_code(number.as_bytes()) { SECRET.into() } else { number.clone() };
        let is_packet = !dial.voice && number.starts_with("*99");
        if !is_number(&number) || is_packet {
            // There is nobody to speak PPP with.
            self.alert("not-dialled", format!("{shown:?}: nobody is there"));
            return Err(Answer::NoCarrier);
        }
        if !self.is_registered() {
            return Err(Answer::NoDialtone);
        }
        let busy = |stat| rings(stat) || matches!(stat, Stat::DIALING | Stat::ALERTING);
        if self.calls.find(busy).is_some() {
            return Err(Answer::Busy);
        }
        self.calls.last_dialled.clone_from(&number);
        self.hold_active();
        let command = (!dial.voice).then(|| reply.id());
        let Some(call) = self.calls.add(false, Stat::DIALING, number.clone(), dial.voice) else {
            return Err(Answer::Busy);
        };
        call.command = command;
        let serial = call.serial;
        self.later(self.config.answer_time / 3, Task::Call(serial));
        let mut fields = fields(&shown);
        fields.insert("voice".into(), json!(dial.voice));
        self.notice(
            "dialled",
            format!("{shown}{}", if dial.voice { "" } else { " for data" }),
            fields,
        );
        match dial.voice {
            true => Ok(Answer::Ok),
            false => Ok(Answer::Pending(cellwire_at::modem::Pending::new().abortable())),
        }
    }

    /// Somebody calls.
    ///
    /// # Errors
    ///
    /// It is no number, there is no network, or there are too many calls.
    pub fn ring(&mut self, number: &str) -> Result<(), String> {
        if !is_number(number) {
            return Err(format!("{number} is no number"));
        }
        if !self.is_registered() {
            return Err("the modem is not registered".into());
        }
        let is_second = !self.calls.calls.is_empty();
        if self.calls.find(rings).is_some() || is_second && !self.supplementary.waits() {
            return Err("the line is busy".into());
        }
        let stat = if is_second { Stat::WAITING } else { Stat::INCOMING };
        let Some(call) = self.calls.add(true, stat, number.into(), true) else {
            return Err("the line is busy".into());
        };
        let serial = call.serial;
        self.notice("ringing", number, fields(number));
        if is_second && self.supplementary.shows_waiting() {
            self.urc(format!("+CCWA: \"{number}\",{},1", type_of(number)));
        }
        self.call_goes_on(serial);
        Ok(())
    }

    /// The other end hangs up.
    ///
    /// # Errors
    ///
    /// There is no call.
    pub fn hang_up_remotely(&mut self) -> Result<(), String> {
        let Some(call) = self.calls.calls.pop() else { return Err("there is no call".into()) };
        self.ended(&call, "by the other end");
        if let Some(command) = call.command {
            let effect = Effect::Finish { command, lines: Vec::new(), answer: Answer::NoCarrier };
            self.effects.push_back(effect);
        } else if call.voice {
            self.effects.push_back(Effect::NoCarrier);
        } else {
            self.effects.push_back(Effect::HangUp);
        }
        Ok(())
    }

    /// The next thing happens to a call.
    pub(super) fn call_goes_on(&mut self, serial: u64) {
        let found = self.calls.calls.iter_mut().find(|call| call.serial == serial);
        let Some(call) = found else { return };
        let number = call.number.clone();
        match call.stat {
            Stat::DIALING => {
                call.stat = Stat::ALERTING;
                self.later(self.config.answer_time * 2 / 3, Task::Call(serial));
            }
            Stat::ALERTING => {
                call.stat = Stat::ACTIVE;
                if let Some(command) = call.command.take() {
                    let answer = Answer::Connect("9600".into());
                    self.effects.push_back(Effect::Finish { command, lines: Vec::new(), answer });
                }
                self.notice("answered", number.as_str(), fields(&number));
            }
            stat if rings(stat) && call.rings >= MAX_RINGS => {
                let call = call.clone();
                self.calls.calls.retain(|call| call.serial != serial);
                self.ended(&call, "nobody has answered");
                self.effects.push_back(Effect::NoCarrier);
            }
            stat if rings(stat) => {
                call.rings += 1;
                if stat == Stat::INCOMING {
                    self.effects.push_back(Effect::Ring);
                    if self.settings.get("+CLIP", 0) == 1 {
                        let kind = type_of(&number);
                        self.urc(format!("+CLIP: \"{number}\",{kind},\"\",,\"\",0"));
                    }
                }
                self.later(RING, Task::Call(serial));
            }
            _ => {}
        }
    }

    /// `ATA`.
    pub(super) fn answer_call(&mut self) -> Answer {
        let Some(ringing) = self.calls.find(rings) else { return Answer::NoCarrier };
        self.hold_active();
        let call = &mut self.calls.calls[ringing];
        call.stat = Stat::ACTIVE;
        let number = call.number.clone();
        self.notice("answered", number.as_str(), fields(&number));
        Answer::Ok
    }

    fn hold_active(&mut self) {
        let calls = &mut self.calls.calls;
        calls.iter_mut().filter(|call| call.stat == Stat::ACTIVE).for_each(|call| {
            call.stat = Stat::HELD;
        });
    }

    pub(super) fn end_all_calls(&mut self) {
        self.end_calls(|_| true);
    }

    /// Ends those calls, and says how many these were.
    fn end_calls(&mut self, is: impl Fn(&Call) -> bool) -> usize {
        let (ended, left) = core::mem::take(&mut self.calls.calls).into_iter().partition(is);
        self.calls.calls = left;
        let ended: Vec<Call> = ended;
        ended.iter().for_each(|call| self.ended(call, "by the host"));
        ended.len()
    }

    fn ended(&mut self, call: &Call, how: &str) {
        let mut fields = fields(&call.number);
        fields.insert("how".into(), json!(how));
        self.notice("call-ended", format!("{} {how}", call.number), fields);
    }

    pub(super) fn call_command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Done {
        let mut params = request.params;
        match (request.name.as_str(), request.form) {
            ("+CHUP", Form::Action) => self.end_all_calls(),
            ("+CLCC", Form::Action) => {
                for call in &self.calls.calls {
                    reply.information(&clcc::Answer {
                        ccidx: call.id,
                        dir: if call.incoming { Direction::INCOMING } else { Direction::OUTGOING },
                        stat: call.stat,
                        mode: if call.voice { clcc::Mode::VOICE } else { clcc::Mode::DATA },
                        mpty: false,
                        number: Some(call.number.as_str().into()),
                        number_type: Some(TypeOfAddress(type_of(&call.number))),
                        alpha: None,
                        priority: None,
                        cli_validity: None,
                    });
                }
            }
            ("+CHLD", Form::Set) => {
                let code = params.u8()?;
                return self.hold(code);
            }
            ("+VTS", Form::Set) => {
                if self.calls.find(|stat| stat == Stat::ACTIVE).is_none() {
                    return Err(NOT_ALLOWED);
                }
                let tones = String::from_utf8_lossy(request.params.as_bytes()).into_owned();
                let mut fields = Fields::new();
                fields.insert("tones".into(), json!(tones));
                self.notice("tones", tones, fields);
            }
            _ => return Ok(Answer::Pass),
        }
        Ok(Answer::Ok)
    }

    /// `+CHLD` (3GPP TS 22.030, 6.5.5.1).
    fn hold(&mut self, code: u8) -> Done {
        let id = code % 10;
        let waiting = self.calls.find(rings).is_some();
        let done = match code {
            0 if waiting => self.end_calls(|call| rings(call.stat)),
            0 => self.end_calls(|call| call.stat == Stat::HELD),
            1 => {
                let ended = self.end_calls(|call| call.stat == Stat::ACTIVE);
                ended + self.take_next()
            }
            2 => {
                let held: Vec<_> =
                    self.calls.calls.iter().map(|call| call.stat == Stat::HELD).collect();
                self.hold_active();
                match waiting {
                    true => self.take_next(),
                    false => {
                        let calls = self.calls.calls.iter_mut().zip(held);
                        calls
                            .filter(|(_, held)| *held)
                            .for_each(|(call, _)| call.stat = Stat::ACTIVE);
                        self.calls.calls.len()
                    }
                }
            }
            11..=17 => self.end_calls(|call| call.id == id),
            21..=27 => {
                let Some(own) = self.calls.calls.iter().position(|call| call.id == id) else {
                    return Err(CmeError::OPERATION_NOT_ALLOWED.into());
                };
                self.hold_active();
                self.calls.calls[own].stat = Stat::ACTIVE;
                1
            }
            _ => return Err(INCORRECT),
        };
        if done == 0 { Err(NOT_ALLOWED) } else { Ok(Answer::Ok) }
    }

    /// Takes a call that waits, or else one that is held. Says how many.
    fn take_next(&mut self) -> usize {
        let next = self.calls.find(rings).or_else(|| self.calls.find(|stat| stat == Stat::HELD));
        let Some(next) = next else { return 0 };
        self.calls.calls[next].stat = Stat::ACTIVE;
        1
    }
}

fn fields(number: &str) -> Fields {
    let mut fields = Fields::new();
    fields.insert("number".into(), json!(number));
    fields
}
