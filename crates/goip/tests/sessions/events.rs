//! What happens at a gateway: each event is told once if any of its copies arrives, and every copy is
//! acknowledged.

use alloc::collections::BTreeMap;

use cellwire_codec::Instant;
use cellwire_codec::test_util::for_each_seed;
use cellwire_codec::test_util::link::Rng;
use cellwire_goip::message::{CallDirection, CellList, ChannelState, EventBody};
use cellwire_goip::session::AckMode;

use crate::center::{App, Entry, Told};
use crate::wire::{Down, Up};
use crate::world::{Setup, World, bad, good, line_at, millis, secs};

/// Each event has a tag in its text, its number or its value: 7 and five digits.
fn tag_in(text: &str) -> Option<u32> {
    let bytes = text.as_bytes();
    let tag = (0..bytes.len().saturating_sub(5)).find(|at| {
        bytes[*at] == b'7'
            && bytes[*at..*at + 6].iter().all(u8::is_ascii_digit)
            && (*at == 0 || !bytes[at - 1].is_ascii_digit())
    })?;
    text[tag..tag + 6].parse().ok()
}

fn report(world: &mut World, rng: &mut Rng, tag: u32) {
    let (gateway, line) = (0, rng.below(2) as usize);
    let number = tag.to_string();
    let cells = format!("12,{tag},34,");
    let text = format!("{tag};srcnum:1;\nmsg:é €");
    let event = match rng.below(8) {
        0 => EventBody::State(ChannelState::Incoming((&*number).into())),
        1 => {
            let direction = CallDirection::OUTGOING;
            EventBody::Record { direction, num: (&*number).into() }
        }
        2 => EventBody::Remain { minutes: tag.into() },
        3 => EventBody::Hangup { num: (&*number).into(), cause: "\"busy".into() },
        4 => EventBody::Cells(CellList::new((&*cells).into())),
        5 => EventBody::Ussn((&*text).into()),
        _ => {
            let gateway = &mut world.device(gateway).gateway;
            gateway.receive_sms(line, "+4477", &text).unwrap();
            return;
        }
    };
    world.device(gateway).gateway.report(line, event).unwrap();
}

/// What became of one event.
#[derive(Clone, Copy, Debug, Default)]
struct Fate {
    copies: u32,
    told: u32,
    /// The application has it, and has not decided.
    is_open: bool,
    is_stored: bool,
    rejected: u32,
    /// Acknowledgements and refusals that are owed.
    owed: i32,
    owed_errors: i32,
    /// Copies since the restart.
    copies_now: u32,
}

/// Follows all events through the log, by tag, and asserts that each is told once and acknowledged
/// for each copy.
fn fates(world: &World, by_application: bool) -> BTreeMap<u32, Fate> {
    let mut fates = BTreeMap::<u32, Fate>::new();
    let mut tags = BTreeMap::new();
    for (at, entry) in &world.star.hub.session.log {
        match entry {
            Entry::In(from, bytes) => {
                let Some(line) = line_at(*from) else { continue };
                let Up::Event { verb, recvid, rest, .. } = Up::parse(bytes) else { continue };
                let tag = tag_in(&rest).unwrap();
                let before = tags.insert((line, verb, recvid), tag);
                assert!(before.is_none_or(|before| before == tag), "{before:?} and {tag}");
                let fate = fates.entry(tag).or_default();
                fate.copies += 1;
                fate.copies_now += 1;
                fate.owed += i32::from(!by_application || fate.is_stored);
            }
            Entry::Told(Told::Received { msg: text, .. } | Told::Event { body: text, .. }) => {
                let fate = fates.get_mut(&tag_in(text).unwrap()).unwrap();
                assert!(fate.copies_now > 0 && !fate.is_open && !fate.is_stored, "{at:?}: {text}");
                fate.told += 1;
                (fate.is_open, fate.is_stored) = (by_application, !by_application);
            }
            Entry::Decided(text, stores) => {
                let fate = fates.get_mut(&tag_in(text).unwrap()).unwrap();
                assert!(fate.is_open, "{at:?}: {text}");
                (fate.is_open, fate.is_stored) = (false, *stores);
                if *stores {
                    fate.owed += 1;
                } else {
                    fate.rejected += 1;
                    fate.owed_errors += 1;
                }
            }
            Entry::Out(to, bytes) => {
                let Down::Ack { verb, recvid, ok } = Down::parse(bytes) else { continue };
                let tag = tags[&(line_at(*to).unwrap(), verb, recvid)];
                let fate = fates.get_mut(&tag).unwrap();
                let owed = if ok { &mut fate.owed } else { &mut fate.owed_errors };
                *owed -= 1;
                assert!(*owed >= 0, "{at:?}: {tag} is acknowledged, and it is not stored");
            }
            Entry::Restarted => {
                for fate in fates.values_mut() {
                    (fate.is_open, fate.copies_now) = (false, 0);
                }
            }
            Entry::Told(_) => {}
        }
    }
    for (tag, fate) in &fates {
        assert!(fate.told >= 1 && fate.copies > 0, "{tag}: {fate:?}");
        assert_eq!((fate.owed, fate.owed_errors), (0, 0), "{tag}: {fate:?}");
    }
    fates
}

fn world(seed: u64, configure: impl FnOnce(&mut Setup)) -> World {
    let mut setup = Setup { lines: 2, ..Setup::default() };
    configure(&mut setup);
    let mut world = World::new(seed, setup);
    world.star.run_for(secs(1));
    world
}

fn report_some(world: &mut World, rng: &mut Rng) {
    for tag in 0..20 {
        report(world, rng, 700_000 + tag);
        world.star.run_for(millis(rng.below(8000)));
    }
    world.star.run_for(secs(60));
    world.settle();
}

#[test]
fn each_is_told_once_if_any_copy_arrives() {
    let (mut told, mut repeated) = (0, 0);
    for_each_seed(0..1500, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = world(seed, |_| {});
        world.star.configure(&bad(&mut rng));
        report_some(&mut world, &mut rng);
        let fates = fates(&world, false);
        assert!(fates.values().all(|fate| fate.told == 1), "{fates:?}");
        told += fates.len();
        repeated += fates.values().filter(|fate| fate.copies > 1).count();
        world.check_acknowledgements();
    });
    assert!(told > 10_000 && repeated > 1000, "{told}, {repeated}");
}

#[test]
fn on_a_good_link_each_is_told() {
    for_each_seed(0..100, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = world(seed, |_| {});
        report_some(&mut world, &mut rng);
        let fates = fates(&world, false);
        assert!(fates.len() == 20 && fates.values().all(|fate| fate.told == 1), "{fates:?}");
    });
}

/// The application stores late, at random, rejects some, or never does anything.
#[test]
fn the_application_acknowledges_what_it_has_stored() {
    let mut rejected = 0;
    for_each_seed(0..1500, |seed| {
        let mut rng = Rng::new(seed);
        let longest = [0, 500, 4000, 60_000][rng.below(4) as usize];
        let rejects = [0, 300, 1000][rng.below(3) as usize];
        let ignores = rng.chance(150);
        let mut world = world(seed, |setup| {
            setup.server.ack = AckMode::ByApplication;
            if !ignores {
                setup.app = App::Stores { after: millis(0)..=millis(longest), rejects };
            }
        });
        world.star.configure(&bad(&mut rng));
        report_some(&mut world, &mut rng);
        world.star.run_for(secs(60));
        let fates = fates(&world, true);
        for (tag, fate) in &fates {
            // It is told again only after it was rejected.
            assert!(fate.told <= 1 + fate.rejected, "{tag}: {fate:?}");
            assert_eq!(fate.is_open, ignores, "{tag}: {fate:?}");
            rejected += fate.rejected;
        }
    });
    assert!(rejected > 1000);
}

#[test]
fn a_server_that_is_restarted_tells_nothing_twice() {
    for_each_seed(0..1000, |seed| {
        let mut rng = Rng::new(seed);
        let by_application = rng.chance(500);
        let longest = [0, 500, 4000][rng.below(3) as usize];
        let mut world = world(seed, |setup| {
            if by_application {
                setup.server.ack = AckMode::ByApplication;
                setup.app = App::Stores { after: millis(0)..=millis(longest), rejects: 0 };
            }
        });
        world.star.configure(&bad(&mut rng));
        let mut restarts = 0;
        for tag in 0..20 {
            report(&mut world, &mut rng, 700_000 + tag);
            world.star.run_for(millis(rng.below(8000)));
            if rng.chance(200) {
                world.restart_server();
                restarts += 1;
            }
        }
        world.star.run_for(secs(60));
        world.settle();
        let fates = fates(&world, by_application);
        for (tag, fate) in &fates {
            // What the application had not stored is told again, by the new server; `fates` has seen
            // to it that nothing is told which is stored.
            let most = if by_application { 1 + restarts } else { 1 };
            assert!(fate.told <= most, "{tag}: {fate:?}");
        }
    });
}

/// Numbers come again after a reboot. With other content it is another event, at once.
#[test]
fn a_gateway_that_is_rebooted_uses_its_numbers_again() {
    for_each_seed(0..700, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = world(seed, |setup| setup.gateway.reboot_time = secs(1 + seed % 5));
        world.star.configure(&bad(&mut rng));
        let texts: Vec<_> = (0..6).map(|number| format!("text {number}")).collect();
        for text in &texts {
            world.device(0).gateway.receive_sms(0, "+4477", text).unwrap();
            world.star.run_for(millis(rng.below(20_000)));
            world.device(0).gateway.reboot();
            world.star.run_for(secs(6));
        }
        world.star.run_for(secs(30));
        world.settle();
        let mut arrived = BTreeMap::<String, (i64, u32)>::new();
        for (_, entry) in &world.star.hub.session.log {
            match entry {
                Entry::In(from, bytes) if line_at(*from).is_some() => {
                    if let Up::Event { recvid, rest, .. } = Up::parse(bytes) {
                        let text = rest.split_once("msg:").unwrap().1;
                        arrived.insert(text.into(), (recvid, 0));
                    }
                }
                Entry::Told(Told::Received { msg, .. }) => {
                    assert!(texts.contains(msg));
                }
                _ => {}
            }
        }
        for (_, told) in world.star.hub.session.told() {
            if let Told::Received { msg, .. } = told {
                arrived.get_mut(msg).unwrap().1 += 1;
            }
        }
        let first = world.setup.gateway.first_event;
        assert!(
            arrived.values().all(|(recvid, told)| (*recvid, *told) == (first, 1)),
            "{arrived:?}"
        );
        world.check_acknowledgements();
    });
}

/// The same number and the same content after a reboot that was seen: another event, unless it comes
/// so soon that it may be a late copy.
#[test]
fn the_same_again_after_a_reboot() {
    for (pause, expected) in [(secs(16), 1), (secs(120), 2)] {
        for_each_seed(0..50, |seed| {
            let mut world = world(seed, |_| {});
            for _ in 0..2 {
                world.device(0).gateway.receive_sms(0, "+4477", "the same").unwrap();
                world.star.run_for(pause / 2);
                world.device(0).gateway.reboot();
                world.star.run_for(pause / 2);
            }
            let told = world.star.hub.session.told();
            let told = told.filter(|(_, told)| matches!(told, Told::Received { .. })).count();
            assert_eq!(told, expected, "after {pause:?}");
        });
    }
}

/// The end of an event is told to the gateway's application too: what it says of the server is true.
#[test]
fn what_the_gateway_is_told_is_true() {
    use crate::device::Heard;

    for_each_seed(0..500, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = world(seed, |_| {});
        world.star.configure(&bad(&mut rng));
        let mut reports = BTreeMap::new();
        for number in 0..10 {
            let text = format!("text {number}");
            let report = world.device(0).gateway.receive_sms(0, "+4477", &text).unwrap();
            reports.insert(report, text);
            world.star.run_for(millis(rng.below(8000)));
        }
        world.star.run_for(secs(60));
        world.star.configure(&good());
        world.star.run_for(secs(60));
        let told: Vec<_> =
            world.star.hub.session.told().map(|(at, told)| (at, told.clone())).collect();
        let when_told = |text: &str| -> Option<Instant> {
            told.iter().find_map(|(at, told)| match told {
                Told::Received { msg, .. } if msg == text => Some(*at),
                _ => None,
            })
        };
        for (at, heard) in &world.star.leaves[0].events {
            match heard {
                Heard::Acknowledged(report, ok) => {
                    let text = reports.remove(report).expect("the end of a report, once");
                    assert!(*ok && when_told(&text).unwrap() <= *at, "{text}");
                }
                Heard::NotAcknowledged(report) => {
                    reports.remove(report).expect("the end of a report, once");
                }
                _ => {}
            }
        }
        assert!(reports.is_empty(), "{reports:?}");
    });
}
