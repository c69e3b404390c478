use core::fmt;

/// Something in a datagram that is not as the protocol has it, and was tolerated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Quirk {
    /// NUL bytes at the end.
    TrailingNul,
    /// A line end, or several, where none belongs.
    StrayLineEnd,
    /// No line end where one belongs.
    MissingLineEnd,
    /// Blanks at the ends, around a key or between two words.
    StrayBlank,
    /// The password under `pass:` in an event, or under `password:` in a keepalive.
    PasswordKey,
    /// A keepalive acknowledged with `req:`.
    ReqForReg,
    /// The length in `MSG` is not that of the text in bytes. All that arrived is taken.
    TextLength,
    /// A field that should be there is not.
    MissingField,
    /// A field came again; the first one counts.
    RepeatedField,
    /// A field without a colon.
    FieldWithoutColon,
    /// A word in a spelling of its own, such as `IDEL`, or in another case.
    Spelling,
    /// Something behind the last word.
    Surplus,
}

impl Quirk {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::TrailingNul,
        Self::StrayLineEnd,
        Self::MissingLineEnd,
        Self::StrayBlank,
        Self::PasswordKey,
        Self::ReqForReg,
        Self::TextLength,
        Self::MissingField,
        Self::RepeatedField,
        Self::FieldWithoutColon,
        Self::Spelling,
        Self::Surplus,
    ];

    /// A name in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TrailingNul => "trailing NUL",
            Self::StrayLineEnd => "stray line end",
            Self::MissingLineEnd => "missing line end",
            Self::StrayBlank => "stray blank",
            Self::PasswordKey => "key of the password",
            Self::ReqForReg => "req for reg",
            Self::TextLength => "length of the text",
            Self::MissingField => "missing field",
            Self::RepeatedField => "repeated field",
            Self::FieldWithoutColon => "field without colon",
            Self::Spelling => "spelling",
            Self::Surplus => "surplus",
        }
    }
}

impl fmt::Display for Quirk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What was tolerated in a datagram. A strict reader refuses the first of them.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Quirks(u16);

impl Quirks {
    /// Nothing.
    pub const NONE: Self = Self(0);

    /// Whether nothing was tolerated.
    #[inline]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether this was tolerated.
    #[inline]
    pub const fn contains(self, quirk: Quirk) -> bool {
        self.0 & (1 << quirk as u16) != 0
    }

    /// What was tolerated.
    pub fn iter(self) -> impl Iterator<Item = Quirk> {
        Quirk::ALL.iter().copied().filter(move |quirk| self.contains(*quirk))
    }

    #[inline]
    pub(crate) const fn insert(&mut self, quirk: Quirk) {
        self.0 |= 1 << quirk as u16;
    }
}

impl fmt::Debug for Quirks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
