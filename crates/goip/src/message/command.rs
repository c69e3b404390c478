use cellwire_codec::{Secret, wire_enum};

use super::{Answer, ChannelState, EventAck, ForwardState, event};
use crate::sink::Sink;
use crate::words::{LineEnd, Words};
use crate::{GatewayMessage, ParseError, Quirks, Text, WriteError, check, number};

/// A request for a line that is answered once: everything but SMS (sections 5.1 and 6 to 10).
///
/// `VERB $sendid $value $password`, or `VERB $sendid $password $values...` for USSD, call forwarding
/// and their like.
///
/// ```
/// use cellwire_goip::ServerMessage;
/// use cellwire_goip::message::{Command, Request};
///
/// let command = Command {
///     sendid: 879902,
///     password: "password1".into(),
///     request: Request::SetGsmNum("13800138001".into()),
/// };
/// let mut buffer = [0; 64];
/// let len = ServerMessage::Command(command).write(&mut buffer)?;
/// assert_eq!(&buffer[..len], b"set_gsm_num 879902 13800138001 password1");
/// # Ok::<(), cellwire_goip::WriteError>(())
/// ```
#[expect(clippy::exhaustive_structs, reason = "a server writes it as a literal")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Command<'a> {
    /// Names the request. It has to grow from one USSD request to the next: a gateway answers one
    /// that is not above the last with the last reply.
    pub sendid: i64,
    /// The password of the line.
    pub password: Secret<'a>,
    /// What is asked.
    pub request: Request<'a>,
}

/// What can be asked of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Request<'a> {
    /// `get_gsm_num`: the number of the SIM card (5.1.1).
    GetGsmNum,
    /// `set_gsm_num`: sets it (5.1.2).
    SetGsmNum(Text<'a>),
    /// `get_exp_time`: the limit for outgoing calls, in minutes (5.1.3).
    GetExpTime,
    /// `set_exp_time`: sets it (5.1.4).
    SetExpTime(i64),
    /// `get_remain_time`: what is left of it, in minutes (5.1.5).
    GetRemainTime,
    /// `reset_remain_time`: makes it whole again (5.1.6).
    ResetRemainTime,
    /// `get_gsm_state`: what the line is doing (5.1.7).
    GetGsmState,
    /// `svr_drop_call`: ends the call (5.1.8).
    DropCall,
    /// `svr_reboot_module`: reboots the line (5.1.9).
    RebootModule,
    /// `svr_reboot_dev`: reboots the gateway with all its lines (5.1.10).
    RebootDevice,
    /// `CF`: call forwarding (5.1.11). Its answer is to be followed by a
    /// [`Done`](crate::ServerMessage::Done).
    CallForward {
        /// Which calls.
        reason: ForwardReason,
        /// What to do.
        mode: ForwardMode,
        /// Where to; may be empty unless forwarding is enabled.
        num: Text<'a>,
        /// `ftime`: after how many seconds, for [`ForwardReason::NO_REPLY`]; 0 for the others.
        seconds: u32,
    },
    /// `CW`: call waiting. Its answer is to be followed by a [`Done`](crate::ServerMessage::Done).
    CallWaiting(ForwardMode),
    /// `USSD`: sends a code to the network, or the answer in a dialogue (6). Its answer is to be
    /// followed by a [`Done`](crate::ServerMessage::Done).
    Ussd(Text<'a>),
    /// `USSDEXIT`: ends a dialogue (6).
    UssdExit,
    /// `get_imei` (7.1).
    GetImei,
    /// `set_imei`: 15 digits (7.2).
    SetImei(Text<'a>),
    /// `get_out_call_interval`: in seconds (8.1).
    GetOutCallInterval,
    /// `set_out_call_interval` (8.2).
    SetOutCallInterval(i64),
    /// `module_ctl_i`: enables or disables the line (9.1).
    ModuleControl(ModuleSwitch),
    /// `module_ctl`: enables or disables the lines of the gateway; a digit for each: 1 enables, 0
    /// disables, 2 leaves it as it is (9.2).
    ModulesControl(Text<'a>),
    /// `set_base_cell`: binds the line to a cell (10.2).
    SetBaseCell(Text<'a>),
    /// `get_cells_list`: asks for a [`CELLS`](super::EventBody::Cells) event, which follows the
    /// answer (10.3).
    GetCellsList,
    /// `CURCELL`: the cell that the line is in (10.4).
    GetCurrentCell,
    /// `GSM`: several of the above at once; see [`GsmReply`](super::GsmReply) (edition of 2016).
    Gsm,
    /// `ATSTART`: begins to trace what goes between the gateway and its GSM module, in
    /// [`AT`](super::EventBody::At) events (edition of 2016). The gateway ends it 60 s after this or
    /// the last [`AtAlive`](Self::AtAlive), which the application has to send every 30 s for as long as
    /// it wants the trace: no session does so by itself.
    AtStart,
    /// `ATALIVE`: keeps the trace alive for 60 s more. Without it the trace ends; no request is known
    /// that does it sooner.
    AtAlive,
    /// `DIAL`: calls a number, and hangs up after some seconds.
    Dial {
        /// The number.
        num: Text<'a>,
        /// For how long: 1 to 3600 s.
        seconds: u32,
    },
    /// `netselect`: chooses the network; −1 for automatic.
    NetSelect(i64),
    /// Anything else, to be sent as `VERB $sendid before $password after`. One that was read is a
    /// [`ServerMessage::Other`](crate::ServerMessage::Other), since nothing tells where its password
    /// stands.
    Raw {
        /// The command.
        verb: Text<'a>,
        /// The words before the password, with single blanks; may be empty.
        before: Text<'a>,
        /// What stands behind the password; may be empty.
        after: Text<'a>,
    },
}

wire_enum! {
    /// Which calls are forwarded (section 5.1.11).
    pub struct ForwardReason(i64) {
        /// All, without looking.
        UNCONDITIONAL = 0, "unconditional";
        /// When the line is busy.
        BUSY = 1, "busy";
        /// When nobody answers.
        NO_REPLY = 2, "no reply";
        /// When the line cannot be reached.
        NOT_REACHABLE = 3, "not reachable";
        /// All of the above.
        ALL = 4, "all";
        /// All but unconditional.
        CONDITIONAL = 5, "busy, no reply and not reachable";
    }
}

wire_enum! {
    /// What to do about call forwarding or call waiting (section 5.1.11).
    pub struct ForwardMode(i64) {
        /// Disables; the edition of 2014 has it as 4.
        DISABLE = 0, "disable";
        /// Enables; the edition of 2014 has it as 3.
        ENABLE = 1, "enable";
        /// Asks how it is.
        QUERY = 2, "query";
        /// Registers and enables.
        REGISTER = 3, "register and enable";
        /// Erases and disables.
        ERASE = 4, "erase and disable";
    }
}

wire_enum! {
    /// Whether a line is enabled (section 9.1).
    pub struct ModuleSwitch(i64) {
        /// Disables, by the Chinese edition of 2016 and the vendor's own software.
        DISABLE = 0, "disable";
        /// Enables.
        ENABLE = 1, "enable";
        /// Disables, by the English editions.
        DISABLE_2014 = 2, "disable as of 2014";
    }
}

/// How long a call of [`Request::Dial`] may be, in seconds.
const DIAL_SECONDS: core::ops::RangeInclusive<u32> = 1..=3600;

impl<'a> Request<'a> {
    /// The word in front of it, such as `get_gsm_num`.
    pub fn verb(&self) -> Text<'a> {
        let verb = match self {
            Self::GetGsmNum => "get_gsm_num",
            Self::SetGsmNum(_) => "set_gsm_num",
            Self::GetExpTime => "get_exp_time",
            Self::SetExpTime(_) => "set_exp_time",
            Self::GetRemainTime => "get_remain_time",
            Self::ResetRemainTime => "reset_remain_time",
            Self::GetGsmState => "get_gsm_state",
            Self::DropCall => "svr_drop_call",
            Self::RebootModule => "svr_reboot_module",
            Self::RebootDevice => "svr_reboot_dev",
            Self::CallForward { .. } => "CF",
            Self::CallWaiting(_) => "CW",
            Self::Ussd(_) => "USSD",
            Self::UssdExit => "USSDEXIT",
            Self::GetImei => "get_imei",
            Self::SetImei(_) => "set_imei",
            Self::GetOutCallInterval => "get_out_call_interval",
            Self::SetOutCallInterval(_) => "set_out_call_interval",
            Self::ModuleControl(_) => "module_ctl_i",
            Self::ModulesControl(_) => "module_ctl",
            Self::SetBaseCell(_) => "set_base_cell",
            Self::GetCellsList => "get_cells_list",
            Self::GetCurrentCell => "CURCELL",
            Self::Gsm => "GSM",
            Self::AtStart => "ATSTART",
            Self::AtAlive => "ATALIVE",
            Self::Dial { .. } => "DIAL",
            Self::NetSelect(_) => "netselect",
            Self::Raw { verb, .. } => return *verb,
        };
        Text::new(verb.as_bytes())
    }

    /// What a message says to this request, if it is an answer to it: `Err` has the words of a
    /// refusal.
    ///
    /// Whether it is the answer to *this* request, its `sendid` and its sender tell.
    pub fn answer<'m>(&self, message: &GatewayMessage<'m>) -> Option<Result<Answer<'m>, Text<'m>>> {
        match (self, *message) {
            (_, GatewayMessage::Error(error)) => Some(Err(self.refusal(error.tail))),
            (Self::Ussd(_), GatewayMessage::Ussd(reply)) => {
                let text = reply.text();
                Some(if reply.is_failure() { Err(text) } else { Ok(Answer::Ussd(text)) })
            }
            (Self::Ussd(_) | Self::UssdExit, GatewayMessage::UssdError(reply)) => {
                Some(Err(reply.msg))
            }
            (Self::Ussd(_) | Self::UssdExit, GatewayMessage::UssdExit { .. }) => {
                Some(Ok(Answer::UssdExit))
            }
            (Self::CallForward { .. }, GatewayMessage::ForwardOk { .. })
            | (Self::CallWaiting(_), GatewayMessage::CallWaitingOk { .. }) => {
                Some(Ok(Answer::Done))
            }
            (Self::CallForward { .. }, GatewayMessage::ForwardError { .. })
            | (Self::CallWaiting(_), GatewayMessage::CallWaitingError { .. }) => {
                Some(Err(Text::default()))
            }
            (Self::CallForward { .. }, GatewayMessage::ForwardState(state)) => {
                Some(Ok(Answer::Forward(state)))
            }
            (Self::CallWaiting(_), GatewayMessage::CallWaitingState(reply)) => {
                Some(Ok(Answer::CallWaiting(reply.value)))
            }
            (Self::Gsm, GatewayMessage::Gsm(reply)) => Some(Ok(Answer::Gsm(reply.info()))),
            (Self::Gsm, GatewayMessage::GsmError(error)) => Some(Err(error.tail)),
            (_, GatewayMessage::Reply(reply)) if reply.verb == self.verb() => {
                Some(Ok(self.value(reply.value)))
            }
            _ => None,
        }
    }

    /// The words of a refusal, without the value that was to be set (sections 5.1.2 and 5.1.4).
    fn refusal<'m>(&self, tail: Text<'m>) -> Text<'m> {
        let bytes = tail.as_bytes();
        let len = bytes.iter().position(u8::is_ascii_whitespace).unwrap_or(bytes.len());
        let (word, reason) = bytes.split_at(len);
        let is_value = match self {
            Self::SetGsmNum(value)
            | Self::SetImei(value)
            | Self::SetBaseCell(value)
            | Self::ModulesControl(value) => value.as_bytes() == word,
            Self::SetExpTime(value)
            | Self::SetOutCallInterval(value)
            | Self::ModuleControl(ModuleSwitch(value))
            | Self::NetSelect(value) => number::parse(word) == Some(*value),
            _ => false,
        };
        if is_value { Text::new(reason.trim_ascii_start()) } else { tail }
    }

    /// What stands behind the verb and the number of a reply.
    fn value<'m>(&self, value: Text<'m>) -> Answer<'m> {
        let other = Answer::Other(value);
        match self {
            Self::GetGsmNum | Self::GetImei | Self::GetCurrentCell => Answer::Text(known(value)),
            Self::GetExpTime | Self::GetRemainTime | Self::GetOutCallInterval => {
                number::parse(value.as_bytes()).map_or(other, Answer::Number)
            }
            Self::GetGsmState if !value.is_empty() => {
                Answer::State(ChannelState::read(value.as_bytes(), &mut Quirks::default()))
            }
            Self::GetGsmState
            | Self::CallForward { .. }
            | Self::CallWaiting(_)
            | Self::Ussd(_)
            | Self::UssdExit
            | Self::Gsm
            | Self::Raw { .. } => other,
            Self::NetSelect(network) if number::parse(value.as_bytes()) == Some(*network) => {
                Answer::Done
            }
            _ => {
                let word = value.as_bytes().rsplit(u8::is_ascii_whitespace).next();
                let word = word.map(|word| word.strip_prefix(b"$").unwrap_or(word));
                if word.is_some_and(|word| word.eq_ignore_ascii_case(b"ok")) {
                    Answer::Done
                } else {
                    other
                }
            }
        }
    }
}

/// A value, unless it is empty or how C prints nothing.
pub(super) fn known(value: Text<'_>) -> Option<Text<'_>> {
    let bytes = value.as_bytes();
    let is = |nothing: &[u8]| bytes.eq_ignore_ascii_case(nothing);
    (!bytes.is_empty() && !is(b"(null)") && !is(b"<NULL>")).then_some(value)
}

/// The requests that have a password and nothing else.
fn plain(verb: &[u8]) -> Option<Request<'static>> {
    Some(match verb {
        b"get_gsm_num" => Request::GetGsmNum,
        b"get_exp_time" => Request::GetExpTime,
        b"get_remain_time" => Request::GetRemainTime,
        b"reset_remain_time" => Request::ResetRemainTime,
        b"get_gsm_state" => Request::GetGsmState,
        b"svr_drop_call" => Request::DropCall,
        b"svr_reboot_module" => Request::RebootModule,
        b"svr_reboot_dev" => Request::RebootDevice,
        b"USSDEXIT" => Request::UssdExit,
        b"get_imei" => Request::GetImei,
        b"get_out_call_interval" => Request::GetOutCallInterval,
        b"get_cells_list" => Request::GetCellsList,
        b"CURCELL" => Request::GetCurrentCell,
        b"GSM" => Request::Gsm,
        b"ATSTART" => Request::AtStart,
        b"ATALIVE" => Request::AtAlive,
        _ => return None,
    })
}

/// Whether a server's message begins with this word and is no answer to an event.
pub(super) fn is_server_verb(verb: &[u8]) -> bool {
    plain(verb).is_some()
        || matches!(verb, b"MSG" | b"PASSWORD" | b"SEND" | b"DONE" | b"SMS")
        || matches!(verb, b"CF" | b"CW" | b"USSD" | b"DIAL" | b"netselect")
        || matches!(verb, b"set_gsm_num" | b"set_exp_time" | b"set_imei" | b"set_out_call_interval")
        || matches!(verb, b"module_ctl_i" | b"module_ctl" | b"set_base_cell")
}

/// Whether a server's message with this word in front can only be one that is not known.
pub(super) fn check_other_verb(verb: Text<'_>) -> Result<(), WriteError> {
    check::verb(verb)?;
    if is_server_verb(verb.as_bytes()) || event::is_known(verb.as_bytes()) {
        return check::invalid("verb", "it has a message of its own");
    }
    Ok(())
}

/// Whether the words behind an unknown verb are read as such.
pub(super) fn check_other_tail(tail: &[u8]) -> Result<(), WriteError> {
    if EventAck::is_result(tail) {
        return check::invalid("tail", "it would be read as the answer to an event");
    }
    Ok(())
}

const COMMAND: &str = "command";

impl<'a> Command<'a> {
    pub(super) const fn name(&self) -> &'static str {
        match self.request {
            Request::Ussd(_) => "ussd_request",
            Request::UssdExit => "ussd_exit_request",
            _ => COMMAND,
        }
    }

    /// Reads what stands behind the verb of a command, unless it is that of none.
    pub(super) fn read(
        verb: &[u8],
        rest: &'a [u8],
        quirks: &mut Quirks,
    ) -> Option<Result<Self, ParseError>> {
        let words = |message, quirks| Words::new(message, rest, LineEnd::None, quirks);
        if let Some(request) = plain(verb) {
            let message = if verb == b"USSDEXIT" { "ussd_exit_request" } else { COMMAND };
            return Some(Self::read_plain(request, words(message, quirks)));
        }
        Some(match verb {
            b"USSD" => Self::read_ussd(words("ussd_request", quirks)),
            b"CF" => Self::read_forward(words(COMMAND, quirks)),
            b"CW" | b"DIAL" | b"netselect" => {
                Self::read_behind_password(verb, words(COMMAND, quirks))
            }
            _ if is_server_verb(verb) => Self::read_before_password(verb, words(COMMAND, quirks)),
            _ => return None,
        })
    }

    fn read_plain(request: Request<'a>, mut words: Words<'a, '_>) -> Result<Self, ParseError> {
        let sendid = words.number("sendid")?;
        let password = Secret::new(words.word("password")?);
        words.end();
        Ok(Self { sendid, password, request })
    }

    fn read_ussd(mut words: Words<'a, '_>) -> Result<Self, ParseError> {
        let sendid = words.number("sendid")?;
        let password = Secret::new(words.word("password")?);
        let code = match words.tail() {
            // To say that it is missing.
            [] => words.word("ussdcmd")?,
            code => code,
        };
        Ok(Self { sendid, password, request: Request::Ussd(Text::new(code)) })
    }

    fn read_forward(mut words: Words<'a, '_>) -> Result<Self, ParseError> {
        let sendid = words.number("sendid")?;
        let password = Secret::new(words.word("password")?);
        let reason = ForwardReason(words.number("reason")?);
        let (mode, num, seconds) = words.around_a_number("mode", "ftime")?;
        words.end();
        let seconds = seconds
            .try_into()
            .map_err(|_| ParseError::Number { message: COMMAND, field: "ftime" })?;
        let (mode, num) = (ForwardMode(mode), Text::new(num));
        let request = Request::CallForward { reason, mode, num, seconds };
        Ok(Self { sendid, password, request })
    }

    fn read_behind_password(verb: &[u8], mut words: Words<'a, '_>) -> Result<Self, ParseError> {
        let sendid = words.number("sendid")?;
        let password = Secret::new(words.word("password")?);
        let request = match verb {
            b"CW" => Request::CallWaiting(ForwardMode(words.number("mode")?)),
            b"DIAL" => {
                let num = Text::new(words.word("num")?);
                let seconds = words
                    .number("duration")?
                    .try_into()
                    .map_err(|_| ParseError::Number { message: COMMAND, field: "duration" })?;
                Request::Dial { num, seconds }
            }
            _ => Request::NetSelect(words.number("network")?),
        };
        words.end();
        Ok(Self { sendid, password, request })
    }

    fn read_before_password(verb: &[u8], mut words: Words<'a, '_>) -> Result<Self, ParseError> {
        let sendid = words.number("sendid")?;
        let request = match verb {
            b"set_gsm_num" => Request::SetGsmNum(Text::new(words.word("gsmnum")?)),
            b"set_exp_time" => Request::SetExpTime(words.number("exptime")?),
            b"set_imei" => Request::SetImei(Text::new(words.word("imei")?)),
            b"set_out_call_interval" => Request::SetOutCallInterval(words.number("interval")?),
            b"module_ctl_i" => Request::ModuleControl(ModuleSwitch(words.number("value")?)),
            b"module_ctl" => Request::ModulesControl(Text::new(words.word("value")?)),
            _ => Request::SetBaseCell(Text::new(words.word("cell_id")?)),
        };
        let password = Secret::new(words.word("password")?);
        words.end();
        Ok(Self { sendid, password, request })
    }

    pub(super) fn check(&self) -> Result<(), WriteError> {
        check::token("password", self.password.expose())?;
        match self.request {
            Request::SetGsmNum(num) => check::token("gsmnum", num.as_bytes()),
            Request::SetBaseCell(cell) => check::token("cell_id", cell.as_bytes()),
            Request::Ussd(code) => check::token("ussdcmd", code.as_bytes()),
            Request::SetImei(imei) => {
                let imei = imei.as_bytes();
                if imei.len() != 15 || !imei.iter().all(u8::is_ascii_digit) {
                    return check::invalid("imei", "it has to be 15 digits");
                }
                Ok(())
            }
            Request::ModulesControl(lines) => {
                let lines = lines.as_bytes();
                if lines.is_empty() {
                    return Err(WriteError::Empty { field: "value" });
                }
                if !lines.iter().all(|line| matches!(line, b'0'..=b'2')) {
                    return check::invalid("value", "its digits have to be 0, 1 or 2");
                }
                Ok(())
            }
            Request::CallForward { mode, num, .. } => {
                if matches!(mode, ForwardMode::ENABLE | ForwardMode::REGISTER) {
                    check::token("num", num.as_bytes())
                } else {
                    check::token_or_empty("num", num.as_bytes())
                }
            }
            Request::Dial { num, seconds } => {
                if !DIAL_SECONDS.contains(&seconds) {
                    return check::invalid("duration", "it has to be from 1 to 3600 s");
                }
                check::token("num", num.as_bytes())
            }
            Request::Raw { verb, before, after } => {
                check_other_verb(verb)?;
                check::words("before", before.as_bytes())?;
                check::words("after", after.as_bytes())?;
                // What begins with the password is a result only if that is one.
                let first =
                    if before.is_empty() { self.password.expose() } else { before.as_bytes() };
                check_other_tail(first.split(u8::is_ascii_whitespace).next().unwrap_or_default())
            }
            _ => Ok(()),
        }
    }

    pub(super) fn put(&self, to: &mut impl Sink) {
        to.bytes(self.request.verb().as_bytes());
        to.u8(b' ');
        number::put(self.sendid, to);
        match self.request {
            Request::SetGsmNum(value)
            | Request::SetImei(value)
            | Request::SetBaseCell(value)
            | Request::ModulesControl(value)
            | Request::Raw { before: value, .. }
                if !value.is_empty() =>
            {
                to.u8(b' ');
                to.bytes(value.as_bytes());
            }
            Request::SetExpTime(value)
            | Request::SetOutCallInterval(value)
            | Request::ModuleControl(ModuleSwitch(value)) => {
                to.u8(b' ');
                number::put(value, to);
            }
            _ => {}
        }
        to.u8(b' ');
        to.bytes(self.password.expose());
        match self.request {
            Request::CallForward { reason, mode, num, seconds } => {
                to.u8(b' ');
                number::put(reason.0, to);
                let state = (mode.0, num, seconds.into());
                put_around_a_number(state, to);
            }
            Request::CallWaiting(ForwardMode(value)) | Request::NetSelect(value) => {
                to.u8(b' ');
                number::put(value, to);
            }
            Request::Ussd(after) | Request::Raw { after, .. } if !after.is_empty() => {
                to.u8(b' ');
                to.bytes(after.as_bytes());
            }
            Request::Dial { num, seconds } => {
                to.u8(b' ');
                to.bytes(num.as_bytes());
                to.u8(b' ');
                number::put(seconds.into(), to);
            }
            _ => {}
        }
    }
}

/// ` $mode $num $time`: two blanks where there is no number.
fn put_around_a_number((first, num, last): (i64, Text<'_>, i64), to: &mut impl Sink) {
    to.u8(b' ');
    number::put(first, to);
    to.u8(b' ');
    to.bytes(num.as_bytes());
    to.u8(b' ');
    number::put(last, to);
}

impl<'a> ForwardState<'a> {
    pub(super) fn read(rest: &'a [u8], quirks: &mut Quirks) -> Result<Self, ParseError> {
        let mut words = Words::new("cf_state", rest, LineEnd::None, quirks);
        let sendid = words.number("sendid")?;
        let (enabled, num, seconds) = words.around_a_number("enable", "time")?;
        words.end();
        Ok(Self { sendid, enabled, num: Text::new(num), seconds })
    }

    pub(super) fn check(&self) -> Result<(), WriteError> {
        check::token_or_empty("num", self.num.as_bytes())
    }

    pub(super) fn put(&self, to: &mut impl Sink) {
        to.bytes(b"CFSTATE ");
        number::put(self.sendid, to);
        put_around_a_number((self.enabled, self.num, self.seconds), to);
    }
}
