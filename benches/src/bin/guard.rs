//! Counts the instructions of one case of each kind of work, and fails when one takes over 10 %
//! more than the committed figure.
//!
//! Times depend on the machine and on what else it does; instructions depend on the compiler alone.
//! They miss latency and branch misses, so look at `compare` too. `bash benches/guard.sh` runs it.

#![allow(clippy::expect_used, reason = "a benchmark that goes wrong has to fail")]
#![allow(
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "nothing here is without std"
)]
#![allow(clippy::print_stdout, reason = "a table is what it is for")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use cellwire_benches::{Case, Contestant, Inputs, Role, Scale, counted, instructions};
use clap::Parser;

/// What is counted: a protocol, a case, and which of ours in it.
const GUARDED: &[(&str, &str, &str)] = &[
    ("at", "lex", "cellwire-at"),
    ("at", "lex", "A76XX"),
    ("at", "reads", "1460"),
    ("at", "reads", "64"),
    ("at", "reads", "16"),
    ("at", "reader", "cellwire-at"),
    ("at", "fields", "cellwire-at"),
    ("at", "hex", "cellwire-at"),
    ("at", "vendor-lines", "cellwire-at"),
    ("at", "sockets", "A76XX-push"),
    ("at", "sockets", "L610-hex"),
    ("cityeasy", "report", "cellwire-cityeasy"),
    ("cityeasy", "frame", "cellwire-cityeasy"),
    ("cityeasy", "encode", "cellwire-cityeasy"),
    ("cityeasy", "black-box", "cellwire-cityeasy"),
    ("cityeasy", "garbage", "cellwire-cityeasy"),
    ("cityeasy", "hostile", "line-ends"),
    ("cityeasy", "hostile", "varied"),
    ("cityeasy", "server", "heartbeat"),
    ("goip", "keepalive", "cellwire-goip"),
    ("goip", "keepalive-any", "cellwire-goip"),
    ("goip", "receive", "cellwire-goip"),
    ("goip", "reply", "cellwire-goip"),
    ("goip", "write-receive", "cellwire-goip"),
    ("goip", "server", "in-turn"),
    ("goip", "server", "receive"),
];

/// How much more than the committed figure is too much, in percent.
const TOLERANCE: f64 = 10.0;

/// Compares instruction counts with the committed figures.
#[derive(Debug, Parser)]
struct Arguments {
    /// Writes the figures instead.
    #[arg(long)]
    update: bool,
    /// Does one pass for callgrind, and nothing else.
    #[arg(long, hide = true, num_args = 3, value_names = ["PROTOCOL", "CASE", "CONTESTANT"])]
    count: Option<Vec<String>>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let inputs = Inputs::new(Scale::Small);
    let mut cases = inputs.cases();
    if let Some(which) = &arguments.count {
        let (case, index) = find(&cases, [&which[0], &which[1], &which[2]]);
        let pass = &mut cases[case].1.contestants[index].pass;
        // What is only allocated once is there by then.
        pass();
        counted(pass);
        return ExitCode::SUCCESS;
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("instructions.txt");
    let committed = if arguments.update { BTreeMap::new() } else { read(&path) };
    let mut written = String::from(HEAD);
    let mut failed = false;
    println!("{:<24} {:>14} {:>10} {:>8}", "instructions", "committed", "now", "change");
    for ((protocol, case, contestant), count) in GUARDED.iter().zip(count_all()) {
        let (index, _) = find(&cases, [protocol, case, contestant]);
        let case_of = &cases[index].1;
        let key = match contestant.strip_prefix("cellwire-") {
            Some(_) => format!("{protocol}/{case}"),
            None => format!("{protocol}/{case}/{contestant}"),
        };
        let count = match count {
            Ok(count) => count as f64 / case_of.units as f64,
            Err(error) => {
                println!("{key}: {error}");
                return ExitCode::FAILURE;
            }
        };
        writeln!(written, "{key} {count:.1} {}", case_of.unit).expect("a string takes all");
        let (before, change, verdict) = match committed.get(&key) {
            None if arguments.update => (String::from("-"), String::new(), ""),
            None => (String::from("-"), String::new(), "  no figure: run with --update"),
            Some(before) => {
                let change = (count / before - 1.0) * 100.0;
                let verdict = if change > TOLERANCE { "  too many" } else { "" };
                (format!("{before:.1}"), format!("{change:+.1} %"), verdict)
            }
        };
        failed |= !verdict.is_empty();
        println!("{key:<24} {before:>14} {count:>10.1} {change:>8}{verdict}");
    }
    if arguments.update {
        std::fs::write(&path, written).expect("the figures cannot be written");
        println!("written to {}", path.display());
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

const HEAD: &str = "\
# Instructions for each unit, by callgrind, in cargo's release profile on x86-64.
# Written by: bash benches/guard.sh --update
";

/// The instructions of each of the guarded, counted by two at the same time.
fn count_all() -> Vec<Result<u64, String>> {
    let count = |(protocol, case, contestant): &(&str, &str, &str)| {
        instructions(&["--count", protocol, case, contestant])
    };
    let (front, back) = GUARDED.split_at(GUARDED.len() / 2);
    std::thread::scope(|scope| {
        let back = scope.spawn(|| back.iter().map(count).collect::<Vec<_>>());
        let mut counts: Vec<_> = front.iter().map(count).collect();
        counts.extend(back.join().expect("to count does not panic"));
        counts
    })
}

/// Case, contestant.
fn find(cases: &[(&str, Case<'_>)], [protocol, name, contestant]: [&str; 3]) -> (usize, usize) {
    let is_it = |(of, case): &(&str, Case<'_>)| *of == protocol && case.name == name;
    let case = cases.iter().position(is_it).expect("no such case");
    let is_it = |one: &Contestant<'_>| one.role == Role::Ours && one.name == contestant;
    (case, cases[case].1.contestants.iter().position(is_it).expect("no such contestant"))
}

/// The committed figures, by their names.
fn read(path: &Path) -> BTreeMap<String, f64> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            Some((words.next()?.to_owned(), words.next()?.parse().ok()?))
        })
        .collect()
}
