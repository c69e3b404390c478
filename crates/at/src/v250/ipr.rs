//! `+IPR`: the rate of the serial line (ITU-T V.250, 6.2.10).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::v250::ipr::Set;
//!
//! let mut buffer = [0; 32];
//! let len = Set { rate: 115_200 }.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+IPR=115200\r");
//! # Ok::<(), cellwire_at::params::WriteError>(())
//! ```

use crate::command::{commands, information};

commands! { "+IPR":
    /// Which rates the modem finds out by itself, and which it can be set to.
    Test -> Supported;
    /// The rate in force.
    Read -> Answer;
    /// Goes to a rate, behind the `OK`.
    Set {
        /// Bits per second; 0 if the modem is to find it out.
        rate: u32,
    };
}

information! {
    /// The rate in force.
    Answer = "+IPR" {
        /// Bits per second; 0 if the modem finds it out.
        rate: u32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::{answer, assert_command, assert_line};

    #[test]
    fn forms() {
        assert_command("+IPR=?", Test {});
        assert_command("+IPR?", Read {});
        assert_command("+IPR=0", Set { rate: 0 });
        assert_line("+IPR: 921600", Answer { rate: 921_600 });
        let rates = answer::<Test>("+IPR: (0,9600,115200),(9600-460800)");
        assert!(rates.allows(0, 115_200) && rates.allows(1, 9_600) && !rates.allows(1, 0));
    }
}
