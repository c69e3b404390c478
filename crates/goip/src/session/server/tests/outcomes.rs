//! What becomes of each recipient: one outcome, and a true one.

use super::*;

/// Two recipients, the first of which is under way.
fn submitting(config: ServerConfig) -> Bench {
    let mut bench = Bench::new(config);
    bench.sms(1, "hi", &["+861", "+862"]);
    bench.sent();
    bench.talk(1, &GREETING);
    bench
}

#[test]
fn a_wrong_password_fails_all_and_closes_the_session() {
    let mut bench = Bench::new(quick());
    bench.sms(1, "hi", &["+861", "+862"]);
    bench.sent();
    bench.talk(1, &[GREETING[0], ("ERROR 1 PASSWORD", "DONE 1"), ("DONE 1", "")]);
    assert_eq!(
        bench.told(),
        [
            "goip1: sms 1 to 0 +861: Failed(Password)",
            "goip1: sms 1 to 1 +862: Failed(Password)",
            "goip1: sms 1 done",
        ],
    );
    assert_eq!(bench.sent_within(1000), [""; 0]);
}

#[test]
fn a_refused_session_is_tried_again_after_a_while() {
    for (words, failure, reason) in [
        ("GSM_LOGOUT", "NotRegistered", "the line is not registered with the mobile network"),
        ("no credit left", "Gateway(\"no credit left\")", "the gateway refused it: no credit left"),
    ] {
        let mut bench = Bench::new(ServerConfig { session_attempts: 3, ..quick() });
        bench.sms(1, "hi", &["+861"]);
        assert_eq!(bench.sent(), ["1< MSG 1 2 hi"]);
        for sendid in 2..=3 {
            bench.hear(1, &format!("ERROR {} {words}", sendid - 1));
            let until = (sendid - 1) * 100;
            assert_eq!(bench.told(), [format!("goip1: sms 1 waits until {until}s: {reason}")]);
            assert_eq!(bench.sent_within(100), [format!("100 1< MSG {sendid} 2 hi")]);
        }
        bench.hear(1, &format!("ERROR 3 {words}"));
        let failed = format!("goip1: sms 1 to 0 +861: Failed({failure})");
        assert_eq!(bench.told(), [&failed, "goip1: sms 1 done"]);
        assert_eq!(bench.sent_within(1000), [""; 0]);
    }
}

#[test]
fn room_for_a_session_is_waited_for_as_long_as_an_sms_may_wait() {
    let queue_timeout = Duration::from_secs(300);
    let mut bench = Bench::new(ServerConfig { session_attempts: 2, queue_timeout, ..quick() });
    bench.sms(1, "hi", &["+861"]);
    assert_eq!(bench.sent(), ["1< MSG 1 2 hi"]);
    for (sendid, pause) in (2..).zip([5, 10, 20, 40, 80, 100]) {
        bench.hear(1, &format!("ERROR {} too_many_sends_in_server", sendid - 1));
        let until = bench.now.since_origin().as_secs() + pause;
        let reason = "the gateway has too many sessions open";
        assert_eq!(bench.told(), [format!("goip1: sms 1 waits until {until}s: {reason}")]);
        assert_eq!(bench.sent_within(pause), [format!("{pause} 1< MSG {sendid} 2 hi")]);
    }
    bench.hear(1, "ERROR 7 too_many_sends_in_server");
    bench.told();
    assert_eq!(bench.sent_within(100), [""; 0]);
    let failed = "goip1: sms 1 to 0 +861: Failed(TooManySessions)";
    assert_eq!(bench.told(), [failed, "goip1: sms 1 done"]);
}

/// Five that are refused at once are refused once, and a session that is opened ends the growth.
#[test]
fn the_pauses_for_room_are_short_again_when_there_was_some() {
    let mut bench = Bench::new(quick());
    for text in ["a", "b"] {
        bench.sms(1, text, &["+861"]);
    }
    assert_eq!(bench.sent(), ["1< MSG 1 1 a", "1< MSG 2 1 b"]);
    bench.hear(1, "ERROR 1 too_many_sends_in_server");
    bench.hear(1, "ERROR 2 too_many_sends_in_server");
    assert_eq!(bench.sent_within(5), ["5 1< MSG 3 1 a", "5 1< MSG 4 1 b"]);
    bench.talk(1, &[("PASSWORD 3", "PASSWORD 3 pass1")]);
    bench.hear(1, "ERROR 4 too_many_sends_in_server");
    bench.hear(1, "SEND 3");
    bench.sent();
    let sent = bench.sent_within(5);
    assert!(sent.contains(&"5 1< MSG 6 1 b".into()), "{sent:?}");
}

/// Whatever is configured, nothing is asked again and again at one instant.
#[test]
fn a_pause_is_a_second_at_least() {
    for words in ["GSM_LOGOUT", "too_many_sends_in_server"] {
        let mut bench = Bench::new(ServerConfig { back_off: Duration::ZERO, ..quick() });
        bench.sms(1, "hi", &["+861"]);
        bench.sent();
        for sendid in 1..=3 {
            bench.hear(1, &format!("ERROR {sendid} {words}"));
            assert_eq!(bench.sent(), [""; 0]);
            assert_eq!(bench.sent_within(1), [format!("1 1< MSG {} 2 hi", sendid + 1)]);
        }
    }
}

#[test]
fn a_refusal_of_the_network_has_its_number_and_what_it_means() {
    let failure = |code| SmsFailure::Network(crate::message::CmsError(code)).to_string();
    assert_eq!(failure(38), "the network refused it: errorstatus 38: network out of order");
    assert_eq!(failure(777), "the network refused it: errorstatus 777: unknown error");
}

#[test]
fn the_password_is_masked_in_what_a_gateway_says() {
    let mut bench = submitting(quick());
    bench.hear(1, "ERROR 1 2 PASSWORD 1 pass1\n");
    let failed = "goip1: sms 1 to 0 +861: Failed(Gateway(\"PASSWORD 1 *****\"))";
    assert_eq!(bench.told(), [failed]);
    let mut bench = Bench::new(quick());
    bench.sms(1, "hi", &["+861"]);
    bench.sent();
    bench.talk(1, &[GREETING[0], ("ERROR 1 what is pass1?", "DONE 1")]);
    let waits = "goip1: sms 1 waits until 100s: the gateway refused it: what is *****?";
    assert_eq!(bench.told(), [waits]);
}

#[test]
fn a_gateway_that_does_not_answer_is_tried_again_after_a_while() {
    let mut bench = Bench::new(ServerConfig { session_attempts: 2, ..quick() });
    bench.sms(1, "hi", &["+861"]);
    bench.sent();
    let sent = ["3 1< MSG 1 2 hi", "106 1< MSG 2 2 hi", "109 1< MSG 2 2 hi"];
    assert_eq!(bench.sent_within(500), sent);
    let waits = "goip1: sms 1 waits until 106s: the gateway did not answer MSG, sent 2 times";
    let failed = "goip1: sms 1 to 0 +861: Failed(NoAnswer { step: \"MSG\", attempts: 2 })";
    assert_eq!(bench.told(), [waits, failed, "goip1: sms 1 done"]);
}

#[test]
fn a_password_that_is_not_answered_is_no_submission() {
    let mut bench = Bench::new(ServerConfig { session_attempts: 1, ..quick() });
    bench.sms(1, "hi", &["+861"]);
    bench.sent();
    bench.talk(1, &[GREETING[0]]);
    bench.sent_within(10);
    let failed = "goip1: sms 1 to 0 +861: Failed(NoAnswer { step: \"PASSWORD\", attempts: 2 })";
    assert_eq!(bench.told(), [failed, "goip1: sms 1 done"]);
}

#[test]
fn without_an_answer_the_outcome_is_unknown_and_the_others_go_on() {
    let mut bench = submitting(quick());
    let sent = ["3 1< SEND 1 2 +861", "6 1< DONE 1", "6 1< MSG 3 2 hi"];
    assert_eq!(bench.sent_within(6), sent);
    assert_eq!(bench.told(), ["goip1: sms 1 to 0 +861: Unknown(NoAnswer)"]);
    bench.talk(
        1,
        &[
            ("DONE 1", ""),
            ("PASSWORD 3", "PASSWORD 3 pass1"),
            ("SEND 3", "SEND 3 4 +862"),
            ("OK 3 4 9", "DONE 3"),
        ],
    );
    let sent = "goip1: sms 1 to 1 +862: Sent { sms_no: Some(9) }";
    assert_eq!(bench.told(), [sent, "goip1: sms 1 done"]);
}

#[test]
fn wait_is_no_answer_in_the_end() {
    let mut bench = submitting(quick());
    for second in 1..=120 {
        bench.hear(1, "WAIT 1 2");
        bench.pass(secs(1));
        let told = bench.told();
        assert_eq!(told.is_empty(), second < 120, "{told:?}");
        if second < 120 {
            bench.sent();
        }
    }
    assert_eq!(bench.sent(), ["1< DONE 1", "1< MSG 3 2 hi"]);
    assert_eq!(bench.server.stats().unanswered, 0, "it did answer");
}

#[test]
fn a_forgotten_session_leaves_a_doubt_and_nothing_is_sent_twice() {
    let mut bench = submitting(quick());
    bench.hear(1, "ERROR 1 SENDID");
    assert_eq!(bench.told(), ["goip1: sms 1 to 0 +861: Unknown(Forgotten)"]);
    assert_eq!(bench.sent(), ["1< MSG 3 2 hi"], "and no DONE");
    bench.talk(1, &[("PASSWORD 3", "PASSWORD 3 pass1"), ("SEND 3", "SEND 3 4 +862")]);
}

#[test]
fn a_session_that_is_forgotten_before_a_send_leaves_none() {
    let mut bench = Bench::new(quick());
    bench.sms(1, "hi", &["+861"]);
    bench.sent();
    bench.talk(1, &[GREETING[0], ("ERROR 1 SENDID", "MSG 2 2 hi")]);
    assert_eq!(bench.told(), [""; 0]);
}

#[test]
fn a_refusal_under_way_leaves_a_doubt() {
    for (words, doubt) in [("GSM_LOGOUT", "Refused"), ("PASSWORD", "Forgotten"), ("?!", "Refused")]
    {
        let mut bench = submitting(quick());
        bench.hear(1, &format!("ERROR 1 {words}"));
        assert_eq!(bench.told()[0], format!("goip1: sms 1 to 0 +861: Unknown({doubt})"));
        assert_eq!(bench.sent()[0], "1< DONE 1");
    }
}

#[test]
fn a_failure_in_words_is_of_the_recipient_it_names() {
    let mut bench = submitting(quick());
    bench.talk(1, &[("ERROR 1 2 out of memory", "SEND 1 3 +862")]);
    let failed = "goip1: sms 1 to 0 +861: Failed(Gateway(\"out of memory\"))";
    assert_eq!(bench.told(), [failed]);
}

/// The attempts are counted anew when the gateway has answered about a recipient.
#[test]
fn a_long_list_outlives_many_sessions() {
    let mut bench = Bench::new(ServerConfig { session_attempts: 2, ..quick() });
    let numbers: Vec<_> = (0..20).map(|n| format!("+86{n}")).collect();
    let numbers: Vec<_> = numbers.iter().map(|number| &**number).collect();
    bench.sms(1, "hi", &numbers);
    let mut told = Vec::new();
    for _ in 0..10 {
        let sent = bench.sent();
        let sendid = sent[0].split(' ').nth(2).unwrap().to_string();
        bench.hear(1, &format!("PASSWORD {sendid}"));
        bench.sent();
        bench.hear(1, &format!("SEND {sendid}"));
        let telid = bench.sent()[0].split(' ').nth(3).unwrap().to_string();
        bench.hear(1, &format!("OK {sendid} {telid}"));
        bench.sent();
        told.extend(bench.told());
        bench.hear(1, &format!("ERROR {sendid} SENDID"));
        told.extend(bench.told());
    }
    assert_eq!(told.len(), 21);
    assert!(told[..20].iter().enumerate().all(|(place, told)| {
        told.starts_with(&format!("goip1: sms 1 to {place} +86{place}: "))
            && told.ends_with(["Sent { sms_no: None }", "Unknown(Forgotten)"][place % 2])
    }));
}

#[test]
fn sessions_without_any_answer_about_a_recipient_end() {
    let mut bench = Bench::new(ServerConfig { session_attempts: 2, ..quick() });
    bench.sms(1, "hi", &["+861", "+862", "+863"]);
    for sendid in [1, 3] {
        bench.sent();
        bench.hear(1, &format!("PASSWORD {sendid}"));
        bench.sent();
        bench.hear(1, &format!("SEND {sendid}"));
        bench.sent();
        bench.hear(1, &format!("ERROR {sendid} SENDID"));
    }
    assert_eq!(
        bench.told(),
        [
            "goip1: sms 1 to 0 +861: Unknown(Forgotten)",
            "goip1: sms 1 to 1 +862: Unknown(Forgotten)",
            "goip1: sms 1 to 2 +863: Failed(Gateway(\"SENDID\"))",
            "goip1: sms 1 done",
        ],
    );
}

#[test]
fn what_is_cancelled_under_way_is_unknown_and_the_rest_has_failed() {
    let mut bench = submitting(quick());
    assert!(bench.server.cancel_sms(SmsId(1)));
    assert!(!bench.server.cancel_sms(SmsId(1)));
    assert_eq!(
        bench.told(),
        [
            "goip1: sms 1 to 0 +861: Unknown(Cancelled)",
            "goip1: sms 1 to 1 +862: Failed(Cancelled)",
            "goip1: sms 1 done",
        ],
    );
    assert_eq!(bench.sent(), ["1< DONE 1"]);
    bench.talk(1, &[("OK 1 2 7", ""), ("DONE 1", "")]);
    assert_eq!(bench.told(), [""; 0]);
}

#[test]
fn what_is_cancelled_before_its_send_has_left_has_failed() {
    let mut bench = Bench::new(quick());
    let sms = bench.sms(1, "hi", &["+861"]);
    assert!(bench.server.cancel_sms(sms));
    assert_eq!(bench.told(), ["goip1: sms 1 to 0 +861: Failed(Cancelled)", "goip1: sms 1 done"]);
    assert_eq!(bench.sent(), [""; 0], "the gateway knows nothing of it");

    bench.sms(1, "hi", &["+861"]);
    bench.sent();
    bench.talk(1, &[("PASSWORD 2", "PASSWORD 2 pass1")]);
    bench.hear(1, "SEND 2");
    assert!(bench.server.cancel_sms(SmsId(2)));
    assert_eq!(bench.told()[0], "goip1: sms 2 to 0 +861: Failed(Cancelled)");
    assert_eq!(bench.sent(), ["1< DONE 2"]);
}

#[test]
fn all_have_their_outcome_when_a_line_is_removed() {
    let mut bench = submitting(quick());
    bench.sms(1, "ho", &["+863"]);
    let line = bench.lines[0];
    assert!(bench.server.remove_line(line) && !bench.server.remove_line(line));
    assert_eq!(
        bench.told(),
        [
            "goip1: sms 1 to 0 +861: Unknown(Cancelled)",
            "goip1: sms 1 to 1 +862: Failed(Cancelled)",
            "goip1: sms 1 done",
            "goip1: sms 2 to 0 +863: Failed(Cancelled)",
            "goip1: sms 2 done",
        ],
    );
    assert_eq!(bench.sent_within(500), [""; 0]);
    bench.talk(1, &[("OK 1 2", "")]);
    assert_eq!(bench.server.stats().stray, 1);
}

#[test]
fn closing_finishes_what_was_taken() {
    let mut bench = submitting(quick());
    bench.server.close();
    let closing = bench.server.send_sms(bench.lines[0], Sms::new("no", &["1"])).unwrap_err();
    assert_eq!(closing.to_string(), "the session is closing");
    assert!(!bench.server.is_drained());
    bench.talk(1, &[("OK 1 2 7", "SEND 1 3 +862")]);
    bench.hear(1, "OK 1 3 8");
    assert_eq!(bench.told().len(), 3);
    assert!(!bench.server.is_drained(), "the gateway is not told yet");
    assert_eq!(bench.sent(), ["1< DONE 1"]);
    assert!(bench.server.is_drained());
    bench.talk(
        1,
        &[("RECEIVE:7;id:goip1;password:pass1;srcnum:1;msg:still served", "RECEIVE 7 OK")],
    );
}

#[test]
fn abandoning_gives_everything_an_outcome() {
    let mut bench = submitting(quick());
    bench.server.command(bench.lines[1], crate::message::Request::GetImei).unwrap();
    bench.server.abandon();
    assert_eq!(
        bench.told(),
        [
            "goip1: sms 1 to 0 +861: Unknown(Cancelled)",
            "goip1: sms 1 to 1 +862: Failed(Cancelled)",
            "goip1: sms 1 done",
            "goip2: command 1: Err(Cancelled)",
        ],
    );
    assert_eq!(bench.sent(), ["1< DONE 1"]);
    assert!(bench.server.is_drained());
}

/// However it is hidden: behind what will be escaped, or where the words are cut.
#[test]
fn the_password_is_masked_before_anything_else_is_done() {
    let long = [&[b'x'; 192][..], b" secretpw"].concat();
    for tail in [&b"bad\tsecretpw"[..], b"bad \xffsecretpw", &long, b"bad\\nsecretpw"] {
        let mut bench = Bench::with_line(quick(), "goip1", "secretpw");
        bench.hear(1, "req:1;id:goip1;pass:secretpw;");
        bench.sms(1, "hi", &["+861", "+862"]);
        bench.silence();
        for (heard, tail) in [(&b"ERROR 1 "[..], tail), (b"PASSWORD 2", b""), (b"SEND 2", b"")] {
            bench.hear_from(gateway(1), &[heard, tail].concat());
            bench.sent_within(100);
        }
        let mut told = bench.told();
        assert!(told[0].contains("waits"), "{told:?}");
        let mut bench = Bench::with_line(quick(), "goip1", "secretpw");
        bench.hear(1, "req:1;id:goip1;pass:secretpw;");
        bench.sms(1, "hi", &["+861", "+862"]);
        bench.silence();
        for (heard, tail) in
            [(&b"PASSWORD 1"[..], &b""[..]), (b"SEND 1", b""), (b"ERROR 1 2 ", tail)]
        {
            bench.hear_from(gateway(1), &[heard, tail].concat());
            bench.sent();
        }
        let failed = bench.told();
        assert!(failed[0].contains("Failed(Gateway("), "{failed:?}");
        told.extend(failed);
        for told in told {
            assert!(!told.contains("secr"), "{told}");
        }
    }
}

/// What was done in the meantime counts: the others have not waited for so long.
#[test]
fn an_sms_of_which_something_was_sent_has_all_its_time_again() {
    let queue_timeout = secs(30);
    let mut bench = Bench::new(ServerConfig { queue_timeout, ..quick() });
    bench.sms(1, "hi", &["+861", "+862", "+863"]);
    bench.sent();
    bench.talk(1, &GREETING);
    bench.talk(1, &[("WAIT 1 2", "")]);
    bench.sent_within(40);
    bench.talk(1, &[("OK 1 2 7", "SEND 1 3 +862")]);
    bench.pass(secs(1));
    bench.talk(1, &[("ERROR 1 too_many_sends_in_server", "DONE 1"), ("DONE 1", "")]);
    assert_eq!(
        bench.told(),
        [
            "goip1: sms 1 to 0 +861: Sent { sms_no: Some(7) }",
            "goip1: sms 1 to 1 +862: Unknown(Refused)",
            "goip1: sms 1 waits until 46s: the gateway has too many sessions open",
        ],
    );
    assert_eq!(bench.sent_within(5), ["5 1< MSG 4 2 hi"]);
    // It is refused until the 30 s are over.
    bench.hear(1, "ERROR 4 too_many_sends_in_server");
    assert_eq!(bench.sent_within(10), ["10 1< MSG 5 2 hi"]);
    bench.hear(1, "ERROR 5 too_many_sends_in_server");
    bench.told();
    assert_eq!(bench.sent_within(14), [""; 0]);
    assert_eq!(bench.told(), [""; 0]);
    bench.pass(secs(1));
    assert_eq!(bench.told()[0], "goip1: sms 1 to 2 +863: Failed(TooManySessions)");
}
