//! AT commands.

pub mod explain;
pub mod modem;
pub mod terminal;
