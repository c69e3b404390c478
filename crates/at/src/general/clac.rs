//! `+CLAC`: which commands there are (3GPP TS 27.007, 8.37).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::general::clac::Action;
//! use cellwire_at::Line;
//!
//! assert_eq!(Action::answer(Line::new(b"AT+CREG"))?.0, "AT+CREG");
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

use crate::command::commands;
use crate::{Belongs, Line, Lines};

commands! { "+CLAC":
    /// Which commands there are, each on a line of its own. Some print `AT` in front of each; some print
    /// all of them in one line, with commas between.
    Action -> Text, |plan| plan.with_lines(Lines::ChosenOfAll(belongs));
}

/// A line is the name of a command if it has nothing behind a colon: `+CREG`, not `+CREG: 1`.
fn belongs(line: Line<'_>, _before: u16) -> Belongs {
    let bytes = line.as_bytes();
    let is_answer = !bytes.contains(&b':') || line.is("+CLAC");
    if is_answer && bytes != b"RING" { Belongs::Yes } else { Belongs::No }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Command;
    use crate::command::testing::{answer, assert_command};

    #[test]
    fn forms() {
        assert_command("+CLAC", Action {});
        assert_eq!(answer::<Action>("+CLAC: &C,&D,+CREG").0, "&C,&D,+CREG");
        assert_eq!(answer::<Action>("+CREG").0, "+CREG");
    }

    #[test]
    fn names_and_codes() {
        let plan = Action {}.plan();
        for line in ["+CREG", "AT+CREG", "&C", "D", "+CLAC: D,+CREG"] {
            let line = Line::new(line.as_bytes());
            assert_eq!(plan.belongs(line, 0, |_| true), Belongs::Yes);
        }
        for line in ["+CREG: 1", "RING"] {
            assert_eq!(plan.belongs(Line::new(line.as_bytes()), 0, |_| true), Belongs::No);
        }
    }
}
