use super::start::{self, Start};
use super::{
    CommandReply, ErrorReply, Event, ForwardState, GatewayMessage, GsmReply, Keepalive, SubmitOk,
    UssdReply, event,
};
use crate::sink::Sink;
use crate::words::{LineEnd, Words};
use crate::{ParseError, Quirks, WriteError, check, number};

impl<'a> GatewayMessage<'a> {
    /// Reads a datagram. Unless it is to `NOTE` all that is odd, some of that may go by unseen.
    #[inline]
    pub(crate) fn read<const NOTE: bool>(
        datagram: &'a [u8],
        quirks: &mut Quirks,
    ) -> Result<Self, ParseError> {
        // What looks like an end of the text may be an end of the datagram.
        if !matches!(datagram, [.., 0]) {
            if let Some(list) = datagram.strip_prefix(b"req:")
                && let Some((count, list)) = number::before(b';', list)
            {
                return Keepalive::read_usual::<NOTE>(count, list, quirks).map(Self::Keepalive);
            }
            if let Some(list) = datagram.strip_prefix(b"RECEIVE:")
                && let Some((recvid, list)) = number::before(b';', list)
                && let Some(event) = Event::read_usual(recvid, list)
            {
                return Ok(Self::Event(event));
            }
        }
        Self::read_any::<NOTE>(datagram, quirks)
    }

    /// The same without expecting anything.
    fn read_any<const NOTE: bool>(
        datagram: &'a [u8],
        quirks: &mut Quirks,
    ) -> Result<Self, ParseError> {
        match start::read(datagram, quirks)? {
            Start::Colon(verb, list) => Self::read_list::<NOTE>(verb, list, quirks),
            Start::Blank(verb, rest) => Self::read_words(verb, rest, quirks),
        }
    }

    fn read_list<const NOTE: bool>(
        verb: &'a [u8],
        list: &'a [u8],
        quirks: &mut Quirks,
    ) -> Result<Self, ParseError> {
        let number = start::number(list, quirks);
        let of = |message, field| number.ok_or(ParseError::Number { message, field });
        match verb {
            b"req" => {
                let (count, list) = of("keepalive", "count")?;
                Keepalive::read::<NOTE>(count, list, quirks).map(Self::Keepalive)
            }
            b"GSM" => {
                let (sendid, list) = of("gsm_reply", "sendid")?;
                GsmReply::read(sendid, list, quirks).map(Self::Gsm)
            }
            _ => {
                let (recvid, list) = if event::is_known(verb) {
                    of(event::name(verb), "recvid")?
                } else {
                    number.ok_or(ParseError::NoMessage)?
                };
                Event::read(verb, recvid, list, quirks).map(Self::Event)
            }
        }
    }

    fn read_words(verb: &'a [u8], rest: &'a [u8], quirks: &mut Quirks) -> Result<Self, ParseError> {
        use LineEnd::{Any, None, One};
        // A message that is its verb and a number.
        let mut bare = |message, line_end| {
            let mut words = Words::new(message, rest, line_end, quirks);
            let sendid = words.number("sendid");
            words.end();
            sendid
        };
        Ok(match verb {
            b"PASSWORD" => Self::PasswordRequest { sendid: bare("bulk_confirm", One)? },
            b"SEND" => Self::Ready { sendid: bare("auth_confirm", One)? },
            b"DONE" => Self::Done { sendid: bare("end_confirm", One)? },
            b"USSDEXIT" => Self::UssdExit { sendid: bare("ussd_exit", None)? },
            b"CFOK" => Self::ForwardOk { sendid: bare("cf_ok", None)? },
            b"CFERROR" => Self::ForwardError { sendid: bare("cf_error", None)? },
            b"CWOK" => Self::CallWaitingOk { sendid: bare("cw_ok", None)? },
            b"CWERROR" => Self::CallWaitingError { sendid: bare("cw_error", None)? },
            b"WAIT" => {
                let mut words = Words::new("submit_wait", rest, One, quirks);
                let (sendid, telid) = (words.number("sendid")?, words.number("telid")?);
                words.end();
                Self::Wait { sendid, telid }
            }
            b"OK" => Self::SubmitOk(SubmitOk::read(rest, quirks)?),
            b"ERROR" => Self::Error(ErrorReply::read("error", rest, Any, quirks)?),
            b"GSMERROR" => Self::GsmError(ErrorReply::read_gsm(rest, quirks)),
            b"USSD" => Self::Ussd(UssdReply::read(rest, quirks)?),
            b"USSDERROR" => Self::UssdError(UssdReply::read_error(rest, quirks)?),
            b"CFSTATE" => Self::ForwardState(ForwardState::read(rest, quirks)?),
            b"CWSTATE" => {
                Self::CallWaitingState(CommandReply::read("cw_state", verb, rest, quirks)?)
            }
            _ => Self::Reply(
                CommandReply::read("command_reply", verb, rest, quirks)
                    .map_err(|_| ParseError::NoMessage)?,
            ),
        })
    }

    /// The name of the message, such as `keepalive`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Keepalive(_) => "keepalive",
            Self::Event(event) => event.name(),
            Self::PasswordRequest { .. } => "bulk_confirm",
            Self::Ready { .. } => "auth_confirm",
            Self::Wait { .. } => "submit_wait",
            Self::SubmitOk(_) => "submit_ok",
            Self::Error(_) => "error",
            Self::Done { .. } => "end_confirm",
            Self::Reply(_) => "command_reply",
            Self::Ussd(_) => "ussd_reply",
            Self::UssdError(_) => "ussd_error",
            Self::UssdExit { .. } => "ussd_exit",
            Self::ForwardOk { .. } => "cf_ok",
            Self::ForwardError { .. } => "cf_error",
            Self::ForwardState(_) => "cf_state",
            Self::CallWaitingOk { .. } => "cw_ok",
            Self::CallWaitingError { .. } => "cw_error",
            Self::CallWaitingState(_) => "cw_state",
            Self::Gsm(_) => "gsm_reply",
            Self::GsmError(_) => "gsm_error",
        }
    }

    pub(crate) fn check(&self) -> Result<(), WriteError> {
        match self {
            Self::Keepalive(keepalive) => keepalive.check(),
            Self::Event(event) => event.check(),
            Self::Error(error) | Self::GsmError(error) => error.check(),
            Self::Reply(reply) => {
                reply.check()?;
                if is_own_word(reply.verb.as_bytes()) {
                    return check::invalid("verb", "it has a message of its own");
                }
                Ok(())
            }
            Self::CallWaitingState(reply) => {
                reply.check()?;
                if reply.verb != "CWSTATE" {
                    return check::invalid("verb", "it has to be CWSTATE");
                }
                Ok(())
            }
            Self::Ussd(reply) => reply.check(),
            Self::UssdError(reply) => reply.check_error(),
            Self::ForwardState(state) => state.check(),
            Self::Gsm(reply) => reply.check(),
            Self::PasswordRequest { .. }
            | Self::Ready { .. }
            | Self::Wait { .. }
            | Self::SubmitOk(_)
            | Self::Done { .. }
            | Self::UssdExit { .. }
            | Self::ForwardOk { .. }
            | Self::ForwardError { .. }
            | Self::CallWaitingOk { .. }
            | Self::CallWaitingError { .. } => Ok(()),
        }
    }

    /// Writes the message, whatever is in it.
    pub(crate) fn put(&self, to: &mut impl Sink) {
        let mut bare = |verb: &[u8], sendid, end: &[u8]| {
            to.bytes(verb);
            number::put(sendid, to);
            to.bytes(end);
        };
        match self {
            Self::Keepalive(keepalive) => keepalive.put(to),
            Self::Event(event) => event.put(to),
            Self::PasswordRequest { sendid } => bare(b"PASSWORD ", *sendid, b"\n"),
            Self::Ready { sendid } => bare(b"SEND ", *sendid, b"\n"),
            Self::Done { sendid } => bare(b"DONE ", *sendid, b"\n"),
            Self::UssdExit { sendid } => bare(b"USSDEXIT ", *sendid, b""),
            Self::ForwardOk { sendid } => bare(b"CFOK ", *sendid, b""),
            Self::ForwardError { sendid } => bare(b"CFERROR ", *sendid, b""),
            Self::CallWaitingOk { sendid } => bare(b"CWOK ", *sendid, b""),
            Self::CallWaitingError { sendid } => bare(b"CWERROR ", *sendid, b""),
            Self::Wait { sendid, telid } => {
                bare(b"WAIT ", *sendid, b" ");
                bare(b"", *telid, b"\n");
            }
            Self::SubmitOk(ok) => ok.put(to),
            Self::Error(error) => {
                to.bytes(b"ERROR");
                error.put(to);
                to.u8(b'\n');
            }
            Self::GsmError(error) => {
                to.bytes(b"GSMERROR");
                error.put(to);
            }
            Self::Reply(reply) | Self::CallWaitingState(reply) => reply.put(to),
            Self::Ussd(reply) => reply.put(to),
            Self::UssdError(reply) => reply.put_error(to),
            Self::ForwardState(state) => state.put(to),
            Self::Gsm(reply) => reply.put(to),
        }
    }
}

/// Whether a gateway's message that begins with this word and a blank is none of
/// [`GatewayMessage::Reply`].
const fn is_own_word(verb: &[u8]) -> bool {
    matches!(
        verb,
        b"PASSWORD"
            | b"SEND"
            | b"DONE"
            | b"WAIT"
            | b"OK"
            | b"ERROR"
            | b"GSMERROR"
            | b"USSD"
            | b"USSDERROR"
            | b"USSDEXIT"
            | b"CFOK"
            | b"CFERROR"
            | b"CFSTATE"
            | b"CWOK"
            | b"CWERROR"
            | b"CWSTATE"
    )
}
