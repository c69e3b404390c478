//! Keepalives, the status in them, and their acknowledgements.

use super::*;

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
