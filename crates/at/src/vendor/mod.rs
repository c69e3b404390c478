//! The commands that vendors have added: sockets, most of all.

pub mod a76xx;
pub mod l610;
