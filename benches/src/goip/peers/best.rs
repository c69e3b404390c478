//! The fastest ways that were found. They know these layouts, and say nothing of what is wrong.
//!
//! [`Vectors`] is SSE2 on x86-64, through the crate `wide`, since there is no unsafe code here;
//! [`Words`] is what the standard library and integers can do.

use wide::u8x16;

use super::{Line, More, Registered, Reply, Sms};

// --- keepalives, keys in the usual order -------------------------------------------------------

/// The ten fields of the specification.
#[inline(always)]
pub(in super::super) fn keepalive<S: Search>(datagram: &[u8]) -> Option<Line<'_>> {
    let mut at = Cursor::<S>::new(datagram);
    let line = Line {
        count: at.number(b"req:")?,
        id: at.middling(b"id:")?,
        password: at.middling(b"pass:")?,
        num: at.middling(b"num:")?,
        signal: at.small_number(b"signal:")?,
        gsm_status: at.registered(b"gsm_status:")?,
        voip_status: at.registered(b"voip_status:")?,
        imei: at.middling(b"imei:")?,
        imsi: at.middling(b"imsi:")?,
        iccid: at.long(b"iccid:")?,
    };
    (at.at == datagram.len()).then_some(line)
}

/// The 19 fields that devices send: all semicolons first, 16 bytes at a time.
#[inline(always)]
pub(in super::super) fn full_keepalive(datagram: &[u8]) -> Option<(Line<'_>, More<'_>)> {
    let mut fields = Scanned::new(datagram)?;
    let mut line = Line {
        count: integer(fields.value(b"req:")?)?,
        id: fields.value(b"id:")?,
        password: fields.value(b"pass:")?,
        num: fields.value(b"num:")?,
        signal: byte(fields.value(b"signal:")?),
        gsm_status: Registered::read(fields.value(b"gsm_status:")?),
        voip_status: Registered::read(fields.value(b"voip_status:")?),
        ..Line::default()
    };
    let voip_state = fields.value(b"voip_state:")?;
    let remain_time = integer(fields.value(b"remain_time:")?);
    line.imei = fields.value(b"imei:")?;
    line.imsi = fields.value(b"imsi:")?;
    line.iccid = fields.value(b"iccid:")?;
    let more = More {
        voip_state,
        remain_time,
        pro: fields.value(b"pro:")?,
        idle: integer(fields.value(b"idle:")?),
        disable_status: integer(fields.value(b"disable_status:")?),
        sms_login: yes(fields.value(b"SMS_LOGIN:")?),
        smb_login: yes(fields.value(b"SMB_LOGIN:")?),
        cell_info: fields.value(b"CELLINFO:")?,
        cgatt: yes(fields.value(b"CGATT:")?),
    };
    (fields.at == datagram.len()).then_some((line, more))
}

// --- keepalives, keys in any order -------------------------------------------------------------

/// The place of each value goes to a slot that a hash of its key names, so that no branch depends on
/// the order.
#[inline(always)]
pub(in super::super) fn keepalive_any(datagram: &[u8]) -> Option<Line<'_>> {
    let mut fields = Scanned::new(datagram)?;
    let count = integer(fields.value(b"req:")?)?;
    let mut slots = [(0, 0); SLOTS];
    while let Some(end) = fields.next_end() {
        let start = fields.at;
        fields.at = end + 1;
        let head = first_16(datagram, start);
        let colons = zeros_16(head ^ (u128::from(b':') * LOW_BITS_16));
        let len = colons.trailing_zeros() / 8;
        // The bytes before the colon.
        let key = head & !(u128::MAX << (8 * len).min(127));
        let slot = slot(key as u64, len);
        let known = KEYS[slot] == key;
        slots[if known { slot } else { UNKNOWN }] = (start + len as usize + 1, end);
    }
    let value = |key: &str| {
        let (start, end) = slots[slot_of(key)];
        datagram.get(start..end).unwrap_or_default()
    };
    Some(Line {
        count,
        id: value("id"),
        password: value("pass"),
        num: value("num"),
        signal: byte(value("signal")),
        gsm_status: Registered::read(value("gsm_status")),
        voip_status: Registered::read(value("voip_status")),
        imei: value("imei"),
        imsi: value("imsi"),
        iccid: value("iccid"),
    })
}

const NAMES: [&str; 9] =
    ["id", "pass", "num", "signal", "gsm_status", "voip_status", "imei", "imsi", "iccid"];
const SLOTS: usize = 17;
const UNKNOWN: usize = 16;

/// Found by trial: no two of the names come to the same slot.
const FACTOR: u64 = 0xad45_f23d_3b1a_11df;

#[inline(always)]
const fn slot(first: u64, len: u32) -> usize {
    (first.wrapping_add(len as u64).wrapping_mul(FACTOR) >> 60) as usize
}

const fn slot_of(key: &str) -> usize {
    let bytes = key.as_bytes();
    let mut first = 0;
    let mut at = 0;
    while at < bytes.len() && at < 8 {
        first |= (bytes[at] as u64) << (8 * at);
        at += 1;
    }
    slot(first, bytes.len() as u32)
}

static KEYS: [u128; SLOTS] = {
    let mut keys = [u128::MAX; SLOTS];
    let mut index = 0;
    while index < NAMES.len() {
        let name = NAMES[index].as_bytes();
        let slot = slot_of(NAMES[index]);
        assert!(keys[slot] == u128::MAX);
        keys[slot] = 0;
        let mut at = 0;
        while at < name.len() {
            keys[slot] |= (name[at] as u128) << (8 * at);
            at += 1;
        }
        index += 1;
    }
    keys
};

// --- the others --------------------------------------------------------------------------------

#[inline(always)]
pub(in super::super) fn receive<S: Search>(datagram: &[u8]) -> Option<Sms<'_>> {
    let mut at = Cursor::<S>::new(datagram);
    Some(Sms {
        recvid: integer(at.middling(b"RECEIVE:")?)?,
        id: at.middling(b"id:")?,
        password: at.middling(b"password:")?,
        srcnum: at.middling(b"srcnum:")?,
        msg: datagram.get(at.at..)?.strip_prefix(b"msg:")?,
    })
}

#[inline(always)]
pub(in super::super) fn reply(datagram: &[u8]) -> Option<Reply> {
    let (first, rest) = datagram.split_first_chunk::<4>()?;
    Some(match first {
        b"WAIT" => {
            let (sendid, rest) = number(rest.strip_prefix(b" ")?)?;
            let (telid, rest) = number(rest.strip_prefix(b" ")?)?;
            line_end(rest, Reply::Wait(sendid, telid))?
        }
        b"SEND" => {
            let (sendid, rest) = number(rest.strip_prefix(b" ")?)?;
            line_end(rest, Reply::Send(sendid))?
        }
        b"DONE" => {
            let (sendid, rest) = number(rest.strip_prefix(b" ")?)?;
            line_end(rest, Reply::Done(sendid))?
        }
        b"PASS" => {
            let (sendid, rest) = number(rest.strip_prefix(b"WORD ")?)?;
            line_end(rest, Reply::Password(sendid))?
        }
        b"ERRO" => {
            let (sendid, rest) = number(rest.strip_prefix(b"R ")?)?;
            let (telid, rest) = number(rest.strip_prefix(b" ")?)?;
            let (status, rest) = number(rest.strip_prefix(b" errorstatus:")?)?;
            line_end(rest, Reply::Error(sendid, telid, status))?
        }
        _ => {
            let (sendid, rest) = number(datagram.strip_prefix(b"OK ")?)?;
            let (telid, rest) = number(rest.strip_prefix(b" ")?)?;
            let (sms_no, rest) = number(rest.strip_prefix(b" ")?)?;
            line_end(rest, Reply::Ok(sendid, telid, sms_no))?
        }
    })
}

#[inline(always)]
fn line_end(rest: &[u8], reply: Reply) -> Option<Reply> {
    (rest == b"\n").then_some(reply)
}

/// Digits, and what stands behind them.
#[inline(always)]
fn number(text: &[u8]) -> Option<(i64, &[u8])> {
    let mut number = 0_i64;
    let mut len = 0;
    while let Some(digit) = text.get(len).map(|byte| byte.wrapping_sub(b'0')).filter(|it| *it < 10)
    {
        number = number.wrapping_mul(10).wrapping_add(digit.into());
        len += 1;
    }
    (1..=18).contains(&len).then(|| (number, &text[len..]))
}

// --- writing -----------------------------------------------------------------------------------

#[inline(always)]
pub(in super::super) fn write_ack(count: i64, status: i64, dst: &mut [u8; 4096]) -> usize {
    let mut to = Out { dst, at: 0 };
    to.bytes(b"reg:");
    to.integer(count);
    to.bytes(b";status:");
    to.integer(status);
    to.bytes(b";");
    to.at
}

#[inline(always)]
pub(in super::super) fn write_receive(sms: &Sms<'_>, dst: &mut [u8; 4096]) -> usize {
    let mut to = Out { dst, at: 0 };
    to.bytes(b"RECEIVE:");
    to.integer(sms.recvid);
    to.bytes(b";id:");
    to.bytes(sms.id);
    to.bytes(b";password:");
    to.bytes(sms.password);
    to.bytes(b";srcnum:");
    to.bytes(sms.srcnum);
    to.bytes(b";msg:");
    to.bytes(sms.msg);
    to.at
}

#[inline(always)]
pub(in super::super) fn write_msg(sendid: i64, text: &[u8], dst: &mut [u8; 4096]) -> usize {
    let mut to = Out { dst, at: 0 };
    to.bytes(b"MSG ");
    to.integer(sendid);
    to.bytes(b" ");
    to.integer(text.len() as i64);
    to.bytes(b" ");
    to.bytes(text);
    to.bytes(b"\n");
    to.at
}

struct Out<'a> {
    dst: &'a mut [u8; 4096],
    at: usize,
}

impl Out<'_> {
    #[inline(always)]
    fn bytes(&mut self, bytes: &[u8]) {
        self.dst[self.at..self.at + bytes.len()].copy_from_slice(bytes);
        self.at += bytes.len();
    }

    #[inline(always)]
    fn integer(&mut self, number: i64) {
        let mut digits = [0; 20];
        let mut at = digits.len();
        let mut left = number.unsigned_abs();
        while left >= 100 {
            at -= 2;
            digits[at..at + 2].copy_from_slice(&PAIRS[(left % 100) as usize]);
            left /= 100;
        }
        at -= 1;
        digits[at] = b'0' + (left % 10) as u8;
        if left >= 10 {
            at -= 1;
            digits[at] = b'0' + (left / 10) as u8;
        }
        if number < 0 {
            self.bytes(b"-");
        }
        self.bytes(&digits[at..]);
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

// --- values ------------------------------------------------------------------------------------

/// Up to 18 digits, perhaps with a sign.
#[inline(always)]
fn integer(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix(b"-") {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let mut value = 0_i64;
    let mut sound = (1..=18).contains(&digits.len());
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        sound &= digit < 10;
        value = value.wrapping_mul(10).wrapping_add(digit.into());
    }
    sound.then_some(if negative { -value } else { value })
}

#[inline(always)]
fn byte(text: &[u8]) -> Option<u8> {
    let digit = |byte: u8| Some(byte.wrapping_sub(b'0')).filter(|digit| *digit < 10);
    match text {
        [one] => digit(*one),
        [ten, one] => Some(digit(*ten)? * 10 + digit(*one)?),
        [] => None,
        _ => integer(text)?.try_into().ok(),
    }
}

#[inline(always)]
fn yes(text: &[u8]) -> Option<bool> {
    match text {
        b"Y" => Some(true),
        b"N" => Some(false),
        _ => None,
    }
}

// --- searching ---------------------------------------------------------------------------------

/// A datagram of up to 512 bytes, and where the semicolons are.
struct Scanned<'a> {
    text: &'a [u8],
    /// A bit for each byte.
    masks: [u64; 8],
    mask: u64,
    word: usize,
    at: usize,
}

impl<'a> Scanned<'a> {
    #[inline(always)]
    fn new(text: &'a [u8]) -> Option<Self> {
        let mut masks = [0; 8];
        let (blocks, tail) = text.as_chunks::<64>();
        if blocks.len() >= masks.len() {
            return None;
        }
        for (mask, block) in masks.iter_mut().zip(blocks) {
            *mask = semicolons_64(block);
        }
        if !tail.is_empty() {
            let mut block = [0; 64];
            match text.last_chunk::<64>() {
                // Shifted to where it belongs.
                Some(last) => masks[blocks.len()] = semicolons_64(last) >> (64 - tail.len()),
                None => {
                    block[..tail.len()].copy_from_slice(tail);
                    masks[0] = semicolons_64(&block);
                }
            }
        }
        Some(Self { text, masks, mask: masks[0], word: 0, at: 0 })
    }

    /// Where the next semicolon is.
    #[inline(always)]
    fn next_end(&mut self) -> Option<usize> {
        while self.mask == 0 {
            self.word += 1;
            self.mask = *self.masks.get(self.word)?;
        }
        let end = self.word * 64 + self.mask.trailing_zeros() as usize;
        self.mask &= self.mask - 1;
        Some(end)
    }

    /// The value of the next field, if this is its key.
    #[inline(always)]
    fn value<const N: usize>(&mut self, key: &[u8; N]) -> Option<&'a [u8]> {
        let end = self.next_end()?;
        let field = self.text.get(self.at..end)?;
        self.at = end + 1;
        let (found, value) = field.split_first_chunk::<N>()?;
        (found == key).then_some(value)
    }
}

/// A way to find the first semicolon.
pub(in super::super) trait Search {
    fn in_16(bytes: &[u8; 16]) -> Option<usize>;
    fn in_32(bytes: &[u8; 32]) -> Option<usize>;
}

/// 16 bytes at a time.
pub(in super::super) enum Vectors {}

impl Search for Vectors {
    #[inline(always)]
    fn in_16(bytes: &[u8; 16]) -> Option<usize> {
        let found = semicolons(bytes);
        (found != 0).then_some(found.trailing_zeros() as usize)
    }

    #[inline(always)]
    fn in_32(bytes: &[u8; 32]) -> Option<usize> {
        let (parts, _) = bytes.as_chunks::<16>();
        let found = semicolons(&parts[0]) | semicolons(&parts[1]) << 16;
        (found != 0).then_some(found.trailing_zeros() as usize)
    }
}

/// Eight bytes at a time.
pub(in super::super) enum Words {}

impl Search for Words {
    #[inline(always)]
    fn in_16(bytes: &[u8; 16]) -> Option<usize> {
        let word = u128::from_le_bytes(*bytes) ^ (u128::from(b';') * LOW_BITS_16);
        let found = zeros_16(word);
        (found != 0).then_some(found.trailing_zeros() as usize / 8)
    }

    #[inline(always)]
    fn in_32(bytes: &[u8; 32]) -> Option<usize> {
        semicolon(bytes)
    }
}

/// Where it stands in a keepalive.
struct Cursor<'a, S> {
    text: &'a [u8],
    at: usize,
    search: std::marker::PhantomData<S>,
}

impl<'a, S: Search> Cursor<'a, S> {
    #[inline(always)]
    fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0, search: std::marker::PhantomData }
    }

    #[inline(always)]
    fn key<const N: usize>(&mut self, key: &[u8; N]) -> Option<()> {
        let found = self.text.get(self.at..)?.first_chunk::<N>()?;
        self.at += N;
        (found == key).then_some(())
    }

    #[inline(always)]
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let value = self.text.get(self.at..self.at + len)?;
        self.at += len + 1;
        Some(value)
    }

    /// A value of up to 15 bytes, or a longer one.
    #[inline(always)]
    fn middling<const N: usize>(&mut self, key: &[u8; N]) -> Option<&'a [u8]> {
        self.key(key)?;
        match S::in_16(self.text.get(self.at..)?.first_chunk()?) {
            Some(len) => self.take(len),
            None => self.rest_of_long(),
        }
    }

    /// A value of up to 31 bytes, or a longer one.
    #[inline(always)]
    fn long<const N: usize>(&mut self, key: &[u8; N]) -> Option<&'a [u8]> {
        self.key(key)?;
        match self.text.get(self.at..)?.first_chunk().and_then(S::in_32) {
            Some(len) => self.take(len),
            None => self.rest_of_long(),
        }
    }

    #[inline(always)]
    fn rest_of_long(&mut self) -> Option<&'a [u8]> {
        let len = semicolon(self.text.get(self.at..)?)?;
        self.take(len)
    }

    /// One to seven digits.
    #[inline(always)]
    fn number<const N: usize>(&mut self, key: &[u8; N]) -> Option<i64> {
        const DIGITS: u64 = b'0' as u64 * LOW_BITS;
        self.key(key)?;
        // What is no digit has its high bit set in `others`, up to and with the first of them.
        let word = self.word()? ^ DIGITS;
        let others = (word.wrapping_add(0x76 * LOW_BITS) | word) & HIGH_BITS;
        let count = others.trailing_zeros() / 8;
        let stop = (word >> (8 * count).min(63)) as u8;
        if count == 0 || count == 8 || stop != b';' ^ b'0' {
            return integer(self.rest_of_long()?);
        }
        // The digits to the top, so that the number ends there, and zeros below.
        let digits = word << (64 - 8 * count);
        let pairs = (digits.wrapping_mul(10) + (digits >> 8)) & 0x00ff_00ff_00ff_00ff;
        let fours = (pairs.wrapping_mul(100) + (pairs >> 16)) & 0x0000_ffff_0000_ffff;
        let number = fours.wrapping_mul(10_000) + (fours >> 32);
        self.at += count as usize + 1;
        Some(i64::from(number as u32))
    }

    /// At most two digits, or nothing.
    #[inline(always)]
    fn small_number<const N: usize>(&mut self, key: &[u8; N]) -> Option<Option<u8>> {
        self.key(key)?;
        let &[one, two, three] = self.text.get(self.at..)?.first_chunk()?;
        let (first, second) = (one.wrapping_sub(b'0'), two.wrapping_sub(b'0'));
        if one == b';' {
            self.at += 1;
            return Some(None);
        }
        let long = second < 10;
        let end = if long { three } else { two };
        if first > 9 || end != b';' {
            return Some(byte(self.rest_of_long()?));
        }
        self.at += 2 + usize::from(long);
        Some(Some(if long { first * 10 + second } else { first }))
    }

    #[inline(always)]
    fn registered<const N: usize>(&mut self, key: &[u8; N]) -> Option<Registered<'a>> {
        const SIX: u64 = 0xffff_ffff_ffff;
        const SEVEN: u64 = 0xff_ffff_ffff_ffff;
        self.key(key)?;
        let word = self.word()?;
        if word & SIX == u64::from_le_bytes(*b"LOGIN;\0\0") {
            self.at += 6;
            Some(Registered::In)
        } else if word & SEVEN == u64::from_le_bytes(*b"LOGOUT;\0") {
            self.at += 7;
            Some(Registered::Out)
        } else {
            Some(Registered::read(self.rest_of_long()?))
        }
    }

    #[inline(always)]
    fn word(&self) -> Option<u64> {
        Some(u64::from_le_bytes(*self.text.get(self.at..)?.first_chunk()?))
    }
}

/// Where the first semicolon is.
#[inline(always)]
fn semicolon(text: &[u8]) -> Option<usize> {
    const SEMICOLONS: u64 = b';' as u64 * LOW_BITS;
    let mut at = 0;
    while let Some(bytes) = text[at..].first_chunk() {
        let word = u64::from_le_bytes(*bytes) ^ SEMICOLONS;
        let found = word.wrapping_sub(LOW_BITS) & !word & HIGH_BITS;
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    text[at..].iter().position(|byte| *byte == b';').map(|more| at + more)
}

/// The bytes from there on; zeros where there are no more.
#[inline(always)]
fn first_16(text: &[u8], at: usize) -> u128 {
    match text[at..].first_chunk() {
        Some(bytes) => u128::from_le_bytes(*bytes),
        None => {
            let mut bytes = [0; 16];
            bytes[..text.len() - at].copy_from_slice(&text[at..]);
            u128::from_le_bytes(bytes)
        }
    }
}

const LOW_BITS_16: u128 = 0x0101_0101_0101_0101_0101_0101_0101_0101;

/// The high bit of the first byte that is zero, and perhaps others above it.
#[inline(always)]
const fn zeros_16(word: u128) -> u128 {
    word.wrapping_sub(LOW_BITS_16) & !word & (0x80 * LOW_BITS_16)
}

#[inline(always)]
fn semicolons_64(block: &[u8; 64]) -> u64 {
    let (parts, _) = block.as_chunks::<16>();
    u64::from(semicolons(&parts[0]))
        | u64::from(semicolons(&parts[1])) << 16
        | u64::from(semicolons(&parts[2])) << 32
        | u64::from(semicolons(&parts[3])) << 48
}

/// A bit for each of them.
#[inline(always)]
fn semicolons(bytes: &[u8; 16]) -> u32 {
    u8x16::new(*bytes).cmp_eq(u8x16::splat(b';')).move_mask() as u32
}

const LOW_BITS: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = 0x80 * LOW_BITS;
