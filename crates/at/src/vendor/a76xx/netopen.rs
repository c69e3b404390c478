//! `+NETOPEN`: starts the socket service, which activates the PDP context (note, 3.1.3).
//!
//! `+NETOPEN: 1` is a failure as a result, and "open" as the answer to the read form.
//!
//! The note has the action; the read form and the time of 120 s are those of the command manual.

use super::error::ErrCode;
use super::lines;
use crate::command::{commands, information, named};
use crate::params::Str;

named! {
    /// `<net_state>`: whether the service is there.
    NetState(u8) {
        /// It is not.
        CLOSED = 0, "network closed";
        /// It is.
        OPENED = 1, "network opened";
    }
}

type Reply<'a> = super::Reply<'a, Answer>;
type ReadReply<'a> = super::Reply<'a, ReadAnswer>;

commands! { "+NETOPEN":
    /// Whether the service is there.
    Read -> ReadReply<'l>, lines::answered_once::<Self>;
    /// Starts it. `OK` comes at once, the [`Answer`] within 120 s.
    Action -> Reply<'l>, lines::told::<Self>;
    /// The same for old sets (SIM5360), which take `AT+NETOPEN=,,1`. It is known by drivers only.
    Set<'a> {
        /// `<sock_type>`: `TCP` or `UDP`.
        sock_type: Option<Str<'a>>,
        /// `<port>`: the local port.
        port: Option<u16>,
        /// Drivers send 1.
        mode: Option<u8>,
    } -> Reply<'l>, lines::told::<Self>;
}

information! {
    /// What became of it.
    Answer = "+NETOPEN" {
        /// Whether the service is there now.
        err: ErrCode,
    }
}

information! {
    /// Whether the service is there.
    ReadAnswer = "+NETOPEN" {
        /// Whether it is.
        net_state: NetState,
        /// What the SIM7600 has behind it; nobody says what it is.
        extra: Option<u8>,
    }
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use super::*;
    use crate::command::Command;
    use crate::command::testing::{answer, assert_command, assert_line};
    use crate::vendor::a76xx::error::{ErrInfo, Failure};
    use crate::vendor::a76xx::testing::{belongs, verdict};
    use crate::{Belongs, Verdict};

    #[test]
    fn forms() {
        assert_command("+NETOPEN?", Read {});
        assert_command("+NETOPEN", Action {});
        assert_command("+NETOPEN=,,1", Set { sock_type: None, port: None, mode: Some(1) });
        let set = Set { sock_type: Some("TCP".into()), port: Some(80), mode: Some(1) };
        assert_command("+NETOPEN=\"TCP\",80,1", set);
        assert_line("+NETOPEN: 0", Answer { err: ErrCode::SUCCEEDED });
        assert_line("+NETOPEN: 255", Answer { err: ErrCode(255) });
        let read = ReadAnswer { net_state: NetState::OPENED, extra: None };
        assert_line("+NETOPEN: 1", read);
        assert_line("+NETOPEN: 1,0", ReadAnswer { extra: Some(0), ..read });
    }

    /// The polarity: 1 is "failed" here and "open" there (S20).
    #[test]
    fn polarity() {
        let failed = answer::<Action>("+NETOPEN: 1").ok().unwrap();
        assert!(!failed.err.is_ok());
        let open = answer::<Read>("+NETOPEN: 1").ok().unwrap();
        assert_eq!(open.net_state, NetState::OPENED);
        assert_eq!(answer::<Read>("+NETOPEN: 0,").ok().unwrap().net_state, NetState::CLOSED);
        assert_eq!(answer::<Read>("+NETOPEN: 1,").ok().unwrap().extra, None);
    }

    #[test]
    fn plans() {
        let plan = Action {}.plan();
        assert_eq!(plan.deadline(), Duration::from_secs(120));
        assert_eq!(plan.verdict_deadline(), Some(Duration::from_secs(120)));
        assert_eq!(verdict(plan, "+NETOPEN: 0"), Verdict::Whole);
        assert_eq!(verdict(plan, "+NETOPEN: 1"), Verdict::Whole);
        assert_eq!(verdict(plan, "+NETOPEN"), Verdict::No);
        assert_eq!(verdict(plan, "+NETCLOSE: 0"), Verdict::No);
        assert_eq!(belongs(plan, "+CREG: 1", 0), Belongs::No);

        let plan = Read {}.plan();
        assert_eq!(plan.verdict_deadline(), None);
        assert_eq!(belongs(plan, "+NETOPEN: 1", 0), Belongs::Yes);
        assert_eq!(belongs(plan, "+NETOPEN: 1", 1), Belongs::No);
    }

    /// S12.
    #[test]
    fn already_opened() {
        let line = "+IP ERROR: Network is already opened";
        assert_eq!(belongs(Action {}.plan(), line, 0), Belongs::Yes);
        assert_eq!(verdict(Action {}.plan(), line), Verdict::Partial);
        let failure: Failure<'_> = answer::<Action>(line).ok().unwrap_err();
        assert_eq!(failure.err_info(), Some(ErrInfo::ALREADY_OPENED));
    }
}
