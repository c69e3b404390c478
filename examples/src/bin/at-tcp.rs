//! A TCP connection through a modem.

#![allow(clippy::std_instead_of_alloc, reason = "nothing here is without std")]

use core::fmt;
use core::time::Duration;
use std::io::{self, Read};
use std::process::ExitCode;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use cellwire_at::sockets::{Config, Receive};
use cellwire_examples::at::tcp::{Job, Pipe, Quit, Session, Target};
use cellwire_examples::at::terminal::{Port, PortError};
use cellwire_examples::driver::{Driver, Ended, Post, Time};
use cellwire_examples::notice::{Failure, complain, exit_code};
use clap::{Parser, ValueEnum};

/// Connects to a TCP server through a modem: standard input goes to the server, and what the server sends to
/// standard output.
#[derive(Parser, Debug)]
#[command(version, max_term_width = 100)]
#[command(after_help = "Example:
  modem --model a76xx --tcp 127.0.0.1:7000 </dev/null &
  python3 -m http.server 8080 &
  printf 'GET / HTTP/1.0\\r\\n\\r\\n' | at-tcp tcp:127.0.0.1:7000 127.0.0.1 8080

Exits with 0 when the connection has ended in good order, whatever came; with 1 if something went
wrong, or not all was sent; with 2 if an argument cannot be used.")]
struct Arguments {
    /// The serial port of the modem, /dev/ttyUSB2 or COM3, or tcp:HOST:PORT
    device: String,

    /// The server: a name or an address
    host: String,

    /// Its port
    #[arg(value_parser = clap::value_parser!(u16).range(1..))]
    port: u16,

    /// Whose commands the modem has: a76xx is SIMCom A76XX, A7672, SIM7500 and SIM7600, and l610 Fibocom
    /// L610
    #[arg(long, value_enum, default_value_t = Family::A76xx)]
    model: Family,

    /// How data is received. buffer is the safe one: the modem keeps data until it is fetched. push: as it
    /// comes, whether the host is fast enough or not. hex: in hexadecimal digits, pushed by an L610, fetched
    /// from an A76XX. transparent: data mode, the port is all its own
    #[arg(long, value_enum, default_value_t = Mode::Buffer)]
    mode: Mode,

    /// Bits per second of the serial port
    #[arg(long, default_value_t = 115_200, value_parser = clap::value_parser!(u32).range(1..))]
    baud: u32,

    /// The access point of the network
    #[arg(long, default_value = "internet")]
    apn: String,

    /// The user at the access point
    #[arg(long, requires = "password")]
    user: Option<String>,

    /// The user's password
    #[arg(long, requires = "user")]
    password: Option<String>,

    /// After the end of standard input: how many seconds of silence end the connection
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(..86_400))]
    linger: u64,

    /// Say on standard error what happens
    #[arg(short, long)]
    verbose: bool,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum Family {
    L610,
    A76xx,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum Mode {
    Push,
    Hex,
    Buffer,
    Transparent,
}

fn main() -> ExitCode {
    exit_code("at-tcp", run(Arguments::parse()))
}

fn run(args: Arguments) -> Result<(), Failure> {
    let receive = match (args.mode, args.model) {
        (Mode::Push, _) => Receive::Push,
        (Mode::Hex, Family::L610) => Receive::PushHex,
        (Mode::Hex, Family::A76xx) => Receive::BufferHex,
        (Mode::Buffer, _) => Receive::Buffer,
        (Mode::Transparent, _) => Receive::Transparent,
    };
    let config = match args.model {
        Family::L610 => Config::l610(receive),
        Family::A76xx => Config::a76xx(receive),
    };
    let port = Port::open(&args.device, args.baud).map_err(|error| match error {
        PortError::Name(error) => Failure::Usage(error),
        PortError::Open(error) => Failure::Run(error),
    })?;
    let session = Session::new(config).map_err(|error| error.to_string())?;
    let target = Target {
        apn: args.apn,
        user: args.user.zip(args.password),
        host: args.host,
        port: args.port,
        linger: Duration::from_secs(args.linger),
    };
    let log: fn(fmt::Arguments<'_>) = if args.verbose { say } else { |_| {} };
    let (sender, input) = sync_channel(4);
    let pipe = Pipe::new(target, receive, input, io::stdout(), log);
    let mut driver = Driver::new(session, pipe, Time::start());
    let post = driver.post();
    let stop = driver.post();
    let mut asked = false;
    ctrlc::set_handler(move || {
        // A second time ends it at once.
        if core::mem::replace(&mut asked, true) || stop.send(Job::Stop).is_err() {
            std::process::exit(130);
        }
    })
    .map_err(|error| error.to_string())?;
    thread::spawn(move || read(sender, &post));
    match driver.run(&port) {
        Ended::Exit(Quit::Done) | Ended::Elapsed => Ok(()),
        Ended::Exit(Quit::Failed(error)) => Err(Failure::Run(error)),
        Ended::Closed => Err(Failure::Run(format!("{}: the port has been closed", args.device))),
        Ended::Broken(error) => Err(Failure::Run(format!("{}: {error}", args.device))),
    }
}

fn say(text: fmt::Arguments<'_>) {
    complain("at-tcp", &text);
}

/// Reads standard input up to its end; it waits while the modem is slow.
fn read(sender: SyncSender<io::Result<Vec<u8>>>, post: &Post<Job>) {
    let mut buffer = [0; 4096];
    loop {
        let read = match io::stdin().read(&mut buffer) {
            Ok(0) => break,
            Ok(len) => Ok(buffer[..len].to_vec()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
        let is_last = read.is_err();
        if sender.send(read).is_err() {
            return;
        }
        if is_last {
            break;
        }
        // If it is busy, it looks anyway.
        let _ = post.send(Job::Look);
    }
    drop(sender);
    let _ = post.send_in_turn(Job::Look);
}
