#![doc = include_str!("../README.md")]
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod check;
mod codec;
mod error;
mod fields;
mod list;
pub mod message;
mod number;
mod quirk;
mod search;
#[cfg(feature = "alloc")]
pub mod session;
mod sink;
mod text;
mod words;

pub use codec::{Datagram, GatewayDecoder, GatewayEncoder, ServerDecoder, ServerEncoder};
pub use error::{DatagramError, ParseError, WriteError};
pub use fields::{Field, Fields};
pub use message::{GatewayMessage, ServerMessage};
pub use quirk::{Quirk, Quirks};
#[cfg(feature = "alloc")]
pub use session::{Gateway, GatewayConfig, Server, ServerConfig};
pub use text::Text;
