//! `+CIPSRIP`: whether the sender of pushed data is told.
//!
//! The note names it (2.1); the forms are those of the command manual.

use super::lines;
use crate::command::{commands, information, named};

named! {
    /// `<mode>`: whether the sender of received data is told.
    Mode(u8) {
        /// It is not.
        HIDDEN = 0, "not shown";
        /// [`RECV FROM`](super::receive::RecvFrom) stands in front of the data. The default.
        SHOWN = 1, "shown";
    }
}

type Failed<'a> = super::error::Failure<'a>;
type Reply<'a> = super::Reply<'a, Answer>;

commands! { "+CIPSRIP":
    /// Which values there are.
    Test -> Supported, lines::listed::<Self>;
    /// Which value is set.
    Read -> Reply<'l>, lines::answered_once::<Self>;
    /// Sets it.
    Set {
        /// Whether the sender is told.
        mode: Mode = 0..=1,
    } -> Failed<'l>, lines::unanswered;
}

information! {
    /// Which value is set.
    Answer = "+CIPSRIP" {
        /// Whether the sender is told.
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
        assert_command("+CIPSRIP=?", Test {});
        assert_command("+CIPSRIP?", Read {});
        assert_command("+CIPSRIP=0", Set { mode: Mode(0) });
        assert_command("+CIPSRIP=1", Set { mode: Mode(1) });
        assert_line("+CIPSRIP: 1", Answer { mode: Mode(1) });
        assert_eq!(answer::<Read>("+CIPSRIP:0").ok().unwrap().mode, Mode::HIDDEN);
        assert_eq!(answer::<Read>("+CIPSRIP: 7").ok().unwrap().mode.name(), None);
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
        assert_eq!(belongs(plan, "+CIPSRIP: 1", 0), Belongs::No);
        assert_eq!(belongs(plan, "+IP ERROR: Operation not supported", 0), Belongs::Yes);
        assert_eq!(belongs(Read {}.plan(), "+CIPSRIP: 1", 0), Belongs::Yes);
        assert_eq!(belongs(Read {}.plan(), "+CIPSRIP: 1", 1), Belongs::No);
    }
}
