//! Fibocom L610: TCP and UDP sockets, as its manual for TCP/UDP has them (V1.0.0), and its relatives G510,
//! G610 and MC610.
//!
//! | commands | what | where |
//! |---|---|---|
//! | `+MIPCALL` | creates a wireless link | [`mipcall`] |
//! | `+MIPOPEN`, `+MIPCLOSE` | opens a socket, closes it | [`mipopen`], [`mipclose`] |
//! | `+MIPODM`, `+MIPDATA` | opens one in data mode, and tells of data when that was left | [`mipodm`], [`mipdata`] |
//! | `+MIPSEND`, `+MIPPUSH`, `+MIPFLUSH` | sends data, pushes it, drops it | [`mipsend`], [`mippush`], [`mipflush`] |
//! | `+MIPSETS`, `+MIPDSETS` | when data is pushed, and how it is handed out | [`mipsets`], [`mipdsets`] |
//! | `+MIPRTCP`, `+MIPRUDP`, `+MIPREAD` | received data | [`miprtcp`], [`miprudp`], [`mipread`] |
//! | `+MIPSTAT`, `+MIPXOFF`, `+MIPXON` | how a socket is, and whether it takes data | [`mipstat`], [`mipxoff`], [`mipxon`] |
//! | `+MIPCONF`, `+MIPKEEPCONF` | how TCP is to work | [`mipconf`], [`mipkeepconf`] |
//! | `+MPING`, `+MPINGSTAT` | pings | [`mping`] |
//! | `+MSDNS`, `+MSV6DNS`, `+MIPDNS` | servers of names, and what they say | [`msdns`], [`mipdns`] |
//! | `+MIPNTP` | sets the clock | [`mipntp`] |
//! | `+GTSET` | the format of received data, and a timeout | [`gtset`] |
//! | `+SIM` | the card, when the module starts | [`sim`] |
//!
//! [`Urc`] has all that comes unasked, and [`TcpipError`] why something has failed.
//!
//! # A connection
//!
//! `OK` to most of these commands only says that they were taken. What became of them is a line behind it, or in
//! front of it with some modules; the [plan](crate::Plan::with_verdict) of each knows which one.
//!
//! ```
//! use cellwire_at::command::{Command, Information};
//! use cellwire_at::vendor::l610::{self, CountedData, Protocol, Urc};
//! use cellwire_at::{Line, Verdict};
//!
//! let mut line = [0; 64];
//!
//! // First a link.
//! let call = l610::mipcall::Set::with_apn(l610::mipcall::Operation::IPV4, "internet");
//! let len = call.write_line(&mut line)?;
//! assert_eq!(&line[..len], b"AT+MIPCALL=1,\"internet\"\r");
//! assert_eq!(call.plan().verdict(Line::new(b"+MIPCALL: 10.1.2.3")), Verdict::Whole);
//!
//! // Then a socket.
//! let open = l610::mipopen::Set {
//!     socket_id: 1,
//!     source_port: None,
//!     remote_ip: "example.com".into(),
//!     remote_port: 7,
//!     protocol: Protocol::TCP_IPV4,
//! };
//! let len = open.write_line(&mut line)?;
//! assert_eq!(&line[..len], b"AT+MIPOPEN=1,,\"example.com\",7,0\r");
//! assert_eq!(open.plan().verdict(Line::new(b"+MIPOPEN: 1,1")), Verdict::Whole);
//!
//! // Data goes out behind a prompt.
//! let send = l610::mipsend::Counted { socket_id: 1, data: CountedData::new(b"hello")? };
//! let len = send.write_line(&mut line)?;
//! assert_eq!(&line[..len], b"AT+MIPSEND=1,5\r");
//! assert_eq!(send.body().unwrap().data(), b"hello");
//! assert_eq!(send.plan().verdict(Line::new(b"+MIPPUSH: 1,0")), Verdict::Partial);
//!
//! // And comes in unasked.
//! let Urc::Miprtcp(received) = Urc::parse(Line::new(b"+MIPRTCP: 1,0,68656C6C6F")) else { panic!() };
//! assert!(received.data.decoded().unwrap().eq(*b"hello"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Received data
//!
//! `AT+GTSET="IPRFMT"` has four formats, of which the [dialect](crate::Dialect::l610) has to know the one in
//! force. With format 1 raw bytes come without any header, and cannot be told from anything else; it can be
//! set, and is not supported.
//!
//! # Ranges
//!
//! Ranges are those of the manual: a command out of them is neither written nor read. Lines of a module are
//! read with any value.

mod address;
mod bounded;
mod data;
pub mod error;
pub mod gtset;
pub mod mipcall;
pub mod mipclose;
pub mod mipconf;
pub mod mipdata;
pub mod mipdns;
pub mod mipdsets;
pub mod mipflush;
pub mod mipkeepconf;
pub mod mipntp;
pub mod mipodm;
pub mod mipopen;
pub mod mippush;
pub mod mipread;
pub mod miprtcp;
pub mod miprudp;
pub mod mipsend;
pub mod mipsets;
pub mod mipstat;
pub mod mipxoff;
pub mod mipxon;
pub mod mping;
pub mod msdns;
pub mod sim;
mod sockets;
mod table;
mod urc;

pub use address::{Address, Bare, V4, V6};
pub use bounded::{Host, UpTo};
pub use data::{CountedData, DataError, HexString, PromptedData, ReceivedData};
pub use error::TcpipError;
pub use mipopen::Protocol;
pub use sockets::{PerSocket, SocketIds};
pub(crate) use urc::NAMES;
pub use urc::Urc;
