//! Sockets against modems that fail in every way and at every step.

#![cfg(feature = "alloc")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]

extern crate alloc;

mod chaos;
mod rig;

use core::time::Duration;

use cellwire_at::sockets::{Access, Config, Protocol, Receive, SocketError};
use cellwire_codec::test_util::link::Rng;

use rig::{Rig, Told};

const RECEIVE: [Receive; 5] =
    [Receive::Push, Receive::PushHex, Receive::Buffer, Receive::BufferHex, Receive::Transparent];

fn config(rng: &mut Rng) -> Config {
    let receive = RECEIVE[rng.below(5) as usize];
    match rng.below(2) {
        0 => Config::a76xx(receive),
        _ => Config::l610(receive),
    }
}

/// Whatever the modem does, each thing that was begun ends, and then everything can be done.
#[test]
fn faults_at_every_step_end_in_a_usable_state() {
    for seed in 0..4000 {
        let mut rng = Rng::new(seed);
        let config = config(&mut rng);
        let mut rig = Rig::new(config, seed);
        rig.modem.chance = 1 + rng.below(30);
        for _ in 0..30 {
            rig.do_something(&mut rng);
            rig.run(Duration::from_millis(rng.below(3000)));
        }
        rig.modem.chance = 0;
        // The longest deadlines, one behind the other.
        rig.run(Duration::from_secs(900));
        rig.check_ended(seed);

        for attempt in 0..3 {
            if rig.sockets.is_up() {
                break;
            }
            assert!(attempt < 2, "seed {seed}: no link");
            match rig.sockets.up(rig.now, &Access::new("web")) {
                Ok(()) | Err(SocketError::Up) => rig.run(Duration::from_secs(300)),
                Err(error) => panic!("seed {seed}: {error}"),
            }
        }
        rig.close_all();
        rig.run(Duration::from_secs(300));
        rig.told.clear();
        let socket = rig.open(Protocol::Tcp).unwrap();
        rig.run(Duration::from_secs(10));
        assert!(rig.told.contains(&Told::Opened(socket)), "seed {seed}: {:?}", rig.told);
        let text = b"\r\nOK\r\n+IPD5\r\n> +MIPRTCP: 1,0,31\r\n\x1a+++ATH\r\n.";
        rig.send_all(socket, text);
        rig.run(Duration::from_secs(30));
        assert_eq!(rig.data(), text, "seed {seed}: the modem echoes what it is sent");
        rig.sockets.close(rig.now, socket);
        rig.run(Duration::from_secs(30));
        rig.check_ended(seed);
        rig.sockets.down(rig.now);
        rig.run(Duration::from_secs(60));
        assert!(rig.told.contains(&Told::Down), "seed {seed}: {:?}", rig.told);
    }
}
