//! Short messages (3GPP TS 27.005).
//!
//! | command | |
//! |---|---|
//! | `+CMGF` | [PDU mode or text mode](cmgf) |
//! | `+CMGS`, `+CMGW`, `+CMSS` | [sends](cmgs), [stores](cmgw), [sends what is stored](cmss) |
//! | `+CMGR`, `+CMGL`, `+CMGD` | [reads](cmgr), [lists](cmgl), [deletes](cmgd) |
//! | `+CNMI`, `+CSMS`, `+CNMA` | [how the modem tells of messages](cnmi), [the service](csms), [that one has been received](cnma) |
//! | `+CMTI`, `+CDSI`, `+CMT`, `+CDS`, `+CBM` | [that one is stored](cmti), [messages](cmt), [reports](cds), [cell broadcast](cbm) as they come |
//! | `+CPMS` | [where messages are stored](cpms) |
//! | `+CSCA`, `+CSMP`, `+CSDH`, `+CSCB` | [the service centre](csca), [what text mode does not say](csmp), [and does not show](csdh), [which cell broadcasts](cscb) |
//!
//! What stands in a PDU is read and written by [`pdu`](crate::pdu); texts of text mode are in the
//! character set of `+CSCS`, see [`Charset`](crate::charset::Charset).
//!
//! # Messages stand behind a line
//!
//! A message stands on the lines behind `+CMGR`, `+CMGL`, `+CMT`, `+CDS` and `+CBM`, or, with some modems,
//! on the same line. [`Behind`] tells which it is.
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::sms::{Behind, cmt::Indication};
//! use cellwire_at::command::Information;
//!
//! let line = Line::new(b"+CMT: ,24");
//! assert_eq!(Behind::of(line), Behind::Pdu { length: 24 });
//!
//! let line = Line::new(b"+CMT: \"+4917112345\",,\"22/12/10,14:41:00+04\"");
//! assert_eq!(Behind::of(line), Behind::Text { length: None });
//! let Indication::Text(message) = Indication::parse(line)? else { panic!() };
//! assert_eq!(message.oa.unwrap(), "+4917112345");
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

mod behind;
mod body;
pub mod cbm;
pub mod cds;
pub mod cmgd;
pub mod cmgf;
pub mod cmgl;
pub mod cmgr;
pub mod cmgs;
pub mod cmgw;
pub mod cmss;
pub mod cmt;
pub mod cmti;
pub mod cnma;
pub mod cnmi;
pub mod cpms;
pub mod csca;
pub mod cscb;
pub mod csdh;
pub mod csmp;
pub mod csms;
mod header;
mod indication;
mod stat;
#[cfg(test)]
mod tests;
mod time;
mod validity;

pub use behind::Behind;
pub use body::{BodyError, PduBody, TextBody};
pub use header::{
    Broadcast, CommandHeader, DeliverHeader, PduHeader, ReportHeader, StoredPdu, SubmitHeader,
};
pub use stat::{Stat, TextStat};
pub use time::Time;
pub use validity::Validity;
