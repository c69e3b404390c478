//! Why a command has failed: `+CME ERROR` and `+CMS ERROR`.
//!
//! What a modem says is a number, a text or nothing, as `AT+CMEE` has it, and each vendor spells the
//! texts in its own way. A [`CmeError`] or a [`CmsError`] is the number; its
//! [`name`](CmeError::name) is the text.
//!
//! ```
//! use cellwire_at::error::{CmeError, CmsError};
//!
//! assert_eq!(CmeError(30), CmeError::NO_NETWORK_SERVICE);
//! assert_eq!(CmeError(30).name(), Some("no network service"));
//! assert_eq!(CmeError::from_text(b"No network service"), Some(CmeError(30)));
//!
//! // An unknown number is no error, and codes of vendors are told apart.
//! assert_eq!(CmsError(999).name(), None);
//! assert!(CmsError::MN_SMS_TIMER_EXPIRED.is_vendor());
//! ```
//!
//! [`ErrorCode`] reads what stands behind the colon, and keeps what the tables do not have.

mod cme;
mod cms;
pub(crate) mod code;
pub(crate) mod table;
#[cfg(test)]
mod tests;

pub use cme::CmeError;
pub use cms::CmsError;
pub use code::{Code, ErrorCode};
