//! `L`, `M`: the loudspeaker (ITU-T V.250, 6.3.13 and 6.3.14).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::v250::speaker::{Mode, Speaker};
//!
//! let mut buffer = [0; 16];
//! let len = Speaker { value: Mode::OFF }.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"ATM0\r");
//! # Ok::<(), cellwire_at::params::WriteError>(())
//! ```

use super::profile::basic;
use crate::command::named;

named! {
    /// When the loudspeaker is on.
    Mode(u8) {
        /// Never.
        OFF = 0, "always off";
        /// Until there is a carrier.
        UNTIL_CARRIER = 1, "on until carrier";
        /// Always.
        ON = 2, "always on";
        /// As 1, but not while it dials.
        NOT_WHILE_DIALLING = 3, "on until carrier, but not while dialling";
    }
}

basic! {
    /// How loud the loudspeaker is: 0 and 1 low, 2 medium, 3 high.
    Volume = "L" u8
}

basic! {
    /// When the loudspeaker is on.
    Speaker = "M" Mode
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::assert_command;

    #[test]
    fn forms() {
        assert_command("L2", Volume { value: 2 });
        assert_command("M0", Speaker { value: Mode::OFF });
        assert_command("M9", Speaker { value: Mode(9) });
    }
}
