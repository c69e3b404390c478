use cellwire_codec::Writer;

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

pub(super) fn write(report: &Report<'_>, to: &mut Writer<'_>) {
    gprmc(report, to);
    to.u8(b'|');
    thousandths(report.hdop_milli, to);
    to.u8(b'|');
    thousandths(report.altitude_millimetres, to);
    match report.layout {
        Layout::CityEasy | Layout::Bracelet => city_easy(report, to),
        Layout::Meiligao => meiligao(report, to),
        Layout::Unknown => {}
    }
    if let Some(surplus) = report.surplus {
        to.u8(b'|');
        to.bytes(surplus);
    }
}

fn gprmc(report: &Report<'_>, to: &mut Writer<'_>) {
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
        to.decimal(time.hour().into(), 2);
        to.decimal(time.minute().into(), 2);
        to.decimal(time.second().into(), 2);
        to.u8(b'.');
        to.decimal(time.millisecond().into(), 3);
    }
    to.u8(b',');
    if let Some(validity) = report.validity {
        to.u8(validity.0);
    }
    coordinate(report.position.map(|it| it.latitude.minutes_e5()), 2, b'N', b'S', to);
    coordinate(report.position.map(|it| it.longitude.minutes_e5()), 3, b'E', b'W', to);
    to.u8(b',');
    thousandths(report.speed_milliknots, to);
    to.u8(b',');
    thousandths(report.course_millidegrees, to);
    to.u8(b',');
    if let Some(date) = report.date {
        to.decimal(date.day().into(), 2);
        to.decimal(date.month().into(), 2);
        to.decimal(u64::from(date.year() % 100), 2);
    }
    to.bytes(report.rmc_tail);
}

/// `,dddmm.mmmm,<letter>`, with a fifth decimal where it is not zero.
fn coordinate(
    minutes_e5: Option<i32>,
    width: usize,
    positive: u8,
    negative: u8,
    to: &mut Writer<'_>,
) {
    const MINUTE: u64 = 100_000;
    to.u8(b',');
    let Some(signed) = minutes_e5 else {
        return to.u8(b',');
    };
    let size = u64::from(signed.unsigned_abs());
    to.decimal(size / (60 * MINUTE), width);
    to.decimal(size / MINUTE % 60, 2);
    to.u8(b'.');
    match size % MINUTE {
        decimals if decimals % 10 == 0 => to.decimal(decimals / 10, 4),
        decimals => to.decimal(decimals, 5),
    }
    to.u8(b',');
    to.u8(if signed < 0 { negative } else { positive });
}

/// A number with one to three decimals, or nothing.
fn thousandths(number: Option<impl Into<i64>>, to: &mut Writer<'_>) {
    let Some(number) = number.map(Into::into) else { return };
    if number < 0 {
        to.u8(b'-');
    }
    let size = number.unsigned_abs();
    to.decimal(size / 1000, 1);
    to.u8(b'.');
    match size % 1000 {
        decimals if decimals % 100 == 0 => to.decimal(decimals / 100, 1),
        decimals if decimals % 10 == 0 => to.decimal(decimals / 10, 2),
        decimals => to.decimal(decimals, 3),
    }
}

fn city_easy(report: &Report<'_>, to: &mut Writer<'_>) {
    to.u8(b'|');
    match report.cells {
        Cells::None => {}
        Cells::One(cell) => {
            to.decimal(cell.cid.into(), 1);
            to.u8(b',');
            to.decimal(cell.lac.into(), 1);
            to.u8(b',');
            to.decimal(cell.mnc.value().into(), cell.mnc.width().into());
            to.u8(b',');
            to.decimal(cell.mcc.into(), 1);
        }
        Cells::List(list) => {
            to.hex(list.mcc().into(), 1);
            to.u8(b',');
            to.hex(list.mnc().into(), 1);
            to.u8(b',');
            to.bytes(list.triples());
        }
    }
    to.u8(b'|');
    if let Some(state) = report.state {
        to.hex(state.0.into(), 4);
    }
    to.u8(b'|');
    if let Some(alarm) = report.alarm {
        to.hex(alarm.0.into(), 2);
    }
    to.u8(b'|');
    if let Some(battery) = report.battery_percent {
        to.decimal(battery.into(), 1);
    }
    to.u8(b'|');
    if let Some(signal) = report.signal_percent {
        to.decimal(signal.into(), 1);
    }
}

/// A part that is blank is left out when none follows it.
fn meiligao(report: &Report<'_>, to: &mut Writer<'_>) {
    let Meiligao { analog, csq, journey_metres } = report.meiligao;
    to.u8(b'|');
    to.hex(report.state.unwrap_or_default().0.into(), 4);
    let surplus = report.surplus.is_some();
    let journey = journey_metres.is_some() || surplus;
    let signal = csq.is_some() || journey;
    let base = report.cells != Cells::None || signal;
    if analog.is_some() || base {
        to.u8(b'|');
        to.bytes(analog.unwrap_or_default());
    }
    if base {
        to.u8(b'|');
        if let Cells::One(cell) = report.cells {
            to.hex(cell.mcc.into(), 4);
            to.hex(cell.mnc.value().into(), 4);
            to.hex(cell.lac.into(), 4);
            to.hex(cell.cid.into(), if cell.cid > 0xffff { 8 } else { 4 });
        }
    }
    if signal {
        to.u8(b'|');
        if let Some(csq) = csq {
            to.hex(csq.into(), 2);
        }
    }
    if journey {
        to.u8(b'|');
        if let Some(journey) = journey_metres {
            to.hex(journey.into(), 8);
        }
    }
}
