//! Commands, lines and results as the fields of JSON objects, under their documented names.

use cellwire_at::lexer::FinalResult;
use cellwire_at::params::{Params, Peek, Quirk, Quirks};
use cellwire_at::urc::Urc;
use cellwire_at::vendor::{a76xx, l610};
use cellwire_at::{CommandLine, Form, Line, Request, answer_fields, command_fields};
use serde_json::value::Serializer;
use serde_json::{Map, Value};

use super::secrets::{self, SECRET};
use super::{Texts, message, params};
use crate::frames::{Fields, set};
use crate::text::lossless;

/// What a form is called.
const fn form(form: Form) -> &'static str {
    match form {
        Form::Action => "action",
        Form::Test => "test",
        Form::Read => "read",
        Form::Set => "set",
    }
}

/// The name of a command line, and its fields: those of its command, or `commands` if it has several.
pub fn command(line: &[u8], texts: Texts, show_secrets: bool) -> (String, Fields) {
    let mut fields = Fields::new();
    let ranges = if show_secrets { Vec::new() } else { secrets::in_command_line(line) };
    set!(fields, "line": secrets::masked(line, &ranges));
    let Some([b'A' | b'a', b'T' | b't']) = line.get(..2) else {
        let name = if line.eq_ignore_ascii_case(b"A/") { "A/" } else { "text" };
        return (name.into(), fields);
    };
    let mut all = Vec::new();
    for request in CommandLine::new(&line[2..]) {
        match request {
            Ok(request) => all.push(one(&request, texts, show_secrets)),
            Err(error) => set!(fields, "error": error.to_string()),
        }
    }
    match all.len() {
        0 => ("AT".into(), fields),
        1 => {
            let (name, one) = all.swap_remove(0);
            fields.extend(one);
            (name, fields)
        }
        _ => {
            let names: Vec<_> = all.iter().map(|(name, _)| name.clone()).collect();
            let objects = all.into_iter().map(|(name, fields)| {
                let mut object = Map::new();
                set!(object, "name": name);
                object.extend(fields);
                Value::Object(object)
            });
            let objects: Vec<_> = objects.collect();
            set!(fields, "commands": objects);
            (names.join(";"), fields)
        }
    }
}

fn one(request: &Request<'_>, texts: Texts, show_secrets: bool) -> (String, Fields) {
    let mut fields = Fields::new();
    set!(fields, "form": form(request.form));
    let secret = secrets::of_command(request);
    if let Some(Ok(typed)) = command_fields(request, Serializer) {
        put(&mut fields, typed);
        texts.put(&mut fields);
        if request.name == "+CUSD"
            && let Some(text) =
                fields.get("str").and_then(Value::as_str).and_then(|str| texts.text(str.as_bytes()))
        {
            set!(fields, "text": text);
        }
        for (index, key) in &secret {
            if let Some(shown) = secrets::shown(request.params, *index) {
                let shown = if show_secrets { shown } else { SECRET.into() };
                fields.insert((*key).into(), shown.into());
            }
        }
    } else if !request.params.is_done() {
        let hidden: Vec<_> = secret.iter().map(|(index, _)| *index).collect();
        let hidden = if show_secrets { &[][..] } else { &hidden };
        set!(fields, "params": params::array(request.params, hidden));
    }
    (request.name.to_string(), fields)
}

/// Puts what a type says of itself. What is an object of its own in it is part of the whole.
fn put(fields: &mut Fields, typed: Value) {
    match typed {
        Value::Object(object) => {
            for (key, value) in object {
                match value {
                    Value::Object(_) if is_part(&key) => put(fields, value),
                    // What stands in front of a message in text mode, and its state.
                    Value::Array(_) if is_part(&key) => put(fields, value),
                    // What stands in the line of a PDU is how long it is.
                    Value::Number(length) if key == "pdu" => {
                        fields.insert("length".into(), length.into());
                    }
                    value => _ = fields.insert(renamed(&key).into(), value),
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                match item {
                    Value::Object(_) => put(fields, item),
                    item => _ = fields.insert("stat".into(), item),
                }
            }
        }
        Value::Null => {}
        Value::Number(number) => _ = fields.insert("value".into(), number.into()),
        Value::String(text) => _ = fields.insert("text".into(), text.into()),
        value => _ = fields.insert("value".into(), value),
    }
}

/// Objects of a type that have no name on the wire.
fn is_part(key: &str) -> bool {
    matches!(key, "registration" | "message" | "header" | "more" | "event" | "connection")
}

/// Keys that say something else in our objects.
fn renamed(key: &str) -> &str {
    match key {
        "name" => "name_",
        "len" => "len_",
        key => key,
    }
}

/// A line of an answer: its name and its fields.
pub fn answer(line: Line<'_>, sent: &[u8], texts: Texts, show_secrets: bool) -> (String, Fields) {
    let commands = sent.get(2..).unwrap_or_default();
    let mut unnamed = None;
    for request in CommandLine::new(commands).flatten() {
        // A line with a name is of the command with that name.
        let is_its = line.name().eq_ignore_ascii_case(request.name.as_bytes());
        if !is_its && !line.name().is_empty() && unnamed.is_some() {
            continue;
        }
        unnamed.get_or_insert(request);
        let typed = answer_fields(&request.name, request.form, line, Serializer);
        if let Some((Ok(typed), quirks)) = typed {
            let mut fields = Fields::new();
            match (request.form, typed) {
                (Form::Test, Value::String(_)) => {
                    let (_, params) = Params::split(line.as_bytes())
                        .unwrap_or_else(|| (&[], Params::new(line.as_bytes())));
                    set!(fields, "params": params::array(params, &[]));
                }
                (_, typed) => put(&mut fields, typed),
            }
            if show_secrets {
                show(&mut fields, line);
            }
            more(&mut fields, line, texts);
            put_quirks(&mut fields, quirks);
            // What becomes of a command may be told by a line of another name, or without one: `CLOSED`.
            let name = line.name();
            if fields.is_empty() {
                return untyped(line, show_secrets);
            }
            if !name.is_empty() && is_name(name) {
                return (upper(name), fields);
            }
            return (request.name.to_string(), fields);
        }
    }
    let (name, mut fields) = untyped(line, show_secrets);
    match unnamed {
        // The answer has no name of its own.
        Some(request) if line.name().is_empty() => (request.name.to_string(), fields),
        _ => {
            more(&mut fields, line, texts);
            (name, fields)
        }
    }
}

/// A line that nobody asked for.
pub fn unsolicited(line: Line<'_>, texts: Texts, show_secrets: bool) -> (String, Fields) {
    if let Some((typed, quirks)) = typed_urc(line) {
        let mut fields = Fields::new();
        put(&mut fields, typed);
        more(&mut fields, line, texts);
        put_quirks(&mut fields, quirks);
        return (upper(without_number(line.name())), fields);
    }
    as_answer(line, texts, show_secrets).unwrap_or_else(|| untyped(line, show_secrets))
}

/// What an unsolicited line says: by the standards, or, since no two vendors have the same names, by the
/// vendor who has this one.
fn typed_urc(line: Line<'_>) -> Option<(Value, Quirks)> {
    if line.name().is_empty() {
        return None;
    }
    let value = |urc: serde_json::Result<Value>, quirks| Some((urc.ok()?, quirks));
    if let Some((urc, quirks)) = Urc::parse_noting(line) {
        return value(serde_json::to_value(urc), quirks);
    }
    let (typed, quirks) = match l610::Urc::parse_noting(line) {
        Some((urc, quirks)) => value(serde_json::to_value(urc), quirks),
        None => {
            let (urc, quirks) = a76xx::Urc::parse_noting(line)?;
            value(serde_json::to_value(urc), quirks)
        }
    }?;
    // Others have lines of the same names that say more.
    (!has_surplus(quirks)).then_some((typed, quirks))
}

fn has_surplus(quirks: Quirks) -> bool {
    quirks.iter().any(|quirk| quirk == Quirk::Surplus)
}

/// A name without the length that may stand right behind it: `+IPD16`.
pub fn without_number(name: &[u8]) -> &[u8] {
    match name.get(..4) {
        Some(front) if front.eq_ignore_ascii_case(b"+IPD") => front,
        _ => name,
    }
}

/// What a line says if it is an answer to something that nobody has seen: those to test commands, which
/// begin with a list, have no names.
fn as_answer(line: Line<'_>, texts: Texts, show_secrets: bool) -> Option<(String, Fields)> {
    let (name, params) = Params::split(line.as_bytes())?;
    if params.is_done() || params.peek() == Peek::List {
        return None;
    }
    let name = upper(name);
    let forms = [Form::Read, Form::Action, Form::Set];
    let mut read = forms.iter().filter_map(|form| answer_fields(&name, *form, line, Serializer));
    // One that leaves something over is not meant if there is another.
    let whole = read.clone().find(|(_, quirks)| !has_surplus(*quirks));
    let is_whole = whole.is_some();
    let (typed, quirks) = whole.or_else(|| read.next())?;
    let mut fields = Fields::new();
    put(&mut fields, typed.ok()?);
    if !is_whole {
        let hidden: Vec<_> = secrets::of_line(line).iter().map(|(index, _)| *index).collect();
        let hidden = if show_secrets { &[][..] } else { &hidden };
        set!(fields, "params": params::array(params, hidden));
    }
    if show_secrets {
        show(&mut fields, line);
    }
    more(&mut fields, line, texts);
    put_quirks(&mut fields, quirks);
    Some((name, fields))
}

/// A line whose parameters have no names: they are `params`, or it is a text.
pub fn untyped(line: Line<'_>, show_secrets: bool) -> (String, Fields) {
    let mut fields = Fields::new();
    let bytes = line.as_bytes();
    match Params::split(bytes) {
        Some((name, params)) if !is_command(bytes) && is_name(name) => {
            let hidden: Vec<_> = secrets::of_line(line).iter().map(|(index, _)| *index).collect();
            let hidden = if show_secrets { &[][..] } else { &hidden };
            set!(fields, "params": params::array(params, hidden));
            put_quirks(&mut fields, looked_through(params));
            (lossless(name), fields)
        }
        _ => {
            let ranges = if show_secrets { Vec::new() } else { secrets::in_line(bytes) };
            set!(fields, "text": secrets::masked(bytes, &ranges));
            let text = bytes.trim_ascii();
            let is_known = cellwire_at::urc::is_unsolicited(Line::new(text));
            (if is_known { upper(text) } else { "text".into() }, fields)
        }
    }
}

/// Whether a name is one of a line, and not a word of a text for people: `Model: L610`.
fn is_name(name: &[u8]) -> bool {
    !name.first().is_some_and(u8::is_ascii_alphanumeric)
        || cellwire_at::urc::is_unsolicited(Line::new(&[name, b":"].concat()))
}

/// Whether a line looks like a command, and so is the echo of one that nobody has seen.
pub fn is_command(line: &[u8]) -> bool {
    let [b'A' | b'a', b'T' | b't', commands @ ..] = line else { return false };
    match commands {
        [] => true,
        [b' ', ..] => false,
        _ => CommandLine::new(commands).all(|request| request.is_ok()),
    }
}

/// What is odd about parameters whose types nobody knows.
fn looked_through(mut params: Params<'_>) -> Quirks {
    while !params.is_done() {
        if params.value().is_err() {
            params.skip();
        }
    }
    params.quirks()
}

fn show(fields: &mut Fields, line: Line<'_>) {
    let Some((_, params)) = Params::split(line.as_bytes()) else { return };
    for (index, key) in secrets::of_line(line) {
        if let Some(shown) = secrets::shown(params, index) {
            fields.insert(key.into(), shown.into());
        }
    }
}

/// What a line means, where numbers do not tell.
fn more(fields: &mut Fields, line: Line<'_>, texts: Texts) {
    texts.put(fields);
    if line.is("+CUSD") {
        if let Some(text) = message::ussd(line, texts) {
            set!(fields, "text": text);
        }
    } else if line.is("+CSQ") {
        let rssi = fields.get("rssi").and_then(Value::as_u64);
        if let Some(rssi) = rssi.and_then(|rssi| u8::try_from(rssi).ok())
            && let Some(dbm) = (cellwire_at::status::csq::Answer { rssi, ber: 99 }).rssi_dbm()
        {
            set!(fields, "rssi_dbm": dbm);
        }
    } else if ["+CREG", "+CGREG", "+CEREG", "+C5GREG"].into_iter().any(|name| line.is(name)) {
        let number = |key: &str| fields.get(key)?.as_u64().and_then(|n| u8::try_from(n).ok());
        let stat = number("stat").and_then(|stat| cellwire_at::network::Status(stat).name());
        let act = number("act").and_then(|act| cellwire_at::network::AccessTechnology(act).name());
        for (key, name) in [("stat_name", stat), ("act_name", act)] {
            if let Some(name) = name {
                fields.insert(key.into(), name.into());
            }
        }
    } else if line.is("+CMGR") || line.is("+CMGL") || line.is("+CMT") || line.is("+CDS") {
        message::on_line(fields, line);
    }
}

fn put_quirks(fields: &mut Fields, quirks: Quirks) {
    if !quirks.is_empty() {
        let names: Vec<_> = quirks.iter().map(Quirk::name).collect();
        set!(fields, "quirks": names);
    }
}

fn upper(name: &[u8]) -> String {
    lossless(&name.to_ascii_uppercase())
}

/// A final result: its name and its fields.
pub fn result(result: &FinalResult<'_>) -> (String, Fields) {
    let mut fields = Fields::new();
    let name = match result {
        FinalResult::Ok => "OK".into(),
        FinalResult::Connect(text) => {
            if !text.is_empty() {
                set!(fields, "text": params::text(*text));
            }
            "CONNECT".into()
        }
        FinalResult::Error => "ERROR".into(),
        FinalResult::Cme(code) => {
            let number = code.code();
            put_code(&mut fields, number.map(|code| (code.0, code.name())), code.to_string());
            "+CME ERROR".into()
        }
        FinalResult::Cms(code) => {
            let number = code.code();
            put_code(&mut fields, number.map(|code| (code.0, code.name())), code.to_string());
            "+CMS ERROR".into()
        }
        FinalResult::NoCarrier => "NO CARRIER".into(),
        FinalResult::NoDialtone => "NO DIALTONE".into(),
        FinalResult::Busy => "BUSY".into(),
        FinalResult::NoAnswer => "NO ANSWER".into(),
        FinalResult::Vendor(line) => {
            let text = lossless(line.as_bytes());
            let (name, behind) = text.split_once(':').unwrap_or((&text, ""));
            let behind = behind.trim();
            if let Ok(code) = behind.parse::<u32>() {
                set!(fields, "code": code);
            } else if !behind.is_empty() {
                set!(fields, "text": behind);
            }
            name.trim().into()
        }
        other => other.to_string(),
    };
    set!(fields, "success": result.is_success());
    (name, fields)
}

fn put_code(fields: &mut Fields, code: Option<(u16, Option<&str>)>, text: String) {
    match code {
        Some((code, text)) => set!(fields, "code": code, "text": text),
        None if text.is_empty() => set!(fields, "code": Value::Null, "text": Value::Null),
        None => set!(fields, "code": Value::Null, "text": text),
    }
}
