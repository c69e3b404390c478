use std::fmt::Write as _;

use cellwire_cityeasy::{Addressed, Command, FrameEncoder, TrackerId, Uplink};
use cellwire_codec::Encoder;

use crate::{Rng, Scale};

/// How long the report frame is that everybody is measured with.
pub(super) const REPORT_FRAME: usize = 118;
/// What stands around the data of a frame.
pub(super) const OVERHEAD: usize = 17;
/// Records of a black box.
pub(super) const BOX_RECORDS: usize = 40;

/// Everything that the cases read, made once.
#[derive(Debug)]
#[non_exhaustive]
pub struct Inputs {
    /// How long they are.
    pub scale: Scale,
    /// Frames of 118 bytes, each a different report of a different tracker.
    pub reports: Vec<u8>,
    /// The first part of each report as a sentence of NMEA 0183, with its sum.
    pub sentences: Vec<String>,
    /// Frames of black boxes, 40 records in each.
    pub boxes: Vec<Vec<u8>>,
    /// A stream of report frames.
    pub stream: Vec<u8>,
    /// Random bytes.
    pub garbage: Vec<u8>,
    /// Streams full of headers that begin no frame, each with its name.
    pub hostile: Vec<(&'static str, Vec<u8>)>,
}

impl Inputs {
    /// The same each time.
    pub fn new(scale: Scale) -> Self {
        let mut rng = Rng::new(0xc17e);
        let reports: Vec<u8> =
            (0..scale.pick(8192, 64)).flat_map(|number| report_frame(&mut rng, number)).collect();
        let long = scale.pick(10_000_000, 100_000);
        let stream = reports.iter().copied().cycle().take(long - long % REPORT_FRAME).collect();
        let sentences = reports.chunks_exact(REPORT_FRAME).map(sentence).collect();
        let boxes = (0..scale.pick(256, 4)).map(|number| box_frame(&mut rng, number)).collect();
        Self {
            scale,
            reports,
            sentences,
            boxes,
            stream,
            garbage: rng.bytes(long),
            hostile: hostile(&mut rng, long),
        }
    }

    /// The frames of [`reports`](Self::reports).
    pub fn report_frames(&self) -> impl Iterator<Item = &[u8]> + Clone {
        self.reports.chunks_exact(REPORT_FRAME)
    }

    /// How many reports there are.
    pub const fn report_count(&self) -> usize {
        self.reports.len() / REPORT_FRAME
    }
}

/// The id of a tracker: all different.
pub(super) fn id(number: usize) -> TrackerId {
    TrackerId::new(&format!("{:014}", 86_217_000_000_000 + number)).unwrap()
}

/// The frame that a tracker sends.
pub(super) fn frame(number: usize, message: Uplink<'_>) -> Vec<u8> {
    let mut frame = Vec::new();
    FrameEncoder::new().append_to_vec(&Addressed { id: id(number), message }, &mut frame).unwrap();
    frame
}

fn raw_frame(number: usize, command: Command, data: &[u8]) -> Vec<u8> {
    frame(number, Uplink::Raw { command, data })
}

fn report_frame(rng: &mut Rng, number: usize) -> Vec<u8> {
    loop {
        let report = report(rng);
        if report.len() == REPORT_FRAME - OVERHEAD {
            return raw_frame(number, Command::LOCATION, report.as_bytes());
        }
    }
}

fn box_frame(rng: &mut Rng, number: usize) -> Vec<u8> {
    let mut body = String::new();
    for _ in 0..BOX_RECORDS {
        body += &report(rng);
        body.push(';');
    }
    raw_frame(number, Command::BLACK_BOX, body.as_bytes())
}

/// A report as a tracker would send it. The widths of its fields vary as they do in the field.
fn report(rng: &mut Rng) -> String {
    let mut text = String::new();
    let mut put = |field: &str| text.push_str(field);
    let (hour, minute, second) = (rng.below(24), rng.below(60), rng.below(60));
    put(&format!("{hour:02}{minute:02}{second:02}"));
    put(&match rng.below(10) {
        0 => String::from(".00"),
        _ => format!(".{:03}", rng.below(1000)),
    });
    put(if rng.percent(90) { ",A," } else { ",V," });
    put(&format!("{:02}{:02}.{:04}", rng.below(90), rng.below(60), rng.below(10_000)));
    put(rng.pick(&[",N,", ",S,"]));
    put(&format!("{:03}{:02}.{:04}", rng.below(180), rng.below(60), rng.below(10_000)));
    put(rng.pick(&[",E,", ",W,"]));
    let decimals = rng.below(3) as u32 + 1;
    let speed = rng.pick(&[10, 100, 200]);
    put(&format!("{},", fixed(rng, speed, decimals)));
    put(&format!("{},", fixed(rng, 360, 2)));
    let (day, month, year) = (1 + rng.below(28), 1 + rng.below(12), 11 + rng.below(16));
    put(&format!("{day:02}{month:02}{year:02}"));
    put(rng.pick(&["", ",,", ",,*1C"]));
    let decimals = 1 + u32::from(rng.percent(50));
    put(&format!("|{}", fixed(rng, 15, decimals)));
    put(if rng.percent(5) { "|-" } else { "|" });
    let altitude = rng.pick(&[10, 100, 1000, 3000]);
    put(&fixed(rng, altitude, 1));
    let (cid, lac) = (1 + rng.below(65_535), 1 + rng.below(65_535));
    let mnc = if rng.percent(80) {
        format!("{:02}", rng.below(100))
    } else {
        format!("{:03}", rng.below(1000))
    };
    put(&format!("|{cid},{lac},{mnc},{}", 200 + rng.below(550)));
    put(&format!("|{:04X}", rng.below(64) << 8));
    put(&format!("|{}", rng.pick(&["00", "00", "00", "01", "10", "12", "31"])));
    for _ in 0..2 {
        let percent = rng.below(101);
        put(&if rng.percent(20) { format!("|{percent:03}") } else { format!("|{percent}") });
    }
    text
}

/// A number below `limit`.
fn fixed(rng: &mut Rng, limit: u64, decimals: u32) -> String {
    let whole = rng.below(limit);
    let part = rng.below(10_u64.pow(decimals));
    format!("{whole}.{part:0width$}", width = decimals as usize)
}

/// `$GPRMC,...*hh`, of the part up to the first bar but for what stands behind the date.
fn sentence(frame: &[u8]) -> String {
    let data = std::str::from_utf8(&frame[13..frame.len() - 4]).unwrap();
    let part = data.split('|').next().unwrap();
    let fields: Vec<_> = part.split(',').take(9).collect();
    let body = format!("GPRMC,{},,", fields.join(","));
    let sum = body.bytes().fold(0, |sum, byte| sum ^ byte);
    let mut sentence = format!("${body}");
    write!(sentence, "*{sum:02X}").unwrap();
    sentence
}

fn hostile(rng: &mut Rng, len: usize) -> Vec<(&'static str, Vec<u8>)> {
    let repeat = |unit: &[u8]| unit.iter().copied().cycle().take(len).collect::<Vec<u8>>();

    // No frame ends in CR LF where its length says.
    let headers = repeat(b"\x24\x24\x1f\x40");
    // All of them do, since the length is a multiple of the distance of the headers: every one
    // asks for a sum over 7998 bytes.
    let line_ends = repeat(b"\x24\x24\x1f\x3e\x0d\x0a");
    // The same with lengths that vary.
    let mut varied = Vec::with_capacity(len + 6);
    while varied.len() < len {
        let frame = 6 * (3 + rng.below(1330) as u16);
        varied.extend_from_slice(b"\x24\x24");
        varied.extend_from_slice(&frame.to_be_bytes());
        varied.extend_from_slice(b"\x0d\x0a");
    }
    varied.truncate(len);
    // Nothing but dollars: each pair of them is a header, with a length of 0x2424.
    let dollars = repeat(b"$");
    vec![("headers", headers), ("line-ends", line_ends), ("varied", varied), ("dollars", dollars)]
}
