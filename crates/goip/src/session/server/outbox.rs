use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::collections::VecDeque;
use core::net::SocketAddr;

use cellwire_codec::{BufferTooShort, Transmit};

use super::super::debug;
use crate::message::{AckResult, EventAck, KeepaliveAck, KeepaliveStatus};
use crate::{Fields, ServerMessage, Text, WriteError};

/// What is sent once and not answered, on its way out.
#[derive(Debug, Default)]
pub(super) struct Outbox(VecDeque<(SocketAddr, Note)>);

#[derive(Debug)]
pub(super) enum Note {
    Keepalive {
        count: i64,
        status: KeepaliveStatus,
    },
    /// An event is acknowledged, or refused with these words.
    Event {
        verb: Verb,
        recvid: i64,
        refused: Option<Box<str>>,
    },
    /// Ends an exchange about USSD, call forwarding or call waiting.
    Done {
        sendid: i64,
    },
}

/// The word of an event, which is not copied if it is known.
pub(super) type Verb = Cow<'static, [u8]>;

/// As many as may wait before no more datagrams are taken.
const LIMIT: usize = 1024;

impl Outbox {
    pub(super) fn push(&mut self, to: SocketAddr, note: Note) {
        self.0.push_back((to, note));
    }

    pub(super) fn is_full(&self) -> bool {
        self.0.len() >= LIMIT
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn poll(
        &mut self,
        buffer: &mut [u8],
    ) -> Result<Option<Transmit<SocketAddr>>, BufferTooShort> {
        while let Some((to, note)) = self.0.front() {
            let written = note.message().write(buffer);
            let to = *to;
            if let Err(WriteError::Buffer(error)) = written {
                return Err(error);
            }
            self.0.pop_front();
            match written {
                Ok(len) => return Ok(Some(Transmit { len, to })),
                Err(error) => debug!("an answer to {to} cannot be written: {error}"),
            }
        }
        Ok(None)
    }
}

impl Note {
    pub(super) fn message(&self) -> ServerMessage<'_> {
        match self {
            Self::Keepalive { count, status } => {
                let (count, status, fields) = (*count, *status, Fields::EMPTY);
                ServerMessage::KeepaliveAck(KeepaliveAck { count, status, fields })
            }
            Self::Event { verb, recvid, refused } => ServerMessage::EventAck(EventAck {
                verb: Text::new(verb),
                recvid: *recvid,
                result: match refused {
                    None => AckResult::Ok,
                    Some(reason) => AckResult::Error(Text::from(&**reason)),
                },
            }),
            Self::Done { sendid } => ServerMessage::Done { sendid: *sendid },
        }
    }
}

/// The word of an event. `None` for one that is too long to be an event of anybody.
pub(super) fn verb(verb: Text<'_>) -> Option<Verb> {
    const KNOWN: [&str; 12] = [
        "RECEIVE", "DELIVER", "STATE", "RECORD", "REMAIN", "EXPIRY", "HANGUP", "CELLS", "BCCH",
        "CELLINFO", "CGATT", "USSN",
    ];
    const LONGEST: usize = 64;
    if let Some(known) = KNOWN.iter().find(|known| verb == **known) {
        return Some(Cow::Borrowed(known.as_bytes()));
    }
    (verb.len() <= LONGEST).then(|| Cow::Owned(verb.as_bytes().to_vec()))
}

/// A reason as it can be told to a gateway: without control characters, and not too long.
pub(super) fn printable(reason: &str) -> Box<str> {
    const LONGEST: usize = 200;
    let mut end = reason.len().min(LONGEST);
    while !reason.is_char_boundary(end) {
        end -= 1;
    }
    let reason = reason[..end].replace(char::is_control, " ");
    match reason.trim() {
        "" => "refused".into(),
        reason => reason.into(),
    }
}
