//! Data that is sent.

use core::time::Duration;

use super::sockets::fill;
use super::*;

/// 1.2.3, L6, L7, L9.
#[test]
fn data_with_its_length() {
    let (mut rig, server) = (Rig::up(), server());
    let mut stream = rig.open(1, &server);
    let sent = "\r\nOK\r\n\r\n+MIPPUSH: 1,0\r\n\r\n+MIPSEND: 1,0,2048\r\n\r\nOK\r\n";
    // What is too much is lost, even if it looks like a command.
    rig.ask("AT+MIPSEND=1,5", "\r\n>\r\n");
    rig.send("12345678\r\nAT+CREG?\r");
    rig.hear(sent);
    rig.quiet();
    assert_eq!(rig.received(&mut stream, 5), b"12345");
    rig.ok("AT");
    // What was accumulated goes in front of it.
    rig.lines("AT+MIPSEND=1,\"4142\"", &["+MIPSEND: 1,0,2046", "OK"]);
    rig.ask("AT+MIPSEND=1,1", "\r\n>\r\n");
    rig.send("C");
    rig.hear(sent);
    assert_eq!(rig.received(&mut stream, 3), b"ABC");
    // All of 2048 bytes.
    let long: Vec<u8> = (0..2048).map(|byte| byte as u8).collect();
    rig.ask("AT+MIPSEND=1,2048", "\r\n>\r\n");
    rig.send(&long);
    rig.hear(sent);
    assert_eq!(rig.received(&mut stream, 2048), long);
    // The host forgets the rest, and what there is goes.
    rig.ok("AT+GTSET=\"SENDTIME\",1");
    rig.ask("AT+MIPSEND=1,5", "\r\n>\r\n");
    rig.send("123");
    rig.pass(Duration::from_millis(1100));
    rig.hear(sent);
    assert_eq!(rig.received(&mut stream, 3), b"123");
}

/// 1.2.1 and 1.2.2.
#[test]
fn data_up_to_a_ctrl_z_or_to_silence() {
    let (mut rig, server) = (Rig::up(), server());
    let mut stream = rig.open(1, &server);
    let sent = "\r\nOK\r\n\r\n+MIPPUSH: 1,0\r\n\r\n+MIPSEND: 1,0,2048\r\n\r\nOK\r\n";
    // After 12 seconds without a byte.
    rig.ask("AT+MIPSEND=1", "\r\n>\r\n");
    rig.send("silence");
    rig.pass(Duration::from_secs(11));
    rig.quiet();
    rig.pass(Duration::from_secs(1));
    rig.hear(sent);
    assert_eq!(rig.received(&mut stream, 7), b"silence");
    rig.ok("AT+GTSET=\"SENDTIME\",1");
    rig.ask("AT+MIPSEND=1", "\r\n>\r\n");
    rig.send("short");
    rig.pass(Duration::from_millis(900));
    rig.send("er");
    rig.pass(Duration::from_millis(900));
    rig.quiet();
    rig.pass(Duration::from_millis(100));
    rig.hear(sent);
    assert_eq!(rig.received(&mut stream, 7), b"shorter");
    // It is cancelled, or too long.
    rig.ask("AT+MIPSEND=1", "\r\n>\r\n");
    rig.send("x\x1b");
    rig.hear("\r\nOK\r\n");
    rig.ok("AT+CMEE=1");
    rig.ask("AT+MIPSEND=1", "\r\n>\r\n");
    rig.send([b"x".repeat(2049).as_slice(), b"\x1a"].concat());
    rig.hear("\r\n+TCPIP ERROR: 2006\r\n");
}

/// 1.1.6: digits in any case, and none.
#[test]
fn digits() {
    let (mut rig, server) = (Rig::up(), server());
    let mut stream = rig.open(1, &server);
    rig.lines("AT+MIPSEND=1,\"0d0A\"", &["+MIPSEND: 1,0,2046", "OK"]);
    rig.lines("AT+MIPPUSH=1", &["+MIPPUSH: 1,0,2", "OK"]);
    assert_eq!(rig.received(&mut stream, 2), b"\r\n");
    rig.fails("AT+MIPSEND=1,\"\"");
}

/// 1.1.4.
#[test]
fn data_is_pushed_by_itself() {
    let (mut rig, server) = (Rig::up(), server());
    let mut stream = rig.open(1, &server);
    rig.lines("AT+MIPSETS=1,4,500", &["+MIPSETS: 0", "OK"]);
    rig.lines("AT+MIPSEND=1,\"414243\"", &["+MIPSEND: 1,0,2045", "OK"]);
    // The watermark is reached twice, and a byte is left, for which the time begins anew.
    rig.pass(Duration::from_millis(400));
    rig.lines("AT+MIPSEND=1,\"444546474849\"", &["+MIPSEND: 1,0,2047", "OK"]);
    assert_eq!(rig.received(&mut stream, 8), b"ABCDEFGH");
    rig.pass(Duration::from_millis(400));
    rig.read("AT+MIPSEND?", &["+MIPSEND: 1,2047"]);
    rig.pass(Duration::from_millis(100));
    assert_eq!(rig.received(&mut stream, 1), b"I");
    rig.read("AT+MIPSEND?", &["+MIPSEND: 1,2048"]);
    // Without a time it stays.
    rig.lines("AT+MIPSETS=1,2048", &["+MIPSETS: 0", "OK"]);
    rig.lines("AT+MIPSEND=1,\"4A\"", &["+MIPSEND: 1,0,2047", "OK"]);
    rig.pass(Duration::from_secs(60));
    rig.read("AT+MIPSEND?", &["+MIPSEND: 1,2047"]);
}

/// 1.1.7: datagrams.
#[test]
fn datagrams() {
    let (mut rig, peers) = (Rig::up(), [peer(), peer()]);
    let local = rig.open_udp(2, &peers[0]);
    let sent = "\r\nOK\r\n\r\n+MIPSEND: 2,0,2048\r\n\r\nOK\r\n";
    rig.ask("AT+MIPSEND=2,5", "\r\n>\r\n");
    rig.send("hello");
    rig.hear(sent);
    assert_eq!(rig.datagram(&peers[0]), b"hello");
    // What was accumulated is one datagram.
    rig.lines("AT+MIPSEND=2,\"4142\"", &["+MIPSEND: 2,0,2046", "OK"]);
    rig.lines("AT+MIPSEND=2,\"43\"", &["+MIPSEND: 2,0,2045", "OK"]);
    let port = peers[1].local_addr().unwrap().port();
    let push = format!("AT+MIPPUSH=2,\"127.0.0.1\",{port}");
    rig.lines(&push, &["+MIPPUSH: 2,0,8", "OK"]);
    assert_eq!(rig.datagram(&peers[1]), b"ABC");
    // Without a target, it goes where the last one went.
    rig.ask("AT+MIPSEND=2", "\r\n>\r\n");
    rig.send("again\x1a");
    rig.hear(sent);
    assert_eq!(rig.datagram(&peers[1]), b"again");
    // Both can answer.
    for (peer, digits) in peers.iter().zip(["30", "31"]) {
        let from = peer.local_addr().unwrap().port();
        let byte = u8::from_str_radix(digits, 16).unwrap();
        peer.send_to(&[byte], local).unwrap();
        rig.hear(format!("\r\n+MIPRUDP: 127.0.0.1,{from},2,0,{digits}\r\n"));
    }
    rig.fails("AT+MIPPUSH=2,\"127.0.0.1\"");
    rig.fails("AT+MIPPUSH=2,\"127.0.0.1\",0");
    rig.lines("AT+MIPCLOSE=2", &["OK", "+MIPCLOSE: 2,0"]);
}

/// 1.1.19 and 1.1.20.
#[test]
fn flow_control() {
    let (mut rig, server) = (Rig::up(), server());
    let mut stream = rig.open(1, &server);
    let taken = fill(&mut rig, 1);
    assert!(taken > 6 * 1024);
    rig.turn();
    assert_eq!(text(&rig.heard), "");
    rig.read("AT+MIPSEND?", &["+MIPSEND: 1,2048"]);
    rig.ask("AT+MIPSEND=1,5", "\r\n>\r\n");
    rig.send("hello");
    rig.hear("\r\nOK\r\n\r\n+MIPPUSH: 1,1\r\n\r\n+MIPSEND: 1,1,2048\r\n\r\nOK\r\n");
    let received = rig.received(&mut stream, taken);
    assert!(received.iter().all(|byte| *byte == 0x55));
    rig.hear("\r\n+MIPXON: 1\r\n");
    rig.ask("AT+MIPSEND=1,5", "\r\n>\r\n");
    rig.send("hello");
    rig.hear("\r\nOK\r\n\r\n+MIPPUSH: 1,0\r\n\r\n+MIPSEND: 1,0,2048\r\n\r\nOK\r\n");
    assert_eq!(rig.received(&mut stream, 5), b"hello");
}

/// So that XOFF comes without much data: only so many bytes leave at a time.
#[test]
fn short_sends() {
    let (mut rig, server) = (Rig::with(&["short=20"]), server());
    rig.call();
    let mut stream = rig.open(1, &server);
    let data: Vec<u8> = (0..16 * 1024).map(|number: u32| (number / 7) as u8).collect();
    let mut refused = 0;
    for piece in data.chunks(2048) {
        loop {
            rig.send("AT+MIPSEND=1,2048\r");
            rig.hear_up_to("\r\n>\r\n");
            rig.send(piece);
            let answer = rig.hear_up_to("\r\n+MIPSEND: 1,");
            let taken = !answer.contains("+MIPPUSH: 1,1");
            rig.hear_up_to("\r\nOK\r\n");
            if taken {
                break;
            }
            refused += 1;
            rig.received(&mut stream, 0);
        }
    }
    assert!(refused > 0);
    assert_eq!(rig.received(&mut stream, data.len()), data);
}
