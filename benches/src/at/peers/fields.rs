//! Fields by the crates that read them.

use at_commands::parser::CommandParser;
use serde::Deserialize;

use super::{Fields, Numbers};

/// The crate at-commands.
pub(in super::super) fn at_commands(line: &[u8]) -> Option<Fields<'_>> {
    match line {
        [b'+', b'C', b'S', b'Q', ..] => {
            let (rssi, ber) = CommandParser::parse(line)
                .expect_identifier(b"+CSQ: ")
                .expect_int_parameter()
                .expect_int_parameter()
                .finish()
                .ok()?;
            Some(Fields::Signal { rssi: rssi as u8, ber: ber as u8 })
        }
        [b'+', b'C', b'R', b'E', ..] => {
            let (mode, stat, area, cell, technology) = CommandParser::parse(line)
                .expect_identifier(b"+CREG: ")
                .expect_int_parameter()
                .expect_int_parameter()
                .expect_string_parameter()
                .expect_string_parameter()
                .expect_int_parameter()
                .finish()
                .ok()?;
            Some(Fields::Registration {
                mode: mode as u8,
                stat: stat as u8,
                area: u16::from_str_radix(area, 16).ok()?,
                cell: u32::from_str_radix(cell, 16).ok()?,
                technology: technology as u8,
            })
        }
        [b'+', b'C', b'M', b'T', ..] => {
            let (mem, index) = CommandParser::parse(line)
                .expect_identifier(b"+CMTI: ")
                .expect_string_parameter()
                .expect_int_parameter()
                .finish()
                .ok()?;
            Some(Fields::Stored { mem: mem.as_bytes(), index: index as u16 })
        }
        _ => {
            let (mode, format, name, technology) = CommandParser::parse(line)
                .expect_identifier(b"+COPS: ")
                .expect_int_parameter()
                .expect_int_parameter()
                .expect_string_parameter()
                .expect_int_parameter()
                .finish()
                .ok()?;
            Some(Fields::Operator {
                mode: mode as u8,
                format: format as u8,
                name: name.as_bytes(),
                technology: technology as u8,
            })
        }
    }
}

#[derive(Deserialize)]
struct Signal {
    rssi: u8,
    ber: u8,
}

#[derive(Deserialize)]
struct Registration<'a> {
    mode: u8,
    stat: u8,
    #[serde(borrow)]
    area: &'a str,
    cell: &'a str,
    technology: u8,
}

#[derive(Deserialize)]
struct Stored<'a> {
    mem: &'a str,
    index: u16,
}

#[derive(Deserialize)]
struct Operator<'a> {
    mode: u8,
    format: u8,
    name: &'a str,
    technology: u8,
}

/// The crate `serde_at`, of atat.
pub(in super::super) fn serde_at(line: &[u8]) -> Option<Fields<'_>> {
    match line {
        [b'+', b'C', b'S', b'Q', ..] => {
            let Signal { rssi, ber } = serde_at::from_slice(line).ok()?;
            Some(Fields::Signal { rssi, ber })
        }
        [b'+', b'C', b'R', b'E', ..] => {
            let Registration { mode, stat, area, cell, technology } =
                serde_at::from_slice(line).ok()?;
            let area = u16::from_str_radix(area, 16).ok()?;
            let cell = u32::from_str_radix(cell, 16).ok()?;
            Some(Fields::Registration { mode, stat, area, cell, technology })
        }
        [b'+', b'C', b'M', b'T', ..] => {
            let Stored { mem, index } = serde_at::from_slice(line).ok()?;
            Some(Fields::Stored { mem: mem.as_bytes(), index })
        }
        _ => {
            let Operator { mode, format, name, technology } = serde_at::from_slice(line).ok()?;
            Some(Fields::Operator { mode, format, name: name.as_bytes(), technology })
        }
    }
}

/// The crate at-commands.
pub(in super::super) fn at_commands_numbers(line: &[u8]) -> Option<Numbers> {
    let two = |name| {
        let parser = CommandParser::parse(line).expect_identifier(name);
        let (first, second) = parser.expect_int_parameter().expect_int_parameter().finish().ok()?;
        Some([first, second, 0])
    };
    let three = |name| {
        let parser = CommandParser::parse(line).expect_identifier(name);
        let parser = parser.expect_int_parameter().expect_int_parameter().expect_int_parameter();
        let (first, second, third) = parser.finish().ok()?;
        Some([first, second, third])
    };
    match line {
        [b'+', b'C', b'I', b'P', b'O', ..] => two(b"+CIPOPEN: "),
        [b'+', b'C', b'I', b'P', b'S', ..] => three(b"+CIPSEND: "),
        [b'+', b'I', b'P', ..] => two(b"+IPCLOSE: "),
        [b'+', b'M', b'I', b'P', b'P', ..] => two(b"+MIPPUSH: "),
        [b'+', b'M', b'I', b'P', b'S', b'E', ..] => three(b"+MIPSEND: "),
        _ => two(b"+MIPSTAT: "),
    }
}
