//! Ours, what others use, and what nothing can beat: in turn, in one process.
//!
//! The time of a unit is the median of many rounds, and what is to be trusted is the ratio, which
//! is the median of the ratios of each round. To compare with link-time optimisation, as a server
//! would be built: `cargo run --profile bench -p cellwire-benches --bin compare`.

#![allow(clippy::expect_used, reason = "a benchmark that goes wrong has to fail")]
#![allow(
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "nothing here is without std"
)]
#![allow(clippy::print_stdout, reason = "a table is what it is for")]

use core::time::Duration;
use std::path::PathBuf;
use std::process::Command;

use cellwire_benches::cityeasy::{self, Memory};
use cellwire_benches::{Case, Figures, Inputs, Role, Scale, counted, goip, instructions, race};
use clap::Parser;
use serde_json::{Value, json};

/// Compares ours with peers and with limits.
#[derive(Debug, Parser)]
struct Arguments {
    /// In under a minute, with less certainty, and without instructions.
    #[arg(long)]
    quick: bool,
    /// Also writes the figures to this file.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Only the cases whose names hold this: `report`, or `goip/` for all of a protocol.
    #[arg(value_name = "CASE")]
    only: Option<String>,
    /// The example server for GoIP, to be compared with an echo over real sockets. By default that
    /// beside this program: `cargo build --release -p cellwire-examples --bin goip-server`.
    #[arg(long, value_name = "PROGRAM")]
    server: Option<PathBuf>,
    /// Another server for GoIP that runs already, with lines goip00 to goip31 and `password1`.
    #[arg(long, value_name = "NAME=ADDR")]
    other: Vec<String>,
    /// Echoes datagrams, and does nothing else.
    #[arg(long, hide = true)]
    echo: bool,
    /// Does one pass of a contestant for callgrind, and nothing else.
    #[arg(long, hide = true, num_args = 2, value_names = ["CASE", "INDEX"])]
    count: Option<Vec<String>>,
}

fn main() {
    let arguments = Arguments::parse();
    if let Some(which) = &arguments.count {
        return count(&which[0], &which[1]);
    }
    if arguments.echo {
        return goip::echo(|port| println!("{port}")).expect("there is no socket");
    }
    let inputs = Inputs::new(Scale::Full);
    let small = Inputs::new(Scale::Small);
    let mut report = Vec::new();
    let wanted = |name: &str| arguments.only.as_ref().is_none_or(|only| name.contains(only));
    let mut counting = !arguments.quick;
    for ((protocol, mut case), (_, small)) in inputs.cases().into_iter().zip(small.cases()) {
        let name = format!("{protocol}/{}", case.name);
        if !wanted(&name) {
            continue;
        }
        let time = Duration::from_millis(if arguments.quick { 1000 } else { 12_000 });
        let figures = race(&mut case, time);
        let counts = (0..figures.len()).map(|index| {
            let arguments = ["--count", &name, &index.to_string()];
            match counting.then(|| instructions(&arguments))? {
                Ok(count) => Some(count as f64 / small.units as f64),
                Err(error) => {
                    println!("no instructions: {error}");
                    counting = false;
                    None
                }
            }
        });
        let rows: Vec<_> = figures.into_iter().zip(counts.collect::<Vec<_>>()).collect();
        print(&name, &case, &rows);
        report.push(as_json(protocol, &case, &rows));
    }
    let mut memory = Vec::new();
    if wanted("cityeasy/memory") {
        memory.extend(cityeasy::idle_memory(&inputs.cityeasy));
    }
    if wanted("goip/memory") {
        memory.extend(goip::idle_memory(&inputs.goip));
    }
    if !memory.is_empty() {
        println!("\n# memory\n");
    }
    for Memory { name, count, bytes, reach, .. } in &memory {
        let reach = if reach.is_empty() { String::new() } else { format!(" (reach: {reach})") };
        println!("bytes per idle peer: {bytes:>6}  {name}, of {count}{reach}");
    }
    let udp = if wanted("goip/udp") { udp(&arguments) } else { Vec::new() };
    if let Some(path) = &arguments.json {
        let memory: Vec<_> = memory
            .iter()
            .map(|it| json!({ "name": it.name, "count": it.count, "bytes": it.bytes }))
            .collect();
        let quick = arguments.quick;
        let report = json!({ "quick": quick, "cases": report, "memory": memory, "udp": udp });
        std::fs::write(path, format!("{report:#}\n")).expect("the file cannot be written");
    }
}

/// The table is only for information: it depends on the machine and on what else that does.
fn udp(arguments: &Arguments) -> Vec<Value> {
    println!("\n# goip/udp: acknowledgements in a second over loopback, 32 in flight\n");
    let program = std::env::current_exe().expect("this program is nowhere");
    let beside = program.with_file_name("goip-server");
    let server = arguments.server.clone().or_else(|| Some(beside).filter(|path| path.exists()));
    if server.is_none() {
        println!("  not there: cargo build --release -p cellwire-examples --bin goip-server");
    }
    let other = |text: &String| {
        let (name, addr) = text.split_once('=').expect("NAME=ADDR");
        (name.to_owned(), addr.parse().expect("no address"))
    };
    let others: Vec<_> = arguments.other.iter().map(other).collect();
    let mut echo = Command::new(program);
    echo.arg("--echo");
    let time = Duration::from_secs(if arguments.quick { 3 } else { 20 });
    match goip::throughput(echo, server, &others, time) {
        Err(error) => {
            println!("  {error}");
            Vec::new()
        }
        Ok(rows) => {
            println!(
                "  {:<24} {:>10} {:>8} {:>10} {:>8}",
                "", "keepalive", "x echo", "RECEIVE", "x echo"
            );
            for it in &rows {
                println!(
                    "  {:<24} {:>10.0} {:>8.2} {:>10.0} {:>8.2}",
                    it.name, it.keepalives, it.keepalive_ratio, it.receives, it.receive_ratio,
                );
            }
            let as_json = |it: &goip::Throughput| {
                json!({
                    "name": it.name,
                    "keepalives": it.keepalives,
                    "keepalive_ratio": it.keepalive_ratio,
                    "receives": it.receives,
                    "receive_ratio": it.receive_ratio,
                })
            };
            rows.iter().map(as_json).collect()
        }
    }
}

fn count(name: &str, index: &str) {
    let inputs = Inputs::new(Scale::Small);
    let mut cases = inputs.cases();
    let is_it =
        |(protocol, case): &&mut (&str, Case<'_>)| format!("{protocol}/{}", case.name) == name;
    let (_, case) = cases.iter_mut().find(is_it).expect("no such case");
    let index: usize = index.parse().expect("no number");
    let pass = &mut case.contestants[index].pass;
    // What is only allocated once is there by then.
    pass();
    counted(pass);
}

fn print(name: &str, case: &Case<'_>, rows: &[(Figures, Option<f64>)]) {
    println!("\n# {name}: {}", case.title);
    if !case.reach.is_empty() {
        println!("  reach: {}", case.reach);
    }
    let reference = case.contestants[case.reference()].role;
    let ratio = if reference == Role::Best { "x best" } else { "x 1st" };
    let unit = format!("ns/{}", case.unit);
    println!("\n  {:<34} {:<6} {unit:>12} {ratio:>7} {:>8} {:>7}", "", "", "instr", "allocs");
    for (contestant, (figures, instructions)) in case.contestants.iter().zip(rows) {
        let instructions = match instructions {
            Some(count) if *count < 100.0 => format!("{count:.1}"),
            Some(count) => format!("{count:.0}"),
            None => String::from("-"),
        };
        let allocations = match figures.allocations {
            0.0 => String::from("0"),
            few if few < 0.01 => String::from("<0.01"),
            some => format!("{some:.2}"),
        };
        println!(
            "  {:<34} {:<6} {:>12.2} {:>7.2} {instructions:>8} {allocations:>7}",
            contestant.name,
            contestant.role.name(),
            figures.nanoseconds,
            figures.ratio,
        );
    }
}

fn as_json(protocol: &str, case: &Case<'_>, rows: &[(Figures, Option<f64>)]) -> Value {
    let contestants: Vec<_> = case
        .contestants
        .iter()
        .zip(rows)
        .map(|(contestant, (figures, instructions))| {
            json!({
                "name": contestant.name,
                "role": contestant.role.name(),
                "nanoseconds": figures.nanoseconds,
                "ratio": figures.ratio,
                "instructions": instructions,
                "allocations": figures.allocations,
            })
        })
        .collect();
    json!({
        "protocol": protocol,
        "name": case.name,
        "title": case.title,
        "unit": case.unit,
        "reach": case.reach,
        "reference": case.contestants[case.reference()].name,
        "contestants": contestants,
    })
}
