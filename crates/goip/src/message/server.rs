use cellwire_codec::Secret;

use super::start::{self, Start};
use super::{
    Command, EventAck, KeepaliveAck, Msg, OneShot, Password, ServerMessage, Submit, bulk, command,
    event,
};
use crate::sink::Sink;
use crate::words::{LineEnd, Words};
use crate::{ParseError, Quirk, Quirks, Text, WriteError, check, number};

impl<'a> ServerMessage<'a> {
    /// Reads a datagram.
    pub(crate) fn read<const NOTE: bool>(
        datagram: &'a [u8],
        quirks: &mut Quirks,
    ) -> Result<Self, ParseError> {
        match start::read(datagram, quirks)? {
            Start::Colon(verb @ (b"reg" | b"req"), list) => {
                let (message, field) = ("keepalive_ack", "count");
                let (count, list) =
                    start::number(list, quirks).ok_or(ParseError::Number { message, field })?;
                if verb == b"req" {
                    quirks.insert(Quirk::ReqForReg);
                }
                KeepaliveAck::read(count, list, quirks).map(Self::KeepaliveAck)
            }
            Start::Colon(..) => Err(ParseError::NoMessage),
            Start::Blank(verb, rest) => Self::read_words(verb, rest, quirks),
        }
    }

    fn read_words(verb: &'a [u8], rest: &'a [u8], quirks: &mut Quirks) -> Result<Self, ParseError> {
        Ok(match verb {
            b"MSG" => Self::Msg(Msg::read(rest, quirks)?),
            b"PASSWORD" => Self::Password(Password::read(rest, quirks)?),
            b"SEND" => Self::Submit(Submit::read(rest, quirks)?),
            b"SMS" => Self::OneShot(OneShot::read(rest, quirks)?),
            b"DONE" => {
                // Section 5.1.11 has it without a line end.
                let mut words = Words::new("end_request", rest, LineEnd::Any, quirks);
                let sendid = words.number("sendid")?;
                words.end();
                Self::Done { sendid }
            }
            _ if event::is_known(verb) => Self::EventAck(EventAck::read(verb, rest, quirks)?),
            _ => match Command::read(verb, rest, quirks) {
                Some(command) => Self::Command(command?),
                None => Self::read_other(verb, rest, quirks)?,
            },
        })
    }

    fn read_other(verb: &'a [u8], rest: &'a [u8], quirks: &mut Quirks) -> Result<Self, ParseError> {
        let before = *quirks;
        let mut words = Words::new("other", rest, LineEnd::None, quirks);
        let sendid = words.number("sendid").map_err(|_| ParseError::NoMessage)?;
        let tail = words.tail();
        if EventAck::is_result(tail) {
            *quirks = before;
            return EventAck::read(verb, rest, quirks).map(Self::EventAck);
        }
        Ok(Self::Other { verb: Text::new(verb), sendid, tail: Secret::new(tail) })
    }

    /// The name of the message, such as `keepalive_ack`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::KeepaliveAck(_) => "keepalive_ack",
            Self::EventAck(_) => "event_ack",
            Self::Msg(_) => "bulk_sms_request",
            Self::Password(_) => "auth_request",
            Self::Submit(_) => "submit_number",
            Self::Done { .. } => "end_request",
            Self::OneShot(_) => "one_shot_sms",
            Self::Command(command) => command.name(),
            Self::Other { .. } => "other",
        }
    }

    pub(crate) fn check(&self) -> Result<(), WriteError> {
        match self {
            Self::KeepaliveAck(ack) => ack.check(),
            Self::EventAck(ack) => ack.check(),
            Self::Msg(msg) => msg.check(),
            Self::Password(password) => password.check(),
            Self::Submit(submit) => submit.check(),
            Self::Done { .. } => Ok(()),
            Self::OneShot(one_shot) => one_shot.check(),
            Self::Command(command) => command.check(),
            Self::Other { verb, tail, .. } => {
                command::check_other_verb(*verb)?;
                check::words("tail", tail.expose())?;
                command::check_other_tail(tail.expose())
            }
        }
    }

    /// Writes the message, whatever is in it.
    pub(crate) fn put(&self, to: &mut impl Sink) {
        match self {
            Self::KeepaliveAck(ack) => ack.put(to),
            Self::EventAck(ack) => ack.put(to),
            Self::Msg(msg) => msg.put(to),
            Self::Password(password) => password.put(to),
            Self::Submit(submit) => submit.put(to),
            Self::Done { sendid } => {
                to.bytes(b"DONE ");
                number::put(*sendid, to);
                to.u8(b'\n');
            }
            Self::OneShot(one_shot) => one_shot.put(to),
            Self::Command(command) => command.put(to),
            Self::Other { verb, sendid, tail } => {
                to.bytes(verb.as_bytes());
                bulk::put_words(*sendid, Text::new(tail.expose()), to);
            }
        }
    }
}
