//! Bytes or a transcript in; one JSON object per frame, or an annotated dump, out.

#![allow(clippy::print_stderr, reason = "it is what programs are for")]

use std::io;
use std::process::ExitCode;

use cellwire_cityeasy::{Direction, FrameDecoder};
use cellwire_examples::cityeasy::Crc;
use cellwire_examples::cityeasy::explain::CityEasy;
use cellwire_examples::frames::{Explain, FrameStream};
use cellwire_examples::input::{InputArgs, InputError};
use cellwire_examples::output::{Output, OutputArgs};
use cellwire_examples::transcript::Side;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Decodes what devices and servers say: a file or standard input in; one JSON object per frame or
/// fault, or an annotated dump, out.
///
/// Exits with 0 also when faults were found, with 1 when the input cannot be read, and with 2 when
/// the arguments are wrong.
#[derive(Parser, Debug)]
#[command(version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    protocol: Protocol,
}

#[derive(Subcommand, Debug)]
enum Protocol {
    Cityeasy(CityEasyArgs),
}

/// CityEasy GPS trackers: `$$` and `@@` frames, also those of the Meiligao family
///
/// Each JSON object has `offset`, `len`, `kind` (`frame` or `fault`) and `name`. A fault has `error` and
/// `skipped`; a frame has `id`, `command`, `crc` and the fields of its message, a report for example
/// `time`, `valid`, `latitude`, `longitude`, `speed_knots`, `course_deg`, `hdop`, `altitude_m`, `cell`,
/// `state`, `inputs`, `alarm`, `battery_percent` and `signal_percent`. What is blank is null. `quirks`
/// names the fields of a report that are not as the protocol has them, and `odd` says what a strict
/// reader would refuse.
#[derive(Args, Debug)]
struct CityEasyArgs {
    /// Who sent the bytes; a transcript says it itself
    #[arg(long, value_enum, required_unless_present = "transcript")]
    from: Option<Sender>,

    /// Which checksums are accepted: that of the protocol, any that was seen on a cousin, or whatever
    /// stands there
    #[arg(long, value_enum, default_value_t = Crc::Strict)]
    crc: Crc,

    /// The longest frame that is accepted, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = 8192)]
    #[arg(value_parser = clap::value_parser!(u16).range(17..))]
    max_len: u16,

    /// Each line of hex or of a transcript is a datagram: a frame does not go on in the next. Raw input
    /// is one in any case
    #[arg(long)]
    datagrams: bool,

    #[command(flatten)]
    output: OutputArgs,

    /// Print passwords and PINs in place of ***; CityEasy has none
    #[arg(long)]
    show_secrets: bool,

    #[command(flatten)]
    input: InputArgs,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum Sender {
    Tracker,
    Server,
}

fn main() -> ExitCode {
    let Arguments { protocol: Protocol::Cityeasy(args) } = Arguments::parse();
    match cityeasy(&args) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads has seen enough.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(Failure::Output(error)) => fail(&format!("standard output: {error}")),
        Err(Failure::Input(error)) => fail(&error.to_string()),
    }
}

fn fail(error: &str) -> ExitCode {
    eprintln!("decode: {error}");
    ExitCode::FAILURE
}

fn cityeasy(args: &CityEasyArgs) -> Result<(), Failure> {
    let crc = args.crc.policy();
    let stream = |direction| {
        let decoder = FrameDecoder::new(direction).with_crc(crc).with_max_len(args.max_len.into());
        FrameStream::new(CityEasy, decoder)
    };
    let mut device = Lane { name: "tracker", stream: stream(Direction::Up) };
    let mut host = Lane { name: "server", stream: stream(Direction::Down) };
    let default = match args.from {
        Some(Sender::Server) => Side::Host,
        _ => Side::Device,
    };
    let datagrams = args.datagrams && (args.input.hex || args.input.transcript);
    decode(&args.input, datagrams, &args.output, default, [&mut device, &mut host])
}

/// One direction of what is decoded.
struct Lane<X: Explain> {
    name: &'static str,
    stream: FrameStream<X>,
}

/// Decodes the input to its end. Of the lanes, the first is that of the device.
fn decode<X: Explain>(
    input: &InputArgs,
    datagrams: bool,
    output: &OutputArgs,
    default: Side,
    mut lanes: [&mut Lane<X>; 2],
) -> Result<(), Failure> {
    let mut output = Output::new(output);
    let named = input.transcript;
    let read = input.read(&mut |side, bytes| {
        let lane = match side.unwrap_or(default) {
            Side::Device => &mut *lanes[0],
            Side::Host => &mut *lanes[1],
        };
        let from = named.then_some(lane.name);
        lane.stream.feed(bytes, &mut |entry| output.print(from, &entry))?;
        if datagrams {
            lane.stream.finish(&mut |entry| output.print(from, &entry))?;
        }
        Ok(output.flush()?)
    });
    // What was read before something went wrong is decoded all the same.
    if !matches!(read, Err(Failure::Output(_))) {
        for lane in lanes {
            let from = named.then_some(lane.name);
            lane.stream.finish(&mut |entry| output.print(from, &entry))?;
        }
        output.flush()?;
    }
    read
}

enum Failure {
    Input(InputError),
    Output(io::Error),
}

impl From<InputError> for Failure {
    fn from(error: InputError) -> Self {
        Self::Input(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}
