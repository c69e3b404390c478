//! `+CIPSENDMODE`: whether sending waits for the other side.
//!
//! The note names it (2.1); the forms are those of the command manual.

use super::lines;
use crate::command::{commands, information, named};

named! {
    /// `<mode>`: whether sending waits for the TCP ACK of the other side.
    Mode(u8) {
        /// It does not: the result of [`+CIPSEND`](super::cipsend) says what the modem has taken. The default.
        NO_WAIT = 0, "send without waiting for the peer's TCP ACK";
        /// It does: the result says what the other side has got.
        WAIT = 1, "wait for the peer's TCP ACK";
    }
}

type Failed<'a> = super::error::Failure<'a>;
type Reply<'a> = super::Reply<'a, Answer>;

commands! { "+CIPSENDMODE":
    /// Which values there are.
    Test -> Supported, lines::listed::<Self>;
    /// Which value is set.
    Read -> Reply<'l>, lines::answered_once::<Self>;
    /// Sets it.
    Set {
        /// Whether it waits.
        mode: Mode = 0..=1,
    } -> Failed<'l>, lines::unanswered;
}

information! {
    /// Which value is set.
    Answer = "+CIPSENDMODE" {
        /// Whether it waits.
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
        assert_command("+CIPSENDMODE=?", Test {});
        assert_command("+CIPSENDMODE?", Read {});
        assert_command("+CIPSENDMODE=0", Set { mode: Mode(0) });
        assert_command("+CIPSENDMODE=1", Set { mode: Mode(1) });
        assert_line("+CIPSENDMODE: 1", Answer { mode: Mode(1) });
        assert_eq!(answer::<Read>("+CIPSENDMODE:0").ok().unwrap().mode, Mode::NO_WAIT);
        assert_eq!(answer::<Read>("+CIPSENDMODE: 7").ok().unwrap().mode.name(), None);
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
        assert_eq!(belongs(plan, "+CIPSENDMODE: 1", 0), Belongs::No);
        assert_eq!(belongs(plan, "+IP ERROR: Operation not supported", 0), Belongs::Yes);
        assert_eq!(belongs(Read {}.plan(), "+CIPSENDMODE: 1", 0), Belongs::Yes);
        assert_eq!(belongs(Read {}.plan(), "+CIPSENDMODE: 1", 1), Belongs::No);
    }
}
