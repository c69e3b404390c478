//! Replays the corpora of the fuzz targets, without a fuzzer.

#![cfg(feature = "alloc")]

use core::panic::AssertUnwindSafe;
use std::fs;
use std::panic::{catch_unwind, resume_unwind};
use std::path::Path;

#[path = "../../../fuzz/src/at/mod.rs"]
mod targets;

/// All targets, and for each all inputs.
#[test]
fn corpora() {
    for (name, target) in targets::TARGETS {
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
}
