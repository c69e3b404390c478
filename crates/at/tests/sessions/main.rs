//! Host and modem back to back over a simulated serial line, in virtual time.

#![cfg(feature = "alloc")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "this is how a test fails")]

extern crate alloc;

mod commands;
mod data;
mod rig;
