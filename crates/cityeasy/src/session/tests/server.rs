//! The server's side of one connection.

use super::*;

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

fn boxed(id: &str, records: &[u8]) -> Vec<u8> {
    up(id, Uplink::BlackBox(crate::message::BlackBox::from_wire(records)))
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
