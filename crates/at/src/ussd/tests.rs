use alloc::vec::Vec;

use proptest::prelude::*;

use super::cusd::*;
use crate::charset::{CbsDcs, Charset};
use crate::command::testing::{answer, assert_command, assert_line};
use crate::command::{Command, Fields, Information};
use crate::params::Params;
use crate::{Belongs, Line};

fn parse(line: &str) -> Indication<'_> {
    Indication::parse(Line::new(line.as_bytes())).unwrap()
}

#[test]
fn round_trips() {
    assert_command("+CUSD=?", Test {});
    assert_command("+CUSD?", Read {});
    assert_command("+CUSD=2", Set::CANCEL);
    let n = Some(Presentation::ENABLE);
    assert_command("+CUSD=1", Set { n, str: None, dcs: None });
    assert_command("+CUSD=1,\"*100#\"", Set { n, str: Some("*100#".into()), dcs: None });
    let mut string = [0; 100];
    let set = Set::request("*100#", Charset::Ucs2, &mut string).unwrap();
    assert_command("+CUSD=1,\"002A0031003000300023\",15", set);
    let mut string = [0; 100];
    let set = Set::request_octets("*100#", &mut string).unwrap();
    assert_command("+CUSD=1,\"AA180C3602\",15", set);
    let mut string = [0; 100];
    let set = Set::request("Привет", Charset::Gsm, &mut string).unwrap();
    assert_command("+CUSD=1,\"041F04400438043204350442\",72", set);
    assert_line("+CUSD: 1", Answer { n: Presentation::ENABLE });
    assert_line("+CUSD: 4", Indication { m: Mode::UNSUPPORTED, str: None, dcs: None });
    assert_eq!(answer::<Read>("+CUSD: 0").n, Presentation::DISABLE);
}

/// tests/fixtures/at.json, 27007-cusd.
#[test]
fn what_modems_send() {
    let mut dst = [0; 700];
    let packed = parse(
        "+CUSD: 0,\"49B41C74ACD3D16171D90D32FBE52072BA0C72CA5DB45CAC76C3CD6CB41B2D060389CB74F9FE4C07D\
         55C371CA85897BF1B\",15",
    );
    assert_eq!((packed.m, packed.dcs), (Mode::DONE, Some(CbsDcs::GSM7)));
    assert_eq!(packed.guess(Charset::Gsm), Coding::Octets);
    assert_eq!(
        packed.decode_into(Charset::Gsm, Coding::Octets, &mut dst),
        Ok("Ihr Guthaben für die Nr.4915783647410 beträgt 5.78 Euro"),
    );

    let garbage = parse(
        "+CUSD: 2,\"613906310635064A062F06430020003100300037002E003900330020062F002E0644060C0627064406\
         3506440627062D064A0629002000200032003000310038002D00310031002D003000390000FFFF60B16260EEEEFFFF\",17",
    );
    assert_eq!(garbage.m, Mode::TERMINATED);
    assert_eq!(garbage.guess(Charset::Gsm), Coding::Standard);
    let text = garbage.decode_into(Charset::Gsm, Coding::Standard, &mut dst).unwrap();
    assert!(text.starts_with("رصيدك 107.93 د.ل"), "{text}");
}

#[test]
fn texts() {
    let mut dst = [0; 100];
    let mut text = |line: &str, charset| {
        let said = parse(line);
        let coding = said.guess(charset);
        said.decode_into(charset, coding, &mut dst).map(alloc::string::String::from)
    };
    assert_eq!(text("+CUSD: 1,\"1: a\r\n2: b\",15", Charset::Gsm), Ok("1: a\r\n2: b".into()));
    assert_eq!(text("+CUSD: 0,\"5 \u{2}\",0", Charset::Gsm), Ok("5 $".into()));
    assert_eq!(text("+CUSD: 0,\"002A0031\",15", Charset::Ucs2), Ok("*1".into()));
    assert_eq!(text("+CUSD: 0,\"2A31\",15", Charset::Hex), Ok("*1".into()));
    assert_eq!(text("+CUSD: 0,\"0416\",72", Charset::Ira), Ok("Ж".into()));
    assert_eq!(text("+CUSD: 0,\"say \\22hi\\22\"", Charset::Ira), Ok("say \"hi\"".into()));
    assert_eq!(text("+CUSD: 0,\"12345678\",15", Charset::Gsm), Ok("12345678".into()));
    assert_eq!(text("+CUSD: 3", Charset::Gsm), Ok("".into()));
    assert_eq!(text("+CUSD: 0,\"01\",68", Charset::Gsm), Err(TextError::NoText { dcs: 68 }));
    assert!(matches!(text("+CUSD: 0,\"hi\",72", Charset::Gsm), Err(TextError::Hex(_))));
    assert!(matches!(
        parse("+CUSD: 0,\"hi\",15").decode_into(Charset::Gsm, Coding::Standard, &mut [0]),
        Err(TextError::Buffer(_)),
    ));
}

#[test]
fn answers_and_strings_have_one_name() {
    let belongs = |plan: crate::Plan, line: &str, before| {
        plan.belongs(Line::new(line.as_bytes()), before, crate::urc::is_unsolicited)
    };
    let read = Read {}.plan();
    assert_eq!(belongs(read, "+CUSD: 1", 0), Belongs::Yes);
    assert_eq!(belongs(read, "+CUSD: 1", 1), Belongs::No);
    assert_eq!(belongs(read, "+CUSD: 2", 0), Belongs::No);
    assert_eq!(belongs(read, "+CUSD: 1,\"x\",15", 0), Belongs::No);
    assert_eq!(belongs(Set::CANCEL.plan(), "+CUSD: 2", 0), Belongs::No);
}

proptest! {
    #[test]
    fn any_text(text in "\\PC{0,60}|[ -~\r\n]{0,60}", charset in 0..4_usize) {
        let charset = [Charset::Gsm, Charset::Ucs2, Charset::Hex, Charset::Utf8][charset];
        let (mut string, mut line, mut dst) = ([0; 600], [0; 1900], [0; 600]);
        let said = Indication::new(Mode::DONE, &text, charset, &mut string).unwrap();
        let len = said.write_line(&mut line).unwrap();
        let read = Indication::parse(Line::new(&line[..len])).unwrap();
        prop_assert_eq!(read, said);
        prop_assert_eq!(read.decode_into(charset, Coding::Standard, &mut dst), Ok(text.as_str()));

        let mut string = [0; 600];
        if let Ok(set) = Set::request_octets(&text, &mut string)
            && !text.ends_with(['\r', '@'])
        {
            let read = set.decode_into(charset, Coding::Octets, &mut dst);
            prop_assert_eq!(read, Ok(text.as_str()));
        }
    }

    #[test]
    fn any_string(fields: Vec<u8>) {
        if let Ok(said) = Indication::read(&mut Params::new(&fields)) {
            for charset in [Charset::Gsm, Charset::Ira, Charset::Utf8, Charset::Ucs2] {
                let _ = said.decode_into(charset, said.guess(charset), &mut [0; 64]);
            }
        }
    }
}
