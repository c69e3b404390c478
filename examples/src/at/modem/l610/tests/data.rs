//! Data that is received, and data mode.

use core::time::Duration;

use cellwire_at::modem::Mode;

use super::*;

/// What a naive reader takes for something else.
const NASTY: &[u8] = b"\r\nOK\r\n> \r\n+MIPRTCP: 1,2,xx\r\n+++\x1aNO CARRIER\r\n\0";

/// 1.1.5: with a time between the pieces.
#[test]
fn pieces_take_their_time() {
    let (mut rig, server) = (Rig::up(), server());
    let mut stream = rig.open(1, &server);
    rig.lines("AT+MIPDSETS=1,4,500", &["+MIPDSETS: 0", "OK"]);
    write(&mut stream, b"01234567");
    rig.hear("\r\n+MIPRTCP: 1,4,30313233\r\n");
    rig.quiet();
    rig.pass(Duration::from_millis(500));
    rig.hear("\r\n+MIPRTCP: 1,0,34353637\r\n");
    rig.lines("AT+MIPCLOSE=1", &["OK", "+MIPCLOSE: 1,0"]);
    rig.read("AT+MIPDSETS?", &["+MIPDSETS: 0"]);
}

/// 1.2.4, L11, L13.
#[test]
fn raw_bytes() {
    let (mut rig, server, peer) = (Rig::up(), server(), peer());
    let mut stream = rig.open(1, &server);
    rig.ok("AT+GTSET=\"IPRFMT\",2");
    let local = rig.open_udp(2, &peer);
    let from = peer.local_addr().unwrap().port();
    // A datagram that is longer than a piece.
    rig.lines("AT+MIPDSETS=2,2", &["+MIPDSETS: 0", "OK"]);
    peer.send_to(b"abc", local).unwrap();
    peer.send_to(b"d", local).unwrap();
    let header = format!("\r\n+MIPRUDP: 127.0.0.1,{from},2");
    rig.hear(format!("{header},2,ab\r\n{header},1,c\r\n{header},1,d\r\n"));
    rig.ok("AT+GTSET=\"IPRFMT\",1");
    write(&mut stream, NASTY);
    rig.hear(NASTY);
}

/// 1.1.23, L14.
#[test]
fn data_is_read() {
    let (mut rig, server) = (Rig::up(), server());
    let mut stream = rig.open(1, &server);
    rig.ok("AT+CMEE=1;+GTSET=\"IPRFMT\",5");
    // The other end is gone, and its data is not.
    write(&mut stream, b"last");
    drop(stream);
    rig.hear("\r\n+MIPREAD: 1,4\r\n\r\n+MIPSTAT: 1,2\r\n");
    rig.ask("AT+MIPREAD=1,1500", "\r\n+MIPDATA: 1,4\r\nlast\r\nOK\r\n");
    rig.lines("AT+MIPREAD=1,1500", &["+MIPREAD: 1,0", "OK"]);
    rig.lines("AT+MIPCLOSE=1", &["OK", "+MIPCLOSE: 1,0"]);
    rig.lines("AT+MIPREAD=1,1500", &["+TCPIP ERROR: 2024"]);
    // Each datagram by itself.
    let peer = peer();
    let local = rig.open_udp(3, &peer);
    peer.send_to(b"one", local).unwrap();
    rig.hear("\r\n+MIPREAD: 3,3\r\n");
    peer.send_to(b"second", local).unwrap();
    rig.hear("\r\n+MIPREAD: 3,9\r\n");
    rig.ask("AT+MIPREAD=3,1500", "\r\n+MIPDATA: 3,3\r\none\r\nOK\r\n\r\n+MIPREAD: 3,6\r\n");
    rig.ask("AT+MIPREAD=3,1500", "\r\n+MIPDATA: 3,6\r\nsecond\r\nOK\r\n");
}

/// Nothing is lost while the host does not listen, or types, or asks.
#[test]
fn nothing_is_dropped() {
    let (mut rig, server) = (Rig::up(), server());
    let mut stream = rig.open(1, &server);
    let data: Vec<u8> =
        (0..200_000_u32).map(|number| (number.wrapping_mul(number) / 99) as u8).collect();
    let writing = {
        let (mut stream, data) = (stream.try_clone().unwrap(), data.clone());
        stream.set_nonblocking(false).unwrap();
        thread::spawn(move || stream.write_all(&data).unwrap())
    };
    // It is typing.
    rig.send("AT+CR");
    for _ in 0..20 {
        rig.turn();
        thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(rig.modem.waiting_urcs(), 1);
    rig.send("EG?\r");
    let mut received = Vec::new();
    let mut heard = String::new();
    let deadline = rig.now() + WITHIN;
    while received.len() < data.len() {
        assert!(rig.now() < deadline);
        heard.push_str(&rig.hear_up_to("\r\n"));
        if let Some(line) = heard.trim().strip_prefix("+MIPRTCP: 1,") {
            let (_, digits) = line.split_once(',').unwrap();
            let bytes = digits.as_bytes().chunks(2).map(text);
            received.extend(bytes.map(|pair| u8::from_str_radix(&pair, 16).unwrap()));
        }
        heard.clear();
    }
    assert_eq!(received, data);
    writing.join().unwrap();
    // Without result codes, nothing is told, and it waits.
    rig.send("ATQ1\r");
    write(&mut stream, b"A");
    rig.quiet();
    rig.send("ATQ0\r");
    rig.hear("\r\nOK\r\n\r\n+MIPRTCP: 1,0,41\r\n");
}

/// 1.1.18 and 1.1.24.
#[test]
fn data_mode() {
    let (mut rig, server) = (Rig::up(), server());
    let port = server.local_addr().unwrap().port();
    let open = format!("AT+MIPODM=1,,\"127.0.0.1\",{port},0");
    rig.lines(&open, &["OK", "+MIPODM: 1,1"]);
    assert_eq!(rig.modem.mode(), Mode::Data);
    let mut stream = accept(&server);
    rig.send(NASTY);
    assert_eq!(rig.received(&mut stream, NASTY.len()), NASTY);
    write(&mut stream, NASTY);
    rig.hear(NASTY);
    rig.escape();
    assert_eq!(rig.modem.mode(), Mode::OnlineCommand);
    rig.lines("AT+MIPCLOSE=1", &["OK", "+MIPCLOSE: 1,0"]);
    assert_eq!(rig.modem.mode(), Mode::Command);
    rig.lines("ATO", &["NO CARRIER"]);
    // Another socket works beside it.
    let mut other = rig.open(2, &server);
    rig.lines(&open, &["OK", "+MIPODM: 1,1"]);
    let mut stream = accept(&server);
    write(&mut other, b"2");
    rig.quiet();
    rig.escape();
    rig.hear("\r\n+MIPRTCP: 2,0,32\r\n");
    // The host hangs up.
    rig.ok("ATH");
    assert_eq!(rig.received(&mut stream, 1), b"");
    // So it can with its line DTR.
    rig.lines(&open, &["OK", "+MIPODM: 1,1"]);
    let mut stream = accept(&server);
    rig.send("bye");
    rig.turn();
    let now = rig.now();
    rig.modem.set_dtr(now, false);
    rig.modem.set_dtr(now, true);
    rig.hear("\r\nNO CARRIER\r\n");
    assert_eq!(rig.received(&mut stream, 4), b"bye");
}

#[test]
fn data_mode_ends() {
    let (mut rig, server) = (Rig::up(), server());
    let port = server.local_addr().unwrap().port();
    let open = format!("AT+MIPODM=1,,\"127.0.0.1\",{port},0");
    rig.lines(&open, &["OK", "+MIPODM: 1,1"]);
    let mut stream = accept(&server);
    write(&mut stream, b"bye");
    drop(stream);
    rig.hear("bye\r\nNO CARRIER\r\n");
    // The host has to see that nothing stands behind it.
    rig.quiet();
    rig.pass(Duration::from_millis(300));
    rig.hear("\r\n+MIPSTAT: 1,2\r\n");
    assert_eq!(rig.modem.mode(), Mode::Command);
    // What has come in command mode waits.
    rig.lines(&open, &["OK", "+MIPODM: 1,1"]);
    let mut stream = accept(&server);
    rig.escape();
    write(&mut stream, b"bye");
    drop(stream);
    rig.hear("\r\n+MIPDATA: 1,3\r\n");
    rig.quiet();
    rig.ask("ATO", "\r\nCONNECT\r\nbye\r\nNO CARRIER\r\n");
    rig.pass(Duration::from_millis(300));
    rig.hear("\r\n+MIPSTAT: 1,2\r\n");
    // The network is lost.
    rig.lines(&open, &["OK", "+MIPODM: 1,1"]);
    let _stream = accept(&server);
    let now = rig.now();
    L610::drop_network(&mut rig.modem, now).unwrap();
    rig.hear("\r\nNO CARRIER\r\n\r\n+MIPCALL: 0\r\n");
    // It cannot be opened.
    rig.call();
    drop(server);
    rig.lines(&open, &["OK", "+MIPSTAT: 1,1"]);
    rig.read("AT+MIPODM?", &["+MIPODM: 1,2,3,4,5,6"]);
    assert_eq!(rig.modem.mode(), Mode::Command);
}

/// 1.1.18: without the mode that is called pseudo-command mode.
#[test]
fn data_mode_that_cannot_be_left() {
    let (mut rig, server) = (Rig::up(), server());
    let port = server.local_addr().unwrap().port();
    let open = format!("AT+MIPODM=1,,\"127.0.0.1\",{port},0");
    rig.lines(&format!("{open},1"), &["OK", "+MIPODM: 1,1"]);
    let mut stream = accept(&server);
    rig.silence();
    rig.send("+++");
    rig.silence();
    assert_eq!(rig.received(&mut stream, 3), b"+++");
    assert_eq!(rig.modem.mode(), Mode::Data);
    drop(stream);
    rig.hear("\r\nNO CARRIER\r\n");
    rig.pass(Duration::from_millis(300));
    rig.hear("\r\n+MIPSTAT: 1,2\r\n");
    // It is there again for others.
    rig.lines("ATS2?", &["043", "OK"]);
    rig.lines(&open, &["OK", "+MIPODM: 1,1"]);
    rig.escape();
}

/// 1.1.18: when the buffer is pushed, and that it is not without bounds.
#[test]
fn the_buffer_of_data_mode() {
    let (mut rig, server) = (Rig::up(), server());
    let port = server.local_addr().unwrap().port();
    rig.lines(&format!("AT+MIPODM=1,,\"127.0.0.1\",{port},0"), &["OK", "+MIPODM: 1,1"]);
    let mut stream = accept(&server);
    let start = rig.now();
    rig.send("abc");
    let pushed = rig.received(&mut stream, 3);
    assert_eq!(pushed, b"abc");
    assert!(rig.now() >= start + Duration::from_millis(50));
    let data: Vec<u8> = (0..300_000_u32).map(|number| (number / 3) as u8).collect();
    let reading = thread::spawn(move || {
        stream.set_nonblocking(false).unwrap();
        let mut received = vec![0; 300_000];
        stream.read_exact(&mut received).unwrap();
        received
    });
    rig.send(&data);
    while !reading.is_finished() {
        rig.turn();
        thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(reading.join().unwrap(), data);
}

/// A data call is still there, and its other end still echoes.
#[test]
fn a_call_for_data() {
    let mut rig = Rig::new();
    rig.send("ATD5551234\r");
    rig.pass(Duration::from_secs(3));
    rig.hear_up_to("\r\nCONNECT 9600\r\n");
    rig.send("echo");
    rig.hear("echo");
}
