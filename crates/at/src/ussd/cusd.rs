//! `+CUSD`: sends a string to the network, which answers by one (3GPP TS 27.007, 7.15).
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::charset::Charset;
//! use cellwire_at::command::{Command, Information};
//! use cellwire_at::ussd::cusd::{Coding, Indication, Set};
//!
//! let mut string = [0; 182];
//! let mut buffer = [0; 64];
//! let len = Set::request("*100#", Charset::Ucs2, &mut string)?.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+CUSD=1,\"002A0031003000300023\",15\r");
//!
//! // The answer is unsolicited, some seconds later.
//! let answer = Indication::parse(Line::new(b"+CUSD: 0,\"Balance: 5 EUR\r\nValid: May\",15"))?;
//! let mut text = [0; 400];
//! let text = answer.decode_into(Charset::Gsm, Coding::Standard, &mut text)?;
//! assert_eq!(text, "Balance: 5 EUR\r\nValid: May");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use cellwire_codec::BufferTooShort;

use crate::charset::hex::{self, HexError, Octets};
use crate::charset::{Alphabet, CbsDcs, Charset, EncodeError, Gsm7, collect_into};
use crate::command::{commands, information, named};
use crate::params::{Params, Str};
use crate::{Belongs, Line, Lines};

named! {
    /// `<n>`: whether the host is told of strings.
    Presentation(u8) {
        /// It is not.
        DISABLE = 0, "disable";
        /// It is.
        ENABLE = 1, "enable";
        /// Ends the dialogue.
        CANCEL = 2, "cancel session";
    }
}

named! {
    /// `<m>`: what the network expects, or why the dialogue is over.
    Mode(u8) {
        /// Nothing: it is over.
        DONE = 0, "no further user action required";
        /// An answer.
        ACTION_REQUIRED = 1, "further user action required";
        /// The network has ended it.
        TERMINATED = 2, "terminated by network";
        /// Another host of this modem has answered.
        ANSWERED_ELSEWHERE = 3, "other local client has responded";
        /// The network cannot do it.
        UNSUPPORTED = 4, "operation not supported";
        /// The network has not answered in time.
        TIMEOUT = 5, "network time out";
    }
}

commands! {
    "+CUSD":
    /// Which values of `<n>` there are.
    Test -> Supported;

    /// Whether the host is told of strings.
    Read -> Answer, |plan| plan.with_lines(Lines::Chosen(belongs));

    /// Sends a string, or sets whether the host is told of strings. Some modems say `OK` at once, some
    /// when the network has answered. In either case the answer is an [`Indication`].
    Set<'a> {
        /// Whether the host is told of strings.
        n: Option<Presentation>,
        /// `<str>`: what is sent; see [`request`](Set::request).
        str: Option<Str<'a>>,
        /// `<dcs>`: the coding scheme of `str`; 15 if it is not said.
        dcs: Option<CbsDcs>,
    }, |plan| plan.within(120);
}

information! {
    /// Whether the host is told of strings.
    Answer = "+CUSD" {
        /// Whether it is.
        n: Presentation,
    }
}

information! {
    /// A string of the network, or the end of a dialogue, unsolicited.
    Indication<'a> = "+CUSD" {
        /// What the network expects.
        m: Mode,
        /// `<str>`: the string, which may have several lines; see
        /// [`decode_into`](Indication::decode_into).
        str: Option<Str<'a>>,
        /// `<dcs>`: the coding scheme of `str`.
        dcs: Option<CbsDcs>,
    }
}

/// How a string stands on the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Coding {
    /// As TS 27.007 has it: a text of the GSM 7-bit alphabet in the character set of `+CSCS`, all else as
    /// octets in hexadecimal digits.
    #[default]
    Standard,
    /// As octets in hexadecimal digits in any case: septets are packed into them. Many Huawei modems do
    /// so.
    Octets,
}

/// Why a string cannot be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum TextError {
    /// By its coding scheme it is no text, or compressed.
    #[error("coding scheme {dcs} is no text")]
    NoText {
        /// The coding scheme.
        dcs: u8,
    },
    /// It should be hexadecimal and is not.
    #[error(transparent)]
    Hex(#[from] HexError),
    /// There is no room for it.
    #[error(transparent)]
    Buffer(#[from] BufferTooShort),
}

impl<'a> Set<'a> {
    /// Sends a text, and has the host told of the answer. The string is written to `dst`: up to 182 bytes,
    /// with [`Charset::Ucs2`] up to 728.
    ///
    /// What the GSM 7-bit alphabet does not have is sent in UCS2, which not every network takes.
    ///
    /// # Errors
    ///
    /// The character set does not have a character, or there is no room.
    pub fn request(
        text: &str,
        charset: Charset<'_>,
        dst: &'a mut [u8],
    ) -> Result<Self, EncodeError> {
        let (str, dcs) = encode(text, charset, Coding::Standard, dst)?;
        Ok(Self { n: Some(Presentation::ENABLE), str: Some(str), dcs: Some(dcs) })
    }

    /// The same for a modem that takes [`Octets`](Coding::Octets).
    ///
    /// # Errors
    ///
    /// There is no room, or there are more than 182 septets.
    pub fn request_octets(text: &str, dst: &'a mut [u8]) -> Result<Self, EncodeError> {
        let (str, dcs) = encode(text, Charset::Gsm, Coding::Octets, dst)?;
        Ok(Self { n: Some(Presentation::ENABLE), str: Some(str), dcs: Some(dcs) })
    }

    /// Ends the dialogue.
    pub const CANCEL: Self = Self { n: Some(Presentation::CANCEL), str: None, dcs: None };

    /// The text, as a modem gets it; see [`Indication::decode_into`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn decode_into<'d>(
        &self,
        charset: Charset<'_>,
        coding: Coding,
        dst: &'d mut [u8],
    ) -> Result<&'d str, TextError> {
        decode(self.str, self.dcs, charset, coding, dst)
    }
}

impl<'a> Indication<'a> {
    /// A text, as a modem sends it. The string is written to `dst`.
    ///
    /// # Errors
    ///
    /// The character set does not have a character, or there is no room.
    pub fn new(
        m: Mode,
        text: &str,
        charset: Charset<'_>,
        dst: &'a mut [u8],
    ) -> Result<Self, EncodeError> {
        let (str, dcs) = encode(text, charset, Coding::Standard, dst)?;
        Ok(Self { m, str: Some(str), dcs: Some(dcs) })
    }

    /// Decodes the string to UTF-8 in `dst`, without the language at its front. It is empty if there is
    /// none. `charset` is that of `+CSCS`.
    ///
    /// # Errors
    ///
    /// It is no text, or there is no room.
    pub fn decode_into<'d>(
        &self,
        charset: Charset<'_>,
        coding: Coding,
        dst: &'d mut [u8],
    ) -> Result<&'d str, TextError> {
        decode(self.str, self.dcs, charset, coding, dst)
    }

    /// How the string seems to stand on the line: as octets if a text of the GSM 7-bit alphabet consists
    /// of pairs of hexadecimal digits, a letter being among them, where it need not. That is a guess.
    pub fn guess(&self, charset: Charset<'_>) -> Coding {
        let raw = self.str.unwrap_or_default().as_raw();
        let is_septets = matches!(self.dcs.unwrap_or(CbsDcs::GSM7).alphabet(), Alphabet::Gsm7(_));
        let is_hex = matches!(charset, Charset::Ucs2 | Charset::Hex);
        let looks_hex = raw.len() >= 4
            && raw.iter().any(u8::is_ascii_alphabetic)
            && hex::check_bare(raw).is_ok();
        if is_septets && !is_hex && looks_hex { Coding::Octets } else { Coding::Standard }
    }
}

/// The first line with one small number is the answer; a string of the network has more.
fn belongs(line: Line<'_>, before: u16) -> Belongs {
    let is_answer =
        |mut params: Params<'_>| params.count() == 1 && params.u8().is_ok_and(|n| n < 2);
    match line.params("+CUSD") {
        Ok(params) if before == 0 && is_answer(params) => Belongs::Yes,
        _ => Belongs::No,
    }
}

/// How many octets a string may have; the standard has 160.
const MAX_OCTETS: usize = 182;

fn encode<'d>(
    text: &str,
    charset: Charset<'_>,
    coding: Coding,
    dst: &'d mut [u8],
) -> Result<(Str<'d>, CbsDcs), EncodeError> {
    let is_septets = Gsm7::DEFAULT.count(text).is_ok();
    let len = match coding {
        Coding::Octets if is_septets => {
            let mut octets = [0; MAX_OCTETS];
            let len = Gsm7::DEFAULT.pack_ussd(text, &mut octets)?;
            hex::encode(&octets[..len], dst)?.len()
        }
        Coding::Standard if is_septets => charset.encode(text, dst)?,
        _ => Charset::Ucs2.encode(text, dst)?,
    };
    let dcs = if is_septets { CbsDcs::GSM7 } else { CbsDcs::UCS2 };
    Ok((Str::from(&dst[..len]), dcs))
}

fn decode<'d>(
    str: Option<Str<'_>>,
    dcs: Option<CbsDcs>,
    charset: Charset<'_>,
    coding: Coding,
    dst: &'d mut [u8],
) -> Result<&'d str, TextError> {
    let (str, dcs) = (str.unwrap_or_default(), dcs.unwrap_or(CbsDcs::GSM7));
    match dcs.alphabet() {
        Alphabet::Gsm7(_) if coding == Coding::Standard && !dcs.is_compressed() => {
            Ok(collect_into(charset.chars_of(str), dst)?)
        }
        _ => {
            hex::check(str.as_raw())?;
            let mut octets = [0; 2 * MAX_OCTETS];
            let count = Octets::new(str.as_raw()).count();
            let octets = BufferTooShort::check(&mut octets, count)?;
            octets.iter_mut().zip(Octets::new(str.as_raw())).for_each(|(to, octet)| *to = octet);
            let text = dcs.text(octets).ok_or(TextError::NoText { dcs: dcs.0 })?;
            Ok(text.decode_into(dst)?)
        }
    }
}
