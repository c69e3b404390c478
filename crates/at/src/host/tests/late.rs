use super::*;

#[test]
fn a_late_reply_is_not_that_of_the_next_command() {
    let mut rig = Rig::new();
    rig.send(&cfun::Read);
    rig.wait(10);
    assert_eq!(rig.told(), ["done the modem did not answer in time"]);
    // The next one is taken, and does not leave.
    let next = rig.host.send(rig.now, &creg::Read).unwrap();
    assert_eq!(rig.sent(), "");
    rig.hear("\r\n+CREG: 1\r\n\r\n+CFUN: 4\r\n\r\nOK\r\n");
    assert_eq!(rig.told(), ["urc +CREG: 1", "late +CFUN: 4", "stray OK"]);
    assert_eq!(rig.sent(), "AT+CREG?\\r");
    rig.hear("\r\n+CREG: 0,1\r\n");
    assert!(matches!(&rig.host.core.link, Link::InFlight(flight) if flight.ticket == next));
    rig.hear("\r\nOK\r\n");
    assert_eq!(rig.told(), ["answer +CREG: 0,1", "done OK"]);
}

#[test]
fn a_modem_that_never_answered_is_asked_whether_it_is_there() {
    let mut rig = Rig::new();
    rig.send(&cfun::Read);
    rig.wait(10);
    rig.host.send(rig.now, &creg::Read).unwrap();
    assert_eq!(rig.wait(1), "AT\\r", "after a quiet second");
    rig.told();
    // The late answer and that of the probe.
    rig.hear("\r\n+CFUN: 1\r\n\r\nOK\r\nAT\r\r\nOK\r\n");
    assert_eq!(rig.told(), ["late +CFUN: 1", "stray OK", "stray OK"]);
    assert_eq!(rig.sent(), "");
    assert_eq!(rig.wait(2), "AT+CREG?\\r");
}

#[test]
fn a_modem_that_is_gone_is_told_and_tried_again() {
    let mut rig = Rig::new();
    rig.send(&cfun::Read);
    assert_eq!(rig.wait(60), "AT\\rAT\\rAT\\r+++");
    assert_eq!(rig.told(), ["done the modem did not answer in time", "Unresponsive"]);
    assert_eq!(rig.send(&cfun::Read), "AT+CFUN?\\r");
    rig.hear("+CFUN: 1\r\nOK\r\n");
    assert_eq!(rig.told(), ["answer +CFUN: 1", "done OK"]);
}

#[test]
fn the_end_of_a_call_is_no_late_answer() {
    let mut rig = Rig::new();
    rig.send(&crate::status::csq::Action {});
    rig.time_out();
    rig.hear("\r\nNO CARRIER\r\n");
    rig.host.send(rig.now, &cfun::Read).unwrap();
    assert!(!rig.sent().contains("CFUN"), "the answer may still come");
    rig.hear("\r\n+CSQ: 1,2\r\n\r\nOK\r\n");
    assert!(!rig.told().iter().any(|told| told.starts_with("done")));
}

#[test]
fn a_modem_that_talks_on_and_on_is_asked_even_so() {
    let mut rig = Rig::new();
    rig.send(&cfun::Read);
    rig.time_out();
    rig.host.send(rig.now, &cfun::Read).unwrap();
    let mut sent = String::new();
    for _ in 0..20 {
        rig.hear("\r\n+CREG: 1\r\n");
        sent += &rig.wait(0);
        rig.now += Duration::from_millis(900);
        rig.host.handle_timeout(rig.now);
        rig.poll();
        sent += &rig.sent();
    }
    assert!(sent.starts_with("AT\\r"), "{sent}");
}

#[test]
fn a_probe_that_has_not_left_is_not_needed_any_more() {
    let mut rig = Rig::new();
    rig.send(&cfun::Read);
    rig.time_out();
    while rig.host.poll_timeout().is_some_and(|at| at > rig.now) {
        rig.now = rig.host.poll_timeout().unwrap();
        rig.host.handle_timeout(rig.now);
        rig.poll();
    }
    rig.hear("\r\n+CFUN: 1\r\n\r\nOK\r\n");
    rig.told();
    assert_eq!(rig.send(&cfun::Read), "AT+CFUN?\\r");
}
