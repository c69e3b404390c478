use std::alloc::System;

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Counts allocations from when it is made.
#[derive(Debug)]
pub struct Allocations(usize);

impl Allocations {
    /// Begins to count.
    pub fn begin() -> Self {
        Self(count())
    }

    /// How many there were.
    pub fn so_far(&self) -> usize {
        count() - self.0
    }
}

fn count() -> usize {
    let stats = ALLOCATOR.stats();
    stats.allocations + stats.reallocations
}

/// How many bytes of the heap are in use for what `make` makes.
pub fn bytes_held_by<T>(make: impl FnOnce() -> T) -> (T, usize) {
    let before = in_use();
    let made = make();
    (made, in_use().saturating_sub(before))
}

fn in_use() -> usize {
    // What a reallocation adds or takes is counted as allocated or deallocated.
    let stats = ALLOCATOR.stats();
    stats.bytes_allocated.saturating_sub(stats.bytes_deallocated)
}
