//! Lines that move, disappear, come back, and have their faults.

use cellwire_codec::test_util::for_each_seed;
use cellwire_codec::test_util::link::Rng;
use cellwire_goip::message::{CmsError, Request};
use cellwire_goip::session::{Faults, SmsFailure, SmsOutcome};

use crate::center::{Failure, Told};
use crate::world::{Setup, World, bad, good, line_addr, millis, secs};

fn world(seed: u64) -> World {
    let mut setup = Setup { lines: 2, ..Setup::default() };
    setup.gateway.max_sessions = 10;
    let mut world = World::new(seed, setup);
    world.star.run_for(secs(1));
    world
}

fn count(world: &World, is_it: impl Fn(&Told) -> bool) -> usize {
    world.star.hub.session.told().filter(|(_, told)| is_it(told)).count()
}

/// A NAT that gives the gateway other ports, in the middle of everything. Nothing is sent to where
/// no keepalive has come from, see `World::check`.
#[test]
fn lines_move() {
    let mut moved = 0;
    for_each_seed(0..1000, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = world(seed);
        world.star.configure(&bad(&mut rng));
        for round in 1..=4 {
            let line = rng.below(2) as usize;
            world.asks(line, 1 + rng.below(3) as usize, false);
            world.commands(line, Request::GetImei);
            let _ = world.device(0).gateway.receive_sms(line, "1", &format!("text {round}"));
            world.star.run_for(millis(rng.below(60_000)));
            world.ports.borrow_mut()[0] = 10_000 + 100 * round;
        }
        world.finish(secs(4 * 3600));
        world.settle();
        world.star.run_for(secs(60));
        world.check();
        moved += count(&world, |told| matches!(told, Told::Moved(..)));
        for line in &world.lines {
            let info = world.star.hub.session.server.line(line.id).unwrap();
            assert_eq!(info.addr, Some(line_addr(0, line.number, 10_400)));
            assert!(info.is_up);
        }
        // Every move that is told begins where the line was said to be.
        for line in &world.lines {
            let mut at = None;
            for (_, told) in world.star.hub.session.told() {
                match told {
                    Told::Up(id, addr) if *id == line.id => at = Some(*addr),
                    Told::Moved(id, from, to) if *id == line.id => {
                        assert_eq!(at, Some(*from));
                        assert_ne!(from, to);
                        at = Some(*to);
                    }
                    _ => {}
                }
            }
        }
    });
    assert!(moved > 1000);
}

/// On a good link a move is no more than a pause.
#[test]
fn a_move_loses_nothing() {
    for_each_seed(0..300, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = world(seed);
        world.asks(0, 5, false);
        world.star.run_for(millis(rng.below(25_000)));
        world.ports.borrow_mut()[0] = 20_000;
        world.finish(secs(600));
        world.settle();
        world.check();
        assert!(world.all_are_sent(), "{:?}", world.outcomes());
    });
}

/// Cut off for minutes: the line is told to be down and up again, once each, and what was asked
/// meanwhile is sent then.
#[test]
fn a_line_that_comes_back_gets_what_waits() {
    for_each_seed(0..500, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = world(seed);
        world.star.run_for(secs(rng.below(60)));
        world.star.links[0].cut_off();
        world.star.run_for(secs(125));
        assert_eq!(count(&world, |told| matches!(told, Told::Down(_))), 2);
        for line in &world.lines {
            assert!(!world.star.hub.session.server.line(line.id).unwrap().is_up);
        }
        world.asks(0, 2, false);
        let command = world.commands(1, Request::GetImei);
        world.star.run_for(secs(rng.below(1200)));
        assert_eq!((world.center().outcomes, world.center().answers), (0, 0));
        world.star.links[0].restore();
        world.finish(secs(120));
        world.settle();
        world.check();
        assert!(world.all_are_sent());
        assert!(world.answers()[&command].is_ok());
        assert_eq!(count(&world, |told| matches!(told, Told::Up(..))), 4);
        assert_eq!(count(&world, |told| matches!(told, Told::Down(_))), 2);
    });
}

/// Cut off in the middle of everything, for as long as it likes.
#[test]
fn lines_that_are_cut_off_in_the_middle() {
    for_each_seed(0..700, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = world(seed);
        world.star.configure(&bad(&mut rng));
        for _ in 0..3 {
            let line = rng.below(2) as usize;
            world.asks(line, 1 + rng.below(4) as usize, false);
            world.commands(line, Request::GetImei);
            world.star.run_for(millis(rng.below(30_000)));
            world.star.links[0].cut_off();
            world.star.run_for(millis(rng.below(400_000)));
            world.star.links[0].restore();
        }
        world.finish(secs(4 * 3600));
        world.settle();
        world.check();
        // Up and down take turns.
        for line in &world.lines {
            let told = world.star.hub.session.told().filter_map(|(_, told)| match told {
                Told::Up(id, _) if *id == line.id => Some(true),
                Told::Down(id) if *id == line.id => Some(false),
                _ => None,
            });
            let told: Vec<_> = told.collect();
            assert!(told.iter().enumerate().all(|(at, up)| *up == (at % 2 == 0)), "{told:?}");
        }
    });
}

/// A line that never comes: what waits for it has failed when it has waited for too long, and
/// nothing of it was sent.
#[test]
fn what_waits_for_too_long_has_failed() {
    let mut setup = Setup::default();
    setup.server.queue_timeout = secs(600);
    let mut world = World::new(1, setup);
    world.star.links[0].cut_off();
    world.asks(0, 2, false);
    let command = world.commands(0, Request::GetImei);
    world.star.run_for(secs(590));
    assert_eq!((world.center().outcomes, world.center().answers), (0, 0));
    world.finish(secs(20));
    world.star.links[0].restore();
    world.settle();
    world.check();
    let expired = SmsOutcome::Failed(SmsFailure::Expired);
    assert!(world.outcomes().values().all(|outcome| *outcome == expired));
    assert_eq!(world.answers()[&command], Err(Failure::Expired));
    assert_eq!(
        world
            .star
            .hub
            .session
            .log
            .iter()
            .filter(|(_, entry)| {
                matches!(entry, crate::center::Entry::Out(_, bytes) if !bytes.starts_with(b"reg"))
            })
            .count(),
        0
    );
}

fn faults(rng: &mut Rng) -> Faults {
    let mut faults = Faults::default();
    match rng.below(6) {
        0 => faults.gsm_logout = true,
        1 => faults.too_many_sends = true,
        2 => faults.errorstatus = Some(CmsError(38)),
        3 => faults.mute = true,
        4 => faults.slow = millis(rng.below(20_000)),
        _ => {}
    }
    faults
}

/// Gateways that fail in all the ways they can, now and then.
#[test]
fn faults_come_and_go() {
    let mut failing = 0;
    for_each_seed(0..1000, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = world(seed);
        let is_good = rng.chance(300);
        world.star.configure(&if is_good { good() } else { bad(&mut rng) });
        for _ in 0..8 {
            let line = rng.below(2) as usize;
            let faults = faults(&mut rng);
            world.device(0).gateway.set_faults(faults);
            world.asks(line, 1 + rng.below(3) as usize, false);
            if rng.chance(500) {
                world.commands(line, Request::GetImei);
            }
            world.star.run_for(millis(rng.below(100_000)));
        }
        world.device(0).gateway.set_faults(Faults::default());
        world.gateways_refuse = true;
        world.finish(secs(4 * 3600));
        world.settle();
        world.check();
        failing += count(&world, |told| matches!(told, Told::Failing(_)));
        for line in &world.lines {
            let told = world.star.hub.session.told().filter_map(|(_, told)| match told {
                Told::Failing(id) if *id == line.id => Some(true),
                Told::Recovered(id) if *id == line.id => Some(false),
                _ => None,
            });
            let told: Vec<_> = told.collect();
            let takes_turns = told.windows(2).all(|pair| pair[0] != pair[1]);
            assert!(takes_turns && told.first() != Some(&false), "{told:?}");
        }
    });
    assert!(failing > 50, "{failing}");
}

/// Each fault for as long as the session is tried, and what is told of it.
#[test]
fn each_fault_has_its_reason() {
    let outcome_of = |faults: Faults| {
        let mut world = world(1);
        world.device(0).gateway.set_faults(faults);
        world.gateways_refuse = true;
        world.asks(0, 2, false);
        world.finish(secs(2 * 3600));
        world.settle();
        world.check();
        let mut outcomes: Vec<_> = world.outcomes().into_values().collect();
        outcomes.dedup();
        assert_eq!(outcomes.len(), 1, "{outcomes:?}");
        outcomes.remove(0)
    };
    let default = Faults::default();
    assert_eq!(
        outcome_of(Faults { gsm_logout: true, ..default }),
        SmsOutcome::Failed(SmsFailure::NotRegistered)
    );
    assert_eq!(
        outcome_of(Faults { too_many_sends: true, ..default }),
        SmsOutcome::Failed(SmsFailure::TooManySessions)
    );
    assert_eq!(
        outcome_of(Faults { errorstatus: Some(CmsError(38)), ..default }),
        SmsOutcome::Failed(SmsFailure::Network(CmsError(38)))
    );
    assert!(matches!(
        outcome_of(Faults { mute: true, ..default }),
        SmsOutcome::Failed(SmsFailure::NoAnswer { step: "MSG", .. })
    ));
    assert!(matches!(outcome_of(Faults { slow: secs(8), ..default }), SmsOutcome::Sent { .. }));
}

/// It is refused for a time, and goes when the line is registered again.
#[test]
fn a_line_that_registers_again_sends() {
    for_each_seed(0..100, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = world(seed);
        world.device(0).gateway.set_registered(0, false);
        world.asks(0, 2, false);
        world.star.run_for(secs(rng.below(280)));
        world.device(0).gateway.set_registered(0, true);
        world.finish(secs(200));
        world.settle();
        world.check();
        assert!(world.all_are_sent(), "{:?}", world.outcomes());
    });
}
