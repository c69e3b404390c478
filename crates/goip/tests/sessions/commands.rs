//! Commands: each has one answer, which is true; reboots and other misfortunes of gateways.

use alloc::collections::{BTreeMap, BTreeSet};

use cellwire_codec::test_util::for_each_seed;
use cellwire_codec::test_util::link::Rng;
use cellwire_goip::message::{ForwardMode, ForwardReason, ModuleSwitch, Request};
use cellwire_goip::session::{CommandId, SmsDoubt, SmsOutcome};

use crate::center::{Entry, Failure, Told};
use crate::device::Heard;
use crate::world::{Setup, World, bad, good, millis, secs};

fn world(seed: u64) -> World {
    let mut setup = Setup { lines: 2, ..Setup::default() };
    setup.gateway.max_sessions = 10;
    let mut world = World::new(seed, setup);
    world.star.run_for(secs(1));
    world
}

#[test]
fn each_command_is_answered() {
    let mut world = world(1);
    let requests = [
        (Request::SetGsmNum("+123".into()), "Done"),
        (Request::GetGsmNum, "Text(Some(\"+123\"))"),
        (Request::SetExpTime(90), "Done"),
        (Request::GetExpTime, "Number(90)"),
        (Request::GetRemainTime, "Number(90)"),
        (Request::ResetRemainTime, "Done"),
        (Request::GetGsmState, "State(Idle)"),
        (Request::DropCall, "Done"),
        (Request::SetImei("123456789012345".into()), "Done"),
        (Request::GetImei, "Text(Some(\"123456789012345\"))"),
        (Request::SetOutCallInterval(7), "Done"),
        (Request::GetOutCallInterval, "Number(7)"),
        (Request::ModuleControl(ModuleSwitch::ENABLE), "Done"),
        (Request::ModulesControl("12".into()), "Done"),
        (Request::SetBaseCell("689".into()), "Done"),
        (Request::GetCurrentCell, "Text(Some(\"689\"))"),
        (Request::GetCellsList, "Done"),
        (
            Request::CallForward {
                reason: ForwardReason::BUSY,
                mode: ForwardMode::REGISTER,
                num: "10086".into(),
                seconds: 0,
            },
            "Done",
        ),
        (Request::CallWaiting(ForwardMode::ENABLE), "Done"),
        (Request::CallWaiting(ForwardMode::QUERY), "CallWaiting(\"1\")"),
        (Request::Gsm, "Gsm(GsmInfo { gsm_num: Some(\"+123\"), exp_time: Some(90), "),
        (Request::NetSelect(-1), "Number(-1)"),
        (Request::RebootModule, "Done"),
        (Request::RebootDevice, "Done"),
    ];
    for (request, expected) in requests {
        let command = world.commands(0, request);
        world.finish(secs(5));
        let answer = &world.answers()[&command];
        let is_it = answer.as_ref().is_ok_and(|answer| answer.starts_with(expected));
        assert!(is_it || matches!(request, Request::NetSelect(_)), "{request:?}: {answer:?}");
        // A gateway that reboots is off for some time.
        world.star.run_for(secs(10));
    }
    world.settle();
    world.check();
}

/// What the settings of a line may be, as far as the answers tell.
#[derive(Debug, Default)]
struct Model {
    /// Set last, and told so.
    certain: Option<String>,
    /// Sent without an answer: may have been set, and may still be.
    doubtful: BTreeSet<String>,
}

#[test]
fn what_is_answered_is_true() {
    let (mut reads, mut silent) = (0, 0);
    for_each_seed(0..1500, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = world(seed);
        world.star.configure(&bad(&mut rng));
        let mut asked: BTreeMap<CommandId, (usize, Option<String>)> = BTreeMap::new();
        for number in 0..20 {
            let (line, value) = (rng.below(2) as usize, format!("70{number}"));
            let sets = rng.chance(400);
            let request =
                if sets { Request::SetGsmNum((&*value).into()) } else { Request::GetGsmNum };
            let command = world.commands(line, request);
            asked.insert(command, (line, sets.then_some(value)));
            world.star.run_for(millis(rng.below(20_000)));
            if rng.chance(300) {
                // An SMS, and what happens at the line, do not disturb.
                world.asks(line, 1, false);
                let _ = world.device(0).gateway.receive_sms(line, "1", &format!("text {number}"));
            }
        }
        world.finish(secs(4 * 3600));
        world.settle();
        world.check();
        let mut models = [Model::default(), Model::default()];
        for (_, told) in world.star.hub.session.told() {
            let Told::Answer { command, result } = told else { continue };
            let (line, value) = &asked[command];
            let model = &mut models[*line];
            match (result, value) {
                (Ok(answer), Some(value)) => {
                    assert_eq!(answer, "Done");
                    model.certain = Some(value.clone());
                }
                (Ok(answer), None) => {
                    let number = answer.strip_prefix("Text(").unwrap().strip_suffix(')').unwrap();
                    let number = number.strip_prefix("Some(\"").map(|it| &it[..it.len() - 2]);
                    let fits = number == model.certain.as_deref()
                        || number.is_some_and(|number| model.doubtful.contains(number));
                    assert!(fits, "{number:?} of {model:?}");
                    reads += 1;
                }
                (Err(Failure::NoAnswer(attempts)), value) => {
                    assert_eq!(*attempts, 5);
                    model.doubtful.extend(value.clone());
                    silent += 1;
                }
                (Err(failure), _) => panic!("{failure:?}"),
            }
        }
    });
    assert!(reads > 5000 && silent > 50, "{reads}, {silent}");
}

#[test]
fn on_a_good_link_every_command_is_carried_out_once() {
    for_each_seed(0..200, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = world(seed);
        let mut link = bad(&mut rng);
        link.loss = 0;
        world.star.configure(&link);
        for number in 0..10 {
            let value = format!("70{number}");
            world.commands(0, Request::SetGsmNum((&*value).into()));
        }
        world.finish(secs(600));
        world.settle();
        world.check();
        assert!(world.answers().values().all(|answer| *answer == Ok("Done".into())));
        let heard = world.star.leaves[0].events.iter();
        let done = heard.filter(|(_, heard)| matches!(heard, Heard::Command(..))).count();
        assert_eq!(done, 10);
    });
}

/// A command has its answer though the gateway has gone to reboot, and what was under way in it is
/// told to be unknown.
#[test]
fn gateways_reboot_in_the_middle_of_everything() {
    let mut forgotten = 0;
    for_each_seed(0..1000, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = world(seed);
        world.star.configure(&bad(&mut rng));
        for number in 0..10 {
            let line = rng.below(2) as usize;
            match rng.below(8) {
                0 => drop(world.commands(line, Request::RebootModule)),
                1 => drop(world.commands(line, Request::RebootDevice)),
                2 => drop(world.commands(line, Request::GetImei)),
                3 => drop(world.commands(line, Request::Ussd("*100#".into()))),
                4 => world.device(0).gateway.reboot(),
                5 => {
                    let text = format!("text {number}");
                    let _ = world.device(0).gateway.receive_sms(line, "1", &text);
                }
                _ => drop(world.asks(line, 1 + rng.below(4) as usize, false)),
            }
            world.star.run_for(millis(rng.below(20_000)));
        }
        world.finish(secs(4 * 3600));
        world.settle();
        world.check();
        let outcomes = world.outcomes();
        let doubts = outcomes.values();
        forgotten +=
            doubts.filter(|outcome| **outcome == SmsOutcome::Unknown(SmsDoubt::Forgotten)).count();
    });
    assert!(forgotten > 100, "{forgotten}");
}

/// On a good link only the recipient whose `SEND` had left is unknown; the rest is sent in a new
/// session, and the keepalives show that the gateway was rebooted.
#[test]
fn a_reboot_costs_one_recipient() {
    let mut unknown = 0;
    for_each_seed(0..300, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = world(seed);
        world.asks(0, 4, false);
        // The count has to fall to be seen.
        world.star.run_for(millis(rng.below(20_000)));
        world.device(0).gateway.reboot();
        world.finish(secs(1800));
        world.settle();
        world.check();
        let outcomes = world.outcomes();
        let doubts = outcomes.values().filter(|outcome| matches!(outcome, SmsOutcome::Unknown(_)));
        let doubts = doubts.count();
        unknown += doubts;
        let sent = outcomes.values().filter(|outcome| matches!(outcome, SmsOutcome::Sent { .. }));
        assert!(doubts <= 1 && sent.count() == 4 - doubts, "{outcomes:?}");
        let left = world.star.hub.session.log.iter().filter_map(|(_, entry)| match entry {
            Entry::Out(_, bytes) if bytes.starts_with(b"MSG ") => Some(bytes),
            _ => None,
        });
        assert!(left.collect::<BTreeSet<_>>().len() <= 2);
    });
    assert!(unknown > 100, "{unknown}");
}

/// A gateway is replaced by another one with the same ids, which knows nothing of the sessions. What
/// is under way then is lost, since a copy of a whole session could make it send again.
#[test]
fn a_gateway_is_replaced() {
    for_each_seed(0..700, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = world(seed);
        world.star.configure(&bad(&mut rng));
        for _ in 0..3 {
            world.asks(rng.below(2) as usize, 1 + rng.below(4) as usize, false);
        }
        for _ in 0..2 {
            world.star.run_for(millis(rng.below(30_000)));
            world.star.links[0].cut_off();
            world.star.run_for(millis(rng.below(200_000)));
            world.replace_gateway(0);
            world.star.links[0].restore();
        }
        world.finish(secs(4 * 3600));
        world.star.configure(&good());
        world.settle();
        world.check();
        let rebooted = world.star.hub.session.told();
        assert!(rebooted.filter(|(_, told)| matches!(told, Told::Rebooted(_))).count() <= 4);
    });
}
