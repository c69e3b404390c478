//! What survives a restart.

use super::*;
use crate::session::ServerState;

const RECEIVE: &str = "RECEIVE:7;id:goip1;password:pass1;srcnum:10086;msg:hi";

/// Another server that goes on with what this one leaves behind; its clock begins anew.
fn restart(bench: &Bench, config: ServerConfig) -> Bench {
    let state = bench.server.export();
    #[cfg(feature = "serde")]
    let state: ServerState = serde_json::from_str(&serde_json::to_string(&state).unwrap()).unwrap();
    Bench::new(ServerConfig { state, ..config })
}

#[test]
fn an_event_is_not_told_again() {
    let mut bench = Bench::new(quick());
    bench.hear(1, RECEIVE);
    bench.silence();
    bench.pass(secs(500));
    let mut bench = restart(&bench, quick());
    bench.hear(1, RECEIVE);
    assert_eq!((bench.told(), bench.sent()), (Vec::new(), ["1< RECEIVE 7 OK".into()].into()));
    bench.pass(secs(99));
    let mut bench = restart(&restart(&bench, quick()), quick());
    bench.hear(1, RECEIVE);
    assert_eq!(bench.told(), [""; 0]);
    bench.pass(secs(1));
    bench.hear(1, RECEIVE);
    assert_eq!(bench.told().len(), 1, "it is old");
}

/// What is known of a line survives until something is heard of it, but not for ever.
#[test]
fn a_line_may_be_silent_for_a_while() {
    let mut bench = Bench::new(quick());
    bench.hear(1, RECEIVE);
    let mut bench = Bench::cold(ServerConfig { state: bench.server.export(), ..quick() });
    bench.server.handle_timeout(bench.now);
    bench.pass(secs(599));
    let state = bench.server.export();
    bench.pass(secs(1));
    assert!(bench.server.export().lines.is_empty());
    let mut bench = Bench::cold(ServerConfig { state, ..quick() });
    bench.hear(1, RECEIVE);
    assert_eq!(bench.told(), [""; 0]);
}

#[test]
fn an_event_that_was_not_stored_is_told_again() {
    let config = ServerConfig { ack: AckMode::ByApplication, ..quick() };
    let mut bench = Bench::new(config.clone());
    bench.hear(1, RECEIVE);
    let mut bench = restart(&bench, config.clone());
    bench.hear(1, RECEIVE);
    assert_eq!(bench.told(), ["goip1: 10086: hi by 1"]);
    bench.server.acknowledge(EventTicket(1)).unwrap();
    let mut bench = restart(&bench, config);
    bench.hear(1, RECEIVE);
    assert_eq!(bench.told(), [""; 0]);
}

#[test]
fn a_reboot_in_between_is_seen() {
    let mut bench = Bench::new(quick());
    bench.hear(1, "req:100;id:goip1;pass:pass1;signal:20;");
    bench.hear(1, RECEIVE);
    bench.pass(secs(31));
    let config = ServerConfig { state: bench.server.export(), ..ServerConfig::default() };
    let mut bench = Bench::with_line(config, "goip1", "pass1");
    bench.hear(1, "req:1;id:goip1;pass:pass1;signal:20;");
    assert_eq!(bench.told()[0], "goip1: Rebooted");
    bench.hear(1, RECEIVE);
    assert_eq!(bench.told(), ["goip1: 10086: hi"]);
}

#[test]
fn numbers_go_on_rising() {
    let mut bench = Bench::new(quick());
    bench.sms(1, "hi", &["+861"]);
    bench.sent();
    bench.talk(1, &GREETING);
    for (first_id, next) in [(1, 3), (500, 500)] {
        let mut bench = restart(&bench, ServerConfig { first_id, ..quick() });
        let sms = bench.sms(1, "hi", &["+861"]);
        assert_eq!(sms.as_u64(), 2);
        assert_eq!(bench.sent(), [format!("1< MSG {next} 2 hi")]);
    }
}

/// Nothing of what was under way is sent again.
#[test]
fn requests_are_not_kept() {
    let mut bench = Bench::new(quick());
    bench.server.command(bench.lines[0], crate::message::Request::Ussd("*1#".into())).unwrap();
    bench.sms(1, "hi", &["+861"]);
    bench.sent();
    let mut bench = restart(&bench, quick());
    assert_eq!(bench.sent_within(500), [""; 0]);
    assert!(bench.server.is_drained());
}

#[test]
fn a_report_finds_its_sms() {
    let mut bench = Bench::new(quick());
    bench.sms(1, "hi", &["+861"]);
    bench.sent();
    bench.talk(1, &GREETING);
    bench.talk(1, &[("OK 1 2 7", "DONE 1")]);
    let mut bench = restart(&bench, quick());
    bench.hear(1, "DELIVER:1;id:goip1;password:pass1;sms_no:7;state:0;num:861");
    assert_eq!(bench.told(), ["goip1: delivery 7 of Some((1, 0)): 0 to Some(\"861\")"]);
}

#[test]
fn a_state_holds_no_secret_and_no_text() {
    let mut bench = Bench::new(quick());
    bench.hear(1, &RECEIVE.replace("msg:hi", "msg:private"));
    bench.sms(1, "confidential", &["+861"]);
    let state = format!("{:?}", bench.server.export());
    for secret in ["pass1", "private", "confidential"] {
        assert!(!state.contains(secret), "{state}");
    }
}

/// Whatever a file says, there are limits.
#[test]
fn a_state_is_not_trusted() {
    let mut bench = Bench::new(quick());
    for recvid in 0..9 {
        bench.hear(1, &RECEIVE.replace(":7", &format!(":{recvid}")));
        bench.told();
    }
    let mut state = ServerState { next_id: i64::MIN, next_sms: 0, ..bench.server.export() };
    let limits = Limits { seen: 3, ..Limits::default() };
    let mut bench = Bench::new(ServerConfig { state: state.clone(), limits, ..quick() });
    assert_eq!(bench.sms(1, "hi", &["+861"]).as_u64(), 1);
    assert_eq!(bench.sent(), ["1< MSG 1 2 hi"]);
    for (recvid, events) in [(8, 0), (7, 0), (6, 0), (5, 1)] {
        bench.hear(1, &RECEIVE.replace(":7", &format!(":{recvid}")));
        assert_eq!(bench.told().len(), events, "{recvid}");
    }
    (state.next_id, state.next_ussd, state.next_sms) = (i64::MAX, i64::MAX, u64::MAX);
    let mut bench = Bench::new(ServerConfig { state: state.clone(), ..quick() });
    assert_eq!([0, 0].map(|_| bench.sms(1, "hi", &["+861"]).as_u64()), [u64::MAX, 1]);
    let bench = Bench::new(ServerConfig { state, ..quick() });
    assert!((1..=i64::from(i32::MAX)).contains(&bench.server.export().next_id));
}

/// The report was told and not acknowledged: it will be told again.
#[test]
fn a_report_that_was_not_stored_finds_its_sms() {
    let config = ServerConfig { ack: AckMode::ByApplication, ..quick() };
    let mut bench = Bench::new(config.clone());
    bench.sms(1, "hi", &["+861"]);
    bench.sent();
    bench.talk(1, &GREETING);
    bench.talk(1, &[("OK 1 2 7", "DONE 1")]);
    bench.silence();
    for _ in 0..2 {
        bench.hear(1, "DELIVER:1;id:goip1;password:pass1;sms_no:7;state:0");
        assert_eq!(bench.told(), ["goip1: delivery 7 of Some((1, 0)): 0 to None by 1"]);
        bench = restart(&bench, config.clone());
    }
    bench.hear(1, "DELIVER:1;id:goip1;password:pass1;sms_no:7;state:0");
    bench.told();
    bench.server.acknowledge(EventTicket(1)).unwrap();
    bench = restart(&bench, config);
    bench.hear(1, "DELIVER:2;id:goip1;password:pass1;sms_no:7;state:0");
    assert_eq!(bench.told(), ["goip1: delivery 7 of None: 0 to None by 1"]);
}
