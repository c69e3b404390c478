//! Registration: up, down, moved, rebooted, failing; and who is refused.

use super::*;
use crate::message::{KeepaliveStatus, Request};

#[test]
fn each_keepalive_is_acknowledged_and_only_news_are_told() {
    let mut bench = Bench::cold(ServerConfig::default());
    bench.hear(1, "req:1;id:goip1;pass:pass1;signal:20;idle:1;");
    assert_eq!(bench.told(), ["goip1: up at 192.0.2.7:10991, signal Some(20)"]);
    bench.hear(1, "req:2;id:goip1;pass:pass1;signal:20;idle:2;");
    assert_eq!(bench.told(), [""; 0]);
    bench.hear(1, "req:3;id:goip1;pass:pass1;signal:21;idle:2;");
    assert_eq!(bench.told(), ["goip1: signal Some(21)"]);
    bench.hear(1, "req:3;id:goip1;pass:pass1;signal:21;idle:2;");
    assert_eq!(bench.told(), [""; 0]);
    let sent = [1, 2, 3, 3].map(|count| format!("1< reg:{count};status:200;"));
    assert_eq!(bench.sent(), sent);
}

#[test]
fn the_status_is_0_by_choice() {
    let keepalive_status = KeepaliveStatus::OK_2014;
    let mut bench = Bench::cold(ServerConfig { keepalive_status, ..ServerConfig::default() });
    bench.hear(1, "req:1;id:goip1;pass:pass1;");
    assert_eq!(bench.sent(), ["1< reg:1;status:0;"]);
}

#[test]
fn a_silent_line_is_down_and_comes_up_again() {
    let mut bench = Bench::new(ServerConfig::default());
    for count in 2..5 {
        bench.pass(secs(30));
        bench.keepalives(count);
    }
    bench.pass(secs(91));
    assert_eq!(bench.told(), [""; 0]);
    bench.pass(secs(1));
    assert_eq!(bench.told(), ["goip1: Down", "goip2: Down"]);
    let info = bench.server.line(bench.lines[0]).unwrap();
    assert_eq!((info.is_up, info.addr), (false, Some(gateway(1))));
    assert_eq!(bench.server.poll_timeout(), None);
    bench.hear(1, "req:9;id:goip1;pass:pass1;signal:20;");
    assert_eq!(bench.told(), ["goip1: up at 192.0.2.7:10991, signal Some(20)"]);
}

#[test]
fn what_waits_for_a_line_that_is_down_waits_on() {
    let mut bench = Bench::new(ServerConfig::default());
    bench.pass(secs(92));
    bench.sms(1, "hi", &["+861"]);
    assert_eq!(bench.sent_within(500), [""; 0]);
    bench.hear(1, "req:9;id:goip1;pass:pass1;");
    assert_eq!(bench.sent(), ["1< reg:9;status:200;", "1< MSG 1 2 hi"]);
}

#[test]
fn a_line_moves_with_its_keepalive() {
    let mut bench = Bench::new(quick());
    bench.hear(3, "req:2;id:goip1;pass:pass1;signal:20;");
    assert_eq!(bench.told(), ["goip1: moved from 192.0.2.7:10991 to 192.0.2.7:10993"]);
    assert_eq!(bench.sent(), ["3< reg:2;status:200;"]);
    bench.sms(1, "hi", &["+861"]);
    assert_eq!(bench.sent(), ["3< MSG 1 2 hi"]);
}

#[test]
fn an_event_from_elsewhere_is_acknowledged_there_and_moves_nothing() {
    let mut bench = Bench::new(quick());
    bench.hear(3, "RECEIVE:7;id:goip1;password:pass1;srcnum:1;msg:hi");
    assert_eq!(bench.told(), ["goip1: 1: hi"]);
    assert_eq!(bench.sent(), ["3< RECEIVE 7 OK"]);
    assert_eq!(bench.server.line(bench.lines[0]).unwrap().addr, Some(gateway(1)));
}

#[test]
fn a_count_that_falls_is_a_reboot() {
    let mut bench = Bench::new(quick());
    bench.hear(1, "req:100;id:goip1;pass:pass1;signal:20;");
    bench.hear(1, "req:-5;id:goip1;pass:pass1;signal:20;");
    assert_eq!(bench.told(), ["goip1: Rebooted"]);
    bench.hear(1, "req:-4;id:goip1;pass:pass1;signal:20;");
    assert_eq!(bench.told(), [""; 0]);
}

/// One that was overtaken, or doubled, tells nothing new, wherever it comes from.
#[test]
fn a_late_keepalive_changes_nothing() {
    let mut bench = Bench::new(quick());
    bench.hear(1, "req:7;id:goip1;pass:pass1;signal:20;");
    bench.hear(3, "req:8;id:goip1;pass:pass1;signal:21;");
    bench.server.command(bench.lines[0], Request::RebootDevice).unwrap();
    bench.silence();
    for (n, count) in [(1, 7), (3, 7), (1, 5)] {
        bench.pass(secs(2));
        bench.hear(n, &format!("req:{count};id:goip1;pass:pass1;signal:20;"));
        assert_eq!(bench.told(), [""; 0]);
        assert!(bench.sent().contains(&format!("{n}< reg:{count};status:200;")));
    }
    assert_eq!(bench.server.line(bench.lines[0]).unwrap().addr, Some(gateway(3)));
    bench.pass(secs(24));
    bench.hear(3, "req:9;id:goip1;pass:pass1;signal:21;");
    assert!(!bench.told().contains(&"goip1: Rebooted".into()));
    // Nothing is late for so long.
    bench.pass(secs(10));
    bench.hear(3, "req:8;id:goip1;pass:pass1;signal:21;");
    assert_eq!(bench.told(), ["goip1: Rebooted"]);
}

/// What seems to be late at first, is none if others follow.
#[test]
fn a_reboot_after_few_keepalives_is_seen_at_the_second_one() {
    for (last, then) in [(2, [1, 2]), (3, [1, 2]), (4, [1, 2])] {
        let mut bench = Bench::new(quick());
        bench.hear(1, &format!("req:{last};id:goip1;pass:pass1;signal:20;"));
        bench.pass(secs(9));
        bench.hear(3, &format!("req:{};id:goip1;pass:pass1;signal:20;", then[0]));
        assert_eq!(bench.told(), [""; 0]);
        bench.pass(secs(30));
        bench.hear(3, &format!("req:{};id:goip1;pass:pass1;signal:20;", then[1]));
        let moved = "goip1: moved from 192.0.2.7:10991 to 192.0.2.7:10993";
        assert_eq!(bench.told(), [moved, "goip1: Rebooted"], "after {last}");
    }
}

/// Nothing says that a count which stays is that of another start.
#[test]
fn the_same_count_again_is_no_reboot() {
    let mut bench = Bench::new(quick());
    for _ in 0..3 {
        bench.hear(1, "req:1;id:goip1;pass:pass1;signal:20;");
        assert_eq!(bench.told(), [""; 0]);
        bench.pass(secs(60));
    }
}

#[test]
fn all_that_a_keepalive_changes_is_told_in_order() {
    let mut bench = Bench::new(ServerConfig::default());
    bench.pass(secs(92));
    bench.told();
    bench.hear(3, "req:0;id:goip1;pass:pass1;signal:9;");
    assert_eq!(
        bench.told(),
        [
            "goip1: moved from 192.0.2.7:10991 to 192.0.2.7:10993",
            "goip1: Rebooted",
            "goip1: up at 192.0.2.7:10993, signal Some(9)",
        ],
    );
}

#[test]
fn a_line_that_answers_nothing_is_failing_until_it_does() {
    let mut bench = Bench::new(quick());
    for _ in 0..4 {
        bench.server.command(bench.lines[0], Request::GetImei).unwrap();
    }
    bench.sent();
    bench.sent_within(12);
    let told = bench.told();
    assert_eq!(told.len(), 2, "{told:?}");
    bench.sent_within(6);
    assert_eq!(bench.told()[1], "goip1: failing after 3");
    assert!(bench.server.line(bench.lines[0]).unwrap().is_failing);
    bench.hear(1, "get_imei 4 123");
    assert_eq!(bench.told()[1], "goip1: Recovered");
    assert_eq!(bench.server.stats().unanswered, 3);
}

#[test]
fn strangers_are_told_of_and_not_answered() {
    let mut bench = Bench::cold(ServerConfig::default());
    bench.hear(1, "req:1;id:goip9;pass:pass1;");
    bench.told_one(": refused \"goip9\" of 192.0.2.7:10991: unknown id");
    bench.hear(1, "req:1;id:goip1;pass:pass2;");
    bench.told_one(": refused \"goip1\" of 192.0.2.7:10991: wrong password");
    bench.hear(1, "RECEIVE:1;id:goip1;password:;srcnum:1;msg:hi");
    bench.told_one(": refused \"goip1\" of 192.0.2.7:10991: wrong password");
    bench.hear(1, "hello");
    bench.told_one(
        ": refused \"\" of 192.0.2.7:10991: datagram does not begin with a word and a number",
    );
    assert_eq!(bench.sent(), [""; 0]);
    let stats = bench.server.stats();
    assert_eq!((stats.refused, stats.unreadable, stats.keepalives), (3, 1, 0));
    let info = bench.server.line(bench.lines[0]).unwrap();
    assert_eq!((info.addr, info.is_up, info.last_seen), (None, false, None));
}

impl Bench {
    fn told_one(&mut self, expected: &str) {
        assert_eq!(self.told(), [expected]);
    }
}

#[test]
fn strangers_are_answered_by_choice_but_with_less_than_they_sent() {
    let mut bench = Bench::cold(ServerConfig { answer_strangers: true, ..ServerConfig::default() });
    for (heard, sent) in [
        ("req:1;id:goip1;pass:x;", "1< reg:1;status:404;"),
        ("RECEIVE:7;id:goip9;password:x;srcnum:1;msg:hi", "1< RECEIVE 7 ERROR id or password"),
        ("STATE:7;id:goip9;password:x;gsm_remain_state:IDLE", "1< STATE 7 ERROR id or password"),
    ] {
        bench.hear(1, heard);
        bench.told();
        assert_eq!(bench.sent(), [sent]);
    }
    bench.hear(1, "X:7;id:a;password:b");
    assert_eq!((bench.told().len(), bench.sent().len()), (1, 0));
}

#[test]
fn a_line_may_be_bound_to_networks() {
    let mut server = Server::new(ServerConfig::default());
    let network = "192.0.2.0".parse().unwrap();
    server.add_line(LineConfig::new("a", "b").allow(network, 24)).unwrap();
    let from = ([198, 51, 100, 1], 10991).into();
    server.handle_input(Instant::ORIGIN, from, b"req:1;id:a;pass:b;");
    let told = say(&server.poll_event().unwrap());
    assert_eq!(told, ": refused \"a\" of 198.51.100.1:10991: address not allowed");
    server.handle_input(Instant::ORIGIN, gateway(1), b"req:1;id:a;pass:b;");
    assert_eq!(say(&server.poll_event().unwrap()), "a: up at 192.0.2.7:10991, signal None");
}

#[test]
fn lines_come_and_go() {
    let mut bench = Bench::new(ServerConfig::default());
    let [first, second] = bench.lines[..] else { unreachable!() };
    assert_eq!(bench.server.find_line("goip1"), Some(first));
    let duplicate = bench.server.add_line(LineConfig::new("goip1", "x")).unwrap_err();
    assert_eq!(duplicate.to_string(), "another line has the same id");
    assert!(bench.server.remove_line(first));
    assert_eq!((bench.server.find_line("goip1"), bench.server.line(first)), (None, None));
    let again = bench.server.add_line(LineConfig::new("goip1", "other")).unwrap();
    assert_ne!(again, first, "a handle never names another line");
    assert!(bench.server.send_sms(first, Sms::new("hi", &["+861"])).is_err());
    bench.hear(1, "req:1;id:goip1;pass:pass1;");
    assert!(bench.told()[0].ends_with("wrong password"));
    bench.hear(1, "req:1;id:goip1;pass:other;");
    assert!(bench.told()[0].starts_with("goip1: up"));
    let mut lines: Vec<_> = bench.server.lines().map(|info| info.line).collect();
    lines.sort_unstable();
    assert_eq!(lines, [again.min(second), again.max(second)]);
}

#[test]
fn what_is_told_of_a_line_that_is_removed_has_its_id() {
    let mut bench = Bench::new(quick());
    bench.sms(1, "hi", &["+861"]);
    let line = bench.lines[0];
    bench.server.remove_line(line);
    let again = bench.server.add_line(LineConfig::new("goip9", "pass9")).unwrap();
    assert_eq!(again.slot, line.slot);
    assert_eq!(bench.told()[1], "goip1: sms 1 done");
    assert_eq!(bench.sent(), [""; 0]);
    bench.hear(1, "req:1;id:goip9;pass:pass9;");
    bench.server.send_sms(again, Sms::new("ho", &["+861"])).unwrap();
    assert_eq!(bench.sent(), ["1< reg:1;status:200;", "1< MSG 2 2 ho"]);
}

#[test]
fn an_idle_line_is_small() {
    assert!(size_of::<super::super::line::Line>() <= 160);
}
