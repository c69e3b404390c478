//! Access to the SIM (3GPP TS 27.007, 8.17 and 8.18; TS 51.011, TS 31.101).
//!
//! | command | |
//! |---|---|
//! | `+CRSM` | [a file of it](crsm) |
//! | `+CSIM` | [any command for it](csim) |
//!
//! Octets are strings of hexadecimal digits in both; [`charset::hex`](crate::charset::hex) reads and
//! writes them.

pub mod crsm;
pub mod csim;
mod status_word;
#[cfg(test)]
mod tests;

pub use status_word::StatusWord;
