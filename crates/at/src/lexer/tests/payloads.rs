use super::*;

const HOSTILE: &[u8] = b"\r\nOK\r\n+MIPRTCP: 1,2,> > \0\xff\r";

#[track_caller]
fn assert_carries(lexer: &Lexer, header: &str, shown: &str, data: &[u8]) {
    for (end, expected) in [("\r\n\r\nOK\r\n", ["final OK"]), ("+CREG: 1\r\n", ["+CREG: 1"])] {
        let input = [b"\r\n", header.as_bytes(), data, end.as_bytes()].concat();
        let expected = [frames([shown]), payload(data), frames(expected)].concat();
        assert_eq!(seen_by(lexer.clone(), &input), expected, "{}", input.escape_ascii());
    }
}

#[test]
fn headers_of_the_a76xx() {
    let lexer = Lexer::new(Dialect::A76XX);
    assert_eq!(HOSTILE.len(), 27);
    for end in ["\r\n", "\n", "\r\r\n"] {
        for header in ["+IPD27", "+RECEIVE,0,27", "+RECEIVE,0,27:", "+CIPRXGET: 2,1,27,0"] {
            let header_line = [header, end].concat();
            assert_carries(&lexer, &header_line, &format!("{header} -> 27 Raw"), HOSTILE);
        }
    }
    assert_carries(&lexer, "+CIPRXGET:2,1,2\r\n", "+CIPRXGET:2,1,2 -> 2 Raw", b"> ");
    assert_carries(&lexer, "+CIPRXGET: 3,1,5,6\r\n", "+CIPRXGET: 3,1,5,6 -> 10 Hex", b"66726F6D20");
    // Other forms of the same names are lines; so are broken ones.
    let lines = [
        "+CIPRXGET: 1,1",
        "+CIPRXGET: 4,1,16",
        "+CIPRXGET: 1",
        "+CIPRXGET: 2,1",
        "+IPD",
        "+IPDX5",
        "+CIPRXGET: 2,1,5,11data ",
        "+IPD70000",
        "+RECEIVE,0",
        "+RECEIVE,0,x",
        "+IPD-1",
        "+IP ERROR: No data",
        "+CEREG: 5",
    ];
    assert_eq!(seen_by(lexer.clone(), lines.join("\r\n").as_bytes()), frames(lines));
    assert_eq!(
        seen_by(lexer, b"+IPD0\r\nOK\r\n+CIPRXGET: 2,1,0,0\r\n\r\nOK\r\n"),
        frames(["+IPD0 -> 0 Raw", "final OK", "+CIPRXGET: 2,1,0,0 -> 0 Raw", "final OK"])
    );
}

#[test]
fn headers_of_the_l610_with_raw_bytes() {
    let lexer = Lexer::new(Dialect::l610(ReceiveFormat::Raw));
    for header in [
        "+MIPRTCP: 1,27",
        "+MIPRTCP:1,27",
        "+MIPRTCP=1,27",
        "+MIPRUDP: 1.2.3.4,99,2,27",
        "+MIPRUDP: ABCD:EF01:2345:6789:ABCD:EF01:2345:6789,10009,2,27",
    ] {
        // In place of the comma, some have a CR.
        for separator in [",", "\r"] {
            let line = [header, separator].concat();
            assert_carries(&lexer, &line, &format!("{header} -> 27 Raw"), HOSTILE);
        }
    }
    assert_carries(
        &lexer,
        "+MIPRUDP: 120.78.176.175,10009,2,10,",
        "+MIPRUDP: 120.78.176.175,10009,2,10 -> 10 Raw",
        b"<RZ*ACK*3>",
    );
    assert_eq!(
        seen_by(lexer.clone(), b"+MIPRTCP: 1,0,\r\nOK\r\n"),
        frames(["+MIPRTCP: 1,0 -> 0 Raw", "final OK"])
    );
    let long = format!("+MIPRUDP: {},2,3,4,abcd", "1".repeat(90));
    let lines = [
        "+MIPRTCP: 1",
        "+MIPRTCP: 1,x,2",
        "+MIPRTCP: 1,0",
        "+MIPRTCP: 1,99999,x",
        &long,
        "+MIPRTCPX: 1,2,3",
        "+MIPSTAT: 1,1",
        "+MIPRUDP: 1.2.3.4\0,5,6,7",
    ];
    let shown = lines.map(|line| line.replace('\0', r"\x00"));
    assert_eq!(
        seen_by(lexer, lines.join("\r\n").as_bytes()),
        shown.map(|line| Seen::Frame(Owned::Frame(line)))
    );
}

#[test]
fn headers_of_the_l610_with_digits() {
    let lexer = Lexer::new(Dialect::l610(ReceiveFormat::Hex));
    // Longer than the line limit.
    for digits in [0, 4, 1080, 5000] {
        let data = b"31".repeat(digits / 2);
        for (header, end) in [
            ("+MIPRTCP: 1,0", "\r\n"),
            ("+MIPRUDP: 1.2.3.4,1234,1,0", "\r"),
            ("+MIPRTCP=1,4", "\n"),
        ] {
            let line = [header.as_bytes(), b",", &data, end.as_bytes(), b"OK\r\n"].concat();
            let shown = format!("{header} -> Hex");
            let expected = [frames([&shown]), payload(&data), frames(["final OK"])].concat();
            assert_eq!(seen_by(lexer.clone(), &line), expected);
        }
    }
    let lines = ["+MIPRTCP: 1,0", "+MIPRTCP: 1", "+MIPRTCP"];
    assert_eq!(seen_by(lexer, lines.join("\r\n").as_bytes()), frames(lines));
}

#[test]
fn a_payload_of_which_the_layer_above_knows() {
    let react: React = |lexer, frame| {
        if let Frame::Line(line) = frame
            && let Ok(mut params) = line.params("+MIPDATA")
            && let (Ok(_), Ok(len)) = (params.u8(), params.u16())
        {
            lexer.expect_payload(len.into());
        }
    };
    let lexer = Lexer::new(Dialect::l610(ReceiveFormat::Read));
    for end in ["\r\n", "\n", "\r\r\n"] {
        let input =
            [b"\r\n+MIPDATA: 1,27", end.as_bytes(), HOSTILE, b"\r\nOK\r\n+MIPREAD: 1,5\r\n"]
                .concat();
        let expected =
            [frames(["+MIPDATA: 1,27"]), payload(HOSTILE), frames(["final OK", "+MIPREAD: 1,5"])];
        assert_eq!(seen_with(lexer.clone(), react, &input), expected.concat());
    }
    assert_eq!(
        seen_with(lexer, react, b"+MIPDATA: 1,0\r\nOK\r\n"),
        frames(["+MIPDATA: 1,0", "final OK"])
    );
}

#[test]
fn a_payload_that_does_not_come_is_not_waited_for() {
    let mut lexer = Lexer::new(Dialect::A76XX);
    assert!(matches!(
        lexer.decode(b"+IPD5\r\n").outcome,
        Outcome::Frame(Frame::PayloadHeader { len: Some(5), .. })
    ));
    assert_eq!(lexer.payload_left(), 5);
    assert!(lexer.decode(b"").is_incomplete());
    assert_eq!(lexer.payload_left(), 5);
    assert!(lexer.finish(b"").is_incomplete());
    assert_eq!(lexer.payload_left(), 0);
    assert_eq!(lexer.decode(b"OK\r\n").outcome, Outcome::Frame(Frame::Final(FinalResult::Ok)));
}
