use alloc::string::ToString;

use proptest::prelude::*;

use super::*;

#[test]
fn too_long_a_line_is_a_fault_and_nothing_else_is_lost() {
    let lexer = generic().with_max_line(64);
    for len in [64, 65, 66, 129, 130, 131, 500] {
        let input = [b"OK\r\n+A: ", &[b'x'; 500][..len - 4], b"\r\n+CREG: 1\r\n"].concat();
        let mut expected = frames(["final OK"]);
        if len == 64 {
            expected.extend(frames([&format!("+A: {}", "x".repeat(60))]));
        } else {
            expected.push(Seen::Skipped(len));
            conformance(lexer.clone(), |_, _| {}).oversize(&input[4..]).unwrap();
        }
        expected.extend(frames(["+CREG: 1"]));
        assert_eq!(seen_by(lexer.clone(), &input), expected, "{len}");
    }
}

#[test]
fn endless_garbage_is_seen_every_so_often() {
    let mut frames = cellwire_codec::FrameBuffer::growing(generic());
    for _ in 0..20 {
        let mut input = &[b'x'; 1000][..];
        while let Some(fault) = frames.pull(&mut input) {
            let error = fault.unwrap_err();
            assert_eq!(error, LexError::TooLong { limit: 2048, skipped: 2049 });
        }
        assert!(frames.len() <= 2048);
    }
}

#[test]
fn faults_say_what_was_wrong() {
    let Outcome::Fault(error) = generic().decode(b"\r\n\x1a\x1a\r\n").outcome else { panic!() };
    assert_eq!(error.to_string(), "control character 1a before a line; bytes skipped: 2");
    let Outcome::Fault(error) = generic().with_max_line(0).decode(&[b'x'; 70]).outcome else {
        panic!()
    };
    assert_eq!(error.to_string(), "line of more than 64 bytes; bytes skipped: 65");
}

#[test]
fn slow_input_is_searched_once() {
    let line = [b"+COPS: ", &[b'x'; 1500][..], b"\n"].concat();
    conformance(generic(), |_, _| {}).searched_once(&line).unwrap();
    let text = [b"+CUSD: 0,\"", &[b'x'; 1500][..], b"\"\n"].concat();
    conformance(generic(), |_, _| {}).searched_once(&text).unwrap();
}

#[test]
fn frames_are_small() {
    assert!(size_of::<Frame<'_>>() <= 48, "{}", size_of::<Frame<'_>>());
    assert!(size_of::<Lexer>() <= 400, "{}", size_of::<Lexer>());
}

const PIECES: &[&[u8]] = &[
    b"\r\n",
    b"\r",
    b"\n",
    b"\r\r\n",
    b"OK",
    b"ERROR",
    b"0",
    b"1",
    b"> ",
    b"@",
    b"AT+X",
    b"AT",
    b"at+x\r",
    b"+X: 1",
    b"+CUSD: 0,\"",
    b"\"",
    b"+IPD3",
    b"+IPD3\r\n",
    b"+CIPRXGET: 2,1,4,0",
    b"+CIPRXGET: 3,1,2,0\r\n",
    b"+RECEIVE,0,2:\r\n",
    b"+MIPRTCP: 1,2,",
    b"+MIPRTCP: 1,2\r",
    b"+MIPRUDP: 1.2.3.4,5,6,7,",
    b"+CMT: ",
    b"CONNECT",
    b"NO CARRIER",
    b"CLOSED",
    b"CLOSED\r\n",
    b"+CME ERROR: ",
    b"NA",
    b"RING",
    b"\0",
    b"\x11",
    b"\x1a",
    b"\x1b\xff",
    b"00",
    b"1234",
    b"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    b" ",
    b",",
    b":",
];

/// What keeps a lexer busy.
fn stream() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(PIECES);
    let piece = prop_oneof![
        9 => piece.prop_map(<[u8]>::to_vec),
        1 => prop::collection::vec(any::<u8>(), 0..8),
    ];
    prop::collection::vec(piece, 0..25).prop_map(|pieces| pieces.concat())
}

/// A layer above that changes its mind with every frame.
fn fickle(lexer: &mut Lexer, frame: &Frame<'_>) {
    let weight = match frame {
        Frame::Line(line) => line.as_bytes().len(),
        Frame::Echo(text) => text.len() + 1,
        Frame::Final(_) => 5,
        Frame::Prompt(_) => 2,
        Frame::Body { line, text } => usize::from(*line) + text.len(),
        Frame::PayloadHeader { .. } => return,
        // Pieces are not the same in all cuts.
        Frame::Payload { .. } => return,
        Frame::Data(_) => return,
        Frame::DataEnd(_) => {
            lexer.set_data_mode(false);
            return;
        }
    };
    match weight % 16 {
        0 => lexer.expect_body(Extent::Pdu),
        1 => lexer.expect_body(Extent::Line),
        2 => lexer.expect_echo(b"AT+X\r"),
        3 => lexer.expect_body(Extent::Bytes(7)),
        4 => lexer.expect_body(Extent::Chars(3)),
        5 => lexer.expect_body(Extent::Lines { until: "+X" }),
        6 => lexer.expect_payload(3),
        7 => lexer.set_numeric(true),
        8 => {
            lexer.set_data_mode(true);
            lexer.expect_escape(true);
        }
        9 => lexer.command_done(),
        10 => lexer.expect_prompt(Some(Prompt::Greater)),
        11 => lexer.expect_echo(b"hi\rOK1\x1a"),
        12 => lexer.set_dialect(Dialect::A76XX),
        13 => lexer.set_dialect(Dialect::l610(ReceiveFormat::Raw)),
        14 => lexer.set_dialect(Dialect::l610(ReceiveFormat::Hex)),
        _ => lexer.set_numeric(false),
    }
}

proptest! {
    #[test]
    fn no_law_is_broken(input in stream(), dialect in 0..4_u8) {
        let dialect = match dialect {
            0 => Dialect::GENERIC,
            1 => Dialect::A76XX,
            2 => Dialect::l610(ReceiveFormat::Raw),
            _ => Dialect::l610(ReceiveFormat::Hex),
        };
        let lexer = Lexer::new(dialect).with_max_line(64);
        let plain = conformance(lexer.clone(), |_, _| {});
        plain.check(&input).unwrap();
        plain.starts_anew(&input).unwrap();
        let mut armed = lexer;
        armed.expect_echo(b"AT+X\r");
        armed.expect_prompt(Some(Prompt::Greater));
        conformance(armed.clone(), |_, _| {}).check(&input).unwrap();
        conformance(armed, fickle).check(&input).unwrap();
    }
}
