use core::char::REPLACEMENT_CHARACTER;
use core::str::Utf8Chunks;

use cellwire_codec::{BufferTooShort, Writer};

use super::hex::{self, Octets};
use super::ucs2::check_units;
use super::{DecodeError, EncodeError, Gsm7, Gsm7Chars, Unencodable, collect_into};

/// The character set of the strings on the AT interface, as `+CSCS` names it (TS 27.007 5.5).
///
/// It says what the bytes between the quotes mean. What a byte of the string must not be on the
/// line (`"`, CR) is another matter, that of the writer of parameters; in `"GSM"` the byte of `\`
/// is an Ö.
///
/// ```
/// use cellwire_at::charset::Charset;
///
/// assert_eq!(Charset::from_name(b"ucs2"), Charset::Ucs2);
/// assert!(Charset::Gsm.chars(b"\x00 \x1be\x5c").eq("@ €Ö".chars()));
/// assert!(Charset::Ira.chars(b"@ e").eq("@ e".chars()));
/// assert!(Charset::Hex.chars(b"001B65").eq("@€".chars()));
///
/// // An unknown one is kept.
/// let other = Charset::from_name(b"8859-5");
/// assert_eq!(other.name(), b"8859-5");
/// assert!(!other.is_known());
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Charset<'a> {
    /// `"GSM"`: the GSM 7-bit default alphabet, one septet a byte.
    Gsm,
    /// `"IRA"`: the international reference alphabet of ITU-T T.50, which is ASCII.
    Ira,
    /// `"UCS2"`: four hexadecimal digits for each unit of UTF-16.
    Ucs2,
    /// `"HEX"`: two hexadecimal digits for each septet of the GSM 7-bit default alphabet.
    Hex,
    /// `"UTF-8"`.
    Utf8,
    /// `"8859-1"`: ISO 8859 Latin 1.
    Latin1,
    /// `"PCCP437"`: code page 437 of the PC.
    Pccp437,
    /// Another one.
    Other(OtherCharset<'a>),
}

/// The name of a character set that has no variant of [`Charset`]; made by
/// [`Charset::from_name`].
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OtherCharset<'a>(&'a [u8]);

impl<'a> OtherCharset<'a> {
    /// The name.
    pub const fn name(self) -> &'a [u8] {
        self.0
    }
}

impl core::fmt::Debug for OtherCharset<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "\"{}\"", self.0.escape_ascii())
    }
}

const KNOWN: [(&str, Charset<'static>); 7] = [
    ("GSM", Charset::Gsm),
    ("IRA", Charset::Ira),
    ("UCS2", Charset::Ucs2),
    ("HEX", Charset::Hex),
    ("UTF-8", Charset::Utf8),
    ("8859-1", Charset::Latin1),
    ("PCCP437", Charset::Pccp437),
];

impl<'a> Charset<'a> {
    /// The character set of a name in either case. `UTF8` is taken as well.
    pub fn from_name(name: &'a [u8]) -> Self {
        if name.eq_ignore_ascii_case(b"UTF8") {
            return Self::Utf8;
        }
        KNOWN
            .iter()
            .find(|(known, _)| name.eq_ignore_ascii_case(known.as_bytes()))
            .map_or(Self::Other(OtherCharset(name)), |(_, charset)| *charset)
    }

    /// The name.
    pub fn name(&self) -> &'a [u8] {
        match self {
            Self::Other(other) => other.0,
            known => KNOWN
                .iter()
                .find(|(_, charset)| charset == known)
                .map_or(&[], |(name, _)| name.as_bytes()),
        }
    }

    /// Whether this crate has its table. Of another one, ASCII is read and written.
    pub const fn is_known(&self) -> bool {
        !matches!(self, Self::Other(_))
    }

    /// The characters of a string; what has no meaning is [`REPLACEMENT_CHARACTER`]. A hexadecimal
    /// string ends at the first thing that is not a digit or a blank.
    pub fn chars<'s>(&self, string: &'s [u8]) -> CharsetChars<'s> {
        CharsetChars(match self {
            Self::Gsm => Inner::Gsm(Gsm7::DEFAULT.decode(string.iter().copied())),
            Self::Hex => Inner::Hex(Gsm7::DEFAULT.decode(Octets::new(string))),
            Self::Ucs2 => Inner::Ucs2(core::char::decode_utf16(HexUnits(Octets::new(string)))),
            Self::Utf8 => Inner::utf8(string),
            Self::Latin1 => Inner::Bytes(string.iter(), char::from),
            Self::Pccp437 => Inner::Bytes(string.iter(), cp437),
            Self::Ira | Self::Other(_) => Inner::Bytes(string.iter(), ascii),
        })
    }

    /// Whether all of a string has a meaning.
    ///
    /// # Errors
    ///
    /// Something has not, or this crate does not know the character set.
    pub fn check(&self, string: &[u8]) -> Result<(), DecodeError> {
        let below_80 = |mut bytes: &mut dyn Iterator<Item = u8>| match (&mut bytes)
            .enumerate()
            .find(|(_, byte)| *byte >= 0x80)
        {
            Some((position, byte)) => Err(DecodeError::Byte { byte, position }),
            None => Ok(()),
        };
        match self {
            Self::Gsm | Self::Ira => below_80(&mut string.iter().copied()),
            Self::Hex => {
                hex::check(string)?;
                below_80(&mut Octets::new(string))
            }
            Self::Ucs2 => {
                hex::check(string)?;
                let octets = Octets::new(string).count();
                if !octets.is_multiple_of(2) {
                    return Err(DecodeError::HalfUnit { octets });
                }
                check_units(HexUnits(Octets::new(string)))
            }
            Self::Utf8 => match core::str::from_utf8(string) {
                Ok(_) => Ok(()),
                Err(error) => {
                    let position = error.valid_up_to();
                    let byte = string.get(position).copied().unwrap_or(0);
                    Err(DecodeError::Byte { byte, position })
                }
            },
            Self::Latin1 | Self::Pccp437 => Ok(()),
            Self::Other(_) => Err(DecodeError::UnknownCharset),
        }
    }

    /// Decodes a string to UTF-8 in `dst`.
    ///
    /// # Errors
    ///
    /// It does not fit.
    pub fn decode_into<'d>(
        &self,
        string: &[u8],
        dst: &'d mut [u8],
    ) -> Result<&'d str, BufferTooShort> {
        collect_into(self.chars(string), dst)
    }

    /// Decodes a string.
    #[cfg(feature = "alloc")]
    pub fn decode_to_string(&self, string: &[u8]) -> alloc::string::String {
        self.chars(string).collect()
    }

    /// How many bytes a text takes.
    ///
    /// # Errors
    ///
    /// It holds a character that the set does not have.
    pub fn encoded_len(&self, text: &str) -> Result<usize, Unencodable> {
        let mut writer = Writer::measuring();
        self.write(text, &mut writer)?;
        Ok(writer.written())
    }

    /// Writes a text, and says how many bytes it took.
    ///
    /// # Errors
    ///
    /// It holds a character that the set does not have, or does not fit. `dst` is then as it was.
    pub fn encode(&self, text: &str, dst: &mut [u8]) -> Result<usize, EncodeError> {
        let dst = BufferTooShort::check(dst, self.encoded_len(text)?)?;
        let mut writer = Writer::new(dst);
        self.write(text, &mut writer)?;
        Ok(writer.finish()?)
    }

    /// Encodes a text.
    ///
    /// # Errors
    ///
    /// It holds a character that the set does not have.
    #[cfg(feature = "alloc")]
    pub fn encode_to_vec(&self, text: &str) -> Result<alloc::vec::Vec<u8>, Unencodable> {
        let mut dst = alloc::vec![0; self.encoded_len(text)?];
        let mut writer = Writer::new(&mut dst);
        self.write(text, &mut writer)?;
        Ok(dst)
    }

    fn write(&self, text: &str, to: &mut Writer<'_>) -> Result<(), Unencodable> {
        for (position, char) in text.chars().enumerate() {
            self.write_char(char, to).ok_or(Unencodable { char, position })?;
        }
        Ok(())
    }

    fn write_char(&self, char: char, to: &mut Writer<'_>) -> Option<()> {
        match self {
            Self::Gsm => Gsm7::DEFAULT.encode_char(char)?.septets().for_each(|it| to.u8(it)),
            Self::Hex => {
                Gsm7::DEFAULT.encode_char(char)?.septets().for_each(|it| hex::write(&[it], to));
            }
            Self::Ucs2 => {
                for unit in char.encode_utf16(&mut [0; 2]) {
                    hex::write(&unit.to_be_bytes(), to);
                }
            }
            Self::Utf8 => to.bytes(char.encode_utf8(&mut [0; 4]).as_bytes()),
            Self::Latin1 => to.u8(u8::try_from(char).ok()?),
            Self::Pccp437 if char.is_ascii() => to.u8(char as u8),
            Self::Pccp437 => {
                to.u8(0x80 + CP437.chars().position(|known| known == char)? as u8);
            }
            Self::Ira | Self::Other(_) => {
                char.is_ascii().then(|| to.u8(char as u8))?;
            }
        }
        Some(())
    }
}

/// The characters of a string; made by [`Charset::chars`].
#[derive(Clone, Debug)]
pub struct CharsetChars<'s>(Inner<'s>);

#[derive(Clone, Debug)]
enum Inner<'s> {
    Gsm(Gsm7Chars<core::iter::Copied<core::slice::Iter<'s, u8>>>),
    Hex(Gsm7Chars<Octets<'s>>),
    Ucs2(core::char::DecodeUtf16<HexUnits<'s>>),
    Bytes(core::slice::Iter<'s, u8>, fn(u8) -> char),
    Utf8 { valid: core::str::Chars<'s>, is_broken: bool, rest: Utf8Chunks<'s> },
}

impl<'s> Inner<'s> {
    fn utf8(string: &'s [u8]) -> Self {
        Self::Utf8 { valid: "".chars(), is_broken: false, rest: string.utf8_chunks() }
    }
}

impl Iterator for CharsetChars<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match &mut self.0 {
            Inner::Gsm(chars) => chars.next(),
            Inner::Hex(chars) => chars.next(),
            Inner::Ucs2(chars) => chars.next().map(|it| it.unwrap_or(REPLACEMENT_CHARACTER)),
            Inner::Bytes(bytes, char) => bytes.next().map(|byte| char(*byte)),
            Inner::Utf8 { valid, is_broken, rest } => loop {
                if let Some(char) = valid.next() {
                    return Some(char);
                }
                if core::mem::take(is_broken) {
                    return Some(REPLACEMENT_CHARACTER);
                }
                let chunk = rest.next()?;
                *valid = chunk.valid().chars();
                *is_broken = !chunk.invalid().is_empty();
            },
        }
    }
}

/// The UTF-16 units of hexadecimal digits.
#[derive(Clone, Debug)]
struct HexUnits<'s>(Octets<'s>);

impl Iterator for HexUnits<'_> {
    type Item = u16;

    fn next(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes([self.0.next()?, self.0.next()?]))
    }
}

fn ascii(byte: u8) -> char {
    if byte.is_ascii() { char::from(byte) } else { REPLACEMENT_CHARACTER }
}

fn cp437(byte: u8) -> char {
    match byte.checked_sub(0x80) {
        None => char::from(byte),
        Some(high) => CP437.chars().nth(high.into()).unwrap_or(REPLACEMENT_CHARACTER),
    }
}

/// The upper half of code page 437.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
    └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

#[cfg(test)]
mod tests {
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::*;

    const ALL: [Charset<'static>; 7] = [
        Charset::Gsm,
        Charset::Ira,
        Charset::Ucs2,
        Charset::Hex,
        Charset::Utf8,
        Charset::Latin1,
        Charset::Pccp437,
    ];

    #[test]
    fn names() {
        for charset in ALL {
            assert_eq!(Charset::from_name(charset.name()), charset);
            assert_eq!(Charset::from_name(&charset.name().to_ascii_lowercase()), charset);
            assert!(charset.is_known());
        }
        assert_eq!(Charset::from_name(b"PCDN").name(), b"PCDN");
        assert_eq!(alloc::format!("{:?}", Charset::from_name(b"\"x")), r#"Other("\"x")"#);
        assert_eq!(CP437.chars().count(), 128);
    }

    #[test]
    fn strings_of_modems() {
        // ModemManager test-modem-helpers.c, test_cops_response_ublox_lara.
        let movistar = "004D006F007600690073007400610072";
        assert_eq!(Charset::Ucs2.decode_to_string(movistar.as_bytes()), "Movistar");
        // gammu tests/at-smsc/01.dump.
        let number = "002B00390037003200350034003100320030003000330032";
        assert_eq!(Charset::Ucs2.decode_to_string(number.as_bytes()), "+97254120032");
        // gammu and ModemManager ask for USSD so.
        assert_eq!(Charset::Ucs2.encode_to_vec("*100#").unwrap(), b"002A0031003000300023");
        // TS 27.007 5.5: the example of "HEX".
        assert!(Charset::Hex.chars(b"032FE6").eq("¥/\u{fffd}".chars()));
        assert_eq!(Charset::Pccp437.decode_to_string(b"\x81\x9c\xe1"), "ü£ß");
        assert_eq!(Charset::Utf8.decode_to_string(b"\xd0\x90\xd0,\xff"), "А\u{fffd},\u{fffd}");
    }

    #[test]
    fn faults() {
        for (charset, string, error) in [
            (Charset::Ucs2, &b"00480"[..], "5 hexadecimal digits are an odd number"),
            (Charset::Ucs2, b"004", "3 hexadecimal digits are an odd number"),
            (Charset::Ucs2, b"004800", "3 octets are no whole number of 16-bit units"),
            (Charset::Ucs2, b"0048D83D", "unit 0xd83d at 1 is half of a surrogate pair"),
            (Charset::Ucs2, b"Hello", "byte 0x48 at 0 is no hexadecimal digit"),
            (Charset::Gsm, b"a\xe4", "byte 0xe4 at 1 is not in the character set"),
            (Charset::Hex, b"41 E4", "byte 0xe4 at 1 is not in the character set"),
            (Charset::Utf8, b"a\xe4", "byte 0xe4 at 1 is not in the character set"),
            (Charset::from_name(b"PCDN"), b"a", "the character set is not known"),
        ] {
            assert_eq!(charset.check(string).unwrap_err().to_string(), error);
        }
        let mut dst = *b"1234";
        let error = Charset::Ira.encode("aä", &mut dst).unwrap_err();
        assert_eq!(error.to_string(), "'ä' at 1 is not in the character set");
        let error = Charset::Ucs2.encode("ab", &mut dst).unwrap_err();
        assert_eq!(error.to_string(), "buffer of 4 bytes is too short for 8");
        assert_eq!(dst, *b"1234");
    }

    proptest! {
        #[test]
        fn texts_round_trip(text: String, which in 0..7_usize) {
            let charset = ALL[which];
            let is_known = |c: &char| charset.encoded_len(c.encode_utf8(&mut [0; 4])).is_ok();
            let kept: String = text.chars().filter(is_known).collect();
            let string = charset.encode_to_vec(&kept).unwrap();
            prop_assert_eq!(charset.check(&string), Ok(()));
            prop_assert_eq!(charset.decode_to_string(&string), kept);
        }

        #[test]
        fn any_bytes_are_a_string(bytes: Vec<u8>, which in 0..8_usize) {
            let charset = ALL.get(which).copied().unwrap_or(Charset::from_name(b"new"));
            let text = charset.decode_to_string(&bytes);
            let mut dst = [0; 2000];
            prop_assert_eq!(charset.decode_into(&bytes, &mut dst), Ok(text.as_str()));
            if charset.check(&bytes).is_ok() {
                let may_say_so = matches!(charset, Charset::Ucs2 | Charset::Utf8);
                prop_assert!(may_say_so || !text.contains(REPLACEMENT_CHARACTER));
            }
        }
    }
}
