use core::fmt;

/// A line that a [`Server`](super::Server) knows: one SIM card of a gateway, with credentials and an
/// address of its own.
///
/// It is good as long as the line is not removed, and never names another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineId {
    pub(super) slot: u32,
    /// Tells it from earlier lines in the same slot.
    pub(super) generation: u32,
}

/// An SMS that a [`Server`](super::Server) has taken, for all its recipients. A delivery report may
/// name it after a restart: with [`ServerState`](super::ServerState), none has the number of an
/// earlier one.
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SmsId(pub(super) u64);

/// A command or a USSD code that a [`Server`](super::Server) has taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommandId(pub(super) u64);

/// An event that waits for its acknowledgement by the application: see
/// [`AckMode::ByApplication`](super::AckMode::ByApplication).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventTicket(pub(super) u64);

impl SmsId {
    /// Its number, by which an application can store it.
    pub const fn as_u64(self) -> u64 {
        self.0
    }
}

macro_rules! prints_the_number {
    ($($type:ty),*) => {$(
        /// Prints the number.
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

prints_the_number!(SmsId, CommandId, EventTicket);
