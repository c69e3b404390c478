cellwire_codec::quirk_set! {
    /// Something in a datagram that is not as the protocol has it, and was tolerated.
    #[cfg_attr(feature = "defmt", derive(defmt::Format))]
    pub enum Quirk {
        /// NUL bytes at the end.
        TrailingNul = "trailing NUL",
        /// A line end, or several, where none belongs.
        StrayLineEnd = "stray line end",
        /// No line end where one belongs.
        MissingLineEnd = "missing line end",
        /// Blanks at the ends, around a key or between two words.
        StrayBlank = "stray blank",
        /// The password under `pass:` in an event, or under `password:` in a keepalive.
        PasswordKey = "key of the password",
        /// A keepalive acknowledged with `req:`.
        ReqForReg = "req for reg",
        /// The length in `MSG` is not that of the text in bytes. All that arrived is taken.
        TextLength = "length of the text",
        /// A field that should be there is not.
        MissingField = "missing field",
        /// A field came again; the first one counts.
        RepeatedField = "repeated field",
        /// A field without a colon.
        FieldWithoutColon = "field without colon",
        /// A word in a spelling of its own, such as `IDEL`, or in another case.
        Spelling = "spelling",
        /// Something behind the last word.
        Surplus = "surplus",
    }

    /// What was tolerated in a datagram. A strict reader refuses the first of them.
    #[cfg_attr(feature = "defmt", derive(defmt::Format))]
    pub struct Quirks(u16) {
        pub const NONE;
        pub(crate) fn insert;
    }
}
