//! SIMCom A76XX, and SIM7500 and SIM7600: TCP and UDP sockets.
//!
//! This is the application note "A76XX Series TCPIP", V1.02; "note" in these pages. Commands that the
//! note only names are those of the command manual.
//!
//! | commands | what | where |
//! |---|---|---|
//! | `+NETOPEN` | starts the socket service | [`netopen`] |
//! | `+NETCLOSE` | stops it | [`netclose`] |
//! | `+IPADDR` | the address | [`ipaddr`] |
//! | `+CIPOPEN` | opens a connection, or says which there are | [`cipopen`] |
//! | `+CIPSEND` | sends data | [`cipsend`] |
//! | `+CIPRXGET` | fetches data, or has it pushed | [`ciprxget`] |
//! | `+CIPCLOSE` | closes a connection | [`cipclose`] |
//! | `+CIPHEAD`, `+CIPSRIP` | what stands in front of data that is pushed | [`ciphead`], [`cipsrip`] |
//! | `+CIPMODE` | transparent mode | [`cipmode`] |
//! | `+CIPSENDMODE`, `+CIPTIMEOUT`, `+CIPCCFG` | how connections behave | [`cipsendmode`], [`ciptimeout`], [`cipccfg`] |
//! | `+SERVERSTART`, `+SERVERSTOP` | servers | [`serverstart`], [`serverstop`] |
//! | `+CIPACK` | how much was sent | [`cipack`] |
//! | `+CDNSGIP` | the addresses of a name | [`cdnsgip`] |
//! | `RECV FROM`, `+IPD`, `+RECEIVE` | data that is pushed | [`receive`] |
//! | `+IPCLOSE`, `+CLIENT`, `+CIPEVENT`, ... | what comes unasked | [`urc`] |
//! | `+IP ERROR`, `+CIPERROR`, `<err>` | why something has failed | [`error`] |
//!
//! # Answers
//!
//! A line that says why a command has failed, `+IP ERROR: No data`, stands in front of `ERROR` and may belong
//! to any command. So a line of an answer is a [`Reply`]: what was asked for, or a
//! [`Failure`](error::Failure).
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Command;
//! use cellwire_at::vendor::a76xx::error::ErrInfo;
//! use cellwire_at::vendor::a76xx::{Reply, ciprxget};
//!
//! let answer = |line| ciprxget::Get::answer(Line::new(line));
//! let Reply::Answer(data) = answer(b"+CIPRXGET: 2,1,5,11")? else { panic!() };
//! assert_eq!(data.rest_len, 11);
//! let Reply::Failure(failure) = answer(b"+IP ERROR: No data")? else { panic!() };
//! assert_eq!(failure.err_info(), Some(ErrInfo::NO_DATA));
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```
//!
//! # Results
//!
//! `OK` only says that a command was taken. What became of it is told by a line behind it, or in front of
//! it, or in front of `ERROR`: [`Plan::with_verdict`](crate::Plan::with_verdict). The plans here wait for it.
//!
//! ```text
//! AT+CIPOPEN=1,"TCP","117.131.85.139",5253      AT+CIPOPEN=1,"UDP",,,5000
//! OK                                            +CIPOPEN: 1,0
//! +CIPOPEN: 1,0                                 OK
//! ```
//!
//! # Receiving
//!
//! | mode | how | what is not known |
//! |---|---|---|
//! | direct push, the default | [`RECV FROM`](receive::RecvFrom), [`+IPD<n>`](receive::Ipd), and the data | on which connection it came, unless [`+CIPCCFG`](cipccfg) makes the header [`+RECEIVE`](receive::Receive) |
//! | buffer | [`AT+CIPRXGET=1`](ciprxget), and [`Get`](ciprxget::Get) for each [`Arrived`](ciprxget::Arrived) | nothing |
//! | transparent | [`AT+CIPMODE=1`](cipmode), and data mode on connection 0 | whether `CLOSED` is data, if DCD does not tell |
//!
//! Everything else about them stands in `docs/protocols/at-a76xx.md`.

pub mod cdnsgip;
pub mod cipack;
pub mod cipccfg;
pub mod cipclose;
pub mod ciphead;
pub mod cipmode;
pub mod cipopen;
pub mod ciprxget;
pub mod cipsend;
pub mod cipsendmode;
pub mod cipsrip;
pub mod ciptimeout;
pub mod error;
pub mod ipaddr;
mod lines;
pub mod netclose;
pub mod netopen;
pub mod receive;
pub mod serverstart;
pub mod serverstop;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
pub mod urc;

pub use error::Reply;
pub use urc::Urc;

/// How many connections there are.
pub const LINKS: u8 = 10;

/// How many servers there are.
pub const SERVERS: u8 = 4;

/// The connection of the transparent mode, which is also its server (note, 1.5.4).
pub const TRANSPARENT_LINK: u8 = 0;
