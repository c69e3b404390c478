use cellwire_codec::{Decoder, Encoder, Outcome, Secret};
use cellwire_goip::message::{Command, Event, Keepalive, OneShot, Password, Request};
use cellwire_goip::{
    GatewayDecoder, GatewayEncoder, GatewayMessage, Quirk, Quirks, ServerDecoder, ServerEncoder,
    ServerMessage, WriteError,
};

use super::build::{with_gateway_message, with_server_message};
use super::source::Source;

/// The laws of both directions.
macro_rules! laws {
    ($any:ident, $written:ident, $same:expr; $message:ident, $decoder:ident, $encoder:ident) => {
        /// Any bytes.
        fn $any(data: &[u8]) {
            let lenient = $message::parse(data);
            let noted = $message::parse_noting(data);
            let strict = $message::parse_strict(data);
            assert_eq!(lenient, noted.map(|it| it.message));
            match (&noted, &strict) {
                (Ok(noted), Ok(strict)) => {
                    assert_eq!(noted.message, *strict);
                    assert!(noted.quirks.is_empty(), "{:?} to the strict reader", noted.quirks);
                }
                (Ok(noted), Err(_)) => {
                    assert!(!noted.quirks.is_empty(), "no quirk, and the strict reader refused it");
                }
                (Err(error), Ok(strict)) => panic!("{strict:?} was {error} to the lenient reader"),
                (Err(one), Err(other)) => assert_eq!(one.to_string(), other.to_string()),
            }
            if !data.is_empty() {
                let decoded = $decoder::new().decode(data);
                assert_eq!(decoded.consumed, data.len());
                match decoded.outcome {
                    Outcome::Frame(frame) => assert_eq!(Ok(frame), noted),
                    Outcome::Fault(fault) if data.len() <= 8192 => {
                        assert_eq!((fault.skipped, Err(fault.error)), (data.len(), noted));
                    }
                    Outcome::Fault(fault) => assert_eq!(fault.skipped, 8192),
                    Outcome::Incomplete { .. } => panic!("a datagram is whole"),
                }
            }

            // Common messages have a short way through the parser, but not with a NUL behind them.
            if !data.ends_with(b"\0") {
                let longer = [data, b"\0"].concat();
                match ($message::parse_noting(&longer), &noted) {
                    (Ok(longer), Ok(noted)) => {
                        assert_eq!(longer.message, noted.message);
                        assert!(longer.quirks.contains(Quirk::TrailingNul));
                        let others = |quirks: Quirks| {
                            quirks.iter().filter(|it| *it != Quirk::TrailingNul).collect::<Vec<_>>()
                        };
                        assert_eq!(others(longer.quirks), others(noted.quirks));
                    }
                    (Err(longer), Err(noted)) => assert_eq!(longer, *noted),
                    (longer, noted) => panic!("{longer:?} with a NUL, and {noted:?} without"),
                }
            }

            if let Ok(noted) = noted {
                let message = noted.message;
                assert!(!message.name().is_empty());
                let owned = message.into_owned();
                assert_eq!(owned.as_message(), message);
                let shown = format!("{message:?} {owned:?}");
                if let Some(password) = password_of(&message.into()) {
                    hides(&shown, password, data);
                }
                $written(&message);
            }
        }

        /// Any message, read or made: what can be written is read back as it was.
        fn $written(message: &$message<'_>) {
            const UNTOUCHED: u8 = 0xaa;
            let mut dst = vec![UNTOUCHED; 16_384];
            let len = message.encoded_len();
            assert_eq!(message.write(&mut dst), len);
            assert_eq!($encoder.encoded_len(message), len);
            let Ok(len) = len else {
                assert!(dst.iter().all(|byte| *byte == UNTOUCHED), "written in part");
                return;
            };
            assert!(dst[len..].iter().all(|byte| *byte == UNTOUCHED), "written too far");
            let mut short = vec![UNTOUCHED; len - 1];
            match $encoder.encode(message, &mut short) {
                Err(WriteError::Buffer(error)) => assert_eq!(error.needed, len),
                other => panic!("{other:?} in a buffer that is too short"),
            }
            assert!(short.iter().all(|byte| *byte == UNTOUCHED), "written in part");

            let written = &dst[..len];
            let shown = written.escape_ascii();
            let read = match $message::parse_strict(written) {
                Ok(read) => read,
                Err(error) => panic!("{message:?} was written as {shown}, which is {error}"),
            };
            assert!($same(&read, message), "{message:?}, written as {shown}, is {read:?}");
            assert_eq!($message::parse(written), Ok(read));
            assert_eq!(message.into_owned().as_message(), read);
        }
    };
}

laws!(any_of_gateway, written_by_gateway, PartialEq::eq; GatewayMessage, GatewayDecoder, GatewayEncoder);
laws!(any_of_server, written_by_server, same_of_server; ServerMessage, ServerDecoder, ServerEncoder);

/// Where the password stands in a command that is not known, nobody can tell who reads it.
fn same_of_server(read: &ServerMessage<'_>, message: &ServerMessage<'_>) -> bool {
    match message {
        ServerMessage::Command(Command {
            sendid,
            password,
            request: Request::Raw { verb, before, after },
        }) => {
            let words = [before.as_bytes(), password.expose(), after.as_bytes()];
            let words: Vec<_> = words.into_iter().filter(|words| !words.is_empty()).collect();
            let tail = words.join(&b' ');
            let tail = Secret::new(&tail);
            *read == ServerMessage::Other { verb: *verb, sendid: *sendid, tail }
        }
        _ => read == message,
    }
}

/// Any bytes as what a gateway sends.
pub fn gateway_message(data: &[u8]) {
    any_of_gateway(data);
    match GatewayMessage::parse(data) {
        Ok(GatewayMessage::Keepalive(keepalive)) => {
            let _ = format!("{:?} {:?}", keepalive.status(), keepalive.fields);
            for field in keepalive.fields.iter() {
                assert!(
                    keepalive.fields.get(&field.key.to_string_lossy()).is_some_and(|first| {
                        keepalive.fields.iter().any(|it| it.key == field.key && it.value == first)
                    }) || field.key.to_str().is_err()
                );
            }
        }
        Ok(GatewayMessage::Event(event)) => drop(format!("{} {event:?}", event.verb())),
        Ok(GatewayMessage::Error(error) | GatewayMessage::GsmError(error)) => {
            let _ = format!("{:?}", error.bulk());
        }
        Ok(GatewayMessage::Gsm(reply)) => drop(format!("{:?}", reply.info())),
        Ok(GatewayMessage::Ussd(reply)) => {
            assert!(reply.msg.as_bytes().starts_with(reply.text().as_bytes()));
            let _ = reply.is_failure();
        }
        _ => {}
    }
    if let Ok(message) = GatewayMessage::parse(data) {
        for request in REQUESTS {
            let _ = format!("{:?}", request.answer(&message));
        }
    }
}

/// Any bytes as what a server sends.
pub fn server_message(data: &[u8]) {
    any_of_server(data);
    if let Ok(ServerMessage::Command(command)) = ServerMessage::parse(data) {
        assert!(!command.request.verb().is_empty());
    }
}

/// Messages of any content.
pub fn round_trip(data: &[u8]) {
    let mut source = Source::new(data);
    if source.bool() {
        with_server_message(&mut source, |message| {
            let _ = format!("{message:?} {}", message.name());
            written_by_server(&message);
        });
    } else {
        with_gateway_message(&mut source, |message| {
            let _ = format!("{message:?} {}", message.name());
            written_by_gateway(&message);
        });
    }
}

const REQUESTS: &[Request<'_>] = &[
    Request::GetGsmNum,
    Request::SetExpTime(5),
    Request::GetExpTime,
    Request::GetGsmState,
    Request::DropCall,
    Request::CallWaiting(cellwire_goip::message::ForwardMode::QUERY),
    Request::UssdExit,
    Request::GetCellsList,
    Request::Gsm,
    Request::NetSelect(-1),
];

/// A message of any direction.
enum Any<'a> {
    Gateway(GatewayMessage<'a>),
    Server(ServerMessage<'a>),
}

impl<'a> From<GatewayMessage<'a>> for Any<'a> {
    fn from(message: GatewayMessage<'a>) -> Self {
        Self::Gateway(message)
    }
}

impl<'a> From<ServerMessage<'a>> for Any<'a> {
    fn from(message: ServerMessage<'a>) -> Self {
        Self::Server(message)
    }
}

fn password_of<'a>(message: &Any<'a>) -> Option<Secret<'a>> {
    match message {
        Any::Gateway(
            GatewayMessage::Keepalive(Keepalive { password, .. })
            | GatewayMessage::Event(Event { password, .. }),
        )
        | Any::Server(
            ServerMessage::Password(Password { password, .. })
            | ServerMessage::OneShot(OneShot { password, .. })
            | ServerMessage::Command(Command { password, .. })
            | ServerMessage::Other { tail: password, .. },
        ) => Some(*password),
        _ => None,
    }
}

/// The password is not shown, if it is one that could not stand there for another reason.
fn hides(shown: &str, password: Secret<'_>, data: &[u8]) {
    let bytes = password.expose();
    let telling = bytes.len() >= 6
        && bytes.iter().all(u8::is_ascii_alphanumeric)
        && bytes.iter().any(u8::is_ascii_digit)
        && bytes.iter().any(u8::is_ascii_alphabetic)
        && data.windows(bytes.len()).filter(|window| *window == bytes).count() == 1;
    if telling {
        let password = str::from_utf8(bytes).unwrap();
        assert!(!shown.contains(password), "{password} is shown in {shown}");
    }
}
