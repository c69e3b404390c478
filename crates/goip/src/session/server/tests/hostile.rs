//! Whatever comes, nothing breaks, and nothing grows.

use proptest::prelude::*;

use super::*;
use crate::message::Request;

#[derive(Clone, Debug)]
enum Call {
    Hear(u16, String),
    Bytes(Vec<u8>),
    Pass(u64),
    Sms(usize),
    Command(usize),
    Cancel(u64),
    Acknowledge(u64),
    Reject(u64),
    Tell,
    Send,
}

/// What a gateway might say, right or wrong, with numbers that are likely to be in use.
fn datagram() -> impl Strategy<Value = String> {
    let words = prop::sample::select(
        &[
            "PASSWORD N",
            "SEND N",
            "WAIT N T",
            "OK N T 7",
            "OK N T",
            "ERROR N T errorstatus:38",
            "ERROR N PASSWORD",
            "ERROR N SENDID",
            "ERROR N GSM_LOGOUT",
            "ERROR N T words",
            "DONE N",
            "get_imei N 5",
            "USSD N hi",
            "USSDERROR N no",
            "req:N;id:goip1;pass:pass1;signal:T;",
            "req:N;id:goip2;pass:pass2;",
            "req:N;id:goip1;pass:wrong;",
            "RECEIVE:N;id:goip1;password:pass1;srcnum:T;msg:hi",
            "DELIVER:N;id:goip1;password:pass1;sms_no:7;state:0",
            "AT:N;count:1;id:goip1;password:pass1;receive:x",
        ][..],
    );
    (words, 1..40_i64, 1..40_i64)
        .prop_map(|(words, n, t)| words.replace('N', &n.to_string()).replace('T', &t.to_string()))
}

fn call() -> impl Strategy<Value = Call> {
    prop_oneof![
        10 => (1..4_u16, datagram()).prop_map(|(n, datagram)| Call::Hear(n, datagram)),
        1 => prop::collection::vec(any::<u8>(), 0..60).prop_map(Call::Bytes),
        3 => (0..100_u64).prop_map(Call::Pass),
        2 => (0..2_usize).prop_map(Call::Sms),
        1 => (0..2_usize).prop_map(Call::Command),
        1 => (1..9_u64).prop_map(Call::Cancel),
        1 => (1..9_u64).prop_map(Call::Acknowledge),
        1 => (1..9_u64).prop_map(Call::Reject),
        5 => Just(Call::Tell),
        5 => Just(Call::Send),
    ]
}

proptest! {
    /// Each recipient and each command has one outcome, whatever comes.
    #[test]
    fn one_outcome_for_each(
        calls in prop::collection::vec(call(), 0..150),
        by_application: bool,
        once: bool,
    ) {
        let ack = if by_application { AckMode::ByApplication } else { AckMode::AtOnce };
        let polling = if once { Polling::Never } else { quick().polling };
        let mut bench = Bench::new(ServerConfig { ack, polling, ..quick() });
        let (mut recipients, mut sms, mut commands, mut told) = (0, 0, 0, Vec::new());
        for call in calls {
            match call {
                Call::Hear(n, datagram) => {
                    bench.server.handle_input(bench.now, gateway(n), datagram.as_bytes());
                }
                Call::Bytes(bytes) => {
                    bench.server.handle_input(bench.now, gateway(1), &bytes);
                }
                Call::Pass(seconds) => bench.pass(secs(seconds)),
                Call::Sms(line) => {
                    bench.sms(line + 1, "hi", &["+861", "+862", "+863"]);
                    (recipients, sms) = (recipients + 3, sms + 1);
                }
                Call::Command(line) => {
                    let taken = bench.server.command(bench.lines[line], Request::GetImei);
                    commands += usize::from(taken.is_ok());
                }
                Call::Cancel(sms) => drop(bench.server.cancel_sms(SmsId(sms))),
                Call::Acknowledge(ticket) => drop(bench.server.acknowledge(EventTicket(ticket))),
                Call::Reject(ticket) => drop(bench.server.reject(EventTicket(ticket), "no")),
                Call::Tell => told.extend(bench.told()),
                Call::Send => drop(bench.sent()),
            }
        }
        bench.server.close();
        // Nobody answers any more.
        for _ in 0..200 {
            told.extend(bench.told());
            bench.sent_within(60);
        }
        told.extend(bench.told());
        prop_assert!(bench.server.is_drained(), "{:?}", told);
        prop_assert_eq!(bench.server.hub.numbers.in_flight(), 0);
        let mut outcomes: Vec<_> = told
            .iter()
            .filter_map(|told| told.split_once(": sms ")?.1.split_once(" +"))
            .map(|(place, _)| place)
            .collect();
        prop_assert_eq!(outcomes.len(), recipients);
        outcomes.sort_unstable();
        outcomes.dedup();
        prop_assert_eq!(outcomes.len(), recipients);
        prop_assert_eq!(told.iter().filter(|told| told.ends_with(" done")).count(), sms);
        let answers = told.iter().filter(|told| told.contains(": command ")).count();
        prop_assert_eq!(answers, commands);
        let stats = bench.server.stats();
        prop_assert_eq!((stats.sent + stats.failed + stats.unknown) as usize, recipients);
    }
}

/// Control words of the vendor's server, and worse (quirk 41).
#[test]
fn what_is_no_message_changes_nothing() {
    let mut bench = Bench::new(quick());
    for datagram in ["CRON", "goip", "START 1 1.2.3.4 5", "SYSTEM_SAVE", "", "\0", "req:", ":::;;;"]
    {
        bench.hear(1, datagram);
        bench.told();
    }
    bench.hear_from(gateway(1), &[b'x'; 8193]);
    assert!(bench.told()[0].contains("longer than"));
    assert_eq!(bench.sent(), [""; 0]);
    assert_eq!(bench.server.line(bench.lines[0]).unwrap().addr, Some(gateway(1)));
}

/// It is counted and told as any other that is no message.
#[test]
fn an_empty_datagram_is_taken() {
    let mut bench = Bench::new(quick());
    bench.hear(1, "");
    assert_eq!(bench.told(), [": refused \"\" of 192.0.2.7:10991: empty datagram"]);
    let stats = bench.server.stats();
    assert_eq!((stats.datagrams, stats.unreadable), (3, 1));
}

/// However many lines there are behind one address, a reply is of the one that was asked.
#[test]
fn many_lines_may_be_at_one_address() {
    let mut server = Server::new(quick());
    for n in 0..2000 {
        let line = server.add_line(LineConfig::new(format!("goip{n}"), "pass")).unwrap();
        let keepalive = format!("req:1;id:goip{n};pass:pass;");
        server.handle_input(Instant::ORIGIN, gateway(1), keepalive.as_bytes());
        while server.poll_event().is_some() {}
        server.command(line, Request::GetImei).unwrap();
        let mut buffer = [0; 4096];
        while server.poll_transmit(Instant::ORIGIN, &mut buffer).unwrap().is_some() {}
    }
    for number in (1..=2000).rev() {
        for reply in [format!("get_imei {} 5", number + 2000), format!("get_imei {number} 5")] {
            server.handle_input(Instant::ORIGIN, gateway(1), reply.as_bytes());
        }
        let answered = format!("goip{}: command {number}: Ok(Text(Some(\"5\")))", number - 1);
        assert_eq!(say(&server.poll_event().unwrap()), answered);
    }
    assert_eq!((server.stats().answers, server.stats().stray), (2000, 2000));
}

#[test]
fn nothing_prints_a_password_or_a_text() {
    let mut bench = Bench::new(quick());
    bench.sms(1, "confidential", &["+861"]);
    bench.server.command(bench.lines[0], Request::Ussd("*4242#".into())).unwrap();
    bench.sent();
    let debug = format!("{:?}", bench.server);
    for secret in ["pass1", "confidential", "4242"] {
        assert!(!debug.contains(secret), "{debug}");
    }
}
