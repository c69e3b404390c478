//! What the host did not ask for.

use super::*;

const CMTI: &str = "\r\n+CMTI: \"SM\",1\r\n";

impl Rig {
    fn tell(&mut self) -> String {
        self.modem.urc(self.now, "+CMTI: \"SM\",1").unwrap();
        self.take()
    }
}

#[test]
fn it_is_told_at_once_when_nothing_is_under_way() {
    let mut rig = Rig::new();
    assert_eq!(rig.tell(), CMTI);
    rig.modem
        .urcs(rig.now, |lines| {
            lines.line("+CMT: ,2");
            lines.line("0791");
        })
        .unwrap();
    assert_eq!(rig.take(), "\r\n+CMT: ,2\r\n0791\r\n");
    rig.modem.urcs(rig.now, |lines| lines.raw(b"\r\n+IPD2\r\nab")).unwrap();
    assert_eq!(rig.take(), "\r\n+IPD2\r\nab");
}

#[test]
fn it_is_held_while_a_line_is_typed() {
    let mut rig = Rig::new();
    rig.send("A");
    assert_eq!(rig.tell(), "");
    rig.send("T+CSQ");
    assert_eq!(rig.seconds(2), "");
    assert_eq!(rig.send("\r"), alloc::format!("\r\n+CSQ: 17,99\r\n\r\nOK\r\n{CMTI}"));
}

#[test]
fn it_is_not_held_for_ever_by_a_line_that_is_typed() {
    let mut rig = Rig::new();
    rig.send("AT+C");
    rig.seconds(1);
    assert_eq!(rig.tell(), "");
    assert_eq!(rig.wait(Duration::from_millis(3999)), "");
    assert_eq!(rig.wait(Duration::from_millis(1)), CMTI);
    assert_eq!(rig.tell(), CMTI);
    assert_eq!(rig.send("SQ\r"), "\r\n+CSQ: 17,99\r\n\r\nOK\r\n");
}

#[test]
fn it_is_held_while_a_command_is_answered() {
    let mut rig = Rig::new();
    rig.send("AT+SLOW\r");
    assert_eq!(rig.tell(), "");
    assert_eq!(rig.seconds(20), "");
    assert_eq!(rig.finish(Answer::Ok), alloc::format!("{OK}{CMTI}"));
}

#[test]
fn it_is_held_while_a_prompt_is_open() {
    let mut rig = Rig::new();
    rig.send("AT+CMGS=1\r");
    assert_eq!(rig.tell(), "");
    rig.send("abc");
    assert_eq!(rig.seconds(20), "");
    assert_eq!(rig.send("\u{1a}"), alloc::format!("\r\n+CMGS: 5\r\n{OK}{CMTI}"));
}

#[test]
fn the_oldest_but_the_first_is_dropped_and_told() {
    let mut rig = Rig::new();
    rig.send("AT+SLOW\r");
    for number in 0..70 {
        rig.modem.urc(rig.now, format_args!("+N: {number}")).unwrap();
    }
    rig.take();
    assert_eq!(rig.events(), [Event::UrcsDropped(6)]);
    let output = rig.finish(Answer::Ok);
    // Whoever waits until nothing else does loses nothing.
    assert!(output.starts_with("\r\nOK\r\n\r\n+N: 0\r\n\r\n+N: 7\r\n"), "{output}");
    assert!(output.ends_with("\r\n+N: 69\r\n"));
    assert_eq!(rig.modem.stats().urcs, 64);
    assert_eq!(rig.modem.stats().dropped, 6);
}
