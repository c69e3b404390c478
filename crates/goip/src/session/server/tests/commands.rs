//! Commands and USSD.

use super::*;
use crate::message::{ForwardMode, ForwardReason, Request};

impl Bench {
    fn command(&mut self, request: Request<'_>) -> CommandId {
        self.server.command(self.lines[0], request).unwrap()
    }
}

#[test]
fn a_command_is_sent_until_it_is_answered() {
    let mut bench = Bench::new(quick());
    bench.command(Request::GetGsmNum);
    assert_eq!(bench.sent(), ["1< get_gsm_num 1 pass1"]);
    assert_eq!(bench.sent_within(3), ["3 1< get_gsm_num 1 pass1"]);
    for stray in ["get_gsm_num 2 5", "get_imei 1 5", "OK 1 1", "DONE 1", "USSD 1 hi"] {
        bench.talk(1, &[(stray, "")]);
    }
    assert_eq!((bench.told(), bench.server.stats().stray), (Vec::new(), 5));
    bench.talk(2, &[("get_gsm_num 1 13800138000", "")]);
    bench.talk(1, &[("get_gsm_num 1 13800138000", ""), ("get_gsm_num 1 13800138000", "")]);
    assert_eq!(bench.told(), ["goip1: command 1: Ok(Text(Some(\"13800138000\")))"]);
    assert_eq!(bench.server.stats().stray, 7);
    assert_eq!(bench.sent_within(100), [""; 0]);
}

#[test]
fn a_command_can_be_refused() {
    let mut bench = Bench::new(quick());
    bench.command(Request::SetGsmNum("123".into()));
    bench.sent();
    bench.talk(1, &[("ERROR 1 123 not now", "")]);
    assert_eq!(
        bench.told(),
        ["goip1: command 1: Err(Refused(Text(\"not now\")))"
            .replace("Text(\"not now\")", "\"not now\"")]
    );
}

#[test]
fn a_command_is_given_up() {
    let mut bench = Bench::new(quick());
    bench.command(Request::GetImei);
    assert_eq!(bench.sent_within(100), ["1 1< get_imei 1 pass1", "4 1< get_imei 1 pass1"]);
    assert_eq!(bench.told(), ["goip1: command 1: Err(NoAnswer { attempts: 2 })"]);
    bench.talk(1, &[("get_imei 1 5", "")]);
    assert_eq!(bench.told(), [""; 0]);
    assert!(bench.server.is_drained());
}

#[test]
fn commands_of_a_line_are_carried_out_in_order() {
    let mut bench = Bench::new(quick());
    bench.command(Request::GetImei);
    bench.command(Request::GetExpTime);
    bench.server.command(bench.lines[1], Request::Gsm).unwrap();
    assert_eq!(bench.sent(), ["1< get_imei 1 pass1", "2< GSM 2 pass2"]);
    bench.talk(1, &[("get_imei 1 5", "get_exp_time 3 pass1"), ("get_exp_time 3 60", "")]);
    bench.talk(2, &[("GSM:2;get_gsm_num:(null);get_gsm_state:IDLE", "")]);
    let told = bench.told();
    assert_eq!(
        told[..2],
        ["goip1: command 1: Ok(Text(Some(\"5\")))", "goip1: command 2: Ok(Number(60))"]
    );
    assert!(told[2].starts_with("goip2: command 3: Ok(Gsm("), "{told:?}");
}

/// A gateway answers a number that has not grown with the reply to the last one (quirk 32).
#[test]
fn a_ussd_dialogue_has_rising_numbers_and_ends_with_done() {
    let mut bench = Bench::new(ServerConfig { first_id: 111, ..quick() });
    bench.sms(1, "hi", &["+861"]);
    bench.sent();
    bench.command(Request::Ussd("*100#".into()));
    assert_eq!(bench.sent(), ["1< USSD 112 pass1 *100#"]);
    bench.talk(1, &[("USSD 112 1: yes\n2: no@@", "DONE 112")]);
    assert_eq!(bench.told(), ["goip1: command 1: Ok(Ussd(\"1: yes\\n2: no\"))"]);
    bench.command(Request::Ussd("1".into()));
    bench.talk(1, &[("USSD 112 1: yes", "USSD 113 pass1 1"), ("USSDERROR 113 closed", "DONE 113")]);
    assert_eq!(bench.told(), ["goip1: command 2: Err(Refused(\"closed\"))"]);
    bench.command(Request::UssdExit);
    bench.talk(1, &[("DONE 1", "USSDEXIT 114 pass1"), ("USSDEXIT 114", "")]);
    assert_eq!(bench.told(), ["goip1: command 3: Ok(UssdExit)"]);
}

#[test]
fn what_is_not_harmless_twice_is_sent_once() {
    for (request, sent) in [
        (Request::Ussd("*1#".into()), "USSD 1 pass1 *1#"),
        (Request::Dial { num: "1".into(), seconds: 9 }, "DIAL 1 pass1 1 9"),
        (
            Request::Raw { verb: "status_flag".into(), before: "0".into(), after: "".into() },
            "status_flag 1 0 pass1",
        ),
    ] {
        let mut bench = Bench::new(quick());
        bench.command(request);
        assert_eq!(bench.sent_within(59), [format!("1 1< {sent}")]);
        assert_eq!(bench.told(), [""; 0]);
        bench.pass(secs(2));
        assert_eq!(bench.told(), ["goip1: command 1: Err(NoAnswer { attempts: 1 })"]);
        assert_eq!(bench.sent(), [""; 0], "and no DONE");
    }
}

#[test]
fn ussd_is_sent_again_where_that_is_wanted() {
    let ussd_retry = RetryPolicy::fixed(secs(10), 2);
    let mut bench = Bench::new(ServerConfig { ussd_retry, ..quick() });
    bench.command(Request::Ussd("*1#".into()));
    assert_eq!(bench.sent_within(100), ["1 1< USSD 1 pass1 *1#", "11 1< USSD 1 pass1 *1#"]);
}

#[test]
fn ussd_that_failed_in_the_form_of_success_is_a_failure() {
    let mut bench = Bench::new(quick());
    bench.command(Request::Ussd("*1#".into()));
    bench.sent();
    bench.talk(1, &[("USSD 1 USSD send failed!", "DONE 1")]);
    assert_eq!(bench.told(), ["goip1: command 1: Err(Refused(\"USSD send failed!\"))"]);
}

#[test]
fn call_forwarding_ends_with_done() {
    let mut bench = Bench::new(quick());
    let (reason, mode) = (ForwardReason::UNCONDITIONAL, ForwardMode::QUERY);
    bench.command(Request::CallForward { reason, mode, num: "".into(), seconds: 0 });
    bench.sent();
    bench.talk(1, &[("CFSTATE 1 1 10086 20", "DONE 1")]);
    let told = bench.told();
    assert!(told[0].contains("ForwardState { sendid: 1, enabled: 1"), "{told:?}");
}

#[test]
fn a_trace_answers_what_has_begun_it() {
    let mut bench = Bench::new(quick());
    bench.command(Request::AtStart);
    assert_eq!(bench.sent(), ["1< ATSTART 1 pass1"]);
    bench.hear(1, "AT:1;count:1;id:goip1;password:pass1;receive:write:AT+CREG?");
    let told = bench.told();
    assert_eq!((told.len(), bench.sent()), (2, Vec::new()), "{told:?}");
    assert!(told[0].starts_with("goip1: command 1: Ok("), "{told:?}");
    assert!(told[1].starts_with("goip1: At {"), "{told:?}");
}

#[test]
fn a_cell_list_follows_its_answer_as_an_event() {
    let mut bench = Bench::new(quick());
    bench.command(Request::GetCellsList);
    bench.sent();
    bench.talk(1, &[("get_cells_list 1 ok", "")]);
    bench.talk(1, &[("CELLS:9;id:goip1;password:pass1;lists:689,638,", "CELLS 9 OK")]);
    let told = bench.told();
    assert_eq!(told[0], "goip1: command 1: Ok(Done)");
    assert!(told[1].contains("689,638,"), "{told:?}");
}

#[test]
fn commands_of_a_line_that_is_removed_are_taken_back() {
    let mut bench = Bench::new(quick());
    bench.command(Request::GetImei);
    bench.command(Request::GetImei);
    bench.sent();
    let line = bench.lines[0];
    bench.server.remove_line(line);
    assert_eq!(
        bench.told(),
        ["goip1: command 1: Err(NoAnswer { attempts: 1 })", "goip1: command 2: Err(Cancelled)"],
    );
}

/// It says that it will, and is gone: the answer may be lost, and a copy would reboot it again.
#[test]
fn a_reboot_is_done_when_it_is_seen() {
    for request in [Request::RebootModule, Request::RebootDevice] {
        let mut bench = Bench::new(quick());
        bench.keepalives(5);
        bench.command(request);
        assert_eq!(bench.sent().len(), 1);
        bench.keepalives(1);
        assert_eq!(
            bench.told(),
            ["goip1: Rebooted", "goip1: command 1: Ok(Done)", "goip2: Rebooted"]
        );
        bench.keepalives(2);
        assert_eq!(bench.sent_within(50), [""; 0]);
    }
}

#[test]
fn the_next_command_follows_a_reboot_at_once() {
    let mut bench = Bench::new(quick());
    bench.keepalives(5);
    bench.command(Request::RebootDevice);
    bench.command(Request::GetImei);
    assert_eq!(bench.sent(), ["1< svr_reboot_dev 1 pass1"]);
    bench.hear(1, "req:1;id:goip1;pass:pass1;signal:20;");
    assert_eq!(bench.sent(), ["1< reg:1;status:200;", "1< get_imei 2 pass1"]);
}

#[test]
fn a_reboot_does_nothing_for_other_commands() {
    let mut bench = Bench::new(quick());
    bench.keepalives(5);
    bench.command(Request::GetImei);
    assert_eq!(bench.sent(), ["1< get_imei 1 pass1"]);
    bench.keepalives(1);
    bench.silence();
    assert_eq!(bench.sent_within(5), ["3 1< get_imei 1 pass1"]);
}

/// Something at the address of the line sends back what comes: the password is not told.
#[test]
fn an_echo_is_no_answer() {
    let mut bench = Bench::new(quick());
    bench.command(Request::GetGsmNum);
    assert_eq!(bench.sent(), ["1< get_gsm_num 1 pass1"]);
    bench.talk(1, &[("get_gsm_num 1 pass1", ""), ("get_gsm_num 1 pass1\n", "")]);
    assert_eq!((bench.told(), bench.server.stats().stray), (Vec::new(), 2));
    bench.talk(1, &[("get_gsm_num 1 pass1\0\0", ""), ("get_gsm_num  1\tpass1 \r\n\0", "")]);
    bench.command(Request::Ussd("*100#".into()));
    bench.talk(1, &[("get_gsm_num 1 5", "USSD 2 pass1 *100#"), ("USSD 2 pass1 *100#\0", "")]);
    assert_eq!(bench.told(), ["goip1: command 1: Ok(Text(Some(\"5\")))"]);
}

#[test]
fn an_answer_never_tells_the_password() {
    for (request, answer, told) in [
        (
            Request::GetImei,
            "ERROR 1 unknown: get_imei 1 pass1\n",
            "Err(Refused(\"unknown: get_imei 1 *****\"))",
        ),
        (Request::GetImei, "get_imei 1 pass1 ok", "Ok(Text(Some(\"***** ok\")))"),
        (Request::Ussd("*1#".into()), "USSD 1 (pass1) *1#", "Ok(Ussd(\"(*****) *1#\"))"),
        (Request::Ussd("*1#".into()), "USSDERROR 1 pass1", "Err(Refused(\"*****\"))"),
        (Request::GetImei, "get_imei 1 pass12", "Ok(Text(Some(\"pass12\")))"),
    ] {
        let mut bench = Bench::new(quick());
        bench.command(request);
        bench.sent();
        bench.hear(1, answer);
        assert_eq!(bench.told(), [format!("goip1: command 1: {told}")]);
    }
}

/// A number is no text, and an answer with one is never lost.
#[test]
fn a_password_that_is_a_number_spoils_no_answer() {
    let config = ServerConfig { first_id: 1234, ..quick() };
    let mut bench = Bench::with_line(config, "goip1", "1234");
    bench.hear(1, "req:1;id:goip1;pass:1234;");
    bench.command(Request::GetExpTime);
    bench.silence();
    bench.hear(1, "get_exp_time 1234 1234");
    assert_eq!(bench.told(), [""; 0], "an echo");
    bench.command(Request::GetRemainTime);
    bench.hear(1, "get_exp_time 1234 60");
    assert_eq!(bench.told(), ["goip1: command 1: Ok(Number(60))"]);
    bench.sent();
    bench.hear(1, "get_remain_time 1235 1234 minutes");
    assert_eq!(bench.told(), ["goip1: command 2: Ok(Other(\"**** minutes\"))"]);
}

#[test]
fn what_goes_wrong_with_gsm_needs_no_number() {
    for answer in ["GSMERROR 1 no module", "GSMERROR no module"] {
        let mut bench = Bench::new(quick());
        bench.hear(1, "GSMERROR");
        bench.command(Request::Gsm);
        bench.sent();
        bench.hear(2, answer);
        assert_eq!(bench.told(), [""; 0], "another line");
        bench.hear(1, answer);
        assert_eq!(bench.told(), ["goip1: command 1: Err(Refused(\"no module\"))"]);
    }
}

/// The numbers begin anew, and those of codes do not.
#[test]
fn a_code_gets_no_old_answer_when_the_numbers_begin_anew() {
    let mut bench =
        Bench::new(ServerConfig { first_id: i64::from(i32::MAX) - (1 << 20), ..quick() });
    bench.command(Request::Ussd("*1#".into()));
    assert_eq!(bench.sent(), ["1< USSD 2146435071 pass1 *1#"]);
    bench.talk(1, &[("USSD 2146435071 one", "DONE 2146435071")]);
    bench.command(Request::GetImei);
    assert_eq!(bench.sent(), ["1< get_imei 1 pass1"]);
    bench.talk(1, &[("get_imei 1 5", "")]);
    let config = ServerConfig { state: bench.server.export(), ..quick() };
    let mut bench = Bench::new(config);
    bench.command(Request::Ussd("*2#".into()));
    assert_eq!(bench.sent(), ["1< USSD 2146435072 pass1 *2#"]);
    // The gateway has the old answer only under the old number.
    bench.talk(1, &[("USSD 2146435071 one", ""), ("USSD 2146435072 two", "DONE 2146435072")]);
    assert_eq!(bench.told(), ["goip1: command 1: Ok(Ussd(\"two\"))"]);
}
