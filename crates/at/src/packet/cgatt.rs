//! `+CGATT`: whether the phone is attached to packet data (3GPP TS 27.007, 10.1.9).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::packet::cgatt::Read;
//! use cellwire_at::Line;
//!
//! assert!(Read::answer(Line::new(b"+CGATT: 1"))?.state);
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

use crate::command::{commands, information};

commands! { "+CGATT":
    /// Which values there are.
    Test -> Supported;
    /// Whether it is attached.
    Read -> Answer;
    /// Attaches, or detaches with all contexts.
    Set {
        /// Whether it is to be attached.
        state: bool,
    }, |plan| plan.within(140);
}

information! {
    /// Whether the phone is attached.
    Answer = "+CGATT" {
        /// Whether it is attached.
        state: bool,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::{assert_command, assert_line};

    #[test]
    fn forms() {
        assert_command("+CGATT=?", Test {});
        assert_command("+CGATT?", Read {});
        assert_command("+CGATT=0", Set { state: false });
        assert_line("+CGATT: 1", Answer { state: true });
    }
}
