//! AT commands. Each function panics where a law is broken.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    unreachable_pub,
    reason = "a target that goes wrong has to fail, and the module is also part of a test"
)]

mod command_line;
mod host;
mod lexer;
mod modem;
mod params;
mod pdu;
mod sockets;
#[allow(dead_code, reason = "not everything is needed here")]
#[path = "../source.rs"]
mod source;
mod vendor;

pub use command_line::command_line;
pub use host::host;
pub use lexer::{lexer, reader};
pub use modem::modem;
pub use params::{params, params_round_trip};
pub use pdu::pdu;
pub use sockets::sockets;
pub use vendor::vendor;

/// Every target with its name, which is that of its corpus.
#[allow(dead_code, reason = "for the test")]
pub const TARGETS: &[(&str, Target)] = &[
    ("at_command_line", command_line),
    ("at_host", host),
    ("at_lexer", lexer),
    ("at_modem", modem),
    ("at_params", params),
    ("at_params_round_trip", params_round_trip),
    ("at_pdu", pdu),
    ("at_reader", reader),
    ("at_sockets", sockets),
    ("at_vendor", vendor),
];

/// Panics where a law is broken.
pub type Target = fn(&[u8]);
