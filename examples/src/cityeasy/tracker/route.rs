/// A loop through some streets, and how a car drives it: it slows down before each corner, and
/// accelerates behind it.
#[derive(Clone, Debug)]
pub(super) struct Route {
    legs: Vec<Leg>,
    /// How long one round takes, in seconds.
    lap: f64,
}

/// Where the car is at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fix {
    /// In degrees.
    pub(super) latitude: f64,
    /// In degrees.
    pub(super) longitude: f64,
    /// In metres per second.
    pub(super) speed: f64,
    /// In degrees from north.
    pub(super) course: f64,
    /// Which street it is in.
    pub(super) leg: usize,
}

/// From one corner to the next.
#[derive(Clone, Debug)]
struct Leg {
    latitude: f64,
    longitude: f64,
    /// Degrees for each metre.
    north: f64,
    east: f64,
    course: f64,
    length: f64,
    /// The highest speed that is reached.
    top: f64,
    /// How long it accelerates, cruises, and brakes.
    times: [f64; 3],
}

/// Corners in Nanshan, Shenzhen, where the examples of the protocol are.
const CORNERS: [(f64, f64); 8] = [
    (22.5411, 113.9463),
    (22.5418, 113.9551),
    (22.5406, 113.9618),
    (22.5335, 113.9612),
    (22.5292, 113.9554),
    (22.5301, 113.9447),
    (22.5353, 113.9402),
    (22.5407, 113.9409),
];

const METRES_PER_DEGREE: f64 = 111_320.0;
/// Metres per second, and per second squared.
const CRUISE: f64 = 50.0 / 3.6;
const AT_CORNERS: f64 = 15.0 / 3.6;
const ACCELERATION: f64 = 1.2;
const BRAKING: f64 = 1.8;

impl Route {
    pub(super) fn new() -> Self {
        let legs: Vec<_> = CORNERS
            .iter()
            .zip(CORNERS.iter().cycle().skip(1))
            .map(|(from, to)| Leg::new(*from, *to))
            .collect();
        let lap = legs.iter().map(Leg::duration).sum();
        Self { legs, lap }
    }

    /// Where the car is after so many seconds, round after round.
    pub(super) fn at(&self, seconds: f64) -> Fix {
        let mut left = seconds.rem_euclid(self.lap);
        for (index, leg) in self.legs.iter().enumerate() {
            if left < leg.duration() || index + 1 == self.legs.len() {
                return leg.at(left, index);
            }
            left -= leg.duration();
        }
        // There is always a leg.
        let (latitude, longitude) = CORNERS[0];
        Fix { latitude, longitude, speed: 0.0, course: 0.0, leg: 0 }
    }
}

impl Leg {
    fn new(from: (f64, f64), to: (f64, f64)) -> Self {
        let shrink = ((from.0 + to.0) / 2.0).to_radians().cos();
        let north = (to.0 - from.0) * METRES_PER_DEGREE;
        let east = (to.1 - from.1) * METRES_PER_DEGREE * shrink;
        let length = north.hypot(east);
        // As fast as it can be without being too fast at the next corner.
        let (faster, slower) = (1.0 / (2.0 * ACCELERATION), 1.0 / (2.0 * BRAKING));
        let reachable = (length + AT_CORNERS.powi(2) * (faster + slower)) / (faster + slower);
        let top = CRUISE.min(reachable.sqrt());
        let change = top.powi(2) - AT_CORNERS.powi(2);
        let cruised = length - change * (faster + slower);
        let times =
            [(top - AT_CORNERS) / ACCELERATION, cruised / top, (top - AT_CORNERS) / BRAKING];
        Self {
            latitude: from.0,
            longitude: from.1,
            north: (to.0 - from.0) / length,
            east: (to.1 - from.1) / length,
            course: east.atan2(north).to_degrees().rem_euclid(360.0),
            length,
            top,
            times,
        }
    }

    fn duration(&self) -> f64 {
        self.times.iter().sum()
    }

    fn at(&self, seconds: f64, leg: usize) -> Fix {
        let [speeding, cruising, braking] = self.times;
        let left = (speeding + cruising + braking - seconds).max(0.0);
        let (way, speed) = if seconds < speeding {
            let way = AT_CORNERS * seconds + ACCELERATION * seconds.powi(2) / 2.0;
            (way, AT_CORNERS + ACCELERATION * seconds)
        } else if left > braking {
            let speeded = (self.top + AT_CORNERS) / 2.0 * speeding;
            (speeded + self.top * (seconds - speeding), self.top)
        } else {
            let way = AT_CORNERS * left + BRAKING * left.powi(2) / 2.0;
            (self.length - way, AT_CORNERS + BRAKING * left)
        };
        let latitude = self.latitude + way * self.north;
        let longitude = self.longitude + way * self.east;
        Fix { latitude, longitude, speed, course: self.course, leg }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speed_and_course_are_those_of_the_way() {
        let route = Route::new();
        assert!((300.0..1200.0).contains(&route.lap), "{}", route.lap);
        let step = 0.1;
        let mut last = route.at(0.0);
        for tick in 1..(2.0 * route.lap / step) as u32 {
            let fix = route.at(f64::from(tick) * step);
            let north = (fix.latitude - last.latitude) * METRES_PER_DEGREE;
            let east = (fix.longitude - last.longitude)
                * METRES_PER_DEGREE
                * fix.latitude.to_radians().cos();
            let speed = north.hypot(east) / step;
            assert!((AT_CORNERS - 0.01..=CRUISE).contains(&fix.speed), "{fix:?}");
            // The way around a corner is shorter than the streets are.
            assert!(speed < fix.speed.max(last.speed) + 0.1, "{last:?} {fix:?}");
            if fix.leg == last.leg {
                assert!((speed - (fix.speed + last.speed) / 2.0).abs() < 0.1, "{last:?} {fix:?}");
                let course = east.atan2(north).to_degrees().rem_euclid(360.0);
                let off = (course - fix.course + 180.0).rem_euclid(360.0) - 180.0;
                assert!(off.abs() < 1.0, "{last:?} {fix:?} {course}");
            }
            last = fix;
        }
    }
}
