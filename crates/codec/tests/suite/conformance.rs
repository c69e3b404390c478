//! Correct codecs pass the conformance suite.

use cellwire_codec::test_util::conformance::{Seen, refused, round_trip, short_buffers};
use proptest::prelude::*;

use crate::toys::{Lines, Magic, OwnedPiece, Payloads, line_stream, magic_stream, payload_stream};

proptest! {
    #[test]
    fn frames_with_a_magic_pass(input in magic_stream()) {
        for blanks in [false, true] {
            let laws = Magic { blanks }.laws();
            laws.check(&input).unwrap();
            laws.starts_anew(&input).unwrap();
            laws.searched_once(&input).unwrap();
            assert_eq!(laws.datagram(&input).unwrap(), laws.whole(&input).unwrap());
        }
    }

    #[test]
    fn lines_pass(input in line_stream()) {
        for max in [1, 2, 8, 100] {
            let laws = Lines::laws(max);
            laws.check(&input).unwrap();
            laws.starts_anew(&input).unwrap();
            laws.searched_once(&input).unwrap();
            laws.datagram(&input).unwrap();
        }
    }

    #[test]
    fn streamed_payloads_pass(input in payload_stream()) {
        let laws = Payloads::laws();
        laws.check(&input).unwrap();
        laws.starts_anew(&input).unwrap();
        laws.datagram(&input).unwrap();
    }

    #[test]
    fn an_encoder_passes(payload in prop::collection::vec(any::<u8>(), 0..9)) {
        let mut magic = Magic { blanks: true };
        if payload.len() <= 5 {
            round_trip(&mut magic.clone(), &mut magic, &payload[..], |item, frame| *item == *frame)
                .unwrap();
            short_buffers(&mut magic, &payload[..]).unwrap();
        } else {
            refused(&mut magic, &payload[..]).unwrap();
        }
    }
}

#[test]
fn what_comes_out_is_owned_and_merged() {
    let magic = Magic { blanks: true }.laws();
    let input = [b"??", &Magic::frame(b"one")[..], b"  #\x06", &Magic::frame(b"#")].concat();
    assert_eq!(
        magic.whole(&input).unwrap(),
        [
            Seen::Skipped(2),
            Seen::Frame(b"one".to_vec()),
            Seen::Skipped(2),
            Seen::Frame(b"#".to_vec())
        ]
    );
    assert_eq!(
        Lines::laws(4).whole(b"abc\nmuch too long\n\nend").unwrap(),
        [
            Seen::Frame(b"abc".to_vec()),
            Seen::Skipped(14),
            Seen::Frame(vec![]),
            Seen::Frame(b"end".to_vec())
        ]
    );
    let input = [b"?+\x14", &[b'x'; 20][..], b"+\x01y!+\x01z"].concat();
    assert_eq!(
        Payloads::laws().whole(&input).unwrap(),
        [
            Seen::Skipped(1),
            Seen::Frame(OwnedPiece::Begin(20)),
            Seen::Frame(OwnedPiece::Data(vec![b'x'; 20])),
            Seen::Frame(OwnedPiece::Begin(1)),
            Seen::Frame(OwnedPiece::Data(b"y".to_vec())),
            Seen::Fatal
        ]
    );
    assert_eq!(Payloads::laws().datagram(b"?!+\x01z").unwrap(), [Seen::Skipped(1), Seen::Fatal]);
}

#[test]
fn what_is_too_long_is_a_fault() {
    Lines::laws(64).oversize(&[b'x'; 65]).unwrap();
    Lines::laws(64).oversize(&[b'x'; 1000]).unwrap();
    Magic { blanks: true }.laws().oversize(b"#\x06sixsix").unwrap();
    // It would not be right to call an input too long that is not.
    Lines::laws(64).oversize(b"short\n").unwrap_err();
    Lines::laws(64).oversize(b"").unwrap_err();
}

#[test]
fn a_long_line_is_searched_once() {
    let line = [&[b'x'; 5000][..], b"\n"].concat();
    Lines::laws(6000).searched_once(&line).unwrap();
}
