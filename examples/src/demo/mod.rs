//! What `cargo run` shows: each protocol over real sockets and a pseudo-terminal of this machine, and whether all went as
//! it should.

pub mod at;
pub mod cityeasy;
pub mod download;
pub mod goip;
mod stage;

pub use stage::{Audience, Stage};
