mod failures;
mod laws;
mod lists;
mod values;
mod writing;

use alloc::vec::Vec;

use super::*;

/// The parameters of a line.
#[track_caller]
fn of(line: &'static str) -> Params<'static> {
    let (_, params) = Params::split(line.as_bytes()).unwrap();
    params
}

/// Nothing is left, and this was tolerated.
#[track_caller]
fn assert_quirks(params: Params<'_>, quirks: &[Quirk]) {
    assert_eq!(params.end().unwrap().iter().collect::<Vec<_>>(), quirks);
}
