//! `+MIPNTP`: synchronizes the local time via NTP (Fibocom L610 TCP/UDP, 1.1.22).
//!
//! `OK` only says that the command was taken. In the line behind it, a 1 is success and a 0 is a failure.
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Command;
//! use cellwire_at::vendor::l610::mipntp::Set;
//!
//! let mut buffer = [0; 64];
//! let set = Set { remote_ip: "ntp.example".into(), remote_port: 123, address_type: None };
//! let len = set.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+MIPNTP=\"ntp.example\",123\r");
//! assert!(Set::answer(Line::new(b"+MIPNTP: 1"))?.result);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::time::Duration;

use super::Host;
use super::table::{belongs_to_test, params};
use crate::command::{Information, commands, information, named};
use crate::{Belongs, Line, Lines, Verdict};

const DEADLINE: Duration = Duration::from_secs(60);

named! {
    /// `<address type>`: how the server is reached.
    AddressType(u8) {
        /// By IPv4; the default.
        IPV4 = 0, "IPv4";
        /// By IPv6.
        IPV6 = 1, "IPv6";
    }
}

commands! { "+MIPNTP":
    /// Which values there are.
    Test -> Supported, |plan| plan.with_lines(Lines::Chosen(belongs_to_test_of_any)).within(5);
    /// Which server is asked.
    Read -> Server<'l>, |plan| plan.with_lines(Lines::Chosen(belongs_to_read)).within(5);
    /// Asks a server.
    Set<'a> {
        /// Its name or its address.
        remote_ip: Host<'a>,
        /// Its port, 1 to 65535.
        remote_port: u16 = 1..=65535,
        /// How it is reached, 0 or 1.
        address_type: Option<AddressType> = 0..=1,
    } -> Synchronized, |plan| {
        plan.with_lines(Lines::Named { at_most: 0 })
            .with_verdict(verdict, DEADLINE)
            .with_deadline(DEADLINE)
    };
}

information! {
    /// Which server is asked.
    Server<'a> = "+MIPNTP" {
        /// Its name or its address.
        remote_ip: Host<'a>,
        /// Its port.
        remote_port: u16,
    }
}

information! {
    /// Whether the time was synchronized.
    Synchronized = "+MIPNTP" {
        /// Whether it was: 1 for success.
        result: bool,
    }
}

/// The answer has two parameters, a result has one.
fn belongs_to_read(line: Line<'_>, before: u16) -> Belongs {
    if before == 0 && verdict(line, None) == Verdict::No { Belongs::Yes } else { Belongs::No }
}

fn belongs_to_test_of_any(line: Line<'_>, before: u16) -> Belongs {
    match belongs_to_test(line, before) {
        // The list of servers may be a name.
        Belongs::No => belongs_to_read(line, before),
        belongs => belongs,
    }
}

fn verdict(line: Line<'_>, _: Option<u8>) -> Verdict {
    let is_one = || params(line).is_some_and(|params| params.count() == 1);
    if Synchronized::parse(line).is_ok() && is_one() { Verdict::Whole } else { Verdict::No }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use crate::Plan;
    use crate::command::Command;
    use crate::command::testing::{answer, assert_command, assert_line};
    use crate::params::Params;

    #[test]
    fn forms() {
        assert_command("+MIPNTP=?", Test {});
        assert_command("+MIPNTP?", Read {});
        let set = Set { remote_ip: "a.example".into(), remote_port: 123, address_type: None };
        assert_command("+MIPNTP=\"a.example\",123", set);
        let set = Set { address_type: Some(AddressType::IPV6), ..set };
        assert_command("+MIPNTP=\"a.example\",123,1", set);
        let server = Server { remote_ip: "a.example".into(), remote_port: 123 };
        assert_line("+MIPNTP: \"a.example\",123", server);
        assert_eq!(answer::<Read>("+MIPNTP: a.example,123"), server);
        // L19: 1 is success.
        assert_line("+MIPNTP: 1", Synchronized { result: true });
        assert_line("+MIPNTP: 0", Synchronized { result: false });
    }

    #[test]
    fn ranges() {
        let set = Set { remote_ip: "a".into(), remote_port: 0, address_type: None };
        let error = set.write_line(&mut [0; 64]).unwrap_err();
        assert_eq!(error.to_string(), "parameter 2: 0 is not in 1 to 65535");
        let set = Set { remote_port: 1, address_type: Some(AddressType(2)), ..set };
        let error = set.write_line(&mut [0; 64]).unwrap_err();
        assert_eq!(error.to_string(), "parameter 3: 2 is not in 0 to 1");
        for wire in [&b"\"a\""[..], b"\"a\",0", b"\"a\",1,2"] {
            assert!(Set::parse(Params::new(wire)).is_err());
        }
    }

    #[test]
    fn whose_lines() {
        let belongs =
            |plan: Plan, line: &'static str| plan.belongs(Line::new(line.as_bytes()), 0, |_| true);
        let set = Set { remote_ip: "a".into(), remote_port: 1, address_type: None }.plan();
        assert_eq!(set.verdict(Line::new(b"+MIPNTP: 1")), Verdict::Whole);
        assert_eq!(set.verdict(Line::new(b"+MIPNTP: 0")), Verdict::Whole);
        assert_eq!(set.verdict(Line::new(b"+MIPNTP: \"a\",1")), Verdict::No);
        assert_eq!(set.verdict_deadline(), Some(DEADLINE));
        assert_eq!(belongs(set, "+MIPNTP: 1"), Belongs::Yes);
        assert_eq!(belongs(Read.plan(), "+MIPNTP: \"a\",1"), Belongs::Yes);
        assert_eq!(belongs(Read.plan(), "+MIPNTP: 1"), Belongs::No);
        assert_eq!(belongs(Test.plan(), "+MIPNTP: (\"\"),(1-65535)"), Belongs::Yes);
        assert_eq!(belongs(Test.plan(), "+MIPNTP: 1"), Belongs::No);
    }
}
