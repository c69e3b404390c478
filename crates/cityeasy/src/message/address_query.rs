use nom::branch::alt;
use nom::bytes::complete::{tag, take_till};
use nom::character::complete::{char as byte, digit1, u16, u32};
use nom::combinator::{
    all_consuming, eof, map_opt, map_parser, opt, peek, recognize, rest, verify,
};
use nom::error::Error;
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser};

use super::Phone;
use crate::report::{Cell, Mnc, ReportText};

/// A tracker asks for the address of the place where it is (section III.10).
#[expect(clippy::exhaustive_structs, reason = "a literal of the two is the point")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressQuery<'a> {
    /// The phone number that will receive the address.
    pub phone: Phone,
    /// The "GPS/Cell data" as it stands on the wire. The protocol refers to an annex 2 for it,
    /// which it does not have; [`reading`](Self::reading) is the best that can be made of it.
    pub body: &'a [u8],
}

impl<'a> AddressQuery<'a> {
    /// Where the tracker says that it is, as far as that can be guessed.
    ///
    /// Inferred from what servers for such trackers read, not from a document: a letter, then the
    /// parts of a report without state and alarm.
    ///
    /// ```
    /// use cellwire_cityeasy::message::{AddressQuery, Phone, PositionHint};
    ///
    /// let query = AddressQuery { phone: Phone::EMPTY, body: b"L|3571,9763,00,460,50|100|80" };
    /// let Some(PositionHint::Cell { cell, signal_percent, .. }) = query.reading() else {
    ///     panic!("not understood");
    /// };
    /// assert_eq!((cell.cid, cell.lac, cell.mcc), (3571, 9763, 460));
    /// assert_eq!(signal_percent, Some(80));
    /// ```
    pub fn reading(&self) -> Option<PositionHint<'a>> {
        alt((gps, cell)).parse(self.body).ok().map(|(_, hint)| hint)
    }
}

/// What the body of an [`AddressQuery`] seems to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PositionHint<'a> {
    /// `G|GPRMC|HDOP|Altitude|Battery|Signal`
    #[non_exhaustive]
    Gps {
        /// The first three parts of a report: time, position, speed, course, HDOP and altitude.
        report: ReportText<'a>,
        /// Battery in percent.
        battery_percent: Option<u16>,
        /// Signal strength in percent.
        signal_percent: Option<u16>,
    },
    /// `L|cid,lac,mnc,mcc,..|Battery|Signal`, or in place of the cell a list of
    /// `cid,lac,rssi,arfcn,bsic,mnc,mcc` with colons between them.
    #[non_exhaustive]
    Cell {
        /// The cell, or the first of the list.
        cell: Cell,
        /// What stands behind it up to the next bar, unread.
        rest: &'a [u8],
        /// Battery in percent.
        battery_percent: Option<u16>,
        /// Signal strength in percent.
        signal_percent: Option<u16>,
    },
}

fn gps(input: &[u8]) -> IResult<&[u8], PositionHint<'_>> {
    let report = recognize((part, byte('|'), part, byte('|'), part));
    (preceded(tag("G|"), report), percent, percent)
        .map(|(report, battery_percent, signal_percent)| PositionHint::Gps {
            report: ReportText::from_wire(report),
            battery_percent,
            signal_percent,
        })
        .parse(input)
}

fn cell(input: &[u8]) -> IResult<&[u8], PositionHint<'_>> {
    let cell = map_parser(part, (alt((single_cell, first_of_list)), rest));
    (preceded(tag("L|"), cell), percent, percent)
        .map(|((cell, rest), battery_percent, signal_percent)| PositionHint::Cell {
            cell,
            rest,
            battery_percent,
            signal_percent,
        })
        .parse(input)
}

/// Up to the next bar.
fn part(input: &[u8]) -> IResult<&[u8], &[u8]> {
    take_till(|byte| byte == b'|').parse(input)
}

/// A part that may be missing or no number.
fn percent(input: &[u8]) -> IResult<&[u8], Option<u16>> {
    let number = map_parser(part, opt(all_consuming(u16)));
    opt(preceded(byte('|'), number)).map(Option::flatten).parse(input)
}

/// `cid,lac,mnc,mcc`, and no more than one item behind it: there are more in a list.
fn single_cell(input: &[u8]) -> IResult<&[u8], Cell> {
    let few = |rest: &&[u8]| {
        !rest.contains(&b':') && rest.iter().filter(|byte| **byte == b',').count() < 2
    };
    (item(u32), item(u16), item(mnc), u16, peek(verify(rest, few)), item_end)
        .map(|(cid, lac, mnc, mcc, ..)| Cell { cid, lac, mnc, mcc })
        .parse(input)
}

/// `cid,lac,rssi,arfcn,bsic,mnc,mcc`
fn first_of_list(input: &[u8]) -> IResult<&[u8], Cell> {
    let skipped = || item(take_till(|byte| byte == b','));
    (item(u32), item(u16), skipped(), skipped(), skipped(), item(mnc), u16, item_end)
        .map(|(cid, lac, _, _, _, mnc, mcc, ..)| Cell { cid, lac, mnc, mcc })
        .parse(input)
}

/// With a comma behind it.
fn item<'a, T>(
    value: impl Parser<&'a [u8], Output = T, Error = Error<&'a [u8]>>,
) -> impl Parser<&'a [u8], Output = T, Error = Error<&'a [u8]>> {
    terminated(value, byte(','))
}

/// Nothing more, or what separates it from an item.
fn item_end(input: &[u8]) -> IResult<&[u8], ()> {
    peek(alt((eof, tag(","), tag(":")))).map(drop).parse(input)
}

fn mnc(input: &[u8]) -> IResult<&[u8], Mnc> {
    map_opt(digit1, |digits: &[u8]| {
        let (_, value) = all_consuming(u16::<_, Error<_>>).parse(digits).ok()?;
        Mnc::new(value, u8::try_from(digits.len()).ok()?)
    })
    .parse(input)
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;
    use proptest::prelude::*;

    use super::*;
    use crate::report::DateTime;

    fn reading(body: &str) -> Option<PositionHint<'_>> {
        AddressQuery { phone: Phone::EMPTY, body: body.as_bytes() }.reading()
    }

    fn mnc(value: u16, width: u8) -> Mnc {
        Mnc::new(value, width).unwrap()
    }

    #[test]
    fn a_position() {
        let hint = reading(
            "G|100008.000,A,2232.4679,N,11356.7805,E,0.204,89.22,210911,,|7.49|152.6|100|090",
        );
        let Some(PositionHint::Gps { report, battery_percent, signal_percent }) = hint else {
            panic!("{hint:?}");
        };
        let report = report.parse();
        assert_eq!(report.utc().map(DateTime::unix_millis), Some(1_316_599_208_000));
        assert_eq!(report.altitude_metres(), Some(152.6));
        assert_eq!((battery_percent, signal_percent), (Some(100), Some(90)));
    }

    #[test]
    fn a_cell() {
        for (body, expected_rest) in [
            ("L|3571,9763,00,460|100|100", ""),
            ("L|3571,9763,00,460,50|100|100", ",50"),
            (
                "L|3571,9763,20,0,0,00,460:3572,9763,20,0,0,00,460,50|100|100",
                ":3572,9763,20,0,0,00,460,50",
            ),
            ("L|3571,9763,20,0,0,00,460,50|100|100", ",50"),
        ] {
            let hint = reading(body);
            let Some(PositionHint::Cell { cell, rest, battery_percent, .. }) = hint else {
                panic!("{body}: {hint:?}");
            };
            assert_eq!(cell, Cell { cid: 3571, lac: 9763, mnc: mnc(0, 2), mcc: 460 }, "{body}");
            assert_eq!(rest, expected_rest.as_bytes());
            assert_eq!(battery_percent, Some(100));
        }
    }

    #[test]
    fn what_is_missing_or_odd() {
        let hint = reading("L|1,2,003,460||x");
        let Some(PositionHint::Cell { cell, battery_percent, signal_percent, .. }) = hint else {
            panic!("{hint:?}");
        };
        assert_eq!(cell.mnc, mnc(3, 3));
        assert_eq!((battery_percent, signal_percent), (None, None));
        assert!(matches!(reading("G|||"), Some(PositionHint::Gps { battery_percent: None, .. })));
        for body in ["", "G", "G|", "L|", "X|1,2,3,4", "L|1,2,3", "L|1,2,3,4x", "L|1,2,3,4,5,6"] {
            assert_eq!(reading(body), None, "{body}");
        }
    }

    proptest! {
        #[test]
        fn any_body(
            body in prop_oneof![
                any::<Vec<u8>>(),
                "[GL]\\|[0-9,|:]{0,40}".prop_map(Vec::from),
            ],
        ) {
            let query = AddressQuery { phone: Phone::EMPTY, body: &body };
            let _ = alloc::format!("{query:?} {:?}", query.reading());
        }
    }
}
