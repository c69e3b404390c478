//! Packet data: 3GPP TS 27.007, chapter 10.
//!
//! | commands | what | where |
//! |---|---|---|
//! | `+CGDCONT` | which contexts there are | [`cgdcont`] |
//! | `+CGATT` | whether the phone is attached | [`cgatt`] |
//! | `+CGACT` | which contexts are active | [`cgact`] |
//! | `+CGPADDR` | their addresses | [`cgpaddr`] |
//! | `+CGCONTRDP` | all about the active ones | [`cgcontrdp`] |
//! | `+CGAUTH` | names and passwords | [`cgauth`] |
//!
//! What happens to them is told by [`+CGEV`](crate::network::cgerep).

pub mod cgact;
pub mod cgatt;
pub mod cgauth;
pub mod cgcontrdp;
pub mod cgdcont;
pub mod cgpaddr;
mod pdp_type;

pub use pdp_type::PdpType;
