use super::*;

#[test]
fn an_incoming_call() {
    let mut bench = Bench::new(config(1));
    bench.gateway.incoming_call(0, "+8613").unwrap();
    bench.expect(&[
        "< STATE:1000000000;id:goip1;password:password1;gsm_remain_state:INCOMING:+8613",
        "< RECORD:999999999;id:goip1;password:password1;dir:1;num:+8613",
    ]);
    assert_eq!(bench.gateway.incoming_call(0, "1"), Err(ReportError::InCall));
    bench.gateway.answer_call(0).unwrap();
    assert_eq!(bench.gateway.answer_call(0), Err(ReportError::NoCall));
    bench.expect(&[
        "< STATE:999999998;id:goip1;password:password1;gsm_remain_state:CONNECTED:+8613",
    ]);
    for (verb, recvid) in
        [("STATE", 1_000_000_000), ("RECORD", 999_999_999), ("STATE", 999_999_998)]
    {
        bench.hear(0, format!("{verb} {recvid} OK").as_bytes());
    }
    bench.news();
    bench.gateway.hang_up(0, "Normal call clearing").unwrap();
    bench.expect(&[
        "< HANGUP:999999997;id:goip1;password:password1;num:+8613,cause:Normal call clearing",
        "< STATE:999999996;id:goip1;password:password1;gsm_remain_state:IDLE",
        "< REMAIN:999999995;id:goip1;password:password1;gsm_remain_time:-1",
    ]);
    assert_eq!(bench.gateway.hang_up(0, ""), Err(ReportError::NoCall));
    assert_eq!(bench.gateway.hang_up(1, ""), Err(ReportError::NoCall));
}

#[test]
fn dialling() {
    let mut bench = Bench::new(GatewayConfig {
        event_retry: cellwire_codec::RetryPolicy::once(secs(1)),
        ..config(1)
    });
    bench.play(
        "> set_exp_time 1 3 password1
         < set_exp_time 1 3 ok
         ! command set_exp_time
         > DIAL 2 password1 10086 70
         < DIAL 2 ok
         < STATE:1000000000;id:goip1;password:password1;gsm_remain_state:DIALING:10086
         < RECORD:999999999;id:goip1;password:password1;dir:2;num:10086
         ! command DIAL
         > DIAL 2 password1 10086 70
         < DIAL 2 ok
         > DIAL 3 password1 10087 70
         < ERROR 3 busy\\n
         + 3
         < STATE:999999998;id:goip1;password:password1;gsm_remain_state:CONNECTED:10086
         ! not acknowledged 1
         ! not acknowledged 2
         > get_gsm_state 4 password1
         < get_gsm_state 4 CONNECTED:10086
         ! command get_gsm_state
         + 67
         < HANGUP:999999997;id:goip1;password:password1;num:10086,cause:Normal call clearing
         < STATE:999999996;id:goip1;password:password1;gsm_remain_state:IDLE
         < REMAIN:999999995;id:goip1;password:password1;gsm_remain_time:1
         ! not acknowledged 3
         > get_gsm_state 5 password1
         < get_gsm_state 5 IDLE
         ! command get_gsm_state
         > DIAL 6 password1 10086 0
         < ERROR 6 invalid duration\\n
         > DIAL 7 password1 10086 3601
         < ERROR 7 invalid duration\\n
         > DIAL 8 x 10086 5
         < ERROR 8 password error\\n",
    );
}

#[test]
fn a_limit_that_is_used_up() {
    let mut bench = Bench::new(config(1));
    bench.play(
        "> set_exp_time 1 1 password1
         < set_exp_time 1 1 ok
         ! command set_exp_time",
    );
    bench.hear(0, b"DIAL 2 password1 10086 60");
    bench.pass(secs(60));
    let news = bench.news();
    assert!(news.iter().any(|text| text.ends_with("gsm_remain_time:0")), "{news:?}");
    bench.pass(secs(60));
    bench.news();
    bench.play(
        "> DIAL 3 password1 10086 60
         < ERROR 3 no remain time\\n
         > reset_remain_time 4 password1
         < reset_remain_time 4 ok
         ! command reset_remain_time
         > get_remain_time 5 password1
         < get_remain_time 5 1
         ! command get_remain_time",
    );
}

#[test]
fn whoever_is_called_may_not_answer() {
    let mut bench = Bench::new(by_hand());
    bench.hear(0, b"DIAL 2 password1 10086 5");
    bench.news();
    bench.hear(0, b"STATE 1000000000 OK");
    bench.hear(0, b"RECORD 999999999 OK");
    bench.news();
    bench.play(
        "+ 5
         < HANGUP:999999998;id:goip1;password:password1;num:10086,cause:Normal call clearing
         < STATE:999999997;id:goip1;password:password1;gsm_remain_state:IDLE
         < REMAIN:999999996;id:goip1;password:password1;gsm_remain_time:-1",
    );
}

#[test]
fn the_server_ends_a_call() {
    let mut bench = Bench::new(config(1));
    bench.play(
        "> svr_drop_call 1 password1
         < svr_drop_call 1 ok
         ! command svr_drop_call",
    );
    bench.gateway.incoming_call(0, "10086").unwrap();
    bench.news();
    bench.play(
        "> svr_drop_call 2 password1
         < svr_drop_call 2 ok
         < HANGUP:999999998;id:goip1;password:password1;num:10086,cause:Normal call clearing
         < STATE:999999997;id:goip1;password:password1;gsm_remain_state:IDLE
         ! command svr_drop_call
         > svr_drop_call 3 x
         < ERROR 3 password error\\n",
    );
}

#[test]
fn a_call_is_refused_whole() {
    let mut bench = Bench::new(config(1));
    assert!(bench.gateway.incoming_call(0, "1;2").is_err());
    let error = bench.gateway.incoming_call(0, "1,2").unwrap_err();
    assert_eq!(error.to_string(), "num holds ',' at 1, which would end it");
    bench.play(
        "> DIAL 1 password1 1,2 5
         < ERROR 1 invalid number\\n
         > get_gsm_state 2 password1
         < get_gsm_state 2 IDLE
         ! command get_gsm_state",
    );
    bench.gateway.incoming_call(0, "12").unwrap();
    bench.news();
    assert!(bench.gateway.hang_up(0, "a\nb").is_err());
    bench.play(
        "> get_gsm_state 1 password1
         < get_gsm_state 1 INCOMING:12
         ! command get_gsm_state",
    );
}
