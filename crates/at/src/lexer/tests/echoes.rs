use super::*;

#[test]
fn an_echo_may_be_absent_partial_or_broken() {
    let sent = b"AT+COPS=0\r";
    for (input, expected) in [
        (&b"\r\nOK\r\n"[..], &["final OK"][..]),
        (b"T+COPS=0\r\r\nOK\r\n", &["echo T+COPS=0", "final OK"]),
        (b"+COPS=0\r\nOK\r\n", &["echo +COPS=0", "final OK"]),
        (b"at+cops=0\r\nOK\r\n", &["echo at+cops=0", "final OK"]),
        (b"a\r\nthis is valid\r\n", &["echo a", "this is valid"]),
        (
            b"AT+C\r\n+CMTI: \"SM\",1\r\nOPS=0\r\r\nOK\r\n",
            &["echo AT+C", r#"+CMTI: \"SM\",1"#, "echo OPS=0", "final OK"],
        ),
        (b"=0\r\n0\r\nOK\r\n", &["=0", "0", "final OK"]),
        (b"AT+COPS=01\r\nOK\r\n", &["AT+COPS=01", "final OK"]),
        (b"AT+COPS=0", &["echo AT+COPS=0"]),
        (b"AT+CO", &["echo AT+CO"]),
        // Later, it is a line.
        (b"AT+COPS=0\rX\r\nAT+COPS=0\r\n", &["echo AT+COPS=0", "X", "AT+COPS=0"]),
    ] {
        let expected: Vec<_> =
            expected.iter().map(|text| Seen::Frame(Owned::Frame((*text).into()))).collect();
        assert_eq!(seen_by(after(sent), input), expected, "{}", input.escape_ascii());
    }
}

#[test]
fn a_text_behind_a_prompt_is_echoed() {
    let react: React = |lexer, frame| {
        if let Frame::Prompt(_) = frame {
            lexer.expect_echo(b" Hi\rthere\x1a");
        }
    };
    let mut lexer = after(b"AT+CMGS=\"1\"\r");
    lexer.expect_prompt(Some(Prompt::Greater));
    assert_eq!(
        seen_with(lexer, react, b"AT+CMGS=\"1\"\r\r\n>  Hi\r\n+CMGS: 5\r\n\r\nOK\r\n"),
        frames([r#"echo AT+CMGS=\"1\""#, "prompt Greater", "echo Hi", "+CMGS: 5", "final OK"])
    );
    let react: React = |lexer, frame| {
        if let Frame::Echo(b"AT+CIPSEND=1,5") = frame {
            lexer.expect_echo(b"HELLO");
        }
    };
    let mut lexer = after(b"AT+CIPSEND=1,5\r");
    lexer.expect_prompt(Some(Prompt::Greater));
    assert_eq!(
        seen_with(lexer, react, b"AT+CIPSEND=1,5\r\n>HELLO\r\nOK\r\n\r\n+CIPSEND: 1,5,5"),
        frames([
            "echo AT+CIPSEND=1,5",
            "prompt Greater",
            "echo HELLO",
            "final OK",
            "+CIPSEND: 1,5,5"
        ])
    );
    // With the control character that ends it.
    assert_eq!(
        seen_by(behind_prompt(generic(), b"Hi\x1a"), b"Hi\x1a\r\n+CMGS: 1\r\n"),
        frames([r"echo Hi\x1a", "+CMGS: 1"])
    );
    // Which may be left out, and the text may read like anything.
    assert_eq!(
        seen_by(behind_prompt(generic(), b"OK\x1a"), b"OK\r\n+CMGS: 1\r\n\r\nOK\r\n"),
        frames(["echo OK", "+CMGS: 1", "final OK"])
    );
    // Where the line did not come back, nothing does.
    assert_eq!(
        seen_by(after(b"+C\x1a"), b"\r\n+CMGS: 1\r\n\r\nOK\r\n"),
        frames(["+CMGS: 1", "final OK"])
    );
}

/// A lexer whose command line has come back, and behind whose prompt this was sent.
fn behind_prompt(mut lexer: Lexer, sent: &[u8]) -> Lexer {
    lexer.expect_echo(b"AT\r");
    let _ = lexer.decode(b"AT\r\n");
    lexer.expect_echo(sent);
    lexer
}

#[test]
fn what_reads_like_a_result_is_one() {
    assert_eq!(seen_by(after(b"OK"), b"\r\nOK\r\n"), frames(["final OK"]));
    assert_eq!(seen_by(after(b"OK thanks\x1a"), b"\r\nOK\r\n"), frames(["final OK"]));
    assert_eq!(seen_by(after(b"X=ERROR\r"), b"\r\nERROR\r\n"), frames(["final ERROR"]));
}

#[test]
fn of_a_long_echo_the_beginning_is_compared() {
    let sent = [b"AT+MIPSEND=1,", &b"4f4B"[..].repeat(300)[..], b"\r"].concat();
    for max_line in [64, 2048] {
        let lexer = |sent: &[u8]| {
            let mut lexer = generic().with_max_line(max_line);
            lexer.expect_echo(sent);
            lexer
        };
        let mut expected = Vec::from([Seen::Frame(Owned::LongEcho(sent[..sent.len() - 1].into()))]);
        expected.extend(frames(["final OK"]));
        assert_eq!(seen_by(lexer(&sent), &[&sent[..], b"\r\nOK\r\n"].concat()), expected);
        // Without a line end, it is told by its length.
        let raw = &sent[..sent.len() - 1];
        let lexer = behind_prompt(generic().with_max_line(max_line), raw);
        assert_eq!(seen_by(lexer, &[raw, b"OK\r\n"].concat()), expected);
    }
}

#[test]
fn the_echo_of_one_command_is_not_that_of_the_next() {
    let mut lexer = after(b"AT+A\r");
    lexer.expect_echo(b"AT+B\r");
    assert_eq!(seen_by(lexer.clone(), b"AT+A\r\nAT+B\r\n"), frames(["AT+A", "echo AT+B"]));
    lexer.command_done();
    assert_eq!(seen_by(lexer, b"AT+B\r\n"), frames(["AT+B"]));
}

#[test]
fn what_has_begun_as_a_line_may_be_a_prompt_or_an_echo_after_all() {
    let mut frames = cellwire_codec::FrameBuffer::growing(generic());
    assert_eq!(frames.pull(&mut &b"> +A: 12"[..]), None);
    frames.decoder_mut().expect_prompt(Some(Prompt::Greater));
    assert_eq!(frames.pull(&mut &[][..]), Some(Ok(Frame::Prompt(Prompt::Greater))));
    let mut rest = &b"\r\nOK\r\n"[..];
    assert_eq!(frames.pull(&mut rest), Some(Ok(Frame::Line(Line::new(b"+A: 12")))));
    assert_eq!(frames.pull(&mut rest), Some(Ok(Frame::Final(FinalResult::Ok))));
}

#[test]
fn a_body_that_has_begun_goes_on_where_it_was() {
    let mut frames = cellwire_codec::FrameBuffer::growing(generic());
    frames.decoder_mut().expect_body(Extent::Chars(13));
    assert_eq!(frames.pull(&mut &b"OK\r\nt"[..]), None);
    frames.decoder_mut().expect_echo(b"AT\r");
    frames.decoder_mut().set_dialect(Dialect::A76XX);
    let mut rest = &b"ext\r\nend\r\nOK\r\n"[..];
    let body = Frame::Body { line: 0, text: b"OK\r\ntext\r\nend" };
    assert_eq!(frames.pull(&mut rest), Some(Ok(body)));
    assert_eq!(frames.pull(&mut rest), Some(Ok(Frame::Final(FinalResult::Ok))));
}
