//! A simulated CityEasy tracker.

#![allow(clippy::std_instead_of_alloc, reason = "nothing here is without std")]

use core::time::Duration;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::thread;

use cellwire_cityeasy::TrackerId;
use cellwire_examples::cityeasy::tracker::{HELP, Options, Order, Remote, Simulation, Summary};
use cellwire_examples::cityeasy::{Crc, explain};
use cellwire_examples::console::{self, Typed};
use cellwire_examples::frames::Fields;
use cellwire_examples::notice::{Notice, Observer, Printer, complain, exit_code};
use clap::Parser;
use serde_json::json;

/// A simulated CityEasy tracker: drives through some streets of Shenzhen, reports, raises alarms,
/// answers commands, loses its connection, and replays its black box.
///
/// All seconds are the tracker's own: with `--speed-up 10`, ten of them pass in one. Only what has to
/// do with the network (heartbeats, waiting for an answer, connecting again) goes by the clock.
///
/// It ends with `quit`, with Ctrl-C, and with Ctrl-D at a terminal. A second Ctrl-C, half a second later or
/// more, ends it at once.
#[derive(Parser, Debug)]
#[command(version, max_term_width = 100, after_help = format!("Commands on standard input:\n{HELP}"))]
struct Arguments {
    /// The server
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8090")]
    server: String,

    /// Send datagrams; by default it makes a connection
    #[arg(long)]
    udp: bool,

    /// The id of the tracker: up to 14 digits
    #[arg(long, default_value = "13612345678")]
    id: TrackerId,

    /// How often it reports, until the server says otherwise; 0 for never
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    interval: u16,

    /// How much faster than the clock its time passes
    #[arg(long, value_name = "FACTOR", default_value_t = 1)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=1000))]
    speed_up: u32,

    /// Lose the connection after so long
    #[arg(long, value_name = "SECONDS")]
    drop_after: Option<u32>,

    /// How long a connection that was lost on purpose stays lost
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    offline: u32,

    /// Press the SOS button after so long
    #[arg(long, value_name = "SECONDS")]
    sos_after: Option<u32>,

    /// The battery at the beginning, in percent; it lasts for a day, and raises an alarm below 15
    #[arg(long, value_name = "PERCENT", default_value_t = 80)]
    #[arg(value_parser = clap::value_parser!(u8).range(0..=100))]
    battery: u8,

    /// End after so long
    #[arg(long, value_name = "SECONDS")]
    duration: Option<u32>,

    /// How long to wait for an answer, by the clock
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    answer_timeout: u32,

    /// Keep the black box in this file over a restart
    #[arg(long = "box", value_name = "FILE")]
    black_box: Option<PathBuf>,

    /// Log in first, as the Meiligao family does
    #[arg(long)]
    login: bool,

    /// Print JSON lines
    #[arg(long)]
    json: bool,

    /// Also print each frame that crosses the wire
    #[arg(long, conflicts_with = "json")]
    wire: bool,
}

const PROGRAM: &str = "cityeasy-tracker";

fn main() -> ExitCode {
    exit_code(PROGRAM, run(&Arguments::parse()))
}

fn run(args: &Arguments) -> Result<(), String> {
    let seconds = |seconds: u32| Duration::from_secs(seconds.into());
    let mut options = Options::new(args.server.as_str(), args.id);
    options.udp = args.udp;
    options.interval = args.interval;
    options.speed_up = args.speed_up;
    options.drop_after = args.drop_after.map(seconds);
    options.offline = seconds(args.offline);
    options.duration = args.duration.map(seconds);
    options.sos_after = args.sos_after.map(seconds);
    options.battery = args.battery;
    options.answer_timeout = seconds(args.answer_timeout);
    options.login = args.login;
    options.black_box.clone_from(&args.black_box);
    let wire = args.wire.then(|| explain::wire(Crc::Any.policy()));
    let observer = Arc::new(Printer::new(args.json, wire));
    let console = console::listen().map_err(|error| format!("Ctrl-C: {error}"))?;
    let simulation = Simulation::new(options, observer.clone())?;
    let remote = simulation.remote();
    thread::spawn(move || obey(&console, &remote));
    let summary = simulation.run()?;
    observer.notice(&self::summary(&summary).of(args.id));
    Ok(())
}

fn obey(console: &Receiver<Typed>, remote: &Remote) {
    for typed in console {
        let order = match typed {
            Typed::Stop => Ok(Some(Order::Quit)),
            Typed::Line(line) => Order::parse(&line),
        };
        match order {
            Ok(Some(order)) => {
                if let Err(error) = remote.order(order) {
                    complain(PROGRAM, &error);
                }
            }
            Ok(None) => {}
            Err(error) => complain(PROGRAM, &error),
        }
    }
}

fn summary(summary: &Summary) -> Notice {
    let Summary { stats, waiting, connections, .. } = summary;
    let object = json!({
        "connections": connections,
        "reports": stats.reports,
        "stored": stats.stored,
        "delivered": stats.delivered,
        "lost": stats.lost,
        "waiting": waiting,
    });
    let text = format!(
        "{connections} connections: {} reports sent, {} stored, {} of them delivered, {} lost, \
         {waiting} waiting",
        stats.reports, stats.stored, stats.delivered, stats.lost,
    );
    Notice::new("summary", text).with(object.as_object().cloned().unwrap_or_else(Fields::new))
}
