use core::fmt::{self, Write as _};
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use cellwire_codec::Writer;

/// Where the server listens: the text `IP:port` (section III.2).
///
/// The host may also be a name, or an IPv6 address, which stands in brackets. Blanks around the
/// parts, as in the example of the protocol, are read over and not written.
///
/// ```
/// use cellwire_cityeasy::message::ServerAddress;
///
/// let address = ServerAddress::from_wire(b"118.128.198.38: 8090")?;
/// assert_eq!(address.socket_addr(), Some("118.128.198.38:8090".parse().unwrap()));
/// assert_eq!(address.to_string(), "118.128.198.38:8090");
/// assert_eq!(ServerAddress::new("gps.example.com", 8090)?.to_string(), "gps.example.com:8090");
/// # Ok::<(), cellwire_cityeasy::message::AddressError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ServerAddress<'a> {
    host: Host<'a>,
    port: u16,
}

/// The host of a [`ServerAddress`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Host<'a> {
    /// An address.
    Ip(IpAddr),
    /// A name.
    Name(&'a str),
}

impl<'a> ServerAddress<'a> {
    /// The address of a host, which is an IP address or a name, and a port.
    ///
    /// # Errors
    ///
    /// The name is empty or holds something else than visible ASCII characters, or a `:`, `[` or
    /// `]`; it is four numbers with dots that are no IPv4 address; or the port is 0.
    pub fn new(host: &'a str, port: u16) -> Result<Self, AddressError> {
        let host = match host.parse() {
            Ok(ip) => Host::Ip(ip),
            Err(_) => read_host(host)?,
        };
        let address = Self { host, port };
        address.check()?;
        Ok(address)
    }

    /// Reads the text.
    ///
    /// # Errors
    ///
    /// It has no port, or no host that can be one.
    pub fn from_wire(text: &'a [u8]) -> Result<Self, AddressError> {
        let mut text = text;
        while let [front @ .., 0] = text.trim_ascii_end() {
            text = front;
        }
        let colon = text.iter().rposition(|byte| *byte == b':').ok_or(AddressError::NoPort)?;
        let (host, port) = text.split_at_checked(colon).unwrap_or_default();
        let host = core::str::from_utf8(host.trim_ascii()).map_err(|_| AddressError::NotAscii)?;
        let port = port.strip_prefix(b":").unwrap_or_default().trim_ascii();
        Ok(Self { host: read_host(host)?, port: read_port(port)? })
    }

    /// The host.
    #[inline]
    pub const fn host(&self) -> Host<'a> {
        self.host
    }

    /// The port.
    #[inline]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The address, if its host is no name.
    pub const fn socket_addr(&self) -> Option<SocketAddr> {
        match self.host {
            Host::Ip(ip) => Some(SocketAddr::new(ip, self.port)),
            Host::Name(_) => None,
        }
    }

    /// Whether the address can be written.
    ///
    /// # Errors
    ///
    /// The port is 0, or the host four numbers with dots that are no IPv4 address. Both can be read.
    pub fn check(&self) -> Result<(), AddressError> {
        match self.host {
            _ if self.port == 0 => Err(AddressError::PortZero),
            Host::Name(name) if is_four_numbers(name) => Err(AddressError::NotIpv4),
            _ => Ok(()),
        }
    }

    /// As [`check`](Self::check), and `text` is how it would be written.
    pub(super) fn check_strict(&self, text: &[u8]) -> Result<(), AddressError> {
        self.check()?;
        let mut rest = Matching { rest: text };
        match write!(rest, "{self}") {
            Ok(()) if rest.rest.is_empty() => Ok(()),
            _ => Err(AddressError::NotCanonical),
        }
    }

    pub(super) fn write(&self, to: &mut Writer<'_>) {
        // A `Writer` counts what does not fit, so this cannot fail.
        let _ = write!(Chars { to }, "{self}");
    }
}

fn read_host(host: &str) -> Result<Host<'_>, AddressError> {
    if let Some(inner) = host.strip_prefix('[') {
        let ip = inner.strip_suffix(']').and_then(|inner| inner.parse::<Ipv6Addr>().ok());
        return ip.map(|ip| Host::Ip(ip.into())).ok_or(AddressError::NotIpv6);
    }
    if let Ok(ip) = host.parse::<Ipv4Addr>() {
        return Ok(Host::Ip(ip.into()));
    }
    match host.chars().find(|char| !char.is_ascii_graphic() || matches!(char, ':' | '[' | ']')) {
        Some(found) => Err(AddressError::HostChar { found }),
        None if host.is_empty() => Err(AddressError::NoHost),
        None => Ok(Host::Name(host)),
    }
}

/// No name looks like that, since none ends in a number.
fn is_four_numbers(name: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    name.split('.').count() == 4 && name.split('.').all(is_number)
}

fn read_port(digits: &[u8]) -> Result<u16, AddressError> {
    if digits.is_empty() {
        return Err(AddressError::NoPort);
    }
    digits
        .iter()
        .try_fold(0_u16, |port, digit| {
            let digit = char::from(*digit).to_digit(10)?;
            port.checked_mul(10)?.checked_add(u16::try_from(digit).ok()?)
        })
        .ok_or(AddressError::Port)
}

impl From<SocketAddr> for ServerAddress<'_> {
    fn from(address: SocketAddr) -> Self {
        Self { host: Host::Ip(address.ip()), port: address.port() }
    }
}

/// As it stands on the wire: `IP:port` without a blank.
impl fmt::Display for ServerAddress<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.host {
            Host::Ip(IpAddr::V6(ip)) => write!(f, "[{ip}]:{}", self.port),
            Host::Ip(IpAddr::V4(ip)) => write!(f, "{ip}:{}", self.port),
            Host::Name(name) => write!(f, "{name}:{}", self.port),
        }
    }
}

struct Chars<'w, 'a> {
    to: &'w mut Writer<'a>,
}

impl fmt::Write for Chars<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.to.bytes(text.as_bytes());
        Ok(())
    }
}

/// Fails when something else is written to it than the bytes it has.
struct Matching<'a> {
    rest: &'a [u8],
}

impl fmt::Write for Matching<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.rest = self.rest.strip_prefix(text.as_bytes()).ok_or(fmt::Error)?;
        Ok(())
    }
}

/// What is wrong with the address of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum AddressError {
    /// The host is missing.
    #[error("there is no host")]
    NoHost,
    /// The host is no text.
    #[error("the host is not ASCII")]
    NotAscii,
    /// A host name holds a character that cannot stand there.
    #[error("{found:?} cannot stand in a host name")]
    HostChar {
        /// The character.
        found: char,
    },
    /// The host is four numbers with dots, and no IPv4 address.
    #[error("four numbers with dots that are no IPv4 address")]
    NotIpv4,
    /// What stands in brackets is no IPv6 address.
    #[error("there is no IPv6 address in the brackets")]
    NotIpv6,
    /// The port is missing.
    #[error("there is no colon with a port behind it")]
    NoPort,
    /// The port is no number, or too large.
    #[error("the port is no number up to 65535")]
    Port,
    /// The port is 0, which nobody can connect to.
    #[error("the port is 0")]
    PortZero,
    /// The text has blanks, or is written otherwise than it should be.
    #[error("the address is not written as IP:port without a blank")]
    NotCanonical,
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString;
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::*;

    fn written(address: ServerAddress<'_>) -> Vec<u8> {
        let mut dst = [0; 400];
        let mut writer = Writer::new(&mut dst);
        address.write(&mut writer);
        writer.as_written().to_vec()
    }

    #[test]
    fn tolerated() {
        for text in [
            "118.128.198.38:8090",
            "118.128.198.38: 8090",
            " 118.128.198.38 :8090 ",
            "118.128.198.38:08090",
            "118.128.198.38:8090\0",
            "118.128.198.38:8090\r\n",
        ] {
            let address = ServerAddress::from_wire(text.as_bytes()).unwrap();
            assert_eq!(written(address), b"118.128.198.38:8090");
            let strict = address.check_strict(text.as_bytes());
            assert_eq!(strict.is_ok(), text == "118.128.198.38:8090", "{text:?}");
        }
    }

    #[test]
    fn other_hosts() {
        let name = ServerAddress::from_wire(b"gps.example.com:80").unwrap();
        assert_eq!(name.host(), Host::Name("gps.example.com"));
        assert_eq!(name.socket_addr(), None);
        let v6 = ServerAddress::from_wire(b"[2001:db8::1]:80").unwrap();
        assert_eq!(v6, ServerAddress::new("2001:db8::1", 80).unwrap());
        assert_eq!(v6, ServerAddress::new("[2001:db8::1]", 80).unwrap());
        assert_eq!(v6, ServerAddress::from(SocketAddr::new("2001:db8::1".parse().unwrap(), 80)));
        assert_eq!(written(v6), b"[2001:db8::1]:80");
    }

    #[test]
    fn four_numbers_that_are_no_address() {
        for host in ["256.1.1.1", "118.128.198.038", "1.2.3.99999999999999999999", "00.0.0.0"] {
            assert_eq!(ServerAddress::new(host, 80), Err(AddressError::NotIpv4), "{host}");
            // Whoever sends it knows what it is.
            let text = format!("{host}:80");
            let read = ServerAddress::from_wire(text.as_bytes()).unwrap();
            assert_eq!(read.host(), Host::Name(host));
            assert_eq!(read.check(), Err(AddressError::NotIpv4));
            assert_eq!(read.check_strict(text.as_bytes()), Err(AddressError::NotIpv4));
        }
        for name in ["1.2.3", "1.2.3.4.5", "1.2.3.4a", "1..2.3", "256.1.1.1.example.com"] {
            assert_eq!(ServerAddress::new(name, 80).unwrap().host(), Host::Name(name));
        }
    }

    #[test]
    fn refused() {
        for (text, error) in [
            ("", "there is no colon with a port behind it"),
            ("1.2.3.4", "there is no colon with a port behind it"),
            ("1.2.3.4:", "there is no colon with a port behind it"),
            ("1.2.3.4:x", "the port is no number up to 65535"),
            ("1.2.3.4:+80", "the port is no number up to 65535"),
            ("1.2.3.4:65536", "the port is no number up to 65535"),
            (":80", "there is no host"),
            ("a b:80", "' ' cannot stand in a host name"),
            ("a\u{7f}b:80", "'\\u{7f}' cannot stand in a host name"),
            ("gé:80", "'é' cannot stand in a host name"),
            ("::1:80", "':' cannot stand in a host name"),
            ("[::1:80", "there is no IPv6 address in the brackets"),
        ] {
            let error_found = ServerAddress::from_wire(text.as_bytes()).unwrap_err().to_string();
            assert_eq!(error_found, error, "{text:?}");
        }
        assert_eq!(ServerAddress::from_wire(b"\xff:80"), Err(AddressError::NotAscii));
        assert_eq!(ServerAddress::new("a:b", 80), Err(AddressError::HostChar { found: ':' }));
        assert_eq!(ServerAddress::new("a\n", 80), Err(AddressError::HostChar { found: '\n' }));
        assert_eq!(ServerAddress::new("", 80), Err(AddressError::NoHost));
        assert_eq!(ServerAddress::new("a", 0), Err(AddressError::PortZero));
    }

    proptest! {
        #[test]
        fn addresses_round_trip(address: SocketAddr) {
            let wire = written(address.into());
            prop_assert_eq!(ServerAddress::from_wire(&wire), Ok(address.into()));
        }

        #[test]
        fn names_round_trip(name in "[!-9;-Z^-~\\\\]{1,40}", port in 1..=u16::MAX) {
            let address = ServerAddress::new(&name, port).unwrap();
            let wire = written(address);
            prop_assert_eq!(ServerAddress::from_wire(&wire), Ok(address));
            prop_assert_eq!(address.check_strict(&wire), Ok(()));
        }

        #[test]
        fn any_bytes(
            text in prop_oneof![
                any::<Vec<u8>>(),
                "[ -~]{0,10}:[ 0-9]{0,5}".prop_map(Vec::from),
            ],
        ) {
            if let Ok(address) = ServerAddress::from_wire(&text) {
                let _ = format!("{address} {address:?}");
                let wire = written(address);
                prop_assert_eq!(ServerAddress::from_wire(&wire), Ok(address));
                let canonical = wire == text && address.check().is_ok();
                prop_assert_eq!(address.check_strict(&text).is_ok(), canonical);
            }
        }
    }
}
