use super::{ChannelState, bulk, command};
use crate::fields::NO_KEYS;
use crate::sink::Sink;
use crate::words::{LineEnd, Words};
use crate::{Fields, ParseError, Quirks, Text, WriteError, check, list, number};

/// The answer to a command that was carried out: `VERB $sendid $value`. The value of one that sets
/// something is what was set, and `ok`.
///
/// What it means depends on the request: [`Request::answer`](super::Request::answer) reads it.
#[expect(clippy::exhaustive_structs, reason = "a gateway writes it as a literal")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommandReply<'a> {
    /// The command.
    pub verb: Text<'a>,
    /// The request.
    pub sendid: i64,
    /// What stands behind it.
    pub value: Text<'a>,
}

/// The answer to a USSD code (section 6).
#[expect(clippy::exhaustive_structs, reason = "a gateway writes it as a literal")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UssdReply<'a> {
    /// The request.
    pub sendid: i64,
    /// `msg`: what the network says, which takes the rest.
    pub msg: Text<'a>,
}

impl<'a> UssdReply<'a> {
    /// Whether the firmware says in words that the code could not be sent (`USSD send failed!`).
    pub fn is_failure(&self) -> bool {
        self.text().as_bytes().trim_ascii().eq_ignore_ascii_case(b"USSD send failed!")
    }

    /// The text without the `@` that some firmware fills it up with.
    pub fn text(&self) -> Text<'a> {
        let mut text = self.msg.as_bytes();
        while let [rest @ .., b'@'] = text {
            text = rest;
        }
        Text::new(text)
    }
}

/// How call forwarding stands: `CFSTATE $sendid $enable $num $time`.
#[expect(clippy::exhaustive_structs, reason = "a gateway writes it as a literal")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForwardState<'a> {
    /// The request.
    pub sendid: i64,
    /// Whether calls are forwarded: 0 or 1.
    pub enabled: i64,
    /// Where to; may be empty.
    pub num: Text<'a>,
    /// After how many seconds.
    pub seconds: i64,
}

/// The answer to `GSM`: `GSM:$sendid;get_gsm_num:...;get_exp_time:...;...` (edition of 2016).
#[expect(clippy::exhaustive_structs, reason = "a gateway writes it as a literal")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GsmReply<'a> {
    /// The request.
    pub sendid: i64,
    /// All other fields. [`info`](Self::info) reads them.
    pub fields: Fields<'a>,
}

/// What is known of a line by [`GsmReply`]. What is missing, empty, `(null)` or `<NULL>` is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GsmInfo<'a> {
    /// `get_gsm_num`: the number of the SIM card.
    pub gsm_num: Option<Text<'a>>,
    /// `get_exp_time`: the limit for outgoing calls, in minutes.
    pub exp_time: Option<i64>,
    /// `get_remain_time`: what is left of it, in minutes.
    pub remain_time: Option<i64>,
    /// `get_gsm_state`: what the line is doing.
    pub gsm_state: Option<ChannelState<'a>>,
    /// `imei`.
    pub imei: Option<Text<'a>>,
    /// `out_call_interval`: in seconds.
    pub out_call_interval: Option<i64>,
    /// `module_down`: 0 for a line that is enabled.
    pub module_down: Option<i64>,
}

/// What a command was answered with; see [`Request::answer`](super::Request::answer).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer<'a> {
    /// It was done.
    Done,
    /// A number, an IMEI, a cell: as it stands on the wire. `(null)` is `None`.
    Text(Option<Text<'a>>),
    /// Minutes or seconds, as the request says.
    Number(i64),
    /// What the line is doing.
    State(ChannelState<'a>),
    /// What the network says to a USSD code, without the `@` that some firmware fills it up with.
    Ussd(Text<'a>),
    /// The network has ended the USSD dialogue.
    UssdExit,
    /// How call forwarding stands.
    Forward(ForwardState<'a>),
    /// How call waiting stands, as it stands on the wire.
    CallWaiting(Text<'a>),
    /// What is known of the line.
    Gsm(GsmInfo<'a>),
    /// Something else than is expected of the request.
    Other(Text<'a>),
}

impl<'a> CommandReply<'a> {
    /// Reads what stands behind the verb.
    pub(super) fn read(
        message: &'static str,
        verb: &'a [u8],
        rest: &'a [u8],
        quirks: &mut Quirks,
    ) -> Result<Self, ParseError> {
        let mut words = Words::new(message, rest, LineEnd::None, quirks);
        let sendid = words.number("sendid")?;
        Ok(Self { verb: Text::new(verb), sendid, value: Text::new(words.tail()) })
    }

    pub(super) fn check(&self) -> Result<(), WriteError> {
        check::verb(self.verb)?;
        check::words("value", self.value.as_bytes())
    }

    pub(super) fn put(&self, to: &mut impl Sink) {
        to.bytes(self.verb.as_bytes());
        bulk::put_words(self.sendid, self.value, to);
    }
}

impl<'a> UssdReply<'a> {
    /// Reads what stands behind `USSD`.
    pub(super) fn read(rest: &'a [u8], quirks: &mut Quirks) -> Result<Self, ParseError> {
        let mut words = Words::before_text("ussd_reply", rest, quirks);
        Ok(Self { sendid: words.number("sendid")?, msg: Text::new(words.text()) })
    }

    /// Reads what stands behind `USSDERROR`.
    pub(super) fn read_error(rest: &'a [u8], quirks: &mut Quirks) -> Result<Self, ParseError> {
        let mut words = Words::new("ussd_error", rest, LineEnd::None, quirks);
        Ok(Self { sendid: words.number("sendid")?, msg: Text::new(words.tail()) })
    }

    pub(super) fn check(&self) -> Result<(), WriteError> {
        check::last_text("msg", self.msg.as_bytes())
    }

    pub(super) fn check_error(&self) -> Result<(), WriteError> {
        check::words("errmsg", self.msg.as_bytes())
    }

    pub(super) fn put(&self, to: &mut impl Sink) {
        to.bytes(b"USSD ");
        number::put(self.sendid, to);
        to.u8(b' ');
        to.bytes(self.msg.as_bytes());
    }

    pub(super) fn put_error(&self, to: &mut impl Sink) {
        to.bytes(b"USSDERROR");
        bulk::put_words(self.sendid, self.msg, to);
    }
}

impl<'a> GsmReply<'a> {
    /// All fields that are known.
    pub fn info(&self) -> GsmInfo<'a> {
        let mut values = [None; GSM_KEYS.len()];
        for field in self.fields.iter() {
            let index = gsm_index(field.key.as_bytes());
            if let Some(value) = index.and_then(|index| values.get_mut(index)) {
                value.get_or_insert(field.value);
            }
        }
        let values = values.map(|value| value.and_then(command::known));
        let [gsm_num, exp_time, remain_time, state, imei, interval, module_down] = values;
        let number = |text: Text<'a>| number::parse(text.as_bytes());
        GsmInfo {
            gsm_num,
            exp_time: exp_time.and_then(number),
            remain_time: remain_time.and_then(number),
            gsm_state: state
                .map(|state| ChannelState::read(state.as_bytes(), &mut Quirks::default())),
            imei,
            out_call_interval: interval.and_then(number),
            module_down: module_down.and_then(number),
        }
    }

    /// Reads what stands behind the number.
    pub(super) fn read(
        sendid: i64,
        list: &'a [u8],
        quirks: &mut Quirks,
    ) -> Result<Self, ParseError> {
        list::check("gsm_reply", list)?;
        list::note(list, gsm_index, quirks);
        Ok(Self { sendid, fields: Fields::from_wire(list, NO_KEYS) })
    }

    pub(super) fn check(&self) -> Result<(), WriteError> {
        check::fields(self.fields, |_| false, gsm_index)
    }

    pub(super) fn put(&self, to: &mut impl Sink) {
        to.bytes(b"GSM:");
        number::put(self.sendid, to);
        self.fields.put(b";", b"", to);
    }
}

/// The fields of [`GsmInfo`], in its order.
const GSM_KEYS: &[&str; 7] = &[
    "get_gsm_num",
    "get_exp_time",
    "get_remain_time",
    "get_gsm_state",
    "imei",
    "out_call_interval",
    "module_down",
];

fn gsm_index(key: &[u8]) -> Option<usize> {
    GSM_KEYS.iter().position(|known| known.as_bytes() == key)
}
