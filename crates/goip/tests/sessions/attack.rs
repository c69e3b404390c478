//! Datagrams of attackers change nothing: all that is told, and all that is sent to the lines, is as
//! without them.
//!
//! One hole is that of the protocol and is left out: an authentic keepalive, recorded and sent from
//! another address, moves the line there, and the next request shows its password. `LineConfig::allow`
//! bounds that. Likewise an authentic event that is sent again after it was forgotten is told again.

use cellwire_codec::Instant;
use cellwire_codec::test_util::for_each_seed;
use cellwire_codec::test_util::link::Rng;
use cellwire_goip::message::Request;
use cellwire_goip::session::LineAddr;

use crate::center::{Entry, Told};
use crate::world::{Setup, World, bad, line_addr, line_at, millis, secs};

fn attacker(rng: &mut Rng) -> core::net::SocketAddr {
    ([203, 0, 113, rng.below(4) as u8], 1000 + rng.below(3) as u16).into()
}

/// What an attacker sends to the server.
fn forged(world: &World, rng: &mut Rng) -> Vec<u8> {
    let id = rng.below(20);
    let text = match rng.below(16) {
        0 => {
            let len = rng.below(60) as usize;
            return rng.bytes(len);
        }
        1 => format!("OK {id} {} 7\n", 1 + rng.below(5)),
        2 => format!("WAIT {id} {}\n", 1 + rng.below(5)),
        3 => format!("ERROR {id} {} errorstatus:38\n", 1 + rng.below(5)),
        4 => format!("ERROR {id} GSM_LOGOUT\n"),
        5 => format!("ERROR {id} SENDID\n"),
        6 => format!("PASSWORD {id}\n"),
        7 => format!("SEND {id}\n"),
        8 => format!("DONE {id}\n"),
        9 => "req:1;id:goip0-0;pass:wrong;num:;signal:1;".into(),
        10 => "req:1;id:goip0-0;pass:;num:;signal:1;".into(),
        11 => "RECEIVE:5;id:goip0-1;password:secret0-0!;srcnum:1;msg:forged".into(),
        12 => "STATE:5;id:goip0-0;password:;gsm_remain_state:IDLE".into(),
        13 => format!("get_imei {id} forged"),
        14 => format!("USSD {id} forged"),
        _ => {
            // What it has recorded, but for keepalives.
            let log = &world.star.hub.session.log;
            let heard: Vec<_> = log
                .iter()
                .filter_map(|(_, entry)| match entry {
                    Entry::In(from, bytes) if line_at(*from).is_some() => Some(bytes),
                    _ => None,
                })
                .filter(|bytes| !bytes.starts_with(b"req:"))
                .collect();
            let chosen = rng.below(heard.len() as u64) as usize;
            return heard.get(chosen).map_or_else(Vec::new, |bytes| bytes.to_vec());
        }
    };
    text.into_bytes()
}

/// What an attacker sends to a gateway. It opens no sessions: of those a gateway has five, and
/// whoever can reach it can take them.
fn forged_for_gateway(rng: &mut Rng) -> Vec<u8> {
    let id = rng.below(20);
    match rng.below(9) {
        0 => {
            let len = rng.below(60) as usize;
            return rng.bytes(len);
        }
        1 => format!("PASSWORD {id} wrong\n"),
        2 => format!("SEND {id} {} +66\n", 1 + rng.below(5)),
        3 => format!("DONE {id}\n"),
        4 => format!("RECEIVE {} OK", 1_000_000_000 - rng.below(5)),
        5 => "reg:1;status:404;".into(),
        6 => format!("USSD {id} wrong *666#"),
        7 => format!("svr_reboot_dev {id} wrong"),
        _ => format!("SMS {id} 1 wrong +66 forged"),
    }
    .into_bytes()
}

/// What was told, sent to lines, and given to the network.
type Story = (Vec<(Instant, String)>, Vec<(Instant, String)>);

fn story(world: &World) -> Story {
    let log = world.star.hub.session.log.iter();
    let log = log.filter_map(|(at, entry)| match entry {
        Entry::Out(to, bytes) if line_at(*to).is_some() => {
            Some((*at, format!("{to} {}", bytes.escape_ascii())))
        }
        // Some are told when an SMS is asked for, and logged at the time of what came before that.
        Entry::Told(Told::Refused(..) | Told::Postponed(_)) => None,
        Entry::Told(told) => Some((*at, format!("{told:?}"))),
        _ => None,
    });
    let device = &world.star.leaves[0].session;
    let submitted = device.submitted.iter().map(|sms| (sms.at, format!("{sms:?}")));
    let dialled = device.dialled.iter().map(|dialled| (dialled.at, format!("{dialled:?}")));
    let heard = world.star.leaves[0].events.iter().map(|(at, heard)| (*at, format!("{heard:?}")));
    (log.collect(), submitted.chain(dialled).chain(heard).collect())
}

fn run(seed: u64, attacks: bool, answers_strangers: bool) -> World {
    let mut rng = Rng::new(seed);
    let mut setup = Setup { lines: 2, ..Setup::default() };
    setup.server.answer_strangers = answers_strangers;
    let mut world = World::new(seed, setup);
    world.star.run_for(secs(1));
    world.star.configure(&bad(&mut rng));
    let mut attacker_rng = Rng::new(!seed);
    for number in 0..120 {
        let line = rng.below(2) as usize;
        match rng.below(24) {
            0 | 1 => drop(world.asks(line, 1 + rng.below(3) as usize, false)),
            2 => drop(world.commands(line, Request::GetImei)),
            3 => drop(world.commands(line, Request::Ussd("*100#".into()))),
            4 => {
                let text = format!("text {number}");
                let _ = world.device(0).gateway.receive_sms(line, "1", &text);
            }
            _ => {}
        }
        if attacks {
            for _ in 0..attacker_rng.below(3) {
                let datagram = forged(&world, &mut attacker_rng);
                let from = attacker(&mut attacker_rng);
                world.star.hub.inject(from, &datagram);
                let datagram = forged_for_gateway(&mut attacker_rng);
                let (line, peer) = (attacker_rng.below(2) as usize, attacker(&mut attacker_rng));
                world.star.leaves[0].inject(LineAddr { line, peer }, &datagram);
            }
        }
        world.star.run_for(millis(rng.below(3000)));
    }
    world.star.run_for(secs(4 * 3600));
    world
}

#[test]
fn attackers_change_nothing() {
    let mut refused = 0;
    for_each_seed(0..250, |seed| {
        let answers_strangers = seed % 2 == 0;
        let (without, with) =
            (run(seed, false, answers_strangers), run(seed, true, answers_strangers));
        let (expected, found) = (story(&without), story(&with));
        for (expected, found) in expected.0.iter().zip(&found.0) {
            assert_eq!(found, expected);
        }
        assert_eq!(found, expected);
        with.check();
        for line in &with.lines {
            let info = with.star.hub.session.server.line(line.id).unwrap();
            assert_eq!(info.addr, Some(line_addr(0, line.number, 10_000)));
        }
        let told = with.star.hub.session.told();
        refused += told.filter(|(_, told)| matches!(told, Told::Refused(..))).count();
    });
    assert!(refused > 1000, "{refused}");
}

/// A line that is bound to a network is not moved out of it, even by the right password.
#[test]
fn a_bound_line_stays_where_it_is() {
    use cellwire_goip::session::LineConfig;

    let mut world = World::new(1, Setup::default());
    let id = world.lines[0].id;
    world.center().server.remove_line(id);
    let config = LineConfig::new("goip0-0", "secret0-0!").allow([10, 0, 0, 0].into(), 16);
    world.lines[0].id = world.center().server.add_line(config).unwrap();
    world.star.run_for(secs(31));
    let keepalive = b"req:7;id:goip0-0;pass:secret0-0!;num:;signal:1;";
    world.star.hub.inject(([203, 0, 113, 1], 1).into(), keepalive);
    world.asks(0, 1, false);
    world.finish(secs(60));
    world.settle();
    world.check();
    assert!(world.all_are_sent());
    let info = world.star.hub.session.server.line(world.lines[0].id).unwrap();
    assert_eq!(info.addr, Some(line_addr(0, 0, 10_000)));
}

/// However much comes at once, the session goes on, and little is made of it.
#[test]
fn floods_cost_little() {
    for_each_seed(0..5, |seed| {
        let mut rng = Rng::new(seed);
        let mut world = World::new(seed, Setup::default());
        world.star.run_for(secs(1));
        world.asks(0, 3, false);
        for _ in 0..20 {
            for _ in 0..2000 {
                let datagram = match rng.below(3) {
                    0 => format!("req:1;id:goip0-0;pass:wrong{};", rng.below(100)).into_bytes(),
                    1 => format!("RECEIVE:{};id:x;password:y;srcnum:1;msg:z", rng.below(9)).into(),
                    _ => forged(&world, &mut rng),
                };
                world.star.hub.inject(attacker(&mut rng), &datagram);
            }
            world.star.run_for(millis(500));
            assert_eq!(world.star.hub.backlog(), 0);
        }
        world.finish(secs(60));
        world.settle();
        world.check();
        assert!(world.all_are_sent());
        // Four addresses, for ten seconds.
        let told = world.star.hub.session.told();
        let refused = told.filter(|(_, told)| matches!(told, Told::Refused(..))).count();
        assert!((40..=4 * 10 * 11).contains(&refused), "{refused}");
    });
}
