//! `+MIPCLOSE`: closes a socket (Fibocom L610 TCP/UDP, 1.1.3).
//!
//! What stands in the accumulating buffer is lost. `OK` only says that the command was taken.
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Command;
//! use cellwire_at::vendor::l610::mipclose::{CloseType, Set};
//!
//! let mut buffer = [0; 32];
//! let len = Set { socket_id: 1, mode: None }.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+MIPCLOSE=1\r");
//!
//! let closed = Set::answer(Line::new(b"+MIPCLOSE: 1,512,0"))?;
//! assert_eq!((closed.acknowledged_bytes, closed.close_type), (Some(512), CloseType::CORRECT));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::time::Duration;

use super::SocketIds;
use super::table::{ascending, awaited, belongs_to_test};
use crate::command::{Fields, Information, Param, commands, information, named, params};
use crate::params::{ParamError, Params, ParamsWriter, WriteError};
use crate::{Belongs, Line, Lines, Plan, Verdict};

const DEADLINE: Duration = Duration::from_secs(10);

named! {
    /// `<mode>`: how a socket of TCP is closed.
    Mode(u8) {
        /// Waits until the server has acknowledged the FIN; the default.
        WAIT_FOR_ACK = 0, "wait for the acknowledgement of FIN";
        /// Does not wait.
        NO_WAIT = 1, "do not wait";
        /// Waits for twice the lifetime of a segment.
        WAIT_2MSL = 2, "wait for 2 MSL";
    }
}

named! {
    /// `<close_type>`: how a socket was closed.
    CloseType(u8) {
        /// Correctly.
        CORRECT = 0, "closed correctly";
        /// The remote side did not reply in time.
        TIMEOUT = 1, "closed by timeout";
        /// In another way: the remote side replied with RST, or nothing could be sent again.
        OTHER = 2, "other";
    }
}

commands! { "+MIPCLOSE":
    /// Which values there are.
    Test -> Supported, |plan| plan.with_lines(Lines::Chosen(belongs_to_test));
    /// Which sockets are active.
    Read -> Answer<'l>, |plan| plan.with_lines(Lines::Chosen(belongs_to_read)).within(5);
}

params! {
    /// Closes a socket.
    Set {
        /// Which one, 1 to 6.
        socket_id: u8 = 1..=6,
        /// How, 0 to 2; only for TCP.
        mode: Option<Mode> = 0..=2,
    }
}

awaited! {
    Set = Set "+MIPCLOSE" -> Closed,
    |plan| {
        plan.with_lines(Lines::Named { at_most: 0 })
            .with_verdict(verdict, DEADLINE)
            .with_deadline(DEADLINE)
    },
    |set: &Set, plan: Plan| plan.about(set.socket_id)
}

information! {
    /// Which sockets are active.
    Answer<'a> = "+MIPCLOSE" {
        /// These.
        socket_ids: SocketIds<'a>,
    }
}

/// A socket is closed: the result of the command.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Closed {
    /// Which one.
    pub socket_id: u8,
    /// `<number_of_acknowledged_bytes>`: how many bytes the remote side has acknowledged in all. Of two
    /// parameters, this is the one that is missing.
    pub acknowledged_bytes: Option<u32>,
    /// How.
    pub close_type: CloseType,
}

impl<'a> Fields<'a> for Closed {
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
        let socket_id = params.u8()?;
        let acknowledged_bytes = if params.count() > 1 { params.opt_u32()? } else { None };
        Ok(Self { socket_id, acknowledged_bytes, close_type: Param::take(params)? })
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        params.number(self.socket_id);
        if let Some(acknowledged_bytes) = self.acknowledged_bytes {
            params.number(acknowledged_bytes);
        }
        self.close_type.put(params)
    }
}

impl Information<'_> for Closed {
    const NAME: &'static str = "+MIPCLOSE";
}

/// The answer is a list that ascends. `1,2` may also be the result of a socket that was closed in another
/// way.
fn belongs_to_read(line: Line<'_>, before: u16) -> Belongs {
    match ascending(line) {
        Some(([1, 2], 2)) if before == 0 => Belongs::Unclear,
        Some(_) if before == 0 => Belongs::Yes,
        _ => Belongs::No,
    }
}

fn verdict(line: Line<'_>, socket: Option<u8>) -> Verdict {
    match Closed::parse(line) {
        Ok(closed) if socket.is_none_or(|socket| socket == closed.socket_id) => Verdict::Whole,
        _ => Verdict::No,
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use crate::command::Command;
    use crate::command::testing::{answer, assert_command, assert_line};

    #[test]
    fn forms() {
        assert_command("+MIPCLOSE=?", Test {});
        assert_command("+MIPCLOSE?", Read {});
        let set = Set { socket_id: 6, mode: None };
        assert_command("+MIPCLOSE=6", set);
        assert_command("+MIPCLOSE=6,1", Set { mode: Some(Mode::NO_WAIT), ..set });
        assert_line("+MIPCLOSE: 1,2", Answer { socket_ids: SocketIds::new(&[1, 2]) });
        assert_line("+MIPCLOSE: 0", Answer { socket_ids: SocketIds::NONE });
        let close_type = CloseType::OTHER;
        let closed = Closed { socket_id: 1, acknowledged_bytes: None, close_type };
        assert_line("+MIPCLOSE: 1,2", closed);
        assert_line("+MIPCLOSE: 1,70000,2", Closed { acknowledged_bytes: Some(70000), ..closed });
        assert_eq!(answer::<Set>("+MIPCLOSE: 1,,2"), closed);
        assert_eq!(answer::<Set>("+MIPCLOSE: 1,9").close_type, CloseType(9));
    }

    #[test]
    fn ranges() {
        let mut buffer = [0; 32];
        let mut error = |set: Set| set.write_line(&mut buffer).unwrap_err().to_string();
        let set = Set { socket_id: 7, mode: None };
        assert_eq!(error(set), "parameter 1: 7 is not in 1 to 6");
        let set = Set { socket_id: 1, mode: Some(Mode(3)) };
        assert_eq!(error(set), "parameter 2: 3 is not in 0 to 2");
        assert!(Set::parse(Params::new(b"0")).is_err() && Set::parse(Params::new(b"1,3")).is_err());
    }

    /// The families fibocom-g6x0 and longsung-mip.
    #[test]
    fn vectors() {
        let close_type = CloseType::CORRECT;
        let closed = Closed { socket_id: 1, acknowledged_bytes: None, close_type };
        assert_eq!(answer::<Set>("+MIPCLOSE: 1,0"), closed);
    }

    #[test]
    fn whose_lines() {
        let plan = Set { socket_id: 1, mode: None }.plan();
        let verdict = |line: &'static str| plan.verdict(Line::new(line.as_bytes()));
        assert_eq!((plan.deadline(), plan.verdict_deadline()), (DEADLINE, Some(DEADLINE)));
        assert_eq!(verdict("+MIPCLOSE: 1,0"), Verdict::Whole);
        assert_eq!(verdict("+MIPCLOSE: 1,512,2"), Verdict::Whole);
        assert_eq!(verdict("+MIPCLOSE: 2,0"), Verdict::No);
        assert_eq!(verdict("+MIPCLOSE: 1"), Verdict::No);
        assert_eq!(verdict("+MIPSTAT: 1,1"), Verdict::No);

        let belongs =
            |plan: Plan, line: &'static str| plan.belongs(Line::new(line.as_bytes()), 0, |_| true);
        let read = Read.plan();
        for line in ["+MIPCLOSE: 0", "+MIPCLOSE: 2", "+MIPCLOSE: 1,2,3", "+MIPCLOSE: 1,3"] {
            assert_eq!(belongs(read, line), Belongs::Yes, "{line}");
        }
        assert_eq!(belongs(read, "+MIPCLOSE: 1,2"), Belongs::Unclear);
        for line in ["+MIPCLOSE: 1,0", "+MIPCLOSE: 2,2", "+MIPCLOSE: 1,512,0", "+MIPOPEN: 1"] {
            assert_eq!(belongs(read, line), Belongs::No, "{line}");
        }
        assert_eq!(belongs(Test.plan(), "+MIPCLOSE: (1-6),(0-2)"), Belongs::Yes);
        assert_eq!(belongs(Test.plan(), "+MIPCLOSE: 1,0"), Belongs::No);
    }
}
