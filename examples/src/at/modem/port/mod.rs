//! Where the host is.

#[cfg(unix)]
mod terminal;

#[cfg(unix)]
pub(super) use terminal::Terminal;
