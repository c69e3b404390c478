use core::time::Duration;

/// How often a request is sent, and how long each time to wait for the answer.
///
/// A request that is not answered within the last wait is given up. There is no jitter, since the
/// library draws no random numbers.
///
/// ```
/// use core::time::Duration;
/// use cellwire_codec::RetryPolicy;
///
/// let second = Duration::from_secs(1);
/// let policy = RetryPolicy::exponential(second, 3 * second, 4);
/// let waits: Vec<_> = (1..=policy.attempts()).map(|attempt| policy.wait(attempt)).collect();
/// assert_eq!(waits, [second, 2 * second, 3 * second, 3 * second]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct RetryPolicy {
    first: Duration,
    longest: Duration,
    attempts: u32,
}

impl RetryPolicy {
    /// Send once, and give up after `deadline`.
    pub const fn once(deadline: Duration) -> Self {
        Self::fixed(deadline, 1)
    }

    /// Send `attempts` times in all, `interval` apart, and give up that long after the last time.
    ///
    /// 0 attempts count as 1, and no wait is shorter than a millisecond.
    pub const fn fixed(interval: Duration, attempts: u32) -> Self {
        Self::exponential(interval, interval, attempts)
    }

    /// Send `attempts` times in all, and wait for `first`, then for twice as long each time, but
    /// never for more than `longest`.
    ///
    /// 0 attempts count as 1, and no wait is shorter than a millisecond.
    pub const fn exponential(first: Duration, longest: Duration, attempts: u32) -> Self {
        Self { first, longest, attempts: if attempts == 0 { 1 } else { attempts } }
    }

    /// How long to wait for the answer when the request has been sent `attempt` times; 0 counts
    /// as 1.
    ///
    /// Beyond [`attempts`](Self::attempts) it goes on in the same way.
    pub fn wait(&self, attempt: u32) -> Duration {
        let factor = 2_u32.saturating_pow(attempt.saturating_sub(1));
        // Without any wait, a request would be sent again and again at the same instant.
        self.first.saturating_mul(factor).min(self.longest).max(Duration::from_millis(1))
    }

    /// How often the request is sent in all, the first time included; at least 1.
    pub const fn attempts(&self) -> u32 {
        self.attempts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn once_has_one_attempt() {
        let policy = RetryPolicy::once(SECOND);
        assert_eq!((policy.attempts(), policy.wait(1)), (1, SECOND));
    }

    #[test]
    fn fixed_always_waits_as_long() {
        let policy = RetryPolicy::fixed(SECOND, 3);
        assert_eq!(policy.attempts(), 3);
        for attempt in [0, 1, 2, 3, 4, u32::MAX] {
            assert_eq!(policy.wait(attempt), SECOND);
        }
        assert_eq!(RetryPolicy::fixed(SECOND, 0).attempts(), 1);
    }

    #[test]
    fn exponential_doubles_up_to_the_longest() {
        let policy = RetryPolicy::exponential(SECOND, Duration::MAX, 3);
        assert_eq!([0, 1, 2, 3, 5].map(|attempt| policy.wait(attempt).as_secs()), [1, 1, 2, 4, 16]);
        assert_eq!(policy.wait(32), SECOND * (1 << 31));
        assert_eq!(policy.wait(u32::MAX), SECOND * u32::MAX);

        let huge = RetryPolicy::exponential(Duration::MAX, Duration::MAX, 3);
        assert_eq!(huge.wait(2), Duration::MAX);
        // The longest wait holds for the first one too.
        assert_eq!(RetryPolicy::exponential(3 * SECOND, SECOND, 2).wait(1), SECOND);
    }
}
