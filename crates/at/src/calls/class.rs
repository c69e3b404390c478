use crate::command::named;

named! {
    /// `<class>`: which kinds of calls are meant (TS 27.007, 7.4): a sum.
    ///
    /// ```
    /// use cellwire_at::calls::Class;
    ///
    /// assert!(Class::USUAL.contains(Class::FAX) && !Class::USUAL.contains(Class::SMS));
    /// assert_eq!(Class::VOICE | Class::DATA | Class::FAX, Class::USUAL);
    /// ```
    Class(u8) {
        /// Voice.
        VOICE = 1, "voice";
        /// Data.
        DATA = 2, "data";
        /// Fax.
        FAX = 4, "fax";
        /// Voice, data and fax: what is meant if none is said.
        USUAL = 7, "voice, data and fax";
        /// Short messages.
        SMS = 8, "short message service";
        /// Synchronous data.
        SYNC = 16, "data circuit sync";
        /// Asynchronous data.
        ASYNC = 32, "data circuit async";
        /// Packets.
        PACKET = 64, "dedicated packet access";
        /// A PAD.
        PAD = 128, "dedicated PAD access";
        /// All of them.
        ALL = 255, "all";
    }
}

impl Class {
    /// Whether all kinds of `other` are among these.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl core::ops::BitOr for Class {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

named! {
    /// `<CLI validity>`: whether the number of the caller is there, and why not (TS 27.007, 7.6).
    CliValidity(u8) {
        /// It is.
        VALID = 0, "valid";
        /// The caller does not show it.
        WITHHELD = 1, "withheld by the originator";
        /// A network on the way does not pass it on.
        INTERWORKING = 2, "not available due to interworking";
        /// It is a payphone.
        PAYPHONE = 3, "payphone";
        /// It is not known why.
        UNAVAILABLE = 4, "not available";
    }
}
