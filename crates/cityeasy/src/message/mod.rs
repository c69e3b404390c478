//! The messages of both directions (sections II and III), and the types of their fields.
//!
//! | command | from the tracker | from the server |
//! |---|---|---|
//! | 0x0001 | [`Uplink::Heartbeat`] | [`Downlink::HeartbeatReply`] |
//! | 0x0002 | [`Uplink::GetIp`] | [`Downlink::Ip`] |
//! | 0x4101 | [`Uplink::Location`], 0x9955 | [`Downlink::RequestLocation`] |
//! | 0x4102 | [`Uplink::SetIntervalReply`], 0x5100 | [`Downlink::SetInterval`] |
//! | 0x4103 | [`Uplink::SetAuthorizedPhoneReply`] | [`Downlink::SetAuthorizedPhone`] |
//! | 0x4130 | [`Uplink::SetWiretapPhoneReply`] | [`Downlink::SetWiretapPhone`] |
//! | 0x9003 | [`Uplink::AuthorizedPhones`] | [`Downlink::ReadAuthorizedPhone`] |
//! | 0x9956 | [`Uplink::BlackBox`] | [`Downlink::BlackBoxReply`] |
//! | 0x9957 | [`Uplink::SendSmsReply`] | [`Downlink::SendSms`] |
//! | 0x9958 | [`Uplink::GetAddress`] | [`Downlink::Address`] |
//! | 0x5000 | [`Uplink::Login`] | [`Downlink::LoginReply`], 0x4000 |
//! | 0x9999 | [`Uplink::Alarm`] | |
//! | others | [`Uplink::Raw`] | [`Downlink::Raw`] |
//!
//! The last two commands are of the Meiligao family, whose trackers speak the same frame.
//!
//! Reading is lenient: what is odd but can be understood is accepted, and each type says how it
//! shows. `parse_strict` refuses it. Writing is strict: `check`, which an
//! [encoder](crate::FrameEncoder) calls, refuses what the protocol does not have, and what is
//! written is always in the form of the protocol, however it was read.

mod address_query;
mod black_box;
mod body;
mod button;
mod downlink;
mod error;
mod flag;
#[cfg(feature = "alloc")]
mod owned;
mod phone;
mod phone_list;
mod server_address;
#[cfg(test)]
mod tests;
mod text;
mod uplink;

pub use address_query::{AddressQuery, PositionHint};
pub use black_box::{BlackBox, BlackBoxError};
pub use button::Button;
pub use downlink::Downlink;
pub use error::{BodyError, BodyFault, FieldError, FieldFault};
pub use flag::Flag;
#[cfg(feature = "alloc")]
pub use owned::{DownlinkBuf, UplinkBuf};
pub use phone::{Phone, PhoneError};
pub use phone_list::{PhoneList, PhoneListError, PhonePair};
pub use server_address::{AddressError, Host, ServerAddress};
pub use text::{Text, TextError};
pub use uplink::Uplink;
