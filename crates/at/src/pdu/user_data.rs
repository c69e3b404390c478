use core::fmt::{self, Write as _};

use cellwire_codec::{BufferTooShort, Writer};

use super::cursor::Cursor;
use super::{Concatenation, Dcs, FieldError, Header, HeaderBuf, ParseError};
use crate::charset::{Alphabet, EncodeError, Gsm7, Gsm7Chars, Septets, collect_into, ucs2};

/// TP-UD with its length and TP-UDHI: a header if there is one, and a text or data behind it
/// (TS 23.040 9.2.3.24). What the text is coded in, TP-DCS says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UserData<'a> {
    has_header: bool,
    udl: u8,
    octets: &'a [u8],
}

impl<'a> UserData<'a> {
    /// Nothing.
    pub const EMPTY: Self = Self { has_header: false, udl: 0, octets: &[] };

    /// User data of octets that begin with a header if `has_header`. TP-UDL counts septets in the
    /// GSM 7-bit alphabet, with those that the header takes, and octets otherwise. It is checked
    /// when it is written.
    pub const fn new(has_header: bool, udl: u8, octets: &'a [u8]) -> Self {
        Self { has_header, udl, octets }
    }

    /// Data without a header.
    pub fn from_data(octets: &'a [u8]) -> Self {
        // What is too long is refused when it is written.
        Self { has_header: false, udl: u8::try_from(octets.len()).unwrap_or(u8::MAX), octets }
    }

    /// TP-UDHI: whether there is a header.
    #[inline]
    pub const fn has_header(&self) -> bool {
        self.has_header
    }

    /// TP-UDL, as it stands there: septets in the GSM 7-bit alphabet, else octets.
    #[inline]
    pub const fn udl(&self) -> u8 {
        self.udl
    }

    /// All octets, the header in front.
    #[inline]
    pub const fn as_octets(&self) -> &'a [u8] {
        self.octets
    }

    /// Whether there is neither text nor data nor header.
    pub const fn is_empty(&self) -> bool {
        self.octets.is_empty()
    }

    /// The header, and what stands behind it.
    fn split(&self) -> (&'a [u8], &'a [u8]) {
        match self.octets {
            [len, rest @ ..] if self.has_header => {
                rest.split_at_checked(usize::from(*len)).unwrap_or((rest, &[]))
            }
            octets => (&[], octets),
        }
    }

    /// The header; one without elements if there is none.
    #[inline]
    pub fn header(&self) -> Header<'a> {
        Header::new(self.split().0)
    }

    /// Which part of which message this is, if it is one of several.
    pub fn concatenation(&self) -> Option<Concatenation> {
        self.header().concatenation()
    }

    /// The octets behind the header.
    #[inline]
    pub fn data(&self) -> &'a [u8] {
        self.split().1
    }

    /// The alphabet, with the languages that the header says.
    pub fn alphabet(&self, dcs: Dcs) -> Alphabet {
        match dcs.alphabet() {
            Alphabet::Gsm7(_) if self.has_header => Alphabet::Gsm7(self.header().tables()),
            alphabet => alphabet,
        }
    }

    /// The text. `None` if it is 8-bit data, or compressed; then there is [`data`](Self::data).
    pub fn text(&self, dcs: Dcs) -> Option<Text<'a>> {
        if dcs.is_compressed() {
            return None;
        }
        match self.alphabet(dcs) {
            Alphabet::EightBit => None,
            Alphabet::Ucs2 => Some(Text(Source::Ucs2(self.data()))),
            Alphabet::Gsm7(tables) => {
                let data = self.data();
                let header_octets = self.octets.len() - data.len();
                let skipped = (header_octets * 8).div_ceil(7);
                let septets = Septets::new(
                    data,
                    skipped * 7 - header_octets * 8,
                    usize::from(self.udl).saturating_sub(skipped),
                );
                Some(Text(Source::Gsm7(tables, septets)))
            }
        }
    }

    /// How many octets TP-UDL stands for.
    fn octets_of(udl: u8, dcs: Dcs) -> usize {
        match dcs.alphabet() {
            Alphabet::Gsm7(_) if !dcs.is_compressed() => (usize::from(udl) * 7).div_ceil(8),
            _ => usize::from(udl),
        }
    }

    pub(super) fn parse(
        has_header: bool,
        dcs: Dcs,
        from: &mut Cursor<'a>,
    ) -> Result<Self, ParseError> {
        let udl = from.u8("TP-UDL")?;
        let offset = from.offset();
        let octets = from.take_user_data(Self::octets_of(udl, dcs))?;
        match octets {
            [len, rest @ ..] if has_header && usize::from(*len) > rest.len() => {
                let len = usize::from(*len);
                Err(ParseError::HeaderTooLong { offset, len, available: rest.len() })
            }
            _ => Ok(Self { has_header, udl, octets }),
        }
    }

    pub(super) fn check(&self, dcs: Dcs, limit: usize) -> Result<(), FieldError> {
        let len = self.octets.len();
        if len > limit {
            return Err(FieldError::UserDataTooLong { len, limit });
        }
        let expected = Self::octets_of(self.udl, dcs);
        if expected != len {
            return Err(FieldError::UserDataLength { udl: self.udl, expected, len });
        }
        match self.octets {
            _ if !self.has_header => Ok(()),
            [] => Err(FieldError::HeaderTooLong { len: 1, available: 0 }),
            [len, rest @ ..] if usize::from(*len) > rest.len() => {
                Err(FieldError::HeaderTooLong { len: usize::from(*len), available: rest.len() })
            }
            _ => Ok(()),
        }
    }

    pub(super) fn write(&self, to: &mut Writer<'_>) {
        to.u8(self.udl);
        to.bytes(self.octets);
    }
}

/// The text of user data. It is decoded when asked for.
///
/// What has no meaning becomes U+FFFD. Two texts are equal when their characters are.
#[derive(Clone)]
pub struct Text<'a>(Source<'a>);

#[derive(Clone)]
enum Source<'a> {
    Gsm7(Gsm7, Septets<'a>),
    Ucs2(&'a [u8]),
}

/// The characters of a text; made by [`Text::chars`].
#[derive(Clone, Debug)]
pub struct TextChars<'a>(Chars<'a>);

#[derive(Clone, Debug)]
enum Chars<'a> {
    Gsm7(Gsm7Chars<Septets<'a>>),
    Ucs2(ucs2::Chars<'a>),
}

impl Iterator for TextChars<'_> {
    type Item = char;

    #[inline]
    fn next(&mut self) -> Option<char> {
        match &mut self.0 {
            Chars::Gsm7(chars) => chars.next(),
            Chars::Ucs2(chars) => chars.next(),
        }
    }
}

impl<'a> Text<'a> {
    /// The characters.
    pub fn chars(&self) -> TextChars<'a> {
        TextChars(match &self.0 {
            Source::Gsm7(tables, septets) => Chars::Gsm7(tables.decode(septets.clone())),
            Source::Ucs2(octets) => Chars::Ucs2(ucs2::chars(octets)),
        })
    }

    /// The septets, if it is made of them.
    #[cfg(feature = "alloc")]
    pub(super) const fn as_septets(&self) -> Option<&Septets<'a>> {
        match &self.0 {
            Source::Gsm7(_, septets) => Some(septets),
            Source::Ucs2(_) => None,
        }
    }

    /// Whether there is no character.
    pub fn is_empty(&self) -> bool {
        self.chars().next().is_none()
    }

    /// Decodes it to UTF-8 in `dst`.
    ///
    /// # Errors
    ///
    /// It does not fit. 480 bytes are enough for any message.
    pub fn decode_into<'d>(&self, dst: &'d mut [u8]) -> Result<&'d str, BufferTooShort> {
        collect_into(self.chars(), dst)
    }
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.chars().eq(other.chars())
    }
}

impl Eq for Text<'_> {}

impl PartialEq<str> for Text<'_> {
    fn eq(&self, other: &str) -> bool {
        self.chars().eq(other.chars())
    }
}

impl PartialEq<&str> for Text<'_> {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

/// The text as it is, with its line ends and control characters.
impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.chars().try_for_each(|char| f.write_char(char))
    }
}

/// The text, escaped and in quotes.
impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        self.chars().flat_map(char::escape_debug).try_for_each(|char| f.write_char(char))?;
        f.write_char('"')
    }
}

/// User data that is to be written: a header, and a text or data behind it.
///
/// ```
/// use cellwire_at::charset::Alphabet;
/// use cellwire_at::pdu::{Dcs, HeaderBuf, UserDataBuf};
///
/// let user_data = UserDataBuf::text(Alphabet::GSM7, &HeaderBuf::new(), "hellohello")?;
/// let user_data = user_data.as_user_data();
/// assert_eq!(user_data.as_octets(), [0xe8, 0x32, 0x9b, 0xfd, 0x46, 0x97, 0xd9, 0xec, 0x37]);
/// assert_eq!(user_data.udl(), 10);
/// assert_eq!(user_data.text(Dcs::GSM7).unwrap(), "hellohello");
/// # Ok::<(), cellwire_at::charset::EncodeError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct UserDataBuf {
    octets: [u8; Self::CAPACITY],
    len: usize,
    udl: u8,
    has_header: bool,
}

impl UserDataBuf {
    /// How many octets there may be.
    pub const CAPACITY: usize = Alphabet::MAX_OCTETS;

    /// Nothing.
    pub const EMPTY: Self = Self { octets: [0; Self::CAPACITY], len: 0, udl: 0, has_header: false };

    /// A text in an alphabet. That the header says which languages the alphabet has, is the
    /// caller's: [`HeaderBuf::push_tables`].
    ///
    /// # Errors
    ///
    /// The text holds a character that the alphabet does not have, which any character is in the
    /// 8-bit one, or does not fit behind the header.
    pub fn text(alphabet: Alphabet, header: &HeaderBuf, text: &str) -> Result<Self, EncodeError> {
        let units = alphabet.count(text)?;
        let mut this = Self { has_header: header.user_data_octets() > 0, ..Self::EMPTY };
        let mut writer = Writer::new(&mut this.octets);
        write_header(header, &mut writer);
        let header_octets = writer.written();
        let udl = match alphabet {
            Alphabet::Gsm7(tables) => {
                let skipped = (header_octets * 8).div_ceil(7);
                tables.pack_to(text, skipped * 7 - header_octets * 8, &mut writer)?;
                skipped + units
            }
            Alphabet::EightBit => header_octets,
            Alphabet::Ucs2 => {
                ucs2::write(text, &mut writer);
                writer.written()
            }
        };
        this.len = writer.finish()?;
        // 140 octets are 160 septets, so it fits.
        this.udl = udl as u8;
        Ok(this)
    }

    /// Data of octets.
    ///
    /// # Errors
    ///
    /// It does not fit behind the header.
    pub fn data(header: &HeaderBuf, data: &[u8]) -> Result<Self, BufferTooShort> {
        let mut this = Self { has_header: header.user_data_octets() > 0, ..Self::EMPTY };
        let mut writer = Writer::new(&mut this.octets);
        write_header(header, &mut writer);
        writer.bytes(data);
        this.len = writer.finish()?;
        this.udl = this.len as u8;
        Ok(this)
    }

    /// The user data.
    pub fn as_user_data(&self) -> UserData<'_> {
        let octets = self.octets.get(..self.len).unwrap_or_default();
        UserData { has_header: self.has_header, udl: self.udl, octets }
    }
}

fn write_header(header: &HeaderBuf, to: &mut Writer<'_>) {
    if header.user_data_octets() > 0 {
        to.u8(header.as_octets().len() as u8);
        to.bytes(header.as_octets());
    }
}
