use super::*;

#[test]
fn a_message_leaves_when_the_modem_asks_for_it() {
    let mut digits = [0; 352];
    let mut rig = Rig::new();
    assert_eq!(rig.send(&message(&mut digits)), "AT+CMGS=22\\r");
    rig.hear("AT+CMGS=22\r\r\n> ");
    assert_eq!(rig.sent(), "0001000B916407281553F800000AE8329BFD4697D9EC37\\x1a");
    rig.hear("0001000B916407281553F800000AE8329BFD4697D9EC37\r\n+CMTI: \"SM\",2\r\n\r\n+CMGS: 7\r\n\r\nOK\r\n");
    assert_eq!(rig.told(), ["prompt", "urc +CMTI: \"SM\",2", "answer +CMGS: 7", "done OK"]);
}

#[test]
fn a_modem_that_does_not_ask_is_freed_by_escape() {
    let mut digits = [0; 352];
    let mut rig = Rig::new();
    rig.send(&message(&mut digits));
    assert_eq!(rig.wait(10), "\\x1b", "what follows must not be taken for a message");
    assert_eq!(rig.told(), ["done the modem did not answer in time"]);
}

#[test]
fn a_line_without_a_body_is_asked_for_one() {
    let mut rig = Rig::new();
    let plan = Plan::new("+CMGS", crate::Form::Set).with_prompt(crate::Prompt::Greater);
    rig.host.send_line(rig.now, plan, b"AT+CMGS=1").unwrap();
    assert_eq!(rig.sent(), "AT+CMGS=1\\r");
    assert_eq!(rig.host.answer_prompt(rig.now, b"early"), Err(SendError::NotAsked));
    rig.hear("\r\n> ");
    assert_eq!(rig.host.answer_prompt(rig.now, b"hello\x1a"), Ok(6));
    assert_eq!(rig.sent(), "hello\\x1a");
    rig.hear("\r\n+CMGS: 7\r\n\r\nOK\r\n");
    assert_eq!(rig.told(), ["prompt", "answer +CMGS: 7", "done OK"]);
    let error = rig.host.send_line(rig.now, plan, b"AT\rATH").unwrap_err();
    assert_eq!(error.to_string(), "command line holds 0x0d at 2, which would end it");
}

#[test]
fn messages_stand_behind_their_lines() {
    let mut rig = Rig::new();
    rig.hear("\r\n+CMT: \"+123\",,\"24/01/02,03:04:05+04\"\r\nOK\r\n\r\nRING\r\n");
    assert_eq!(
        rig.told(),
        [r#"urc +CMT: "+123",,"24/01/02,03:04:05+04""#, "message OK", "urc RING"]
    );
}

#[test]
fn an_empty_text_is_a_text() {
    let mut rig = Rig::new();
    let text = crate::sms::TextBody::new(b"").unwrap();
    rig.send(&cmgs::Text { da: "1".into(), toda: None, text });
    rig.hear("\r\n> ");
    assert_eq!(rig.sent(), "\\x1a");
}

#[test]
fn only_the_command_knows_of_a_payload() {
    let mut rig = Rig::new();
    let header = crate::PayloadHeader::line("+MIPDATA", 1);
    let plan = Plan::new("+MIPREAD", crate::Form::Set)
        .with_lines(crate::Lines::ChosenOfAll(|line, _| match line.is("+MIPDATA") {
            true => Belongs::Yes,
            false => Belongs::No,
        }))
        .with_payload(header);
    rig.host.send_line(rig.now, plan, b"AT+MIPREAD=1,4").unwrap();
    rig.sent();
    rig.hear("\r\n+MIPDATA: 1,4\r\nOK\r\n\r\nOK\r\n+MIPDATA: 1,4\r\nRING\r\n");
    let told = rig.told();
    assert!(told[0].starts_with("PayloadHeader { ticket: Some"), "{told:?}");
    assert!(
        told[1].starts_with("Payload { data: [79, 75, 13, 10], remaining: Some(0)"),
        "{told:?}"
    );
    assert_eq!(told[2..], ["done OK", "urc +MIPDATA: 1,4", "urc RING"]);
}
