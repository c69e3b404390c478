//! What is not taken.

use super::*;
use crate::message::Request;

#[test]
fn an_sms_that_cannot_be_sent_is_refused() {
    let limits = Limits { recipients: 2, queued_sms: 2, ..Limits::default() };
    let mut bench = Bench::cold(ServerConfig { limits, ..quick() });
    let line = bench.lines[0];
    let long = "é".repeat(1501);
    for (sms, error) in [
        (Sms::new("hi", &[]), "the SMS has no recipient"),
        (Sms::new("hi", &["1", "2", "3"]), "3 recipients are more than the limit of 2"),
        (Sms::new(&long, &["1"]), "msg of 3002 bytes is longer than the limit of 3000"),
        (
            Sms::new("hi", &["1", "123456789012345678901234567890123"]),
            "telnum of 33 bytes is longer than the limit of 32",
        ),
        (Sms::new("hi", &["1", "2 3"]), "telnum holds ' ' at 1, which would end it"),
        (Sms::new("hi", &["1\nDONE"]), "telnum holds '\\n' at 1, which would end it"),
        (Sms::new("hi", &[""]), "telnum is empty"),
    ] {
        assert_eq!(bench.server.send_sms(line, sms).unwrap_err().to_string(), error);
    }
    for _ in 0..2 {
        bench.sms(1, &long[..3000], &["1"]);
    }
    let full = bench.server.send_sms(line, Sms::new("hi", &["1"])).unwrap_err();
    assert_eq!(full.to_string(), "2 wait on the line, which is the limit");
    assert_eq!(bench.server.stats().failed, 0);
}

#[test]
fn the_longest_datagram_fits_4096_bytes() {
    let mut bench = Bench::new(ServerConfig { first_id: i32::MAX.into(), ..quick() });
    bench.sms(1, &"x".repeat(3000), &["1"]);
    let sent = bench.sent();
    assert_eq!(sent[0].len() - 3, "MSG 2147483647 3000 ".len() + 3000);
    let code = "1".repeat(4096);
    let error = bench.server.command(bench.lines[0], Request::Ussd((&*code).into())).unwrap_err();
    assert!(error.to_string().contains("longer than the limit"), "{error}");
}

#[test]
fn a_command_that_cannot_be_sent_is_refused() {
    let limits = Limits { queued_commands: 2, ..Limits::default() };
    let mut bench = Bench::new(ServerConfig { limits, ..quick() });
    let line = bench.lines[0];
    for code in ["", "*100# 1", "*1\n"] {
        assert!(bench.server.command(line, Request::Ussd(code.into())).is_err(), "{code}");
    }
    for _ in 0..2 {
        bench.server.command(line, Request::GetImei).unwrap();
    }
    assert!(bench.server.command(line, Request::GetImei).is_err());
    bench.sent();
    bench.talk(1, &[("get_imei 1 5", "get_imei 2 pass1")]);
    bench.told();
    assert!(bench.server.command(line, Request::GetImei).is_ok());
}

#[test]
fn a_line_that_cannot_be_served_is_refused() {
    let limits = Limits { lines: 1, ..Limits::default() };
    let mut server = Server::new(ServerConfig { limits, ..ServerConfig::default() });
    for (id, password) in
        [("", "x"), ("a;b", "x"), ("a", ""), ("a", "x y"), ("a", "x;"), ("a\n", "b")]
    {
        assert!(server.add_line(LineConfig::new(id, password)).is_err(), "{id:?} {password:?}");
    }
    let long = "x".repeat(65);
    assert!(server.add_line(LineConfig::new(&*long, "x")).is_err());
    assert!(server.add_line(LineConfig::new("x", &*long)).is_err());
    server.add_line(LineConfig::new("+8613800138000", "x")).unwrap();
    let full = server.add_line(LineConfig::new("b", "x")).unwrap_err();
    assert_eq!(full.to_string(), "1 lines are served, which is the limit");
}

#[test]
fn events_that_the_application_keeps_waiting_are_limited() {
    let limits = Limits { seen: 2, ..Limits::default() };
    let ack = AckMode::ByApplication;
    let mut bench = Bench::new(ServerConfig { limits, ack, ..quick() });
    for recvid in 1..=9 {
        bench.hear(1, &format!("RECEIVE:{recvid};id:goip1;password:pass1;srcnum:1;msg:hi"));
        assert_eq!((bench.told().len(), bench.sent().len()), (1, 0));
    }
    assert_eq!(bench.server.hub.tickets.len(), 2);
    assert!(bench.server.acknowledge(EventTicket(7)).is_err(), "the oldest gave way");
    bench.server.acknowledge(EventTicket(8)).unwrap();
    assert_eq!(bench.sent(), ["1< RECEIVE 8 OK"]);
}

#[test]
fn strangers_are_told_of_so_many_times_a_second() {
    let mut bench = Bench::cold(ServerConfig { answer_strangers: true, ..quick() });
    for second in 0..2 {
        let mut told = 0;
        for _ in 0..50 {
            bench.hear(1, "req:1;id:nobody;pass:x;");
            told += bench.told().len();
        }
        assert_eq!((told, bench.sent().len()), (10, 10), "in second {second}");
        bench.pass(secs(1));
    }
    assert_eq!(bench.server.stats().refused, 100);
}

#[test]
fn datagrams_are_read_so_many_times_a_second() {
    let limits = Limits { datagrams_per_second: Some(3), ..Limits::default() };
    let mut bench = Bench::new(ServerConfig { limits, ..quick() });
    bench.pass(secs(1));
    for _ in 0..10 {
        bench.hear(1, "req:1;id:goip1;pass:pass1;signal:20;");
        bench.hear(9, "nonsense");
        bench.told();
    }
    bench.hear(2, "req:1;id:goip2;pass:pass2;signal:20;");
    assert_eq!(bench.sent().len(), 4, "a line has its own count");
    assert_eq!((bench.server.stats().dropped, bench.server.stats().unreadable), (14, 3));
}

#[test]
fn an_event_word_that_is_too_long_is_none() {
    let mut bench = Bench::new(quick());
    let word = "X".repeat(65);
    bench.hear(1, &format!("{word}:1;id:goip1;password:pass1;a:b"));
    assert!(bench.told()[0].contains("refused"));
    bench.hear(1, &format!("{}:1;id:goip1;password:pass1;a:b", &word[1..]));
    assert_eq!(bench.sent(), [format!("1< {} 1 OK", &word[1..])]);
}

/// Whatever is configured, and whatever is asked for.
#[test]
fn with_the_largest_limits_4096_bytes_are_enough() {
    let most = usize::MAX;
    let limits = Limits { id_len: most, number_len: most, text_len: most, ..Limits::default() };
    let ack = AckMode::ByApplication;
    let config = ServerConfig { limits, ack, answer_strangers: true, ..quick() };
    let mut bench = Bench::cold(ServerConfig { first_id: i32::MAX.into(), ..config });
    let (word, longer) = ("x".repeat(1024), "x".repeat(1025));
    for line in [LineConfig::new(&*longer, "x"), LineConfig::new("x", &*longer)] {
        let error = bench.server.add_line(line).unwrap_err().to_string();
        assert!(error.ends_with("of 1025 bytes is longer than the limit of 1024"), "{error}");
    }
    let line = bench.server.add_line(LineConfig::new(&*word, &*word)).unwrap();
    let text = "x".repeat(3000);
    let error = bench.server.send_sms(line, Sms::new(&text, &[&longer])).unwrap_err().to_string();
    assert_eq!(error, "telnum of 1025 bytes is longer than the limit of 1024");
    let sms = bench.server.send_sms(line, Sms::new(&text, &[&word])).unwrap();
    let num = "1".repeat(3000);
    bench.server.command(line, Request::SetGsmNum((&*num).into())).unwrap();
    bench.hear(1, &format!("req:{};id:{word};pass:{word};", i64::MIN));
    // The answers, the text, the command, and then the password and the number.
    let verb = "V".repeat(64);
    bench.hear(1, &format!("{verb}:{};id:{word};password:{word};", i64::MIN));
    bench.told();
    bench.server.reject(EventTicket(1), &"é".repeat(3000)).unwrap();
    bench.hear(2, &format!("{verb}:1;id:nobody;password:{}", "x".repeat(8000)));
    assert_eq!(bench.sent().len(), 5);
    for heard in ["PASSWORD 2147483647", "SEND 2147483647"] {
        bench.hear(1, heard);
        assert_eq!(bench.sent().len(), 1);
    }
    bench.server.cancel_sms(sms);
    assert_eq!(bench.sent().len(), 1);
}
