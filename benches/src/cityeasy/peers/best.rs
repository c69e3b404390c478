//! The fastest way that was found to read a report, in safe code: eight bytes at a time, and no
//! branch that depends on how many digits a number has.
//!
//! It knows this one layout, and says nothing of what is wrong.

use super::{Fields, Rmc, Sum};

/// A frame, all checked, every field to a number.
#[inline(always)]
pub(in super::super) fn report(frame: &[u8], sum: Sum) -> Option<Fields> {
    let (id, command, data) = self::frame(frame, sum)?;
    let fields = fields(data)?;
    (command == 0x9955).then_some(Fields { id, ..fields })
}

/// Header, length, line end and sum; then id, command and data.
#[inline(always)]
pub(in super::super) fn frame(frame: &[u8], sum: Sum) -> Option<([u8; 7], u16, &[u8])> {
    let (head, rest) = frame.split_first_chunk::<13>()?;
    let (data, tail) = rest.split_last_chunk::<4>()?;
    let &[b'$', b'$', high, low, i0, i1, i2, i3, i4, i5, i6, command_high, command_low] = head
    else {
        return None;
    };
    let &[sum_high, sum_low, b'\r', b'\n'] = tail else { return None };
    if usize::from(u16::from_be_bytes([high, low])) != frame.len()
        || sum(&frame[..frame.len() - 4]) != u16::from_be_bytes([sum_high, sum_low])
    {
        return None;
    }
    let id = [i0, i1, i2, i3, i4, i5, i6];
    Some((id, u16::from_be_bytes([command_high, command_low]), data))
}

/// The whole report but for the id.
#[inline(always)]
pub(in super::super) fn fields(text: &[u8]) -> Option<Fields> {
    let mut cursor = Cursor { text, at: 0 };
    let rmc = cursor.rmc()?;
    cursor.skip_to_bar()?;
    let hdop = cursor.thousandths()?;
    cursor.step(b'|')?;
    let negative = *text.get(cursor.at)? == b'-';
    cursor.at += usize::from(negative);
    let altitude = cursor.thousandths()? as i32;
    cursor.step(b'|')?;
    let (cid, _) = cursor.whole()?;
    cursor.step(b',')?;
    let (lac, _) = cursor.whole()?;
    cursor.step(b',')?;
    let (mnc, mnc_width) = cursor.whole()?;
    cursor.step(b',')?;
    let (mcc, _) = cursor.whole()?;
    let state_and_alarm = text.get(cursor.at..)?.first_chunk::<9>()?;
    cursor.at += 9;
    let &[b'|', s0, s1, s2, s3, b'|', a0, a1, b'|'] = state_and_alarm else { return None };
    let state = hex(s0) << 12 | hex(s1) << 8 | hex(s2) << 4 | hex(s3);
    let alarm = hex(a0) << 4 | hex(a1);
    let (battery, _) = cursor.whole()?;
    cursor.step(b'|')?;
    let (signal, _) = cursor.whole()?;
    // No number of seven digits is negative, so no bit is lost by this.
    let fits = cursor.at == text.len() && (state | lac | mnc | mcc | battery | signal) <= 0xffff;
    (fits && alarm <= 0xff).then_some(Fields {
        id: [0; 7],
        rmc,
        hdop,
        altitude: if negative { -altitude } else { altitude },
        cid,
        lac: lac as u16,
        mnc: mnc as u16,
        mnc_width,
        mcc: mcc as u16,
        state: state as u16,
        alarm: alarm as u8,
        battery: battery as u16,
        signal: signal as u16,
    })
}

/// `hhmmss.sss,A,ddmm.mmmm,N,dddmm.mmmm,E,s.s,c.c,ddmmyy`, with something behind it.
#[inline(always)]
pub(in super::super) fn rmc(text: &[u8]) -> Option<Rmc> {
    Cursor { text, at: 0 }.rmc()
}

struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    #[inline(always)]
    fn rmc(&mut self) -> Option<Rmc> {
        let (clock, width) = self.whole()?;
        self.step(b'.')?;
        let millisecond = self.decimals(3)?;
        let &[b',', validity, b','] = self.text.get(self.at..)?.first_chunk::<3>()? else {
            return None;
        };
        self.at += 3;
        let latitude = self.coordinate(b'N', b'S')?;
        self.step(b',')?;
        let longitude = self.coordinate(b'E', b'W')?;
        self.step(b',')?;
        let speed = self.thousandths()?;
        self.step(b',')?;
        let course = self.thousandths()?;
        self.step(b',')?;
        let (date, date_width) = self.whole()?;

        let (hour, minute, second) = (clock / 10_000, clock / 100 % 100, clock % 100);
        let (day, month, year) = (date / 10_000, date / 100 % 100, date % 100);
        let leap = u32::from(month == 2 && year.is_multiple_of(4));
        let sound = width == 6
            && date_width == 6
            && hour < 24
            && minute < 60
            && second < 60
            && month <= 12
            && day >= 1
            && day <= u32::from(DAYS[month as usize & 15]) + leap
            && latitude.unsigned_abs() <= 90 * 6_000_000
            && longitude.unsigned_abs() <= 180 * 6_000_000
            && speed < 10_000_000
            && course <= 360_000;
        sound.then_some(Rmc {
            millisecond_of_day: ((hour * 60 + minute) * 60 + second) * 1000 + millisecond,
            validity,
            latitude,
            longitude,
            speed,
            course,
            year: 2000 + year as u16,
            month: month as u8,
            day: day as u8,
        })
    }

    /// `dddmm.mmmm,<letter>` in hundred-thousandths of a minute.
    #[inline(always)]
    fn coordinate(&mut self, positive: u8, negative: u8) -> Option<i32> {
        let (whole, _) = self.whole()?;
        self.step(b'.')?;
        let part = self.decimals(5)?;
        let (degrees, minutes) = (whole / 100, whole % 100);
        let size = ((degrees * 60 + minutes) * 100_000 + part) as i32;
        let &[b',', letter] = self.text.get(self.at..)?.first_chunk::<2>()? else { return None };
        self.at += 2;
        if minutes >= 60 || degrees > 180 || (letter != positive && letter != negative) {
            return None;
        }
        Some(if letter == negative { -size } else { size })
    }

    /// A number with a point and up to three decimals behind it, times 1000.
    #[inline(always)]
    fn thousandths(&mut self) -> Option<u32> {
        let (whole, _) = self.whole()?;
        self.step(b'.')?;
        let part = self.decimals(3)?;
        (whole < 1_000_000).then_some(whole * 1000 + part)
    }

    /// Digits behind a point, as if there were `width` of them.
    #[inline(always)]
    fn decimals(&mut self, width: usize) -> Option<u32> {
        let (digits, count) = self.whole()?;
        Some(digits * POWERS.get(width.checked_sub(count.into())?)?)
    }

    #[inline(always)]
    fn step(&mut self, over: u8) -> Option<()> {
        let found = *self.text.get(self.at)?;
        self.at += 1;
        (found == over).then_some(())
    }

    /// Over a bar, and what stands before it.
    #[inline(always)]
    fn skip_to_bar(&mut self) -> Option<()> {
        const BARS: u64 = u64::from_le_bytes([b'|'; 8]);
        loop {
            let word = self.word() ^ BARS;
            let bars = word.wrapping_sub(LOW_BITS) & !word & HIGH_BITS;
            self.at += bars.trailing_zeros() as usize / 8;
            if bars != 0 {
                self.at += 1;
                return Some(());
            }
            if self.at >= self.text.len() {
                return None;
            }
        }
    }

    /// One to seven digits: the number, and how many there are.
    #[inline(always)]
    fn whole(&mut self) -> Option<(u32, u8)> {
        const DIGITS: u64 = u64::from_le_bytes([b'0'; 8]);
        // What is no digit has its high bit set in `others`, up to and with the first of them.
        let word = self.word() ^ DIGITS;
        let others = (word.wrapping_add(0x76 * LOW_BITS) | word) & HIGH_BITS;
        let count = others.trailing_zeros() / 8;
        if count == 0 || count == 8 {
            return None;
        }
        // The digits to the top, so that the number ends there, and zeros below.
        let digits = word << (64 - 8 * count);
        let pairs = (digits.wrapping_mul(10) + (digits >> 8)) & 0x00ff_00ff_00ff_00ff;
        let fours = (pairs.wrapping_mul(100) + (pairs >> 16)) & 0x0000_ffff_0000_ffff;
        let number = fours.wrapping_mul(10_000) + (fours >> 32);
        self.at += count as usize;
        Some((number as u32, count as u8))
    }

    /// The next eight bytes; zeros where there are no more.
    #[inline(always)]
    fn word(&self) -> u64 {
        match self.text.get(self.at..).and_then(<[u8]>::first_chunk) {
            Some(bytes) => u64::from_le_bytes(*bytes),
            None => self.last_word(),
        }
    }

    #[inline(always)]
    fn last_word(&self) -> u64 {
        let left = self.text.len().saturating_sub(self.at);
        match self.text.last_chunk() {
            Some(bytes) if left > 0 => u64::from_le_bytes(*bytes) >> (64 - 8 * left),
            _ => 0,
        }
    }
}

const LOW_BITS: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = 0x80 * LOW_BITS;

const DAYS: [u8; 16] = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0, 0, 0];
const POWERS: [u32; 6] = [1, 10, 100, 1000, 10_000, 100_000];

/// The value of a digit; something large for what is none.
#[inline(always)]
const fn hex(digit: u8) -> u32 {
    HEX[digit as usize]
}

static HEX: [u32; 256] = {
    let mut table = [0x1_0000; 256];
    let mut digit = 0;
    while digit < 10 {
        table[b'0' as usize + digit] = digit as u32;
        digit += 1;
    }
    while digit < 16 {
        table[b'a' as usize + digit - 10] = digit as u32;
        table[b'A' as usize + digit - 10] = digit as u32;
        digit += 1;
    }
    table
};

/// Writes a frame, and says how long it is.
#[inline(always)]
pub(in super::super) fn write(
    fields: &Fields,
    tail: &[u8],
    dst: &mut [u8; 256],
    sum: Sum,
) -> usize {
    let mut to = Out { dst, at: 0 };
    to.bytes(b"$$\0\0");
    to.bytes(&fields.id);
    to.bytes(b"\x99\x55");
    let rmc = &fields.rmc;
    let seconds = rmc.millisecond_of_day / 1000;
    to.pair(seconds / 3600);
    to.pair(seconds / 60 % 60);
    to.pair(seconds % 60);
    to.byte(b'.');
    to.three(rmc.millisecond_of_day % 1000);
    to.bytes(&[b',', rmc.validity, b',']);
    let minutes = rmc.latitude.unsigned_abs() / 100_000;
    to.pair(minutes / 60);
    to.minutes(rmc.latitude, minutes % 60);
    to.bytes(if rmc.latitude < 0 { b",S," } else { b",N," });
    let minutes = rmc.longitude.unsigned_abs() / 100_000;
    to.three(minutes / 60);
    to.minutes(rmc.longitude, minutes % 60);
    to.bytes(if rmc.longitude < 0 { b",W," } else { b",E," });
    to.thousandths(rmc.speed);
    to.byte(b',');
    to.thousandths(rmc.course);
    to.byte(b',');
    to.pair(rmc.day.into());
    to.pair(rmc.month.into());
    to.pair(u32::from(rmc.year) % 100);
    to.bytes(tail);
    to.byte(b'|');
    to.thousandths(fields.hdop);
    to.byte(b'|');
    if fields.altitude < 0 {
        to.byte(b'-');
    }
    to.thousandths(fields.altitude.unsigned_abs());
    to.byte(b'|');
    to.whole(fields.cid);
    to.byte(b',');
    to.whole(fields.lac.into());
    to.byte(b',');
    match fields.mnc_width {
        2 => to.pair(fields.mnc.into()),
        _ => to.three(fields.mnc.into()),
    }
    to.byte(b',');
    to.whole(fields.mcc.into());
    let digit = |value: u16, shift: u32| b"0123456789ABCDEF"[usize::from(value >> shift & 0xf)];
    let state = |shift| digit(fields.state, shift);
    let alarm = |shift| digit(fields.alarm.into(), shift);
    to.bytes(&[b'|', state(12), state(8), state(4), state(0), b'|', alarm(4), alarm(0), b'|']);
    to.whole(fields.battery.into());
    to.byte(b'|');
    to.whole(fields.signal.into());
    let end = to.at;
    dst[2..4].copy_from_slice(&(end as u16 + 4).to_be_bytes());
    let [high, low] = sum(&dst[..end]).to_be_bytes();
    dst[end..end + 4].copy_from_slice(&[high, low, b'\r', b'\n']);
    end + 4
}

struct Out<'a> {
    dst: &'a mut [u8; 256],
    at: usize,
}

impl Out<'_> {
    #[inline(always)]
    fn bytes(&mut self, bytes: &[u8]) {
        self.dst[self.at..self.at + bytes.len()].copy_from_slice(bytes);
        self.at += bytes.len();
    }

    #[inline(always)]
    fn byte(&mut self, byte: u8) {
        self.bytes(&[byte]);
    }

    #[inline(always)]
    fn pair(&mut self, number: u32) {
        self.bytes(&PAIRS[number as usize]);
    }

    #[inline(always)]
    fn three(&mut self, number: u32) {
        self.byte(b'0' + (number / 100) as u8);
        self.pair(number % 100);
    }

    /// `mm.mmmm`, and a fifth decimal where it is not zero.
    #[inline(always)]
    fn minutes(&mut self, angle: i32, minutes: u32) {
        let part = angle.unsigned_abs() % 100_000;
        self.pair(minutes);
        self.byte(b'.');
        self.pair(part / 1000);
        self.pair(part / 10 % 100);
        if !part.is_multiple_of(10) {
            self.byte(b'0' + (part % 10) as u8);
        }
    }

    #[inline(always)]
    fn whole(&mut self, number: u32) {
        match number {
            0..10 => self.byte(b'0' + number as u8),
            10..100 => self.pair(number),
            100..1000 => self.three(number),
            1000..10_000 => {
                self.pair(number / 100);
                self.pair(number % 100);
            }
            _ => {
                self.whole(number / 10_000);
                self.pair(number / 100 % 100);
                self.pair(number % 100);
            }
        }
    }

    /// One to three decimals.
    #[inline(always)]
    fn thousandths(&mut self, number: u32) {
        self.whole(number / 1000);
        let part = number % 1000;
        self.bytes(&[b'.', b'0' + (part / 100) as u8]);
        if !part.is_multiple_of(10) {
            self.pair(part % 100);
        } else if !part.is_multiple_of(100) {
            self.byte(b'0' + (part / 10 % 10) as u8);
        }
    }
}

static PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[0; 2]; 100];
    let mut number = 0;
    while number < 100 {
        pairs[number] = [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
        number += 1;
    }
    pairs
};
