//! The quirks of framing, by their numbers in the collected facts.

use super::*;

#[test]
fn f1_the_echo_ends_in_cr_cr_lf() {
    assert_eq!(seen_by(after(b"ATE0\r"), b"ATE0\r\r\nOK\r\n"), frames(["echo ATE0", "final OK"]));
    assert_eq!(seen_by(after(b"AT\r"), b"AT\r\r\n\r\nOK\r\n"), frames(["echo AT", "final OK"]));
}

#[test]
fn f2_lines_end_in_cr_cr_lf() {
    assert_eq!(
        seen(b"\r\r\n+RXDTMF: 8\r\r\n\r\r\n+CIPOPEN: 0\r\r\n\r\nOK\r\n\n\r\n"),
        frames(["+RXDTMF: 8", "+CIPOPEN: 0", "final OK"])
    );
}

#[test]
fn f3_no_line_end_in_front() {
    assert_eq!(
        seen_by(after(b"AT+CSCS?\r"), b"AT+CSCS?\r+CSCS: \"GSM\"\r\nOK\r\n"),
        frames(["echo AT+CSCS?", r#"+CSCS: \"GSM\""#, "final OK"])
    );
}

#[test]
fn f4_lines_end_in_lf_or_lf_and_crlf() {
    assert_eq!(
        seen(b"\nModel: EC121\nESN: +GSN:12\n\r\n+A: 1\n+B: 2\r\nOK\n"),
        frames(["Model: EC121", "ESN: +GSN:12", "+A: 1", "+B: 2", "final OK"])
    );
}

#[test]
fn f5_results_behind_a_lone_lf_are_no_echo() {
    for sent in [&b""[..], b"ATD123\r"] {
        assert_eq!(
            seen_by(after(sent), b"\nNO CARRIER\r\n\nCONNECT\r\n"),
            frames(["final NO CARRIER", "final CONNECT"])
        );
    }
}

#[test]
fn f6_echo_and_answer_come_twice() {
    assert_eq!(
        seen_by(after(b"AT+CPIN?\r"), b"AT+CPIN?\rAT+CPIN?\r\r\n+CPIN: X\r\n+CPIN: X\r\nOK\r\n"),
        frames(["echo AT+CPIN?", "echo AT+CPIN?", "+CPIN: X", "+CPIN: X", "final OK"])
    );
}

#[test]
fn f7_f8_no_final_result_or_nothing_else() {
    assert_eq!(seen(b"\r\n+CPIN: READY\r\n"), frames(["+CPIN: READY"]));
    assert_eq!(
        seen_by(after(b"AT+CREG?\r"), b"AT+CREG?\r\r\nOK\r\n"),
        frames(["echo AT+CREG?", "final OK"])
    );
}

#[test]
fn f9_f10_f19_lines_and_results_behind_a_result() {
    assert_eq!(seen(b"\r\nOK\r\nOK\r\n"), frames(["final OK", "final OK"]));
    assert_eq!(
        seen(b"\r\nOK\r\n\r\n+CPIN: READY\r\n\r\nSMS DONE\r\n+QTUNBUF: 1\r\n"),
        frames(["final OK", "+CPIN: READY", "SMS DONE", "+QTUNBUF: 1"])
    );
}

#[test]
fn f11_a_line_is_cut_by_the_sending_of_a_command() {
    // Wherever it is cut; the second half begins with `AT`.
    let line = b"+MIPSTAT: 1,0\r\nAT+CSQ\r\r\nOK\r\n";
    for cut in 0..=13 {
        let mut frames = cellwire_codec::FrameBuffer::growing(generic());
        let mut seen = Vec::new();
        let mut input = &line[..cut];
        assert!(frames.pull(&mut input).is_none());
        frames.decoder_mut().expect_echo(b"AT+CSQ\r");
        input = &line[cut..];
        while let Some(frame) = frames.pull(&mut input) {
            seen.push(Seen::Frame(own(&frame.unwrap())));
        }
        assert_eq!(seen, super::frames(["+MIPSTAT: 1,0", "echo AT+CSQ", "final OK"]), "{cut}");
    }
}

#[test]
fn f12_at_ready_is_no_echo() {
    for sent in [&b"AT\r"[..], b"AT+CSQ\r", b"AT READ\r", b"ATE0\r\n"] {
        assert_eq!(seen_by(after(sent), b"\r\nAT READY\r\n"), frames(["AT READY"]));
    }
}

#[test]
fn f13_errors_in_the_words_of_vendors() {
    let input = b"ERROR: 12\r\nCOMMAND NOT SUPPORT\r\nMODEM ERROR: 5\r\nNA\r\n\
        +TCPIP ERROR: 631\r\n+MIP:ERROR\r\n+EXT ERROR: 2\r\n+IP ERROR: No data\r\nERROR\r\n";
    assert_eq!(
        seen(input),
        frames([
            "final ERROR: 12",
            "final COMMAND NOT SUPPORT",
            "final MODEM ERROR: 5",
            "final NA",
            "final +TCPIP ERROR: 631",
            "final +MIP:ERROR",
            "final +EXT ERROR: 2",
            "+IP ERROR: No data",
            "final ERROR",
        ])
    );
    assert_eq!(
        seen_by(
            Lexer::new(Dialect::A76XX),
            b"+IP ERROR: Network is already opened\r\nERROR\r\nNA\r\n+TCPIP ERROR: 1\r\n"
        ),
        frames(["+IP ERROR: Network is already opened", "final ERROR", "NA", "+TCPIP ERROR: 1"])
    );
    assert_eq!(
        seen_by(
            Lexer::new(Dialect::l610(ReceiveFormat::Read)),
            b"NAME\r\nERROR: 5\r\n+TCPIP ERROR: TCPIP socket used\r\n+MIP:ERROR\r\n"
        ),
        frames([
            "NAME",
            "final ERROR: 5",
            "final +TCPIP ERROR: TCPIP socket used",
            "final +MIP:ERROR"
        ])
    );
    // Not the whole line, or not the front of it.
    let lines =
        ["NAN", "COMMAND NOT SUPPORTED", "ERRORS", "+MIP:ERRORS", "XERROR: 1", "+EXT ERROR"];
    assert_eq!(seen(lines.join("\r\n").as_bytes()), frames(lines));
}

#[test]
fn f14_errors_of_the_standards() {
    assert_eq!(
        seen(
            b"+CME ERROR: \r\n+CME ERROR: 515\r\n+CME ERROR: Incorrect password\r\n\
            +CME ERROR: unknown error\r\n+CME ERROR:10\r\n+CMS ERROR: 500\r\n+CME ERROR\r\n\
            +cme error: 3\r\n+CMS ERROR: weird\r\n+CMSERROR: 1\r\n+CMEE: 1\r\n"
        ),
        frames([
            "final +CME ERROR: ",
            "final +CME ERROR: 515",
            "final +CME ERROR: 16: incorrect password",
            "final +CME ERROR: 100: unknown",
            "final +CME ERROR: 10: SIM not inserted",
            "final +CMS ERROR: 500: unknown error",
            "final +CME ERROR: ",
            "final +CME ERROR: 3: operation not allowed",
            "final +CMS ERROR: weird",
            "+CMSERROR: 1",
            "+CMEE: 1",
        ])
    );
}

#[test]
fn f15_a_command_ended_by_crlf() {
    for echo in ["AT+X\r\n", "AT+X\r\r\n", "AT+X\r", "AT+X\r\n\r\n", "AT+X\n"] {
        let input = [echo, "OK\r\n"].concat();
        assert_eq!(
            seen_by(after(b"AT+X\r\n"), input.as_bytes()),
            frames(["echo AT+X", "final OK"])
        );
    }
    // The echo of its LF behind the prompt.
    let mut lexer = after(b"AT+CMGS=5\r\n");
    lexer.expect_prompt(Some(Prompt::Greater));
    assert_eq!(
        seen_by(lexer, b"AT+CMGS=5\r\r\n> \n\r\nOK\r\n"),
        frames(["echo AT+CMGS=5", "prompt Greater", "final OK"])
    );
}

#[test]
fn f16_f17_f18_every_result_is_seen() {
    // A command ended by LF CR: an error for each. A line close to another, and an answer too late.
    assert_eq!(
        seen_by(
            after(b"AT+Y\n\r"),
            b"AT+Y\n\r\r\nERROR\r\n+CCLK: \"1\"\r\nOK\r\n+CREG: 1\r\n\r\nOK\r\n"
        ),
        frames(["echo AT+Y", "final ERROR", r#"+CCLK: \"1\""#, "final OK", "+CREG: 1", "final OK"])
    );
}

#[test]
fn results_of_v250() {
    assert_eq!(
        seen(
            b"OK\r\nERROR\r\nCONNECT\r\nCONNECT 115200\r\nCONNECT/ARQ\r\nRING\r\nNO CARRIER\r\n\
            NO DIALTONE\r\nNO DIAL TONE\r\nBUSY\r\nNO ANSWER\r\nOK \r\n"
        ),
        frames([
            "final OK",
            "final ERROR",
            "final CONNECT",
            "final CONNECT 115200",
            "final CONNECT /ARQ",
            "RING",
            "final NO CARRIER",
            "final NO DIALTONE",
            "final NO DIALTONE",
            "final BUSY",
            "final NO ANSWER",
            "final OK",
        ])
    );
    let lines = ["OKAY", "ok", "OK1", "O", "NO", "NO CARRIERS", "CONNECTED", "BUSY?", "+OK", "0"];
    assert_eq!(seen(lines.join("\r\n").as_bytes()), frames(lines));
}

/// spandsp, phonesim: `ATV0` is answered in numbers at once.
#[test]
fn the_line_end_of_the_answer_before_is_no_part_of_a_numeric_result() {
    let next: React = |lexer, frame| {
        if matches!(frame, Frame::Final(_)) {
            lexer.command_done();
            lexer.expect_echo(b"ATV0\r");
        }
    };
    let told = frames(["final OK", "final OK", "final ERROR"]);
    assert_eq!(seen_with(after(b"AT\r"), next, b"\r\nOK\r\n0\r4\r"), told);
    // A line of an answer is behind one all the same.
    let told = frames(["final OK", "0", "final OK", "RING", "5"]);
    assert_eq!(seen_with(after(b""), next, b"\r\nOK\r\n\r\n0\r\nOK\r\nRING\r\n5\r\n"), told);
}

#[test]
fn numeric_results() {
    let mut lexer = generic();
    lexer.set_numeric(true);
    assert_eq!(
        seen_by(lexer, b"0\r1\r2\r3\r4\r5\r6\r7\r8\r9\r10\r+CSQ: 1,2\r\n0\r\n013\r\n"),
        frames([
            "final OK",
            "final CONNECT",
            "RING",
            "final NO CARRIER",
            "final ERROR",
            "final CONNECT 5",
            "final NO DIALTONE",
            "final BUSY",
            "final NO ANSWER",
            "9",
            "10",
            "+CSQ: 1,2",
            "final OK",
            "013",
        ])
    );
    // Without that, one behind the echo, or at once; but no line like another.
    assert_eq!(seen_by(after(b"AT\r"), b"AT\r0\r"), frames(["echo AT", "final OK"]));
    assert_eq!(seen_by(after(b""), b"4\r"), frames(["final ERROR"]));
    assert_eq!(seen_by(after(b"ATS0?\r"), b"ATS0?\r\r\n0\r\n"), frames(["echo ATS0?", "0"]));
    assert_eq!(seen_by(after(b""), b"0\n\n0\r\n"), frames(["0", "0"]));
    assert_eq!(seen(b"0\r4\r"), frames(["0", "4"]));
}

#[test]
fn quotes_do_not_hold_a_line_together() {
    assert_eq!(
        seen(b"+CREG: 2,1,\"0B,\"0100701\r\nOK\r\n+X: \"a\nb\"\r\n"),
        frames([r#"+CREG: 2,1,\"0B,\"0100701"#, "final OK", r#"+X: \"a"#, r#"b\""#])
    );
}

#[test]
fn quotes_hold_the_text_of_ussd_together() {
    assert_eq!(
        seen(b"\r\n+CUSD: 0,\"Menu\r\n1. One\nOK\r\n\r\n2. Two\",15\r\n\r\nOK\r\n+CUSD: 2\r\n+CUSDX: \"\n"),
        frames([
            r#"+CUSD: 0,\"Menu\r\n1. One\nOK\r\n\r\n2. Two\",15"#,
            "final OK",
            "+CUSD: 2",
            r#"+CUSDX: \""#,
        ])
    );
    // Without the closing quote, it ends where any other line would.
    assert_eq!(
        seen(b"+CUSD: 0,\"Menu\r\nOK\r\n+CREG: 1\r\n"),
        frames([r#"+CUSD: 0,\"Menu"#, "final OK", "+CREG: 1"])
    );
    let long = [&b"+CUSD: 0,\"Menu\r\n"[..], &b"+CREG: 1\r\n".repeat(12), b"\"\r\n"].concat();
    let mut expected = frames([r#"+CUSD: 0,\"Menu"#]);
    expected.extend(frames(["+CREG: 1"; 12]));
    expected.extend(frames([r#"\""#]));
    assert_eq!(seen_by(generic().with_max_line(64), &long), expected);
}

#[test]
fn prompts() {
    let with = |prompt| {
        let mut lexer = after(b"AT+CMGS=1\r");
        lexer.expect_prompt(prompt);
        lexer
    };
    let greater = with(Some(Prompt::Greater));
    assert_eq!(
        seen_by(greater.clone(), b"AT+CMGS=1\r\r\n> \r\n+CMGS: 5\r\n\r\nOK\r\n"),
        frames(["echo AT+CMGS=1", "prompt Greater", "+CMGS: 5", "final OK"])
    );
    // Alone, glued to what follows, of many lines, and none.
    assert_eq!(seen_by(greater.clone(), b">"), frames(["prompt Greater"]));
    assert_eq!(
        seen_by(greater.clone(), b"\r\n>HELLO\r\n> > \r\n@ @\r\nOK\r\n"),
        frames(["prompt Greater", "HELLO", "prompt Greater", "prompt Greater", "@ @", "final OK"])
    );
    assert_eq!(seen_by(with(Some(Prompt::At)), b"\r\n@>\r\n"), frames(["prompt At", ">"]));
    assert_eq!(seen_by(with(None), b"\r\n> x\r\n"), frames(["> x"]));
    let mut done = greater;
    done.command_done();
    assert_eq!(seen_by(done, b"AT+CMGS=1\r\n> \r\n"), frames(["AT+CMGS=1", "> "]));
}

#[test]
fn filler_and_control_characters() {
    assert_eq!(
        seen(b"\0\x11\0\r\n+A: \0 1\0\r\n\x13OK\x11\0\r\n \t X\r\n"),
        frames([r"+A: \x00 1", "final OK", r" \t X"])
    );
    let mut expected = frames(["final OK"]);
    expected.push(Seen::Skipped(3));
    expected.extend(frames(["final OK", r"a\x1b"]));
    expected.push(Seen::Skipped(1));
    assert_eq!(seen(b"OK\r\n\x1a\x1b\0\x01\r\nOK\r\na\x1b\r\n\x1a"), expected);
}

/// Where atat and at-commands lose a line, or take one for another.
#[test]
fn what_other_crates_get_wrong() {
    // Two unsolicited lines that share one CR LF, between two lines of an answer.
    assert_eq!(
        seen_by(
            after(b"AT+X\r"),
            b"AT+X\r\r\n+X: 1\r\n+CREG: 1\r\n+CMTI: \"SM\",1\r\n+X: 2\r\n\r\nOK\r\n",
        ),
        frames(["echo AT+X", "+X: 1", "+CREG: 1", r#"+CMTI: \"SM\",1"#, "+X: 2", "final OK"])
    );
    // OK in a quoted string ends the command only if line ends stand around it.
    assert_eq!(
        seen(b"\r\n+X: \"OK\",\"a OK\"\r\n\"OK\"\r\nOK\"\r\n+X: \"\r\nOK\r\n\"\r\n"),
        frames([
            r#"+X: \"OK\",\"a OK\""#,
            r#"\"OK\""#,
            r#"OK\""#,
            r#"+X: \""#,
            "final OK",
            r#"\""#,
        ])
    );
    // A prompt at the end of a read begins a line unless it is awaited.
    for prompt in [Prompt::Greater, Prompt::At] {
        let mut lexer = after(b"AT+X\r");
        let byte = prompt_byte(prompt);
        assert_eq!(
            seen_by(lexer.clone(), &[b'\r', b'\n', byte]),
            frames([&String::from(char::from(byte))])
        );
        lexer.expect_prompt(Some(prompt));
        assert_eq!(seen_by(lexer, &[b'\r', b'\n', byte]), frames([&format!("prompt {prompt:?}")]));
    }
}
