use cellwire_codec::{Secret, wire_enum};

use crate::fields::Keys;
use crate::list::{self, Found, Segments, Usual};
use crate::search::semicolon;
use crate::sink::Sink;
use crate::words::trim_unseen;
use crate::{Fields, ParseError, Quirk, Quirks, Text, WriteError, check, number};

/// The datagram with which a line registers and shows that it is alive: every 30 s (section 2).
///
/// `req:$count;id:$id;pass:$password;` and then what the firmware knows of its line: 3 fields in all,
/// or 20. [`status`](Self::status) reads them all in one pass.
///
/// ```
/// use cellwire_goip::GatewayMessage;
/// use cellwire_goip::message::Login;
///
/// let GatewayMessage::Keepalive(keepalive) = GatewayMessage::parse(
///     b"req:10;id:goipid1;pass:password1;num:12345;signal:23;gsm_status:LOGIN;voip_status:LOGOUT;",
/// )?
/// else {
///     unreachable!()
/// };
/// assert_eq!((keepalive.count, keepalive.id.to_str()), (10, Ok("goipid1")));
/// let status = keepalive.status();
/// assert_eq!(status.signal, Some(23));
/// assert_eq!(status.gsm_status, Some(Login::LoggedIn));
/// assert_eq!(format!("{:?}", keepalive.password), "***");
/// # Ok::<(), cellwire_goip::ParseError>(())
/// ```
#[expect(clippy::exhaustive_structs, reason = "a gateway writes it as a literal")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keepalive<'a> {
    /// Counts the datagrams since the gateway was switched on, from 1. After a reboot it begins anew;
    /// it may be negative.
    pub count: i64,
    /// The id of the line, from its configuration page.
    pub id: Text<'a>,
    /// The password of the line, from its configuration page.
    pub password: Secret<'a>,
    /// All other fields, in the order of the wire.
    pub fields: Fields<'a>,
}

/// What a gateway says of one of its lines: the fields of a [`Keepalive`] that are known.
///
/// A field that is missing is `None`, and so is one whose value is empty or cannot be read; as it
/// stands on the wire it is in [`Keepalive::fields`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LineStatus<'a> {
    /// `num`: the number of the SIM card, as far as the gateway knows it.
    pub num: Option<Text<'a>>,
    /// `signal`: as in `+CSQ`, 0 to 31, and 99 for unknown.
    pub signal: Option<u8>,
    /// `gsm_status`: whether the line is registered with the mobile network. Without it no SMS can
    /// be sent.
    pub gsm_status: Option<Login<'a>>,
    /// `voip_status`: whether the line is registered with its server for calls over the
    /// Internet.
    pub voip_status: Option<Login<'a>>,
    /// `voip_state`: what that side is doing, such as `IDLE`.
    pub voip_state: Option<Text<'a>>,
    /// `remain_time`: how many minutes of outgoing calls are left; −1 for no limit.
    pub remain_time: Option<i64>,
    /// `imei`: of the GSM module.
    pub imei: Option<Text<'a>>,
    /// `imsi`: of the SIM card.
    pub imsi: Option<Text<'a>>,
    /// `iccid`: of the SIM card. It may hold a letter.
    pub iccid: Option<Text<'a>>,
    /// `pro`: the name of the provider. It may hold blanks.
    pub pro: Option<Text<'a>>,
    /// `idle`: for how long the line has been idle, in minutes by what projects report.
    pub idle: Option<i64>,
    /// `disable_status`: 0 for a line that is enabled.
    pub disable_status: Option<i64>,
    /// `SMS_LOGIN`: `Y` once the SMS server has acknowledged a keepalive.
    pub sms_login: Option<bool>,
    /// `SMB_LOGIN`: the same for the vendor's SIM bank.
    pub smb_login: Option<bool>,
    /// `CELLINFO`: the cell, such as `LAC:7E5,CELL ID:5E5B`.
    pub cell_info: Option<Text<'a>>,
    /// `CGATT`: whether the line is attached to the packet network.
    pub cgatt: Option<bool>,
    /// `s_l_id`: in firmware of the `_FU` kind only.
    pub s_l_id: Option<Text<'a>>,
}

/// Whether a line is registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Login<'a> {
    /// `LOGIN`.
    LoggedIn,
    /// `LOGOUT`.
    LoggedOut,
    /// Any other word.
    Other(Text<'a>),
}

wire_enum! {
    /// How a server answers a keepalive. Devices are said not to look at it.
    pub struct KeepaliveStatus(i64) {
        /// 200, as of the English edition of 2015, and as nearly all servers answer.
        OK = 200, "ok";
        /// 0, as in the English edition of 2014.
        OK_2014 = 0, "ok as of 2014";
        /// 404: the vendor's server does not know the id, or the password is wrong.
        NOT_FOUND = 404, "unknown id or wrong password";
        /// 403: another server does not.
        FORBIDDEN = 403, "forbidden";
        /// 304: the vendor's server has trouble with its database.
        DATABASE = 304, "database trouble";
        /// −1: another server does not know the line.
        REFUSED = -1, "refused";
    }
}

impl KeepaliveStatus {
    /// Whether the line is registered: 0 or 200.
    pub const fn is_ok(self) -> bool {
        matches!(self, Self::OK | Self::OK_2014)
    }
}

/// The answer to a [`Keepalive`]: `reg:$count;status:$status;` (section 2).
#[expect(clippy::exhaustive_structs, reason = "a server writes it as a literal")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeepaliveAck<'a> {
    /// That of the keepalive.
    pub count: i64,
    /// Whether the server knows the line.
    pub status: KeepaliveStatus,
    /// Other fields, such as the vendor's `v:1`.
    pub fields: Fields<'a>,
}

/// The fields that a keepalive has itself.
const OWN_KEYS: Keys = {
    const KEYS: &[&str] = &["id", "pass", "password"];
    &KEYS
};

/// The fields of [`LineStatus`] in their order, which is that of the wire: by number, with and
/// without a colon.
macro_rules! each_status {
    ($do:ident) => {
        $do! {
            0 b"num:" b"num",
            1 b"signal:" b"signal",
            2 b"gsm_status:" b"gsm_status",
            3 b"voip_status:" b"voip_status",
            4 b"voip_state:" b"voip_state",
            5 b"remain_time:" b"remain_time",
            6 b"imei:" b"imei",
            7 b"imsi:" b"imsi",
            8 b"iccid:" b"iccid",
            9 b"pro:" b"pro",
            10 b"idle:" b"idle",
            11 b"disable_status:" b"disable_status",
            12 b"SMS_LOGIN:" b"SMS_LOGIN",
            13 b"SMB_LOGIN:" b"SMB_LOGIN",
            14 b"CELLINFO:" b"CELLINFO",
            15 b"CGATT:" b"CGATT",
            16 b"s_l_id:" b"s_l_id",
        }
    };
}

const STATUS_COUNT: usize = 17;

/// The place of a field of [`LineStatus`].
#[inline]
fn status_index(key: &[u8]) -> Option<usize> {
    macro_rules! find {
        ($($index:literal $_usual:literal $key:literal,)*) => {
            match key {
                $($key => Some($index),)*
                _ => None,
            }
        };
    }
    each_status!(find)
}

const KEEPALIVE: &str = "keepalive";

/// The id and the password, as far as they were found.
type Credentials<'a> = (Option<&'a [u8]>, Option<&'a [u8]>);

impl<'a> Keepalive<'a> {
    /// All fields that are known, in one pass.
    pub fn status(&self) -> LineStatus<'a> {
        let mut status = LineStatus::default();
        match self.fields.wire() {
            Some(list) if list.starts_with(b"num:") => status.read_usual(list),
            Some(list) => status.read(list, 0),
            None => {
                let mut seen = 0;
                for field in self.fields.iter() {
                    status.take(field.key.as_bytes(), field.value.as_bytes(), &mut seen);
                }
            }
        }
        status
    }

    /// Reads what stands behind the number: the fields in the order that is usual, or as
    /// [`read`](Self::read) does.
    #[inline]
    pub(super) fn read_usual<const NOTE: bool>(
        count: i64,
        list: &'a [u8],
        quirks: &mut Quirks,
    ) -> Result<Self, ParseError> {
        let mut fields = Usual { rest: list };
        if let Some(id) = fields.take_some(b"id:")
            && let Some(password) = fields.take_some(b"pass:")
            && if NOTE { is_usual(fields.rest) } else { list::check(KEEPALIVE, list).is_ok() }
        {
            let (id, password) = (Text::new(id), Secret::new(password));
            return Ok(Self {
                count,
                id,
                password,
                fields: Fields::from_wire(fields.rest, OWN_KEYS),
            });
        }
        Self::read::<NOTE>(count, list, quirks)
    }

    /// Reads what stands behind the number. Unless it is to `NOTE` all that is odd, it looks no
    /// further than it must.
    pub(super) fn read<const NOTE: bool>(
        count: i64,
        list: &'a [u8],
        quirks: &mut Quirks,
    ) -> Result<Self, ParseError> {
        let (id, password) = if NOTE {
            Self::note(list, quirks)?
        } else {
            list::check(KEEPALIVE, list)?;
            Self::find(list)
        };
        let missing = |field| ParseError::Missing { message: KEEPALIVE, field };
        let id = Text::new(id.ok_or_else(|| missing("id"))?);
        let password = Secret::new(password.ok_or_else(|| missing("pass"))?);
        Ok(Self { count, id, password, fields: Fields::from_wire(list, OWN_KEYS) })
    }

    /// The id and the password.
    fn find(list: &'a [u8]) -> Credentials<'a> {
        let (mut id, mut password) = (None, None);
        let mut rest = list;
        while let [first, second, ..] = rest {
            // Only these may begin with one of the keys, or with blanks before it.
            if !matches!((first, second), (b'i', b'd') | (b'p', b'a') | (0..=b' ', _)) {
                rest = rest.get(semicolon(rest) + 1..).unwrap_or_default();
                continue;
            }
            let mut segments = Segments::new(rest);
            let Some(segment) = segments.next() else { break };
            rest = segments.rest();
            match trim_unseen(segment.key.unwrap_or_default()) {
                b"id" if id.is_none() => id = Some(trim_unseen(segment.value)),
                b"pass" | b"password" if password.is_none() => {
                    password = Some(trim_unseen(segment.value));
                }
                _ => continue,
            }
            if id.is_some() && password.is_some() {
                break;
            }
        }
        (id, password)
    }

    /// The same, with all that is odd about the list.
    fn note(list: &'a [u8], quirks: &mut Quirks) -> Result<Credentials<'a>, ParseError> {
        let index = |key: &[u8], quirks: &mut Quirks| match key {
            b"id" => Some(0),
            b"pass" => Some(1),
            b"password" => {
                quirks.insert(Quirk::PasswordKey);
                Some(1)
            }
            // Only so that one that comes again is noted.
            _ => status_index(key).map(|index| index + 2),
        };
        let Found { values: [id, password, ..], .. } =
            list::read::<{ STATUS_COUNT + 2 }>(KEEPALIVE, list, index, None, quirks)?;
        if [id, password].contains(&Some(&[])) {
            quirks.insert(Quirk::MissingField);
        }
        Ok((id, password))
    }

    pub(super) fn check(&self) -> Result<(), WriteError> {
        check::token("id", self.id.as_bytes())?;
        check::token("pass", self.password.expose())?;
        check::fields(self.fields, |key| matches!(key, b"id" | b"pass" | b"password"), status_index)
    }

    pub(super) fn put(&self, to: &mut impl Sink) {
        to.bytes(b"req:");
        number::put(self.count, to);
        to.bytes(b";id:");
        to.bytes(self.id.as_bytes());
        to.bytes(b";pass:");
        to.bytes(self.password.expose());
        to.u8(b';');
        self.fields.put(b"", b";", to);
    }
}

/// Whether there is nothing in a list but fields of [`LineStatus`], in their order, without blanks.
#[inline(never)]
fn is_usual(list: &[u8]) -> bool {
    let mut fields = Usual { rest: list };
    macro_rules! skip {
        ($($_index:literal $usual:literal $_key:literal,)*) => {
            $(fields.take($usual);)*
        };
    }
    each_status!(skip);
    fields.rest.is_empty()
}

impl<'a> LineStatus<'a> {
    /// Takes the fields of a list. Those in the order that is usual take less time.
    #[inline(never)]
    fn read_usual(&mut self, list: &'a [u8]) {
        let mut fields = Usual { rest: list };
        let mut seen = 0;
        macro_rules! take {
            ($($index:literal $usual:literal $_key:literal,)*) => {
                $(if let Some(value) = fields.take($usual) {
                    seen |= 1 << $index;
                    self.set($index, value);
                })*
            };
        }
        each_status!(take);
        if !fields.rest.is_empty() {
            self.read(fields.rest, seen);
        }
    }

    /// Takes the fields of a list in any order, but for those that were `seen`.
    #[inline(never)]
    fn read(&mut self, list: &'a [u8], mut seen: u32) {
        let mut fields = Usual { rest: list };
        macro_rules! take {
            ($index:literal $usual:literal) => {
                fields.take($usual).is_some_and(|value| {
                    if seen & 1 << $index == 0 {
                        seen |= 1 << $index;
                        self.set($index, value);
                    }
                    true
                })
            };
        }
        while let Some(start) = fields.rest.first_chunk() {
            let taken = match start {
                b"num:" => take!(0 b"num:"),
                b"sign" => take!(1 b"signal:"),
                b"gsm_" => take!(2 b"gsm_status:"),
                b"voip" => take!(3 b"voip_status:") || take!(4 b"voip_state:"),
                b"rema" => take!(5 b"remain_time:"),
                b"imei" => take!(6 b"imei:"),
                b"imsi" => take!(7 b"imsi:"),
                b"icci" => take!(8 b"iccid:"),
                b"pro:" => take!(9 b"pro:"),
                b"idle" => take!(10 b"idle:"),
                b"disa" => take!(11 b"disable_status:"),
                b"SMS_" => take!(12 b"SMS_LOGIN:"),
                b"SMB_" => take!(13 b"SMB_LOGIN:"),
                b"CELL" => take!(14 b"CELLINFO:"),
                b"CGAT" => take!(15 b"CGATT:"),
                // The keepalive's own.
                [b'i', b'd', b':', _] => fields.take(b"id:").is_some(),
                b"pass" => fields.take(b"pass:").is_some(),
                _ => false,
            };
            if taken {
                continue;
            }
            let mut segments = Segments::new(fields.rest);
            if let Some(segment) = segments.next() {
                let key = trim_unseen(segment.key.unwrap_or_default());
                self.take(key, trim_unseen(segment.value), &mut seen);
            }
            fields.rest = segments.rest();
        }
    }

    /// Takes a field, unless it is not known, or was taken before.
    #[inline(never)]
    fn take(&mut self, key: &[u8], value: &'a [u8], seen: &mut u32) {
        if let Some(index) = status_index(key)
            && *seen & 1 << index == 0
        {
            *seen |= 1 << index;
            self.set(index, value);
        }
    }

    /// Takes the value of a field, by its place among the keys.
    #[inline]
    fn set(&mut self, index: usize, value: &'a [u8]) {
        if value.is_empty() {
            return;
        }
        let text = Some(Text::new(value));
        let flag = || match value {
            b"Y" | b"y" | b"1" => Some(true),
            b"N" | b"n" | b"0" => Some(false),
            _ => None,
        };
        match index {
            0 => self.num = text,
            1 => self.signal = number::parse(value).and_then(|signal| signal.try_into().ok()),
            2 => self.gsm_status = Some(Login::read(value)),
            3 => self.voip_status = Some(Login::read(value)),
            4 => self.voip_state = text,
            5 => self.remain_time = number::parse(value),
            6 => self.imei = text,
            7 => self.imsi = text,
            8 => self.iccid = text,
            9 => self.pro = text,
            10 => self.idle = number::parse(value),
            11 => self.disable_status = number::parse(value),
            12 => self.sms_login = flag(),
            13 => self.smb_login = flag(),
            14 => self.cell_info = text,
            15 => self.cgatt = flag(),
            _ => self.s_l_id = text,
        }
    }
}

impl<'a> Login<'a> {
    #[inline]
    fn read(value: &'a [u8]) -> Self {
        if value == b"LOGIN" {
            Self::LoggedIn
        } else if value == b"LOGOUT" {
            Self::LoggedOut
        } else if value.eq_ignore_ascii_case(b"LOGIN") {
            Self::LoggedIn
        } else if value.eq_ignore_ascii_case(b"LOGOUT") {
            Self::LoggedOut
        } else {
            Self::Other(Text::new(value))
        }
    }
}

/// The fields that an acknowledgement has itself.
const ACK_KEYS: Keys = {
    const KEYS: &[&str] = &["status"];
    &KEYS
};

impl<'a> KeepaliveAck<'a> {
    /// Reads what stands behind the number.
    pub(super) fn read(
        count: i64,
        list: &'a [u8],
        quirks: &mut Quirks,
    ) -> Result<Self, ParseError> {
        let (message, field) = ("keepalive_ack", "status");
        let index = |key: &[u8], _: &mut Quirks| (key == b"status").then_some(0);
        let Found { values: [status], .. } = list::read(message, list, index, None, quirks)?;
        let status = status.ok_or(ParseError::Missing { message, field })?;
        let status = number::parse(status).ok_or(ParseError::Number { message, field })?;
        let (status, fields) = (KeepaliveStatus(status), Fields::from_wire(list, ACK_KEYS));
        Ok(Self { count, status, fields })
    }

    pub(super) fn check(&self) -> Result<(), WriteError> {
        check::fields(self.fields, |key| key == b"status", |_| None)
    }

    pub(super) fn put(&self, to: &mut impl Sink) {
        to.bytes(b"reg:");
        number::put(self.count, to);
        to.bytes(b";status:");
        number::put(self.status.0, to);
        to.u8(b';');
        self.fields.put(b"", b";", to);
    }
}
