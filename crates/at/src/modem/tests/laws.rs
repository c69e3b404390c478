//! What holds for any input.

use alloc::vec;

use cellwire_codec::Session;
use proptest::prelude::*;

use super::*;

/// Pieces of what hosts send.
const PIECES: &[&str] = &[
    "AT", "at", "A/", "\r", "\r\n", "\n", ";", "=", "?", "=?", "+CSQ", "+CREG=2", "+COPS=?",
    "+SLOW", "+CMGS=12", "+SEND=7", "+CPIN?", "+CMGR=1", "+TWO", "+READ", "+OPEN", "+EVIL",
    "\u{1a}", "\u{1b}", "E1", "E0", "V1", "X3", "&F", "&W", "&V", "Z", "S7=3", "S0=1", "S12=0",
    "D123;", "D5551234", "A", "H", "O", "\u{8}", "\"", " ", "hello", "+++", "\0", "^X", "&", "1",
    "+BIG",
];

fn input() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        6 => prop::sample::select(PIECES).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 1..4),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn the_next_line_after_a_quiet_time_is_answered(bytes in input()) {
        let mut rig = Rig::new();
        rig.modem.handler_mut().connects = false;
        rig.send(&bytes);
        for _ in 0..5 {
            rig.seconds(200);
        }
        rig.events();
        // It may have set other line ends, numbers as results, or none; then the answer is another.
        let Settings { verbose, quiet, .. } = *rig.modem.settings();
        let ends = [3, 4].map(|register| rig.modem.settings().register(register));
        if !verbose || quiet || ends != [Some(13), Some(10)] {
            return Ok(());
        }
        let output = rig.send("AT\r");
        prop_assert!(output.ends_with(OK), "{:?}", output);
        prop_assert!(rig.modem.is_idle());
    }

    #[test]
    fn any_bytes_are_taken_and_bounded(bytes in input(), rest: Vec<u8>) {
        let mut rig = Rig::new();
        let bytes = [bytes, rest].concat();
        let mut left = &bytes[..];
        // Nothing is polled for a while.
        let mut most = 0;
        for _ in 0..20 {
            let taken = rig.modem.handle_input(rig.now, left);
            left = &left[taken..];
            left = if left.is_empty() { &bytes } else { left };
            let mut copy = rig.modem.clone();
            let mut buffer = vec![0; 100_000];
            let len = copy.poll_transmit(rig.now, &mut buffer).unwrap().map_or(0, |t| t.len);
            most = most.max(len);
        }
        prop_assert!(most <= 16_384 + 65_536 + 1000, "{}", most);
        rig.take();
        // And then something is accepted again.
        prop_assert!(rig.modem.handle_input(rig.now, b"x") == 1);
    }

    #[test]
    fn small_limits_do_not_make_it_stall(bytes in input()) {
        let mut config = ModemConfig::default();
        (config.max_output, config.max_data, config.max_urcs) = (0, 0, 0);
        (config.max_reply, config.max_body, config.max_typed_ahead) = (0, 0, 0);
        let mut rig = Rig::with(config);
        let mut left = &bytes[..];
        while !left.is_empty() {
            let taken = rig.modem.handle_input(rig.now, left);
            prop_assert!(taken > 0);
            left = &left[taken..];
            rig.take();
        }
        rig.seconds(500);
    }

    #[test]
    fn the_output_does_not_depend_on_the_cuts(bytes in input(), cuts: Vec<u8>) {
        let whole = run(&bytes, &[]);
        prop_assert_eq!(&whole, &run(&bytes, &[1]));
        let cuts: Vec<usize> = cuts.into_iter().map(|cut| usize::from(cut % 16) + 1).collect();
        prop_assert_eq!(&whole, &run(&bytes, &cuts));
    }

    #[test]
    fn timers_that_are_not_due_do_nothing(bytes in input()) {
        let mut rig = Rig::new();
        rig.send(&bytes);
        let mut other = Rig { modem: rig.modem.clone(), now: rig.now, events: rig.events.clone() };
        rig.modem.handle_timeout(rig.now);
        rig.modem.handle_timeout(Instant::ORIGIN);
        prop_assert_eq!(rig.take(), "");
        prop_assert_eq!(rig.modem.poll_timeout(), other.modem.poll_timeout());
        prop_assert_eq!(rig.seconds(300), other.seconds(300));
        prop_assert_eq!(rig.events(), other.events());
        prop_assert_eq!(rig.log(), other.log());
    }
}

/// What comes of bytes in pieces of these lengths, over and over: the output, the data, and what the
/// product saw.
fn run(bytes: &[u8], cuts: &[usize]) -> (Vec<u8>, Vec<u8>, Vec<String>) {
    let mut rig = Rig::new();
    let mut output = Vec::new();
    let mut cuts = cuts.iter().cycle();
    let mut left = bytes;
    while !left.is_empty() {
        let len = cuts.next().copied().unwrap_or(left.len()).min(left.len());
        let taken = rig.modem.handle_input(rig.now, &left[..len]);
        left = &left[taken..];
        // Whether a prompt has left decides what a line feed is, so nothing is polled before it has to.
        if taken < len {
            output.extend(rig.take_bytes());
        }
    }
    output.extend(rig.take_bytes());
    for _ in 0..3 {
        output.extend(rig.seconds(100).into_bytes());
    }
    let data = rig.data();
    (output, data, rig.log())
}

#[test]
fn the_session_is_the_same_as_its_methods() {
    fn drive<S: Session<Addr = ()>>(session: &mut S, input: &[u8]) -> Vec<u8> {
        let mut buffer = [0; 64];
        assert_eq!(session.handle_input(Instant::ORIGIN, (), input), input.len());
        while session.poll_event().is_some() {}
        let len = session.poll_transmit(Instant::ORIGIN, &mut buffer).unwrap().unwrap().len;
        session.transmitted(Instant::ORIGIN);
        session.handle_timeout(Instant::ORIGIN);
        assert_eq!(session.poll_timeout(), None);
        buffer[..len].to_vec()
    }
    assert_eq!(
        drive(&mut Modem::new(ModemConfig::default(), Product::new()), b"ATE0\r"),
        b"ATE0\r\r\nOK\r\n"
    );
}
