//! Commands of a server, and what answers them.

use super::*;

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
