//! Events of a gateway, and their acknowledgements.

use super::*;

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
