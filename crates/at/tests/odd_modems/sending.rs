use core::net::SocketAddr;

use super::*;

/// Sent after Closed.
#[test]
fn nothing_is_sent_after_closed() {
    let mut rig = Rig::l610(Receive::Buffer);
    let socket = rig.open_l();
    rig.sockets.send(rig.now, socket, b"hello").unwrap();
    rig.answer("AT+MIPSEND=1,5\r", "\r\n>");
    rig.sent();
    rig.hear("\r\nOK\r\n\r\n+MIPCALL: 0\r\n");
    rig.wait(secs(30));
    let told = rig.told();
    let closed = told.iter().position(|t| t.starts_with("Closed")).unwrap();
    assert!(!told[closed..].iter().any(|t| t.starts_with("Sent")), "{told:?}");
}

/// A second datagram of an L610 that had no room.
#[test]
fn a_datagram_without_room() {
    let to: SocketAddr = "5.6.7.8:53".parse().unwrap();
    let mut rig = Rig::l610(Receive::Buffer);
    let socket = rig.sockets.open(rig.now, Protocol::Udp, "1.2.3.4", 53).unwrap();
    rig.answer("AT+MIPOPEN=1,,\"1.2.3.4\",53,1\r", "\r\nOK\r\n\r\n+MIPOPEN: 1,1\r\n").told();
    assert_eq!(rig.sockets.send_to(rig.now, socket, to, b"OK"), Ok(2));
    rig.answer("AT+MIPSEND=1,\"4F4B\"\r", "\r\n+MIPSEND: 1,1,0\r\n\r\nOK\r\n");
    let sent = rig.sent();
    if sent.starts_with("AT+MIPPUSH") {
        rig.hear("\r\n+MIPPUSH: 1,0\r\n\r\nOK\r\n");
    }
    let told = rig.told();
    assert!(!told.contains(&"Sent { socket: (1), len: 2 }".into()), "none was taken: {told:?}");
}

/// A datagram that could not be pushed stays in the buffer, in front of the next one.
#[test]
fn a_datagram_that_is_not_pushed() {
    let to: SocketAddr = "5.6.7.8:53".parse().unwrap();
    let mut rig = Rig::l610(Receive::Buffer);
    let socket = rig.sockets.open(rig.now, Protocol::Udp, "1.2.3.4", 53).unwrap();
    rig.answer("AT+MIPOPEN=1,,\"1.2.3.4\",53,1\r", "\r\nOK\r\n\r\n+MIPOPEN: 1,1\r\n").told();
    assert_eq!(rig.sockets.send_to(rig.now, socket, to, b"OK"), Ok(2));
    rig.answer("AT+MIPSEND=1,\"4F4B\"\r", "\r\n+MIPSEND: 1,0,2046\r\n\r\nOK\r\n")
        .answer("AT+MIPPUSH=1,\"5.6.7.8\",53\r", "\r\n+MIPPUSH: 1,1\r\n\r\nOK\r\n");
    let sent = rig.wait(secs(2));
    rig.sockets.send_to(rig.now, socket, to, b"OK").unwrap();
    let next = rig.sent();
    assert!(
        sent.contains("FLUSH") || !next.contains("MIPSEND"),
        "OKOK goes out: {sent:?} {next:?}"
    );
}

/// Lines of the command before come behind its end: `OK` in front of the prompt.
#[test]
fn results_of_the_last_one_come_late() {
    let mut rig = Rig::l610(Receive::Buffer);
    let socket = rig.open_l();
    assert_eq!(rig.sockets.send(rig.now, socket, b"hello"), Ok(5));
    rig.answer("AT+MIPSEND=1,5\r", "\r\n>").answer("hello", "\r\nOK\r\n\r\n+MIPPUSH: 1,0\r\n");
    // The rest takes longer than a second.
    rig.wait(Duration::from_millis(1500));
    assert_eq!(rig.told(), ["Sent { socket: (1), len: 5 }", "Ready"]);
    assert_eq!(rig.sockets.send(rig.now, socket, b"world"), Ok(5));
    assert_eq!(rig.sent(), "AT+MIPSEND=1,5\r");
    rig.hear("\r\n+MIPSEND: 1,0,2043\r\n\r\nOK\r\n");
    let told = rig.told();
    // The modem has got the command and asks for the data.
    rig.hear("\r\n> ");
    let mut taken_for_data = rig.sent();
    let _ = rig.sockets.send(rig.now, socket, b"third");
    taken_for_data += &rig.sent();
    assert!(
        taken_for_data.starts_with("world"),
        "told {told:?}; behind the prompt the modem gets {taken_for_data:?}"
    );
}

/// `OK` with no prompt at all.
#[test]
fn a_send_without_result() {
    for l610 in [false, true] {
        let mut rig = if l610 { Rig::l610(Receive::Buffer) } else { Rig::a76xx(Receive::Buffer) };
        let socket = if l610 { rig.open_l() } else { rig.open_a() };
        assert_eq!(rig.sockets.send(rig.now, socket, b"hello"), Ok(5));
        rig.sent();
        rig.hear("\r\nOK\r\n");
        rig.wait(secs(300));
        let told = rig.told();
        assert!(
            !told.iter().any(|t| t.starts_with("Sent") && t.contains("len: 5")),
            "l610 {l610}: {told:?}"
        );
    }
}

/// A connection that the modem does not have (any more).
#[test]
fn a_connection_that_the_modem_does_not_know() {
    let mut rig = Rig::a76xx(Receive::Buffer);
    let socket = rig.open_a();
    let mut tries = 0;
    for _ in 0..1000 {
        match rig.sockets.send(rig.now, socket, b"hello") {
            Ok(0) => {}
            Ok(_) => {
                tries += 1;
                rig.sent();
                rig.hear("\r\n+CIPERROR: 4\r\n\r\nERROR\r\n");
            }
            Err(_) => return,
        }
        rig.wait(Duration::from_millis(200));
    }
    panic!("{tries} times, and it is still open");
}

/// Somebody who always has something to send: nothing is fetched, and nothing is closed.
#[test]
fn who_sends_all_the_time() {
    let mut rig = Rig::a76xx(Receive::Buffer);
    let a = rig.open_a();
    let b = rig.open_a();
    rig.sockets.close(rig.now, b);
    rig.hear("\r\n+CIPRXGET: 1,0\r\n");
    let mut all = String::new();
    for _ in 0..1000 {
        // On each `Ready`.
        rig.sockets.send(rig.now, a, b"x").unwrap();
        let sent = rig.sent();
        all += &sent;
        match &*sent {
            "AT+CIPCLOSE=1\r" => rig.hear("\r\nOK\r\n\r\n+CIPCLOSE: 1,0\r\n"),
            "AT+CIPRXGET=2,0,1500\r" => rig.hear("\r\n+CIPRXGET: 2,0,1,0\r\nd\r\nOK\r\n"),
            _ => {
                rig.hear("\r\n> ");
                rig.sent();
                rig.hear("\r\nOK\r\n\r\n+CIPSEND: 0,1,1\r\n")
            }
        };
        if all.contains("CIPCLOSE=1") && all.contains("CIPRXGET=2,0") {
            return;
        }
    }
    panic!(
        "1000 sends, closed: {}, fetched: {}",
        all.contains("CIPCLOSE=1"),
        all.contains("CIPRXGET=2")
    );
}
