use super::number::{decimal, decimal_digit, hex};
use super::{
    Alarm, Angle, Cell, CellList, Cells, Date, Field, Layout, Mnc, Position, Report, State, Time,
    Validity,
};

/// Reads a report, the usual ones faster than others.
pub(super) fn parse(text: &[u8]) -> Report<'_> {
    match super::usual::read(text) {
        Some(report) => report,
        None => parse_any(text),
    }
}

/// Reads any report in one pass from front to back. Each field leaves the cursor at what ends it: a
/// comma, a bar, or the end.
pub(super) fn parse_any(text: &[u8]) -> Report<'_> {
    let mut report = Report::BLANK;
    let mut cursor = Cursor { text, at: 0 };
    gprmc(&mut cursor, &mut report);
    if cursor.next_part() {
        let hdop = cursor.number(3, 99_999).not_negative();
        report.hdop_milli = cursor.whole_part(hdop, Field::Hdop, &mut report).map(unsigned);
    }
    if cursor.next_part() {
        let altitude = cursor.number(3, 1_000_000_000);
        report.altitude_millimetres =
            cursor.whole_part(altitude, Field::Altitude, &mut report).map(|metres| metres as i32);
    }
    if cursor.next_part() {
        behind_altitude(&mut cursor, &mut report);
    }
    report
}

/// `hhmmss.dd,S,xxmm.dddd,<N|S>,yyymm.dddd,<E|W>,s.s,h.h,ddmmyy`, or nothing.
fn gprmc<'a>(cursor: &mut Cursor<'a>, report: &mut Report<'a>) {
    if cursor.at_part_end() {
        return;
    }
    report.time = cursor.time().or_quirk(Field::Time, report);
    if cursor.next_field() {
        report.validity = cursor.letter().or_quirk(Field::Validity, report).map(Validity);
        if report.validity.is_some_and(|validity| validity.name().is_none()) {
            report.quirks.insert(Field::Validity);
        }
    }
    let latitude = cursor.coordinate(b'N', b'S', 90, report);
    let longitude = cursor.coordinate(b'E', b'W', 180, report);
    match (latitude, longitude) {
        (Read::Value(latitude), Read::Value(longitude)) => {
            report.position = Some(Position { latitude, longitude });
        }
        (Read::Blank, Read::Blank) => {}
        _ => report.quirks.insert(Field::Position),
    }
    if cursor.next_field() {
        let speed = cursor.number(3, 9_999_999).not_negative();
        report.speed_milliknots = speed.or_quirk(Field::Speed, report).map(unsigned);
    }
    if cursor.next_field() {
        let course = cursor.number(3, 360_000).not_negative();
        report.course_millidegrees = course.or_quirk(Field::Course, report).map(unsigned);
    }
    if cursor.next_field() {
        report.date = cursor.date().or_quirk(Field::Date, report);
    }
    report.rmc_tail = cursor.rest_of_part();
}

/// Which layout the parts behind the altitude have.
pub(super) fn layout(parts: &[u8]) -> Layout {
    let mut report = Report::BLANK;
    behind_altitude(&mut Cursor { text: parts, at: 0 }, &mut report);
    report.layout
}

/// Everything behind the third bar. What the layout is shows in the first part of it.
fn behind_altitude<'a>(cursor: &mut Cursor<'a>, report: &mut Report<'a>) {
    let start = cursor.at;
    let part = cursor.rest_of_part();
    let commas = part.iter().filter(|byte| **byte == b',').count();
    if commas == 3 {
        match cell(part) {
            Some(cell) => report.cells = Cells::One(cell),
            None => report.quirks.insert(Field::Cell),
        }
        return city_easy(cursor, report);
    }
    if commas > 3
        && let Some(list) = CellList::parse(part)
    {
        report.layout = Layout::Bracelet;
        report.cells = Cells::List(list);
        return city_easy(cursor, report);
    }
    if looks_like_state(part) {
        report.layout = Layout::Meiligao;
        match hex(part) {
            Some(state) => report.state = Some(State(state)),
            None => report.quirks.insert(Field::State),
        }
        return meiligao(cursor, report);
    }
    let rest = cursor.text.get(cursor.at..).unwrap_or_default();
    if has_state_and_alarm(rest, part.is_empty()) {
        if !part.is_empty() {
            report.quirks.insert(Field::Cell);
            // Later devices put more behind the four.
            report.cells = cell(part).map_or(Cells::None, Cells::One);
        }
        return city_easy(cursor, report);
    }
    report.layout = Layout::Unknown;
    report.surplus = cursor.text.get(start..);
}

/// `cid,lac,mnc,mcc`.
fn cell(part: &[u8]) -> Option<Cell> {
    let mut items = part.split(|byte| *byte == b',');
    let cid = decimal(items.next()?)?;
    let lac = decimal(items.next()?)?;
    let mnc = items.next()?;
    let mnc = Mnc::new(decimal(mnc)?, u8::try_from(mnc.len()).ok()?)?;
    let mcc = decimal(items.next()?)?;
    Some(Cell { cid, lac, mnc, mcc })
}

/// Four digits, or four bytes that are no text: a firmware sends the state in binary.
fn looks_like_state(part: &[u8]) -> bool {
    part.len() == 4
        && (part.iter().all(u8::is_ascii_hexdigit) || part.iter().any(u8::is_ascii_control))
}

/// Whether `|State|Alarm|Battery|Signal` follows, so that the part before it is the cell, whatever
/// it holds. State and alarm may be blank where `blank` is.
fn has_state_and_alarm(rest: &[u8], blank: bool) -> bool {
    let mut parts = rest.split(|byte| *byte == b'|').skip(1);
    let is_hex = |part: Option<&[u8]>, len| {
        part.is_some_and(|part| {
            (part.len() == len && part.iter().all(u8::is_ascii_hexdigit))
                || (blank && part.is_empty())
        })
    };
    is_hex(parts.next(), 4) && is_hex(parts.next(), 2) && parts.nth(1).is_some()
}

/// `|State|Alarm|Battery|Signal`.
fn city_easy<'a>(cursor: &mut Cursor<'a>, report: &mut Report<'a>) {
    if cursor.next_part() {
        report.state = cursor.hex_part(4).or_quirk(Field::State, report).map(State);
    }
    if cursor.next_part() {
        let alarm = cursor.hex_part(2).or_quirk(Field::Alarm, report);
        report.alarm = alarm.map(|alarm| Alarm(alarm as u8));
    }
    if cursor.next_part() {
        report.battery_percent = cursor.percentage(Field::Battery, report);
    }
    if cursor.next_part() {
        report.signal_percent = cursor.percentage(Field::Signal, report);
    }
    surplus(cursor, report);
}

/// `|AD,AD|Base station|CSQ|Journey`.
fn meiligao<'a>(cursor: &mut Cursor<'a>, report: &mut Report<'a>) {
    if !cursor.next_part() {
        return;
    }
    report.meiligao.analog = Some(cursor.rest_of_part()).filter(|part| !part.is_empty());
    // Firmwares have grown other parts here: what is not of the length expected is surplus.
    let mut before = cursor.clone();
    if cursor.next_part() {
        match cursor.rest_of_part() {
            [] => {}
            part => match base_station(part) {
                Some(cell) => report.cells = Cells::One(cell),
                None => return surplus(&mut before, report),
            },
        }
    }
    before = cursor.clone();
    if cursor.next_part() {
        match cursor.rest_of_part() {
            [] => {}
            part @ [_, _] if hex::<u8>(part).is_some() => report.meiligao.csq = hex(part),
            _ => return surplus(&mut before, report),
        }
    }
    before = cursor.clone();
    if cursor.next_part() {
        match cursor.rest_of_part() {
            [] => {}
            part if part.len() == 8 && hex::<u32>(part).is_some() => {
                report.meiligao.journey_metres = hex(part);
            }
            _ => return surplus(&mut before, report),
        }
    }
    surplus(cursor, report);
}

/// MCC, MNC and LAC of four hexadecimal digits each, and the cell of four or eight.
fn base_station(part: &[u8]) -> Option<Cell> {
    if part.len() != 16 && part.len() != 20 {
        return None;
    }
    let mnc = hex(part.get(4..8)?)?;
    Some(Cell {
        mcc: hex(part.get(..4)?)?,
        mnc: Mnc::new(mnc, if mnc > 99 { 3 } else { 2 })?,
        lac: hex(part.get(8..12)?)?,
        cid: hex(part.get(12..)?)?,
    })
}

fn surplus<'a>(cursor: &mut Cursor<'a>, report: &mut Report<'a>) {
    if cursor.next_part() {
        report.surplus = cursor.text.get(cursor.at..);
        report.quirks.insert(Field::Surplus);
    }
}

fn unsigned(number: i64) -> u32 {
    number as u32
}

/// What was read of a field.
#[derive(Clone, Copy)]
enum Read<T> {
    Blank,
    Value(T),
    /// The value, with digits that were not kept.
    Rounded(T),
    Odd,
}

impl<T> Read<T> {
    #[inline]
    fn or_quirk(self, field: Field, report: &mut Report<'_>) -> Option<T> {
        match self {
            Self::Blank => None,
            Self::Value(value) => Some(value),
            Self::Rounded(value) => {
                report.quirks.insert(field);
                Some(value)
            }
            Self::Odd => {
                report.quirks.insert(field);
                None
            }
        }
    }
}

impl Read<i64> {
    #[inline]
    fn not_negative(self) -> Self {
        match self {
            Self::Value(value) | Self::Rounded(value) if value < 0 => Self::Odd,
            other => other,
        }
    }
}

#[derive(Clone)]
struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    #[inline]
    fn at_part_end(&self) -> bool {
        matches!(self.peek(), None | Some(b'|'))
    }

    #[inline]
    fn at_field_end(&self) -> bool {
        matches!(self.peek(), None | Some(b'|' | b','))
    }

    /// Steps over a bar.
    #[inline]
    fn next_part(&mut self) -> bool {
        let found = self.peek() == Some(b'|');
        self.at += usize::from(found);
        found
    }

    /// Steps over a comma.
    #[inline]
    fn next_field(&mut self) -> bool {
        let found = self.peek() == Some(b',');
        self.at += usize::from(found);
        found
    }

    #[inline]
    fn skip_field(&mut self) {
        while !self.at_field_end() {
            self.at += 1;
        }
    }

    #[inline]
    fn rest_of_part(&mut self) -> &'a [u8] {
        let start = self.at;
        while !self.at_part_end() {
            self.at += 1;
        }
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// A number that has to fill its part.
    #[inline]
    fn whole_part<T>(&mut self, read: Read<T>, field: Field, report: &mut Report<'_>) -> Option<T> {
        if self.at_part_end() {
            return read.or_quirk(field, report);
        }
        self.rest_of_part();
        report.quirks.insert(field);
        None
    }

    /// A decimal number times ten to the power of `decimals`, of no more than `limit` then.
    #[inline]
    fn number(&mut self, decimals: u32, limit: i64) -> Read<i64> {
        if self.at_field_end() {
            return Read::Blank;
        }
        let negative = self.peek() == Some(b'-');
        self.at += usize::from(negative);
        let start = self.at;
        let mut value = self.digits();
        let mut digits = self.at - start;
        let mut missing = decimals;
        let mut rounded = false;
        if self.peek() == Some(b'.') {
            self.at += 1;
            while let Some(digit) = self.peek().and_then(decimal_digit) {
                if missing > 0 {
                    value = value * 10 + i64::from(digit);
                    missing -= 1;
                } else {
                    rounded |= digit != 0;
                }
                digits += 1;
                self.at += 1;
            }
        }
        if !self.at_field_end() || digits == 0 {
            self.skip_field();
            return Read::Odd;
        }
        const POWERS: [i64; 6] = [1, 10, 100, 1000, 10_000, 100_000];
        value *= POWERS[(missing & 7).min(5) as usize];
        if value > limit {
            return Read::Odd;
        }
        let value = if negative { -value } else { value };
        if rounded { Read::Rounded(value) } else { Read::Value(value) }
    }

    /// Digits, of which the value stops growing where it could overflow.
    #[inline]
    fn digits(&mut self) -> i64 {
        const HUGE: i64 = 1_000_000_000_000;
        let mut value = 0;
        while let Some(digit) = self.peek().and_then(decimal_digit) {
            if value < HUGE {
                value = value * 10 + i64::from(digit);
            }
            self.at += 1;
        }
        value
    }

    /// `hhmmss`, with or without decimals.
    #[inline]
    fn time(&mut self) -> Read<Time> {
        let start = self.at;
        match self.number(3, 235_959_999).not_negative() {
            Read::Blank => Read::Blank,
            read @ (Read::Value(value) | Read::Rounded(value)) if self.has_digits(start, 6) => {
                let seconds = (value / 1000) as u32;
                let (hour, minute, second) = (seconds / 10_000, seconds / 100 % 100, seconds % 100);
                match Time::new(hour as u8, minute as u8, second as u8, (value % 1000) as u16) {
                    Some(time) if matches!(read, Read::Value(_)) => Read::Value(time),
                    Some(time) => Read::Rounded(time),
                    None => Read::Odd,
                }
            }
            _ => Read::Odd,
        }
    }

    /// `ddmmyy`.
    #[inline]
    fn date(&mut self) -> Read<Date> {
        let start = self.at;
        match self.number(0, 319_999).not_negative() {
            Read::Blank => Read::Blank,
            Read::Value(value) if self.at == start + 6 => {
                let value = value as u32;
                let (day, month, year) = (value / 10_000, value / 100 % 100, value % 100);
                match Date::new(2000 + year as u16, month as u8, day as u8) {
                    Some(date) => Read::Value(date),
                    None => Read::Odd,
                }
            }
            _ => Read::Odd,
        }
    }

    /// Whether `count` digits and no more stand at `start` before a point or an end.
    #[inline]
    fn has_digits(&self, start: usize, count: usize) -> bool {
        matches!(self.text.get(start + count), None | Some(b'.' | b',' | b'|'))
    }

    #[inline]
    fn letter(&mut self) -> Read<u8> {
        if self.at_field_end() {
            return Read::Blank;
        }
        let letter = self.peek();
        self.at += 1;
        match letter {
            Some(letter) if self.at_field_end() => Read::Value(letter),
            _ => {
                self.skip_field();
                Read::Odd
            }
        }
    }

    /// `dddmm.mmmm,<letter>`, where the last two digits before the point are minutes.
    #[inline]
    fn coordinate(
        &mut self,
        positive: u8,
        negative: u8,
        degrees: u32,
        report: &mut Report<'_>,
    ) -> Read<Angle> {
        const MINUTE: i64 = 100_000;
        let angle = if self.next_field() { self.number(5, 18_000 * MINUTE) } else { Read::Blank };
        let letter = if self.next_field() { self.letter() } else { Read::Blank };
        let (value, rounded) = match angle.not_negative() {
            Read::Value(value) => (value, false),
            Read::Rounded(value) => (value, true),
            Read::Odd => return Read::Odd,
            Read::Blank if matches!(letter, Read::Odd) => return Read::Odd,
            Read::Blank => return Read::Blank,
        };
        let (whole, minutes) = (value / (100 * MINUTE), value % (100 * MINUTE));
        if minutes >= 60 * MINUTE {
            return Read::Odd;
        }
        let size = (whole * 60 * MINUTE + minutes) as i32;
        let angle = match letter {
            Read::Value(letter) if letter == positive => Angle::from_minutes_e5(size),
            Read::Value(letter) if letter == negative => Angle::from_minutes_e5(-size),
            _ => return Read::Odd,
        };
        if !angle.is_within(degrees) {
            return Read::Odd;
        }
        if rounded {
            report.quirks.insert(Field::Position);
        }
        Read::Value(angle)
    }

    /// A hexadecimal number that fills its part; another number of digits is a quirk.
    #[inline]
    fn hex_part(&mut self, digits: usize) -> Read<u16> {
        let part = self.rest_of_part();
        match hex(part) {
            _ if part.is_empty() => Read::Blank,
            Some(value) if part.len() == digits => Read::Value(value),
            Some(value) if part.len() < digits => Read::Rounded(value),
            _ => Read::Odd,
        }
    }

    #[inline]
    fn percentage(&mut self, field: Field, report: &mut Report<'_>) -> Option<u16> {
        let number = self.number(0, u16::MAX.into()).not_negative();
        let percentage = self.whole_part(number, field, report)? as u16;
        if percentage > 100 {
            report.quirks.insert(field);
        }
        Some(percentage)
    }
}
