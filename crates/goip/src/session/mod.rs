//! The two sides of the protocol as state machines without I/O.
//!
//! | session | is |
//! |---|---|
//! | [`Server`] | the SMS server, with any number of lines on one socket |
//! | [`Gateway`] | the device, with a socket for each of its lines |
//!
//! Each keeps the contract of [`cellwire_codec::Session`].

mod config;
mod event;
mod gateway;
mod ids;
mod server;
mod sms;
mod state;
mod stats;

pub use config::{AckMode, Gather, Limits, LineConfig, Polling, ServerConfig};
pub use event::{
    CommandFailure, Refusal, ServerEvent, ServerEventKind, SmsDoubt, SmsFailure, SmsOutcome,
};
pub use gateway::{
    Faults, Gateway, GatewayConfig, GatewayConfigError, GatewayEvent, GatewayEventKind,
    GatewayLine, LineAddr, Network, ReportError, ReportId, Resubmission, SubmissionId, UssdAnswer,
};
pub use ids::{CommandId, EventTicket, LineId, SmsId};
pub use server::{LineInfo, Server};
pub use sms::{LineError, SendError, Sms, UnknownTicket};
pub use state::ServerState;
pub use stats::{GatewayStats, ServerStats};

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
