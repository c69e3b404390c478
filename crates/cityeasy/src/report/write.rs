use cellwire_codec::Writer;

use super::stretch::{self, Stretch};
use super::{Cells, Field, Layout, Meiligao, Position, Report, ReportError, parse};

pub(super) fn check(report: &Report<'_>) -> Result<(), ReportError> {
    range(Field::Speed, report.speed_milliknots, 0, 9_999_999)?;
    range(Field::Course, report.course_millidegrees, 0, 360_000)?;
    range(Field::Hdop, report.hdop_milli, 0, 99_900)?;
    range(Field::Altitude, report.altitude_millimetres, -1_000_000_000, 1_000_000_000)?;
    range(Field::Battery, report.battery_percent, 0, 100)?;
    range(Field::Signal, report.signal_percent, 0, 100)?;
    if let Some(Position { latitude, longitude }) = report.position {
        let limit = |degrees: i64| degrees * 60 * 100_000;
        range(Field::Position, Some(latitude.minutes_e5()), -limit(90), limit(90))?;
        range(Field::Position, Some(longitude.minutes_e5()), -limit(180), limit(180))?;
    }
    if let Some(validity) = report.validity {
        no_separator(Field::Validity, &[validity.0], b",|;")?;
    }
    if !report.rmc_tail.is_empty() && !report.rmc_tail.starts_with(b",") {
        let byte = report.rmc_tail.first().copied().unwrap_or(b',');
        return Err(ReportError::Separator { field: Field::Date, byte });
    }
    no_separator(Field::Date, report.rmc_tail, b"|;")?;
    no_separator(Field::State, report.meiligao.analog.unwrap_or_default(), b"|;")?;
    no_separator(Field::Surplus, report.surplus.unwrap_or_default(), b";")?;
    fits_layout(report)
}

/// What a layout cannot say must not be lost in silence.
fn fits_layout(report: &Report<'_>) -> Result<(), ReportError> {
    let layout = report.layout;
    let refuse = |field| Err(ReportError::NotInLayout { field, layout });
    let alarm = report.alarm.is_some_and(|alarm| alarm.0 != 0);
    let percentages = [
        (Field::Battery, report.battery_percent.is_some()),
        (Field::Signal, report.signal_percent.is_some()),
        (Field::Alarm, alarm),
    ];
    match (layout, report.cells) {
        (Layout::Bracelet, Cells::List(_)) | (Layout::CityEasy, Cells::None | Cells::One(_)) => {
            if report.meiligao != Meiligao::default() {
                return refuse(Field::State);
            }
        }
        (Layout::Meiligao, Cells::None | Cells::One(_)) => {
            // The layout shows in its state, and has no room for the width of a network code.
            if report.state.is_none() {
                return refuse(Field::State);
            }
            if let Cells::One(cell) = report.cells
                && cell.mnc.width() != if cell.mnc.value() > 99 { 3 } else { 2 }
            {
                return refuse(Field::Cell);
            }
            if let Some((field, _)) = percentages.iter().find(|(_, present)| *present) {
                return refuse(*field);
            }
        }
        (Layout::Unknown, Cells::None) => {
            // What looks like another layout would be read as that.
            if report.meiligao != Meiligao::default() {
                return refuse(Field::State);
            }
            if report.surplus.is_none_or(|parts| parse::layout(parts) != Layout::Unknown) {
                return refuse(Field::Surplus);
            }
            if report.state.is_some() {
                return refuse(Field::State);
            }
            if let Some((field, _)) = percentages.iter().find(|(_, present)| *present) {
                return refuse(*field);
            }
        }
        _ => return refuse(Field::Cell),
    }
    Ok(())
}

fn range(
    field: Field,
    value: Option<impl Into<i64>>,
    least: i64,
    most: i64,
) -> Result<(), ReportError> {
    match value.map(Into::into) {
        Some(value) if value < least || value > most => {
            Err(ReportError::OutOfRange { field, value, least, most })
        }
        _ => Ok(()),
    }
}

fn no_separator(field: Field, text: &[u8], separators: &[u8]) -> Result<(), ReportError> {
    match text.iter().find(|byte| separators.contains(byte)) {
        Some(byte) => Err(ReportError::Separator { field, byte: *byte }),
        None => Ok(()),
    }
}

/// At least as many bytes as [`write`] writes. No field is taken to be in its range.
pub(super) fn max_len(report: &Report<'_>) -> usize {
    /// What is of no fixed length, and the bar before the surplus, comes on top of it.
    const FIELDS: usize = "hhmmss.sss,A,dddmm.mmmmm,N,dddmm.mmmmm,E,4294967.295,4294967.295,ddmmyy\
        |4294967.295|-2147483.648|4294967295,65535,65535,65535|ffff|ff|65535|65535|"
        .len();
    let list = if let Cells::List(list) = report.cells { list.triples() } else { &[] };
    [
        report.rmc_tail,
        list,
        report.meiligao.analog.unwrap_or_default(),
        report.surplus.unwrap_or_default(),
    ]
    .iter()
    .fold(FIELDS, |sum, part| sum.saturating_add(part.len()))
}

pub(super) fn write(report: &Report<'_>, to: &mut Writer<'_>) {
    let mut bytes = stretch::BYTES;
    let mut text = Stretch::new(&mut bytes);
    gprmc(report, &mut text, to);
    thousandths(b'|', report.hdop_milli, &mut text);
    thousandths(b'|', report.altitude_millimetres, &mut text);
    match report.layout {
        Layout::CityEasy | Layout::Bracelet => city_easy(report, &mut text, to),
        Layout::Meiligao => meiligao(report, &mut text, to),
        Layout::Unknown => {}
    }
    if report.surplus.is_some() {
        text.byte(b'|');
    }
    text.flush(to);
    to.bytes(report.surplus.unwrap_or_default());
}

#[inline(always)]
fn gprmc(report: &Report<'_>, text: &mut Stretch<'_>, to: &mut Writer<'_>) {
    let is_blank = report.time.is_none()
        && report.validity.is_none()
        && report.position.is_none()
        && report.speed_milliknots.is_none()
        && report.course_millidegrees.is_none()
        && report.date.is_none()
        && report.rmc_tail.is_empty();
    if is_blank {
        return;
    }
    if let Some(time) = report.time {
        let (hours, rest) = parts(time.millisecond_of_day(), 3_600_000);
        let (minutes, milliseconds) = parts(rest, 60_000);
        text.pair(hours);
        text.seven(minutes * 100_000 + milliseconds, 4, false);
    }
    match report.validity {
        Some(validity) => text.two([b',', validity.0]),
        None => text.byte(b','),
    }
    coordinate(report.position.map(|it| it.latitude.minutes_e5()), true, [*b",N", *b",S"], text);
    coordinate(report.position.map(|it| it.longitude.minutes_e5()), false, [*b",E", *b",W"], text);
    thousandths(b',', report.speed_milliknots, text);
    thousandths(b',', report.course_millidegrees, text);
    match report.date {
        Some(date) => {
            let (month, year) = (u32::from(date.month()), u32::from(date.year() % 100));
            text.decimal(b',', u32::from(date.day()) * 10_000 + month * 100 + year, 6);
        }
        None => text.byte(b','),
    }
    text.flush(to);
    to.bytes(report.rmc_tail);
}

/// `,dddmm.mmmm,<letter>`, with a fifth decimal where it is not zero.
#[inline(always)]
fn coordinate(
    minutes_e5: Option<i32>,
    is_latitude: bool,
    [positive, negative]: [[u8; 2]; 2],
    text: &mut Stretch<'_>,
) {
    let Some(signed) = minutes_e5 else {
        return text.two(*b",,");
    };
    let (degrees, minutes_e5) = parts(signed.unsigned_abs(), 60 * 100_000);
    text.three(b',', degrees, is_latitude);
    text.seven(minutes_e5, 2, true);
    text.two(if signed < 0 { negative } else { positive });
}

/// How many times `divisor`, and what is left.
#[inline]
const fn parts(number: u32, divisor: u32) -> (u32, u32) {
    (number / divisor, number % divisor)
}

/// A number with one to three decimals, or nothing.
#[inline(always)]
fn thousandths(before: u8, number: Option<impl Into<i64>>, text: &mut Stretch<'_>) {
    match number {
        Some(number) => text.thousandths(before, number.into()),
        None => text.byte(before),
    }
}

#[inline(always)]
fn city_easy(report: &Report<'_>, text: &mut Stretch<'_>, to: &mut Writer<'_>) {
    match report.cells {
        Cells::None => text.byte(b'|'),
        Cells::One(cell) => {
            text.decimal(b'|', cell.cid, 1);
            text.decimal(b',', cell.lac.into(), 1);
            text.decimal(b',', cell.mnc.value().into(), cell.mnc.width().into());
            text.decimal(b',', cell.mcc.into(), 1);
        }
        Cells::List(list) => {
            text.byte(b'|');
            text.flush(to);
            to.hex(list.mcc().into(), 1);
            to.u8(b',');
            to.hex(list.mnc().into(), 1);
            to.u8(b',');
            to.bytes(list.triples());
        }
    }
    text.byte(b'|');
    if let Some(state) = report.state {
        text.hex4(state.0);
    }
    text.byte(b'|');
    if let Some(alarm) = report.alarm {
        text.hex2(alarm.0);
    }
    for percentage in [report.battery_percent, report.signal_percent] {
        match percentage {
            Some(percentage) => text.decimal(b'|', percentage.into(), 1),
            None => text.byte(b'|'),
        }
    }
}

/// A part that is blank is left out when none follows it.
#[inline(always)]
fn meiligao(report: &Report<'_>, text: &mut Stretch<'_>, to: &mut Writer<'_>) {
    let Meiligao { analog, csq, journey_metres } = report.meiligao;
    text.byte(b'|');
    text.hex4(report.state.unwrap_or_default().0);
    let surplus = report.surplus.is_some();
    let journey = journey_metres.is_some() || surplus;
    let signal = csq.is_some() || journey;
    let base = report.cells != Cells::None || signal;
    if analog.is_some() || base {
        text.byte(b'|');
        text.flush(to);
        to.bytes(analog.unwrap_or_default());
    }
    if base {
        text.byte(b'|');
        if let Cells::One(cell) = report.cells {
            text.hex4(cell.mcc);
            text.hex4(cell.mnc.value());
            text.hex4(cell.lac);
            if cell.cid > 0xffff {
                text.hex4((cell.cid >> 16) as u16);
            }
            text.hex4(cell.cid as u16);
        }
    }
    if signal {
        text.byte(b'|');
        if let Some(csq) = csq {
            text.hex2(csq);
        }
    }
    if journey {
        text.byte(b'|');
        if let Some(journey) = journey_metres {
            text.hex4((journey >> 16) as u16);
            text.hex4(journey as u16);
        }
    }
}
