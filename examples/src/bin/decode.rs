//! Bytes or a transcript in; one JSON object per frame, or an annotated dump, out.

#![allow(clippy::print_stderr, reason = "it is what programs are for")]

use std::io;
use std::process::ExitCode;

use cellwire_at::{Dialect, ReceiveFormat};
use cellwire_cityeasy::{Direction, FrameDecoder};
use cellwire_examples::at::explain::{self as at, HostDecoder, ModemDecoder, Shared};
use cellwire_examples::cityeasy::Crc;
use cellwire_examples::cityeasy::explain::CityEasy;
use cellwire_examples::frames::{Explain, FrameStream};
use cellwire_examples::goip::explain::{DatagramDecoder, Goip};
use cellwire_examples::input::{InputArgs, InputError, Raw};
use cellwire_examples::output::{Output, OutputArgs};
use cellwire_examples::transcript::Side;
use cellwire_examples::wire::Way;
use cellwire_goip::{GatewayDecoder, ServerDecoder};
use clap::builder::TypedValueParser;
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
    At(AtArgs),
    Cityeasy(CityEasyArgs),
    Goip(GoipArgs),
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
    common: CommonArgs,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum Sender {
    Tracker,
    Server,
}

/// GoIP gateways and their SMS servers: each line of hex or of a transcript is a datagram, and raw input
/// is one
///
/// Each JSON object has `offset`, `len`, `kind` (`frame` or `fault`) and `name`. A fault has `error` and
/// `skipped`; a frame has the fields of its message by their names on the wire: `seq`, `sendid` and
/// `telid` as text, a keepalive its fields as they stand there, an acknowledged event `event`, `result`
/// and `errmsg`, a command `command` and `value`, a failed submission `errorstatus` and its `meaning`.
/// `quirks` names what is not as the protocol has it and was tolerated.
#[derive(Args, Debug)]
struct GoipArgs {
    /// Who sent the bytes; a transcript says it itself
    #[arg(long, value_enum, required_unless_present = "transcript")]
    from: Option<GoipSender>,

    /// Tolerate nothing: what is not as the protocol has it is a fault
    #[arg(long)]
    strict: bool,

    /// The longest datagram that is accepted, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = 8192)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..))]
    max_len: u16,

    #[command(flatten)]
    common: CommonArgs,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum GoipSender {
    Gateway,
    Server,
}

/// AT commands: what a modem says, and, in a transcript, what the host says
///
/// What a line means depends on the command in flight. The `>` lines of a transcript put commands in
/// flight, and so does --in-flight; without them nothing is in flight.
///
/// Each JSON object has `offset`, `len`, `kind` and `name`. The kind is `command` (sent by the host), `echo`,
/// `line` (part of an answer, or a text that nobody knows), `result` (a line that says how a command with
/// an own result has ended), `final` (`OK`, `ERROR` and the like), `urc` (unsolicited), `prompt`, `payload` (what
/// stands behind a line or a prompt: short messages, the data of sockets), `data` (in data mode) or `fault`,
/// which has `error` and `skipped`.
///
/// Then come the fields under their names in the standards: `n`, `stat`, `lac`, `ci` and `act` of an answer
/// +CREG, `rssi` and `ber` of +CSQ; `code` and `text` of an error; `tpdu`, `smsc`, `originating_address`, `scts`,
/// `text` and more of a short message. Lines without a type have `params`, an array, or a `text`. `decoded` has
/// the texts of a line where the character set of `AT+CSCS` is known and they look otherwise in it. `quirks` names
/// what was tolerated, `ambiguous` is true where the bytes do not tell whether a line was asked for, and
/// `stray` where a final result ends no command.
#[derive(Args, Debug)]
struct AtArgs {
    /// Which family the modem is of: what carries payloads, and how errors are told
    #[arg(long, value_enum, default_value_t = Family::Generic)]
    dialect: Family,

    /// How an L610 shows what it has received, as AT+GTSET="IPRFMT" sets it
    #[arg(long, value_name = "FORMAT", default_value_t = 0)]
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(["0", "2", "5"])
        .map(|format| format.parse::<u8>().unwrap_or_default()))]
    iprfmt: u8,

    /// A command that is in flight when the input begins: AT+CREG?
    #[arg(long, value_name = "COMMAND", value_parser = command)]
    in_flight: Option<String>,

    #[command(flatten)]
    common: CommonArgs,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum Family {
    Generic,
    L610,
    A76xx,
}

/// What all protocols have.
#[derive(Args, Debug)]
struct CommonArgs {
    #[command(flatten)]
    output: OutputArgs,

    /// Print passwords and PINs in place of ***; CityEasy has none
    #[arg(long)]
    show_secrets: bool,

    #[command(flatten)]
    input: InputArgs,
}

fn main() -> ExitCode {
    let decoded = match Arguments::parse().protocol {
        Protocol::At(args) => at(&args),
        Protocol::Cityeasy(args) => cityeasy(&args),
        Protocol::Goip(args) => goip(&args),
    };
    match decoded {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads has seen enough.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(Failure::Output(error)) => fail(&format!("standard output: {error}")),
        Err(Failure::Input(error)) => fail(&error.to_string()),
    }
}

fn command(text: &str) -> Result<String, String> {
    match text.trim().get(..2) {
        Some(front) if front.eq_ignore_ascii_case("AT") => Ok(text.trim().into()),
        _ => Err("a command begins with AT".into()),
    }
}

fn fail(error: &str) -> ExitCode {
    eprintln!("decode: {error}");
    ExitCode::FAILURE
}

fn at(args: &AtArgs) -> Result<(), Failure> {
    let dialect = match args.dialect {
        Family::Generic => Dialect::GENERIC,
        Family::A76xx => Dialect::A76XX,
        Family::L610 => Dialect::l610(match args.iprfmt {
            2 => ReceiveFormat::Raw,
            5 => ReceiveFormat::Read,
            _ => ReceiveFormat::Hex,
        }),
    };
    let CommonArgs { input, output, show_secrets } = &args.common;
    let show_secrets = *show_secrets;
    let shared = Shared::default();
    let mut decoder = ModemDecoder::new(dialect, shared.clone());
    if let Some(command) = &args.in_flight {
        let line = [command.as_bytes(), b"\r"].concat();
        decoder.begin(&line);
        shared.lock().line = command.as_bytes().to_vec();
    }
    let mut modem = FrameStream::new(at::Modem { show_secrets }, decoder);
    let mut host = FrameStream::new(at::Host { show_secrets }, HostDecoder::new(shared));
    let mut output = Output::new(output);
    let from = |name| input.transcript.then_some(name);
    let read = input.read(Raw::Stream, &mut |side, bytes| {
        match side {
            Some(Side::Host) => {
                host.feed(bytes, &mut |entry| output.print(from("host"), &entry))?;
            }
            _ => modem.feed(bytes, &mut |entry| output.print(from("modem"), &entry))?,
        }
        Ok(output.flush()?)
    });
    // What was read before something went wrong is decoded all the same.
    if !matches!(read, Err(Failure::Output(_))) {
        host.finish(&mut |entry| output.print(from("host"), &entry))?;
        modem.finish(&mut |entry| output.print(from("modem"), &entry))?;
        output.flush()?;
    }
    read
}

fn cityeasy(args: &CityEasyArgs) -> Result<(), Failure> {
    let crc = args.crc.policy();
    let datagrams = args.datagrams && (args.common.input.hex || args.common.input.transcript);
    let stream = |direction| {
        let decoder = FrameDecoder::new(direction).with_crc(crc).with_max_len(args.max_len.into());
        FrameStream::new(CityEasy, decoder).of_datagrams(datagrams)
    };
    let mut device = Lane { name: "tracker", stream: stream(Direction::Up) };
    let mut host = Lane { name: "server", stream: stream(Direction::Down) };
    let default = match args.from {
        Some(Sender::Server) => Side::Host,
        _ => Side::Device,
    };
    decode(&args.common, Raw::Stream, default, [&mut device, &mut host])
}

fn goip(args: &GoipArgs) -> Result<(), Failure> {
    let (max_len, strict) = (args.max_len.into(), args.strict);
    let (gateway, server) = (GatewayDecoder::new(), ServerDecoder::new());
    let gateway = if strict { gateway.strict() } else { gateway }.with_max_len(max_len);
    let server = if strict { server.strict() } else { server }.with_max_len(max_len);
    let stream = |way, decoder| {
        FrameStream::new(Goip { way, show_secrets: args.common.show_secrets }, decoder)
            .of_datagrams(true)
    };
    let gateway = stream(Way::Up, DatagramDecoder::Gateway(gateway));
    let server = stream(Way::Down, DatagramDecoder::Server(server));
    let mut device = Lane { name: "gateway", stream: gateway };
    let mut host = Lane { name: "server", stream: server };
    let default = match args.from {
        Some(GoipSender::Server) => Side::Host,
        _ => Side::Device,
    };
    decode(&args.common, Raw::Datagram, default, [&mut device, &mut host])
}

/// One direction of what is decoded.
struct Lane<X: Explain> {
    name: &'static str,
    stream: FrameStream<X>,
}

/// Decodes the input to its end. Of the lanes, the first is that of the device.
fn decode<X: Explain>(
    common: &CommonArgs,
    raw: Raw,
    default: Side,
    mut lanes: [&mut Lane<X>; 2],
) -> Result<(), Failure> {
    let CommonArgs { input, output, .. } = common;
    let mut output = Output::new(output);
    let named = input.transcript;
    let read = input.read(raw, &mut |side, bytes| {
        let lane = match side.unwrap_or(default) {
            Side::Device => &mut *lanes[0],
            Side::Host => &mut *lanes[1],
        };
        let from = named.then_some(lane.name);
        lane.stream.feed(bytes, &mut |entry| output.print(from, &entry))?;
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
