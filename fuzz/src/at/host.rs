use std::collections::BTreeSet;
use std::time::Duration;

use cellwire_at::Plan;
use cellwire_at::host::{Config, Event, Host};
use cellwire_codec::Instant;

use super::lexer::DIALECTS;
use super::source::Source;

const LINES: [&[u8]; 8] = [
    b"AT+CREG?",
    b"ATD*99#",
    b"AT+CMGS=22",
    b"ATI",
    b"AT+CSQ",
    b"ATE0",
    b"ATO",
    b"AT+CMEE=1;+CLIP=1",
];

/// What a modem may say.
const WORDS: [&[u8]; 12] = [
    b"\r\nOK\r\n",
    b"\r\nERROR\r\n",
    b"\r\n+CREG: 0,1\r\n",
    b"\r\n> ",
    b"\r\nCONNECT\r\n",
    b"\r\nNO CARRIER\r\n",
    b"\r\nRDY\r\n",
    b"\r\nRING\r\n",
    b"\r\n+CMT: ,22\r\n",
    b"0\r",
    b"\r\n+CSQ: 1,2\r\n",
    b"\r\n+CME ERROR: 3\r\n",
];

/// Anything a program may do with a host, and anything a modem may say: each command is over once, time
/// does not stand still, and what is accepted was offered.
pub fn host(data: &[u8]) {
    let mut source = Source::new(data);
    let mut config = Config::new(source.pick(&DIALECTS));
    if source.bool() {
        config.gap = Duration::from_millis(20);
    }
    let mut host: Host<300, 128> = Host::new(config).unwrap();
    let mut open = BTreeSet::new();
    let mut now = Instant::ORIGIN;
    let mut steps = 0;
    while !source.is_empty() && steps < 400 {
        steps += 1;
        match source.below(10) {
            0 | 1 => {
                let line = source.pick(&LINES);
                if let Ok(ticket) = host.send_line(now, Plan::of_line(line), line) {
                    assert!(open.insert(ticket), "{ticket} twice");
                    assert!(!host.is_ready());
                }
            }
            2 => offer(&mut host, now, source.pick(&WORDS), &mut open),
            3 => offer(&mut host, now, source.bytes(60), &mut open),
            4 => {
                now += Duration::from_millis(source.u16().into());
                host.handle_timeout(now);
            }
            5 => {
                host.abort(now);
            }
            6 => {
                let data = source.bytes(40);
                if let Ok(taken) = host.send_data(now, data) {
                    assert!(taken <= data.len());
                }
                let _ = host.answer_prompt(now, data);
            }
            7 => {
                let _ = host.escape(now);
            }
            8 => host.set_carrier(now, source.bool()),
            _ => {
                // Until the next timeout, and no earlier.
                if let Some(at) = host.poll_timeout() {
                    now = now.max(at);
                    host.handle_timeout(now);
                }
            }
        }
        settle(&mut host, now, &mut open);
    }
    // Left alone, it comes to rest: what was open is over, unless the program is asked for something.
    let mut rounds = 0;
    while let Some(at) = host.poll_timeout() {
        assert!(at >= now, "a timeout in the past");
        now = now.max(at);
        host.handle_timeout(now);
        settle(&mut host, now, &mut open);
        rounds += 1;
        assert!(rounds < 100, "it never comes to rest");
    }
    if host.abort(now) {
        for _ in 0..100 {
            settle(&mut host, now, &mut open);
            let Some(at) = host.poll_timeout() else { break };
            now = now.max(at);
            host.handle_timeout(now);
        }
    }
    assert!(open.is_empty(), "never over: {open:?}");
}

type Open = BTreeSet<cellwire_at::host::Ticket>;

fn offer(host: &mut Host<300, 128>, now: Instant, mut bytes: &[u8], open: &mut Open) {
    let mut refused = 0;
    while !bytes.is_empty() {
        let taken = host.handle_input(now, bytes);
        bytes = &bytes[taken..];
        settle(host, now, open);
        refused = if taken == 0 { refused + 1 } else { 0 };
        assert!(refused < 3, "nothing is accepted");
    }
}

fn settle(host: &mut Host<300, 128>, now: Instant, open: &mut Open) {
    let mut buffer = [0; 16];
    for round in 0.. {
        assert!(round < 10_000, "an endless loop");
        let mut idle = true;
        while let Some(event) = host.poll_event() {
            idle = false;
            if let Event::Done { ticket, .. } = event {
                assert!(open.remove(&ticket), "{ticket} is over twice");
            }
        }
        loop {
            let len = host.poll_transmit(now, &mut buffer);
            if len == 0 {
                break;
            }
            idle = false;
            assert!(len <= buffer.len());
            host.transmitted(now);
        }
        if idle {
            break;
        }
    }
}
