use alloc::string::String;

use proptest::prelude::*;

use super::*;
use crate::Line;
use crate::charset::Charset;
use crate::command::Information;
use crate::command::testing::{answer, assert_command, assert_line};
use crate::pdu::TypeOfAddress;

#[test]
fn round_trips() {
    assert_command("+CPBS=?", cpbs::Test {});
    assert_command("+CPBS?", cpbs::Read {});
    assert_command("+CPBS=\"SM\"", cpbs::Set { storage: "SM".into(), password: None });
    let set = cpbs::Set { storage: "FD".into(), password: Some("4321".into()) };
    assert_command("+CPBS=\"FD\",\"4321\"", set);
    assert!(!alloc::format!("{set:?}").contains("4321"));
    let used = Some(3);
    let total = Some(250);
    assert_line("+CPBS: \"SM\",3,250", cpbs::Answer { storage: "SM".into(), used, total });
    assert_command("+CPBR=?", cpbr::Test {});
    assert_command("+CPBR=1", cpbr::Set { index1: 1, index2: None });
    assert_command("+CPBR=1,250", cpbr::Set { index1: 1, index2: Some(250) });
    assert_command("+CPBF=?", cpbf::Test {});
    assert_command("+CPBF=\"A\"", cpbf::Set { findtext: "A".into() });
    let entry = Entry::new(1, "+33616918685", TypeOfAddress::INTERNATIONAL, "Alice");
    assert_line("+CPBR: 1,\"+33616918685\",145,\"Alice\"", cpbr::Answer(entry));
    assert_line("+CPBF: 1,\"+33616918685\",145,\"Alice\"", cpbf::Answer(entry));
    assert!(answer::<cpbr::Test>("+CPBR: (1-250),40,14").allows(0, 250));
}

/// tests/fixtures/at.json, 27007-cpbr and gammu-parser.
#[test]
fn what_modems_send() {
    let read = |line| answer::<cpbr::Set>(line).0;
    let line = "+CPBR: 1,\"+60122256476\",145,\"\",\"08/07/04\",\"17:24:55\"";
    let entry = read(line);
    assert_eq!(entry.number.unwrap(), "+60122256476");
    assert!(entry.text.unwrap().is_empty());
    let time = Some("17:24:55".into());
    assert_eq!(entry.more, More::Time { date: "08/07/04".into(), time });
    assert_line(line, cpbr::Answer(entry));

    let entry = read(
        "+CPBR: 212,\"mlaubner@web.de\",128,\
         004D0061006E00660072006500640020004C006100750062006E00650072",
    );
    assert_eq!((entry.index, entry.number_type), (212, Some(TypeOfAddress(128))));
    assert_eq!(entry.number.unwrap(), "mlaubner@web.de");
    assert!(Charset::Ucs2.chars_of(entry.text.unwrap()).eq("Manfred Laubner".chars()));

    let entry = read("+CPBR: 1,\"+33616918685\",145,\"68506C6970696570\"");
    let name: String = Charset::Hex.chars_of(entry.text.unwrap()).collect();
    assert_eq!(name, "hPlipiep");
    assert_eq!(entry.more, More::Details(Details::default()));
}

proptest! {
    #[test]
    fn any_entry(
        index: u16,
        number in "[+0-9*#a-zA-Z@.\"\\\\]{0,30}",
        number_type: u8,
        text in "\\PC{0,30}",
        hidden in any::<Option<bool>>(),
        group in proptest::option::of("\\PC{0,10}"),
        email in proptest::option::of("\\PC{0,10}"),
    ) {
        let entry = Entry {
            more: More::Details(Details {
                hidden,
                group: group.as_deref().filter(|_| hidden.is_some()).map(Into::into),
                email: email.as_deref().map(Into::into),
                ..Details::default()
            }),
            ..Entry::new(index, &number, TypeOfAddress(number_type), &text)
        };
        let mut line = [0; 400];
        let len = cpbr::Answer(entry).write_line(&mut line).unwrap();
        prop_assert_eq!(cpbr::Answer::parse(Line::new(&line[..len])), Ok(cpbr::Answer(entry)));
    }
}
