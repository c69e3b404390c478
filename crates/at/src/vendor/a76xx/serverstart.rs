//! `+SERVERSTART`: starts a server (note, 3.4.1, 3.4.2).
//!
//! Who connects to it is told by [`+CLIENT`](super::urc::Client). Server 0 is that of transparent mode. The
//! note has the set form, without the backlog; the others are those of the command manual.

use super::error::ErrCode;
use super::lines;
use crate::command::{Fields, Information, commands, information};
use crate::params::{ParamError, Params, ParamsWriter, WriteError};

type Reply<'a> = super::Reply<'a, Refused>;
type ReadReply<'a> = super::Reply<'a, Server>;

commands! { "+SERVERSTART":
    /// Which values there are.
    Test -> Supported, lines::listed::<Self>;
    /// The servers, a line for each.
    Read -> ReadReply<'l>, lines::answered::<Self>;
    /// Starts one. There is no answer but the final result if it has started.
    Set {
        /// On which port.
        port: u16,
        /// Which one, 0 to 3.
        server_index: u8 = 0..=3,
        /// How many may wait to be accepted; 1 to 3, which is uncertain and not checked.
        backlog: Option<u8>,
    } -> Reply<'l>, lines::answered::<Self>;
}

information! {
    /// A server.
    Server = "+SERVERSTART" {
        /// Which one.
        server_index: u8,
        /// Its port.
        port: u16,
    }
}

/// Why a server has not started: the note says that there is an `<err>` (4.1), and does not print the line.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Refused {
    /// Which one, if it is told, as for `+SERVERSTOP`.
    pub server_index: Option<u8>,
    /// Why.
    pub err: ErrCode,
}

impl Fields<'_> for Refused {
    fn read(params: &mut Params<'_>) -> Result<Self, ParamError> {
        let server_index = if params.count() > 1 { Some(params.u8()?) } else { None };
        Ok(Self { server_index, err: ErrCode(params.u16()?) })
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        if let Some(index) = self.server_index {
            params.number(index);
        }
        params.number(self.err.0);
        Ok(())
    }
}

impl Information<'_> for Refused {
    const NAME: &'static str = "+SERVERSTART";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Belongs;
    use crate::command::Command;
    use crate::command::testing::{answer, assert_command, assert_line};
    use crate::params::Quirk;
    use crate::vendor::a76xx::testing::{belongs, refused, unwritable};

    #[test]
    fn forms() {
        assert_command("+SERVERSTART=?", Test {});
        assert_command("+SERVERSTART?", Read {});
        let set = Set { port: 8080, server_index: 0, backlog: None };
        assert_command("+SERVERSTART=8080,0", set);
        assert_command("+SERVERSTART=8080,0,3", Set { backlog: Some(3), ..set });
        // As the note prints it.
        let mut params = Params::new(b"8080, 0");
        assert_eq!(Set::read(&mut params).unwrap(), set);
        assert!(params.end().unwrap().iter().eq([Quirk::Blank]));
    }

    #[test]
    fn refusals() {
        let text = "parameter 2: 4 is not in 0 to 3";
        assert_eq!(unwritable(Set { port: 1, server_index: 4, backlog: None }), text);
        assert_eq!(refused::<Set>("1,4"), text);
        assert_eq!(refused::<Set>("1"), "parameter 2 is missing");
        assert_eq!(refused::<Set>("65536,0"), "parameter 1: 65536 is more than 65535");
    }

    #[test]
    fn lines() {
        assert_line("+SERVERSTART: 3,6060", Server { server_index: 3, port: 6060 });
        let err = ErrCode::ALREADY_LISTENING;
        assert_line("+SERVERSTART: 7", Refused { server_index: None, err });
        assert_line("+SERVERSTART: 0,7", Refused { server_index: Some(0), err });
        let plan = Read {}.plan();
        for before in 0..4 {
            assert_eq!(belongs(plan, "+SERVERSTART: 0,8080", before), Belongs::Yes);
        }
        let plan = Set { port: 1, server_index: 0, backlog: None }.plan();
        assert_eq!(belongs(plan, "+CLIENT: 0,0,192.168.108.5:57202", 0), Belongs::No);
        assert_eq!(belongs(plan, "+IP ERROR: Server is already listening", 0), Belongs::Yes);
        assert_eq!(answer::<Set>("+SERVERSTART: 7").ok().unwrap().err, err);
    }
}
