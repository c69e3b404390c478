use nom::branch::alt;
use nom::bytes::complete::take_while;
use nom::character::complete::{char, digit1};
use nom::combinator::{all_consuming, map, map_opt, opt, recognize};
use nom::sequence::separated_pair;
use nom::{IResult, Parser};

use super::number::{self, Base};
use super::{Number, ParamError, Params, ParamsWriter, Value, WriteError, scan};

/// A range of numbers, `0-3`.
#[expect(clippy::exhaustive_structs, reason = "two ends and no more")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Range {
    /// The number in front of the hyphen.
    pub first: i64,
    /// The number behind it. Some modems print the larger one first.
    pub last: i64,
}

impl Range {
    /// Whether the number is one of them, from the smaller end to the larger one.
    pub const fn contains(self, number: i64) -> bool {
        (self.first <= number && number <= self.last)
            || (self.last <= number && number <= self.first)
    }
}

impl Params<'_> {
    /// Takes a decimal number from `first` to `last`.
    ///
    /// ```
    /// use cellwire_at::params::Params;
    ///
    /// assert_eq!(Params::new(b"9").number_within(0, 9), Ok(9_u8));
    /// let error = Params::new(b"10").number_within::<u8>(0, 9).unwrap_err();
    /// assert_eq!(error.to_string(), "parameter 1: 10 is not in 0 to 9");
    /// ```
    ///
    /// # Errors
    ///
    /// As of [`number`](Self::number), or the number is another one.
    pub fn number_within<T: Number>(&mut self, first: i32, last: i32) -> Result<T, ParamError> {
        let mut ahead = *self;
        let number: T = ahead.number()?;
        let value = number.saturated();
        if !(first.into()..=last.into()).contains(&value) {
            let index = self.index();
            return Err(ParamError::OutOfRange { index, number: value, first, last });
        }
        *self = ahead;
        Ok(number)
    }
}

impl ParamsWriter<'_, '_> {
    /// A decimal number from `first` to `last`.
    ///
    /// # Errors
    ///
    /// The number is another one.
    pub fn number_within<T: Number>(
        &mut self,
        number: T,
        first: i32,
        last: i32,
    ) -> Result<(), WriteError> {
        let value = number.saturated();
        if !(first.into()..=last.into()).contains(&value) {
            let index = self.index();
            return Err(WriteError::OutOfRange { index, number: value, first, last });
        }
        self.number(number);
        Ok(())
    }
}

/// `7`, `0-3`, `0 -7200`.
pub(super) fn number_or_range(text: &[u8]) -> IResult<&[u8], Value<'_>> {
    let range = separated_pair(integer, (blanks, char('-'), blanks), integer);
    all_consuming(alt((
        map(range, |(first, last)| Value::Range(Range { first, last })),
        map(integer, Value::Number),
    )))
    .parse(text)
}

fn integer(text: &[u8]) -> IResult<&[u8], i64> {
    map_opt(recognize((opt(char('-')), digit1)), |digits| {
        let (magnitude, negative) = number::parse(digits, Base::Decimal).ok()?;
        Number::from_magnitude(magnitude, negative)
    })
    .parse(text)
}

fn blanks(text: &[u8]) -> IResult<&[u8], &[u8]> {
    take_while(scan::is_blank)(text)
}
