use super::*;

fn every_30_s(lines: usize) -> GatewayConfig {
    GatewayConfig { keepalive_interval: secs(30), ..config(lines) }
}

#[test]
fn all_fields_stand_in_the_order_of_current_firmware() {
    let mut bench = Bench::just_on(every_30_s(1));
    bench.play(
        "+ 0
         < req:1;id:goip1;pass:password1;num:;signal:23;gsm_status:LOGIN;voip_status:LOGOUT;voip_state:IDLE;remain_time:-1;imei:867495023958030;imsi:260060172091324;iccid:89480611000720913242;pro:cellwire;idle:0;disable_status:0;SMS_LOGIN:N;SMB_LOGIN:;CELLINFO:LAC:7E5,CELL ID:5E5B;CGATT:Y;
         > reg:1;status:200;
         ! registered 200
         + 60
         < req:2;id:goip1;pass:password1;num:;signal:23;gsm_status:LOGIN;voip_status:LOGOUT;voip_state:IDLE;remain_time:-1;imei:867495023958030;imsi:260060172091324;iccid:89480611000720913242;pro:cellwire;idle:0;disable_status:0;SMS_LOGIN:Y;SMB_LOGIN:;CELLINFO:LAC:7E5,CELL ID:5E5B;CGATT:Y;
         < req:3;id:goip1;pass:password1;num:;signal:23;gsm_status:LOGIN;voip_status:LOGOUT;voip_state:IDLE;remain_time:-1;imei:867495023958030;imsi:260060172091324;iccid:89480611000720913242;pro:cellwire;idle:1;disable_status:0;SMS_LOGIN:Y;SMB_LOGIN:;CELLINFO:LAC:7E5,CELL ID:5E5B;CGATT:Y;",
    );
    assert_eq!((bench.gateway.stats().keepalives, bench.gateway.stats().acknowledged), (3, 1));
}

/// The beginnings of what was said.
fn beginnings(bench: &mut Bench, len: usize) -> Vec<String> {
    bench.news().iter().map(|text| text[..len.min(text.len())].to_owned()).collect()
}

#[test]
fn lines_begin_one_after_the_other() {
    let mut bench = Bench::just_on(every_30_s(3));
    bench.pass(Duration::ZERO);
    assert_eq!(beginnings(&mut bench, 16), ["< req:1;id:goip1"]);
    bench.pass(Duration::from_millis(100));
    assert_eq!(beginnings(&mut bench, 17), ["1< req:1;id:goip2"]);
    bench.pass(Duration::from_millis(100));
    assert_eq!(beginnings(&mut bench, 17), ["2< req:1;id:goip3"]);
    bench.pass(secs(30));
    assert_eq!(beginnings(&mut bench, 9), ["< req:2;i", "1< req:2;", "2< req:2;"],);
}

#[test]
fn a_server_that_does_not_answer_is_told_once_and_asked_on() {
    let mut bench = Bench::just_on(every_30_s(1));
    bench.pass(secs(89));
    assert_eq!(beginnings(&mut bench, 7), ["< req:1", "< req:2", "< req:3"]);
    bench.pass(secs(31));
    assert_eq!(beginnings(&mut bench, 14), ["< req:4;id:goi", "< req:5;id:goi", "! unregistered"]);
    // One of the last three is answered.
    bench.hear(0, b"reg:3;status:0;");
    bench.expect(&["! registered 0"]);
    bench.pass(secs(90));
    assert_eq!(beginnings(&mut bench, 7), ["< req:6", "< req:7", "< req:8"]);
    bench.pass(secs(60));
    assert_eq!(beginnings(&mut bench, 14)[2..], ["! unregistered"]);
}

#[test]
fn only_an_answer_to_a_keepalive_that_waits_counts() {
    let mut bench = Bench::new(every_30_s(1));
    bench.play(
        "> reg:2;status:200;
         > reg:-1;status:200;
         > reg:1;status:404;
         ! registered 404
         > reg:1;status:200;",
    );
    assert_eq!(bench.gateway.stats().acknowledged, 0);
    // A status other than the last one is told.
    bench.pass(secs(30));
    bench.news();
    bench.play(
        "> req:2;status:200;
         ! registered 200",
    );
    bench.pass(secs(30));
    bench.news();
    // The same status is not told again, and newer servers have more fields.
    bench.play("> reg:3;status:200;v:1;\\n");
    assert_eq!(bench.gateway.stats().acknowledged, 2);
}

#[test]
fn nobody_but_the_server_can_acknowledge() {
    let mut bench = Bench::new(config(1));
    bench.gateway.receive_sms(0, "+1", "x").unwrap();
    bench.news();
    bench.peer = "127.0.0.2:44444".parse().unwrap();
    bench.play(
        "> reg:1;status:200;
         > RECEIVE 1000000000 OK",
    );
    assert_eq!(bench.gateway.stats().unreadable, 2);
    // The server may have another port for that, and may be known by its other address.
    bench.peer = "[::ffff:127.0.0.1]:5".parse().unwrap();
    bench.play(
        "> RECEIVE 1000000000 OK
         ! acknowledged 1
         > reg:1;status:200;
         ! registered 200",
    );
}

#[test]
fn keepalives_say_how_the_line_is() {
    let mut bench = Bench::new(every_30_s(1));
    bench.gateway.set_registered(0, false);
    bench.gateway.set_state(0, crate::message::ChannelState::Dialing("10086".into())).unwrap();
    bench.hear(0, b"module_ctl_i 5 0 password1");
    bench.news();
    bench.pass(secs(30));
    let keepalive = bench.news().into_iter().find(|text| text.starts_with("< req:")).unwrap();
    for field in [";gsm_status:LOGOUT;", ";voip_state:DIALING;", ";disable_status:1;"] {
        assert!(keepalive.contains(field), "{keepalive}");
    }
}

#[test]
fn the_signal_can_change() {
    let mut bench = Bench::new(every_30_s(1));
    for (signal, is_one) in [(7, true), (32, false), (100, false)] {
        assert_eq!(bench.gateway.set_signal(0, signal), is_one);
    }
    assert!(!bench.gateway.set_signal(1, 7));
    bench.pass(secs(30));
    assert!(bench.news()[0].contains(";signal:7;"));
    assert!(bench.gateway.set_signal(0, 99) && bench.gateway.set_signal(0, 0));
}

#[test]
fn time_may_end() {
    let mut bench = Bench::new(every_30_s(2));
    bench.hear(0, b"ATSTART 1 password1");
    bench.gateway.receive_sms(0, "1", "x").unwrap();
    bench.now = Instant::from_origin(Duration::MAX);
    bench.gateway.handle_timeout(bench.now);
    bench.settle();
    bench.gateway.handle_timeout(bench.now);
}

#[test]
fn what_cannot_stand_in_a_keepalive_is_refused() {
    let mut config = config(2);
    config.lines[1].provider = "a;b".into();
    let error = Gateway::new(config).unwrap_err();
    assert_eq!(error.line, 1);
    assert!(error.to_string().starts_with("line 1: "), "{error}");
}
