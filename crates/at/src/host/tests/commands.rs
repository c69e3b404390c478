use super::*;

#[test]
fn a_command_ends_with_its_result_however_it_is_cut() {
    let stream = "AT+CFUN?\r\r\n+CFUN: 1\r\n\r\n+CREG: 5\r\n\r\nOK\r\n";
    let told = ["answer +CFUN: 1", "urc +CREG: 5", "done OK"];
    for cut in 0..stream.len() {
        let mut rig = Rig::new();
        assert_eq!(rig.send(&cfun::Read), "AT+CFUN?\\r");
        rig.hear(&stream[..cut]).hear(&stream[cut..]);
        assert_eq!(rig.told(), told, "cut at {cut}");
        assert!(rig.host.is_ready());
    }
    let mut rig = Rig::new();
    rig.send(&cfun::Read);
    for at in 0..stream.len() {
        rig.hear(&stream[at..=at]);
    }
    assert_eq!(rig.told(), told);
}

#[test]
fn one_command_at_a_time() {
    let mut rig = Rig::new();
    rig.send(&cfun::Read);
    assert_eq!(rig.host.send(rig.now, &cfun::Read), Err(SendError::Busy));
    rig.hear("\r\nERROR\r\n");
    assert_eq!(rig.told(), ["done ERROR"]);
    assert_eq!(rig.send(&cfun::Read), "AT+CFUN?\\r");
}

#[test]
fn an_error_and_the_result_of_the_next_command_in_one_read() {
    let mut rig = Rig::new();
    rig.send(&creg::Read);
    rig.hear("\r\n+CME ERROR: 30\r\n\r\nOK\r\n");
    assert_eq!(rig.told(), ["done +CME ERROR: 30: no network service", "stray OK"]);
}

#[test]
fn the_registration_as_answer_and_unsolicited() {
    let mut rig = Rig::new();
    rig.send(&creg::Read);
    rig.hear("\r\n+CREG: 2,\"0502\",\"0404736D\"\r\n\r\n+CREG: 2,5,\"0502\",\"0404736D\"\r\n\r\n+CREG: 2,1\r\n\r\nOK\r\n");
    assert_eq!(
        rig.told(),
        [
            r#"urc +CREG: 2,"0502","0404736D""#,
            r#"answer +CREG: 2,5,"0502","0404736D""#,
            "urc +CREG: 2,1",
            "done OK",
        ]
    );
}

#[test]
fn an_aborted_command_says_so() {
    let mut rig = Rig::new();
    rig.send(&cfun::Read);
    assert!(rig.host.abort(rig.now));
    assert_eq!(rig.sent(), "\\r");
    rig.hear("\r\nOK\r\n");
    assert_eq!(rig.told(), ["done aborted: OK"]);
    assert!(!rig.host.abort(rig.now));

    rig.host.send(rig.now, &cfun::Read).unwrap();
    assert!(rig.host.abort(rig.now));
    rig.poll();
    assert_eq!(rig.told(), ["done aborted before it was sent"]);
    assert_eq!(rig.sent(), "");
}

#[test]
fn a_modem_that_starts_anew_ends_the_command() {
    let mut rig = Rig::new();
    rig.send(&cfun::Read);
    rig.hear("\r\nRDY\r\n\r\n+CPIN: READY\r\n");
    assert_eq!(rig.told(), ["reset RDY", "done the modem has started anew", "urc +CPIN: READY"]);
    assert_eq!(rig.send(&cfun::Read), "AT+CFUN?\\r");
}

#[test]
fn nothing_is_sent_right_behind_a_result() {
    let mut config = Config::new(Dialect::GENERIC);
    config.gap = Duration::from_millis(20);
    let mut rig = Rig::with(config);
    rig.send(&cfun::Read);
    rig.hear("\r\nOK\r\n");
    rig.host.send(rig.now, &cfun::Read).unwrap();
    assert_eq!(rig.sent(), "");
    assert_eq!(rig.host.poll_timeout(), Some(rig.now + Duration::from_millis(20)));
    assert_eq!(rig.wait(1), "AT+CFUN?\\r");
}

#[test]
fn a_flood_waits_outside() {
    let mut host: Host<132, 64> = Host::new(Config::default()).unwrap();
    let flood = vec![b'x'; 10_000];
    let mut rest = &flood[..];
    let mut faults = 0;
    while !rest.is_empty() {
        let taken = host.handle_input(Instant::ORIGIN, rest);
        rest = &rest[taken..];
        assert!(taken > 0);
        while let Some(event) = host.poll_event() {
            assert!(matches!(event, Event::Fault(_)));
            faults += 1;
        }
    }
    assert!(faults > 100);
    host.handle_input(Instant::ORIGIN, b"\r\nRING\r\n");
    while let Some(event) = host.poll_event() {
        assert!(
            matches!(event, Event::Fault(_)) || event == Event::Unsolicited(Line::new(b"RING"))
        );
        faults = 0;
    }
    assert_eq!(faults, 0);
    assert!(Host::<64, 64>::new(Config::default()).is_err());
}

#[test]
fn a_command_that_does_not_fit_is_refused() {
    let mut host: Host<132, 16> = Host::new(Config::default()).unwrap();
    let error = host
        .send_line(Instant::ORIGIN, Plan::new("+X", crate::Form::Set), b"AT+X=12345678901")
        .unwrap_err();
    assert_eq!(error.to_string(), "buffer of 16 bytes is too short for 17");
    assert!(host.is_ready());
}

#[test]
fn commands_wait_for_their_turn() {
    let mut config = Config::new(Dialect::GENERIC);
    config.max_queued = 2;
    let mut rig = Rig::with(config);
    rig.host.enqueue(rig.now, &cfun::Read).unwrap();
    assert_eq!(rig.sent(), "AT+CFUN?\\r");
    let mut digits = [0; 352];
    rig.host.enqueue(rig.now, &message(&mut digits)).unwrap();
    let last = rig.host.enqueue(rig.now, &creg::Read).unwrap();
    let full = rig.host.enqueue(rig.now, &cfun::Read);
    assert_eq!(full, Err(SendError::QueueFull { limit: 2 }));
    assert_eq!(rig.host.send(rig.now, &cfun::Read), Err(SendError::Busy), "nobody jumps the queue");
    assert!(rig.host.cancel(last) && !rig.host.cancel(last));
    rig.hear("\r\n+CFUN: 1\r\n\r\nOK\r\n");
    assert_eq!(rig.told(), ["done aborted before it was sent", "answer +CFUN: 1", "done OK"]);
    // The next one has its body with it.
    assert_eq!(rig.sent(), "AT+CMGS=22\\r");
    rig.hear("\r\n> ");
    assert_eq!(rig.sent(), "0001000B916407281553F800000AE8329BFD4697D9EC37\\x1a");
    rig.hear("\r\n+CMGS: 7\r\n\r\nOK\r\n");
    assert_eq!(rig.told(), ["prompt", "answer +CMGS: 7", "done OK"]);
    assert!(rig.host.is_ready());

    // What does not fit is refused at once.
    let mut host: Host<132, 16> = Host::new(Config::default()).unwrap();
    assert!(matches!(
        host.enqueue(Instant::ORIGIN, &message(&mut digits)),
        Err(SendError::Write(WriteError::Buffer { needed: 58, available: 16 }))
    ));
    assert_eq!(host.queued(), 0);
}

#[test]
fn no_secret_is_printed() {
    let pin = crate::status::cpin::Set { pin: "4711".into(), newpin: None };
    let mut rig = Rig::new();
    rig.host.enqueue(rig.now, &pin).unwrap();
    rig.host.enqueue(rig.now, &pin).unwrap();
    rig.sent();
    let mut printed = format!("{:?}", rig.host);
    rig.host.handle_input(rig.now, b"AT+CPIN=\"4711\"\r\r\nERROR\r\n");
    printed += &format!("{:?}", rig.host);
    while let Some(event) = rig.host.poll_event() {
        printed += &format!("{event:?}");
    }
    for secret in ["4711", "52, 55, 49, 49"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[test]
fn nothing_leaves_behind_an_abort() {
    let plan = Plan::new("+CMGS", crate::Form::Set).with_prompt(crate::Prompt::Greater);
    let asked = || {
        let mut rig = Rig::new();
        rig.host.send_line(rig.now, plan, b"AT+CMGS=1").unwrap();
        rig.sent();
        rig.hear("\r\n> ");
        rig
    };
    let mut rig = asked();
    rig.host.answer_prompt(rig.now, b"hello\rAT+CFUN=0\r\x1a").unwrap();
    rig.host.abort(rig.now);
    assert_eq!(rig.sent(), "\\x1b");
    let mut rig = asked();
    rig.host.abort(rig.now);
    assert_eq!(rig.host.answer_prompt(rig.now, b"hello"), Err(SendError::NotAsked));
    assert_eq!(rig.sent(), "\\x1b");

    // Nothing is an answer, too.
    let mut rig = asked();
    assert_eq!(rig.host.answer_prompt(rig.now, b""), Ok(0));
    rig.wait(300);
    assert_eq!(rig.told()[1], "done the modem did not answer in time");
}

#[cfg(feature = "alloc")]
#[test]
fn a_command_that_was_taken_back_is_told_whatever_else_happens() {
    let mut rig = connected();
    let ticket = rig.host.enqueue(rig.now, &cfun::Read).unwrap();
    assert!(rig.host.cancel(ticket));
    rig.host.set_carrier(rig.now, false);
    rig.wait(2);
    assert_eq!(rig.told(), ["done aborted before it was sent", "Disconnected(Carrier)"]);
}

#[test]
fn results_may_be_numbers() {
    let mut rig = Rig::new();
    let mut told = |line: &str, heard: &str| {
        let plan = Plan::of_line(line.as_bytes());
        rig.host.send_line(rig.now, plan, line.as_bytes()).unwrap();
        rig.sent();
        rig.hear(heard);
        assert!(rig.host.is_ready(), "{line}: {heard:?}");
        rig.told()
    };
    assert_eq!(told("ATE0", "ATE0\r\r\nOK\r\n"), ["done OK"]);
    assert_eq!(told("ATV0", "0\r"), ["done OK"]);
    // The line of an answer ends with an LF, and the result stands behind that.
    assert_eq!(told("AT+CFUN?", "+CFUN: 1\r\n0\r"), ["answer +CFUN: 1", "done OK"]);
    assert_eq!(told("AT+CFUN=9", "4\r"), ["done ERROR"]);
    assert_eq!(told("ATV1", "0\r"), ["done OK"]);
    assert_eq!(told("ATS0?", "\r\n0\r\n\r\nOK\r\n"), ["answer 0", "done OK"]);
    // Among others, and with a modem that still answers in words.
    assert_eq!(told("ATE0V0+CMEE=1", "\r\nOK\r\n"), ["done OK"]);
    assert_eq!(told("AT+CFUN?", "+CFUN: 1\r\n0\r"), ["answer +CFUN: 1", "done OK"]);
    for reset in ["ATZ", "AT&F"] {
        assert_eq!(told("ATV0", "0\r"), ["done OK"]);
        assert_eq!(told(reset, "\r\nOK\r\n"), ["done OK"]);
        assert_eq!(told("ATS0?", "\r\n0\r\n\r\nOK\r\n"), ["answer 0", "done OK"]);
    }

    let words = crate::v250::response::Verbose { value: false };
    assert_eq!(rig.send(&words), "ATV0\\r");
    rig.hear("0\r");
    rig.send(&cfun::Read);
    rig.hear("+CFUN: 1\r\n0\r\nRDY\r\n");
    assert_eq!(rig.told(), ["done OK", "answer +CFUN: 1", "done OK", "reset RDY"]);
    rig.send(&crate::v250::s0::Read);
    rig.hear("\r\n000\r\n\r\n0\r\n\r\nOK\r\n");
    assert_eq!(rig.told(), ["answer 000", "answer 0", "done OK"], "it has started anew");
}

#[test]
fn a_quiet_modem_is_not_waited_for() {
    let quiet = crate::v250::response::Quiet { value: true };
    let mut rig = Rig::new();
    assert_eq!(rig.send(&quiet), "ATQ1\\r");
    assert_eq!(rig.wait(3), "", "nor asked whether it is there");
    assert_eq!(rig.told(), ["done the modem says no results"]);
    // Lines still come, and each may be the last one.
    assert_eq!(rig.send(&cfun::Read), "AT+CFUN?\\r");
    rig.wait(2);
    rig.hear("\r\n+CFUN: 1\r\n");
    rig.wait(2);
    assert_eq!(rig.told(), ["answer +CFUN: 1"]);
    rig.wait(1);
    assert_eq!(rig.told(), ["done the modem says no results"]);
    let mut digits = [0; 352];
    rig.send(&message(&mut digits));
    rig.hear("\r\n> ");
    rig.sent();
    assert_eq!(rig.wait(3), "");
    assert_eq!(rig.told(), ["prompt", "done the modem says no results"]);
    rig.host.send_line(rig.now, Plan::of_line(b"ATQ0"), b"ATQ0").unwrap();
    rig.sent();
    rig.wait(9);
    rig.hear("\r\nOK\r\n");
    assert_eq!(rig.told(), ["done OK"]);

    // One that does not know it is waited for as ever.
    rig.send(&quiet);
    rig.hear("\r\nOK\r\n");
    rig.send(&cfun::Read);
    rig.hear("\r\nOK\r\n");
    rig.send(&cfun::Read);
    rig.wait(9);
    assert_eq!(rig.told(), ["done OK", "done OK"]);
    rig.wait(1);
    assert_eq!(rig.told(), ["done the modem did not answer in time"]);
}
