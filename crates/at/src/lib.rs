#![doc = include_str!("../README.md")]
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

pub mod calls;
pub mod charset;
pub mod command;
mod command_line;
mod dialect;
pub mod error;
mod form;
pub mod general;
pub mod host;
mod known;
pub mod lexer;
mod line;
mod log;
pub mod modem;
pub mod network;
pub mod packet;
pub mod params;
pub mod pdu;
pub mod phonebook;
mod plan;
pub mod reader;
#[cfg(feature = "serde")]
mod serialize;
pub mod sim;
pub mod sms;
pub mod sockets;
pub mod status;
pub mod urc;
pub mod ussd;
pub mod v250;
pub mod vendor;

pub use command_line::{CommandLine, Name, Request, SyntaxError};
pub use dialect::{Dialect, PayloadHeader, ReceiveFormat};
pub use form::Form;
pub use known::Commands;
#[cfg(feature = "serde")]
pub use known::{answer_fields, command_fields};
pub use line::Line;
pub use plan::{Belongs, Lines, Plan, Prompt, Verdict};
pub use urc::Urc;
