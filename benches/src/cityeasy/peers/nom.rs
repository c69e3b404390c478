//! The report as one writes it with nom 8.

use nom::bytes::complete::{tag, take, take_till, take_while_m_n};
use nom::character::complete::{char, digit1, one_of, u16, u32};
use nom::combinator::{eof, map_opt, opt, verify};
use nom::error::Error;
use nom::number::complete::{be_u16, double};
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser};

use super::{Fields, Floats, Rmc, Sum};

type Input<'a> = &'a [u8];

/// Numbers as scaled integers.
pub(in super::super) fn fixed(input: Input<'_>, sum: Sum) -> Option<Fields> {
    let (_, (id, data)) = frame(input, sum).ok()?;
    let (_, fields) = fixed_report(data).ok()?;
    Some(Fields { id, ..fields })
}

/// Numbers by nom's `double`.
pub(in super::super) fn floating(input: Input<'_>, sum: Sum) -> Option<Floats> {
    let (_, (id, data)) = frame(input, sum).ok()?;
    let (_, fields) = floating_report(data).ok()?;
    Some(Floats { id, ..fields })
}

fn frame(input: Input<'_>, sum: Sum) -> IResult<Input<'_>, ([u8; 7], Input<'_>)> {
    let length = preceded(tag("$$"), be_u16);
    let (rest, len) = verify(length, |len| *len >= 17).parse(input)?;
    let id = map_opt(take(7_usize), |id: Input<'_>| id.first_chunk().copied());
    let (rest, (id, _, data)) = (id, tag(&[0x99, 0x55][..]), take(len - 17)).parse(rest)?;
    let covered = &input[..input.len() - rest.len()];
    let checked = verify(be_u16, |found| sum(covered) == *found);
    let (rest, _) = terminated(checked, (tag("\r\n"), eof)).parse(rest)?;
    Ok((rest, (id, data)))
}

fn fixed_report(input: Input<'_>) -> IResult<Input<'_>, Fields> {
    let comma = || char(',');
    let bar = || char('|');
    let (rest, millisecond_of_day) = map_opt(
        (two_digits, two_digits, two_digits, preceded(char('.'), decimals(3))),
        |(hour, minute, second, part)| {
            (hour < 24 && minute < 60 && second < 60)
                .then_some(((hour * 60 + minute) * 60 + second) * 1000 + part)
        },
    )
    .parse(input)?;
    let (rest, validity) = preceded(comma(), one_of("AV")).parse(rest)?;
    let (rest, latitude) = preceded(comma(), fixed_coordinate("NS", 90)).parse(rest)?;
    let (rest, longitude) = preceded(comma(), fixed_coordinate("EW", 180)).parse(rest)?;
    let (rest, (_, speed, _, course)) =
        (comma(), thousandths, comma(), verify(thousandths, |it| *it <= 360_000)).parse(rest)?;
    let (rest, (day, month, year)) = preceded(comma(), date).parse(rest)?;
    let (rest, (_, _, hdop, _)) =
        (take_till(|byte| byte == b'|'), bar(), thousandths, bar()).parse(rest)?;
    let (rest, (sign, altitude)) = (opt(char('-')), thousandths).parse(rest)?;
    let (rest, (cid, lac, mnc, mnc_width, mcc)) = preceded(bar(), cell).parse(rest)?;
    let (rest, (state, alarm, battery, signal)) = tail(rest)?;
    let altitude = altitude as i32;
    let fields = Fields {
        id: [0; 7],
        rmc: Rmc {
            millisecond_of_day,
            validity: validity as u8,
            latitude,
            longitude,
            speed,
            course,
            year,
            month,
            day,
        },
        hdop,
        altitude: if sign.is_some() { -altitude } else { altitude },
        cid,
        lac,
        mnc,
        mnc_width,
        mcc,
        state,
        alarm,
        battery,
        signal,
    };
    Ok((rest, fields))
}

fn floating_report(input: Input<'_>) -> IResult<Input<'_>, Floats> {
    let comma = || char(',');
    let bar = || char('|');
    let (rest, (hour, minute, second)) = (
        verify(two_digits, |hour| *hour < 24),
        verify(two_digits, |minute| *minute < 60),
        verify(double, |second| *second < 60.0),
    )
        .parse(input)?;
    let (rest, validity) = preceded(comma(), one_of("AV")).parse(rest)?;
    let (rest, latitude) = preceded(comma(), floating_coordinate("NS", 90.0)).parse(rest)?;
    let (rest, longitude) = preceded(comma(), floating_coordinate("EW", 180.0)).parse(rest)?;
    let (rest, (_, speed, _, course)) = (comma(), double, comma(), double).parse(rest)?;
    let (rest, (day, month, year)) = preceded(comma(), date).parse(rest)?;
    let (rest, (_, _, hdop, _, altitude)) =
        (take_till(|byte| byte == b'|'), bar(), double, bar(), double).parse(rest)?;
    let (rest, (cid, lac, mnc, mnc_width, mcc)) = preceded(bar(), cell).parse(rest)?;
    let (rest, (state, alarm, battery, signal)) = tail(rest)?;
    let fields = Floats {
        id: [0; 7],
        hour: hour as u8,
        minute: minute as u8,
        second,
        validity: validity as u8,
        latitude,
        longitude,
        speed,
        course,
        year,
        month,
        day,
        hdop,
        altitude,
        cid,
        lac,
        mnc,
        mnc_width,
        mcc,
        state,
        alarm,
        battery,
        signal,
    };
    Ok((rest, fields))
}

fn cell(input: Input<'_>) -> IResult<Input<'_>, (u32, u16, u16, u8, u16)> {
    let mnc = map_opt(digit1, |digits: Input<'_>| {
        Some((u16::try_from(number(digits)?).ok()?, digits.len() as u8))
    });
    let (rest, (cid, _, lac, _, (mnc, width), _, mcc)) =
        (u32, char(','), u16, char(','), mnc, char(','), u16).parse(input)?;
    Ok((rest, (cid, lac, mnc, width, mcc)))
}

fn tail(input: Input<'_>) -> IResult<Input<'_>, (u16, u8, u16, u16)> {
    let (rest, (_, state, _, alarm, _, battery, _, signal, _)) =
        (char('|'), hex(4), char('|'), hex(2), char('|'), u16, char('|'), u16, eof).parse(input)?;
    Ok((rest, (state, alarm as u8, battery, signal)))
}

fn hex<'a>(digits: usize) -> impl Parser<Input<'a>, Output = u16, Error = Error<Input<'a>>> {
    take_while_m_n(digits, digits, |byte: u8| byte.is_ascii_hexdigit()).map(|digits: Input<'_>| {
        digits.iter().fold(0, |value, digit| {
            value << 4 | char::from(*digit).to_digit(16).unwrap_or(0) as u16
        })
    })
}

fn two_digits(input: Input<'_>) -> IResult<Input<'_>, u32> {
    map_opt(take(2_usize), |digits: Input<'_>| number(digits)).parse(input)
}

fn date(input: Input<'_>) -> IResult<Input<'_>, (u8, u8, u16)> {
    map_opt((two_digits, two_digits, two_digits), |(day, month, year)| {
        let days = match month {
            2 if year % 4 == 0 => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        };
        (1..=days).contains(&day).then_some((day as u8, month as u8, 2000 + year as u16))
    })
    .parse(input)
}

/// Digits behind a point, as if there were `width` of them.
fn decimals<'a>(width: usize) -> impl Parser<Input<'a>, Output = u32, Error = Error<Input<'a>>> {
    map_opt(digit1, move |digits: Input<'_>| {
        let missing = width.checked_sub(digits.len())?;
        Some(number(digits)? * 10_u32.pow(missing as u32))
    })
}

fn thousandths(input: Input<'_>) -> IResult<Input<'_>, u32> {
    map_opt((digit1, char('.'), decimals(3)), |(whole, _, part)| {
        number(whole)?.checked_mul(1000)?.checked_add(part)
    })
    .parse(input)
}

fn fixed_coordinate<'a>(
    letters: &'static str,
    limit: u32,
) -> impl Parser<Input<'a>, Output = i32, Error = Error<Input<'a>>> {
    map_opt((digit1, char('.'), decimals(5), char(','), one_of(letters)), move |parts| {
        let (whole, _, part, _, letter) = parts;
        let whole = number(whole)?;
        let (degrees, minutes) = (whole / 100, whole % 100);
        let size = ((degrees * 60 + minutes) * 100_000 + part) as i32;
        let sound = minutes < 60 && degrees < limit;
        sound.then_some(if matches!(letter, 'S' | 'W') { -size } else { size })
    })
}

fn floating_coordinate<'a>(
    letters: &'static str,
    limit: f64,
) -> impl Parser<Input<'a>, Output = f64, Error = Error<Input<'a>>> {
    map_opt((double, char(','), one_of(letters)), move |(value, _, letter)| {
        let degrees = (value / 100.0).trunc();
        let size = degrees + (value - degrees * 100.0) / 60.0;
        let size = if matches!(letter, 'S' | 'W') { -size } else { size };
        (size.abs() <= limit).then_some(size)
    })
}

fn number(digits: Input<'_>) -> Option<u32> {
    digits.iter().try_fold(0_u32, |value, digit| {
        let digit = digit.wrapping_sub(b'0');
        (digit < 10).then_some(())?;
        value.checked_mul(10)?.checked_add(digit.into())
    })
}
