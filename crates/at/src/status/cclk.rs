//! `+CCLK`: the clock (3GPP TS 27.007, 8.15).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::status::cclk::Read;
//! use cellwire_at::Line;
//!
//! let time = Read::answer(Line::new(b"+CCLK: \"15/02/28,20:30:40-32\""))?.time;
//! assert_eq!((time.year, time.hour, time.zone), (2015, 20, Some(-32)));
//! assert_eq!(time.unix_seconds(), Some(1_425_184_240));
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

use cellwire_codec::Writer;

use crate::command::{Param, commands, information};
use crate::params::{ParamError, Params, ParamsWriter, WriteError};

commands! { "+CCLK":
    /// Whether there is the command.
    Test;
    /// The time.
    Read -> Answer;
    /// Sets it.
    Set {
        /// The time.
        time: Time,
    };
}

information! {
    /// The time.
    Answer = "+CCLK" {
        /// The time.
        time: Time,
    }
}

/// A local time, `"yy/MM/dd,hh:mm:ss±zz"`.
///
/// A modem that has no time yet prints anything: 1980, 1970, or 00/00/00, which is read, but is not
/// [valid](Self::is_valid).
#[expect(clippy::exhaustive_structs, reason = "a literal makes the time")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Time {
    /// The year. Of two digits, 70 to 99 are of the last century; with `+CSDF` there are four. Written
    /// are two digits, of 1970 to 2069.
    pub year: u16,
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
    /// How far local time is ahead of UTC, in quarters of an hour: -96 to 96, with what summer time adds.
    /// `None` if it is not said.
    pub zone: Option<i8>,
}

impl Time {
    /// Whether there is such a time.
    pub const fn is_valid(&self) -> bool {
        let is_leap = self.year.is_multiple_of(4)
            && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        let days = match self.month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if is_leap => 29,
            2 => 28,
            _ => 0,
        };
        let is_zone = matches!(self.zone, None | Some(-96..=96));
        let is_day = 1 <= self.day && self.day <= days;
        is_day && self.hour < 24 && self.minute < 60 && self.second < 60 && is_zone
    }

    /// The time in seconds since 1970 began in UTC. `None` if it is not valid, or without a zone.
    pub const fn unix_seconds(&self) -> Option<i64> {
        match self.zone {
            Some(zone) if self.is_valid() => {
                // Years begin in March here, so that the leap day is the last one.
                let is_early = self.month < 3;
                let year = self.year as i64 - is_early as i64;
                let month = self.month as i64 + if is_early { 9 } else { -3 };
                let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
                let days = 365 * year + leaps + (153 * month + 2) / 5 + self.day as i64 - 719_469;
                let minutes = (days * 24 + self.hour as i64) * 60 + self.minute as i64;
                Some((minutes - zone as i64 * 15) * 60 + self.second as i64)
            }
            _ => None,
        }
    }

    fn put(&self, to: &mut Writer<'_>) {
        let fields = [
            (b"\"", self.year % 100),
            (b"/", self.month.into()),
            (b"/", self.day.into()),
            (b",", self.hour.into()),
            (b":", self.minute.into()),
            (b":", self.second.into()),
        ];
        for (mark, field) in fields {
            to.bytes(mark);
            to.decimal(field.into(), 2);
        }
        if let Some(zone) = self.zone {
            to.u8(if zone < 0 { b'-' } else { b'+' });
            to.decimal(zone.unsigned_abs().into(), 2);
        }
        to.u8(b'"');
    }
}

/// In quotes; read without them, too. What stands behind it is left out, as summer time is by some.
impl Param<'_> for Time {
    fn take(params: &mut Params<'_>) -> Result<Self, ParamError> {
        let mut ahead = *params;
        let text = ahead.rest_str()?;
        let mut digits =
            Digits { text: text.as_raw(), at: 0, index: params.taken().saturating_add(1) };
        let year = digits.number(4)?;
        let year = match year {
            0..=69 if digits.at == 2 => 2000 + year,
            70..=99 if digits.at == 2 => 1900 + year,
            _ => year,
        };
        let mut field = |marks| {
            digits.mark(marks)?;
            digits.number(2).map(|number| number as u8)
        };
        let (month, day) = (field(b"/-")?, field(b"/-")?);
        let (hour, minute, second) = (field(b", ")?, field(b":")?, field(b":")?);
        let zone = match digits.text.get(digits.at) {
            Some(sign @ (b'+' | b'-')) => {
                digits.at += 1;
                let zone = digits.number(2)? as i8;
                Some(if *sign == b'-' { -zone } else { zone })
            }
            _ => None,
        };
        *params = ahead;
        Ok(Self { year, month, day, hour, minute, second, zone })
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        if !(1970..2070).contains(&self.year) {
            return Err(WriteError::TooLong { index: 1, len: self.year.into(), limit: 2069 });
        }
        let parts = [self.month, self.day, self.hour, self.minute, self.second];
        let zone = self.zone.map_or(0, i8::unsigned_abs);
        if let Some(part) = parts.into_iter().chain([zone]).find(|part| *part > 99) {
            return Err(WriteError::TooLong { index: 1, len: part.into(), limit: 99 });
        }
        params.parts(|to| self.put(to));
        Ok(())
    }
}

/// Numbers and what stands between them.
struct Digits<'a> {
    text: &'a [u8],
    at: usize,
    /// Which parameter it is.
    index: u16,
}

impl Digits<'_> {
    fn number(&mut self, limit: usize) -> Result<u16, ParamError> {
        let start = self.at;
        let mut number = 0;
        while let Some(byte @ b'0'..=b'9') = self.text.get(self.at)
            && self.at < start + limit
        {
            number = number * 10 + u16::from(byte - b'0');
            self.at += 1;
        }
        if self.at == start { Err(self.unexpected()) } else { Ok(number) }
    }

    fn mark(&mut self, marks: &[u8]) -> Result<(), ParamError> {
        match self.text.get(self.at) {
            Some(byte) if marks.contains(byte) => {
                self.at += 1;
                Ok(())
            }
            _ => Err(self.unexpected()),
        }
    }

    fn unexpected(&self) -> ParamError {
        match self.text.get(self.at) {
            Some(byte) => {
                let byte = char::from(*byte);
                ParamError::NoDigit { index: self.index, byte, position: self.at }
            }
            None => {
                let available = self.text.len();
                ParamError::TooShort { index: self.index, needed: available + 1, available }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use proptest::prelude::*;

    use super::*;
    use crate::Line;
    use crate::command::testing::{answer, assert_command, assert_line};
    use crate::command::{Command, Information};

    const TIME: Time =
        Time { year: 2014, month: 8, day: 5, hour: 4, minute: 0, second: 21, zone: Some(40) };

    #[test]
    fn forms() {
        assert_command("+CCLK=?", Test {});
        assert_command("+CCLK?", Read {});
        assert_command("+CCLK=\"14/08/05,04:00:21+40\"", Set { time: TIME });
        let time = Time { zone: Some(-4), ..TIME };
        assert_line("+CCLK: \"14/08/05,04:00:21-04\"", Answer { time });
        let time = Time { zone: None, year: 1980, ..TIME };
        assert_line("+CCLK: \"80/08/05,04:00:21\"", Answer { time });
    }

    #[test]
    fn vectors() {
        // 27007-cclk.
        assert_eq!(answer::<Read>("+CCLK: \"14/08/05,04:00:21+40\"").time, TIME);
        let time = answer::<Read>("+CCLK: \"15/02/28,20:30:40-32\"").time;
        assert_eq!((time.day, time.zone, time.is_valid()), (28, Some(-32), true));
        let error = Read::answer(Line::new(b"+CCLK: \"XX/XX/XX,XX:XX:XX+XX\"")).unwrap_err();
        assert_eq!(error.to_string(), "parameter 1 is no number: 'X' at 0");
        // V5 of the wire facts: without quotes, with its comma.
        let time = answer::<Read>("+CCLK: 17/07/26,11:42:15+01").time;
        assert_eq!((time.year, time.second, time.zone), (2017, 15, Some(1)));
    }

    #[test]
    fn odd_ones() {
        let time = answer::<Read>("+CCLK: \"80/01/06,00:00:31+00\"").time;
        assert_eq!((time.year, time.unix_seconds()), (1980, Some(315_964_831)));
        let time = answer::<Read>("+CCLK: \"2017/07/26,11:42:15\"").time;
        assert_eq!((time.year, time.zone, time.unix_seconds()), (2017, None, None));
        let time = answer::<Read>("+CCLK: \"00/00/00,00:00:00+08\"").time;
        assert!(!time.is_valid());
        assert_eq!(answer::<Read>("+CCLK: \"14/08/05,04:00:21+40,1\"").time, TIME);
        assert!(Read::answer(Line::new(b"+CCLK: \"14/08/05\"")).is_err());
        assert!(Read::answer(Line::new(b"+CCLK:")).is_err());
    }

    #[test]
    fn what_cannot_be_written() {
        let mut buffer = [0; 64];
        for time in [
            Time { year: 2070, ..TIME },
            Time { month: 100, ..TIME },
            Time { zone: Some(-100), ..TIME },
        ] {
            assert!(Set { time }.write_line(&mut buffer).is_err());
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            year in 1970..2070_u16,
            parts: [u8; 5],
            zone in prop::option::of(-99..=99_i8),
        ) {
            let [month, day, hour, minute, second] = parts.map(|part| part % 100);
            let time = Time { year, month, day, hour, minute, second, zone };
            let mut buffer = [0; 64];
            let len = Answer { time }.write_line(&mut buffer).unwrap();
            prop_assert_eq!(Answer::parse(Line::new(&buffer[..len])).unwrap().time, time);
        }

        #[test]
        fn as_the_clock_of_a_service_centre(days in 0..21_900_u32, second in 0..86_400_u32) {
            // The pdu module counts in its own way.
            let year = 1990 + days / 365 % 79;
            let (month, day) = (days % 12 + 1, days % 28 + 1);
            let time = crate::pdu::DateTime {
                year: (year % 100) as u8,
                month: month as u8,
                day: day as u8,
                hour: (second / 3600) as u8,
                minute: (second / 60 % 60) as u8,
                second: (second % 60) as u8,
                quarter_hours: (days % 97) as i8 - 48,
            };
            let other = Time {
                year: year as u16,
                month: time.month,
                day: time.day,
                hour: time.hour,
                minute: time.minute,
                second: time.second,
                zone: Some(time.quarter_hours),
            };
            prop_assert_eq!(other.unix_seconds(), Some(time.unix_seconds()));
        }
    }
}
