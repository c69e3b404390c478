//! `+CREG` and its like: every line of `fixtures/at.json` says what is stated for it, and is told to be
//! an answer or an unsolicited code.

#![expect(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]

use cellwire_at::command::{Command, Information};
use cellwire_at::network::{AccessTechnology, Registration, Status, c5greg, cereg, cgreg, creg};
use cellwire_at::{Belongs, Line};
use serde_json::Value as Json;

#[test]
fn vectors() {
    let vectors: Vec<Json> = serde_json::from_str(include_str!("fixtures/at.json")).unwrap();
    let vectors = vectors.iter().filter(|vector| vector["family"] == "27007-creg");
    let mut checked = 0;
    for vector in vectors {
        let (wire, meaning) =
            (vector["wire"].as_str().unwrap(), vector["meaning"].as_str().unwrap());
        let mut lines = wire.split(['\r', '\n']).filter(|line| line.starts_with('+'));
        let line = lines.next().unwrap();
        let is_answer = wire.starts_with("AT") || meaning.contains("read reply");
        check(line, meaning, is_answer);
        if let Some(second) = lines.next() {
            // What is stated is that of the first one.
            assert_eq!(read(second, false).stat, Status::ROAMING);
        }
        checked += 1;
    }
    assert_eq!(checked, 35);
}

fn check(line: &str, meaning: &str, is_answer: bool) {
    let found = read(line, is_answer);
    let belongs = belongs(line);
    match meaning {
        // These repeat <n>, so they look like answers.
        _ if meaning.contains("Samsung") => assert_eq!(belongs, Belongs::Yes, "{line}"),
        // The area has nothing but digits.
        _ if line == "+CREG: 1,0001,0010,0" => assert_eq!(belongs, Belongs::Unclear),
        _ => assert_eq!(belongs == Belongs::Yes, is_answer, "{line}"),
    }

    let Some((_, stated)) = meaning.split_once("; expect ") else { return corner(line, found) };
    let stated = |name: &str| {
        let value = stated.split(&format!("{name}=")).nth(1).unwrap();
        value.split(' ').next().unwrap().to_owned()
    };
    let number = |name| u64::from_str_radix(stated(name).trim_start_matches("0x"), 16).unwrap();
    assert_eq!(found.stat, status(&stated("stat")), "{line}");
    // What is not there is 0 where it is stated.
    assert_eq!(u64::from(found.lac.unwrap_or(0)), number("lac"), "{line}");
    assert_eq!(found.ci.unwrap_or(0), number("ci"), "{line}");
    assert_eq!(found.act, access(&stated("act")), "{line}");
}

/// Those of gammu and of ublox-cellular-rs, whose meaning is stated in words.
fn corner(line: &str, found: Registration<'_>) {
    let found = (found.stat, found.lac, found.ci, found.act.map(|act| act.0));
    let expected = match line {
        r#"+CREG: 2,1,"","605F""# => (Status::HOME, None, Some(0x605f), None),
        r#"+CREG: 2,1,"0B,"0100701",7"# => (Status::HOME, Some(0xb), Some(0x10_0701), Some(7)),
        "+CREG: 2,1,4CA,81DE445" => (Status::HOME, Some(0x4ca), Some(0x81d_e445), None),
        r#"+CREG: 2,5,"9E9A","019624BD",2"# => {
            (Status::ROAMING, Some(0x9e9a), Some(0x196_24bd), Some(2))
        }
        r#"+CREG: 5,"9E9A","0196BDB0",2"# => {
            (Status::ROAMING, Some(0x9e9a), Some(0x196_bdb0), Some(2))
        }
        other => panic!("{other}"),
    };
    assert_eq!(found, expected, "{line}");
}

fn read(line: &str, is_answer: bool) -> Registration<'_> {
    let line = Line::new(line.as_bytes());
    let found = match (line.name(), is_answer) {
        (b"+CREG", true) => creg::Read::answer(line).map(|answer| answer.registration),
        (b"+CREG", false) => creg::Urc::parse(line).map(|urc| urc.registration),
        (b"+CGREG", true) => cgreg::Read::answer(line).map(|answer| answer.registration),
        (b"+CGREG", false) => cgreg::Urc::parse(line).map(|urc| urc.registration),
        (b"+CEREG", true) => cereg::Read::answer(line).map(|answer| answer.registration),
        (b"+CEREG", false) => cereg::Urc::parse(line).map(|urc| urc.registration),
        (b"+C5GREG", true) => c5greg::Read::answer(line).map(|answer| answer.registration),
        (b"+C5GREG", false) => c5greg::Urc::parse(line).map(|urc| urc.registration),
        _ => panic!("{line}"),
    };
    found.unwrap_or_else(|error| panic!("{line}: {error}"))
}

/// While the read form is in flight.
fn belongs(line: &str) -> Belongs {
    let line = Line::new(line.as_bytes());
    let plan = match line.name() {
        b"+CREG" => creg::Read.plan(),
        b"+CGREG" => cgreg::Read.plan(),
        b"+CEREG" => cereg::Read.plan(),
        _ => c5greg::Read.plan(),
    };
    plan.belongs(line, 0, |_| true)
}

fn status(name: &str) -> Status {
    match name {
        "IDLE" => Status::NOT_REGISTERED,
        "HOME" => Status::HOME,
        "SEARCHING" => Status::SEARCHING,
        "DENIED" => Status::DENIED,
        "ROAMING" => Status::ROAMING,
        "ROAMING_CSFB_NOT_PREFERRED" => Status::ROAMING_CSFB_NOT_PREFERRED,
        "ATTACHED_RLOS" => Status::ATTACHED_RLOS,
        other => panic!("{other}"),
    }
}

fn access(name: &str) -> Option<AccessTechnology> {
    match name {
        "UNKNOWN" => None,
        "GSM" => Some(AccessTechnology::GSM),
        "UMTS" => Some(AccessTechnology::UTRAN),
        "EDGE" => Some(AccessTechnology::EGPRS),
        "LTE" => Some(AccessTechnology::E_UTRAN),
        "5GNR" => Some(AccessTechnology::NR_5GCN),
        other => panic!("{other}"),
    }
}
