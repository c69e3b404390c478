//! What the commands here are tested with, too.

use alloc::string::{String, ToString};

use crate::command::{Command, Fields};
use crate::params::Params;
use crate::{Belongs, Line, Plan, Verdict};

pub(super) fn belongs(plan: Plan, line: &str, before: u16) -> Belongs {
    plan.belongs(Line::new(line.as_bytes()), before, |_| true)
}

pub(super) fn verdict(plan: Plan, line: &str) -> Verdict {
    plan.verdict(Line::new(line.as_bytes()))
}

/// Why a command cannot be written.
#[track_caller]
pub(super) fn unwritable<'a>(command: impl Command + Fields<'a>) -> String {
    command.write_line(&mut [0; 400]).unwrap_err().to_string()
}

/// Why a modem cannot read a command.
#[track_caller]
pub(super) fn refused<'a, C: Command + Fields<'a>>(fields: &'a str) -> String {
    match C::parse(Params::new(fields.as_bytes())) {
        Ok(_) => panic!("{fields} is read"),
        Err(error) => error.to_string(),
    }
}
