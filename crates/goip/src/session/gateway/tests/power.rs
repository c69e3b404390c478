use super::*;

fn keepalive(line: usize) -> String {
    format!(
        "{}< req:1;id:goip{n};pass:password{n};num:;signal:23;gsm_status:LOGIN;voip_status:LOGOUT;voip_state:IDLE;remain_time:-1;imei:867495023958030;imsi:260060172091324;iccid:89480611000720913242;pro:cellwire;idle:0;disable_status:0;SMS_LOGIN:N;SMB_LOGIN:;CELLINFO:LAC:7E5,CELL ID:5E5B;CGATT:Y;",
        prefix(line),
        n = line + 1,
    )
}

#[test]
fn a_line_that_reboots_forgets() {
    let mut bench = Bench::new(config(2));
    for line in 0..2 {
        bench.gateway.receive_sms(line, "1", "x").unwrap();
    }
    bench.news();
    bench.play(
        "> reg:1;status:200;
         ! registered 200
         > MSG 11 1 a\\n
         < PASSWORD 11\\n
         1> MSG 11 1 a\\n
         1< PASSWORD 11\\n
         > USSD 7 password1 *100#
         ! ussd *100#
         > svr_reboot_module 12 password1
         < svr_reboot_module 12 ok
         ! command svr_reboot_module
         ! rebooting
         > get_imei 13 password1
         > reg:1;status:200;
         1> PASSWORD 11 password2\\n
         1< SEND 11\\n
         1> RECEIVE 1000000000 OK
         1! acknowledged 2
         + 4.9",
    );
    assert_eq!(bench.gateway.receive_sms(0, "1", "x"), Err(ReportError::Rebooting));
    bench.pass(Duration::from_millis(100));
    bench.expect(&[&keepalive(0)]);
    // The numbers of events come again, and a copy of the command does not reboot it again.
    bench.gateway.receive_sms(0, "1", "y").unwrap();
    bench.play(
        "> PASSWORD 11 password1\\n
         < ERROR 11 SENDID\\n
         < RECEIVE:1000000000;id:goip1;password:password1;srcnum:1;msg:y
         > svr_reboot_module 12 password1
         < svr_reboot_module 12 ok
         > USSD 7 password1 *100#
         ! ussd *100#
         > svr_reboot_module 14 x
         < ERROR 14 password error\\n",
    );
}

#[test]
fn a_gateway_that_reboots_forgets_all_lines() {
    let mut bench = Bench::new(config(2));
    bench.play(
        "1> MSG 11 1 a\\n
         1< PASSWORD 11\\n
         > svr_reboot_dev 12 password1
         < svr_reboot_dev 12 ok
         ! command svr_reboot_dev
         ! rebooting
         1! rebooting",
    );
    bench.pass(Duration::from_millis(4999));
    bench.expect(&[]);
    bench.pass(secs(1));
    bench.expect(&[&keepalive(0), &keepalive(1)]);
    bench.play(
        "1> PASSWORD 11 password2\\n
         1< ERROR 11 SENDID\\n
         > svr_reboot_dev 13 x
         < ERROR 13 password error\\n",
    );
}

#[test]
fn it_can_be_switched_off_and_on() {
    let mut bench = Bench::just_on(config(1));
    bench.gateway.reboot();
    bench.expect(&["! rebooting"]);
    bench.pass(secs(6));
    bench.expect(&[&keepalive(0)]);

    let mut bench = Bench::new(by_hand());
    bench.play(
        "> SMS 1 1 password1 10086 a
         < WAIT 1 1\\n
         ! submit 1 as 0 to 10086: a
         > SMS 1 2 password1 10086 b
         < WAIT 1 2\\n",
    );
    bench.gateway.reboot();
    assert!(!bench.gateway.submitted(SubmissionId(1), Ok(())));
    bench.expect(&["! rebooting"]);
    bench.pass(secs(5));
    bench.expect(&[&keepalive(0)]);
    bench.play(
        "> SMS 1 1 password1 10086 a
         < WAIT 1 1\\n
         ! submit 3 as 1 to 10086: a",
    );
}

#[test]
fn what_was_set_survives_a_reboot() {
    let mut bench = Bench::new(config(1));
    bench.hear(0, b"set_gsm_num 1 10086 password1");
    bench.gateway.reboot();
    bench.pass(secs(5));
    bench.news();
    bench.play(
        "> get_gsm_num 2 password1
         < get_gsm_num 2 10086
         ! command get_gsm_num",
    );
}
