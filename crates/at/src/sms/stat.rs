use crate::command::{named, words};

named! {
    /// `<stat>`: what has become of a stored message, in PDU mode (TS 27.005, 3.1).
    Stat(u8) {
        /// Received, and not read yet.
        RECEIVED_UNREAD = 0, "received unread";
        /// Received and read.
        RECEIVED_READ = 1, "received read";
        /// Stored, and not sent yet.
        STORED_UNSENT = 2, "stored unsent";
        /// Stored and sent.
        STORED_SENT = 3, "stored sent";
        /// All of them, for [`+CMGL`](super::cmgl).
        ALL = 4, "all";
    }
}

words! {
    /// `<stat>`: what has become of a stored message, in text mode (TS 27.005, 3.1).
    TextStat(str, string) {
        /// Received, and not read yet.
        ReceivedUnread = "REC UNREAD";
        /// Received and read.
        ReceivedRead = "REC READ";
        /// Stored, and not sent yet.
        StoredUnsent = "STO UNSENT";
        /// Stored and sent.
        StoredSent = "STO SENT";
        /// All of them, for [`+CMGL`](super::cmgl).
        All = "ALL";
    }
}

impl TextStat<'_> {
    /// The same in PDU mode.
    pub const fn stat(self) -> Option<Stat> {
        match self {
            Self::ReceivedUnread => Some(Stat::RECEIVED_UNREAD),
            Self::ReceivedRead => Some(Stat::RECEIVED_READ),
            Self::StoredUnsent => Some(Stat::STORED_UNSENT),
            Self::StoredSent => Some(Stat::STORED_SENT),
            Self::All => Some(Stat::ALL),
            Self::Other(_) => None,
        }
    }
}
