use alloc::vec::Vec;

use proptest::prelude::*;

use super::*;
use crate::Line;
use crate::command::testing::{answer, assert_command, assert_line};
use crate::command::{Command, Information};

#[test]
fn round_trips() {
    assert_command("+CRSM=?", crsm::Test {});
    assert_command("+CSIM=?", csim::Test {});
    let read = crsm::Set::read(crsm::Instruction::READ_BINARY, 28_423, 0);
    assert_command("+CRSM=176,28423,0,0,0", read);
    let update = crsm::Set {
        command: crsm::Instruction::UPDATE_RECORD,
        data: Some("08FF".into()),
        pathid: Some("7F20".into()),
        ..read
    };
    assert_command("+CRSM=220,28423,0,0,0,\"08FF\",\"7F20\"", update);
    let status = crsm::Set {
        command: crsm::Instruction::STATUS,
        fileid: None,
        p1: None,
        p2: None,
        p3: None,
        ..read
    };
    assert_command("+CRSM=242", status);
    assert_line(
        "+CRSM: 144,0,\"9821\"",
        crsm::Answer { sw1: 144, sw2: 0, response: Some("9821".into()) },
    );
    assert_command("+CSIM=10,\"0020000100\"", csim::Set::new("0020000100").unwrap());
    assert_line("+CSIM: 4,\"9000\"", csim::Answer::new("9000"));
    assert_line("+CSIM: ,\"9000\"", csim::Answer { length: None, ..csim::Answer::new("9000") });
    for faulty in ["002", "00 2", "00\"", "0x"] {
        assert!(csim::Set::new(faulty).is_err());
    }
}

/// tests/fixtures/at.json, 27007-crsm-csim.
#[test]
fn what_modems_send() {
    for line in [
        "+CRSM: 144, 0, 0054485552415941FFFFFFFFFFFFFFFFFF",
        "+CRSM: 144, 0,0054485552415941FFFFFFFFFFFFFFFFFF",
    ] {
        let file = answer::<crsm::Set<'_>>(line);
        assert!(file.status_word().is_success());
        let octets: Vec<u8> = file.octets().collect();
        assert_eq!((octets.len(), &octets[1..8]), (17, &b"THURAYA"[..]));
    }

    for (line, length, status, is_whole) in [
        ("+CSIM:8, \"000063C1\"", Some(8), 0x63c1, true),
        ("+CSIM: 10, \"63CF\"", Some(10), 0x63cf, false),
        ("+CSIM: 8, 000063CF", Some(8), 0x63cf, true),
        ("+CSIM:8,000063CF\"", Some(8), 0x63cf, true),
        ("+CSIM:000063CF\"", None, 0x63cf, true),
    ] {
        let response = answer::<csim::Set<'_>>(line);
        assert_eq!(response.length, length, "{line}");
        assert_eq!(response.status_word(), Some(StatusWord(status)), "{line}");
        assert_eq!(response.is_whole(), is_whole, "{line}");
    }
    assert_eq!(answer::<csim::Set<'_>>("+CSIM: 2,\"90\"").status_word(), None);
}

#[test]
fn status_words() {
    for (status, is_success, more, retries) in [
        (0x9000, true, None, None),
        (0x9110, true, None, None),
        (0x6100, true, Some(256), None),
        (0x9f22, true, Some(0x22), None),
        (0x9205, true, None, None),
        (0x9240, false, None, None),
        (0x63cf, false, None, Some(15)),
        (0x63c0, false, None, Some(0)),
        (0x6a82, false, None, None),
    ] {
        let word = StatusWord(status);
        assert_eq!(word.is_success(), is_success, "{word}");
        assert_eq!((word.more(), word.retries()), (more, retries), "{word}");
    }
}

proptest! {
    #[test]
    fn any_command(command in "([0-9A-Fa-f]{2}){1,130}") {
        let mut line = [0; 300];
        let set = csim::Set::new(&command).unwrap();
        prop_assert_eq!(usize::from(set.length), command.len());
        prop_assert!(set.write_line(&mut line).is_ok());
        let response = csim::Answer::new(&command);
        let len = response.write_line(&mut line).unwrap();
        let read = csim::Answer::parse(Line::new(&line[..len])).unwrap();
        prop_assert!(read == response && read.is_whole());
        prop_assert_eq!(read.octets().count() * 2, command.len());
    }

    #[test]
    fn any_line(line: Vec<u8>) {
        let line = [b"+CSIM: ", &line[..]].concat();
        if let Ok(answer) = csim::Answer::parse(Line::new(&line)) {
            let _ = (answer.status_word(), answer.is_whole());
        }
    }
}
