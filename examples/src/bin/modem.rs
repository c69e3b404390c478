//! A simulated modem.

#![allow(clippy::std_instead_of_alloc, reason = "nothing here is without std")]

use core::net::{IpAddr, SocketAddr};
use core::ops::ControlFlow;
use core::time::Duration;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;

use cellwire_at::modem::ModemStats;
use cellwire_examples::at::modem::network::NetworkConfig;
use cellwire_examples::at::modem::{
    BasicConfig, Fault, HELP, ModelName, Options, Order, Simulation,
};
use cellwire_examples::console::{self, ENDING};
use cellwire_examples::frames::Fields;
use cellwire_examples::notice::{Failure, Level, Notice, Observer, Printer, exit_code};
use cellwire_examples::text::count;
use clap::Parser;
use serde_json::json;

/// A simulated modem on a pseudo-terminal, whose path is printed, or on a TCP port: AT commands of
/// ITU-T V.250 and the basics of 3GPP TS 27.007 and 27.005, with a network that delivers SMS to the
/// own number, answers calls, and knows the USSD codes *100# and *150#. Some models have TCP and UDP
/// commands, too, and real sockets behind them.
#[derive(Parser, Debug)]
#[command(version, max_term_width = 100)]
#[command(after_help = format!("Commands on standard input, or at --control:\n{HELP}"))]
#[command(after_long_help = format!(
    "Commands on standard input, or at --control:\n{HELP}\n\n{ENDING}\n\n{NOTES}"
))]
struct Arguments {
    /// Which modem it is
    #[arg(long, value_enum, default_value_t = Model::Generic)]
    model: Model,

    /// Listen for the host at a TCP port instead of a pseudo-terminal; with port 0 at any that is
    /// free. One host is served at a time
    #[arg(long, value_name = "ADDRESS:PORT")]
    tcp: Option<SocketAddr>,

    /// Take commands at a TCP port, too: a line each, answered by OK, or ERROR and why
    #[arg(long, value_name = "ADDRESS:PORT")]
    control: Option<SocketAddr>,

    /// Something that goes wrong, or goes another way; may be given more than once. See below
    #[arg(long, value_name = "FAULT")]
    fault: Vec<Fault>,

    /// Where the servers of the modem listen; anybody can connect at 0.0.0.0
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    listen_on: IpAddr,

    /// The number of the SIM; what is sent to it comes back
    #[arg(long, default_value = "+15557654321", value_parser = number)]
    number: String,

    /// Ask for a PIN of 4 to 8 digits after the start. Without it the PIN is 1234, and not asked for
    #[arg(long)]
    pin: Option<String>,

    /// What unblocks the SIM after three wrong PINs
    #[arg(long, default_value = "12345678")]
    puk: String,

    /// The IMEI
    #[arg(long, default_value = "867495023900001", value_parser = digits::<15, 15>)]
    imei: String,

    /// The IMSI
    #[arg(long, default_value = "001010123456789", value_parser = digits::<14, 15>)]
    imsi: String,

    /// The number of the SIM card
    #[arg(long, default_value = "8900101012345678905", value_parser = digits::<18, 20>)]
    iccid: String,

    /// The service centre for SMS
    #[arg(long, value_name = "NUMBER", default_value = "+15550009999", value_parser = number)]
    smsc: String,

    /// The name of the network
    #[arg(long, value_name = "NAME", default_value = "Cellwire Test", value_parser = name)]
    operator: String,

    /// The number of the network, of 5 or 6 digits
    #[arg(long, value_name = "MCCMNC", default_value = "00101", value_parser = digits::<5, 6>)]
    plmn: String,

    /// Who has made the modem: +CGMI; else as the model has it
    #[arg(long, value_name = "NAME", value_parser = name)]
    manufacturer: Option<String>,

    /// How its model is called: +CGMM; else as the model has it
    #[arg(long, value_name = "NAME", value_parser = name)]
    model_name: Option<String>,

    /// How long it takes until a call is answered
    #[arg(long, value_name = "SECONDS", default_value_t = 2.0, value_parser = seconds)]
    answer_time: f32,

    /// How long the network takes for an SMS or a USSD code
    #[arg(long, value_name = "SECONDS", default_value_t = 0.3, value_parser = seconds)]
    network_time: f32,

    /// Print JSON lines, whose key event says what each is
    #[arg(long)]
    json: bool,
}

#[derive(clap::ValueEnum, Clone, Copy, Debug)]
enum Model {
    /// The basics, without sockets
    Generic,
    /// SIMCom A76XX: +NETOPEN, +CIPOPEN, ...
    A76xx,
    /// Fibocom L610: +MIPCALL, +MIPOPEN, ...
    L610,
}

impl Model {
    /// Who has made it, and how it is called.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Generic => ("cellwire", "Simulated modem"),
            Self::A76xx => ("SIMCOM INCORPORATED", "A7670E"),
            Self::L610 => ("Fibocom", "L610"),
        }
    }
}

const NOTES: &str = "\
Faults:
  slow=SECONDS              everything takes longer that has to do with the network
  refuse                    all connections are refused
  short=BYTES               no more is taken at once when something is sent
  pieces=BYTES              no more goes to the host at once
  order=ok-first            results stand behind OK
  order=result-first        results stand in front of OK
  drop-network=SECONDS      the network is lost so long after the start
  reboot=SECONDS            the modem starts anew so long after the start

The port:
  It may be closed and opened again: the modem goes on. Meanwhile, what it sends is lost, and a data
  call is hung up. A call without a semicolon, ATD5551234, is for data: the other end echoes what it
  is sent. There is nobody to speak PPP with, so that ATD*99# has no carrier.

Codes:
  PINs and passwords are printed as ***.";

const PROGRAM: &str = "modem";

fn main() -> ExitCode {
    exit_code(PROGRAM, run(&Arguments::parse()))
}

fn run(args: &Arguments) -> Result<(), Failure> {
    // What is wrong with an option is printed with its value, and these are not to be seen.
    let secret = |option, error| Failure::Usage(format!("{option} ***: {error}"));
    if let Some(pin) = &args.pin {
        digits::<4, 8>(pin).map_err(|error| secret("--pin", error))?;
    }
    digits::<8, 8>(&args.puk).map_err(|error| secret("--puk", error))?;
    let mut config = BasicConfig::default();
    config.number.clone_from(&args.number);
    config.pin.clone_from(&args.pin);
    config.puk.clone_from(&args.puk);
    config.imei.clone_from(&args.imei);
    config.imsi.clone_from(&args.imsi);
    config.iccid.clone_from(&args.iccid);
    config.smsc.clone_from(&args.smsc);
    config.operator.clone_from(&args.operator);
    config.operator_short = args.operator.chars().take(8).collect::<String>().trim().into();
    config.operator_number.clone_from(&args.plmn);
    let (manufacturer, model) = args.model.names();
    config.manufacturer = args.manufacturer.clone().unwrap_or_else(|| manufacturer.into());
    config.model = args.model_name.clone().unwrap_or_else(|| model.into());
    config.answer_time = Duration::from_secs_f32(args.answer_time);
    config.network_time = Duration::from_secs_f32(args.network_time);
    let mut network = NetworkConfig::default();
    network.listen_on = args.listen_on;
    let model = match args.model {
        Model::Generic => ModelName::Generic,
        Model::A76xx => ModelName::A76xx,
        Model::L610 => ModelName::L610,
    };
    let faults = args.fault.iter().collect();
    let (tcp, control) = (args.tcp, args.control);
    let options = Options { model, config, network, faults, tcp, control };
    let observer = Arc::new(Printer::new(args.json, None));
    let console = console::listen().map_err(|error| format!("Ctrl-C: {error}"))?;
    let simulation = Simulation::new(&options, observer.clone())?;
    let remote = simulation.remote();
    let hint = "type help for what can be typed";
    observer.notice(&Notice::new("hint", hint).at(Level::Detail));
    let to = Arc::clone(&observer);
    thread::spawn(move || {
        let order = |line: &str| match Order::parse(line)? {
            Some(Order::Quit) => Ok(ControlFlow::Break(())),
            Some(Order::Help) => {
                HELP.lines().for_each(|line| to.notice(&Notice::new("help", line)));
                Ok(ControlFlow::Continue(()))
            }
            Some(order) => remote.order(order).map(ControlFlow::Continue),
            None => Ok(ControlFlow::Continue(())),
        };
        console::obey(PROGRAM, &console, order, || ControlFlow::Continue(()));
        // If it has ended, so much the better.
        let _ = remote.order(Order::Quit);
    });
    let stats = simulation.run()?;
    observer.notice(&summary(&stats));
    Ok(())
}

fn summary(stats: &ModemStats) -> Notice {
    let ModemStats { lines, commands, errors, urcs, data_in, data_out, .. } = *stats;
    let object = json!({
        "lines": lines,
        "commands": commands,
        "errors": errors,
        "urcs": urcs,
        "data_in": data_in,
        "data_out": data_out,
    });
    let text = format!(
        "{} in {}, {errors} of which failed; {}",
        count(commands, "command"),
        count(lines, "line"),
        count(urcs, "unsolicited line"),
    );
    Notice::new("summary", text).with(object.as_object().cloned().unwrap_or_else(Fields::new))
}

fn seconds(text: &str) -> Result<f32, String> {
    let read = text.parse().ok().filter(|seconds| (0.0..=3600.0).contains(seconds));
    read.ok_or_else(|| "it is no number from 0 to 3600".into())
}

fn digits<const LEAST: usize, const MOST: usize>(text: &str) -> Result<String, String> {
    let fits =
        (LEAST..=MOST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    match (fits, LEAST == MOST) {
        (true, _) => Ok(text.into()),
        (_, true) => Err(format!("it has not {LEAST} digits")),
        _ => Err(format!("it has not {LEAST} to {MOST} digits")),
    }
}

fn number(text: &str) -> Result<String, String> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let fits = (3..=20).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if fits { Ok(text.into()) } else { Err("it is no number of 3 to 20 digits".into()) }
}

fn name(text: &str) -> Result<String, String> {
    let fits =
        (1..=32).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if fits { Ok(text.into()) } else { Err("it is not 1 to 32 characters of ASCII".into()) }
}
