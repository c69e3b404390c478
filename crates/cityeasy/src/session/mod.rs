//! The two sides of the protocol as state machines without I/O.
//!
//! | session | is |
//! |---|---|
//! | [`Server`] | the server's end of one connection |
//! | [`Endpoint`] | the server's end of one datagram socket, with any number of trackers |
//! | [`Tracker`] | the device, on either |
//!
//! Each keeps the contract of [`cellwire_codec::Session`].

mod device;
mod endpoint;
mod event;
mod outbox;
mod peer;
mod request;
mod seen;
mod server;
mod stats;
mod store;
#[cfg(test)]
mod tests;
mod tracker;

pub use endpoint::{Endpoint, EndpointConfig};
pub use event::{BoxTicket, BoxedRecords, CommandId, Event, EventKind};
pub use request::{CommandError, Request, UnknownTicket};
pub use seen::SeenRecords;
pub use server::{Server, ServerConfig};
pub use stats::{ServerStats, TrackerStats};
pub use tracker::{Tracker, TrackerConfig, TrackerEvent, Transport};

/// Says why something was done, under the feature `log`.
macro_rules! debug {
    ($($arg:tt)*) => {{
        #[cfg(feature = "log")]
        log::debug!($($arg)*);
        #[cfg(not(feature = "log"))]
        let _ = format_args!($($arg)*);
    }};
}
pub(crate) use debug;
