use std::hint::black_box;

use bytes::BytesMut;
use cellwire_at::lexer::{FinalResult, Frame, Lexer};
use cellwire_at::params::ParamError;
use cellwire_at::reader::{Reader, Response};
use cellwire_at::{Dialect, Form, Line, Plan, Prompt, ReceiveFormat, charset};
use cellwire_codec::{Decoder, FrameBuffer, Outcome};
use tokio_util::codec::{Decoder as _, LinesCodec};

use super::input::{Inputs, SENT};
use super::peers::{Class, Event, Fields, atat, best, fields, nom};
use super::vendor;
use crate::{Case, Role};

/// Every case, after a check that all contestants come to the same result.
pub fn cases(inputs: &Inputs) -> Vec<Case<'_>> {
    vec![
        lex(inputs),
        reads(inputs),
        reader(inputs),
        fields(inputs),
        payload(inputs),
        hex(inputs),
        vendor::lines(inputs),
        vendor::sockets(inputs),
    ]
}

#[inline]
pub(super) fn sink<T>(value: T) {
    // By reference, so that it is not copied.
    black_box(&value);
}

/// A lexer that expects all that can be expected.
fn armed(dialect: Dialect) -> Lexer {
    let mut lexer = Lexer::new(dialect);
    lexer.expect_echo(SENT);
    lexer.expect_prompt(Some(Prompt::Greater));
    lexer
}

/// What the host does between two frames: the next command is sent when the last one is over.
#[derive(Default)]
struct Rearm {
    echoed: bool,
}

impl Rearm {
    #[inline]
    fn after(&mut self, frame: &Frame<'_>, lexer: &mut Lexer) {
        match frame {
            Frame::Echo(_) => self.echoed = true,
            Frame::Final(_) if self.echoed => {
                self.echoed = false;
                lexer.expect_echo(SENT);
            }
            _ => {}
        }
    }
}

/// Each frame of a stream that is there as a whole.
#[inline]
fn our_frames<'a>(stream: &'a [u8], lexer: Lexer, mut each: impl FnMut(Frame<'a>)) {
    let mut lexer = lexer;
    let mut rearm = Rearm::default();
    let mut rest = stream;
    loop {
        let decoded = lexer.decode(rest);
        rest = &rest[decoded.consumed..];
        match decoded.outcome {
            Outcome::Frame(frame) => {
                rearm.after(&frame, &mut lexer);
                each(frame);
            }
            Outcome::Incomplete { .. } => return,
            Outcome::Fault(fault) => panic!("{fault}"),
        }
    }
}

/// Each frame of a stream that comes in reads of so many bytes.
fn our_reads(stream: &[u8], lexer: Lexer, size: usize, mut each: impl FnMut(Frame<'_>)) {
    let mut frames = FrameBuffer::growing(lexer);
    let mut echoed = false;
    for mut chunk in stream.chunks(size) {
        while let Some(frame) = frames.pull(&mut chunk) {
            let frame = frame.unwrap();
            let is_echo = matches!(frame, Frame::Echo(_));
            let is_over = echoed && matches!(frame, Frame::Final(_));
            each(frame);
            echoed = is_echo || echoed && !is_over;
            if is_over {
                frames.decoder_mut().expect_echo(SENT);
            }
        }
    }
}

fn event<'a>(frame: &Frame<'a>) -> Event<'a> {
    match *frame {
        Frame::Echo(text) => Event::new(Class::Echo, text),
        Frame::Prompt(_) => Event::new(Class::Prompt, b">"),
        Frame::Line(line) => Event::new(Class::Line, line.as_bytes()),
        Frame::Final(FinalResult::Ok) => Event::new(Class::Ok, b"OK"),
        Frame::Final(FinalResult::Error) => Event::new(Class::Error, b"ERROR"),
        Frame::Final(FinalResult::NoCarrier) => Event::new(Class::Connection, b"NO CARRIER"),
        Frame::Final(FinalResult::Cme(_)) => Event::new(Class::NetworkError, b""),
        ref other => panic!("{other:?}"),
    }
}

fn lex(inputs: &Inputs) -> Case<'_> {
    let stream = &inputs.stream[..];
    let mut expected = Vec::with_capacity(inputs.events);
    best::words(stream, |event| expected.push(event));
    assert_eq!(expected.len(), inputs.events);
    let length = stream.len() as f64 / inputs.events as f64;
    assert!((20.5..22.5).contains(&length), "{length} bytes an event");
    let same = |ours: &Event<'_>, it: &Event<'_>| {
        // We have read the number of such an error, and lost its text.
        ours == it || ours.class == Class::NetworkError && it.class == ours.class
    };
    for dialect in [Dialect::GENERIC, Dialect::A76XX] {
        let mut events = expected.iter();
        our_frames(stream, armed(dialect), |frame| {
            assert!(same(&event(&frame), events.next().unwrap()), "{frame:?}");
        });
        assert!(events.next().is_none());
    }
    let mut events = expected.iter();
    best::memchr_per_line(stream, |event| assert_eq!(Some(&event), events.next()));
    let mut events = expected.iter();
    nom::events(stream, |event| assert_eq!(Some(&event), events.next()));
    assert!(events.next().is_none());
    Case::new(
        "lex",
        "framing and class of mixed modem output, 21.5 bytes an event, the whole buffer",
        (inputs.events, "event"),
        "1.25 x best, 125 instructions with echo and prompt expected, no allocation",
    )
    .with(Role::Best, "8 bytes at a time", move || best::words(stream, sink))
    .with(Role::Ours, "cellwire-at", move || our_frames(stream, armed(Dialect::GENERIC), sink))
    .with(Role::Ours, "A76XX", move || our_frames(stream, armed(Dialect::A76XX), sink))
    .with(Role::Ours, "nothing expected", move || {
        our_frames(stream, Lexer::new(Dialect::GENERIC), sink);
    })
    .with(Role::Peer, "memchr per line", move || best::memchr_per_line(stream, sink))
    .with(Role::Peer, "nom", move || nom::events(stream, sink))
    .with(Role::Peer, "atat, all of it", move || {
        // Its copy of what is left would count the whole buffer each time.
        atat::blocks(stream, 1 << 16, |result| sink(result));
    })
    .with(Role::Peer, "LinesCodec, no class", move || {
        let mut codec = LinesCodec::new();
        let mut buffer = BytesMut::from(stream);
        while let Some(line) = codec.decode(&mut buffer).unwrap() {
            sink(line);
        }
    })
    .with(Role::Limit, "memchr over line ends", move || {
        memchr::memchr_iter(b'\n', stream).for_each(sink);
    })
}

fn reads(inputs: &Inputs) -> Case<'_> {
    let stream = &inputs.stream[..];
    for size in [1460, 256, 64, 16, 1] {
        let mut expected = Vec::with_capacity(inputs.events);
        best::words(stream, |event| expected.push(event));
        let mut events = expected.iter();
        our_reads(stream, armed(Dialect::GENERIC), size, |frame| {
            assert_eq!(event(&frame).class, events.next().unwrap().class, "{frame:?}");
        });
        assert!(events.next().is_none());
    }
    let mut case = Case::new(
        "reads",
        "the same in reads of so many bytes, by the frame buffer",
        (inputs.events, "event"),
        "1.3, 1.5, 2.0 and 2.6 x the whole buffer, no allocation",
    )
    .with(Role::Ours, "whole", move || our_frames(stream, armed(Dialect::GENERIC), sink));
    for size in [1460, 256, 64, 16] {
        case = case.with(Role::Ours, size.to_string(), move || {
            our_reads(stream, armed(Dialect::GENERIC), size, |frame| sink(frame));
        });
    }
    for size in [256, 64] {
        case = case.with(Role::Peer, format!("atat {size}"), move || {
            atat::blocks(stream, size, |result| sink(result));
        });
    }
    case
}

fn reader(inputs: &Inputs) -> Case<'_> {
    let stream = &inputs.stream[..];
    let plan = Plan::new("+CREG", Form::Read);
    let responses = move |each: &mut dyn FnMut(&Response<'_>)| {
        let mut reader = Reader::new(Dialect::GENERIC);
        reader.begin(&plan, SENT);
        let mut rest = stream;
        loop {
            let decoded = reader.decode(rest);
            rest = &rest[decoded.consumed..];
            match decoded.outcome {
                Outcome::Frame(response) => {
                    if matches!(response, Response::Final(_)) {
                        reader.begin(&plan, SENT);
                    }
                    each(&response);
                }
                Outcome::Incomplete { .. } => return,
                Outcome::Fault(fault) => panic!("{fault}"),
            }
        }
    };
    Case::new(
        "reader",
        "the same with a plan in flight, answers told from what nobody asked for",
        (inputs.events, "event"),
        "200 instructions, no allocation",
    )
    .with(Role::Best, "8 bytes at a time, no plan", move || best::words(stream, sink))
    .with(Role::Ours, "cellwire-at", move || responses(&mut |response| sink(response)))
}

#[inline]
fn our_fields(line: &[u8]) -> Option<Fields<'_>> {
    fn read<'a>(line: Line<'a>) -> Result<Option<Fields<'a>>, ParamError> {
        Ok(Some(match line.as_bytes() {
            [b'+', b'C', b'S', b'Q', ..] => {
                let mut params = line.params("+CSQ")?;
                Fields::Signal { rssi: params.u8()?, ber: params.u8()? }
            }
            [b'+', b'C', b'R', b'E', ..] => {
                let mut params = line.params("+CREG")?;
                Fields::Registration {
                    mode: params.u8()?,
                    stat: params.u8()?,
                    area: params.hex_u16()?,
                    cell: params.hex_u32()?,
                    technology: params.u8()?,
                }
            }
            [b'+', b'C', b'M', b'T', ..] => {
                let mut params = line.params("+CMTI")?;
                Fields::Stored { mem: params.str()?.as_raw(), index: params.u16()? }
            }
            [b'+', b'C', b'O', b'P', ..] => {
                let mut params = line.params("+COPS")?;
                Fields::Operator {
                    mode: params.u8()?,
                    format: params.u8()?,
                    name: params.str()?.as_raw(),
                    technology: params.u8()?,
                }
            }
            _ => return Ok(None),
        }))
    }
    read(Line::new(line)).ok().flatten()
}

fn fields(inputs: &Inputs) -> Case<'_> {
    type Read = for<'a> fn(&'a [u8]) -> Option<Fields<'a>>;
    let lines = &inputs.lines;
    let peers: [Read; 4] = [our_fields, nom::fields, fields::at_commands, fields::serde_at];
    for line in lines {
        let expected = best::fields(line);
        assert!(expected.is_some());
        for read in peers {
            assert_eq!(read(line), expected, "{}", line.escape_ascii());
        }
    }
    let each = move |read: Read| move || lines.iter().for_each(|line| sink(read(black_box(line))));
    Case::new(
        "fields",
        "the fields of +CSQ, +CREG, +CMTI and +COPS, each to its type",
        (lines.len(), "line"),
        "1.4 x best, 250 instructions with framing and class, no allocation",
    )
    .with(Role::Best, "by hand", each(best::fields))
    .with(Role::Ours, "cellwire-at", each(our_fields))
    .with(Role::Peer, "nom", each(nom::fields))
    .with(Role::Peer, "at-commands", each(fields::at_commands))
    .with(Role::Peer, "serde_at", each(fields::serde_at))
}

fn payload(inputs: &Inputs) -> Case<'_> {
    fn copy(stream: &[u8], dialect: Dialect, size: usize, to: &mut Vec<u8>) {
        to.clear();
        let mut frames = FrameBuffer::growing(Lexer::new(dialect));
        for mut chunk in stream.chunks(size) {
            while let Some(frame) = frames.pull(&mut chunk) {
                if let Frame::Payload { data, .. } = frame.unwrap() {
                    to.extend_from_slice(data);
                }
            }
        }
    }
    let mut case = Case::new(
        "payload",
        "payloads of up to 1460 bytes, streamed in reads of 1460",
        (inputs.payload, "byte"),
        "like memcpy, no allocation",
    )
    .with(Role::Best, "memcpy", {
        let mut to = Vec::with_capacity(inputs.received.len());
        move || {
            to.clear();
            for chunk in inputs.received.chunks(1460) {
                to.extend_from_slice(chunk);
            }
            sink(&to);
        }
    });
    let raw = Dialect::l610(ReceiveFormat::Raw);
    for (name, stream, dialect) in
        [("+IPD", &inputs.received, Dialect::A76XX), ("+MIPRTCP", &inputs.inline, raw)]
    {
        let mut to = Vec::with_capacity(stream.len());
        copy(stream, dialect, 1460, &mut to);
        assert_eq!(to.len(), inputs.payload);
        case = case.with(Role::Ours, name, move || {
            copy(stream, dialect, 1460, &mut to);
            sink(&to);
        });
    }
    case
}

fn hex(inputs: &Inputs) -> Case<'_> {
    let digits = &inputs.digits;
    for digits in digits {
        let (mut one, mut other) = ([0; 32], [0; 32]);
        assert!(best::unhex(digits, &mut one));
        assert_eq!(charset::hex::decode(digits, &mut other), Ok(&one[..]));
    }
    Case::new("hex", "64 hexadecimal digits to octets", (digits.len(), "string"), "30 ns")
        .with(Role::Best, "a table of 256 bytes", move || {
            let mut octets = [0; 32];
            for digits in digits {
                sink(best::unhex(black_box(digits), &mut octets));
                sink(&octets);
            }
        })
        .with(Role::Ours, "cellwire-at", move || {
            let mut octets = [0; 32];
            for digits in digits {
                sink(charset::hex::decode(black_box(digits), &mut octets));
                sink(&octets);
            }
        })
}
