//! Calls and supplementary services (3GPP TS 27.007, chapters 6 and 7).
//!
//! | command | |
//! |---|---|
//! | `+CHUP` | [hangs up](chup) |
//! | `+CLCC` | [which calls there are](clcc) |
//! | `+CLIP` | [who calls](clip) |
//! | `+CRC`, `+CRING`, `RING` | [that somebody calls](crc) |
//! | `+CCWA` | [that somebody else calls](ccwa) |
//! | `+CCFC` | [where calls go to](ccfc) |
//! | `+CLCK` | [which calls are barred, and other locks](clck) |
//! | `+CPWD` | [passwords of the locks](cpwd) |
//!
//! Numbers are strings as the modem has them, and [`TypeOfAddress`](crate::pdu::TypeOfAddress) says what
//! kind of number one is: 145 has a `+`, 129 is as dialled.

pub mod ccfc;
pub mod ccwa;
pub mod chup;
mod class;
pub mod clcc;
pub mod clck;
pub mod clip;
pub mod cpwd;
pub mod crc;

#[cfg(test)]
mod tests;

pub use class::{Class, CliValidity};
