use super::*;
use crate::Fields;
use crate::message::{CellList, ChannelState, DeliveryState, EventBody, Receive};

#[test]
fn an_event_is_sent_four_times() {
    let mut bench = Bench::new(config(1));
    bench.gateway.receive_sms(0, "+358401234567", "a;srcnum:1\nb").unwrap();
    const SMS: &str =
        "< RECEIVE:1000000000;id:goip1;password:password1;srcnum:+358401234567;msg:a;srcnum:1\\nb";
    bench.expect(&[SMS]);
    bench.pass(Duration::from_millis(2999));
    bench.expect(&[]);
    bench.pass(Duration::from_millis(1));
    bench.expect(&[SMS]);
    bench.pass(secs(6));
    bench.expect(&[SMS, SMS]);
    bench.pass(secs(3));
    bench.expect(&["! not acknowledged 1"]);
    bench.play(
        "+ 60
         > RECEIVE 1000000000 OK",
    );
    assert_eq!((bench.gateway.stats().events, bench.gateway.stats().lost_events), (1, 1));
}

#[test]
fn the_wait_counts_from_when_the_event_was_sent() {
    let mut bench = Bench::new(config(1));
    bench.gateway.receive_sms(0, "1", "x").unwrap();
    // Nobody polls for a while; the session cannot know the time when it is asked for something.
    bench.now += secs(2);
    bench.settle();
    bench.news();
    bench.pass(Duration::from_millis(2999));
    bench.expect(&[]);
    bench.pass(Duration::from_millis(1));
    assert_eq!(bench.news().len(), 1);
}

#[test]
fn numbers_count_down_on_each_line() {
    let mut bench = Bench::new(config(2));
    for line in [0, 0, 1] {
        bench.gateway.report(line, EventBody::Cgatt(1)).unwrap();
    }
    bench.expect(&[
        "< CGATT:1000000000;id:goip1;password:password1;cgatt:1",
        "< CGATT:999999999;id:goip1;password:password1;cgatt:1",
        "1< CGATT:1000000000;id:goip2;password:password2;cgatt:1",
    ]);
    bench.play(
        "1> CGATT 1000000000 OK
         1! acknowledged 3
         > CGATT 1000000000 OK
         ! acknowledged 1",
    );
}

#[test]
fn every_answer_of_the_server_ends_it() {
    let mut bench = Bench::new(config(1));
    for _ in 0..4 {
        bench.gateway.report(0, EventBody::State(ChannelState::Busy)).unwrap();
    }
    bench.news();
    bench.play(
        "> STATE 1000000000 OK\\n
         ! acknowledged 1
         > STATE 999999999 ERROR disk full
         ! refused 2: disk full
         > STATE 999999998 disk full
         ! refused 3: disk full
         > STATE 999999997 DISABLE
         ! disabled 4
         > STATE 1000000000 OK
         + 60",
    );
}

#[test]
fn an_answer_is_to_name_verb_and_number() {
    let mut bench = Bench::new(config(2));
    bench.gateway.receive_sms(0, "1", "x").unwrap();
    bench.news();
    bench.play(
        "> STATE 1000000000 OK
         > RECEIVE 1000000001 OK
         > RECEIVE 999999999 OK
         1> RECEIVE 1000000000 OK
         > RECEIVE 1000000000 OK
         ! acknowledged 1",
    );
}

#[test]
fn four_are_under_way_and_the_others_wait() {
    let mut bench = Bench::new(config(1));
    for text in ["a", "b", "c", "d", "e", "f"] {
        bench.gateway.receive_sms(0, "1", text).unwrap();
    }
    assert_eq!(bench.news().len(), 4);
    bench.play(
        "> RECEIVE 999999998 OK
         < RECEIVE:999999996;id:goip1;password:password1;srcnum:1;msg:e
         ! acknowledged 3
         > RECEIVE 999999995 OK
         > RECEIVE 1000000000 OK
         < RECEIVE:999999995;id:goip1;password:password1;srcnum:1;msg:f
         ! acknowledged 1",
    );
}

#[test]
fn repeats_keep_the_order() {
    let mut bench = Bench::new(config(1));
    for text in ["a", "b", "c"] {
        bench.gateway.receive_sms(0, "1", text).unwrap();
    }
    let first = bench.news();
    bench.pass(secs(3));
    assert_eq!(bench.news(), first);
    bench.pass(secs(9));
    assert_eq!(
        bench.news()[6..],
        ["! not acknowledged 1", "! not acknowledged 2", "! not acknowledged 3"],
    );
}

#[test]
fn what_is_acknowledged_in_the_meantime_is_not_sent_again() {
    let mut bench = Bench::new(config(1));
    bench.gateway.receive_sms(0, "1", "a").unwrap();
    bench.news();
    bench.now += secs(3);
    bench.gateway.handle_timeout(bench.now);
    bench.play(
        "> RECEIVE 1000000000 OK
         ! acknowledged 1
         + 60",
    );
}

#[test]
fn events_have_a_limit() {
    let mut bench = Bench::new(GatewayConfig { max_events: 6, ..config(2) });
    for _ in 0..6 {
        bench.gateway.receive_sms(0, "1", "x").unwrap();
    }
    let error = bench.gateway.receive_sms(0, "1", "x").unwrap_err();
    assert_eq!(error, ReportError::Full { limit: 6 });
    bench.gateway.receive_sms(1, "1", "x").unwrap();
    assert_eq!(bench.gateway.receive_sms(2, "1", "x"), Err(ReportError::NoLine { line: 2 }));
    bench.news();
    bench.hear(0, b"RECEIVE 1000000000 OK");
    bench.gateway.receive_sms(0, "1", "x").unwrap();
}

#[test]
fn what_cannot_be_written_takes_no_number() {
    let mut bench = Bench::new(config(1));
    let error = bench.gateway.receive_sms(0, "1;msg:x", "x").unwrap_err();
    assert!(matches!(error, ReportError::Write(_)), "{error}");
    bench.gateway.report(0, EventBody::Cgatt(0)).unwrap();
    bench.expect(&["< CGATT:1000000000;id:goip1;password:password1;cgatt:0"]);
}

#[test]
fn all_kinds_of_event() {
    let mut bench = Bench::new(GatewayConfig { first_event: i64::MIN, ..config(1) });
    let sms = Receive {
        srcnum: "Tele2".into(),
        smscnum: Some("+4477".into()),
        senttime: None,
        msg: "x".into(),
    };
    let gateway = &mut bench.gateway;
    gateway.report(0, EventBody::Receive(sms)).unwrap();
    gateway
        .report(0, EventBody::Deliver { sms_no: 7, state: DeliveryState::EXPIRED, num: None })
        .unwrap();
    gateway.report(0, EventBody::Cells(CellList::new("1,2,".into()))).unwrap();
    gateway
        .report_with(
            0,
            EventBody::Other { verb: "NUM_ICCID".into() },
            Fields::from_pairs(&[("iccid", "8")]),
        )
        .unwrap();
    bench.expect(&[
        "< RECEIVE:-9223372036854775808;id:goip1;password:password1;srcnum:Tele2;smscnum:+4477;msg:x",
        "< DELIVER:9223372036854775807;id:goip1;password:password1;sms_no:7;state:70",
        "< CELLS:9223372036854775806;id:goip1;password:password1;lists:1,2,",
        "< NUM_ICCID:9223372036854775805;id:goip1;password:password1;iccid:8",
    ]);
}

#[test]
fn a_state_is_told_and_can_be_asked_for() {
    let mut bench = Bench::new(config(1));
    bench.gateway.set_state(0, ChannelState::Alerting("10086".into())).unwrap();
    bench.play(
        "> get_gsm_state 5 password1
         < get_gsm_state 5 ALERTING:10086
         < STATE:1000000000;id:goip1;password:password1;gsm_remain_state:ALERTING:10086
         ! command get_gsm_state",
    );
}
