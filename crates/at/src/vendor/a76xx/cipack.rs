//! `+CIPACK`: how much of a TCP connection has been sent, acknowledged and received.
//!
//! The note names it (2.1) and says that its failure is `+IP ERROR` (4.1); the forms are those of the
//! command manual.

use super::lines;
use crate::command::{commands, information};

type Reply<'a> = super::Reply<'a, Answer>;

commands! { "+CIPACK":
    /// Which connections there are.
    Test -> Supported, lines::listed::<Self>;
    /// How much of one.
    Set {
        /// Which one, 0 to 9.
        link_num: u8 = 0..=9,
    } -> Reply<'l>, lines::answered_once::<Self>;
}

information! {
    /// How much there was since it was opened, in bytes.
    Answer = "+CIPACK" {
        /// What was sent.
        sent_data_size: u64,
        /// What of it the other side has acknowledged.
        ack_data_size: u64,
        /// What was received.
        recv_data_size: u64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Belongs;
    use crate::command::Command;
    use crate::command::testing::{answer, assert_command, assert_line};
    use crate::vendor::a76xx::error::ErrInfo;
    use crate::vendor::a76xx::testing::{belongs, refused, unwritable};

    #[test]
    fn forms() {
        assert_command("+CIPACK=?", Test {});
        assert_command("+CIPACK=1", Set { link_num: 1 });
        let text = "parameter 1: 10 is not in 0 to 9";
        assert_eq!(unwritable(Set { link_num: 10 }), text);
        assert_eq!(refused::<Set>("10"), text);
        let answer = Answer { sent_data_size: 5, ack_data_size: 3, recv_data_size: 5_000_000_000 };
        assert_line("+CIPACK: 5,3,5000000000", answer);
    }

    #[test]
    fn failures() {
        let line = "+IP ERROR: Connection is not created";
        assert_eq!(belongs(Set { link_num: 1 }.plan(), line, 0), Belongs::Yes);
        let failure = answer::<Set>(line).ok().unwrap_err();
        assert_eq!(failure.err_info(), Some(ErrInfo::NOT_CREATED));
    }
}
