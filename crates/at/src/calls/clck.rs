//! `+CLCK`: locks of the phone, of the SIM, and calls that are barred (3GPP TS 27.007, 7.4).
//!
//! ```
//! use cellwire_at::calls::clck::{Mode, Set};
//! use cellwire_at::command::Command;
//!
//! let mut buffer = [0; 32];
//! let lock = Set { fac: "SC".into(), mode: Mode::LOCK, passwd: Some("1234".into()), class: None };
//! let len = lock.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+CLCK=\"SC\",1,\"1234\"\r");
//! assert!(format!("{lock:?}").contains("***"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::Class;
use crate::command::{commands, information, named};
use crate::params::{SecretStr, Str};

named! {
    /// `<mode>`: what to do.
    Mode(u8) {
        /// Unlocks it.
        UNLOCK = 0, "unlock";
        /// Locks it.
        LOCK = 1, "lock";
        /// Asks for it.
        QUERY = 2, "query status";
    }
}

commands! {
    "+CLCK":
    /// Which locks there are.
    Test -> Supported;

    /// Locks, unlocks, or asks. For barred calls the network is asked, so this may take a while.
    Set<'a> {
        /// `<fac>`, which lock: `SC` the PIN of the SIM, `PS` the phone to its SIM, `PN` the phone to its
        /// network, `FD` fixed dialling; `AO`, `OI`, `OX`, `AI`, `IR`, `AB`, `AG`, `AC` barred calls.
        fac: Str<'a>,
        /// What to do.
        mode: Mode,
        /// `<passwd>`: the PIN or the password.
        passwd: Option<SecretStr<'a>>,
        /// For which calls; [`Class::USUAL`] if it is not said.
        class: Option<Class>,
    } -> Answer, |plan| plan.within(60);
}

information! {
    /// Whether it is locked, for barred calls of a kind of calls; a line for each.
    Answer = "+CLCK" {
        /// Whether it is.
        status: bool,
        /// For which calls.
        class: Option<Class>,
    }
}
