use std::time::Duration;

use cellwire_cityeasy::message::{AddressQuery, Flag};
use cellwire_cityeasy::report::Alarm;
use cellwire_cityeasy::{
    Addressed, Command, CrcPolicy, Downlink, FrameDecoder, FrameEncoder, Tracker, TrackerConfig,
    TrackerEvent, TrackerId, Transport,
};
use cellwire_codec::{Decoder, Encoder, Instant, Outcome};

use super::build::{self, with_downlink, with_uplink};
use super::source::Source;

/// Whatever a server, an application, a transport and a clock can do to a tracker.
pub fn tracker(data: &[u8]) {
    let mut source = Source::new(data);
    Device::new(&mut source).run(&mut source);
}

const ID: TrackerId = TrackerId::from_wire([0x13, 0x61, 0x23, 0x45, 0x67, 0x8f, 0xff]);
const OTHER: TrackerId = TrackerId::from_wire([0x86, 0x21, 0x70, 0x01, 0x51, 0x51, 0x78]);
const SECOND: Duration = Duration::from_secs(1);

struct Device {
    config: TrackerConfig,
    tracker: Tracker,
    now: Instant,
    max_frame_len: usize,
    /// What was sent since the connection was made.
    sent: Vec<u8>,
    /// Records that were in the box at first, and those that were delivered.
    stored_at_first: u64,
    delivered: u64,
    deliveries: u64,
    /// Answers that may have been received, and say that a box is stored.
    box_successes: u64,
    /// Boxes of the application, and answers, since the connection was made.
    own_boxes: u64,
    replies_here: u64,
}

impl Device {
    fn new(source: &mut Source<'_>) -> Self {
        let mut config = TrackerConfig::new(ID);
        config.transport = source.pick(&[Transport::Stream, Transport::Datagram]);
        config.login = source.bool();
        config.heartbeat = source.pick(&[60, 1, 7, 0]) * SECOND;
        config.answer_timeout = source.pick(&[10, 1, 100]) * SECOND;
        config.max_unanswered = source.pick(&[3, 1, 0]);
        config.interval = source.pick(&[0, 1, 30, 65_535]);
        config.interval_unit = source.pick(&[1, 10, 0]) * SECOND;
        config.box_capacity = source.pick(&[1000, 0, 1, 3]);
        config.box_records = source.pick(&[40, 1, 2, 0, 100]);
        config.stored = (0..source.below(4)).map(|_| source.bytes(30).to_vec()).collect();
        config.max_frame_len = source.maybe(|source| source.pick(&[17, 20, 150, 65_535]));
        let max_frame_len = config.max_frame_len.unwrap_or(match config.transport {
            Transport::Datagram => 1400,
            _ => 8192,
        });
        let tracker = Tracker::new(config.clone());
        Self {
            stored_at_first: tracker.stored().count() as u64,
            config,
            tracker,
            now: Instant::ORIGIN,
            max_frame_len,
            sent: Vec::new(),
            delivered: 0,
            deliveries: 0,
            box_successes: 0,
            own_boxes: 0,
            replies_here: 0,
        }
    }

    fn run(mut self, source: &mut Source<'_>) {
        while !source.is_empty() {
            self.step(source);
            self.check();
        }
        self.drain();
        self.send(70_000, true);
        self.settle();
        self.disconnect(source.bool());
        self.drain();
        self.check();
        assert!(!self.tracker.is_online());
    }

    fn step(&mut self, source: &mut Source<'_>) {
        match source.below(14) {
            0..=2 => {
                let mut bytes = Vec::new();
                for _ in 0..=source.below(2) {
                    bytes.extend(self.frame(source));
                }
                self.input(&bytes, source.bool());
            }
            3 => self.input(source.bytes(255), source.bool()),
            4 => self.disconnect(source.bool()),
            5 => {
                self.now +=
                    Duration::from_millis(source.pick(&[0, 1, 1000, 7000, 60_000, 900_000]));
                if source.bool() {
                    self.tracker.handle_timeout(self.now);
                }
            }
            6 => {
                if let Some(at) = self.tracker.poll_timeout() {
                    self.now = self.now.max(at);
                    self.tracker.handle_timeout(self.now);
                }
            }
            7 => {
                let report = build::report(source);
                let _ = self.tracker.set_report(&report).map_err(|error| error.to_string());
            }
            8 => self.tracker.send_report(self.now),
            9 => {
                let alarm = Alarm(source.u8());
                let _ = self.tracker.alarm(self.now, alarm).map_err(|error| error.to_string());
            }
            10 => self.drain(),
            11 => {
                let len = source.pick(&[70_000, 0, 1, 17, 64, 1400]);
                self.send(len, source.bool());
            }
            12 => match source.below(4) {
                0 => drop(self.tracker.request_ip(self.now)),
                1 => {
                    let query =
                        AddressQuery { phone: build::phone(source), body: source.bytes(80) };
                    let _ = self.tracker.request_address(self.now, query);
                }
                2 => self.tracker.answer_sms(self.now, source.bool()),
                _ => {
                    let (tracker, now) = (&mut self.tracker, self.now);
                    let sent = with_uplink(source, |message, _| {
                        let _ = tracker.send(now, message);
                        message.command() == Command::BLACK_BOX
                    });
                    // These cannot be told from the tracker's.
                    self.own_boxes += u64::from(sent);
                }
            },
            _ => self.settle(),
        }
    }

    fn frame(&mut self, source: &mut Source<'_>) -> Vec<u8> {
        let id = source.pick(&[ID, ID, ID, ID, OTHER, TrackerId::BROADCAST]);
        let mut frame = Vec::new();
        let mut add = |message: Downlink<'_>, _: &mut Source<'_>| {
            let _ = FrameEncoder::new().append_to_vec(&Addressed { id, message }, &mut frame);
        };
        match source.below(4) {
            0 => add(Downlink::BlackBoxReply(Flag(source.u8() & 1)), source),
            1 => add(Downlink::HeartbeatReply(Flag::SUCCEEDED), source),
            _ => with_downlink(source, add),
        }
        if source.below(8) == 0 && !frame.is_empty() {
            let at = usize::from(source.u16()) % frame.len();
            frame[at] ^= source.u8();
        }
        frame
    }

    fn input(&mut self, bytes: &[u8], all: bool) {
        for place in bytes.windows(3).filter(|place| place.starts_with(&[0x99, 0x56])) {
            self.replies_here += 1;
            self.box_successes += u64::from(place[2] == 1);
        }
        let mut rest = bytes;
        loop {
            let taken = self.tracker.handle_input(self.now, rest);
            assert!(self.config.transport == Transport::Stream || [0, rest.len()].contains(&taken));
            rest = &rest[taken..];
            if rest.is_empty() || !all {
                return;
            }
            self.drain();
            let taken = self.tracker.handle_input(self.now, rest);
            assert!(taken > 0, "nothing is accepted after all events");
            rest = &rest[taken..];
        }
    }

    fn disconnect(&mut self, again: bool) {
        let boxes = self.check_sent();
        if self.config.transport == Transport::Stream {
            let most = 1 + self.replies_here + self.own_boxes;
            assert!(boxes <= most, "{boxes} boxes in one connection, and {most} may be");
        }
        self.sent.clear();
        (self.replies_here, self.own_boxes) = (0, 0);
        if again {
            self.tracker.connected(self.now);
            assert!(self.tracker.is_online());
        } else {
            self.tracker.disconnected(self.now);
        }
    }

    fn drain(&mut self) {
        while let Some(event) = self.tracker.poll_event() {
            let _ = format!("{event:?}");
            match event {
                TrackerEvent::Delivered { records } => {
                    self.delivered += records as u64;
                    self.deliveries += 1;
                }
                TrackerEvent::Fault(fault) => assert!(fault.skipped > 0),
                TrackerEvent::NotForUs { id } => assert!(id != ID && !id.is_broadcast()),
                _ => {}
            }
        }
    }

    fn send(&mut self, len: usize, transmitted: bool) {
        let mut buffer = vec![0; len];
        loop {
            match self.tracker.poll_transmit(self.now, &mut buffer) {
                Ok(None) => return,
                Ok(Some(transmit)) => {
                    assert!((1..=len).contains(&transmit.len));
                    self.sent.extend_from_slice(&buffer[..transmit.len]);
                    if self.config.transport == Transport::Datagram {
                        // Whole frames.
                        self.check_sent();
                        self.sent.clear();
                    }
                    if transmitted {
                        self.tracker.transmitted(self.now);
                    }
                }
                Err(error) => {
                    assert_eq!(self.config.transport, Transport::Datagram);
                    assert!(error.needed > len && error.available == len, "{error}");
                    return;
                }
            }
        }
    }

    /// What was sent are frames of this tracker; says how many boxes are among them.
    fn check_sent(&self) -> u64 {
        let mut boxes = 0;
        let mut decoder =
            FrameDecoder::uplink().with_crc(CrcPolicy::STRICT).with_max_len(self.max_frame_len);
        let mut rest = &self.sent[..];
        while !rest.is_empty() {
            let decoded = decoder.decode(rest);
            match decoded.outcome {
                Outcome::Frame(frame) => {
                    assert_eq!(frame.id(), ID);
                    boxes += u64::from(frame.command() == Command::BLACK_BOX);
                }
                // A connection may be cut anywhere.
                Outcome::Incomplete { .. } if self.config.transport == Transport::Stream => break,
                _ => panic!("what was sent is no frame: {rest:02x?}"),
            }
            rest = &rest[decoded.consumed..];
        }
        boxes
    }

    fn check(&mut self) {
        let stats = *self.tracker.stats();
        let stored = self.tracker.stored().count();
        assert!(stored <= self.config.box_capacity);
        // No record is lost without being counted, and none is made.
        assert_eq!(
            self.stored_at_first + stats.stored,
            stored as u64 + stats.delivered + stats.lost,
            "stored, delivered and lost do not add up: {stats:?}"
        );
        assert!(self.delivered <= stats.delivered);
        assert!(self.deliveries <= self.box_successes, "delivered without an answer");
        let _ = (self.tracker.is_drained(), self.tracker.interval(), self.tracker.phones());
    }

    /// After all is served, the next timeout lies ahead.
    fn settle(&mut self) {
        for _ in 0..100 {
            match self.tracker.poll_timeout() {
                Some(at) if at <= self.now => self.tracker.handle_timeout(self.now),
                _ => return,
            }
            self.drain();
            self.send(70_000, true);
        }
        panic!("the timeout stays at {:?}", self.tracker.poll_timeout());
    }
}
