use cellwire_codec::Writer;

use super::body::Body;
use super::{
    BodyError, BodyFault, Button, FieldError, Flag, Phone, PhoneError, ServerAddress, Text,
};
use crate::Command;

/// What a server sends (section III).
///
/// It borrows from the frame. Under the feature `alloc`, `into_owned` makes one that can leave it.
///
/// ```
/// use cellwire_cityeasy::message::{Phone, Text};
/// use cellwire_cityeasy::{Command, Downlink};
///
/// let phone = Phone::new("8613612345678")?;
/// let message = Downlink::SendSms { phone, text: Text::from("hi") };
/// assert_eq!(message.command(), Command::SEND_SMS);
/// assert_eq!(message.check(), Ok(()));
///
/// let long = "long ".repeat(60);
/// let message = Downlink::SendSms { phone, text: Text::from(long.as_str()) };
/// assert_eq!(
///     message.check().unwrap_err().to_string(),
///     "text: 300 UTF-16 units are more than 280",
/// );
/// # Ok::<(), cellwire_cityeasy::message::PhoneError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Downlink<'a> {
    /// 0x0001, section III.1: the answer to [`Heartbeat`](crate::Uplink::Heartbeat).
    HeartbeatReply(Flag),
    /// 0x0002, section III.2: the answer to [`GetIp`](crate::Uplink::GetIp).
    Ip(ServerAddress<'a>),
    /// 0x4000: the answer to [`Login`](crate::Uplink::Login) in the Meiligao family.
    LoginReply(Flag),
    /// 0x4101, section III.3: the tracker answers with [`Location`](crate::Uplink::Location).
    RequestLocation,
    /// 0x4102, section III.4: the interval at which the tracker reports where it is; 0 stops it.
    ///
    /// In seconds for CityEasy, in tens of seconds for the Meiligao family. The protocol of
    /// CityEasy says the one and then gives the range of the other.
    SetInterval(u16),
    /// 0x4103, section III.5: sets the numbers of a button.
    SetAuthorizedPhone {
        /// The button.
        button: Button,
        /// The number that receives SMS; an empty one takes the number away.
        sms: Phone,
        /// The number that receives calls; an empty one takes the number away.
        call: Phone,
    },
    /// 0x4130, section III.6: sets the number that may listen in. It is not stuffed with NULs.
    SetWiretapPhone(Phone),
    /// 0x9003, section III.7: asks for the numbers of a button, or of [all](Button::ALL).
    ReadAuthorizedPhone(Button),
    /// 0x9956, section III.8: the answer to [`BlackBox`](crate::Uplink::BlackBox).
    BlackBoxReply(Flag),
    /// 0x9957, section III.9: the tracker sends an SMS.
    SendSms {
        /// Whom to; not empty.
        phone: Phone,
        /// The text.
        text: Text<'a>,
    },
    /// 0x9958, section III.10: the answer to [`GetAddress`](crate::Uplink::GetAddress).
    Address {
        /// The number from the request.
        phone: Phone,
        /// The address.
        text: Text<'a>,
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

impl<'a> Downlink<'a> {
    /// Reads the data of a frame from a server.
    ///
    /// Whatever is left behind a complete message is ignored.
    ///
    /// # Errors
    ///
    /// The data is too short for its command, the address of the server cannot be one, or the
    /// number to listen in has more than 16 characters.
    #[inline]
    pub fn parse(command: Command, data: &'a [u8]) -> Result<Self, BodyError> {
        Self::read(command, data, false)
    }

    /// Reads the data of a frame from a server, and refuses what the protocol does not have: bytes
    /// behind the message, numbers that are none, an SMS to nobody, padding that is not NUL, a text
    /// that is too long or has no end, blanks in the address of the server.
    ///
    /// Unknown commands and codes are accepted.
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
            Command::HEARTBEAT => Self::HeartbeatReply(body.flag()?),
            Command::GET_IP => Self::Ip(body.server_address()?),
            Command::LOGIN_REPLY => Self::LoginReply(body.flag()?),
            Command::REQUEST_LOCATION => Self::RequestLocation,
            Command::SET_INTERVAL => Self::SetInterval(body.u16()?),
            Command::SET_AUTHORIZED_PHONE => Self::SetAuthorizedPhone {
                button: Button(body.u8()?),
                sms: body.phone("sms phone")?,
                call: body.phone("call phone")?,
            },
            Command::SET_WIRETAP_PHONE => Self::SetWiretapPhone(body.unpadded_phone("phone")?),
            Command::READ_AUTHORIZED_PHONE => Self::ReadAuthorizedPhone(Button(body.u8()?)),
            Command::BLACK_BOX => Self::BlackBoxReply(body.flag()?),
            Command::SEND_SMS => {
                Self::SendSms { phone: body.phone_to_reach("phone")?, text: body.text("text")? }
            }
            Command::GET_ADDRESS => {
                Self::Address { phone: body.phone("phone")?, text: body.text("text")? }
            }
            command => Self::Raw { command, data: body.rest() },
        })
    }

    /// The command code of the message.
    #[inline]
    pub const fn command(&self) -> Command {
        match self {
            Self::HeartbeatReply(_) => Command::HEARTBEAT,
            Self::Ip(_) => Command::GET_IP,
            Self::LoginReply(_) => Command::LOGIN_REPLY,
            Self::RequestLocation => Command::REQUEST_LOCATION,
            Self::SetInterval(_) => Command::SET_INTERVAL,
            Self::SetAuthorizedPhone { .. } => Command::SET_AUTHORIZED_PHONE,
            Self::SetWiretapPhone(_) => Command::SET_WIRETAP_PHONE,
            Self::ReadAuthorizedPhone(_) => Command::READ_AUTHORIZED_PHONE,
            Self::BlackBoxReply(_) => Command::BLACK_BOX,
            Self::SendSms { .. } => Command::SEND_SMS,
            Self::Address { .. } => Command::GET_ADDRESS,
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
        let phone =
            |field, phone: &Phone| phone.check().map_err(|error| FieldError::new(field, error));
        match self {
            Self::Ip(address) => {
                address.check().map_err(|error| FieldError::new("server address", error))
            }
            Self::SetAuthorizedPhone { sms, call, .. } => {
                phone("sms phone", sms)?;
                phone("call phone", call)
            }
            Self::SetWiretapPhone(number) | Self::SendSms { phone: number, .. }
                if number.is_empty() =>
            {
                Err(FieldError::new("phone", PhoneError::NoDigits))
            }
            Self::SetWiretapPhone(number) => phone("phone", number),
            Self::SendSms { phone: number, text } | Self::Address { phone: number, text } => {
                phone("phone", number)?;
                text.check().map_err(|error| FieldError::new("text", error))
            }
            _ => Ok(()),
        }
    }

    /// Writes the data of the frame. What [`check`](Self::check) refuses is written as it is.
    pub fn write_body(&self, to: &mut Writer<'_>) {
        match self {
            Self::HeartbeatReply(flag) | Self::LoginReply(flag) | Self::BlackBoxReply(flag) => {
                to.u8(flag.0);
            }
            Self::Ip(address) => address.write(to),
            Self::RequestLocation => {}
            Self::SetInterval(interval) => to.u16_be(*interval),
            Self::SetAuthorizedPhone { button, sms, call } => {
                to.u8(button.0);
                to.bytes(&sms.to_wire());
                to.bytes(&call.to_wire());
            }
            Self::SetWiretapPhone(phone) => to.bytes(phone.as_bytes()),
            Self::ReadAuthorizedPhone(button) => to.u8(button.0),
            Self::SendSms { phone, text } | Self::Address { phone, text } => {
                to.bytes(&phone.to_wire());
                text.write(to);
            }
            Self::Raw { data, .. } => to.bytes(data),
        }
    }
}

const RAW: &str = "raw";

const fn name(command: Command) -> &'static str {
    match command {
        Command::HEARTBEAT => "heartbeat-reply",
        Command::GET_IP => "get-ip-reply",
        Command::LOGIN_REPLY => "login-reply",
        Command::REQUEST_LOCATION => "request-location",
        Command::SET_INTERVAL => "set-interval",
        Command::SET_AUTHORIZED_PHONE => "set-authorized-phone",
        Command::SET_WIRETAP_PHONE => "set-wiretap-phone",
        Command::READ_AUTHORIZED_PHONE => "read-authorized-phone",
        Command::BLACK_BOX => "black-box-reply",
        Command::SEND_SMS => "send-sms",
        Command::GET_ADDRESS => "get-address-reply",
        _ => RAW,
    }
}
