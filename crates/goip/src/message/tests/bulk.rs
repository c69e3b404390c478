//! Texts that are sent in bulk, from both sides.

use super::*;

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
