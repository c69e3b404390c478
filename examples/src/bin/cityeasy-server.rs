//! A server for CityEasy trackers, over TCP and UDP.

#![allow(clippy::std_instead_of_alloc, reason = "nothing here is without std")]

use core::cell::RefCell;
use core::net::SocketAddr;
use core::ops::ControlFlow;
use core::time::Duration;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use cellwire_examples::cityeasy::Crc;
use cellwire_examples::cityeasy::explain;
use cellwire_examples::cityeasy::server::{HELP, Options, Order, Running, Totals};
use cellwire_examples::console::{self, Typed};
use cellwire_examples::frames::Fields;
use cellwire_examples::notice::{Level, Notice, Observer, Printer, complain, exit_code};
use clap::Parser;
use serde_json::json;

/// A server for CityEasy trackers, over TCP and UDP: prints a line for each report, stores what their
/// black boxes hold, and sends them the commands that are typed.
///
/// It ends with `quit`, with Ctrl-C, and with Ctrl-D at a terminal. A second Ctrl-C, half a second later or
/// more, ends it at once.
#[derive(Parser, Debug)]
#[command(version, max_term_width = 100, after_help = format!("Commands on standard input:\n{HELP}"))]
struct Arguments {
    /// Where to listen for connections; port 0 takes any that is free, and says which
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8090")]
    tcp: SocketAddr,

    /// Where to listen for datagrams
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8090")]
    udp: SocketAddr,

    /// Print JSON lines
    #[arg(long)]
    json: bool,

    /// Also print each frame that crosses the wire
    #[arg(long, conflicts_with = "json")]
    wire: bool,

    /// Draw the tracks into this file, for any map program; every few seconds, and at the end
    #[arg(long, value_name = "FILE")]
    geojson: Option<PathBuf>,

    /// Append reports to this file as JSON lines. The records of a black box are acknowledged when they
    /// are on the disk; without this, when they are in memory
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,

    /// Which checksums are accepted: that of the protocol, any that was seen on a cousin, or whatever
    /// stands there
    #[arg(long, value_enum, default_value_t = Crc::Strict)]
    crc: Crc,

    /// How long a tracker may be silent before its connection is closed
    #[arg(long, value_name = "SECONDS", default_value_t = 900)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    idle: u32,

    /// What a tracker is told that asks for the address of the server; by default the one that it has
    /// used
    #[arg(long, value_name = "IP:PORT")]
    public_address: Option<SocketAddr>,

    /// Do not answer trackers that ask for an address in words; by default they are sent the
    /// coordinates
    #[arg(long)]
    no_address: bool,

    /// How many connections there may be at the same time
    #[arg(long, value_name = "COUNT", default_value_t = 1000)]
    max_connections: usize,

    /// How many trackers are remembered
    #[arg(long, value_name = "COUNT", default_value_t = 10_000)]
    #[arg(value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..))]
    max_trackers: usize,
}

const PROGRAM: &str = "cityeasy-server";

fn main() -> ExitCode {
    exit_code(PROGRAM, run(&Arguments::parse()))
}

fn run(args: &Arguments) -> Result<(), String> {
    let options = Options {
        tcp: args.tcp,
        udp: args.udp,
        crc: args.crc.policy(),
        idle: Duration::from_secs(args.idle.into()),
        public_address: args.public_address,
        answer_addresses: !args.no_address,
        max_connections: args.max_connections,
        max_trackers: args.max_trackers,
        store: args.store.clone(),
        geojson: args.geojson.clone(),
    };
    let wire = args.wire.then(|| explain::wire(args.crc.policy()));
    let observer = Arc::new(Printer::new(args.json, wire));
    let console = console::listen().map_err(|error| format!("Ctrl-C: {error}"))?;
    let mut server = Running::start(options, observer.clone())?;
    serve(&mut server, &console);
    observer.notice(&Notice::new("stopping", "").at(Level::Detail));
    let totals = server.stop()?;
    observer.notice(&summary(&totals));
    Ok(())
}

/// Until the user wants to end.
fn serve(server: &mut Running, console: &Receiver<Typed>) {
    let mut complained = false;
    let server = RefCell::new(server);
    let order = |line: &str| match Order::parse(line)? {
        Order::Quit => Ok(ControlFlow::Break(())),
        order => server.borrow().order(order).map(ControlFlow::Continue),
    };
    console::obey(PROGRAM, console, order, || {
        match server.borrow_mut().save_sometimes() {
            Ok(()) => complained = false,
            Err(error) if !complained => {
                complain(PROGRAM, &error);
                complained = true;
            }
            Err(_) => {}
        }
        ControlFlow::Continue(())
    });
}

fn summary(totals: &Totals) -> Notice {
    let Totals { connections, refused, trackers, reports, alarms, records, repeats, .. } = *totals;
    let Totals { commands, answers, unanswered, faults, .. } = *totals;
    let object = json!({
        "connections": connections,
        "refused": refused,
        "trackers": trackers,
        "reports": reports,
        "alarms": alarms,
        "records": records,
        "repeated_records": repeats,
        "commands": commands,
        "answers": answers,
        "unanswered": unanswered,
        "faults": faults,
    });
    let text = format!(
        "{trackers} trackers on {connections} connections: {reports} reports, {alarms} alarms, \
         {records} stored records ({repeats} came again), {commands} commands, {faults} faults"
    );
    let fields = object.as_object().cloned().unwrap_or_else(Fields::new);
    Notice::new("summary", text).with(fields)
}
