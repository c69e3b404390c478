//! Rules of the simulator itself.

use core::time::Duration;

use cellwire_at::Line;
use cellwire_at::vendor::l610::Urc;

use super::*;

/// Each command of the manual is there, in each of its forms.
#[test]
fn all_commands_are_there() {
    let mut rig = Rig::up();
    rig.ok("AT+CMEE=1");
    let names = [
        "CALL", "OPEN", "CLOSE", "SETS", "DSETS", "SEND", "PUSH", "FLUSH", "CONF", "KEEPCONF",
        "ODM", "DNS", "NTP", "READ",
    ];
    let mut all: Vec<_> = names.iter().map(|name| format!("+MIP{name}")).collect();
    all.extend(["+MPING", "+MSDNS", "+MSV6DNS", "+GTSET"].map(String::from));
    for name in &all {
        for form in ["=?", "?"] {
            rig.send(format!("AT{name}{form}\r"));
            let answer = rig.hear_up_to("\r\n");
            let rest = rig.hear_up_to("\r\n");
            let is_known = rest.starts_with(name.as_str())
                || rest.starts_with("OK")
                || rest.starts_with("+CME ERROR: 4");
            assert!(is_known, "{name}{form}: {answer:?} {rest:?}");
            rig.pass(Duration::from_millis(10));
            rig.heard.clear();
        }
    }
    // No other model has them.
    rig.lines("AT+CIPOPEN?", &["ERROR"]);
}

/// What it says by itself is what the crate knows.
#[test]
fn lines_are_known() {
    for line in ["AT READY", "+SIM: Inserted", "+SIM READY"] {
        assert!(!matches!(Urc::parse(Line::new(line.as_bytes())), Urc::Other(_)), "{line}");
    }
}

/// Several commands in a line.
#[test]
fn commands_in_one_line() {
    let (mut rig, server) = (Rig::up(), server());
    let mut stream = rig.open(1, &server);
    rig.ask(
        "AT+MIPSEND=1,\"41\";+MIPPUSH=1;+MIPSEND?",
        "\r\n+MIPSEND: 1,0,2047\r\n\r\n+MIPPUSH: 1,0,1\r\n\r\n+MIPSEND: 1,2048\r\n\r\nOK\r\n",
    );
    assert_eq!(rig.received(&mut stream, 1), b"A");
}
