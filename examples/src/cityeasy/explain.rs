//! What the frames of CityEasy are, in words.

use cellwire_cityeasy::{CrcPolicy, Direction, Downlink, Frame, FrameDecoder, FrameError, Uplink};

use super::{json, words};
use crate::frames::{Explain, Explained, FrameStream, Part, set};
use crate::wire::{Way, Wire};

/// Listens to what trackers and a server say to each other, and explains it.
pub fn wire(crc: CrcPolicy) -> Wire {
    Wire::new(move |way| {
        let decoder = match way {
            Way::Up => FrameDecoder::uplink(),
            Way::Down => FrameDecoder::downlink(),
        };
        FrameStream::new(CityEasy, decoder.with_crc(crc))
    })
}

/// Explains the frames of either direction.
#[derive(Clone, Copy, Debug, Default)]
pub struct CityEasy;

impl Explain for CityEasy {
    type Decoder = FrameDecoder;

    fn frame(&self, frame: &Frame<'_>) -> Explained {
        let mut fields = json::header(frame);
        let (command, data) = (frame.command(), frame.data());
        let read = match frame.direction() {
            Direction::Up => frame
                .uplink()
                .map(|message| (message.name(), words::uplink(&message), json::uplink(&message)))
                .map(|read| (read, Uplink::parse_strict(command, data).err())),
            Direction::Down => frame
                .downlink()
                .map(|message| {
                    (message.name(), words::downlink(&message), json::downlink(&message))
                })
                .map(|read| (read, Downlink::parse_strict(command, data).err())),
        };
        let (name, summary) = match read {
            Ok(((name, summary, message), odd)) => {
                fields.extend(message);
                if let Some(odd) = odd {
                    set!(fields, "odd": odd.to_string());
                }
                (name, summary)
            }
            Err(error) => {
                fields.extend(json::unreadable(data, &error));
                (error.message, error.to_string())
            }
        };
        let who = frame.id().to_string();
        let parts = parts(frame);
        Explained { name: name.into(), who, summary, fields, parts, ..Explained::default() }
    }

    fn fault(&self, error: &FrameError) -> String {
        error.fault.to_string()
    }
}

fn parts(frame: &Frame<'_>) -> Vec<Part> {
    let way = match frame.direction() {
        Direction::Up => "from the tracker to the server",
        Direction::Down => "from the server to the tracker",
    };
    let id = match frame.id() {
        id if id.is_broadcast() => "all trackers".into(),
        id => id.to_string(),
    };
    let command = frame.command().name().unwrap_or("not in the protocol");
    let crc = frame.crc().map_or("which matches no kind", |kind| kind.name());
    let mut parts = vec![
        Part::new(2, format!("header: {way}")),
        Part::new(2, format!("length: {}", frame.as_bytes().len())),
        Part::new(7, format!("id: {id}")),
        Part::new(2, format!("command: {command}")),
    ];
    if !frame.data().is_empty() {
        parts.push(Part::new(frame.data().len(), "data"));
    }
    parts.extend([Part::new(2, format!("checksum: {crc}")), Part::new(2, "line end")]);
    parts
}
