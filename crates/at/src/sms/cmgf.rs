//! `+CMGF`: PDU mode or text mode (3GPP TS 27.005, 3.2.3).

use crate::command::{commands, information, named};

named! {
    /// `<mode>`: how messages are written and read.
    Mode(u8) {
        /// As PDUs in hexadecimal digits.
        PDU = 0, "PDU mode";
        /// As text with headers.
        TEXT = 1, "text mode";
    }
}

commands! {
    "+CMGF":
    /// Which modes there are.
    Test -> Supported;

    /// The mode in force.
    Read -> Answer;

    /// Goes to a mode.
    Set {
        /// The mode.
        mode: Mode,
    };
}

information! {
    /// The mode in force.
    Answer = "+CMGF" {
        /// The mode.
        mode: Mode,
    }
}
