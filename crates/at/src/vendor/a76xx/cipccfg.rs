//! `+CIPCCFG`: how connections behave.
//!
//! The note names it (2.1) and has `<errMode>` (4.1); the rest is that of the command manual.

use super::lines;
use crate::command::{commands, information, named};

named! {
    /// `<errMode>`: how [`+IP ERROR`](super::error::IpError) says why.
    ErrMode(u8) {
        /// By a number.
        NUMERIC = 0, "numeric";
        /// By a text. The default.
        TEXT = 1, "text";
    }
}

named! {
    /// `<HeaderType>`: which header pushed data has.
    HeaderType(u8) {
        /// [`+IPD<len>`](super::receive::Ipd), which does not say on which connection it came. The default.
        IPD = 0, "+IPD<len>";
        /// [`+RECEIVE,<link_num>,<len>`](super::receive::Receive).
        RECEIVE = 1, "+RECEIVE,<link_num>,<len>";
    }
}

type Failed<'a> = super::error::Failure<'a>;
type Reply<'a> = super::Reply<'a, Answer>;

commands! { "+CIPCCFG":
    /// Which values there are.
    Test -> Supported, lines::listed::<Self>;
    /// Which values are set.
    Read -> Reply<'l>, lines::answered_once::<Self>;
    /// Sets them; what is left out stays as it is.
    Set {
        /// `<NmRetry>`: how often a packet is sent again, 0 to 10; 10 unless it is set.
        nm_retry: Option<u8> = 0..=10,
        /// `<DelayTm>`: how long the modem waits for more data to be sent, 0 to 1000 ms; 0 unless it is set.
        delay_tm: Option<u16> = 0..=1000,
        /// `<Ack>`: whether sending is told; not, unless it is set.
        ack: Option<bool> = 0..=1,
        /// How `+IP ERROR` says why.
        err_mode: Option<ErrMode> = 0..=1,
        /// Which header pushed data has.
        header_type: Option<HeaderType> = 0..=1,
        /// `<AsyncMode>`; 0 unless it is set.
        async_mode: Option<bool> = 0..=1,
        /// `<TimeoutVal>`: the shortest time until a packet is sent again, 500 to 120000 ms.
        timeout_val: Option<u32> = 500..=120000,
    } -> Failed<'l>, lines::unanswered;
}

information! {
    /// Which values are set.
    Answer = "+CIPCCFG" {
        /// `<NmRetry>`: how often a packet is sent again.
        nm_retry: Option<u8>,
        /// `<DelayTm>`: how long the modem waits for more data to be sent, in ms.
        delay_tm: Option<u16>,
        /// `<Ack>`: whether sending is told.
        ack: Option<bool>,
        /// How `+IP ERROR` says why.
        err_mode: Option<ErrMode>,
        /// Which header pushed data has.
        header_type: Option<HeaderType>,
        /// `<AsyncMode>`.
        async_mode: Option<bool>,
        /// `<TimeoutVal>`: the shortest time until a packet is sent again, in ms.
        timeout_val: Option<u32>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::{answer, assert_command, assert_line};
    use crate::vendor::a76xx::testing::{refused, unwritable};

    const NOTHING: Set = Set {
        nm_retry: None,
        delay_tm: None,
        ack: None,
        err_mode: None,
        header_type: None,
        async_mode: None,
        timeout_val: None,
    };

    #[test]
    fn forms() {
        assert_command("+CIPCCFG=?", Test {});
        assert_command("+CIPCCFG?", Read {});
        let set = Set {
            nm_retry: Some(10),
            delay_tm: Some(0),
            ack: Some(false),
            err_mode: Some(ErrMode::NUMERIC),
            header_type: Some(HeaderType::RECEIVE),
            async_mode: Some(false),
            timeout_val: Some(75_000),
        };
        assert_command("+CIPCCFG=10,0,0,0,1,0,75000", set);
        let set = Set { err_mode: Some(ErrMode::TEXT), ..NOTHING };
        assert_command("+CIPCCFG=,,,1", set);
        let set = Set { timeout_val: Some(500), ..NOTHING };
        assert_command("+CIPCCFG=,,,,,,500", set);
        let all = Answer {
            nm_retry: Some(10),
            delay_tm: Some(0),
            ack: Some(false),
            err_mode: Some(ErrMode::TEXT),
            header_type: Some(HeaderType::RECEIVE),
            async_mode: Some(false),
            timeout_val: Some(500),
        };
        assert_line("+CIPCCFG: 10,0,0,1,1,0,500", all);
        let read = answer::<Read>("+CIPCCFG: 99,0,0,7").ok().unwrap();
        assert_eq!((read.nm_retry, read.err_mode), (Some(99), Some(ErrMode(7))));
    }

    #[test]
    fn refusals() {
        let text = "parameter 1: 11 is not in 0 to 10";
        assert_eq!(unwritable(Set { nm_retry: Some(11), ..NOTHING }), text);
        assert_eq!(refused::<Set>("11"), text);
        let text = "parameter 2: 1001 is not in 0 to 1000";
        assert_eq!(unwritable(Set { delay_tm: Some(1001), ..NOTHING }), text);
        let text = "parameter 3: 2 is not in 0 to 1";
        assert_eq!(refused::<Set>(",,2"), text);
        let text = "parameter 4: 2 is not in 0 to 1";
        assert_eq!(unwritable(Set { err_mode: Some(ErrMode(2)), ..NOTHING }), text);
        let text = "parameter 7: 499 is not in 500 to 120000";
        assert_eq!(unwritable(Set { timeout_val: Some(499), ..NOTHING }), text);
        assert_eq!(refused::<Set>(",,,,,,499"), text);
    }
}
