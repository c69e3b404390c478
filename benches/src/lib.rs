//! What the benches, [`compare`](../compare/index.html) and [`guard`](../guard/index.html) share:
//! inputs from a fixed seed, peers that do the same work, and the race between them.
//!
//! Inputs are long and varied. A short one that repeats flatters by a factor of two, since the
//! branch predictor learns it.

#![allow(
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "nothing here is without std"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a benchmark that goes wrong has to fail"
)]

pub mod at;
pub mod cityeasy;
mod count;
pub mod goip;
mod memory;
mod race;
mod rng;

pub use count::{COUNTED_FUNCTION, counted, instructions};
pub use memory::{Allocations, bytes_held_by};
pub use race::{Case, Contestant, Figures, Role, race};
pub use rng::Rng;

/// How long the inputs are.
#[expect(clippy::exhaustive_enums, reason = "there are these two")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Thousands of messages, streams of 10 MB, 100,000 trackers: for times.
    Full,
    /// Enough for every branch to be taken: for instruction counts, which are slow to come by.
    Small,
}

/// What the cases of all protocols read.
#[derive(Debug)]
#[non_exhaustive]
pub struct Inputs {
    /// AT.
    pub at: at::Inputs,
    /// CityEasy.
    pub cityeasy: cityeasy::Inputs,
    /// GoIP.
    pub goip: goip::Inputs,
}

impl Inputs {
    /// The same each time.
    pub fn new(scale: Scale) -> Self {
        Self {
            at: at::Inputs::new(scale),
            cityeasy: cityeasy::Inputs::new(scale),
            goip: goip::Inputs::new(scale),
        }
    }

    /// The cases of all protocols, each with the name of its protocol.
    pub fn cases(&self) -> Vec<(&'static str, Case<'_>)> {
        let cityeasy = cityeasy::cases(&self.cityeasy).into_iter().map(|case| ("cityeasy", case));
        let goip = goip::cases(&self.goip).into_iter().map(|case| ("goip", case));
        let at = at::cases(&self.at).into_iter().map(|case| ("at", case));
        at.chain(cityeasy).chain(goip).collect()
    }
}

impl Scale {
    const fn pick(self, full: usize, small: usize) -> usize {
        match self {
            Self::Full => full,
            Self::Small => small,
        }
    }
}
