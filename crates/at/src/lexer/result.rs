//! Which lines are final results.

use super::FinalResult;
use crate::error::ErrorCode;
use crate::params::Str;
use crate::{Dialect, Line};

/// The final result that a line is in the words of V.250.
pub(super) fn verbose(line: &[u8]) -> Option<FinalResult<'_>> {
    let found = match *line {
        [b'O', b'K'] => FinalResult::Ok,
        [b'E', b'R', b'R', b'O', b'R'] => FinalResult::Error,
        [b'C', b'O', b'N', b'N', b'E', b'C', b'T', ref text @ ..] => match text {
            [] => FinalResult::Connect(Str::default()),
            [b' ' | b'/', ..] => FinalResult::Connect(text.trim_ascii().into()),
            _ => return None,
        },
        [b'N', b'O', b' ', ref what @ ..] => match what {
            b"CARRIER" => FinalResult::NoCarrier,
            b"DIALTONE" | b"DIAL TONE" => FinalResult::NoDialtone,
            b"ANSWER" => FinalResult::NoAnswer,
            _ => return None,
        },
        [b'B', b'U', b'S', b'Y'] => FinalResult::Busy,
        _ => return None,
    };
    Some(found)
}

/// A code of V.250 as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numeric<'a> {
    Final(FinalResult<'a>),
    Ring,
}

/// The code that a line is, if it is one digit. Codes of two digits are of vendors, and cannot be told
/// from answers.
pub(super) fn numeric(line: &[u8]) -> Option<Numeric<'_>> {
    let [digit] = line else { return None };
    Some(Numeric::Final(match digit {
        b'0' => FinalResult::Ok,
        b'1' => FinalResult::Connect(Str::default()),
        b'2' => return Some(Numeric::Ring),
        b'3' => FinalResult::NoCarrier,
        b'4' => FinalResult::Error,
        b'5' => FinalResult::Connect(line.into()),
        b'6' => FinalResult::NoDialtone,
        b'7' => FinalResult::Busy,
        b'8' => FinalResult::NoAnswer,
        _ => return None,
    }))
}

/// An error of 27.007 or 27.005.
pub(super) fn network_error(line: &[u8]) -> Option<FinalResult<'_>> {
    if let [b'+', b'C' | b'c', b'M' | b'm', kind, ..] = line {
        match kind {
            b'E' | b'e' => {
                if let Some(code) = behind(line, b"+CME ERROR") {
                    return Some(FinalResult::Cme(ErrorCode::parse(code)));
                }
            }
            b'S' | b's' => {
                if let Some(code) = behind(line, b"+CMS ERROR") {
                    return Some(FinalResult::Cms(ErrorCode::parse(code)));
                }
            }
            _ => {}
        }
    }
    None
}

/// An error of 27.007 or 27.005, or in the words of the vendor.
#[cold]
pub(super) fn error<'a>(line: &'a [u8], dialect: &Dialect) -> Option<FinalResult<'a>> {
    if let Some(result) = network_error(line) {
        return Some(result);
    }
    let is_error = dialect.errors().iter().any(|text| match text.as_bytes() {
        text @ [.., b':'] => line.starts_with(text),
        text => line == text,
    });
    is_error.then(|| FinalResult::Vendor(Line::new(line)))
}

/// What stands behind this and a colon; some modems forget the colon where nothing follows.
#[inline]
fn behind<'a>(line: &'a [u8], name: &[u8; 10]) -> Option<&'a [u8]> {
    let (front, behind) = line.split_first_chunk::<10>()?;
    if front != name && !front.eq_ignore_ascii_case(name) {
        return None;
    }
    match behind {
        [b':', code @ ..] => Some(code),
        [] => Some(behind),
        _ => None,
    }
}
