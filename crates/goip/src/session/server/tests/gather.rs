//! The parts of long SMS.

use super::*;
use crate::session::Gather;

fn gathering(ack: AckMode) -> Bench {
    let gather = Gather { min_chars: 5, max_parts: 3, ..Gather::default() };
    Bench::new(ServerConfig { gather: Some(gather), ack, ..quick() })
}

impl Bench {
    /// An SMS has come, and is acknowledged.
    fn part(&mut self, recvid: i64, from: &str, msg: &str) {
        let event = format!("RECEIVE:{recvid};id:goip1;password:pass1;srcnum:{from};msg:{msg}");
        self.hear(1, &event);
        assert_eq!(self.sent(), [format!("1< RECEIVE {recvid} OK")]);
    }
}

#[test]
fn parts_of_one_sender_are_put_together() {
    let mut bench = gathering(AckMode::ByApplication);
    bench.part(1, "1", "aaaaa");
    bench.part(2, "2", "ééééé");
    bench.pass(secs(30));
    bench.part(3, "1", "bbbbb");
    bench.part(3, "1", "bbbbb");
    assert_eq!(bench.told(), [""; 0]);
    bench.part(4, "2", "c");
    assert_eq!(bench.told(), ["goip1: 2: éééééc in 2"], "a short part is the last");
    bench.part(5, "1", "ddddd");
    assert_eq!(bench.told(), ["goip1: 1: aaaaabbbbbddddd in 3"], "as many as there may be");
}

#[test]
fn what_does_not_go_on_is_told_after_a_while() {
    let mut bench = gathering(AckMode::AtOnce);
    bench.part(1, "1", "aaaaa");
    bench.pass(secs(59));
    assert_eq!(bench.told(), [""; 0]);
    bench.pass(secs(1));
    assert_eq!(bench.told(), ["goip1: 1: aaaaa in 1"]);
}

#[test]
fn a_short_sms_is_like_any_other() {
    let mut bench = gathering(AckMode::ByApplication);
    bench.hear(1, "RECEIVE:1;id:goip1;password:pass1;srcnum:1;msg:aaaa");
    assert_eq!(bench.told(), ["goip1: 1: aaaa by 1"]);
}

#[test]
fn closing_waits_for_no_more() {
    let mut bench = gathering(AckMode::AtOnce);
    bench.part(1, "1", "aaaaa");
    bench.server.close();
    assert!(!bench.server.is_drained());
    assert_eq!(bench.told(), ["goip1: 1: aaaaa in 1"]);
    bench.part(2, "1", "bbbbb");
    assert_eq!(bench.told(), ["goip1: 1: bbbbb"]);
    assert!(bench.server.is_drained());
}

#[test]
fn only_so_many_senders_are_waited_for() {
    let mut bench = gathering(AckMode::AtOnce);
    for sender in 1..=9 {
        bench.part(sender, &sender.to_string(), "aaaaa");
    }
    assert_eq!(bench.told(), ["goip1: 1: aaaaa in 1"]);
    let line = bench.lines[0];
    bench.server.remove_line(line);
    assert_eq!(bench.told().len(), 8);
}
