//! What the datagrams of GoIP are, in words.

use cellwire_codec::{Decoded, Decoder, Outcome};
use cellwire_goip::message::{EventBody, Request};
use cellwire_goip::{
    DatagramError, GatewayDecoder, GatewayMessage, Quirk, Quirks, ServerDecoder, ServerMessage,
};

use super::json;
use super::parts::Cutter;
use crate::frames::{Explain, Explained, Fields, FrameStream, Part, set};
use crate::text::lossless;
use crate::wire::{Way, Wire};

/// Listens to what gateways and a server say to each other, and explains it.
pub fn wire() -> Wire {
    Wire::new(|way| {
        let decoder = match way {
            Way::Up => DatagramDecoder::Gateway(GatewayDecoder::new()),
            Way::Down => DatagramDecoder::Server(ServerDecoder::new()),
        };
        FrameStream::new(Goip { way, show_secrets: false }, decoder).of_datagrams(true)
    })
}

/// Reads the datagrams of either direction.
#[derive(Clone, Debug)]
pub enum DatagramDecoder {
    /// Those that gateways send.
    Gateway(GatewayDecoder),
    /// Those that servers send.
    Server(ServerDecoder),
}

/// A datagram, and what it says.
#[derive(Clone, Copy, Debug)]
pub struct Datagram<'a> {
    /// All of it.
    pub bytes: &'a [u8],
    /// What it says.
    pub message: Message<'a>,
    /// What was tolerated.
    pub quirks: Quirks,
}

/// What either side says.
#[derive(Clone, Copy, Debug)]
pub enum Message<'a> {
    /// A gateway.
    Gateway(GatewayMessage<'a>),
    /// A server.
    Server(ServerMessage<'a>),
}

impl Decoder for DatagramDecoder {
    type Frame<'a> = Datagram<'a>;
    type Error = DatagramError;

    fn decode<'a>(&mut self, src: &'a [u8]) -> Decoded<Datagram<'a>, DatagramError> {
        match self {
            Self::Gateway(decoder) => with_bytes(src, decoder.decode(src), |read| {
                (Message::Gateway(read.message), read.quirks)
            }),
            Self::Server(decoder) => with_bytes(src, decoder.decode(src), |read| {
                (Message::Server(read.message), read.quirks)
            }),
        }
    }

    fn finish<'a>(&mut self, src: &'a [u8]) -> Decoded<Datagram<'a>, DatagramError> {
        self.decode(src)
    }

    fn max_frame_len(&self) -> usize {
        match self {
            Self::Gateway(decoder) => decoder.max_frame_len(),
            Self::Server(decoder) => decoder.max_frame_len(),
        }
    }
}

fn with_bytes<'a, M>(
    src: &'a [u8],
    decoded: Decoded<M, DatagramError>,
    message: impl FnOnce(M) -> (Message<'a>, Quirks),
) -> Decoded<Datagram<'a>, DatagramError> {
    let Decoded { consumed, outcome } = decoded;
    let outcome = match outcome {
        Outcome::Frame(read) => {
            let (message, quirks) = message(read);
            let bytes = src.get(..consumed).unwrap_or(src);
            Outcome::Frame(Datagram { bytes, message, quirks })
        }
        Outcome::Incomplete { needed } => Outcome::Incomplete { needed },
        Outcome::Fault(mut error) => {
            // Also of one that is longer than any frame.
            error.skipped = consumed;
            Outcome::Fault(error)
        }
    };
    Decoded { consumed, outcome }
}

/// Explains the datagrams of a direction.
#[derive(Clone, Copy, Debug)]
pub struct Goip {
    /// Which direction.
    pub way: Way,
    /// Whether passwords are shown.
    pub show_secrets: bool,
}

impl Explain for Goip {
    type Decoder = DatagramDecoder;

    fn frame(&self, datagram: &Datagram<'_>) -> Explained {
        let Datagram { bytes, message, quirks } = datagram;
        let (name, mut fields, who, parts) = match message {
            Message::Gateway(message) => {
                let mut fields = json::gateway(message, self.show_secrets);
                if let Some(state) = fields.get_mut("gsm_remain_state") {
                    // As it is written, which may be odd.
                    let state_field = raw_field(bytes, b"gsm_remain_state");
                    *state = state_field.map_or_else(|| state.take(), |raw| lossless(raw).into());
                }
                let who = match message {
                    GatewayMessage::Keepalive(keepalive) => json::text(keepalive.id),
                    GatewayMessage::Event(event) => json::text(event.id),
                    _ => String::new(),
                };
                (message.name(), fields, who, gateway_parts(bytes, message, self.show_secrets))
            }
            Message::Server(message) => {
                let fields = json::server(message, self.show_secrets);
                let parts = server_parts(bytes, message, self.show_secrets);
                (message.name(), fields, String::new(), parts)
            }
        };
        if !quirks.is_empty() {
            set!(fields, "quirks": quirks.iter().map(Quirk::name).collect::<Vec<_>>());
        }
        let summary = masked(bytes, &parts);
        Explained {
            name: name.into(),
            who,
            summary,
            fields,
            parts,
            is_text: true,
            ..Explained::default()
        }
    }

    fn fault(&self, error: &DatagramError) -> String {
        error.to_string()
    }

    /// Where the password of an unreadable datagram stands, nobody knows.
    fn shown<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        let end = match self.way {
            _ if self.show_secrets => None,
            Way::Up => bytes.windows(4).position(|window| window.eq_ignore_ascii_case(b"pass")),
            Way::Down => bytes.iter().position(|byte| matches!(byte, b' ' | b':' | b'\n')),
        };
        end.and_then(|end| bytes.get(..end)).unwrap_or(bytes)
    }
}

/// The datagram as text, without its secret.
fn masked(bytes: &[u8], parts: &[Part]) -> String {
    let mut text = String::new();
    let mut rest = bytes;
    for part in parts {
        let (bytes, behind) = rest.split_at(part.len.min(rest.len()));
        rest = behind;
        match part.secret {
            true => text.push_str("***"),
            false => text.push_str(&cellwire_goip::Text::new(bytes).to_string()),
        }
    }
    text
}

/// The value of a field as it is written.
fn raw_field<'a>(bytes: &'a [u8], key: &[u8]) -> Option<&'a [u8]> {
    bytes.split(|byte| *byte == b';').find_map(|field| {
        let colon = field.iter().position(|byte| *byte == b':')?;
        (field[..colon].trim_ascii() == key).then(|| field[colon + 1..].trim_ascii())
    })
}

fn gateway_parts(bytes: &[u8], message: &GatewayMessage<'_>, show_secrets: bool) -> Vec<Part> {
    let name = message.name();
    let secret = match message {
        GatewayMessage::Keepalive(keepalive) => keepalive.password.expose(),
        GatewayMessage::Event(event) => event.password.expose(),
        _ => &[],
    };
    let cutter = Cutter::new(bytes, secret, show_secrets);
    let notes: &[&str] = match message {
        GatewayMessage::Keepalive(_) | GatewayMessage::Gsm(_) => {
            return cutter.fields(name, "seq", None);
        }
        GatewayMessage::Event(event) => {
            let last = match event.body {
                EventBody::Receive(_) | EventBody::Ussn(_) => Some("msg"),
                EventBody::At { .. } => Some("receive"),
                _ => None,
            };
            return cutter.fields(name, "seq", last);
        }
        GatewayMessage::Wait { .. } => &["sendid", "telid"],
        GatewayMessage::SubmitOk(_) => &["sendid", "telid", "sms_no"],
        GatewayMessage::Error(_) | GatewayMessage::GsmError(_) | GatewayMessage::UssdError(_) => {
            &["sendid", "errmsg"]
        }
        GatewayMessage::Reply(_) | GatewayMessage::CallWaitingState(_) => &["sendid", "value"],
        GatewayMessage::Ussd(_) => &["sendid", "msg"],
        GatewayMessage::ForwardState(_) => &["sendid", "enable", "num", "time"],
        _ => &["sendid"],
    };
    cutter.words(name, notes)
}

fn server_parts(bytes: &[u8], message: &ServerMessage<'_>, show_secrets: bool) -> Vec<Part> {
    let name = message.name();
    let secret = match message {
        ServerMessage::Password(password) => password.password.expose(),
        ServerMessage::OneShot(sms) => sms.password.expose(),
        ServerMessage::Command(command) => command.password.expose(),
        ServerMessage::Other { tail, .. } => tail.expose(),
        _ => &[],
    };
    let cutter = Cutter::new(bytes, secret, show_secrets);
    let notes: &[&str] = match message {
        ServerMessage::KeepaliveAck(_) => return cutter.fields(name, "seq", None),
        ServerMessage::EventAck(_) => &["seq", "result"],
        ServerMessage::Msg(_) => &["sendid", "length", "text"],
        ServerMessage::Password(_) => &["sendid", "password"],
        ServerMessage::Submit(_) => &["sendid", "telid", "number"],
        ServerMessage::OneShot(_) => &["sendid", "telid", "password", "number", "text"],
        ServerMessage::Command(command) => match &command.request {
            Request::CallForward { .. } => {
                &["sendid", "password", "reason", "mode", "num", "ftime"]
            }
            Request::CallWaiting(_) => &["sendid", "password", "mode"],
            Request::Ussd(_) => &["sendid", "password", "command"],
            Request::Dial { .. } => &["sendid", "password", "num", "duration"],
            Request::NetSelect(_) => &["sendid", "password", "value"],
            request if json::arguments(request) == Fields::new() => &["sendid", "password"],
            _ => &["sendid", "value", "password"],
        },
        ServerMessage::Other { .. } => &["sendid", "tail"],
        _ => &["sendid"],
    };
    cutter.words(name, notes)
}
