use core::fmt;

/// Something in the parameters that is not as the standards have it, and was tolerated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Quirk {
    /// Neither a colon nor another mark between the name and the parameters: `+IFC (0,1,2)`.
    MissingColon,
    /// An equals sign for the colon: `+MIPRTCP=1,4`.
    EqualsSign,
    /// Blanks or line ends where none belong: `2, 1`, `( 1 )`, `(0 -7200)`.
    Blank,
    /// Something behind a number and a blank: `0 5`.
    BlankInside,
    /// A decimal number in quotes.
    QuotedNumber,
    /// A number with `0x` in front.
    HexPrefix,
    /// A string without quotes.
    UnquotedString,
    /// A word in quotes.
    QuotedWord,
    /// One of the two quotes of a string is missing: `"0B,"0100701"`, `(ME","SR")`.
    UnpairedQuote,
    /// A quote inside a string that is not written as `\22`.
    RawQuote,
    /// A control character in a string that is not written as an escape.
    Control,
    /// A backslash that begins no escape.
    BadEscape,
    /// No comma between two parameters: `(1,2)(3)`.
    MissingComma,
    /// A parenthesis that closes nothing.
    StrayParenthesis,
    /// A list that does not end.
    UnclosedList,
    /// No parentheses around a list.
    BareList,
    /// A list around all parameters.
    NestedList,
    /// A range that counts down: `(1-0)`.
    ReversedRange,
    /// A length in front of a text, or of data, that is not that of what follows.
    Length,
    /// Empty parameters behind the last one.
    TrailingComma,
    /// Parameters behind the last one.
    Surplus,
}

impl Quirk {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::MissingColon,
        Self::EqualsSign,
        Self::Blank,
        Self::BlankInside,
        Self::QuotedNumber,
        Self::HexPrefix,
        Self::UnquotedString,
        Self::QuotedWord,
        Self::UnpairedQuote,
        Self::RawQuote,
        Self::Control,
        Self::BadEscape,
        Self::MissingComma,
        Self::StrayParenthesis,
        Self::UnclosedList,
        Self::BareList,
        Self::NestedList,
        Self::ReversedRange,
        Self::Length,
        Self::TrailingComma,
        Self::Surplus,
    ];

    /// A name in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MissingColon => "missing colon",
            Self::EqualsSign => "equals sign for a colon",
            Self::Blank => "stray blank",
            Self::BlankInside => "blank in a number",
            Self::QuotedNumber => "number in quotes",
            Self::HexPrefix => "number with 0x",
            Self::UnquotedString => "string without quotes",
            Self::QuotedWord => "word in quotes",
            Self::UnpairedQuote => "unpaired quote",
            Self::RawQuote => "quote without escape",
            Self::Control => "control character without escape",
            Self::BadEscape => "backslash without digits",
            Self::MissingComma => "missing comma",
            Self::StrayParenthesis => "stray parenthesis",
            Self::UnclosedList => "unclosed list",
            Self::BareList => "list without parentheses",
            Self::NestedList => "list around the parameters",
            Self::ReversedRange => "reversed range",
            Self::Length => "wrong length",
            Self::TrailingComma => "trailing comma",
            Self::Surplus => "surplus",
        }
    }
}

impl fmt::Display for Quirk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What was tolerated in parameters. A strict reader refuses the first of them.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Quirks(u32);

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
        self.0 & (1 << quirk as u32) != 0
    }

    /// What was tolerated here or there.
    #[inline]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What was tolerated.
    pub fn iter(self) -> impl Iterator<Item = Quirk> {
        Quirk::ALL.iter().copied().filter(move |quirk| self.contains(*quirk))
    }

    #[inline]
    pub(super) const fn insert(&mut self, quirk: Quirk) {
        self.0 |= 1 << quirk as u32;
    }
}

impl fmt::Debug for Quirks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
