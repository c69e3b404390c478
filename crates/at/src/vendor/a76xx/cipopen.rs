//! `+CIPOPEN`: opens a connection, or a socket for datagrams (note, 3.2.1, 3.3.1, 3.4.2).
//!
//! What became of it stands behind `OK` with TCP, and in front of it with UDP; either is read. A failure
//! is `+CIPOPEN: 1,3` and `ERROR`. In transparent mode, which takes connection 0 alone, `CONNECT` comes
//! instead, and data mode begins.
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Command;
//! use cellwire_at::vendor::a76xx::cipopen::{Read, Set};
//!
//! let mut buffer = [0; 64];
//! let len = Set::tcp(1, "117.131.85.139", 5253).write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+CIPOPEN=1,\"TCP\",\"117.131.85.139\",5253\r");
//! let len = Set::udp(1, 5000).write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+CIPOPEN=1,\"UDP\",,,5000\r");
//!
//! let opened = Set::answer(Line::new(b"+CIPOPEN: 1,0"))?.ok().unwrap();
//! assert_eq!((opened.link_num, opened.err.is_ok()), (1, true));
//!
//! let line = Line::new(b"+CIPOPEN: 0,\"TCP\",\"192.168.108.5\",57202,1");
//! let connection = Read::answer(line)?.ok().unwrap().connection.unwrap();
//! assert_eq!(connection.server_index(), Some(1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::error::ErrCode;
use super::lines::{self, about};
use crate::command::{Command, Fields, Information, Param, commands, information, words};
use crate::params::{ParamError, Params, ParamsWriter, Peek, Str, WriteError};
use crate::{Belongs, Line, Lines, Plan};

words! {
    /// `<type>`: the protocol.
    Protocol(str, string) {
        /// A connection.
        Tcp = "TCP";
        /// Datagrams.
        Udp = "UDP";
    }
}

type Reply<'a> = super::Reply<'a, Answer>;
type ReadReply<'a> = super::Reply<'a, Link<'a>>;

commands! { "+CIPOPEN":
    /// Which connections and protocols there are: `(0-9),("TCP","UDP")`.
    Test -> Supported, lines::listed::<Self>;
    /// All ten connections, a line for each.
    Read -> ReadReply<'l>, |plan: Plan| plan.with_lines(Lines::ChosenOfAll(belongs_to_read));
}

/// Opens one.
///
/// TCP has a host and a port, UDP a local port; in transparent mode UDP has all three.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Set<'a> {
    /// Which one, 0 to 9.
    pub link_num: u8,
    /// `<type>`: the protocol.
    #[doc(alias = "type")]
    pub protocol: Protocol<'a>,
    /// The host: an address or a name.
    pub server_ip: Option<Str<'a>>,
    /// Its port.
    pub server_port: Option<u16>,
    /// The local port.
    pub local_port: Option<u16>,
}

impl<'a> Set<'a> {
    /// A connection to a host.
    pub fn tcp(link_num: u8, host: impl Into<Str<'a>>, port: u16) -> Self {
        Self {
            link_num,
            protocol: Protocol::Tcp,
            server_ip: Some(host.into()),
            server_port: Some(port),
            local_port: None,
        }
    }

    /// A socket for datagrams; each [`+CIPSEND`](super::cipsend) says to whom.
    pub fn udp(link_num: u8, local_port: u16) -> Self {
        Self {
            link_num,
            protocol: Protocol::Udp,
            server_ip: None,
            server_port: None,
            local_port: Some(local_port),
        }
    }

    /// Datagrams to and from one host, in transparent mode (note, 3.3.3).
    pub fn udp_to(host: impl Into<Str<'a>>, port: u16, local_port: u16) -> Self {
        Self {
            server_ip: Some(host.into()),
            server_port: Some(port),
            ..Self::udp(super::TRANSPARENT_LINK, local_port)
        }
    }

    /// Which of the parameters has to be there and is not.
    fn missing(&self) -> Option<u16> {
        let (tcp, udp) = (self.protocol == Protocol::Tcp, self.protocol == Protocol::Udp);
        let has_host = self.server_ip.is_some_and(|host| !host.is_empty());
        match (has_host, self.server_port, self.local_port) {
            (false, Some(_), _) => Some(3),
            (false, None, _) if tcp => Some(3),
            (true, None, _) => Some(4),
            (_, _, None) if udp => Some(5),
            _ => None,
        }
    }
}

impl<'a> Fields<'a> for Set<'a> {
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
        let set = Self {
            link_num: params.number_within(0, 9)?,
            protocol: Param::take(params)?,
            server_ip: params.opt_str()?,
            server_port: params.opt_u16()?,
            local_port: params.opt_u16()?,
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
        params.number_within(self.link_num, 0, 9)?;
        self.protocol.put(params)?;
        params.opt_string(self.server_ip)?;
        params.opt_number(self.server_port);
        params.opt_number(self.local_port);
        Ok(())
    }
}

about!(Set<'a>.link_num = Set "+CIPOPEN" -> Reply<'l>, |plan| {
    lines::told_of_one::<Self>(plan).connecting()
});

information! {
    /// What became of it.
    Answer = "+CIPOPEN" {
        /// Which connection.
        link_num: u8,
        /// Whether it is open.
        err: ErrCode,
    }
}

/// One of the ten connections.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Link<'a> {
    /// Which one.
    pub link_num: u8,
    /// What it is, if it is open.
    pub connection: Option<Connection<'a>>,
}

/// An open connection.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Connection<'a> {
    /// `<type>`: the protocol.
    #[doc(alias = "type")]
    pub protocol: Protocol<'a>,
    /// The host; `0.0.0.0` for a socket for datagrams.
    pub server_ip: Str<'a>,
    /// Its port.
    pub server_port: u16,
    /// -1 if it was opened by `AT+CIPOPEN`, else the server that has accepted it. The note prints 1 for a
    /// client of server 0; [`+CLIENT`](super::urc::Client) is more certain.
    pub index: i8,
}

impl Connection<'_> {
    /// The server that has accepted it, if one has.
    pub const fn server_index(&self) -> Option<u8> {
        if self.index >= 0 { Some(self.index as u8) } else { None }
    }
}

impl<'a> Fields<'a> for Link<'a> {
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
        let link_num = params.u8()?;
        if matches!(params.peek(), Peek::Missing | Peek::Empty) {
            params.skip();
            return Ok(Self { link_num, connection: None });
        }
        let connection = Connection {
            protocol: Param::take(params)?,
            server_ip: params.str()?,
            server_port: params.u16()?,
            index: params.opt_i8()?.unwrap_or(-1),
        };
        Ok(Self { link_num, connection: Some(connection) })
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        params.number(self.link_num);
        if let Some(connection) = self.connection {
            connection.protocol.put(params)?;
            params.string(connection.server_ip)?;
            params.number(connection.server_port);
            params.number(connection.index);
        }
        Ok(())
    }
}

impl<'a> Information<'a> for Link<'a> {
    const NAME: &'static str = "+CIPOPEN";
}

/// A line of the answer to the read form has one parameter, or a protocol; the result of an earlier command
/// has two numbers.
fn belongs_to_read(line: Line<'_>, _: u16) -> Belongs {
    match line.params(Read::NAME) {
        Ok(mut params) => {
            params.skip();
            if params.peek() == Peek::Integer { Belongs::No } else { Belongs::Yes }
        }
        Err(_) => lines::why_failed(line),
    }
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::Verdict;
    use crate::command::testing::{answer, assert_command, assert_line};
    use crate::vendor::a76xx::testing::{belongs, refused, unwritable, verdict};

    #[test]
    fn forms() {
        assert_command("+CIPOPEN=?", Test {});
        assert_command("+CIPOPEN?", Read {});
        let set = Set::tcp(1, "117.131.85.139", 5253);
        assert_command("+CIPOPEN=1,\"TCP\",\"117.131.85.139\",5253", set);
        let set = Set { local_port: Some(4000), ..Set::tcp(9, "a.b", 80) };
        assert_command("+CIPOPEN=9,\"TCP\",\"a.b\",80,4000", set);
        assert_command("+CIPOPEN=1,\"UDP\",,,5000", Set::udp(1, 5000));
        let set = Set::udp_to("117.131.85.139", 5254, 5000);
        assert_command("+CIPOPEN=0,\"UDP\",\"117.131.85.139\",5254,5000", set);
        let protocol = Protocol::of("TCP6".into());
        let set = Set { protocol, server_ip: None, server_port: None, ..Set::udp(0, 1) };
        assert_command("+CIPOPEN=0,\"TCP6\",,,1", set);
        let supported = Test::answer(Line::new(b"+CIPOPEN: (0-9),(\"TCP\",\"UDP\")")).unwrap();
        assert!(supported.allows(0, 9) && supported.allows_str(1, "UDP"));
    }

    #[test]
    fn refusals() {
        let text = "parameter 1: 10 is not in 0 to 9";
        assert_eq!(unwritable(Set::tcp(10, "a", 1)), text);
        assert_eq!(refused::<Set<'_>>("10,\"TCP\",\"a\",1"), text);
        assert_eq!(unwritable(Set::tcp(1, "", 1)), "parameter 3 is empty");
        let set = Set { server_port: None, ..Set::tcp(1, "a", 1) };
        assert_eq!(unwritable(set), "parameter 4 is empty");
        assert_eq!(refused::<Set<'_>>("1,\"TCP\",\"a\""), "parameter 4 is missing");
        let set = Set { local_port: None, ..Set::udp(1, 1) };
        assert_eq!(unwritable(set), "parameter 5 is empty");
        assert_eq!(refused::<Set<'_>>("1,\"UDP\""), "parameter 5 is missing");
        let text = "parameter 4: 65536 is more than 65535";
        assert_eq!(refused::<Set<'_>>("1,\"TCP\",\"a\",65536"), text);
    }

    /// S1: the result behind `OK`, in front of it, in front of `ERROR`.
    #[test]
    fn results() {
        assert_line("+CIPOPEN: 1,0", Answer { link_num: 1, err: ErrCode::SUCCEEDED });
        assert_line("+CIPOPEN: 1,3", Answer { link_num: 1, err: ErrCode::WRONG_PARAMETER });
        let plan = Set::tcp(1, "a", 1).plan();
        assert!(plan.connects());
        assert_eq!(plan.verdict_deadline(), Some(Duration::from_secs(120)));
        for line in ["+CIPOPEN: 1,0", "+CIPOPEN: 1,3"] {
            assert_eq!(verdict(plan, line), Verdict::Whole);
        }
        assert_eq!(verdict(plan, "+CIPOPEN: 2,0"), Verdict::No);
        assert_eq!(belongs(plan, "+CIPOPEN: 2,0", 0), Belongs::No);
        assert_eq!(verdict(Set::usual_plan(), "+CIPOPEN: 2,0"), Verdict::Whole);
        assert_eq!(verdict(plan, "+CIPOPEN: 1"), Verdict::No);
        assert_eq!(belongs(plan, "+IP ERROR: Network not opened", 0), Belongs::Yes);
        let err = answer::<Set<'_>>("+CIPOPEN: 0,2").ok().unwrap().err;
        assert_eq!(err, ErrCode::NETWORK_NOT_OPENED);
    }

    /// S16, and section 3.4.2 of the note.
    #[test]
    fn connections() {
        let connection = Connection {
            protocol: Protocol::Tcp,
            server_ip: "192.168.108.5".into(),
            server_port: 57202,
            index: 1,
        };
        let link = Link { link_num: 0, connection: Some(connection) };
        assert_line("+CIPOPEN: 0,\"TCP\",\"192.168.108.5\",57202,1", link);
        assert_line("+CIPOPEN: 9", Link { link_num: 9, connection: None });
        let line = "+CIPOPEN: 1,\"TCP\",\"117.131.85.139\",5253,-1";
        let link = answer::<Read>(line).ok().unwrap();
        assert_eq!(link.connection.unwrap().server_index(), None);
        let line = "+CIPOPEN: 5,\"UDP\",\"0.0.0.0\",0,-1";
        let link = answer::<Read>(line).ok().unwrap();
        assert_eq!(link.connection.unwrap().protocol, Protocol::Udp);

        let plan = Read {}.plan();
        for before in 0..10 {
            assert_eq!(belongs(plan, "+CIPOPEN: 1", before), Belongs::Yes);
            assert_eq!(belongs(plan, line, before), Belongs::Yes);
        }
        assert_eq!(belongs(plan, "+CIPOPEN: 1,0", 0), Belongs::No);
        assert_eq!(belongs(plan, "+CIPRXGET: 1,0", 0), Belongs::No);
        assert_eq!(belongs(Test {}.plan(), "+CIPOPEN: 1,0", 0), Belongs::No);
        assert_eq!(belongs(Test {}.plan(), "+CIPOPEN: (0-9)", 0), Belongs::Yes);
    }

    proptest! {
        #[test]
        fn any_host(host in "[^\\x00]{1,40}", link_num in 0..10_u8, port: u16) {
            let set = Set::tcp(link_num, host.as_str(), port);
            let mut buffer = [0; 400];
            let len = set.write_line(&mut buffer).unwrap();
            let fields = &buffer["AT+CIPOPEN=".len()..len - 1];
            prop_assert_eq!(Set::parse(Params::strict(fields)).unwrap(), set);
        }
    }
}
