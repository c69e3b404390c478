use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt::Debug;

use bytes::BytesMut;

use super::{Law, Violation};
use crate::{BufferTooShort, Decoded, Decoder, Encoder, Outcome};

/// What `encoder` writes, `decoder` reads back as one frame of which `same` says that it is the
/// item.
///
/// # Errors
///
/// It does not, or the encoder refuses the item.
pub fn round_trip<I, E, D>(
    encoder: &mut E,
    decoder: &mut D,
    item: &I,
    same: impl for<'a> FnOnce(&I, D::Frame<'a>) -> bool,
) -> Result<(), Violation>
where
    I: Debug + ?Sized,
    E: Encoder<I>,
    D: Decoder,
{
    let encoded = encode(encoder, item)?;
    match decoder.decode(&encoded) {
        Decoded { consumed, outcome: Outcome::Frame(frame) } if consumed == encoded.len() => {
            if same(item, frame) {
                return Ok(());
            }
            Law::RoundTrip.broken(format!("{item:?} came back as another, of {encoded:02x?}"))
        }
        Decoded { consumed, outcome } => {
            let outcome = match outcome {
                Outcome::Frame(_) => String::from("a frame"),
                Outcome::Incomplete { needed } => format!("{needed} bytes wanted"),
                Outcome::Fault(error) => format!("{error}"),
            };
            Law::RoundTrip.broken(format!(
                "{item:?} written as {encoded:02x?} reads as {outcome} of {consumed} bytes"
            ))
        }
    }
}

/// A buffer that is too short, by however much, is refused with [`BufferTooShort`], and left alone.
///
/// # Errors
///
/// It is not, or the encoder refuses the item.
pub fn short_buffers<I, E>(encoder: &mut E, item: &I) -> Result<(), Violation>
where
    I: Debug + ?Sized,
    E: Encoder<I>,
{
    let needed = encode(encoder, item)?.len();
    for available in 0..needed {
        let mut dst = vec![UNTOUCHED; available];
        let expected = E::Error::from(BufferTooShort { needed, available });
        match encoder.encode(item, &mut dst) {
            Ok(_) => {
                return Law::ShortBuffer.broken(format!("{item:?} fits into {available} bytes"));
            }
            Err(error) if format!("{error}") != format!("{expected}") => {
                return Law::ShortBuffer.broken(format!("\"{error}\" instead of \"{expected}\""));
            }
            Err(_) => {}
        }
        if dst.iter().any(|byte| *byte != UNTOUCHED) {
            return Law::ShortBuffer
                .broken(format!("{item:?} wrote to a buffer of {available} bytes"));
        }
    }
    Ok(())
}

/// An item that the protocol cannot carry is refused by every function, for the same reason, and
/// nothing is written.
///
/// # Errors
///
/// It is not.
pub fn refused<I, E>(encoder: &mut E, item: &I) -> Result<(), Violation>
where
    I: Debug + ?Sized,
    E: Encoder<I>,
{
    let reason = match encoder.encoded_len(item) {
        Ok(len) => return Law::Refused.broken(format!("{item:?} takes {len} bytes")),
        Err(reason) => format!("{reason}"),
    };
    let mut dst = vec![UNTOUCHED; 0x1_0000];
    let (mut appended, mut bytes) = (vec![UNTOUCHED], BytesMut::from(&[UNTOUCHED][..]));
    for (to, written) in [
        ("a slice", encoder.encode(item, &mut dst)),
        ("a Vec", encoder.append_to_vec(item, &mut appended)),
        ("a BytesMut", encoder.append_to_bytes(item, &mut bytes)),
    ] {
        match written {
            Ok(len) => {
                return Law::Refused.broken(format!("{item:?} wrote {len} bytes to {to}"));
            }
            Err(error) if format!("{error}") != reason => {
                return Law::Refused.broken(format!("\"{error}\" for {to} is not \"{reason}\""));
            }
            Err(_) => {}
        }
    }
    if dst.iter().any(|byte| *byte != UNTOUCHED)
        || appended != [UNTOUCHED]
        || bytes[..] != [UNTOUCHED]
    {
        return Law::Refused.broken(format!("{item:?} was refused, and written"));
    }
    Ok(())
}

/// What a buffer holds before anything is written to it.
const UNTOUCHED: u8 = 0xa5;

fn encode<I, E>(encoder: &mut E, item: &I) -> Result<Vec<u8>, Violation>
where
    I: Debug + ?Sized,
    E: Encoder<I>,
{
    let refused = |error: E::Error| Violation {
        law: Law::RoundTrip,
        what: format!("{item:?} is refused: {error}"),
    };
    let len = encoder.encoded_len(item).map_err(refused)?;
    let mut dst = vec![UNTOUCHED; len + 16];
    let written = encoder.encode(item, &mut dst).map_err(refused)?;
    if written != len {
        return Law::ExactLength.broken(format!("{item:?}: {written} bytes where {len} were said"));
    }
    if dst[len..].iter().any(|byte| *byte != UNTOUCHED) {
        return Law::ExactLength.broken(format!("{item:?}: bytes behind the frame were touched"));
    }
    dst.truncate(len);
    let (mut appended, mut bytes) = (vec![UNTOUCHED], BytesMut::from(&[UNTOUCHED][..]));
    for (to, added) in [
        ("a Vec", encoder.append_to_vec(item, &mut appended).map_err(refused)?),
        ("a BytesMut", encoder.append_to_bytes(item, &mut bytes).map_err(refused)?),
    ] {
        if added != len {
            return Law::ExactLength.broken(format!("{item:?}: {added} bytes appended to {to}"));
        }
    }
    let expected = [&[UNTOUCHED], &dst[..]].concat();
    if appended != expected || bytes[..] != expected {
        return Law::ExactLength.broken(format!("{item:?}: appended otherwise than written"));
    }
    Ok(dst)
}
