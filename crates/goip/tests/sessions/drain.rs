//! The end: everything finishes, or is told to be given up.

use cellwire_codec::test_util::for_each_seed;
use cellwire_codec::test_util::link::Rng;
use cellwire_goip::message::Request;
use cellwire_goip::session::{SendError, Sms};

use crate::center::{Failure, Told};
use crate::world::{Setup, World, bad, millis, secs};

fn busy_world(seed: u64, rng: &mut Rng) -> World {
    let mut world = World::new(seed, Setup { gateways: 2, lines: 2, ..Setup::default() });
    // Sometimes some lines have not registered yet.
    world.star.run_for(millis(rng.below(500)));
    world.star.configure(&bad(rng));
    for _ in 0..10 {
        let line = rng.below(4) as usize;
        match rng.below(4) {
            0 => drop(world.commands(line, Request::GetImei)),
            1 => drop(world.commands(line, Request::Ussd("*100#".into()))),
            _ => drop(world.asks(line, 1 + rng.below(3) as usize, rng.chance(200))),
        }
        world.star.run_for(millis(rng.below(5000)));
    }
    world
}

#[test]
fn what_was_taken_is_finished_after_close() {
    for_each_seed(0..700, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = busy_world(seed, &mut rng);
        let line = world.lines[0].id;
        let server = &mut world.center().server;
        server.close();
        let refused = server.send_sms(line, Sms::new("late", &["1"]));
        assert_eq!(refused, Err(SendError::Closing));
        assert_eq!(server.command(line, Request::GetImei), Err(SendError::Closing));
        // Events are served on.
        let reported = world.device(0).gateway.receive_sms(0, "1", "served on").is_ok();
        world.finish(secs(5 * 3600));
        world.star.run_for(secs(60));
        assert!(world.star.hub.session.server.is_drained());
        let received = world.star.hub.session.told();
        let received = received.filter(|(_, told)| matches!(told, Told::Received { .. })).count();
        assert!(received <= usize::from(reported));
        world.settle();
        world.check();
    });
}

#[test]
fn it_is_not_drained_before() {
    for_each_seed(0..300, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = busy_world(seed, &mut rng);
        let (all, commands) =
            (world.sms.iter().map(|sms| sms.numbers.len()).sum::<usize>(), world.commands.len());
        world.center().server.close();
        world.star.run_until(secs(5 * 3600), |star| {
            let center = &star.hub.session;
            let is_done = center.outcomes == all && center.answers == commands;
            assert!(is_done || !center.server.is_drained());
            center.server.is_drained()
        });
        world.settle();
        world.check();
    });
}

#[test]
fn what_is_abandoned_has_its_outcome() {
    for_each_seed(0..1000, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = busy_world(seed, &mut rng);
        world.center().server.abandon();
        // At once.
        world.star.run_for(millis(0));
        world.finish(millis(0));
        assert!(world.star.hub.session.server.is_drained());
        world.settle();
        world.check();
        for answer in world.answers().into_values() {
            let is_one = matches!(
                answer,
                Ok(_) | Err(Failure::Cancelled | Failure::NoAnswer(_) | Failure::Refused(_))
            );
            assert!(is_one, "{answer:?}");
        }
    });
}

#[test]
fn a_line_that_is_removed_leaves_nothing_open() {
    for_each_seed(0..500, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = busy_world(seed, &mut rng);
        for line in 0..4 {
            let id = world.lines[line].id;
            if rng.chance(500) {
                assert!(world.center().server.remove_line(id));
                assert!(!world.center().server.remove_line(id));
                let refused = world.center().server.send_sms(id, Sms::new("late", &["1"]));
                assert_eq!(refused, Err(SendError::UnknownLine { line: id }));
            }
        }
        world.finish(secs(5 * 3600));
        world.settle();
        world.check();
    });
}
