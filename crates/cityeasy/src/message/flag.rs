cellwire_codec::wire_enum! {
    /// Whether an operation succeeded (section III: "Flag").
    ///
    /// Other values than these two are kept as they came.
    ///
    /// ```
    /// use cellwire_cityeasy::message::Flag;
    ///
    /// assert_eq!(Flag::from(true), Flag::SUCCEEDED);
    /// assert!(!Flag(0x0b).is_success());
    /// ```
    pub struct Flag(u8) {
        /// It failed.
        FAILED = 0x00, "failed";
        /// It succeeded.
        SUCCEEDED = 0x01, "succeeded";
    }
}

impl Flag {
    /// Whether this is [`SUCCEEDED`](Self::SUCCEEDED); no other value is.
    #[inline]
    pub const fn is_success(self) -> bool {
        self.0 == Self::SUCCEEDED.0
    }
}

impl From<bool> for Flag {
    fn from(success: bool) -> Self {
        Self(success.into())
    }
}
