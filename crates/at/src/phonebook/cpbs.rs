//! `+CPBS`: which phonebook (3GPP TS 27.007, 8.11).
//!
//! A phonebook is `SM`, of the SIM; `ME`, of the phone; `FD`, fixed dialling; `ON`, own numbers; `EN`,
//! emergency numbers; `LD`, `DC`, `RC`, `MC`, calls of late: dialled last, dialled, received and missed.

use crate::command::{commands, information};
use crate::params::{SecretStr, Str};

commands! {
    "+CPBS":
    /// Which phonebooks there are.
    Test -> Supported;

    /// The phonebook in force.
    Read -> Answer<'l>;

    /// Chooses a phonebook.
    Set<'a> {
        /// Which one.
        storage: Str<'a>,
        /// PIN2, for some of them.
        password: Option<SecretStr<'a>>,
    }, |plan| plan.within(20);
}

information! {
    /// The phonebook in force.
    Answer<'a> = "+CPBS" {
        /// Which one.
        storage: Str<'a>,
        /// How many entries it has.
        used: Option<u16>,
        /// How many there is room for.
        total: Option<u16>,
    }
}
