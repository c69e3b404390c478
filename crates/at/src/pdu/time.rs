use core::fmt;
use core::time::Duration;

use cellwire_codec::Writer;

use super::FieldError;
use super::ParseError;
use super::cursor::Cursor;

/// A time of the service centre: TP-SCTS, TP-DT, an absolute TP-VP (TS 23.040 9.2.3.11). It keeps
/// the octets as they came, of which [`date_time`](Self::date_time) tells the time.
///
/// ```
/// use cellwire_at::pdu::{DateTime, Timestamp};
///
/// let time = Timestamp::from_wire([0x22, 0x21, 0x01, 0x41, 0x14, 0x00, 0x40]);
/// assert_eq!(time.to_string(), "2022-12-10T14:41:00+01:00");
/// let date_time = time.date_time().unwrap();
/// assert_eq!((date_time.year, date_time.quarter_hours), (22, 4));
/// assert_eq!(date_time.unix_seconds(), 1_670_679_660);
/// assert_eq!(Timestamp::new(date_time), Some(time));
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Timestamp([u8; 7]);

/// The parts of a [`Timestamp`], in local time.
#[expect(clippy::exhaustive_structs, reason = "a literal makes the time")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DateTime {
    /// The last two digits of the year: 90 to 99 are of the last century, 0 to 89 of this one.
    pub year: u8,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
    /// How far local time is ahead of UTC, in quarters of an hour: -79 to 79.
    pub quarter_hours: i8,
}

impl DateTime {
    /// The year in full: 1990 to 2089.
    pub const fn full_year(&self) -> u16 {
        self.year as u16 + if self.year < 90 { 2000 } else { 1900 }
    }

    /// Whether there is such a time.
    pub const fn is_valid(&self) -> bool {
        let year = self.full_year();
        let days = match self.month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            // Of the years that can be said, every fourth one: 2000 was one.
            2 if year.is_multiple_of(4) => 29,
            2 => 28,
            _ => 0,
        };
        self.year < 100
            && self.day >= 1
            && self.day <= days
            && self.hour < 24
            && self.minute < 60
            && self.second < 60
            && self.quarter_hours.unsigned_abs() < 80
    }

    /// Seconds since the beginning of 1970 in UTC.
    pub const fn unix_seconds(&self) -> i64 {
        // Days since the beginning of March 2000 in the proleptic Gregorian calendar.
        let (year, month) = (self.full_year() as i64 - 2000, self.month as i64);
        let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let leap = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        let days = year * 365 + leap + (month * 153 + 2) / 5 + self.day as i64 - 1;
        let minutes = (days * 24 + self.hour as i64) * 60 + self.minute as i64;
        (minutes - self.quarter_hours as i64 * 15) * 60 + self.second as i64 + 951_868_800
    }
}

impl Timestamp {
    /// A time, if there is such a one.
    pub fn new(time: DateTime) -> Option<Self> {
        let swapped = |number: u8| ((number % 10) << 4) | (number / 10);
        let zone = swapped(time.quarter_hours.unsigned_abs());
        let sign = if time.quarter_hours < 0 { 0x08 } else { 0 };
        time.is_valid().then(|| {
            let [year, month, day] = [time.year, time.month, time.day].map(swapped);
            let [hour, minute, second] = [time.hour, time.minute, time.second].map(swapped);
            Self([year, month, day, hour, minute, second, zone | sign])
        })
    }

    /// The octets as they came.
    pub const fn from_wire(octets: [u8; 7]) -> Self {
        Self(octets)
    }

    /// The octets.
    pub const fn to_wire(self) -> [u8; 7] {
        self.0
    }

    /// The time, if it is one.
    pub fn date_time(self) -> Option<DateTime> {
        let [year, month, day, hour, minute, second, zone] = self.0;
        let quarters = swapped_bcd(zone & !0x08)?.cast_signed();
        let time = DateTime {
            year: swapped_bcd(year)?,
            month: swapped_bcd(month)?,
            day: swapped_bcd(day)?,
            hour: swapped_bcd(hour)?,
            minute: swapped_bcd(minute)?,
            second: swapped_bcd(second)?,
            quarter_hours: if zone & 0x08 != 0 { -quarters } else { quarters },
        };
        time.is_valid().then_some(time)
    }

    pub(super) fn check_field(self, field: &'static str) -> Result<(), FieldError> {
        match self.date_time() {
            Some(_) => Ok(()),
            None => Err(FieldError::Time { field }),
        }
    }

    pub(super) fn parse(field: &'static str, from: &mut Cursor<'_>) -> Result<Self, ParseError> {
        from.array(field).map(Self)
    }

    pub(super) fn write(self, to: &mut Writer<'_>) {
        to.bytes(&self.0);
    }
}

/// Two digits, the low one of them first.
const fn swapped_bcd(octet: u8) -> Option<u8> {
    let (tens, units) = (octet & 0x0f, octet >> 4);
    if tens < 10 && units < 10 { Some(tens * 10 + units) } else { None }
}

/// The time as of RFC 3339, or the octets if they are none.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(time) = self.date_time() else {
            return self.0.iter().try_for_each(|octet| write!(f, "{octet:02X}"));
        };
        let DateTime { month, day, hour, minute, second, .. } = time;
        let year = time.full_year();
        write!(f, "{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        let sign = if self.0[6] & 0x08 != 0 { '-' } else { '+' };
        let quarters = time.quarter_hours.unsigned_abs();
        write!(f, "{sign}{:02}:{:02}", quarters / 4, quarters % 4 * 15)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timestamp({self})")
    }
}

/// TP-VP, for how long the service centre shall try (TS 23.040 9.2.3.12).
///
/// ```
/// use core::time::Duration;
/// use cellwire_at::pdu::ValidityPeriod;
///
/// let day = ValidityPeriod::for_at_least(Duration::from_secs(86_400));
/// assert_eq!(day, ValidityPeriod::Relative(167));
/// assert_eq!(day.duration(), Some(Duration::from_secs(86_400)));
/// ```
#[expect(clippy::exhaustive_enums, reason = "TP-VPF has two bits, and one value means none")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValidityPeriod {
    /// An octet: up to 143 steps of 5 minutes, to 167 half hours, to 196 days, to 255 weeks.
    Relative(u8),
    /// Until then.
    Absolute(Timestamp),
    /// The enhanced format, of 7 octets. The first one says what the others are.
    Enhanced([u8; 7]),
}

const MINUTE: u64 = 60;
const DAY: u64 = 24 * 60 * MINUTE;

impl ValidityPeriod {
    /// The shortest relative period that is not shorter than `duration`: 5 minutes to 63 weeks. What
    /// is longer is 63 weeks.
    pub const fn for_at_least(duration: Duration) -> Self {
        let seconds = duration.as_secs().saturating_add((duration.subsec_nanos() > 0) as u64);
        Self::Relative(match seconds {
            0 => 0,
            1..=43_200 => seconds.div_ceil(5 * MINUTE) as u8 - 1,
            43_201..=86_400 => (seconds - DAY / 2).div_ceil(30 * MINUTE) as u8 + 143,
            86_401..=2_592_000 => seconds.div_ceil(DAY) as u8 + 166,
            2_592_001..=38_102_400 => {
                let weeks = seconds.div_ceil(7 * DAY);
                // 31 to 35 days are 5 weeks.
                (if weeks < 5 { 5 } else { weeks }) as u8 + 192
            }
            _ => 255,
        })
    }

    /// How long it is, if it is relative.
    pub fn duration(self) -> Option<Duration> {
        match self {
            Self::Relative(octet) => Some(relative(octet)),
            Self::Absolute(_) => None,
            Self::Enhanced([indicator, first, second, third, ..]) => match indicator & 0b111 {
                1 => Some(relative(first)),
                2 => Some(Duration::from_secs(first.into())),
                3 => {
                    let [hours, minutes, seconds] =
                        [swapped_bcd(first)?, swapped_bcd(second)?, swapped_bcd(third)?];
                    let minutes = u64::from(hours) * 60 + u64::from(minutes);
                    Some(Duration::from_secs(minutes * 60 + u64::from(seconds)))
                }
                _ => None,
            },
        }
    }

    /// Whether the service centre is to try once only. An enhanced period can say so.
    pub const fn is_single_shot(self) -> bool {
        matches!(self, Self::Enhanced([indicator, ..]) if indicator & 0x40 != 0)
    }

    /// TP-VPF.
    pub(super) const fn format(this: Option<Self>) -> u8 {
        match this {
            None => 0,
            Some(Self::Enhanced(_)) => 1,
            Some(Self::Relative(_)) => 2,
            Some(Self::Absolute(_)) => 3,
        }
    }

    pub(super) fn parse(format: u8, from: &mut Cursor<'_>) -> Result<Option<Self>, ParseError> {
        const FIELD: &str = "TP-VP";
        Ok(match format & 0b11 {
            0 => None,
            1 => Some(Self::Enhanced(from.array(FIELD)?)),
            2 => Some(Self::Relative(from.u8(FIELD)?)),
            _ => Some(Self::Absolute(Timestamp::parse(FIELD, from)?)),
        })
    }

    pub(super) fn check(self) -> Result<(), FieldError> {
        match self {
            Self::Absolute(time) => time.check_field("TP-VP"),
            _ => Ok(()),
        }
    }

    pub(super) fn write(self, to: &mut Writer<'_>) {
        match self {
            Self::Relative(octet) => to.u8(octet),
            Self::Absolute(time) => time.write(to),
            Self::Enhanced(octets) => to.bytes(&octets),
        }
    }
}

fn relative(octet: u8) -> Duration {
    let steps = u64::from(octet);
    Duration::from_secs(match octet {
        0..=143 => (steps + 1) * 5 * MINUTE,
        144..=167 => DAY / 2 + (steps - 143) * 30 * MINUTE,
        168..=196 => (steps - 166) * DAY,
        197..=255 => (steps - 192) * 7 * DAY,
    })
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn times() {
        for (octets, text) in [
            // West of Greenwich: -7 hours.
            ([0x11, 0x10, 0x10, 0x21, 0x43, 0x65, 0x8a], "2011-01-01T12:34:56-07:00"),
            ([0x99, 0x21, 0x13, 0x32, 0x95, 0x95, 0x23], "1999-12-31T23:59:59+08:00"),
            ([0x00, 0x20, 0x92, 0, 0, 0, 0], "2000-02-29T00:00:00+00:00"),
            // No times, kept raw.
            ([0x10, 0x20, 0x92, 0, 0, 0, 0], "10209200000000"),
            ([0; 7], "00000000000000"),
            ([0xff; 7], "FFFFFFFFFFFFFF"),
        ] {
            assert_eq!(Timestamp::from_wire(octets).to_string(), text);
        }
    }

    #[test]
    fn periods() {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        for (octet, duration) in [
            (0, minutes(5)),
            (143, minutes(720)),
            (144, minutes(750)),
            (167, minutes(1440)),
            (168, minutes(2880)),
            (196, minutes(30 * 1440)),
            (197, minutes(5 * 7 * 1440)),
            (255, minutes(63 * 7 * 1440)),
        ] {
            assert_eq!(relative(octet), duration);
        }
        for octet in 0..=255_u8 {
            let period = ValidityPeriod::Relative(octet);
            let duration = period.duration().unwrap();
            assert_eq!(ValidityPeriod::for_at_least(duration), period);
            let longer = duration + Duration::from_nanos(1);
            assert_eq!(
                ValidityPeriod::for_at_least(longer),
                ValidityPeriod::Relative(octet.saturating_add(1))
            );
        }
        assert_eq!(ValidityPeriod::for_at_least(Duration::ZERO), ValidityPeriod::Relative(0));
        let enhanced = |octets| ValidityPeriod::Enhanced(octets).duration();
        assert_eq!(enhanced([0x01, 167, 0, 0, 0, 0, 0]), Some(minutes(1440)));
        assert_eq!(enhanced([0x42, 30, 0, 0, 0, 0, 0]), Some(Duration::from_secs(30)));
        assert_eq!(enhanced([0x03, 0x21, 0x43, 0x65, 0, 0, 0]), Some(Duration::from_secs(45_296)));
        assert_eq!(enhanced([0x03, 0xff, 0, 0, 0, 0, 0]), None);
        assert_eq!(enhanced([0; 7]), None);
        assert!(ValidityPeriod::Enhanced([0x42, 30, 0, 0, 0, 0, 0]).is_single_shot());
    }

    proptest! {
        #[test]
        fn any_octets(octets: [u8; 7]) {
            let time = Timestamp::from_wire(octets);
            let _ = time.to_string();
            if let Some(date_time) = time.date_time() {
                let again = Timestamp::new(date_time).and_then(Timestamp::date_time);
                prop_assert_eq!(again, Some(date_time));
                let _ = date_time.unix_seconds();
            }
        }

        #[test]
        fn times_round_trip(
            year in 0..100_u8,
            month in 1..=12_u8,
            day in 1..=28_u8,
            seconds in 0..86_400_u32,
            quarter_hours in -79..=79_i8,
        ) {
            let time = DateTime {
                year, month, day,
                hour: (seconds / 3600) as u8,
                minute: (seconds / 60 % 60) as u8,
                second: (seconds % 60) as u8,
                quarter_hours,
            };
            let stamp = Timestamp::new(time).unwrap();
            prop_assert_eq!(stamp.date_time(), Some(time));
            prop_assert_eq!(stamp.check_field("TP-SCTS"), Ok(()));
            let next = DateTime { day: day + 1, ..time };
            if let Some(next) = next.is_valid().then(|| next.unix_seconds()) {
                prop_assert_eq!(next - time.unix_seconds(), 86_400);
            }
        }
    }
}
