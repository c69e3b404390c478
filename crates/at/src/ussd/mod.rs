//! Unstructured supplementary service data: `*100#` and what the network answers (3GPP TS 27.007, 7.15;
//! TS 22.090).
//!
//! | command | |
//! |---|---|
//! | `+CUSD` | [sends a string, and receives one](cusd) |

pub mod cusd;
#[cfg(test)]
mod tests;
