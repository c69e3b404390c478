use alloc::vec;

use super::*;

fn data(bytes: &[u8]) -> Seen<Owned> {
    Seen::Frame(Owned::Data(bytes.to_vec()))
}

fn end(mark: DataMark) -> Seen<Owned> {
    Seen::Frame(Owned::DataEnd(mark))
}

const ON: React = |lexer, frame| match frame {
    Frame::Final(FinalResult::Connect(_)) => lexer.set_data_mode(true),
    Frame::DataEnd(_) => lexer.set_data_mode(false),
    _ => {}
};

#[test]
fn everything_is_data_until_somebody_says_otherwise() {
    let input = b"CONNECT 115200\r\nab\0\r\nOK\r\n>+CREG: 1\r\nNO CARRIER \r\n\r\nNO CARRIER\r\nx\nCLOSED\r\n\r\n+CIPCLOSE: 0,0\r\n";
    let mut expected = frames(["final CONNECT 115200"]);
    expected.push(data(&input[16..]));
    assert_eq!(seen_with(generic(), ON, input), expected);
}

#[test]
fn words_for_the_end_are_no_data() {
    let mut expected = frames(["final CONNECT"]);
    expected.extend([data(b"ab\r\nOK\r\n"), end(DataMark::Closed)]);
    assert_eq!(seen_with(generic(), ON, b"CONNECT\r\nab\r\nOK\r\n\r\nCLOSED\r\n"), expected);

    // After `+++`, whatever stands behind.
    let mut lexer = generic();
    lexer.set_data_mode(true);
    lexer.expect_escape(true);
    let mut driven = cellwire_codec::FrameBuffer::growing(Driven { lexer, react: ON });
    let mut rest = &b"last\r\nOK\r\n\r\nRING\r\n"[..];
    let mut seen = Vec::new();
    while let Some(Ok(frame)) = driven.pull(&mut rest) {
        seen.push(own(&frame));
    }
    let ring = Owned::Frame("RING".into());
    assert_eq!(seen, [Owned::Data(b"last".to_vec()), Owned::DataEnd(DataMark::Ok), ring]);
}

#[test]
fn the_line_end_of_connect_is_no_data() {
    for end in ["\r\n", "\n", "\r", "\r\r\n"] {
        let input = ["CONNECT", end, "data\r"].concat();
        let mut expected = frames(["final CONNECT"]);
        expected.push(data(b"data\r"));
        assert_eq!(seen_with(generic(), ON, input.as_bytes()), expected);
    }
    // A number ends in a CR and no more.
    let mut numeric = generic();
    numeric.set_numeric(true);
    let mut expected = frames(["final CONNECT"]);
    expected.push(data(b"\ndata"));
    assert_eq!(seen_with(numeric, ON, b"1\r\ndata"), expected);
}

#[test]
fn words_for_the_end_stand_alone_on_their_line() {
    for (front, words, mark) in [
        (&b""[..], &b"CLOSED\r\n"[..], Some(DataMark::Closed)),
        (b"", b"\r\nCLOSED\r\n", Some(DataMark::Closed)),
        (b"x", b"\r\nCLOSED\r\n", Some(DataMark::Closed)),
        (b"x\n", b"CLOSED\r\n", Some(DataMark::Closed)),
        (b"\r", b"\r\nNO CARRIER\r\n", Some(DataMark::NoCarrier)),
        (b"NO\r\nNO CARRIER\r\n", b"\r\nNO CARRIER\r\n", Some(DataMark::NoCarrier)),
        (b"xCLOSED\r\n", b"", None),
        (b"CLOSED \r\n", b"", None),
        (b"CLOSED\n", b"", None),
        (b"CLOSEDCLOSED\r\n", b"", None),
        (b"NO CARRIE\r\n", b"", None),
        (b"\r\nOK\r\n", b"", None),
        (b"NO CARRIER\r", b"", None),
        (b"\r\nNO CARRIER\r\n.", b"", None),
    ] {
        let mut lexer = generic();
        lexer.set_data_mode(true);
        let mut expected = vec![data(front)];
        expected.retain(|_| !front.is_empty());
        expected.extend(mark.map(end));
        // Bytes behind words make data of them, so that one law does not hold.
        let (input, laws) = ([front, words].concat(), conformance(lexer, |_, _| {}));
        laws.byte_by_byte(&input).unwrap();
        laws.two_way_cuts(&input).unwrap();
        laws.array(&input).unwrap();
        assert_eq!(laws.whole(&input).unwrap(), expected, "{}", input.escape_ascii());
    }
}
