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

use cellwire_benches::cityeasy::{self, Inputs, Memory};
use cellwire_benches::{Case, Figures, Role, Scale, counted, instructions, race};
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
    /// Only the cases whose names hold this.
    #[arg(value_name = "CASE")]
    only: Option<String>,
    /// Does one pass of a contestant for callgrind, and nothing else.
    #[arg(long, hide = true, num_args = 2, value_names = ["CASE", "INDEX"])]
    count: Option<Vec<String>>,
}

fn main() {
    let arguments = Arguments::parse();
    if let Some(which) = &arguments.count {
        return count(&which[0], &which[1]);
    }
    let inputs = Inputs::new(Scale::Full);
    let small = Inputs::new(Scale::Small);
    let mut report = Vec::new();
    let wanted = |name: &str| arguments.only.as_ref().is_none_or(|only| name.contains(only));
    let mut counting = !arguments.quick;
    for (mut case, small) in cityeasy::cases(&inputs).into_iter().zip(cityeasy::cases(&small)) {
        if !wanted(case.name) {
            continue;
        }
        let time = Duration::from_millis(if arguments.quick { 2000 } else { 12_000 });
        let figures = race(&mut case, time);
        let counts = (0..figures.len()).map(|index| {
            let arguments = ["--count", case.name, &index.to_string()];
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
        print(&case, &rows);
        report.push(as_json(&case, &rows));
    }
    let memory = if wanted("memory") { cityeasy::idle_memory(&inputs) } else { Vec::new() };
    if !memory.is_empty() {
        println!("\n# memory\n");
    }
    for Memory { name, count, bytes, reach, .. } in &memory {
        let reach = if reach.is_empty() { String::new() } else { format!(" (reach: {reach})") };
        println!("bytes per idle connection: {bytes:>6}  {name}, of {count}{reach}");
    }
    if let Some(path) = &arguments.json {
        let memory: Vec<_> = memory
            .iter()
            .map(|it| json!({ "name": it.name, "count": it.count, "bytes": it.bytes }))
            .collect();
        let report = json!({ "quick": arguments.quick, "cases": report, "memory": memory });
        std::fs::write(path, format!("{report:#}\n")).expect("the file cannot be written");
    }
}

fn count(name: &str, index: &str) {
    let inputs = Inputs::new(Scale::Small);
    let mut cases = cityeasy::cases(&inputs);
    let case = cases.iter_mut().find(|case| case.name == name).expect("no such case");
    let index: usize = index.parse().expect("no number");
    let pass = &mut case.contestants[index].pass;
    // What is only allocated once is there by then.
    pass();
    counted(pass);
}

fn print(case: &Case<'_>, rows: &[(Figures, Option<f64>)]) {
    println!("\n# {}: {}", case.name, case.title);
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

fn as_json(case: &Case<'_>, rows: &[(Figures, Option<f64>)]) -> Value {
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
        "name": case.name,
        "title": case.title,
        "unit": case.unit,
        "reach": case.reach,
        "reference": case.contestants[case.reference()].name,
        "contestants": contestants,
    })
}
