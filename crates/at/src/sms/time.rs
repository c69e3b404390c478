use cellwire_codec::Writer;

use crate::command::Param;
use crate::params::{ParamError, Params, ParamsWriter, Str, WriteError};
use crate::pdu::DateTime;

/// A time of text mode: `"22/12/10,14:41:00+04"`, local time with its zone in quarters of an hour
/// (TS 27.005, 3.1).
///
/// ```
/// use cellwire_at::sms::Time;
///
/// let time = Time::Text("22/12/10,14:41:00+04".into()).date_time().unwrap();
/// assert_eq!((time.year, time.minute, time.quarter_hours), (22, 41, 4));
/// ```
#[expect(clippy::exhaustive_enums, reason = "it is a time, or it is not")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time<'a> {
    /// A time.
    DateTime(DateTime),
    /// What is no time, or is written in another way.
    Text(Str<'a>),
}

impl<'a> Time<'a> {
    /// The time of a text, if it is one.
    pub fn of(text: Str<'a>) -> Self {
        Self::Text(text).date_time().map_or(Self::Text(text), Self::DateTime)
    }

    /// The time, if it is one.
    pub fn date_time(self) -> Option<DateTime> {
        match self {
            Self::DateTime(time) => Some(time),
            Self::Text(text) => parse(text.as_raw()).filter(DateTime::is_valid),
        }
    }
}

fn parse(text: &[u8]) -> Option<DateTime> {
    let marks = [2, 5, 8, 11, 14].map(|at| text.get(at).copied().unwrap_or_default());
    if text.len() != 20 || marks != *b"//,::" {
        return None;
    }
    let two = |at: usize| match text.get(at..at + 2)? {
        [tens @ b'0'..=b'9', units @ b'0'..=b'9'] => Some((tens - b'0') * 10 + units - b'0'),
        _ => None,
    };
    let quarters = two(18)?.cast_signed();
    Some(DateTime {
        year: two(0)?,
        month: two(3)?,
        day: two(6)?,
        hour: two(9)?,
        minute: two(12)?,
        second: two(15)?,
        quarter_hours: match text[17] {
            b'+' => quarters,
            b'-' => -quarters,
            _ => return None,
        },
    })
}

impl<'a> Param<'a> for Time<'a> {
    fn take(params: &mut Params<'a>) -> Result<Self, ParamError> {
        params.str().map(Self::of)
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        let time = match self {
            Self::DateTime(time) => time,
            Self::Text(text) => return params.string(*text),
        };
        // Three digits are the most that a field of a time can have.
        let mut text = [0; 28];
        let mut writer = Writer::new(&mut text);
        let parts = [time.year, time.month, time.day, time.hour, time.minute, time.second];
        for (part, mark) in parts.into_iter().zip(*b"//,::\0") {
            writer.decimal(part.into(), 2);
            writer.bytes(if mark == 0 { &[] } else { core::slice::from_ref(&mark) });
        }
        writer.u8(if time.quarter_hours < 0 { b'-' } else { b'+' });
        writer.decimal(time.quarter_hours.unsigned_abs().into(), 2);
        params.string(writer.as_written())
    }
}
