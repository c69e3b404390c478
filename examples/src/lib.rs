//! What the programs of this package share: programs on std sockets around the cellwire crates,
//! each with a peer that needs no hardware.
//!
//! | module | is |
//! |---|---|
//! | [`input`], [`hex`], [`transcript`] | bytes from files |
//! | [`frames`], [`dump`], [`output`] | what `decode` prints, whatever the protocol |
//! | [`driver`] | the loop that drives a session on a socket |
//! | [`notice`], [`wire`] | what a program says while it runs |
//! | [`files`], [`store`], [`console`] | files that are whole, lines that are stored, lines that are typed |
//! | [`at`], [`cityeasy`], [`goip`] | the part of each protocol in each program |
//! | [`demo`] | what `cargo run` shows |

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it is what programs are for")]
#![allow(clippy::exhaustive_enums, clippy::exhaustive_structs, reason = "it is not published")]
#![allow(clippy::std_instead_of_alloc, reason = "nothing here is without std")]

pub mod at;
pub mod cityeasy;
pub mod console;
pub mod demo;
pub mod driver;
pub mod dump;
pub mod files;
pub mod frames;
pub mod goip;
pub mod hex;
pub mod input;
pub mod notice;
pub mod output;
pub mod store;
pub mod sync;
pub mod text;
pub mod transcript;
pub mod wire;

/// The front page of the repository, whose example compiles.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
#[derive(Debug)]
pub struct FrontPage;
