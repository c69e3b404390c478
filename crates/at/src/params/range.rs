use nom::branch::alt;
use nom::bytes::complete::take_while;
use nom::character::complete::{char, digit1};
use nom::combinator::{all_consuming, map, map_opt, opt, recognize};
use nom::sequence::separated_pair;
use nom::{IResult, Parser};

use super::number::{self, Base};
use super::{Number, Value, scan};

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
