//! The two sides of the protocol as state machines without I/O.
//!
//! | session | is |
//! |---|---|
//! | [`Server`] | the SMS server, with any number of lines on one socket |
//! | [`Gateway`] | the device, with a socket for each of its lines |
//!
//! Each keeps the contract of [`cellwire_codec::Session`]. They do no I/O, so a test needs no
//! sockets: what one sends is handed to the other.
//!
//! ```
//! use core::net::SocketAddr;
//! use core::time::Duration;
//!
//! use cellwire_codec::Instant;
//! use cellwire_goip::session::{
//!     GatewayLine, LineAddr, LineConfig, ServerEventKind, Sms, SmsOutcome,
//! };
//! use cellwire_goip::{Gateway, GatewayConfig, Server, ServerConfig};
//!
//! let center: SocketAddr = "192.0.2.1:44444".parse()?;
//! let device: SocketAddr = "192.0.2.7:10991".parse()?;
//! let mut server = Server::new(ServerConfig::default());
//! let line = server.add_line(LineConfig::new("goip1", "secret"))?;
//! let lines = vec![GatewayLine::new("goip1", "secret")];
//! let mut gateway = Gateway::new(GatewayConfig::new(center, lines))?;
//! server.send_sms(line, Sms::new("hello", &["+8613800138000"]))?;
//!
//! let (mut now, mut buffer, mut outcome) = (Instant::ORIGIN, [0; 4096], None);
//! while outcome.is_none() {
//!     gateway.handle_timeout(now);
//!     while let Some(sent) = gateway.poll_transmit(now, &mut buffer)? {
//!         server.handle_input(now, device, &buffer[..sent.len]);
//!         while let Some(event) = server.poll_event() {
//!             if let ServerEventKind::Outcome { outcome: said, .. } = event.kind {
//!                 outcome = Some(said);
//!             }
//!         }
//!     }
//!     server.handle_timeout(now);
//!     while let Some(sent) = server.poll_transmit(now, &mut buffer)? {
//!         gateway.handle_input(now, LineAddr { line: 0, peer: center }, &buffer[..sent.len]);
//!         while gateway.poll_event().is_some() {}
//!     }
//!     now += Duration::from_millis(100); // Nobody waits: this is all the time there is.
//! }
//! assert!(matches!(outcome, Some(SmsOutcome::Sent { sms_no: Some(_) })));
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```

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
    CommandFailure, Postponement, Refusal, ServerEvent, ServerEventKind, SmsDoubt, SmsFailure,
    SmsOutcome,
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
