//! The GoIP part of the programs.

pub mod explain;
pub mod gateway;
pub mod json;
mod lines;
pub mod objects;
mod parts;
pub mod server;

pub use lines::{Credentials, Network};
