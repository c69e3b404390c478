//! `+CDNSGIP`: the addresses of a name.
//!
//! The note names it (2.1); the forms are those of the command manual.

use core::fmt;
use core::net::IpAddr;

use super::lines;
use crate::Plan;
use crate::command::{Fields, Information, Param, commands};
use crate::params::{ParamError, Params, ParamsWriter, Str, WriteError};

type Reply<'a> = super::Reply<'a, Answer<'a>>;

commands! { "+CDNSGIP":
    /// Whether there is the command.
    Test -> Supported, lines::listed::<Self>;
    /// The addresses of a name.
    Set<'a> {
        /// The name.
        domain_name: Str<'a>,
    } -> Reply<'l>, |plan: Plan| lines::answered_once::<Self>(plan).within(120);
}

/// The addresses of a name, or why there are none.
#[expect(clippy::exhaustive_enums, reason = "the wire has these two")]
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(untagged))]
pub enum Answer<'a> {
    /// `+CDNSGIP: 1,"<name>","<ip>"[,"<ip>"]`.
    Found {
        /// The name.
        domain_name: Str<'a>,
        /// Its addresses.
        ip_addresses: Addresses<'a>,
    },
    /// `+CDNSGIP: 0,<err>`. `ERROR` follows.
    Failed {
        /// Why, in a table of its own: drivers know 3, the network has failed, and 8, something else.
        err: u16,
    },
}

impl<'a> Fields<'a> for Answer<'a> {
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
        if params.u8()? == 0 {
            return Ok(Self::Failed { err: params.u16()? });
        }
        Ok(Self::Found { domain_name: params.str()?, ip_addresses: Param::take(params)? })
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        match self {
            Self::Found { domain_name, ip_addresses } => {
                params.number(1_u8);
                params.string(*domain_name)?;
                ip_addresses.put(params)
            }
            Self::Failed { err } => {
                params.number(0_u8);
                params.number(*err);
                Ok(())
            }
        }
    }
}

impl<'a> Information<'a> for Answer<'a> {
    const NAME: &'static str = "+CDNSGIP";
}

/// Addresses: all the parameters that are left.
///
/// ```
/// use cellwire_at::command::Param;
/// use cellwire_at::params::Params;
/// use cellwire_at::vendor::a76xx::cdnsgip::Addresses;
///
/// let addresses = Addresses::take(&mut Params::new(b"\"14.215.177.39\",\"14.215.177.38\""))?;
/// let expected = [[14, 215, 177, 39].into(), [14, 215, 177, 38].into()];
/// assert_eq!(addresses, Addresses::new(&expected));
/// # Ok::<(), cellwire_at::params::ParamError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Addresses<'a>(Inner<'a>);

#[derive(Clone, Copy)]
enum Inner<'a> {
    Slice(&'a [IpAddr]),
    Params(Params<'a>),
}

impl<'a> Addresses<'a> {
    /// These addresses.
    pub const fn new(addresses: &'a [IpAddr]) -> Self {
        Self(Inner::Slice(addresses))
    }

    /// The addresses in their order.
    pub fn iter(self) -> impl Iterator<Item = IpAddr> + 'a {
        let (slice, mut params) = match self.0 {
            Inner::Slice(addresses) => (addresses, Params::new(&[])),
            Inner::Params(params) => (&[][..], params),
        };
        let taken = core::iter::from_fn(move || {
            while !params.is_done() {
                // They have been read before.
                if let Some(address) = params.opt_ip().ok()? {
                    return Some(address);
                }
            }
            None
        });
        slice.iter().copied().chain(taken)
    }
}

/// Empty parameters are left out.
impl<'a> Param<'a> for Addresses<'a> {
    fn take(params: &mut Params<'a>) -> Result<Self, ParamError> {
        let all = *params;
        while !params.is_done() {
            params.opt_ip()?;
        }
        Ok(Self(Inner::Params(all)))
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        self.iter().for_each(|address| params.ip_string(address));
        Ok(())
    }
}

/// The same addresses in the same order.
impl PartialEq for Addresses<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Addresses<'_> {}

impl fmt::Debug for Addresses<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Addresses<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::command::Command;
    use crate::command::testing::{answer, assert_command, assert_line};

    #[test]
    fn forms() {
        assert_command("+CDNSGIP=?", Test {});
        let set = Set { domain_name: "www.baidu.com".into() };
        assert_command("+CDNSGIP=\"www.baidu.com\"", set);
        let addresses = [IpAddr::from([14, 215, 177, 39]), IpAddr::from([14, 215, 177, 38])];
        let found = |count| Answer::Found {
            domain_name: "www.baidu.com".into(),
            ip_addresses: Addresses::new(&addresses[..count]),
        };
        assert_line("+CDNSGIP: 1,\"www.baidu.com\",\"14.215.177.39\"", found(1));
        let line = "+CDNSGIP: 1,\"www.baidu.com\",\"14.215.177.39\",\"14.215.177.38\"";
        assert_line(line, found(2));
        assert_eq!(answer::<Set<'_>>(line).ok().unwrap(), found(2));
        assert_line("+CDNSGIP: 0,8", Answer::Failed { err: 8 });
    }

    proptest! {
        #[test]
        fn any_name(name in "[^\\x00]{1,40}") {
            let set = Set { domain_name: name.as_str().into() };
            let mut buffer = [0; 400];
            let len = set.write_line(&mut buffer).unwrap();
            let fields = &buffer["AT+CDNSGIP=".len()..len - 1];
            prop_assert_eq!(Set::parse(Params::strict(fields)).unwrap(), set);
        }
    }
}
