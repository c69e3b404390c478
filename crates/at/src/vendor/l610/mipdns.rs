//! `+MIPDNS`: resolves a domain name (Fibocom L610 TCP/UDP, 1.1.21).
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Command;
//! use cellwire_at::vendor::l610::mipdns::Set;
//!
//! let mut buffer = [0; 64];
//! let len = Set { domain_name: "example.com".into(), address_type: None }.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+MIPDNS=\"example.com\"\r");
//!
//! let resolved = Set::answer(Line::new(b"+MIPDNS: \"example.com\",192.0.2.1"))?;
//! assert_eq!(resolved.ip, [192, 0, 2, 1].into());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::{Bare, Host};
use crate::command::{commands, information, named};

named! {
    /// `<address type>`: which addresses are wanted.
    AddressType(u8) {
        /// IPv4; the default.
        IPV4 = 0, "IPv4";
        /// IPv6.
        IPV6 = 1, "IPv6";
        /// Either.
        ANY = 2, "IPv4/IPv6";
    }
}

commands! { "+MIPDNS":
    /// Resolves a name.
    Set<'a> {
        /// The name.
        domain_name: Host<'a>,
        /// Which addresses are wanted, 0 to 2.
        address_type: Option<AddressType> = 0..=2,
    } -> Resolved<'l>, |plan| plan.within(60);
}

information! {
    /// The address of a name. The manual prints no quotes around either; real modules have some around the
    /// name.
    Resolved<'a> = "+MIPDNS" {
        /// The name.
        domain_name: Host<'a>,
        /// The address.
        ip: Bare<'a>,
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;
    use core::time::Duration;

    use super::*;
    use crate::command::Command;
    use crate::command::testing::{answer, assert_command, assert_line};
    use crate::params::Params;

    #[test]
    fn forms() {
        let set = Set { domain_name: "a.example".into(), address_type: None };
        assert_command("+MIPDNS=\"a.example\"", set);
        assert_command(
            "+MIPDNS=\"a.example\",2",
            Set { address_type: Some(AddressType::ANY), ..set },
        );
        assert_eq!(set.plan().deadline(), Duration::from_secs(60));
    }

    #[test]
    fn ranges() {
        let mut buffer = [0; 400];
        let set = Set { domain_name: "a".into(), address_type: Some(AddressType(3)) };
        let error = set.write_line(&mut buffer).unwrap_err();
        assert_eq!(error.to_string(), "parameter 2: 3 is not in 0 to 2");
        let long = "a".repeat(256);
        let set = Set { domain_name: long[..].into(), address_type: None };
        assert!(set.write_line(&mut buffer).is_err());
        assert!(Set::parse(Params::new(b"\"a\",3")).is_err());
        assert!(Set::parse(Params::new(b"")).is_err());
    }

    /// L16, and the family fibocom-l610.
    #[test]
    fn lines() {
        let domain_name = "yj03.yunjiwulian.com".into();
        let resolved = Resolved { domain_name, ip: [120, 78, 176, 175].into() };
        assert_line("+MIPDNS: \"yj03.yunjiwulian.com\",120.78.176.175", resolved);
        for line in [
            "+MIPDNS: yj03.yunjiwulian.com,120.78.176.175",
            "+MIPDNS: yj03.yunjiwulian.com,\"120.78.176.175\"",
        ] {
            assert_eq!(answer::<Set<'_>>(line), resolved, "{line}");
        }
        assert!(answer::<Set<'_>>("+MIPDNS: \"a\",fe80::1").ip.0.is_ipv6());
    }
}
