//! Where PINs and passwords stand in AT lines.

use core::ops::Range;

use cellwire_at::params::Params;
use cellwire_at::{CommandLine, Form, Line, Request};

use crate::text::lossless;

/// What stands in the place of a secret.
pub const SECRET: &str = "***";

/// Which parameters of a command or of a line are secret, counted from 0, and their names.
type Secrets = &'static [(usize, &'static str)];

const TABLE: &[(&str, Secrets)] = &[
    ("+CPIN", &[(0, "pin"), (1, "newpin")]),
    ("+CPINR", &[]),
    ("+CPIN2", &[(0, "pin"), (1, "newpin")]),
    ("^CPIN", &[(0, "pin"), (1, "newpin")]),
    ("+CLCK", &[(2, "passwd")]),
    ("+CPWD", &[(1, "oldpwd"), (2, "newpwd")]),
    ("+CGAUTH", &[(3, "password")]),
    ("+CPBS", &[(1, "password")]),
    ("+CMQTTCONNECT", &[(5, "password")]),
    ("+CSTT", &[(2, "password")]),
    ("+MIPCALL", &[(3, "password")]),
    ("+QICSGP", &[(4, "password")]),
    ("+UAUTHREQ", &[(3, "password")]),
    ("^AUTHDATA", &[(3, "password")]),
];

fn of_name(name: &[u8]) -> Secrets {
    let found = TABLE.iter().find(|(other, _)| name.eq_ignore_ascii_case(other.as_bytes()));
    match found {
        Some((_, secrets)) => secrets,
        None if sounds_secret(name) => ANY,
        None => &[],
    }
}

/// Of a command that nobody knows, whatever it has.
const ANY: Secrets = &[(0, "param1"), (1, "param2"), (2, "param3"), (3, "param4"), (4, "param5")];

fn sounds_secret(name: &[u8]) -> bool {
    let name = name.to_ascii_uppercase();
    let has = |word: &[u8]| name.windows(word.len()).any(|part| part == word);
    [&b"PIN"[..], b"PUK", b"PWD", b"PASS"].into_iter().any(has) && !has(b"PING")
}

/// The secret parameters of a command.
pub fn of_command(request: &Request<'_>) -> Vec<(usize, &'static str)> {
    let params = &request.params;
    let at = |index| nth(*params, index).map_or(&[][..], unquoted);
    match (request.name.as_str(), request.form) {
        ("+CPIN", Form::Set) => vec![(0, "pin"), (1, "newpin")],
        // A code that sets a PIN.
        ("D", _) if is_pin_code(params.as_bytes()) => vec![(0, "target")],
        ("+CUSD", Form::Set) if is_pin_code(at(1)) => vec![(1, "str")],
        ("+CSIM", Form::Set) if is_pin_apdu(at(1)) => vec![(1, "command")],
        (name, Form::Set) => of_name(name.as_bytes()).to_vec(),
        _ => Vec::new(),
    }
}

/// The secret parameters of a line that a modem has sent.
pub fn of_line(line: Line<'_>) -> Vec<(usize, &'static str)> {
    // Only those that answer with what they were told; the rest tell states under the same names.
    match line.name().to_ascii_uppercase().as_slice() {
        name @ (b"+CGAUTH" | b"+QICSGP" | b"+UAUTHREQ" | b"^AUTHDATA" | b"+CSTT") => {
            of_name(name).to_vec()
        }
        _ => Vec::new(),
    }
}

/// `**04*<old>*<new>*<new>#` and `**05*<puk>*<new>*<new>#`, and those of PIN2; also as it is dialled.
pub fn is_pin_code(text: &[u8]) -> bool {
    let is_no_part = |byte: &u8| matches!(byte, b'T' | b't' | b'P' | b'p' | b'"' | 0..=b' ');
    let start = text.iter().position(|byte| !is_no_part(byte)).unwrap_or(text.len());
    text[start..].starts_with(b"**04") || text[start..].starts_with(b"**05")
}

/// VERIFY, CHANGE, DISABLE, ENABLE and UNBLOCK.
fn is_pin_apdu(digits: &[u8]) -> bool {
    let ins = digits.get(2..4).unwrap_or_default().to_ascii_uppercase();
    digits.len() > 10 && matches!(&ins[..], b"20" | b"24" | b"26" | b"28" | b"2C")
}

fn unquoted(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.trim_ascii();
    bytes.strip_prefix(b"\"").map_or(bytes, |rest| rest.strip_suffix(b"\"").unwrap_or(rest))
}

/// A parameter as it stands in the line, without its comma.
pub fn nth(mut params: Params<'_>, index: usize) -> Option<&[u8]> {
    for _ in 0..index {
        params.skip();
    }
    let all = params.as_bytes();
    params.skip();
    let len = all.len() - params.as_bytes().len();
    let field = &all[..len];
    let field = if params.is_done() { field } else { field.strip_suffix(b",").unwrap_or(field) };
    (!field.trim_ascii().is_empty()).then_some(field)
}

/// A secret parameter as text, without its quotes.
pub fn shown(params: Params<'_>, index: usize) -> Option<String> {
    nth(params, index).map(|field| lossless(unquoted(field)))
}

fn ranges(
    whole: &[u8],
    params: Params<'_>,
    secrets: &[(usize, &str)],
    found: &mut Vec<Range<usize>>,
) {
    for (index, _) in secrets {
        if let Some(field) = nth(params, *index)
            && let Some(start) = offset_in(whole, field)
        {
            found.push(start..start + field.len());
        }
    }
}

/// Where secrets stand in a command line: `AT+CPIN="1234"`.
pub fn in_command_line(line: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let [b'A' | b'a', b'T' | b't', commands @ ..] = line else { return found };
    for request in CommandLine::new(commands) {
        match request {
            Ok(request) => ranges(line, request.params, &of_command(&request), &mut found),
            // Nobody knows what it is; if it may be secret, it is.
            Err(_) => {
                let is_secret = |name: &str| {
                    let name = name.as_bytes();
                    line.windows(name.len()).any(|part| part.eq_ignore_ascii_case(name))
                };
                if TABLE.iter().any(|(name, _)| is_secret(name)) {
                    let equals = line.iter().position(|byte| *byte == b'=').unwrap_or(line.len());
                    let behind = (equals + 1).min(line.len());
                    return core::iter::once(behind..line.len()).collect();
                }
            }
        }
    }
    found
}

/// Where secrets stand in a line of a modem, which may be an echo that nobody awaits.
pub fn in_line(line: &[u8]) -> Vec<Range<usize>> {
    let mut found = in_command_line(line);
    if let Some((_, params)) = Params::split(line) {
        ranges(line, params, &of_line(Line::new(line)), &mut found);
    }
    found
}

/// Where a slice stands in another one of which it is a part.
pub fn offset_in(whole: &[u8], part: &[u8]) -> Option<usize> {
    let offset = (part.as_ptr() as usize).checked_sub(whole.as_ptr() as usize)?;
    (offset + part.len() <= whole.len()).then_some(offset)
}

/// The bytes as text, where `***` stands for each secret.
pub fn masked(bytes: &[u8], secrets: &[Range<usize>]) -> String {
    let mut text = String::new();
    let mut at = 0;
    for secret in secrets {
        text.push_str(&lossless(bytes.get(at..secret.start).unwrap_or_default()));
        text.push_str(SECRET);
        at = secret.end;
    }
    text.push_str(&lossless(bytes.get(at..).unwrap_or_default()));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(line: &str) -> String {
        masked(line.as_bytes(), &in_line(line.as_bytes()))
    }

    #[test]
    fn secrets_are_found_wherever_they_stand() {
        for (open, hidden) in [
            (r#"AT+CPIN="1234""#, "AT+CPIN=***"),
            ("at+cpin=1234,5678", "at+cpin=***,***"),
            ("AT+CMEE=1;+CPIN=1234;+CREG?", "AT+CMEE=1;+CPIN=***;+CREG?"),
            (r#"AT+CLCK="SC",1,"1234",7"#, r#"AT+CLCK="SC",1,***,7"#),
            (r#"AT+CPWD="SC","1234","5678""#, r#"AT+CPWD="SC",***,***"#),
            (r#"AT+CGAUTH=1,1,"me","se,cret""#, r#"AT+CGAUTH=1,1,"me",***"#),
            (r#"+CGAUTH: 1,1,"me","secret""#, r#"+CGAUTH: 1,1,"me",***"#),
            (r#"AT+MIPCALL=1,"apn","me","secret",1"#, r#"AT+MIPCALL=1,"apn","me",***,1"#),
            ("ATD**04*1234*5678*5678#;", "ATD***"),
            (r#"AT+CSIM=26,"0020000108313233FFFFFFFF""#, "AT+CSIM=26,***"),
            (r#"AT+CUSD=1,"**05*1*2*2#",15"#, "AT+CUSD=1,***,15"),
            ("AT+CPIN=1234 )+CPIN", "AT+CPIN=***"),
            ("AT+CPIN?=1234", "AT+CPIN?=***"),
            ("AT+CPIN?", "AT+CPIN?"),
            (r#"AT+CPUK="87654321","4242""#, "AT+CPUK=***,***"),
            ("AT+XPASSWD=1,secret", "AT+XPASSWD=***,***"),
            ("AT+CPINR=\"SIM PIN\"", "AT+CPINR=\"SIM PIN\""),
            ("AT+MPING=1,\"a.b\"", "AT+MPING=1,\"a.b\""),
            ("+CPIN: READY", "+CPIN: READY"),
            ("+CLCK: 1,1", "+CLCK: 1,1"),
            ("AT+CREG=2", "AT+CREG=2"),
        ] {
            assert_eq!(line(open), hidden);
        }
    }
}
