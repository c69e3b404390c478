//! What stands in front of data that is pushed (note, 1.5.4, 3.2.1, 3.3.1).
//!
//! ```text
//! RECV FROM:117.131.85.139:5253
//! +IPD16
//! data from server
//! ```
//!
//! [`+CIPSRIP`](super::cipsrip) takes away the first of these lines, and [`+CIPHEAD`](super::ciphead) the
//! second one; [`+CIPCCFG`](super::cipccfg) makes it `+RECEIVE,<link_num>,<len>`, which alone says on which
//! connection the data came. The data is a payload of the [dialect](crate::Dialect::A76XX); its length is
//! the truth, whatever is in it.
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Information;
//! use cellwire_at::vendor::a76xx::receive::{Ipd, Receive, RecvFrom};
//!
//! let from = RecvFrom::parse(Line::new(b"RECV FROM:117.131.85.139:5253"))?;
//! assert_eq!(from.address.port(), 5253);
//! assert_eq!(Ipd::parse(Line::new(b"+IPD16"))?.len, 16);
//! assert_eq!(Receive::parse(Line::new(b"+RECEIVE,0,16"))?, Receive { link_num: 0, len: 16 });
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

use core::net::SocketAddr;

use cellwire_codec::Writer;

use crate::Line;
use crate::command::{Fields, Information};
use crate::params::{ParamError, Params, ParamsWriter, Quirks, WriteError};

/// `RECV FROM:<ip>:<port>`: who has sent the data that follows.
///
/// The text of the note has a plus in front of it, which no device and none of its examples has; it is
/// read.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct RecvFrom {
    /// The address and the port.
    pub address: SocketAddr,
}

impl Fields<'_> for RecvFrom {
    fn read(params: &mut Params<'_>) -> Result<Self, ParamError> {
        Ok(Self { address: params.socket_addr()? })
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        params.socket_addr(self.address);
        Ok(())
    }
}

impl<'a> Information<'a> for RecvFrom {
    const NAME: &'static str = "RECV FROM";

    fn parse(line: Line<'a>) -> Result<Self, ParamError> {
        Self::parse_noting(line).map(|(from, _)| from)
    }

    fn parse_noting(line: Line<'a>) -> Result<(Self, Quirks), ParamError> {
        let bytes = line.as_bytes();
        let mut params = Params::of(Self::NAME, bytes.strip_prefix(b"+").unwrap_or(bytes))?;
        Ok((Self::read(&mut params)?, params.end()?))
    }

    fn put(&self, to: &mut Writer<'_>) -> Result<(), WriteError> {
        to.bytes(b"RECV FROM:");
        self.write(&mut ParamsWriter::new(to))
    }
}

/// `+IPD<len>`: so many bytes follow behind the line end.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Ipd {
    /// How many bytes follow.
    pub len: u16,
}

impl Fields<'_> for Ipd {
    fn read(params: &mut Params<'_>) -> Result<Self, ParamError> {
        Ok(Self { len: params.u16()? })
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        params.number(self.len);
        Ok(())
    }
}

impl<'a> Information<'a> for Ipd {
    const NAME: &'static str = "+IPD";

    fn parse(line: Line<'a>) -> Result<Self, ParamError> {
        Self::parse_noting(line).map(|(ipd, _)| ipd)
    }

    fn parse_noting(line: Line<'a>) -> Result<(Self, Quirks), ParamError> {
        read_glued(Self::NAME, line)
    }

    fn put(&self, to: &mut Writer<'_>) -> Result<(), WriteError> {
        to.bytes(Self::NAME.as_bytes());
        self.write(&mut ParamsWriter::new(to))
    }
}

/// `+RECEIVE,<link_num>,<len>`: so many bytes follow behind the line end. SIM800 has a colon behind it.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Receive {
    /// On which connection.
    pub link_num: u8,
    /// How many bytes follow.
    pub len: u16,
}

impl Fields<'_> for Receive {
    fn read(params: &mut Params<'_>) -> Result<Self, ParamError> {
        Ok(Self { link_num: params.u8()?, len: params.u16()? })
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        params.number(self.link_num);
        params.number(self.len);
        Ok(())
    }
}

impl<'a> Information<'a> for Receive {
    const NAME: &'static str = "+RECEIVE";

    fn parse(line: Line<'a>) -> Result<Self, ParamError> {
        Self::parse_noting(line).map(|(receive, _)| receive)
    }

    fn parse_noting(line: Line<'a>) -> Result<(Self, Quirks), ParamError> {
        read_glued(Self::NAME, line)
    }

    fn put(&self, to: &mut Writer<'_>) -> Result<(), WriteError> {
        to.bytes(b"+RECEIVE,");
        self.write(&mut ParamsWriter::new(to))
    }
}

/// What stands right behind a name, or behind a comma, a colon or blanks; a colon may stand at the end.
fn read_glued<'a, T: Fields<'a>>(
    name: &'static str,
    line: Line<'a>,
) -> Result<(T, Quirks), ParamError> {
    let fields = match line.as_bytes().split_at_checked(name.len()) {
        Some((front, fields)) if front.eq_ignore_ascii_case(name.as_bytes()) => fields,
        _ => return Err(ParamError::Name { name }),
    };
    let fields = fields.trim_ascii_end();
    let fields = fields.strip_suffix(b":").unwrap_or(fields);
    let fields = match fields {
        [b',' | b':', fields @ ..] => fields,
        fields => fields,
    };
    let mut params = Params::new(fields);
    Ok((T::read(&mut params)?, params.end()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::{assert_line, assert_written};
    use crate::params::Quirk;

    fn from(line: &str) -> Result<RecvFrom, ParamError> {
        RecvFrom::parse(Line::new(line.as_bytes()))
    }

    fn ipd(line: &str) -> Result<u16, ParamError> {
        Ipd::parse(Line::new(line.as_bytes())).map(|ipd| ipd.len)
    }

    /// S6: without a plus, with and without a blank.
    #[test]
    fn senders() {
        let sender = RecvFrom { address: ([117, 131, 85, 139], 5253).into() };
        assert_line("RECV FROM:117.131.85.139:5253", sender);
        assert_eq!(from("RECV FROM: 117.131.85.139:5253"), Ok(sender));
        assert_eq!(from("+RECV FROM:117.131.85.139:5253"), Ok(sender));
        let address = ([0xfe80, 0, 0, 0, 0, 0, 0, 1_u16], 80).into();
        assert_line("RECV FROM:[fe80::1]:80", RecvFrom { address });
        assert!(from("RECV FROM:a.b:80").is_err());
        assert!(from("RECV EVENT").is_err());
    }

    /// S6, S7, S8.
    #[test]
    fn headers() {
        assert_line("+IPD16", Ipd { len: 16 });
        assert_written("+IPD1460", &Ipd { len: 1460 });
        assert_eq!(ipd("+IPD14"), Ok(14));
        assert_eq!(ipd("+ipd: 14"), Ok(14));
        assert_eq!(ipd("+IPD14:"), Ok(14));
        assert!(ipd("+IPD").is_err() && ipd("+IPDX").is_err() && ipd("+IP").is_err());

        assert_line("+RECEIVE,0,16", Receive { link_num: 0, len: 16 });
        for line in ["+RECEIVE,0,128:", "+RECEIVE: 0,128", "+RECEIVE,0,0128"] {
            let read = Receive::parse(Line::new(line.as_bytes()));
            assert_eq!(read, Ok(Receive { link_num: 0, len: 128 }), "{line}");
        }
        let (_, quirks) = Receive::parse_noting(Line::new(b"+RECEIVE,0,16,7")).unwrap();
        assert!(quirks.iter().eq([Quirk::Surplus]));
    }
}
