//! `+CPAS`: what the phone does (3GPP TS 27.007, 8.1).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::status::cpas::{Action, Activity};
//! use cellwire_at::Line;
//!
//! assert_eq!(Action::answer(Line::new(b"+CPAS: 3"))?.pas, Activity::RINGING);
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

use crate::command::{commands, information, named};

named! {
    /// What the phone does.
    Activity(u8) {
        /// Nothing; it takes commands.
        READY = 0, "ready";
        /// It takes no commands.
        UNAVAILABLE = 1, "unavailable";
        /// It does not know; it may not take commands.
        UNKNOWN = 2, "unknown";
        /// A call comes in.
        RINGING = 3, "ringing";
        /// There is a call.
        CALL = 4, "call in progress";
        /// It sleeps, and takes no commands.
        ASLEEP = 5, "asleep";
    }
}

commands! { "+CPAS":
    /// Which values there are.
    Test -> Supported;
    /// What it does.
    Action -> Answer;
}

information! {
    /// What the phone does.
    Answer = "+CPAS" {
        /// What it does.
        pas: Activity,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::{assert_command, assert_line};

    #[test]
    fn forms() {
        assert_command("+CPAS=?", Test {});
        assert_command("+CPAS", Action {});
        assert_line("+CPAS: 4", Answer { pas: Activity::CALL });
        assert_line("+CPAS: 148", Answer { pas: Activity(148) });
    }
}
