#![doc = include_str!("../README.md")]
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod decode;
mod encode;
mod frame_buffer;
#[cfg(feature = "alloc")]
mod in_flight;
mod printable;
mod quirk_set;
mod reader;
mod retry;
mod search;
mod secret;
mod session;
#[cfg(feature = "test-util")]
pub mod test_util;
mod time;
#[cfg(feature = "alloc")]
mod timers;
#[cfg(feature = "tokio-util")]
pub mod tokio;
mod wire_enum;
mod writer;

pub use decode::{Decoded, Decoder, Outcome, Recover, Recovery};
pub use encode::{BufferTooShort, Encoder};
#[cfg(feature = "alloc")]
pub use frame_buffer::Growing;
pub use frame_buffer::{FrameBuffer, Storage};
#[cfg(feature = "alloc")]
pub use in_flight::{Expired, InFlight, InFlightError};
pub use printable::Printable;
pub use reader::{InputTooShort, Reader};
pub use retry::RetryPolicy;
pub use search::{find_byte, find_pair};
pub use secret::Secret;
#[cfg(feature = "alloc")]
pub use secret::SecretBuf;
pub use session::{Session, Transmit};
#[cfg(feature = "std")]
pub use time::Clock;
pub use time::Instant;
#[cfg(feature = "alloc")]
pub use timers::Timers;
pub use writer::Writer;
