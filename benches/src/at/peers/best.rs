//! The fastest ways that were found. They know what comes, and say nothing of what is wrong.

use super::{Class, Event, Fields, Numbers};

const LOW: u64 = u64::from_le_bytes([1; 8]);
const HIGH: u64 = u64::from_le_bytes([0x80; 8]);

/// Framing and class, eight bytes at a time.
#[inline(always)]
pub(in super::super) fn words<'a>(stream: &'a [u8], each: impl FnMut(Event<'a>)) {
    events(stream, find_control, each);
}

/// Framing and class, a call of `memchr` for each line.
#[inline(always)]
pub(in super::super) fn memchr_per_line<'a>(stream: &'a [u8], each: impl FnMut(Event<'a>)) {
    events(stream, |bytes| memchr::memchr(b'\r', bytes), each);
}

#[inline(always)]
fn events<'a>(
    mut rest: &'a [u8],
    find: impl Fn(&[u8]) -> Option<usize>,
    mut each: impl FnMut(Event<'a>),
) {
    loop {
        if let [b'\r', b'\n', behind @ ..] = rest {
            rest = behind;
        }
        let Some(first) = rest.first() else { return };
        if *first == b'>' {
            each(Event::new(Class::Prompt, b">"));
            rest = &rest[2..];
            continue;
        }
        let Some(len) = find(rest) else { return };
        let (line, behind) = rest.split_at(len);
        each(Event::new(class(line), line));
        rest = match behind {
            [b'\r', b'\n', behind @ ..] | [_, behind @ ..] => behind,
            [] => return,
        };
    }
}

#[inline(always)]
fn class(line: &[u8]) -> Class {
    match line {
        [b'+', b'C', b'M', b'E', b' ', ..] => Class::NetworkError,
        [b'+', ..] => Class::Line,
        b"OK" => Class::Ok,
        b"ERROR" => Class::Error,
        b"NO CARRIER" => Class::Connection,
        [b'A', b'T', ..] => Class::Echo,
        _ => Class::Line,
    }
}

#[inline(always)]
fn find_control(bytes: &[u8]) -> Option<usize> {
    let mut tail = bytes;
    while let Some((word, rest)) = tail.split_first_chunk() {
        let word = u64::from_le_bytes(*word);
        let hits = word.wrapping_sub(LOW * 0x20) & !word & HIGH;
        if hits != 0 {
            return Some(bytes.len() - tail.len() + hits.trailing_zeros() as usize / 8);
        }
        tail = rest;
    }
    let found = tail.iter().position(|byte| *byte < b' ')?;
    Some(bytes.len() - tail.len() + found)
}

/// One pass over the fields, which are where they are expected to be.
#[inline(always)]
pub(in super::super) fn fields(line: &[u8]) -> Option<Fields<'_>> {
    match line {
        [b'+', b'C', b'S', b'Q', b':', b' ', rest @ ..] => {
            let (rssi, rest) = number(rest)?;
            let (ber, _) = number(rest)?;
            Some(Fields::Signal { rssi: rssi as u8, ber: ber as u8 })
        }
        [b'+', b'C', b'R', b'E', b'G', b':', b' ', rest @ ..] => {
            let (mode, rest) = number(rest)?;
            let (stat, rest) = number(rest)?;
            let (area, rest) = hex(rest)?;
            let (cell, rest) = hex(rest)?;
            let (technology, _) = number(rest)?;
            Some(Fields::Registration {
                mode: mode as u8,
                stat: stat as u8,
                area: area as u16,
                cell,
                technology: technology as u8,
            })
        }
        [b'+', b'C', b'M', b'T', b'I', b':', b' ', rest @ ..] => {
            let (mem, rest) = text(rest)?;
            let (index, _) = number(rest)?;
            Some(Fields::Stored { mem, index: index as u16 })
        }
        [b'+', b'C', b'O', b'P', b'S', b':', b' ', rest @ ..] => {
            let (mode, rest) = number(rest)?;
            let (format, rest) = number(rest)?;
            let (name, rest) = text(rest)?;
            let (technology, _) = number(rest)?;
            Some(Fields::Operator {
                mode: mode as u8,
                format: format as u8,
                name,
                technology: technology as u8,
            })
        }
        _ => None,
    }
}

/// Numbers behind the name.
#[inline(always)]
pub(in super::super) fn numbers(line: &[u8]) -> Option<Numbers> {
    let fields = match line {
        [b'+', b'I', b'P', b'C', b'L', b'O', b'S', b'E', b':', b' ', fields @ ..] => fields,
        [b'+', b'C', b'I', b'P', _, _, _, _, b':', b' ', fields @ ..] => fields,
        [b'+', b'M', b'I', b'P', _, _, _, _, b':', b' ', fields @ ..] => fields,
        _ => return None,
    };
    let (first, rest) = number(fields)?;
    let (second, rest) = number(rest)?;
    let (third, _) = number(rest)?;
    Some([first as i32, second as i32, third as i32])
}

/// The number in front, and what is behind the comma.
#[inline(always)]
fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let mut number = 0;
    let mut rest = bytes;
    while let [digit @ b'0'..=b'9', behind @ ..] = rest {
        number = number * 10 + u32::from(digit - b'0');
        rest = behind;
    }
    Some((number, rest.split_first().map_or(rest, |(_, rest)| rest)))
}

#[inline(always)]
fn hex(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (b'"', mut rest) = bytes.split_first()? else { return None };
    let mut number = 0;
    while let [digit, behind @ ..] = rest {
        rest = behind;
        if *digit == b'"' {
            break;
        }
        number = number << 4 | u32::from(VALUES[usize::from(*digit)]);
    }
    Some((number, rest.get(1..).unwrap_or_default()))
}

#[inline(always)]
fn text(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (b'"', rest) = bytes.split_first()? else { return None };
    let end = rest.iter().position(|byte| *byte == b'"')?;
    Some((&rest[..end], rest.get(end + 2..).unwrap_or_default()))
}

static VALUES: [u8; 256] = {
    let mut values = [0xff; 256];
    let mut value = 0;
    while value < 16 {
        values[b"0123456789ABCDEF"[value as usize] as usize] = value;
        values[b"0123456789abcdef"[value as usize] as usize] = value;
        value += 1;
    }
    values
};

/// Digits by a table.
#[inline(always)]
pub(in super::super) fn unhex(digits: &[u8], dst: &mut [u8; 32]) -> bool {
    let mut wrong = 0;
    for (octet, [high, low]) in dst.iter_mut().zip(digits.as_chunks().0) {
        let (high, low) = (VALUES[usize::from(*high)], VALUES[usize::from(*low)]);
        wrong |= high | low;
        *octet = high << 4 | low;
    }
    wrong < 16
}
