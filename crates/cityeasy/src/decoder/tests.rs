use alloc::vec::Vec;

use cellwire_codec::test_util::conformance::{Conformance, Seen};
use cellwire_codec::{FrameBuffer, Outcome};
use proptest::prelude::*;

use super::*;
use crate::crc::summed_bytes;

const EXAMPLE: &[u8] = b"$$\0\x11\x13\x61\x23\x45\x67\x8f\xff\x50\0\x05\xd8\r\n";

fn frame(data: &[u8]) -> Vec<u8> {
    frame_with(data, CrcKind::Ibm3740)
}

fn frame_with(data: &[u8], crc: CrcKind) -> Vec<u8> {
    let len = u16::try_from(MIN_FRAME_LEN + data.len()).unwrap();
    let mut frame = b"$$".to_vec();
    frame.extend(len.to_be_bytes());
    frame.extend([0x13, 0x61, 0x23, 0x45, 0x67, 0x8f, 0xff, 0x99, 0x55]);
    frame.extend(data);
    frame.extend(crc.checksum(&frame).to_be_bytes());
    frame.extend(b"\r\n");
    frame
}

fn conformance(make: impl Fn() -> FrameDecoder + 'static) -> Conformance<FrameDecoder, Vec<u8>> {
    Conformance::new(make, |frame: Frame<'_>| frame.as_bytes().to_vec())
}

/// What comes out of the input, after every law was checked on it.
#[track_caller]
fn seen(input: &[u8]) -> Vec<Seen<Vec<u8>>> {
    let conformance = conformance(FrameDecoder::uplink);
    conformance.check(input).unwrap();
    conformance.whole(input).unwrap()
}

#[track_caller]
fn fault(input: &[u8]) -> FrameError {
    match FrameDecoder::uplink().finish(input) {
        Decoded { outcome: Outcome::Fault(error), .. } => error,
        decoded => panic!("{decoded:?}"),
    }
}

#[test]
fn the_example_of_the_protocol() {
    assert_eq!(seen(EXAMPLE), [Seen::Frame(EXAMPLE.to_vec())]);
}

#[test]
fn nothing_valid_is_lost_next_to_what_is_broken() {
    let good = frame(b"good");
    let mut wrong_crc = frame(b"wrong checksum");
    wrong_crc[14] ^= 1;
    let mut no_line_end = frame(b"no line end");
    *no_line_end.last_mut().unwrap() = b'x';
    let oversize = [b"$$\x20\x01", &[0; 40][..]].concat();
    let mut broken: Vec<Vec<u8>> = [
        &b"garbage"[..],
        b"$",
        b"$$",
        b"$$$",
        b"@@\0\x11",
        b"\r\n",
        b"\xff\0\0\xff",
        b"$$\0\x12 a plausible length, but not that of a frame",
        b"$$\x24\x24",
    ]
    .map(<[u8]>::to_vec)
    .into();
    broken.extend([wrong_crc, no_line_end, oversize]);
    broken.extend((0..=16).map(|len| [&b"$$\0"[..], &[len], &EXAMPLE[4..]].concat()));
    for broken in broken {
        let input = [&good[..], &broken, &good].concat();
        let expected =
            [Seen::Frame(good.clone()), Seen::Skipped(broken.len()), Seen::Frame(good.clone())];
        assert_eq!(seen(&input), expected, "{}", broken.escape_ascii());
    }
}

#[test]
fn a_header_and_a_line_end_in_the_data_are_data() {
    for data in [&b"$$"[..], b"\r\n", b"$$\0\x11\r\n", b"\r\n$$", EXAMPLE] {
        let frame = frame(data);
        assert_eq!(seen(&frame), [Seen::Frame(frame.clone())]);
    }
}

#[test]
fn nuls_between_frames_are_skipped_in_silence() {
    let input = [b"\0", EXAMPLE, b"\0\0\0", EXAMPLE, b"\0"].concat();
    assert_eq!(seen(&input), [Seen::Frame(EXAMPLE.to_vec()), Seen::Frame(EXAMPLE.to_vec())]);
    let many = [&[0; 20_000], EXAMPLE].concat();
    assert_eq!(seen(&many), [Seen::Frame(EXAMPLE.to_vec())]);
    // Among garbage they are garbage.
    let input = [b"\0x\0", EXAMPLE].concat();
    assert_eq!(seen(&input), [Seen::Skipped(2), Seen::Frame(EXAMPLE.to_vec())]);
}

#[test]
fn endless_garbage_is_seen_every_so_often() {
    let mut frames = FrameBuffer::growing(FrameDecoder::uplink());
    for _ in 0..20 {
        let mut input = &[b'x'; 1000][..];
        while let Some(fault) = frames.pull(&mut input) {
            assert_eq!(fault.unwrap_err().skipped, FrameDecoder::DEFAULT_MAX_LEN);
        }
        assert!(frames.len() < FrameDecoder::DEFAULT_MAX_LEN);
    }
}

#[test]
fn giving_up_a_false_header_does_not_give_up_the_frame_behind_it() {
    let good = frame(b"good");
    let (first, second) = good.split_at(9);
    let mut frames = FrameBuffer::growing(FrameDecoder::uplink());
    let mut input = &[b"$$\x1f\x40 false", first].concat()[..];
    assert!(frames.pull(&mut input).is_none());
    // The false header has waited for too long.
    assert_eq!(frames.finish().unwrap().unwrap_err().skipped, 10);
    input = second;
    assert_eq!(frames.pull(&mut input).unwrap().unwrap().as_bytes(), good);
}

#[test]
fn faults_say_what_was_wrong_and_what_was_expected() {
    use alloc::string::ToString;
    let mut wrong_crc = EXAMPLE.to_vec();
    wrong_crc[13] = 0xff;
    let mut no_line_end = EXAMPLE.to_vec();
    no_line_end[16] = 0;
    for (input, text) in [
        (&b"xyz"[..], "no $$ header; bytes skipped: 3"),
        (
            b"$$\0\x10",
            "frame length of 16 is less than the 17 bytes of an empty frame; bytes skipped: 4",
        ),
        (b"$$\x24\x25", "frame of 9253 bytes is longer than the limit of 8192; bytes skipped: 4"),
        (b"$$\0\x50 abc", "frame of 80 bytes or more ended after 8; bytes skipped: 8"),
        (&wrong_crc, "checksum is ffd8 where 05d8 was expected; bytes skipped: 17"),
        (&no_line_end, "frame does not end in 0d 0a but in 0d 00; bytes skipped: 17"),
    ] {
        assert_eq!(fault(input).to_string(), text);
    }
}

#[test]
fn other_checksums_are_accepted_when_asked_for_and_reported() {
    for kind in CrcKind::ALL {
        let frame = frame_with(b"data", *kind);
        let decode = |policy| FrameDecoder::uplink().with_crc(policy).finish(&frame).outcome;
        let Outcome::Frame(read) = decode(CrcPolicy::any_of(&[*kind])) else { panic!("{kind:?}") };
        assert_eq!(read.crc(), Some(*kind));
        let strict = matches!(decode(CrcPolicy::STRICT), Outcome::Frame(_));
        assert_eq!(strict, *kind == CrcKind::Ibm3740);
        let Outcome::Frame(read) = decode(CrcPolicy::IGNORE) else { panic!("{kind:?}") };
        assert_eq!(read.crc(), Some(*kind));
    }
    let mut neither = frame(b"data");
    neither[14] ^= 1;
    let Outcome::Frame(read) =
        FrameDecoder::uplink().with_crc(CrcPolicy::IGNORE).finish(&neither).outcome
    else {
        panic!()
    };
    assert_eq!(read.crc(), None);
}

#[test]
fn the_limit_is_configurable() {
    let long = frame(&[b'x'; 30_000]);
    assert_eq!(seen(&long), [Seen::Skipped(long.len())]);
    let conformance = conformance(|| FrameDecoder::uplink().with_max_len(40_000));
    assert_eq!(conformance.whole(&long).unwrap(), [Seen::Frame(long)]);
}

/// The worst that we know: headers as dense as they can be, each with its own length, all of which
/// lead to a place where a line end stands, so that only the checksum tells.
fn hostile(len: usize) -> Vec<u8> {
    let mut bytes: Vec<u8> = Vec::new();
    while bytes.len() < len {
        let at = bytes.len();
        let end = (at / 8000 + 1) * 8000;
        let length = u16::try_from((end - at).clamp(17, 8192)).unwrap();
        bytes.extend(b"$$");
        bytes.extend(length.to_be_bytes());
        if bytes.len() >= end - 4 {
            bytes.resize(end - 2, b'x');
            bytes.extend(b"\r\n");
        }
    }
    bytes
}

#[test]
fn false_headers_cost_no_more_than_a_constant_per_byte() {
    let repeated: Vec<u8> = b"$$\x1f\x40".repeat(10_000);
    let with_line_ends: Vec<u8> = b"$$\x1f\x42\r\n".repeat(10_000);
    let with_frames: Vec<u8> = [b"$$\x1f\x40", EXAMPLE].concat().repeat(2_000);
    for policy in [CrcPolicy::STRICT, CrcPolicy::ANY] {
        for input in [&repeated, &with_line_ends, &with_frames, &hostile(80_000)] {
            for chunk in [input.len(), 1460, 100] {
                let before = summed_bytes();
                let mut frames = FrameBuffer::growing(FrameDecoder::uplink().with_crc(policy));
                for mut piece in input.chunks(chunk) {
                    while frames.pull(&mut piece).is_some() {}
                }
                while frames.finish().is_some() {}
                let per_byte = (summed_bytes() - before) / input.len();
                // Three kinds of register, each moved on by half the distance between marks, twice
                // for each header of four bytes.
                assert!(per_byte <= 100, "{per_byte} bytes summed per byte");
            }
        }
    }
}

#[test]
fn hostile_input_obeys_the_laws() {
    let conformance = conformance(|| FrameDecoder::uplink().with_max_len(300));
    for line_end in [false, true] {
        let mut input = hostile(700);
        if line_end {
            for at in (50..650).step_by(37) {
                input[at] = b'\r';
                input[at + 1] = b'\n';
            }
        }
        input.extend(EXAMPLE);
        conformance.check(&input).unwrap();
    }
}

/// Pieces from which a stream is made that tries every path of the decoder.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let data = prop::collection::vec(
        prop_oneof![3 => any::<u8>(), 1 => Just(b'$'), 1 => Just(b'\r'), 1 => Just(b'\n')],
        0..30,
    );
    prop_oneof![
        4 => data.clone().prop_map(|data| frame(&data)),
        1 => data.clone(),
        1 => (data.clone(), any::<prop::sample::Index>(), any::<u8>()).prop_map(|(data, at, byte)| {
            let mut frame = frame(&data);
            let at = at.index(frame.len());
            frame[at] = byte;
            frame
        }),
        1 => (data.clone(), any::<prop::sample::Index>()).prop_map(|(data, at)| {
            let mut frame = frame(&data);
            frame.truncate(at.index(frame.len()));
            frame
        }),
        1 => (0..3_usize).prop_map(|count| alloc::vec![0; count]),
        1 => (0..120_u16).prop_map(|len| [b"$$", &len.to_be_bytes()[..]].concat()),
        1 => data.prop_map(|data| frame_with(&data, CrcKind::X25)),
    ]
}

proptest! {
    #[test]
    fn any_stream_obeys_the_laws(pieces in prop::collection::vec(piece(), 0..8)) {
        let input = pieces.concat();
        for limit in [60, FrameDecoder::DEFAULT_MAX_LEN] {
            conformance(move || FrameDecoder::uplink().with_max_len(limit)).check(&input).unwrap();
        }
        conformance(|| FrameDecoder::uplink().with_crc(CrcPolicy::ANY)).check(&input).unwrap();
        conformance(FrameDecoder::uplink).datagram(&input).unwrap();
    }

    /// The sums that are kept find the same frames as summing each candidate anew.
    #[test]
    fn as_a_decoder_without_memory(pieces in prop::collection::vec(piece(), 0..8)) {
        let input = pieces.concat();
        let mut at = 0;
        let mut expected = Vec::new();
        while at < input.len() {
            // Without memory: a new decoder at every byte, which knows nothing of those before.
            let mut decoder = FrameDecoder::uplink();
            decoder.clean = false;
            match decoder.finish(&input[at..]) {
                Decoded { consumed, outcome: Outcome::Frame(frame) } => {
                    expected.push(frame.as_bytes());
                    at += consumed;
                }
                _ => at += 1,
            }
        }
        let mut frames = Vec::new();
        let mut decoder = FrameDecoder::uplink();
        let mut rest = &input[..];
        while !rest.is_empty() {
            let Decoded { consumed, outcome } = decoder.finish(rest);
            if let Outcome::Frame(frame) = outcome {
                frames.push(frame.as_bytes());
            }
            rest = &rest[consumed..];
        }
        prop_assert_eq!(frames, expected);
    }
}
