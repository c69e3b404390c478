use core::fmt;

/// A time of day in UTC (annex 1, `hhmmss.dd`).
///
/// ```
/// use cellwire_cityeasy::report::Time;
///
/// let time = Time::new(13, 48, 29, 486).unwrap();
/// assert_eq!(time.to_string(), "13:48:29.486");
/// assert_eq!(Time::new(24, 0, 0, 0), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Time {
    millisecond_of_day: u32,
}

impl Time {
    /// A time of day, unless a number is out of its range.
    #[inline]
    pub const fn new(hour: u8, minute: u8, second: u8, millisecond: u16) -> Option<Self> {
        if hour > 23 || minute > 59 || second > 59 || millisecond > 999 {
            return None;
        }
        let seconds = (hour as u32 * 60 + minute as u32) * 60 + second as u32;
        Some(Self { millisecond_of_day: seconds * 1000 + millisecond as u32 })
    }

    /// Milliseconds since midnight, below 86,400,000.
    #[inline]
    pub const fn millisecond_of_day(self) -> u32 {
        self.millisecond_of_day
    }

    /// The hour, 0 to 23.
    pub const fn hour(self) -> u8 {
        (self.millisecond_of_day / 3_600_000) as u8
    }

    /// The minute, 0 to 59.
    pub const fn minute(self) -> u8 {
        (self.millisecond_of_day / 60_000 % 60) as u8
    }

    /// The second, 0 to 59.
    pub const fn second(self) -> u8 {
        (self.millisecond_of_day / 1000 % 60) as u8
    }

    /// The millisecond, 0 to 999.
    pub const fn millisecond(self) -> u16 {
        (self.millisecond_of_day % 1000) as u16
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:02}:{:02}:{:02}.{:03}",
            self.hour(),
            self.minute(),
            self.second(),
            self.millisecond()
        )
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Time({self})")
    }
}

/// A date from 2000 to 2099 (annex 1, `ddmmyy`).
///
/// The protocol has two digits for the year, and explains `110200` as a day in August; it is the
/// 11th of February 2000.
///
/// ```
/// use cellwire_cityeasy::report::Date;
///
/// assert_eq!(Date::new(2000, 2, 11).unwrap().to_string(), "2000-02-11");
/// assert_eq!(Date::new(2011, 2, 29), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// A date, unless there is no such day or it cannot be written with two digits of the year.
    #[inline]
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if year.is_multiple_of(4) => 29,
            2 => 28,
            _ => return None,
        };
        if year < 2000 || year > 2099 || day < 1 || day > days {
            return None;
        }
        Some(Self { year, month, day })
    }

    /// The year, 2000 to 2099.
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    pub const fn day(self) -> u8 {
        self.day
    }

    /// Days since 1970-01-01.
    const fn unix_day(self) -> u32 {
        const DAYS_TO_2000: u32 = 10_957;
        const BEFORE_MONTH: [u32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
        let years = self.year as u32 - 2000;
        let leap_days = years.div_ceil(4) + (years.is_multiple_of(4) && self.month > 2) as u32;
        let before = BEFORE_MONTH[(self.month - 1) as usize];
        DAYS_TO_2000 + years * 365 + leap_days + before + self.day as u32 - 1
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Date({self})")
    }
}

/// A date and a time of day in UTC, as the device has it.
///
/// It prints as RFC 3339.
///
/// ```
/// use cellwire_cityeasy::report::{Date, DateTime, Time};
///
/// let time = DateTime {
///     date: Date::new(2011, 9, 21).unwrap(),
///     time: Time::new(10, 0, 8, 0).unwrap(),
/// };
/// assert_eq!(time.to_string(), "2011-09-21T10:00:08.000Z");
/// assert_eq!(time.unix_millis(), 1_316_599_208_000);
/// ```
#[expect(clippy::exhaustive_structs, reason = "two halves and no more")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct DateTime {
    /// The date.
    pub date: Date,
    /// The time of day.
    pub time: Time,
}

impl DateTime {
    /// Milliseconds since 1970-01-01, 00:00 UTC.
    pub const fn unix_millis(self) -> i64 {
        self.date.unix_day() as i64 * 86_400_000 + self.time.millisecond_of_day as i64
    }

    /// From milliseconds since 1970-01-01, unless it lies before 2000 or after 2099.
    pub fn from_unix_millis(millis: i64) -> Option<Self> {
        let day = u32::try_from(millis.div_euclid(86_400_000)).ok()?;
        let time = Time { millisecond_of_day: millis.rem_euclid(86_400_000) as u32 };
        let after =
            |year, month| Date::new(year, month, 1).is_some_and(|date| date.unix_day() > day);
        let year = (2000..=2099).rev().find(|year| !after(*year, 1))?;
        let month = (1..=12).rev().find(|month| !after(year, *month))?;
        let first = Date::new(year, month, 1)?;
        let date = Date::new(year, month, u8::try_from(day - first.unix_day() + 1).ok()?)?;
        Some(Self { date, time })
    }

    /// 1024 weeks later: what a receiver means that has missed a rollover of the GPS week number.
    ///
    /// `None` after 2099. Nothing tells from the report alone whether this is the case.
    pub fn plus_1024_weeks(self) -> Option<Self> {
        Self::from_unix_millis(self.unix_millis() + 1024 * 7 * 86_400_000)
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}Z", self.date, self.time)
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn every_day_of_the_century_there_and_back() {
        let mut day = DateTime::from_unix_millis(946_684_800_000).unwrap();
        assert_eq!(day.date, Date::new(2000, 1, 1).unwrap());
        for _ in 0..36_524 {
            let next = DateTime::from_unix_millis(day.unix_millis() + 86_400_000).unwrap();
            assert!(next > day, "{next} after {day}");
            day = next;
        }
        assert_eq!(day.date, Date::new(2099, 12, 31).unwrap());
        assert_eq!(DateTime::from_unix_millis(day.unix_millis() + 86_400_000), None);
        assert_eq!(DateTime::from_unix_millis(946_684_799_999), None);
    }

    #[test]
    fn a_missed_rollover() {
        let stale = DateTime::from_unix_millis(1_007_596_800_000).unwrap();
        assert_eq!(stale.to_string(), "2001-12-06T00:00:00.000Z");
        assert_eq!(stale.plus_1024_weeks().unwrap().to_string(), "2021-07-22T00:00:00.000Z");
    }
}
