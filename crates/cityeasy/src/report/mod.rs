//! The location report (annex 1): what a tracker says of where it is and how it is.
//!
//! A report is text: `GPRMC|HDOP|Altitude|Cell|State|Alarm|Battery|Signal`. In a message it stands
//! as [`ReportText`], which costs nothing to make; [`ReportText::parse`] reads all of it in one
//! pass into a [`Report`]:
//!
//! ```
//! use cellwire_cityeasy::report::{Alarm, ReportText};
//!
//! let text = ReportText::from_wire(
//!     b"100008.000,A,2232.4679,N,11356.7805,E,0.204,89.22,210911,,|7.49|152.6|3571,9763,00,460|0100|01|100|87",
//! );
//! let report = text.parse();
//! assert_eq!(report.utc().unwrap().to_string(), "2011-09-21T10:00:08.000Z");
//! assert_eq!(report.alarm, Some(Alarm::SOS_PRESSED));
//! assert_eq!(report.signal_percent, Some(87));
//! assert!(report.quirks.is_empty());
//! ```
//!
//! Reading never fails: a field that is blank is `None`, and so is one that is odd, which
//! [`Report::quirks`] then names. Cousins of these trackers send other layouts in the same frame;
//! they are recognised, and read as what they are.

mod alarm;
mod cell;
mod clock;
mod digits;
mod number;
mod parse;
mod position;
mod quirks;
mod state;
mod stretch;
mod text;
mod usual;
mod write;

#[cfg(test)]
pub(crate) mod tests;

pub use alarm::Alarm;
pub use cell::{Cell, CellList, Cells, HeardCell, Mnc};
pub use clock::{Date, DateTime, Time};
pub use position::{Angle, Position};
pub use quirks::{Field, Quirks};
pub use state::{Input, State};
pub use text::{ReportError, ReportText};

cellwire_codec::wire_enum! {
    /// Whether the position is a fix (annex 1, status indicator).
    pub struct Validity(u8) {
        /// A fix.
        VALID = b'A', "valid";
        /// No fix: the position, if there is one, is where the tracker last had a fix.
        INVALID = b'V', "invalid";
    }
}

/// Which parts a report has behind its altitude.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Layout {
    /// `Cell|State|Alarm|Battery|Signal`: CityEasy.
    #[default]
    CityEasy,
    /// The same with a list of hexadecimal cells, and mostly without a GPRMC part.
    Bracelet,
    /// `State|AD,AD|Base station|CSQ|Journey`: the Meiligao family, see [`Meiligao`].
    Meiligao,
    /// None of these: what stands behind the altitude is in [`Report::surplus`].
    Unknown,
}

/// A location report, read or to be written.
///
/// Numbers are scaled integers, as exact as the wire; a method of similar name gives each as a
/// floating point number.
///
/// ```
/// use cellwire_cityeasy::report::{Angle, Date, Position, Report, ReportText, Time, Validity};
///
/// let mut report = Report::default();
/// report.time = Time::new(10, 0, 8, 0);
/// report.date = Date::new(2011, 9, 21);
/// report.validity = Some(Validity::VALID);
/// report.position = Angle::from_degrees(22.5411)
///     .zip(Angle::from_degrees(113.9463))
///     .map(|(latitude, longitude)| Position { latitude, longitude });
/// report.speed_milliknots = Some(204);
/// report.battery_percent = Some(100);
/// assert_eq!(
///     ReportText::from(&report).to_string(),
///     "100008.000,A,2232.4660,N,11356.7780,E,0.204,,210911,,|||||00|100|",
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report<'a> {
    /// Which layout it has.
    pub layout: Layout,
    /// UTC time of day.
    pub time: Option<Time>,
    /// Whether the position is a fix.
    pub validity: Option<Validity>,
    /// The position, which a report without a fix may have too.
    pub position: Option<Position>,
    /// Speed over ground in thousandths of a knot, below 10,000,000.
    pub speed_milliknots: Option<u32>,
    /// Course over ground in thousandths of a degree, 0 to 360,000.
    pub course_millidegrees: Option<u32>,
    /// UTC date.
    pub date: Option<Date>,
    /// What stands between the date and the first bar, with its commas: `,,` in the protocol.
    pub rmc_tail: &'a [u8],
    /// Horizontal dilution of precision in thousandths; 0.5 to 99.9, blank without a fix.
    pub hdop_milli: Option<u32>,
    /// Altitude in millimetres; within 1000 km.
    pub altitude_millimetres: Option<i32>,
    /// The cells that the tracker is in or hears.
    pub cells: Cells<'a>,
    /// Inputs and outputs.
    pub state: Option<State>,
    /// The alarm; always blank in the Meiligao layout, which has it in front of the report.
    pub alarm: Option<Alarm>,
    /// Battery voltage in percent, 0 to 100. A larger number is kept, and is a quirk.
    pub battery_percent: Option<u16>,
    /// Signal strength in percent, 0 to 100. A larger number is kept, and is a quirk.
    pub signal_percent: Option<u16>,
    /// The parts that only the Meiligao layout has.
    pub meiligao: Meiligao<'a>,
    /// Parts behind the last that is known, without the bar in front of them.
    pub surplus: Option<&'a [u8]>,
    /// The fields that are not as the protocol has them.
    pub quirks: Quirks,
}

/// The parts of the Meiligao layout that the CityEasy layout does not have.
///
/// Its state is in [`Report::state`], with other meanings of the bits, and its base station in
/// [`Report::cells`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Meiligao<'a> {
    /// The analogue inputs as they are sent: hexadecimal numbers with commas between them. Never
    /// empty when read.
    pub analog: Option<&'a [u8]>,
    /// CSQ, 0 to 31, or 99 when it is not known.
    pub csq: Option<u8>,
    /// Journey in metres.
    pub journey_metres: Option<u32>,
}

impl Default for Report<'_> {
    /// A report of nothing: every field blank, no alarm.
    fn default() -> Self {
        Self { rmc_tail: b",,", alarm: Some(Alarm::NONE), ..Self::BLANK }
    }
}

impl Report<'_> {
    const BLANK: Self = Report {
        layout: Layout::CityEasy,
        time: None,
        validity: None,
        position: None,
        speed_milliknots: None,
        course_millidegrees: None,
        date: None,
        rmc_tail: b"",
        hdop_milli: None,
        altitude_millimetres: None,
        cells: Cells::None,
        state: None,
        alarm: None,
        battery_percent: None,
        signal_percent: None,
        meiligao: Meiligao { analog: None, csq: None, journey_metres: None },
        surplus: None,
        quirks: Quirks::NONE,
    };

    /// Whether the position is a fix.
    pub fn is_valid(&self) -> bool {
        self.validity == Some(Validity::VALID)
    }

    /// Date and time, if the report has both.
    pub fn utc(&self) -> Option<DateTime> {
        Some(DateTime { date: self.date?, time: self.time? })
    }

    /// Latitude in degrees, north positive.
    pub fn latitude(&self) -> Option<f64> {
        self.position.map(|position| position.latitude.degrees())
    }

    /// Longitude in degrees, east positive.
    pub fn longitude(&self) -> Option<f64> {
        self.position.map(|position| position.longitude.degrees())
    }

    /// Speed over ground in knots.
    pub fn speed_knots(&self) -> Option<f64> {
        self.speed_milliknots.map(|speed| f64::from(speed) / 1000.0)
    }

    /// Speed over ground in kilometres per hour.
    pub fn speed_kmh(&self) -> Option<f64> {
        self.speed_knots().map(|knots| knots * 1.852)
    }

    /// Course over ground in degrees from true north.
    pub fn course_degrees(&self) -> Option<f64> {
        self.course_millidegrees.map(|course| f64::from(course) / 1000.0)
    }

    /// Horizontal dilution of precision.
    pub fn hdop(&self) -> Option<f64> {
        self.hdop_milli.map(|hdop| f64::from(hdop) / 1000.0)
    }

    /// Altitude in metres.
    pub fn altitude_metres(&self) -> Option<f64> {
        self.altitude_millimetres.map(|altitude| f64::from(altitude) / 1000.0)
    }
}
