use super::{Gsm7, Parts, Unencodable, ucs2};

/// What the units of a message are: septets, octets, or the 16-bit units of UTF-16.
///
/// ```
/// use cellwire_at::charset::Alphabet;
///
/// let alphabet = Alphabet::for_text("Grüße, 3 €");
/// assert_eq!(alphabet, Alphabet::GSM7);
/// assert_eq!(alphabet.count("Grüße, 3 €"), Ok(11)); // the € takes two
/// assert_eq!(alphabet.capacity(0), 160);
/// assert_eq!(Alphabet::Ucs2.capacity(6), 67);
/// ```
#[expect(clippy::exhaustive_enums, reason = "the coding schemes have no room for a fourth")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Alphabet {
    /// Septets, with these tables.
    Gsm7(Gsm7),
    /// Octets, which are no text.
    EightBit,
    /// UTF-16 with the high byte first.
    Ucs2,
}

impl Alphabet {
    /// The default alphabet with its extension.
    pub const GSM7: Self = Self::Gsm7(Gsm7::DEFAULT);

    /// How many octets of user data a message has.
    pub const MAX_OCTETS: usize = 140;

    /// The GSM 7-bit default alphabet if it has all characters of the text, else UCS2.
    ///
    /// National languages are never chosen, since not all phones read them.
    pub fn for_text(text: &str) -> Self {
        match Gsm7::DEFAULT.count(text) {
            Ok(_) => Self::GSM7,
            Err(_) => Self::Ucs2,
        }
    }

    /// How many units a character takes, if the alphabet has it: 1 or 2.
    #[inline]
    pub fn char_units(self, char: char) -> Option<usize> {
        match self {
            Self::Gsm7(tables) => tables.encode_char(char).map(super::Code::len),
            Self::EightBit => None,
            Self::Ucs2 => Some(char.len_utf16()),
        }
    }

    /// How many units a text takes: septets, or 16-bit units.
    ///
    /// # Errors
    ///
    /// It holds a character that the alphabet does not have.
    pub fn count(self, text: &str) -> Result<usize, Unencodable> {
        match self {
            Self::Gsm7(tables) => tables.count(text),
            Self::Ucs2 => Ok(ucs2::count(text)),
            Self::EightBit => match text.chars().next() {
                Some(char) => Err(Unencodable { char, position: 0 }),
                None => Ok(0),
            },
        }
    }

    /// How many units fit into a message behind a header of `header_octets`, its length octet
    /// included: 160, 153 or 152 septets and 70, 67 or 66 units of UCS2 behind 0, 6 (a concatenation
    /// with a reference of 8 bits) or 7 octets (16 bits).
    pub const fn capacity(self, header_octets: usize) -> usize {
        let octets = Self::MAX_OCTETS.saturating_sub(header_octets);
        match self {
            Self::Gsm7(_) => octets * 8 / 7,
            Self::EightBit => octets,
            Self::Ucs2 => octets / 2,
        }
    }

    /// The text as one part if it fits into a message without a header, else in parts that leave
    /// room for a header of `header_octets`.
    ///
    /// # Errors
    ///
    /// It holds a character that the alphabet does not have.
    pub fn split(self, text: &str, header_octets: usize) -> Result<Parts<'_>, Unencodable> {
        let limit = if self.count(text)? <= self.capacity(0) {
            self.capacity(0)
        } else {
            self.capacity(header_octets)
        };
        Ok(Parts::new(text, self, limit))
    }
}
