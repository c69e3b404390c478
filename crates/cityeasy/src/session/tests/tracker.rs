//! The tracker's side.

use super::*;

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

fn down(message: Downlink<'_>) -> Vec<u8> {
    use cellwire_codec::Encoder;
    let mut frame = Vec::new();
    let addressed = crate::Addressed { id: id(), message };
    crate::FrameEncoder::new().append_to_vec(&addressed, &mut frame).unwrap();
    frame
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

/// A driver that is late sends before it serves the timers.
#[test]
fn what_sending_finds_out_is_told_at_once() {
    let mut config = config(Transport::Stream);
    config.heartbeat = Duration::ZERO;
    let mut tracker = Tracker::new(config);
    tracker.set_report(&numbered(1)).unwrap();
    tracker.send_report(Instant::ORIGIN);
    tracker.connected(Instant::ORIGIN);
    let mut buffer = [0; 1500];
    tracker.poll_transmit(Instant::ORIGIN, &mut buffer).unwrap().unwrap();
    tracker.transmitted(Instant::ORIGIN);
    while tracker.poll_event().is_some() {}
    let late = Instant::from_origin(secs(1000));
    tracker.poll_transmit(late, &mut buffer).unwrap();
    assert_eq!(tracker.poll_timeout(), Some(late));
    assert!(matches!(tracker.poll_event(), Some(TrackerEvent::Offline)));
}
