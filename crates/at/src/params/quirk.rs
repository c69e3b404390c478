cellwire_codec::quirk_set! {
    /// Something in the parameters that is not as the standards have it, and was tolerated.
    #[cfg_attr(feature = "defmt", derive(defmt::Format))]
    pub enum Quirk {
        /// Neither a colon nor another mark between the name and the parameters: `+IFC (0,1,2)`.
        MissingColon = "missing colon",
        /// An equals sign for the colon: `+MIPRTCP=1,4`.
        EqualsSign = "equals sign for a colon",
        /// Blanks or line ends where none belong: `2, 1`, `( 1 )`, `(0 -7200)`.
        Blank = "stray blank",
        /// Something behind a number and a blank: `0 5`.
        BlankInside = "blank in a number",
        /// A decimal number in quotes.
        QuotedNumber = "number in quotes",
        /// A number with `0x` in front.
        HexPrefix = "number with 0x",
        /// A string without quotes.
        UnquotedString = "string without quotes",
        /// A word in quotes.
        QuotedWord = "word in quotes",
        /// One of the two quotes of a string is missing: `"0B,"0100701"`, `(ME","SR")`.
        UnpairedQuote = "unpaired quote",
        /// A quote inside a string that is not written as `\22`.
        RawQuote = "quote without escape",
        /// A control character in a string that is not written as an escape.
        Control = "control character without escape",
        /// A backslash that begins no escape.
        BadEscape = "backslash without digits",
        /// No comma between two parameters: `(1,2)(3)`.
        MissingComma = "missing comma",
        /// A parenthesis that closes nothing.
        StrayParenthesis = "stray parenthesis",
        /// A list that does not end.
        UnclosedList = "unclosed list",
        /// No parentheses around a list.
        BareList = "list without parentheses",
        /// A list around all parameters.
        NestedList = "list around the parameters",
        /// A range that counts down: `(1-0)`.
        ReversedRange = "reversed range",
        /// A length in front of a text, or of data, that is not that of what follows.
        Length = "wrong length",
        /// Empty parameters behind the last one.
        TrailingComma = "trailing comma",
        /// Parameters behind the last one.
        Surplus = "surplus",
    }

    /// What was tolerated in parameters. A strict reader refuses the first of them.
    #[cfg_attr(feature = "defmt", derive(defmt::Format))]
    pub struct Quirks(u32) {
        pub const NONE;
        pub(super) fn insert;
        pub fn union;
    }
}
