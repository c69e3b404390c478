//! Commands, their answers, and what nobody asked for.

use alloc::string::{String, ToString};
use core::time::Duration;

use cellwire_at::modem::Mode;
use cellwire_codec::test_util::for_each_seed;
use cellwire_codec::test_util::link::{LinkConfig, Rng};

use super::rig::{Told, cutting, finish, line, send, settle_pending};

const COMMANDS: [(&str, &[&str]); 7] = [
    ("AT+SAY=1,\"OK\"", &["+SAY: 1,\\\"OK\\\"", "OK"]),
    ("AT+SAY?", &["+SAY: 0", "+SAY: 1", "+SAY: 2", "+SAY: 3", "+SAY: 4", "OK"]),
    ("AT+SAY=?", &["OK"]),
    ("AT+CMEE=1;+FAIL", &["CME 30"]),
    ("AT+UNKNOWN", &["ERROR"]),
    ("AT+CREG?", &["+CREG: 2,1,\"81ED\",\"1A9CEB\",2", "OK"]),
    ("ATE0", &["OK"]),
];

/// Lines that a modem says by itself, of which some have the prefix of an answer.
const UNSOLICITED: [&str; 4] =
    ["RING", "+CMTI: \"SM\",1", "+CREG: 2,\"0502\",\"0404736D\"", "+CIEV: 2,3"];

/// A late result, a `+CREG` of either kind and a call between two lines are told apart, however the line
/// cuts and delays.
#[test]
fn answers_and_unsolicited_lines_are_told_apart() {
    for_each_seed(0..3000, |seed| {
        let mut rng = Rng::new(seed);
        let mut line = line(seed, cutting());
        let mut expected = 0;
        let mut unsolicited = 0;
        for _ in 0..12 {
            let (command, answer) = COMMANDS[rng.below(COMMANDS.len() as u64) as usize];
            let ticket = send(&mut line, command).unwrap();
            if rng.chance(500) {
                line.run_for(Duration::from_millis(rng.below(60)));
                let text = UNSOLICITED[rng.below(4) as usize];
                line.right.session.urc(line.now(), text).unwrap();
                expected += 1;
            }
            let (mine, others) = finish(&mut line, ticket);
            assert_eq!(mine, answer, "{command}");
            unsolicited += others.iter().filter(|told| is_unsolicited(told)).count();
        }
        line.run_for(Duration::from_secs(10));
        let rest = line.left.take_events();
        unsolicited += rest.iter().filter(|told| is_unsolicited(told)).count();
        assert_eq!(unsolicited, expected);
    });
}

fn is_unsolicited(told: &Told) -> bool {
    match told {
        Told::Unsolicited(text) => {
            assert!(UNSOLICITED.contains(&text.as_str()), "{text}");
            true
        }
        Told::Other(text) => {
            assert!(text.starts_with("Echo"), "{text}");
            false
        }
        told => panic!("{told:?}"),
    }
}

/// What is written at a prompt arrives as it is, also if it looks like something else.
#[test]
fn bodies_arrive_whole() {
    let bodies =
        ["hello", "OK", "> ", "AT+SAY=1", "+CMTI: \"SM\",1", "\"unpaired", "ERROR", "+BODY"];
    for_each_seed(0..3000, |seed| {
        let mut rng = Rng::new(seed);
        let mut line = line(seed, cutting());
        for number in 0..4 {
            let body = bodies[rng.below(bodies.len() as u64) as usize];
            let ticket = send(&mut line, "AT+BODY=1").unwrap();
            loop {
                line.run_for(Duration::from_millis(5));
                let now = line.now();
                let text = format!("{body}\x1a");
                if line.left.session.answer_prompt(now, text.as_bytes()).is_ok() {
                    break;
                }
            }
            let (mine, _) = finish(&mut line, ticket);
            assert_eq!(mine, [format!("+BODY: {}", body.len()), String::from("OK")]);
            assert_eq!(line.right.session.handler().entries[number], body.as_bytes());
        }
    });
}

/// A reply that comes later than the host waits is never taken for that of the next command.
#[test]
fn late_replies_answer_nothing_else() {
    for_each_seed(0..3000, |seed| {
        let mut rng = Rng::new(seed);
        let mut line = line(seed, cutting());
        let late = send(&mut line, "AT+LATE").unwrap();
        // Before the deadline of the host, about it, or far behind it.
        line.run_for(Duration::from_millis(rng.below(9000)));
        settle_pending(&mut line);
        let (mine, _) = finish(&mut line, late);
        let is_late = mine.last().unwrap() != "OK";
        let next = send(&mut line, "AT+SAY=7").unwrap();
        line.run_for(Duration::from_millis(rng.below(3000)));
        settle_pending(&mut line);
        let (mine, _) = finish(&mut line, next);
        assert_eq!(mine, ["+SAY: 7", "OK"], "late: {is_late}");
    });
}

/// Over a line that loses, doubles and flips, each command ends once, and the next one works when the
/// line does.
#[test]
fn corruption_ends_no_session() {
    for_each_seed(0..3000, |seed| {
        let mut rng = Rng::new(seed);
        let link = LinkConfig { corruption: 30, loss: 20, duplication: 20, ..cutting() };
        let mut line = line(seed, link.clone());
        for _ in 0..8 {
            let (command, _) = COMMANDS[rng.below(COMMANDS.len() as u64) as usize];
            let ticket = send(&mut line, command).unwrap();
            let (_, others) = finish(&mut line, ticket);
            let again = others.iter().filter(|told| matches!(told, Told::Done(..))).count();
            assert_eq!(again, 0, "each ticket is over once");
            if line.left.session.is_data_mode() {
                return;
            }
        }
        // The line is good again, and what is half typed is over.
        line.to_left.config = cutting();
        line.to_left.config.ordered = true;
        line.to_right.config = line.to_left.config.clone();
        let mut last = String::new();
        // `ATE0` may have become `ATD0`, and then the modem takes all for data.
        if line.right.session.mode() != Mode::Command {
            return;
        }
        for _ in 0..6 {
            line.run_for(Duration::from_secs(90));
            let ticket = send(&mut line, "AT+SAY=7").unwrap();
            let (mine, _) = finish(&mut line, ticket);
            last = mine.last().unwrap().to_string();
            if last == "OK" {
                return;
            }
        }
        panic!("the line is good, and yet: {last}");
    });
}
