//! Much data through the sockets of both simulated modems, over a real pseudo-terminal, in every mode: nothing
//! is lost, and nothing is added.
//!
//! ```text
//!  Sockets ── Driver ── Cut ── pseudo-terminal ── Simulation ── TCP ── Peer
//!   (this process)  reads and writes               pieces, faults,     sends and checks, too
//!                   cut at random                  unsolicited lines
//! ```
//!
//! Both ends know the seed of what the other one sends, so that each byte is compared when it comes. It is
//! random bytes, and words that would mean something elsewhere on the line.
//!
//! The usual size takes some seconds. `CELLWIRE_SOAK_MB=10` makes it 10 MB each way and mode, best with
//! `--release -- --nocapture --test-threads=1`, which prints how long each mode takes.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "these are tests")]
#![allow(clippy::std_instead_of_alloc, reason = "nothing here is without std")]

mod conversation;
mod cut;
mod forms;
mod link;
mod modes;
mod noise;
mod peer;
mod random;
mod rig;
mod stream;
