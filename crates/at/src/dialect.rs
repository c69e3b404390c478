//! What differs from one family of modems to the next.

use crate::Prompt;

/// What differs from one family of modems to the next, as tables that are never written to.
///
/// There is one for each family that the crate knows, and more are made of them:
///
/// ```
/// use cellwire_at::{Dialect, PayloadHeader};
///
/// // A modem that pushes `+XDATA: <socket>,<n>`, a line end, and n bytes.
/// const OWN: Dialect = Dialect::GENERIC.with_payloads(&[PayloadHeader::line("+XDATA", 1)]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Dialect {
    payloads: &'static [PayloadHeader],
    errors: &'static [&'static str],
    texts: &'static [&'static str],
    prompt: Prompt,
    hints: Hints,
}

impl Dialect {
    /// ITU-T V.250, 3GPP TS 27.007 and 27.005, and the error lines of many vendors. No line carries
    /// a payload.
    pub const GENERIC: Self = Self {
        payloads: &[],
        errors: &[
            "COMMAND NOT SUPPORT",
            "ERROR:",
            "MODEM ERROR:",
            "NA",
            "+EXT ERROR:",
            "+MIP:ERROR",
            "+TCPIP ERROR:",
        ],
        texts: &["+CUSD"],
        prompt: Prompt::Greater,
        hints: Hints::NONE,
    }
    .with_hints();

    /// SIMCom A76XX, and SIM7500 and SIM7600: `+IPD<n>`, `+RECEIVE,<link>,<n>` and `+CIPRXGET: 2` carry
    /// raw bytes behind their line end, `+CIPRXGET: 3` digits.
    ///
    /// `+IP ERROR: <text>` is a line, since `ERROR` follows it.
    pub const A76XX: Self = Self {
        payloads: &[
            PayloadHeader::line("+IPD", 0),
            PayloadHeader::line("+RECEIVE", 1),
            PayloadHeader::line("+CIPRXGET", 2).only_if(2),
            PayloadHeader::line("+CIPRXGET", 2).only_if(3).hex(),
        ],
        errors: &["COMMAND NOT SUPPORT", "ERROR:", "+EXT ERROR:"],
        ..Self::GENERIC
    }
    .with_hints();

    /// Fibocom L610 and its relatives, whose `+MIPRTCP` and `+MIPRUDP` look as `AT+GTSET="IPRFMT"` says.
    pub const fn l610(format: ReceiveFormat) -> Self {
        const HEX: &[PayloadHeader] =
            &[PayloadHeader::hex_rest("+MIPRTCP", 2), PayloadHeader::hex_rest("+MIPRUDP", 4)];
        const RAW: &[PayloadHeader] =
            &[PayloadHeader::inline("+MIPRTCP", 1), PayloadHeader::inline("+MIPRUDP", 3)];
        let payloads = match format {
            ReceiveFormat::Hex => HEX,
            ReceiveFormat::Raw => RAW,
            ReceiveFormat::Read => &[],
        };
        Self {
            payloads,
            errors: &[
                "COMMAND NOT SUPPORT",
                "ERROR:",
                "+EXT ERROR:",
                "+MIP:ERROR",
                "+TCPIP ERROR:",
            ],
            ..Self::GENERIC
        }
        .with_hints()
    }

    /// The same with other payload headers.
    #[must_use]
    pub const fn with_payloads(mut self, payloads: &'static [PayloadHeader]) -> Self {
        self.payloads = payloads;
        self.with_hints()
    }

    /// The same with other [`errors`](Self::errors).
    #[must_use]
    pub const fn with_errors(mut self, errors: &'static [&'static str]) -> Self {
        self.errors = errors;
        self.with_hints()
    }

    /// The same with other [`texts`](Self::texts).
    #[must_use]
    pub const fn with_texts(mut self, texts: &'static [&'static str]) -> Self {
        self.texts = texts;
        self.with_hints()
    }

    /// The same with another [`prompt`](Self::prompt).
    #[must_use]
    pub const fn with_prompt(mut self, prompt: Prompt) -> Self {
        self.prompt = prompt;
        self
    }

    /// The lines that carry a payload.
    pub const fn payloads(&self) -> &'static [PayloadHeader] {
        self.payloads
    }

    /// The lines that end a command with an error, besides those of the standards. What ends in a
    /// colon is the front of a line, everything else a whole one.
    ///
    /// A line that an `ERROR` follows does not belong here.
    pub const fn errors(&self) -> &'static [&'static str] {
        self.errors
    }

    /// The names of lines whose quoted texts may have line ends in them.
    pub const fn texts(&self) -> &'static [&'static str] {
        self.texts
    }

    /// What a modem asks for data with, where the command does not say otherwise.
    pub const fn prompt(&self) -> Prompt {
        self.prompt
    }

    /// Whether a line that begins with these bytes may be one of the tables, or an error of the
    /// standards. Lines of less than four bytes may be, in any case.
    #[inline]
    pub(crate) const fn may_have(&self, front: u64) -> bool {
        self.hints.may_have(front)
    }

    /// The same, which says yes more often, and sooner.
    #[inline]
    pub(crate) const fn may_have_four(&self, front: u64) -> bool {
        self.hints.four >> Hints::four(front) & 1 != 0
    }

    const fn with_hints(mut self) -> Self {
        let mut hints = Hints::NONE;
        let mut index = 0;
        while index < self.payloads.len() {
            hints = hints.add_name(self.payloads[index].name);
            index += 1;
        }
        index = 0;
        while index < self.errors.len() {
            hints = hints.add_error(self.errors[index]);
            index += 1;
        }
        index = 0;
        while index < self.texts.len() {
            hints = hints.add_name(self.texts[index]);
            index += 1;
        }
        // All names so far are in the tables, and these two are not.
        hints.has_errors = hints.may_have(Hints::CME) || hints.may_have(Hints::CMS);
        self.hints = hints.add_name("+CME ERROR").add_name("+CMS ERROR");
        self
    }

    /// Whether a line that begins with these bytes may be an error of the standards, and cannot be
    /// anything in the tables.
    #[inline]
    pub(crate) const fn has_only_error(&self, front: u64) -> bool {
        let key = Hints::key(front);
        (key == Hints::key(Hints::CME) || key == Hints::key(Hints::CMS)) && !self.hints.has_errors
    }
}

impl Default for Dialect {
    fn default() -> Self {
        Self::GENERIC
    }
}

/// How the names of the tables begin, so that most lines need no look at the tables: a filter with two
/// bits for each. It looks at five bytes in any case; where the fifth is no letter, it may be any other
/// that is none.
#[derive(Clone, Copy, Debug)]
struct Hints {
    four: u64,
    five: u64,
    /// Whether the tables may have a name that begins as an error of the standards does.
    has_errors: bool,
}

impl Hints {
    const NONE: Self = Self { four: 0, five: 0, has_errors: false };
    const ALL: Self = Self { four: u64::MAX, five: u64::MAX, has_errors: true };

    const CME: u64 = u64::from_le_bytes(*b"+CME ERR");
    const CMS: u64 = u64::from_le_bytes(*b"+CMS ERR");

    /// No letter stands behind a name.
    const fn add_name(self, name: &str) -> Self {
        match *name.as_bytes() {
            [a, b, c, d] => self.add([a, b, c, d, 0]),
            [a, b, c, d, e, ..] => self.add([a, b, c, d, e]),
            // It may stand before anything.
            _ => Self::ALL,
        }
    }

    /// A whole line, or the front of one.
    const fn add_error(mut self, text: &str) -> Self {
        match *text.as_bytes() {
            [a, b, c, b':'] => {
                let mut fifth = b'`';
                while fifth <= b'z' {
                    self = self.add([a, b, c, b':', fifth]);
                    fifth += 1;
                }
                self
            }
            // Lines that short are looked up in any case.
            [] | [_] | [_, _] | [_, _, _] if !matches!(text.as_bytes(), [.., b':']) => self,
            _ => self.add_name(text),
        }
    }

    const fn add(mut self, [a, b, c, d, e]: [u8; 5]) -> Self {
        let front = u64::from_le_bytes([a, b, c, d, e, 0, 0, 0]);
        self.four |= 1 << Self::four(front);
        self.five |= 1 << Self::five(Self::key(front));
        self
    }

    #[inline]
    const fn may_have(&self, front: u64) -> bool {
        self.four >> Self::four(front) & 1 != 0
            && self.five >> Self::five(Self::key(front)) & 1 != 0
    }

    #[inline]
    const fn four(front: u64) -> u32 {
        (front as u32 | 0x2020_2020).wrapping_mul(0xdfbe_c47b) >> 26
    }

    #[inline]
    const fn five(key: u64) -> u64 {
        key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 58
    }

    #[inline]
    const fn key(front: u64) -> u64 {
        let front = front | 0x20_2020_2020;
        let fifth = (front >> 32) as u8;
        let four = front & 0xffff_ffff;
        if fifth.is_ascii_lowercase() { four | (fifth as u64) << 32 } else { four }
    }
}

/// How the Fibocom L610 shows what it has received: `AT+GTSET="IPRFMT",<n>`.
///
/// Format 1, raw bytes without any header, cannot be told from everything else, and is not supported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ReceiveFormat {
    /// 0: `+MIPRTCP: 1,0,3132`, digits up to the line end.
    #[default]
    Hex,
    /// 2: `+MIPRTCP: 1,20,` and 20 raw bytes.
    Raw,
    /// 5: `+MIPREAD: 1,20` says that there is data, which `AT+MIPREAD` fetches.
    Read,
}

/// How a line carries a payload.
///
/// Fields are counted from 0, behind the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PayloadHeader {
    name: &'static str,
    selector: Option<u8>,
    field: u8,
    place: Place,
}

/// Where a payload stands, and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// So many bytes behind the line end.
    Line,
    /// Two digits for each of so many bytes behind the line end.
    HexLine,
    /// So many bytes behind the field with the length.
    Inline,
    /// Digits from this field up to the line end.
    HexRest,
}

impl PayloadHeader {
    /// A payload of as many bytes as the field says, behind the line end: `+IPD16`, `+RECEIVE,0,16:`.
    pub const fn line(name: &'static str, field: u8) -> Self {
        Self { name, selector: None, field, place: Place::Line }
    }

    /// A payload of as many bytes as the field says, behind that field and a comma:
    /// `+MIPRTCP: 1,2,OK`. A line end in place of the comma is taken, too.
    pub const fn inline(name: &'static str, field: u8) -> Self {
        Self { name, selector: None, field, place: Place::Inline }
    }

    /// A payload in hexadecimal digits from that field up to the line end: `+MIPRTCP: 1,0,3132`.
    pub const fn hex_rest(name: &'static str, field: u8) -> Self {
        Self { name, selector: None, field, place: Place::HexRest }
    }

    /// The payload behind the line end is in hexadecimal digits, two for each byte of the length.
    #[must_use]
    pub const fn hex(mut self) -> Self {
        self.place = Place::HexLine;
        self
    }

    /// Only lines whose first field is this number: `+CIPRXGET: 2,...`.
    #[must_use]
    pub const fn only_if(mut self, number: u8) -> Self {
        self.selector = Some(number);
        self
    }

    /// The name of the line.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) const fn selector(&self) -> Option<u8> {
        self.selector
    }

    pub(crate) const fn field(&self) -> usize {
        self.field as usize
    }

    pub(crate) const fn place(&self) -> Place {
        self.place
    }
}
