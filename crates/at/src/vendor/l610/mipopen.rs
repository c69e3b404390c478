//! `+MIPOPEN`: opens a socket (Fibocom L610 TCP/UDP, 1.1.2).
//!
//! `OK` only says that the command was taken. What became of it is told by `+MIPOPEN`, or by `+MIPSTAT` if it
//! has failed; it may take a minute if the name cannot be resolved. Some modules print it in front of `OK`.
//!
//! With a remote port of 0 the socket listens. Nobody knows when somebody calls, so the command is over with
//! its `OK`, and `+MIPOPEN` with the address of who calls is unsolicited.
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::vendor::l610::{Protocol, mipopen};
//! use cellwire_at::{Line, Verdict};
//!
//! let open = mipopen::Set {
//!     socket_id: 1,
//!     source_port: None,
//!     remote_ip: "example.com".into(),
//!     remote_port: 3000,
//!     protocol: Protocol::TCP_IPV4,
//! };
//! let mut buffer = [0; 64];
//! let len = open.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+MIPOPEN=1,,\"example.com\",3000,0\r");
//!
//! let line = Line::new(b"+MIPOPEN: 1,1");
//! assert_eq!(open.plan().verdict(line), Verdict::Whole);
//! assert!(mipopen::Set::answer(line)?.is_open());
//! assert!(!mipopen::Set::answer(Line::new(b"+MIPSTAT: 1,1"))?.is_open());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::time::Duration;

use super::table::{awaited, belongs_to_list, belongs_to_test, one_of};
use super::{Address, Host, SocketIds, mipcall, mipstat};
use crate::command::{Information, Param, Ranged, commands, information, named, params};
use crate::params::{ParamError, Params, ParamsWriter, WriteError};
use crate::{Line, Lines, Plan, Verdict};

/// The manual has 60 s for a name that cannot be resolved; the rest is margin.
pub(super) const DEADLINE: Duration = Duration::from_secs(65);

named! {
    /// `<state>`: whether a socket is open.
    State(u8) {
        /// It is not.
        INACTIVE = 0, "inactive";
        /// It is.
        ACTIVE = 1, "active";
    }
}

cellwire_codec::wire_enum! {
    /// `<protocol>`: which protocol a socket has.
    #[cfg_attr(feature = "defmt", derive(defmt::Format))]
    #[cfg_attr(feature = "serde", derive(serde::Serialize))]
    pub struct Protocol(u8) {
        /// TCP over IPv4.
        TCP_IPV4 = 0, "TCP of IPv4";
        /// UDP over IPv4.
        UDP_IPV4 = 1, "UDP of IPv4";
        /// SSL over IPv4.
        SSL_IPV4 = 2, "SSL of IPv4";
        /// TCP over IPv6.
        TCP_IPV6 = 60, "TCP of IPv6";
        /// UDP over IPv6.
        UDP_IPV6 = 61, "UDP of IPv6";
        /// SSL over IPv6.
        SSL_IPV6 = 62, "SSL of IPv6";
    }
}

impl Protocol {
    /// The range that it should be in: there are two.
    const fn range(self) -> (i32, i32) {
        if self.0 < 60 { (0, 2) } else { (60, 62) }
    }
}

/// It stands in commands only: another one is neither read nor written.
impl Param<'_> for Protocol {
    fn take(params: &mut Params<'_>) -> Result<Self, ParamError> {
        let mut ahead = *params;
        let (first, last) = Self(ahead.u8()?).range();
        u8::take_within(params, first, last).map(Self)
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        let (first, last) = self.range();
        params.number_within(self.0, first, last)
    }
}

commands! { "+MIPOPEN":
    /// Which values there are.
    Test -> Supported, |plan| plan.with_lines(Lines::Chosen(belongs_to_test));
    /// Which sockets are free.
    Read -> Answer<'l>, |plan| plan.with_lines(Lines::Chosen(belongs_to_list)).within(5);
}

params! {
    /// Opens a socket.
    Set<'a> {
        /// Which one, 1 to 6.
        socket_id: u8 = 1..=6,
        /// Its own port; any if there is none.
        source_port: Option<u16>,
        /// The name or the address of the remote side.
        remote_ip: Host<'a>,
        /// The port there; 0 to listen.
        remote_port: u16,
        /// The protocol: 0 to 2 for IPv4, 60 to 62 for IPv6.
        protocol: Protocol,
    }
}

awaited! {
    Set<'a> = Set "+MIPOPEN" -> Outcome<'l>,
    |plan| {
        plan.with_lines(Lines::Named { at_most: 0 })
            .with_verdict(verdict, DEADLINE)
            .with_deadline(DEADLINE)
    },
    |set: &Set<'_>, plan: Plan| match set.remote_port {
        0 => plan.without_verdict(),
        _ => plan.about(set.socket_id),
    }
}

information! {
    /// Which sockets are free.
    Answer<'a> = "+MIPOPEN" {
        /// These.
        socket_ids: SocketIds<'a>,
    }
}

information! {
    /// Whether a socket is open: a result, or unsolicited when somebody calls one that listens.
    Opened<'a> = "+MIPOPEN" {
        /// Which one.
        socket_id: u8,
        /// Whether it is.
        state: State,
        /// Who calls, if the socket listens. Some modules leave out the quotes.
        remote_ip: Option<Address<'a>>,
        /// The port there.
        remote_port: Option<u16>,
    }
}

one_of! {
    /// What became of it.
    Outcome<'a> {
        /// The socket is open, or is not.
        Opened(Opened<'a>),
        /// It has failed.
        Failed(mipstat::Report),
        /// The link is gone.
        LinkDown(mipcall::Link<'a>),
    }
}

impl Outcome<'_> {
    /// Whether the socket is open.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Opened(opened) if opened.state == State::ACTIVE)
    }
}

/// A line about this socket, or about the link.
fn verdict(line: Line<'_>, socket: Option<u8>) -> Verdict {
    let is_about = |socket_id| socket.is_none_or(|socket| socket == socket_id);
    match Opened::parse(line) {
        Ok(opened) if is_about(opened.socket_id) => Verdict::Whole,
        _ if has_failed(line, socket) => Verdict::Whole,
        _ => Verdict::No,
    }
}

/// Whether a line says that a socket cannot be opened: `+MIPSTAT` with something else than an
/// acknowledgement, or the end of the link.
pub(super) fn has_failed(line: Line<'_>, socket: Option<u8>) -> bool {
    let is_failure = |report: mipstat::Report| {
        report.status != mipstat::Status::ACK
            && socket.is_none_or(|socket| socket == report.socket_id)
    };
    mipstat::Report::parse(line).is_ok_and(is_failure) || mipcall::is_down(line)
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString;

    use proptest::prelude::*;

    use super::*;
    use crate::Belongs;
    use crate::command::Command;
    use crate::command::testing::{answer, assert_command, assert_line, assert_written};

    fn set() -> Set<'static> {
        Set {
            socket_id: 1,
            source_port: None,
            remote_ip: "203.195.189.64".into(),
            remote_port: 3000,
            protocol: Protocol::TCP_IPV4,
        }
    }

    #[test]
    fn forms() {
        assert_command("+MIPOPEN=?", Test {});
        assert_command("+MIPOPEN?", Read {});
        assert_command("+MIPOPEN=1,,\"203.195.189.64\",3000,0", set());
        let other = Set { source_port: Some(34127), protocol: Protocol::SSL_IPV6, ..set() };
        assert_command("+MIPOPEN=1,34127,\"203.195.189.64\",3000,62", other);
        let listening =
            Set { source_port: Some(5000), remote_ip: "".into(), remote_port: 0, ..set() };
        assert_command("+MIPOPEN=1,5000,\"\",0,0", listening);
        assert_line("+MIPOPEN: 1,3,6", Answer { socket_ids: SocketIds::new(&[1, 3, 6]) });
        assert_line("+MIPOPEN: 0", Answer { socket_ids: SocketIds::NONE });
        let supported =
            answer::<Test>("+MIPOPEN: (1-6),(0-65535),(<IP/URL>),(0-65535),(0-2,60-62)");
        assert!(supported.allows(0, 6) && supported.allows(4, 61) && !supported.allows(4, 3));
    }

    #[test]
    fn ranges() {
        let long = "a".repeat(256);
        let mut buffer = [0; 400];
        let mut error = |set: Set<'_>| set.write_line(&mut buffer).unwrap_err().to_string();
        assert_eq!(error(Set { socket_id: 0, ..set() }), "parameter 1: 0 is not in 1 to 6");
        assert_eq!(error(Set { socket_id: 7, ..set() }), "parameter 1: 7 is not in 1 to 6");
        let host = long[..].into();
        assert_eq!(error(Set { remote_ip: host, ..set() }), "parameter 3: 256 is more than 255");
        let protocol = Protocol(3);
        assert_eq!(error(Set { protocol, ..set() }), "parameter 5: 3 is not in 0 to 2");
        let protocol = Protocol(63);
        assert_eq!(error(Set { protocol, ..set() }), "parameter 5: 63 is not in 60 to 62");
        let host = long[..255].into();
        assert!(Set { remote_ip: host, ..set() }.write_line(&mut buffer).is_ok());

        for (fields, message) in [
            ("0,,\"a\",1,0", "parameter 1: 0 is not in 1 to 6"),
            ("1,65536,\"a\",1,0", "parameter 2: 65536 is more than 65535"),
            ("1,,,1,0", "parameter 3 is empty"),
            ("1,,\"a\",65536,0", "parameter 4: 65536 is more than 65535"),
            ("1,,\"a\",1,59", "parameter 5: 59 is not in 0 to 2"),
            ("1,,\"a\",1", "parameter 5 is missing"),
        ] {
            let found = Set::parse(Params::new(fields.as_bytes())).unwrap_err();
            assert_eq!(found.to_string(), message, "{fields}");
        }
        let fields = format!("1,,\"{long}\",1,0");
        let found = Set::parse(Params::new(fields.as_bytes())).unwrap_err();
        assert_eq!(found.to_string(), "parameter 3: 256 is more than 255");
    }

    fn opened(socket_id: u8, state: State) -> Outcome<'static> {
        Outcome::Opened(Opened { socket_id, state, remote_ip: None, remote_port: None })
    }

    #[test]
    fn results() {
        assert_line("+MIPOPEN: 1,1", opened(1, State::ACTIVE));
        assert_line("+MIPOPEN: 6,0", opened(6, State::INACTIVE));
        let (remote_ip, remote_port) = (Some([10, 0, 0, 1].into()), Some(4000));
        let called = Opened { socket_id: 2, state: State::ACTIVE, remote_ip, remote_port };
        assert_line("+MIPOPEN: 2,1,\"10.0.0.1\",4000", called);
        // L1: the A50 has quotes, the A20 has none.
        assert_eq!(answer::<Set<'_>>("+MIPOPEN: 2,1,10.0.0.1,4000"), Outcome::Opened(called));
        let status = mipstat::Status::BROKEN;
        let report = mipstat::Report { socket_id: 1, status, acknowledged_bytes: None };
        assert_line("+MIPSTAT: 1,1", Outcome::Failed(report));
        assert_line("+MIPCALL: 0", Outcome::LinkDown(mipcall::Link::DOWN));
        assert_written("+MIPSTAT: 1,1", &Outcome::Failed(report));
        assert!(opened(1, State::ACTIVE).is_open() && !opened(1, State::INACTIVE).is_open());
        assert!(!Outcome::Failed(report).is_open());
        assert!(Outcome::parse(Line::new(b"+MIPCLOSE: 1,0")).is_err());
    }

    #[test]
    fn whose_lines() {
        let verdict = |plan: Plan, line: &'static str| plan.verdict(Line::new(line.as_bytes()));
        let belongs = |plan: Plan, line: &'static str, before| {
            plan.belongs(Line::new(line.as_bytes()), before, |_| true)
        };
        let plan = set().plan();
        assert_eq!((plan.deadline(), plan.verdict_deadline()), (DEADLINE, Some(DEADLINE)));
        // L1 and L3.
        for line in
            ["+MIPOPEN: 1,1", "+MIPOPEN: 1,0", "+MIPSTAT: 1,1", "+MIPSTAT: 1,2", "+MIPCALL: 0"]
        {
            assert_eq!(verdict(plan, line), Verdict::Whole, "{line}");
            assert_eq!(belongs(plan, line, 0), Belongs::Yes, "{line}");
        }
        for line in [
            "+MIPOPEN: 2,1",
            "+MIPSTAT: 2,1",
            "+MIPSTAT: 1,0,5",
            "+MIPCALL: 10.0.0.1",
            "+MIPOPEN: 1",
            "+MIPRTCP: 1,0,3132",
        ] {
            assert_eq!(verdict(plan, line), Verdict::No, "{line}");
            assert_eq!(belongs(plan, line, 0), Belongs::No, "{line}");
        }
        assert_eq!(verdict(Set::usual_plan(), "+MIPOPEN: 2,1"), Verdict::Whole);
        let listening = Set { remote_port: 0, ..set() }.plan();
        assert_eq!(listening.verdict_deadline(), None);
        assert_eq!(belongs(listening, "+MIPOPEN: 1,1,\"10.0.0.1\",4000", 0), Belongs::No);

        let read = Read.plan();
        for line in ["+MIPOPEN: 0", "+MIPOPEN: 1", "+MIPOPEN: 1,2,3,4,5,6", "+MIPOPEN: 2,5"] {
            assert_eq!(belongs(read, line, 0), Belongs::Yes, "{line}");
            assert_eq!(belongs(read, line, 1), Belongs::No, "{line}");
        }
        // L23: 0,0 is a result of China Mobile modules.
        for line in
            ["+MIPOPEN: 1,1", "+MIPOPEN: 2,0", "+MIPOPEN: 0,0", "+MIPOPEN: 1,1,\"10.0.0.1\",4"]
        {
            assert_eq!(belongs(read, line, 0), Belongs::No, "{line}");
        }
        assert_eq!(belongs(Test.plan(), "+MIPOPEN: 1,1", 0), Belongs::No);
    }

    /// The families fibocom-g6x0 and chinamobile-mip.
    #[test]
    fn vectors() {
        assert!(answer::<Set<'_>>("+MIPOPEN: 1,1").is_open());
        assert!(matches!(answer::<Set<'_>>("+MIPSTAT: 1,1"), Outcome::Failed(report)
            if (report.socket_id, report.status) == (1, mipstat::Status::BROKEN)));
        // Success there, and a failure here.
        assert_eq!(answer::<Set<'_>>("+MIPOPEN: 0,0"), opened(0, State::INACTIVE));
        let set = Set::parse(Params::new(b"1,34127,\"217.219.84.194\",1024,0")).unwrap();
        assert_eq!((set.source_port, set.remote_port), (Some(34127), 1024));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            socket_id in 1..=6_u8,
            source_port: Option<u16>,
            host in "[ -~]{0,80}",
            remote_port: u16,
            protocol in prop::sample::select(Protocol::NAMED),
        ) {
            let remote_ip = host[..].into();
            let set = Set { socket_id, source_port, remote_ip, remote_port, protocol };
            let mut buffer = [0; 400];
            let len = set.write_line(&mut buffer).unwrap();
            let fields = buffer[..len].strip_prefix(b"AT+MIPOPEN=").unwrap();
            let fields = fields.strip_suffix(b"\r").unwrap();
            prop_assert_eq!(Set::parse(Params::strict(fields)), Ok(set));
        }
    }
}
