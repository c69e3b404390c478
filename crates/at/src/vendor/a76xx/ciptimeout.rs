//! `+CIPTIMEOUT`: how long opening and sending may take.
//!
//! The note names it (2.1); the forms are those of the command manual. Its ranges, 3000 to 120000 ms, are
//! uncertain and not checked.

use super::lines;
use crate::command::{commands, information};

type Failed<'a> = super::error::Failure<'a>;
type Reply<'a> = super::Reply<'a, Answer>;

commands! { "+CIPTIMEOUT":
    /// Which values there are.
    Test -> Supported, lines::listed::<Self>;
    /// Which values are set.
    Read -> Reply<'l>, lines::answered_once::<Self>;
    /// Sets them; what is left out stays as it is.
    Set {
        /// Of `+NETOPEN`, in ms; 120000 unless it is set.
        netopen_timeout: Option<u32>,
        /// Of `+CIPOPEN`, in ms; 120000 unless it is set.
        cipopen_timeout: Option<u32>,
        /// Of `+CIPSEND`, in ms; 120000 unless it is set.
        cipsend_timeout: Option<u32>,
    } -> Failed<'l>, lines::unanswered;
}

information! {
    /// Which values are set.
    Answer = "+CIPTIMEOUT" {
        /// Of `+NETOPEN`, in ms.
        netopen_timeout: Option<u32>,
        /// Of `+CIPOPEN`, in ms.
        cipopen_timeout: Option<u32>,
        /// Of `+CIPSEND`, in ms.
        cipsend_timeout: Option<u32>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::{answer, assert_command, assert_line};

    #[test]
    fn forms() {
        assert_command("+CIPTIMEOUT=?", Test {});
        assert_command("+CIPTIMEOUT?", Read {});
        let set = Set {
            netopen_timeout: Some(75_000),
            cipopen_timeout: Some(15_000),
            cipsend_timeout: Some(15_000),
        };
        assert_command("+CIPTIMEOUT=75000,15000,15000", set);
        let set = Set { netopen_timeout: None, ..set };
        assert_command("+CIPTIMEOUT=,15000,15000", set);
        let set = Set { cipopen_timeout: None, ..set };
        assert_command("+CIPTIMEOUT=,,15000", set);
        let set = Set { netopen_timeout: Some(1), cipsend_timeout: None, ..set };
        assert_command("+CIPTIMEOUT=1", set);
        let all = Answer {
            netopen_timeout: Some(120_000),
            cipopen_timeout: Some(120_000),
            cipsend_timeout: Some(120_000),
        };
        assert_line("+CIPTIMEOUT: 120000,120000,120000", all);
        let read = answer::<Read>("+CIPTIMEOUT: 120000,,120000").ok().unwrap();
        assert_eq!(read, Answer { cipopen_timeout: None, ..all });
    }
}
