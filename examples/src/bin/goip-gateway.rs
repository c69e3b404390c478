//! A simulated GoIP gateway.

#![allow(clippy::std_instead_of_alloc, reason = "nothing here is without std")]

use core::ops::ControlFlow;
use core::time::Duration;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;

use cellwire_examples::console::{self, ENDING};
use cellwire_examples::frames::Fields;
use cellwire_examples::goip::gateway::{HELP, Options, Order, Simulation};
use cellwire_examples::goip::{Credentials, explain, objects};
use cellwire_examples::notice::{Failure, Level, Notice, Observer, Printer, exit_code};
use cellwire_examples::text::count;
use cellwire_goip::session::GatewayStats;
use clap::{Parser, ValueEnum};
use serde_json::json;

/// A simulated GoIP gateway: registers its lines at an SMS server, sends the SMS, USSD codes and calls
/// that it is asked for to a mobile network that is simulated too, and receives what is typed.
#[derive(Parser, Debug)]
#[command(version, max_term_width = 100)]
#[command(after_help = format!("Commands on standard input:\n{HELP}"))]
#[command(after_long_help = format!(
    "Commands on standard input:\n{HELP}\n\n{ENDING}\n\n{}", objects::GATEWAY
))]
struct Arguments {
    /// The server
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:44444")]
    server: String,

    /// How many lines there are, with ids that end in a number from 1 on
    #[arg(long, value_name = "COUNT", default_value_t = 1, conflicts_with = "line")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=1024))]
    lines: u16,

    /// What stands before the number in their ids
    #[arg(long, value_name = "PREFIX", default_value = "goip", conflicts_with = "line")]
    id: String,

    /// The password of each of them
    #[arg(long, default_value = PASSWORD, conflicts_with = "line")]
    password: String,

    /// A line with an id and a password of its own; may be given several times
    #[arg(long, value_name = "ID:PASSWORD")]
    line: Vec<String>,

    /// The port of the first line; the others have the next ones. By default any that are free
    #[arg(long)]
    port: Option<u16>,

    /// How often a line sends a keepalive
    #[arg(long, value_name = "SECONDS", default_value_t = 30.0, value_parser = seconds)]
    keepalive: f32,

    /// How long the network takes for an SMS
    #[arg(long, value_name = "SECONDS", default_value_t = 3.0, value_parser = seconds)]
    sms_time: f32,

    /// How long a reboot takes
    #[arg(long, value_name = "SECONDS", default_value_t = 5.0, value_parser = seconds)]
    reboot_time: f32,

    /// Who answers USSD codes: the program, which knows *100# and the menu behind *150#, or who types
    /// ussd-reply
    #[arg(long, value_enum, default_value_t = Ussd::Auto)]
    ussd: Ussd,

    /// Print JSON lines; --help says what is in them
    #[arg(long)]
    json: bool,

    /// Also print each datagram that crosses the wire
    #[arg(long, conflicts_with = "json")]
    wire: bool,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum Ussd {
    Auto,
    Manual,
}

fn seconds(text: &str) -> Result<f32, String> {
    let read = text.parse().ok().filter(|seconds| (0.001..=86_400.0).contains(seconds));
    read.ok_or_else(|| "it is no number from 0.001 to 86400".into())
}

/// The password of lines that are given none. It is no secret, so that it can be shown.
const PASSWORD: &str = "password";

const PROGRAM: &str = "goip-gateway";

fn main() -> ExitCode {
    exit_code(PROGRAM, run(&Arguments::parse()))
}

fn run(args: &Arguments) -> Result<(), Failure> {
    let mut lines = Credentials::read(&args.line, None)?;
    if lines.is_empty() {
        let line = |number| Credentials {
            id: format!("{}{number}", args.id),
            password: args.password.as_str().into(),
        };
        lines = (1..=args.lines).map(line).collect();
    }
    let mut options = Options::new(args.server.as_str(), lines);
    options.port = args.port;
    options.keepalive = Duration::from_secs_f32(args.keepalive);
    options.sms_time = Duration::from_secs_f32(args.sms_time);
    options.reboot_time = Duration::from_secs_f32(args.reboot_time);
    options.answer_ussd = args.ussd == Ussd::Auto;
    options.wire = args.wire;
    let observer = Arc::new(Printer::new(args.json, args.wire.then(explain::wire)));
    let console = console::listen().map_err(|error| format!("Ctrl-C: {error}"))?;
    let simulation = Simulation::new(&options, observer.clone())?;
    observer.notice(&Notice::new("hint", hint(args, &options)).at(Level::Detail));
    let remote = simulation.remote();
    thread::spawn(move || {
        let order = |line: &str| match Order::parse(line)? {
            Some(Order::Quit) => Ok(ControlFlow::Break(())),
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

/// How to start a server that knows these lines.
fn hint(args: &Arguments, options: &Options) -> String {
    const SHOWN: usize = 4;
    let mut command = "the server can be: goip-server".to_owned();
    let port = options.server.rsplit_once(':').map_or("", |(_, port)| port);
    if port != "44444" {
        command.push_str(&format!(" --listen 0.0.0.0:{port}"));
    }
    let is_known = args.line.is_empty() && args.password == PASSWORD;
    let password = if is_known { PASSWORD } else { "***" };
    for Credentials { id, .. } in options.lines.iter().take(SHOWN) {
        command.push_str(&format!(" --line {id}:{password}"));
    }
    if options.lines.len() > SHOWN {
        command.push_str(" ...");
    }
    command
}

fn summary(stats: &GatewayStats) -> Notice {
    let GatewayStats { keepalives, acknowledged, events, lost_events, .. } = *stats;
    let GatewayStats { submitted, commands, wrong_passwords, unreadable, .. } = *stats;
    let object = json!({
        "keepalives": keepalives,
        "acknowledged": acknowledged,
        "events": events,
        "lost_events": lost_events,
        "submitted": submitted,
        "commands": commands,
        "wrong_passwords": wrong_passwords,
        "unreadable": unreadable,
    });
    let text = format!(
        "{acknowledged} of {} acknowledged, {} ({lost_events} not acknowledged), {submitted} SMS \
         submitted, {}",
        count(keepalives, "keepalive"),
        count(events, "event"),
        count(commands, "command"),
    );
    Notice::new("summary", text).with(object.as_object().cloned().unwrap_or_else(Fields::new))
}
