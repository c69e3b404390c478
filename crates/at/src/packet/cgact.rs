//! `+CGACT`: which contexts are active (3GPP TS 27.007, 10.1.10).
//!
//! ```
//! use cellwire_at::command::{Command, Numbers};
//! use cellwire_at::packet::cgact::{Read, Set};
//! use cellwire_at::Line;
//!
//! let mut buffer = [0; 32];
//! let len = Set { state: true, cids: Numbers::new(&[1]) }.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+CGACT=1,1\r");
//! assert!(Read::answer(Line::new(b"+CGACT: 4,1"))?.state);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::command::{Numbers, commands, information};

commands! { "+CGACT":
    /// Which values there are.
    Test -> Supported;
    /// The contexts, a line for each.
    Read -> Answer;
    /// Activates contexts, or ends them. The final result may also be `NO CARRIER`.
    Set<'a> {
        /// Whether they are to be active.
        state: bool,
        /// Which ones; all of them if there are none.
        cids: Numbers<'a>,
    }, |plan| plan.within(150);
}

information! {
    /// Whether a context is active.
    Answer = "+CGACT" {
        /// Which one.
        cid: u8,
        /// Whether it is active.
        state: bool,
    }
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use super::*;
    use crate::command::Command;
    use crate::command::testing::{answer, assert_command, assert_line};

    #[test]
    fn forms() {
        assert_command("+CGACT=?", Test {});
        assert_command("+CGACT?", Read {});
        assert_command("+CGACT=0", Set { state: false, cids: Numbers::NONE });
        let set = Set { state: true, cids: Numbers::new(&[1, 2, 5]) };
        assert_command("+CGACT=1,1,2,5", set);
        assert_eq!(set.plan().deadline(), Duration::from_secs(150));
        assert_line("+CGACT: 1,0", Answer { cid: 1, state: false });
    }

    /// The family 27007-cgact.
    #[test]
    fn vectors() {
        let lines = ["+CGACT: 1,0", "+CGACT: 4,1", "+CGACT: 5,0"].map(answer::<Read>);
        assert_eq!(lines.map(|line| (line.cid, line.state)), [(1, false), (4, true), (5, false)]);
    }
}
