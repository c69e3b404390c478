//! `+MIPPUSH`: pushes data into the protocol stack (Fibocom L610 TCP/UDP, 1.1.7).
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Command;
//! use cellwire_at::vendor::l610::mippush::Set;
//! use cellwire_at::vendor::l610::mipsend::Status;
//!
//! let mut buffer = [0; 64];
//! let push = Set {
//!     socket_id: 1,
//!     destination_ip: Some([192, 0, 2, 1].into()),
//!     destination_port: Some(5000),
//! };
//! let len = push.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+MIPPUSH=1,\"192.0.2.1\",5000\r");
//! assert_eq!(Set::answer(Line::new(b"+MIPPUSH: 1,0,512"))?.status, Status::SUCCESS);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::net::IpAddr;

use super::SocketIds;
use super::mipsend::Status;
use super::table::{ascending, belongs_to_test};
use crate::command::{Command, Fields, Information, Param, commands, information};
use crate::params::{ParamError, Params, ParamsWriter, Quirks, WriteError};
use crate::{Belongs, Form, Line, Lines, Plan};

commands! { "+MIPPUSH":
    /// Which values there are.
    Test -> Supported, |plan| plan.with_lines(Lines::Chosen(belongs_to_test)).within(5);
    /// Which sockets are active.
    Read -> Answer<'l>, |plan| plan.with_lines(Lines::Chosen(belongs_to_read)).within(5);
}

/// Pushes what is in the accumulating buffer of a socket. A destination has an address and a port.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Set {
    /// Which one, 1 to 6.
    pub socket_id: u8,
    /// Where a datagram goes, for UDP only; without it, where the last one went.
    pub destination_ip: Option<IpAddr>,
    /// The port there.
    pub destination_port: Option<u16>,
}

impl Set {
    /// Which of the parameters has to be there and is not.
    const fn missing(&self) -> Option<u16> {
        match (self.destination_ip, self.destination_port) {
            (None, Some(_)) => Some(2),
            (Some(_), None) => Some(3),
            _ => None,
        }
    }
}

impl Fields<'_> for Set {
    fn read(params: &mut Params<'_>) -> Result<Self, ParamError> {
        let set = Self {
            socket_id: params.number_within(1, 6)?,
            destination_ip: Param::take(params)?,
            destination_port: params.opt_u16()?,
        };
        match set.missing() {
            Some(index) => Err(ParamError::Missing { index }),
            None => Ok(set),
        }
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        if let Some(index) = self.missing() {
            return Err(WriteError::Empty { index });
        }
        params.number_within(self.socket_id, 1, 6)?;
        self.destination_ip.put(params)?;
        params.opt_number(self.destination_port);
        Ok(())
    }
}

impl Command for Set {
    const NAME: &'static str = "+MIPPUSH";
    const FORM: Form = Form::Set;
    type Answer<'a> = Pushed;

    fn usual_plan() -> Plan {
        Plan::new(Self::NAME, Self::FORM).with_lines(Lines::Chosen(belongs_to_set)).within(5)
    }

    fn answer(line: Line<'_>) -> Result<Pushed, ParamError> {
        Pushed::parse(line)
    }

    fn answer_noting(line: Line<'_>) -> Result<(Pushed, Quirks), ParamError> {
        Pushed::parse_noting(line)
    }
}

information! {
    /// Which sockets are active.
    Answer<'a> = "+MIPPUSH" {
        /// These.
        socket_ids: SocketIds<'a>,
    }
}

information! {
    /// The data is in the protocol stack, or is not: the answer, a part of the result of
    /// [`+MIPSEND`](super::mipsend), or unsolicited.
    Pushed = "+MIPPUSH" {
        /// Of which socket.
        socket_id: u8,
        /// Whether it is.
        status: Status,
        /// How many bytes have been sent by now.
        accumulated_sent_length: Option<u32>,
    }
}

/// The answer is a list that ascends. If it begins with `1,2`, it may also say that socket 1 has no data.
fn belongs_to_read(line: Line<'_>, before: u16) -> Belongs {
    match ascending(line) {
        Some(([1, 2], 2 | 3)) if before == 0 => Belongs::Unclear,
        Some(_) if before == 0 => Belongs::Yes,
        _ => Belongs::No,
    }
}

fn belongs_to_set(line: Line<'_>, before: u16) -> Belongs {
    if before == 0 && Pushed::parse(line).is_ok() { Belongs::Yes } else { Belongs::No }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use crate::command::testing::{answer, assert_command, assert_line};

    #[test]
    fn forms() {
        assert_command("+MIPPUSH=?", Test {});
        assert_command("+MIPPUSH?", Read {});
        let set = Set { socket_id: 1, destination_ip: None, destination_port: None };
        assert_command("+MIPPUSH=1", set);
        let destination_ip = Some([10, 0, 0, 1].into());
        let set = Set { destination_ip, destination_port: Some(0), ..set };
        assert_command("+MIPPUSH=1,\"10.0.0.1\",0", set);
        let destination_ip = Some([0xfe80, 0, 0, 0, 0, 0, 0, 1].into());
        assert_command("+MIPPUSH=1,\"fe80::1\",0", Set { destination_ip, ..set });
        // L24.
        let read = Set::parse(Params::new(b"1,\"FE80: 0: 0: 0: 0: 0: 0: 1\",0")).unwrap();
        assert_eq!(read, Set { destination_ip, ..set });

        assert_line("+MIPPUSH: 1,2,4", Answer { socket_ids: SocketIds::new(&[1, 2, 4]) });
        assert_line("+MIPPUSH: 0", Answer { socket_ids: SocketIds::NONE });
        let status = Status::SUCCESS;
        let pushed = Pushed { socket_id: 1, status, accumulated_sent_length: None };
        assert_line("+MIPPUSH: 1,0", pushed);
        // L8.
        assert_line("+MIPPUSH: 1,0,5", Pushed { accumulated_sent_length: Some(5), ..pushed });
        assert_eq!(answer::<Set>("+MIPPUSH: 1,2").status, Status::NO_DATA);
    }

    #[test]
    fn ranges() {
        let set = Set { socket_id: 0, destination_ip: None, destination_port: None };
        let error = set.write_line(&mut [0; 32]).unwrap_err();
        assert_eq!(error.to_string(), "parameter 1: 0 is not in 1 to 6");
        for fields in [&b"0"[..], b"7", b"1,\"1.2.3\",5", b"1,\"1.2.3.4\",65536"] {
            assert!(Set::parse(Params::new(fields)).is_err());
        }
        // A destination is whole.
        let no_ip = Set { socket_id: 1, destination_port: Some(5), ..set };
        let no_port = Set { destination_ip: Some([1, 2, 3, 4].into()), ..no_ip };
        let no_port = Set { destination_port: None, ..no_port };
        for (set, fields, missing) in
            [(no_ip, &b"1,,5"[..], "parameter 2"), (no_port, b"1,\"1.2.3.4\"", "parameter 3")]
        {
            let error = set.write_line(&mut [0; 32]).unwrap_err().to_string();
            assert!(error.starts_with(missing), "{error}");
            let error = Set::parse(Params::new(fields)).unwrap_err().to_string();
            assert!(error.starts_with(missing), "{error}");
        }
    }

    #[test]
    fn whose_lines() {
        let belongs = |plan: Plan, line: &'static str, before| {
            plan.belongs(Line::new(line.as_bytes()), before, |_| true)
        };
        let set = Set { socket_id: 1, destination_ip: None, destination_port: None }.plan();
        assert_eq!(belongs(set, "+MIPPUSH: 1,0,512", 0), Belongs::Yes);
        assert_eq!(belongs(set, "+MIPPUSH: 1,0,512", 1), Belongs::No);
        assert_eq!(belongs(set, "+MIPPUSH: 1", 0), Belongs::No);
        let read = Read.plan();
        for line in ["+MIPPUSH: 0", "+MIPPUSH: 1", "+MIPPUSH: 1,3", "+MIPPUSH: 1,2,3,4"] {
            assert_eq!(belongs(read, line, 0), Belongs::Yes, "{line}");
        }
        for line in ["+MIPPUSH: 1,2", "+MIPPUSH: 1,2,5"] {
            assert_eq!(belongs(read, line, 0), Belongs::Unclear, "{line}");
        }
        for line in ["+MIPPUSH: 1,0", "+MIPPUSH: 1,0,5", "+MIPPUSH: 2,2"] {
            assert_eq!(belongs(read, line, 0), Belongs::No, "{line}");
        }
        assert_eq!(belongs(Test.plan(), "+MIPPUSH: 1,0", 0), Belongs::No);
    }
}
