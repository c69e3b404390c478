//! Where the host is.

mod pieces;
#[cfg(unix)]
mod terminal;

pub(super) use pieces::{Cut, Pieces};
#[cfg(unix)]
pub(super) use terminal::Terminal;
