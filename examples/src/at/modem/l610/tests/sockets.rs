//! Sockets that are opened and closed.

use core::time::Duration;
use std::thread;

use super::*;

/// 1.1.3, and what becomes of sockets without a link.
#[test]
fn connections_are_closed() {
    let (mut rig, server) = (Rig::up(), server());
    let mut first = rig.open(1, &server);
    rig.lines("AT+MIPCLOSE=1", &["OK", "+MIPCLOSE: 1,0"]);
    assert_eq!(rig.received(&mut first, 1), b"");
    let mut all: Vec<_> = (1..=6).map(|id| rig.open(id, &server)).collect();
    rig.lines("AT+MIPCALL=0", &["OK", "+MIPCALL: 0"]);
    rig.read("AT+MIPOPEN?", &["+MIPOPEN: 1,2,3,4,5,6"]);
    assert!(all.iter_mut().all(|stream| rig.received(stream, 1).is_empty()));
}

#[test]
fn names_and_addresses_of_hosts() {
    let (mut rig, server) = (Rig::up(), server());
    let port = server.local_addr().unwrap().port();
    for (id, host) in [(1, "localhost"), (2, "127.000.000.001")] {
        let open = format!("AT+MIPOPEN={id},34127,\"{host}\",{port},0");
        rig.lines(&open, &["OK", &format!("+MIPOPEN: {id},1")]);
        accept(&server);
        rig.hear(format!("\r\n+MIPSTAT: {id},2\r\n"));
    }
    rig.lines("AT+MIPOPEN=3,,\"no such name.invalid\",7,0", &["OK", "+MIPSTAT: 3,1"]);
    // Of another family.
    rig.lines("AT+MIPOPEN=3,,\"::1\",7,0", &["OK", "+MIPSTAT: 3,1"]);
    rig.ok("AT+CMEE=1");
    for (line, error) in [
        (format!("AT+MIPOPEN=3,,\"::1\",{port},60"), "+TCPIP ERROR: 2004"),
        (format!("AT+MIPOPEN=3,,\"\",{port},0"), "+TCPIP ERROR: 2000"),
        (format!("AT+MIPOPEN=3,,\"127.0.0.1\",{port},2"), "+CME ERROR: 4"),
        (format!("AT+MIPOPEN=3,,\"127.0.0.1\",{port},3"), "+CME ERROR: 50"),
        (format!("AT+MIPOPEN=0,,\"127.0.0.1\",{port},0"), "+CME ERROR: 50"),
    ] {
        rig.lines(&line, &[error]);
    }
}

#[test]
fn ipv6() {
    let Ok(server) = TcpListener::bind("[::1]:0") else { return };
    let port = server.local_addr().unwrap().port();
    let mut rig = Rig::new();
    rig.lines("AT+MIPCALL=2,\"net\"", &["OK", "+MIPCALL: fd00::2"]);
    rig.fails(&format!("AT+MIPOPEN=1,,\"127.0.0.1\",{port},0"));
    rig.lines(&format!("AT+MIPOPEN=1,,\"::1\",{port},60"), &["OK", "+MIPOPEN: 1,1"]);
    let mut stream = accept(&server);
    write(&mut stream, b"six");
    rig.hear("\r\n+MIPRTCP: 1,0,736978\r\n");
    let peer = UdpSocket::bind("[::1]:0").unwrap();
    peer.set_nonblocking(true).unwrap();
    let port = peer.local_addr().unwrap().port();
    rig.lines(&format!("AT+MIPOPEN=2,,\"::1\",{port},61"), &["OK", "+MIPOPEN: 2,1"]);
    rig.lines("AT+MIPSEND=2,\"3636\"", &["+MIPSEND: 2,0,2046", "OK"]);
    rig.lines("AT+MIPPUSH=2", &["+MIPPUSH: 2,0,2", "OK"]);
    assert_eq!(rig.datagram(&peer), b"66");
    rig.lines(
        "AT+MPING=2,\"::1\",1",
        &["OK", "+MPING: \"::1\",129,0,20", "+MPINGSTAT: 0,\"::1\",1,1,20"],
    );
}

/// L3, L1.
#[test]
fn orders_and_refusals() {
    let mut rig = Rig::up();
    rig.lines(&format!("AT+MIPOPEN=1,,\"127.0.0.1\",{},0", free_port()), &["OK", "+MIPSTAT: 1,1"]);
    rig.read("AT+MIPOPEN?", &["+MIPOPEN: 1,2,3,4,5,6"]);

    let (mut rig, server) = (Rig::with(&["refuse"]), server());
    let port = server.local_addr().unwrap().port();
    rig.call();
    let open = format!("AT+MIPOPEN=1,,\"127.0.0.1\",{port},0");
    rig.lines(&open, &["OK", "+MIPSTAT: 1,1"]);

    let mut rig = Rig::with(&["order=result-first"]);
    rig.lines("AT+MIPCALL=1", &["+MIPCALL: 10.0.0.2", "OK"]);
    rig.lines(&open, &["+MIPOPEN: 1,1", "OK"]);
    let mut stream = accept(&server);
    rig.ask("AT+MIPSEND=1,5", "\r\n>\r\n");
    rig.send("hello");
    rig.hear("\r\n+MIPPUSH: 1,0\r\n+MIPSEND: 1,0,2048\r\n\r\nOK\r\n");
    assert_eq!(rig.received(&mut stream, 5), b"hello");
    rig.lines("AT+MIPCLOSE=1", &["+MIPCLOSE: 1,0", "OK"]);
    rig.lines("AT+MIPOPEN=1,,\"no such name.invalid\",7,0", &["+MIPSTAT: 1,1", "OK"]);
    rig.lines("AT+MIPCALL=0", &["+MIPCALL: 0", "OK"]);
}

/// A slow network takes its time, and the modem can do other things meanwhile.
#[test]
fn a_slow_network() {
    let (mut rig, server) = (Rig::with(&["slow=0.15"]), server());
    rig.call();
    let port = server.local_addr().unwrap().port();
    rig.ok(&format!("AT+MIPOPEN=1,,\"127.0.0.1\",{port},0"));
    rig.read("AT+MIPOPEN?", &["+MIPOPEN: 2,3,4,5,6"]);
    rig.read("AT+MIPSEND?", &["+MIPSEND: 0"]);
    rig.fails("AT+MIPSEND=1,\"41\"");
    rig.hear("\r\n+MIPOPEN: 1,1\r\n");
    // One that is not open yet can be closed.
    rig.ok(&format!("AT+MIPOPEN=2,,\"127.0.0.1\",{port},0"));
    rig.lines("AT+MIPCLOSE=2", &["OK", "+MIPCLOSE: 2,0"]);
    rig.pass(Duration::from_millis(200));
    rig.quiet();
}

/// 1.1.2: a remote port of 0, and L1.
#[test]
fn somebody_calls() {
    let mut rig = Rig::up();
    let port = free_port();
    rig.ok("AT+CMEE=1");
    rig.lines("AT+MIPOPEN=1,,\"\",0,0", &["+TCPIP ERROR: 2000"]);
    rig.ok(&format!("AT+MIPOPEN=1,{port},\"\",0,0"));
    rig.lines(&format!("AT+MIPOPEN=2,{port},\"\",0,0"), &["+TCPIP ERROR: 2011"]);
    rig.quiet();
    rig.read("AT+MIPOPEN?", &["+MIPOPEN: 2,3,4,5,6"]);
    rig.lines("AT+MIPSEND=1,\"41\"", &["+TCPIP ERROR: 2024"]);
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_nonblocking(true).unwrap();
    let from = stream.local_addr().unwrap();
    rig.hear(format!("\r\n+MIPOPEN: 1,1,\"127.0.0.1\",{}\r\n", from.port()));
    write(&mut stream, b"12");
    rig.hear("\r\n+MIPRTCP: 1,0,3132\r\n");
    rig.lines("AT+MIPSEND=1,\"4142\"", &["+MIPSEND: 1,0,2046", "OK"]);
    rig.lines("AT+MIPPUSH=1", &["+MIPPUSH: 1,0,2", "OK"]);
    assert_eq!(rig.received(&mut stream, 2), b"AB");
    // It listens no more.
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
    drop(stream);
    rig.hear("\r\n+MIPSTAT: 1,2\r\n");
    // One that listens can be closed.
    let port = free_port();
    rig.ok(&format!("AT+MIPOPEN=1,{port},\"\",0,0"));
    rig.lines("AT+MIPCLOSE=1", &["OK", "+MIPCLOSE: 1,0"]);
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
    // Datagrams come from anybody, and go where the host says.
    let (port, peer) = (free_udp_port(), peer());
    rig.lines(&format!("AT+MIPOPEN=1,{port},\"\",0,1"), &["OK", "+MIPOPEN: 1,1"]);
    rig.lines("AT+MIPSEND=1,\"41\"", &["+MIPSEND: 1,0,2047", "OK"]);
    rig.lines("AT+MIPPUSH=1", &["+TCPIP ERROR: 2013"]);
    let to = peer.local_addr().unwrap().port();
    rig.lines(&format!("AT+MIPPUSH=1,\"127.0.0.1\",{to}"), &["+MIPPUSH: 1,0,1", "OK"]);
    assert_eq!(rig.datagram(&peer), b"A");
}

/// 1.1.11, L8: what is told of a connection that ends.
#[test]
fn the_other_end_closes() {
    let (mut rig, server) = (Rig::up(), server());
    let mut stream = rig.open(1, &server);
    write(&mut stream, b"last words");
    drop(stream);
    rig.hear("\r\n+MIPRTCP: 1,0,6C61737420776F726473\r\n\r\n+MIPSTAT: 1,2\r\n");
    rig.read("AT+MIPCLOSE?", &["+MIPCLOSE: 0"]);
    rig.fails("AT+MIPSEND=1,\"41\"");
    rig.lines("AT+MIPCLOSE=1", &["OK", "+MIPCLOSE: 1,0"]);
    // With what was acknowledged, when it breaks: the other end has not read all.
    rig.ok("AT+MIPCONF=1,,,,,1");
    let mut stream = rig.open(1, &server);
    rig.lines("AT+MIPSEND=1,\"414243\"", &["+MIPSEND: 1,0,2045", "OK"]);
    rig.lines("AT+MIPPUSH=1", &["+MIPPUSH: 1,0,3", "OK"]);
    let mut one = [0];
    while stream.read(&mut one).is_err() {
        rig.turn();
    }
    drop(stream);
    rig.hear("\r\n+MIPSTAT: 1,1,3\r\n");
    // It can be opened anew at once.
    let _stream = rig.open(1, &server);
}

/// 1.1.3: the modes, and the acknowledged bytes.
#[test]
fn ways_to_close() {
    let (mut rig, server) = (Rig::up(), server());
    rig.ok("AT+MIPCONF=1,,,,5,2");
    let mut stream = rig.open(1, &server);
    rig.lines("AT+MIPSEND=1,\"414243\"", &["+MIPSEND: 1,0,2045", "OK"]);
    rig.send("AT+MIPPUSH=1\r");
    rig.hear("\r\n+MIPPUSH: 1,0,3\r\n\r\nOK\r\n\r\n+MIPSTAT: 1,0,3\r\n");
    // What was accumulated is lost.
    rig.lines("AT+MIPSEND=1,\"44\"", &["+MIPSEND: 1,0,2047", "OK"]);
    rig.ok("AT+MIPCLOSE=1,2");
    rig.quiet();
    rig.fails("AT+MIPCLOSE=1");
    rig.pass(Duration::from_secs(1));
    rig.hear("\r\n+MIPCLOSE: 1,3,0\r\n");
    assert_eq!(rig.received(&mut stream, 4), b"ABC");
    // The other end takes nothing for too long.
    let _stream = rig.open(1, &server);
    fill(&mut rig, 1);
    rig.ok("AT+MIPCLOSE=1,0");
    rig.quiet();
    rig.pass(Duration::from_millis(500));
    assert!(rig.hear_up_to(",1\r\n").starts_with("\r\n+MIPCLOSE: 1,"));
    // Nobody waits for that.
    let _stream = rig.open(1, &server);
    fill(&mut rig, 1);
    rig.send("AT+MIPCLOSE=1,1\r");
    assert!(rig.hear_up_to(",0\r\n").starts_with("\r\nOK\r\n\r\n+MIPCLOSE: 1,"));
}

/// Sends until the other end takes no more.
pub(super) fn fill(rig: &mut Rig, id: u8) -> usize {
    let piece = "55".repeat(1024);
    let deadline = rig.now() + WITHIN;
    let mut taken = 0;
    // The system finds some more room after a while.
    let mut refused = 0;
    while refused < 5 {
        assert!(rig.now() < deadline, "everything is taken");
        rig.send(format!("AT+MIPSEND={id},\"{piece}\"\r"));
        let answer = rig.hear_up_to("\r\nOK\r\n");
        if answer.contains(&format!("+MIPSEND: {id},1,")) {
            refused += 1;
            thread::sleep(Duration::from_millis(20));
        } else {
            refused = 0;
            taken += 1024;
        }
    }
    taken
}
