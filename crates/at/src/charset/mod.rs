//! Character sets: the alphabets of SMS and USSD, and the strings of `+CSCS`
//! (3GPP TS 23.038, TS 27.007 5.5).
//!
//! | what | where |
//! |---|---|
//! | GSM 7-bit default alphabet, its extension, national languages, packing | [`Gsm7`], [`Septets`] |
//! | UCS2, which in practice is UTF-16 with the high byte first | [`ucs2`] |
//! | which alphabet a text needs, how long it is, how it is cut into parts | [`Alphabet`], [`Parts`] |
//! | strings on the AT interface: `"GSM"`, `"UCS2"`, `"IRA"`, `"HEX"`, ... | [`Charset`] |
//! | USSD and cell broadcast: the octets of `+CUSD` and their coding scheme | [`CbsDcs`] |
//!
//! Nothing here needs an allocator: decoding gives an iterator of characters, encoding writes to a
//! slice. With the feature `alloc` there are methods that give a `String` or a `Vec`.
//!
//! Decoding never fails: what has no meaning becomes U+FFFD, and `check` says where it stands.
//! Encoding is strict: a character that the set does not have is refused with its position, never
//! replaced by another one.
//!
//! # A text in septets
//!
//! A character takes one septet (a unit of 7 bits), or two if it is in the extension table.
//!
//! ```
//! use cellwire_at::charset::{Alphabet, Gsm7, Septets};
//!
//! let mut packed = [0; 140];
//! let size = Gsm7::DEFAULT.pack("5 € @ 8", 0, &mut packed)?;
//! assert_eq!((size.septets, size.octets), (8, 7));
//!
//! let septets = Septets::new(&packed[..size.octets], 0, size.septets);
//! assert!(Gsm7::DEFAULT.decode(septets).eq("5 € @ 8".chars()));
//!
//! // What the alphabet lacks needs UCS2.
//! assert_eq!(Alphabet::for_text("5 € @ 8"), Alphabet::GSM7);
//! assert_eq!(Alphabet::for_text("5 ₽"), Alphabet::Ucs2);
//! # Ok::<(), cellwire_at::charset::EncodeError>(())
//! ```
//!
//! # A string on the AT interface
//!
//! ```
//! use cellwire_at::charset::Charset;
//!
//! let charset = Charset::from_name(b"UCS2");
//! let mut dst = [0; 16];
//! let len = charset.encode("He", &mut dst)?;
//! assert_eq!(&dst[..len], b"00480065");
//! assert!(charset.chars(b"00480065").eq("He".chars()));
//! # Ok::<(), cellwire_at::charset::EncodeError>(())
//! ```
//!
//! # A text in parts
//!
//! ```
//! use cellwire_at::charset::Alphabet;
//!
//! let text = "0123456789".repeat(20);
//! let alphabet = Alphabet::for_text(&text);
//! assert_eq!(alphabet.count(&text), Ok(200));
//! // 6 octets of each part are for the header that numbers it.
//! let parts: Vec<&str> = alphabet.split(&text, 6)?.collect();
//! assert_eq!((parts.len(), parts[0].len(), parts[1].len()), (2, 153, 47));
//! # Ok::<(), cellwire_at::charset::Unencodable>(())
//! ```

mod alphabet;
mod cbs;
mod cscs;
mod error;
mod gsm7;
pub mod hex;
mod language;
mod parts;
mod septets;
mod string;
pub mod ucs2;

pub use alphabet::Alphabet;
pub use cbs::{CbsDcs, CbsText};
pub use cscs::{Charset, CharsetChars, OtherCharset};
pub use error::{DecodeError, EncodeError, Unencodable};
pub use gsm7::{Code, Gsm7, Gsm7Chars};
pub use language::Language;
pub use parts::Parts;
pub(crate) use septets::Packer;
pub use septets::{PackedSize, Septets};
pub use string::StrChars;

use cellwire_codec::BufferTooShort;

/// Writes characters as UTF-8, and says how long the whole is if it does not fit.
pub(crate) fn collect_into(
    chars: impl Iterator<Item = char>,
    dst: &mut [u8],
) -> Result<&str, BufferTooShort> {
    let mut writer = cellwire_codec::Writer::new(dst);
    for char in chars {
        writer.bytes(char.encode_utf8(&mut [0; 4]).as_bytes());
    }
    let written = writer.finish()?;
    // Whole characters were written, so this is UTF-8.
    Ok(core::str::from_utf8(&dst[..written]).unwrap_or_default())
}
