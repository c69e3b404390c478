//! The device side: a modem that answers a host.
//!
//! | what | where |
//! |---|---|
//! | the session | [`Modem`], [`ModemConfig`], [`Event`] |
//! | what a product adds | [`Handler`], [`Reply`], [`Answer`] |
//! | the commands of a line, without a session and without an allocator | [`CommandLine`], [`Request`] |
//!
//! A product is a [`Handler`]: it gets the commands that are its own, writes lines, and says what becomes
//! of the command. The modem does what belongs to every modem: it finds the lines in what the host sends,
//! echoes, answers the commands of ITU-T V.250, puts the line ends and the result codes, holds what the
//! host did not ask for until it does not disturb, and switches to data and back.
//!
//! ```
//! use cellwire_at::Form;
//! use cellwire_at::error::CmeError;
//! use cellwire_at::modem::{Answer, Handler, Modem, ModemConfig, Reply, Request};
//! use cellwire_codec::Instant;
//!
//! struct Thermometer {
//!     degrees: i8,
//!     alarm_at: i8,
//! }
//!
//! impl Handler for Thermometer {
//!     fn command(&mut self, request: &Request<'_>, reply: &mut Reply<'_>) -> Answer {
//!         match (request.name.as_str(), request.form) {
//!             ("+TEMP", Form::Read) => reply.line(format_args!("+TEMP: {}", self.degrees)),
//!             ("+TALARM", Form::Set) => match { request.params }.i8() {
//!                 Ok(degrees @ -40..=85) => self.alarm_at = degrees,
//!                 Ok(_) => return Answer::Cme(CmeError::UNEXPECTED_DATA_VALUE),
//!                 Err(error) => return error.into(),
//!             },
//!             _ => return Answer::Pass,
//!         }
//!         Answer::Ok
//!     }
//! }
//!
//! let thermometer = Thermometer { degrees: 21, alarm_at: 30 };
//! let mut modem = Modem::new(ModemConfig::default(), thermometer);
//! let mut talk = |input: &[u8], urc: &str| {
//!     let (now, mut buffer) = (Instant::ORIGIN, [0; 256]);
//!     modem.handle_input(now, input);
//!     if !urc.is_empty() {
//!         modem.urc(now, urc)?;
//!     }
//!     let len = modem.poll_transmit(now, &mut buffer)?.map_or(0, |transmit| transmit.len);
//!     modem.transmitted(now);
//!     Ok::<_, Box<dyn core::error::Error>>(String::from_utf8_lossy(&buffer[..len]).into_owned())
//! };
//!
//! assert_eq!(talk(b"ATE0\r", "")?, "ATE0\r\r\nOK\r\n");
//! assert_eq!(talk(b"AT+TEMP?\r", "")?, "\r\n+TEMP: 21\r\n\r\nOK\r\n");
//! assert_eq!(talk(b"at+cmee=1;+talarm=99;+temp?\r", "")?, "\r\n+CME ERROR: 59\r\n");
//! assert_eq!(talk(b"AT+TA", "+TALARM: 31")?, ""); // held while a line is being typed
//! assert_eq!(talk(b"LARM=30\r", "")?, "\r\nOK\r\n\r\n+TALARM: 31\r\n");
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! # What the modem answers itself
//!
//! | command | what it does |
//! |---|---|
//! | `E` `Q` `V` `X` | echo, result codes: none, as numbers, and which ones of calls |
//! | `S0` to `S12` | see [`Settings::register`] |
//! | `Z` `&F` `&W` `&V` | reset, the settings of the factory, store, and show |
//! | `&C` `&D` | the lines DCD and DTR |
//! | `L` `M` `P` `T` | taken, and nothing is done |
//! | `D` `A` `H` `O` | calls, made and ended by the [handler](Handler::dial); `O` goes back to data |
//! | `A/` | repeats the last line at once |
//! | `+CMEE` | how errors are written |
//! | `+CRC` | `RING` or `+CRING`: see [`Modem::ring`] |
//! | `+IPR` `+IFC` `+ICF` | the serial port; see [`Event::Rate`] |
//! | `I` `+GCAP` `+FCLASS` | if the handler [passes](Answer::Pass) it |
//!
//! All others are for [`Handler::command`].
//!
//! # Lines
//!
//! - A line begins at `AT`, whatever stands in front of it, and ends with a carriage return. Without
//!   `AT` there is no answer.
//! - Control characters in a line do not count. Names may have lower-case letters; blanks are skipped.
//! - A line that cannot be read is `ERROR`, and what stands in front of the fault has been done.
//! - Bytes that come while a command is pending are kept, and read after its result, unless the command
//!   [can be broken off](Pending::abortable).
//!
//! # Data mode
//!
//! After `CONNECT`, what the host sends is [`Event::Data`], and [`Modem::send_data`] is for the other
//! way. No byte is lost when the mode changes: what stands behind the command line is data. `+++` with
//! S12 of silence before and after it leads back to commands, and is not passed on. What only begins like
//! it is passed on as soon as that is certain, when another byte has come or has failed to come in time.

#[cfg(feature = "alloc")]
mod calls;
#[cfg(feature = "alloc")]
mod config;
#[cfg(feature = "alloc")]
mod engine;
#[cfg(feature = "alloc")]
mod escape;
#[cfg(feature = "alloc")]
mod event;
#[cfg(feature = "alloc")]
mod handler;
#[cfg(feature = "alloc")]
mod input;
#[cfg(feature = "alloc")]
mod queue;
#[cfg(feature = "alloc")]
mod reply;
#[cfg(feature = "alloc")]
mod result_code;
#[cfg(feature = "alloc")]
mod running;
#[cfg(feature = "alloc")]
mod settings;
#[cfg(feature = "alloc")]
mod taking;
#[cfg(feature = "alloc")]
mod urc;
#[cfg(feature = "alloc")]
mod v250;

#[cfg(all(test, feature = "alloc"))]
mod tests;

#[cfg(feature = "alloc")]
use crate::command_line;
pub use crate::command_line::{CommandLine, Name, Request, SyntaxError};
pub use crate::v250::dial::Dial;
#[cfg(feature = "alloc")]
pub use {
    config::ModemConfig,
    engine::{Modem, NotPending},
    event::{CommandId, Event, Mode, ModemStats},
    handler::{Abort, AbortReason, Answer, Entry, Handler, Pending, Prompt, PromptEnd, Reset},
    reply::{Lines, Reply, TextError},
    settings::{RegisterError, Settings},
};
