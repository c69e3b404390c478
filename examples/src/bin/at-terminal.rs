//! A console for AT commands.

#![allow(clippy::std_instead_of_alloc, reason = "nothing here is without std")]

use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;

use cellwire_at::host::{Config, Host};
use cellwire_at::{Dialect, ReceiveFormat};
use cellwire_examples::at::terminal::{
    Console, HELP, Options, Port, PortError, Quit, Recorder, Screen, Session, Typing,
};
use cellwire_examples::console::{self, ENDING, Typed};
use cellwire_examples::driver::{Driver, Ended, Time};
use cellwire_examples::notice::{Failure, exit_code};
use clap::{Parser, ValueEnum};

/// A console for AT commands: sends what is typed to a modem, and says what its answers, its errors and
/// what it says by itself mean.
#[derive(Parser, Debug)]
#[command(version, max_term_width = 100)]
#[command(after_help = format!("On standard input:\n{HELP}"))]
#[command(after_long_help = format!("On standard input:\n{HELP}\n\n{ENDING}"))]
struct Arguments {
    /// The serial port, /dev/ttyUSB2 or COM3, or tcp:HOST:PORT
    port: String,

    /// Bits per second of the serial port
    #[arg(default_value_t = 115_200, value_parser = clap::value_parser!(u32).range(1..))]
    baud: u32,

    /// Which family the modem is of
    #[arg(long, value_enum, default_value_t = Family::Generic)]
    dialect: Family,

    /// Write a transcript that decode and tests read; *** stands for PINs and passwords
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,

    /// Write PINs and passwords to the transcript
    #[arg(long, requires = "record")]
    record_secrets: bool,

    /// Print PINs and passwords in place of ***
    #[arg(long)]
    show_secrets: bool,

    /// Print JSON lines: `event` is command, line, final, failed, urc, late, stray, prompt, payload, data,
    /// disconnected, reset, fault or note; `message` is the text, and the fields are those of decode at
    #[arg(long)]
    json: bool,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum Family {
    Generic,
    L610,
    A76xx,
}

fn main() -> ExitCode {
    exit_code("at-terminal", run(&Arguments::parse()))
}

fn run(args: &Arguments) -> Result<(), Failure> {
    let dialect = match args.dialect {
        Family::Generic => Dialect::GENERIC,
        Family::L610 => Dialect::l610(ReceiveFormat::Hex),
        Family::A76xx => Dialect::A76XX,
    };
    let port = Port::open(&args.port, args.baud).map_err(|error| match error {
        PortError::Name(error) => Failure::Usage(error),
        PortError::Open(error) => Failure::Run(error),
    })?;
    let recorder = match &args.record {
        Some(path) => Some(
            Recorder::create(path, args.record_secrets)
                .map_err(|error| format!("{}: {error}", path.display()))?,
        ),
        None => None,
    };
    let session: Session = Host::new(Config::new(dialect)).map_err(|error| error.to_string())?;
    let screen = Screen { json: args.json };
    let app = Console::new(Options { screen, show_secrets: args.show_secrets }, recorder);
    let mut driver = Driver::new(session, app, Time::start());
    let post = driver.post();
    let typed = console::listen().map_err(|error| error.to_string())?;
    thread::spawn(move || {
        for typed in typed {
            let typing = match typed {
                Typed::Line(line) => Typing::Line(line),
                Typed::Stop => Typing::Stop,
            };
            if post.send_in_turn(typing).is_err() {
                return;
            }
        }
    });
    let ended = driver.run(&port);
    driver.app.close();
    match ended {
        Ended::Exit(Quit::Asked) | Ended::Elapsed => Ok(()),
        Ended::Exit(Quit::Record(error)) => Err(Failure::Run(format!("record: {error}"))),
        Ended::Closed => Err(Failure::Run(format!("{}: the port has been closed", args.port))),
        Ended::Broken(error) => Err(Failure::Run(format!("{}: {error}", args.port))),
    }
}
