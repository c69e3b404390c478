//! SMS as octets: the TPDUs of 3GPP TS 23.040 in both directions, as PDU mode has them on the AT
//! interface (TS 27.005, `AT+CMGF=0`).
//!
//! | from the network | from the phone |
//! |---|---|
//! | [`Deliver`]: a message | [`Submit`]: a message |
//! | [`SubmitReport`]: the answer to one | [`DeliverReport`]: the answer to one |
//! | [`StatusReport`]: what has become of one | [`Command`]: what is to become of one |
//!
//! A [`Pdu`] has the address of the service centre in front of one of them. All are views of the
//! octets, and need no allocator. With the feature `alloc` there is a
#![cfg_attr(feature = "alloc", doc = "[`Reassembler`]")]
#![cfg_attr(not(feature = "alloc"), doc = "`Reassembler`")]
//! for texts that come in parts.
//!
//! # Reading
//!
//! ```
//! use cellwire_at::pdu::{Direction, PduBuf, Tpdu};
//!
//! // What stands behind "+CMT: ,24" on a line of its own.
//! let octets = PduBuf::from_hex(b"0791448720003023240DD0E474D81C0EBB010000111011315214000BE474D81C0EBB5DE3771B")?;
//! let pdu = octets.pdu(Direction::ToMobile)?;
//! let Tpdu::Deliver(message) = pdu.tpdu else { panic!("no message") };
//! assert_eq!(message.originating_address.to_string(), "diafaan");
//! assert_eq!(message.scts.to_string(), "2011-01-11T13:25:41+00:00");
//!
//! let mut text = [0; 480];
//! assert_eq!(message.text().unwrap().decode_into(&mut text), Ok("diafaan.com"));
//! # Ok::<(), cellwire_at::pdu::ParseError>(())
//! ```
//!
//! Reading is lenient: octets behind the last field are given as
//! [`surplus`](Pdu::surplus); hexadecimal digits may have either case, and blanks between them; a
//! time that is none is kept as it came; reserved coding schemes are read as the standard says; what
//! is unknown is kept. [`Pdu::parse_strict`] refuses all that. What ends too early is a
//! [`ParseError`] that names the field and the octet.
//!
//! # Writing
//!
//! [`Message`] cuts a text into parts, of which PDUs are made. Writing is strict: what the standard
//! does not have is refused before the first octet is written.
//!
//! ```
//! use cellwire_at::pdu::{Address, Message, Pdu, Submit};
//!
//! let part = Message::new("hellohello").parts()?.next().unwrap();
//! let pdu = Pdu::new(Submit::new(Address::new("+46708251358")?, &part));
//! let mut buffer = [0; 352];
//! // AT+CMGS=22, and at the prompt:
//! assert_eq!(pdu.tpdu_len(), 22);
//! assert_eq!(pdu.encode_hex(&mut buffer)?, "0001000B916407281553F800000AE8329BFD4697D9EC37");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Fields
//!
//! | field | type |
//! |---|---|
//! | TP-OA, TP-DA, TP-RA, SMSC | [`Address`], up to 20 digits or 11 septets |
//! | TP-PID, TP-DCS | [`Pid`], [`Dcs`] |
//! | TP-SCTS, TP-DT | [`Timestamp`], local time with its zone in quarters of an hour |
//! | TP-VP | [`ValidityPeriod`], 5 minutes to 63 weeks |
//! | TP-ST, TP-FCS, TP-CT | [`Status`], [`FailureCause`], [`CommandType`] |
//! | TP-UD with TP-UDL and TP-UDHI | [`UserData`], up to 140 octets; its [`Header`] and [`Text`] |

mod address;
mod coding;
mod cursor;
mod deliver;
mod envelope;
mod error;
mod first;
mod header;
mod message;
#[cfg(feature = "alloc")]
mod reassembler;
mod report;
mod status;
mod submit;
#[cfg(test)]
mod tests;
mod time;
mod tpdu;
mod user_data;

pub use address::{Address, AddressError, NumberType, NumberingPlan, TypeOfAddress};
pub use coding::{Class, Dcs, DcsGroup, MessageWaiting, Pid, WaitingKind};
pub use deliver::Deliver;
pub use envelope::{Pdu, PduBuf};
pub use error::{FieldError, ParseError, WriteError};
pub use header::{
    Concatenation, Element, ElementId, Elements, Header, HeaderBuf, Ports, Reference,
};
pub use message::{Message, MessageError, MessagePart, MessageParts};
#[cfg(feature = "alloc")]
pub use reassembler::{
    Assembled, Body, Progress, Reassembler, ReassemblerConfig, ReassemblyError, Unfinished,
};
pub use report::{DeliverReport, ReportParameters, StatusReport, SubmitReport};
pub use status::{CommandType, DeliveryOutcome, FailureCause, Status};
pub use submit::{Command, Submit};
pub use time::{DateTime, Timestamp, ValidityPeriod};
pub use tpdu::{Direction, Tpdu};
pub use user_data::{Text, TextChars, UserData, UserDataBuf};
