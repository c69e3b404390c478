use core::time::Duration;

use cellwire_cityeasy::message::Button;
use cellwire_cityeasy::report::{
    Angle, Cell, Cells, DateTime, Input, Mnc, Position, Report, State, Validity,
};

use super::route::Route;

/// A car with a tracker: what there is to report at any moment.
#[derive(Clone, Debug)]
pub(super) struct Car {
    route: Route,
    /// How far it has gone before, in seconds.
    head_start: f64,
    /// The time by the clock on the wall when it started.
    started: i64,
    /// In percent, when it started.
    battery: f64,
    state: State,
}

/// Percent for each second: a day.
const DISCHARGE: f64 = 100.0 / 86_400.0;
/// In percent.
const LOW: f64 = 15.0;

impl Car {
    pub(super) fn new(head_start: f64, started: i64, battery: u8) -> Self {
        let (route, battery) = (Route::new(), f64::from(battery));
        Self { route, head_start, started, battery, state: State::default() }
    }

    pub(super) fn press(&mut self, button: Button, pressed: bool) {
        if let Some(input) = input(button) {
            self.state = self.state.with(input, pressed);
        }
    }

    pub(super) fn is_low(&self, driven: Duration) -> bool {
        self.battery_at(driven) < LOW
    }

    fn battery_at(&self, driven: Duration) -> f64 {
        (self.battery - DISCHARGE * driven.as_secs_f64()).max(0.0)
    }

    /// What there is to report after so long a drive.
    pub(super) fn report(&self, driven: Duration) -> Report<'static> {
        let seconds = driven.as_secs_f64();
        let fix = self.route.at(self.head_start + seconds);
        let millis = i64::try_from(driven.as_millis()).unwrap_or(i64::MAX);
        let utc = DateTime::from_unix_millis(self.started.saturating_add(millis));
        let scaled = |number: f64| (number * 1000.0).round() as u32;
        let wave = |period: f64| (seconds * core::f64::consts::TAU / period).sin();
        let mut report = Report::default();
        report.time = utc.map(|utc| utc.time);
        report.date = utc.map(|utc| utc.date);
        report.validity = Some(Validity::VALID);
        report.position = Angle::from_degrees(fix.latitude)
            .zip(Angle::from_degrees(fix.longitude))
            .map(|(latitude, longitude)| Position { latitude, longitude });
        // Receivers give two decimals.
        report.speed_milliknots = Some(scaled(fix.speed * 3.6 / 1.852) / 10 * 10);
        report.course_millidegrees = Some(scaled(fix.course) / 10 * 10);
        report.hdop_milli = Some(scaled(1.2 + 0.4 * wave(97.0)) / 10 * 10);
        report.altitude_millimetres = Some((18_000.0 + 4000.0 * wave(311.0)) as i32 / 100 * 100);
        report.cells = cell(fix.leg).map_or(Cells::None, Cells::One);
        report.state = Some(self.state);
        report.battery_percent = Some(self.battery_at(driven).round() as u16);
        report.signal_percent = Some((75.0 + 20.0 * wave(53.0)).round() as u16);
        report
    }
}

/// There is a cell for every two streets.
fn cell(leg: usize) -> Option<Cell> {
    let cid = 3571 + u32::try_from(leg / 2).ok()?;
    Some(Cell { cid, lac: 9763, mnc: Mnc::new(0, 2)?, mcc: 460 })
}

fn input(button: Button) -> Option<Input> {
    match button {
        Button::SOS => Some(Input::Sos),
        Button::BUTTON_1 => Some(Input::Button1),
        Button::BUTTON_2 => Some(Input::Button2),
        Button::BUTTON_3 => Some(Input::Button3),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use cellwire_cityeasy::report::ReportText;

    use super::*;

    #[test]
    fn reports_can_be_written_and_read_strictly() {
        let mut car = Car::new(0.0, 1_760_000_000_000, 20);
        car.press(Button::SOS, true);
        for second in 0..40_000 {
            let driven = Duration::from_secs(second);
            let report = car.report(driven);
            let text = ReportText::from(&report).to_string();
            let read = ReportText::from_wire(text.as_bytes()).parse_strict().unwrap();
            assert_eq!(read, report, "{text}");
        }
        assert!(!car.is_low(Duration::ZERO));
        assert!(car.is_low(Duration::from_secs(40_000)));
    }
}
