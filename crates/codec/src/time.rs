use core::ops::{Add, AddAssign, Sub};
use core::time::Duration;

/// A point in time: a [`Duration`] since an origin that the caller picks.
///
/// A session reads no clock; its caller tells it the time. Where the origin lies does not matter,
/// as long as it is the same for all the instants that one session sees, and time does not run
/// backwards: the start of the program, a reset of the microcontroller, the beginning of a test.
/// With the standard library, `Clock` makes instants.
///
/// Arithmetic saturates: an instant that is too far away to be written down is the last one there
/// is, and no time passes from a later instant to an earlier one.
///
/// ```
/// use core::time::Duration;
/// use cellwire_codec::Instant;
///
/// let started = Instant::from_origin(Duration::from_millis(1_500));
/// let deadline = started + Duration::from_secs(3);
/// assert_eq!(deadline.since_origin(), Duration::from_millis(4_500));
/// assert_eq!(deadline - started, Duration::from_secs(3));
/// assert_eq!(started - deadline, Duration::ZERO);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Instant(Duration);

impl Instant {
    /// The origin itself, and the earliest instant.
    pub const ORIGIN: Self = Self(Duration::ZERO);

    /// The instant `elapsed` after the origin.
    #[inline]
    pub const fn from_origin(elapsed: Duration) -> Self {
        Self(elapsed)
    }

    /// How long after the origin this is.
    #[inline]
    pub const fn since_origin(self) -> Duration {
        self.0
    }

    /// How long after `earlier` this is; 0 if `earlier` is the later one.
    #[inline]
    pub const fn saturating_since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    #[inline]
    fn add(self, wait: Duration) -> Self {
        Self(self.0.saturating_add(wait))
    }
}

impl AddAssign<Duration> for Instant {
    #[inline]
    fn add_assign(&mut self, wait: Duration) {
        *self = *self + wait;
    }
}

impl Sub for Instant {
    type Output = Duration;

    #[inline]
    fn sub(self, earlier: Self) -> Duration {
        self.saturating_since(earlier)
    }
}

/// Makes an [`Instant`] of the time on the monotonic clock of the system; the origin is the start
/// of this clock.
///
/// Copies share the origin, so threads that drive the same session can each have one.
///
/// ```no_run
/// use core::time::Duration;
/// use std::net::UdpSocket;
/// use cellwire_codec::{Clock, Session};
///
/// fn wait_for_input<S: Session>(
///     session: &S,
///     socket: &UdpSocket,
///     clock: Clock,
/// ) -> std::io::Result<()> {
///     // A socket refuses a timeout of 0, and takes `None` for ever.
///     let timeout = session
///         .poll_timeout()
///         .map(|at| clock.until(at).max(Duration::from_millis(1)));
///     socket.set_read_timeout(timeout)
/// }
/// ```
#[cfg(feature = "std")]
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    origin: std::time::Instant,
}

#[cfg(feature = "std")]
impl Clock {
    /// A clock that starts now.
    pub fn start() -> Self {
        Self { origin: std::time::Instant::now() }
    }

    /// What time it is.
    pub fn now(&self) -> Instant {
        Instant(self.origin.elapsed())
    }

    /// How long it is from now to `deadline`; 0 if it is past.
    pub fn until(&self, deadline: Instant) -> Duration {
        deadline - self.now()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAST: Instant = Instant::from_origin(Duration::MAX);

    #[test]
    fn arithmetic_saturates() {
        let second = Duration::from_secs(1);
        assert_eq!(LAST + second, LAST);
        assert_eq!(Instant::ORIGIN - LAST, Duration::ZERO);
        assert_eq!(LAST - Instant::ORIGIN, Duration::MAX);

        let mut now = Instant::default();
        now += second;
        assert_eq!(now, Instant::from_origin(second));
        assert!(Instant::ORIGIN < now && now < LAST);
    }

    #[test]
    fn the_clock_does_not_run_backwards() {
        let clock = Clock::start();
        let earlier = clock.now();
        assert!(clock.now() >= earlier);
        assert_eq!(clock.until(earlier), Duration::ZERO);
        assert!(clock.until(earlier + Duration::from_secs(60)) > Duration::from_secs(50));
    }
}
