//! The annotated dump of `decode`: the bytes of a frame, part by part, and then its fields.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use serde_json::Value;

use crate::frames::{Entry, Part};

const TITLE: Style = AnsiColor::Green.on_default().bold();
const FAULT: Style = AnsiColor::Red.on_default().bold();
const HEX: Style = AnsiColor::Cyan.on_default();
const NOTE: Style = Style::new().dimmed();
const KEY: Style = AnsiColor::Yellow.on_default();

/// What stands in the place of a secret.
const SECRET: &str = "***";

/// How many bytes stand on a line.
const WIDTH: usize = 16;

/// Writes a frame or a fault.
///
/// # Errors
///
/// Those of `out`.
pub fn write(out: &mut impl Write, from: Option<&str>, entry: &Entry<'_>) -> io::Result<()> {
    let (style, name) = match &entry.what {
        Ok(frame) => (TITLE, format!("{} {}", frame.kind, frame.name)),
        Err(_) => (FAULT, "fault".into()),
    };
    write!(out, "{style}{:08x}  {}{style:#}  ", entry.offset, name.trim_start())?;
    write!(out, "{} byte{}", entry.len, if entry.len == 1 { "" } else { "s" })?;
    match from {
        Some(from) => writeln!(out, " from the {from}")?,
        None => writeln!(out)?,
    }
    match &entry.what {
        Ok(frame) => {
            let mut bytes = entry.bytes;
            for Part { len, note, secret } in &frame.parts {
                let (part, rest) = bytes.split_at(bytes.len().min(*len));
                match secret {
                    true => writeln!(
                        out,
                        "    {SECRET:bytes$} {:chars$}{NOTE}{note}{NOTE:#}",
                        "",
                        bytes = 3 * WIDTH,
                        chars = if frame.is_text { WIDTH + 3 } else { 0 },
                    )?,
                    false => hex(out, part, Some(note), frame.is_text)?,
                }
                bytes = rest;
            }
            for (key, value) in &frame.fields {
                field(out, 1, key, value)?;
            }
        }
        Err(error) => {
            hex(out, entry.bytes, None, true)?;
            if entry.len > entry.bytes.len() as u64 {
                writeln!(out, "    ...")?;
            }
            writeln!(out, "  {FAULT}{error}{FAULT:#}")?;
        }
    }
    writeln!(out)
}

/// Bytes in lines, with a note behind the first line, and with the characters that they are if they are
/// `text`, or many.
fn hex(out: &mut impl Write, bytes: &[u8], note: Option<&str>, text: bool) -> io::Result<()> {
    for (index, line) in bytes.chunks(WIDTH).enumerate() {
        write!(out, "    {HEX}")?;
        for byte in line {
            write!(out, "{byte:02x} ")?;
        }
        write!(out, "{HEX:#}{:blank$}", "", blank = 3 * (WIDTH - line.len()))?;
        let visible = |byte: &u8| if matches!(byte, b' '..=b'~') { char::from(*byte) } else { '.' };
        match note {
            Some(note) if bytes.len() <= WIDTH && !text => write!(out, " {NOTE}{note}{NOTE:#}")?,
            _ => {
                let chars: String = line.iter().map(visible).collect();
                write!(out, " |{chars}|")?;
                if let Some(note) = note.filter(|_| index == 0) {
                    let blank = WIDTH - line.len();
                    write!(out, " {:blank$}{NOTE}{note}{NOTE:#}", "")?;
                }
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

fn field(out: &mut impl Write, depth: usize, key: &str, value: &Value) -> io::Result<()> {
    let indent = 2 * depth;
    write!(out, "{:indent$}{KEY}{key}{KEY:#}: ", "")?;
    match value {
        Value::Array(items) if items.iter().any(Value::is_object) => {
            writeln!(out)?;
            for (index, item) in items.iter().enumerate() {
                field(out, depth + 1, &index.to_string(), item)?;
            }
            Ok(())
        }
        // What fits on a line stands there.
        Value::Object(fields) if fields.len() > 6 => {
            writeln!(out)?;
            fields.iter().try_for_each(|(key, value)| field(out, depth + 1, key, value))
        }
        _ => writeln!(out, "{}", inline(value)),
    }
}

/// A value on one line, so that it cannot steer a terminal.
pub fn inline(value: &Value) -> String {
    match value {
        Value::Null => "-".into(),
        // Quoted and escaped, so that what was received cannot steer the terminal.
        Value::Array(items) => {
            let item = |item: &Value| match item {
                Value::Array(_) => format!("[{}]", inline(item)),
                item => inline(item),
            };
            items.iter().map(item).collect::<Vec<_>>().join(", ")
        }
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| format!("{key} {}", inline(value)));
            fields.collect::<Vec<_>>().join(", ")
        }
        Value::String(text) if !text.is_empty() && !text.contains(char::is_control) => text.clone(),
        other => other.to_string(),
    }
}
