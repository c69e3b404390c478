use std::cell::RefCell;
use std::collections::VecDeque;
use std::hint::black_box;
use std::net::SocketAddr;
use std::time::Duration;

use cellwire_cityeasy::report::{Report, ReportText};
use cellwire_cityeasy::{
    Addressed, CrcPolicy, Endpoint, EndpointConfig, Frame, FrameDecoder, FrameEncoder, Server,
    ServerConfig, Tracker, TrackerConfig, Uplink,
};
use cellwire_codec::{Decoder, Encoder, FrameBuffer, Instant, Outcome};

use super::input::{BOX_RECORDS, Inputs, OVERHEAD, REPORT_FRAME, frame, id};
use super::peers::{self, Fields, Rmc, best};
use crate::{Case, Role, bytes_held_by};

/// Every case, after a check that all contestants come to the same result.
pub fn cases(inputs: &Inputs) -> Vec<Case<'_>> {
    vec![
        report(inputs),
        rmc(inputs),
        frame_only(inputs),
        fields_only(inputs),
        encode(inputs),
        black_box_record(inputs),
        garbage(inputs),
        hostile(inputs),
        reads(inputs),
        server(inputs),
        endpoint(inputs),
    ]
}

/// Does something with each of the report frames.
fn each<'a, T>(inputs: &'a Inputs, mut read: impl FnMut(&'a [u8]) -> T + 'a) -> impl FnMut() + 'a {
    move || {
        for frame in inputs.report_frames() {
            sink(read(black_box(frame)));
        }
    }
}

#[inline]
fn sink<T>(value: T) {
    // By reference, so that it is not copied.
    black_box(&value);
}

fn text(frame: &[u8]) -> &[u8] {
    &frame[OVERHEAD - 4..frame.len() - 4]
}

#[inline]
fn our_frame<'a>(decoder: &mut FrameDecoder, frame: &'a [u8]) -> Frame<'a> {
    match decoder.decode(frame).outcome {
        Outcome::Frame(frame) => frame,
        _ => panic!("no frame"),
    }
}

#[inline]
fn our_report<'a>(frame: &Frame<'a>) -> Report<'a> {
    match frame.uplink() {
        Ok(Uplink::Location(text)) => text.parse(),
        _ => panic!("no report"),
    }
}

fn report(inputs: &Inputs) -> Case<'_> {
    let mut decoder = FrameDecoder::uplink();
    for frame in inputs.report_frames() {
        let ours = our_frame(&mut decoder, frame);
        let ours = Fields::of(ours.id().to_wire(), &our_report(&ours)).unwrap();
        assert_eq!(Some(ours), best::report(frame, peers::sliced));
        assert_eq!(Some(ours), peers::nom::fixed(frame, peers::sliced));
        let nom = peers::nom::floating(frame, peers::sliced).unwrap();
        assert_eq!(ours, nom.rounded());
        let split = peers::split::report(frame, peers::sliced).unwrap();
        assert_eq!(ours, split.rounded());
    }
    Case::new(
        "report",
        "a report of 118 bytes, all checks, every field to a number",
        (inputs.report_count(), "report"),
        "1.35 x best, 2150 instructions, no allocation",
    )
    .with(
        Role::Best,
        "8 bytes at a time, 16 tables",
        each(inputs, |it| best::report(it, peers::sliced)),
    )
    .with(
        Role::Ours,
        "cellwire-cityeasy",
        each(inputs, move |it| our_report(&our_frame(&mut decoder, it))),
    )
    .with(
        Role::Peer,
        "best with the default table of crc",
        each(inputs, |it| best::report(it, |bytes| peers::BYTEWISE.checksum(bytes))),
    )
    .with(Role::Peer, "nom, integers", each(inputs, |it| peers::nom::fixed(it, peers::sliced)))
    .with(Role::Peer, "nom, double", each(inputs, |it| peers::nom::floating(it, peers::sliced)))
    .with(Role::Peer, "split and parse", each(inputs, |it| peers::split::report(it, peers::sliced)))
    .with(Role::Limit, "memcpy", {
        let mut copy = [0; REPORT_FRAME];
        each(inputs, move |it| {
            copy.copy_from_slice(it);
            black_box(&copy);
        })
    })
    .with(
        Role::Limit,
        "memchr2 over , and |",
        each(inputs, |it| memchr::memchr2_iter(b',', b'|', text(it)).map(black_box).count()),
    )
}

fn rmc(inputs: &Inputs) -> Case<'_> {
    fn ours(sentence: &str) -> Report<'_> {
        ReportText::from_wire(&sentence.as_bytes()["$GPRMC,".len()..sentence.len() - 3]).parse()
    }
    fn hand(sentence: &str) -> Option<Rmc> {
        best::rmc(&sentence.as_bytes()["$GPRMC,".len()..])
    }
    fn nmea(sentence: &str) -> nmea::sentences::RmcData {
        match nmea::parse_str(sentence) {
            Ok(nmea::ParseResult::RMC(rmc)) => rmc,
            other => panic!("{other:?}"),
        }
    }
    for sentence in &inputs.sentences {
        let rmc = Rmc::of(&ours(sentence)).unwrap();
        assert_eq!(Some(rmc), hand(sentence));
        let theirs = nmea(sentence);
        let degrees = |minutes: i32| f64::from(minutes) / 6_000_000.0;
        assert!((theirs.lat.unwrap() - degrees(rmc.latitude)).abs() < 1e-6);
        assert!((theirs.lon.unwrap() - degrees(rmc.longitude)).abs() < 1e-6);
        assert_eq!((theirs.speed_over_ground.unwrap() * 1000.0).round() as u32, rmc.speed);
    }
    let each = |read: fn(&str)| {
        move || inputs.sentences.iter().for_each(|sentence| read(black_box(sentence)))
    };
    Case::new("gprmc", "the GPRMC part alone", (inputs.sentences.len(), "part"), "ahead of nmea")
        .with(Role::Best, "8 bytes at a time", each(|it| sink(hand(it))))
        .with(Role::Ours, "cellwire-cityeasy", each(|it| sink(ours(it))))
        .with(Role::Peer, "nmea (and its sum of 8 bits)", each(|it| sink(nmea(it))))
}

fn frame_only(inputs: &Inputs) -> Case<'_> {
    let mut decoder = FrameDecoder::uplink();
    Case::new(
        "frame",
        "the frame of 118 bytes: header, length, line end, sum",
        (inputs.report_count(), "frame"),
        "",
    )
    .with(Role::Best, "by hand, 16 tables", each(inputs, |it| best::frame(it, peers::sliced)))
    .with(Role::Ours, "cellwire-cityeasy", each(inputs, move |it| our_frame(&mut decoder, it)))
    .with(
        Role::Limit,
        "sum alone, 16 tables",
        each(inputs, |it| peers::sliced(&it[..REPORT_FRAME - 4])),
    )
}

fn fields_only(inputs: &Inputs) -> Case<'_> {
    Case::new(
        "fields",
        "the report without its frame: every field to a number",
        (inputs.report_count(), "report"),
        "",
    )
    .with(Role::Best, "8 bytes at a time", each(inputs, |it| best::fields(text(it))))
    .with(
        Role::Ours,
        "cellwire-cityeasy",
        each(inputs, |it| ReportText::from_wire(text(it)).parse()),
    )
}

fn encode(inputs: &Inputs) -> Case<'_> {
    let items: Vec<_> = inputs
        .report_frames()
        .enumerate()
        .map(|(number, frame)| {
            let report = ReportText::from_wire(text(frame)).parse();
            let fields = Fields::of(id(number).to_wire(), &report).unwrap();
            (id(number), report, fields)
        })
        .collect();
    let mut encoder = FrameEncoder::new();
    let mut buffer = [0; 256];
    let mut ours = move |id, report: &Report<'_>, check: &mut dyn FnMut(&[u8])| {
        let message = Uplink::Location(ReportText::from(report));
        let len = encoder.encode(&Addressed { id, message }, &mut buffer).unwrap();
        check(&buffer[..len]);
    };
    let mut expected = Vec::new();
    for (id, report, fields) in &items {
        ours(*id, report, &mut |frame| expected = frame.to_vec());
        let mut dst = [0; 256];
        let len = best::write(fields, report.rmc_tail, &mut dst, peers::sliced);
        assert_eq!(dst[..len].escape_ascii().to_string(), expected.escape_ascii().to_string());
        let formatted = peers::split::write(fields, report.rmc_tail, peers::sliced);
        assert_eq!(formatted, expected);
    }
    let count = items.len();
    let items = std::rc::Rc::new(items);
    let (for_best, for_format) = (items.clone(), items.clone());
    Case::new(
        "encode",
        "a report of about 118 bytes, from its fields to a frame",
        (count, "report"),
        "not slower than to read it",
    )
    .with(Role::Best, "two digits at a time", {
        let mut buffer = [0; 256];
        move || {
            for (_, report, fields) in for_best.iter() {
                let len =
                    best::write(black_box(fields), report.rmc_tail, &mut buffer, peers::sliced);
                black_box(&buffer[..len]);
            }
        }
    })
    .with(Role::Ours, "cellwire-cityeasy", {
        let mut encoder = FrameEncoder::new();
        let mut buffer = [0; 256];
        move || {
            for (id, report, _) in items.iter() {
                let message = Uplink::Location(ReportText::from(black_box(report)));
                let len = encoder.encode(&Addressed { id: *id, message }, &mut buffer).unwrap();
                black_box(&buffer[..len]);
            }
        }
    })
    .with(Role::Peer, "format!", move || {
        for (_, report, fields) in for_format.iter() {
            black_box(peers::split::write(black_box(fields), report.rmc_tail, peers::sliced));
        }
    })
}

fn black_box_record(inputs: &Inputs) -> Case<'_> {
    fn hand(frame: &[u8], mut each: impl FnMut(Option<Fields>)) {
        let (_, _, data) = best::frame(frame, peers::sliced).unwrap();
        let mut rest = data;
        while let Some(end) = memchr::memchr(b';', rest) {
            each(best::fields(&rest[..end]));
            rest = &rest[end + 1..];
        }
    }
    fn ours(decoder: &mut FrameDecoder, frame: &[u8], each: impl FnMut(Report<'_>)) {
        let Ok(Uplink::BlackBox(records)) = our_frame(decoder, frame).uplink() else {
            panic!("no black box");
        };
        records.records().map(|record| record.parse()).for_each(each);
    }
    let mut decoder = FrameDecoder::uplink();
    for frame in &inputs.boxes {
        let (mut one, mut other) = (Vec::new(), Vec::new());
        ours(&mut decoder, frame, |report| one.push(Fields::of([0; 7], &report)));
        hand(frame, |fields| other.push(fields));
        assert_eq!((one.len(), &one), (BOX_RECORDS, &other));
    }
    Case::new(
        "black-box",
        "black boxes of 40 records, all checks, every field of each to a number",
        (inputs.boxes.len() * BOX_RECORDS, "record"),
        "130 ns",
    )
    .with(Role::Best, "8 bytes at a time, 16 tables", || {
        for frame in &inputs.boxes {
            hand(black_box(frame), sink);
        }
    })
    .with(Role::Ours, "cellwire-cityeasy", move || {
        for frame in &inputs.boxes {
            ours(&mut decoder, black_box(frame), |report| sink(report));
        }
    })
}

/// Decodes all of a stream, and says how many frames there were.
fn drain(decoder: &mut FrameDecoder, stream: &[u8]) -> usize {
    let mut frames = 0;
    let mut rest = stream;
    loop {
        let decoded = decoder.decode(rest);
        rest = &rest[decoded.consumed..];
        match decoded.outcome {
            Outcome::Frame(frame) => {
                sink(frame);
                frames += 1;
            }
            Outcome::Fault(fault) => sink(fault),
            Outcome::Incomplete { .. } => break,
        }
    }
    // What is left is the beginning of something.
    while !rest.is_empty() {
        rest = &rest[decoder.finish(rest).consumed..];
    }
    frames
}

fn garbage(inputs: &Inputs) -> Case<'_> {
    let garbage = &inputs.garbage[..];
    assert_eq!(drain(&mut FrameDecoder::uplink(), garbage), 0);
    Case::new("garbage", "random bytes", (garbage.len(), "byte"), "2 ns")
        .with(Role::Limit, "memchr over $", move || {
            black_box(memchr::memchr_iter(b'$', black_box(garbage)).map(black_box).count());
        })
        .with(Role::Ours, "cellwire-cityeasy", move || {
            black_box(drain(&mut FrameDecoder::uplink(), black_box(garbage)));
        })
        .with(Role::Limit, "memmem over $$", move || {
            black_box(memchr::memmem::find_iter(black_box(garbage), b"$$").map(black_box).count());
        })
}

fn hostile(inputs: &Inputs) -> Case<'_> {
    let len = inputs.hostile[0].1.len();
    let first = &inputs.hostile[0].1[..];
    let mut case =
        Case::new("hostile", "headers that begin no frame", (len, "byte"), "a small constant")
            .with(Role::Limit, "every byte summed once", move || {
                black_box(peers::sliced(black_box(first)));
            });
    for (policy, crc) in [("", CrcPolicy::STRICT), (", any sum", CrcPolicy::ANY)] {
        for (name, stream) in &inputs.hostile {
            case = case.with(Role::Ours, format!("{name}{policy}"), move || {
                let mut decoder = FrameDecoder::uplink().with_crc(crc);
                black_box(drain(&mut decoder, black_box(stream)));
            });
        }
    }
    case
}

fn reads(inputs: &Inputs) -> Case<'_> {
    let reports = inputs.stream.len() / REPORT_FRAME;
    let mut case = Case::new(
        "reads",
        "a stream of reports through FrameBuffer, in reads of so many bytes",
        (reports, "report"),
        "1.3, 1.5, 2.0, 2.6 x the whole",
    );
    for read in [inputs.stream.len(), 1460, 256, 64, 16] {
        let name = match read {
            _ if read == inputs.stream.len() => String::from("all of it"),
            _ => format!("{read} bytes"),
        };
        case = case.with(Role::Ours, name, move || {
            let mut frames = FrameBuffer::growing(FrameDecoder::uplink());
            let mut count = 0;
            for chunk in black_box(&inputs.stream).chunks(read) {
                let mut input = chunk;
                while let Some(frame) = frames.pull(&mut input) {
                    sink(our_report(&frame.unwrap()));
                    count += 1;
                }
            }
            assert_eq!(count, reports);
        });
    }
    case
}

const HEARTBEAT_ANSWER: usize = 18;

/// A frame of each of so many trackers.
fn frames_of(count: usize, inputs: &Inputs, kind: Sent) -> Vec<Vec<u8>> {
    (0..count)
        .map(|number| match kind {
            Sent::Heartbeat => frame(number, Uplink::Heartbeat),
            Sent::Report => {
                let text =
                    text(inputs.report_frames().nth(number % inputs.report_count()).unwrap());
                frame(number, Uplink::Location(ReportText::from_wire(text)))
            }
        })
        .collect()
}

#[derive(Clone, Copy)]
enum Sent {
    Heartbeat,
    Report,
}

/// What the driver of a connection does with a read.
fn serve(server: &mut Server, now: Instant, bytes: &[u8]) -> usize {
    assert_eq!(server.handle_input(now, bytes), bytes.len());
    while let Some(event) = server.poll_event() {
        sink(event);
    }
    let mut buffer = [0; 256];
    let len = server.poll_transmit(now, &mut buffer);
    black_box(&buffer[..len]);
    if len > 0 {
        server.transmitted(now);
    }
    len
}

fn server(inputs: &Inputs) -> Case<'_> {
    let count = inputs.scale.pick(10_000, 50);
    let servers: Vec<_> =
        (0..count).map(|_| Server::new(ServerConfig::default(), Instant::ORIGIN)).collect();
    // Both contestants serve the same connections, at a time that goes on.
    let shared = std::rc::Rc::new(RefCell::new((servers, Instant::ORIGIN)));
    let mut case = Case::new(
        "server",
        "10,000 connections, each sends one frame in a pass",
        (count, "frame"),
        "",
    );
    for (name, kind, answer) in
        [("heartbeat", Sent::Heartbeat, HEARTBEAT_ANSWER), ("report", Sent::Report, 0)]
    {
        let frames = frames_of(count, inputs, kind);
        let shared = shared.clone();
        case = case.with(Role::Ours, name, move || {
            let (servers, now) = &mut *shared.borrow_mut();
            *now += Duration::from_secs(60);
            for (server, frame) in servers.iter_mut().zip(&frames) {
                assert_eq!(serve(server, *now, frame), answer);
            }
        });
    }
    case
}

fn address(number: usize) -> SocketAddr {
    let [_, a, b, c] = (number as u32).to_be_bytes();
    SocketAddr::from(([10, a, b, c], 4000))
}

/// What the driver of a socket does with a datagram.
fn serve_datagram(endpoint: &mut Endpoint, now: Instant, from: SocketAddr, bytes: &[u8]) -> usize {
    assert_eq!(endpoint.handle_input(now, from, bytes), bytes.len());
    while let Some(event) = endpoint.poll_event() {
        sink(event);
    }
    let mut buffer = [0; 1500];
    let mut sent = 0;
    while let Some(transmit) = endpoint.poll_transmit(now, &mut buffer).unwrap() {
        black_box(&buffer[..transmit.len]);
        endpoint.transmitted(now);
        sent += transmit.len;
    }
    sent
}

fn endpoint(inputs: &Inputs) -> Case<'_> {
    let few = inputs.scale.pick(10_000, 50);
    let mut case = Case::new(
        "endpoint",
        "heartbeats of so many trackers on one datagram socket",
        (few, "datagram"),
        "",
    );
    for (name, count) in
        [("10,000 trackers", few), ("100,000 trackers", inputs.scale.pick(100_000, 500))]
    {
        let frames = frames_of(count, inputs, Sent::Heartbeat);
        let mut endpoint = Endpoint::new(EndpointConfig::default());
        let mut now = Instant::ORIGIN;
        for (number, frame) in frames.iter().enumerate() {
            serve_datagram(&mut endpoint, now, address(number), frame);
        }
        // The same number in each pass, one behind the other.
        let mut turns: VecDeque<_> = (0..count).step_by(few).collect();
        case = case.with(Role::Ours, name, move || {
            let first = turns[0];
            turns.rotate_left(1);
            if first == 0 {
                now += Duration::from_secs(60);
            }
            for (number, frame) in frames.iter().enumerate().skip(first).take(few) {
                let sent = serve_datagram(&mut endpoint, now, address(number), frame);
                assert_eq!(sent, HEARTBEAT_ANSWER);
            }
        });
    }
    case
}

/// How much of the heap one of many idle peers takes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Memory {
    /// What is held.
    pub name: &'static str,
    /// How many there were.
    pub count: usize,
    /// Bytes for each.
    pub bytes: usize,
    /// What is to be reached, in words.
    pub reach: &'static str,
}

/// The memory of idle peers, each of which has sent a heartbeat and a report, in pieces, and has
/// been answered.
pub fn idle_memory(inputs: &Inputs) -> Vec<Memory> {
    let now = Instant::ORIGIN;
    let mut figures = Vec::new();

    let count = inputs.scale.pick(10_000, 50);
    let heartbeats = frames_of(count, inputs, Sent::Heartbeat);
    let reports = frames_of(count, inputs, Sent::Report);
    let boxes: Vec<_> = inputs.boxes.iter().map(|frame| text(frame)).collect();
    let (_held, bytes) = bytes_held_by(|| {
        let mut servers: Vec<_> =
            (0..count).map(|_| Server::new(ServerConfig::default(), now)).collect();
        for ((server, heartbeat), report) in servers.iter_mut().zip(&heartbeats).zip(&reports) {
            for piece in [&heartbeat[..5], &heartbeat[5..], &report[..100], &report[100..]] {
                serve(server, now, piece);
            }
        }
        servers.shrink_to_fit();
        servers
    });
    figures.push(Memory {
        name: "Server, an idle connection",
        count,
        bytes: bytes / count,
        reach: "4096",
    });

    let with_boxes = inputs.scale.pick(1000, 10);
    let (_held, bytes) = bytes_held_by(|| {
        let mut servers: Vec<_> =
            (0..with_boxes).map(|_| Server::new(ServerConfig::default(), now)).collect();
        for (number, server) in servers.iter_mut().enumerate() {
            let body = boxes[number % boxes.len()];
            let message = Uplink::BlackBox(cellwire_cityeasy::message::BlackBox::from_wire(body));
            let frame = frame(number, message);
            server.handle_input(now, &frame);
            let mut ticket = None;
            while let Some(event) = server.poll_event() {
                if let cellwire_cityeasy::EventKind::BlackBox { ticket: open, .. } = event.kind {
                    ticket = Some(open);
                }
            }
            server.acknowledge(ticket.unwrap(), true).unwrap();
            serve(server, now, &heartbeats[number % count]);
        }
        servers
    });
    figures.push(Memory {
        name: "Server, idle after a black box of 40 records",
        count: with_boxes,
        bytes: bytes / with_boxes,
        reach: "",
    });

    for (name, count) in [
        ("Endpoint, each of 10,000 trackers", inputs.scale.pick(10_000, 50)),
        ("Endpoint, each of 100,000 trackers", inputs.scale.pick(100_000, 500)),
    ] {
        let heartbeats = frames_of(count, inputs, Sent::Heartbeat);
        let (_held, bytes) = bytes_held_by(|| {
            let mut endpoint = Endpoint::new(EndpointConfig::default());
            for (number, frame) in heartbeats.iter().enumerate() {
                serve_datagram(&mut endpoint, now, address(number), frame);
            }
            endpoint
        });
        figures.push(Memory { name, count, bytes: bytes / count, reach: "" });
    }

    let (_held, bytes) = bytes_held_by(|| {
        (0..count).map(|number| Tracker::new(TrackerConfig::new(id(number)))).collect::<Vec<_>>()
    });
    figures.push(Memory { name: "Tracker, not connected", count, bytes: bytes / count, reach: "" });
    figures
}
