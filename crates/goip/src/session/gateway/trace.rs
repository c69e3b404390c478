use alloc::format;
use alloc::string::String;
use core::time::Duration;

use super::event::LineAddr;
use super::{Gateway, Timer, encode};
use crate::message::{Event, EventBody};
use crate::{Fields, GatewayMessage};

/// How long a trace goes on without `ATALIVE`.
const ALIVE_FOR: Duration = Duration::from_secs(60);
/// How often the gateway and its module exchange something.
const INTERVAL: Duration = Duration::from_secs(2);

/// A trace of what goes between the gateway and its module.
#[derive(Clone, Debug)]
pub(super) struct Trace {
    to: LineAddr,
    sendid: i64,
    count: i64,
}

impl Gateway {
    /// Begins a trace, or begins it anew.
    pub(super) fn start_trace(&mut self, from: LineAddr, sendid: i64) {
        self.lines[from.line].run.trace = Some(Trace { to: from, sendid, count: 0 });
        self.timers.set(Timer::TraceLine(from.line), self.now + INTERVAL);
        self.keep_trace(from.line);
    }

    /// Says whether there is one.
    pub(super) fn keep_trace(&mut self, line: usize) -> bool {
        let is_on = self.lines[line].run.trace.is_some();
        if is_on {
            self.timers.set(Timer::TraceEnd(line), self.now + ALIVE_FOR);
        }
        is_on
    }

    pub(super) fn end_trace(&mut self, line: usize) {
        self.lines[line].run.trace = None;
        self.timers.cancel(&Timer::TraceLine(line));
        self.timers.cancel(&Timer::TraceEnd(line));
    }

    pub(super) fn serve_trace(&mut self, line: usize) {
        let place = &mut self.lines[line];
        let Some(trace) = &mut place.run.trace else { return };
        trace.count = trace.count.wrapping_add(1);
        let (to, count) = (trace.to, trace.count);
        let receive = traced(count, place.card.signal);
        let event = Event {
            recvid: trace.sendid,
            id: place.card.id.as_str().into(),
            password: place.card.password.as_secret(),
            body: EventBody::At { count, receive: receive.as_str().into() },
            fields: Fields::EMPTY,
        };
        let datagram = encode(&GatewayMessage::Event(event));
        self.set_again(Timer::TraceLine(line), INTERVAL);
        if let Ok(datagram) = datagram {
            self.answer_with(to, datagram);
        }
    }
}

/// What the gateway and its module say to each other.
fn traced(count: i64, signal: u8) -> String {
    match count.rem_euclid(6) {
        1 => "write:AT+CREG?".into(),
        2 => "read:+CREG: 0,1".into(),
        4 => "write:AT+CSQ".into(),
        5 => format!("read:+CSQ: {signal},99"),
        _ => "read:OK".into(),
    }
}
