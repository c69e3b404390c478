//! The phonebook (3GPP TS 27.007, 8.11 to 8.13).
//!
//! | command | |
//! |---|---|
//! | `+CPBS` | [which phonebook](cpbs) |
//! | `+CPBR`, `+CPBF` | [reads](cpbr) and [finds](cpbf) entries |
//!
//! Names are in the character set of `+CSCS`; [`Charset::chars_of`](crate::charset::Charset::chars_of)
//! reads them.

pub mod cpbf;
pub mod cpbr;
pub mod cpbs;
mod entry;
#[cfg(test)]
mod tests;

pub use entry::{Details, Entry, More};
