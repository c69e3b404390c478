use cellwire_codec::Writer;

use super::body::Body;
use super::{AddressQuery, BlackBox, BodyError, BodyFault, FieldError, Flag, PhoneList};
use crate::Command;
use crate::report::{Alarm, ReportText};

/// What a tracker sends (section III).
///
/// It borrows from the frame. Making one is cheap: reports, lists and texts are read when asked
/// for. Under the feature `alloc`, `into_owned` makes one that can leave the frame.
///
/// ```
/// use cellwire_cityeasy::message::Flag;
/// use cellwire_cityeasy::{Command, Uplink};
///
/// let message = Uplink::parse(Command::SET_INTERVAL_REPLY, &[1, 0, 60])?;
/// assert_eq!(message, Uplink::SetIntervalReply { flag: Flag::SUCCEEDED, interval: Some(60) });
/// assert_eq!(message.name(), "set-interval-reply");
/// # Ok::<(), cellwire_cityeasy::message::BodyError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Uplink<'a> {
    /// 0x0001, section III.1: answer with [`HeartbeatReply`](crate::Downlink::HeartbeatReply).
    Heartbeat,
    /// 0x0002, section III.2: answer with [`Ip`](crate::Downlink::Ip).
    GetIp,
    /// 0x5000: a tracker of the Meiligao family introduces itself. Answer with
    /// [`LoginReply`](crate::Downlink::LoginReply). CityEasy has no login.
    Login {
        /// Empty in the Meiligao protocol.
        data: &'a [u8],
    },
    /// 0x5100, section III.4: the answer to [`SetInterval`](crate::Downlink::SetInterval).
    SetIntervalReply {
        /// Whether it was set.
        flag: Flag,
        /// The interval, see there; some cousins leave it out.
        interval: Option<u16>,
    },
    /// 0x4103, section III.5: the answer to
    /// [`SetAuthorizedPhone`](crate::Downlink::SetAuthorizedPhone).
    SetAuthorizedPhoneReply(Flag),
    /// 0x4130, section III.6: the answer to
    /// [`SetWiretapPhone`](crate::Downlink::SetWiretapPhone).
    SetWiretapPhoneReply(Flag),
    /// 0x9003, section III.7: the answer to
    /// [`ReadAuthorizedPhone`](crate::Downlink::ReadAuthorizedPhone).
    AuthorizedPhones(PhoneList<'a>),
    /// 0x9955, sections III.3 and III.4: where the tracker is, asked for or at an interval.
    Location(ReportText<'a>),
    /// 0x9956, section III.8: reports stored while the tracker was offline. Answer with
    /// [`BlackBoxReply`](crate::Downlink::BlackBoxReply) when they are stored: trackers send them
    /// until then.
    BlackBox(BlackBox<'a>),
    /// 0x9957, section III.9: the answer to [`SendSms`](crate::Downlink::SendSms).
    SendSmsReply(Flag),
    /// 0x9958, section III.10: answer with [`Address`](crate::Downlink::Address).
    GetAddress(AddressQuery<'a>),
    /// 0x9999: an alarm of the Meiligao family. CityEasy has it inside of the report.
    Alarm {
        /// The byte in front of the report.
        alarm: Alarm,
        /// The report, mostly in the Meiligao layout.
        report: ReportText<'a>,
    },
    /// Any other command, as it stands on the wire. One that is written with the code of a known
    /// command is read as that.
    Raw {
        /// The command code.
        command: Command,
        /// The data.
        data: &'a [u8],
    },
}

impl<'a> Uplink<'a> {
    /// Reads the data of a frame from a tracker.
    ///
    /// Whatever is left behind a complete message is ignored.
    ///
    /// # Errors
    ///
    /// The data is too short for its command.
    #[inline]
    pub fn parse(command: Command, data: &'a [u8]) -> Result<Self, BodyError> {
        Self::read(command, data, false)
    }

    /// Reads the data of a frame from a tracker, and refuses what the protocol does not have:
    /// bytes behind the message, missing fields, numbers that are none, padding that is not NUL,
    /// a black box of more than 40 records or with other semicolons than those behind records.
    ///
    /// The fields of a report are not looked at;
    /// [`ReportText::parse_strict`] does that. Unknown commands and codes are accepted.
    ///
    /// # Errors
    ///
    /// The data is not what the protocol has for its command.
    pub fn parse_strict(command: Command, data: &'a [u8]) -> Result<Self, BodyError> {
        Self::read(command, data, true)
    }

    #[inline]
    fn read(command: Command, data: &'a [u8], strict: bool) -> Result<Self, BodyError> {
        let mut body = Body::new(data, strict);
        Self::read_body(command, &mut body)
            .and_then(|message| body.finish(message))
            .map_err(|fault| BodyError { message: name(command), fault })
    }

    #[inline]
    fn read_body(command: Command, body: &mut Body<'a>) -> Result<Self, BodyFault> {
        Ok(match command {
            Command::HEARTBEAT => Self::Heartbeat,
            Command::GET_IP => Self::GetIp,
            Command::LOGIN => Self::Login { data: body.rest() },
            Command::SET_INTERVAL_REPLY => {
                let flag = body.flag()?;
                let interval = match body.u16() {
                    Ok(interval) => Some(interval),
                    Err(error) if body.is_strict() => return Err(error.into()),
                    Err(_) => None,
                };
                Self::SetIntervalReply { flag, interval }
            }
            Command::SET_AUTHORIZED_PHONE => Self::SetAuthorizedPhoneReply(body.flag()?),
            Command::SET_WIRETAP_PHONE => Self::SetWiretapPhoneReply(body.flag()?),
            Command::READ_AUTHORIZED_PHONE => Self::AuthorizedPhones(body.phones()?),
            Command::LOCATION => Self::Location(ReportText::from_wire(body.rest())),
            Command::BLACK_BOX => {
                let black_box = BlackBox::from_wire(body.rest());
                if body.is_strict() {
                    black_box.check_strict()?;
                }
                Self::BlackBox(black_box)
            }
            Command::SEND_SMS => Self::SendSmsReply(body.flag()?),
            Command::GET_ADDRESS => {
                Self::GetAddress(AddressQuery { phone: body.phone("phone")?, body: body.rest() })
            }
            Command::ALARM => {
                Self::Alarm { alarm: Alarm(body.u8()?), report: ReportText::from_wire(body.rest()) }
            }
            command => Self::Raw { command, data: body.rest() },
        })
    }

    /// The command code of the message.
    #[inline]
    pub const fn command(&self) -> Command {
        match self {
            Self::Heartbeat => Command::HEARTBEAT,
            Self::GetIp => Command::GET_IP,
            Self::Login { .. } => Command::LOGIN,
            Self::SetIntervalReply { .. } => Command::SET_INTERVAL_REPLY,
            Self::SetAuthorizedPhoneReply(_) => Command::SET_AUTHORIZED_PHONE,
            Self::SetWiretapPhoneReply(_) => Command::SET_WIRETAP_PHONE,
            Self::AuthorizedPhones(_) => Command::READ_AUTHORIZED_PHONE,
            Self::Location(_) => Command::LOCATION,
            Self::BlackBox(_) => Command::BLACK_BOX,
            Self::SendSmsReply(_) => Command::SEND_SMS,
            Self::GetAddress(_) => Command::GET_ADDRESS,
            Self::Alarm { .. } => Command::ALARM,
            Self::Raw { command, .. } => *command,
        }
    }

    /// The name of the message in lower case, with hyphens; `raw` for [`Raw`](Self::Raw).
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Raw { .. } => RAW,
            message => name(message.command()),
        }
    }

    /// Says whether the message can be written.
    ///
    /// # Errors
    ///
    /// A field holds what the protocol cannot carry.
    pub fn check(&self) -> Result<(), FieldError> {
        match self {
            Self::AuthorizedPhones(phones) => phones.check(),
            Self::Location(report) | Self::Alarm { report, .. } => {
                report.check().map_err(|error| FieldError::new("report", error))
            }
            Self::BlackBox(black_box) => black_box.check(),
            Self::GetAddress(query) => {
                query.phone.check().map_err(|error| FieldError::new("phone", error))
            }
            _ => Ok(()),
        }
    }

    /// At least as many bytes as [`write_body`](Self::write_body) writes, where that is known
    /// without writing them.
    pub(crate) fn max_body_len(&self) -> Option<usize> {
        match self {
            Self::Location(report) => Some(report.max_len()),
            Self::BlackBox(black_box) => Some(black_box.max_len()),
            Self::Alarm { report, .. } => Some(report.max_len().saturating_add(1)),
            Self::Login { data } | Self::Raw { data, .. } => Some(data.len()),
            _ => None,
        }
    }

    /// Writes the data of the frame. What [`check`](Self::check) refuses is written as it is.
    pub fn write_body(&self, to: &mut Writer<'_>) {
        match self {
            Self::Heartbeat | Self::GetIp => {}
            Self::SetIntervalReply { flag, interval } => {
                to.u8(flag.0);
                if let Some(interval) = interval {
                    to.u16_be(*interval);
                }
            }
            Self::SetAuthorizedPhoneReply(flag)
            | Self::SetWiretapPhoneReply(flag)
            | Self::SendSmsReply(flag) => to.u8(flag.0),
            Self::AuthorizedPhones(phones) => phones.write(to),
            Self::Location(report) => report.write(to),
            Self::BlackBox(black_box) => black_box.write(to),
            Self::GetAddress(query) => {
                to.bytes(&query.phone.to_wire());
                to.bytes(query.body);
            }
            Self::Alarm { alarm, report } => {
                to.u8(alarm.0);
                report.write(to);
            }
            Self::Login { data } | Self::Raw { data, .. } => to.bytes(data),
        }
    }
}

const RAW: &str = "raw";

const fn name(command: Command) -> &'static str {
    match command {
        Command::HEARTBEAT => "heartbeat",
        Command::GET_IP => "get-ip",
        Command::LOGIN => "login",
        Command::SET_INTERVAL_REPLY => "set-interval-reply",
        Command::SET_AUTHORIZED_PHONE => "set-authorized-phone-reply",
        Command::SET_WIRETAP_PHONE => "set-wiretap-phone-reply",
        Command::READ_AUTHORIZED_PHONE => "read-authorized-phone-reply",
        Command::LOCATION => "location",
        Command::BLACK_BOX => "black-box",
        Command::SEND_SMS => "send-sms-reply",
        Command::GET_ADDRESS => "get-address",
        Command::ALARM => "alarm",
        _ => RAW,
    }
}
