//! `+CMEE`: how errors are told (3GPP TS 27.007, 9.1).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::status::cmee::{Mode, Set};
//!
//! let mut buffer = [0; 32];
//! let len = Set { n: Mode::NUMERIC }.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+CMEE=1\r");
//! # Ok::<(), cellwire_at::params::WriteError>(())
//! ```

use crate::command::{commands, information, named};

named! {
    /// How errors are told.
    Mode(u8) {
        /// `ERROR`.
        PLAIN = 0, "ERROR";
        /// `+CME ERROR: 10`.
        NUMERIC = 1, "+CME ERROR and a number";
        /// `+CME ERROR: SIM not inserted`.
        VERBOSE = 2, "+CME ERROR and a text";
    }
}

commands! { "+CMEE":
    /// Which ways there are.
    Test -> Supported;
    /// The way in force.
    Read -> Answer;
    /// Sets it.
    Set {
        /// The way.
        n: Mode,
    };
}

information! {
    /// The way in force.
    Answer = "+CMEE" {
        /// The way.
        n: Mode,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::{assert_command, assert_line};

    #[test]
    fn forms() {
        assert_command("+CMEE=?", Test {});
        assert_command("+CMEE?", Read {});
        assert_command("+CMEE=2", Set { n: Mode::VERBOSE });
        assert_line("+CMEE: 0", Answer { n: Mode::PLAIN });
    }
}
