//! `+CIPHEAD`: whether pushed data has a header.
//!
//! The note names it (2.1); the forms are those of the command manual.

use super::lines;
use crate::command::{commands, information, named};

named! {
    /// `<mode>`: whether received data that is pushed has a header.
    Mode(u8) {
        /// There is none: nothing tells data from lines any more, and nothing can be received safely.
        NONE = 0, "no header";
        /// `+IPD<len>`, or what [`+CIPCCFG`](super::cipccfg) has set. The default.
        HEADER = 1, "header";
    }
}

type Failed<'a> = super::error::Failure<'a>;
type Reply<'a> = super::Reply<'a, Answer>;

commands! { "+CIPHEAD":
    /// Which values there are.
    Test -> Supported, lines::listed::<Self>;
    /// Which value is set.
    Read -> Reply<'l>, lines::answered_once::<Self>;
    /// Sets it.
    Set {
        /// Whether there is a header.
        mode: Mode = 0..=1,
    } -> Failed<'l>, lines::unanswered;
}

information! {
    /// Which value is set.
    Answer = "+CIPHEAD" {
        /// Whether there is a header.
        mode: Mode,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Belongs;
    use crate::command::Command;
    use crate::command::testing::{answer, assert_command, assert_line};
    use crate::vendor::a76xx::testing::{belongs, refused, unwritable};

    #[test]
    fn forms() {
        assert_command("+CIPHEAD=?", Test {});
        assert_command("+CIPHEAD?", Read {});
        assert_command("+CIPHEAD=0", Set { mode: Mode(0) });
        assert_command("+CIPHEAD=1", Set { mode: Mode(1) });
        assert_line("+CIPHEAD: 1", Answer { mode: Mode(1) });
        assert_eq!(answer::<Read>("+CIPHEAD:0").ok().unwrap().mode, Mode::NONE);
        assert_eq!(answer::<Read>("+CIPHEAD: 7").ok().unwrap().mode.name(), None);
    }

    #[test]
    fn refusals() {
        let text = "parameter 1: 2 is not in 0 to 1";
        assert_eq!(unwritable(Set { mode: Mode(2) }), text);
        assert_eq!(refused::<Set>("2"), text);
    }

    #[test]
    fn plans() {
        let plan = Set { mode: Mode(1) }.plan();
        assert_eq!(belongs(plan, "+CIPHEAD: 1", 0), Belongs::No);
        assert_eq!(belongs(plan, "+IP ERROR: Operation not supported", 0), Belongs::Yes);
        assert_eq!(belongs(Read {}.plan(), "+CIPHEAD: 1", 0), Belongs::Yes);
        assert_eq!(belongs(Read {}.plan(), "+CIPHEAD: 1", 1), Belongs::No);
    }
}
