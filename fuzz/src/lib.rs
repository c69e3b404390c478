//! What the fuzz targets do.
//!
//! The targets are plain functions from bytes, so that `cargo test` can replay the corpus without a
//! fuzzer: see `crates/cityeasy/tests/corpus.rs`.

pub mod cityeasy;
