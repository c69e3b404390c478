//! What is no message, and what holds for datagrams of any kind.

use super::*;

#[test]
fn vendor_words_and_garbage_are_no_messages() {
    for datagram in [
        "CRON",
        "goip",
        "goip\n",
        "SYSTEM_SAVE",
        "!",
        "",
        "\0\0",
        " \n",
        "a",
        ":",
        ";",
        "1 1",
        "ä 1",
        "a\u{1}1",
    ] {
        let (gateway, server) = (gateway_fault(datagram), server_fault(datagram));
        assert_eq!(gateway, server);
        assert!(
            gateway.starts_with("datagram does not") || gateway == "empty datagram",
            "{gateway}"
        );
    }
    assert_eq!(gateway("START 1 1.2.3.4 5").0.name(), "command_reply");
    assert_eq!(server("START 1 1.2.3.4 5").0.name(), "other");
    assert_eq!(
        server_fault("RECEIVE:1;id:a;password:b;msg:c"),
        "datagram does not begin with a word and a number"
    );
    assert_eq!(
        gateway_fault("FOO:1x;id:a;password:b"),
        "datagram does not begin with a word and a number"
    );
}

#[test]
fn decoders() {
    let limited =
        GatewayDecoder::new().with_max_len(20).decode(b"USSD 5 longer than twenty").outcome;
    let error = ParseError::TooLong { len: 25, limit: 20 };
    assert_eq!(limited, Outcome::Fault(DatagramError { skipped: 20, error }));
    assert_eq!(error.to_string(), "datagram of 25 bytes is longer than the limit of 20");
    let strict = ServerDecoder::new().strict().decode(b"GSM 5 pw\n").outcome;
    let Outcome::Fault(fault) = strict else { panic!() };
    assert_eq!(fault.to_string(), "command: stray line end");
    let Outcome::Frame(datagram) = ServerDecoder::new().decode(b"GSM 5 pw\n").outcome else {
        panic!()
    };
    assert!(datagram.quirks.contains(Quirk::StrayLineEnd));
    assert!(GatewayDecoder::new().decode(b"").is_incomplete());
    assert_eq!(GatewayDecoder::new().with_max_len(0).max_frame_len(), 1);
    let datagram = vec![b'a'; 9000];
    let seen = Conformance::new(GatewayDecoder::new, |_| ()).datagram(&datagram).unwrap();
    assert_eq!(seen, [Seen::Skipped(8192)]);
}

#[test]
fn nothing_is_written_on_an_error() {
    let mut buffer = [0x55; 32];
    let done = ServerMessage::Done { sendid: 11 };
    let short = cellwire_codec::BufferTooShort { needed: 8, available: 7 };
    assert_eq!(done.write(&mut buffer[..7]), Err(WriteError::Buffer(short)));
    assert!(command(Request::Ussd("a b".into())).write(&mut buffer).is_err());
    assert_eq!(buffer, [0x55; 32]);
    assert_eq!(done.write(&mut buffer), Ok(8));
}

#[test]
fn no_secret_is_printed() {
    for datagram in [
        "req:1;id:a;pass:hush;",
        "req:1;password:hush;id:a",
        "STATE:1;id:a;password:hush;gsm_remain_state:IDLE",
        "RECEIVE:1;id:a;pass:hush;msg:b",
    ] {
        let message = GatewayMessage::parse(datagram.as_bytes()).unwrap();
        let printed = format!("{message:?} {:?}", message.into_owned());
        assert!(!printed.contains("hush"), "{printed}");
    }
    for datagram in [
        "PASSWORD 1 hush\n",
        "SMS 1 2 hush 3 x",
        "GSM 1 hush",
        "USSD 1 hush x",
        "x 1 hush",
        "CF 1 hush 1 2",
    ] {
        let message = ServerMessage::parse(datagram.as_bytes()).unwrap();
        let printed = format!("{message:?} {:?}", message.into_owned());
        assert!(!printed.contains("hush"), "{printed}");
    }
    // One that cannot be read back.
    let id = "a;b".into();
    let made = Keepalive { count: 3, id, password: "hush".into(), fields: Fields::EMPTY };
    let owned = GatewayMessage::Keepalive(Keepalive { id: "".into(), ..made }).into_owned();
    assert_eq!(owned.as_message().id(), 3);
    let verb = "".into();
    let made = ServerMessage::Other { verb, sendid: 3, tail: "hush".into() }.into_owned();
    assert_eq!((made.as_message().id(), made.as_message().name()), (3, "other"));
    assert!(!format!("{made:?}").contains("hush"));
}
