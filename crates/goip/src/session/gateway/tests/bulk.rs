use super::*;
use crate::message::CmsError;

/// The example of the vendor's paper of 2014.
#[test]
fn the_vendors_example() {
    let mut bench = Bench::new(config(1));
    bench.play(
        "> MSG 11 5 hello\\n
         < PASSWORD 11\\n
         > PASSWORD 11 password1\\n
         < SEND 11\\n
         > SEND 11 1 +8613800138000\\n
         < WAIT 11 1\\n
         ! submit 1 as 0 to +8613800138000: hello
         > SEND 11 1 +8613800138000\\n
         < WAIT 11 1\\n
         + 3
         < OK 11 1 0\\n
         > SEND 11 1 +8613800138000\\n
         < OK 11 1 0\\n
         > SEND 11 2 +8613800138001\\n
         < WAIT 11 2\\n
         ! submit 2 as 1 to +8613800138001: hello
         + 3
         < OK 11 2 1\\n
         < DELIVER:1000000000;id:goip1;password:password1;sms_no:0;state:0;num:+8613800138000
         > DELIVER 1000000000 OK
         ! acknowledged 1
         > DONE 11 \\n
         < DONE 11\\n
         > DONE 11\\n
         < DONE 11\\n
         + 3
         < DELIVER:999999999;id:goip1;password:password1;sms_no:1;state:0;num:+8613800138001",
    );
    assert_eq!(bench.gateway.stats().submitted, 2);
}

#[test]
fn copies_change_nothing() {
    let mut bench = Bench::new(by_hand());
    bench.play(
        "> MSG 11 5 hello\\n
         < PASSWORD 11\\n
         > MSG 11 5 hello\\n
         < PASSWORD 11\\n
         > PASSWORD 11 password1\\n
         < SEND 11\\n
         > PASSWORD 11 password1\\n
         < SEND 11\\n
         > SEND 11 7 10086\\n
         < WAIT 11 7\\n
         ! submit 1 as 0 to 10086: hello
         > MSG 11 5 hello\\n
         < PASSWORD 11\\n
         > SEND 11 7 10086\\n
         < WAIT 11 7\\n",
    );
    assert!(bench.gateway.submitted(SubmissionId(1), Ok(())));
    assert!(!bench.gateway.submitted(SubmissionId(1), Ok(())));
    bench.expect(&["< OK 11 7 0\\n"]);
}

#[test]
fn another_text_is_another_session() {
    let mut bench = Bench::new(by_hand());
    bench.play(
        "> MSG 11 5 hello\\n
         < PASSWORD 11\\n
         > PASSWORD 11 password1\\n
         < SEND 11\\n
         > MSG 11 3 bye\\n
         < PASSWORD 11\\n
         > SEND 11 7 10086\\n
         < ERROR 11 PASSWORD\\n",
    );
}

#[test]
fn a_session_stays_open_after_a_wrong_password() {
    let mut bench = Bench::new(by_hand());
    bench.play(
        "> MSG 11 6 a\\nb; c\\n
         < PASSWORD 11\\n
         > PASSWORD 11 password2\\n
         < ERROR 11 PASSWORD\\n
         > SEND 11 1 10086\\n
         < ERROR 11 PASSWORD\\n
         > PASSWORD 11 password1\\n
         < SEND 11\\n
         > PASSWORD 11 nothing\\n
         < ERROR 11 PASSWORD\\n
         > SEND 11 1 10086\\n
         < WAIT 11 1\\n
         ! submit 1 as 0 to 10086: a\\nb; c",
    );
    assert_eq!(bench.gateway.stats().wrong_passwords, 2);
}

#[test]
fn an_unknown_session_is_to_begin_anew() {
    let mut bench = Bench::new(by_hand());
    bench.play(
        "> PASSWORD 11 password1\\n
         < ERROR 11 SENDID\\n
         > SEND 11 1 10086\\n
         < ERROR 11 SENDID\\n
         > DONE 11\\n
         < ERROR 11 SENDID\\n",
    );
}

/// Two gateways that are told to end the same session would say so to each other for ever.
#[test]
fn the_end_of_a_session_is_not_said_for_ever() {
    let mut bench = Bench::new(by_hand());
    bench.play(
        "> MSG 11 1 a\\n
         < PASSWORD 11\\n",
    );
    for _ in 0..9 {
        bench.hear(0, b"DONE 11\n");
        bench.expect(&["< DONE 11\\n"]);
    }
    for _ in 0..3 {
        bench.play("> DONE 11\\n\n < ERROR 11 SENDID\\n");
    }
    // What was not submitted can begin again.
    bench.play(
        "> MSG 11 1 a\\n
         < PASSWORD 11\\n
         > DONE 11\\n
         < DONE 11\\n
         + 30
         > DONE 11\\n
         < ERROR 11 SENDID\\n",
    );
}

#[test]
fn only_the_server_sends_bulk_sms() {
    let mut bench = Bench::new(config(2));
    bench.play(
        "> MSG 11 5 hello\\n
         < PASSWORD 11\\n
         1> PASSWORD 11 password2\\n
         1< ERROR 11 SENDID\\n",
    );
    bench.peer = "192.0.2.7:1".parse().unwrap();
    for datagram in ["MSG 12 1 a\n", "PASSWORD 11 password1\n", "SEND 11 1 1\n", "DONE 11\n"] {
        bench.hear(0, datagram.as_bytes());
        bench.expect(&[]);
    }
    assert_eq!(bench.gateway.stats().unreadable, 4);
    // The answer goes to where the request came from.
    bench.peer = "127.0.0.1:1".parse().unwrap();
    bench.play(
        "> PASSWORD 11 password1\\n
         < SEND 11\\n to 127.0.0.1:1
         > SEND 11 1 10086\\n
         < WAIT 11 1\\n to 127.0.0.1:1
         ! submit 1 as 0 to 10086: hello
         + 3
         < OK 11 1 0\\n to 127.0.0.1:1",
    );
}

#[test]
fn five_sessions_are_open_on_all_lines_together() {
    let mut bench = Bench::new(config(2));
    bench.play(
        "> MSG 1 1 a\\n
         < PASSWORD 1\\n
         > MSG 2 1 a\\n
         < PASSWORD 2\\n
         > MSG 3 1 a\\n
         < PASSWORD 3\\n
         1> MSG 1 1 a\\n
         1< PASSWORD 1\\n
         1> MSG 2 1 a\\n
         1< PASSWORD 2\\n
         > MSG 4 1 a\\n
         < ERROR 4 too_many_sends_in_server\\n
         > MSG 3 1 a\\n
         < PASSWORD 3\\n
         > MSG 3 1 b\\n
         < PASSWORD 3\\n
         > DONE 1\\n
         < DONE 1\\n
         > MSG 4 1 a\\n
         < PASSWORD 4\\n",
    );
}

#[test]
fn a_session_ends_90_s_after_its_last_message() {
    let mut bench = Bench::new(by_hand());
    bench.play(
        "> MSG 11 1 a\\n
         < PASSWORD 11\\n
         + 89
         > PASSWORD 11 password1\\n
         < SEND 11\\n
         + 89
         > SEND 11 1 10086\\n
         < WAIT 11 1\\n
         ! submit 1 as 0 to 10086: a
         > SEND 11 2 10087\\n
         < WAIT 11 2\\n
         + 90
         > SEND 11 1 10086\\n
         < ERROR 11 SENDID\\n",
    );
    // What was taken goes to the network all the same; nobody wants to know of it.
    assert!(bench.gateway.submitted(SubmissionId(1), Ok(())));
    bench.expect(&["! submit 2 as 1 to 10087: a"]);
    assert!(bench.gateway.submitted(SubmissionId(2), Ok(())));
    bench.expect(&[]);
}

#[test]
fn done_does_not_stop_what_was_taken() {
    let mut bench = Bench::new(config(1));
    bench.play(
        "> MSG 11 1 a\\n
         < PASSWORD 11\\n
         > PASSWORD 11 password1\\n
         < SEND 11\\n
         > SEND 11 1 10086\\n
         < WAIT 11 1\\n
         ! submit 1 as 0 to 10086: a
         > SEND 11 2 10087\\n
         < WAIT 11 2\\n
         > DONE 11\\n
         < DONE 11\\n
         + 3
         ! submit 2 as 1 to 10087: a",
    );
}

#[test]
fn late_copies_do_not_send_it_once_more() {
    let mut bench = Bench::new(by_hand());
    const SESSION: &str = "> MSG 11 1 a\\n
         < PASSWORD 11\\n
         > PASSWORD 11 password1\\n
         < SEND 11\\n
         > SEND 11 1 10086\\n
         < WAIT 11 1\\n\n";
    bench.play(&format!("{SESSION} ! submit 1 as 0 to 10086: a"));
    bench.gateway.submitted(SubmissionId(1), Ok(()));
    bench.expect(&["< OK 11 1 0\\n"]);
    bench.play(
        "> DONE 11\\n
         < DONE 11\\n
         + 29
         > MSG 11 1 a\\n
         < ERROR 11 SENDID\\n
         > PASSWORD 11 password1\\n
         < ERROR 11 SENDID\\n
         > SEND 11 1 10086\\n
         < ERROR 11 SENDID\\n
         > MSG 11 1 b\\n
         < PASSWORD 11\\n
         > DONE 11\\n
         < DONE 11\\n
         + 1",
    );
    // Whoever uses a number again after a while has another session.
    bench.play(&format!("{SESSION} ! submit 2 as 1 to 10086: a"));
}

#[test]
fn a_line_sends_one_sms_at_a_time() {
    let mut bench = Bench::new(GatewayConfig { delivery_reports: false, ..config(2) });
    bench.play(
        "> MSG 1 1 a\\n
         < PASSWORD 1\\n
         > PASSWORD 1 password1\\n
         < SEND 1\\n
         > MSG 2 1 b\\n
         < PASSWORD 2\\n
         > PASSWORD 2 password1\\n
         < SEND 2\\n
         1> MSG 1 1 c\\n
         1< PASSWORD 1\\n
         1> PASSWORD 1 password2\\n
         1< SEND 1\\n
         > SEND 1 1 10086\\n
         < WAIT 1 1\\n
         ! submit 1 as 0 to 10086: a
         > SEND 2 1 10086\\n
         < WAIT 2 1\\n
         1> SEND 1 1 10086\\n
         1< WAIT 1 1\\n
         1! submit 3 as 0 to 10086: c
         + 3
         < OK 1 1\\n
         1< OK 1 1\\n
         ! submit 2 as 1 to 10086: b
         + 3
         < OK 2 1\\n",
    );
}

#[test]
fn the_eleventh_telid_pushes_out_the_first() {
    let mut bench = Bench::new(by_hand());
    bench.play(
        "> MSG 1 1 a\\n
         < PASSWORD 1\\n
         > PASSWORD 1 password1\\n
         < SEND 1\\n",
    );
    for telid in 1..=10 {
        bench.hear(0, format!("SEND 1 {telid} 10086\n").as_bytes());
        assert!(bench.gateway.submitted(SubmissionId(telid), Ok(())));
    }
    bench.news();
    bench.play(
        "> SEND 1 1 10086\\n
         < OK 1 1 0\\n
         > SEND 1 11 10086\\n
         < WAIT 1 11\\n
         ! submit 11 as 10 to 10086: a
         > SEND 1 2 10086\\n
         < OK 1 2 1\\n
         > SEND 1 1 10086\\n
         < WAIT 1 1\\n",
    );
    assert!(bench.gateway.submitted(SubmissionId(11), Ok(())));
    bench.expect(&["< OK 1 11 10\\n", "! submit 12 as 11 to 10086: a"]);
}

#[test]
fn the_number_of_an_sms_begins_anew_after_255() {
    let mut bench = Bench::new(by_hand());
    bench.play(
        "> MSG 1 1 a\\n
         < PASSWORD 1\\n
         > PASSWORD 1 password1\\n
         < SEND 1\\n",
    );
    for telid in 1..=256 {
        bench.hear(0, format!("SEND 1 {telid} 10086\n").as_bytes());
        assert!(bench.gateway.submitted(SubmissionId(telid), Ok(())));
    }
    let said = bench.news();
    assert!(said.contains(&"< OK 1 256 255\\n".into()));
    bench.play(
        "> SEND 1 257 10086\\n
         < WAIT 1 257\\n
         ! submit 257 as 0 to 10086: a",
    );
}

#[test]
fn the_network_can_refuse() {
    let mut bench = Bench::new(by_hand());
    bench.play(
        "> MSG 11 1 a\\n
         < PASSWORD 11\\n
         > PASSWORD 11 password1\\n
         < SEND 11\\n
         > SEND 11 1 10086\\n
         < WAIT 11 1\\n
         ! submit 1 as 0 to 10086: a",
    );
    assert!(bench.gateway.submitted(SubmissionId(1), Err(CmsError(38))));
    bench.expect(&["< ERROR 11 1 errorstatus:38\\n"]);
    bench.play(
        "> SEND 11 1 10086\\n
         < ERROR 11 1 errorstatus:38\\n",
    );
}

#[test]
fn what_has_no_number_cannot_be_sent() {
    let mut bench = Bench::new(config(1));
    let number = "1".repeat(65);
    bench.play(&format!(
        "> MSG 11 1 a\\n
         < PASSWORD 11\\n
         > PASSWORD 11 password1\\n
         < SEND 11\\n
         > SEND 11 1\\n
         < ERROR 11 1 errorstatus:1\\n
         > SEND 11 1 10086\\n
         < ERROR 11 1 errorstatus:1\\n
         > SEND 11 2 {number}\\n
         < ERROR 11 2 errorstatus:1\\n
         > SEND 11 3 10086\\n
         < WAIT 11 3\\n
         ! submit 3 as 0 to 10086: a
         > SEND 11 3\\n
         < WAIT 11 3\\n"
    ));
}

#[test]
fn a_line_that_is_not_registered_takes_nothing() {
    let mut bench = Bench::new(by_hand());
    bench.play(
        "> MSG 11 1 a\\n
         < PASSWORD 11\\n
         > PASSWORD 11 password1\\n
         < SEND 11\\n
         > SEND 11 1 10086\\n
         < WAIT 11 1\\n
         ! submit 1 as 0 to 10086: a
         > SEND 11 2 10086\\n
         < WAIT 11 2\\n",
    );
    bench.gateway.set_registered(0, false);
    bench.play(
        "> MSG 12 1 a\\n
         < ERROR 12 GSM_LOGOUT\\n
         > SEND 11 3 10086\\n
         < ERROR 11 GSM_LOGOUT\\n
         > SEND 11 1 10086\\n
         < WAIT 11 1\\n",
    );
    // What was queued does not find the network any more.
    assert!(bench.gateway.submitted(SubmissionId(1), Ok(())));
    bench.expect(&["< OK 11 1 0\\n", "< ERROR 11 2 errorstatus:331\\n"]);
    bench.gateway.set_registered(0, true);
    bench.play(
        "> SEND 11 3 10086\\n
         < WAIT 11 3\\n
         ! submit 3 as 1 to 10086: a",
    );
}

#[test]
fn a_device_that_submits_anew_does_so_for_each_request() {
    let resubmission = Resubmission::Anew;
    let mut bench =
        Bench::new(GatewayConfig { resubmission, delivery_reports: false, ..config(1) });
    bench.play(
        "> MSG 11 1 a\\n
         < PASSWORD 11\\n
         > PASSWORD 11 password1\\n
         < SEND 11\\n
         > SEND 11 1 10086\\n
         < WAIT 11 1\\n
         ! submit 1 as 0 to 10086: a
         > SEND 11 1 10086\\n
         < WAIT 11 1\\n
         + 3
         < OK 11 1\\n
         ! submit 2 as 1 to 10086: a
         + 3
         < OK 11 1\\n
         > SEND 11 1 10086\\n
         < WAIT 11 1\\n
         ! submit 3 as 2 to 10086: a",
    );
}

#[test]
fn outcomes_can_be_said_only_when_asked_for() {
    let mut bench = Bench::new(GatewayConfig { announce_outcomes: false, ..config(1) });
    bench.play(
        "> MSG 11 1 a\\n
         < PASSWORD 11\\n
         > PASSWORD 11 password1\\n
         < SEND 11\\n
         > SEND 11 1 10086\\n
         < WAIT 11 1\\n
         ! submit 1 as 0 to 10086: a
         + 3
         > SEND 11 1 10086\\n
         < OK 11 1 0\\n",
    );
}

#[test]
fn texts_have_a_limit() {
    let mut bench = Bench::new(config(1));
    let (fits, too_long) = ("x".repeat(3000), "x".repeat(3001));
    bench.play(&format!(
        "> MSG 11 3000 {fits}\\n
         < PASSWORD 11\\n
         > MSG 12 3001 {too_long}\\n
         < ERROR 12 message_too_long\\n"
    ));
}

#[test]
fn a_telid_is_of_one_number() {
    let mut bench = Bench::new(by_hand());
    bench.play(
        "> MSG 1 1 a\\n
         < PASSWORD 1\\n
         > PASSWORD 1 password1\\n
         < SEND 1\\n
         > SEND 1 1 10086\\n
         < WAIT 1 1\\n
         ! submit 1 as 0 to 10086: a
         > SEND 1 1 10087\\n
         < ERROR 1 1 errorstatus:81\\n
         > SEND 1 1 10086\\n
         < WAIT 1 1\\n",
    );
    assert!(bench.gateway.submitted(SubmissionId(1), Ok(())));
    bench.expect(&["< OK 1 1 0\\n"]);
    bench.play(
        "> SEND 1 1 10087\\n
         < ERROR 1 1 errorstatus:81\\n
         > SEND 1 1 10086\\n
         < OK 1 1 0\\n
         > SMS 2 1 password1 10086 b
         < WAIT 2 1\\n
         ! submit 2 as 1 to 10086: b
         > SMS 2 1 password1 10087 b
         < ERROR 2 1 errorstatus:81\\n",
    );
}
