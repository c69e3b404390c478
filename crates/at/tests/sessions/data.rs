//! Data mode.

use alloc::vec::Vec;
use core::time::Duration;

use cellwire_at::modem::Mode;
use cellwire_codec::test_util::for_each_seed;
use cellwire_codec::test_util::link::Rng;

use super::rig::{Heard, Line, Told, cutting, finish, line, send};

/// What tempts: words of modems, escapes, control characters.
fn tempting(rng: &mut Rng, len: usize) -> Vec<u8> {
    const WORDS: [&[u8]; 8] = [
        b"\r\nOK\r\n",
        b"+++",
        b"> ",
        b"AT\r",
        b"\x1a",
        b"\r\nRING\r\n",
        b"\r\nCONNECT\r\n",
        b"\0\x11\x13",
    ];
    let mut data = Vec::new();
    while data.len() < len {
        if rng.chance(500) {
            data.extend(WORDS[rng.below(8) as usize]);
        } else {
            let len = rng.below(20) as usize;
            data.extend(rng.bytes(len));
        }
    }
    // Nothing that could be an escape at the end, where silence follows.
    data.push(b'.');
    data
}

struct Through {
    to_modem: Vec<u8>,
    to_host: Vec<u8>,
}

impl Through {
    fn collect(&mut self, line: &mut Line) {
        for told in line.left.take_events() {
            if let Told::Data(data) = told {
                self.to_host.extend(data);
            }
        }
        for heard in line.right.take_events() {
            if let Heard::Data(data) = heard {
                self.to_modem.extend(data);
            }
        }
    }
}

#[test]
fn data_passes_both_ways_and_commands_between() {
    for_each_seed(0..3000, |seed| {
        let mut rng = Rng::new(seed);
        let mut line = line(seed, cutting());
        let dial = send(&mut line, "ATD*99#").unwrap();
        let (mine, _) = finish(&mut line, dial);
        assert_eq!(mine, ["CONNECT 115200"]);
        for round in 0..2 {
            let (up, down) = (tempting(&mut rng, 400), tempting(&mut rng, 400));
            let mut through = Through { to_modem: Vec::new(), to_host: Vec::new() };
            let (mut sent, mut back) = (0, 0);
            while sent < up.len() || back < down.len() {
                let now = line.now();
                let piece = (1 + rng.below(40) as usize).min(up.len() - sent);
                sent += line.left.session.send_data(now, &up[sent..sent + piece]).unwrap();
                let piece = (1 + rng.below(40) as usize).min(down.len() - back);
                back += line.right.session.send_data(now, &down[back..back + piece]);
                line.run_for(Duration::from_millis(rng.below(30)));
                through.collect(&mut line);
            }
            line.run_for(Duration::from_millis(500));
            through.collect(&mut line);
            assert_eq!(through.to_modem, up, "round {round}, to the modem");
            assert_eq!(through.to_host, down, "round {round}, to the host");

            line.left.session.escape(line.now()).unwrap();
            line.run_for(Duration::from_secs(5));
            assert_eq!(line.right.session.mode(), Mode::OnlineCommand);
            assert!(line.left.session.is_ready());
            line.left.take_events();
            let ticket = send(&mut line, "AT+SAY=1").unwrap();
            assert_eq!(finish(&mut line, ticket).0, ["+SAY: 1", "OK"]);
            let ticket = send(&mut line, "ATO").unwrap();
            assert_eq!(finish(&mut line, ticket).0, ["CONNECT 115200"]);
            line.right.take_events();
        }
    });
}

#[test]
fn the_end_of_a_call_is_seen() {
    let mut line = line(1, cutting());
    let dial = send(&mut line, "ATD*99#").unwrap();
    finish(&mut line, dial);
    let now = line.now();
    line.right.session.hang_up(now);
    line.run_for(Duration::from_secs(3));
    assert!(line.left.session.is_ready());
    let ticket = send(&mut line, "AT+SAY=1").unwrap();
    assert_eq!(finish(&mut line, ticket).0, ["+SAY: 1", "OK"]);
}
