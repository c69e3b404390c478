//! GoIP. Each function panics where a law is broken.

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
mod gateway;
mod message;
mod pair;
mod server;
#[allow(dead_code, reason = "not everything is needed here")]
#[path = "../source.rs"]
mod source;

pub use gateway::gateway;
pub use message::{gateway_message, round_trip, server_message};
pub use pair::pair;
pub use server::server;

/// Every target with its name, which is that of its corpus.
#[allow(dead_code, reason = "for the test")]
pub const TARGETS: &[(&str, Target)] = &[
    ("goip_gateway", gateway),
    ("goip_gateway_message", gateway_message),
    ("goip_pair", pair),
    ("goip_round_trip", round_trip),
    ("goip_server", server),
    ("goip_server_message", server_message),
];

/// Panics where a law is broken.
pub type Target = fn(&[u8]);
