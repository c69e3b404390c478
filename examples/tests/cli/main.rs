//! The programs, run as a user runs them.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "these are tests")]
#![allow(clippy::std_instead_of_alloc, reason = "nothing here is without std")]

mod at;
mod at_tcp;
mod at_terminal;
mod cityeasy;
mod decode;
mod demo;
mod goip;
mod modem;
mod modem_a76xx;
mod modem_host;
mod modem_l610;
mod program;
mod run;
mod vectors;
