use core::char::REPLACEMENT_CHARACTER;
use core::iter::FusedIterator;

use cellwire_codec::Writer;

use super::septets::CR;
use super::{EncodeError, Language, PackedSize, Packer, Unencodable};

/// The GSM 7-bit alphabet: the default one of TS 23.038 6.2.1 with its extension table, or those of
/// a national language in their place.
///
/// A character takes one septet, or two if it is in the extension table: an escape (0x1B) and one
/// more. In user data the languages are said by the header (TS 23.040 9.2.3.24.15 and 16).
///
/// ```
/// use cellwire_at::charset::{Gsm7, Language};
///
/// assert_eq!(Gsm7::DEFAULT.count("1 €"), Ok(4));
/// assert_eq!(
///     Gsm7::DEFAULT.count("¿Cómo está?").unwrap_err().to_string(),
///     "'ó' at 2 is not in the character set",
/// );
/// let spanish = Gsm7 { single: Language::SPANISH, ..Gsm7::DEFAULT };
/// assert_eq!(spanish.count("¿Cómo está?"), Ok(13));
/// ```
#[expect(clippy::exhaustive_structs, reason = "a literal names the two tables")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Gsm7 {
    /// Whose table stands in the place of the default alphabet.
    pub locking: Language,
    /// Whose table stands in the place of the extension.
    pub single: Language,
}

/// What makes the next septet one of the extension table.
const ESCAPE: u8 = 0x1b;

/// How a character stands in the alphabet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Code {
    /// Whether an escape stands in front of the septet.
    pub is_extended: bool,
    /// The septet.
    pub septet: u8,
}

impl Code {
    /// How many septets it takes: 1 or 2.
    #[inline]
    #[expect(clippy::len_without_is_empty, reason = "it is never empty")]
    pub const fn len(self) -> usize {
        if self.is_extended { 2 } else { 1 }
    }

    /// The septets.
    #[inline]
    pub fn septets(self) -> impl Iterator<Item = u8> {
        self.is_extended.then_some(ESCAPE).into_iter().chain([self.septet])
    }
}

impl Gsm7 {
    /// The default alphabet and its extension.
    pub const DEFAULT: Self = Self { locking: Language::DEFAULT, single: Language::DEFAULT };

    /// Whether this crate has both tables. Where it lacks one, the default one is read.
    pub const fn is_known(self) -> bool {
        self.locking.has_locking() && self.single.has_single()
    }

    /// How a character is written, if the alphabet has it. In a language whose table this crate
    /// lacks, nothing is.
    #[inline]
    pub fn encode_char(self, char: char) -> Option<Code> {
        if !self.locking.has_locking() {
            return None;
        }
        let table = self.locking.locking();
        let unit = u16::try_from(u32::from(char)).ok()?;
        // Most of ASCII stands in its place.
        if unit < 0x80 && table[usize::from(unit)] == unit {
            return Some(Code { is_extended: false, septet: unit as u8 });
        }
        if let Some(septet) = table.iter().position(|known| *known == unit) {
            return Some(Code { is_extended: false, septet: septet as u8 });
        }
        if !self.single.has_single() {
            return None;
        }
        let single = self.single.single();
        let (septet, _) = single.iter().find(|(_, known)| *known == char)?;
        Some(Code { is_extended: true, septet: *septet })
    }

    /// How many septets a text takes.
    ///
    /// # Errors
    ///
    /// It holds a character that the alphabet does not have.
    pub fn count(self, text: &str) -> Result<usize, Unencodable> {
        let mut septets = 0;
        self.encode_each(text, |code| septets += code.len())?;
        Ok(septets)
    }

    /// Writes a text with one septet an octet, as it stands in a string of `+CSCS` `"GSM"`, and
    /// says how many octets it took.
    ///
    /// # Errors
    ///
    /// It holds a character that the alphabet does not have, or does not fit. What stands in `dst`
    /// is then of no use.
    pub fn encode(self, text: &str, dst: &mut [u8]) -> Result<usize, EncodeError> {
        let mut writer = Writer::new(dst);
        self.encode_each(text, |code| code.septets().for_each(|septet| writer.u8(septet)))?;
        Ok(writer.finish()?)
    }

    /// Writes a text in packed septets behind `fill_bits` bits of zero, of which there are at most
    /// 7.
    ///
    /// # Errors
    ///
    /// It holds a character that the alphabet does not have, or does not fit. What stands in `dst`
    /// is then of no use.
    pub fn pack(
        self,
        text: &str,
        fill_bits: usize,
        dst: &mut [u8],
    ) -> Result<PackedSize, EncodeError> {
        let mut writer = Writer::new(dst);
        let septets = self.pack_to(text, fill_bits, &mut writer)?;
        Ok(PackedSize { septets, octets: writer.finish()? })
    }

    pub(crate) fn pack_to(
        self,
        text: &str,
        fill_bits: usize,
        to: &mut Writer<'_>,
    ) -> Result<usize, Unencodable> {
        let mut packer = Packer::new(to, fill_bits);
        self.encode_each(text, |code| code.septets().for_each(|septet| packer.push(septet)))?;
        Ok(packer.finish())
    }

    /// Writes a USSD string in packed septets, and says how many octets it took.
    ///
    /// Where 7 bits are left at the end, a CR fills them; where the text itself ends with a CR on an
    /// octet boundary, one more CR follows (TS 23.038 6.1.2.3.1).
    /// [`Septets::ussd`](super::Septets::ussd) reads it.
    ///
    /// # Errors
    ///
    /// It holds a character that the alphabet does not have, or does not fit. What stands in `dst`
    /// is then of no use.
    pub fn pack_ussd(self, text: &str, dst: &mut [u8]) -> Result<usize, EncodeError> {
        let mut writer = Writer::new(dst);
        let mut packer = Packer::new(&mut writer, 0);
        self.encode_each(text, |code| code.septets().for_each(|septet| packer.push(septet)))?;
        if packer.held() == 1 || (packer.held() == 0 && text.ends_with('\r')) {
            packer.push(CR);
        }
        packer.finish();
        Ok(writer.finish()?)
    }

    fn encode_each(self, text: &str, mut each: impl FnMut(Code)) -> Result<(), Unencodable> {
        for (position, char) in text.chars().enumerate() {
            each(self.encode_char(char).ok_or(Unencodable { char, position })?);
        }
        Ok(())
    }

    /// The characters of septets, of which each octet holds one.
    ///
    /// What the extension table does not have is the character of the main table, and an escape
    /// behind an escape or at the end is a blank, as TS 23.038 6.2.1 has it. An octet with its high
    /// bit set is no septet, and becomes [`REPLACEMENT_CHARACTER`].
    pub fn decode<I: IntoIterator<Item = u8>>(self, septets: I) -> Gsm7Chars<I::IntoIter> {
        Gsm7Chars { septets: septets.into_iter(), alphabet: self }
    }

    #[inline]
    fn main_char(self, septet: u8) -> char {
        let unit = self.locking.locking().get(usize::from(septet));
        unit.and_then(|unit| char::from_u32(u32::from(*unit))).unwrap_or(REPLACEMENT_CHARACTER)
    }

    fn extension_char(self, septet: u8) -> char {
        let single = self.single.single();
        match single.iter().find(|(known, _)| *known == septet) {
            Some((_, char)) => *char,
            None if septet == ESCAPE => ' ',
            None => self.main_char(septet),
        }
    }
}

/// The characters of septets; made by [`Gsm7::decode`].
#[derive(Clone, Debug)]
pub struct Gsm7Chars<I> {
    septets: I,
    alphabet: Gsm7,
}

impl<I: Iterator<Item = u8>> Iterator for Gsm7Chars<I> {
    type Item = char;

    #[inline]
    fn next(&mut self) -> Option<char> {
        match self.septets.next()? {
            ESCAPE => {
                Some(self.septets.next().map_or(' ', |septet| self.alphabet.extension_char(septet)))
            }
            septet => Some(self.alphabet.main_char(septet)),
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let (low, high) = self.septets.size_hint();
        (low.div_ceil(2), high)
    }
}

impl<I: FusedIterator<Item = u8>> FusedIterator for Gsm7Chars<I> {}

#[cfg(test)]
mod tests {
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::*;
    use crate::charset::Septets;

    /// Table 6.2.1, row by row in the order of the septets.
    const DEFAULT: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
        ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    const LANGUAGES: [Language; 4] =
        [Language::DEFAULT, Language::TURKISH, Language::SPANISH, Language::PORTUGUESE];

    fn all_tables() -> impl Iterator<Item = Gsm7> {
        let tables = LANGUAGES
            .into_iter()
            .flat_map(|locking| LANGUAGES.map(move |single| Gsm7 { locking, single }));
        tables.filter(|tables| tables.is_known())
    }

    #[test]
    fn every_character_of_the_default_alphabet() {
        assert_eq!(DEFAULT.chars().count(), 128);
        for (septet, char) in (0_u8..).zip(DEFAULT.chars()) {
            if septet == ESCAPE {
                assert_eq!(Gsm7::DEFAULT.encode_char(char), None);
                continue;
            }
            let code = Gsm7::DEFAULT.encode_char(char).unwrap();
            assert_eq!((code.is_extended, code.septet), (false, septet), "{char:?}");
            assert!(Gsm7::DEFAULT.decode([septet]).eq([char]));
        }
    }

    #[test]
    fn every_character_of_the_extension() {
        // Table 6.2.1.1.
        let table = [
            (0x0a, '\x0c'),
            (0x14, '^'),
            (0x28, '{'),
            (0x29, '}'),
            (0x2f, '\\'),
            (0x3c, '['),
            (0x3d, '~'),
            (0x3e, ']'),
            (0x40, '|'),
            (0x65, '€'),
        ];
        for septet in 0..=0x7f {
            let extension = table.iter().find(|(known, _)| *known == septet);
            let char = extension.map_or_else(
                || if septet == ESCAPE { ' ' } else { DEFAULT.chars().nth(septet.into()).unwrap() },
                |(_, char)| *char,
            );
            assert!(Gsm7::DEFAULT.decode([ESCAPE, septet]).eq([char]), "{septet:#x}");
            if extension.is_some() {
                let code = Gsm7::DEFAULT.encode_char(char).unwrap();
                assert_eq!((code.is_extended, code.septet), (true, septet), "{char:?}");
            }
        }
        assert!(Gsm7::DEFAULT.decode(*b"a\x1b").eq("a ".chars()));
    }

    #[test]
    fn only_the_characters_of_the_tables_can_be_written() {
        for tables in all_tables() {
            for char in '\0'..=char::MAX {
                if let Some(code) = tables.encode_char(char) {
                    assert!(tables.decode(code.septets()).eq([char]), "{tables:?} {char:?}");
                    assert!(code.septet < 0x80);
                }
            }
        }
        let count =
            |tables: Gsm7| ('\0'..=char::MAX).filter(move |c| tables.encode_char(*c).is_some());
        assert_eq!(count(Gsm7::DEFAULT).count(), 137);
    }

    #[test]
    fn national_languages() {
        // TS 23.038 A.2 and A.3: some of each table.
        let with = |locking, single| Gsm7 { locking, single };
        for (tables, septets, text) in [
            (
                with(Language::TURKISH, Language::DEFAULT),
                &b"\x0b\x0c\x1c\x40\x60\x07\x04"[..],
                "ĞğŞİçı€",
            ),
            (
                with(Language::DEFAULT, Language::TURKISH),
                b"\x1bG\x1bI\x1bS\x1bc\x1bg\x1bi\x1bs",
                "ĞİŞçğış",
            ),
            (
                with(Language::DEFAULT, Language::SPANISH),
                b"\x1b\x09\x1bA\x1ba\x1bo\x1be\x1b(",
                "çÁáó€{",
            ),
            (
                with(Language::PORTUGUESE, Language::DEFAULT),
                b"\x04\x13\x15\x18\x24\x5b\x60\x7d",
                "êÇ∞€ºÃ~`",
            ),
            (with(Language::DEFAULT, Language::PORTUGUESE), b"\x1b\x05\x1b\x5b\x1b\x7f", "êÃâ"),
        ] {
            assert!(tables.is_known());
            assert_eq!(tables.decode(septets.iter().copied()).collect::<String>(), text);
            let mut dst = [0; 20];
            let len = tables.encode(text, &mut dst).unwrap();
            assert_eq!(&dst[..len], septets);
        }
        let hindi = with(Language::HINDI, Language::HINDI);
        assert!(!hindi.is_known());
        assert!(hindi.decode(*b"abc\x1be").eq("abc€".chars()));
        assert!(!with(Language::SPANISH, Language::SPANISH).is_known());
        // Nothing is written by tables that are not known.
        assert_eq!(hindi.encode_char('a'), None);
        assert_eq!(with(Language::DEFAULT, Language::HINDI).count("a"), Ok(1));
        assert!(with(Language::DEFAULT, Language::HINDI).count("€").is_err());
    }

    #[test]
    fn packing() {
        // TS 23.038 6.1.2.1.1: seven septets leave one bit, eight take seven octets.
        let mut dst = [0; 20];
        for (text, packed) in [
            ("", &b""[..]),
            ("1", b"\x31"),
            ("12345678", b"\x31\xd9\x8c\x56\xb3\xdd\x70"),
            ("1234567", b"\x31\xd9\x8c\x56\xb3\xdd\x00"),
            ("hellohello", b"\xe8\x32\x9b\xfd\x46\x97\xd9\xec\x37"),
        ] {
            let size = Gsm7::DEFAULT.pack(text, 0, &mut dst).unwrap();
            assert_eq!(&dst[..size.octets], packed);
            assert_eq!(size.septets, text.len());
        }
        let error = Gsm7::DEFAULT.pack("hellohello", 0, &mut dst[..8]).unwrap_err();
        assert_eq!(error.to_string(), "buffer of 8 bytes is too short for 9");
        let error = Gsm7::DEFAULT.pack("ab\x1b", 0, &mut dst).unwrap_err();
        assert_eq!(error.to_string(), "'\\u{1b}' at 2 is not in the character set");
    }

    #[test]
    fn the_seven_bits_at_the_end_of_a_ussd_string() {
        let ussd = |text: &str| {
            let mut dst = [0; 40];
            let len = Gsm7::DEFAULT.pack_ussd(text, &mut dst).unwrap();
            let septets: Vec<u8> = Septets::ussd(&dst[..len]).collect();
            (len, Gsm7::DEFAULT.decode(septets).collect::<String>())
        };
        assert_eq!(ussd("*100#"), (5, "*100#".to_string()));
        // 8n - 1 septets: a CR fills the octet, and is taken off.
        assert_eq!(ussd("1234567"), (7, "1234567".to_string()));
        assert_eq!(ussd("12345678"), (7, "12345678".to_string()));
        assert_eq!(ussd("123456 @"), (7, "123456 @".to_string()));
        assert_eq!(ussd("123456\r"), (7, "123456\r".to_string()));
        // A CR that is meant, on the boundary: there is one more, which does no harm.
        assert_eq!(ussd("1234567\r"), (8, "1234567\r\r".to_string()));
    }

    proptest! {
        #[test]
        fn texts_round_trip(
            chars in prop::collection::vec(0..137_usize, 0..200),
            fill in 0..7_usize,
            table in 0..12_usize,
        ) {
            let tables = all_tables().nth(table).unwrap();
            let is_known = |c: &char| tables.encode_char(*c).is_some();
            let known: Vec<char> = ('\0'..='\u{ffff}').filter(is_known).collect();
            let text: String = chars.iter().map(|index| known[index % known.len()]).collect();
            let mut dst = [0xff; 400];
            let size = tables.pack(&text, fill, &mut dst).unwrap();
            prop_assert_eq!(size.septets, tables.count(&text).unwrap());
            prop_assert_eq!(size.octets, (fill + 7 * size.septets).div_ceil(8));
            let septets = Septets::new(&dst[..size.octets], fill, size.septets);
            prop_assert_eq!(tables.decode(septets).collect::<String>(), text.clone());

            let len = tables.pack_ussd(&text, &mut dst).unwrap();
            let read: String = tables.decode(Septets::ussd(&dst[..len])).collect();
            prop_assert!(read == text || read == text.clone() + "\r");
        }

        #[test]
        fn any_octets_are_septets(octets: Vec<u8>, fill in 0..300_usize, count in 0..300_usize) {
            let septets: Vec<u8> = Septets::new(&octets, fill, count).collect();
            prop_assert!(septets.iter().all(|septet| *septet < 0x80));
            prop_assert!(septets.len() <= count);
            let _ = Gsm7::DEFAULT.decode(octets.iter().copied()).count();
            let _ = Gsm7::DEFAULT.decode(Septets::ussd(&octets)).count();
        }
    }
}
