//! `+MSDNS`: sets DNS IP address (Fibocom L610 TCP/UDP, 1.1.16), and `+MSV6DNS`: the same of IPv6 (1.1.17).
//!
//! Without servers of its own a socket has those of the network. They are kept until the power is switched
//! off. Socket 7 stands for [`+MPING`](super::mping), [`+MIPDNS`](super::mipdns) and
//! [`+MIPNTP`](super::mipntp).
//!
//! ```
//! use core::net::Ipv4Addr;
//!
//! use cellwire_at::Line;
//! use cellwire_at::command::Command;
//! use cellwire_at::vendor::l610::msdns::v4::{Read, Set};
//!
//! let mut buffer = [0; 64];
//! let set = Set {
//!     socket_id: 7,
//!     primary_dns_server_ip: Some(Ipv4Addr::new(192, 0, 2, 53).into()),
//!     secondary_dns_server_ip: None,
//! };
//! let len = set.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+MSDNS=7,\"192.0.2.53\"\r");
//!
//! let servers = Read::answer(Line::new(b"+MSDNS: 7,\"192.0.2.53\",\"0.0.0.0\""))?;
//! assert_eq!(servers.primary_dns_server_ip, Some([192, 0, 2, 53].into()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

macro_rules! servers {
    ($($(#[$meta:meta])* $module:ident $at:literal $family:ident $sample:literal;)*) => {$(
        $(#[$meta])*
        pub mod $module {
            use crate::command::{commands, information};
            use crate::vendor::l610::{Address, $family};

            commands! { $at:
                /// Which sockets there are.
                Test -> Supported, |plan| plan.within(5);
                /// The servers, a line for each socket, 1 to 7.
                Read -> Answer<'l>, |plan| plan.within(5);
                /// Sets the servers of a socket. With nothing but its number they are gone; with one
                /// server the other one stays.
                Set {
                    /// Which one, 1 to 7.
                    socket_id: u8 = 1..=7,
                    /// `<Primary_DNS_server_IP>`: the first server.
                    primary_dns_server_ip: Option<$family>,
                    /// `<Secondary_DNS_server_IP>`: the second one.
                    secondary_dns_server_ip: Option<$family>,
                }, |plan| plan.within(5);
            }

            information! {
                /// The servers of a socket.
                Answer<'a> = $at {
                    /// Which one.
                    socket_id: u8,
                    /// The first server.
                    primary_dns_server_ip: Option<Address<'a>>,
                    /// The second one.
                    secondary_dns_server_ip: Option<Address<'a>>,
                }
            }

            #[cfg(test)]
            mod tests {
                use alloc::format;
                use alloc::string::ToString;

                use super::*;
                use crate::command::Command;
                use crate::command::testing::{answer, assert_command, assert_line};
                use crate::params::Params;

                #[test]
                fn forms() {
                    assert_command(concat!($at, "=?"), Test {});
                    assert_command(concat!($at, "?"), Read {});
                    let set = Set {
                        socket_id: 7,
                        primary_dns_server_ip: None,
                        secondary_dns_server_ip: None,
                    };
                    assert_command(concat!($at, "=7"), set);
                    let server = Some($family($sample.parse().unwrap()));
                    let primary = Set { primary_dns_server_ip: server, ..set };
                    assert_command(concat!($at, "=7,\"", $sample, "\""), primary);
                    let both = Set { secondary_dns_server_ip: server, ..primary };
                    let line = concat!($at, "=7,\"", $sample, "\",\"", $sample, "\"");
                    assert_command(line, both);
                    let second = Set { primary_dns_server_ip: None, ..both };
                    assert_command(concat!($at, "=7,,\"", $sample, "\""), second);

                    let server = Some(Address::Ip($sample.parse().unwrap()));
                    let line = concat!($at, ": 7,\"", $sample, "\"");
                    let servers = Answer {
                        socket_id: 7,
                        primary_dns_server_ip: server,
                        secondary_dns_server_ip: None,
                    };
                    assert_line(line, servers);
                    for line in [": 7,\"_\",\"\"", ":7,_", ": 7, _,"] {
                        let line = format!("{}{}", $at, line.replace('_', $sample));
                        assert_eq!(answer::<Read>(&line), servers, "{line}");
                    }
                    assert_eq!(answer::<Read>(concat!($at, ": 1,,")).primary_dns_server_ip, None);
                }

                #[test]
                fn ranges() {
                    let set = Set {
                        socket_id: 8,
                        primary_dns_server_ip: None,
                        secondary_dns_server_ip: None,
                    };
                    let error = set.write_line(&mut [0; 64]).unwrap_err();
                    assert_eq!(error.to_string(), "parameter 1: 8 is not in 1 to 7");
                    for wire in ["0", "8", "1,\"example.com\"", "1,\"1.2.3\"", "1,\"1:2:3\""] {
                        assert!(Set::parse(Params::new(wire.as_bytes())).is_err(), "{wire}");
                    }
                    // Each family has its own command.
                    let fields = format!("1,\"{}\"", $sample);
                    assert!(Set::parse(Params::new(fields.as_bytes())).is_ok());
                    for other in ["1,\"192.0.2.1\"", "1,\"2001:DB8::1\""] {
                        let is_ipv6 = other.contains(':') == $sample.contains(':');
                        assert_eq!(Set::parse(Params::new(other.as_bytes())).is_ok(), is_ipv6);
                    }
                }
            }
        }
    )*};
}

servers! {
    /// `+MSDNS`: servers with addresses of IPv4.
    v4 "+MSDNS" V4 "192.0.2.53";
    /// `+MSV6DNS`: servers with addresses of IPv6, of eight groups. They are read with blanks between the
    /// groups, too.
    v6 "+MSV6DNS" V6 "2001:db8::53";
}
