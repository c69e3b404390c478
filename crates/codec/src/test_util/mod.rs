//! What the tests of a codec and of a session need: the laws of the contracts as functions, and a
//! network that is as bad as a seed says.
//!
//! - [`conformance`]: what every [`Decoder`](crate::Decoder) and [`Encoder`](crate::Encoder) has to
//!   hold to.
//! - [`link`]: a simulated link with loss, duplication, reordering, delay and corruption, in virtual
//!   time.
//! - [`pair`]: two [`Session`](crate::Session)s back to back over such links.
//! - [`star`]: one session in the middle, and any number around it.
//!
//! All of it is deterministic. It panics where a test should fail.

#![allow(clippy::panic, reason = "a test that goes wrong has to fail")]

pub mod conformance;
mod drive;
pub mod link;
pub mod pair;
pub mod star;

/// Runs a test with each of the seeds, and names the seed when it panics.
///
/// A failure is replayed with that seed alone:
///
/// ```
/// use cellwire_codec::test_util::for_each_seed;
/// use cellwire_codec::test_util::link::Rng;
///
/// for_each_seed([17], |seed| assert!(Rng::new(seed).below(6) < 6));
/// ```
pub fn for_each_seed(seeds: impl IntoIterator<Item = u64>, mut test: impl FnMut(u64)) {
    /// Speaks up when it is dropped by a panic.
    struct Running(u64);

    impl Drop for Running {
        #[expect(clippy::print_stderr, reason = "the seed has to stand beside the panic")]
        fn drop(&mut self) {
            if std::thread::panicking() {
                std::eprintln!("the failing seed is {}", self.0);
            }
        }
    }

    for seed in seeds {
        let _running = Running(seed);
        test(seed);
    }
}
