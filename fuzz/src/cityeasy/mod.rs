//! CityEasy. Each function panics where a law is broken.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    unreachable_pub,
    reason = "a target that goes wrong has to fail, and the module is also part of a test"
)]

mod build;
mod message;
mod report;
mod server;
#[path = "../source.rs"]
mod source;
mod stream;
mod tracker;

pub use message::{message, round_trip};
pub use report::report;
pub use server::server;
pub use stream::stream;
pub use tracker::tracker;

/// Every target with its name, which is that of its corpus.
#[allow(dead_code, reason = "for the test")]
pub const TARGETS: &[(&str, Target)] = &[
    ("cityeasy_message", message),
    ("cityeasy_report", report),
    ("cityeasy_round_trip", round_trip),
    ("cityeasy_server", server),
    ("cityeasy_stream", stream),
    ("cityeasy_tracker", tracker),
];

/// Panics where a law is broken.
pub type Target = fn(&[u8]);
