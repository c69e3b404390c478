//! `+IPADDR`: the address of the PDP context (note, 3.1.3).
//!
//! The test form is that of the command manual. Without the service there is a text in the place of the
//! address, and `ERROR`; or `+IP ERROR` with the same text. Both are a
//! [`Failure`](super::error::Failure).

use core::net::IpAddr;

use super::lines;
use crate::command::{Fields, Information, commands};
use crate::params::{ParamError, Params, ParamsWriter, WriteError};

type Reply<'a> = super::Reply<'a, Answer>;

commands! { "+IPADDR":
    /// Whether there is the command.
    Test -> Supported, lines::listed::<Self>;
    /// The address.
    Action -> Reply<'l>, lines::answered_once::<Self>;
}

/// The address.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Answer {
    /// `<ip_address>`, without quotes.
    pub ip_address: IpAddr,
}

impl Fields<'_> for Answer {
    fn read(params: &mut Params<'_>) -> Result<Self, ParamError> {
        Ok(Self { ip_address: params.ip()? })
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        params.ip(self.ip_address);
        Ok(())
    }
}

impl Information<'_> for Answer {
    const NAME: &'static str = "+IPADDR";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Belongs;
    use crate::command::Command;
    use crate::command::testing::{answer, assert_command, assert_line};
    use crate::vendor::a76xx::error::{ErrInfo, Failure, IpError};
    use crate::vendor::a76xx::testing::belongs;

    #[test]
    fn forms() {
        assert_command("+IPADDR=?", Test {});
        assert_command("+IPADDR", Action {});
        assert_line("+IPADDR: 10.148.0.17", Answer { ip_address: [10, 148, 0, 17].into() });
        let ip_address = IpAddr::from([0xfe80, 0, 0, 0, 0, 0, 0, 1_u16]);
        assert_line("+IPADDR: fe80::1", Answer { ip_address });
        let read = answer::<Action>("+IPADDR: \"10.148.0.17\"").ok().unwrap();
        assert_eq!(read.ip_address, IpAddr::from([10, 148, 0, 17]));
        assert_eq!(answer::<Action>("+IPADDR: fe80::1").ok().unwrap().ip_address, ip_address);
    }

    /// S13.
    #[test]
    fn not_opened() {
        let plan = Action {}.plan();
        let error = IpError::Text(ErrInfo::NETWORK_NOT_OPENED);
        assert_line("+IPADDR: Network not opened", Failure::IpAddr(error));
        assert_line("+IP ERROR: Network not opened", Failure::IpError(error));
        for line in ["+IPADDR: Network not opened", "+IP ERROR: Network not opened"] {
            assert_eq!(belongs(plan, line, 0), Belongs::Yes);
            let failure = answer::<Action>(line).ok().unwrap_err();
            assert_eq!(failure.err_info(), Some(ErrInfo::NETWORK_NOT_OPENED));
        }
        assert_eq!(belongs(plan, "+IPADDR: 10.1.2.3", 1), Belongs::No);
    }
}
