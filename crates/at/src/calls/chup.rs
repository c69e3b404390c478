//! `+CHUP`: hangs up (3GPP TS 27.007, 6.5).

use crate::command::commands;

commands! {
    "+CHUP":
    /// Whether the command is there: the answer is `OK` alone.
    Test;

    /// Ends the call in progress, with some modems all calls.
    Action, |plan| plan.within(30);
}
