//! `+NETCLOSE`: stops the socket service (note, 3.1.4).
//!
//! Connections and servers have to be closed first; else the error is 9. The note has the action; the
//! read form is that of the command manual, whose answer is not printed anywhere.

use super::error::ErrCode;
use super::lines;
use crate::command::{commands, information};

type Reply<'a> = super::Reply<'a, Answer>;

commands! { "+NETCLOSE":
    /// Its answer is not known; that of `AT+NETOPEN?` says whether the service is there.
    Read -> Reply<'l>, lines::answered_once::<Self>;
    /// Stops the service. `OK` comes at once, the [`Answer`] within 120 s.
    Action -> Reply<'l>, lines::told::<Self>;
}

information! {
    /// What became of it.
    Answer = "+NETCLOSE" {
        /// Whether the service is gone now.
        err: ErrCode,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Command;
    use crate::command::testing::{answer, assert_command, assert_line};
    use crate::vendor::a76xx::testing::{belongs, verdict};
    use crate::{Belongs, Verdict};

    #[test]
    fn forms() {
        assert_command("+NETCLOSE?", Read {});
        assert_command("+NETCLOSE", Action {});
        assert_line("+NETCLOSE: 0", Answer { err: ErrCode::SUCCEEDED });
        assert_line("+NETCLOSE: 9", Answer { err: ErrCode::SOCKETS_OPENED });
    }

    /// `+NETCLOSE: 2` of a field trace (S3).
    #[test]
    fn results() {
        let plan = Action {}.plan();
        for line in ["+NETCLOSE: 0", "+NETCLOSE: 2"] {
            assert_eq!(verdict(plan, line), Verdict::Whole);
        }
        let err = answer::<Action>("+NETCLOSE: 2").ok().unwrap().err;
        assert_eq!(err, ErrCode::NETWORK_NOT_OPENED);
        assert_eq!(belongs(Read {}.plan(), "+NETCLOSE: 0", 0), Belongs::Yes);
    }
}
