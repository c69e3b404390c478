use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::*;
use crate::Verdict;

fn belongs(plan: Plan, line: &str, before: u16) -> Belongs {
    plan.belongs(Line::new(line.as_bytes()), before, urc::is_unsolicited)
}

/// The sources of all groups of commands.
#[cfg(feature = "std")]
fn sources() -> Vec<String> {
    const GROUPS: [&str; 12] = [
        "calls",
        "general",
        "network",
        "packet",
        "phonebook",
        "sim",
        "sms",
        "status",
        "ussd",
        "v250",
        "vendor/a76xx",
        "vendor/l610",
    ];
    let of_group = |group: &str| {
        let folder = format!("{}/src/{group}", env!("CARGO_MANIFEST_DIR"));
        let files: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
        assert!(files.iter().all(|path| path.extension().is_some_and(|end| end == "rs")));
        files.into_iter().filter(|path| !path.ends_with("tests.rs")).collect::<Vec<_>>()
    };
    let files = GROUPS.iter().flat_map(|group| of_group(group));
    files.map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// The names and forms that they declare.
#[cfg(feature = "std")]
fn declared() -> Vec<(String, &'static str)> {
    const FORMS: [&str; 4] = ["Action", "Test", "Read", "Set"];
    let mut all = Vec::new();
    for source in sources() {
        let source = source.split("#[cfg(test)]").next().unwrap();
        let mut group: Option<&str> = None;
        for line in source.lines() {
            let quoted = line.split('"').nth(1);
            let trimmed = line.trim_start();
            if trimmed.starts_with("//") {
                continue;
            }
            if let Some(name) = quoted.filter(|_| trimmed.trim_end().ends_with("\":")) {
                group = Some(name);
            } else if line.starts_with('}') {
                group = None;
            } else if let Some(form) = FORMS.into_iter().find(|form| {
                let behind = trimmed.strip_prefix(form);
                behind
                    .is_some_and(|behind| !behind.starts_with(|next: char| next.is_alphanumeric()))
            }) && let Some(name) =
                group.filter(|_| line.starts_with("    ") && !line.starts_with("     "))
            {
                all.push((String::from(name), form));
            } else if let Some(name) = quoted
                && let Some(form) =
                    FORMS.into_iter().find(|form| trimmed.contains(&format!("= {form} \"")))
            {
                all.push((String::from(name), form));
            }
        }
    }
    all
}

#[cfg(feature = "std")]
#[test]
fn every_command_of_every_group_is_in_the_table() {
    let declared = declared();
    assert!(declared.len() > 160, "{}", declared.len());
    for (name, form) in &declared {
        let known =
            KNOWN.iter().any(|known| known.name == name && format!("{:?}", known.form) == *form);
        assert!(known, "{name} {form}");
    }
    for known in KNOWN {
        let plan = (known.plan)();
        assert_eq!((plan.name(), plan.form()), (known.name, known.form));
    }
}

#[test]
fn each_is_found_by_its_line() {
    for known in KNOWN {
        let suffix = if known.name.starts_with('+')
            || known.name.starts_with('^')
            || known.name.starts_with('S')
        {
            known.form.suffix()
        } else {
            ""
        };
        let line = format!("at{}{suffix}\r", known.name);
        let plan = Plan::of_line(line.as_bytes());
        assert_eq!((plan.name(), plan.form()), (known.name, known.form), "{line}");
    }
}

#[test]
fn a_single_command_has_its_own_plan() {
    let plan = Plan::of_line(b"AT+CREG?");
    assert_eq!(belongs(plan, "+CREG: 0,1", 0), Belongs::Yes);
    assert_eq!(belongs(plan, "+CREG: 5,\"00C3\",\"1A2B\"", 0), Belongs::No);
    assert_eq!(belongs(plan, "+CREG: 1,0001,0010,0", 0), Belongs::Unclear);
    assert!(Plan::of_line(b"ATD*99#").connects() && Plan::of_line(b"ATO").connects());
    assert!(Plan::of_line(b"AT+CNMA=1,24").prompt().is_some());
    assert!(Plan::of_line(b"AT+CNMA=0").prompt().is_none());
    assert!(Plan::of_line(b"AT+CIPSEND=1,5").prompt().is_some());
    assert!(Plan::of_line(b"AT+MIPSEND=1,\"4444\"").prompt().is_none());
}

#[test]
fn a_command_of_a_vendor_waits_for_what_becomes_of_it() {
    let verdict = |command: &str, line: &'static str| {
        Plan::of_line(command.as_bytes()).verdict(Line::new(line.as_bytes()))
    };
    assert_eq!(verdict("AT+CIPOPEN=1,\"TCP\",\"1.2.3.4\",5", "+CIPOPEN: 1,0"), Verdict::Whole);
    assert_eq!(verdict("AT+CIPOPEN=1,\"TCP\",\"1.2.3.4\",5", "+CIPOPEN: 2,0"), Verdict::No);
    assert_eq!(verdict("AT+MIPOPEN=1,,\"example.com\",7,0", "+MIPSTAT: 1,1"), Verdict::Whole);
    assert_eq!(verdict("AT+MIPOPEN=1,,\"example.com\",7,0", "+MIPSTAT: 2,1"), Verdict::No);
    // It listens.
    assert_eq!(verdict("AT+MIPOPEN=1,4000,\"\",0,0", "+MIPOPEN: 1,1"), Verdict::No);
    assert_eq!(verdict("AT+NETOPEN", "+NETOPEN: 0"), Verdict::Whole);
    assert_eq!(verdict("AT+CIPMODE=0;+NETOPEN", "+NETOPEN: 0"), Verdict::Whole);
    assert_eq!(verdict("AT+NETOPEN?", "+NETOPEN: 0"), Verdict::No);
    assert_eq!(verdict("AT+MIPSEND=1,5", "+MIPPUSH: 1,0"), Verdict::Partial);
    assert_eq!(verdict("AT+MIPSEND=1", "+MIPPUSH: 1,0"), Verdict::Partial);
    assert_eq!(verdict("AT+MIPSEND=1,\"4444\"", "+MIPPUSH: 1,0"), Verdict::No);
    assert!(
        Plan::of_line(b"AT+MIPSEND=1").deadline() > Plan::of_line(b"AT+MIPSEND=1,5").deadline()
    );
    assert!(Plan::of_line(b"AT+MIPSEND=1").prompt().is_some());
    assert!(Plan::of_line(b"AT+CIPOPEN=0,\"TCP\",\"1.2.3.4\",5").connects());
    assert!(Plan::of_line(b"AT+MIPREAD=1,512").payload().is_some());
}

#[test]
fn a_form_without_a_type_has_its_name() {
    let plan = Plan::of_line(b"AT+CIPSEND?");
    assert_eq!(belongs(plan, "+CIPSEND: 1", 0), Belongs::Yes);
    assert_eq!(belongs(plan, "+IPCLOSE: 0,1", 0), Belongs::No);
    let plan = Plan::of_line(b"AT+CIPRXGET=4,1;+CIPSEND?;+CCHRECV?");
    for line in ["+CIPRXGET: 4,1,16", "+CIPSEND: 1", "+CCHRECV: LEN,0,0"] {
        assert_eq!(belongs(plan, line, 0), Belongs::Yes, "{line}");
    }
    for line in ["+CIPRXGET: 1,1", "+IPCLOSE: 0,1", "CLOSED"] {
        assert_eq!(belongs(plan, line, 0), Belongs::No, "{line}");
    }
}

#[test]
fn an_unknown_command_has_all_that_is_not_unsolicited() {
    let plan = Plan::of_line(b"AT+XYZ=1");
    assert_eq!(belongs(plan, "+XYZ: 1", 3), Belongs::Yes);
    assert_eq!(belongs(plan, "any text", 0), Belongs::Yes);
    assert_eq!(belongs(plan, "+CREG: 1", 0), Belongs::No);
    assert_eq!(belongs(plan, "RING", 0), Belongs::No);
    // Known to be unsolicited, but asked for.
    assert_eq!(belongs(Plan::of_line(b"AT+CTZE?"), "+CTZE: 1", 0), Belongs::Yes);
    assert_eq!(belongs(Plan::of_line(b"AT"), "+CREG: 1", 0), Belongs::No);
}

#[test]
fn several_commands_have_the_names_of_all() {
    let plan = Plan::of_line(b"AT+CMEE=1;+CREG?;+CTZE?;+XYZ;+CGMM");
    for line in ["+CREG: 0,1", "+CTZE: 1", "+XYZ: 1", "L610"] {
        assert_eq!(belongs(plan, line, 2), Belongs::Yes, "{line}");
    }
    for line in ["+CREG: 5,\"00C3\",\"1A2B\"", "+CGREG: 1", "RING"] {
        assert_eq!(belongs(plan, line, 0), Belongs::No, "{line}");
    }
    assert!(plan.deadline() > Plan::DEADLINE);
    assert!(Plan::of_line(b"ATE0D*99#").connects());
    assert_eq!(
        format!("{:?}", plan.lines()),
        "Several([\"+CMEE\", \"+CREG\", \"+CTZE\", \"+CGMM\"])"
    );
}
