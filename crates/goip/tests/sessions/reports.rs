//! Delivery reports find the SMS they are about.

use alloc::collections::{BTreeMap, BTreeSet};

use cellwire_codec::test_util::for_each_seed;
use cellwire_codec::test_util::link::Rng;
use cellwire_goip::session::{AckMode, SmsOutcome};

use crate::center::{App, Told};
use crate::world::{Setup, World, bad, millis, secs};

fn world(seed: u64, names_numbers: bool, configure: impl FnOnce(&mut Setup)) -> World {
    let mut setup = Setup { lines: 2, ..Setup::default() };
    setup.gateway.delivery_reports = true;
    setup.gateway.max_sessions = 10;
    setup.network.delay = secs(0)..=secs(3);
    setup.network.reports = Some((millis(0)..=millis(20_000), names_numbers));
    configure(&mut setup);
    let mut world = World::new(seed, setup);
    world.star.run_for(secs(1));
    world
}

/// Every report that names an SMS names the right one, no recipient is reported twice, and one whose
/// `OK` had come before is found. Says how many were found.
fn check(world: &World) -> usize {
    let mut sent = BTreeSet::new();
    let mut reported = BTreeMap::new();
    for (_, told) in world.star.hub.session.told() {
        match told {
            Told::Outcome { number, outcome: SmsOutcome::Sent { sms_no }, .. } => {
                assert!(sms_no.is_some());
                sent.insert(number.clone());
            }
            Told::Delivery { line, sms, sms_no, num, delivered } => {
                assert!(*delivered);
                let line = world.lines.iter().find(|known| known.id == *line).unwrap();
                // So few are sent here that no number comes again.
                let submitted = &world.star.leaves[line.gateway].session.submitted;
                let mut submitted =
                    submitted.iter().filter(|sms| sms.line == line.number && sms.sms_no == *sms_no);
                let really = &submitted.next().unwrap().number;
                assert!(submitted.next().is_none());
                assert!(num.as_ref().is_none_or(|num| num == really));
                match sms {
                    Some((sms, recipient)) => {
                        let asked = world.sms.iter().find(|asked| asked.id == *sms).unwrap();
                        assert_eq!(asked.numbers[*recipient], *really);
                        let before = reported.insert(really.clone(), ());
                        assert_eq!(before, None, "{really} is reported twice");
                    }
                    None => assert!(!sent.contains(really), "{really} is not found"),
                }
            }
            _ => {}
        }
    }
    reported.len()
}

#[test]
fn reports_are_about_the_right_recipient() {
    let mut found = 0;
    for_each_seed(0..1000, |seed| {
        let mut rng = Rng::new(seed);
        let by_application = rng.chance(300);
        let mut world = world(seed, rng.chance(500), |setup| {
            if by_application {
                setup.server.ack = AckMode::ByApplication;
                setup.app = App::Stores { after: millis(0)..=millis(2000), rejects: 0 };
            }
        });
        world.star.configure(&bad(&mut rng));
        for _ in 0..4 {
            world.asks(rng.below(2) as usize, 1 + rng.below(4) as usize, false);
        }
        world.finish(secs(4 * 3600));
        world.settle();
        world.check();
        found += check(&world);
    });
    assert!(found > 2000, "{found}");
}

#[test]
fn on_a_good_link_every_report_is_found() {
    for_each_seed(0..200, |seed| {
        let mut world = world(seed, seed % 2 == 0, |setup| {
            // The report is later than the OK.
            setup.network.reports = Some((secs(1)..=secs(20), seed % 2 == 0));
        });
        for line in [0, 1, 0, 1] {
            world.asks(line, 5, false);
        }
        world.finish(secs(600));
        world.settle();
        world.check();
        assert_eq!(check(&world), 20);
    });
}

/// The numbers of a network come again after 256, here while reports of the last round are still to
/// come: then the recipient tells them apart. As many submissions are remembered as there are
/// numbers, so that the oldest of them are not found; none is ever taken for another.
#[test]
fn numbers_come_again() {
    for_each_seed(0..10, |seed| {
        let remembers = if seed % 2 == 0 { 256 } else { 1000 };
        let mut world = world(seed, true, |setup| {
            setup.server.limits.reports = remembers;
            setup.network.delay = millis(100)..=millis(100);
            setup.network.reports = Some((secs(1)..=secs(60), true));
        });
        for _ in 0..6 {
            world.asks(0, 100, false);
        }
        world.finish(secs(3600));
        world.star.run_for(secs(60));
        world.settle();
        world.check();
        let mut reported = BTreeSet::new();
        for (_, told) in world.star.hub.session.told() {
            if let Told::Delivery { sms: Some((sms, recipient)), num, .. } = told {
                let asked = world.sms.iter().find(|asked| asked.id == *sms).unwrap();
                assert_eq!(Some(&asked.numbers[*recipient]), num.as_ref());
                assert!(reported.insert((*sms, *recipient)));
            }
        }
        assert!(reported.len() > 400, "{}", reported.len());
        assert!(remembers == 256 || reported.len() == 600, "{}", reported.len());
    });
}

/// What was sent before a restart is found after it.
#[test]
fn reports_survive_a_restart() {
    for_each_seed(0..200, |seed| {
        let mut world = world(seed, seed % 2 == 0, |setup| {
            setup.network.reports = Some((secs(60)..=secs(200), seed % 2 == 0));
        });
        world.asks(0, 3, false);
        world.finish(secs(60));
        world.restart_server();
        world.star.run_for(secs(260));
        world.check();
        assert_eq!(check(&world), 3);
    });
}
