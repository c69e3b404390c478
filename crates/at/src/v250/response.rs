//! `E`, `V`, `Q`, `X`: how the modem answers (ITU-T V.250, 6.2.4 to 6.2.7).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::v250::response::Echo;
//!
//! let mut buffer = [0; 16];
//! let len = Echo { value: false }.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"ATE0\r");
//! # Ok::<(), cellwire_at::params::WriteError>(())
//! ```

use super::profile::basic;
use crate::command::named;

named! {
    /// How the progress of calls is told.
    Progress(u8) {
        /// Only `CONNECT`.
        CONNECT = 0, "CONNECT only, no tone is detected";
        /// `CONNECT` and the rate.
        CONNECT_TEXT = 1, "CONNECT with its text, no tone is detected";
        /// `NO DIALTONE`, too.
        DIAL_TONE = 2, "dial tone is detected";
        /// `BUSY`, too.
        BUSY_TONE = 3, "busy tone is detected";
        /// All of them.
        ALL = 4, "dial tone and busy tone are detected";
    }
}

basic! {
    /// Whether the modem echoes what the host sends.
    Echo = "E" bool
}

basic! {
    /// Whether the modem leaves out result codes. Then nobody knows what becomes of a command: the
    /// [host](crate::host) takes silence for the end of each, this one included.
    Quiet = "Q" bool
}

basic! {
    /// Whether result codes are words, and have line ends in front; else they are numbers.
    Verbose = "V" bool
}

basic! {
    /// How the progress of calls is told.
    CallProgress = "X" Progress
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Command;
    use crate::command::testing::assert_command;
    use crate::params::Params;

    #[test]
    fn forms() {
        assert_command("E0", Echo { value: false });
        assert_command("E1", Echo { value: true });
        assert_command("Q1", Quiet { value: true });
        assert_command("V1", Verbose { value: true });
        assert_command("X4", CallProgress { value: Progress::ALL });
    }

    #[test]
    fn without_a_number_it_is_0() {
        assert_eq!(Echo::parse(Params::new(b"")), Ok(Echo { value: false }));
        assert_eq!(CallProgress::parse(Params::new(b"")).unwrap().value, Progress::CONNECT);
    }
}
