//! `+MIPODM`: opens a socket in online data mode (Fibocom L610 TCP/UDP, 1.1.18).
//!
//! `OK` only says that the command was taken. Data mode begins right behind the line `+MIPODM: <id>,1`; the
//! host goes there by itself. `+++` leaves it, and `ATO` returns. One socket can be in data mode.
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::vendor::l610::{Protocol, mipodm};
//! use cellwire_at::{Line, Verdict};
//!
//! let open = mipodm::Set {
//!     socket_id: 1,
//!     source_port: None,
//!     remote_ip: "192.0.2.1".into(),
//!     remote_port: 3000,
//!     protocol: Protocol::TCP_IPV4,
//!     pseudo_command_mode: None,
//! };
//! let mut buffer = [0; 64];
//! let len = open.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+MIPODM=1,,\"192.0.2.1\",3000,0\r");
//! assert_eq!(open.plan().verdict(Line::new(b"+MIPODM: 1,1")), Verdict::Connect);
//! # Ok::<(), cellwire_at::params::WriteError>(())
//! ```

use super::mipopen::{DEADLINE, Protocol, State, has_failed};
use super::table::{awaited, belongs_to_list, belongs_to_test, one_of};
use super::{Address, Host, SocketIds, mipcall, mipstat};
use crate::command::{Information, commands, information, named, params};
use crate::{Line, Lines, Plan, Verdict};

named! {
    /// `<Pseudo-Command Mode On/Off>`: whether data mode can be left by `+++` and entered again.
    PseudoCommandMode(u8) {
        /// It can; the default.
        ENABLE = 0, "enable";
        /// It cannot.
        DISABLE = 1, "disable";
    }
}

commands! { "+MIPODM":
    /// Which values there are.
    Test -> Supported, |plan| plan.with_lines(Lines::Chosen(belongs_to_test)).within(5);
    /// Which sockets are free.
    Read -> Answer<'l>, |plan| plan.with_lines(Lines::Chosen(belongs_to_list)).within(5);
}

params! {
    /// Opens a socket, and goes to data mode.
    Set<'a> {
        /// Which one, 1 to 6.
        socket_id: u8 = 1..=6,
        /// Its own port; any if there is none.
        source_port: Option<u16>,
        /// The name or the address of the remote side.
        remote_ip: Host<'a>,
        /// The port there, 1 to 65535.
        remote_port: u16 = 1..=65535,
        /// The protocol: 0 to 2 for IPv4, 60 to 62 for IPv6.
        protocol: Protocol,
        /// Whether data mode can be left, 0 or 1.
        pseudo_command_mode: Option<PseudoCommandMode> = 0..=1,
    }
}

awaited! {
    Set<'a> = Set "+MIPODM" -> Outcome<'l>,
    |plan| {
        plan.with_lines(Lines::Named { at_most: 0 })
            .with_verdict(verdict, DEADLINE)
            .with_deadline(DEADLINE)
    },
    |set: &Set<'_>, plan: Plan| plan.about(set.socket_id)
}

information! {
    /// Which sockets are free.
    Answer<'a> = "+MIPODM" {
        /// These.
        socket_ids: SocketIds<'a>,
    }
}

information! {
    /// Whether a socket is open, and data mode has begun.
    Opened<'a> = "+MIPODM" {
        /// Which one.
        socket_id: u8,
        /// Whether it is.
        state: State,
        /// Who calls, if the socket listens.
        remote_ip: Option<Address<'a>>,
        /// The port there.
        remote_port: Option<u16>,
    }
}

one_of! {
    /// What became of it.
    Outcome<'a> {
        /// The socket is open, and data mode has begun; or it is not.
        Opened(Opened<'a>),
        /// It has failed.
        Failed(mipstat::Report),
        /// The link is gone.
        LinkDown(mipcall::Link<'a>),
    }
}

impl Outcome<'_> {
    /// Whether the socket is open, and data mode has begun.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Opened(opened) if opened.state == State::ACTIVE)
    }
}

fn verdict(line: Line<'_>, socket: Option<u8>) -> Verdict {
    let is_about = |socket_id| socket.is_none_or(|socket| socket == socket_id);
    match Opened::parse(line) {
        Ok(Opened { socket_id, state: State::ACTIVE, .. }) if is_about(socket_id) => {
            Verdict::Connect
        }
        Ok(Opened { socket_id, .. }) if is_about(socket_id) => Verdict::Whole,
        _ if has_failed(line, socket) => Verdict::Whole,
        _ => Verdict::No,
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use crate::Belongs;
    use crate::command::Command;
    use crate::command::testing::{answer, assert_command, assert_line};
    use crate::params::Params;

    fn set() -> Set<'static> {
        Set {
            socket_id: 1,
            source_port: None,
            remote_ip: "a.example".into(),
            remote_port: 3000,
            protocol: Protocol::UDP_IPV6,
            pseudo_command_mode: None,
        }
    }

    #[test]
    fn forms() {
        assert_command("+MIPODM=?", Test {});
        assert_command("+MIPODM?", Read {});
        assert_command("+MIPODM=1,,\"a.example\",3000,61", set());
        let pseudo_command_mode = Some(PseudoCommandMode::DISABLE);
        let other = Set { source_port: Some(9), pseudo_command_mode, ..set() };
        assert_command("+MIPODM=1,9,\"a.example\",3000,61,1", other);
        assert_line("+MIPODM: 2,3", Answer { socket_ids: SocketIds::new(&[2, 3]) });
        assert_line("+MIPODM: 0", Answer { socket_ids: SocketIds::NONE });
        let opened =
            Opened { socket_id: 1, state: State::ACTIVE, remote_ip: None, remote_port: None };
        assert_line("+MIPODM: 1,1", Outcome::Opened(opened));
        assert_line("+MIPODM: 1,0", Opened { state: State::INACTIVE, ..opened });
        let (remote_ip, remote_port) = (Some([10, 0, 0, 1].into()), Some(4000));
        let called = Opened { remote_ip, remote_port, ..opened };
        assert_line("+MIPODM: 1,1,\"10.0.0.1\",4000", called);
        assert_eq!(answer::<Set<'_>>("+MIPODM: 1,1,10.0.0.1,4000"), Outcome::Opened(called));
        assert!(!answer::<Set<'_>>("+MIPSTAT: 1,1").is_open());
        assert!(matches!(answer::<Set<'_>>("+MIPCALL: 0"), Outcome::LinkDown(_)));
    }

    #[test]
    fn ranges() {
        let mut buffer = [0; 400];
        let mut error = |set: Set<'_>| set.write_line(&mut buffer).unwrap_err().to_string();
        assert_eq!(error(Set { socket_id: 7, ..set() }), "parameter 1: 7 is not in 1 to 6");
        assert_eq!(error(Set { remote_port: 0, ..set() }), "parameter 4: 0 is not in 1 to 65535");
        let protocol = Protocol(9);
        assert_eq!(error(Set { protocol, ..set() }), "parameter 5: 9 is not in 0 to 2");
        let pseudo_command_mode = Some(PseudoCommandMode(2));
        assert_eq!(error(Set { pseudo_command_mode, ..set() }), "parameter 6: 2 is not in 0 to 1",);
        for wire in [&b"1,,\"a\",0,0"[..], b"1,,\"a\",1,3", b"1,,\"a\",1,0,2", b"0,,\"a\",1,0"] {
            assert!(Set::parse(Params::new(wire)).is_err());
        }
    }

    #[test]
    fn whose_lines() {
        let plan = set().plan();
        let verdict = |line: &'static str| plan.verdict(Line::new(line.as_bytes()));
        assert_eq!(plan.verdict_deadline(), Some(DEADLINE));
        assert_eq!(verdict("+MIPODM: 1,1"), Verdict::Connect);
        assert_eq!(verdict("+MIPODM: 1,1,10.0.0.1,4000"), Verdict::Connect);
        assert_eq!(verdict("+MIPODM: 1,0"), Verdict::Whole);
        assert_eq!(verdict("+MIPSTAT: 1,1"), Verdict::Whole);
        assert_eq!(verdict("+MIPCALL: 0"), Verdict::Whole);
        for line in ["+MIPODM: 2,1", "+MIPSTAT: 1,0,5", "+MIPSTAT: 2,1", "+MIPOPEN: 1,1"] {
            assert_eq!(verdict(line), Verdict::No, "{line}");
        }
        let belongs =
            |line: &'static str| Read.plan().belongs(Line::new(line.as_bytes()), 0, |_| true);
        assert_eq!(belongs("+MIPODM: 1,2"), Belongs::Yes);
        assert_eq!(belongs("+MIPODM: 1,1"), Belongs::No);
    }
}
