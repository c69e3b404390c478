#![doc = include_str!("../README.md")]
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

pub mod charset;
mod dialect;
pub mod error;
mod form;
pub mod lexer;
mod line;
pub mod params;
pub mod pdu;
mod plan;

pub use dialect::{Dialect, PayloadHeader, ReceiveFormat};
pub use form::Form;
pub use line::Line;
pub use plan::{Belongs, Body, Lines, Plan, Prompt};
