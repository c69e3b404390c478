//! The lexer, the parameters, the commands and a host with one command in flight allocate nothing.
//!
//! That they are built without an allocator at all is for the gate to show, on a bare-metal target; this
//! shows that they run so. It is one test, since others would be counted, too.

#![expect(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]

use core::time::Duration;
use std::alloc::System;

use cellwire_at::command::Command;
use cellwire_at::host::{Config, Event, Host};
use cellwire_at::lexer::{Frame, Lexer};
use cellwire_at::network::creg;
use cellwire_at::pdu::{Address, Message, Pdu, Submit};
use cellwire_at::sms::{PduBody, cmgs};
use cellwire_at::status::{cfun, csq};
use cellwire_at::{Dialect, Urc};
use cellwire_codec::{Decoder, FrameBuffer, Instant, Outcome};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const STREAM: &[u8] = b"AT+CREG?\r\r\n+CREG: 2,1,\"81ED\",\"1A9CEB\"\r\n\r\nRING\r\n\r\n+CMTI: \"SM\",3\r\n\r\nOK\r\n";

#[test]
fn nothing_is_allocated() {
    let region = Region::new(ALLOCATOR);
    lexer();
    commands();
    host();
    let change = region.change();
    assert_eq!((change.allocations, change.reallocations), (0, 0));

    // And what is counted would be seen.
    let region = Region::new(ALLOCATOR);
    drop(Box::new(1_u8));
    assert_eq!(region.change().allocations, 1);
}

fn lexer() {
    let mut lexer = Lexer::new(Dialect::GENERIC);
    lexer.expect_echo(b"AT+CREG?\r");
    let (mut rest, mut lines) = (STREAM, 0);
    while !rest.is_empty() {
        let decoded = lexer.decode(rest);
        rest = &rest[decoded.consumed..];
        match decoded.outcome {
            Outcome::Frame(Frame::Line(_)) => lines += 1,
            Outcome::Frame(_) => {}
            Outcome::Incomplete { .. } => break,
            Outcome::Fault(fault) => panic!("{fault}"),
        }
    }
    assert_eq!(lines, 3);
    // In an array, bit by bit.
    let mut frames =
        FrameBuffer::fixed(Lexer::new(Dialect::GENERIC).with_max_line(64), [0; 130]).unwrap();
    let mut count = 0;
    for byte in STREAM.chunks(1) {
        let mut input = byte;
        while frames.pull(&mut input).is_some() {
            count += 1;
        }
    }
    assert_eq!(count, 5, "the echo is a line here");
}

fn commands() {
    let mut buffer = [0; 512];
    let len =
        cfun::Set { level: cfun::Level::FULL, reset: Some(true) }.write_line(&mut buffer).unwrap();
    assert_eq!(&buffer[..len], b"AT+CFUN=1,1\r");
    let answer = csq::Action::answer(cellwire_at::Line::new(b"+CSQ: 17,99")).unwrap();
    assert_eq!(answer.rssi, 17);
    let part = Message::new("hellohello").parts().unwrap().next().unwrap();
    let pdu = Pdu::new(Submit::new(Address::new("+46708251358").unwrap(), &part));
    let send = cmgs::Pdu { pdu: PduBody::new(pdu.encode_hex(&mut buffer).unwrap()).unwrap() };
    let mut line = [0; 32];
    assert_eq!(send.write_line(&mut line).unwrap(), 11);
}

fn host() {
    let mut now = Instant::ORIGIN;
    let mut host: Host<256, 64> = Host::new(Config::default()).unwrap();
    let mut buffer = [0; 64];
    for _ in 0..3 {
        host.send(now, &creg::Read).unwrap();
        let len = host.poll_transmit(now, &mut buffer);
        assert_eq!(&buffer[..len], b"AT+CREG?\r");
        host.transmitted(now);
        let (mut answers, mut codes, mut done) = (0, 0, 0);
        for piece in STREAM.chunks(7) {
            host.handle_input(now, piece);
            while let Some(event) = host.poll_event() {
                match event {
                    Event::Answer { line, .. } => {
                        creg::Read::answer(line).unwrap();
                        answers += 1;
                    }
                    Event::Unsolicited(line) => {
                        assert!(!matches!(Urc::parse(line), Urc::Other(_)));
                        codes += 1;
                    }
                    Event::Done { outcome, .. } => {
                        assert!(outcome.is_success());
                        done += 1;
                    }
                    _ => {}
                }
            }
        }
        assert_eq!((answers, codes, done), (1, 2, 1));
        now += Duration::from_secs(1);
        host.handle_timeout(now);
    }
}
