use super::*;

fn data(bytes: &[u8], mark: Option<DataMark>) -> Seen<Owned> {
    Seen::Frame(Owned::Data(bytes.to_vec(), mark))
}

const ON: React = |lexer, frame| match frame {
    Frame::Final(FinalResult::Connect(_)) => lexer.set_data_mode(true),
    Frame::Data { mark: Some(DataMark::Closed), .. } => lexer.set_data_mode(false),
    _ => {}
};

#[test]
fn everything_is_data_until_somebody_says_otherwise() {
    let input = b"CONNECT 115200\r\nab\0\r\nOK\r\n>+CREG: 1\r\nNO CARRIER \r\n\r\nNO CARRIER\r\nx\nCLOSED\r\n\r\n+CIPCLOSE: 0,0\r\n";
    let mut expected = frames(["final CONNECT 115200"]);
    expected.extend([
        data(b"ab\0\r\nOK\r\n", Some(DataMark::Ok)),
        data(b">+CREG: 1\r\nNO CARRIER \r\n\r\nNO CARRIER\r\n", Some(DataMark::NoCarrier)),
        data(b"x\nCLOSED\r\n", Some(DataMark::Closed)),
    ]);
    expected.extend(frames(["+CIPCLOSE: 0,0"]));
    assert_eq!(seen_with(generic(), ON, input), expected);
}

#[test]
fn the_line_end_of_connect_is_no_data() {
    for end in ["\r\n", "\n", "\r", "\r\r\n"] {
        let input = ["CONNECT", end, "data\r"].concat();
        let mut expected = frames(["final CONNECT"]);
        expected.push(data(b"data\r", None));
        assert_eq!(seen_with(generic(), ON, input.as_bytes()), expected);
    }
    // A number ends in a CR and no more.
    let mut numeric = generic();
    numeric.set_numeric(true);
    let mut expected = frames(["final CONNECT"]);
    expected.push(data(b"\ndata", None));
    assert_eq!(seen_with(numeric, ON, b"1\r\ndata"), expected);
}

#[test]
fn marks_stand_alone_on_their_line() {
    for (input, mark) in [
        (&b"CLOSED\r\n"[..], Some(DataMark::Closed)),
        (b"xCLOSED\r\n", None),
        (b"CLOSED \r\n", None),
        (b"CLOSED\n", None),
        (b"CLOSEDCLOSED\r\n", None),
        (b"OOK\r\n", None),
        (b"NO CARRIE\r\n", None),
        (b"\r\n\nOK\r\r\n", Some(DataMark::Ok)),
        (b"NO\r\nNO CARRIER\r\n", Some(DataMark::NoCarrier)),
        (b"NO CARRIER\r", None),
    ] {
        let mut lexer = generic();
        lexer.set_data_mode(true);
        // Bytes behind a piece may belong to the piece, so that one law does not hold.
        let conformance = conformance(lexer, |_, _| {});
        conformance.byte_by_byte(input).unwrap();
        conformance.two_way_cuts(input).unwrap();
        conformance.array(input).unwrap();
        let seen = conformance.whole(input).unwrap();
        assert_eq!(seen, [data(input, mark)], "{}", input.escape_ascii());
    }
}
