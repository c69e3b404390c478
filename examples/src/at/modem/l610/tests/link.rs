//! `+MIPCALL`, and what needs no socket.

use core::time::Duration;
use std::thread;

use super::*;
use crate::at::modem::rig::serve_time;

/// It cannot be aborted: what is sent meanwhile neither stops it, nor does another one begin.
#[test]
fn a_call_is_not_aborted() {
    let mut rig = Rig::with(&["slow=0.2"]);
    rig.ok("AT+MIPCALL=1");
    rig.read("AT+MIPCALL?", &["+MIPCALL: 2"]);
    rig.fails("AT+MIPCALL=0");
    rig.fails("AT+MIPCALL=1");
    rig.hear("\r\n+MIPCALL: 10.0.0.2\r\n");
    rig.ok("AT+MIPCALL=0");
    rig.read("AT+MIPCALL?", &["+MIPCALL: 2"]);
    rig.hear("\r\n+MIPCALL: 0\r\n");
    // With the result in front of OK, the host has nothing to send.
    let mut rig = Rig::with(&["slow=0.2", "order=result-first"]);
    rig.send("AT+MIPCALL=1\r");
    rig.pass(Duration::from_millis(130));
    rig.send("x");
    rig.hear("\r\n+MIPCALL: 10.0.0.2\r\n\r\nOK\r\n");
}

#[test]
fn the_network_is_lost() {
    let (mut rig, server) = (Rig::up(), server());
    let mut stream = rig.open(1, &server);
    rig.ok("AT+MIPCONF=2,,,,,1");
    let _other = rig.open(2, &server);
    let now = rig.now();
    L610::drop_network(&mut rig.modem, now).unwrap();
    rig.hear("\r\n+MIPSTAT: 2,1,0\r\n\r\n+MIPCALL: 0\r\n");
    assert_eq!(rig.received(&mut stream, 1), b"");
    rig.read("AT+MIPOPEN?", &["+MIPOPEN: 1,2,3,4,5,6"]);
    let now = rig.now();
    assert!(L610::drop_network(&mut rig.modem, now).is_err());
    // So it is when the radio is switched off.
    rig.call();
    rig.lines("AT+CFUN=0", &["OK", "+MIPCALL: 0"]);
    rig.ok("AT+CFUN=1");
    // A command that waits ends, too.
    rig.call();
    rig.lines("AT+MPING=1,\"127.0.0.1\",200", &["OK"]);
    rig.hear_up_to("+MPING: ");
    rig.hear_up_to("\r\n");
    let now = rig.now();
    L610::drop_network(&mut rig.modem, now).unwrap();
    assert!(
        rig.hear_up_to("+MIPCALL: 0\r\n").ends_with("\r\n+MPINGSTAT: 2\r\n\r\n+MIPCALL: 0\r\n")
    );
}

#[test]
fn all_needs_the_pin() {
    let mut config = ModelConfig::default();
    config.basic.pin = Some("4711".into());
    let mut rig = Rig::of(config);
    rig.ok("AT+CMEE=1");
    for line in [
        "AT+MIPCALL=1",
        "AT+MIPCALL?",
        "AT+MIPOPEN=1,,\"127.0.0.1\",7,0",
        "AT+MIPSEND=1,5",
        "AT+MIPREAD?",
        "AT+MPING=0",
        "AT+MSDNS?",
        "AT+GTSET=\"IPRFMT\",2",
    ] {
        rig.lines(line, &["+CME ERROR: 11"]);
    }
    rig.read("AT+MIPCALL=?", &["+MIPCALL: (0-3)"]);
    rig.lines("AT+CPIN=4711", &["OK", "+SIM READY"]);
    rig.read("AT+MIPCALL?", &["+MIPCALL: 0"]);
}

/// L20, and what is kept: 1.1.12, 1.1.13, 1.1.16, 1.2.4.
#[test]
fn the_power_is_switched_off_and_on() {
    let (mut rig, server) = (Rig::up(), server());
    let mut stream = rig.open(1, &server);
    rig.read("AT+MIPKEEPCONF?", &["+MIPKEEPCONF: 0,7200,65,9"]);
    rig.ok("AT+MIPKEEPCONF=1,600,30,5");
    rig.ok("AT+GTSET=\"IPRFMT\",5");
    rig.ok("AT+MIPCONF=1,3,,,,2");
    rig.ok("AT+MSDNS=1,\"192.0.2.53\"");
    rig.power_cycle();
    rig.hear("\r\nAT READY\r\n\r\n+SIM: Inserted\r\n\r\n+SIM READY\r\n");
    assert_eq!(rig.received(&mut stream, 1), b"");
    rig.ask("ATE0", "ATE0\r\r\nOK\r\n");
    rig.read("AT+MIPKEEPCONF?", &["+MIPKEEPCONF: 1,600,30,5"]);
    rig.call();
    let mut stream = rig.open(1, &server);
    write(&mut stream, b"abc");
    rig.hear("\r\n+MIPREAD: 1,3\r\n");
    rig.send("AT+MIPCONF?\r");
    rig.hear("\r\n+MIPCONF: 1,5,5,600,75,0\r\n");
    rig.hear_up_to("\r\nOK\r\n");
    rig.send("AT+MSDNS?\r");
    rig.hear("\r\n+MSDNS: 1,\"0.0.0.0\",\"0.0.0.0\"\r\n");
    rig.hear_up_to("\r\nOK\r\n");
    // The host can do it, too.
    rig.lines("AT+CFUN=1,1", &["OK", "AT READY", "+SIM: Inserted", "+SIM READY"]);
    assert_eq!(rig.received(&mut stream, 1), b"");
    rig.read("AT+MIPCALL?", &["+MIPCALL: 0"]);
    rig.read("AT+MIPKEEPCONF?", &["+MIPKEEPCONF: 1,600,30,5"]);
}

/// 1.1.14 and 1.1.15.
#[test]
fn one_ping_at_a_time() {
    let mut rig = Rig::new();
    rig.call();
    let reply = "+MPING: \"127.0.0.1\",0,0,20";
    rig.lines("AT+MPING=1,\"127.0.0.1\",200", &["OK", reply]);
    rig.fails("AT+MPING=1,\"127.0.0.1\"");
    // Nothing may stand behind the 0, and nothing more comes of it then.
    rig.fails("AT+MPING=0,\"127.0.0.1\"");
    rig.ok("AT+MPING=0");
    rig.quiet();
    rig.pass(Duration::from_secs(1));
    rig.quiet();
    // That takes another link.
    rig.fails("AT+MPING=2,\"::1\"");
}

/// 1.1.22, L19: 1 is success.
#[test]
fn the_time_of_a_server() {
    let server = peer();
    let port = server.local_addr().unwrap().port();
    let serving = thread::spawn(move || serve_time(&server));
    let mut rig = Rig::up();
    rig.ok("AT+MIPNTP?");
    rig.lines(&format!("AT+MIPNTP=\"127.0.0.1\",{port}"), &["OK", "+MIPNTP: 1"]);
    serving.join().unwrap();
    rig.send("AT+CCLK?\r");
    assert!(rig.hear_up_to("\r\nOK\r\n").contains("+CCLK: \"26/07/06,12:00:0"));
    rig.read("AT+MIPNTP?", &[&format!("+MIPNTP: \"127.0.0.1\",{port}")]);
    // Nobody is there.
    rig.ok(&format!("AT+MIPNTP=\"127.0.0.1\",{}", free_udp_port()));
    rig.fails("AT+MIPNTP=\"127.0.0.1\",123");
    rig.pass(Duration::from_secs(11));
    rig.hear("\r\n+MIPNTP: 0\r\n");
    rig.lines("AT+MIPNTP=\"no such name.invalid\",123", &["OK", "+MIPNTP: 0"]);
    rig.fails("AT+MIPNTP=\"127.0.0.1\",0");
}
