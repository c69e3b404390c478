use cellwire_codec::{Decoded, Decoder, Recover, Recovery, find_pair};

use crate::frame::{MIN_FRAME_LEN, TRAILER_LEN};
use crate::running_sum::RunningSum;
use crate::{CrcKind, CrcPolicy, Direction, Frame};

/// Reads the frames of one direction (section I).
///
/// The length field is the truth: header and line end may stand in the data. What is no frame is
/// skipped byte by byte, so that no frame behind a false header is lost, and reported as one run.
/// Lone NUL bytes between frames, a heartbeat of the Meiligao family, are skipped in silence.
///
/// A false header with a plausible length looks like the beginning of a frame until that many bytes
/// have come. Whoever reads a stream gives up on it after a while with
/// [`FrameBuffer::finish`](cellwire_codec::FrameBuffer::finish), as [`Server`](crate::Server) does.
///
/// However many false headers there are, each byte costs no more than a small constant.
#[derive(Clone, Debug)]
pub struct FrameDecoder {
    direction: Direction,
    crc: CrcPolicy,
    max_len: usize,
    /// How many bytes at the front of the input are known to be no frame.
    run: usize,
    /// Why the first header among them is none.
    cause: Option<FrameFault>,
    /// Whether nothing was given up since the last frame.
    clean: bool,
    sums: RunningSum,
}

impl FrameDecoder {
    /// The longest frame that is accepted unless another limit is set: enough for a black box of 40
    /// records.
    pub const DEFAULT_MAX_LEN: usize = 8192;

    /// Reads what trackers send.
    pub fn uplink() -> Self {
        Self::new(Direction::Up)
    }

    /// Reads what servers send.
    pub fn downlink() -> Self {
        Self::new(Direction::Down)
    }

    /// Reads what travels in the given direction.
    pub fn new(direction: Direction) -> Self {
        let (crc, max_len) = (CrcPolicy::STRICT, Self::DEFAULT_MAX_LEN);
        let sums = RunningSum::new(max_len, false);
        Self { direction, crc, max_len, run: 0, cause: None, clean: true, sums }
    }

    /// Accepts other checksums than that of the protocol.
    #[must_use]
    pub fn with_crc(mut self, crc: CrcPolicy) -> Self {
        self.crc = crc;
        self.renew_sums()
    }

    /// Accepts frames of up to `max_len` bytes, from 17 to 65535. What hostile input can cost at
    /// the most grows with it, from that of 8192 on.
    ///
    /// To be set before the first byte is read.
    #[must_use]
    pub fn with_max_len(mut self, max_len: usize) -> Self {
        self.max_len = max_len.clamp(MIN_FRAME_LEN, u16::MAX.into());
        self.renew_sums()
    }

    /// The longest frame that is accepted, in bytes.
    pub const fn max_len(&self) -> usize {
        self.max_len
    }

    fn renew_sums(mut self) -> Self {
        let reflected = self.crc.accepts(CrcKind::Kermit)
            || self.crc.accepts(CrcKind::KermitSwapped)
            || self.crc.accepts(CrcKind::X25);
        self.sums = RunningSum::new(self.max_len, reflected);
        (self.run, self.cause) = (0, None);
        self
    }

    fn scan<'a>(&mut self, src: &'a [u8], last: bool) -> Decoded<Frame<'a>, FrameError> {
        let nuls = if self.clean && self.run == 0 { leading_nuls(src) } else { 0 };
        self.sums.consume(src, nuls);
        let src = &src[nuls..];
        let header = self.direction.header();
        let mut gave_up = false;
        loop {
            let rest = src.get(self.run..).unwrap_or_default();
            match self.candidate(src, rest) {
                Candidate::None => {
                    // No further than the longest run that one fault reports.
                    let window = &rest[..rest.len().min(self.max_len - self.run + 2)];
                    let next = find_pair(header, window).unwrap_or_else(|| {
                        // The last byte may be the first of a header.
                        window.len() - usize::from(window.last() == Some(&header))
                    });
                    self.run += next;
                    if self.run >= self.max_len {
                        return self.give_up(src, nuls, self.max_len);
                    }
                    if next == rest.len() || next == 0 {
                        if last && self.run > 0 {
                            return self.give_up(src, nuls, self.run);
                        }
                        // At the end of a datagram, another begins.
                        self.clean |= last;
                        return Decoded::skipped(nuls, 1);
                    }
                }
                Candidate::OutOfReach => return self.give_up(src, nuls, self.run),
                Candidate::Partial { fault, .. } if last => {
                    if gave_up {
                        return self.give_up(src, nuls, self.run);
                    }
                    gave_up = true;
                    self.refuse(fault);
                }
                Candidate::Partial { needed, .. } => {
                    // Another header may begin behind this one, and be out of reach.
                    let reach = self.max_len.saturating_sub(2 + self.run);
                    let needed = if needed == HEADER_LEN { needed.min(reach) } else { needed };
                    return Decoded::skipped(nuls, needed.saturating_sub(rest.len()));
                }
                Candidate::Refused(fault) => self.refuse(fault),
                Candidate::Frame(..) if self.run > 0 => return self.give_up(src, nuls, self.run),
                Candidate::Frame(frame, crc) => {
                    self.sums.consume(src, frame.len());
                    (self.clean, self.cause) = (true, None);
                    return Decoded::frame(nuls + frame.len(), Frame::new(frame, crc));
                }
            }
        }
    }

    /// What stands at the front of `rest`, which is `src` behind the run.
    #[inline]
    fn candidate<'a>(&mut self, src: &[u8], rest: &'a [u8]) -> Candidate<'a> {
        let header = self.direction.header();
        let begins = match *rest {
            [first, second, ..] => first == header && second == header,
            [first] => first == header,
            [] => false,
        };
        if !begins {
            return Candidate::None;
        }
        if self.run > 0 && self.run + HEADER_LEN > self.max_len {
            return Candidate::OutOfReach;
        }
        let Some(&[_, _, high, low]) = rest.first_chunk() else {
            let fault = FrameFault::Truncated { len: MIN_FRAME_LEN, available: rest.len() };
            return Candidate::Partial { needed: HEADER_LEN, fault };
        };
        let len = usize::from(u16::from_be_bytes([high, low]));
        if len < MIN_FRAME_LEN {
            return Candidate::Refused(FrameFault::TooShort { len });
        }
        if len > self.max_len {
            return Candidate::Refused(FrameFault::TooLong { len, limit: self.max_len });
        }
        if self.run > 0 && self.run + len > self.max_len {
            return Candidate::OutOfReach;
        }
        let Some(frame) = rest.get(..len) else {
            let fault = FrameFault::Truncated { len, available: rest.len() };
            return Candidate::Partial { needed: len, fault };
        };
        let (covered, trailer) = frame.split_at(len - TRAILER_LEN);
        let &[high, low, b'\r', b'\n'] = trailer else {
            let found = [frame[len - 2], frame[len - 1]];
            return Candidate::Refused(FrameFault::NoLineEnd { found });
        };
        let found = u16::from_be_bytes([high, low]);
        match self.matching_crc(src, covered, found) {
            None if self.crc.refuses() => Candidate::Refused(match self.cause {
                // Only the first one of a run is told.
                Some(first) => first,
                None => {
                    let expected = CrcKind::Ibm3740.checksum_by(|shape, initial| {
                        let to = self.run + covered.len();
                        self.sums.stretch(shape, src, self.run, to).register(initial)
                    });
                    FrameFault::Crc { expected, found }
                }
            }),
            crc => Candidate::Frame(frame, crc),
        }
    }

    #[inline]
    fn matching_crc(&mut self, src: &[u8], covered: &[u8], found: u16) -> Option<CrcKind> {
        let (from, to) = (self.run, self.run + covered.len());
        if self.sums.covers(from) {
            self.sums.extend(src, to);
            let mut stretches = [None; 2];
            return self.crc.matching(found, |shape, initial| {
                let stretch = || self.sums.stretch(shape, src, from, to);
                stretches[shape as usize].get_or_insert_with(stretch).register(initial)
            });
        }
        let matching = self.crc.matching(found, |shape, initial| shape.update(initial, covered));
        if matching.is_none() && self.crc.refuses() {
            // Other headers may lie in these bytes: remember what was summed.
            self.sums.restart(from);
            self.sums.extend(src, to);
        }
        matching
    }

    fn refuse(&mut self, fault: FrameFault) {
        self.cause.get_or_insert(fault);
        self.run += 1;
    }

    fn give_up<'a>(
        &mut self,
        src: &[u8],
        nuls: usize,
        skipped: usize,
    ) -> Decoded<Frame<'a>, FrameError> {
        self.sums.consume(src, skipped);
        self.run = 0;
        self.clean = false;
        let fault = self.cause.take().unwrap_or(FrameFault::NoHeader { header: self.direction });
        Decoded::fault(nuls + skipped, FrameError { fault, skipped })
    }
}

/// The header and the length behind it.
const HEADER_LEN: usize = 4;

enum Candidate<'a> {
    None,
    /// Perhaps one, but the run before it has to be given up before so much can be kept.
    OutOfReach,
    /// The beginning of a frame of at least `needed` bytes.
    Partial {
        needed: usize,
        fault: FrameFault,
    },
    Refused(FrameFault),
    Frame(&'a [u8], Option<CrcKind>),
}

fn leading_nuls(src: &[u8]) -> usize {
    src.iter().position(|byte| *byte != 0).unwrap_or(src.len())
}

impl Decoder for FrameDecoder {
    type Frame<'a> = Frame<'a>;
    type Error = FrameError;

    #[inline]
    fn decode<'a>(&mut self, src: &'a [u8]) -> Decoded<Frame<'a>, FrameError> {
        self.scan(src, false)
    }

    fn finish<'a>(&mut self, src: &'a [u8]) -> Decoded<Frame<'a>, FrameError> {
        self.scan(src, true)
    }

    fn max_frame_len(&self) -> usize {
        self.max_len
    }
}

/// A run of bytes that is no frame. Reading goes on behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{fault}; bytes skipped: {skipped}")]
#[non_exhaustive]
pub struct FrameError {
    /// Why the first header of the run is none.
    pub fault: FrameFault,
    /// How many bytes were given up.
    pub skipped: usize,
}

impl Recover for FrameError {
    fn recovery(&self) -> Recovery {
        Recovery::Resynced { skipped: self.skipped }
    }
}

/// What keeps bytes from being a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum FrameFault {
    /// There is no header among them.
    #[error("no {0}{0} header", char::from(header.header()))]
    NoHeader {
        /// The direction whose header was looked for.
        header: Direction,
    },
    /// The length field is less than that of a frame without data.
    #[error("frame length of {len} is less than the {MIN_FRAME_LEN} bytes of an empty frame")]
    TooShort {
        /// What the length field says.
        len: usize,
    },
    /// The length field is more than the decoder accepts.
    #[error("frame of {len} bytes is longer than the limit of {limit}")]
    TooLong {
        /// What the length field says.
        len: usize,
        /// The limit, see [`FrameDecoder::with_max_len`].
        limit: usize,
    },
    /// There is no CR LF where the length field says that the frame ends.
    #[error("frame does not end in 0d 0a but in {:02x} {:02x}", found[0], found[1])]
    NoLineEnd {
        /// What stands there.
        found: [u8; 2],
    },
    /// The checksum is wrong.
    #[error("checksum is {found:04x} where {expected:04x} was expected")]
    Crc {
        /// The checksum of the protocol, CRC-16/IBM-3740.
        expected: u16,
        /// What stands in the frame.
        found: u16,
    },
    /// The rest of the frame did not come in time.
    #[error("frame of {len} bytes or more ended after {available}")]
    Truncated {
        /// What the length field says, or the least that it can.
        len: usize,
        /// How many bytes there were.
        available: usize,
    },
}

#[cfg(test)]
mod tests;
