use alloc::collections::VecDeque;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::IpAddr;
use core::time::Duration;

use cellwire_codec::{Instant, SecretBuf};

use super::event::LineAddr;
use super::line::Line;
use super::news::News;
use super::{Gateway, debug, encode};
use crate::message::{
    CellList, Command, CommandReply, ErrorReply, EventBody, ForwardMode, ForwardState, GsmReply,
    ModuleSwitch, Request, UssdReply,
};
use crate::{Fields, GatewayMessage, Text};

/// The longest number or cell that can be set.
const MAX_TOKEN_LEN: usize = 32;
/// How many commands of a line are remembered, and for how long.
const MAX_REPEATS: usize = 16;
const REPEATS_FOR: Duration = Duration::from_secs(60);

pub(super) const NOT_REGISTERED: &str = "not registered";
const PASSWORD_ERROR: &str = "password error";
const INVALID: &str = "invalid value";

/// The last commands that have changed something, so that a copy of one is answered and not carried
/// out.
#[derive(Clone, Debug, Default)]
pub(super) struct Repeats(VecDeque<Repeat>);

#[derive(Clone, Debug)]
struct Repeat {
    at: Instant,
    ip: IpAddr,
    /// It holds the password.
    datagram: SecretBuf,
    answer: Vec<u8>,
}

impl Repeats {
    fn find(&self, now: Instant, ip: IpAddr, datagram: &[u8]) -> Option<&[u8]> {
        let is_copy = |repeat: &&Repeat| {
            now - repeat.at < REPEATS_FOR && repeat.ip == ip && repeat.datagram.expose() == datagram
        };
        self.0.iter().find(is_copy).map(|repeat| repeat.answer.as_slice())
    }

    fn push(&mut self, repeat: Repeat) {
        if self.0.len() >= MAX_REPEATS {
            self.0.pop_front();
        }
        self.0.push_back(repeat);
    }
}

/// What a command is answered with.
pub(super) enum Answered {
    /// At another time.
    Otherwise,
    /// `VERB $sendid $value`.
    Value(String),
    /// A message of its own.
    Message(Vec<u8>),
}

pub(super) type Outcome = Result<Answered, &'static str>;

fn ok() -> Outcome {
    Ok(Answered::Value("ok".into()))
}

fn message(message: &GatewayMessage<'_>) -> Outcome {
    encode(message).map(Answered::Message).map_err(|_| INVALID)
}

impl Gateway {
    pub(super) fn on_command(&mut self, from: LineAddr, command: Command<'_>, datagram: &[u8]) {
        let Command { sendid, password, request } = command;
        if !self.is_password(from.line, password) {
            self.stats.wrong_passwords += 1;
            return self.answer_with(from, refusal(sendid, &request, PASSWORD_ERROR));
        }
        let place = &mut self.lines[from.line];
        if ends_with_done(&request) {
            place.run.note_exchange(sendid);
        }
        let ip = from.peer.ip().to_canonical();
        if let Some(answer) = place.repeats.find(self.now, ip, datagram) {
            debug!("line {}: command {sendid} has come before", from.line);
            let answer = answer.to_vec();
            return self.answer_with(from, answer);
        }
        let done = match request {
            Request::Ussd(code) => self.on_ussd(from, sendid, code),
            _ => self.carry_out(from, sendid, &request),
        };
        let is_done = done.is_ok();
        let answer = match done {
            // The network answers later, or has answered before.
            Ok(Answered::Otherwise) => return,
            Ok(Answered::Message(answer)) => answer,
            Ok(Answered::Value(value)) => {
                let (verb, value) = (request.verb(), Text::from(value.as_str()));
                // A value was checked when it was set.
                encode(&GatewayMessage::Reply(CommandReply { verb, sendid, value }))
                    .unwrap_or_else(|_| refusal(sendid, &request, INVALID))
            }
            Err(reason) => {
                debug!("line {}: command {sendid} is refused: {reason}", from.line);
                refusal(sendid, &request, reason)
            }
        };
        if !only_asks(&request) {
            let (at, answer) = (self.now, answer.clone());
            let repeat = Repeat { at, ip, datagram: datagram.to_vec().into(), answer };
            self.lines[from.line].repeats.push(repeat);
        }
        self.answer_with(from, answer);
        if is_done {
            self.stats.commands += 1;
            let news = match request {
                Request::UssdExit => News::UssdExit,
                _ => News::Command(datagram.to_vec().into()),
            };
            self.feed.push(from.line, news);
            self.follow_up(from.line, &request);
        }
    }

    fn carry_out(&mut self, from: LineAddr, sendid: i64, request: &Request<'_>) -> Outcome {
        let line = &mut self.lines[from.line];
        match *request {
            Request::GetGsmNum => Ok(Answered::Value(or_null(&line.card.num).into())),
            Request::GetExpTime => Ok(Answered::Value(line.exp_time.to_string())),
            Request::GetRemainTime => Ok(Answered::Value(line.remain_time.to_string())),
            Request::GetGsmState => Ok(Answered::Value(line.run.state.clone())),
            Request::GetImei => Ok(Answered::Value(line.card.imei.clone())),
            Request::GetOutCallInterval => Ok(Answered::Value(line.out_call_interval.to_string())),
            Request::GetCurrentCell => Ok(Answered::Value(line.current_cell())),
            Request::Gsm => line.describe(sendid),
            Request::SetGsmNum(number) => line.set_gsm_num(number),
            Request::SetExpTime(minutes) => line.set_exp_time(minutes),
            Request::ResetRemainTime => {
                line.reset_remain_time();
                ok()
            }
            Request::SetImei(imei) => line.set_imei(imei),
            Request::SetOutCallInterval(seconds) => line.set_out_call_interval(seconds),
            Request::SetBaseCell(cell) => line.set_base_cell(cell),
            Request::CallForward { reason, mode: ForwardMode::QUERY, .. } => {
                let rule = line.forwarding.query(reason).ok_or(INVALID)?;
                message(&GatewayMessage::ForwardState(ForwardState {
                    sendid,
                    enabled: rule.is_on.into(),
                    num: Text::new(&rule.number),
                    seconds: rule.seconds.into(),
                }))
            }
            Request::CallForward { reason, mode, num, seconds } => {
                let done = line.is_registered()
                    && line.forwarding.set(reason, mode, num.as_bytes(), seconds);
                done.then_some(()).ok_or(INVALID)?;
                message(&GatewayMessage::ForwardOk { sendid })
            }
            Request::CallWaiting(ForwardMode::QUERY) => {
                let value = if line.forwarding.is_waiting_on { "1" } else { "0" };
                let (verb, value) = ("CWSTATE".into(), value.into());
                message(&GatewayMessage::CallWaitingState(CommandReply { verb, sendid, value }))
            }
            Request::CallWaiting(mode) => {
                let done = line.is_registered() && line.forwarding.set_waiting(mode);
                done.then_some(()).ok_or(INVALID)?;
                message(&GatewayMessage::CallWaitingOk { sendid })
            }
            Request::ModuleControl(
                ModuleSwitch::ENABLE | ModuleSwitch::DISABLE | ModuleSwitch::DISABLE_2014,
            ) => ok(),
            Request::ModuleControl(_) => Err(INVALID),
            Request::ModulesControl(digits) => {
                let digits = digits.as_bytes();
                let valid = !digits.is_empty() && digits.iter().all(|d| matches!(d, b'0'..=b'2'));
                if valid { ok() } else { Err(INVALID) }
            }
            Request::Dial { num, seconds } => {
                self.dial(from.line, num, seconds)?;
                ok()
            }
            Request::NetSelect(network) if network >= -1 => {
                Ok(Answered::Value(network.to_string()))
            }
            Request::NetSelect(_) => Err(INVALID),
            Request::AtStart => {
                self.start_trace(from, sendid);
                ok()
            }
            Request::AtAlive => {
                if self.keep_trace(from.line) {
                    ok()
                } else {
                    Err("no trace")
                }
            }
            Request::UssdExit => {
                self.exit_ussd(from.line, sendid);
                message(&GatewayMessage::UssdExit { sendid })
            }
            Request::GetCellsList
            | Request::DropCall
            | Request::RebootModule
            | Request::RebootDevice => ok(),
            // The code has a rule of its own, and what is raw is never read.
            Request::Ussd(_) | Request::Raw { .. } => Err(super::UNKNOWN_COMMAND),
        }
    }

    /// What comes after the answer.
    fn follow_up(&mut self, line: usize, request: &Request<'_>) {
        match *request {
            Request::GetCellsList => {
                let cells = self.lines[line].card.cells.clone();
                self.tell_server(line, EventBody::Cells(CellList::new(cells.as_str().into())));
            }
            Request::DropCall => self.end_call(line, "Normal call clearing"),
            Request::RebootModule => self.reboot_line(line),
            Request::RebootDevice => self.reboot(),
            Request::ModuleControl(switch) => {
                self.enable(line, switch == ModuleSwitch::ENABLE);
            }
            Request::ModulesControl(digits) => {
                let lines = self.lines.len();
                for (line, digit) in digits.as_bytes().iter().take(lines).enumerate() {
                    if matches!(digit, b'0' | b'1') {
                        self.enable(line, *digit == b'1');
                    }
                }
            }
            _ => {}
        }
    }

    fn enable(&mut self, line: usize, is_enabled: bool) {
        self.lines[line].is_enabled = is_enabled;
        if !is_enabled {
            self.end_call(line, "Module disabled");
        }
    }
}

/// An error, in the form that the command has.
fn refusal(sendid: i64, request: &Request<'_>, reason: &str) -> Vec<u8> {
    let tail = match request {
        // A stranger's words are not repeated, and a long one might fit no datagram.
        Request::SetGsmNum(number) if reason != PASSWORD_ERROR && number.len() <= MAX_TOKEN_LEN => {
            format!("{} {reason}", number.to_string_lossy())
        }
        Request::SetExpTime(minutes) => format!("{minutes} {reason}"),
        _ => reason.into(),
    };
    let tail = Text::from(tail.as_str());
    let error = ErrorReply { sendid, tail };
    let message = match request {
        Request::CallForward { .. } => GatewayMessage::ForwardError { sendid },
        Request::CallWaiting(_) => GatewayMessage::CallWaitingError { sendid },
        Request::Ussd(_) | Request::UssdExit => {
            GatewayMessage::UssdError(UssdReply { sendid, msg: tail })
        }
        Request::Gsm => GatewayMessage::GsmError(error),
        _ => GatewayMessage::Error(error),
    };
    // What was read as a word can be written as one.
    encode(&message).unwrap_or_default()
}

const fn ends_with_done(request: &Request<'_>) -> bool {
    matches!(
        request,
        Request::Ussd(_)
            | Request::UssdExit
            | Request::CallForward { .. }
            | Request::CallWaiting(_)
    )
}

const fn only_asks(request: &Request<'_>) -> bool {
    matches!(
        request,
        Request::GetGsmNum
            | Request::GetExpTime
            | Request::GetRemainTime
            | Request::GetGsmState
            | Request::GetImei
            | Request::GetOutCallInterval
            | Request::GetCurrentCell
            | Request::Gsm
            | Request::AtAlive
            | Request::CallForward { mode: ForwardMode::QUERY, .. }
            | Request::CallWaiting(ForwardMode::QUERY)
    )
}

fn or_null(text: &str) -> &str {
    if text.is_empty() { "(null)" } else { text }
}

impl Line {
    fn current_cell(&self) -> String {
        match &self.base_cell {
            Some(cell) => cell.clone(),
            None => self.card.cells.split(',').next().unwrap_or_default().trim().into(),
        }
    }

    fn describe(&self, sendid: i64) -> Outcome {
        let fields = [
            ("get_gsm_num", or_null(&self.card.num)),
            ("get_exp_time", &self.exp_time.to_string()),
            ("get_remain_time", &self.remain_time.to_string()),
            ("get_gsm_state", &self.run.state),
            ("imei", &self.card.imei),
            ("out_call_interval", &self.out_call_interval.to_string()),
            ("module_down", if self.is_enabled { "0" } else { "1" }),
        ];
        let fields = Fields::from_pairs(&fields);
        message(&GatewayMessage::Gsm(GsmReply { sendid, fields }))
    }

    fn set_gsm_num(&mut self, number: Text<'_>) -> Outcome {
        let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'*' | b'#');
        let number = number.to_str().ok().filter(|number| number.as_bytes().iter().all(is_digit));
        let number = number.filter(|number| (1..=MAX_TOKEN_LEN).contains(&number.len()));
        self.card.num = number.ok_or(INVALID)?.into();
        Ok(Answered::Value(format!("{} ok", self.card.num)))
    }

    fn set_exp_time(&mut self, minutes: i64) -> Outcome {
        if !(0..=i64::from(u32::MAX)).contains(&minutes) {
            return Err(INVALID);
        }
        self.exp_time = minutes;
        self.remain_time = match (minutes, self.remain_time) {
            (0, _) => -1,
            (_, -1) => minutes,
            (_, left) => left.min(minutes),
        };
        Ok(Answered::Value(format!("{minutes} ok")))
    }

    fn reset_remain_time(&mut self) {
        self.remain_time = if self.exp_time == 0 { -1 } else { self.exp_time };
    }

    fn set_imei(&mut self, imei: Text<'_>) -> Outcome {
        let imei = imei.to_str().ok().filter(|imei| imei.bytes().all(|byte| byte.is_ascii_digit()));
        self.card.imei = imei.filter(|imei| imei.len() == 15).ok_or(INVALID)?.into();
        Ok(Answered::Value(format!("{} ok", self.card.imei)))
    }

    fn set_out_call_interval(&mut self, seconds: i64) -> Outcome {
        if !(0..=i64::from(u32::MAX)).contains(&seconds) {
            return Err(INVALID);
        }
        self.out_call_interval = seconds;
        Ok(Answered::Value(format!("{seconds} ok")))
    }

    fn set_base_cell(&mut self, cell: Text<'_>) -> Outcome {
        let is_cell = |cell: &&str| {
            (1..=MAX_TOKEN_LEN).contains(&cell.len())
                && cell.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        let cell = cell.to_str().ok().filter(is_cell).ok_or(INVALID)?;
        self.base_cell = Some(cell.into());
        Ok(Answered::Value(format!("{cell} ok")))
    }
}
