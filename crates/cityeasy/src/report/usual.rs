//! The usual report, read fast.
//!
//! Reports come in great numbers, and nearly all of them look like the example of the protocol.
//! What does not is left to [`parse`](super::parse), which reads the usual ones too, to the same
//! result.

use cellwire_codec::find_byte;

use super::digits::Digits;
use super::number::hex_digit;
use super::{Alarm, Angle, Cell, Cells, Date, Mnc, Position, Report, State, Time, Validity};

/// Reads a report that has every field, none of them odd, and no number of more than seven digits;
/// `None` for any other.
#[inline]
pub(super) fn read(text: &[u8]) -> Option<Report<'_>> {
    let mut cursor = Cursor { text, at: 0 };
    let time = cursor.time()?;
    let validity = cursor.letter(b'A', b'V')?;
    let latitude = cursor.coordinate(b'N', b'S', 90)?;
    let longitude = cursor.coordinate(b'E', b'W', 180)?;
    let speed = cursor.thousandths(b',', 9_999_999)?;
    let course = cursor.thousandths(b',', 360_000)?;
    let date = cursor.date()?;
    let rmc_tail = cursor.tail()?;
    let hdop = cursor.thousandths(b'|', 99_999)?;
    let altitude = cursor.altitude()?;
    let cell = cursor.cell()?;
    let (state, alarm) = cursor.state_and_alarm()?;
    let battery = cursor.percentage(b'|')?;
    let signal = cursor.percentage(END)?;
    // A byte that only looks like the end may stand there.
    (cursor.at > text.len()).then_some(Report {
        time: Some(time),
        validity: Some(Validity(validity)),
        position: Some(Position { latitude, longitude }),
        speed_milliknots: Some(speed),
        course_millidegrees: Some(course),
        date: Some(date),
        rmc_tail,
        hdop_milli: Some(hdop),
        altitude_millimetres: Some(altitude),
        cells: Cells::One(cell),
        state: Some(state),
        alarm: Some(alarm),
        battery_percent: Some(battery),
        signal_percent: Some(signal),
        ..Report::BLANK
    })
}

/// What stands behind the end of the text.
const END: u8 = 0;

/// Everything is inlined, so that the position stays in a register: each field waits for it.
struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    /// The next eight bytes, the first of them in the lowest; behind the end of the text, zeros.
    #[inline(always)]
    fn word(&self) -> u64 {
        match self.text.get(self.at..) {
            Some([a, b, c, d, e, f, g, h, ..]) => {
                u64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, *h])
            }
            Some(rest @ [_, ..]) => {
                let last = self.text.last_chunk().copied().map_or(0, u64::from_le_bytes);
                last >> (64 - 8 * rest.len())
            }
            _ => 0,
        }
    }

    /// Steps over one to seven digits and `end`.
    #[inline(always)]
    fn digits(&mut self, end: u8) -> Option<Digits> {
        let word = self.word();
        let digits = Digits::leading(word);
        self.at += digits.count + 1;
        (digits.count > 0 && behind(word, digits.count) == end).then_some(digits)
    }

    /// A number times 1000, with or without a point, seven bytes in all, and `end`.
    #[inline(always)]
    fn thousandths(&mut self, end: u8, limit: u32) -> Option<u32> {
        let word = self.word();
        let (digits, decimals) = Digits::with_point(word);
        let len = digits.count + usize::from(decimals > 0);
        self.at += len + 1;
        let value = u64::from(digits.value()) * THOUSANDTHS.get(decimals)?;
        let is_sound = digits.count > 0 && behind(word, len) == end && value <= u64::from(limit);
        is_sound.then_some(value as u32)
    }

    /// `hhmmss.sss,`
    #[inline(always)]
    fn time(&mut self) -> Option<Time> {
        let clock = self.digits(b'.')?;
        let part = self.digits(b',')?;
        let milliseconds = part.value() * *THOUSANDTHS.get(part.count)? as u32;
        let [hour, minute, second] = clock.last_pairs();
        if clock.count != 6 {
            return None;
        }
        Time::new(hour, minute, second, milliseconds as u16)
    }

    /// `ddmmyy`, with something behind it.
    #[inline(always)]
    fn date(&mut self) -> Option<Date> {
        let digits = Digits::leading(self.word());
        let [day, month, year] = digits.last_pairs();
        self.at += 6;
        if digits.count != 6 || !matches!(self.text.get(self.at), Some(b',' | b'|')) {
            return None;
        }
        Date::new(2000 + u16::from(year), month, day)
    }

    /// One of two letters, and a comma.
    #[inline(always)]
    fn letter(&mut self, one: u8, other: u8) -> Option<u8> {
        let &[letter, b','] = self.text.get(self.at..)?.first_chunk()? else { return None };
        self.at += 2;
        (letter == one || letter == other).then_some(letter)
    }

    /// `dddmm.mmmm,<letter>,`
    #[inline(always)]
    fn coordinate(&mut self, positive: u8, negative: u8, limit: u32) -> Option<Angle> {
        let whole = self.digits(b'.')?.value();
        let part = self.digits(b',')?;
        let part = part.value() * HUNDRED_THOUSANDTHS.get(part.count)?;
        let (degrees, minutes) = (whole / 100, whole % 100);
        if degrees > limit || minutes >= 60 {
            return None;
        }
        let size = ((degrees * 60 + minutes) * 100_000 + part) as i32;
        let sign = if self.letter(positive, negative)? == negative { -1 } else { 1 };
        let angle = Angle::from_minutes_e5(size * sign);
        angle.is_within(limit).then_some(angle)
    }

    /// Up to the next bar, and over it.
    #[inline(always)]
    fn tail(&mut self) -> Option<&'a [u8]> {
        let rest = self.text.get(self.at..)?;
        let len = find_byte(b'|', rest)?;
        self.at += len + 1;
        rest.get(..len)
    }

    #[inline(always)]
    fn altitude(&mut self) -> Option<i32> {
        let negative = self.text.get(self.at) == Some(&b'-');
        self.at += usize::from(negative);
        let size = self.thousandths(b'|', 1_000_000_000)? as i32;
        Some(if negative { -size } else { size })
    }

    /// `cid,lac,mnc,mcc|`
    #[inline(always)]
    fn cell(&mut self) -> Option<Cell> {
        let cid = self.digits(b',')?.value();
        let lac = self.digits(b',')?.value().try_into().ok()?;
        let mnc = self.digits(b',')?;
        let mnc = Mnc::new(mnc.value().try_into().ok()?, mnc.count as u8)?;
        let mcc = self.digits(b'|')?.value().try_into().ok()?;
        Some(Cell { cid, lac, mnc, mcc })
    }

    /// `hhhh|hh|`
    #[inline(always)]
    fn state_and_alarm(&mut self) -> Option<(State, Alarm)> {
        let &[s0, s1, s2, s3, b'|', a0, a1, b'|'] = self.text.get(self.at..)?.first_chunk()? else {
            return None;
        };
        self.at += 8;
        let byte = |high, low| Some(hex_digit(high)? << 4 | hex_digit(low)?);
        let state = u16::from_be_bytes([byte(s0, s1)?, byte(s2, s3)?]);
        Some((State(state), Alarm(byte(a0, a1)?)))
    }

    #[inline(always)]
    fn percentage(&mut self, end: u8) -> Option<u16> {
        let percentage = self.digits(end)?.value();
        (percentage <= 100).then_some(percentage as u16)
    }
}

/// The byte behind the first `len` of a word. If these are all, it is the first of them, which is
/// part of a number and so not what ends it.
#[inline]
const fn behind(word: u64, len: usize) -> u8 {
    (word >> (8 * (len & 7))) as u8
}

/// What digits behind a point are worth, by how many there are.
static THOUSANDTHS: [u64; 4] = [1000, 100, 10, 1];
static HUNDRED_THOUSANDTHS: [u32; 6] = [100_000, 10_000, 1000, 100, 10, 1];

#[cfg(test)]
mod tests {
    use alloc::string::String;
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::*;
    use crate::report::parse::parse_any;

    const EXAMPLE: &[u8] = b"134829.486,A,1126.6639,S,11133.3299,W,58.31,309.62,110200|7.49|-152.6|3571,9763,00,460|0900|01|100|87";

    #[test]
    fn the_usual_is_read() {
        assert_eq!(read(EXAMPLE), Some(parse_any(EXAMPLE)));
    }

    #[test]
    fn up_to_the_end_and_no_further() {
        for len in 0..EXAMPLE.len() - 1 {
            assert_eq!(read(&EXAMPLE[..len]), None);
        }
        for behind in [&b"\0"[..], b"\0\0", b"|", b" ", b",", b"\x0087"] {
            assert_eq!(read(&[EXAMPLE, behind].concat()), None);
        }
    }

    #[test]
    fn what_is_odd_is_left_to_others() {
        let example = core::str::from_utf8(EXAMPLE).unwrap();
        for (usual, odd) in [
            ("134829.486", "13482.486"),
            ("134829.486", "1348290.486"),
            ("134829.486", "136029.486"),
            ("134829.486", "134829"),
            ("486", "4867"),
            (",A,", ",B,"),
            (",A,", ",,"),
            ("1126.6639", "9000.0001"),
            ("1126.6639", "1160.0000"),
            ("1126.6639", ""),
            ("3299", "329900"),
            ("11133.3299", "18000.0001"),
            ("11133.3299", "99999.9999"),
            ("11133.3299", "9999999.9999"),
            (",S,", ",E,"),
            ("58.31", ""),
            ("58.31", "12345.67"),
            ("309.62", "360.001"),
            ("110200", "300200"),
            ("110200", "11020"),
            ("110200", "1102000"),
            ("7.49", "100"),
            ("-152.6", "--152.6"),
            ("-152.6", "1000001"),
            ("9763", "65536"),
            ("9763", "12345678"),
            (",00,", ",000000,"),
            ("|0900|", "|090|"),
            ("|0900|", "|09@0|"),
            ("|100|", "|101|"),
            ("|87", "|"),
        ] {
            let text = example.replacen(usual, odd, 1);
            assert_ne!(text, example);
            assert_eq!(read(text.as_bytes()), None, "{text}");
        }
    }

    /// A field as it usually is, or somewhat like it, or something else.
    fn field((usual, alike): (&'static str, &'static str)) -> impl Strategy<Value = String> {
        prop_oneof![40 => usual, 3 => alike, 1 => "[,|]?[\\x00-\\x7f]{0,9}"]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn what_is_read_is_read_as_any_other(
            fields in [
                ("[01][0-9][0-5][0-9][0-5][0-9]\\.[0-9]{1,3}", "[0-2]?[0-9]{5,6}\\.?[0-9]{0,4}"),
                (",[AV]", ",[A-Z]?"),
                (",[0-8][0-9][0-5][0-9]\\.[0-9]{4,5}", ",[0-9]{1,6}\\.[0-9]{0,6}"),
                (",[NS]", ",[NSEW]?"),
                (",[01]?[0-7][0-9][0-5][0-9]\\.[0-9]{4,5}", ",[0-9]{1,7}\\.[0-9]{0,6}"),
                (",[EW]", ",[NSEW]?"),
                (",[0-9]{1,3}\\.[0-9]{1,3}", ",[0-9]{0,8}\\.?[0-9]{0,4}"),
                (",[0-2]?[0-9]{1,2}(\\.[0-9]{1,3})?", ",[0-9]{0,8}\\.?[0-9]{0,4}"),
                (",[0-2][1-9]0[1-9][0-9]{2}", ",[0-3]?[0-9][01][0-9][0-9]{2,3}"),
                ("(,[,*0-9A-F]{0,9})?", "[,*0-9A-F]{0,20}"),
                ("\\|[0-9]{1,2}\\.[0-9]{1,3}", "\\|[0-9]{0,8}\\.?[0-9]{0,4}"),
                ("\\|-?[0-9]{1,5}\\.[0-9]{1,2}", "\\|-?[0-9]{0,8}\\.?[0-9]{0,4}"),
                ("\\|[0-9]{1,7}", "\\|[0-9]{0,12}"),
                (",[0-9]{1,4}", ",[0-9]{0,6}"),
                (",[0-9]{1,3}", ",[0-9]{0,6}"),
                (",[0-9]{3}", ",[0-9]{0,6}"),
                ("\\|[0-9A-Fa-f]{4}", "\\|[0-9@`A-Ga-g:/]{3,5}"),
                ("\\|[0-9A-Fa-f]{2}", "\\|[0-9@`A-Ga-g:/]{1,3}"),
                ("\\|[0-9]{1,2}", "\\|-?[0-9]{0,9}"),
                ("\\|0?[0-9]{1,2}", "\\|-?[0-9]{0,9}"),
            ]
            .map(field)
            .into_iter()
            .collect::<Vec<_>>(),
            flip in prop::option::weighted(0.2, (any::<prop::sample::Index>(), any::<u8>())),
        ) {
            let mut text = fields.concat().into_bytes();
            if let Some((at, byte)) = flip && !text.is_empty() {
                *at.get_mut(&mut text) = byte;
            }
            if let Some(report) = read(&text) {
                prop_assert_eq!(report, parse_any(&text));
            }
        }
    }
}
