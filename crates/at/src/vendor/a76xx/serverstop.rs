//! `+SERVERSTOP`: stops a server (note, 3.4.1, 3.4.2).
//!
//! The connections of its clients have to be closed first. What became of it stands in front of `OK` in
//! the note, and is read behind it, too.

use super::error::ErrCode;
use super::lines::{self, about};
use crate::Plan;
use crate::command::{commands, information, params};

type Reply<'a> = super::Reply<'a, Answer>;

commands! { "+SERVERSTOP":
    /// Stops server 0.
    Action -> Reply<'l>, |plan: Plan| lines::told_of_one::<Self>(plan).about(0);
}

params! {
    /// Stops one.
    Set {
        /// Which one, 0 to 3.
        server_index: u8 = 0..=3,
    }
}

about!(Set.server_index = Set "+SERVERSTOP" -> Reply<'l>, lines::told_of_one::<Self>);

information! {
    /// What became of it.
    Answer = "+SERVERSTOP" {
        /// Which server.
        server_index: u8,
        /// Whether it has stopped.
        err: ErrCode,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Verdict;
    use crate::command::Command;
    use crate::command::testing::{answer, assert_command, assert_line};
    use crate::vendor::a76xx::testing::{refused, unwritable, verdict};

    #[test]
    fn forms() {
        assert_command("+SERVERSTOP", Action {});
        assert_command("+SERVERSTOP=3", Set { server_index: 3 });
        let text = "parameter 1: 4 is not in 0 to 3";
        assert_eq!(unwritable(Set { server_index: 4 }), text);
        assert_eq!(refused::<Set>("4"), text);
    }

    /// S3.
    #[test]
    fn results() {
        assert_line("+SERVERSTOP: 0,0", Answer { server_index: 0, err: ErrCode::SUCCEEDED });
        let err = answer::<Set>("+SERVERSTOP: 2,9").ok().unwrap().err;
        assert_eq!(err, ErrCode::SOCKETS_OPENED);
        assert_eq!(verdict(Action {}.plan(), "+SERVERSTOP: 0,0"), Verdict::Whole);
        assert_eq!(verdict(Action {}.plan(), "+SERVERSTOP: 1,0"), Verdict::No);
        let plan = Set { server_index: 1 }.plan();
        assert_eq!(verdict(plan, "+SERVERSTOP: 0,0"), Verdict::No);
        assert_eq!(verdict(plan, "+SERVERSTOP: 1,0"), Verdict::Whole);
    }
}
