use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use cellwire_codec::test_util::conformance::{self, Conformance, Seen};
use cellwire_codec::{Decoder, Outcome};

use super::*;
use crate::{
    Datagram, DatagramError, Fields, GatewayDecoder, GatewayEncoder, ParseError, Quirk,
    ServerDecoder, ServerEncoder, WriteError,
};

mod laws;
mod quirks;

macro_rules! direction {
    ($read:ident, $written:ident, $fault:ident, $refusal:ident, $message:ident) => {
        /// The message of a datagram, and what was tolerated in it.
        #[track_caller]
        fn $read(datagram: &str) -> ($message<'_>, Vec<Quirk>) {
            let noting = $message::parse_noting(datagram.as_bytes());
            let Datagram { message, quirks } = noting.unwrap_or_else(|e| panic!("{datagram}: {e}"));
            assert_eq!($message::parse(datagram.as_bytes()), Ok(message));
            let quirks: Vec<_> = quirks.iter().collect();
            let strict = $message::parse_strict(datagram.as_bytes());
            assert_eq!(strict.is_ok(), quirks.is_empty(), "{datagram:?}: {quirks:?}");
            (message, quirks)
        }

        /// What is written of a message; it is the same message again.
        #[track_caller]
        fn $written(message: $message<'_>) -> String {
            let mut buffer = [0; 4096];
            let len = message.write(&mut buffer).unwrap();
            assert_eq!($message::parse_strict(&buffer[..len]), Ok(message));
            String::from_utf8(buffer[..len].to_vec()).unwrap()
        }

        #[track_caller]
        fn $fault(datagram: &str) -> String {
            let error = $message::parse(datagram.as_bytes()).unwrap_err();
            assert_eq!($message::parse_noting(datagram.as_bytes()), Err(error));
            error.to_string()
        }

        #[track_caller]
        fn $refusal(message: $message<'_>) -> String {
            message.encoded_len().unwrap_err().to_string()
        }
    };
}

direction!(gateway, gateway_written, gateway_fault, gateway_refusal, GatewayMessage);
direction!(server, server_written, server_fault, server_refusal, ServerMessage);

/// Read without anything odd, and written again as it was.
#[track_caller]
fn same_gateway(datagram: &str) -> GatewayMessage<'_> {
    let (message, quirks) = gateway(datagram);
    assert_eq!(quirks, [], "{datagram}");
    assert_eq!(gateway_written(message), datagram);
    message
}

#[track_caller]
fn same_server(datagram: &str) -> ServerMessage<'_> {
    let (message, quirks) = server(datagram);
    assert_eq!(quirks, [], "{datagram}");
    assert_eq!(server_written(message), datagram);
    message
}

#[track_caller]
fn event(datagram: &str) -> (Event<'_>, Vec<Quirk>) {
    match gateway(datagram) {
        (GatewayMessage::Event(event), quirks) => (event, quirks),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn keepalive(datagram: &str) -> (Keepalive<'_>, Vec<Quirk>) {
    match gateway(datagram) {
        (GatewayMessage::Keepalive(keepalive), quirks) => (keepalive, quirks),
        other => panic!("{other:?}"),
    }
}

fn event_of<'a>(body: EventBody<'a>, fields: &'a [(&'a str, &'a str)]) -> GatewayMessage<'a> {
    GatewayMessage::Event(Event {
        recvid: 7,
        id: "id".into(),
        password: "pw".into(),
        body,
        fields: Fields::from_pairs(fields),
    })
}

fn command(request: Request<'_>) -> ServerMessage<'_> {
    ServerMessage::Command(Command { sendid: 5, password: "pw".into(), request })
}

#[test]
fn bulk_sms_of_a_gateway() {
    assert_eq!(same_gateway("PASSWORD 11\n"), GatewayMessage::PasswordRequest { sendid: 11 });
    assert_eq!(same_gateway("SEND 11\n"), GatewayMessage::Ready { sendid: 11 });
    assert_eq!(same_gateway("WAIT 11 2\n"), GatewayMessage::Wait { sendid: 11, telid: 2 });
    assert_eq!(same_gateway("DONE 11\n"), GatewayMessage::Done { sendid: 11 });
    for (datagram, sms_no) in
        [("OK 11 2 160\n", Some(160)), ("OK 11 2 -1\n", Some(-1)), ("OK 11 2\n", None)]
    {
        let ok = SubmitOk { sendid: 11, telid: 2, sms_no };
        assert_eq!(same_gateway(datagram), GatewayMessage::SubmitOk(ok));
    }
    assert_eq!(gateway("OK 11 2 x\n").1, [Quirk::Surplus]);
    assert_eq!(gateway("OK 11 2 160 x\n").1, [Quirk::Surplus]);
    assert_eq!(gateway("PASSWORD 11 secret\n").1, [Quirk::Surplus]);
    assert_eq!(gateway_fault("OK 11\n"), "submit_ok: telid is missing");
    assert_eq!(gateway_fault("WAIT 11 x\n"), "submit_wait: telid is not a number");
    assert_eq!(gateway_fault("DONE\n"), "end_confirm: sendid is missing");
    assert_eq!(gateway_fault("DONE 9223372036854775808\n"), "end_confirm: sendid is not a number");
}

#[test]
fn errors_of_a_bulk_sms() {
    use BulkError::*;
    for (tail, expected) in [
        ("PASSWORD", Password),
        ("SENDID", SendId),
        ("GSM_LOGOUT", GsmLogout),
        ("too_many_sends_in_server", TooManySends),
        ("1 errorstatus:38", Submission { telid: 1, status: CmsError::NETWORK_OUT_OF_ORDER }),
        ("-1  errorstatus: 1", Submission { telid: -1, status: CmsError::UNASSIGNED_NUMBER }),
        ("1 errorstatus:x", SubmissionText { telid: 1, reason: "errorstatus:x".into() }),
        ("1 GSM_LOGOUT", SubmissionText { telid: 1, reason: "GSM_LOGOUT".into() }),
        ("1", SubmissionText { telid: 1, reason: "".into() }),
        ("PASSWORD x", Other("PASSWORD x".into())),
        ("", Other("".into())),
    ] {
        let datagram = format!("ERROR 11{}{tail}\n", if tail.is_empty() { "" } else { " " });
        let GatewayMessage::Error(error) = same_gateway(&datagram) else { panic!() };
        assert_eq!(error.bulk(), expected);
    }
    let datagram = "ERROR 11 1 a\nb\n";
    let GatewayMessage::Error(error) = gateway(datagram).0 else { panic!() };
    assert_eq!(error.bulk(), SubmissionText { telid: 1, reason: "a\nb".into() });
    assert_eq!(
        gateway_refusal(GatewayMessage::Error(error)),
        "errmsg holds '\\n' at 3, which would end it"
    );
}

#[test]
fn replies_of_a_gateway() {
    let reply =
        |verb, value| CommandReply { verb: Text::from(verb), sendid: 5, value: Text::from(value) };
    let GatewayMessage::Reply(read) = same_gateway("set_gsm_num 5 138 ok") else { panic!() };
    assert_eq!(read, reply("set_gsm_num", "138 ok"));
    assert_eq!(same_gateway("get_gsm_num 5").name(), "command_reply");
    assert_eq!(same_gateway("CURCELL 5 123"), GatewayMessage::Reply(reply("CURCELL", "123")));
    for verb in ["OK", "USSD", "CFSTATE", "GSMERROR"] {
        assert_eq!(
            gateway_refusal(GatewayMessage::Reply(reply(verb, "x"))),
            "verb cannot be written: it has a message of its own"
        );
    }
    assert_eq!(gateway_refusal(GatewayMessage::Reply(reply("", "x"))), "verb is empty");
    assert_eq!(
        gateway_refusal(GatewayMessage::Reply(reply("a b", "x"))),
        "verb holds ' ' at 1, which would end it"
    );
    assert_eq!(
        gateway_refusal(GatewayMessage::Reply(reply("1a", "x"))),
        "verb cannot be written: does not begin with a letter"
    );
    assert_eq!(
        gateway_refusal(GatewayMessage::CallWaitingState(reply("CW", "x"))),
        "verb cannot be written: it has to be CWSTATE"
    );
    assert_eq!(same_gateway("CWSTATE 5 1").name(), "cw_state");
    assert_eq!(same_gateway("CFOK 5"), GatewayMessage::ForwardOk { sendid: 5 });
    assert_eq!(same_gateway("CFERROR 5"), GatewayMessage::ForwardError { sendid: 5 });
    assert_eq!(same_gateway("CWOK 5"), GatewayMessage::CallWaitingOk { sendid: 5 });
    assert_eq!(same_gateway("CWERROR 5"), GatewayMessage::CallWaitingError { sendid: 5 });
    assert_eq!(same_gateway("GSMERROR 5 no module").name(), "gsm_error");
    assert_eq!(gateway("CFOK 5\n").1, [Quirk::StrayLineEnd]);
}

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
fn ussd_of_a_gateway() {
    let GatewayMessage::Ussd(reply) = same_gateway("USSD 5  1) a; 2) b\n\n") else { panic!() };
    assert_eq!((reply.sendid, reply.msg), (5, " 1) a; 2) b\n\n".into()));
    let GatewayMessage::Ussd(reply) = same_gateway("USSD 5 USSD send failed!@@@") else { panic!() };
    assert!(reply.is_failure());
    assert_eq!(same_gateway("USSD 5 ").name(), "ussd_reply");
    assert_eq!(gateway("USSD 5").1, [Quirk::MissingField]);
    let GatewayMessage::UssdError(reply) = same_gateway("USSDERROR 5 no network") else { panic!() };
    assert_eq!(reply.msg, "no network");
    assert_eq!(gateway("USSDERROR 5 no network\n").1, [Quirk::StrayLineEnd]);
    assert_eq!(same_gateway("USSDEXIT 5"), GatewayMessage::UssdExit { sendid: 5 });
}

#[test]
fn forwarding_states() {
    for (datagram, enabled, num, seconds) in
        [("CFSTATE 5 1 +49 20", 1, "+49", 20), ("CFSTATE 5 0  0", 0, "", 0)]
    {
        let state = ForwardState { sendid: 5, enabled, num: num.into(), seconds };
        assert_eq!(same_gateway(datagram), GatewayMessage::ForwardState(state));
    }
    assert_eq!(gateway("CFSTATE 5 0").1, [Quirk::MissingField]);
    assert_eq!(gateway("CFSTATE 5 0 1 2 3").1, [Quirk::Surplus]);
    assert_eq!(gateway_fault("CFSTATE 5"), "cf_state: enable is missing");
    let state = ForwardState { sendid: 5, enabled: 1, num: "1 2".into(), seconds: 0 };
    assert_eq!(
        gateway_refusal(GatewayMessage::ForwardState(state)),
        "num holds ' ' at 1, which would end it"
    );
}

#[test]
fn keepalives() {
    let datagram = "req:-5;id:+358;pass:p:w;num:;a:b:c;x y: ;";
    let (read, quirks) = keepalive(datagram);
    assert_eq!((read.count, read.id, read.password), (-5, "+358".into(), "p:w".into()));
    let fields: Vec<_> = read.fields.iter().map(|field| (field.key, field.value)).collect();
    let text = Text::from;
    assert_eq!(
        fields,
        [(text("num"), text("")), (text("a"), text("b:c")), (text("x y"), text(""))]
    );
    assert_eq!(quirks, [Quirk::StrayBlank]);
    assert_eq!(gateway_written(GatewayMessage::Keepalive(read)), datagram.replace(": ;", ":;"));
    assert_eq!(same_gateway("req:10;id:a;pass:b;").name(), "keepalive");
    // Without the last semicolon.
    assert_eq!(keepalive("req:10;id:a;pass:b").1, []);
    for (datagram, quirk) in [
        ("req:10;id:a;password:b;", Quirk::PasswordKey),
        ("req:10;id:a;pass:b;num:1;num:2;", Quirk::RepeatedField),
        ("req:10;id:a;pass:b;id:c;", Quirk::RepeatedField),
        ("req:10;id:a;pass:b;oops;", Quirk::FieldWithoutColon),
        ("req:10;id:a;pass:b;:oops;", Quirk::FieldWithoutColon),
        ("req:10;id:a;pass:b;;", Quirk::FieldWithoutColon),
        ("req:10;id:a;pass:b; ;", Quirk::StrayBlank),
        ("req:10;id:a;pass:b;\n", Quirk::StrayLineEnd),
        ("req:10;id:a;pass:b\r\n", Quirk::StrayLineEnd),
        ("req:10;id: a;pass:b;", Quirk::StrayBlank),
        ("req:10;id:a;pass:b;signal:23 ;", Quirk::StrayBlank),
        ("req: 10;id:a;pass:b;", Quirk::StrayBlank),
        ("req :10;id:a;pass:b;", Quirk::StrayBlank),
        (" req:10;id:a;pass:b;", Quirk::StrayBlank),
        ("req:10;id:;pass:b;", Quirk::MissingField),
        ("req:10;id:a;pass:;", Quirk::MissingField),
        ("req:10;id:a;pass:b;\0", Quirk::TrailingNul),
    ] {
        let (read, quirks) = keepalive(datagram);
        assert_eq!(quirks, [quirk], "{datagram}");
        assert_eq!(read.count, 10);
        if quirk != Quirk::MissingField {
            assert_eq!((read.id, read.password), ("a".into(), "b".into()), "{datagram}");
        }
    }
    // The first of the two counts.
    let (read, quirks) = keepalive("req:1;password:x;id:a;pass:y;");
    assert_eq!(read.password, "x".into());
    assert_eq!(quirks, [Quirk::PasswordKey, Quirk::RepeatedField]);
    assert!(read.fields.is_empty());
    // What is not known may come as often as it likes.
    assert_eq!(same_gateway("req:1;id:a;pass:b;z:1;z:2;").id(), 1);
    for (datagram, error) in [
        ("req:10;id:a;", "keepalive: pass is missing"),
        ("req:10;pass:a;", "keepalive: id is missing"),
        ("req:10", "keepalive: id is missing"),
        ("req:;id:a;pass:b;", "keepalive: count is not a number"),
        ("req:+1;id:a;pass:b;", "keepalive: count is not a number"),
        ("req:9223372036854775808;id:a;pass:b;", "keepalive: count is not a number"),
    ] {
        assert_eq!(gateway_fault(datagram), error);
    }
}

#[test]
fn keepalives_that_cannot_be_written() {
    for (id, password, fields, error) in [
        ("", "b", &[][..], "id is empty"),
        ("a b", "b", &[], "id holds ' ' at 1, which would end it"),
        ("a", "", &[], "pass is empty"),
        ("a", "b;", &[], "pass holds ';' at 1, which would end it"),
        ("a", "b", &[("", "1")], "key of a field is empty"),
        ("a", "b", &[("x:y", "1")], "key of a field holds ':' at 1, which would end it"),
        ("a", "b", &[("x", "1;y:2")], "value of a field holds ';' at 1, which would end it"),
        ("a", "b", &[("x", "1\n")], "value of a field holds '\\n' at 1, which would end it"),
        ("a", "b", &[("x", " 1")], "value of a field holds ' ' at 0, which would end it"),
        (
            "a",
            "b",
            &[("pass", "1")],
            "key of a field cannot be written: the message has it already",
        ),
        (
            "a",
            "b",
            &[("num", "1"), ("num", "1")],
            "key of a field cannot be written: it comes twice",
        ),
    ] {
        let (id, password, fields) = (id.into(), password.into(), Fields::from_pairs(fields));
        let message = GatewayMessage::Keepalive(Keepalive { count: 1, id, password, fields });
        assert_eq!(gateway_refusal(message), error);
        conformance::refused(&mut GatewayEncoder, &message).unwrap();
    }
}

#[test]
fn the_status_of_a_line() {
    let datagram = "req:27;id:a;pass:b;num:+1;signal:29;gsm_status:LOGIN;voip_status:LOGOUT;voip_state:IDLE;remain_time:-1;imei:867495023958030;imsi:260060172091324;iccid:8948061100072091324f;pro:CHINA UNICOM GSM;idle:11;disable_status:0;SMS_LOGIN:N;SMB_LOGIN:Y;CELLINFO:LAC:7E5,CELL ID:5E5B;CGATT:Y;s_l_id:3;";
    let GatewayMessage::Keepalive(keepalive) = same_gateway(datagram) else { panic!() };
    let status = keepalive.status();
    let expected = LineStatus {
        num: Some("+1".into()),
        signal: Some(29),
        gsm_status: Some(Login::LoggedIn),
        voip_status: Some(Login::LoggedOut),
        voip_state: Some("IDLE".into()),
        remain_time: Some(-1),
        imei: Some("867495023958030".into()),
        imsi: Some("260060172091324".into()),
        iccid: Some("8948061100072091324f".into()),
        pro: Some("CHINA UNICOM GSM".into()),
        idle: Some(11),
        disable_status: Some(0),
        sms_login: Some(false),
        smb_login: Some(true),
        cell_info: Some("LAC:7E5,CELL ID:5E5B".into()),
        cgatt: Some(true),
        s_l_id: Some("3".into()),
    };
    assert_eq!(status, expected);
    // In any other order it is the same.
    let mut fields: Vec<_> = datagram.split_terminator(';').skip(1).collect();
    for _ in 0..fields.len() {
        fields.rotate_left(1);
        let rotated = format!("req:27;{};", fields.join(";"));
        let GatewayMessage::Keepalive(keepalive) = gateway(&rotated).0 else { panic!() };
        assert_eq!(keepalive.status(), expected, "{rotated}");
        let backwards =
            format!("req:27;{}", fields.iter().rev().copied().collect::<Vec<_>>().join("; "));
        let (GatewayMessage::Keepalive(keepalive), quirks) = gateway(&backwards) else { panic!() };
        assert_eq!(keepalive.status(), expected, "{backwards}");
        assert_eq!(quirks, [Quirk::StrayBlank]);
    }
    // One that was made by hand.
    let pairs = [("CGATT", "1"), ("signal", "29"), ("signal", "1"), ("voip_status", "logout")];
    let made = Keepalive { fields: Fields::from_pairs(&pairs), ..keepalive };
    let status = made.status();
    assert_eq!((status.cgatt, status.signal), (Some(true), Some(29)));
    assert_eq!(status.voip_status, Some(Login::LoggedOut));
}

#[test]
fn what_cannot_be_read_of_a_status_is_none() {
    let (read, _) = keepalive(
        "req:1;id:a;pass:b;num:;signal:256;gsm_status:SLEEP;remain_time:x;idle:;SMS_LOGIN:maybe;signal:5;",
    );
    let status = read.status();
    assert_eq!(
        status,
        LineStatus { gsm_status: Some(Login::Other("SLEEP".into())), ..LineStatus::default() }
    );
    assert_eq!(read.fields.get("signal").unwrap(), "256");
}

#[test]
fn events() {
    use EventBody::*;
    let text = Text::from;
    for (datagram, name, body) in [
        (
            "DELIVER:7;id:id;password:pw;sms_no:32;state:0",
            "deliver",
            Deliver { sms_no: 32, state: DeliveryState::DELIVERED, num: None },
        ),
        (
            "DELIVER:7;id:id;password:pw;sms_no:32;state:70;num:+86",
            "deliver",
            Deliver { sms_no: 32, state: DeliveryState::EXPIRED, num: Some(text("+86")) },
        ),
        ("STATE:7;id:id;password:pw;gsm_remain_state:IDLE", "state", State(ChannelState::Idle)),
        (
            "STATE:7;id:id;password:pw;gsm_remain_state:INCOMING:+4:9",
            "state",
            State(ChannelState::Incoming(text("+4:9"))),
        ),
        (
            "RECORD:7;id:id;password:pw;dir:2;num:10086",
            "record",
            Record { direction: CallDirection::OUTGOING, num: text("10086") },
        ),
        ("REMAIN:7;id:id;password:pw;gsm_remain_time:-1", "remain", Remain { minutes: -1 }),
        ("EXPIRY:7;id:id;password:pw;exp:0", "expiry", Expiry { minutes: 0 }),
        (
            "HANGUP:7;id:id;password:pw;num:10086,cause:\"a, b: c",
            "hangup",
            Hangup { num: text("10086"), cause: text("\"a, b: c") },
        ),
        ("CELLS:7;id:id;password:pw;lists:1,2,", "cells", Cells(CellList::new(text("1,2,")))),
        ("BCCH:7;id:id;password:pw;bcch:1,2,", "bcch", Bcch(CellList::new(text("1,2,")))),
        (
            "CELLINFO:7;id:id;password:pw;info:LAC:7E5,CELL ID:5E5B",
            "cellinfo",
            CellInfo(text("LAC:7E5,CELL ID:5E5B")),
        ),
        ("CGATT:7;id:id;password:pw;cgatt:1", "cgatt", Cgatt(1)),
        ("USSN:7;id:id;password:pw;msg:a; b\n", "ussn", Ussn(text("a; b\n"))),
        (
            "AT:7;count:1;id:id;password:pw;receive:write:AT+CREG?;\r\n",
            "at",
            At { count: 1, receive: text("write:AT+CREG?;\r\n") },
        ),
        ("NUM_ICCID:7;id:id;password:pw", "event", Other { verb: text("NUM_ICCID") }),
    ] {
        assert_eq!(same_gateway(datagram), event_of(body, &[]));
        assert_eq!(same_gateway(datagram).name(), name);
        let (verb, _) = datagram.split_once(':').unwrap();
        assert_eq!(event(datagram).0.verb(), *verb);
        // With a field that nobody knows, in any place, and with a last semicolon.
        if !matches!(body, Ussn(_) | At { .. }) {
            let message = event_of(body, &[("x", "y")]);
            assert_eq!(gateway(&format!("{datagram};x:y;")), (message, vec![]));
            assert_eq!(gateway(&datagram.replace(";id", ";x:y;id")), (message, vec![]));
            assert_eq!(gateway(&gateway_written(message)), (message, vec![]));
            assert_eq!(gateway(&format!("{datagram}\n")).1, [Quirk::StrayLineEnd]);
        }
        assert_eq!(gateway(&datagram.replace("password:", "pass:")).1, [Quirk::PasswordKey]);
        assert_eq!(gateway(&format!("{datagram}\0")).1, [Quirk::TrailingNul]);
    }
}

#[test]
fn events_without_what_they_should_have() {
    for (datagram, error) in [
        ("RECEIVE:1;password:b;msg:c", "receive: id is missing"),
        ("RECEIVE:1;id:a;msg:c;password:b", "receive: password is missing"),
        ("RECEIVE:x;id:a;password:b;msg:c", "receive: recvid is not a number"),
        ("SAMPLE:1;sample", "event: id is missing"),
        ("SAMPLE:1;id:nan;", "event: password is missing"),
    ] {
        assert_eq!(gateway_fault(datagram), error);
    }
    // Without a number it should have it is an event all the same, and keeps all its fields.
    for (datagram, name, quirk, fields) in [
        (
            "DELIVER:1;id:a;password:b;state:0",
            "deliver",
            Quirk::MissingField,
            &[("state", "0")][..],
        ),
        (
            "DELIVER:1;id:a;password:b;sms_no:1;state:x",
            "deliver",
            Quirk::Spelling,
            &[("sms_no", "1"), ("state", "x")],
        ),
        (
            "RECORD:1;id:a;password:b;dir:;num:1",
            "record",
            Quirk::MissingField,
            &[("dir", ""), ("num", "1")],
        ),
        ("REMAIN:1;id:a;password:b", "remain", Quirk::MissingField, &[]),
        (
            "REMAIN:1;id:a;password:b;gsm_remain_time:(null)",
            "remain",
            Quirk::Spelling,
            &[("gsm_remain_time", "(null)")],
        ),
        ("CGATT:1;id:a;password:b;CGATT:1", "cgatt", Quirk::MissingField, &[("CGATT", "1")]),
    ] {
        let (read, quirks) = event(datagram);
        let (verb, _) = datagram.split_once(':').unwrap();
        assert_eq!(read.body, EventBody::Other { verb: verb.into() }, "{datagram}");
        assert_eq!((read.fields, quirks), (Fields::from_pairs(fields), vec![quirk]), "{datagram}");
        assert_eq!(GatewayMessage::Event(read).name(), name);
    }
    for datagram in [
        "RECEIVE:1;id:a;password:b;srcnum:1",
        "RECEIVE:1;id:a;password:b;msg:text",
        "STATE:1;id:a;password:b",
        "STATE:1;id:a;password:b;gsm_remain_state:",
        "STATE:1;id:a;password:b;gsm_remain_state:DIALING",
        "RECORD:1;id:a;password:b;dir:1",
        "HANGUP:1;id:a;password:b;num:1",
        "HANGUP:1;id:a;password:b",
        "CELLS:1;id:a;password:b;",
        "USSN:1;id:a;password:b",
        "CGATT:1;id:;password:b;cgatt:1",
    ] {
        assert_eq!(event(datagram).1, [Quirk::MissingField], "{datagram}");
    }
}

#[test]
fn channel_states() {
    for (state, expected, quirks) in [
        ("IDEL", ChannelState::Idle, &[Quirk::Spelling][..]),
        ("idle", ChannelState::Idle, &[Quirk::Spelling]),
        ("incoming:+380", ChannelState::Incoming("+380".into()), &[Quirk::Spelling]),
        ("DIALING : 5", ChannelState::Dialing("5".into()), &[Quirk::StrayBlank]),
        ("CONNECTED:", ChannelState::Connected("".into()), &[]),
        ("SLEEPING", ChannelState::Other { state: "SLEEPING".into(), number: None }, &[]),
        ("IDLE:5", ChannelState::Other { state: "IDLE".into(), number: Some("5".into()) }, &[]),
    ] {
        let datagram = format!("STATE:7;id:id;password:pw;gsm_remain_state:{state}");
        assert_eq!(
            gateway(&datagram),
            (event_of(EventBody::State(expected), &[]), quirks.to_vec())
        );
    }
    let refused = |state: &str, number: Option<&'static str>| {
        let state = ChannelState::Other {
            state: Text::from(&*state.to_string().leak()),
            number: number.map(Text::from),
        };
        gateway_refusal(event_of(EventBody::State(state), &[]))
    };
    assert_eq!(refused("", None), "state is empty");
    assert_eq!(refused("idle", None), "state cannot be written: it is a state of its own");
    assert_eq!(refused("DIALING", None), "state cannot be written: it is a state of its own");
    assert_eq!(refused("Alerting", Some("5")), "state cannot be written: it is a state of its own");
    assert_eq!(refused("a:b", None), "state holds ':' at 1, which would end it");
}

#[test]
fn hangups() {
    for (field, num, cause, quirks) in [
        ("num:,cause:Normal", "", "Normal", &[][..]),
        ("num: 1 , cause : x ", "1", "x", &[Quirk::StrayBlank]),
        ("num:1;cause:x", "1", "x", &[Quirk::Spelling]),
        ("num:1,2,cause:x,cause:y", "1,2", "x,cause:y", &[]),
        ("num:1,cause:x;cause:y", "1", "x", &[Quirk::RepeatedField]),
        ("num:1,because:x", "1,because:x", "", &[Quirk::MissingField]),
    ] {
        let datagram = format!("HANGUP:7;id:id;password:pw;{field}");
        let body = EventBody::Hangup { num: num.into(), cause: cause.into() };
        assert_eq!(gateway(&datagram), (event_of(body, &[]), quirks.to_vec()), "{datagram}");
    }
    let body = EventBody::Hangup { num: "1,2".into(), cause: "".into() };
    assert_eq!(gateway_refusal(event_of(body, &[])), "num holds ',' at 1, which would end it");
}

#[test]
fn received_texts() {
    let sms = Receive {
        srcnum: "My Bank".into(),
        smscnum: Some("+49".into()),
        senttime: Some("20160101 12:00".into()),
        msg: "a;msg:b;srcnum:c\n ".into(),
    };
    let whole = "RECEIVE:7;id:id;password:pw;srcnum:My Bank;smscnum:+49;senttime:20160101 12:00;x:y;msg:a;msg:b;srcnum:c\n ";
    assert_eq!(same_gateway(whole), event_of(EventBody::Receive(sms), &[("x", "y")]));
    let short = Receive { smscnum: None, senttime: None, ..sms };
    let without = whole.replace("smscnum:+49;senttime:20160101 12:00;x:y;", "");
    assert_eq!(same_gateway(&without), event_of(EventBody::Receive(short), &[]));
    // In another order, and with blanks around the key.
    let other = "RECEIVE:7;x:y;srcnum:My Bank;password:pw;senttime:20160101 12:00;id:id;smscnum:+49; msg :a;msg:b;srcnum:c\n ";
    assert_eq!(
        gateway(other),
        (event_of(EventBody::Receive(sms), &[("x", "y")]), vec![Quirk::StrayBlank])
    );
    assert_eq!(
        event("RECEIVE:7;id:id;password:pw;srcnum:1;srcnum:2;msg:").1,
        [Quirk::RepeatedField]
    );

    let long = "ä".repeat(1500);
    let sms = Receive { msg: long.as_str().into(), ..Receive::default() };
    assert_eq!(gateway_written(event_of(EventBody::Receive(sms), &[])).len(), 3040);
    let longer = format!("{long}a");
    let sms = Receive { msg: longer.as_str().into(), ..sms };
    assert_eq!(
        gateway_refusal(event_of(EventBody::Receive(sms), &[])),
        "msg of 3001 bytes is longer than the limit of 3000"
    );
    let sms = Receive { msg: "a\0".into(), ..sms };
    assert_eq!(
        gateway_refusal(event_of(EventBody::Receive(sms), &[])),
        "msg holds '\\0' at 1, which would end it"
    );
    let sms = Receive { srcnum: "a;msg:b".into(), ..sms };
    assert_eq!(
        gateway_refusal(event_of(EventBody::Receive(sms), &[])),
        "srcnum holds ';' at 1, which would end it"
    );
}

#[test]
fn events_that_cannot_be_written() {
    let body = EventBody::Cgatt(1);
    for key in ["id", "password", "pass", "cgatt"] {
        let fields = [(key, "x")];
        assert_eq!(
            gateway_refusal(event_of(body, &fields)),
            "key of a field cannot be written: the message has it already"
        );
    }
    // That of another event.
    assert_eq!(
        gateway_written(event_of(body, &[("msg", "x")])),
        "CGATT:7;id:id;password:pw;msg:x;cgatt:1"
    );
    for verb in ["RECEIVE", "AT", "req", "GSM"] {
        assert_eq!(
            gateway_refusal(event_of(EventBody::Other { verb: verb.into() }, &[])),
            "verb cannot be written: it has a message of its own"
        );
    }
}

#[test]
fn what_is_known_of_a_line() {
    let datagram = "GSM:5;get_gsm_num:(null);get_exp_time:5;get_remain_time:-1;get_gsm_state:DIALING:5;imei:<NULL>;out_call_interval:x;module_down:";
    let GatewayMessage::Gsm(reply) = same_gateway(datagram) else { panic!() };
    let info = reply.info();
    let expected = GsmInfo {
        exp_time: Some(5),
        remain_time: Some(-1),
        gsm_state: Some(ChannelState::Dialing("5".into())),
        ..GsmInfo::default()
    };
    assert_eq!(info, expected);
    assert_eq!(same_gateway("GSM:5").name(), "gsm_reply");
    assert_eq!(gateway("GSM:5;imei:1;imei:2").1, [Quirk::RepeatedField]);
    assert_eq!(gateway_fault("GSM:x;imei:1"), "gsm_reply: sendid is not a number");
}

#[test]
fn acknowledgements_of_keepalives() {
    let ack = KeepaliveAck {
        count: -5,
        status: KeepaliveStatus::OK,
        fields: Fields::from_pairs(&[("v", "1")]),
    };
    assert_eq!(same_server("reg:-5;status:200;v:1;"), ServerMessage::KeepaliveAck(ack));
    assert_eq!(server("reg:5;status:0").1, []);
    assert_eq!(server("reg:5;status:0;\n").1, [Quirk::StrayLineEnd]);
    assert_eq!(server_fault("reg:5;"), "keepalive_ack: status is missing");
    assert_eq!(server_fault("reg:5;status:ok;"), "keepalive_ack: status is not a number");
    assert_eq!(server_fault("reg:x;status:0;"), "keepalive_ack: count is not a number");
    assert_eq!(server_fault("req:5;id:a;pass:b;"), "keepalive_ack: status is missing");
    let ack = KeepaliveAck { fields: Fields::from_pairs(&[("status", "1")]), ..ack };
    assert_eq!(
        server_refusal(ServerMessage::KeepaliveAck(ack)),
        "key of a field cannot be written: the message has it already"
    );
}

#[test]
fn acknowledgements_of_events() {
    let ack = |verb: &'static str, result| {
        ServerMessage::EventAck(EventAck { verb: verb.into(), recvid: 7, result })
    };
    let error = |text: &'static str| AckResult::Error(text.into());
    for (datagram, expected) in [
        ("RECEIVE 7 OK", ack("RECEIVE", AckResult::Ok)),
        ("STATE 7 ERROR OK", ack("STATE", error("OK"))),
        ("STATE 7 ERROR", ack("STATE", error(""))),
        ("USSN 7 DISABLE", ack("USSN", AckResult::Disable)),
        ("need_recharge 7 OK", ack("need_recharge", AckResult::Ok)),
        ("need_recharge 7 DISABLE", ack("need_recharge", AckResult::Disable)),
        ("need_recharge 7 ERROR a; b", ack("need_recharge", error("a; b"))),
    ] {
        assert_eq!(same_server(datagram), expected);
        // By the specification some have a line end.
        assert_eq!(server(&format!("{datagram}\n")), (expected, vec![]));
        assert_eq!(server(&format!("{datagram}\r\n")), (expected, vec![Quirk::StrayLineEnd]));
    }
    for (datagram, expected, quirks) in [
        ("STATE 7 no such line", ack("STATE", error("no such line")), &[][..]),
        ("RECORD 7 OKAY", ack("RECORD", error("OKAY")), &[]),
        ("REMAIN 7 0", ack("REMAIN", error("0")), &[]),
        ("RECEIVE 7 no such line", ack("RECEIVE", error("no such line")), &[Quirk::MissingField]),
        ("RECEIVE 7 ok", ack("RECEIVE", AckResult::Ok), &[Quirk::Spelling]),
        ("RECEIVE 7 error x", ack("RECEIVE", error("x")), &[Quirk::Spelling]),
        ("RECEIVE 7 ERROR  x", ack("RECEIVE", error("x")), &[Quirk::StrayBlank]),
        ("RECEIVE 7 OK x", ack("RECEIVE", AckResult::Ok), &[Quirk::Surplus]),
        ("RECEIVE  7  OK", ack("RECEIVE", AckResult::Ok), &[Quirk::StrayBlank]),
        (
            "RECEIVE 7\tOK\0\0",
            ack("RECEIVE", AckResult::Ok),
            &[Quirk::TrailingNul, Quirk::StrayBlank],
        ),
    ] {
        assert_eq!(server(datagram), (expected, quirks.to_vec()), "{datagram}");
    }
    assert_eq!(server_fault("RECEIVE 7"), "event_ack: result is missing");
    assert_eq!(server_fault("RECEIVE x OK"), "event_ack: recvid is not a number");
    assert_eq!(
        server_refusal(ack("CF", AckResult::Ok)),
        "verb cannot be written: it is that of a command"
    );
    assert_eq!(
        server_refusal(ack("STATE", error("a\0b"))),
        "errmsg holds '\\0' at 1, which would end it"
    );
    assert_eq!(
        server_refusal(ack("STATE", error(" a"))),
        "errmsg holds ' ' at 0, which would end it"
    );
}

#[test]
fn texts_with_their_length() {
    let msg = |text: &'static str| ServerMessage::Msg(Msg { sendid: 11, msg: text.into() });
    for (datagram, text) in [
        ("MSG 11 5 hello\n", "hello"),
        ("MSG 11 0 \n", ""),
        ("MSG 11 3  a \n", " a "),
        ("MSG 11 3 a\n\n\n", "a\n\n"),
        ("MSG 11 2 ä\n", "ä"),
        ("MSG 11 2 a\0\n", "a\0"),
    ] {
        assert_eq!(same_server(datagram), msg(text));
    }
    for (datagram, text, quirk) in [
        ("MSG 11 5 hello", "hello", Quirk::MissingLineEnd),
        ("MSG 11 5 hello\n\0", "hello", Quirk::TrailingNul),
        ("MSG 11 5 hello\0\n", "hello", Quirk::TrailingNul),
        ("MSG 11 5 hello \n", "hello", Quirk::StrayBlank),
        ("MSG 11 5 hello\r\n", "hello", Quirk::StrayLineEnd),
        ("MSG 11 5 hello\n\n", "hello", Quirk::StrayLineEnd),
        ("MSG  11 5 hello\n", "hello", Quirk::StrayBlank),
        // Counted in characters, too long, cut.
        ("MSG 11 4 größe\n", "größe", Quirk::TextLength),
        ("MSG 11 4 hello\n\n", "hello\n", Quirk::TextLength),
        ("MSG 11 9 hello\n", "hello", Quirk::TextLength),
        ("MSG 11 9 hello", "hello", Quirk::TextLength),
        ("MSG 11 -1 hello\n", "hello", Quirk::TextLength),
        ("MSG 11 99999999999999999 hello\n", "hello", Quirk::TextLength),
    ] {
        assert_eq!(server(datagram), (msg(text), vec![quirk]), "{datagram:?}");
    }
    let cut = b"MSG 11 3 a\xd0";
    let read = ServerMessage::parse(cut).unwrap();
    assert_eq!(read, ServerMessage::Msg(Msg { sendid: 11, msg: Text::new(b"a\xd0") }));
    assert_eq!(server("MSG 11 0\n").1, [Quirk::StrayLineEnd, Quirk::MissingLineEnd]);
    assert_eq!(server("MSG 11 0").1, [Quirk::MissingLineEnd, Quirk::MissingField]);
    assert_eq!(server_fault("MSG 11 hello"), "bulk_sms_request: length is not a number");
    assert_eq!(server_fault("MSG 11\n"), "bulk_sms_request: length is missing");
    let long = "a".repeat(3001);
    let long = ServerMessage::Msg(Msg { sendid: 1, msg: long.as_str().into() });
    assert_eq!(server_refusal(long), "msg of 3001 bytes is longer than the limit of 3000");
}

#[test]
fn bulk_sms_of_a_server() {
    let submit = Submit { sendid: 11, telid: 2, telnum: "+86".into() };
    assert_eq!(same_server("SEND 11 2 +86\n"), ServerMessage::Submit(submit));
    assert_eq!(server("SEND 11 2\n").1, [Quirk::MissingField]);
    assert_eq!(server("SEND 11 2 +86 x\n").1, [Quirk::Surplus]);
    assert_eq!(server_fault("SEND 11\n"), "submit_number: telid is missing");
    let password = Password { sendid: 11, password: "p;w".into() };
    assert_eq!(server("PASSWORD 11 p;w\n").0, ServerMessage::Password(password));
    assert_eq!(
        server_refusal(ServerMessage::Password(password)),
        "password holds ';' at 1, which would end it"
    );
    assert_eq!(server_fault("PASSWORD 11\n"), "auth_request: password is missing");
    assert_eq!(same_server("DONE 11\n"), ServerMessage::Done { sendid: 11 });
    // Section 5.1.11 has it so.
    assert_eq!(server("DONE 11"), (ServerMessage::Done { sendid: 11 }, vec![]));
    let one_shot = OneShot {
        sendid: 1,
        telid: 2,
        password: "pw".into(),
        telnum: "+1".into(),
        msg: " a\nb\n".into(),
    };
    assert_eq!(same_server("SMS 1 2 pw +1  a\nb\n"), ServerMessage::OneShot(one_shot));
    assert_eq!(same_server("SMS 1 2 pw +1 ").name(), "one_shot_sms");
    assert_eq!(server("SMS 1 2 pw +1").1, [Quirk::MissingField]);
    assert_eq!(server_fault("SMS 1 2 pw"), "one_shot_sms: telnum is missing");
    for (telnum, error) in [
        ("", "telnum is empty"),
        ("+1 2", "telnum holds ' ' at 2, which would end it"),
        ("+1\n", "telnum holds '\\n' at 2, which would end it"),
    ] {
        let telnum = telnum.into();
        assert_eq!(server_refusal(ServerMessage::Submit(Submit { telnum, ..submit })), error);
        assert_eq!(server_refusal(ServerMessage::OneShot(OneShot { telnum, ..one_shot })), error);
    }
}

/// Every request, and how it stands on the wire.
const REQUESTS: &[(&str, Request<'static>)] = &[
    ("get_gsm_num 5 pw", Request::GetGsmNum),
    ("set_gsm_num 5 138 pw", Request::SetGsmNum(Text::new(b"138"))),
    ("get_exp_time 5 pw", Request::GetExpTime),
    ("set_exp_time 5 60 pw", Request::SetExpTime(60)),
    ("get_remain_time 5 pw", Request::GetRemainTime),
    ("reset_remain_time 5 pw", Request::ResetRemainTime),
    ("get_gsm_state 5 pw", Request::GetGsmState),
    ("svr_drop_call 5 pw", Request::DropCall),
    ("svr_reboot_module 5 pw", Request::RebootModule),
    ("svr_reboot_dev 5 pw", Request::RebootDevice),
    (
        "CF 5 pw 2 3 +49 20",
        Request::CallForward {
            reason: ForwardReason::NO_REPLY,
            mode: ForwardMode::REGISTER,
            num: Text::new(b"+49"),
            seconds: 20,
        },
    ),
    (
        "CF 5 pw 0 4  0",
        Request::CallForward {
            reason: ForwardReason::UNCONDITIONAL,
            mode: ForwardMode::ERASE,
            num: Text::new(b""),
            seconds: 0,
        },
    ),
    ("CW 5 pw 2", Request::CallWaiting(ForwardMode::QUERY)),
    ("USSD 5 pw *100#", Request::Ussd(Text::new(b"*100#"))),
    ("USSDEXIT 5 pw", Request::UssdExit),
    ("get_imei 5 pw", Request::GetImei),
    ("set_imei 5 123456789012345 pw", Request::SetImei(Text::new(b"123456789012345"))),
    ("get_out_call_interval 5 pw", Request::GetOutCallInterval),
    ("set_out_call_interval 5 -1 pw", Request::SetOutCallInterval(-1)),
    ("module_ctl_i 5 2 pw", Request::ModuleControl(ModuleSwitch::DISABLE_2014)),
    ("module_ctl 5 10120121 pw", Request::ModulesControl(Text::new(b"10120121"))),
    ("set_base_cell 5 123 pw", Request::SetBaseCell(Text::new(b"123"))),
    ("get_cells_list 5 pw", Request::GetCellsList),
    ("CURCELL 5 pw", Request::GetCurrentCell),
    ("GSM 5 pw", Request::Gsm),
    ("ATSTART 5 pw", Request::AtStart),
    ("ATALIVE 5 pw", Request::AtAlive),
    ("DIAL 5 pw 10086 3600", Request::Dial { num: Text::new(b"10086"), seconds: 3600 }),
    ("netselect 5 pw -1", Request::NetSelect(-1)),
];

#[test]
fn commands() {
    for (datagram, request) in REQUESTS {
        assert_eq!(same_server(datagram), command(*request));
        let (verb, _) = datagram.split_once(' ').unwrap();
        assert_eq!(request.verb(), *verb);
        assert!(command::is_server_verb(verb.as_bytes()), "{verb}");
        // A line end is none of the USSD code, and of nothing else.
        assert_eq!(
            server(&format!("{datagram}\n")),
            (command(*request), vec![Quirk::StrayLineEnd])
        );
        assert_eq!(
            server(&datagram.replacen(' ', "  ", 1)),
            (command(*request), vec![Quirk::StrayBlank])
        );
        let (without, _) = datagram.rsplit_once(" pw").unwrap();
        let error = server_fault(without);
        assert!(error.ends_with(": password is missing"), "{error}");
        // Behind an empty number it would be the last one.
        if !matches!(request, Request::Ussd(_)) && !datagram.contains("  ") {
            assert_eq!(server(&format!("{datagram} x")), (command(*request), vec![Quirk::Surplus]));
        }
        assert_eq!(
            server_fault(&datagram.replacen('5', "x", 1)),
            format!("{}: sendid is not a number", server(datagram).0.name())
        );
    }
    assert_eq!(server("USSD 5 pw a b").0, command(Request::Ussd("a b".into())));
    for (datagram, error) in [
        ("USSD 5 pw", "ussd_request: ussdcmd is missing"),
        ("USSDEXIT 5", "ussd_exit_request: password is missing"),
        ("CF 5 pw 0", "command: mode is missing"),
        ("CF 5 pw 0 x", "command: mode is not a number"),
        ("CF 5 pw 0 0 1 -1", "command: ftime is not a number"),
        ("CW 5 pw", "command: mode is missing"),
        ("DIAL 5 pw 1", "command: duration is missing"),
        ("DIAL 5 pw 1 99999999999", "command: duration is not a number"),
        ("set_exp_time 5 x pw", "command: exptime is not a number"),
    ] {
        assert_eq!(server_fault(datagram), error);
    }
    assert_eq!(server("CF 5 pw 0 2").1, [Quirk::MissingField]);
}

#[test]
fn commands_that_cannot_be_written() {
    let forward = |mode, num: &'static str| Request::CallForward {
        reason: ForwardReason::ALL,
        mode,
        num: num.into(),
        seconds: 0,
    };
    for (request, error) in [
        (Request::SetGsmNum("".into()), "gsmnum is empty"),
        (Request::SetGsmNum("1 2".into()), "gsmnum holds ' ' at 1, which would end it"),
        (Request::SetBaseCell("1\t".into()), "cell_id holds '\\t' at 1, which would end it"),
        (
            Request::SetImei("12345678901234".into()),
            "imei cannot be written: it has to be 15 digits",
        ),
        (
            Request::SetImei("12345678901234x".into()),
            "imei cannot be written: it has to be 15 digits",
        ),
        (Request::ModulesControl("".into()), "value is empty"),
        (
            Request::ModulesControl("013".into()),
            "value cannot be written: its digits have to be 0, 1 or 2",
        ),
        (Request::Ussd("".into()), "ussdcmd is empty"),
        (Request::Ussd("*100#\n".into()), "ussdcmd holds '\\n' at 5, which would end it"),
        (forward(ForwardMode::ENABLE, ""), "num is empty"),
        (forward(ForwardMode::REGISTER, ""), "num is empty"),
        (forward(ForwardMode::QUERY, "1 2"), "num holds ' ' at 1, which would end it"),
        (
            Request::Dial { num: "1".into(), seconds: 0 },
            "duration cannot be written: it has to be from 1 to 3600 s",
        ),
        (
            Request::Dial { num: "1".into(), seconds: 3601 },
            "duration cannot be written: it has to be from 1 to 3600 s",
        ),
        (Request::Dial { num: "".into(), seconds: 1 }, "num is empty"),
    ] {
        assert_eq!(server_refusal(command(request)), error);
        conformance::refused(&mut ServerEncoder, &command(request)).unwrap();
    }
    for (password, error) in
        [("", "password is empty"), ("a b", "password holds ' ' at 1, which would end it")]
    {
        let command = Command { sendid: 1, password: password.into(), request: Request::Gsm };
        assert_eq!(server_refusal(ServerMessage::Command(command)), error);
    }
}

#[test]
fn raw_commands_are_read_as_other_ones() {
    let raw = |verb: &'static str, before: &'static str, after: &'static str| {
        command(Request::Raw { verb: verb.into(), before: before.into(), after: after.into() })
    };
    for (message, datagram) in [
        (raw("status_flag", "1", ""), "status_flag 5 1 pw"),
        (raw("disable_sim", "", ""), "disable_sim 5 pw"),
        (raw("x", "a b", "c d"), "x 5 a b pw c d"),
    ] {
        let mut buffer = [0; 64];
        let len = message.write(&mut buffer).unwrap();
        assert_eq!(&buffer[..len], datagram.as_bytes());
        let (verb, tail) = datagram.split_once(" 5 ").unwrap();
        let other = ServerMessage::Other { verb: verb.into(), sendid: 5, tail: tail.into() };
        assert_eq!(same_server(datagram), other);
        assert!(!format!("{other:?}").contains("pw"));
    }
    for (message, error) in [
        (raw("CF", "", ""), "verb cannot be written: it has a message of its own"),
        (raw("RECEIVE", "", ""), "verb cannot be written: it has a message of its own"),
        (raw("MSG", "", ""), "verb cannot be written: it has a message of its own"),
        (
            raw("x", "ERROR", ""),
            "tail cannot be written: it would be read as the answer to an event",
        ),
        (raw("x", "a\n", ""), "before holds '\\n' at 1, which would end it"),
        (raw("x", "", " a"), "after holds ' ' at 0, which would end it"),
    ] {
        assert_eq!(server_refusal(message), error);
    }
    for tail in ["OK", "DISABLE", "ERROR", "ERROR x"] {
        let other = ServerMessage::Other { verb: "x".into(), sendid: 5, tail: tail.into() };
        assert_eq!(
            server_refusal(other),
            "tail cannot be written: it would be read as the answer to an event"
        );
    }
    assert_eq!(same_server("x 5").name(), "other");
    assert_eq!(same_server("HELLO 5").id(), 5);
}

#[test]
fn answers() {
    let answer = |request: Request<'_>, datagram: &'static str| {
        let message = GatewayMessage::parse(datagram.as_bytes()).unwrap();
        request.answer(&message)
    };
    let done = Some(Ok(Answer::Done));
    let text = |text: &'static str| Some(Ok(Answer::Text(Some(text.into()))));
    let other = |text: &'static str| Some(Ok(Answer::Other(text.into())));
    let refused = |text: &'static str| Some(Err(Text::from(text)));
    let set_num = Request::SetGsmNum("138".into());
    let forward = REQUESTS[10].1;
    let ussd = Request::Ussd("1".into());
    for (request, datagram, expected) in [
        (Request::GetGsmNum, "get_gsm_num 5 138", text("138")),
        (Request::GetGsmNum, "get_gsm_num 5 (null)", Some(Ok(Answer::Text(None)))),
        (Request::GetGsmNum, "get_gsm_num 5 <NULL>", Some(Ok(Answer::Text(None)))),
        (Request::GetGsmNum, "get_gsm_num 5 ", Some(Ok(Answer::Text(None)))),
        (Request::GetGsmNum, "get_imei 5 138", None),
        (Request::GetGsmNum, "ERROR 5 138 no", refused("138 no")),
        (Request::GetImei, "get_imei 5 123", text("123")),
        (Request::GetCurrentCell, "CURCELL 5 123", text("123")),
        (Request::GetExpTime, "get_exp_time 5 60", Some(Ok(Answer::Number(60)))),
        (Request::GetRemainTime, "get_remain_time 5 -1", Some(Ok(Answer::Number(-1)))),
        (Request::GetOutCallInterval, "get_out_call_interval 5 x", other("x")),
        (Request::GetGsmState, "get_gsm_state 5 IDLE", Some(Ok(Answer::State(ChannelState::Idle)))),
        (Request::GetGsmState, "get_gsm_state 5", other("")),
        (set_num, "set_gsm_num 5 138 ok", done),
        (set_num, "set_gsm_num 5 138 OK", done),
        (set_num, "set_gsm_num 5 138", other("138")),
        (set_num, "set_gsm_num 5 book", other("book")),
        (set_num, "ERROR 5 138 no SIM", refused("no SIM")),
        (set_num, "ERROR 5 138", refused("")),
        (set_num, "ERROR 5 1380 no SIM", refused("1380 no SIM")),
        (Request::SetExpTime(60), "ERROR 5 060 no", refused("no")),
        (Request::SetExpTime(60), "set_exp_time 5 60 ok", done),
        (Request::ResetRemainTime, "reset_remain_time 5 ok", done),
        (Request::DropCall, "svr_drop_call 5 $ok", done),
        (Request::RebootModule, "svr_reboot_module 5 ok\n", done),
        (Request::GetCellsList, "get_cells_list 5 ok", done),
        (Request::ModuleControl(ModuleSwitch::ENABLE), "module_ctl_i 5 1 ok", done),
        (ussd, "USSD 5 Balance@@", Some(Ok(Answer::Ussd("Balance".into())))),
        (ussd, "USSD 5 USSD send failed!", refused("USSD send failed!")),
        (ussd, "USSDERROR 5 no", refused("no")),
        (ussd, "USSDEXIT 5", Some(Ok(Answer::UssdExit))),
        (ussd, "ERROR 5 no", refused("no")),
        (Request::UssdExit, "USSDEXIT 5", Some(Ok(Answer::UssdExit))),
        (Request::UssdExit, "USSD 5 x", None),
        (forward, "CFOK 5", done),
        (forward, "CFERROR 5", refused("")),
        (
            forward,
            "CFSTATE 5 1 +49 20",
            Some(Ok(Answer::Forward(ForwardState {
                sendid: 5,
                enabled: 1,
                num: "+49".into(),
                seconds: 20,
            }))),
        ),
        (forward, "CWOK 5", None),
        (
            Request::CallWaiting(ForwardMode::QUERY),
            "CWSTATE 5 1",
            Some(Ok(Answer::CallWaiting("1".into()))),
        ),
        (Request::CallWaiting(ForwardMode::ENABLE), "CWOK 5", done),
        (Request::CallWaiting(ForwardMode::ENABLE), "CWERROR 5", refused("")),
        (
            Request::Gsm,
            "GSM:5;imei:1",
            Some(Ok(Answer::Gsm(GsmInfo { imei: Some("1".into()), ..GsmInfo::default() }))),
        ),
        (Request::Gsm, "GSMERROR 5 no", refused("no")),
        (Request::NetSelect(-1), "netselect 5 -1", done),
        (Request::NetSelect(-1), "netselect 5 2", other("2")),
        (Request::Dial { num: "1".into(), seconds: 1 }, "DIAL 5 OK", done),
        (
            Request::Raw { verb: "x".into(), before: "".into(), after: "".into() },
            "x 5 ok",
            other("ok"),
        ),
        (Request::GetImei, "OK 5 1\n", None),
        (Request::GetImei, "WAIT 5 1\n", None),
        (Request::GetImei, "req:5;id:a;pass:b;", None),
    ] {
        assert_eq!(answer(request, datagram), expected, "{datagram}");
    }
}

#[test]
fn the_codes_of_failed_texts() {
    for (code, name) in [
        (1, "unassigned number"),
        (38, "network out of order"),
        (111, "unspecified protocol error"),
        (208, "sim sms storage full"),
        (310, "sim not inserted"),
        (331, "no network service"),
        (500, "unknown error"),
    ] {
        assert_eq!(CmsError(code).name(), Some(name));
    }
    let codes: Vec<_> = CmsError::NAMED.iter().map(|error| error.0).collect();
    assert!(codes.is_sorted_by(|a, b| a < b), "{codes:?}");
    for error in CmsError::NAMED {
        let name = error.name().unwrap();
        assert_eq!(name, name.to_lowercase());
        assert!((0..=512).contains(&error.0));
    }
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

#[test]
fn lists_of_too_many_fields() {
    // A list of up to 512 bytes is read, whatever it holds.
    gateway(&format!("STATE:1;id:a;password:b;{}", ";".repeat(485)));
    let long = "x".repeat(512);
    let front = &format!("RECEIVE:1;id:a;password:b;srcnum:1;x:{long};");
    // With those in front and the text there are 64.
    let most = format!("{front}{}msg:{}", ";".repeat(59), ";".repeat(3000));
    assert_eq!(event(&most).0.fields.iter().count(), 1);
    let list = |front: &str, fields| format!("{front}{}", "key:value;".repeat(fields));
    for (front, own) in [("STATE:1;id:a;password:b;", 2), ("GSM:1;", 0), ("req:1;id:a;pass:b;", 2)]
    {
        let most = list(front, 64 - own);
        gateway(&most);
        gateway(most.trim_end_matches(';'));
        for behind in ["k:v", "k", ":", ";", " "] {
            let error = gateway_fault(&format!("{most}{behind}"));
            assert!(error.ends_with(": there are more than 64 fields"), "{front} {error}");
        }
    }
    // Whatever stands behind.
    for end in ["msg:hi", "id:a", "password:b;id:a", ""] {
        for unit in [";", "a:b;", "id:a;"] {
            let error = gateway_fault(&format!("{front}{}{end}", unit.repeat(61)));
            assert_eq!(error, "receive: there are more than 64 fields");
        }
    }
    let keepalive = format!("req:1;x:{long};{}id:a;pass:b;", ";".repeat(62));
    assert_eq!(gateway_fault(&keepalive), "keepalive: there are more than 64 fields");
    server(&list("reg:1;status:200;", 63));
    let error = server_fault(&list("reg:1;status:200;", 64));
    assert_eq!(error, "keepalive_ack: there are more than 64 fields");
    let fields = vec![("k", "v"); 57];
    let of = |fields| event_of(EventBody::State(ChannelState::Idle), fields);
    assert_eq!(gateway_refusal(of(&fields)), "fields cannot be written: there are more than 56");
    gateway_written(of(&fields[1..]));
}
