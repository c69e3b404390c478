//! AT commands.

pub mod adapters;
pub mod explain;
pub mod modem;
pub mod tcp;
pub mod terminal;
