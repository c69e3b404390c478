use cellwire_codec::Secret;

use super::{CallDirection, ChannelState, DeliveryState};
use crate::fields::Keys;
use crate::list::{self, Found, Usual};
use crate::sink::Sink;
use crate::words::trim;
use crate::{Fields, ParseError, Quirk, Quirks, Text, WriteError, check, number};

/// Something that a gateway tells the server by itself: `VERB:$recvid;id:$id;password:$password;...`.
///
/// It waits for an [`EventAck`](super::EventAck) with the same verb and number; without one it sends
/// the event again after 3 s, three times (section 4).
///
/// ```
/// use cellwire_goip::GatewayMessage;
/// use cellwire_goip::message::EventBody;
///
/// // The text is last and takes the rest, whatever stands in it.
/// let GatewayMessage::Event(event) = GatewayMessage::parse(
///     b"RECEIVE:1270197307;id:goipid1;password:password1;srcnum:+86135;msg:a;srcnum:b",
/// )?
/// else {
///     unreachable!()
/// };
/// assert_eq!((event.recvid, event.verb().to_string()), (1270197307, "RECEIVE".into()));
/// let EventBody::Receive(sms) = event.body else { unreachable!() };
/// assert_eq!((sms.srcnum.to_str(), sms.msg.to_str()), (Ok("+86135"), Ok("a;srcnum:b")));
/// # Ok::<(), cellwire_goip::ParseError>(())
/// ```
#[expect(clippy::exhaustive_structs, reason = "a gateway writes it as a literal")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event<'a> {
    /// The number of the event. Firmware counts down from the time stamp, or up from a small number;
    /// after a reboot numbers come again.
    pub recvid: i64,
    /// The id of the line.
    pub id: Text<'a>,
    /// The password of the line.
    pub password: Secret<'a>,
    /// What happened.
    pub body: EventBody<'a>,
    /// Fields that the body does not have, in the order of the wire.
    pub fields: Fields<'a>,
}

/// What happened at a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventBody<'a> {
    /// `RECEIVE`: an SMS has come (section 4).
    Receive(Receive<'a>),
    /// `DELIVER`: what became of an SMS that was sent (edition of 2015).
    Deliver {
        /// `sms_no`, as in the `OK` of the submission. The network counts to 255 and begins anew.
        sms_no: i64,
        /// `state`.
        state: DeliveryState,
        /// `num`: to whom it was sent. Old firmware does not say it.
        num: Option<Text<'a>>,
    },
    /// `STATE`: the line does something else now (section 5.2.1).
    State(ChannelState<'a>),
    /// `RECORD`: a call has begun (section 5.2.2).
    Record {
        /// `dir`.
        direction: CallDirection,
        /// `num`: the other party.
        num: Text<'a>,
    },
    /// `REMAIN`: how much time for outgoing calls is left after a call (section 5.2.3).
    Remain {
        /// `gsm_remain_time`: in minutes; −1 for no limit.
        minutes: i64,
    },
    /// `EXPIRY`: the limit for outgoing calls has changed.
    Expiry {
        /// `exp`: in minutes; 0 for no limit.
        minutes: i64,
    },
    /// `HANGUP`: a call has ended (edition of 2016). A comma separates its two fields.
    Hangup {
        /// `num`: the other party; often empty.
        num: Text<'a>,
        /// `cause`: in words.
        cause: Text<'a>,
    },
    /// `CELLS`: the cells that the line can hear (section 10.1). `get_cells_list` asks for it.
    Cells(CellList<'a>),
    /// `BCCH`: the broadcast channels that the line can hear.
    Bcch(CellList<'a>),
    /// `CELLINFO`: the cell that the line is in, such as `LAC:7E5,CELL ID:5E5B`.
    CellInfo(Text<'a>),
    /// `CGATT`: whether the line is attached to the packet network: 0 or 1.
    Cgatt(i64),
    /// `USSN`: the network says something by USSD that nobody has asked for. The text takes the rest.
    Ussn(Text<'a>),
    /// `AT`: a line between the gateway and its GSM module, while a trace is on
    /// ([`Request::AtStart`](super::Request::AtStart)). It is not acknowledged; its number is the
    /// `sendid` of the request.
    At {
        /// `count`: counts the lines.
        count: i64,
        /// `receive`: the line, which takes the rest: `write:AT+CREG?`.
        receive: Text<'a>,
    },
    /// Any other event, or one of the above with something else in the place of a number. What it
    /// says is in [`Event::fields`].
    Other {
        /// The word before the first colon.
        verb: Text<'a>,
    },
}

/// An SMS that has come in.
///
/// Whether the parts of a long one come as one text depends on the firmware.
#[expect(clippy::exhaustive_structs, reason = "a gateway writes it as a literal")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Receive<'a> {
    /// `srcnum`: the sender; a number, a short code or a name. It may be empty.
    pub srcnum: Text<'a>,
    /// `smscnum`: the service centre. New firmware says it.
    pub smscnum: Option<Text<'a>>,
    /// `senttime`: when it was sent, as the firmware writes it.
    pub senttime: Option<Text<'a>>,
    /// `msg`: the text; all that follows its key.
    pub msg: Text<'a>,
}

/// Numbers with a comma behind each: `123,456,`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct CellList<'a>(Text<'a>);

impl<'a> CellList<'a> {
    /// The list as it stands on the wire.
    pub const fn new(text: Text<'a>) -> Self {
        Self(text)
    }

    /// The list as it stands on the wire.
    pub const fn as_text(self) -> Text<'a> {
        self.0
    }

    /// The numbers, without blanks; empty ones are left out.
    pub fn iter(self) -> impl Iterator<Item = Text<'a>> + Clone {
        self.0
            .as_bytes()
            .split(|byte| *byte == b',')
            .map(<[u8]>::trim_ascii)
            .filter(|cell| !cell.is_empty())
            .map(Text::new)
    }
}

impl<'a> Event<'a> {
    /// The word in front of it: what an [`EventAck`](super::EventAck) names.
    pub const fn verb(&self) -> Text<'a> {
        let verb = match self.body {
            EventBody::Receive(_) => "RECEIVE",
            EventBody::Deliver { .. } => "DELIVER",
            EventBody::State(_) => "STATE",
            EventBody::Record { .. } => "RECORD",
            EventBody::Remain { .. } => "REMAIN",
            EventBody::Expiry { .. } => "EXPIRY",
            EventBody::Hangup { .. } => "HANGUP",
            EventBody::Cells(_) => "CELLS",
            EventBody::Bcch(_) => "BCCH",
            EventBody::CellInfo(_) => "CELLINFO",
            EventBody::Cgatt(_) => "CGATT",
            EventBody::Ussn(_) => "USSN",
            EventBody::At { .. } => "AT",
            EventBody::Other { verb } => return verb,
        };
        Text::new(verb.as_bytes())
    }
}

/// What is known of the events with one verb.
struct Shape {
    /// As the message's `name()` gives it.
    name: &'static str,
    /// The fields that have a place of their own, [`COMMON`] first; the last one takes the rest if
    /// `has_text`.
    keys: Keys,
    has_text: bool,
}

macro_rules! keys {
    ($($key:literal),*) => {{
        const KEYS: &[&str] = &["id", "password", "pass" $(, $key)*];
        &KEYS
    }};
}

/// The fields of all events; the password has two names.
const COMMON: Keys = keys![];
const ID: usize = 0;
const PASSWORD: usize = 1;
const MAX_KEYS: usize = 7;

impl Shape {
    const fn new(name: &'static str, keys: Keys) -> Self {
        Self { name, keys, has_text: false }
    }

    const fn with_text(name: &'static str, keys: Keys) -> Self {
        Self { name, keys, has_text: true }
    }

    const OTHER: Self = Self::new("event", COMMON);

    /// Of a verb that is known.
    fn of(verb: &[u8]) -> Option<Self> {
        Some(match verb {
            b"RECEIVE" => Self::with_text("receive", keys!["srcnum", "smscnum", "senttime", "msg"]),
            b"DELIVER" => Self::new("deliver", keys!["sms_no", "state", "num"]),
            b"STATE" => Self::new("state", keys!["gsm_remain_state"]),
            b"RECORD" => Self::new("record", keys!["dir", "num"]),
            b"REMAIN" => Self::new("remain", keys!["gsm_remain_time"]),
            b"EXPIRY" => Self::new("expiry", keys!["exp"]),
            b"HANGUP" => Self::new("hangup", keys!["num", "cause"]),
            b"CELLS" => Self::new("cells", keys!["lists"]),
            b"BCCH" => Self::new("bcch", keys!["bcch"]),
            b"CELLINFO" => Self::new("cellinfo", keys!["info"]),
            b"CGATT" => Self::new("cgatt", keys!["cgatt"]),
            b"USSN" => Self::with_text("ussn", keys!["msg"]),
            b"AT" => Self::with_text("at", keys!["count", "receive"]),
            _ => return None,
        })
    }
}

/// Whether an event with this verb has a body of its own.
pub(super) fn is_known(verb: &[u8]) -> bool {
    Shape::of(verb).is_some()
}

/// The name of the message that begins with this verb and a colon.
pub(super) fn name(verb: &[u8]) -> &'static str {
    Shape::of(verb).unwrap_or(Shape::OTHER).name
}

/// The values of a body, in the order of its keys.
struct Values<'a, 'q> {
    values: [Option<&'a [u8]>; MAX_KEYS],
    quirks: &'q mut Quirks,
}

impl<'a> Values<'a, '_> {
    fn get(&self, index: usize) -> Option<&'a [u8]> {
        self.values[COMMON.len() + index]
    }

    /// A text, or nothing where it is missing.
    fn text(&mut self, index: usize) -> Text<'a> {
        Text::new(self.get(index).unwrap_or_else(|| {
            self.quirks.insert(Quirk::MissingField);
            &[]
        }))
    }

    /// A text that may be missing.
    fn optional(&self, index: usize) -> Option<Text<'a>> {
        self.get(index).map(Text::new)
    }

    fn number(&mut self, index: usize) -> Option<i64> {
        let value = self.get(index);
        let number = value.and_then(number::parse);
        if number.is_none() {
            let missing = value.is_none_or(<[u8]>::is_empty);
            self.quirks.insert(if missing { Quirk::MissingField } else { Quirk::Spelling });
        }
        number
    }

    /// `num:$num,cause:$text`
    fn hangup(&mut self) -> EventBody<'a> {
        let num = self.text(0).as_bytes();
        for (comma, _) in num.iter().enumerate().filter(|(_, byte)| **byte == b',') {
            let (num, rest) = (&num[..comma], &num[comma + 1..]);
            let key = rest.trim_ascii_start();
            let Some(behind) = key.strip_prefix(b"cause") else { continue };
            let [b':', cause @ ..] = behind.trim_ascii_start() else { continue };
            // Blanks around the key.
            trim(&rest[..rest.len() - cause.len() - 1], self.quirks);
            if self.get(1).is_some() {
                self.quirks.insert(Quirk::RepeatedField);
            }
            let num = Text::new(trim(num, self.quirks));
            let cause = Text::new(trim(cause, self.quirks));
            return EventBody::Hangup { num, cause };
        }
        let cause = self.text(1);
        if !cause.is_empty() {
            // A field of its own.
            self.quirks.insert(Quirk::Spelling);
        }
        EventBody::Hangup { num: Text::new(num), cause }
    }

    /// `None` where a number is missing or is none.
    fn body(&mut self, verb: &'a [u8]) -> Option<EventBody<'a>> {
        Some(match verb {
            b"RECEIVE" => EventBody::Receive(Receive {
                srcnum: self.text(0),
                smscnum: self.optional(1),
                senttime: self.optional(2),
                msg: self.text(3),
            }),
            b"DELIVER" => EventBody::Deliver {
                sms_no: self.number(0)?,
                state: DeliveryState(self.number(1)?),
                num: self.optional(2),
            },
            b"STATE" => {
                // Where it is empty, the state notes that.
                let state = self.get(0).unwrap_or_default();
                EventBody::State(ChannelState::read(state, self.quirks))
            }
            b"RECORD" => {
                EventBody::Record { direction: CallDirection(self.number(0)?), num: self.text(1) }
            }
            b"REMAIN" => EventBody::Remain { minutes: self.number(0)? },
            b"EXPIRY" => EventBody::Expiry { minutes: self.number(0)? },
            b"HANGUP" => self.hangup(),
            b"CELLS" => EventBody::Cells(CellList(self.text(0))),
            b"BCCH" => EventBody::Bcch(CellList(self.text(0))),
            b"CELLINFO" => EventBody::CellInfo(self.text(0)),
            b"CGATT" => EventBody::Cgatt(self.number(0)?),
            b"USSN" => EventBody::Ussn(self.text(0)),
            b"AT" => EventBody::At { count: self.number(0)?, receive: self.text(1) },
            _ => EventBody::Other { verb: Text::new(verb) },
        })
    }
}

impl<'a> Event<'a> {
    pub(super) fn name(&self) -> &'static str {
        name(self.verb().as_bytes())
    }

    /// Reads what stands behind the number of a `RECEIVE`, if there is nothing odd in it.
    #[inline]
    pub(super) fn read_usual(recvid: i64, list: &'a [u8]) -> Option<Self> {
        let mut fields = Usual { rest: list };
        let id = Text::new(fields.take_some(b"id:")?);
        let password = Secret::new(fields.take_some(b"password:")?);
        let srcnum = Text::new(fields.take(b"srcnum:")?);
        let smscnum = fields.take(b"smscnum:").map(Text::new);
        let senttime = fields.take(b"senttime:").map(Text::new);
        let msg = Text::new(fields.rest.strip_prefix(b"msg:")?);
        let body = EventBody::Receive(Receive { srcnum, smscnum, senttime, msg });
        Some(Self { recvid, id, password, body, fields: Fields::EMPTY })
    }

    /// Reads what stands behind the number.
    pub(super) fn read(
        verb: &'a [u8],
        recvid: i64,
        list: &'a [u8],
        quirks: &mut Quirks,
    ) -> Result<Self, ParseError> {
        let shape = Shape::of(verb).unwrap_or(Shape::OTHER);
        let index = |key: &[u8], quirks: &mut Quirks| match key {
            b"id" => Some(ID),
            b"password" => Some(PASSWORD),
            b"pass" => {
                quirks.insert(Quirk::PasswordKey);
                Some(PASSWORD)
            }
            _ => shape.keys[COMMON.len()..]
                .iter()
                .position(|known| known.as_bytes() == key)
                .map(|index| COMMON.len() + index),
        };
        let text = shape.has_text.then(|| shape.keys.len() - 1);
        let Found { values, list } = list::read(shape.name, list, index, text, quirks)?;
        let missing = |field| ParseError::Missing { message: shape.name, field };
        let id = values[ID].ok_or_else(|| missing("id"))?;
        let password = values[PASSWORD].ok_or_else(|| missing("password"))?;
        if id.is_empty() || password.is_empty() {
            quirks.insert(Quirk::MissingField);
        }
        let (id, password) = (Text::new(id), Secret::new(password));
        // A line that says something odd is to be heard, and to be answered.
        let (body, own) = match (Values { values, quirks }).body(verb) {
            Some(body) => (body, shape.keys),
            None => (EventBody::Other { verb: Text::new(verb) }, COMMON),
        };
        Ok(Self { recvid, id, password, body, fields: Fields::from_wire(list, own) })
    }

    pub(super) fn check(&self) -> Result<(), WriteError> {
        check::id(self.id)?;
        check::token("password", self.password.expose())?;
        let shape = Shape::of(self.verb().as_bytes());
        if let EventBody::Other { verb } = self.body {
            check::verb(verb)?;
            if shape.is_some() || matches!(verb.as_bytes(), b"req" | b"GSM") {
                return check::invalid("verb", "it has a message of its own");
            }
        }
        let own = shape.unwrap_or(Shape::OTHER).keys;
        let is_own = |key: &[u8]| own.iter().any(|own| own.as_bytes() == key);
        check::fields(self.fields, is_own, |_| None)?;
        let text = |field, text: Text<'_>| check::value(field, text.as_bytes());
        match self.body {
            EventBody::Receive(Receive { srcnum, smscnum, senttime, msg }) => {
                text("srcnum", srcnum)?;
                text("smscnum", smscnum.unwrap_or_default())?;
                text("senttime", senttime.unwrap_or_default())?;
                check::text_len("msg", msg.as_bytes())?;
                check::last_text("msg", msg.as_bytes())
            }
            EventBody::Deliver { num, .. } => text("num", num.unwrap_or_default()),
            EventBody::Record { num, .. } => text("num", num),
            EventBody::State(state) => state.check(),
            EventBody::Hangup { num, cause } => {
                check::value_without_comma("num", num.as_bytes())?;
                text("cause", cause)
            }
            EventBody::Cells(CellList(list)) => text("lists", list),
            EventBody::Bcch(CellList(list)) => text("bcch", list),
            EventBody::CellInfo(info) => text("info", info),
            EventBody::Ussn(msg) => check::last_text("msg", msg.as_bytes()),
            EventBody::At { receive, .. } => check::last_text("receive", receive.as_bytes()),
            EventBody::Remain { .. }
            | EventBody::Expiry { .. }
            | EventBody::Cgatt(_)
            | EventBody::Other { .. } => Ok(()),
        }
    }

    pub(super) fn put(&self, to: &mut impl Sink) {
        to.bytes(self.verb().as_bytes());
        to.u8(b':');
        number::put(self.recvid, to);
        if let EventBody::At { count, .. } = self.body {
            put_number("count", count, to);
        }
        put_text("id", self.id, to);
        put_text("password", Text::new(self.password.expose()), to);
        if let EventBody::Receive(Receive { srcnum, smscnum, senttime, .. }) = self.body {
            put_text("srcnum", srcnum, to);
            put_optional("smscnum", smscnum, to);
            put_optional("senttime", senttime, to);
        }
        // A text is last.
        self.fields.put(b";", b"", to);
        match self.body {
            EventBody::Receive(Receive { msg, .. }) | EventBody::Ussn(msg) => {
                put_text("msg", msg, to);
            }
            EventBody::Deliver { sms_no, state, num } => {
                put_number("sms_no", sms_no, to);
                put_number("state", state.0, to);
                put_optional("num", num, to);
            }
            EventBody::State(state) => {
                to.bytes(b";gsm_remain_state:");
                state.put(to);
            }
            EventBody::Record { direction, num } => {
                put_number("dir", direction.0, to);
                put_text("num", num, to);
            }
            EventBody::Remain { minutes } => put_number("gsm_remain_time", minutes, to),
            EventBody::Expiry { minutes } => put_number("exp", minutes, to),
            EventBody::Hangup { num, cause } => {
                put_text("num", num, to);
                to.bytes(b",cause:");
                to.bytes(cause.as_bytes());
            }
            EventBody::Cells(CellList(list)) => put_text("lists", list, to),
            EventBody::Bcch(CellList(list)) => put_text("bcch", list, to),
            EventBody::CellInfo(info) => put_text("info", info, to),
            EventBody::Cgatt(attached) => put_number("cgatt", attached, to),
            EventBody::At { receive, .. } => put_text("receive", receive, to),
            EventBody::Other { .. } => {}
        }
    }
}

fn put_key(key: &str, to: &mut impl Sink) {
    to.u8(b';');
    to.bytes(key.as_bytes());
    to.u8(b':');
}

fn put_text(key: &str, text: Text<'_>, to: &mut impl Sink) {
    put_key(key, to);
    to.bytes(text.as_bytes());
}

fn put_optional(key: &str, text: Option<Text<'_>>, to: &mut impl Sink) {
    if let Some(text) = text {
        put_text(key, text, to);
    }
}

fn put_number(key: &str, number: i64, to: &mut impl Sink) {
    put_key(key, to);
    number::put(number, to);
}
