//! SMS over bad links: at most once, exactly once where the link lets the protocol finish, and what is
//! told is true.

use core::time::Duration;

use cellwire_codec::RetryPolicy;
use cellwire_codec::test_util::for_each_seed;
use cellwire_codec::test_util::link::{LinkConfig, Rng};
use cellwire_goip::session::{Polling, Resubmission, SmsOutcome};

use crate::world::{Setup, World, bad, millis, secs};

/// Two lines that are up, and links that are bad from now on.
fn world(seed: u64, rng: &mut Rng, configure: impl FnOnce(&mut Rng, &mut Setup)) -> World {
    let mut setup = Setup { lines: 2, ..Setup::default() };
    setup.gateway.max_sessions = 100;
    setup.network.refuses = [0, 0, 300][rng.below(3) as usize];
    configure(rng, &mut setup);
    let mut world = World::new(seed, setup);
    world.star.run_for(secs(1));
    world
}

fn ask_for_some(world: &mut World, rng: &mut Rng, once: bool) {
    for _ in 0..=rng.below(3) {
        let (line, recipients) = (rng.below(2) as usize, 1 + rng.below(4) as usize);
        world.asks(line, recipients, once);
        world.star.run_for(millis(rng.below(10_000)));
    }
}

/// How often each outcome was seen in a test, so that none is proven by never coming.
#[derive(Debug, Default)]
struct Tally {
    sent: usize,
    failed: usize,
    unknown: usize,
}

impl Tally {
    fn count(&mut self, world: &World) {
        for outcome in world.outcomes().values() {
            match outcome {
                SmsOutcome::Sent { .. } => self.sent += 1,
                SmsOutcome::Failed(_) => self.failed += 1,
                _ => self.unknown += 1,
            }
        }
    }

    #[track_caller]
    fn has_all(&self) {
        assert!(self.sent > 0 && self.failed > 0 && self.unknown > 0, "{self:?}");
    }
}

#[test]
fn each_is_submitted_at_most_once_and_what_is_told_is_true() {
    let mut tally = Tally::default();
    for_each_seed(0..1500, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = world(seed, &mut rng, |_, _| {});
        world.star.configure(&bad(&mut rng));
        ask_for_some(&mut world, &mut rng, false);
        world.finish(secs(4 * 3600));
        world.settle();
        world.check();
        tally.count(&world);
    });
    tally.has_all();
}

/// With the default policies (again after 3, 6, 12, 12 s, and 12 s to wait) the protocol can always
/// finish when the link is good from 20 s after the SMS was taken on: whichever request is on its
/// way then, is sent again after that, and at most one session was given up before. A pair of links
/// that loses less than everything finishes sooner.
#[test]
fn each_is_submitted_exactly_once_when_the_link_gets_better() {
    for_each_seed(0..1500, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = world(seed, &mut rng, |_, setup| setup.network.refuses = 0);
        world.star.configure(&bad(&mut rng));
        for _ in 0..=rng.below(3) {
            world.asks(rng.below(2) as usize, 1 + rng.below(4) as usize, false);
        }
        if rng.chance(200) {
            world.star.links[0].cut_off();
        }
        world.star.run_for(secs(20));
        world.star.links[0].restore();
        world.star.configure(&crate::world::good());
        world.finish(secs(1800));
        world.settle();
        world.check();
        assert!(world.all_are_sent(), "{:?}", world.outcomes());
    });
}

/// A good link, and everything is done without a single repetition.
#[test]
fn a_good_link_has_nothing_twice() {
    for_each_seed(0..200, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = world(seed, &mut rng, |_, setup| {
            setup.network.refuses = 0;
            setup.network.delay = secs(1)..=secs(2);
        });
        world.asks(0, 3, false);
        world.finish(secs(60));
        world.settle();
        world.check();
        world.check_acknowledgements();
        assert!(world.all_are_sent());
        assert_eq!(world.star.hub.session.server.stats().retries, 0);
    });
}

/// Gateways that submit anew for every `SEND`, and links that lose and hold up. A link that doubles
/// a `SEND` on its own has the SMS sent twice whatever the server does, so these do not.
fn anew(seed: u64, rng: &mut Rng, polling: Polling, announces: bool) -> World {
    world(seed, rng, |_, setup| {
        setup.gateway.resubmission = Resubmission::Anew;
        setup.gateway.announce_outcomes = announces;
        setup.server.polling = polling;
    })
}

fn without_duplication(rng: &mut Rng) -> LinkConfig {
    LinkConfig { duplication: 0, ..bad(rng) }
}

#[test]
fn a_gateway_that_submits_anew_is_asked_once() {
    let mut tally = Tally::default();
    for_each_seed(0..1500, |seed| {
        let mut rng = Rng::new(seed);
        let by_sms = rng.chance(500);
        let polling = if by_sms { Polling::default() } else { Polling::Never };
        let announces = rng.chance(800);
        let mut world = anew(seed, &mut rng, polling, announces);
        world.star.configure(&without_duplication(&mut rng));
        ask_for_some(&mut world, &mut rng, by_sms);
        world.finish(secs(4 * 3600));
        world.settle();
        world.check();
        tally.count(&world);
    });
    tally.has_all();
}

/// The same on a link that loses nothing: exactly once, and sent.
#[test]
fn a_gateway_that_submits_anew_loses_nothing_on_a_good_link() {
    for_each_seed(0..300, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = anew(seed, &mut rng, Polling::Never, true);
        world.device(0).network.refuses = 0;
        let link = LinkConfig { loss: 0, ..without_duplication(&mut rng) };
        world.star.configure(&link);
        world.asks(0, 3, false);
        world.asks(1, 3, false);
        world.finish(secs(600));
        world.settle();
        world.check();
        assert!(world.all_are_sent(), "{:?}", world.outcomes());
    });
}

/// `UntilWait` is safe with such a gateway as long as no `SEND` or `WAIT` is lost or late: what is
/// told is true in any case.
#[test]
fn waiting_after_wait() {
    for_each_seed(0..500, |seed| {
        let mut rng = Rng::new(seed);
        let unanswered = RetryPolicy::exponential(secs(3), secs(12), 5);
        let is_anew = rng.chance(500);
        let mut world = world(seed, &mut rng, |_, setup| {
            setup.server.polling = Polling::UntilWait { unanswered };
            if is_anew {
                setup.gateway.resubmission = Resubmission::Anew;
            }
        });
        if is_anew {
            let short = millis(1)..=Duration::from_millis(700);
            world.star.configure(&LinkConfig { delay: short, ..LinkConfig::default() });
        } else {
            world.star.configure(&bad(&mut rng));
        }
        ask_for_some(&mut world, &mut rng, false);
        world.finish(secs(4 * 3600));
        world.settle();
        world.check();
    });
}

/// As seldom as it may be asked: `SEND` is repeated slowly, and nothing else is different.
#[test]
fn polling_is_slow_after_wait() {
    for_each_seed(0..100, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = world(seed, &mut rng, |_, setup| {
            setup.network.refuses = 0;
            setup.network.delay = secs(60)..=secs(60);
            setup.gateway.announce_outcomes = false;
        });
        world.asks(0, 1, false);
        world.finish(secs(100));
        let retries = world.star.hub.session.server.stats().retries;
        assert!((11..=13).contains(&retries), "{retries} in a minute");
        world.check();
    });
}

/// A network that is quick, on links where copies are late: whole sessions are over before a copy of
/// their first request arrives.
#[test]
fn late_copies_of_a_session_open_no_other() {
    for_each_seed(0..3000, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = world(seed, &mut rng, |_, setup| {
            setup.network.delay = millis(0)..=millis(100);
        });
        world.star.configure(&LinkConfig {
            loss: 0,
            duplication: 500,
            reordering: 500,
            delay: millis(1)..=millis(30),
            hold_back: secs(1 + rng.below(6)),
            ..LinkConfig::default()
        });
        world.asks(0, 1 + rng.below(2) as usize, false);
        world.finish(secs(4 * 3600));
        world.settle();
        world.check();
    });
}

/// A server that is restarted with what it has exported takes no late answer for one to its own
/// requests, and names nothing as before. What the old one had not finished is for the application to
/// know: it had no outcome.
#[test]
fn a_restarted_server_does_not_mix_up_its_sessions() {
    for_each_seed(0..700, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = world(seed, &mut rng, |_, _| {});
        world.star.configure(&bad(&mut rng));
        for _ in 0..3 {
            ask_for_some(&mut world, &mut rng, false);
            world.restart_server();
        }
        ask_for_some(&mut world, &mut rng, false);
        world.finish(secs(4 * 3600));
        world.settle();
        world.check();
    });
}
