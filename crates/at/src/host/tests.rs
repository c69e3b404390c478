use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{format, vec};
use core::time::Duration;

use super::*;
use crate::Dialect;
use crate::network::creg;
use crate::pdu::{Address, Message, Pdu, Submit};
use crate::sms::{PduBody, cmgs};
use crate::status::cfun;

/// A host, a clock, and what happened in words.
struct Rig {
    host: Host<1024, 1024>,
    now: Instant,
    told: Vec<String>,
}

impl Rig {
    fn new() -> Self {
        Self::with(Config::default())
    }

    fn with(config: Config) -> Self {
        Self { host: Host::new(config).unwrap(), now: Instant::ORIGIN, told: Vec::new() }
    }

    fn poll(&mut self) {
        while let Some(event) = self.host.poll_event() {
            self.told.push(match event {
                Event::Answer { line, unclear: false, .. } => format!("answer {line}"),
                Event::Answer { line, unclear: true, .. } => format!("unclear {line}"),
                Event::Done { outcome, .. } => format!("done {outcome}"),
                Event::Unsolicited(line) => format!("urc {line}"),
                Event::Late(line) => format!("late {line}"),
                Event::Stray(result) => format!("stray {result}"),
                Event::Reset(line) => format!("reset {line}"),
                Event::Message { text, .. } => format!("message {}", text.escape_ascii()),
                Event::Data(data) => format!("data {}", data.escape_ascii()),
                Event::Echo(_) => continue,
                Event::Prompt { .. } => String::from("prompt"),
                Event::Accepted { .. } => String::from("accepted"),
                event => format!("{event:?}"),
            });
        }
    }

    /// What the modem sends, in one piece.
    fn hear(&mut self, bytes: &str) -> &mut Self {
        let mut rest = bytes.as_bytes();
        while !rest.is_empty() {
            let taken = self.host.handle_input(self.now, rest);
            rest = &rest[taken..];
            self.poll();
        }
        self
    }

    /// What the host sends now.
    fn sent(&mut self) -> String {
        let mut sent = Vec::new();
        let mut buffer = [0; 7];
        loop {
            let len = self.host.poll_transmit(self.now, &mut buffer);
            if len == 0 {
                return sent.escape_ascii().to_string();
            }
            sent.extend(&buffer[..len]);
            self.host.transmitted(self.now);
        }
    }

    fn send<'a>(&mut self, command: &(impl Command + Fields<'a>)) -> String {
        self.host.send(self.now, command).unwrap();
        self.sent()
    }

    /// Time goes by; what is sent in it.
    fn wait(&mut self, seconds: u64) -> String {
        let end = self.now + Duration::from_secs(seconds);
        let mut sent = self.sent();
        while let Some(at) = self.host.poll_timeout().filter(|at| *at <= end) {
            assert!(at >= self.now, "time goes on");
            self.now = at;
            self.host.handle_timeout(at);
            self.poll();
            sent += &self.sent();
        }
        self.now = end;
        sent
    }

    /// Time goes by until the command in flight is given up.
    fn time_out(&mut self) {
        while self.told.is_empty() {
            self.now = self.host.poll_timeout().unwrap();
            self.host.handle_timeout(self.now);
            self.poll();
        }
        assert_eq!(self.told(), ["done the modem did not answer in time"]);
    }

    fn told(&mut self) -> Vec<String> {
        core::mem::take(&mut self.told)
    }
}

#[test]
fn a_command_ends_with_its_result_however_it_is_cut() {
    let stream = "AT+CFUN?\r\r\n+CFUN: 1\r\n\r\n+CREG: 5\r\n\r\nOK\r\n";
    let told = ["answer +CFUN: 1", "urc +CREG: 5", "done OK"];
    for cut in 0..stream.len() {
        let mut rig = Rig::new();
        assert_eq!(rig.send(&cfun::Read), "AT+CFUN?\\r");
        rig.hear(&stream[..cut]).hear(&stream[cut..]);
        assert_eq!(rig.told(), told, "cut at {cut}");
        assert!(rig.host.is_ready());
    }
    let mut rig = Rig::new();
    rig.send(&cfun::Read);
    for at in 0..stream.len() {
        rig.hear(&stream[at..=at]);
    }
    assert_eq!(rig.told(), told);
}

#[test]
fn one_command_at_a_time() {
    let mut rig = Rig::new();
    rig.send(&cfun::Read);
    assert_eq!(rig.host.send(rig.now, &cfun::Read), Err(SendError::Busy));
    rig.hear("\r\nERROR\r\n");
    assert_eq!(rig.told(), ["done ERROR"]);
    assert_eq!(rig.send(&cfun::Read), "AT+CFUN?\\r");
}

#[test]
fn an_error_and_the_result_of_the_next_command_in_one_read() {
    let mut rig = Rig::new();
    rig.send(&creg::Read);
    rig.hear("\r\n+CME ERROR: 30\r\n\r\nOK\r\n");
    assert_eq!(rig.told(), ["done +CME ERROR: 30: no network service", "stray OK"]);
}

#[test]
fn the_registration_as_answer_and_unsolicited() {
    let mut rig = Rig::new();
    rig.send(&creg::Read);
    rig.hear("\r\n+CREG: 2,\"0502\",\"0404736D\"\r\n\r\n+CREG: 2,5,\"0502\",\"0404736D\"\r\n\r\n+CREG: 2,1\r\n\r\nOK\r\n");
    assert_eq!(
        rig.told(),
        [
            r#"urc +CREG: 2,"0502","0404736D""#,
            r#"answer +CREG: 2,5,"0502","0404736D""#,
            "urc +CREG: 2,1",
            "done OK",
        ]
    );
}

#[test]
fn a_late_reply_is_not_that_of_the_next_command() {
    let mut rig = Rig::new();
    rig.send(&cfun::Read);
    rig.wait(10);
    assert_eq!(rig.told(), ["done the modem did not answer in time"]);
    // The next one is taken, and does not leave.
    let next = rig.host.send(rig.now, &creg::Read).unwrap();
    assert_eq!(rig.sent(), "");
    rig.hear("\r\n+CREG: 1\r\n\r\n+CFUN: 4\r\n\r\nOK\r\n");
    assert_eq!(rig.told(), ["urc +CREG: 1", "late +CFUN: 4", "stray OK"]);
    assert_eq!(rig.sent(), "AT+CREG?\\r");
    rig.hear("\r\n+CREG: 0,1\r\n");
    assert!(matches!(&rig.host.core.link, Link::InFlight(flight) if flight.ticket == next));
    rig.hear("\r\nOK\r\n");
    assert_eq!(rig.told(), ["answer +CREG: 0,1", "done OK"]);
}

#[test]
fn a_modem_that_never_answered_is_asked_whether_it_is_there() {
    let mut rig = Rig::new();
    rig.send(&cfun::Read);
    rig.wait(10);
    rig.host.send(rig.now, &creg::Read).unwrap();
    assert_eq!(rig.wait(1), "AT\\r", "after a quiet second");
    rig.told();
    // The late answer and that of the probe.
    rig.hear("\r\n+CFUN: 1\r\n\r\nOK\r\nAT\r\r\nOK\r\n");
    assert_eq!(rig.told(), ["late +CFUN: 1", "stray OK", "stray OK"]);
    assert_eq!(rig.sent(), "");
    assert_eq!(rig.wait(2), "AT+CREG?\\r");
}

#[test]
fn a_modem_that_is_gone_is_told_and_tried_again() {
    let mut rig = Rig::new();
    rig.send(&cfun::Read);
    assert_eq!(rig.wait(60), "AT\\rAT\\rAT\\r+++");
    assert_eq!(rig.told(), ["done the modem did not answer in time", "Unresponsive"]);
    assert_eq!(rig.send(&cfun::Read), "AT+CFUN?\\r");
    rig.hear("+CFUN: 1\r\nOK\r\n");
    assert_eq!(rig.told(), ["answer +CFUN: 1", "done OK"]);
}

fn message<'a>(digits: &'a mut [u8; 352]) -> cmgs::Pdu<'a> {
    let part = Message::new("hellohello").parts().unwrap().next().unwrap();
    let pdu = Pdu::new(Submit::new(Address::new("+46708251358").unwrap(), &part));
    cmgs::Pdu { pdu: PduBody::new(pdu.encode_hex(digits).unwrap()).unwrap() }
}

#[test]
fn a_message_leaves_when_the_modem_asks_for_it() {
    let mut digits = [0; 352];
    let mut rig = Rig::new();
    assert_eq!(rig.send(&message(&mut digits)), "AT+CMGS=22\\r");
    rig.hear("AT+CMGS=22\r\r\n> ");
    assert_eq!(rig.sent(), "0001000B916407281553F800000AE8329BFD4697D9EC37\\x1a");
    rig.hear("0001000B916407281553F800000AE8329BFD4697D9EC37\r\n+CMTI: \"SM\",2\r\n\r\n+CMGS: 7\r\n\r\nOK\r\n");
    assert_eq!(rig.told(), ["prompt", "urc +CMTI: \"SM\",2", "answer +CMGS: 7", "done OK"]);
}

#[test]
fn a_modem_that_does_not_ask_is_freed_by_escape() {
    let mut digits = [0; 352];
    let mut rig = Rig::new();
    rig.send(&message(&mut digits));
    assert_eq!(rig.wait(10), "\\x1b", "what follows must not be taken for a message");
    assert_eq!(rig.told(), ["done the modem did not answer in time"]);
}

#[test]
fn a_line_without_a_body_is_asked_for_one() {
    let mut rig = Rig::new();
    let plan = Plan::new("+CMGS", crate::Form::Set).with_prompt(crate::Prompt::Greater);
    rig.host.send_line(rig.now, plan, b"AT+CMGS=1").unwrap();
    assert_eq!(rig.sent(), "AT+CMGS=1\\r");
    assert_eq!(rig.host.answer_prompt(rig.now, b"early"), Err(SendError::NotAsked));
    rig.hear("\r\n> ");
    assert_eq!(rig.host.answer_prompt(rig.now, b"hello\x1a"), Ok(6));
    assert_eq!(rig.sent(), "hello\\x1a");
    rig.hear("\r\n+CMGS: 7\r\n\r\nOK\r\n");
    assert_eq!(rig.told(), ["prompt", "answer +CMGS: 7", "done OK"]);
    let error = rig.host.send_line(rig.now, plan, b"AT\rATH").unwrap_err();
    assert_eq!(error.to_string(), "command line holds 0x0d at 2, which would end it");
}

#[test]
fn messages_stand_behind_their_lines() {
    let mut rig = Rig::new();
    rig.hear("\r\n+CMT: \"+123\",,\"24/01/02,03:04:05+04\"\r\nOK\r\n\r\nRING\r\n");
    assert_eq!(
        rig.told(),
        [r#"urc +CMT: "+123",,"24/01/02,03:04:05+04""#, "message OK", "urc RING"]
    );
}

#[test]
fn an_aborted_command_says_so() {
    let mut rig = Rig::new();
    rig.send(&cfun::Read);
    assert!(rig.host.abort(rig.now));
    assert_eq!(rig.sent(), "\\r");
    rig.hear("\r\nOK\r\n");
    assert_eq!(rig.told(), ["done aborted: OK"]);
    assert!(!rig.host.abort(rig.now));

    rig.host.send(rig.now, &cfun::Read).unwrap();
    assert!(rig.host.abort(rig.now));
    rig.poll();
    assert_eq!(rig.told(), ["done aborted before it was sent"]);
    assert_eq!(rig.sent(), "");
}

#[test]
fn a_modem_that_starts_anew_ends_the_command() {
    let mut rig = Rig::new();
    rig.send(&cfun::Read);
    rig.hear("\r\nRDY\r\n\r\n+CPIN: READY\r\n");
    assert_eq!(rig.told(), ["reset RDY", "done the modem has started anew", "urc +CPIN: READY"]);
    assert_eq!(rig.send(&cfun::Read), "AT+CFUN?\\r");
}

fn connected() -> Rig {
    let mut rig = Rig::new();
    let plan = Plan::new("D", crate::Form::Set).connecting();
    rig.host.send_line(rig.now, plan, b"ATD*99#").unwrap();
    assert_eq!(rig.sent(), "ATD*99#\\r");
    rig.hear("ATD*99#\r\r\nCONNECT 115200\r\n~\x7d#");
    assert_eq!(rig.told(), ["done CONNECT 115200", "data ~}#"]);
    rig
}

/// A modem that answers calls by itself, or that is a server.
#[test]
fn a_connection_that_nobody_has_asked_for() {
    for (heard, told) in [
        ("\r\nRING\r\n\r\nCONNECT 9600\r\nOK\r\n.", &["urc RING", "stray CONNECT 9600"][..]),
        (
            "\r\n+CLIENT: 0,0,192.168.108.5:57202\r\n\r\nCONNECT\r\nOK\r\n.",
            &["urc +CLIENT: 0,0,192.168.108.5:57202", "stray CONNECT"],
        ),
    ] {
        let mut rig = Rig::new();
        let told = rig.hear(heard).told() == [told, &["data OK\\r\\n."]].concat();
        assert!(told && rig.host.is_data_mode(), "{heard}");
    }
    // Of sockets, and with a command in flight that has nothing to do with it.
    let mut rig = Rig::new();
    rig.hear("\r\nCONNECT OK\r\n\r\nCONNECT FAIL\r\n");
    rig.send(&cfun::Read);
    rig.hear("\r\nCONNECT 9600\r\n\r\nOK\r\n");
    assert_eq!(
        rig.told(),
        ["stray CONNECT OK", "stray CONNECT FAIL", "stray CONNECT 9600", "done OK"]
    );
    assert!(!rig.host.is_data_mode());
}

/// A command that has not left when data mode begins is no data.
#[test]
fn a_command_that_waits_does_not_become_data() {
    let began = ["stray CONNECT", "done aborted before it was sent", "data x"];
    let mut rig = Rig::new();
    rig.host.send(rig.now, &cfun::Read).unwrap();
    rig.hear("\r\nCONNECT\r\nx");
    assert_eq!((rig.told(), rig.sent()), (began.map(String::from).into(), String::new()));

    // Behind a call that was given up.
    let mut rig = Rig::new();
    let plan = Plan::new("D", crate::Form::Set).connecting().with_deadline(Duration::from_secs(1));
    rig.host.send_line(rig.now, plan, b"ATD*99#").unwrap();
    rig.sent();
    rig.wait(1);
    assert_eq!(rig.told(), ["done the modem did not answer in time"]);
    rig.host.send(rig.now, &cfun::Read).unwrap();
    rig.hear("\r\nCONNECT\r\nx");
    assert_eq!((rig.told(), rig.sent()), (began.map(String::from).into(), String::new()));
}

#[test]
fn data_goes_both_ways() {
    let mut rig = connected();
    assert_eq!(rig.host.send(rig.now, &cfun::Read), Err(SendError::DataMode));
    assert_eq!(rig.host.send_data(rig.now, b"abc"), Ok(3));
    assert_eq!(
        rig.host.send_data(rig.now, &[b'x'; 2000]),
        Ok(1021),
        "as much as there is room for"
    );
    assert_eq!(rig.sent().len(), 1024);
    rig.hear("\r\nOK\r\n");
    rig.wait(1);
    assert_eq!(rig.told().concat().replace("data ", ""), "\\r\\nOK\\r\\n");
    assert!(rig.host.is_data_mode());
}

#[test]
fn plus_plus_plus_has_silence_around_it() {
    let mut rig = connected();
    rig.host.send_data(rig.now, b"abc").unwrap();
    rig.sent();
    rig.host.escape(rig.now).unwrap();
    assert_eq!(rig.host.send_data(rig.now, b"late"), Err(SendError::Busy));
    assert_eq!(rig.wait(1), "");
    assert_eq!(rig.wait(1), "+++");
    rig.hear("last\r\nOK\r\n");
    assert_eq!(rig.told(), ["data last", "Disconnected(Escaped)"]);
    assert_eq!(rig.send(&cfun::Read), "AT+CFUN?\\r");
    rig.hear("\r\n+CFUN: 1\r\n\r\nOK\r\n");
    assert_eq!(rig.told(), ["answer +CFUN: 1", "done OK"]);
}

#[test]
fn a_modem_that_does_not_hear_plus_plus_plus_stays_in_data_mode() {
    let mut rig = connected();
    rig.host.escape(rig.now).unwrap();
    rig.wait(10);
    assert_eq!(rig.told(), ["NotEscaped"]);
    assert_eq!(rig.host.send_data(rig.now, b"abc"), Ok(3));
}

#[test]
fn the_end_of_a_connection() {
    for (words, why) in [("NO CARRIER", "NoCarrier"), ("CLOSED", "Closed")] {
        let stream = format!("bytes\r\n{words}\r\n");
        for cut in 0..=stream.len() {
            let mut rig = connected();
            rig.hear(&stream[..cut]).hear(&stream[cut..]);
            assert!(rig.host.is_data_mode());
            rig.wait(1);
            let told = rig.told();
            assert_eq!(told.last().unwrap(), &format!("Disconnected({why})"));
            assert_eq!(told[..told.len() - 1].concat().replace("data ", ""), "bytes", "{cut}");
            assert!(rig.host.is_ready());

            // With something behind it, it was data.
            let mut rig = connected();
            rig.hear(&stream[..cut]).hear(&stream[cut..]).hear("more");
            rig.wait(20);
            let told = rig.told().concat().replace("data ", "");
            assert_eq!(told, format!("{stream}more").escape_default().to_string());
            assert!(rig.host.is_data_mode());
        }
    }
}

#[test]
fn what_may_begin_the_end_of_data_is_not_held_for_long() {
    let mut rig = connected();
    rig.hear("220 ready\r\n");
    assert_eq!(rig.told(), ["data 220 ready"]);
    let due = rig.host.poll_timeout().unwrap();
    assert_eq!(due, rig.now + Config::default().tail);
    rig.now = due;
    rig.host.handle_timeout(due);
    rig.poll();
    assert_eq!(rig.told(), ["data \\r\\n"]);
    rig.wait(1);
    assert_eq!(rig.host.poll_timeout(), None);
}

#[test]
fn what_has_come_before_the_carrier_was_lost_is_data() {
    for stream in ["OK\r\n+CREG: 1\r\n", "OK\r\n+CREG: 1\r\n\r\nNO CARRIER\r\n"] {
        let mut rig = connected();
        rig.host.handle_input(rig.now, stream.as_bytes());
        rig.host.set_carrier(rig.now, false);
        rig.poll();
        rig.wait(1);
        let told = rig.told();
        assert_eq!(told.last().unwrap(), "Disconnected(Carrier)");
        let data = told[..told.len() - 1].concat().replace("data ", "");
        let lines = "OK\\r\\n+CREG: 1";
        assert!(data == lines || data == format!("{lines}\\r\\n"), "{told:?}");
        assert!(rig.host.is_ready());
    }
}

#[test]
fn nothing_is_sent_right_behind_a_result() {
    let mut config = Config::new(Dialect::GENERIC);
    config.gap = Duration::from_millis(20);
    let mut rig = Rig::with(config);
    rig.send(&cfun::Read);
    rig.hear("\r\nOK\r\n");
    rig.host.send(rig.now, &cfun::Read).unwrap();
    assert_eq!(rig.sent(), "");
    assert_eq!(rig.host.poll_timeout(), Some(rig.now + Duration::from_millis(20)));
    assert_eq!(rig.wait(1), "AT+CFUN?\\r");
}

#[test]
fn a_flood_waits_outside() {
    let mut host: Host<132, 64> = Host::new(Config::default()).unwrap();
    let flood = vec![b'x'; 10_000];
    let mut rest = &flood[..];
    let mut faults = 0;
    while !rest.is_empty() {
        let taken = host.handle_input(Instant::ORIGIN, rest);
        rest = &rest[taken..];
        assert!(taken > 0);
        while let Some(event) = host.poll_event() {
            assert!(matches!(event, Event::Fault(_)));
            faults += 1;
        }
    }
    assert!(faults > 100);
    host.handle_input(Instant::ORIGIN, b"\r\nRING\r\n");
    while let Some(event) = host.poll_event() {
        assert!(
            matches!(event, Event::Fault(_)) || event == Event::Unsolicited(Line::new(b"RING"))
        );
        faults = 0;
    }
    assert_eq!(faults, 0);
    assert!(Host::<64, 64>::new(Config::default()).is_err());
}

#[test]
fn a_command_that_does_not_fit_is_refused() {
    let mut host: Host<132, 16> = Host::new(Config::default()).unwrap();
    let error = host
        .send_line(Instant::ORIGIN, Plan::new("+X", crate::Form::Set), b"AT+X=12345678901")
        .unwrap_err();
    assert_eq!(error.to_string(), "buffer of 16 bytes is too short for 17");
    assert!(host.is_ready());
}

#[test]
fn commands_wait_for_their_turn() {
    let mut config = Config::new(Dialect::GENERIC);
    config.max_queued = 2;
    let mut rig = Rig::with(config);
    rig.host.enqueue(rig.now, &cfun::Read).unwrap();
    assert_eq!(rig.sent(), "AT+CFUN?\\r");
    let mut digits = [0; 352];
    rig.host.enqueue(rig.now, &message(&mut digits)).unwrap();
    let last = rig.host.enqueue(rig.now, &creg::Read).unwrap();
    let full = rig.host.enqueue(rig.now, &cfun::Read);
    assert_eq!(full, Err(SendError::QueueFull { limit: 2 }));
    assert_eq!(rig.host.send(rig.now, &cfun::Read), Err(SendError::Busy), "nobody jumps the queue");
    assert!(rig.host.cancel(last) && !rig.host.cancel(last));
    rig.hear("\r\n+CFUN: 1\r\n\r\nOK\r\n");
    assert_eq!(rig.told(), ["done aborted before it was sent", "answer +CFUN: 1", "done OK"]);
    // The next one has its body with it.
    assert_eq!(rig.sent(), "AT+CMGS=22\\r");
    rig.hear("\r\n> ");
    assert_eq!(rig.sent(), "0001000B916407281553F800000AE8329BFD4697D9EC37\\x1a");
    rig.hear("\r\n+CMGS: 7\r\n\r\nOK\r\n");
    assert_eq!(rig.told(), ["prompt", "answer +CMGS: 7", "done OK"]);
    assert!(rig.host.is_ready());

    // What does not fit is refused at once.
    let mut host: Host<132, 16> = Host::new(Config::default()).unwrap();
    assert!(matches!(
        host.enqueue(Instant::ORIGIN, &message(&mut digits)),
        Err(SendError::Write(WriteError::Buffer { needed: 58, available: 16 }))
    ));
    assert_eq!(host.queued(), 0);
}

#[test]
fn no_secret_is_printed() {
    let pin = crate::status::cpin::Set { pin: "4711".into(), newpin: None };
    let mut rig = Rig::new();
    rig.host.enqueue(rig.now, &pin).unwrap();
    rig.host.enqueue(rig.now, &pin).unwrap();
    rig.sent();
    let mut printed = format!("{:?}", rig.host);
    rig.host.handle_input(rig.now, b"AT+CPIN=\"4711\"\r\r\nERROR\r\n");
    printed += &format!("{:?}", rig.host);
    while let Some(event) = rig.host.poll_event() {
        printed += &format!("{event:?}");
    }
    for secret in ["4711", "52, 55, 49, 49"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

/// A command whose `OK` is not all.
fn opening() -> (Plan, &'static [u8]) {
    fn opened(line: Line<'_>, link: Option<u8>) -> Verdict {
        let Ok(mut params) = line.params("+XOPEN") else { return Verdict::No };
        match (params.u8(), params.u8()) {
            (Ok(number), _) if link != Some(number) => Verdict::No,
            (_, Ok(8)) => Verdict::Partial,
            (_, Ok(9)) => Verdict::Connect,
            _ => Verdict::Whole,
        }
    }
    let plan = Plan::new("+XOPEN", crate::Form::Set).with_lines(crate::Lines::Named { at_most: 0 });
    (plan.with_verdict(opened, Duration::from_secs(60)).about(1), b"AT+XOPEN=1")
}

fn opened() -> Rig {
    let mut rig = Rig::new();
    let (plan, line) = opening();
    rig.host.send_line(rig.now, plan, line).unwrap();
    assert_eq!(rig.sent(), "AT+XOPEN=1\\r");
    rig
}

#[test]
fn a_verdict_may_come_behind_ok_or_before_it() {
    for (heard, told) in [
        (
            "\r\nOK\r\n\r\n+XOPEN: 2,0\r\n\r\n+XOPEN: 1,0\r\n+XOPEN: 1,0\r\n",
            &["accepted", "urc +XOPEN: 2,0", "answer +XOPEN: 1,0", "done OK", "urc +XOPEN: 1,0"][..],
        ),
        ("\r\n+XOPEN: 1,0\r\n\r\nOK\r\n", &["answer +XOPEN: 1,0", "done OK"]),
        ("\r\n+XOPEN: 1,4\r\n\r\nERROR\r\n", &["answer +XOPEN: 1,4", "done ERROR"]),
        ("\r\nERROR\r\n", &["done ERROR"]),
        ("\r\nOK\r\n\r\nERROR\r\n", &["accepted", "done ERROR"]),
        ("\r\nOK\r\n\r\n+XOPEN: 1,8\r\n\r\nOK\r\n", &["accepted", "answer +XOPEN: 1,8", "done OK"]),
        (
            "\r\nOK\r\n+XOPEN: 1,9\r\nOK",
            &["accepted", "answer +XOPEN: 1,9", "done CONNECT", "data OK"],
        ),
        ("+XOPEN: 1,9\r\nOK\r\n\r\n", &["answer +XOPEN: 1,9", "done CONNECT", "data \\r\\n"]),
    ] {
        for cut in 0..=heard.len() {
            let mut rig = opened();
            rig.hear(&heard[..cut]).hear(&heard[cut..]);
            let told_at_all = rig.told();
            // Data comes in pieces.
            let count = told_at_all.len().min(told.len() - usize::from(heard.contains(",9")));
            assert_eq!(told_at_all[..count], told[..count], "{heard:?} cut at {cut}");
            assert_eq!(rig.host.is_data_mode(), heard.contains(",9"), "{heard:?}");
        }
    }
}

#[test]
fn a_verdict_that_may_go_on_is_all_after_a_time_of_quiet() {
    let mut rig = opened();
    rig.hear("\r\nOK\r\n\r\n+XOPEN: 1,8\r\n");
    assert_eq!(rig.told(), ["accepted", "answer +XOPEN: 1,8"]);
    assert!(!rig.host.is_ready());
    rig.wait(1);
    assert_eq!(rig.told(), ["done OK"]);
    assert_eq!(rig.send(&cfun::Read), "AT+CFUN?\\r");
    rig.hear("\r\n+XOPEN: 1,0\r\n\r\n+CFUN: 1\r\n\r\nOK\r\n");
    assert_eq!(rig.told(), ["urc +XOPEN: 1,0", "answer +CFUN: 1", "done OK"]);
}

#[test]
fn a_verdict_that_does_not_come_is_not_waited_for_for_ever() {
    let mut rig = opened();
    rig.hear("\r\nOK\r\n");
    rig.wait(59);
    assert_eq!(rig.told(), ["accepted"]);
    rig.wait(1);
    assert_eq!(rig.told(), ["done the modem did not say in time what became of it"]);
    rig.hear("\r\n+XOPEN: 1,0\r\n");
    assert_eq!(rig.told(), ["urc +XOPEN: 1,0"]);
    assert!(rig.host.is_ready());
}

#[test]
fn a_command_that_was_taken_can_be_left_to_itself() {
    let mut rig = opened();
    rig.hear("\r\nOK\r\n");
    assert!(rig.host.abort(rig.now));
    assert_eq!(rig.sent(), "", "there is nothing left to abort");
    rig.poll();
    assert_eq!(rig.told(), ["accepted", "done aborted: OK"]);
    rig.hear("\r\n+XOPEN: 1,0\r\n");
    assert_eq!(rig.told(), ["urc +XOPEN: 1,0"]);

    let mut rig = opened();
    rig.hear("\r\nOK\r\n\r\nRDY\r\n");
    assert_eq!(rig.told(), ["accepted", "reset RDY", "done the modem has started anew"]);
}

#[test]
fn an_empty_text_is_a_text() {
    let mut rig = Rig::new();
    let text = crate::sms::TextBody::new(b"").unwrap();
    rig.send(&cmgs::Text { da: "1".into(), toda: None, text });
    rig.hear("\r\n> ");
    assert_eq!(rig.sent(), "\\x1a");
}

#[test]
fn only_the_command_knows_of_a_payload() {
    let mut rig = Rig::new();
    let header = crate::PayloadHeader::line("+MIPDATA", 1);
    let plan = Plan::new("+MIPREAD", crate::Form::Set)
        .with_lines(crate::Lines::ChosenOfAll(|line, _| match line.is("+MIPDATA") {
            true => Belongs::Yes,
            false => Belongs::No,
        }))
        .with_payload(header);
    rig.host.send_line(rig.now, plan, b"AT+MIPREAD=1,4").unwrap();
    rig.sent();
    rig.hear("\r\n+MIPDATA: 1,4\r\nOK\r\n\r\nOK\r\n+MIPDATA: 1,4\r\nRING\r\n");
    let told = rig.told();
    assert!(told[0].starts_with("PayloadHeader { ticket: Some"), "{told:?}");
    assert!(
        told[1].starts_with("Payload { data: [79, 75, 13, 10], remaining: Some(0)"),
        "{told:?}"
    );
    assert_eq!(told[2..], ["done OK", "urc +MIPDATA: 1,4", "urc RING"]);
}

#[test]
fn the_end_of_a_call_is_no_late_answer() {
    let mut rig = Rig::new();
    rig.send(&crate::status::csq::Action {});
    rig.time_out();
    rig.hear("\r\nNO CARRIER\r\n");
    rig.host.send(rig.now, &cfun::Read).unwrap();
    assert!(!rig.sent().contains("CFUN"), "the answer may still come");
    rig.hear("\r\n+CSQ: 1,2\r\n\r\nOK\r\n");
    assert!(!rig.told().iter().any(|told| told.starts_with("done")));
}

#[test]
fn a_modem_that_talks_on_and_on_is_asked_even_so() {
    let mut rig = Rig::new();
    rig.send(&cfun::Read);
    rig.time_out();
    rig.host.send(rig.now, &cfun::Read).unwrap();
    let mut sent = String::new();
    for _ in 0..20 {
        rig.hear("\r\n+CREG: 1\r\n");
        sent += &rig.wait(0);
        rig.now += Duration::from_millis(900);
        rig.host.handle_timeout(rig.now);
        rig.poll();
        sent += &rig.sent();
    }
    assert!(sent.starts_with("AT\\r"), "{sent}");
}

#[test]
fn a_probe_that_has_not_left_is_not_needed_any_more() {
    let mut rig = Rig::new();
    rig.send(&cfun::Read);
    rig.time_out();
    while rig.host.poll_timeout().is_some_and(|at| at > rig.now) {
        rig.now = rig.host.poll_timeout().unwrap();
        rig.host.handle_timeout(rig.now);
        rig.poll();
    }
    rig.hear("\r\n+CFUN: 1\r\n\r\nOK\r\n");
    rig.told();
    assert_eq!(rig.send(&cfun::Read), "AT+CFUN?\\r");
}

#[test]
fn data_that_was_taken_leaves_before_plus_plus_plus() {
    let mut rig = connected();
    rig.host.send_data(rig.now, b"last words").unwrap();
    rig.host.escape(rig.now).unwrap();
    assert_eq!(rig.sent(), "last words");
    assert_eq!(rig.wait(2), "+++");
    rig.hear("\r\nOK\r\n");
    assert_eq!(rig.told(), ["Disconnected(Escaped)"]);
}

#[test]
fn nothing_leaves_behind_an_abort() {
    let plan = Plan::new("+CMGS", crate::Form::Set).with_prompt(crate::Prompt::Greater);
    let asked = || {
        let mut rig = Rig::new();
        rig.host.send_line(rig.now, plan, b"AT+CMGS=1").unwrap();
        rig.sent();
        rig.hear("\r\n> ");
        rig
    };
    let mut rig = asked();
    rig.host.answer_prompt(rig.now, b"hello\rAT+CFUN=0\r\x1a").unwrap();
    rig.host.abort(rig.now);
    assert_eq!(rig.sent(), "\\x1b");
    let mut rig = asked();
    rig.host.abort(rig.now);
    assert_eq!(rig.host.answer_prompt(rig.now, b"hello"), Err(SendError::NotAsked));
    assert_eq!(rig.sent(), "\\x1b");

    // Nothing is an answer, too.
    let mut rig = asked();
    assert_eq!(rig.host.answer_prompt(rig.now, b""), Ok(0));
    rig.wait(300);
    assert_eq!(rig.told()[1], "done the modem did not answer in time");
}

#[cfg(feature = "alloc")]
#[test]
fn a_command_that_was_taken_back_is_told_whatever_else_happens() {
    let mut rig = connected();
    let ticket = rig.host.enqueue(rig.now, &cfun::Read).unwrap();
    assert!(rig.host.cancel(ticket));
    rig.host.set_carrier(rig.now, false);
    rig.wait(2);
    assert_eq!(rig.told(), ["done aborted before it was sent", "Disconnected(Carrier)"]);
}

#[test]
fn results_may_be_numbers() {
    let mut rig = Rig::new();
    let mut told = |line: &str, heard: &str| {
        let plan = Plan::of_line(line.as_bytes());
        rig.host.send_line(rig.now, plan, line.as_bytes()).unwrap();
        rig.sent();
        rig.hear(heard);
        assert!(rig.host.is_ready(), "{line}: {heard:?}");
        rig.told()
    };
    assert_eq!(told("ATE0", "ATE0\r\r\nOK\r\n"), ["done OK"]);
    assert_eq!(told("ATV0", "0\r"), ["done OK"]);
    // The line of an answer ends with an LF, and the result stands behind that.
    assert_eq!(told("AT+CFUN?", "+CFUN: 1\r\n0\r"), ["answer +CFUN: 1", "done OK"]);
    assert_eq!(told("AT+CFUN=9", "4\r"), ["done ERROR"]);
    assert_eq!(told("ATV1", "0\r"), ["done OK"]);
    assert_eq!(told("ATS0?", "\r\n0\r\n\r\nOK\r\n"), ["answer 0", "done OK"]);
    // Among others, and with a modem that still answers in words.
    assert_eq!(told("ATE0V0+CMEE=1", "\r\nOK\r\n"), ["done OK"]);
    assert_eq!(told("AT+CFUN?", "+CFUN: 1\r\n0\r"), ["answer +CFUN: 1", "done OK"]);
    for reset in ["ATZ", "AT&F"] {
        assert_eq!(told("ATV0", "0\r"), ["done OK"]);
        assert_eq!(told(reset, "\r\nOK\r\n"), ["done OK"]);
        assert_eq!(told("ATS0?", "\r\n0\r\n\r\nOK\r\n"), ["answer 0", "done OK"]);
    }

    let words = crate::v250::response::Verbose { value: false };
    assert_eq!(rig.send(&words), "ATV0\\r");
    rig.hear("0\r");
    rig.send(&cfun::Read);
    rig.hear("+CFUN: 1\r\n0\r\nRDY\r\n");
    assert_eq!(rig.told(), ["done OK", "answer +CFUN: 1", "done OK", "reset RDY"]);
    rig.send(&crate::v250::s0::Read);
    rig.hear("\r\n000\r\n\r\n0\r\n\r\nOK\r\n");
    assert_eq!(rig.told(), ["answer 000", "answer 0", "done OK"], "it has started anew");
}

#[test]
fn a_quiet_modem_is_not_waited_for() {
    let quiet = crate::v250::response::Quiet { value: true };
    let mut rig = Rig::new();
    assert_eq!(rig.send(&quiet), "ATQ1\\r");
    assert_eq!(rig.wait(3), "", "nor asked whether it is there");
    assert_eq!(rig.told(), ["done the modem says no results"]);
    // Lines still come, and each may be the last one.
    assert_eq!(rig.send(&cfun::Read), "AT+CFUN?\\r");
    rig.wait(2);
    rig.hear("\r\n+CFUN: 1\r\n");
    rig.wait(2);
    assert_eq!(rig.told(), ["answer +CFUN: 1"]);
    rig.wait(1);
    assert_eq!(rig.told(), ["done the modem says no results"]);
    let mut digits = [0; 352];
    rig.send(&message(&mut digits));
    rig.hear("\r\n> ");
    rig.sent();
    assert_eq!(rig.wait(3), "");
    assert_eq!(rig.told(), ["prompt", "done the modem says no results"]);
    rig.host.send_line(rig.now, Plan::of_line(b"ATQ0"), b"ATQ0").unwrap();
    rig.sent();
    rig.wait(9);
    rig.hear("\r\nOK\r\n");
    assert_eq!(rig.told(), ["done OK"]);

    // One that does not know it is waited for as ever.
    rig.send(&quiet);
    rig.hear("\r\nOK\r\n");
    rig.send(&cfun::Read);
    rig.hear("\r\nOK\r\n");
    rig.send(&cfun::Read);
    rig.wait(9);
    assert_eq!(rig.told(), ["done OK", "done OK"]);
    rig.wait(1);
    assert_eq!(rig.told(), ["done the modem did not answer in time"]);
}

#[test]
fn lines_beside_the_data() {
    let mut rig = Rig::new();
    for on in [true, true, false, true] {
        rig.host.set_ring(rig.now, on);
        assert_eq!(rig.host.poll_timeout().is_some(), on && rig.host.core.rang);
        rig.poll();
    }
    assert_eq!(rig.told(), ["RingIndicator", "RingIndicator"]);

    for (said, told) in [
        ("last\r\nOK\r\n", "Disconnected(Escaped)"),
        ("last\r\nNO CARRIER\r\n", "Disconnected(Carrier)"),
        ("last", "Disconnected(Carrier)"),
    ] {
        let mut rig = connected();
        rig.host.set_dtr(rig.now, false);
        rig.hear(said);
        rig.wait(2);
        assert_eq!(rig.told(), ["data last", told]);
    }
}
