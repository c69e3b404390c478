//! Both sides back to back, over links that lose, double, hold up and corrupt.

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
type DatagramPair = Pair<OnSocket, Heard, Endpoint, Told>;

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

/// The application of a server: it stores the new records of each box some time after it has come,
/// and then acknowledges it.
#[derive(Default)]
struct Storage {
    records: Vec<u32>,
    pending: Vec<(Instant, BoxTicket, Vec<u32>)>,
    repeats: usize,
    refuse: u16,
    /// How many records the tracker had deleted when this was last looked at.
    deleted: u64,
}

impl Storage {
    fn receive(&mut self, now: Instant, after: Duration, told: &Told) {
        if let Told::BlackBox { ticket, records } = told {
            for (number, repeat) in records {
                assert!(
                    !repeat || self.knows(*number),
                    "{number} is said to have come before, and has not"
                );
                self.repeats += usize::from(*repeat);
            }
            let fresh = records.iter().filter(|(_, repeat)| !repeat).map(|(number, _)| *number);
            self.pending.push((now + after, *ticket, fresh.collect()));
        }
    }

    fn knows(&self, number: u32) -> bool {
        self.records.contains(&number)
            || self.pending.iter().any(|(_, _, records)| records.contains(&number))
    }

    #[track_caller]
    fn assert_none_is_lost(&mut self, tracker: &Tracker, records: u32) {
        let deleted = tracker.stats().delivered;
        if core::mem::replace(&mut self.deleted, deleted) == deleted {
            return;
        }
        let left = stored_numbers(tracker);
        let kept: BTreeSet<_> = left.iter().chain(&self.records).collect();
        for number in 0..records {
            assert!(kept.contains(&number), "{number} was deleted before it was stored");
        }
    }

    /// The boxes whose time to be stored has come.
    fn store(&mut self, now: Instant, rng: &mut Rng) -> Vec<(BoxTicket, bool)> {
        let (due, rest) =
            core::mem::take(&mut self.pending).into_iter().partition(|(at, ..)| *at <= now);
        self.pending = rest;
        let due: Vec<(Instant, BoxTicket, Vec<u32>)> = due;
        due.into_iter()
            .map(|(_, ticket, records)| {
                let stored = !rng.chance(self.refuse);
                if stored {
                    self.records.extend(records);
                }
                (ticket, stored)
            })
            .collect()
    }
}

#[test]
fn commands_are_answered() {
    let mut pair = connected();
    let sms = Phone::new("+8613612345678").unwrap();
    let call = Phone::new("10086").unwrap();
    let server = &mut pair.right.session;
    let commands = [
        server.command(Downlink::RequestLocation).unwrap(),
        server.command(Downlink::SetInterval(60)).unwrap(),
        server.command(Downlink::SetAuthorizedPhone { button: Button::SOS, sms, call }).unwrap(),
        server.command(Downlink::SetWiretapPhone(call)).unwrap(),
        server.command(Downlink::ReadAuthorizedPhone(Button::SOS)).unwrap(),
        server.command(Downlink::ReadAuthorizedPhone(Button::ALL)).unwrap(),
        server.command(Downlink::SendSms { phone: call, text: Text::from("hello") }).unwrap(),
    ];
    let idle = Instant::ORIGIN + ServerConfig::default().idle_timeout;
    assert_eq!(server.poll_timeout(), Some(idle));
    pair.run_for(secs(1));
    assert_eq!(pair.left.session.interval(), 60);
    assert_eq!(pair.left.session.phones()[0].sms, sms);
    assert_eq!(pair.left.session.wiretap_phone(), call);
    let asked = pair.left.take_events().into_iter().find(|event| matches!(event, Heard::Sms(..)));
    assert_eq!(asked, Some(Heard::Sms("10086".into(), "hello".into())));
    pair.left.session.answer_sms(pair.now(), true);
    pair.run_for(secs(1));
    let answers: BTreeMap<_, _> = pair
        .right
        .take_events()
        .into_iter()
        .map(|told| match told {
            Told::Answer(command, answer) => (command, answer),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(answers.keys().copied().collect::<Vec<_>>(), commands);
    let answers: Vec<_> = answers.into_values().collect();
    assert_eq!(answers[0], "location");
    assert!(answers[1].starts_with("SetIntervalReply"), "{}", answers[1]);
    assert!(answers[4].contains("+8613612345678"), "{}", answers[4]);
    assert_eq!(pair.right.session.stats().answers, 7);
    assert!(pair.right.session.is_drained());
}

#[test]
fn what_the_tracker_asks_for_is_answered() {
    let address = Some("118.128.198.38:8090".parse().unwrap());
    let config = ServerConfig { address, ..ServerConfig::default() };
    let mut tracker_config = self::config(Transport::Stream);
    tracker_config.login = true;
    let mut tracker = Tracker::new(tracker_config);
    tracker.connected(Instant::ORIGIN);
    let server = Server::new(config, Instant::ORIGIN);
    let mut pair = stream_pair(0, LinkConfig::default(), tracker, server);
    pair.left.session.request_ip(Instant::ORIGIN).unwrap();
    let phone = Phone::new("10086").unwrap();
    let body = b"G|100008.000,A,2232.4679,N,11356.7805,E,0.204,89.22,210911,,|7.49|152.6|100|100";
    pair.left
        .session
        .request_address(Instant::ORIGIN, crate::message::AddressQuery { phone, body })
        .unwrap();
    pair.run_for(secs(1));
    let text = Text::from("深圳市南山区");
    pair.right.session.command(Downlink::Address { phone, text }).unwrap();
    pair.run_for(secs(1));
    let heard: Vec<_> =
        pair.left.take_events().into_iter().map(|heard| format!("{heard:?}")).collect();
    let heard = heard.join("\n");
    for expected in ["LoginReply", "HeartbeatReply", "118.128.198.38", "深圳市南山区"] {
        assert!(heard.contains(expected), "{expected} in {heard}");
    }
    assert!(!heard.contains("NoAnswer"), "{heard}");
    assert!(pair.left.session.is_drained());
}

#[test]
fn a_command_without_an_answer_is_given_up() {
    let mut pair = connected();
    pair.to_right.config.loss = 1000;
    let sms = Downlink::SendSms { phone: Phone::new("10086").unwrap(), text: Text::from("x") };
    let once = pair.right.session.command(sms).unwrap();
    let retry = RetryPolicy::fixed(secs(5), 4);
    let often = pair
        .right
        .session
        .command(Request::new(Downlink::SetInterval(5)).with_retry(retry))
        .unwrap();
    let start = pair.now();
    pair.run_for(secs(60));
    let told: Vec<_> = core::mem::take(&mut pair.right.events).into();
    let at = |wanted| told.iter().find(|(_, told)| *told == wanted).unwrap().0 - start;
    assert_eq!(at(Told::NoAnswer(once)), secs(20));
    assert_eq!(at(Told::NoAnswer(often)), secs(20));
    let sent = pair.left.take_events();
    let count =
        |what: &str| sent.iter().filter(|event| format!("{event:?}").contains(what)).count();
    assert_eq!((count("Sms"), count("SetInterval")), (1, 4), "{sent:?}");
}

#[test]
fn commands_of_a_kind_wait_for_each_other() {
    let mut pair = connected();
    for interval in [10, 20, 30] {
        pair.right.session.command(Downlink::SetInterval(interval)).unwrap();
    }
    let mut buffer = [0; 1000];
    let now = pair.now();
    assert_eq!(pair.right.session.poll_transmit(now, &mut buffer), 19, "one at a time");
    let limit = ServerConfig::default().max_commands;
    for _ in 3..limit {
        pair.right.session.command(Downlink::SetInterval(1)).unwrap();
    }
    let error = pair.right.session.command(Downlink::SetInterval(1)).unwrap_err();
    assert_eq!(error.to_string(), "32 commands wait for tracker 13612345678, which is the limit");
}

#[test]
fn an_end_tells_of_every_command() {
    let mut pair = connected();
    let now = pair.now();
    let server = &mut pair.right.session;
    let first = server.command(Downlink::SetInterval(1)).unwrap();
    server.poll_transmit(now, &mut [0; 100]);
    let second = server.command(Downlink::SetInterval(2)).unwrap();
    server.handle_input(now, b"$$\0\x20 the beginning");
    server.handle_end(now);
    let mut told = Vec::new();
    while let Some(event) = server.poll_event() {
        told.push(self::told(event));
    }
    assert!(matches!(&told[0], Told::Other(fault) if fault.contains("Truncated")), "{told:?}");
    assert_eq!(told[1..], [Told::NoAnswer(first), Told::NoAnswer(second)]);
    assert_eq!(server.stats().unanswered, 2);
    server.handle_end(now);
    assert_eq!(server.poll_event(), None);
    assert_eq!(server.command(Downlink::SetInterval(1)), Err(CommandError::Closing));
    assert_eq!(server.poll_timeout(), None);
    assert!(server.is_drained());
}

#[test]
fn before_the_first_frame_nobody_knows_whom_to_command() {
    let mut server = Server::new(ServerConfig::default(), Instant::ORIGIN);
    assert_eq!(server.command(Downlink::RequestLocation), Err(CommandError::Unidentified));
}

#[test]
fn a_silent_connection_is_idle() {
    let mut server = Server::new(ServerConfig::default(), Instant::ORIGIN);
    let at = server.poll_timeout().unwrap();
    assert_eq!(at, Instant::ORIGIN + secs(15 * 60));
    server.handle_timeout(Instant::from_origin(secs(15 * 60 - 1)));
    assert_eq!(server.poll_event(), None);
    server.handle_timeout(at);
    assert_eq!(server.poll_event().unwrap().kind, EventKind::Idle);
    assert_eq!(server.poll_event(), None);
    assert_eq!(server.poll_timeout(), None);
}

/// A false header promises 8000 bytes: what stands behind it must not wait until they have come.
#[test]
fn a_false_header_holds_up_the_frames_behind_it_for_no_longer_than_the_timer() {
    let heartbeat = b"$$\0\x11\x13\x61\x23\x45\x67\x8f\xff\0\x01\x1b\x46\r\n";
    let at = |seconds| Instant::from_origin(secs(seconds));
    let mut server = Server::new(ServerConfig::default(), Instant::ORIGIN);
    server.handle_input(at(1), b"$$\x1f\x40");
    assert_eq!(server.poll_event(), None);
    for second in 2..31 {
        server.handle_input(at(second), heartbeat);
        assert_eq!(server.poll_event(), None);
    }
    assert_eq!(server.poll_timeout(), Some(at(31)));
    // The last frame has come in half when the timer is due: it is not given up.
    server.handle_input(at(31), &heartbeat[..9]);
    assert!(matches!(server.poll_event().unwrap().kind, EventKind::Fault(_)));
    assert_eq!(server.poll_event().unwrap().kind, EventKind::Identified);
    for _ in 2..31 {
        assert_eq!(server.poll_event().unwrap().kind, EventKind::Heartbeat);
    }
    assert_eq!(server.poll_event(), None);
    server.handle_input(at(32), &heartbeat[9..]);
    assert_eq!(server.poll_event().unwrap().kind, EventKind::Heartbeat);
    assert_eq!(server.poll_event(), None);
}

#[test]
fn input_is_refused_while_events_wait() {
    let mut server = Server::new(ServerConfig::default(), Instant::ORIGIN);
    let flood = alloc::vec![b'x'; 100_000];
    let taken = server.handle_input(Instant::ORIGIN, &flood);
    assert_eq!(taken, 2 * 8192);
    assert_eq!(server.handle_input(Instant::ORIGIN, &flood), 0);
    while server.poll_event().is_some() {}
    assert!(server.handle_input(Instant::ORIGIN, &flood) > 8192);
}

#[test]
fn answers_are_summed_as_the_tracker_sums() {
    let config = ServerConfig { crc: crate::CrcPolicy::ANY, ..ServerConfig::default() };
    let mut server = Server::new(config, Instant::ORIGIN);
    // A heartbeat of a bracelet, with CRC-16/KERMIT.
    server.handle_input(Instant::ORIGIN, b"$$\0\x11\x80\x68\0\0\x10\x01\x22\0\x01\x46\x3c\r\n");
    assert_eq!(server.poll_event().unwrap().kind, EventKind::Identified);
    assert_eq!(server.poll_event().unwrap().kind, EventKind::Heartbeat);
    let mut buffer = [0; 100];
    let len = server.poll_transmit(Instant::ORIGIN, &mut buffer);
    let sum = crate::CrcKind::Kermit.checksum(&buffer[..len - 4]);
    assert_eq!(buffer[len - 4..len - 2], sum.to_be_bytes());
}

#[test]
fn a_box_that_comes_again_while_it_is_open_is_acknowledged_once() {
    let mut tracker = Tracker::new(config(Transport::Stream));
    for number in 0..3 {
        tracker.set_report(&numbered(number)).unwrap();
        tracker.send_report(Instant::ORIGIN);
    }
    tracker.connected(Instant::ORIGIN);
    let mut buffer = [0; 1000];
    let len = tracker.poll_transmit(Instant::ORIGIN, &mut buffer).unwrap().unwrap().len;
    let mut server = Server::new(ServerConfig::default(), Instant::ORIGIN);
    let mut events = Vec::new();
    for _ in 0..2 {
        server.handle_input(Instant::ORIGIN, &buffer[..len]);
        while let Some(event) = server.poll_event() {
            events.push(told(event));
        }
    }
    let Told::BlackBox { ticket, .. } = events[2] else { panic!("{events:?}") };
    assert_eq!(
        events[2..],
        [
            Told::BlackBox { ticket, records: [(0, false), (1, false), (2, false)].into() },
            Told::Other(String::from("Heartbeat")),
            Told::Other(format!("BlackBoxAgain {{ ticket: {ticket:?} }}")),
        ]
    );
    while server.poll_transmit(Instant::ORIGIN, &mut buffer) > 0 {}
    server.acknowledge(ticket, true).unwrap();
    let error = server.acknowledge(ticket, true).unwrap_err();
    assert_eq!(error.to_string(), format!("black box {ticket} is not open"));
    assert_eq!(server.poll_transmit(Instant::ORIGIN, &mut buffer), 18);
    assert_eq!(server.stats().repeated_records, 3);
}

#[test]
fn a_full_black_box_loses_its_oldest_records_and_says_so() {
    let mut config = config(Transport::Stream);
    config.box_capacity = 5;
    let mut tracker = Tracker::new(config);
    for number in 0..8 {
        tracker.set_report(&numbered(number)).unwrap();
        tracker.send_report(Instant::ORIGIN);
    }
    assert_eq!(stored_numbers(&tracker), [3, 4, 5, 6, 7]);
    assert_eq!((tracker.stats().stored, tracker.stats().lost), (8, 3));
}

#[test]
fn a_black_box_survives_a_restart() {
    let mut tracker = Tracker::new(config(Transport::Stream));
    tracker.set_report(&numbered(7)).unwrap();
    tracker.alarm(Instant::ORIGIN, Alarm::SOS_PRESSED).unwrap();
    let mut config = config(Transport::Stream);
    config.stored = tracker.stored().map(<[u8]>::to_vec).collect();
    let tracker = Tracker::new(config);
    assert_eq!(stored_numbers(&tracker), [7]);
    let record = ReportText::from_wire(tracker.stored().next().unwrap()).parse();
    assert_eq!(record.alarm, Some(Alarm::SOS_PRESSED));
}

#[test]
fn reports_that_have_not_left_go_to_the_black_box() {
    let mut tracker = Tracker::new(config(Transport::Stream));
    tracker.connected(Instant::ORIGIN);
    tracker.set_report(&numbered(1)).unwrap();
    tracker.send_report(Instant::ORIGIN);
    tracker.send_report(Instant::ORIGIN);
    // A heartbeat of 17 bytes, and half a report.
    tracker.poll_transmit(Instant::ORIGIN, &mut [0; 60]).unwrap();
    tracker.disconnected(Instant::ORIGIN);
    assert_eq!(stored_numbers(&tracker), [1, 1]);
}

#[test]
fn a_tracker_without_answers_goes_offline_and_keeps_its_reports() {
    let mut pair = connected();
    pair.right.session.command(Downlink::SetInterval(100)).unwrap();
    pair.run_for(secs(1));
    pair.left.take_events();
    pair.to_left.config.loss = 1000;
    pair.run_for(secs(1000));
    let offline = pair.left.events.iter().find(|(_, event)| *event == Heard::Offline).unwrap().0;
    assert_eq!(offline, Instant::from_origin(secs(4 * 60)));
    assert!(!pair.left.session.is_online());
    assert!(pair.left.session.stored().count() >= 7);
}

fn lossy(rng: &mut Rng, ordered: bool) -> LinkConfig {
    LinkConfig {
        loss: rng.below(501) as u16,
        corruption: rng.below(201) as u16,
        duplication: if ordered { 0 } else { rng.below(301) as u16 },
        reordering: if ordered { 0 } else { rng.below(301) as u16 },
        delay: Duration::from_millis(1)..=Duration::from_millis(1 + rng.below(900)),
        hold_back: Duration::from_millis(500),
        ordered,
        max_piece: ordered.then(|| 1 + rng.below(200) as usize),
    }
}

/// Over a connection that loses and corrupts, and breaks: every record of the black box that is
/// within capacity arrives once, none is acknowledged before it is stored, and what comes again is
/// recognised.
#[test]
fn no_record_is_lost_on_an_ordered_link() {
    let mut repeats = 0;
    for_each_seed(0..4000, |seed| {
        let mut rng = Rng::new(seed);
        let mut config = config(Transport::Stream);
        config.box_records = 1 + rng.below(40) as usize;
        let mut tracker = Tracker::new(config);
        let records = 1 + rng.below(120) as u32;
        for number in 0..records {
            tracker.set_report(&numbered(number)).unwrap();
            tracker.send_report(Instant::ORIGIN);
        }
        let mut storage =
            Storage { refuse: if rng.chance(300) { 300 } else { 0 }, ..Storage::default() };
        let link = lossy(&mut rng, true);
        let server = Server::new(ServerConfig::default(), Instant::ORIGIN);
        let mut pair = stream_pair(rng.next_u64(), link, tracker, server);
        let mut next = records;
        let mut connections = 0;
        while pair.left.session.stored().count() > 0 {
            // Towards the end, connections that work.
            connections += 1;
            assert!(connections < 3000, "it never ends: {:?}", pair.left.session.stats());
            if connections == 20 {
                pair.to_left.config = LinkConfig::default();
                pair.to_right.config = LinkConfig::default();
            }
            let mut server = Server::new(ServerConfig::default(), pair.now());
            server.set_seen(pair.right.session.seen().clone());
            pair.right.session = server;
            pair.left.session.connected(pair.now());
            let breaks = pair.now() + secs(5 + rng.below(100));
            while pair.now() < breaks && pair.left.session.is_online() {
                pair.run_for(Duration::from_millis(200));
                let now = pair.now();
                while let Some(told) = pair.right.next_event() {
                    storage.receive(now, Duration::from_millis(rng.below(15_000)), &told);
                }
                for (ticket, stored) in storage.store(now, &mut rng) {
                    pair.right.session.acknowledge(ticket, stored).unwrap();
                }
                storage.assert_none_is_lost(&pair.left.session, next);
                if pair.left.session.stored().count() == 0 {
                    break;
                }
            }
            // What was to be acknowledged on this connection cannot be any more.
            storage.pending.clear();
            pair.right.take_events();
            pair.disconnect();
            pair.left.session.disconnected(pair.now());
            if rng.chance(300) && next < records + 40 {
                pair.left.session.set_report(&numbered(next)).unwrap();
                pair.left.session.send_report(pair.now());
                next += 1;
            }
        }
        let mut arrived = storage.records.clone();
        arrived.sort_unstable();
        assert_eq!(arrived, (0..next).collect::<Vec<_>>(), "every record, and each once");
        repeats += storage.repeats;
    });
    assert!(repeats > 100, "the test tries what it says: {repeats}");
}

/// A tracker on a datagram socket: the session has no addresses, and the socket has.
struct OnSocket(Tracker);

impl cellwire_codec::Session for OnSocket {
    type Addr = SocketAddr;
    type Event<'a> = TrackerEvent<'a>;

    fn handle_input(&mut self, now: Instant, _: SocketAddr, bytes: &[u8]) -> usize {
        self.0.handle_input(now, bytes)
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.0.handle_timeout(now);
    }

    fn poll_transmit(
        &mut self,
        now: Instant,
        buffer: &mut [u8],
    ) -> Result<Option<cellwire_codec::Transmit<SocketAddr>>, cellwire_codec::BufferTooShort> {
        let transmit = self.0.poll_transmit(now, buffer)?;
        let to = server_addr();
        Ok(transmit.map(|transmit| cellwire_codec::Transmit { len: transmit.len, to }))
    }

    fn transmitted(&mut self, now: Instant) {
        self.0.transmitted(now);
    }

    fn poll_event(&mut self) -> Option<TrackerEvent<'_>> {
        self.0.poll_event()
    }

    fn poll_timeout(&self) -> Option<Instant> {
        self.0.poll_timeout()
    }
}

fn server_addr() -> SocketAddr {
    "192.0.2.1:8090".parse().unwrap()
}

fn tracker_addr(port: u16) -> SocketAddr {
    SocketAddr::new("198.51.100.7".parse().unwrap(), port)
}

/// The same over datagrams that are lost, doubled, overtaken and corrupted, as long as the way there
/// and back with the time to store takes less than the time to send again.
#[test]
fn no_record_is_lost_over_datagrams() {
    let mut repeats = 0;
    for_each_seed(0..4000, |seed| {
        let mut rng = Rng::new(seed);
        let mut config = config(Transport::Datagram);
        config.box_records = 1 + rng.below(40) as usize;
        config.max_frame_len = Some(if rng.chance(500) { 1400 } else { 8192 });
        let mut tracker = Tracker::new(config);
        let records = 1 + rng.below(60) as u32;
        for number in 0..records {
            tracker.set_report(&numbered(number)).unwrap();
            tracker.send_report(Instant::ORIGIN);
        }
        tracker.connected(Instant::ORIGIN);
        let endpoint = Endpoint::new(EndpointConfig::default());
        let link = lossy(&mut rng, false);
        let mut pair: DatagramPair = Pair::new(
            rng.next_u64(),
            link,
            Peer::new(OnSocket(tracker), tracker_addr(1000), |event| heard(event)),
            Peer::new(endpoint, server_addr(), |event| told(event)),
        );
        let mut storage =
            Storage { refuse: if rng.chance(300) { 300 } else { 0 }, ..Storage::default() };
        let limit = Instant::from_origin(secs(40_000));
        while pair.left.session.0.stored().count() > 0 {
            assert!(pair.now() < limit, "it never ends: {:?}", pair.left.session.0.stats());
            pair.run_for(Duration::from_millis(200));
            let now = pair.now();
            if rng.chance(2) {
                // A NAT gives it another port.
                pair.left.addr = tracker_addr(1000 + rng.below(1000) as u16);
            }
            while let Some(told) = pair.right.next_event() {
                // The way there and back may take 2 * 1.4 seconds, and the retry comes after 10.
                storage.receive(now, Duration::from_millis(rng.below(6000)), &told);
            }
            for (ticket, stored) in storage.store(now, &mut rng) {
                pair.right.session.acknowledge(id(), ticket, stored).unwrap();
            }
            storage.assert_none_is_lost(&pair.left.session.0, records);
        }
        let mut arrived = storage.records.clone();
        arrived.sort_unstable();
        assert_eq!(arrived, (0..records).collect::<Vec<_>>(), "every record, and each once");
        repeats += storage.repeats;
    });
    assert!(repeats > 100, "the test tries what it says: {repeats}");
}

/// Over a bad link nothing hangs: each command ends in one way, and with a good link the next one
/// works.
#[test]
fn every_command_ends_once() {
    for_each_seed(0..500, |seed| {
        let mut rng = Rng::new(seed);
        let mut tracker = Tracker::new(config(Transport::Datagram));
        tracker.set_report(&numbered(1)).unwrap();
        tracker.connected(Instant::ORIGIN);
        let link = lossy(&mut rng, false);
        let mut pair: DatagramPair = Pair::new(
            rng.next_u64(),
            link,
            Peer::new(OnSocket(tracker), tracker_addr(1), |event| heard(event)),
            Peer::new(Endpoint::new(EndpointConfig::default()), server_addr(), |event| told(event)),
        );
        pair.run_until(secs(10_000), |pair| pair.right.session.trackers().next().is_some());
        let phone = Phone::new("10086").unwrap();
        let mut ends = BTreeMap::new();
        for _ in 0..8 {
            let command = match rng.below(4) {
                0 => Downlink::RequestLocation,
                1 => Downlink::SetInterval(0),
                2 => Downlink::SendSms { phone, text: Text::from("x") },
                _ => Downlink::ReadAuthorizedPhone(Button::ALL),
            };
            ends.insert(pair.right.session.command(id(), command).unwrap(), 0);
            pair.run_for(Duration::from_millis(rng.below(3000)));
        }
        for _ in 0..500 {
            pair.run_for(secs(1));
            while let Some(heard) = pair.left.next_event() {
                if matches!(heard, Heard::Sms(..)) {
                    let now = pair.now();
                    pair.left.session.0.answer_sms(now, rng.chance(500));
                }
            }
        }
        for told in pair.right.take_events() {
            if let Told::Answer(command, _) | Told::NoAnswer(command) = told {
                *ends.get_mut(&command).unwrap() += 1;
            }
        }
        assert!(ends.values().all(|count| *count == 1), "{ends:?}");
        pair.to_left.config = LinkConfig::default();
        pair.to_right.config = LinkConfig::default();
        pair.run_for(secs(200));
        pair.right.take_events();
        let last = pair.right.session.command(id(), Downlink::SetInterval(0)).unwrap();
        pair.run_for(secs(1));
        let answered = pair.right.take_events().into_iter().any(
            |told| matches!(told, Told::Answer(command, answer) if command == last && answer.starts_with("SetIntervalReply")),
        );
        assert!(answered);
    });
}

#[test]
fn a_datagram_may_hold_frames_of_several_trackers() {
    let now = Instant::ORIGIN;
    let from = tracker_addr(1);
    let mut endpoint = Endpoint::new(EndpointConfig::default());
    let mut datagram = Vec::new();
    let ids = ["1", "22", "333"].map(|id| TrackerId::new(id).unwrap());
    for id in ids {
        use cellwire_codec::Encoder;
        let message = Uplink::Heartbeat;
        crate::FrameEncoder::new()
            .append_to_vec(&crate::Addressed { id, message }, &mut datagram)
            .unwrap();
    }
    datagram.extend(b"\0\0garbage");
    assert_eq!(endpoint.handle_input(now, from, &datagram), datagram.len());
    assert_eq!(endpoint.handle_input(now, from, &datagram), 0, "one at a time");
    let mut seen = Vec::new();
    while let Some(event) = endpoint.poll_event() {
        seen.push(event.id);
    }
    assert_eq!(seen, [Some(ids[0]), Some(ids[1]), Some(ids[2]), None]);
    let mut buffer = [0; 100];
    for _ in ids {
        let transmit = endpoint.poll_transmit(now, &mut buffer).unwrap().unwrap();
        assert_eq!((transmit.len, transmit.to), (18, from));
    }
    assert_eq!(endpoint.poll_transmit(now, &mut buffer), Ok(None));
}

#[test]
fn an_address_that_changes_is_followed_and_reported() {
    let now = Instant::ORIGIN;
    let heartbeat = b"$$\0\x11\x13\x61\x23\x45\x67\x8f\xff\0\x01\x1b\x46\r\n";
    let mut endpoint = Endpoint::new(EndpointConfig::default());
    let mut buffer = [0; 100];
    for (port, before) in [(1, None), (1, None), (2, Some(1)), (2, None), (1, Some(2))] {
        endpoint.handle_input(now, tracker_addr(port), heartbeat);
        let event = endpoint.poll_event().unwrap();
        assert_eq!(event.moved_from, before.map(tracker_addr));
        assert_eq!(endpoint.poll_event(), None);
        let transmit = endpoint.poll_transmit(now, &mut buffer).unwrap().unwrap();
        assert_eq!(transmit.to, tracker_addr(port));
    }
    endpoint.command(id(), Downlink::RequestLocation).unwrap();
    let transmit = endpoint.poll_transmit(now, &mut buffer).unwrap().unwrap();
    assert_eq!(transmit.to, tracker_addr(1));
}

#[test]
fn an_endpoint_serves_as_many_as_it_may_and_forgets_the_idle() {
    let heartbeat = |id: &str| {
        use cellwire_codec::Encoder;
        let mut frame = Vec::new();
        let id = TrackerId::new(id).unwrap();
        let message = Uplink::Heartbeat;
        crate::FrameEncoder::new()
            .append_to_vec(&crate::Addressed { id, message }, &mut frame)
            .unwrap();
        frame
    };
    let config = EndpointConfig { max_trackers: 2, ..EndpointConfig::default() };
    let mut endpoint = Endpoint::new(config);
    let at = |seconds| Instant::from_origin(secs(seconds));
    for (second, id) in [(0, "1"), (1, "2"), (2, "3")] {
        endpoint.handle_input(at(second), tracker_addr(1), &heartbeat(id));
        let event = endpoint.poll_event().unwrap();
        match id {
            "3" => assert!(matches!(event.kind, EventKind::NotServed { .. })),
            _ => assert_eq!(event.kind, EventKind::Heartbeat),
        }
        assert_eq!(endpoint.poll_event(), None);
    }
    let first = TrackerId::new("1").unwrap();
    let command = endpoint.command(first, Downlink::RequestLocation).unwrap();
    let retry_over = endpoint.poll_timeout().unwrap();
    assert_eq!(retry_over, at(15 * 60));
    endpoint.handle_timeout(retry_over);
    let event = endpoint.poll_event().unwrap();
    assert_eq!(event.kind, EventKind::NoAnswer { command, attempts: 0 });
    assert_eq!(endpoint.stats().unanswered, 1);
    let event = endpoint.poll_event().unwrap();
    assert_eq!((event.id, event.kind), (Some(first), EventKind::Idle));
    assert!(endpoint.seen(first).is_some(), "to be kept, as long as it is known");
    assert_eq!(endpoint.poll_event(), None);
    assert_eq!(endpoint.trackers().count(), 1);
    let unknown = endpoint.command(first, Downlink::RequestLocation).unwrap_err();
    assert_eq!(unknown.to_string(), "tracker 1 has not been heard of");
    // It comes back, and its new commands have other names.
    endpoint.handle_input(at(1000), tracker_addr(1), &heartbeat("1"));
    assert_eq!(endpoint.poll_event().unwrap().kind, EventKind::Idle, "of the other one");
    assert_eq!(endpoint.poll_event().unwrap().id, Some(first));
    assert_ne!(endpoint.command(first, Downlink::RequestLocation).unwrap(), command);
}

#[test]
fn a_frame_for_another_tracker_is_ignored_and_a_broadcast_is_not() {
    use cellwire_codec::Encoder;
    let mut pair = connected();
    let now = pair.now();
    for (id, obeyed) in [(TrackerId::new("9").unwrap(), false), (TrackerId::BROADCAST, true)] {
        let mut frame = Vec::new();
        let message = Downlink::SetInterval(7);
        crate::FrameEncoder::new()
            .append_to_vec(&crate::Addressed { id, message }, &mut frame)
            .unwrap();
        let tracker = &mut pair.left.session;
        tracker.handle_input(now, &frame);
        match tracker.poll_event().unwrap() {
            TrackerEvent::NotForUs { id: other } => assert_eq!((other, obeyed), (id, false)),
            event => assert!(obeyed, "{event:?}"),
        }
        assert_eq!(tracker.interval() == 7, obeyed);
    }
}

#[test]
fn a_flag_of_the_server_that_is_no_success_keeps_the_box() {
    let mut tracker = Tracker::new(config(Transport::Stream));
    tracker.set_report(&numbered(5)).unwrap();
    tracker.send_report(Instant::ORIGIN);
    tracker.connected(Instant::ORIGIN);
    let server = Server::new(ServerConfig::default(), Instant::ORIGIN);
    let mut pair = stream_pair(0, LinkConfig::default(), tracker, server);
    pair.run_for(secs(1));
    let ticket = |pair: &mut StreamPair| {
        pair.right.take_events().into_iter().find_map(|told| match told {
            Told::BlackBox { ticket, .. } => Some(ticket),
            _ => None,
        })
    };
    let first = ticket(&mut pair).unwrap();
    pair.right.session.acknowledge(first, false).unwrap();
    pair.run_for(secs(1));
    assert_eq!(stored_numbers(&pair.left.session), [5]);
    // A second answer to the same box does not count: it may be late.
    pair.right.session.command(Downlink::BlackBoxReply(crate::message::Flag::SUCCEEDED)).unwrap();
    pair.run_for(secs(1));
    assert_eq!(stored_numbers(&pair.left.session), [5]);
    assert_eq!(ticket(&mut pair), None, "not at once");
    pair.run_for(secs(10));
    let second = ticket(&mut pair).unwrap();
    pair.right.session.acknowledge(second, true).unwrap();
    pair.run_for(secs(1));
    assert!(stored_numbers(&pair.left.session).is_empty());
    assert!(pair.left.take_events().into_iter().any(|heard| heard == Heard::Delivered(1)));
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

fn boxed(id: &str, records: &[u8]) -> Vec<u8> {
    up(id, Uplink::BlackBox(crate::message::BlackBox::from_wire(records)))
}

fn down(message: Downlink<'_>) -> Vec<u8> {
    use cellwire_codec::Encoder;
    let mut frame = Vec::new();
    let addressed = crate::Addressed { id: id(), message };
    crate::FrameEncoder::new().append_to_vec(&addressed, &mut frame).unwrap();
    frame
}

fn events(server: &mut Server) -> Vec<Told> {
    core::iter::from_fn(|| server.poll_event().map(told)).collect()
}

fn tickets(told: &[Told]) -> Vec<BoxTicket> {
    told.iter()
        .filter_map(|told| match told {
            Told::BlackBox { ticket, .. } => Some(*ticket),
            _ => None,
        })
        .collect()
}

#[test]
fn an_acknowledgement_goes_to_the_tracker_whose_box_it_is() {
    let now = Instant::ORIGIN;
    let mut server = Server::new(ServerConfig::default(), now);
    // The same records of two trackers are two boxes.
    for input in [boxed("111", b"a;b;"), boxed("222", b"a;b;")] {
        server.handle_input(now, &input);
    }
    let tickets = tickets(&events(&mut server));
    assert_eq!(tickets.len(), 2);
    server.acknowledge(tickets[0], true).unwrap();
    let mut buffer = [0; 100];
    let len = server.poll_transmit(now, &mut buffer);
    let expected = crate::FrameDecoder::downlink();
    let mut frames = cellwire_codec::FrameBuffer::growing(expected);
    let mut input = &buffer[..len];
    assert_eq!(frames.pull(&mut input).unwrap().unwrap().id().to_string(), "111");
    assert!(frames.pull(&mut input).is_none());
    // Nor does the answer of one tracker answer a command to another.
    let command = server.command(Downlink::SetInterval(1)).unwrap();
    server.poll_transmit(now, &mut buffer);
    let reply = Uplink::SetIntervalReply { flag: true.into(), interval: Some(1) };
    server.handle_input(now, &up("111", reply));
    assert!(matches!(events(&mut server)[..], [Told::Other(_)]));
    server.handle_input(now, &up("222", reply));
    assert!(matches!(events(&mut server)[..], [Told::Answer(answered, _)] if answered == command));
}

#[test]
fn a_late_acknowledgement_confirms_no_other_box() {
    let mut server = Server::new(ServerConfig::default(), Instant::ORIGIN);
    server.handle_input(Instant::ORIGIN, &boxed("1", b"old;"));
    let old = tickets(&events(&mut server))[0];
    let mut server = Server::new(ServerConfig::default(), Instant::ORIGIN);
    server.handle_input(Instant::ORIGIN, &boxed("1", b"new;"));
    events(&mut server);
    assert_eq!(server.acknowledge(old, true), Err(UnknownTicket { ticket: old }));
    // The same box on the next connection is the same box.
    server.handle_input(Instant::ORIGIN, &boxed("1", b"old;"));
    events(&mut server);
    assert_eq!(server.acknowledge(old, true), Ok(()));
}

#[test]
fn what_was_seen_is_known_before_the_first_box_is_looked_at() {
    let now = Instant::ORIGIN;
    let mut server = Server::new(ServerConfig::default(), now);
    server.handle_input(now, &boxed("1", b"a;b;"));
    let ticket = tickets(&events(&mut server))[0];
    server.acknowledge(ticket, true).unwrap();
    let seen = server.seen().clone();
    let mut server = Server::new(ServerConfig::default(), now);
    server.handle_input(now, &boxed("1", b"a;b;c;"));
    assert_eq!(server.poll_event().unwrap().kind, EventKind::Identified);
    server.set_seen(seen.clone());
    let event = server.poll_event().unwrap();
    let EventKind::BlackBox { records, .. } = event.kind else { panic!("{event:?}") };
    assert_eq!(records.fresh().map(|record| record.to_string()).collect::<Vec<_>>(), ["c"]);
    // And over a restart of an endpoint.
    let mut endpoint = Endpoint::new(EndpointConfig::default());
    assert!(endpoint.set_seen(TrackerId::new("1").unwrap(), seen));
    endpoint.handle_input(now, tracker_addr(1), &boxed("1", b"a;b;"));
    let event = endpoint.poll_event().unwrap();
    let EventKind::BlackBox { records, .. } = event.kind else { panic!("{event:?}") };
    assert_eq!(records.fresh().count(), 0);
}

/// The socket takes one frame at a time, and slowly: a second copy of a box must not be on its way
/// when the next box is sent.
#[test]
fn a_copy_that_has_not_left_is_not_sent_after_the_acknowledgement() {
    let at = |millis| Instant::from_origin(Duration::from_millis(millis));
    let mut config = config(Transport::Datagram);
    config.heartbeat = Duration::ZERO;
    config.box_records = 1;
    let mut tracker = Tracker::new(config);
    for number in [1, 2] {
        tracker.set_report(&numbered(number)).unwrap();
        tracker.send_report(at(0));
    }
    tracker.connected(at(0));
    // Nothing leaves for longer than an answer may take.
    tracker.handle_timeout(at(10_000));
    tracker.handle_timeout(at(20_000));
    let mut buffer = [0; 200];
    let mut boxes = 0;
    let mut leave = |tracker: &mut Tracker, now| {
        while tracker.poll_transmit(now, &mut buffer).unwrap().is_some() {
            tracker.transmitted(now);
            boxes += 1;
        }
        boxes
    };
    assert_eq!(leave(&mut tracker, at(20_001)), 1);
    tracker.handle_timeout(at(30_001));
    // A second copy waits when the acknowledgement of the first one comes.
    tracker.handle_input(at(30_002), &down(Downlink::BlackBoxReply(true.into())));
    while tracker.poll_event().is_some() {}
    assert_eq!(stored_numbers(&tracker), [2]);
    assert_eq!(leave(&mut tracker, at(30_003)), 2, "the next box, and no copy");
}

#[test]
fn a_box_is_sent_as_soon_as_it_may_be() {
    let at = |seconds| Instant::from_origin(secs(seconds));
    let mut config = config(Transport::Datagram);
    config.heartbeat = Duration::ZERO;
    let mut tracker = Tracker::new(config);
    tracker.set_report(&numbered(1)).unwrap();
    tracker.send_report(at(0));
    tracker.connected(at(0));
    let mut buffer = [0; 1500];
    tracker.poll_transmit(at(0), &mut buffer).unwrap().unwrap();
    tracker.transmitted(at(0));
    tracker.handle_input(at(1), &down(Downlink::BlackBoxReply(true.into())));
    while tracker.poll_event().is_some() {}
    // It goes silent, and what comes then is stored.
    tracker.disconnected(at(2));
    tracker.send_report(at(11));
    tracker.connected(at(12));
    assert!(tracker.poll_transmit(at(12), &mut buffer).unwrap().is_some());
}

#[test]
fn a_box_that_takes_long_to_send_is_not_given_up_before_it_has_left() {
    let mut config = config(Transport::Stream);
    config.heartbeat = Duration::ZERO;
    let mut tracker = Tracker::new(config);
    for number in 0..40 {
        tracker.set_report(&numbered(number)).unwrap();
        tracker.send_report(Instant::ORIGIN);
    }
    tracker.connected(Instant::ORIGIN);
    let mut now = Instant::ORIGIN;
    while tracker.poll_transmit(now, &mut [0; 50]).unwrap().is_some() {
        tracker.transmitted(now);
        now += secs(1);
        tracker.handle_timeout(now);
        assert!(tracker.is_online(), "{now:?}");
    }
    assert!(now > Instant::from_origin(secs(20)));
    tracker.handle_timeout(now + secs(10));
    assert!(!tracker.is_online());
}

#[test]
fn whoever_asks_for_too_many_reports_evicts_no_record() {
    let mut config = config(Transport::Stream);
    config.box_capacity = 3;
    let mut tracker = Tracker::new(config);
    tracker.set_report(&numbered(1)).unwrap();
    for _ in 0..3 {
        tracker.send_report(Instant::ORIGIN);
    }
    tracker.connected(Instant::ORIGIN);
    let flood = down(Downlink::RequestLocation).repeat(900);
    assert_eq!(tracker.handle_input(Instant::ORIGIN, &flood), flood.len());
    while tracker.poll_event().is_some() {}
    assert_eq!(tracker.stats().lost, 0);
}

#[test]
fn a_question_answers_no_command() {
    let mut pair = connected();
    let raw = Downlink::Raw { command: crate::Command(0x4136), data: b"10" };
    let request = Request::new(raw).with_answer(crate::Command::HEARTBEAT);
    let command = pair.right.session.command(request).unwrap();
    pair.run_for(secs(200));
    assert!(pair.right.take_events().contains(&Told::NoAnswer(command)));
}

#[test]
fn a_command_that_no_datagram_holds_is_refused() {
    let mut endpoint = Endpoint::new(EndpointConfig::default());
    let heartbeat = up("13612345678", Uplink::Heartbeat);
    endpoint.handle_input(Instant::ORIGIN, tracker_addr(1), &heartbeat);
    while endpoint.poll_event().is_some() {}
    let long = Downlink::Raw { command: crate::Command(1), data: &[0; 2000] };
    let error = endpoint.command(id(), long).unwrap_err();
    assert_eq!(error.to_string(), "frame of 2017 bytes is longer than the limit of 1400");
}

#[test]
fn a_frame_with_the_broadcast_id_is_not_served() {
    let now = Instant::ORIGIN;
    let mut frame = up("1", Uplink::Heartbeat);
    frame[4..11].fill(0xff);
    let sum = crate::CrcKind::Ibm3740.checksum(&frame[..13]);
    frame[13..15].copy_from_slice(&sum.to_be_bytes());
    let mut server = Server::new(ServerConfig::default(), now);
    server.handle_input(now, &frame);
    assert!(matches!(server.poll_event().unwrap().kind, EventKind::NotServed { .. }));
    assert_eq!(server.poll_transmit(now, &mut [0; 100]), 0);
    let mut endpoint = Endpoint::new(EndpointConfig::default());
    endpoint.handle_input(now, tracker_addr(1), &frame);
    assert!(matches!(endpoint.poll_event().unwrap().kind, EventKind::NotServed { .. }));
    assert_eq!(endpoint.trackers().count(), 0);
}

/// Many false headers, and then hardly anything: they have all waited for as long.
#[test]
fn old_false_headers_are_given_up_together() {
    let at = |seconds| Instant::from_origin(secs(seconds));
    let mut server = Server::new(ServerConfig::default(), Instant::ORIGIN);
    server.handle_input(at(0), &b"$$\x1f\x40".repeat(20));
    server.handle_input(at(0), &up("1", Uplink::Heartbeat));
    assert_eq!(server.poll_event(), None);
    server.handle_timeout(server.poll_timeout().unwrap());
    assert!(events(&mut server).contains(&Told::Other(String::from("Heartbeat"))));
}

#[test]
fn an_answer_among_the_last_bytes_is_an_answer() {
    let mut pair = connected();
    let now = pair.now();
    let server = &mut pair.right.session;
    let command = server.command(Downlink::SetInterval(1)).unwrap();
    server.poll_transmit(now, &mut [0; 100]);
    let reply = Uplink::SetIntervalReply { flag: true.into(), interval: Some(1) };
    server.handle_input(now, &up("13612345678", reply));
    server.handle_end(now);
    assert!(matches!(events(server)[..], [Told::Answer(answered, _)] if answered == command));
}

#[test]
fn no_configuration_panics_or_spins() {
    let mut config = config(Transport::Datagram);
    config.interval_unit = Duration::MAX;
    config.interval = 2;
    config.answer_timeout = Duration::ZERO;
    config.max_unanswered = 0;
    config.box_records = 0;
    config.stored = [b"a;b".to_vec(), b"c".to_vec()].into();
    let mut tracker = Tracker::new(config);
    assert_eq!(tracker.stored().collect::<Vec<_>>(), [b"c"]);
    tracker.connected(Instant::ORIGIN);
    tracker.handle_input(Instant::ORIGIN, &down(Downlink::SetInterval(u16::MAX)));
    while tracker.poll_event().is_some() {}
    while tracker.poll_transmit(Instant::ORIGIN, &mut [0; 1500]).unwrap().is_some() {}
    assert!(tracker.poll_timeout().is_none_or(|at| at > Instant::ORIGIN));
}

#[test]
fn a_datagram_is_no_longer_than_configured() {
    let now = Instant::ORIGIN;
    let mut endpoint =
        Endpoint::new(EndpointConfig { max_datagram_len: 40, ..EndpointConfig::default() });
    endpoint.handle_input(now, tracker_addr(1), &up("1", Uplink::Heartbeat).repeat(3));
    while endpoint.poll_event().is_some() {}
    let lens: Vec<_> = core::iter::from_fn(|| {
        endpoint.poll_transmit(now, &mut [0; 1500]).unwrap().map(|transmit| transmit.len)
    })
    .collect();
    assert_eq!(lens, [36, 18]);
}

/// The transport stalls each time before a copy of the command leaves.
#[test]
fn a_command_is_sent_no_more_often_than_its_policy_says() {
    let at = |seconds| Instant::from_origin(secs(seconds));
    let mut server = Server::new(ServerConfig::default(), at(0));
    server.handle_input(at(0), &up("1", Uplink::Login { data: &[] }));
    events(&mut server);
    let mut buffer = [0; 1000];
    while server.poll_transmit(at(0), &mut buffer) > 0 {}
    let retry = RetryPolicy::fixed(secs(5), 2);
    let request = Request::new(Downlink::SetInterval(1)).with_retry(retry);
    let command = server.command(request).unwrap();
    let mut sent = 0;
    let mut second = 0;
    let attempts = loop {
        // The half of a frame at a time, and each half takes longer than an answer may.
        sent += server.poll_transmit(at(second), &mut buffer[..10]);
        second += 7;
        assert!(second < 200, "it never ends");
        server.handle_timeout(at(second));
        let ended =
            core::iter::from_fn(|| server.poll_event().map(|event| format!("{:?}", event.kind)))
                .find(|kind| kind.starts_with("NoAnswer"));
        if let Some(kind) = ended {
            assert!(kind.contains(&format!("{command:?}")), "{kind}");
            break kind;
        }
    };
    assert!(sent <= 2 * 19, "{sent} bytes");
    assert!(attempts.contains("attempts: 1") || attempts.contains("attempts: 2"), "{attempts}");
}
