use super::*;

/// A modem that answers calls by itself, or that is a server.
#[test]
fn a_connection_that_nobody_has_asked_for() {
    for (heard, told) in [
        ("\r\nRING\r\n\r\nCONNECT 9600\r\nOK\r\n.", &["urc RING", "stray CONNECT 9600"][..]),
        (
            "\r\n+CLIENT: 0,0,192.168.108.5:57202\r\n\r\nCONNECT\r\nOK\r\n.",
            &["urc +CLIENT: 0,0,192.168.108.5:57202", "stray CONNECT"],
        ),
    ] {
        let mut rig = Rig::new();
        let told = rig.hear(heard).told() == [told, &["data OK\\r\\n."]].concat();
        assert!(told && rig.host.is_data_mode(), "{heard}");
    }
    // Of sockets, and with a command in flight that has nothing to do with it.
    let mut rig = Rig::new();
    rig.hear("\r\nCONNECT OK\r\n\r\nCONNECT FAIL\r\n");
    rig.send(&cfun::Read);
    rig.hear("\r\nCONNECT 9600\r\n\r\nOK\r\n");
    assert_eq!(
        rig.told(),
        ["stray CONNECT OK", "stray CONNECT FAIL", "stray CONNECT 9600", "done OK"]
    );
    assert!(!rig.host.is_data_mode());
}

/// A command that has not left when data mode begins is no data.
#[test]
fn a_command_that_waits_does_not_become_data() {
    let began = ["stray CONNECT", "done aborted before it was sent", "data x"];
    let mut rig = Rig::new();
    rig.host.send(rig.now, &cfun::Read).unwrap();
    rig.hear("\r\nCONNECT\r\nx");
    assert_eq!((rig.told(), rig.sent()), (began.map(String::from).into(), String::new()));

    // Behind a call that was given up.
    let mut rig = Rig::new();
    let plan = Plan::new("D", crate::Form::Set).connecting().with_deadline(Duration::from_secs(1));
    rig.host.send_line(rig.now, plan, b"ATD*99#").unwrap();
    rig.sent();
    rig.wait(1);
    assert_eq!(rig.told(), ["done the modem did not answer in time"]);
    rig.host.send(rig.now, &cfun::Read).unwrap();
    rig.hear("\r\nCONNECT\r\nx");
    assert_eq!((rig.told(), rig.sent()), (began.map(String::from).into(), String::new()));
}

#[test]
fn data_goes_both_ways() {
    let mut rig = connected();
    assert_eq!(rig.host.send(rig.now, &cfun::Read), Err(SendError::DataMode));
    assert_eq!(rig.host.send_data(rig.now, b"abc"), Ok(3));
    assert_eq!(
        rig.host.send_data(rig.now, &[b'x'; 2000]),
        Ok(1021),
        "as much as there is room for"
    );
    assert_eq!(rig.sent().len(), 1024);
    rig.hear("\r\nOK\r\n");
    rig.wait(1);
    assert_eq!(rig.told().concat().replace("data ", ""), "\\r\\nOK\\r\\n");
    assert!(rig.host.is_data_mode());
}

#[test]
fn plus_plus_plus_has_silence_around_it() {
    let mut rig = connected();
    rig.host.send_data(rig.now, b"abc").unwrap();
    rig.sent();
    rig.host.escape(rig.now).unwrap();
    assert_eq!(rig.host.send_data(rig.now, b"late"), Err(SendError::Busy));
    assert_eq!(rig.wait(1), "");
    assert_eq!(rig.wait(1), "+++");
    rig.hear("last\r\nOK\r\n");
    assert_eq!(rig.told(), ["data last", "Disconnected(Escaped)"]);
    assert_eq!(rig.send(&cfun::Read), "AT+CFUN?\\r");
    rig.hear("\r\n+CFUN: 1\r\n\r\nOK\r\n");
    assert_eq!(rig.told(), ["answer +CFUN: 1", "done OK"]);
}

#[test]
fn a_modem_that_does_not_hear_plus_plus_plus_stays_in_data_mode() {
    let mut rig = connected();
    rig.host.escape(rig.now).unwrap();
    rig.wait(10);
    assert_eq!(rig.told(), ["NotEscaped"]);
    assert_eq!(rig.host.send_data(rig.now, b"abc"), Ok(3));
}

#[test]
fn the_end_of_a_connection() {
    for (words, why) in [("NO CARRIER", "NoCarrier"), ("CLOSED", "Closed")] {
        let stream = format!("bytes\r\n{words}\r\n");
        for cut in 0..=stream.len() {
            let mut rig = connected();
            rig.hear(&stream[..cut]).hear(&stream[cut..]);
            assert!(rig.host.is_data_mode());
            rig.wait(1);
            let told = rig.told();
            assert_eq!(told.last().unwrap(), &format!("Disconnected({why})"));
            assert_eq!(told[..told.len() - 1].concat().replace("data ", ""), "bytes", "{cut}");
            assert!(rig.host.is_ready());

            // With something behind it, it was data.
            let mut rig = connected();
            rig.hear(&stream[..cut]).hear(&stream[cut..]).hear("more");
            rig.wait(20);
            let told = rig.told().concat().replace("data ", "");
            assert_eq!(told, format!("{stream}more").escape_default().to_string());
            assert!(rig.host.is_data_mode());
        }
    }
}

#[test]
fn what_may_begin_the_end_of_data_is_not_held_for_long() {
    let mut rig = connected();
    rig.hear("220 ready\r\n");
    assert_eq!(rig.told(), ["data 220 ready"]);
    let due = rig.host.poll_timeout().unwrap();
    assert_eq!(due, rig.now + Config::default().tail);
    rig.now = due;
    rig.host.handle_timeout(due);
    rig.poll();
    assert_eq!(rig.told(), ["data \\r\\n"]);
    rig.wait(1);
    assert_eq!(rig.host.poll_timeout(), None);
}

#[test]
fn what_has_come_before_the_carrier_was_lost_is_data() {
    for stream in ["OK\r\n+CREG: 1\r\n", "OK\r\n+CREG: 1\r\n\r\nNO CARRIER\r\n"] {
        let mut rig = connected();
        rig.host.handle_input(rig.now, stream.as_bytes());
        rig.host.set_carrier(rig.now, false);
        rig.poll();
        rig.wait(1);
        let told = rig.told();
        assert_eq!(told.last().unwrap(), "Disconnected(Carrier)");
        let data = told[..told.len() - 1].concat().replace("data ", "");
        let lines = "OK\\r\\n+CREG: 1";
        assert!(data == lines || data == format!("{lines}\\r\\n"), "{told:?}");
        assert!(rig.host.is_ready());
    }
}

#[test]
fn data_that_was_taken_leaves_before_plus_plus_plus() {
    let mut rig = connected();
    rig.host.send_data(rig.now, b"last words").unwrap();
    rig.host.escape(rig.now).unwrap();
    assert_eq!(rig.sent(), "last words");
    assert_eq!(rig.wait(2), "+++");
    rig.hear("\r\nOK\r\n");
    assert_eq!(rig.told(), ["Disconnected(Escaped)"]);
}

#[test]
fn lines_beside_the_data() {
    let mut rig = Rig::new();
    for on in [true, true, false, true] {
        rig.host.set_ring(rig.now, on);
        assert_eq!(rig.host.poll_timeout().is_some(), on && rig.host.core.rang);
        rig.poll();
    }
    assert_eq!(rig.told(), ["RingIndicator", "RingIndicator"]);

    for (said, told) in [
        ("last\r\nOK\r\n", "Disconnected(Escaped)"),
        ("last\r\nNO CARRIER\r\n", "Disconnected(Carrier)"),
        ("last", "Disconnected(Carrier)"),
    ] {
        let mut rig = connected();
        rig.host.set_dtr(rig.now, false);
        rig.hear(said);
        rig.wait(2);
        assert_eq!(rig.told(), ["data last", told]);
    }
}
