use super::{command, event};
use crate::sink::Sink;
use crate::words::{LineEnd, Words};
use crate::{ParseError, Quirk, Quirks, Text, WriteError, check, number};

/// The answer to an [`Event`](super::Event): `VERB $recvid OK`.
///
/// ```
/// use cellwire_goip::ServerMessage;
/// use cellwire_goip::message::{AckResult, EventAck};
///
/// let ack = EventAck { verb: "RECEIVE".into(), recvid: 7, result: AckResult::Error("disk full".into()) };
/// let mut buffer = [0; 64];
/// let len = ServerMessage::EventAck(ack).write(&mut buffer)?;
/// assert_eq!(&buffer[..len], b"RECEIVE 7 ERROR disk full");
/// # Ok::<(), cellwire_goip::WriteError>(())
/// ```
#[expect(clippy::exhaustive_structs, reason = "a server writes it as a literal")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventAck<'a> {
    /// The word of the event.
    pub verb: Text<'a>,
    /// The number of the event.
    pub recvid: i64,
    /// What the server makes of it.
    pub result: AckResult<'a>,
}

/// What a server makes of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AckResult<'a> {
    /// `OK`: the server has it; do not send it again.
    Ok,
    /// An error text. It is `ERROR text` for `RECEIVE` and `CELLS`, and for all other verbs by the
    /// vendor's server and by this crate; the specification has the bare text for `STATE`, `RECORD`
    /// and `REMAIN`, which is read as well.
    Error(Text<'a>),
    /// `DISABLE`: the server does not want such events.
    Disable,
}

impl<'a> EventAck<'a> {
    /// Reads what stands behind the verb of an event.
    pub(super) fn read(
        verb: &'a [u8],
        rest: &'a [u8],
        quirks: &mut Quirks,
    ) -> Result<Self, ParseError> {
        let mut words = Words::new("event_ack", rest, LineEnd::Any, quirks);
        let recvid = words.number("recvid")?;
        let mut tail = words.tail();
        // Some servers write a backslash and an `n` for the line end.
        if let Some(word @ (b"OK" | b"DISABLE")) = tail.strip_suffix(b"\\n") {
            quirks.insert(Quirk::StrayLineEnd);
            tail = word;
        }
        let len = tail.iter().position(u8::is_ascii_whitespace).unwrap_or(tail.len());
        let (word, behind) = tail.split_at(len);
        let is = |known: &str| word.eq_ignore_ascii_case(known.as_bytes());
        let (known, result) = if is("OK") {
            ("OK", AckResult::Ok)
        } else if is("DISABLE") {
            ("DISABLE", AckResult::Disable)
        } else if is("ERROR") {
            let text = behind.trim_ascii_start();
            if behind.len() > text.len() + 1 {
                quirks.insert(Quirk::StrayBlank);
            }
            ("ERROR", AckResult::Error(Text::new(text)))
        } else if tail.is_empty() {
            return Err(ParseError::Missing { message: "event_ack", field: "result" });
        } else {
            // The specification has it so for three verbs.
            if !matches!(verb, b"STATE" | b"RECORD" | b"REMAIN") {
                quirks.insert(Quirk::MissingField);
            }
            let result = AckResult::Error(Text::new(tail));
            return Ok(Self { verb: Text::new(verb), recvid, result });
        };
        if word != known.as_bytes() {
            quirks.insert(Quirk::Spelling);
        }
        if !matches!(result, AckResult::Error(_)) && !behind.is_empty() {
            quirks.insert(Quirk::Surplus);
        }
        Ok(Self { verb: Text::new(verb), recvid, result })
    }

    /// Whether these words, behind a verb that is not known, are the answer to an event.
    pub(super) fn is_result(tail: &[u8]) -> bool {
        matches!(tail, b"OK" | b"DISABLE" | b"ERROR") || tail.starts_with(b"ERROR ")
    }

    pub(super) fn check(&self) -> Result<(), WriteError> {
        check::verb(self.verb)?;
        let verb = self.verb.as_bytes();
        if !event::is_known(verb) && command::is_server_verb(verb) {
            return check::invalid("verb", "it is that of a command");
        }
        match self.result {
            AckResult::Error(text) => check::words("errmsg", text.as_bytes()),
            AckResult::Ok | AckResult::Disable => Ok(()),
        }
    }

    pub(super) fn put(&self, to: &mut impl Sink) {
        to.bytes(self.verb.as_bytes());
        to.u8(b' ');
        number::put(self.recvid, to);
        match self.result {
            AckResult::Ok => to.bytes(b" OK"),
            AckResult::Disable => to.bytes(b" DISABLE"),
            AckResult::Error(text) => {
                to.bytes(b" ERROR");
                if !text.is_empty() {
                    to.u8(b' ');
                    to.bytes(text.as_bytes());
                }
            }
        }
    }
}
