//! Sessions of the manuals and of the field, as a host sees them, however they are cut.

#![cfg(feature = "serde")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]

mod commands;
#[allow(dead_code, reason = "what happens on the network is for simulated modems")]
mod format;
mod replay;
mod told;
mod vectors;

use std::path::Path;

use cellwire_codec::test_util::for_each_seed;
use cellwire_codec::test_util::link::Rng;

use self::format::Transcript;
use self::replay::{Cuts, replay};

const FOLDERS: [&str; 3] = ["a76xx", "field", "l610"];

fn transcripts() -> Vec<Transcript> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    FOLDERS.iter().flat_map(|folder| Transcript::all(&root.join(folder))).collect()
}

fn replay_all(echoes: bool, cuts: fn() -> Cuts) {
    let transcripts = transcripts();
    let wrong: Vec<_> = transcripts.iter().flat_map(|one| replay(one, echoes, cuts())).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn whole() {
    replay_all(false, || Cuts::Whole);
    replay_all(true, || Cuts::Whole);
}

#[test]
fn byte_by_byte() {
    replay_all(false, || Cuts::Bytes);
    replay_all(true, || Cuts::Bytes);
}

#[test]
fn at_any_cut() {
    let transcripts = transcripts();
    for_each_seed(0..40, |seed| {
        for transcript in &transcripts {
            let cuts = Cuts::Random(Rng::new(seed));
            assert_eq!(replay(transcript, seed % 2 == 0, cuts), [""; 0]);
        }
    });
}
