//! Calls and rings.

use super::*;

#[test]
fn a_call_for_voice_stays_in_command_state() {
    let mut rig = Rig::new();
    assert_eq!(rig.send("ATD4;\r"), OK);
    assert_eq!(rig.send("ATD4;+CSQ\r"), "\r\n+CSQ: 17,99\r\n\r\nOK\r\n");
    assert_eq!(rig.send("ATH\r"), OK);
    assert_eq!(rig.log(), ["dial 4 true", "dial 4 true", "+CSQ", "hang up"]);
    assert!(rig.events().is_empty());
}

#[test]
fn a_call_can_be_broken_off() {
    let mut rig = Rig::new();
    rig.send("ATD5551234\r");
    rig.seconds(2);
    assert_eq!(rig.send("\r"), NO_CARRIER);
    assert_eq!(rig.send("AT\r"), OK);
}

#[test]
fn a_call_may_take_as_long_as_s7_says() {
    let mut rig = Rig::new();
    rig.send("ATS7=10D5551234\r");
    assert_eq!(rig.seconds(9), "");
    assert_eq!(rig.seconds(1), NO_CARRIER);
}

#[test]
fn a_ring_is_told_as_crc_has_it() {
    let mut rig = Rig::new();
    rig.modem.ring(rig.now, "VOICE").unwrap();
    assert_eq!(rig.take(), "\r\nRING\r\n");
    assert_eq!(rig.send("AT+CRC=1\r"), OK);
    assert_eq!(rig.send("AT+CRC?;+CRC=?\r"), "\r\n+CRC: 1\r\n\r\n+CRC: (0,1)\r\n\r\nOK\r\n");
    rig.modem.ring(rig.now, "VOICE").unwrap();
    assert_eq!(rig.take(), "\r\n+CRING: VOICE\r\n");
    assert!(rig.modem.ring(rig.now, "VOI\rCE").is_err());
    assert_eq!(rig.send("ATS1?\r"), "\r\n002\r\n\r\nOK\r\n");
    rig.seconds(8);
    assert_eq!(rig.send("ATS1?\r"), "\r\n000\r\n\r\nOK\r\n");
}

#[test]
fn rings_that_wait_are_one() {
    let mut rig = Rig::new();
    rig.send("AT+SLOW\r");
    for _ in 0..5 {
        rig.modem.ring(rig.now, "VOICE").unwrap();
    }
    assert_eq!(rig.finish(Answer::Ok), "\r\nOK\r\n\r\nRING\r\n");
}

#[test]
fn a_call_is_answered_after_the_rings_of_s0() {
    let mut rig = Rig::new();
    rig.send("AT+CSQ;S0=2\r");
    rig.log();
    for ring in 0..2 {
        assert_eq!(rig.modem.mode(), Mode::Command, "{ring}");
        rig.modem.ring(rig.now, "ASYNC").unwrap();
        rig.seconds(5);
    }
    assert_eq!(rig.modem.mode(), Mode::Data);
    assert_eq!(rig.log(), ["answer"]);

    // Not with DTR off, and not while a command is answered.
    let mut rig = Rig::new();
    rig.send("ATS0=1\r");
    rig.modem.set_dtr(rig.now, false);
    rig.modem.ring(rig.now, "ASYNC").unwrap();
    assert_eq!(rig.take(), "\r\nRING\r\n");
    rig.modem.set_dtr(rig.now, true);
    rig.send("AT+SLOW\r");
    rig.modem.ring(rig.now, "ASYNC").unwrap();
    assert_eq!(rig.take(), "");
    assert_eq!(rig.finish(Answer::Ok), "\r\nOK\r\n\r\nRING\r\n\r\nCONNECT\r\n");
}

#[test]
fn ata_takes_a_call() {
    let mut rig = Rig::new();
    assert_eq!(rig.send("ATA\r"), CONNECT);
    let mut rig = Rig::new();
    rig.modem.handler_mut().connects = false;
    assert_eq!(rig.send("ATA\r"), NO_CARRIER);
}
