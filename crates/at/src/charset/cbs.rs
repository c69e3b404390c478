use core::fmt::{self, Write as _};

use cellwire_codec::BufferTooShort;

use super::{Alphabet, Gsm7, Gsm7Chars, Septets, collect_into, ucs2};

/// The data coding scheme of USSD and cell broadcast (TS 23.038 5), the last number of `+CUSD`. It
/// is not that of SMS, which is [`pdu::Dcs`](crate::pdu::Dcs).
///
/// On the AT interface, a USSD string in the GSM 7-bit alphabet is a string of the character set
/// that `+CSCS` has set ([`Charset`](super::Charset)); other strings are the octets in hexadecimal
/// digits (TS 27.007 7.15). There are modems that give the octets in any case; what they say is read
/// here.
///
/// ```
/// use cellwire_at::charset::{CbsDcs, hex};
///
/// // From a Huawei E160, with the coding scheme 15.
/// let mut octets = [0; 16];
/// let octets = hex::decode(b"AA180C3602", &mut octets)?;
/// assert_eq!(CbsDcs(15).text(octets).unwrap().to_string(), "*100#");
/// # Ok::<(), cellwire_at::charset::hex::HexError>(())
/// ```
#[expect(clippy::exhaustive_structs, reason = "any number may stand on the wire")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct CbsDcs(pub u8);

impl CbsDcs {
    /// GSM 7-bit default alphabet, language unspecified: what a `+CUSD` without a number means.
    pub const GSM7: Self = Self(0x0f);
    /// 8-bit data.
    pub const EIGHT_BIT: Self = Self(0x44);
    /// UCS2.
    pub const UCS2: Self = Self(0x48);

    /// The alphabet. Reserved codings are read as the GSM 7-bit default alphabet, as the standard
    /// has it.
    pub const fn alphabet(self) -> Alphabet {
        match (self.0 >> 4, self.0 & 0x0f) {
            (0b0001, 0b0001) => Alphabet::Ucs2,
            (0b0100..=0b0111 | 0b1001, low) => match low >> 2 {
                0b01 => Alphabet::EightBit,
                0b10 => Alphabet::Ucs2,
                _ => Alphabet::GSM7,
            },
            (0b1101 | 0b1110, _) => Alphabet::EightBit,
            (0b1111, low) if low & 0b0100 != 0 => Alphabet::EightBit,
            _ => Alphabet::GSM7,
        }
    }

    /// Whether the text is compressed (TS 23.042), which this crate does not undo.
    pub const fn is_compressed(self) -> bool {
        self.0 & 0xe0 == 0x60
    }

    /// Whether the text begins with the language: two letters and a CR in the GSM 7-bit alphabet, or
    /// two letters in packed septets in front of UCS2.
    pub const fn has_language(self) -> bool {
        matches!(self.0, 0x10 | 0x11)
    }

    /// The text of the octets, without its language. `None` if they are no text or compressed.
    pub fn text(self, octets: &[u8]) -> Option<CbsText<'_>> {
        match self.alphabet() {
            _ if self.is_compressed() => None,
            Alphabet::EightBit => None,
            Alphabet::Ucs2 if self.has_language() => {
                let (language, octets) = octets.split_at_checked(2).unwrap_or((&[], octets));
                Some(CbsText { is_ucs2: true, octets, language, skip: 0 })
            }
            Alphabet::Ucs2 => Some(CbsText { is_ucs2: true, octets, language: &[], skip: 0 }),
            Alphabet::Gsm7(_) => {
                let has_language =
                    self.has_language() && Septets::ussd(octets).nth(2) == Some(0x0d);
                let (language, skip) = if has_language { (octets, 3) } else { (&[][..], 0) };
                Some(CbsText { is_ucs2: false, octets, language, skip })
            }
        }
    }
}

/// A USSD string that was received.
#[derive(Clone, Copy)]
pub struct CbsText<'a> {
    is_ucs2: bool,
    octets: &'a [u8],
    /// Two packed septets at its front, or empty.
    language: &'a [u8],
    /// How many septets the language takes at the front.
    skip: usize,
}

#[derive(Clone, Debug)]
enum Chars<'a> {
    Gsm7(Gsm7Chars<core::iter::Skip<Septets<'a>>>),
    Ucs2(ucs2::Chars<'a>),
}

impl Iterator for Chars<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match self {
            Self::Gsm7(chars) => chars.next(),
            Self::Ucs2(chars) => chars.next(),
        }
    }
}

impl<'a> CbsText<'a> {
    /// The characters. The CR that fills the last octet is no part of them.
    pub fn chars(&self) -> impl Iterator<Item = char> + Clone + use<'a> {
        if self.is_ucs2 {
            Chars::Ucs2(ucs2::chars(self.octets))
        } else {
            Chars::Gsm7(Gsm7::DEFAULT.decode(Septets::ussd(self.octets).skip(self.skip)))
        }
    }

    /// The two letters of the language (ISO 639) at its front, if it has them.
    pub fn language(&self) -> Option<[char; 2]> {
        let mut letters = Gsm7::DEFAULT.decode(Septets::new(self.language, 0, 2));
        Some([letters.next()?, letters.next()?])
    }

    /// Decodes it to UTF-8 in `dst`.
    ///
    /// # Errors
    ///
    /// It does not fit.
    pub fn decode_into<'d>(&self, dst: &'d mut [u8]) -> Result<&'d str, BufferTooShort> {
        collect_into(self.chars(), dst)
    }
}

/// The text.
impl fmt::Display for CbsText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.chars().try_for_each(|char| f.write_char(char))
    }
}

/// The text, escaped and in quotes.
impl fmt::Debug for CbsText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        self.chars().flat_map(char::escape_debug).try_for_each(|char| f.write_char(char))?;
        f.write_char('"')
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::*;
    use crate::charset::hex::Octets;

    fn octets(hex: &str) -> Vec<u8> {
        Octets::new(hex.as_bytes()).collect()
    }

    #[test]
    fn answers_of_modems() {
        // gammu tests/at-ussd/02-E160.dump: the last octet is filled with a CR.
        let answer = octets(
            "49B41C74ACD3D16171D90D32FBE52072BA0C72CA5DB45CAC76C3CD6CB41B2D060389CB74F9FE4C07D55C37\
             1CA85897BF1B",
        );
        let text = CbsDcs(15).text(&answer).unwrap();
        let german = "Ihr Guthaben für die Nr.4915783647410 beträgt 5.78 Euro";
        assert_eq!(text.to_string(), german);

        // gammu tests/at-ussd/issue377-HE910-D.dump: a language, and garbage behind the text.
        let answer = octets("613906310635064A062F06430020003100300037002E003900330020062F002E0644");
        let text = CbsDcs(17).text(&answer).unwrap();
        assert_eq!(text.language(), Some(['a', 'r']));
        assert_eq!(text.to_string(), "رصيدك 107.93 د.ل");
        assert!(CbsDcs(0x44).text(&answer).is_none());

        // TS 23.038 5, 0x10: two letters and a CR in front.
        let mut packed = [0; 20];
        let len = Gsm7::DEFAULT.pack_ussd("de\rHallo", &mut packed).unwrap();
        let text = CbsDcs(0x10).text(&packed[..len]).unwrap();
        assert_eq!((text.language(), text.to_string().as_str()), (Some(['d', 'e']), "Hallo"));
    }

    #[test]
    fn alphabets() {
        for (dcs, alphabet) in [
            (0x00, Alphabet::GSM7),
            (0x0f, Alphabet::GSM7),
            (0x10, Alphabet::GSM7),
            (0x11, Alphabet::Ucs2),
            (0x12, Alphabet::GSM7),
            (0x20, Alphabet::GSM7),
            (0x31, Alphabet::GSM7),
            (0x40, Alphabet::GSM7),
            (0x44, Alphabet::EightBit),
            (0x48, Alphabet::Ucs2),
            (0x4c, Alphabet::GSM7),
            (0x59, Alphabet::Ucs2),
            (0x80, Alphabet::GSM7),
            (0x98, Alphabet::Ucs2),
            (0xe1, Alphabet::EightBit),
            (0xf0, Alphabet::GSM7),
            (0xf5, Alphabet::EightBit),
        ] {
            assert_eq!(CbsDcs(dcs).alphabet(), alphabet, "{dcs:#x}");
        }
        assert!(CbsDcs(0x60).is_compressed() && CbsDcs(0x60).text(b"a").is_none());
    }

    proptest! {
        #[test]
        fn any_octets(octets: Vec<u8>, dcs: u8) {
            if let Some(text) = CbsDcs(dcs).text(&octets) {
                let _ = alloc::format!("{text} {text:?} {:?}", text.language());
            }
        }
    }
}
