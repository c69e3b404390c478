use core::time::Duration;

use cellwire_codec::{Clock, Instant};

/// The time that a session is told: that of the clock, or one that runs faster.
#[derive(Clone, Copy, Debug)]
pub struct Time {
    clock: Clock,
    factor: u32,
}

impl Time {
    /// Time begins now, and runs as it does.
    pub fn start() -> Self {
        Self::faster(1)
    }

    /// Time begins now, and runs `factor` times as fast; 0 counts as 1.
    pub fn faster(factor: u32) -> Self {
        Self { clock: Clock::start(), factor: factor.max(1) }
    }

    /// What time it is.
    pub fn now(&self) -> Instant {
        Instant::from_origin(self.of_clock(self.clock.now().since_origin()))
    }

    /// How long to sleep until `deadline`.
    pub fn until(&self, deadline: Instant) -> Duration {
        let at = Instant::from_origin(deadline.since_origin() / self.factor);
        // Not to be early by less than the clock can tell.
        self.clock.until(at) + Duration::from_micros(100)
    }

    /// How much of this time passes in so much time of the clock.
    pub fn of_clock(&self, time: Duration) -> Duration {
        time.saturating_mul(self.factor)
    }
}
