//! An SMS server for GoIP gateways.

#![allow(clippy::std_instead_of_alloc, reason = "nothing here is without std")]

use core::net::SocketAddr;
use core::ops::ControlFlow;
use core::time::Duration;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use cellwire_examples::console::{self, ENDING};
use cellwire_examples::frames::Fields;
use cellwire_examples::goip::server::{HELP, Options, Order, Running};
use cellwire_examples::goip::{Credentials, Network, explain, objects};
use cellwire_examples::notice::{Failure, Level, Notice, Observer, Printer, exit_code};
use cellwire_examples::text::count;
use cellwire_goip::message::KeepaliveStatus;
use cellwire_goip::session::ServerStats;
use clap::Parser;
use serde_json::json;

/// An SMS server for GoIP gateways: registers their lines, prints and acknowledges what they receive,
/// and sends them the SMS, USSD codes and commands that are typed.
///
/// When it ends, it first finishes what is under way.
#[derive(Parser, Debug)]
#[command(version, max_term_width = 100)]
#[command(after_help = format!("Commands on standard input:\n{HELP}"))]
#[command(after_long_help = format!(
    "Commands on standard input:\n{HELP}\n\n{ENDING}\n\n{}", objects::SERVER
))]
struct Arguments {
    /// Where to listen; port 0 takes any that is free, and says which
    #[arg(long, value_name = "ADDR", default_value = "0.0.0.0:44444")]
    listen: SocketAddr,

    /// A line to serve; may be given several times. Other users of this machine can see it: better
    /// use --lines
    #[arg(long, value_name = "ID:PASSWORD")]
    line: Vec<String>,

    /// A file with lines to serve: ID:PASSWORD on each line; # begins a line of comment
    #[arg(long, value_name = "FILE")]
    lines: Option<PathBuf>,

    /// Where the lines may be; may be given several times. By default anywhere
    #[arg(long, value_name = "IP[/BITS]")]
    allow: Vec<Network>,

    /// What a good keepalive is answered with: 200, as of 2015, or 0, as of 2014
    #[arg(long, value_parser = clap::value_parser!(u16), default_value = "200")]
    status: u16,

    /// Tell those with a wrong id or password so; by default they get no answer
    #[arg(long)]
    answer_strangers: bool,

    /// Ask a gateway once only for each recipient: for firmware that sends anew each time it is asked.
    /// What is lost on the way then has an unknown outcome
    #[arg(long)]
    send_once: bool,

    /// After how long without a keepalive a line is down
    #[arg(long, value_name = "SECONDS", default_value_t = 92)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    line_timeout: u32,

    /// Append SMS to this file as JSON lines. They are acknowledged when they are on the disk, and not
    /// as long as it cannot be written; without this, at once
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,

    /// Keep in this file what has to survive a restart, so that nothing is told twice. It is written a
    /// second after something has changed, and at the end, and nobody else can read it
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,

    /// How long it may take at the end to finish what is under way
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    drain: u32,

    /// Print JSON lines; --help says what is in them
    #[arg(long)]
    json: bool,

    /// Also print each datagram that crosses the wire
    #[arg(long, conflicts_with = "json")]
    wire: bool,
}

const PROGRAM: &str = "goip-server";

fn main() -> ExitCode {
    exit_code(PROGRAM, run(&Arguments::parse()))
}

fn run(args: &Arguments) -> Result<(), Failure> {
    let seconds = |seconds: u32| Duration::from_secs(seconds.into());
    let lines = Credentials::read(&args.line, args.lines.as_deref())?;
    if lines.is_empty() {
        let error = "there is no line to serve: --line or --lines is missing";
        return Err(Failure::Usage(error.into()));
    }
    let mut options = Options::new(args.listen, lines);
    options.allow.clone_from(&args.allow);
    options.status = match args.status {
        200 => KeepaliveStatus::OK,
        0 => KeepaliveStatus::OK_2014,
        other => {
            return Err(Failure::Usage(format!("--status: {other} is neither 200 nor 0")));
        }
    };
    options.answer_strangers = args.answer_strangers;
    options.send_once = args.send_once;
    options.line_timeout = Some(seconds(args.line_timeout));
    options.store.clone_from(&args.store);
    options.state.clone_from(&args.state);
    options.drain = seconds(args.drain);
    options.wire = args.wire;
    let observer = Arc::new(Printer::new(args.json, args.wire.then(explain::wire)));
    let console = console::listen().map_err(|error| format!("Ctrl-C: {error}"))?;
    let server = Running::start(&options, observer.clone())?;
    let order = |line: &str| match Order::parse(line)? {
        Order::Quit => Ok(ControlFlow::Break(())),
        order => server.order(order).map(ControlFlow::Continue),
    };
    let each_second = || match server.has_ended() {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    };
    console::obey(PROGRAM, &console, order, each_second);
    observer.notice(&Notice::new("stopping", "").at(Level::Detail));
    let stats = server.stop()?;
    observer.notice(&summary(&stats));
    Ok(())
}

fn summary(stats: &ServerStats) -> Notice {
    let ServerStats { datagrams, unreadable, refused, keepalives, events, .. } = *stats;
    let ServerStats { repeated_events, sent, failed, unknown, answers, unanswered, .. } = *stats;
    let object = json!({
        "datagrams": datagrams,
        "unreadable": unreadable,
        "refused": refused,
        "keepalives": keepalives,
        "events": events,
        "repeated_events": repeated_events,
        "sent": sent,
        "failed": failed,
        "unknown": unknown,
        "answers": answers,
        "unanswered": unanswered,
    });
    let text = format!(
        "{}, {} ({repeated_events} came again), {sent} SMS sent, {failed} failed, {unknown} unknown, \
         {} answered",
        count(keepalives, "keepalive"),
        count(events, "event"),
        count(answers, "command"),
    );
    let fields = object.as_object().cloned().unwrap_or_else(Fields::new);
    Notice::new("summary", text).with(fields)
}
