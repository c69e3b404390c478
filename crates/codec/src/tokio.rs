//! An adapter from [`Decoder`] and [`Encoder`] to the traits of
//! `tokio_util::codec`.
//!
//! ```
//! # use cellwire_codec::{BufferTooShort, Decoded, Decoder, Encoder, Recover, Recovery};
//! # #[derive(Debug, PartialEq, thiserror::Error)]
//! # #[error("line of more than 8 bytes")]
//! # struct TooLong;
//! # impl Recover for TooLong {
//! #     fn recovery(&self) -> Recovery { Recovery::Resynced { skipped: 8 } }
//! # }
//! # struct Lines;
//! # impl Decoder for Lines {
//! #     type Frame<'a> = &'a [u8];
//! #     type Error = TooLong;
//! #     fn decode<'a>(&mut self, src: &'a [u8]) -> Decoded<&'a [u8], TooLong> {
//! #         match src.iter().take(8).position(|byte| *byte == b'\n') {
//! #             Some(end) => Decoded::frame(end + 1, &src[..end]),
//! #             None if src.len() >= 8 => Decoded::fault(8, TooLong),
//! #             None => Decoded::incomplete(1),
//! #         }
//! #     }
//! #     fn finish<'a>(&mut self, src: &'a [u8]) -> Decoded<&'a [u8], TooLong> {
//! #         match self.decode(src) {
//! #             decoded if decoded.is_incomplete() && !src.is_empty() => Decoded::frame(src.len(), src),
//! #             decoded => decoded,
//! #         }
//! #     }
//! #     fn max_frame_len(&self) -> usize { 8 }
//! # }
//! # impl Encoder<String> for Lines {
//! #     type Error = BufferTooShort;
//! #     fn encoded_len(&self, line: &String) -> Result<usize, BufferTooShort> { Ok(line.len() + 1) }
//! #     fn encode(&mut self, line: &String, dst: &mut [u8]) -> Result<usize, BufferTooShort> {
//! #         let dst = BufferTooShort::check(dst, line.len() + 1)?;
//! #         dst[..line.len()].copy_from_slice(line.as_bytes());
//! #         dst[line.len()] = b'\n';
//! #         Ok(dst.len())
//! #     }
//! # }
//! use cellwire_codec::tokio::Codec;
//! use futures_util::{SinkExt, StreamExt};
//! use tokio_util::codec::Framed;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // `Lines` is a codec whose frames are lines of up to seven bytes.
//! let (here, there) = tokio::io::duplex(64);
//! let mut here = Framed::new(here, Codec::new(Lines, Lines, |line: &[u8]| line.to_vec()));
//! let mut there = Framed::new(there, Codec::new(Lines, Lines, |line: &[u8]| line.to_vec()));
//!
//! here.send("one".to_string()).await?;
//! here.send("too long".to_string()).await?;
//! here.send("two".to_string()).await?;
//!
//! assert_eq!(there.next().await.transpose()?, Some(Ok(b"one".to_vec())));
//! assert_eq!(there.next().await.transpose()?, Some(Err(TooLong)));
//! assert_eq!(there.next().await.transpose()?, Some(Ok(b"".to_vec()))); // its line end
//! assert_eq!(there.next().await.transpose()?, Some(Ok(b"two".to_vec())));
//! # Ok(())
//! # }
//! ```

use core::fmt;
use core::marker::PhantomData;
use std::io;

use bytes::{Buf, BytesMut};
use tokio_util::codec;

use crate::{Decoded, Decoder, Encoder, Outcome, Recover, Recovery};

/// A decoder and an encoder of this crate as a codec for `tokio_util::codec::Framed`.
///
/// What is read comes out as `Result<T, D::Error>`:
///
/// | from the stream | what it is |
/// |---|---|
/// | `Some(Ok(Ok(item)))` | a frame, owned |
/// | `Some(Ok(Err(fault)))` | a fault after which reading goes on |
/// | `Some(Err(error))` | a fatal fault, or an error of the transport; then `None` |
///
/// Faults that can be recovered from are items, since `Framed` ends the stream at the first error.
/// When the transport ends, so does the last frame: what it holds comes out of
/// [`Decoder::finish`]. That makes it serve for `UdpFramed` too, where every datagram is an end.
///
/// What does not read needs no decoder, and what does not write no encoder: `()` takes their place.
pub struct Codec<D, E, M, T> {
    decoder: D,
    encoder: E,
    own: M,
    item: PhantomData<fn() -> T>,
}

impl<D, E, M, T> Codec<D, E, M, T>
where
    D: Decoder,
    M: for<'a> FnMut(D::Frame<'a>) -> T,
{
    /// A codec that reads with `decoder` and writes with `encoder`; `own` turns a frame, which
    /// borrows from the buffer, into what outlives it.
    pub const fn new(decoder: D, encoder: E, own: M) -> Self {
        Self { decoder, encoder, own, item: PhantomData }
    }
}

impl<D, E, M, T> Codec<D, E, M, T> {
    /// The decoder, to change how it goes on.
    pub const fn decoder_mut(&mut self) -> &mut D {
        &mut self.decoder
    }

    /// The encoder, to change how it goes on.
    pub const fn encoder_mut(&mut self) -> &mut E {
        &mut self.encoder
    }
}

impl<E> Codec<(), E, (), ()> {
    /// A codec that only writes, for `FramedWrite`.
    pub const fn writing(encoder: E) -> Self {
        Self { decoder: (), encoder, own: (), item: PhantomData }
    }
}

impl<D: fmt::Debug, E: fmt::Debug, M, T> fmt::Debug for Codec<D, E, M, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Codec")
            .field("decoder", &self.decoder)
            .field("encoder", &self.encoder)
            .finish_non_exhaustive()
    }
}

/// What ends a stream, or keeps an item from being written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error<E> {
    /// The transport failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A fatal fault in what was read, or an item that the protocol cannot carry.
    #[error(transparent)]
    Codec(E),
}

impl<D, E, M, T> codec::Decoder for Codec<D, E, M, T>
where
    D: Decoder,
    M: for<'a> FnMut(D::Frame<'a>) -> T,
{
    type Item = Result<T, D::Error>;
    type Error = Error<D::Error>;

    fn decode(&mut self, src: &mut BytesMut) -> Result<Option<Self::Item>, Self::Error> {
        let Decoded { consumed, outcome } = self.decoder.decode(src);
        let needed = match outcome {
            Outcome::Incomplete { needed } => needed.get().min(self.decoder.max_frame_len()),
            _ => 0,
        };
        let item = item(outcome, &mut self.own);
        src.advance(consumed.min(src.len()));
        src.reserve(needed);
        item
    }

    fn decode_eof(&mut self, src: &mut BytesMut) -> Result<Option<Self::Item>, Self::Error> {
        let Decoded { consumed, outcome } = self.decoder.finish(src);
        let item = item(outcome, &mut self.own);
        src.advance(consumed.min(src.len()));
        item
    }
}

fn item<F, T, E: Recover>(
    outcome: Outcome<F, E>,
    own: impl FnOnce(F) -> T,
) -> Result<Option<Result<T, E>>, Error<E>> {
    match outcome {
        Outcome::Frame(frame) => Ok(Some(Ok(own(frame)))),
        Outcome::Incomplete { .. } => Ok(None),
        Outcome::Fault(error) => match error.recovery() {
            Recovery::Resynced { .. } => Ok(Some(Err(error))),
            Recovery::Fatal => Err(Error::Codec(error)),
        },
    }
}

impl<D, E, M, T, I> codec::Encoder<I> for Codec<D, E, M, T>
where
    E: Encoder<I>,
{
    type Error = Error<E::Error>;

    fn encode(&mut self, item: I, dst: &mut BytesMut) -> Result<(), Self::Error> {
        self.encoder.append_to_bytes(&item, dst).map(drop).map_err(Error::Codec)
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;

    use futures_util::StreamExt;
    use tokio_util::codec::{Decoder as _, Encoder as _, FramedRead};

    use super::*;
    use crate::BufferTooShort;

    /// Frames of a length byte below 8 and so many bytes; blanks between them are filler, `!` is
    /// fatal, and every other byte is a fault.
    #[derive(Debug)]
    struct Short;

    #[derive(Debug, PartialEq, thiserror::Error)]
    #[error("byte {0:#04x} is no length")]
    struct NoLength(u8);

    impl Recover for NoLength {
        fn recovery(&self) -> Recovery {
            if self.0 == b'!' { Recovery::Fatal } else { Recovery::Resynced { skipped: 1 } }
        }
    }

    impl Decoder for Short {
        type Frame<'a> = &'a [u8];
        type Error = NoLength;

        fn decode<'a>(&mut self, src: &'a [u8]) -> Decoded<&'a [u8], NoLength> {
            let filler = src.iter().take_while(|byte| **byte == b' ').count();
            match &src[filler..] {
                [] => Decoded::skipped(filler, 1),
                [len @ 0..8, rest @ ..] => match rest.get(..usize::from(*len)) {
                    Some(frame) => Decoded::frame(filler + 1 + frame.len(), frame),
                    None => Decoded::skipped(filler, usize::from(*len) - rest.len()),
                },
                [other, ..] => Decoded::fault(filler + 1, NoLength(*other)),
            }
        }

        fn finish<'a>(&mut self, src: &'a [u8]) -> Decoded<&'a [u8], NoLength> {
            match self.decode(src) {
                Decoded { consumed, outcome: Outcome::Incomplete { .. } }
                    if consumed < src.len() =>
                {
                    Decoded::fault(consumed + 1, NoLength(src[consumed]))
                }
                decoded => decoded,
            }
        }

        fn max_frame_len(&self) -> usize {
            8
        }
    }

    impl Encoder<&str> for Short {
        type Error = BufferTooShort;

        fn encoded_len(&self, item: &&str) -> Result<usize, BufferTooShort> {
            if item.len() < 8 {
                Ok(1 + item.len())
            } else {
                Err(BufferTooShort { needed: item.len(), available: 7 })
            }
        }

        fn encode(&mut self, item: &&str, dst: &mut [u8]) -> Result<usize, BufferTooShort> {
            let dst = BufferTooShort::check(dst, self.encoded_len(item)?)?;
            dst[0] = item.len() as u8;
            dst[1..].copy_from_slice(item.as_bytes());
            Ok(dst.len())
        }
    }

    fn text(frame: &[u8]) -> String {
        String::from_utf8_lossy(frame).into_owned()
    }

    #[test]
    fn decodes_and_keeps_what_is_unfinished() {
        let mut codec = Codec::new(Short, (), text);
        let mut src = BytesMut::from(&b" \x02ab ? \x05cd"[..]);
        assert_eq!(codec.decode(&mut src).unwrap(), Some(Ok("ab".to_string())));
        assert_eq!(codec.decode(&mut src).unwrap(), Some(Err(NoLength(b'?'))));
        assert_eq!(codec.decode(&mut src).unwrap(), None);
        assert_eq!(src[..], b"\x05cd"[..]); // the filler is gone
        assert!(src.capacity() >= src.len() + 3);
        src.extend_from_slice(b"efg");
        assert_eq!(codec.decode(&mut src).unwrap(), Some(Ok("cdefg".to_string())));
    }

    #[test]
    fn the_end_leaves_nothing() {
        let mut codec = Codec::new(Short, (), text);
        let mut src = BytesMut::from(&b"\x01a\x05\x01b "[..]);
        let mut items = Vec::new();
        while let Some(item) = codec.decode_eof(&mut src).unwrap() {
            items.push(item);
        }
        assert_eq!(items, [Ok("a".to_string()), Err(NoLength(5)), Ok("b".to_string())]);
        assert!(src.is_empty());
    }

    #[test]
    fn what_is_refused_leaves_the_buffer_alone() {
        let mut codec = Codec::writing(Short);
        let mut dst = BytesMut::new();
        codec.encode("abc", &mut dst).unwrap();
        let error = codec.encode("much too long", &mut dst).unwrap_err();
        assert_eq!(error.to_string(), "buffer of 7 bytes is too short for 13");
        assert_eq!(dst[..], b"\x03abc"[..]);
    }

    #[::tokio::test]
    async fn a_fatal_fault_ends_the_stream() {
        let src = &b"\x01a?\x01b!\x01c"[..];
        let mut frames = FramedRead::new(src, Codec::new(Short, (), text));
        assert_eq!(frames.next().await.unwrap().unwrap(), Ok("a".to_string()));
        assert_eq!(frames.next().await.unwrap().unwrap(), Err(NoLength(b'?')));
        assert_eq!(frames.next().await.unwrap().unwrap(), Ok("b".to_string()));
        let error = frames.next().await.unwrap().unwrap_err();
        assert!(matches!(error, Error::Codec(NoLength(b'!'))));
        assert!(frames.next().await.is_none());
    }
}
