//! Data mode.

use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn online() -> Rig {
    let mut rig = Rig::new();
    assert_eq!(rig.send("ATD*99#\r"), "\r\nCONNECT 115200\r\n");
    assert_eq!(rig.events(), [Event::Mode(Mode::Data), Event::Carrier(true)]);
    rig
}

/// Back in command state.
fn escaped() -> Rig {
    let mut rig = online();
    rig.seconds(2);
    rig.send("+++");
    assert_eq!(rig.seconds(2), OK);
    assert_eq!(rig.events(), [Event::Mode(Mode::OnlineCommand)]);
    rig
}

#[test]
fn no_byte_is_lost_when_the_mode_changes() {
    let mut rig = Rig::new();
    rig.send("ATD*99#\rhello\0\x1a\r\n");
    assert_eq!(rig.data(), b"hello\0\x1a\r\n");
    assert_eq!(rig.modem.send_data(rig.now, b"\r\nOK\r\n+++"), 9);
    assert_eq!(rig.take(), "\r\nOK\r\n+++");

    // Nor those that come before the connection does.
    let mut rig = Rig::new();
    rig.send("ATD5551234\rhello");
    assert_eq!(rig.finish(Answer::CONNECT), CONNECT);
    assert_eq!(rig.data(), b"hello");
    let stats = rig.modem.stats();
    assert_eq!((stats.data_in, stats.data_out), (5, 0));
}

#[test]
fn any_command_may_connect() {
    let mut rig = Rig::new();
    assert_eq!(rig.send("AT+CSQ;+DATA=1;+CREG?\r"), "\r\n+CSQ: 17,99\r\n\r\nCONNECT\r\n");
    assert_eq!(rig.log(), ["+CSQ", "+DATA=1"]);
    assert_eq!(rig.modem.mode(), Mode::Data);
}

#[test]
fn the_escape_sequence_needs_silence_around_it() {
    let ms = Duration::from_millis;
    for (before, gaps, after, escapes) in [
        (ms(1000), ms(0), ms(1000), true),
        (ms(1000), ms(900), ms(1000), true),
        (ms(999), ms(0), ms(2000), false),
        (ms(1000), ms(1000), ms(2000), false),
        (ms(1000), ms(0), ms(999), false),
    ] {
        let mut rig = online();
        rig.send("x");
        rig.wait(before);
        rig.send("+");
        rig.wait(gaps);
        rig.send("+");
        rig.wait(gaps);
        rig.send("+");
        let output = rig.wait(after);
        assert_eq!(output, if escapes { OK } else { "" }, "{before:?} {gaps:?} {after:?}");
        rig.send("y");
        let expected: &[u8] = if escapes { b"x" } else { b"x+++y" };
        assert_eq!(rig.data(), expected, "{before:?} {gaps:?} {after:?}");
    }
}

#[test]
fn what_only_looks_like_an_escape_sequence_is_data() {
    let mut rig = online();
    rig.seconds(2);
    rig.send("++");
    assert!(rig.data().is_empty());
    rig.seconds(1);
    assert_eq!(rig.data(), b"++");
    rig.send("++++");
    assert_eq!(rig.data(), b"++++");
    rig.seconds(2);
    rig.send("+++ATH\r");
    assert_eq!(rig.data(), b"+++ATH\r");
    assert_eq!(rig.seconds(5), "");
    assert_eq!(rig.modem.mode(), Mode::Data);
}

#[test]
fn the_escape_sequence_can_be_set() {
    let mut rig = Rig::new();
    rig.send("ATS2=42S12=0D*99#\rabc***AT\r");
    assert_eq!(rig.data(), b"abc");
    assert_eq!(rig.modem.mode(), Mode::OnlineCommand);
    // Without a guard time, its characters may come one by one, too.
    let mut rig = Rig::new();
    rig.send("ATS12=0D*99#\r");
    rig.type_in("a+++", Duration::from_millis(900));
    assert_eq!((rig.modem.mode(), rig.data()), (Mode::OnlineCommand, b"a".to_vec()));
    let mut rig = Rig::new();
    rig.send("ATS2=200D*99#\r");
    rig.seconds(2);
    rig.send([200, 200, 200]);
    rig.seconds(2);
    assert_eq!(rig.data(), [200, 200, 200]);
}

#[test]
fn ato_goes_back_to_data() {
    let mut rig = escaped();
    assert_eq!(rig.send("AT+CSQ\r"), "\r\n+CSQ: 17,99\r\n\r\nOK\r\n");
    // What comes from the other end waits.
    assert_eq!(rig.modem.send_data(rig.now, b"abc"), 0);
    assert_eq!(rig.send("ATD1\r"), ERROR);
    assert_eq!(rig.send("ATO\rxyz"), "\r\nCONNECT 115200\r\n");
    assert_eq!(rig.modem.send_data(rig.now, b"abc"), 3);
    assert_eq!(rig.take(), "abc");
    assert_eq!(rig.data(), b"xyz");
    assert_eq!(Rig::new().send("ATO\r"), NO_CARRIER);
}

#[test]
fn ath_ends_the_connection() {
    let mut rig = escaped();
    assert_eq!(rig.send("ATH0\r"), OK);
    assert_eq!(rig.events(), [Event::Mode(Mode::Command), Event::Carrier(false)]);
    assert_eq!(rig.send("ATO\r"), NO_CARRIER);
    let mut rig = escaped();
    assert_eq!(rig.send("ATZ\r"), OK);
    assert_eq!(rig.modem.mode(), Mode::Command);
}

#[test]
fn the_other_end_hangs_up() {
    let mut rig = online();
    rig.modem.send_data(rig.now, b"bye");
    rig.modem.hang_up(rig.now);
    assert_eq!(rig.take(), "bye\r\nNO CARRIER\r\n");
    assert_eq!(rig.events(), [Event::Mode(Mode::Command), Event::Carrier(false)]);
    rig.modem.hang_up(rig.now);
    assert_eq!(rig.take(), "");

    // It does not disturb a line, and nothing that the host has sent is lost.
    let mut rig = escaped();
    rig.send("AT+C");
    rig.modem.hang_up(rig.now);
    assert_eq!(rig.take(), "");
    assert_eq!(rig.send("SQ\r"), "\r\n+CSQ: 17,99\r\n\r\nOK\r\n\r\nNO CARRIER\r\n");
    let mut rig = online();
    rig.seconds(2);
    rig.send("++");
    rig.modem.hang_up(rig.now);
    assert_eq!(rig.take(), NO_CARRIER);
    assert_eq!(rig.data(), b"++");
}

#[test]
fn dtr_does_what_d_has() {
    for (level, mode, output) in
        [(0, Mode::Data, ""), (1, Mode::OnlineCommand, OK), (2, Mode::Command, NO_CARRIER)]
    {
        let mut rig = Rig::new();
        rig.send(alloc::format!("AT&D{level}D*99#\r"));
        rig.modem.set_dtr(rig.now, true);
        rig.modem.set_dtr(rig.now, false);
        assert_eq!((rig.modem.mode(), rig.take().as_str()), (mode, output));
        rig.modem.set_dtr(rig.now, false);
        assert_eq!(rig.take(), "");
    }
    let mut rig = Rig::new();
    rig.send("ATD5551234\r");
    rig.modem.set_dtr(rig.now, false);
    assert_eq!(rig.take(), NO_CARRIER);
}

#[test]
fn the_carrier_line_follows_the_connection_as_c_has_it() {
    let mut rig = Rig::new();
    assert!(!rig.modem.carrier());
    rig.send("AT&C0\r");
    assert_eq!(rig.events(), [Event::Carrier(true)]);
    rig.send("ATD*99#\r");
    rig.modem.hang_up(rig.now);
    rig.take();
    assert_eq!(rig.events(), [Event::Mode(Mode::Data), Event::Mode(Mode::Command)]);
    rig.send("AT&C1\r");
    assert_eq!(rig.events(), [Event::Carrier(false)]);
}

#[test]
fn unsolicited_lines_do_not_get_into_the_data() {
    let mut rig = online();
    rig.modem.urc(rig.now, "+CMTI: \"SM\",1").unwrap();
    assert_eq!(rig.take(), "");
    rig.seconds(2);
    rig.send("+++");
    assert_eq!(rig.wait(SECOND), "\r\nOK\r\n\r\n+CMTI: \"SM\",1\r\n");
}

#[test]
fn what_nobody_takes_is_not_accepted() {
    let mut rig = online();
    let mut accepted = 0;
    while rig.modem.handle_input(rig.now, &[b'x'; 1000]) > 0 {
        accepted += 1000;
    }
    assert!(accepted >= 16_384, "{accepted}");
    assert_eq!(rig.modem.handle_input(rig.now, b"x"), 0);
    rig.take();
    assert_eq!(rig.data().len(), 16_384);
    assert_eq!(rig.modem.handle_input(rig.now, b"x"), 1);

    let mut sent = 0;
    loop {
        match rig.modem.send_data(rig.now, &[b'y'; 1000]) {
            0 => break,
            taken => sent += taken,
        }
    }
    assert_eq!(sent, 16_384);
    // What the host sends comes all the same.
    assert_eq!(rig.modem.handle_input(rig.now, b"z"), 1);
    assert_eq!(rig.take().len(), sent);
    assert_eq!(rig.data(), b"xz");
}

#[test]
fn a_connection_that_no_command_waits_for() {
    let mut rig = Rig::new();
    rig.send("AT+C");
    rig.modem
        .connect_with(rig.now, Some("115200".into()), |lines| lines.line("+CLIENT: 0,0,10.0.0.1:5"))
        .unwrap();
    assert_eq!(rig.modem.waiting_urcs(), 2, "a line is being typed");
    assert_eq!(rig.modem.mode(), Mode::Command);
    assert_eq!(
        rig.send("SQ\rdata"),
        "\r\n+CSQ: 17,99\r\n\r\nOK\r\n\r\n+CLIENT: 0,0,10.0.0.1:5\r\n\r\nCONNECT 115200\r\n"
    );
    assert_eq!(rig.modem.mode(), Mode::Data);
    rig.modem.hang_up_with(rig.now, |lines| lines.line("CLOSED")).unwrap();
    assert_eq!(rig.send(""), "\r\nCLOSED\r\n");
    assert_eq!(rig.modem.mode(), Mode::Command);

    rig.modem.connect_with(rig.now, None, |lines| lines.line("+MIPODM: 1,1")).unwrap();
    assert_eq!((rig.send(""), rig.modem.mode()), ("\r\n+MIPODM: 1,1\r\n".into(), Mode::Data));
}
