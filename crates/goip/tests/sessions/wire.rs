//! Datagrams as the tests read them, without the crate.

/// What the server sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Down {
    Reg,
    Msg {
        sendid: i64,
    },
    Password {
        sendid: i64,
    },
    Send {
        sendid: i64,
        telid: i64,
        number: String,
    },
    Done {
        sendid: i64,
    },
    /// `VERB recvid OK`, or another word.
    Ack {
        verb: String,
        recvid: i64,
        ok: bool,
    },
    Command {
        verb: String,
        sendid: i64,
    },
}

/// What a gateway sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Up {
    Req { count: i64, id: String },
    Event { verb: String, recvid: i64, id: String, rest: String },
    AskPassword { sendid: i64 },
    Ready { sendid: i64 },
    Wait { sendid: i64, telid: i64 },
    Ok { sendid: i64, telid: i64 },
    Error { sendid: i64, tail: String },
    Done { sendid: i64 },
    Reply { verb: String, sendid: i64 },
}

fn number(word: Option<&str>) -> i64 {
    word.and_then(|word| word.parse().ok()).unwrap_or_else(|| panic!("no number: {word:?}"))
}

impl Down {
    pub(crate) fn parse(datagram: &[u8]) -> Self {
        let text = core::str::from_utf8(datagram).unwrap();
        if text.starts_with("reg:") {
            assert!(text.ends_with(';'), "{text:?}");
            return Self::Reg;
        }
        let mut words = text.strip_suffix('\n').unwrap_or(text).split(' ');
        let verb = words.next().unwrap();
        let sendid = number(words.next());
        let is_bulk = matches!(verb, "MSG" | "PASSWORD" | "SEND" | "DONE");
        assert_eq!(text.ends_with('\n'), is_bulk, "{text:?}");
        match verb {
            "MSG" => Self::Msg { sendid },
            "PASSWORD" => Self::Password { sendid },
            "SEND" => {
                let telid = number(words.next());
                Self::Send { sendid, telid, number: words.next().unwrap().into() }
            }
            "DONE" => Self::Done { sendid },
            _ => {
                let is_event = matches!(
                    verb,
                    "RECEIVE"
                        | "DELIVER"
                        | "STATE"
                        | "RECORD"
                        | "REMAIN"
                        | "EXPIRY"
                        | "HANGUP"
                        | "CELLS"
                        | "BCCH"
                        | "CELLINFO"
                        | "CGATT"
                        | "USSN"
                );
                let verb = verb.into();
                if is_event {
                    Self::Ack { verb, recvid: sendid, ok: words.next() == Some("OK") }
                } else {
                    Self::Command { verb, sendid }
                }
            }
        }
    }
}

impl Up {
    pub(crate) fn parse(datagram: &[u8]) -> Self {
        let text = core::str::from_utf8(datagram).unwrap();
        let end = text.find([' ', ':', '\n']).unwrap_or_else(|| panic!("no verb: {text:?}"));
        let (verb, rest) = text.split_at(end);
        if rest.starts_with(':') && verb != "GSM" {
            let mut fields = rest[1..].splitn(4, ';');
            let count = number(fields.next());
            let id = fields.next().unwrap().strip_prefix("id:").unwrap().into();
            if verb == "req" {
                return Self::Req { count, id };
            }
            assert!(fields.next().unwrap().starts_with("password:"), "{text:?}");
            let rest = fields.next().unwrap_or_default().into();
            return Self::Event { verb: verb.into(), recvid: count, id, rest };
        }
        let rest = rest[1..].strip_suffix('\n').unwrap_or(&rest[1..]);
        let mut words = rest.splitn(2, [' ', ';']);
        let sendid = number(words.next());
        let tail = words.next().unwrap_or_default();
        let telid = || number(tail.split(' ').next());
        match verb {
            "PASSWORD" => Self::AskPassword { sendid },
            "SEND" => Self::Ready { sendid },
            "WAIT" => Self::Wait { sendid, telid: telid() },
            "OK" => Self::Ok { sendid, telid: telid() },
            "ERROR" => Self::Error { sendid, tail: tail.into() },
            "DONE" => Self::Done { sendid },
            _ => Self::Reply { verb: verb.into(), sendid },
        }
    }

    /// The submission that this is the result of.
    pub(crate) fn result(&self) -> Option<(i64, i64)> {
        match self {
            Self::Ok { sendid, telid } => Some((*sendid, *telid)),
            Self::Error { sendid, tail } => {
                let telid = tail.split_once(" errorstatus:")?.0;
                Some((*sendid, telid.parse().ok()?))
            }
            _ => None,
        }
    }
}
