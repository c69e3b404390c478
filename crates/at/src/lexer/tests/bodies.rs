use super::*;

/// Every line with the name of a short message has such a body.
fn react(extent: Extent) -> React {
    match extent {
        Extent::Pdu => |lexer, frame| on_header(lexer, frame, Extent::Pdu),
        Extent::Line => |lexer, frame| on_header(lexer, frame, Extent::Line),
        Extent::Bytes(5) => |lexer, frame| on_header(lexer, frame, Extent::Bytes(5)),
        Extent::Bytes(_) => |lexer, frame| on_header(lexer, frame, Extent::Bytes(100)),
        Extent::Chars(_) => |lexer, frame| on_header(lexer, frame, Extent::Chars(5)),
        Extent::Lines { .. } => {
            |lexer, frame| on_header(lexer, frame, Extent::Lines { until: "+CMGL" })
        }
    }
}

fn on_header(lexer: &mut Lexer, frame: &Frame<'_>, extent: Extent) {
    if let Frame::Line(line) = frame
        && (line.is("+CMT") || line.is("+CMGL") || line.is("+CMGR"))
    {
        lexer.expect_body(extent);
    }
}

#[track_caller]
fn body(extent: Extent, input: &[u8]) -> Vec<Seen<Owned>> {
    seen_with(generic(), react(extent), input)
}

#[test]
fn a_pdu() {
    for end in ["\r\n", "\n", "\r\r\n", "\r", "\n\r\n"] {
        let input =
            ["+CMGL: 0,1,,23", "07914306", "+CMGL: 1,1,,2", "00aB", "OK", "0042", ""].join(end);
        assert_eq!(
            body(Extent::Pdu, input.as_bytes()),
            frames([
                "+CMGL: 0,1,,23",
                "body 0 07914306",
                "+CMGL: 1,1,,2",
                "body 0 00aB",
                "final OK",
                "0042"
            ])
        );
    }
    // On the same line, missing, or behind something else.
    assert_eq!(
        body(Extent::Pdu, b"+CMGR: 1,,147 0791\r\nOK\r\n0791\r\n"),
        frames(["+CMGR: 1,,147 0791", "final OK", "0791"])
    );
    assert_eq!(
        body(Extent::Pdu, b"+CMT: ,23\r\n\r\n+CREG: 1\r\n\r\n0791\r\n0791\r\n"),
        frames(["+CMT: ,23", "+CREG: 1", "body 0 0791", "0791"])
    );
}

#[test]
fn a_line_whatever_it_is() {
    for text in ["Hello", "OK", ">", "", "+CMT: \"1\"", "0", "\"", " ", "\0"] {
        for end in ["\r\n", "\n", "\r\r\n"] {
            let input = ["+CMT: \"+1\",,\"26/11/21\"", text, "", "RING", ""].join(end);
            let seen = body(Extent::Line, input.as_bytes());
            let shown = alloc::format!("body 0 {}", text.as_bytes().escape_ascii());
            assert_eq!(seen[1..], frames([&shown, "RING"]), "{}", input.escape_debug());
        }
    }
}

#[test]
fn a_text_of_known_length() {
    for text in ["Hello", "OK\r\n\n", "\r\nOK\r", "> \r\n ", "\0\0\0\0\0"] {
        let input = ["+CMT: \"+1\",5\r\n", text, "\r\n\r\nOK\r\n"].concat();
        let shown = alloc::format!("body 0 {}", text.as_bytes().escape_ascii());
        assert_eq!(
            body(Extent::Bytes(5), input.as_bytes())[1..],
            frames([&shown, "final OK"]),
            "{}",
            input.escape_debug()
        );
    }
    // Too low a length takes the line, and too high a length costs no more than the time until
    // somebody loses patience.
    assert_eq!(
        body(Extent::Bytes(5), b"+CMT: 5\r\nHello World\r\nOK\r\n"),
        frames(["+CMT: 5", "body 0 Hello World", "final OK"])
    );
    assert_eq!(
        body(Extent::Bytes(100), b"+CMT: 5\r\nHello\r\nWorld\r\n\r\nOK\r\n"),
        frames(["+CMT: 5", "body 0 Hello", "body 1 World", "final OK"])
    );
    let input = "+CMT: 5\r\nприве\r\nOK\r\n".as_bytes();
    let expected = alloc::format!("body 0 {}", "приве".as_bytes().escape_ascii());
    assert_eq!(body(Extent::Chars(5), input), frames(["+CMT: 5", &expected, "final OK"]));
}

#[test]
fn lines_up_to_the_next_header_or_result() {
    assert_eq!(
        body(
            Extent::Lines { until: "+CMGL" },
            b"+CMGL: 1\r\nHello\r\n\r\nWorld\r\n+CMGL: 2\r\nOK\r\n+CMGL: 3\r\n\r\n+CMGL: 4\r\n>\r\n\r\nOK\r\n+CREG: 1\r\n"
        ),
        frames([
            "+CMGL: 1", "body 0 Hello", "body 2 World", "+CMGL: 2", "body 0 OK", "+CMGL: 3",
            "+CMGL: 4", "body 0 >", "final OK", "+CREG: 1",
        ])
    );
    assert_eq!(
        body(Extent::Lines { until: "+CMGL" }, b"+CMGL: 1\nHello\n+CMS ERROR: 1\nx"),
        frames([
            "+CMGL: 1",
            "body 0 Hello",
            "final +CMS ERROR: 1: Unassigned (unallocated) number",
            "x"
        ])
    );
}

#[test]
fn a_body_that_is_too_long() {
    let lexer = generic().with_max_line(64);
    for extent in [Extent::Pdu, Extent::Line, Extent::Bytes(100), Extent::Lines { until: "+CMGL" }]
    {
        let input = [&b"+CMT: 1\r\n"[..], &[b'a'; 150], b"\r\nOK\r\n"].concat();
        let mut expected = frames(["+CMT: 1"]);
        expected.push(Seen::Skipped(150));
        expected.extend(frames(["final OK"]));
        assert_eq!(seen_with(lexer.clone(), react(extent), &input), expected, "{extent:?}");
    }
}
