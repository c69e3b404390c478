//! What real clients demand of a modem, each seen on the wire.

use super::*;

#[test]
fn demand_1_control_characters_are_discarded() {
    let mut rig = Rig::new();
    // gsm-utils
    assert_eq!(rig.send(b"AT+CMGS=32\x00\r"), "\r\n> ");
    assert_eq!(rig.send(b"0011\x1a"), "\r\n+CMGS: 5\r\n\r\nOK\r\n");
    assert_eq!(rig.send(b"AT+CREG=0\x00,2\r"), OK);
    assert_eq!(rig.log(), ["+CMGS=32", "+CREG=0,2"]);
    // gammu
    assert_eq!(rig.send(b"\x1b\r"), "");
    assert_eq!(rig.send(b"AT\r"), OK);
    // ModemManager
    assert_eq!(rig.send(b"AT+CSQ\r\nAT\r\n"), "\r\n+CSQ: 17,99\r\n\r\nOK\r\n\r\nOK\r\n");
}

#[test]
fn demand_2_attention_is_found_after_garbage() {
    let mut rig = Rig::new();
    assert_eq!(rig.send("+++"), "");
    rig.seconds(1);
    assert_eq!(rig.send("AT S7=45 S0=0 L1 V1 X4 &c1 E1 Q0\r"), OK);
    assert!(rig.modem.settings().echo);
    assert_eq!(rig.modem.settings().register(7), Some(45));
}

#[test]
fn demand_3_case_blanks_and_odd_names() {
    let mut rig = Rig::new();
    assert_eq!(rig.send("ATi\r"), "\r\ncellwire\r\n\r\nOK\r\n");
    assert_eq!(rig.send("AT+cgmi\r"), "\r\ncellwire\r\n\r\nOK\r\n");
    assert_eq!(rig.send("ATQ0 V1 E1 S0=0 &C1 &D2\r"), OK);
    assert_eq!(
        rig.send("ATQ0 V1 E0 S0=0 &C1 &D2 +FCLASS=0\r"),
        alloc::format!("ATQ0 V1 E0 S0=0 &C1 &D2 +FCLASS=0\r{OK}")
    );
    for odd in [
        "_OHWV",
        "^SBNR=?",
        "$TSSPCSW=?",
        "*CNTI=2",
        "+clck=\"PN\",2",
        "%X",
        "#Y",
        "@Z",
        "\\Q3",
        "&K3",
        "!A?",
    ] {
        assert_eq!(rig.send(alloc::format!("AT{odd}\r")), ERROR, "{odd}");
    }
    let log = rig.log();
    assert_eq!(log[..2], ["I", "+CGMI"]);
    assert!(log[3..].iter().map(String::as_str).eq([
        "_OHWV",
        "^SBNR=?",
        "$TSSPCSW=?",
        "*CNTI=2",
        "+CLCK=\"PN\",2",
        "%X",
        "#Y",
        "@Z",
        "\\Q3",
        "&K3",
        "!A?"
    ]));
}

#[test]
fn demand_4_bare_carriage_returns_have_no_answer() {
    let mut rig = Rig::new();
    assert_eq!(rig.send("\r\r\r\r\r\r\r\r\r\r"), "");
    assert_eq!(rig.type_in("\r\r\r", Duration::from_millis(1)), "");
    assert_eq!(rig.send("AT\r"), OK);
}

#[test]
fn demand_5_one_byte_a_write_with_echo() {
    for pause in [1, 10, 50] {
        let mut rig = Rig::with(ModemConfig::default());
        let output = rig.type_in("AT+CSQ\r", Duration::from_millis(pause));
        assert_eq!(output, "AT+CSQ\r\r\n+CSQ: 17,99\r\n\r\nOK\r\n");
    }
    // Without echo by an earlier client, until it is reset.
    let mut rig = Rig::with(ModemConfig::default());
    rig.send("ATE0\r");
    assert_eq!(rig.send("ATZ\r"), OK);
    assert_eq!(rig.send("AT\r"), "AT\r\r\nOK\r\n");
    rig.send("ATE0\r");
    assert_eq!(rig.send("AT&F\r"), OK);
    assert_eq!(rig.send("AT\r"), "AT\r\r\nOK\r\n");
}

#[test]
fn demand_6_compound_lines_give_one_result() {
    let mut rig = Rig::new();
    assert_eq!(rig.send("AT+CMEE=1;+CLIP=1;+CREG=2\r"), OK);
    assert_eq!(rig.send("AT+CNMI=1,2,0,1,0;+CMEE=1\r"), OK);
    assert_eq!(rig.log(), ["+CLIP=1", "+CREG=2", "+CNMI=1,2,0,1,0"]);
}

#[test]
fn demand_7_the_end_of_a_message_comes_in_three_ways() {
    let answer = "\r\n+CMGS: 5\r\n\r\nOK\r\n";
    let mut rig = Rig::new();
    rig.send("AT+CMGS=23\r");
    assert_eq!(rig.send("0011000C91\u{1a}"), answer);
    rig.send("AT+CMGS=23\r");
    assert_eq!(rig.send("0011000C91"), "");
    rig.wait(Duration::from_millis(500));
    assert_eq!(rig.send("\u{1a}"), answer);
    rig.send("AT+CMGS=23\r");
    assert_eq!(rig.send("0011000C91\u{1a}\r"), answer);
    assert_eq!(rig.modem.handler().entries, [b"0011000C91"; 3]);
    assert_eq!(rig.send("AT\r"), OK);
}

#[test]
fn demand_8_the_prompt() {
    assert_eq!(Rig::new().send("AT+CMGS=23\r"), "\r\n> ");
}

#[test]
fn demand_9_the_product_sees_what_was_set() {
    let mut rig = Rig::new();
    assert_eq!(rig.send("AT+COPS?\r"), "\r\n+COPS: 0,0,\"Telekom\"\r\n\r\nOK\r\n");
    rig.send("AT+COPS=3,2\r");
    assert_eq!(rig.send("AT+COPS?\r"), "\r\n+COPS: 0,2,\"26201\"\r\n\r\nOK\r\n");
}

#[test]
fn demand_10_short_parameter_lists_reach_the_product() {
    let mut rig = Rig::new();
    for command in [
        "+CNMI=3,1",
        "+CNMI=2,1,0,2",
        "+CPMS=\"SM\"",
        "+CPMS=\"SM\",\"SM\"",
        "+CSCA=\"+1555\"",
        "+CMGD=1,0",
        "+CPOL=,2",
    ] {
        assert_eq!(rig.send(alloc::format!("AT{command}\r")), OK);
        assert_eq!(rig.log(), [command]);
    }
}

#[test]
fn demand_11_cring_and_clip_behind_it() {
    let mut rig = Rig::new();
    rig.send("AT+CRC=1\r");
    rig.modem.ring(rig.now, "VOICE").unwrap();
    rig.modem.urc(rig.now, "+CLIP: \"+1555\",145").unwrap();
    assert_eq!(rig.take(), "\r\n+CRING: VOICE\r\n\r\n+CLIP: \"+1555\",145\r\n");
}

#[test]
fn demand_13_what_falls_into_a_dialogue_does_not_break_it() {
    let mut rig = Rig::new();
    let mut output = String::new();
    for round in 0..50_u64 {
        for (at, byte) in b"AT+CSQ\r".iter().enumerate() {
            if at as u64 == round % 8 {
                rig.modem.urc(rig.now, "+CMTI: \"SM\",1").unwrap();
            }
            output += &rig.send([*byte]);
        }
    }
    let answers = output.matches("\r\n+CSQ: 17,99\r\n\r\nOK\r\n").count();
    let urcs = output.matches("\r\n+CMTI: \"SM\",1\r\n").count();
    assert_eq!(answers, 50);
    assert_eq!(output.len(), answers * 21 + urcs * 17);
}

#[test]
fn demand_14_the_state_outlives_the_port() {
    let mut rig = Rig::new();
    rig.send("AT+CMEE=1\r");
    // The port closes in the middle of a line, and opens again.
    rig.send("AT+CS");
    rig.seconds(60);
    assert_eq!(rig.send("AT+CMEE?\r"), "\r\n+CMEE: 1\r\n\r\nOK\r\n");
}

#[test]
fn the_line_of_the_recipes_before_each_client() {
    let mut rig = Rig::new();
    rig.send("AT+CMGS=1\r");
    rig.send("abc\u{1b}");
    assert_eq!(rig.send("\r"), "");
    for command in ["ATZ\r", "ATH\r", "ATE1\r"] {
        assert_eq!(rig.send(command), OK);
        rig.wait(Duration::from_millis(250));
    }
}

/// What the clients of the recipes send, each answered at once by exactly one result.
#[test]
fn sessions_of_clients() {
    for (line, result) in [
        ("ATZ", "OK"),
        ("ATE0V1", "OK"),
        ("ATE0", "OK"),
        ("ATV1", "OK"),
        ("AT&F", "OK"),
        ("AT+GMM", "ERROR"),
        ("AT+CSQ", "OK"),
        ("AT+CGMI;+GCAP", "OK"),
        ("ATE0+CMEE=1", "OK"),
        ("ATE0 V1 +CMEE=1", "OK"),
        ("AT+CSCS=?", "ERROR"),
        ("ATX4", "OK"),
        ("AT+CPIN?", "+CME ERROR: 10"),
    ] {
        let mut rig = Rig::new();
        rig.send("AT+CMEE=1\r");
        let output = rig.send(alloc::format!("{line}\r"));
        assert!(output.ends_with(&alloc::format!("\r\n{result}\r\n")), "{line}: {output:?}");
    }
}
