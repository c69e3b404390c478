use super::*;

/// A command whose `OK` is not all.
fn opening() -> (Plan, &'static [u8]) {
    fn opened(line: Line<'_>, link: Option<u8>) -> Verdict {
        let Ok(mut params) = line.params("+XOPEN") else { return Verdict::No };
        match (params.u8(), params.u8()) {
            (Ok(number), _) if link != Some(number) => Verdict::No,
            (_, Ok(8)) => Verdict::Partial,
            (_, Ok(9)) => Verdict::Connect,
            _ => Verdict::Whole,
        }
    }
    let plan = Plan::new("+XOPEN", crate::Form::Set).with_lines(crate::Lines::Named { at_most: 0 });
    (plan.with_verdict(opened, Duration::from_secs(60)).about(1), b"AT+XOPEN=1")
}

fn opened() -> Rig {
    let mut rig = Rig::new();
    let (plan, line) = opening();
    rig.host.send_line(rig.now, plan, line).unwrap();
    assert_eq!(rig.sent(), "AT+XOPEN=1\\r");
    rig
}

#[test]
fn a_verdict_may_come_behind_ok_or_before_it() {
    for (heard, told) in [
        (
            "\r\nOK\r\n\r\n+XOPEN: 2,0\r\n\r\n+XOPEN: 1,0\r\n+XOPEN: 1,0\r\n",
            &["accepted", "urc +XOPEN: 2,0", "answer +XOPEN: 1,0", "done OK", "urc +XOPEN: 1,0"][..],
        ),
        ("\r\n+XOPEN: 1,0\r\n\r\nOK\r\n", &["answer +XOPEN: 1,0", "done OK"]),
        ("\r\n+XOPEN: 1,4\r\n\r\nERROR\r\n", &["answer +XOPEN: 1,4", "done ERROR"]),
        ("\r\nERROR\r\n", &["done ERROR"]),
        ("\r\nOK\r\n\r\nERROR\r\n", &["accepted", "done ERROR"]),
        ("\r\nOK\r\n\r\n+XOPEN: 1,8\r\n\r\nOK\r\n", &["accepted", "answer +XOPEN: 1,8", "done OK"]),
        (
            "\r\nOK\r\n+XOPEN: 1,9\r\nOK",
            &["accepted", "answer +XOPEN: 1,9", "done CONNECT", "data OK"],
        ),
        ("+XOPEN: 1,9\r\nOK\r\n\r\n", &["answer +XOPEN: 1,9", "done CONNECT", "data \\r\\n"]),
    ] {
        for cut in 0..=heard.len() {
            let mut rig = opened();
            rig.hear(&heard[..cut]).hear(&heard[cut..]);
            let told_at_all = rig.told();
            // Data comes in pieces.
            let count = told_at_all.len().min(told.len() - usize::from(heard.contains(",9")));
            assert_eq!(told_at_all[..count], told[..count], "{heard:?} cut at {cut}");
            assert_eq!(rig.host.is_data_mode(), heard.contains(",9"), "{heard:?}");
        }
    }
}

#[test]
fn a_verdict_that_may_go_on_is_all_after_a_time_of_quiet() {
    let mut rig = opened();
    rig.hear("\r\nOK\r\n\r\n+XOPEN: 1,8\r\n");
    assert_eq!(rig.told(), ["accepted", "answer +XOPEN: 1,8"]);
    assert!(!rig.host.is_ready());
    rig.wait(1);
    assert_eq!(rig.told(), ["done OK"]);
    assert_eq!(rig.send(&cfun::Read), "AT+CFUN?\\r");
    rig.hear("\r\n+XOPEN: 1,0\r\n\r\n+CFUN: 1\r\n\r\nOK\r\n");
    assert_eq!(rig.told(), ["urc +XOPEN: 1,0", "answer +CFUN: 1", "done OK"]);
}

#[test]
fn a_verdict_that_does_not_come_is_not_waited_for_for_ever() {
    let mut rig = opened();
    rig.hear("\r\nOK\r\n");
    rig.wait(59);
    assert_eq!(rig.told(), ["accepted"]);
    rig.wait(1);
    assert_eq!(rig.told(), ["done the modem did not say in time what became of it"]);
    rig.hear("\r\n+XOPEN: 1,0\r\n");
    assert_eq!(rig.told(), ["urc +XOPEN: 1,0"]);
    assert!(rig.host.is_ready());
}

#[test]
fn a_command_that_was_taken_can_be_left_to_itself() {
    let mut rig = opened();
    rig.hear("\r\nOK\r\n");
    assert!(rig.host.abort(rig.now));
    assert_eq!(rig.sent(), "", "there is nothing left to abort");
    rig.poll();
    assert_eq!(rig.told(), ["accepted", "done aborted: OK"]);
    rig.hear("\r\n+XOPEN: 1,0\r\n");
    assert_eq!(rig.told(), ["urc +XOPEN: 1,0"]);

    let mut rig = opened();
    rig.hear("\r\nOK\r\n\r\nRDY\r\n");
    assert_eq!(rig.told(), ["accepted", "reset RDY", "done the modem has started anew"]);
}
