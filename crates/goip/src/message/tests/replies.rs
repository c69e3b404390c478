//! What a gateway answers to a command, by its own words.

use super::*;

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
