//! Many trackers on one socket.

use super::*;

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
