//! Many recipients, many SMS, many lines: the limits, the order, the rests.

use cellwire_codec::test_util::for_each_seed;
use cellwire_codec::test_util::link::Rng;
use cellwire_goip::session::{SendError, SmsOutcome};

use crate::world::{Setup, World, bad, good, secs};

fn numbers_in_order(world: &World, line: usize) -> Vec<&str> {
    let at = &world.lines[line];
    let submitted = world.star.leaves[at.gateway].session.submitted.iter();
    submitted.filter(|sms| sms.line == at.number).map(|sms| sms.number.as_str()).collect()
}

fn asked_in_order(world: &World, line: usize) -> Vec<&str> {
    let asked = world.sms.iter().filter(|asked| asked.line == line);
    asked.flat_map(|asked| &asked.numbers).map(String::as_str).collect()
}

/// Gateways of several lines share five sessions, which the server cannot know: it is told, and
/// comes again.
#[test]
fn several_lines_and_gateways() {
    for_each_seed(0..150, |seed| {
        let mut rng = Rng::new(seed);
        let mut setup = Setup { gateways: 3, lines: 3, ..Setup::default() };
        setup.network.delay = secs(0)..=secs(2);
        if rng.chance(500) {
            setup.gateway.max_sessions = 100;
        }
        setup.server.max_sessions = 1 + rng.below(5) as usize;
        let mut world = World::new(seed, setup);
        world.star.run_for(secs(1));
        world.star.configure(&bad(&mut rng));
        for _ in 0..30 {
            world.asks(rng.below(9) as usize, 1 + rng.below(5) as usize, false);
        }
        world.finish(secs(4 * 3600));
        world.settle();
        world.check();
    });
}

/// With more lines than the gateway has sessions, each waits until there is room.
#[test]
fn lines_share_the_sessions_of_their_gateway() {
    for lines in [4, 8] {
        let mut setup = Setup { lines, ..Setup::default() };
        setup.server.queue_timeout = secs(24 * 3600);
        let mut world = World::new(1, setup);
        world.star.run_for(secs(1));
        for line in 0..lines {
            for _ in 0..20 {
                world.asks(line, 3, false);
            }
        }
        world.finish(secs(24 * 3600));
        world.settle();
        world.check();
        assert_eq!(world.outcomes().len(), lines * 60);
        for outcome in world.outcomes().into_values() {
            assert!(matches!(outcome, SmsOutcome::Sent { .. }), "{outcome:?}");
        }
    }
}

#[test]
fn a_queue_is_sent_whole_on_a_good_link() {
    for_each_seed(0..50, |seed| {
        let mut setup = Setup { lines: 2, ..Setup::default() };
        setup.gateway.max_sessions = 10;
        let mut world = World::new(seed, setup);
        for _ in 0..25 {
            world.asks(0, 3, false);
            world.asks(1, 3, false);
        }
        world.star.run_for(secs(1));
        world.finish(secs(1800));
        world.settle();
        world.check();
        assert!(world.all_are_sent());
        world.check_acknowledgements();
    });
}

/// With one session at a time the order is kept, whatever the link does: an SMS does not overtake
/// another.
#[test]
fn one_session_at_a_time_keeps_the_order() {
    for_each_seed(0..500, |seed| {
        let mut rng = Rng::new(seed);
        let mut setup = Setup::default();
        setup.server.max_sessions = 1;
        setup.network.delay = secs(0)..=secs(2);
        let mut world = World::new(seed, setup);
        world.star.run_for(secs(1));
        world.star.configure(&bad(&mut rng));
        for _ in 0..8 {
            world.asks(0, 1 + rng.below(3) as usize, false);
        }
        world.finish(secs(4 * 3600));
        world.settle();
        world.check();
        let (sent, asked) = (numbers_in_order(&world, 0), asked_in_order(&world, 0));
        let mut rest = asked.iter();
        assert!(sent.iter().all(|number| rest.any(|other| number == other)), "{sent:?}");
    });
}

/// The wire shows the rests, see `World::check`.
#[test]
fn a_line_rests_between_recipients() {
    for_each_seed(0..400, |seed| {
        let mut rng = Rng::new(seed);
        let mut setup = Setup::default();
        setup.server.pacing = secs(1 + rng.below(30));
        setup.network.delay = secs(0)..=secs(2);
        let mut world = World::new(seed, setup);
        world.star.run_for(secs(1));
        let is_good = rng.chance(300);
        world.star.configure(&if is_good { good() } else { bad(&mut rng) });
        for _ in 0..5 {
            world.asks(0, 1 + rng.below(3) as usize, false);
        }
        world.finish(secs(4 * 3600));
        world.settle();
        world.check();
        if is_good {
            assert!(world.all_are_sent());
            assert_eq!(numbers_in_order(&world, 0), asked_in_order(&world, 0));
        }
    });
}

/// A session with more recipients than a gateway remembers. A copy of a `SEND` that is so late that
/// ten others have come after it would have the SMS sent anew, which nobody could prevent: here an
/// SMS takes a second, and no copy is ten seconds late.
#[test]
fn more_recipients_than_a_gateway_remembers() {
    for_each_seed(0..200, |seed| {
        let mut rng = Rng::new(seed);
        let mut setup = Setup::default();
        setup.network.delay = secs(1)..=secs(2);
        let mut world = World::new(seed, setup);
        world.star.run_for(secs(1));
        world.star.configure(&bad(&mut rng));
        world.asks(0, 40, false);
        world.finish(secs(12 * 3600));
        world.settle();
        world.check();
    });
}

#[test]
fn there_is_a_limit() {
    let mut setup = Setup::default();
    setup.server.limits.queued_sms = 3;
    let mut world = World::new(1, setup);
    for _ in 0..3 {
        world.asks(0, 1, false);
    }
    let line = world.lines[0].id;
    let sms = cellwire_goip::session::Sms::new("one more", &["1"]);
    let refused = world.center().server.send_sms(line, sms);
    assert_eq!(refused, Err(SendError::Full { limit: 3 }));
    world.star.run_for(secs(60));
    assert!(world.center().server.send_sms(line, sms).is_ok());
}

/// What is taken back is not sent, if its turn has not come, and every recipient is told of.
#[test]
fn some_are_cancelled() {
    for_each_seed(0..700, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = World::new(seed, Setup::default());
        world.star.run_for(secs(1));
        world.star.configure(&bad(&mut rng));
        let asked: Vec<_> =
            (0..8).map(|_| world.asks(0, 1 + rng.below(3) as usize, false)).collect();
        for sms in asked {
            if rng.chance(600) {
                world.star.run_for(secs(rng.below(20)));
                world.center().server.cancel_sms(sms);
            }
        }
        world.finish(secs(4 * 3600));
        world.settle();
        world.check();
    });
}
