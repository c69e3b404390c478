//! `+CMER`: which events are told by themselves (3GPP TS 27.007, 8.10). What they are is in
//! [`cind`](super::cind).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::status::cmer::{Mode, Set};
//!
//! let mut buffer = [0; 32];
//! let set = Set { mode: Mode::LINK_FREE, keyp: None, disp: None, ind: Some(1), bfr: None };
//! let len = set.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+CMER=1,,,1\r");
//! # Ok::<(), cellwire_at::params::WriteError>(())
//! ```

use crate::command::{commands, information, named};

named! {
    /// What happens to events.
    Mode(u8) {
        /// They are kept.
        BUFFER = 0, "kept";
        /// They are sent, or discarded while there is data on the line.
        LINK_FREE = 1, "discarded while in data state";
        /// They are sent, or kept while there is data on the line.
        LINK_FREE_BUFFER = 2, "kept while in data state";
        /// They are sent within the data.
        LINK = 3, "sent within the data";
    }
}

commands! { "+CMER":
    /// Which values there are.
    Test -> Supported;
    /// What is in force.
    Read -> Answer;
    /// Sets it.
    Set {
        /// What happens to events.
        mode: Mode,
        /// Keys, `+CKEV`: 0 none, 1 those that were pressed by hand, 2 all.
        keyp: Option<u8>,
        /// The display, `+CDEV`: 0 none, 1 what changed by hand, 2 all.
        disp: Option<u8>,
        /// Indicators, `+CIEV`: 0 none, 1 what changed by itself, 2 all.
        ind: Option<u8>,
        /// What was kept is discarded (0) or sent (1) now.
        bfr: Option<u8>,
    };
}

information! {
    /// What is in force.
    Answer = "+CMER" {
        /// What happens to events.
        mode: Mode,
        /// Keys.
        keyp: Option<u8>,
        /// The display.
        disp: Option<u8>,
        /// Indicators.
        ind: Option<u8>,
        /// What was kept.
        bfr: Option<u8>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::{answer, assert_command, assert_line};

    #[test]
    fn forms() {
        assert_command("+CMER=?", Test {});
        assert_command("+CMER?", Read {});
        let set =
            Set { mode: Mode::LINK, keyp: Some(0), disp: Some(0), ind: Some(2), bfr: Some(1) };
        assert_command("+CMER=3,0,0,2,1", set);
        let mode = Mode::BUFFER;
        let answer = Answer { mode, keyp: Some(0), disp: Some(0), ind: Some(0), bfr: None };
        assert_line("+CMER: 0,0,0,0", answer);
    }

    /// The family 27007-cmer.
    #[test]
    fn vectors() {
        let values = answer::<Test>("+CMER: (0-3),(0),(0),(0-1),(0-1)");
        assert!(values.allows(0, 3) && values.allows(3, 1) && !values.allows(3, 2));
        let values = answer::<Test>("+CMER: 1,0,0,(0-1),0");
        assert!(values.allows(0, 1) && !values.allows(0, 3) && values.allows(3, 1));
    }
}
