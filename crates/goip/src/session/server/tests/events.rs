//! Events: told once, acknowledged each time they come.

use super::*;

const RECEIVE: &str = "RECEIVE:7;id:goip1;password:pass1;srcnum:10086;msg:hi";

fn by_application() -> ServerConfig {
    ServerConfig { ack: AckMode::ByApplication, ..quick() }
}

#[test]
fn each_copy_is_acknowledged_and_one_is_told() {
    let mut bench = Bench::new(quick());
    for copy in 0..4 {
        bench.hear(1, RECEIVE);
        assert_eq!(bench.sent(), ["1< RECEIVE 7 OK"]);
        assert_eq!(bench.told().len(), usize::from(copy == 0));
        bench.pass(secs(3));
    }
    let stats = bench.server.stats();
    assert_eq!((stats.events, stats.repeated_events), (1, 3));
}

#[test]
fn another_content_verb_number_or_line_is_another_event() {
    let mut bench = Bench::new(quick());
    for event in [
        RECEIVE,
        "RECEIVE:7;id:goip1;password:pass1;srcnum:10086;msg:ho",
        "RECEIVE:7;id:goip1;password:pass1;srcnum:10087;msg:hi",
        "RECEIVE:7;id:goip1;password:pass1;srcnum:10086;senttime:1;msg:hi",
        "RECEIVE:8;id:goip1;password:pass1;srcnum:10086;msg:hi",
        "RECEIVE:7;id:goip2;password:pass2;srcnum:10086;msg:hi",
        "STATE:7;id:goip1;password:pass1;gsm_remain_state:IDLE",
        "STATE:7;id:goip1;password:pass1;gsm_remain_state:INCOMING:1",
        "STATE:7;id:goip1;password:pass1;gsm_remain_state:INCOMING:2",
        "STATE:7;id:goip1;password:pass1;gsm_remain_state:DIALING:2",
        "REMAIN:7;id:goip1;password:pass1;gsm_remain_time:-1",
        "REMAIN:7;id:goip1;password:pass1;gsm_remain_time:1",
        "need_recharge:7;id:goip1;password:pass1;a:1",
        "need_recharge:7;id:goip1;password:pass1;a:2",
        "NUMRECORD:7;id:goip1;password:pass1;a:2",
    ] {
        bench.hear(1, event);
        assert_eq!(bench.told().len(), 1, "{event}");
        bench.hear(1, event);
        assert_eq!(bench.told().len(), 0, "{event}");
        let verb = event.split(':').next().unwrap();
        let sent = bench.sent();
        assert!(sent[0] == sent[1] && sent[0].starts_with(&format!("1< {verb} ")), "{sent:?}");
    }
}

#[test]
fn repeats_are_forgotten_in_the_end() {
    let mut bench = Bench::new(quick());
    bench.hear(1, RECEIVE);
    bench.pass(secs(599));
    bench.hear(1, RECEIVE);
    assert_eq!(bench.told().len(), 1);
    bench.pass(secs(1));
    bench.hear(1, RECEIVE);
    assert_eq!(bench.told().len(), 1);
}

#[test]
fn numbers_come_again_after_a_reboot() {
    let mut bench = Bench::new(quick());
    bench.hear(1, RECEIVE);
    bench.hear(1, "req:-9;id:goip1;pass:pass1;signal:20;");
    assert_eq!(bench.told(), ["goip1: 10086: hi", "goip1: Rebooted"]);
    bench.pass(secs(29));
    bench.hear(1, RECEIVE);
    assert_eq!(bench.told(), [""; 0], "a copy from before");
    bench.pass(secs(1));
    bench.hear(1, RECEIVE);
    assert_eq!(bench.told(), ["goip1: 10086: hi"]);
    bench.hear(1, RECEIVE);
    assert_eq!(bench.told(), [""; 0]);
    assert_eq!(bench.sent().len(), 5);
}

#[test]
fn the_application_acknowledges_what_it_has_stored() {
    let mut bench = Bench::new(by_application());
    bench.hear(1, RECEIVE);
    assert_eq!(bench.told(), ["goip1: 10086: hi by 1"]);
    bench.hear(1, RECEIVE);
    assert_eq!((bench.told(), bench.sent()), (Vec::new(), Vec::new()));
    // The answer goes to where the last copy came from.
    bench.hear(4, RECEIVE);
    bench.server.acknowledge(EventTicket(1)).unwrap();
    assert_eq!(bench.sent(), ["4< RECEIVE 7 OK"]);
    let unknown = bench.server.acknowledge(EventTicket(1)).unwrap_err();
    assert_eq!(unknown.to_string(), "event 1 does not wait for an acknowledgement");
    bench.hear(1, RECEIVE);
    assert_eq!((bench.told(), bench.sent()), (Vec::new(), ["1< RECEIVE 7 OK".into()].into()));
}

#[test]
fn what_the_application_rejects_is_new_when_it_comes_again() {
    let mut bench = Bench::new(by_application());
    bench.hear(1, RECEIVE);
    bench.told();
    bench.server.reject(EventTicket(1), "disk\r\nfull").unwrap();
    assert_eq!(bench.sent(), ["1< RECEIVE 7 ERROR disk  full"]);
    assert!(bench.server.reject(EventTicket(1), "").is_err());
    bench.hear(1, RECEIVE);
    assert_eq!(bench.told(), ["goip1: 10086: hi by 2"]);
    bench.server.reject(EventTicket(2), &"é".repeat(500)).unwrap();
    assert_eq!(bench.sent(), [format!("1< RECEIVE 7 ERROR {}", "é".repeat(100))]);
    bench.hear(1, RECEIVE);
    bench.told();
    bench.server.reject(EventTicket(3), " ").unwrap();
    assert_eq!(bench.sent(), ["1< RECEIVE 7 ERROR refused"]);
}

/// An application that answers none of them does not make the line deaf.
#[test]
fn a_ticket_that_is_never_given_back_is_forgotten() {
    let mut bench = Bench::new(by_application());
    bench.hear(1, RECEIVE);
    bench.pass(secs(599));
    bench.hear(1, RECEIVE);
    assert_eq!(bench.told(), ["goip1: 10086: hi by 1"]);
    bench.pass(secs(1));
    bench.hear(1, RECEIVE);
    assert_eq!(bench.told(), ["goip1: 10086: hi by 2"]);
    assert!(bench.server.acknowledge(EventTicket(1)).is_err());
    assert_eq!(bench.server.hub.tickets.len(), 1);
    // Without another event it goes when the line has something to do.
    bench.pass(secs(600));
    bench.server.command(bench.lines[0], crate::message::Request::GetImei).unwrap();
    bench.sent_within(10);
    assert!(bench.server.hub.tickets.is_empty());
}

#[test]
fn a_ticket_is_good_for_one_event_only() {
    let mut bench = Bench::new(by_application());
    bench.hear(1, RECEIVE);
    bench.hear_after_events(2, "req:-9;id:goip1;pass:pass1;signal:20;");
    bench.pass(secs(31));
    bench.hear(1, RECEIVE);
    assert_eq!(bench.told(), ["goip1: 10086: hi by 2"]);
    assert!(bench.server.acknowledge(EventTicket(1)).is_err(), "that one was lost");
    bench.server.acknowledge(EventTicket(2)).unwrap();
    let line = bench.lines[0];
    bench.hear(1, "STATE:9;id:goip1;password:pass1;gsm_remain_state:IDLE");
    bench.told();
    bench.server.remove_line(line);
    assert!(bench.server.acknowledge(EventTicket(3)).is_err());
}

impl Bench {
    fn hear_after_events(&mut self, events: usize, datagram: &str) {
        self.told();
        self.hear(1, datagram);
        assert_eq!(self.told().len(), events - 1);
    }
}

#[test]
fn a_trace_is_not_acknowledged() {
    let mut bench = Bench::new(quick());
    let trace = "AT:9;count:1;id:goip1;password:pass1;receive:write:AT+CREG?";
    bench.hear(1, trace);
    assert_eq!(bench.told().len(), 1);
    assert_eq!(bench.sent(), [""; 0]);
    bench.hear(1, "AT:9;count:1;id:goip1;password:wrong;receive:x");
    assert!(bench.told()[0].contains("wrong password"));
}

#[test]
fn a_datagram_waits_until_the_event_of_the_last_one_is_told() {
    let mut bench = Bench::new(quick());
    bench.hear(1, RECEIVE);
    let (now, other) = (bench.now, RECEIVE.replace(":7", ":8"));
    assert_eq!(bench.server.handle_input(now, gateway(1), other.as_bytes()), 0);
    assert_eq!(bench.told().len(), 1);
    bench.hear(1, &other);
    assert_eq!(bench.told().len(), 1);
}

#[test]
fn negative_numbers_are_numbers() {
    let mut bench = Bench::new(quick());
    bench.hear(1, &RECEIVE.replace(":7", ":-7"));
    assert_eq!((bench.told().len(), bench.sent()), (1, ["1< RECEIVE -7 OK".into()].into()));
}

#[test]
fn a_password_in_another_field_is_masked() {
    let mut bench = Bench::with_line(quick(), "goip1", "secretpw");
    for (event, fields) in [
        ("FOO:6;id:goip1;password:secretpw;Password:secretpw;secretpw;x:1", 3),
        (
            "STATE:7;id:goip1;pass:secretpw;gsm_remain_state:IDLE;secretpw:a secretpw b;password:x",
            1,
        ),
        ("AT:8;count:1;id:goip1;password:secretpw;PASS:secretpw;receive:write:AT", 1),
    ] {
        bench.told();
        assert_eq!(bench.server.handle_input(bench.now, gateway(1), event.as_bytes()), event.len());
        let event = bench.server.poll_event().unwrap();
        let Kind::Event { fields: told, .. } = event.kind else { panic!("{event:?}") };
        assert_eq!(told.iter().count(), fields);
        assert!(!format!("{event:?}").contains("secretpw"), "{event:?}");
    }
    // A text is nobody's password.
    bench.hear(1, "RECEIVE:9;id:goip1;password:secretpw;PW:secretpw;srcnum:1;msg:my secretpw");
    assert_eq!(bench.told(), ["goip1: 1: my secretpw"]);
}
