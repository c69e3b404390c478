//! `+MIPCALL`, and what needs no socket.

use core::time::Duration;
use std::thread;

use super::*;

/// 1.1.1 of the manual.
#[test]
fn a_link_is_created_and_disconnected() {
    let mut rig = Rig::new();
    rig.read("AT+MIPCALL=?", &["+MIPCALL: (0-3)"]);
    rig.read("AT+MIPCALL?", &["+MIPCALL: 0"]);
    rig.fails("AT+MIPCALL=0");
    rig.lines("AT+MIPCALL=1", &["OK", "+MIPCALL: 10.0.0.2"]);
    rig.read("AT+MIPCALL?", &["+MIPCALL: 1,10.0.0.2"]);
    rig.read("AT+CGPADDR=1", &["+CGPADDR: 1,\"10.0.0.2\""]);
    rig.fails("AT+MIPCALL=1");
    rig.lines("AT+MIPCALL=0", &["OK", "+MIPCALL: 0"]);
    rig.read("AT+MIPCALL?", &["+MIPCALL: 0"]);
    rig.lines("AT+MIPCALL=3,\"net\",\"user\",\"secret\",1", &["OK", "+MIPCALL: 10.0.0.2,fd00::2"]);
    rig.lines("AT+MIPCALL=0", &["OK", "+MIPCALL: 0"]);
    rig.lines("AT+MIPCALL=2,\"net\"", &["OK", "+MIPCALL: fd00::2"]);
    rig.read("AT+MIPCALL?", &["+MIPCALL: 1,fd00::2"]);
}

#[test]
fn what_cannot_be_a_link() {
    let mut rig = Rig::new();
    rig.ok("AT+CMEE=1");
    for (line, error) in [
        ("AT+MIPCALL=0", "+TCPIP ERROR: 2031"),
        ("AT+MIPCALL=1,2", "+TCPIP ERROR: 2009"),
        // Only with the name of an access point.
        ("AT+MIPCALL=2", "+TCPIP ERROR: 2000"),
        ("AT+MIPCALL=3,1", "+TCPIP ERROR: 2000"),
        ("AT+MIPCALL=4", "+CME ERROR: 50"),
        ("AT+MIPCALL=1,\"a\",\"b\",\"c\",4", "+CME ERROR: 50"),
        ("AT+MIPCALL", "+CME ERROR: 4"),
    ] {
        rig.lines(line, &[error]);
    }
    rig.ok("AT+CGDCONT=2,\"IP\",\"other\"");
    rig.lines("AT+MIPCALL=1,2", &["OK", "+MIPCALL: 10.0.0.3"]);
    // Nothing is registered: the module tries, and gives up.
    let mut rig = Rig::new();
    rig.modem.handler_mut().as_mut().register(0).unwrap();
    rig.lines("AT+MIPCALL=1", &["OK", "+MIPCALL: 0"]);
}

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

#[test]
fn errors_are_written_as_the_host_wants() {
    let mut rig = Rig::new();
    rig.fails("AT+MIPOPEN=1,,\"127.0.0.1\",7,0");
    rig.ok("AT+CMEE=1");
    rig.lines("AT+MIPOPEN=1,,\"127.0.0.1\",7,0", &["+TCPIP ERROR: 2031"]);
    rig.lines("AT+MIPOPEN=7,,\"127.0.0.1\",7,0", &["+CME ERROR: 50"]);
    rig.ok("AT+CMEE=2");
    rig.lines("AT+MIPOPEN=1,,\"127.0.0.1\",7,0", &["+TCPIP ERROR: TCPIP mipcall not active"]);
    rig.lines("AT+MIPOPEN=7,,\"127.0.0.1\",7,0", &["+CME ERROR: Incorrect parameters"]);
    // All others are those of every modem.
    rig.read("AT+CREG?", &["+CREG: 0,1"]);
}

/// 1.1.12 and 1.1.13.
#[test]
fn how_tcp_works() {
    let mut rig = Rig::new();
    rig.read("AT+MIPCONF=?", &["+MIPCONF: (1-6),(1-12),(1-10),(10-600),(1-75),(0-2)"]);
    // It takes a link.
    rig.fails("AT+MIPCONF=1,3");
    rig.call();
    rig.ok("AT+MIPCONF=1,3,,100,,2");
    rig.ok("AT+MIPCONF=6,,10");
    rig.read(
        "AT+MIPCONF?",
        &[
            "+MIPCONF: 1,3,5,100,75,2",
            "+MIPCONF: 2,5,5,600,75,0",
            "+MIPCONF: 3,5,5,600,75,0",
            "+MIPCONF: 4,5,5,600,75,0",
            "+MIPCONF: 5,5,5,600,75,0",
            "+MIPCONF: 6,5,10,600,75,0",
        ],
    );
    for line in ["AT+MIPCONF=1,0", "AT+MIPCONF=1,1,11", "AT+MIPCONF=1,,,9", "AT+MIPCONF=7"] {
        rig.fails(line);
    }
    rig.fails("AT+MIPKEEPCONF=1");
    rig.ok("AT+MIPKEEPCONF=1,1,2,3");
    rig.ok("AT+MIPKEEPCONF=0");
    rig.read("AT+MIPKEEPCONF?", &["+MIPKEEPCONF: 0,1,2,3"]);
}

/// 1.1.14 and 1.1.15.
#[test]
fn pings() {
    let mut rig = Rig::new();
    rig.fails("AT+MPING=1,\"127.0.0.1\"");
    rig.call();
    for form in ["AT+MPING?", "AT+MPING=?"] {
        rig.read(form, &["+MPING: 4,32,64,0,4000"]);
    }
    rig.fails("AT+MPING=0");
    let reply = "+MPING: \"127.0.0.1\",0,0,20";
    rig.lines(
        "AT+MPING=1,\"localhost\"",
        &["OK", reply, reply, reply, reply, "+MPINGSTAT: 0,\"127.0.0.1\",4,4,20"],
    );
    rig.quiet();
    // One at a time.
    rig.lines("AT+MPING=1,\"127.0.0.1\",200", &["OK", reply]);
    rig.fails("AT+MPING=1,\"127.0.0.1\"");
    // Nothing may stand behind the 0, and nothing more comes of it then.
    rig.fails("AT+MPING=0,\"127.0.0.1\"");
    rig.ok("AT+MPING=0");
    rig.quiet();
    rig.pass(Duration::from_secs(1));
    rig.quiet();
    // The router is asked not to hand it on.
    rig.lines(
        "AT+MPING=1,\"192.0.2.1\",1,0,1",
        &["OK", "+MPING: \"10.0.0.1\",11,0", "+MPINGSTAT: 0,\"192.0.2.1\",1,0"],
    );
    // Nobody answers in time.
    rig.lines(
        "AT+MPING=1,\"192.0.2.1\",2,32,64,0,10",
        &["OK", "+MPINGSTAT: 1", "+MPINGSTAT: 1", "+MPINGSTAT: 0,\"192.0.2.1\",2,0"],
    );
    rig.lines("AT+MPING=1,\"no such name.invalid\"", &["OK", "+MPINGSTAT: 2"]);
    // That takes another link.
    rig.fails("AT+MPING=2,\"::1\"");
    for line in
        ["AT+MPING=1,\"a\",0", "AT+MPING=1,\"a\",1,1373", "AT+MPING=1,\"a\",1,1,0", "AT+MPING=3"]
    {
        rig.fails(line);
    }
}

/// 1.1.16 and 1.1.17.
#[test]
fn servers_of_names() {
    let mut rig = Rig::up();
    rig.read("AT+MSDNS=?", &["+MSDNS: (1-7),(<IP>),(<IP>)"]);
    rig.ok("AT+MSDNS=1,\"192.0.2.1\",\"192.0.2.2\"");
    rig.ok("AT+MSDNS=7,\"192.0.2.7\"");
    // The other one stays.
    rig.ok("AT+MSDNS=1,\"192.0.2.3\"");
    rig.fails("AT+MSDNS=8");
    rig.fails("AT+MSDNS=1,\"fe80::1\"");
    let none = |id: u8| format!("+MSDNS: {id},\"0.0.0.0\",\"0.0.0.0\"");
    let others: Vec<_> = (2..7).map(none).collect();
    let mut lines = vec!["+MSDNS: 1,\"192.0.2.3\",\"192.0.2.2\""];
    lines.extend(others.iter().map(String::as_str));
    lines.push("+MSDNS: 7,\"192.0.2.7\",\"0.0.0.0\"");
    rig.read("AT+MSDNS?", &lines);
    // They outlive the link.
    rig.lines("AT+MIPCALL=0", &["OK", "+MIPCALL: 0"]);
    rig.read("AT+MSDNS?", &lines);
    rig.ok("AT+MSDNS=1");
    lines[0] = "+MSDNS: 1,\"0.0.0.0\",\"0.0.0.0\"";
    rig.read("AT+MSDNS?", &lines);

    rig.ok("AT+MSV6DNS=7,\"2001:db8::1\"");
    rig.send("AT+MSV6DNS?\r");
    assert!(rig.hear_up_to("\r\nOK\r\n").contains("\r\n+MSV6DNS: 7,\"2001:db8::1\",\"::\"\r\n"));
}

/// 1.1.21, L16.
#[test]
fn names() {
    let mut rig = Rig::new();
    rig.ok("AT+CMEE=1");
    rig.lines("AT+MIPDNS=\"localhost\"", &["+TCPIP ERROR: 2031"]);
    rig.call();
    rig.read("AT+MIPDNS=\"localhost\"", &["+MIPDNS: \"localhost\",127.0.0.1"]);
    rig.read("AT+MIPDNS=\"127.0.0.1\",2", &["+MIPDNS: \"127.0.0.1\",127.0.0.1"]);
    rig.read("AT+MIPDNS=\"::1\",1", &["+MIPDNS: \"::1\",::1"]);
    rig.lines("AT+MIPDNS=\"::1\",0", &["+TCPIP ERROR: 2002"]);
    rig.lines("AT+MIPDNS=\"no such name.invalid\"", &["+TCPIP ERROR: 2002"]);
    rig.lines("AT+MIPDNS=\"\"", &["+TCPIP ERROR: 2000"]);
}

/// 1.1.22, L19: 1 is success.
#[test]
fn the_time_of_a_server() {
    let server = UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = server.local_addr().unwrap().port();
    let serving = thread::spawn(move || {
        let mut request = [0; 100];
        let (len, from) = server.recv_from(&mut request).unwrap();
        assert_eq!((len, request[0]), (48, 0x23));
        let mut answer = [0; 48];
        (answer[0], answer[1]) = (0x24, 2);
        // 2026-07-06 12:00:00
        let seconds: u32 = 2_208_988_800 + 1_783_339_200;
        answer[40..44].copy_from_slice(&seconds.to_be_bytes());
        server.send_to(&answer, from).unwrap();
    });
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
