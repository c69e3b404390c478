//! `&C`, `&D`: the lines DCD and DTR (ITU-T V.250, 6.2.8 and 6.2.9).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::v250::circuit::{DataTerminalReady, OnDtr};
//!
//! let mut buffer = [0; 16];
//! let len = DataTerminalReady { value: OnDtr::COMMAND_STATE }.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT&D1\r");
//! # Ok::<(), cellwire_at::params::WriteError>(())
//! ```

use super::profile::basic;
use crate::command::named;

named! {
    /// What the modem does when DTR goes from on to off in online data state.
    OnDtr(u8) {
        /// Nothing.
        IGNORE = 0, "ignored";
        /// It goes to online command state, and keeps the call.
        COMMAND_STATE = 1, "goes to online command state";
        /// It ends the call.
        HANG_UP = 2, "ends the call";
    }
}

basic! {
    /// Whether DCD (circuit 109) follows the carrier; else it is always on.
    CarrierDetect = "&C" bool
}

basic! {
    /// What the modem does when DTR (circuit 108/2) goes off.
    DataTerminalReady = "&D" OnDtr
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::assert_command;

    #[test]
    fn forms() {
        assert_command("&C1", CarrierDetect { value: true });
        assert_command("&D2", DataTerminalReady { value: OnDtr::HANG_UP });
    }
}
