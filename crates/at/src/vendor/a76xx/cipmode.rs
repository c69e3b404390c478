//! `+CIPMODE`: whether connection 0 is transparent.
//!
//! `+++` leaves data mode, with more than 1000 ms of silence in front and behind, and at most 900 ms between
//! its characters; `ATO` and, with UDP, `AT+CIPOPEN` go back (note, 1.5.4, 3.2.3, 3.3.3).
//!
//! The note has the set form; the others are those of the command manual.

use super::lines;
use crate::command::{commands, information, named};

named! {
    /// `<mode>`: whether connection 0 is transparent (note, 1.5.4).
    Mode(u8) {
        /// It is not: there are ten connections. The default.
        COMMAND = 0, "command mode";
        /// It is, and so is server 0: what is opened becomes data mode. The other connections, 1 to 9, are not.
        TRANSPARENT = 1, "transparent mode";
    }
}

type Failed<'a> = super::error::Failure<'a>;
type Reply<'a> = super::Reply<'a, Answer>;

commands! { "+CIPMODE":
    /// Which values there are.
    Test -> Supported, lines::listed::<Self>;
    /// Which value is set.
    Read -> Reply<'l>, lines::answered_once::<Self>;
    /// Sets it, before [`+NETOPEN`](super::netopen).
    Set {
        /// Whether connection 0 is transparent.
        mode: Mode = 0..=1,
    } -> Failed<'l>, lines::unanswered;
}

information! {
    /// Which value is set.
    Answer = "+CIPMODE" {
        /// Whether connection 0 is transparent.
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
        assert_command("+CIPMODE=?", Test {});
        assert_command("+CIPMODE?", Read {});
        assert_command("+CIPMODE=0", Set { mode: Mode(0) });
        assert_command("+CIPMODE=1", Set { mode: Mode(1) });
        assert_line("+CIPMODE: 1", Answer { mode: Mode(1) });
        assert_eq!(answer::<Read>("+CIPMODE:0").ok().unwrap().mode, Mode::COMMAND);
        assert_eq!(answer::<Read>("+CIPMODE: 7").ok().unwrap().mode.name(), None);
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
        assert_eq!(belongs(plan, "+CIPMODE: 1", 0), Belongs::No);
        assert_eq!(belongs(plan, "+IP ERROR: Operation not supported", 0), Belongs::Yes);
        assert_eq!(belongs(Read {}.plan(), "+CIPMODE: 1", 0), Belongs::Yes);
        assert_eq!(belongs(Read {}.plan(), "+CIPMODE: 1", 1), Belongs::No);
    }
}
