//! What is answered to commands.

use super::*;

#[test]
fn a_line_gives_one_result() {
    let mut rig = Rig::new();
    assert_eq!(
        rig.send("ATE0V1+CREG=1;+CSQ;&C1 +CREG?\r"),
        "\r\n+CSQ: 17,99\r\n\r\n+CREG: 0,1\r\n\r\nOK\r\n"
    );
    assert_eq!(rig.log(), ["+CREG=1", "+CSQ", "+CREG?"]);
}

#[test]
fn the_first_error_ends_the_line() {
    let mut rig = Rig::new();
    assert_eq!(rig.send("AT+CSQ;+CPIN?;+CREG?\r"), "\r\n+CSQ: 17,99\r\n\r\nERROR\r\n");
    assert_eq!(rig.log(), ["+CSQ", "+CPIN?"]);
    assert_eq!(rig.send("AT+CSQ;=;+CREG?\r"), "\r\n+CSQ: 17,99\r\n\r\nERROR\r\n");
    assert_eq!(rig.log(), ["+CSQ"]);
    assert_eq!(rig.modem.stats().errors, 2);
}

#[test]
fn a_semicolon_in_a_string_does_not_end_a_command() {
    let mut rig = Rig::new();
    assert_eq!(rig.send("AT+CSCA=\"a;b\",1;+CREG=2\r"), OK);
    assert_eq!(rig.log(), ["+CSCA=\"a;b\",1", "+CREG=2"]);
}

#[test]
fn errors_are_written_as_cmee_has_it() {
    let mut rig = Rig::new();
    for (level, cme, cms, odd) in [
        (0, "ERROR", "ERROR", "ERROR"),
        (1, "+CME ERROR: 10", "+CMS ERROR: 321", "+CME ERROR: 515"),
        (2, "+CME ERROR: SIM not inserted", "+CMS ERROR: Invalid memory index", "+CME ERROR: 515"),
    ] {
        assert_eq!(rig.send(alloc::format!("AT+CMEE={level}\r")), OK);
        assert_eq!(rig.send("AT+CMEE?\r"), alloc::format!("\r\n+CMEE: {level}\r\n\r\nOK\r\n"));
        for (command, text) in [("+CPIN?", cme), ("+CMGR=1", cms), ("+ODD", odd)] {
            let (command, text) =
                (alloc::format!("AT{command}\r"), alloc::format!("\r\n{text}\r\n"));
            assert!(rig.send(command).eq_ignore_ascii_case(&text), "{text}");
        }
        // What is not known is not an error of the equipment.
        assert_eq!(rig.send("AT+XYZ\r"), ERROR);
    }
    assert_eq!(rig.send("AT+CMEE=3\r"), "\r\n+CME ERROR: Incorrect parameters\r\n");
    assert_eq!(rig.send("AT+CMEE=1,1\r"), "\r\n+CME ERROR: Incorrect parameters\r\n");
    assert_eq!(rig.send("AT+CMEE=?\r"), "\r\n+CMEE: (0,1,2)\r\n\r\nOK\r\n");
    assert_eq!(rig.send("AT+CMEE\r"), ERROR);
    assert_eq!(rig.send("AT+CMEE=0;+TCP\r"), "\r\n+TCPIP ERROR: 631\r\n");
}

#[test]
fn results_can_be_numbers() {
    let mut rig = Rig::new();
    assert_eq!(rig.send("ATV0\r"), "0\r");
    assert_eq!(rig.send("AT+CSQ\r"), "+CSQ: 17,99\r\n0\r");
    assert_eq!(rig.send("AT+XYZ\r"), "4\r");
    assert_eq!(rig.send("ATD1\r"), "7\r");
    assert_eq!(rig.send("ATD2\r"), "6\r");
    assert_eq!(rig.send("ATD3\r"), "8\r");
    assert_eq!(rig.send("ATO\r"), "3\r");
    assert_eq!(rig.send("AT+CMEE=1;+CPIN?\r"), "+CME ERROR: 10\r\n");
    rig.modem.ring(rig.now, "VOICE").unwrap();
    assert_eq!(rig.take(), "2\r");
    rig.modem.urc(rig.now, "+CMTI: \"SM\",1").unwrap();
    assert_eq!(rig.take(), "+CMTI: \"SM\",1\r\n");
    assert_eq!(rig.send("ATD*99#\r"), "1\r");
}

#[test]
fn results_can_be_left_out_but_not_the_information() {
    let mut rig = Rig::new();
    assert_eq!(rig.send("ATQ1\r"), "");
    assert_eq!(rig.send("AT+CSQ\r"), "\r\n+CSQ: 17,99\r\n");
    assert_eq!(rig.send("AT+XYZ\r"), "");
    rig.modem.urc(rig.now, "+CMTI: \"SM\",1").unwrap();
    rig.modem.ring(rig.now, "VOICE").unwrap();
    assert_eq!(rig.send("AT+CMEE=1;+CPIN?\r"), "");
    assert_eq!(rig.send("ATQ\r"), OK);
}

#[test]
fn calls_give_the_results_that_x_has() {
    for (level, connect, busy, no_dialtone) in [
        (0, "CONNECT", "NO CARRIER", "NO CARRIER"),
        (1, "CONNECT 115200", "NO CARRIER", "NO CARRIER"),
        (2, "CONNECT 115200", "NO CARRIER", "NO DIALTONE"),
        (3, "CONNECT 115200", "BUSY", "NO CARRIER"),
        (4, "CONNECT 115200", "BUSY", "NO DIALTONE"),
    ] {
        let mut rig = Rig::new();
        rig.send(alloc::format!("ATX{level}\r"));
        assert_eq!(rig.send("ATD1\r"), alloc::format!("\r\n{busy}\r\n"));
        assert_eq!(rig.send("ATDT2\r"), alloc::format!("\r\n{no_dialtone}\r\n"));
        assert_eq!(rig.send("ATD3\r"), "\r\nNO ANSWER\r\n");
        assert_eq!(rig.send("ATD*99#\r"), alloc::format!("\r\n{connect}\r\n"));
    }
    assert_eq!(Rig::new().send("ATX5\r"), ERROR);
}

#[test]
fn registers_are_set_and_read() {
    let mut rig = Rig::new();
    assert_eq!(rig.send("ATS3?\r"), "\r\n013\r\n\r\nOK\r\n");
    assert_eq!(rig.send("ATS0=3 S7=45S10=20\r"), OK);
    assert_eq!(rig.send("ATS0?S7?s010?\r"), "\r\n003\r\n\r\n045\r\n\r\n020\r\n\r\nOK\r\n");
    for wrong in
        ["S3=128", "S7=0", "S99=1", "S0=256", "S0", "S0=", "S1=1", "S3=?", "S0=70000", "S24=1"]
    {
        assert_eq!(rig.send(alloc::format!("AT{wrong}\r")), ERROR, "{wrong}");
    }
    // One of the product.
    assert_eq!(rig.send("ATS24?\r"), "\r\n024\r\n\r\nOK\r\n");
}

#[test]
fn a_profile_is_stored_and_taken_back() {
    let mut rig = Rig::new();
    assert_eq!(rig.send("ATX2S0=2+CMEE=1;&W\r"), OK);
    assert_eq!(rig.events(), [Event::Stored]);
    assert_eq!(rig.send("AT&FE1\r"), OK);
    assert_eq!(rig.modem.settings().call_progress, 4);
    assert_eq!(rig.send("ATZ\r"), "ATZ\r\r\nOK\r\n");
    assert_eq!(rig.modem.settings().register(0), Some(2));
    assert_eq!(rig.send("AT+CMEE?\r"), "\r\n+CMEE: 1\r\n\r\nOK\r\n");
    assert_eq!(rig.log(), ["reset Factory", "hang up", "reset Stored"]);

    let config = ModemConfig { stored: Some(*rig.modem.stored()), ..ModemConfig::default() };
    let mut rig = Rig::with(config);
    assert_eq!(rig.send("ATS0?\r"), "\r\n002\r\n\r\nOK\r\n");
    for wrong in ["Z1", "&F1", "&W1", "&V1", "E2", "V2", "Q2", "&C2", "&D3", "H1"] {
        assert_eq!(rig.send(alloc::format!("AT{wrong}\r")), ERROR, "{wrong}");
    }
}

#[test]
fn the_settings_can_be_shown() {
    let mut rig = Rig::new();
    let shown = rig.send("AT&V\r");
    assert!(shown.starts_with("\r\nE0 L1 M1 Q0 V1 X4 &C1 &D2 +CMEE=0 "), "{shown}");
    assert!(shown.ends_with(" S3=013 S4=010 S5=008 S6=002 S7=060 S8=002 S9=006 S10=014 S11=095 S12=050\r\n\r\nOK\r\n"), "{shown}");
}

#[test]
fn the_serial_port_is_set() {
    let mut rig = Rig::new();
    assert_eq!(
        rig.send("AT+IPR?;+IFC?;+ICF?\r"),
        "\r\n+IPR: 0\r\n\r\n+IFC: 2,2\r\n\r\n+ICF: 3,3\r\n\r\nOK\r\n"
    );
    assert!(rig.send("AT+IPR=?\r").starts_with("\r\n+IPR: (),(0,1200,2400,"));
    assert_eq!(
        rig.send("AT+IFC=?;+ICF=?\r"),
        "\r\n+IFC: (0-3),(0-2)\r\n\r\n+ICF: (0-6),(0-3)\r\n\r\nOK\r\n"
    );
    assert_eq!(rig.send("AT+IFC=0,0;+ICF=2,1;+IFC=1\r"), OK);
    assert_eq!(rig.send("AT+IFC?;+ICF?\r"), "\r\n+IFC: 1,0\r\n\r\n+ICF: 2,1\r\n\r\nOK\r\n");
    for wrong in ["+IPR=1", "+IPR=x", "+IPR", "+IFC=4", "+IFC=1,1,1", "+ICF=7"] {
        assert_eq!(rig.send(alloc::format!("AT{wrong}\r")), ERROR, "{wrong}");
    }
    assert!(rig.events().is_empty());

    // The rate changes when the answer has left, and not before.
    assert_eq!(rig.modem.handle_input(rig.now, b"AT+IPR=9600\r"), 12);
    assert_eq!(rig.modem.poll_event(), None);
    assert_eq!(rig.take(), OK);
    assert_eq!(rig.events(), [Event::Rate(9600)]);
}

#[test]
fn what_is_answered_if_the_handler_does_not() {
    let mut rig = Rig::new();
    assert_eq!(rig.send("ATI\r"), "\r\ncellwire\r\n\r\nOK\r\n");
    assert_eq!(rig.send("ATI3+GCAP\r"), "\r\ncellwire\r\n\r\n+GCAP: +CGSM\r\n\r\nOK\r\n");
    assert_eq!(rig.send("ATL1M1P T+FCLASS=0\r"), OK);
    assert_eq!(rig.send("AT+FCLASS?\r"), "\r\n0\r\n\r\nOK\r\n");
    assert_eq!(rig.log(), ["I", "I3", "+GCAP", "+FCLASS=0", "+FCLASS?"]);
}

#[test]
fn a_command_can_be_finished_later_and_write_more_than_once() {
    let mut rig = Rig::new();
    assert_eq!(rig.send("AT+SLOW;+CSQ\r"), "");
    let command = rig.modem.pending().unwrap();
    assert_eq!(rig.seconds(29), "");
    rig.modem
        .finish(rig.now, command, |_, reply| {
            assert_eq!(reply.id(), command);
            reply.line("*ECAV: 1");
            Answer::PENDING
        })
        .unwrap();
    assert_eq!(rig.take(), "\r\n*ECAV: 1\r\n");
    assert_eq!(rig.seconds(100), "");
    assert_eq!(rig.finish(Answer::Ok), "\r\n+CSQ: 17,99\r\n\r\nOK\r\n");
    let error = rig.modem.finish(rig.now, command, |_, _| Answer::Ok).unwrap_err();
    assert_eq!(error, NotPending { command });
}

#[test]
fn a_pending_command_has_a_deadline() {
    let mut rig = Rig::new();
    rig.send("AT+SLOW\r");
    let command = rig.modem.pending().unwrap();
    assert_eq!(rig.seconds(29), "");
    assert_eq!(rig.seconds(1), ERROR);
    assert_eq!(rig.events(), [Event::TimedOut(command)]);
    assert_eq!(rig.send("AT\r"), OK);
}

#[test]
fn a_pending_command_is_broken_off_by_a_character() {
    let mut rig = Rig::new();
    rig.send("AT+CMEE=1;+COPS=?;+CSQ\r");
    let command = rig.modem.pending().unwrap();
    // Not by what belongs to the line, and not within an eighth of a second.
    assert_eq!(rig.send("\n"), "");
    rig.wait(Duration::from_millis(124));
    assert_eq!(rig.modem.pending(), Some(command));
    rig.wait(Duration::from_millis(1));
    assert_eq!(rig.send("x"), "\r\n+CME ERROR: 52\r\n");
    assert_eq!(rig.events(), [Event::Aborted(command)]);
    assert!(rig.modem.finish(rig.now, command, |_, _| Answer::Ok).is_err());

    // What comes at once is the next line.
    assert_eq!(rig.send("AT+COPS=?\rAT+CSQ\r"), "");
    assert_eq!(rig.finish(Answer::Ok), "\r\nOK\r\n\r\n+CSQ: 17,99\r\n\r\nOK\r\n");
    // And one that cannot be broken off is not.
    rig.send("AT+SLOW\r");
    rig.seconds(1);
    assert_eq!(rig.send("AT\r"), "");
    assert_eq!(rig.finish(Answer::Ok), "\r\nOK\r\n\r\nOK\r\n");
}

#[test]
fn a_prompt_takes_a_text_up_to_its_end() {
    let mut rig = Rig::new();
    assert_eq!(rig.send("AT+CMGS=\"+1555\"\r"), "\r\n> ");
    assert_eq!(rig.send("Hello\rAT\r"), "");
    assert_eq!(rig.send("\u{1a}"), "\r\n+CMGS: 5\r\n\r\nOK\r\n");
    assert_eq!(rig.modem.handler().entries, [b"Hello\rAT\r"]);
    // ESC cancels it, and the next command is read.
    assert_eq!(rig.send("AT+CMGS=1\rabc\u{1b}"), "\r\n> \r\nOK\r\n");
    assert_eq!(rig.send("AT\r"), OK);
    assert_eq!(rig.modem.handler().entries.len(), 1);
    // It goes on with the line.
    assert_eq!(
        rig.send("AT+CMGS=1;+CSQ\rx\u{1a}"),
        "\r\n> \r\n+CMGS: 5\r\n\r\n+CSQ: 17,99\r\n\r\nOK\r\n"
    );
}

#[test]
fn a_prompt_takes_so_many_bytes_whatever_they_are() {
    let mut rig = Rig::new();
    assert_eq!(rig.send("AT+SEND=5\r"), "\r\n> ");
    assert_eq!(rig.send(b"\x1a\x1b\r\n\0AT\r"), "\r\n+CMGS: 5\r\n\r\nOK\r\n\r\nOK\r\n");
    assert_eq!(rig.modem.handler().entries, [b"\x1a\x1b\r\n\0"]);
}

/// As `AT+CIPSEND` of SIMCom has it, whatever the pieces in which it comes.
#[test]
fn data_may_have_what_would_end_it_behind_an_etx() {
    for piece in 1..9 {
        let mut rig = Rig::new();
        assert_eq!(rig.send("AT+CIPSEND=1,\r"), "\r\n> ");
        let answers: Vec<_> = b"\na\x03\x1a\x03\x1b\x03\x03\x03b\x1a"
            .chunks(piece)
            .map(|part| rig.send(part))
            .collect();
        assert_eq!(answers.concat(), "\r\n+CMGS: 5\r\n\r\nOK\r\n");
        assert_eq!(rig.modem.handler().entries, [b"\na\x1a\x1b\x03b"]);
        assert_eq!(rig.send("AT\r"), OK);
    }
    let mut rig = Rig::new();
    rig.send("AT+CIPSEND=1,\r");
    assert_eq!(rig.send("a\x1b"), OK);
    assert!(rig.modem.handler().entries.is_empty());
    // With the next one, nothing of it is left.
    rig.send("AT+CIPSEND=1,\r");
    rig.send("a\x03");
    rig.seconds(61);
    rig.send("AT+CIPSEND=1,\r");
    rig.send("b\x1a");
    assert_eq!(rig.modem.handler().entries, [b"a", b"b"]);
}

#[test]
fn a_line_feed_behind_the_line_is_not_the_first_byte_of_data() {
    let mut rig = Rig::new();
    rig.send("AT+SEND=2\r\nab");
    rig.send("AT+CMGS=2\r");
    rig.send("\nab\u{1a}");
    // After the prompt has left, a byte of data may be anything.
    rig.send("AT+SEND=2\r");
    rig.send("\na");
    rig.send("AT+MIPSEND=1\r");
    rig.send("\nb\u{1a}");
    assert_eq!(rig.modem.handler().entries, [b"ab", b"ab", b"\na", b"\nb"]);
}

#[test]
fn a_text_is_echoed_and_data_is_not() {
    let mut rig = Rig::with(ModemConfig::default());
    assert_eq!(rig.send("AT+CMGS=1\r"), "AT+CMGS=1\r\r\n> ");
    assert_eq!(rig.send("ab\u{1a}"), "ab\r\n+CMGS: 5\r\n\r\nOK\r\n");
    assert_eq!(rig.send("AT+SEND=1\r"), "AT+SEND=1\r\r\n> ");
    assert_eq!(rig.send("a"), "\r\n+CMGS: 5\r\n\r\nOK\r\n");
}

#[test]
fn a_prompt_does_not_wait_for_ever() {
    let mut rig = Rig::new();
    rig.send("AT+CMEE=1;+CMGS=1\r");
    rig.seconds(59);
    rig.send("ab");
    assert_eq!(rig.seconds(59), "");
    assert_eq!(rig.seconds(1), "\r\n+CMS ERROR: 332\r\n");
    assert_eq!(rig.modem.handler().entries, [b"ab"]);
    assert_eq!(rig.send("AT\r"), OK);
}

#[test]
fn too_long_a_text_is_not_kept() {
    let mut config = ModemConfig::default();
    config.factory.echo = false;
    config.max_body = 10;
    let mut rig = Rig::with(config);
    rig.send("AT+CMEE=1;+CMGS=1\r");
    rig.send([b'x'; 100_000]);
    assert_eq!(rig.send("\u{1a}"), "\r\n+CMS ERROR: 305\r\n");
    assert!(rig.modem.handler().entries.is_empty());
}

#[test]
fn too_long_data_is_taken_to_its_end() {
    let mut config = ModemConfig::default();
    config.factory.echo = false;
    config.max_body = 10;
    let mut rig = Rig::with(config);
    assert_eq!(rig.send("AT+SEND=10\r0123456789"), "\r\n> \r\n+CMGS: 5\r\n\r\nOK\r\n");
    assert_eq!(rig.send("AT+SEND=12\r0123456789ab"), "\r\n> \r\nERROR\r\n");
    assert_eq!(rig.send("AT\r"), OK);
}

#[test]
fn what_was_typed_is_not_printed() {
    let mut rig = Rig::new();
    rig.modem.handler_mut().log.clear();
    rig.send("AT+CPIN=\"8761\"\rAT+CPIN=\"8761");
    rig.log();
    let printed = alloc::format!("{:?}", rig.modem);
    assert!(!printed.contains("8761") && !printed.contains("56, 55, 54, 49"), "{printed}");
}

#[test]
fn what_would_break_out_of_a_line_is_not_sent() {
    let mut rig = Rig::new();
    assert_eq!(rig.send("AT+CSQ;+EVIL\r"), "\r\n+CSQ: 17,99\r\n\r\nERROR\r\n");
    assert!(matches!(
        rig.events()[..],
        [Event::Refused { error: TextError::LineEnd { position: 1 }, .. }]
    ));
    assert_eq!(rig.send("AT+EVIL?\r"), ERROR);
    assert_eq!(rig.send("AT+BIG\r"), ERROR);
    assert!(matches!(
        rig.events()[..],
        [_, Event::Refused { error: TextError::TooLong { .. }, .. }]
    ));
    let error = rig.modem.urc(rig.now, "+A\nOK").unwrap_err();
    assert_eq!(alloc::string::ToString::to_string(&error), "line holds a line end at 2");
}

#[test]
fn data_stands_behind_its_line() {
    let mut rig = Rig::new();
    assert_eq!(rig.send("AT+READ\r"), "\r\n+READ: 4\r\n\r\n\r\n\r\n\r\nOK\r\n");
    // And a result may stand behind the result code.
    assert_eq!(rig.send("AT+OPEN\r"), "\r\nOK\r\n\r\n+OPEN: 0,0\r\n");
}
