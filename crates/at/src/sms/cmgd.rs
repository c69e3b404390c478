//! `+CMGD`: deletes messages (3GPP TS 27.005, 3.5.4).

use crate::command::{commands, named};

named! {
    /// `<delflag>`: which messages, of the first storage of [`+CPMS`](super::cpms).
    DelFlag(u8) {
        /// That of the index.
        INDEX = 0, "at the index";
        /// All that were read; the index does not matter.
        READ = 1, "all read";
        /// All that were read or sent.
        READ_AND_SENT = 2, "all read and sent";
        /// All but those that were not read yet.
        READ_SENT_AND_UNSENT = 3, "all read, sent and unsent";
        /// All.
        ALL = 4, "all";
    }
}

commands! {
    "+CMGD":
    /// At which indices there are messages, and which values `<delflag>` may have.
    Test -> Supported, |plan| plan.within(20);

    /// Deletes messages. Many of them take their time.
    Set {
        /// `<index>`: where it is stored.
        index: u16,
        /// Which ones; [`DelFlag::INDEX`] if it is not said.
        delflag: Option<DelFlag>,
    }, |plan| plan.within(60);
}
