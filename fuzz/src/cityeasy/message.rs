use std::fmt::Debug;

use cellwire_cityeasy::report::{Alarm, Layout, ReportText};
use cellwire_cityeasy::{
    Addressed, CrcKind, Direction, Downlink, EncodeError, FrameDecoder, FrameEncoder, TrackerId,
    Uplink,
};
use cellwire_codec::test_util::conformance;
use cellwire_codec::{Decoder, Encoder, Outcome};

use super::build::{self, with_downlink, with_uplink};
use super::report::written;
use super::source::Source;

/// Any bytes as the data of each command, in both directions.
pub fn message(data: &[u8]) {
    let mut source = Source::new(data);
    let down = source.bool();
    let command = build::command(&mut source);
    let body = source.rest();
    if down {
        let message = Downlink::parse(command, body);
        let strict = Downlink::parse_strict(command, body);
        as_strict(&message, &strict);
        if let Ok(message) = message {
            assert_eq!(message.command(), command);
            downlink(message, body.len() < 600);
        }
        if let Ok(message) = strict {
            message.check().unwrap();
            let written = written(|to| message.write_body(to));
            assert_eq!(written.escape_ascii().to_string(), body.escape_ascii().to_string());
        }
    } else {
        let message = Uplink::parse(command, body);
        let strict = Uplink::parse_strict(command, body);
        as_strict(&message, &strict);
        if let Ok(message) = message {
            assert_eq!(message.command(), command);
            uplink(message, body.len() < 600);
        }
        if let Ok(message) = strict {
            message.check().unwrap();
            let written = written(|to| message.write_body(to));
            assert_eq!(written.escape_ascii().to_string(), body.escape_ascii().to_string());
        }
    }
}

/// What is read strictly is read leniently too, and to the same.
fn as_strict<M: Debug + PartialEq, E: std::error::Error>(
    lenient: &Result<M, E>,
    strict: &Result<M, E>,
) {
    match (lenient, strict) {
        (Ok(lenient), Ok(strict)) => assert_eq!(lenient, strict),
        (Err(error), Ok(strict)) => panic!("{strict:?} was {error} to the lenient reader"),
        (_, Err(error)) => drop(error.to_string()),
    }
}

/// Messages of any content: what can be written is read back as it was.
pub fn round_trip(data: &[u8]) {
    let mut source = Source::new(data);
    if source.bool() {
        with_downlink(&mut source, |message, _| downlink(message, false));
    } else {
        with_uplink(&mut source, |message, _| uplink(message, false));
    }
}

fn uplink(message: Uplink<'_>, thorough: bool) {
    let _ = format!("{message:?} {}", message.name());
    let owned = message.into_owned();
    let _ = format!("{owned:?}");
    let Some(frame) = encoded(&message, message.check().is_ok(), thorough) else { return };
    assert!(same(owned.as_message(), message), "{owned:?} of {message:?}");
    let mut decoder = FrameDecoder::new(Direction::Up).with_max_len(usize::MAX);
    let decoded = decoder.decode(&frame);
    assert_eq!(decoded.consumed, frame.len());
    let Outcome::Frame(read) = decoded.outcome else { panic!("{:?}", decoded.outcome) };
    assert_eq!((read.id(), read.command()), (ID, message.command()));
    assert_eq!(read.crc(), Some(CrcKind::Ibm3740));
    match message {
        // It is read as what its code says.
        Uplink::Raw { data, .. } => assert_eq!(read.data(), data),
        _ => {
            let read = read.uplink().unwrap();
            assert!(same(read, message), "{read:?} of {message:?}");
        }
    }
}

/// Whether both say the same.
fn same(read: Uplink<'_>, message: Uplink<'_>) -> bool {
    match (read, message) {
        (Uplink::Location(read), Uplink::Location(message)) => same_report(read, message),
        (Uplink::BlackBox(read), Uplink::BlackBox(message)) => {
            read.len() == message.len()
                && read.records().zip(message.records()).all(|(read, it)| same_report(read, it))
        }
        _ => read == message,
    }
}

fn same_report(read: ReportText<'_>, message: ReportText<'_>) -> bool {
    if message.as_bytes().is_some() {
        return read == message;
    }
    let (read, mut message) = (read.parse(), message.parse());
    // Only a reader finds quirks.
    message.quirks = read.quirks;
    if message.layout == Layout::Meiligao {
        // What this layout cannot say.
        message.state = Some(message.state.unwrap_or_default());
        message.meiligao.analog = message.meiligao.analog.filter(|analog| !analog.is_empty());
    }
    if matches!(message.layout, Layout::Meiligao | Layout::Unknown) {
        message.alarm = message.alarm.filter(|alarm| *alarm != Alarm::NONE);
    }
    read == message
}

fn downlink(message: Downlink<'_>, thorough: bool) {
    let _ = format!("{message:?} {}", message.name());
    let owned = message.into_owned();
    let _ = format!("{owned:?}");
    let Some(frame) = encoded(&message, message.check().is_ok(), thorough) else { return };
    assert_eq!(owned.as_message(), message);
    let mut decoder = FrameDecoder::new(Direction::Down).with_max_len(usize::MAX);
    let decoded = decoder.decode(&frame);
    assert_eq!(decoded.consumed, frame.len());
    let Outcome::Frame(read) = decoded.outcome else { panic!("{:?}", decoded.outcome) };
    assert_eq!((read.id(), read.command()), (ID, message.command()));
    match message {
        Downlink::Raw { data, .. } => assert_eq!(read.data(), data),
        _ => assert_eq!(read.downlink(), Ok(message)),
    }
}

const ID: TrackerId = TrackerId::from_wire([0x13, 0x61, 0x23, 0x45, 0x67, 0x8f, 0xff]);

/// The frame, if the message can be written, as its check has said.
fn encoded<M: Copy + Debug>(message: &M, can: bool, thorough: bool) -> Option<Vec<u8>>
where
    FrameEncoder: Encoder<Addressed<M>, Error = EncodeError>,
{
    let mut encoder = FrameEncoder::new().with_max_len(usize::MAX);
    let item = Addressed { id: ID, message: *message };
    let mut frame = Vec::new();
    let len = encoder.encoded_len(&item);
    let written = encoder.append_to_vec(&item, &mut frame);
    assert_eq!(len, written);
    match written {
        Ok(len) => {
            assert!(can, "{message:?} was written");
            assert_eq!(len, frame.len());
            if thorough {
                conformance::short_buffers(&mut encoder, &item).unwrap();
            }
            Some(frame)
        }
        Err(error) => {
            let _ = error.to_string();
            assert!(!can || matches!(error, EncodeError::TooLong { .. }), "{message:?}: {error}");
            None
        }
    }
}
