//! Both sides back to back, and each by itself.

mod endpoint;
mod links;
mod server;
mod tracker;

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::SocketAddr;
use core::time::Duration;

use cellwire_codec::test_util::for_each_seed;
use cellwire_codec::test_util::link::{LinkConfig, Rng};
use cellwire_codec::test_util::pair::{Pair, Peer};
use cellwire_codec::{Instant, RetryPolicy};

use super::*;
use crate::TrackerId;
use crate::message::{Button, Downlink, Phone, Text, Uplink};
use crate::report::{Alarm, Report, ReportText, Time};

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn id() -> TrackerId {
    TrackerId::new("13612345678").unwrap()
}

fn numbered(number: u32) -> Report<'static> {
    let (hour, minute, second) = (number / 3600, number / 60 % 60, number % 60);
    Report {
        time: Time::new(hour as u8, minute as u8, second as u8, 0),
        altitude_millimetres: Some(number as i32 * 1000),
        ..Report::default()
    }
}

/// What the number of a record is, by its altitude.
fn number(record: ReportText<'_>) -> u32 {
    record.parse().altitude_millimetres.map_or(u32::MAX, |altitude| altitude as u32 / 1000)
}

/// An event of the server's side that has left the session.
#[derive(Clone, Debug, PartialEq)]
enum Told {
    BlackBox { ticket: BoxTicket, records: Vec<(u32, bool)> },
    Report(u32),
    Answer(CommandId, String),
    NoAnswer(CommandId),
    Other(String),
}

fn told<A: core::fmt::Debug>(event: Event<'_, A>) -> Told {
    match event.kind {
        EventKind::BlackBox { ticket, records } => Told::BlackBox {
            ticket,
            records: records.iter().map(|(record, repeat)| (number(record), repeat)).collect(),
        },
        EventKind::Report { report, answers: None, .. } => Told::Report(number(report)),
        EventKind::Report { answers: Some(command), .. } => {
            Told::Answer(command, String::from("location"))
        }
        EventKind::Answer { command, message } => Told::Answer(command, format!("{message:?}")),
        EventKind::NoAnswer { command, .. } => Told::NoAnswer(command),
        kind => Told::Other(format!("{kind:?}")),
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Heard {
    Delivered(usize),
    Offline,
    Online,
    Sms(String, String),
    Other(String),
}

fn heard(event: TrackerEvent<'_>) -> Heard {
    match event {
        TrackerEvent::Delivered { records } => Heard::Delivered(records),
        TrackerEvent::Offline => Heard::Offline,
        TrackerEvent::Online => Heard::Online,
        TrackerEvent::Message(Downlink::SendSms { phone, text }) => {
            Heard::Sms(phone.to_string(), text.to_string())
        }
        event => Heard::Other(format!("{event:?}")),
    }
}

type StreamPair = Pair<Tracker, Heard, Server, Told>;

fn config(transport: Transport) -> TrackerConfig {
    let mut config = TrackerConfig::new(id());
    config.transport = transport;
    config
}

fn stream_pair(seed: u64, link: LinkConfig, tracker: Tracker, server: Server) -> StreamPair {
    Pair::new(
        seed,
        link,
        Peer::new(tracker, (), |event| heard(event)),
        Peer::new(server, (), |event| told(event)),
    )
}

/// A perfect connection over which both are online.
fn connected() -> StreamPair {
    let mut tracker = Tracker::new(config(Transport::Stream));
    tracker.set_report(&numbered(1)).unwrap();
    tracker.connected(Instant::ORIGIN);
    let server = Server::new(ServerConfig::default(), Instant::ORIGIN);
    let mut pair = stream_pair(0, LinkConfig::default(), tracker, server);
    pair.run_for(secs(1));
    pair.right.take_events();
    pair.left.take_events();
    pair
}

fn stored_numbers(tracker: &Tracker) -> Vec<u32> {
    tracker.stored().map(|text| number(ReportText::from_wire(text))).collect()
}

fn tracker_addr(port: u16) -> SocketAddr {
    SocketAddr::new("198.51.100.7".parse().unwrap(), port)
}

/// A frame of a tracker.
fn up(id: &str, message: Uplink<'_>) -> Vec<u8> {
    use cellwire_codec::Encoder;
    let mut frame = Vec::new();
    let id = TrackerId::new(id).unwrap();
    crate::FrameEncoder::new()
        .append_to_vec(&crate::Addressed { id, message }, &mut frame)
        .unwrap();
    frame
}
