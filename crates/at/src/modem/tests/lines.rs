//! How lines are found, and echoed.

use super::*;

#[test]
fn a_line_begins_at_attention_whatever_stands_in_front() {
    let mut rig = Rig::new();
    assert_eq!(rig.send("AT\r"), OK);
    assert_eq!(rig.send("at\r"), OK);
    assert_eq!(rig.send("\u{1b}\0xxATE0\r"), OK);
    assert_eq!(rig.send("AAT\r"), OK);
    assert_eq!(rig.send("A\rT\r"), "");
    assert_eq!(rig.send("hello\r"), "");
    assert_eq!(rig.send("\r\r\r"), "");
}

#[test]
fn control_characters_in_a_line_do_not_count() {
    let mut rig = Rig::new();
    assert_eq!(rig.send(b"\x00A\x00T\x1b+C\x0aSQ\x00\r\n"), "\r\n+CSQ: 17,99\r\n\r\nOK\r\n");
    assert_eq!(rig.send(b"\nAT\r\n"), OK);
}

#[test]
fn a_backspace_takes_a_character_back_but_not_the_attention() {
    let mut rig = Rig::new();
    assert_eq!(rig.send("ATx\u{8}+CSW\u{8}Q\r"), "\r\n+CSQ: 17,99\r\n\r\nOK\r\n");
    assert_eq!(rig.send("AT\u{8}\u{8}\u{8}\r"), OK);
    rig.send("ATS5=127\r");
    assert_eq!(rig.send("AT+CSW\u{7f}Q\r"), "\r\n+CSQ: 17,99\r\n\r\nOK\r\n");
    rig.send("ATE1\r");
    assert_eq!(rig.send("ATX\u{7f}\r"), "ATX\u{7f} \u{7f}\r\r\nOK\r\n");
}

#[test]
fn echo_is_what_was_typed_and_at_the_pace_of_typing() {
    let mut rig = Rig::with(ModemConfig::default());
    for byte in "AT+CSQ".chars() {
        assert_eq!(rig.send(alloc::format!("{byte}")), alloc::format!("{byte}"));
    }
    assert_eq!(rig.send("\r"), "\r\r\n+CSQ: 17,99\r\n\r\nOK\r\n");
    assert_eq!(rig.send("\n"), "");
    assert_eq!(rig.send("ATE0\r"), "ATE0\r\r\nOK\r\n");
    assert_eq!(rig.send("AT\r"), OK);
}

#[test]
fn a_long_line_is_an_error_and_the_next_one_is_read() {
    let mut config = ModemConfig::default();
    config.factory.echo = false;
    config.max_line = 10;
    let mut rig = Rig::with(config);
    assert_eq!(rig.send("AT          \r"), OK);
    assert_eq!(rig.send("AT           "), "");
    assert_eq!(rig.send([b'A'; 100_000]), "");
    assert_eq!(rig.send("\r"), ERROR);
    assert_eq!(rig.events(), [Event::LineTooLong]);
    assert_eq!(rig.send("AT\r"), OK);
}

#[test]
fn a_line_can_be_repeated_at_once() {
    let mut rig = Rig::new();
    assert_eq!(rig.send("A/"), OK);
    rig.send("AT+CSQ;+TWO\r");
    rig.log();
    assert_eq!(rig.send("a/"), "\r\n+CSQ: 17,99\r\n\r\n+TWO: 1\r\n+TWO: 2\r\n\r\nOK\r\n");
    assert_eq!(rig.log(), ["+CSQ", "+TWO"]);
    assert_eq!(rig.send("\r"), "");
    // A line that was begun and given up is not the last one.
    rig.send("AT+CREG");
    rig.seconds(60);
    rig.send("A/");
    assert_eq!(rig.log(), ["+CSQ", "+TWO"]);
}

#[test]
fn other_line_ends_can_be_set() {
    let mut rig = Rig::new();
    assert_eq!(rig.send("ATS3=30S4=31\r"), "\u{1e}\u{1f}OK\u{1e}\u{1f}");
    assert_eq!(rig.send("AT+CSQ\r"), "");
    assert_eq!(rig.send("\u{1e}"), "\u{1e}\u{1f}+CSQ: 17,99\u{1e}\u{1f}\u{1e}\u{1f}OK\u{1e}\u{1f}");
    assert_eq!(rig.send("AT&F\u{1e}"), OK);
}

#[test]
fn a_line_that_is_not_ended_is_dropped() {
    let mut rig = Rig::new();
    rig.send("AT+CREG=2");
    assert_eq!(rig.seconds(59), "");
    assert_eq!(rig.send("\r"), OK);
    rig.send("ATD123");
    assert_eq!(rig.seconds(60), "");
    assert_eq!(rig.send("AT\r"), OK);
    assert_eq!(rig.log(), ["+CREG=2"]);
}

#[test]
fn what_comes_while_a_command_is_answered_is_read_after_it() {
    let mut rig = Rig::new();
    assert_eq!(rig.send("AT+SLOW\rAT+CSQ\rAT+SLOW\rAT\r"), "");
    assert_eq!(rig.finish(Answer::Ok), "\r\nOK\r\n\r\n+CSQ: 17,99\r\n\r\nOK\r\n");
    assert_eq!(rig.finish(Answer::Error), "\r\nERROR\r\n\r\nOK\r\n");
    assert_eq!(rig.modem.pending(), None);
    assert!(rig.modem.is_idle());
}

#[test]
fn too_much_of_it_is_dropped_and_told() {
    let mut config = ModemConfig::default();
    config.factory.echo = false;
    config.max_typed_ahead = 6;
    let mut rig = Rig::with(config);
    // A line is kept whole, or not at all.
    rig.send("AT+SLOW\rAT\rATD1234\rATE0\r");
    assert_eq!(rig.events(), [Event::InputDropped(13)]);
    assert_eq!(rig.finish(Answer::Ok), "\r\nOK\r\n\r\nOK\r\n");
    assert_eq!(rig.send("AT\r"), OK);
    assert_eq!(rig.log(), ["+SLOW"]);
    assert_eq!(rig.modem.stats().dropped, 13);
}

#[test]
fn the_rest_of_a_line_that_was_dropped_is_none() {
    let mut config = ModemConfig::default();
    config.factory.echo = false;
    config.max_typed_ahead = 6;
    let mut rig = Rig::with(config);
    rig.send("AT+SLOW\rAT\rATD\"12");
    assert_eq!(rig.finish(Answer::Ok), "\r\nOK\r\n\r\nOK\r\n");
    // Of the dropped line, the front came before the result and the rest comes behind it.
    assert_eq!(rig.send("AT+SLOW"), "");
    assert_eq!(rig.send("\r"), ERROR);
    assert_eq!(rig.send("AT\r"), OK);
    assert_eq!(rig.log(), ["+SLOW"]);
    // With another command pending, it is not kept either.
    rig.send("AT+SLOW;+SLOW\rATD\"12345");
    assert_eq!(rig.finish(Answer::Ok), "");
    rig.send("ATE1\rATE0");
    assert_eq!(rig.finish(Answer::Ok), "\r\nOK\r\n");
    assert_eq!(rig.send("\r"), "\r\nOK\r\n");
    // In data mode there are no lines.
    rig.send("AT+SLOW\rATD\"12345");
    assert_eq!(rig.finish(Answer::CONNECT), CONNECT);
    rig.events();
    assert_eq!(rig.send("67"), "");
    assert_eq!(rig.data(), b"67");
    rig.modem.hang_up(rig.now);
    assert_eq!(rig.take(), NO_CARRIER);
    assert_eq!(rig.send("AT\r"), OK);
}

#[test]
fn what_was_begun_goes_with_the_port() {
    let mut rig = Rig::new();
    rig.send("ATE0\r");
    rig.send("AT+CSQ;+CS");
    rig.modem.port_closed(rig.now);
    assert!(rig.modem.is_idle());
    assert_eq!(rig.send("AT\r"), OK, "and what is set is set");
    // A prompt.
    rig.send("AT+CMGS=\"1\"\r");
    rig.send("half a text");
    rig.log();
    rig.modem.port_closed(rig.now);
    assert_eq!(rig.log(), ["cancelled"]);
    assert_eq!(rig.take(), "", "nobody reads it");
    assert_eq!(rig.send("AT\r"), OK);
    // A command that is pending, and what was typed behind it.
    rig.send("AT+SLOW\rAT+CSQ\rAT+C");
    rig.modem.port_closed(rig.now);
    assert_eq!(rig.finish(Answer::Ok), "\r\nOK\r\n\r\n+CSQ: 17,99\r\n\r\nOK\r\n");
    assert_eq!(rig.send("AT\r"), OK);
    // A call.
    rig.send("AT+SLOW\r");
    assert_eq!(rig.finish(Answer::CONNECT), CONNECT);
    rig.modem.port_closed(rig.now);
    rig.events();
    assert_eq!(rig.send("67"), "");
    assert_eq!(rig.data(), b"67");
}
