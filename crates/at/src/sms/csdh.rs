//! `+CSDH`: whether text mode shows all of a header (3GPP TS 27.005, 3.3.3).

use crate::command::{commands, information};

commands! {
    "+CSDH":
    /// Which values there are.
    Test -> Supported;

    /// Whether all is shown.
    Read -> Answer;

    /// Shows all, or not.
    Set {
        /// Whether all is shown.
        show: bool,
    };
}

information! {
    /// Whether all is shown.
    Answer = "+CSDH" {
        /// Whether it is.
        show: bool,
    }
}
