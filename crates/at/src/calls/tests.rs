use alloc::string::ToString;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::*;
use crate::command::testing::{answer, assert_command, assert_line};
use crate::command::{Fields, Information};
use crate::params::Str;
use crate::pdu::TypeOfAddress;
use crate::{Belongs, Line};

const NUMBER: &str = "123456789";

#[test]
fn commands_round_trip() {
    assert_command("+CHUP=?", chup::Test {});
    assert_command("+CHUP", chup::Action {});
    assert_command("+CLCC=?", clcc::Test {});
    assert_command("+CLCC", clcc::Action {});
    assert_command("+CLIP=?", clip::Test {});
    assert_command("+CLIP?", clip::Read {});
    assert_command("+CLIP=1", clip::Set { n: true });
    assert_command("+CRC=?", crc::Test {});
    assert_command("+CRC?", crc::Read {});
    assert_command("+CRC=0", crc::Set { mode: false });
    assert_command("+CCWA=?", ccwa::Test {});
    assert_command("+CCWA?", ccwa::Read {});
    let mode = Some(ccwa::Mode::QUERY);
    assert_command("+CCWA=,2", ccwa::Set { n: None, mode, class: None });
    assert_command("+CCWA=1,2,1", ccwa::Set { n: Some(true), mode, class: Some(Class::VOICE) });
    assert_command("+CCFC=?", ccfc::Test {});
    let query = ccfc::Set::new(ccfc::Reason::ALL, ccfc::Mode::QUERY);
    assert_command("+CCFC=4,2", query);
    let set = ccfc::Set {
        number: Some("+420800123456".into()),
        number_type: Some(TypeOfAddress::INTERNATIONAL),
        time: Some(20),
        ..ccfc::Set::new(ccfc::Reason::NO_REPLY, ccfc::Mode::REGISTER)
    };
    assert_command("+CCFC=2,3,\"+420800123456\",145,,,,20", set);
    assert_command("+CLCK=?", clck::Test {});
    let lock = clck::Set {
        fac: "AO".into(),
        mode: clck::Mode::LOCK,
        passwd: Some("0000".into()),
        class: Some(Class::USUAL),
    };
    assert_command("+CLCK=\"AO\",1,\"0000\",7", lock);
    let query = clck::Set { fac: "PN".into(), mode: clck::Mode::QUERY, passwd: None, class: None };
    assert_command("+CLCK=\"PN\",2", query);
    assert_command("+CPWD=?", cpwd::Test {});
    let set = cpwd::Set { fac: "SC".into(), oldpwd: "1234".into(), newpwd: "5678".into() };
    assert_command("+CPWD=\"SC\",\"1234\",\"5678\"", set);
    let debug = alloc::format!("{set:?} {lock:?}");
    assert!(!debug.contains("1234") && !debug.contains("0000"), "{debug}");
}

#[test]
fn lines_round_trip() {
    assert_line("RING", crc::Ring {});
    assert_line("+CRC: 1", crc::Answer { mode: true });
    let (priority, subaddr, satype) = (None, None, None);
    let kind = crate::command::Word("REL ASYNC".into());
    assert_line("+CRING: REL ASYNC", crc::Cring { kind, priority, subaddr, satype });
    assert_line("+CLIP: 1,1", clip::Answer { n: true, m: Some(clip::Provision::PROVISIONED) });
    assert_line("+CCWA: 1", ccwa::Shown { n: true });
    assert_line("+CCWA: 0,4", ccwa::Answer { status: false, class: Some(Class::FAX) });
    assert_line("+CLCK: 1", clck::Answer { status: true, class: None });
}

/// tests/fixtures/at.json, 27007-calls and 27007-ccfc.
#[test]
fn what_modems_send() {
    let caller = clip::Caller::parse(Line::new(b"+CLIP: \"123456789\",129,,,,0")).unwrap();
    assert_eq!(caller.number.unwrap(), NUMBER);
    assert_eq!(caller.number_type, Some(TypeOfAddress::UNKNOWN));
    assert_eq!((caller.alpha, caller.cli_validity), (None, Some(CliValidity::VALID)));

    let waiting = ccwa::Waiting::parse(Line::new(b"+CCWA: \"123456789\",129,1,,0,,,")).unwrap();
    assert_eq!(waiting.number.unwrap(), NUMBER);
    assert_eq!(waiting.class, Some(Class::VOICE));
    assert_eq!(waiting.cli_validity, Some(CliValidity::VALID));
    assert_eq!((waiting.alpha, waiting.subaddr, waiting.priority), (None, None, None));

    for (line, class) in [("+CCWA: 0,1", Class::VOICE), ("+CCWA: 0,4", Class::FAX)] {
        let status = answer::<ccwa::Set>(line);
        assert_eq!((status.status, status.class), (false, Some(class)));
    }

    let calls: Vec<_> = [
        "+CLCC: 1,1,0,0,1",
        "+CLCC: 2,1,0,0,1,\"123456789\",161",
        "+CLCC: 3,1,0,0,1,\"987654321\",161,\"Alice\"",
        "+CLCC: 4,1,0,0,1,\"000000000\",161,\"Bob\",1",
        "+CLCC: 5,1,5,0,0,\"555555555\",161,\"Mallory\",2,0",
        "+CLCC: 1,1,4,0,0,\"123456789\",129,\"\",,0",
    ]
    .map(answer::<clcc::Action>)
    .into();
    assert!(calls.iter().map(|call| call.ccidx).eq([1, 2, 3, 4, 5, 1]));
    assert!(calls[..4].iter().all(|call| call.stat == clcc::Stat::ACTIVE && call.mpty));
    assert_eq!((calls[0].number, calls[1].number), (None, Some(NUMBER.into())));
    assert_eq!(calls[1].number_type, Some(TypeOfAddress::NATIONAL));
    assert_eq!((calls[2].alpha.unwrap(), calls[3].priority), ("Alice".into(), Some(1)));
    assert_eq!(calls[4].stat, clcc::Stat::WAITING);
    assert_eq!((calls[4].priority, calls[4].cli_validity), (Some(2), Some(CliValidity::VALID)));
    assert_eq!((calls[5].stat, calls[5].dir), (clcc::Stat::INCOMING, clcc::Direction::INCOMING));
    assert!(calls[5].alpha.unwrap().is_empty());

    let forwarded = answer::<ccfc::Set<'_>>("+CCFC:1,7,\"+420800123456\",129,\"\",128,0");
    assert_eq!((forwarded.status, forwarded.class), (true, Some(Class::USUAL)));
    assert_eq!(forwarded.number.unwrap(), "+420800123456");
    assert_eq!((forwarded.satype, forwarded.time), (Some(128), Some(0)));
}

#[test]
fn values_that_are_supported() {
    assert!(answer::<clip::Test>("+CLIP: (0,1)").allows(0, 1));
    assert!(answer::<ccfc::Test>("+CCFC: (0-5)").allows(0, 5));
    let locks = answer::<clck::Test>("+CLCK: (\"SC\",\"AO\",\"PN\")");
    assert!(locks.allows_str(0, "PN") && !locks.allows_str(0, "PP"));
    for line in ["+CPWD: (\"SC\",8),(\"P2\",8)", "+CPWD: ((\"SC\",8),(\"P2\",8))"] {
        let lengths: Result<Vec<_>, _> = cpwd::Length::all(answer::<cpwd::Test>(line)).collect();
        let lengths = lengths.unwrap();
        assert_eq!((lengths.len(), lengths[1].pwdlength), (2, 8));
        assert_eq!(lengths[1].fac, "P2");
    }
    let broken = cpwd::Length::all(answer::<cpwd::Test>("+CPWD: (\"SC\"),,"));
    assert!(broken.take(9).all(|length| length.is_err()));
}

#[test]
fn answers_and_callers_have_one_name() {
    use crate::command::Command;

    let belongs = |plan: crate::Plan, line: &str, before| {
        plan.belongs(Line::new(line.as_bytes()), before, crate::urc::is_unsolicited)
    };
    let read = clip::Read {}.plan();
    assert_eq!(belongs(read, "+CLIP: 1,1", 0), Belongs::Yes);
    assert_eq!(belongs(read, "+CLIP: \"123\",129", 0), Belongs::No);
    assert_eq!(belongs(clip::Set { n: true }.plan(), "+CLIP: \"123\",129", 0), Belongs::No);
    let set = ccwa::Set { n: None, mode: Some(ccwa::Mode::QUERY), class: None }.plan();
    assert_eq!(belongs(set, "+CCWA: 0,1", 0), Belongs::Yes);
    assert_eq!(belongs(set, "+CCWA: 0,4", 1), Belongs::Yes);
    assert_eq!(belongs(set, "+CCWA: \"123\",129,1", 0), Belongs::No);
}

/// Writes a line and reads it.
macro_rules! again {
    ($information:expr) => {{
        let mut line = [0; 400];
        let len = $information.write_line(&mut line).unwrap();
        prop_assert_eq!(Information::parse(Line::new(&line[..len])), Ok($information));
    }};
}

proptest! {
    #[test]
    fn any_caller(
        number in "[ -~]{0,20}",
        number_type in any::<Option<u8>>(),
        class in any::<Option<u8>>(),
        alpha in proptest::option::of("\\PC{0,20}"),
        validity in any::<Option<u8>>(),
        priority in any::<Option<u8>>(),
    ) {
        let number = Some(Str::from(number.as_str()));
        let number_type = number_type.map(TypeOfAddress);
        let alpha = alpha.as_deref().map(Str::from);
        let cli_validity = validity.map(CliValidity);
        let (subaddr, satype) = (None, None);
        let clip = clip::Caller { number, number_type, subaddr, satype, alpha, cli_validity };
        again!(clip);
        let class = class.map(Class);
        let ccwa = ccwa::Waiting {
            number, number_type, class, alpha, cli_validity, subaddr, satype, priority,
        };
        again!(ccwa);
        let clcc = clcc::Answer {
            ccidx: 1,
            dir: clcc::Direction(0),
            stat: clcc::Stat(9),
            mode: clcc::Mode(0),
            mpty: false,
            number, number_type, alpha, priority, cli_validity,
        };
        again!(clcc);
    }

    #[test]
    fn any_line(fields: Vec<u8>) {
        let params = crate::params::Params::new(&fields);
        let _ = clip::Caller::read(&mut params.clone());
        let _ = crc::Cring::read(&mut params.clone());
        let _ = ccfc::Answer::read(&mut params.clone());
        let _ = Str::from(&fields[..]).to_string();
    }
}
