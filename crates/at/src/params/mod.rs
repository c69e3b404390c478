//! The parameters of AT lines: reading and writing what stands behind a name, on both sides.
//!
//! | what | where |
//! |---|---|
//! | a cursor over the parameters of `+CREG: 2,1,"81ED"` or of `AT+CREG=2` | [`Params`] |
//! | a string, with the escapes of ITU-T V.250 | [`Str`] |
//! | a PIN or a password | [`SecretStr`] |
//! | `(0-3,5)`, `("SM","ME")`, lists in lists | [`List`], [`Value`], [`Range`] |
//! | what was odd, and why something cannot be read | [`Quirks`], [`ParamError`] |
//! | writing | [`ParamsWriter`], [`write`](fn@write), [`Item`] |
//!
//! Nothing here needs an allocator.
//!
//! # Reading
//!
//! A [`Params`] is made for a line, and each of its methods takes a parameter by the type that it should
//! have.
//!
//! ```
//! use cellwire_at::params::{ParamError, Params};
//!
//! fn registration(line: &[u8]) -> Result<(u8, Option<u32>), ParamError> {
//!     let mut params = Params::of("+CEREG", line)?;
//!     let stat = params.u8()?;
//!     let area = params.opt_hex_u32()?;
//!     Ok((stat, area))
//! }
//!
//! assert_eq!(registration(b"+CEREG: 1,\"1F00\""), Ok((1, Some(0x1f00))));
//! assert_eq!(registration(b"+CEREG: 11"), Ok((11, None)));
//! let error = registration(b"+CEREG: 256").unwrap_err();
//! assert_eq!(error.to_string(), "parameter 1: 256 is more than 255");
//! ```
//!
//! # Lenient, and visibly so
//!
//! Modems lose quotes, print blanks and forget commas. That is read, and [`Params::end`] says what it
//! was; a strict reader refuses it.
//!
//! ```
//! use cellwire_at::params::{Params, Quirk};
//!
//! let fields = br#"2,1,"0B,"0100701", 7"#;
//! let mut params = Params::new(fields);
//! assert_eq!((params.u8()?, params.u8()?), (2, 1));
//! assert_eq!((params.hex_u16()?, params.hex_u32()?, params.u8()?), (0x0b, 0x010_0701, 7));
//! assert!(params.end()?.iter().eq([Quirk::Blank, Quirk::UnpairedQuote]));
//!
//! let mut params = Params::strict(fields);
//! params.skip();
//! params.skip();
//! assert_eq!(params.hex_u16().unwrap_err().to_string(), "parameter 3: unpaired quote");
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```
//!
//! # Strings
//!
//! | in the line | read as |
//! |---|---|
//! | `"a \22b\22"` | `a "b"`, since V.250 has `\hh` for a byte; see [`Escapes`] |
//! | `"C:\"` | `C:\`: a backslash without digits is itself |
//! | `something,` | `something`, up to the comma; [`Params::rest_str`] takes the commas, too |
//! | `"0B,"01"` | `0B` and `01`: a quote that stands where a string begins |
//! | `"5E25` | `5E25`: up to the comma, or to the end of the line |
//! | `"5" TV"` | `5" TV`: each other quote is text |
//!
//! # Writing
//!
//! What could break out of a parameter is escaped, or refused where there is no escape. What the writer
//! has written, a strict reader reads.
//!
//! ```
//! use cellwire_at::params::{Escapes, Params, write};
//!
//! let mut dst = [0; 32];
//! let len = write(&mut dst, Escapes::V250, |params| {
//!     params.number(1);
//!     params.string("\",0\r\nATH")
//! })?;
//! assert_eq!(&dst[..len], br#"1,"\22,0\0D\0AATH""#);
//!
//! let error = write(&mut dst, Escapes::None, |params| params.string("\",0")).unwrap_err();
//! assert_eq!(error.to_string(), "parameter 1 holds '\"' at 0, which would end it");
//! # Ok::<(), cellwire_at::params::WriteError>(())
//! ```

mod cursor;
mod error;
mod line;
mod list;
mod net;
mod number;
mod quantity;
mod quirk;
mod range;
mod read_number;
mod read_text;
mod scan;
mod secret;
mod string;
#[cfg(test)]
mod tests;
mod writer;

pub use cursor::{Params, Peek};
pub use error::{ParamError, WriteError};
pub use list::{List, Value, Values};
pub use net::IpMask;
pub use number::Number;
pub use quantity::Quantity;
pub use quirk::{Quirk, Quirks};
pub use range::Range;
pub use secret::SecretStr;
pub use string::{Bytes, Escapes, Str, StrError};
pub use writer::{Item, ParamsWriter, write};
