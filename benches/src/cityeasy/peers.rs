//! Other ways to read the same frame.
//!
//! All give the same [`Fields`], or floating point numbers that round to them, and all check the
//! frame: header, length, CR LF and sum.

pub(super) mod best;
pub(super) mod nom;
pub(super) mod split;

use cellwire_cityeasy::report::{Cells, Report};
use crc::{CRC_16_IBM_3740, Crc, Table};

pub(super) static SLICED: Crc<u16, Table<16>> = Crc::<u16, Table<16>>::new(&CRC_16_IBM_3740);
pub(super) static BYTEWISE: Crc<u16> = Crc::<u16>::new(&CRC_16_IBM_3740);

/// A way to compute the sum.
pub(super) type Sum = fn(&[u8]) -> u16;

/// Through 16 tables, 16 bytes at a time.
///
/// By carry-less multiplication, as in the crate `crc-fast` 1.10 (which needs Rust 1.89), so short a
/// frame takes longer: 45 ns where this takes 27.
#[inline]
pub(super) fn sliced(bytes: &[u8]) -> u16 {
    SLICED.checksum(bytes)
}

/// A report as integers: thousandths, and hundred-thousandths of a minute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fields {
    pub(super) id: [u8; 7],
    pub(super) rmc: Rmc,
    pub(super) hdop: u32,
    pub(super) altitude: i32,
    pub(super) cid: u32,
    pub(super) lac: u16,
    pub(super) mnc: u16,
    pub(super) mnc_width: u8,
    pub(super) mcc: u16,
    pub(super) state: u16,
    pub(super) alarm: u8,
    pub(super) battery: u16,
    pub(super) signal: u16,
}

/// The first part of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Rmc {
    pub(super) millisecond_of_day: u32,
    pub(super) validity: u8,
    pub(super) latitude: i32,
    pub(super) longitude: i32,
    pub(super) speed: u32,
    pub(super) course: u32,
    pub(super) year: u16,
    pub(super) month: u8,
    pub(super) day: u8,
}

impl Rmc {
    /// What our parser has read.
    pub(super) fn of(report: &Report<'_>) -> Option<Self> {
        let (position, date) = (report.position?, report.date?);
        Some(Self {
            millisecond_of_day: report.time?.millisecond_of_day(),
            validity: report.validity?.0,
            latitude: position.latitude.minutes_e5(),
            longitude: position.longitude.minutes_e5(),
            speed: report.speed_milliknots?,
            course: report.course_millidegrees?,
            year: date.year(),
            month: date.month(),
            day: date.day(),
        })
    }
}

impl Fields {
    /// What our parser has read.
    pub(super) fn of(id: [u8; 7], report: &Report<'_>) -> Option<Self> {
        let Cells::One(cell) = report.cells else { return None };
        report.quirks.is_empty().then_some(Self {
            id,
            rmc: Rmc::of(report)?,
            hdop: report.hdop_milli?,
            altitude: report.altitude_millimetres?,
            cid: cell.cid,
            lac: cell.lac,
            mnc: cell.mnc.value(),
            mnc_width: cell.mnc.width(),
            mcc: cell.mcc,
            state: report.state?.0,
            alarm: report.alarm?.0,
            battery: report.battery_percent?,
            signal: report.signal_percent?,
        })
    }
}

/// A report with floating point numbers where there is a point: degrees, knots, metres.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Floats {
    pub(super) id: [u8; 7],
    pub(super) hour: u8,
    pub(super) minute: u8,
    pub(super) second: f64,
    pub(super) validity: u8,
    pub(super) latitude: f64,
    pub(super) longitude: f64,
    pub(super) speed: f64,
    pub(super) course: f64,
    pub(super) year: u16,
    pub(super) month: u8,
    pub(super) day: u8,
    pub(super) hdop: f64,
    pub(super) altitude: f64,
    pub(super) cid: u32,
    pub(super) lac: u16,
    pub(super) mnc: u16,
    pub(super) mnc_width: u8,
    pub(super) mcc: u16,
    pub(super) state: u16,
    pub(super) alarm: u8,
    pub(super) battery: u16,
    pub(super) signal: u16,
}

impl Floats {
    /// What it rounds to.
    pub(super) fn rounded(&self) -> Fields {
        let scaled = |number: f64, scale: f64| (number * scale).round() as i32;
        let thousandths = |number: f64| scaled(number, 1000.0) as u32;
        let time = (u32::from(self.hour) * 60 + u32::from(self.minute)) * 60_000;
        Fields {
            id: self.id,
            rmc: Rmc {
                millisecond_of_day: time + thousandths(self.second),
                validity: self.validity,
                latitude: scaled(self.latitude, 6_000_000.0),
                longitude: scaled(self.longitude, 6_000_000.0),
                speed: thousandths(self.speed),
                course: thousandths(self.course),
                year: self.year,
                month: self.month,
                day: self.day,
            },
            hdop: thousandths(self.hdop),
            altitude: scaled(self.altitude, 1000.0),
            cid: self.cid,
            lac: self.lac,
            mnc: self.mnc,
            mnc_width: self.mnc_width,
            mcc: self.mcc,
            state: self.state,
            alarm: self.alarm,
            battery: self.battery,
            signal: self.signal,
        }
    }
}
