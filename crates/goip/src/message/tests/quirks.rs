//! A test for each fact about what gateways and servers really send, by its number in the list that
//! was collected from documents, public projects and runs. Those that are about sessions are not
//! here.

use super::*;

#[test]
fn quirk_1_status_of_acknowledgements() {
    for (status, is_ok) in
        [(0, true), (200, true), (404, false), (403, false), (304, false), (-1, false), (7, false)]
    {
        let datagram = format!("reg:100;status:{status};");
        let ServerMessage::KeepaliveAck(ack) = same_server(&datagram) else { panic!() };
        assert_eq!((ack.status.0, ack.status.is_ok()), (status, is_ok));
    }
}

#[test]
fn quirk_2_more_fields_in_acknowledgements() {
    let ServerMessage::KeepaliveAck(ack) = same_server("reg:1;status:200;v:1;") else { panic!() };
    assert_eq!(ack.fields.get("v").unwrap(), "1");
}

#[test]
fn quirk_3_req_for_reg() {
    let (message, quirks) = server("req:1;status:200;");
    assert_eq!(message, server("reg:1;status:200;").0);
    assert_eq!(quirks, [Quirk::ReqForReg]);
    assert_eq!(server_written(message), "reg:1;status:200;");
    assert_eq!(server("reg:1;status:0;\n").1, [Quirk::StrayLineEnd]);
}

#[test]
fn quirk_4_two_keys_of_the_password() {
    for key in ["pass", "password"] {
        let datagram = format!("RECEIVE:1;id:a;{key}:b;srcnum:1;msg:c");
        assert_eq!(event(&datagram).0.password, "b".into());
        assert!(gateway_written(gateway(&datagram).0).contains(";password:b;"));
        let datagram = format!("req:1;id:a;{key}:b;");
        assert_eq!(keepalive(&datagram).0.password, "b".into());
        assert_eq!(gateway_written(gateway(&datagram).0), "req:1;id:a;pass:b;");
    }
}

#[test]
fn quirk_5_all_lengths_of_keepalives() {
    let whole = "req:27;id:a;pass:b;num:;signal:29;gsm_status:LOGIN;voip_status:LOGOUT;voip_state:IDLE;remain_time:-1;imei:8;imsi:2;iccid:8f;pro:CHINA UNICOM GSM;idle:11;disable_status:0;SMS_LOGIN:N;SMB_LOGIN:;CELLINFO:LAC:7E5,CELL ID:5E5B;CGATT:Y;s_l_id:1;";
    for (end, _) in whole.match_indices(';').skip(2) {
        let GatewayMessage::Keepalive(keepalive) = same_gateway(&whole[..=end]) else { panic!() };
        let status = keepalive.status();
        assert_eq!(status.pro.is_some(), end >= whole.find(";idle").unwrap());
        assert_eq!(status.smb_login, None);
        if let Some(cell) = status.cell_info {
            assert_eq!(cell, "LAC:7E5,CELL ID:5E5B");
        }
    }
}

#[test]
fn quirk_6_stray_blanks() {
    let (read, quirks) =
        keepalive("req:10;id:a;pass:password1; num:12345;signal:23 ;gsm_status:LOGIN;");
    let status = read.status();
    assert_eq!((status.num, status.signal), (Some("12345".into()), Some(23)));
    assert_eq!(quirks, [Quirk::StrayBlank]);
    assert_eq!(server("DONE 11 \n"), (ServerMessage::Done { sendid: 11 }, vec![Quirk::StrayBlank]));
}

#[test]
fn quirk_7_the_case_of_keys_matters() {
    let (read, _) = event("CGATT:1;id:a;password:b;CGATT:2;cgatt:0");
    assert_eq!(read.body, EventBody::Cgatt(0));
    assert_eq!(read.fields.get("CGATT").unwrap(), "2");
    let (read, _) = keepalive("req:1;id:a;pass:b;cgatt:Y;NUM:1;");
    assert_eq!(read.status(), LineStatus::default());
    assert_eq!(event("cgatt:1;id:a;password:b;cgatt:0").0.name(), "event");
}

#[test]
fn quirk_8_any_counter() {
    for count in
        ["-5", "0", "2", "34348", "1571812849", "-9223372036854775808", "9223372036854775807"]
    {
        let id: i64 = count.parse().unwrap();
        assert_eq!(same_gateway(&format!("req:{count};id:a;pass:b;")).id(), id);
        assert_eq!(
            same_gateway(&format!("RECEIVE:{count};id:a;password:b;srcnum:1;msg:c")).id(),
            id
        );
        assert_eq!(same_server(&format!("RECEIVE {count} OK")).id(), id);
        assert_eq!(same_server(&format!("reg:{count};status:0;")).id(), id);
    }
    assert_eq!(gateway("req:007;id:a;pass:b;").0.id(), 7);
}

#[test]
fn quirk_9_ids_with_a_plus_and_senders_with_a_name() {
    let (read, quirks) = event("RECEIVE:1;id:+380500000000;password:b;srcnum:Tele 2;msg:c");
    assert_eq!((read.id, quirks), ("+380500000000".into(), vec![]));
    let EventBody::Receive(sms) = read.body else { panic!() };
    assert_eq!(sms.srcnum, "Tele 2");
}

#[test]
fn quirk_10_delivery_reports() {
    let (read, _) = event("DELIVER:1;id:a;password:b;sms_no:32;state:0;num:+86");
    let EventBody::Deliver { sms_no: 32, state, num } = read.body else { panic!() };
    assert!(state.is_delivered() && num == Some("+86".into()));
    let (read, quirks) = event("DELIVER:1;id:a;password:b;sms_no:32;state:70");
    let EventBody::Deliver { state, num: None, .. } = read.body else { panic!() };
    assert!(!state.is_delivered() && !state.is_pending() && quirks.is_empty());
}

#[test]
fn quirk_11_the_text_begins_at_the_first_msg() {
    for (list, msg) in [
        ("srcnum:1;smscnum:2;senttime:3;msg:real", "real"),
        ("srcnum:1;z:abcmsg:INJECT;msg:real", "real"),
        ("srcnum:1;msg:a;srcnum:2;msg:b\nc: d;", "a;srcnum:2;msg:b\nc: d;"),
        ("msg:a;srcnum:1", "a;srcnum:1"),
        ("xmsg:1;msgx:2;MSG:3;msg:real", "real"),
    ] {
        let datagram = format!("RECEIVE:1;id:a;password:b;{list}");
        let (read, _) = event(&datagram);
        let EventBody::Receive(sms) = read.body else { panic!() };
        assert_eq!(sms.msg, *msg, "{datagram}");
        assert!(sms.srcnum == "1" || sms.srcnum.is_empty());
        assert!(read.fields.get("msg").is_none());
    }
    let (read, _) = event("RECEIVE:1;id:a;password:b;srcnum:1;z:abcmsg:INJECT;msg:real");
    assert_eq!(read.fields.get("z").unwrap(), "abcmsg:INJECT");
}

#[test]
fn quirk_13_states() {
    for (state, expected) in [
        ("IDLE", ChannelState::Idle),
        ("IDEL", ChannelState::Idle),
        ("BUSY", ChannelState::Busy),
        ("ACTIVE", ChannelState::Active),
        ("DIALING:1", ChannelState::Dialing("1".into())),
        ("INCOMING:1", ChannelState::Incoming("1".into())),
        ("CONNECTED:1", ChannelState::Connected("1".into())),
        ("ALERTING:1", ChannelState::Alerting("1".into())),
        ("incoming:+380990000000", ChannelState::Incoming("+380990000000".into())),
    ] {
        let datagram = format!("STATE:1;id:a;password:b;gsm_remain_state:{state}");
        assert_eq!(event(&datagram).0.body, EventBody::State(expected));
    }
}

#[test]
fn quirk_14_hangups_have_a_comma() {
    let (read, quirks) = event("HANGUP:442;id:c1;password:b;num:,cause:\"Normal call clearing");
    assert_eq!(quirks, []);
    assert_eq!(
        read.body,
        EventBody::Hangup { num: "".into(), cause: "\"Normal call clearing".into() }
    );
}

#[test]
fn quirk_15_other_events() {
    for (verb, list, body) in [
        ("EXPIRY", "exp:0", Some(EventBody::Expiry { minutes: 0 })),
        ("REMAIN", "gsm_remain_time:-1", Some(EventBody::Remain { minutes: -1 })),
        ("NUMRECORD", "num:5", None),
        ("NUM_ICCID", "num:5;iccid:6", None),
        ("need_recharge", "x:y", None),
    ] {
        let datagram = format!("{verb}:1;id:a;password:b;{list}");
        let GatewayMessage::Event(event) = same_gateway(&datagram) else { panic!() };
        assert_eq!(event.verb(), *verb);
        match body {
            Some(body) => assert_eq!(event.body, body),
            None => assert_eq!(event.fields.iter().count(), list.split(';').count()),
        }
    }
    let (read, _) = event("CELLS:1;id:a;password:b;lists:689, 638,,783,");
    let EventBody::Cells(cells) = read.body else { panic!() };
    assert_eq!(
        cells.iter().map(|cell| cell.to_string()).collect::<Vec<_>>(),
        ["689", "638", "783"]
    );
}

#[test]
fn quirk_16_traces() {
    let (read, _) = event("AT:5;count:9;id:a;password:b;receive:write:AT+CREG?");
    assert_eq!(read.body, EventBody::At { count: 9, receive: "write:AT+CREG?".into() });
    assert_eq!((read.recvid, read.verb()), (5, "AT".into()));
    for request in [Request::AtStart, Request::AtAlive] {
        assert!(server_written(command(request)).ends_with(" 5 pw"));
    }
}

#[test]
fn quirk_17_words_of_acknowledgements() {
    for (datagram, result) in [
        ("RECEIVE 7 OK\n", AckResult::Ok),
        ("RECEIVE 7 ERROR disk full", AckResult::Error("disk full".into())),
        ("STATE 7 disk full", AckResult::Error("disk full".into())),
        ("USSN 7 DISABLE", AckResult::Disable),
    ] {
        let (ServerMessage::EventAck(ack), quirks) = server(datagram) else { panic!() };
        assert_eq!((ack.result, quirks), (result, vec![]));
    }
}

#[test]
fn quirk_20_the_reference_may_be_missing() {
    for (end, sms_no) in [("", None), (" 0", Some(0)), (" -1", Some(-1)), (" 255", Some(255))] {
        let datagram = format!("OK 11 2{end}\n");
        let GatewayMessage::SubmitOk(ok) = same_gateway(&datagram) else { panic!() };
        assert_eq!(ok.sms_no, sms_no);
    }
}

#[test]
fn quirk_21_errors() {
    for (tail, bulk) in [
        ("PASSWORD", BulkError::Password),
        ("SENDID", BulkError::SendId),
        ("GSM_LOGOUT", BulkError::GsmLogout),
        ("too_many_sends_in_server", BulkError::TooManySends),
        ("1 errorstatus:38", BulkError::Submission { telid: 1, status: CmsError(38) }),
    ] {
        let datagram = format!("ERROR 8622 {tail}\n");
        let GatewayMessage::Error(error) = same_gateway(&datagram) else { panic!() };
        assert_eq!(error.bulk(), bulk);
        assert_eq!(gateway(datagram.trim_end()).1, []);
    }
}

#[test]
fn quirk_22_lengths_in_characters() {
    let datagram = "MSG 11 19 Żółw łąka Привет д\n";
    let (ServerMessage::Msg(msg), quirks) = server(datagram) else { panic!() };
    assert_eq!((msg.msg, quirks), ("Żółw łąka Привет д".into(), vec![Quirk::TextLength]));
    assert_eq!(server_written(ServerMessage::Msg(msg)), "MSG 11 30 Żółw łąka Привет д\n");
    // And cut after so many bytes.
    let cut = "MSG 11 19 Żółw łąka Пр".as_bytes();
    let cut = &[cut, b"\xd0"].concat()[..];
    let Ok(ServerMessage::Msg(msg)) = ServerMessage::parse(cut) else { panic!() };
    assert!(msg.msg.to_str().is_err() && msg.msg.to_string().ends_with("Пр\\xd0"));
}

#[test]
fn quirk_23_line_ends_of_a_bulk_sms() {
    for datagram in ["PASSWORD 1 pw", "SEND 1 2 +86", "MSG 1 5 hello"] {
        assert_eq!(server(datagram).1, [Quirk::MissingLineEnd]);
        assert_eq!(server_written(server(datagram).0), format!("{datagram}\n"));
    }
    for datagram in ["PASSWORD 1", "SEND 1", "WAIT 1 2", "OK 1 2 3", "DONE 1"] {
        assert_eq!(gateway(datagram).1, [Quirk::MissingLineEnd]);
        assert_eq!(gateway_written(gateway(datagram).0), format!("{datagram}\n"));
    }
    let ServerMessage::Msg(msg) = same_server("MSG 1 7 a\nb\nc\n\n\n") else { panic!() };
    assert_eq!(msg.msg, "a\nb\nc\n\n");
}

#[test]
fn quirk_28_one_text_without_a_session() {
    let ServerMessage::OneShot(sms) = same_server("SMS 1 2 pw +86 Hello; you:\nthere") else {
        panic!()
    };
    assert_eq!((sms.telnum, sms.msg), ("+86".into(), "Hello; you:\nthere".into()));
    assert_eq!(same_server("HELLO 1").name(), "other");
    assert_eq!(server("HELLO 1\n").1, [Quirk::StrayLineEnd]);
}

#[test]
fn quirk_30_the_password_comes_before_or_behind() {
    for (datagram, request) in REQUESTS {
        let words: Vec<_> = datagram.split(' ').collect();
        let is_before =
            matches!(words[0], "USSD" | "USSDEXIT" | "CF" | "CW" | "GSM" | "DIAL" | "netselect");
        let place = if is_before { 2 } else { words.len() - 1 };
        assert_eq!(words[place], "pw", "{datagram}");
        assert_eq!(server_written(command(*request)), *datagram);
    }
}

#[test]
fn quirk_31_no_line_end_behind_commands() {
    for (_, request) in REQUESTS {
        assert!(!server_written(command(*request)).ends_with('\n'));
    }
    let (message, quirks) = server("USSD 11 password1 *100#\n");
    let ServerMessage::Command(Command { request: Request::Ussd(code), .. }) = message else {
        panic!()
    };
    assert_eq!((code, quirks), ("*100#".into(), vec![Quirk::StrayLineEnd]));
    assert_eq!(
        server_refusal(command(Request::Ussd("*100#\n".into()))),
        "ussdcmd holds '\\n' at 5, which would end it"
    );
}

#[test]
fn quirk_33_errors_in_the_form_of_success() {
    for datagram in
        ["USSD 5 USSD send failed!", "USSD 5 USSD send failed!@@@@", "USSD 5 ussd send failed!"]
    {
        let message = GatewayMessage::parse(datagram.as_bytes()).unwrap();
        assert!(matches!(Request::Ussd("1".into()).answer(&message), Some(Err(_))), "{datagram}");
    }
    let GatewayMessage::Ussd(reply) = same_gateway("USSD 5 a@b@@") else { panic!() };
    assert_eq!((reply.msg, reply.text()), ("a@b@@".into(), "a@b".into()));
}

#[test]
fn quirk_34_nothing_as_c_prints_it() {
    for number in ["(null)", "<NULL>", "(NULL)", ""] {
        let datagram = format!(
            "GSM:1;get_gsm_num:{number};get_exp_time:0;get_remain_time:0;get_gsm_state:IDLE"
        );
        let GatewayMessage::Gsm(reply) = same_gateway(&datagram) else { panic!() };
        let info = reply.info();
        assert_eq!((info.gsm_num, info.exp_time, info.imei), (None, Some(0), None));
        assert_eq!(info.gsm_state, Some(ChannelState::Idle));
    }
    assert_eq!(same_gateway("GSMERROR 1 no").name(), "gsm_error");
    // Perhaps without a number.
    for (datagram, tail) in [("GSMERROR no module", "no module"), ("GSMERROR", "")] {
        let (message, quirks) = gateway(datagram);
        let error = ErrorReply { sendid: 0, tail: tail.into() };
        assert_eq!(message, GatewayMessage::GsmError(error));
        assert_eq!(quirks, [Quirk::MissingField]);
    }
}

#[test]
fn quirk_35_queries_of_forwarding() {
    let GatewayMessage::ForwardState(state) = same_gateway("CFSTATE 5 1 10086 20") else {
        panic!()
    };
    assert_eq!((state.enabled, state.num, state.seconds), (1, "10086".into(), 20));
    for mode in [ForwardMode::DISABLE, ForwardMode::QUERY, ForwardMode::ERASE] {
        let request =
            Request::CallForward { reason: ForwardReason::BUSY, mode, num: "".into(), seconds: 0 };
        assert_eq!(server_written(command(request)), format!("CF 5 pw 1 {}  0", mode.0));
        assert_eq!(
            server_written(command(Request::CallWaiting(mode))),
            format!("CW 5 pw {}", mode.0)
        );
    }
}

#[test]
fn quirk_36_two_values_disable() {
    for (value, switch) in
        [(0, ModuleSwitch::DISABLE), (1, ModuleSwitch::ENABLE), (2, ModuleSwitch::DISABLE_2014)]
    {
        assert_eq!(
            server_written(command(Request::ModuleControl(switch))),
            format!("module_ctl_i 5 {value} pw")
        );
    }
}

#[test]
fn quirk_37_other_commands() {
    let raw = |verb, before, after| {
        command(Request::Raw {
            verb: Text::from(verb),
            before: Text::from(before),
            after: Text::from(after),
        })
    };
    for (message, datagram) in [
        (command(Request::Dial { num: "10086".into(), seconds: 20 }), "DIAL 5 pw 10086 20"),
        (command(Request::NetSelect(-1)), "netselect 5 pw -1"),
        (raw("status_flag", "1", ""), "status_flag 5 1 pw"),
        (raw("disable_sim", "", ""), "disable_sim 5 pw"),
        (raw("disable_sim2", "0", ""), "disable_sim2 5 0 pw"),
    ] {
        let mut buffer = [0; 64];
        let len = message.write(&mut buffer).unwrap();
        assert_eq!(&buffer[..len], datagram.as_bytes());
    }
}

#[test]
fn quirk_38_ok_in_any_spelling() {
    for ok in ["ok", "OK", "$ok", "Ok", "1 ok"] {
        let datagram = format!("module_ctl_i 5 {ok}");
        let GatewayMessage::Reply(reply) = same_gateway(&datagram) else { panic!() };
        assert_eq!(reply.value, *ok);
        let answer =
            Request::ModuleControl(ModuleSwitch::ENABLE).answer(&GatewayMessage::Reply(reply));
        assert_eq!(answer, Some(Ok(Answer::Done)));
    }
}

#[test]
fn quirk_40_nuls_and_line_ends_at_the_end() {
    for datagram in [
        "req:13;id:goip1;pass:password1;",
        "STATE:1;id:a;password:b;gsm_remain_state:IDLE",
        "get_imei 5 123",
        "CFOK 5",
    ] {
        let expected = gateway(datagram).0;
        assert_eq!(gateway(&format!("{datagram}\0")), (expected, vec![Quirk::TrailingNul]));
        assert_eq!(gateway(&format!("{datagram}\n")), (expected, vec![Quirk::StrayLineEnd]));
        assert_eq!(
            gateway(&format!("{datagram}\n\0\0")),
            (expected, vec![Quirk::TrailingNul, Quirk::StrayLineEnd])
        );
    }
    // In a text a line end belongs to it.
    let (read, quirks) = event("RECEIVE:1;id:a;password:b;srcnum:1;msg:c\n\0");
    let EventBody::Receive(sms) = read.body else { panic!() };
    assert_eq!((sms.msg, quirks), ("c\n".into(), vec![Quirk::TrailingNul]));
    // A backslash and an n behind the answer to an event are meant as one; elsewhere they are part
    // of the last word.
    let (ok, quirks) = server("RECEIVE 5 OK\\n");
    assert_eq!((ok, quirks), (server("RECEIVE 5 OK").0, vec![Quirk::StrayLineEnd]));
    let (ServerMessage::Password(password), _) = server("PASSWORD 1 pw\\n") else { panic!() };
    assert_eq!(password.password, "pw\\n".into());
}

#[test]
fn quirk_41_control_words_of_the_vendor() {
    for datagram in ["CRON", "goip", "SYSTEM_SAVE", "CRON\n", "goip\0"] {
        assert_eq!(gateway_fault(datagram), "datagram does not begin with a word and a number");
        assert_eq!(server_fault(datagram), "datagram does not begin with a word and a number");
    }
    // It is no answer to anything that was asked.
    let message = gateway("START 1 1.2.3.4 5").0;
    assert!(REQUESTS.iter().all(|(_, request)| request.answer(&message).is_none()));
    assert_eq!(server("START 1 1.2.3.4 5").0.name(), "other");
}
