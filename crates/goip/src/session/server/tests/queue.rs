//! What waits: for the line, for a session, for its turn.

use super::*;

#[test]
fn nothing_is_sent_to_a_line_before_its_first_keepalive() {
    let mut bench = Bench::cold(quick());
    bench.sms(1, "hi", &["+861"]);
    bench.server.command(bench.lines[0], crate::message::Request::GetImei).unwrap();
    assert_eq!(bench.sent_within(1000), [""; 0]);
    bench.hear(1, "RECEIVE:7;id:goip1;password:pass1;srcnum:1;msg:not yet");
    assert_eq!((bench.told().len(), bench.sent()), (2, ["1< RECEIVE 7 OK".into()].into()));
    bench.hear(1, "req:1;id:goip1;pass:pass1;");
    assert_eq!(bench.sent(), ["1< reg:1;status:200;", "1< MSG 1 2 hi", "1< get_imei 2 pass1"]);
}

#[test]
fn what_waits_for_too_long_has_failed() {
    let mut bench = Bench::cold(quick());
    bench.sms(1, "hi", &["+861", "+862"]);
    bench.server.command(bench.lines[0], crate::message::Request::GetImei).unwrap();
    bench.server.handle_timeout(bench.now);
    bench.pass(secs(3599));
    assert_eq!(bench.told(), ["goip1: sms 1 waits: the line is down"]);
    bench.pass(secs(1));
    assert_eq!(
        bench.told(),
        [
            "goip1: sms 1 to 0 +861: Failed(Expired)",
            "goip1: sms 1 to 1 +862: Failed(Expired)",
            "goip1: sms 1 done",
            "goip1: command 1: Err(Expired)",
        ],
    );
    assert!(bench.server.is_drained());
    assert_eq!(bench.server.poll_timeout(), None);
}

/// The clock may say anything when the first datagram comes.
#[test]
fn waiting_begins_with_the_first_time_that_is_known() {
    let mut bench = Bench::cold(quick());
    bench.sms(1, "hi", &["+861"]);
    bench.now = Instant::from_origin(secs(1_000_000));
    bench.server.handle_timeout(bench.now);
    assert_eq!(bench.told().len(), 1);
    bench.pass(secs(3600));
    assert_eq!(bench.told().len(), 2);
}

#[test]
fn a_line_has_five_sessions_at_most() {
    let mut bench = Bench::new(ServerConfig { max_sessions: 100, ..quick() });
    for n in 1..=7 {
        bench.sms(1, &n.to_string(), &["+861"]);
    }
    let sent: Vec<_> = (1..=5).map(|n| format!("1< MSG {n} 1 {n}")).collect();
    assert_eq!(bench.sent(), sent);
    assert_eq!(bench.server.line(bench.lines[0]).unwrap().queued_sms, 7);
    bench.talk(1, &[("PASSWORD 3", "PASSWORD 3 pass1"), ("SEND 3", "SEND 3 6 +861")]);
    bench.talk(1, &[("OK 3 6", "DONE 3"), ("DONE 3", "MSG 7 1 6")]);
}

#[test]
fn with_one_session_the_order_is_kept() {
    let mut bench = Bench::new(ServerConfig { max_sessions: 1, ..quick() });
    for text in ["a", "b"] {
        bench.sms(1, text, &["+861"]);
    }
    assert_eq!(bench.sent(), ["1< MSG 1 1 a"]);
    bench.hear(1, "ERROR 1 GSM_LOGOUT");
    assert_eq!(bench.sent_within(100), ["100 1< MSG 2 1 a"]);
    bench.talk(1, &[("PASSWORD 2", "PASSWORD 2 pass1"), ("SEND 2", "SEND 2 3 +861")]);
    bench.talk(1, &[("OK 2 3", "DONE 2"), ("DONE 2", "MSG 4 1 b")]);
}

#[test]
fn a_line_that_refuses_rests_as_a_whole() {
    let mut bench = Bench::new(quick());
    bench.sms(1, "a", &["+861"]);
    bench.sent();
    bench.hear(1, "ERROR 1 GSM_LOGOUT");
    bench.sms(1, "b", &["+861"]);
    bench.sms(2, "c", &["+861"]);
    assert_eq!(bench.sent(), ["2< MSG 2 1 c"]);
    bench.hear(2, "ERROR 2 GSM_LOGOUT");
    assert_eq!(bench.sent_within(99), [""; 0]);
    assert_eq!(bench.sent_within(1).len(), 3);
}

#[test]
fn what_is_given_to_a_line_that_pauses_is_told_to_wait() {
    let mut bench = Bench::new(quick());
    bench.sms(1, "a", &["+861"]);
    bench.sent();
    bench.hear(1, "ERROR 1 GSM_LOGOUT");
    bench.told();
    bench.pass(secs(40));
    bench.sms(1, "b", &["+861"]);
    let reason = "the line is not registered with the mobile network";
    assert_eq!(bench.told(), [format!("goip1: sms 2 waits until 100s: {reason}")]);
    bench.pass(secs(60));
    bench.sms(1, "c", &["+861"]);
    assert_eq!((bench.told().len(), bench.sent().len()), (0, 3));
}

/// Why the line pauses may be over: it is registered again, was rebooted, or is up again.
#[test]
fn a_pause_ends_with_its_reason() {
    for (before, after) in [
        (
            "req:50;id:goip1;pass:pass1;gsm_status:LOGOUT;",
            "req:51;id:goip1;pass:pass1;gsm_status:LOGIN;",
        ),
        ("req:50;id:goip1;pass:pass1;", "req:1;id:goip1;pass:pass1;"),
    ] {
        let mut bench = Bench::new(quick());
        bench.hear(1, before);
        bench.sms(1, "a", &["+861"]);
        bench.silence();
        bench.hear(1, "ERROR 1 GSM_LOGOUT");
        bench.pass(secs(30));
        bench.hear(1, &before.replace("50", "52"));
        assert_eq!(bench.sent(), ["1< reg:52;status:200;"]);
        bench.hear(1, &after.replace("51", "53"));
        assert_eq!(bench.sent()[1], "1< MSG 2 1 a", "{after}");
    }
    let mut bench = Bench::new(ServerConfig { line_timeout: secs(50), ..quick() });
    bench.sms(1, "a", &["+861"]);
    bench.silence();
    bench.hear(1, "ERROR 1 GSM_LOGOUT");
    assert_eq!(bench.sent_within(60), [""; 0]);
    bench.hear(1, "req:3;id:goip1;pass:pass1;");
    assert_eq!(bench.sent(), ["1< reg:3;status:200;", "1< MSG 2 1 a"]);
}

#[test]
fn lines_have_their_turns() {
    let mut bench = Bench::new(quick());
    for text in ["a", "b", "c"] {
        bench.sms(1, text, &["+861"]);
    }
    for text in ["d", "e"] {
        bench.sms(2, text, &["+861"]);
    }
    assert_eq!(
        bench.sent(),
        ["1< MSG 1 1 a", "2< MSG 4 1 d", "1< MSG 2 1 b", "2< MSG 5 1 e", "1< MSG 3 1 c"],
    );
}

#[test]
fn a_line_rests_between_recipients() {
    let mut bench = Bench::new(ServerConfig { pacing: secs(30), ..quick() });
    bench.sms(1, "hi", &["+861", "+862"]);
    bench.sms(1, "ho", &["+863"]);
    bench.sms(2, "ha", &["+864"]);
    assert_eq!(bench.sent(), ["1< MSG 1 2 hi", "2< MSG 2 2 ha"]);
    bench.talk(
        1,
        &[("PASSWORD 1", "PASSWORD 1 pass1"), ("SEND 1", "SEND 1 3 +861"), ("OK 1 3", "")],
    );
    let sent = bench.sent_within(30);
    assert_eq!(sent.last().unwrap(), "30 1< SEND 1 4 +862");
    bench.talk(1, &[("OK 1 4", "DONE 1"), ("DONE 1", "MSG 5 2 ho")]);
    bench.talk(1, &[("PASSWORD 5", "PASSWORD 5 pass1"), ("SEND 5", "")]);
    let sent = bench.sent_within(30);
    assert_eq!(sent, ["30 1< SEND 5 6 +863"]);
}

/// A gateway forgets a session that is silent for 90 s.
#[test]
fn with_long_rests_each_recipient_has_a_session() {
    let mut bench = Bench::new(ServerConfig { pacing: secs(300), session_attempts: 1, ..quick() });
    bench.sms(1, "hi", &["+861", "+862"]);
    bench.sent();
    bench.talk(1, &[GREETING[0], GREETING[1], ("OK 1 2", "DONE 1"), ("DONE 1", "")]);
    assert_eq!(bench.sent_within(239), [""; 0]);
    assert_eq!(bench.sent_within(1), ["1 1< MSG 3 2 hi"]);
    bench.talk(1, &[("PASSWORD 3", "PASSWORD 3 pass1"), ("SEND 3", "")]);
    assert_eq!(bench.sent_within(60), ["60 1< SEND 3 4 +862"]);
    bench.talk(1, &[("OK 3 4", "DONE 3")]);
    assert_eq!(bench.told().len(), 3);
}

#[test]
fn a_session_that_was_silent_for_long_is_not_used() {
    let mut bench = Bench::new(ServerConfig { polling: Polling::Never, ..quick() });
    bench.sms(1, "hi", &["+861", "+862"]);
    bench.sent();
    bench.talk(1, &GREETING);
    bench.pass(secs(85));
    bench.hear(1, "OK 1 2");
    assert_eq!(bench.sent(), ["1< DONE 1", "1< MSG 3 2 hi"]);
}

/// What is asked of a line that is gone would be unknown.
#[test]
fn nothing_is_submitted_to_a_line_that_is_down() {
    let (pacing, line_timeout) = (secs(60), secs(92));
    let mut bench = Bench::new(ServerConfig { pacing, line_timeout, ..quick() });
    assert_eq!(bench.sent_within(40), [""; 0]);
    bench.sms(1, "hi", &["+861", "+862"]);
    bench.sent();
    bench.talk(1, &GREETING);
    bench.talk(1, &[("OK 1 2", "")]);
    assert_eq!(bench.sent_within(200), ["52 1< DONE 1", "55 1< DONE 1"]);
    assert_eq!(
        bench.told(),
        [
            "goip1: sms 1 to 0 +861: Sent { sms_no: None }",
            "goip1: Down",
            "goip1: sms 1 waits: the line is down",
            "goip2: Down",
        ]
    );
    bench.hear(1, "req:2;id:goip1;pass:pass1;");
    assert_eq!(bench.sent(), ["1< reg:2;status:200;", "1< MSG 3 2 hi"]);
}

/// A recipient that is taken back under way may have been sent to, so the line rests.
#[test]
fn the_line_rests_after_one_that_was_cancelled() {
    let mut bench = Bench::new(ServerConfig { pacing: secs(30), ..quick() });
    let sms = bench.sms(1, "hi", &["+861"]);
    bench.sent();
    bench.talk(1, &GREETING);
    bench.sms(1, "ho", &["+862"]);
    bench.server.cancel_sms(sms);
    assert_eq!(bench.sent(), ["1< DONE 1"]);
    bench.talk(1, &[("DONE 1", "MSG 3 2 ho"), ("PASSWORD 3", "PASSWORD 3 pass1"), ("SEND 3", "")]);
    assert_eq!(bench.sent_within(32), ["30 1< SEND 3 4 +862"]);
}
