use std::time::{Duration, Instant};

use crate::Allocations;

/// What a contestant is.
#[expect(clippy::exhaustive_enums, reason = "there are these four")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The code of this workspace.
    Ours,
    /// The fastest way that was found by hand, for the same result: what the others are measured by.
    Best,
    /// What others use.
    Peer,
    /// Less than the work, such as a copy: nothing can be faster.
    Limit,
}

impl Role {
    /// In lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Best => "best",
            Self::Peer => "peer",
            Self::Limit => "limit",
        }
    }
}

/// Something that runs.
#[expect(missing_debug_implementations, reason = "it is a closure")]
#[non_exhaustive]
pub struct Contestant<'a> {
    /// What it is called in the table.
    pub name: String,
    /// What it is.
    pub role: Role,
    /// Does all units of its case once.
    pub pass: Box<dyn FnMut() + 'a>,
}

impl<'a> Contestant<'a> {
    /// A contestant.
    pub fn new(role: Role, name: impl Into<String>, pass: impl FnMut() + 'a) -> Self {
        Self { name: name.into(), role, pass: Box::new(pass) }
    }
}

/// Contestants that do the same work.
#[expect(missing_debug_implementations, reason = "it holds closures")]
#[non_exhaustive]
pub struct Case<'a> {
    /// A short name without blanks.
    pub name: &'static str,
    /// What is done, for the headline.
    pub title: &'static str,
    /// What is counted: `report`, `byte`.
    pub unit: &'static str,
    /// How many units a pass does.
    pub units: usize,
    /// What ours are to reach, in words.
    pub reach: &'static str,
    /// The first of [`Role::Best`] is what the others are measured by; without one, the first.
    pub contestants: Vec<Contestant<'a>>,
}

impl<'a> Case<'a> {
    /// A case that has no contestants yet.
    pub const fn new(
        name: &'static str,
        title: &'static str,
        (units, unit): (usize, &'static str),
        reach: &'static str,
    ) -> Self {
        Self { name, title, unit, units, reach, contestants: Vec::new() }
    }

    /// Adds a contestant.
    #[must_use]
    pub fn with(mut self, role: Role, name: impl Into<String>, pass: impl FnMut() + 'a) -> Self {
        self.contestants.push(Contestant::new(role, name, pass));
        self
    }

    /// Which contestant the others are measured by.
    pub fn reference(&self) -> usize {
        self.contestants.iter().position(|one| one.role == Role::Best).unwrap_or(0)
    }
}

/// How a contestant did.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Figures {
    /// Nanoseconds for a unit: the median of the rounds.
    pub nanoseconds: f64,
    /// How many times as long as the reference of the case: the median of the ratios of each round.
    pub ratio: f64,
    /// Allocations for a unit.
    pub allocations: f64,
}

/// Runs the contestants in turn, for about so long, and says how each did.
///
/// In one process and one after the other in each round, whatever else the machine does falls on
/// all of them. The median of the ratios of the rounds is what to trust.
pub fn race(case: &mut Case<'_>, time: Duration) -> Vec<Figures> {
    let units = case.units as f64;
    let count = case.contestants.len();
    let reference = case.reference();

    // A run is to be long enough for the clock, and short enough for many rounds.
    let wanted = Duration::from_micros(1500).min(time / (20 * count as u32));
    let mut repeats = Vec::with_capacity(count);
    let mut allocations = Vec::with_capacity(count);
    for contestant in &mut case.contestants {
        (contestant.pass)();
        let counter = Allocations::begin();
        let once = run(contestant, 1);
        allocations.push(counter.so_far() as f64 / units);
        repeats.push((wanted.as_nanos() / once.as_nanos().max(1)).clamp(1, 1000) as u32);
    }

    let mut times = vec![Vec::new(); count];
    let mut ratios = vec![Vec::new(); count];
    let start = Instant::now();
    let mut round = 0;
    while round < 5 || start.elapsed() < time {
        let mut taken = vec![0.0; count];
        // Everybody comes first once, so that nobody always finds the caches as another left them.
        for turn in 0..count {
            let index = (turn + round) % count;
            let contestant = &mut case.contestants[index];
            taken[index] = run(contestant, repeats[index]).as_nanos() as f64
                / f64::from(repeats[index])
                / units;
        }
        for index in 0..count {
            times[index].push(taken[index]);
            ratios[index].push(taken[index] / taken[reference]);
        }
        round += 1;
    }
    (0..count)
        .map(|index| Figures {
            nanoseconds: median(&mut times[index]),
            ratio: median(&mut ratios[index]),
            allocations: allocations[index],
        })
        .collect()
}

fn run(contestant: &mut Contestant<'_>, repeats: u32) -> Duration {
    let start = Instant::now();
    for _ in 0..repeats {
        (contestant.pass)();
    }
    start.elapsed()
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
