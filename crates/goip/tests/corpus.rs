//! Replays the corpora of the fuzz targets, without a fuzzer.

#![cfg(feature = "std")]
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "this is how a test fails")]

use core::panic::AssertUnwindSafe;
use std::fs;
use std::panic::{catch_unwind, resume_unwind};
use std::path::Path;

#[path = "../../../fuzz/src/goip/mod.rs"]
mod targets;

fn replay(name: &str) {
    let (_, target) = targets::TARGETS.iter().find(|(target, _)| *target == name).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name);
    let mut inputs: Vec<_> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(!inputs.is_empty(), "{} is empty", folder.display());
    inputs.sort();
    for path in inputs {
        let input = fs::read(&path).unwrap();
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| target(&input))) {
            eprintln!("the failing input is {}", path.display());
            resume_unwind(panic);
        }
    }
}

#[test]
fn gateway() {
    replay("goip_gateway");
}

#[test]
fn gateway_message() {
    replay("goip_gateway_message");
}

#[test]
fn pair() {
    replay("goip_pair");
}

#[test]
fn round_trip() {
    replay("goip_round_trip");
}

#[test]
fn server() {
    replay("goip_server");
}

#[test]
fn server_message() {
    replay("goip_server_message");
}
