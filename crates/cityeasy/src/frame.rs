use crate::message::BodyError;
use crate::{Command, CrcKind, Downlink, TrackerId, Uplink};

/// Header (2), length (2), id (7) and command (2).
pub(crate) const BODY_START: usize = 13;
/// Checksum (2) and line end (2).
pub(crate) const TRAILER_LEN: usize = 4;
/// The length of a frame without data.
pub(crate) const MIN_FRAME_LEN: usize = BODY_START + TRAILER_LEN;

/// Which way a frame travels.
#[expect(clippy::exhaustive_enums, reason = "there is no third way")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Direction {
    /// From the tracker to the server: header `$$`.
    Up,
    /// From the server to the tracker: header `@@`.
    Down,
}

impl Direction {
    /// The byte that stands twice at the front of a frame.
    #[inline]
    pub const fn header(self) -> u8 {
        match self {
            Self::Up => b'$',
            Self::Down => b'@',
        }
    }
}

/// A frame whose length, line end and checksum have been verified (section I).
///
/// It borrows the bytes that it was read from. Its message is read when asked for:
///
/// ```
/// use cellwire_cityeasy::{FrameDecoder, Uplink};
/// use cellwire_codec::FrameBuffer;
///
/// let mut frames = FrameBuffer::growing(FrameDecoder::uplink());
/// let mut input = &b"$$\0\x11\x13\x61\x23\x45\x67\x8f\xff\x00\x01\x1b\x46\r\n"[..];
/// let frame = frames.pull(&mut input).unwrap()?;
/// assert_eq!(frame.id().to_string(), "13612345678");
/// assert!(matches!(frame.uplink(), Ok(Uplink::Heartbeat)));
/// # Ok::<(), cellwire_cityeasy::FrameError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    bytes: &'a [u8],
    crc: Option<CrcKind>,
}

impl<'a> Frame<'a> {
    /// `bytes` is a whole frame.
    #[inline]
    pub(crate) const fn new(bytes: &'a [u8], crc: Option<CrcKind>) -> Self {
        Self { bytes, crc }
    }

    /// Which way the frame travels, by its header.
    #[inline]
    pub fn direction(&self) -> Direction {
        match self.bytes.first() {
            Some(b'@') => Direction::Down,
            _ => Direction::Up,
        }
    }

    /// The tracker that sent it, or that it is for.
    #[inline]
    pub fn id(&self) -> TrackerId {
        self.bytes
            .get(4..)
            .and_then(<[u8]>::first_chunk)
            .copied()
            .map_or(TrackerId::BROADCAST, TrackerId::from_wire)
    }

    /// The command code.
    #[inline]
    pub fn command(&self) -> Command {
        Command(
            self.bytes
                .get(11..)
                .and_then(<[u8]>::first_chunk)
                .copied()
                .map_or(0, u16::from_be_bytes),
        )
    }

    /// What stands between the command and the checksum.
    #[inline]
    pub fn data(&self) -> &'a [u8] {
        let end = self.bytes.len().saturating_sub(TRAILER_LEN);
        self.bytes.get(BODY_START..end).unwrap_or_default()
    }

    /// Which kind of checksum the frame carries; `None` when it matches none, which only
    /// [`CrcPolicy::IGNORE`](crate::CrcPolicy::IGNORE) lets pass.
    #[inline]
    pub const fn crc(&self) -> Option<CrcKind> {
        self.crc
    }

    /// The whole frame, from its header to its line end.
    #[inline]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The message of a frame from a tracker.
    ///
    /// # Errors
    ///
    /// The data is too short for its command.
    #[inline]
    pub fn uplink(&self) -> Result<Uplink<'a>, BodyError> {
        Uplink::parse(self.command(), self.data())
    }

    /// The message of a frame from a server.
    ///
    /// # Errors
    ///
    /// The data is too short for its command.
    #[inline]
    pub fn downlink(&self) -> Result<Downlink<'a>, BodyError> {
        Downlink::parse(self.command(), self.data())
    }
}
