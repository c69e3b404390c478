//! The dialogues of the specification, to the letter.

use super::*;

/// Section 3: sendid 11, hello, password1, two numbers.
#[test]
fn the_example_of_the_vendor() {
    let config = ServerConfig { first_id: 11, ..ServerConfig::default() };
    let mut bench = Bench::with_line(config, "goipid1", "password1");
    bench.hear(1, "req:10;id:goipid1;pass:password1; num:12345;signal:23;gsm_status:LOGIN;");
    assert_eq!(bench.sent(), ["1< reg:10;status:200;"]);
    assert_eq!(bench.told(), ["goipid1: up at 192.0.2.7:10991, signal Some(23)"]);

    bench.sms(1, "hello", &["+8613800138000", "+8613800138001"]);
    assert_eq!(bench.sent(), ["1< MSG 11 5 hello"]);
    bench.talk(
        1,
        &[
            ("PASSWORD 11\n", "PASSWORD 11 password1"),
            ("SEND 11\n", "SEND 11 12 +8613800138000"),
            ("WAIT 11 12\n", ""),
        ],
    );
    bench.pass(secs(5));
    assert_eq!(bench.sent(), ["1< SEND 11 12 +8613800138000"]);
    bench.talk(
        1,
        &[
            ("OK 11 12 160\n", "SEND 11 13 +8613800138001"),
            ("WAIT 11 13\n", ""),
            ("ERROR 11 13 errorstatus:38\n", "DONE 11"),
            ("DONE 11\n", ""),
        ],
    );
    assert_eq!(
        bench.told(),
        [
            "goipid1: sms 1 to 0 +8613800138000: Sent { sms_no: Some(160) }",
            "goipid1: sms 1 to 1 +8613800138001: 38",
            "goipid1: sms 1 done",
        ],
    );
    assert!(server_is_idle(&bench));
}

fn server_is_idle(bench: &Bench) -> bool {
    bench.server.is_drained() && bench.server.lines().all(|line| line.queued_sms == 0)
}

#[test]
fn the_line_ends_are_those_of_the_vendor() {
    let mut bench = Bench::new(quick());
    let mut buffer = [0; 4096];
    let mut next = |bench: &mut Bench| {
        let transmit = bench.server.poll_transmit(bench.now, &mut buffer).unwrap().unwrap();
        String::from_utf8(buffer[..transmit.len].to_vec()).unwrap()
    };
    bench.sms(1, "a\nb", &["+861"]);
    assert_eq!(next(&mut bench), "MSG 1 3 a\nb\n");
    bench.hear(1, "PASSWORD 1\n");
    assert_eq!(next(&mut bench), "PASSWORD 1 pass1\n");
    bench.hear(1, "SEND 1\n");
    assert_eq!(next(&mut bench), "SEND 1 2 +861\n");
    bench.hear(1, "OK 1 2\n");
    assert_eq!(next(&mut bench), "DONE 1\n");
    bench.told();
    bench.hear(1, "STATE:7;id:goip1;password:pass1;gsm_remain_state:IDLE");
    assert_eq!(next(&mut bench), "STATE 7 OK");
}

/// Section 4.
#[test]
fn an_sms_comes_in() {
    let mut bench = Bench::with_line(ServerConfig::default(), "goipid1", "password1");
    bench.hear(
        1,
        "RECEIVE:1270197307;id:goipid1;pass:password1;srcnum:+8613513415667;msg:just a test",
    );
    assert_eq!(bench.told(), ["goipid1: +8613513415667: just a test"]);
    assert_eq!(bench.sent(), ["1< RECEIVE 1270197307 OK"]);
}

/// A keepalive or an event may come while an answer is awaited (quirk 29).
#[test]
fn other_things_may_come_in_between() {
    let mut bench = Bench::new(quick());
    bench.sms(1, "hello", &["+861"]);
    bench.sent();
    bench.talk(
        1,
        &[
            ("req:2;id:goip1;pass:pass1;signal:20;", "reg:2;status:200;"),
            GREETING[0],
            ("STATE:7;id:goip1;password:pass1;gsm_remain_state:BUSY", "STATE 7 OK"),
        ],
    );
    bench.told();
    bench.talk(1, &[GREETING[1], ("OK 1 2", "DONE 1")]);
}
