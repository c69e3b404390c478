#![doc = include_str!("../README.md")]
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod command;
mod crc;
mod decoder;
mod encoder;
mod frame;
mod id;
pub mod message;
pub mod report;
mod running_sum;
#[cfg(feature = "alloc")]
mod session;

pub use command::Command;
pub use crc::{CrcKind, CrcPolicy};
pub use decoder::{FrameDecoder, FrameError, FrameFault};
pub use encoder::{Addressed, EncodeError, FrameEncoder};
pub use frame::{Direction, Frame};
pub use id::{IdError, IdText, TrackerId};
pub use message::{Downlink, Uplink};
pub use report::Report;
#[cfg(feature = "alloc")]
pub use session::{
    BoxTicket, BoxedRecords, CommandError, CommandId, Endpoint, EndpointConfig, Event, EventKind,
    Request, SeenRecords, Server, ServerConfig, ServerStats, Tracker, TrackerConfig, TrackerEvent,
    TrackerStats, Transport, UnknownTicket,
};
