//! What the fuzz targets do.
//!
//! The targets are plain functions from bytes, so that `cargo test` can replay the corpus without a
//! fuzzer: see `tests/corpus.rs` of each crate.

pub mod at;
pub mod cityeasy;
pub mod goip;
