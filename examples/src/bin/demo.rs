//! What `cargo run` starts.

#![allow(clippy::std_instead_of_alloc, reason = "nothing here is without std")]

use std::process::ExitCode;
use std::sync::Arc;

use cellwire_examples::demo::{self, Stage};
use cellwire_examples::notice::complain;
use clap::Parser;

/// Shows the protocols of cellwire over real sockets, and a pseudo-terminal, of this machine: each frame that crosses the
/// wire, and whether all is as it should be. It needs no hardware, no network and no arguments.
///
/// Exits with 0 when it is, and with 1 otherwise.
#[derive(Parser, Debug)]
#[command(version, max_term_width = 100)]
struct Arguments {}

fn main() -> ExitCode {
    let Arguments {} = Arguments::parse();
    let stage = Arc::new(Stage::new());
    let shown = demo::goip::show(&stage)
        .and_then(|()| demo::cityeasy::show(&stage))
        .and_then(|()| demo::at::show(&stage))
        .and_then(|()| demo::download::show(&stage));
    let (_, failed) = stage.end();
    match shown {
        Ok(()) if failed == 0 => ExitCode::SUCCESS,
        Ok(()) => ExitCode::FAILURE,
        Err(error) => {
            complain("demo", &error);
            ExitCode::FAILURE
        }
    }
}
