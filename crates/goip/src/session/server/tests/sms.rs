//! A bulk session: what is sent again, what is matched, and how it goes on.

use super::*;

fn submitting(config: ServerConfig) -> Bench {
    let mut bench = Bench::new(config);
    bench.sms(1, "hi", &["+861", "+862"]);
    assert_eq!(bench.sent(), ["1< MSG 1 2 hi"]);
    bench.talk(1, &GREETING);
    bench
}

#[test]
fn every_request_is_sent_again() {
    let retry = RetryPolicy::exponential(secs(3), secs(12), 5);
    let mut bench = Bench::new(ServerConfig { retry, ..quick() });
    bench.sms(1, "hi", &["+861"]);
    bench.sent();
    assert_eq!(bench.sent_within(20), ["3 1< MSG 1 2 hi", "9 1< MSG 1 2 hi"]);
    bench.talk(1, &[GREETING[0]]);
    assert_eq!(bench.sent_within(4), ["3 1< PASSWORD 1 pass1"]);
    bench.talk(1, &[GREETING[1]]);
    assert_eq!(bench.sent_within(4), ["3 1< SEND 1 2 +861"]);
    bench.talk(1, &[("OK 1 2 7", "DONE 1")]);
    assert_eq!(bench.sent_within(4), ["3 1< DONE 1"]);
    assert_eq!(bench.server.stats().retries, 5);
    bench.talk(1, &[("DONE 1", "")]);
    assert_eq!(bench.sent_within(1000), [""; 0]);
}

#[test]
fn the_wait_counts_from_when_it_has_left() {
    let mut bench = Bench::new(quick());
    bench.sms(1, "hi", &["+861"]);
    let mut buffer = [0; 99];
    assert!(bench.server.poll_transmit(bench.now, &mut buffer).unwrap().is_some());
    bench.now += secs(2);
    bench.server.transmitted(bench.now);
    assert_eq!(bench.sent_within(2), [""; 0]);
    assert_eq!(bench.sent_within(1), ["1 1< MSG 1 2 hi"]);
}

#[test]
fn the_same_telid_is_polled_until_there_is_an_outcome() {
    let mut bench = submitting(quick());
    bench.talk(1, &[("WAIT 1 2", "")]);
    bench.pass(secs(1));
    bench.talk(1, &[("WAIT 1 2", "")]);
    assert_eq!(bench.sent_within(10), ["4 1< SEND 1 2 +861", "9 1< SEND 1 2 +861"]);
    bench.talk(1, &[("OK 1 2 7", "SEND 1 3 +862")]);
}

#[test]
fn it_is_asked_only_once_where_that_is_wanted() {
    let mut bench = submitting(ServerConfig { polling: Polling::Never, ..quick() });
    assert_eq!(bench.sent_within(60), [""; 0]);
    bench.talk(1, &[("WAIT 1 2", "")]);
    assert_eq!(bench.sent_within(15), [""; 0]);
    bench.talk(1, &[("OK 1 2 7", "SEND 1 3 +862")]);
    assert_eq!(bench.told()[0], "goip1: sms 1 to 0 +861: Sent { sms_no: Some(7) }");
}

#[test]
fn an_sms_can_want_it_itself() {
    let mut bench = Bench::new(quick());
    bench.server.send_sms(bench.lines[0], Sms::new("hi", &["+861"]).once()).unwrap();
    bench.sent();
    bench.talk(1, &GREETING);
    assert_eq!(bench.sent_within(119), [""; 0]);
    assert_eq!(bench.sent_within(2), ["1 1< DONE 1"]);
    assert_eq!(bench.told()[0], "goip1: sms 1 to 0 +861: Unknown(NoAnswer)");
}

#[test]
fn it_is_not_asked_again_after_wait_where_that_is_wanted() {
    let unanswered = RetryPolicy::fixed(secs(3), 4);
    let mut bench =
        submitting(ServerConfig { polling: Polling::UntilWait { unanswered }, ..quick() });
    assert_eq!(bench.sent_within(4), ["3 1< SEND 1 2 +861"]);
    bench.talk(1, &[("WAIT 1 2", "")]);
    assert_eq!(bench.sent_within(60), [""; 0]);
    bench.talk(1, &[("OK 1 2 7", "SEND 1 3 +862")]);
}

#[test]
fn the_next_send_follows_an_outcome_only() {
    let mut bench = submitting(quick());
    for stray in [
        "OK 1 3 7",
        "OK 1 1 7",
        "OK 2 2 7",
        "WAIT 1 3",
        "SEND 1",
        "PASSWORD 1",
        "DONE 1",
        "ERROR 1 3 errorstatus:38",
        "ERROR 2 SENDID",
        "get_imei 1 123",
        "OK 1 2",
    ] {
        let strays = bench.server.stats().stray;
        let is_stray = stray != "OK 1 2";
        bench.talk(1, &[(stray, if is_stray { "" } else { "SEND 1 3 +862" })]);
        assert_eq!(bench.server.stats().stray > strays, is_stray, "{stray}");
    }
    // A second copy of the outcome is not that of the next recipient.
    bench.talk(1, &[("OK 1 2", ""), ("ERROR 1 2 errorstatus:38", "")]);
    assert_eq!(bench.told().len(), 1);
}

#[test]
fn only_the_line_that_was_asked_can_answer() {
    let mut bench = submitting(quick());
    bench.talk(2, &[("OK 1 2 7", "")]);
    bench.hear_from(([192, 0, 2, 8], 10991).into(), b"OK 1 2 7");
    assert_eq!((bench.told(), bench.server.stats().stray), (Vec::new(), 2));
    bench.talk(1, &[("OK 1 2 7", "SEND 1 3 +862")]);
}

#[test]
fn lines_behind_one_address_are_told_apart_by_the_number() {
    let mut bench = Bench::new(quick());
    bench.hear(1, "req:2;id:goip2;pass:pass2;signal:20;");
    bench.silence();
    bench.sms(1, "a", &["+861"]);
    bench.sms(2, "b", &["+862"]);
    assert_eq!(bench.sent(), ["1< MSG 1 1 a", "1< MSG 2 1 b"]);
    bench.talk(1, &[("PASSWORD 2", "PASSWORD 2 pass2"), ("PASSWORD 1", "PASSWORD 1 pass1")]);
}

#[test]
fn a_gateway_that_moves_is_asked_where_it_is() {
    let mut bench = submitting(quick());
    bench.hear(5, "req:2;id:goip1;pass:pass1;signal:20;");
    assert_eq!(bench.told(), ["goip1: moved from 192.0.2.7:10991 to 192.0.2.7:10995"]);
    assert_eq!(bench.sent(), ["5< reg:2;status:200;"]);
    assert_eq!(bench.sent_within(3), ["3 5< SEND 1 2 +861"]);
    bench.talk(1, &[("OK 1 2 7", "")]);
    bench.talk(5, &[("OK 1 2 7", "SEND 1 3 +862")]);
}

#[test]
fn a_late_answer_to_a_session_that_is_over_is_a_stray() {
    let mut bench = submitting(quick());
    assert_eq!(bench.sent_within(7).last().unwrap(), "6 1< MSG 3 2 hi");
    bench.told();
    bench.talk(1, &[("OK 1 2 7", ""), ("WAIT 1 2", ""), ("SEND 1", "")]);
    assert_eq!((bench.told(), bench.server.stats().stray), (Vec::new(), 3));
}

/// A buffer that is too short changes nothing.
#[test]
fn a_datagram_that_does_not_fit_is_still_the_next_one() {
    let mut bench = Bench::new(quick());
    bench.sms(1, "hello", &["+861"]);
    bench.hear(2, "req:2;id:goip2;pass:pass2;signal:20;");
    let mut buffer = [0; 12];
    for _ in 0..2 {
        let error = bench.server.poll_transmit(bench.now, &mut buffer).unwrap_err();
        assert_eq!(error.needed, 17);
    }
    assert!(bench.server.poll_transmit(bench.now, &mut [0; 17]).unwrap().is_some());
    for _ in 0..2 {
        let error = bench.server.poll_transmit(bench.now, &mut buffer).unwrap_err();
        assert_eq!(error.needed, 14);
    }
    assert_eq!(bench.sent(), ["1< MSG 1 5 hello"]);
}
