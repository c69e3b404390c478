//! The digester of atat, which gives an answer with its result at once.

use atat::digest::{ParseError, Parser};
use atat::{AtDigester, DigestResult, Digester};

/// Unsolicited lines, by their first bytes.
#[derive(Debug)]
pub(in super::super) struct Urcs;

impl Parser for Urcs {
    fn parse(buf: &[u8]) -> Result<(&[u8], usize), ParseError> {
        let line = buf.strip_prefix(b"\r\n").ok_or(ParseError::NoMatch)?;
        const NAMES: [&[u8]; 8] =
            [b"+CGREG", b"+CEREG", b"+CMTI", b"RING", b"+CLIP", b"+CIEV", b"+CGEV", b"+CIPOPEN"];
        if !NAMES.iter().any(|name| line.starts_with(name)) {
            return Err(ParseError::NoMatch);
        }
        let end = memchr::memchr(b'\r', line).ok_or(ParseError::Incomplete)?;
        if line.len() < end + 2 {
            return Err(ParseError::Incomplete);
        }
        Ok((&line[..end], end + 4))
    }
}

/// All of a block that is there.
pub(in super::super) fn blocks(stream: &[u8], size: usize, mut each: impl FnMut(DigestResult<'_>)) {
    let mut digester = AtDigester::<Urcs>::new();
    let mut buffer = Vec::with_capacity(2 * size + 4096);
    for block in stream.chunks(size) {
        buffer.extend_from_slice(block);
        let mut at = 0;
        loop {
            let (result, len) = digester.digest(&buffer[at..]);
            if matches!(result, DigestResult::None) || len == 0 {
                at += len;
                break;
            }
            each(result);
            at += len;
        }
        buffer.drain(..at);
    }
}
