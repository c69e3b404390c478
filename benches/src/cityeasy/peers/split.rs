//! What one writes first: `split` and `parse`.

use super::{Fields, Floats, Sum};

pub(in super::super) fn report(frame: &[u8], sum: Sum) -> Option<Floats> {
    let (id, command, data) = super::best::frame(frame, sum)?;
    if command != 0x9955 {
        return None;
    }
    let text = std::str::from_utf8(data).ok()?;
    let mut parts = text.split('|');
    let mut rmc = parts.next()?.split(',');
    let time = rmc.next()?;
    let validity = *rmc.next()?.as_bytes().first()?;
    let latitude = coordinate(rmc.next()?, rmc.next()?, "N", "S")?;
    let longitude = coordinate(rmc.next()?, rmc.next()?, "E", "W")?;
    let (speed, course) = (rmc.next()?.parse().ok()?, rmc.next()?.parse().ok()?);
    let date = rmc.next()?;
    let (hdop, altitude) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let mut cell = parts.next()?.split(',');
    let (cid, lac, mnc) = (cell.next()?, cell.next()?, cell.next()?);
    Some(Floats {
        id,
        hour: time.get(..2)?.parse().ok()?,
        minute: time.get(2..4)?.parse().ok()?,
        second: time.get(4..)?.parse().ok()?,
        validity,
        latitude,
        longitude,
        speed,
        course,
        day: date.get(..2)?.parse().ok()?,
        month: date.get(2..4)?.parse().ok()?,
        year: 2000 + date.get(4..)?.parse::<u16>().ok()?,
        hdop,
        altitude,
        cid: cid.parse().ok()?,
        lac: lac.parse().ok()?,
        mnc: mnc.parse().ok()?,
        mnc_width: mnc.len() as u8,
        mcc: cell.next()?.parse().ok()?,
        state: u16::from_str_radix(parts.next()?, 16).ok()?,
        alarm: u8::from_str_radix(parts.next()?, 16).ok()?,
        battery: parts.next()?.parse().ok()?,
        signal: parts.next()?.parse().ok()?,
    })
}

fn coordinate(number: &str, letter: &str, positive: &str, negative: &str) -> Option<f64> {
    let point = number.find('.')?;
    let (degrees, minutes) = number.split_at_checked(point.checked_sub(2)?)?;
    let size = degrees.parse::<f64>().ok()? + minutes.parse::<f64>().ok()? / 60.0;
    match letter {
        _ if letter == positive => Some(size),
        _ if letter == negative => Some(-size),
        _ => None,
    }
}

/// Writes a frame with `format!`.
pub(in super::super) fn write(fields: &Fields, tail: &[u8], sum: Sum) -> Vec<u8> {
    let Fields { rmc, hdop, altitude, cid, lac, mnc, mcc, state, alarm, battery, signal, .. } =
        *fields;
    let width = usize::from(fields.mnc_width);
    let seconds = rmc.millisecond_of_day / 1000;
    let text = format!(
        "{:02}{:02}{:02}.{:03},{},{},{},{},{},{:02}{:02}{:02}{}|{}|{}|{cid},{lac},{mnc:0width$},{mcc}|{state:04X}|{alarm:02X}|{battery}|{signal}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60,
        rmc.millisecond_of_day % 1000,
        char::from(rmc.validity),
        angle(rmc.latitude, 2, "N", "S"),
        angle(rmc.longitude, 3, "E", "W"),
        thousandths(rmc.speed.into()),
        thousandths(rmc.course.into()),
        rmc.day,
        rmc.month,
        rmc.year % 100,
        String::from_utf8_lossy(tail),
        thousandths(hdop.into()),
        thousandths(altitude.into()),
    );
    let mut frame = b"$$".to_vec();
    frame.extend((text.len() as u16 + 17).to_be_bytes());
    frame.extend(fields.id);
    frame.extend(b"\x99\x55");
    frame.extend(text.as_bytes());
    let sum = sum(&frame);
    frame.extend(sum.to_be_bytes());
    frame.extend(b"\r\n");
    frame
}

fn angle(angle: i32, width: usize, positive: &str, negative: &str) -> String {
    let size = angle.unsigned_abs();
    let (degrees, minutes) = (size / 6_000_000, f64::from(size % 6_000_000) / 100_000.0);
    let letter = if angle < 0 { negative } else { positive };
    match size % 10 {
        0 => format!("{degrees:0width$}{minutes:07.4},{letter}"),
        _ => format!("{degrees:0width$}{minutes:08.5},{letter}"),
    }
}

fn thousandths(number: i64) -> String {
    let number = number as f64 / 1000.0;
    if number.fract() == 0.0 { format!("{number:.1}") } else { format!("{number}") }
}
