//! Both sides over links that lose, double, hold up and corrupt.

use super::*;

type DatagramPair = Pair<OnSocket, Heard, Endpoint, Told>;

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
