//! The laws of [`Decoder`](crate::Decoder) and [`Encoder`](crate::Encoder), a function for each.
//!
//! [`Conformance`] holds a way to make the decoder and a way to own its frames. [`check`] runs the
//! laws that hold for every input; the other functions of it want an input of some kind, or hold for
//! some decoders. Each of them also holds every single call to the contract: see [`Law`].
//! [`round_trip`], [`short_buffers`] and [`refused`] are the laws of encoding.
//!
//! ```
//! # use cellwire_codec::{Decoded, Decoder};
//! # use core::convert::Infallible;
//! # #[derive(Clone)]
//! # struct Pairs;
//! # impl Decoder for Pairs {
//! #     type Frame<'a> = &'a [u8];
//! #     type Error = Infallible;
//! #     fn decode<'a>(&mut self, src: &'a [u8]) -> Decoded<&'a [u8], Infallible> {
//! #         match src.get(..2) {
//! #             Some(pair) => Decoded::frame(2, pair),
//! #             None => Decoded::incomplete(2 - src.len()),
//! #         }
//! #     }
//! #     fn finish<'a>(&mut self, src: &'a [u8]) -> Decoded<&'a [u8], Infallible> {
//! #         if src.is_empty() { Decoded::incomplete(2) } else { Decoded::frame(src.len().min(2), &src[..src.len().min(2)]) }
//! #     }
//! #     fn max_frame_len(&self) -> usize { 2 }
//! # }
//! use cellwire_codec::test_util::conformance::Conformance;
//!
//! // `Pairs` is a decoder whose frames are two bytes long.
//! Conformance::new(|| Pairs, |frame: &[u8]| frame.to_vec()).check(b"abcde").unwrap();
//! ```
//!
//! [`check`]: Conformance::check

mod checked;
mod decoding;
mod encoding;
mod law;

pub use decoding::Conformance;
pub use encoding::{refused, round_trip, short_buffers};
pub use law::{Law, Seen, Violation};
