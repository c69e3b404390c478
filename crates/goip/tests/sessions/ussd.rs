//! USSD: a code is carried out at most once, and the answer to one is never that to another.

use alloc::collections::BTreeMap;

use cellwire_codec::RetryPolicy;
use cellwire_codec::test_util::for_each_seed;
use cellwire_codec::test_util::link::Rng;
use cellwire_goip::message::Request;
use cellwire_goip::session::CommandId;

use crate::center::{Entry, Failure, Told};
use crate::device::{Dialled, Heard};
use crate::world::{Setup, World, bad, millis, secs};

fn world(seed: u64, configure: impl FnOnce(&mut Setup)) -> World {
    let mut setup = Setup { lines: 2, ..Setup::default() };
    configure(&mut setup);
    let mut world = World::new(seed, setup);
    world.star.run_for(secs(1));
    world
}

fn dials(world: &mut World, line: usize, codes: &mut BTreeMap<CommandId, String>) {
    let code = format!("*100*{}#", codes.len());
    let command = world.commands(line, Request::Ussd((&*code).into()));
    codes.insert(command, code);
}

/// Each code is carried out at most once, and what is told of it is true.
fn check(world: &World, codes: &BTreeMap<CommandId, String>) {
    let answers = world.answers();
    for (command, code) in codes {
        let dialled = world.star.leaves.iter().flat_map(|leaf| &leaf.session.dialled);
        let dialled: Vec<_> = dialled.filter(|dialled| dialled.code == *code).collect();
        assert!(dialled.len() <= 1, "{code} is carried out twice: {dialled:?}");
        let network = dialled.first().map(|Dialled { answer, .. }| answer.as_deref());
        let story = format!("{code} is answered {:?}, and was {network:?}", answers[command]);
        match &answers[command] {
            Ok(answer) if answer == "UssdExit" => {
                assert_eq!(network, Some(Some("exit")), "{story}");
            }
            Ok(answer) => {
                let text = network.unwrap().unwrap();
                assert_eq!(*answer, format!("Ussd(\"{text}\")"), "{story}");
            }
            Err(Failure::Refused(text)) if text == "refused" => {
                assert_eq!(network, Some(Some("refused")), "{story}");
            }
            // The network was too slow.
            Err(Failure::Refused(text)) if text == "timeout" => {
                assert_eq!(network, Some(None), "{story}");
            }
            Err(Failure::Refused(text)) => {
                assert_eq!((text.as_str(), network), ("busy", None), "{story}");
            }
            Err(Failure::NoAnswer(_)) => {}
            Err(failure) => panic!("{failure:?}: {story}"),
        }
    }
}

fn dial_some(world: &mut World, rng: &mut Rng) -> BTreeMap<CommandId, String> {
    let mut codes = BTreeMap::new();
    for _ in 0..8 {
        dials(world, rng.below(2) as usize, &mut codes);
        world.star.run_for(millis(rng.below(30_000)));
    }
    codes
}

#[test]
fn a_code_is_carried_out_at_most_once() {
    let (mut answered, mut silent) = (0, 0);
    for_each_seed(0..1000, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = world(seed, |setup| {
            (setup.network.ussd_errors, setup.network.ussd_exits) = (100, 100);
            setup.network.ussd_delay = millis(0)..=millis([1000, 5000, 15_000][seed as usize % 3]);
        });
        world.star.configure(&bad(&mut rng));
        let codes = dial_some(&mut world, &mut rng);
        world.finish(secs(3600));
        world.settle();
        world.check();
        check(&world, &codes);
        let copies = world.star.hub.session.server.stats().retries;
        assert_eq!(copies, 0, "a code is sent once");
        let failed = world.answers().values().filter(|answer| answer.is_err()).count();
        (answered, silent) = (answered + 8 - failed, silent + failed);
    });
    assert!(answered > 2000 && silent > 1000, "{answered}, {silent}");
}

/// Repeated as the specification has it, it is still carried out once by a gateway that replays its
/// reply.
#[test]
fn a_code_that_is_repeated_is_carried_out_at_most_once() {
    let (mut answered, mut repeated) = (0, 0);
    for_each_seed(0..1000, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = world(seed, |setup| {
            setup.server.ussd_retry = RetryPolicy::fixed(secs(10), 2);
            (setup.network.ussd_errors, setup.network.ussd_exits) = (100, 100);
        });
        world.star.configure(&bad(&mut rng));
        let codes = dial_some(&mut world, &mut rng);
        world.finish(secs(3600));
        world.settle();
        world.check();
        check(&world, &codes);
        repeated += world.star.hub.session.server.stats().retries;
        answered += world.answers().values().filter(|answer| answer.is_ok()).count();
    });
    assert!(answered > 3000 && repeated > 1000, "{answered}, {repeated}");
}

/// On a link that loses nothing each code is carried out and answered, whatever else it does.
#[test]
fn without_loss_each_code_is_answered() {
    for_each_seed(0..300, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = world(seed, |_| {});
        let mut link = bad(&mut rng);
        link.loss = 0;
        world.star.configure(&link);
        let codes = dial_some(&mut world, &mut rng);
        world.finish(secs(3600));
        world.settle();
        check(&world, &codes);
        for (command, answer) in world.answers() {
            assert_eq!(answer, Ok(format!("Ussd(\"answer to {}\")", codes[&command])));
        }
        assert_eq!(world.star.leaves[0].session.dialled.len(), 8);
        // A line has one dialogue at a time, and its codes are carried out in order.
        for line in 0..2 {
            let dialled = world.star.leaves[0].session.dialled.iter();
            let dialled: Vec<_> = dialled.filter(|dialled| dialled.line == line).collect();
            assert!(dialled.is_sorted_by(|one, next| one.code < next.code), "{dialled:?}");
        }
    });
}

/// A code, the reply to what the network asks, and the end.
#[test]
fn a_dialogue() {
    for_each_seed(0..200, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = world(seed, |_| {});
        let link = bad(&mut rng);
        world.star.configure(&cellwire_codec::test_util::link::LinkConfig { loss: 0, ..link });
        let mut codes = Vec::new();
        for code in ["*100#", "1", "2"] {
            codes.push(world.commands(0, Request::Ussd(code.into())));
        }
        let exit = world.commands(0, Request::UssdExit);
        world.finish(secs(600));
        world.settle();
        world.check();
        let dialled = world.star.leaves[0].session.dialled.iter();
        let dialled: Vec<_> = dialled.map(|dialled| dialled.code.as_str()).collect();
        assert_eq!(dialled, ["*100#", "1", "2"]);
        let answers = world.answers();
        for (code, command) in dialled.iter().zip(&codes) {
            assert_eq!(answers[command], Ok(format!("Ussd(\"answer to {code}\")")));
        }
        assert_eq!(answers[&exit], Ok("UssdExit".into()));
        let exits = world.star.leaves[0].events.iter();
        assert_eq!(exits.filter(|(_, heard)| *heard == Heard::UssdExit(0)).count(), 1);
    });
}

/// What was told since the last restart is the answer to what was asked.
fn check_answers(world: &World, codes: &BTreeMap<CommandId, String>) {
    let log = &world.star.hub.session.log;
    let since = log.iter().rposition(|(_, entry)| matches!(entry, Entry::Restarted));
    for (_, entry) in &log[since.unwrap_or(0)..] {
        if let Entry::Told(Told::Answer { command, result: Ok(told) }) = entry {
            assert_eq!(*told, format!("Ussd(\"answer to {}\")", codes[command]));
        }
    }
}

/// The numbers rise over a restart of the server, so that no old reply is taken for a new one.
#[test]
fn numbers_rise_over_a_restart() {
    for_each_seed(0..300, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = world(seed, |_| {});
        world.star.configure(&bad(&mut rng));
        for round in 0..3 {
            // The handles of commands are those of one run.
            let mut codes = BTreeMap::new();
            for number in 0..4 {
                let code = format!("*{round}*{number}#");
                let line = rng.below(2) as usize;
                codes.insert(world.commands(line, Request::Ussd((&*code).into())), code);
                world.star.run_for(millis(rng.below(20_000)));
            }
            // Those that have no answer will not get one.
            check_answers(&world, &codes);
            world.restart_server();
            world.star.run_for(secs(1));
        }
        world.settle();
        let dialled = &world.star.leaves[0].session.dialled;
        for one in dialled {
            assert_eq!(dialled.iter().filter(|other| other.code == one.code).count(), 1);
        }
    });
}
