//! What `cargo run` shows: each protocol over real sockets of this machine, and whether all went as
//! it should.

pub mod cityeasy;
pub mod goip;
mod stage;

pub use stage::{Audience, Stage};
