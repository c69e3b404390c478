//! The network: 3GPP TS 27.007, chapters 7 and 10.
//!
//! | commands | what | where |
//! |---|---|---|
//! | `+CREG`, `+CGREG`, `+CEREG`, `+C5GREG` | whether the phone is registered | [`creg`], [`cgreg`], [`cereg`], [`c5greg`] |
//! | `+COPS` | which operator | [`cops`] |
//! | `+CPOL` | which operators are preferred | [`cpol`] |
//! | `+CNUM` | the own numbers | [`cnum`] |
//! | `+CGEREP`, `+CGEV` | what happens to packet data | [`cgerep`] |

mod access;
pub mod cgerep;
pub mod cnum;
pub mod cops;
pub mod cpol;
mod registration;

pub use access::AccessTechnology;
pub use registration::{CauseType, Mode, Registration, Status, c5greg, cereg, cgreg, creg};
