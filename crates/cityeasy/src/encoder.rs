use cellwire_codec::{BufferTooShort, Encoder, Writer};

use crate::frame::{BODY_START, MIN_FRAME_LEN, TRAILER_LEN};
use crate::message::FieldError;
use crate::{Command, CrcKind, Direction, Downlink, FrameDecoder, TrackerId, Uplink};

/// A message and the tracker that it is from or for: what an encoder makes a frame of.
#[expect(clippy::exhaustive_structs, reason = "a literal of the two is the point")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Addressed<M> {
    /// The tracker that sends an [`Uplink`], or that a [`Downlink`] is for.
    pub id: TrackerId,
    /// The message.
    pub message: M,
}

/// Writes frames (section I): of trackers from an [`Uplink`], of servers from a [`Downlink`].
///
/// The id is written as it is, so that a tracker with an odd one can be answered;
/// [`TrackerId::check`] tells.
///
/// ```
/// use cellwire_cityeasy::{Addressed, Downlink, FrameEncoder, TrackerId};
/// use cellwire_codec::Encoder;
///
/// let id = TrackerId::new("13612345678")?;
/// let mut dst = [0; 64];
/// let mut encoder = FrameEncoder::new();
/// let len = encoder.encode(&Addressed { id, message: Downlink::SetInterval(60) }, &mut dst)?;
/// assert_eq!(&dst[..len], b"@@\0\x13\x13\x61\x23\x45\x67\x8f\xff\x41\x02\0\x3c\x20\xbc\r\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameEncoder {
    crc: CrcKind,
    max_len: usize,
}

impl FrameEncoder {
    /// The longest frame that is written unless another limit is set; also that of a
    /// [`FrameDecoder`].
    pub const DEFAULT_MAX_LEN: usize = FrameDecoder::DEFAULT_MAX_LEN;

    /// Writes frames with the checksum of the protocol.
    pub const fn new() -> Self {
        Self { crc: CrcKind::Ibm3740, max_len: Self::DEFAULT_MAX_LEN }
    }

    /// Writes another checksum, for cousins.
    #[must_use]
    pub const fn with_crc(mut self, crc: CrcKind) -> Self {
        self.crc = crc;
        self
    }

    /// Refuses to write frames of more than `max_len` bytes, from 17 to 65535.
    #[must_use]
    pub fn with_max_len(mut self, max_len: usize) -> Self {
        self.max_len = max_len.clamp(MIN_FRAME_LEN, u16::MAX.into());
        self
    }

    fn checked_len(&self, message: Message<'_, '_>) -> Result<usize, EncodeError> {
        message.check()?;
        self.frame_len(message)
    }

    /// How long the frame of a message is that has been checked.
    fn frame_len(&self, message: Message<'_, '_>) -> Result<usize, EncodeError> {
        let mut measure = Writer::measuring();
        message.write_body(&mut measure);
        let len = measure.written().saturating_add(MIN_FRAME_LEN);
        if len > self.max_len {
            return Err(EncodeError::TooLong { len, limit: self.max_len });
        }
        Ok(len)
    }

    fn write(
        &self,
        id: TrackerId,
        message: Message<'_, '_>,
        dst: &mut [u8],
    ) -> Result<usize, EncodeError> {
        message.check()?;
        let limit = self.max_len.min(dst.len());
        let longest = message.max_body_len().map(|len| len.saturating_add(MIN_FRAME_LEN));
        // Where it certainly fits, it need not be measured first.
        if longest.is_none_or(|len| len > limit) {
            BufferTooShort::check(dst, self.frame_len(message)?)?;
        }
        let mut body = Writer::new(dst.get_mut(BODY_START..).unwrap_or_default());
        message.write_body(&mut body);
        let end = BODY_START + body.finish()?;
        let len = end + TRAILER_LEN;

        let mut head = Writer::new(dst);
        head.bytes(&[message.direction().header(); 2]);
        head.u16_be(len as u16);
        head.bytes(&id.to_wire());
        head.u16_be(message.command().0);

        let (covered, trailer) = dst.split_at_mut(end);
        let mut trailer = Writer::new(trailer);
        trailer.u16_be(self.crc.checksum(covered));
        trailer.bytes(b"\r\n");
        trailer.finish()?;
        Ok(len)
    }
}

impl Default for FrameEncoder {
    fn default() -> Self {
        Self::new()
    }
}

impl<'a> Encoder<Addressed<Uplink<'a>>> for FrameEncoder {
    type Error = EncodeError;

    fn encoded_len(&self, item: &Addressed<Uplink<'a>>) -> Result<usize, EncodeError> {
        self.checked_len(Message::Up(&item.message))
    }

    fn encode(
        &mut self,
        item: &Addressed<Uplink<'a>>,
        dst: &mut [u8],
    ) -> Result<usize, EncodeError> {
        self.write(item.id, Message::Up(&item.message), dst)
    }
}

impl<'a> Encoder<Addressed<Downlink<'a>>> for FrameEncoder {
    type Error = EncodeError;

    fn encoded_len(&self, item: &Addressed<Downlink<'a>>) -> Result<usize, EncodeError> {
        self.checked_len(Message::Down(&item.message))
    }

    fn encode(
        &mut self,
        item: &Addressed<Downlink<'a>>,
        dst: &mut [u8],
    ) -> Result<usize, EncodeError> {
        self.write(item.id, Message::Down(&item.message), dst)
    }
}

#[derive(Clone, Copy)]
enum Message<'m, 'a> {
    Up(&'m Uplink<'a>),
    Down(&'m Downlink<'a>),
}

impl Message<'_, '_> {
    const fn direction(self) -> Direction {
        match self {
            Self::Up(_) => Direction::Up,
            Self::Down(_) => Direction::Down,
        }
    }

    const fn command(self) -> Command {
        match self {
            Self::Up(message) => message.command(),
            Self::Down(message) => message.command(),
        }
    }

    fn check(self) -> Result<(), FieldError> {
        match self {
            Self::Up(message) => message.check(),
            Self::Down(message) => message.check(),
        }
    }

    fn max_body_len(self) -> Option<usize> {
        match self {
            Self::Up(message) => message.max_body_len(),
            Self::Down(_) => None,
        }
    }

    fn write_body(self, to: &mut Writer<'_>) {
        match self {
            Self::Up(message) => message.write_body(to),
            Self::Down(message) => message.write_body(to),
        }
    }
}

/// Why a frame cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// A field holds what the protocol cannot carry.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// The frame would be too long.
    #[error("frame of {len} bytes is longer than the limit of {limit}")]
    TooLong {
        /// How many bytes it would have.
        len: usize,
        /// The limit, see [`FrameEncoder::with_max_len`].
        limit: usize,
    },
    /// The buffer to write into is too short.
    #[error(transparent)]
    BufferTooShort(#[from] BufferTooShort),
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;
    use alloc::vec::Vec;

    use cellwire_codec::test_util::conformance;
    use proptest::prelude::*;

    use super::*;
    use crate::message::{Button, Flag, Phone, PhoneList, PhonePair, Text};
    use crate::report::ReportText;
    use crate::report::tests::any_report;

    fn hex(bytes: &[u8]) -> alloc::string::String {
        bytes.iter().map(|byte| alloc::format!("{byte:02x}")).collect()
    }

    fn encoded<M>(message: M) -> Result<Vec<u8>, EncodeError>
    where
        FrameEncoder: Encoder<Addressed<M>, Error = EncodeError>,
    {
        let id = TrackerId::new("13612345678").unwrap();
        let mut dst = Vec::new();
        FrameEncoder::new().append_to_vec(&Addressed { id, message }, &mut dst)?;
        Ok(dst)
    }

    /// The example of the protocol, vendor examples, and frames that were made by other hands.
    #[test]
    fn known_frames() {
        let phone = Phone::new("8613612345678").unwrap();
        let pairs = [PhonePair { sms: phone, call: Phone::new("8613612345679").unwrap() }];
        let report = b"134829.486,A,1126.6639,S,11133.3299,W,58.31,309.62,110200|7.49|152.6|3571,9763,00,460|0000|00|100|100";
        for (message, frame) in [
            (Uplink::Login { data: &[] }, "2424001113612345678fff500005d80d0a"),
            (Uplink::Heartbeat, "2424001113612345678fff00011b460d0a"),
            (
                Uplink::SetIntervalReply { flag: Flag::SUCCEEDED, interval: Some(0x2424) },
                "2424001413612345678fff510001242404150d0a",
            ),
            (Uplink::SetAuthorizedPhoneReply(Flag::FAILED), "2424001213612345678fff410300d15f0d0a"),
            (
                Uplink::AuthorizedPhones(PhoneList::from(&pairs[..])),
                "2424003113612345678fff900338363133363132333435363738000000383631333631323334353637390000006d260d0a",
            ),
            (
                Uplink::Location(ReportText::from_wire(report)),
                "2424007613612345678fff99553133343832392e3438362c412c313132362e363633392c532c31313133332e333239392c572c35382e33312c3330392e36322c3131303230307c372e34397c3135322e367c333537312c393736332c30302c3436307c303030307c30307c3130307c3130307b800d0a",
            ),
        ] {
            assert_eq!(hex(&encoded(message).unwrap()), frame, "{message:?}");
        }
        for (message, frame) in [
            (Downlink::HeartbeatReply(Flag::SUCCEEDED), "4040001213612345678fff000101b4410d0a"),
            (Downlink::RequestLocation, "4040001113612345678fff4101e99a0d0a"),
            (Downlink::SetInterval(60), "4040001313612345678fff4102003c20bc0d0a"),
            (
                Downlink::SetAuthorizedPhone { button: Button::SOS, sms: phone, call: phone },
                "4040003213612345678fff410301383631333631323334353637380000003836313336313233343536373800000001320d0a",
            ),
            (
                Downlink::SetWiretapPhone(Phone::new("+8613612345678").unwrap()),
                "4040001f13612345678fff41302b38363133363132333435363738a8570d0a",
            ),
            (
                Downlink::ReadAuthorizedPhone(Button::BUTTON_1),
                "4040001213612345678fff9003029a790d0a",
            ),
            (Downlink::BlackBoxReply(Flag::FAILED), "4040001213612345678fff995600d5e00d0a"),
            (
                Downlink::Address { phone, text: Text::from("深圳市南山区") },
                "4040002f13612345678fff995838363133363132333435363738000000f16d3357025e5753715c3a530000b9390d0a",
            ),
        ] {
            assert_eq!(hex(&encoded(message).unwrap()), frame, "{message:?}");
        }
        let id = TrackerId::new("123456").unwrap();
        let mut dst = [0; 18];
        let reply = Addressed { id, message: Downlink::LoginReply(Flag::SUCCEEDED) };
        assert_eq!(FrameEncoder::new().encode(&reply, &mut dst), Ok(18));
        assert_eq!(hex(&dst), "40400012123456ffffffff400001a99b0d0a");
    }

    #[test]
    fn other_checksums() {
        let id = TrackerId::from_wire([0x80, 0x68, 0, 0, 0x10, 0x01, 0x22]);
        let mut dst = [0; 17];
        let frame = Addressed { id, message: Uplink::Heartbeat };
        FrameEncoder::new().with_crc(CrcKind::Kermit).encode(&frame, &mut dst).unwrap();
        assert_eq!(hex(&dst), "24240011806800001001220001463c0d0a");
    }

    #[test]
    fn too_long() {
        let command = Command(0x9988);
        let fits = [0; 8192 - 17];
        assert_eq!(encoded(Uplink::Raw { command, data: &fits }).unwrap().len(), 8192);
        let long = [0; 9252 - 17];
        assert_eq!(
            encoded(Uplink::Raw { command, data: &long }).unwrap_err().to_string(),
            "frame of 9252 bytes is longer than the limit of 8192"
        );

        let mut wide = FrameEncoder::new().with_max_len(usize::MAX);
        let data = alloc::vec![0; 70_000];
        let item =
            |data| Addressed { id: TrackerId::BROADCAST, message: Uplink::Raw { command, data } };
        assert_eq!(
            wide.encoded_len(&item(&data)),
            Err(EncodeError::TooLong { len: 70_017, limit: 65_535 })
        );
        let mut dst = Vec::new();
        assert_eq!(wide.append_to_vec(&item(&data[..65_518]), &mut dst), Ok(65_535));
        assert_eq!(dst[2..4], [0xff, 0xff]);
    }

    #[test]
    fn nothing_is_written_on_an_error() {
        let mut dst = [0x55; 64];
        let id = TrackerId::BROADCAST;
        let refused = Downlink::SetWiretapPhone(Phone::EMPTY);
        let refused = FrameEncoder::new().encode(&Addressed { id, message: refused }, &mut dst);
        assert_eq!(refused.unwrap_err().to_string(), "phone: there is no digit");
        assert_eq!(dst, [0x55; 64]);
        let item = Addressed { id, message: Downlink::SetInterval(1) };
        assert_eq!(
            FrameEncoder::new().encode(&item, &mut dst[..18]),
            Err(BufferTooShort { needed: 19, available: 18 }.into())
        );
        assert_eq!(dst, [0x55; 64]);
    }

    proptest! {
        /// A report is not measured first where it certainly fits, and comes out the same.
        #[test]
        fn reports_into_buffers_of_any_length(report in any_report(), room in 0..200_usize) {
            let id = TrackerId::BROADCAST;
            let message = Uplink::Location(ReportText::from(&report));
            let item = Addressed { id, message };
            let frame = encoded(message).unwrap();
            let mut encoder = FrameEncoder::new();
            conformance::short_buffers(&mut encoder, &item).unwrap();
            prop_assert_eq!(encoder.encoded_len(&item), Ok(frame.len()));
            let mut dst = alloc::vec![0x55; frame.len() + room];
            prop_assert_eq!(encoder.encode(&item, &mut dst), Ok(frame.len()));
            prop_assert_eq!(&dst[13..frame.len() - 4], &frame[13..frame.len() - 4]);
            prop_assert!(dst[frame.len()..].iter().all(|byte| *byte == 0x55));

            let limit = frame.len() - 1;
            let mut dst = [0x55; 8192];
            let error = encoder.with_max_len(limit).encode(&item, &mut dst);
            let too_long = EncodeError::TooLong { len: frame.len(), limit: limit.max(17) };
            prop_assert_eq!(error, Err(too_long));
            prop_assert!(dst.iter().all(|byte| *byte == 0x55));
        }

        #[test]
        fn conforms(wire: [u8; 7], command: u16, data: Vec<u8>) {
            let (id, command) = (TrackerId::from_wire(wire), Command(command));
            let uplink = Addressed { id, message: Uplink::Raw { command, data: &data } };
            let downlink = Addressed { id, message: Downlink::Raw { command, data: &data } };
            let mut encoder = FrameEncoder::new();
            conformance::short_buffers(&mut encoder, &uplink).unwrap();
            conformance::short_buffers(&mut encoder, &downlink).unwrap();
            let (mut up, mut down) = (FrameDecoder::uplink(), FrameDecoder::downlink());
            conformance::round_trip(&mut encoder, &mut up, &uplink, |_, frame| {
                (frame.id(), frame.command(), frame.data()) == (id, command, &data[..])
            })
            .unwrap();
            conformance::round_trip(&mut encoder, &mut down, &downlink, |_, frame| {
                (frame.id(), frame.command(), frame.data()) == (id, command, &data[..])
            })
            .unwrap();
        }
    }
}
