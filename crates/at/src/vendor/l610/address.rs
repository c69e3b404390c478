use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::command::Param;
use crate::params::{ParamError, Params, ParamsWriter, Peek, Str, WriteError};

/// An address that the module tells. It is written in quotes, and read without them, too.
///
/// ```
/// use cellwire_at::command::Param;
/// use cellwire_at::params::Params;
/// use cellwire_at::vendor::l610::Address;
///
/// let mut params = Params::new(b"10.1.2.3,\"ABCD: EF01: 2345: 6789: ABCD: EF01: 2345: 6789\"");
/// assert_eq!(Address::take(&mut params)?, Address::from([10, 1, 2, 3]));
/// assert!(Address::take(&mut params)?.is_ipv6());
/// # Ok::<(), cellwire_at::params::ParamError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(untagged))]
#[non_exhaustive]
pub enum Address<'a> {
    /// An address.
    Ip(IpAddr),
    /// A text with dots or colons that is none, such as the seven groups for IPv6 of sections 1.1.2 and
    /// 1.1.17.
    Text(Str<'a>),
}

impl Address<'_> {
    /// The address, if it is one.
    pub const fn ip(self) -> Option<IpAddr> {
        match self {
            Self::Ip(address) => Some(address),
            Self::Text(_) => None,
        }
    }

    /// Whether it is one of IPv6, or is written like one.
    pub fn is_ipv6(self) -> bool {
        match self {
            Self::Ip(address) => address.is_ipv6(),
            Self::Text(text) => text.as_raw().contains(&b':'),
        }
    }
}

impl<T: Into<IpAddr>> From<T> for Address<'_> {
    fn from(address: T) -> Self {
        Self::Ip(address.into())
    }
}

impl fmt::Display for Address<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ip(address) => address.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

impl<'a> Param<'a> for Address<'a> {
    fn take(params: &mut Params<'a>) -> Result<Self, ParamError> {
        let mut ahead = *params;
        let error = match ahead.ip() {
            Ok(address) => {
                *params = ahead;
                return Ok(Self::Ip(address));
            }
            Err(error) => error,
        };
        // Quotes or none: both are usual, and neither is odd.
        let text = match params.peek() {
            Peek::Quoted => ahead.str(),
            Peek::Other => ahead.word(),
            _ => return Err(error),
        };
        match text {
            Ok(text) if text.as_raw().iter().any(|byte| matches!(byte, b'.' | b':')) => {
                *params = ahead;
                Ok(Self::Text(text))
            }
            _ => Err(error),
        }
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        match self {
            Self::Ip(address) => address.put(params),
            Self::Text(text) => text.put(params),
        }
    }

    /// `""` is none.
    fn take_opt(params: &mut Params<'a>) -> Result<Option<Self>, ParamError> {
        let mut ahead = *params;
        match ahead.opt_ip() {
            Ok(None) => {
                *params = ahead;
                Ok(None)
            }
            _ => Self::take(params).map(Some),
        }
    }
}

/// An address that is written without quotes, and read with them, too.
#[expect(clippy::exhaustive_structs, reason = "it is no more than its address")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Bare<'a>(pub Address<'a>);

impl<T: Into<IpAddr>> From<T> for Bare<'_> {
    fn from(address: T) -> Self {
        Self(Address::from(address))
    }
}

impl<'a> Param<'a> for Bare<'a> {
    fn take(params: &mut Params<'a>) -> Result<Self, ParamError> {
        Address::take(params).map(Self)
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        match self.0 {
            Address::Ip(address) => {
                params.ip(address);
                Ok(())
            }
            Address::Text(text) => params.word(text),
        }
    }

    fn take_opt(params: &mut Params<'a>) -> Result<Option<Self>, ParamError> {
        Ok(Address::take_opt(params)?.map(Self))
    }
}

/// An address of one family, in quotes.
macro_rules! families {
    ($($(#[$meta:meta])* $name:ident($address:ident, $family:ident);)*) => {$(
        $(#[$meta])*
        #[expect(clippy::exhaustive_structs, reason = "it is no more than its address")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize))]
        pub struct $name(pub $address);

        impl From<$address> for $name {
            fn from(address: $address) -> Self {
                Self(address)
            }
        }

        impl Param<'_> for $name {
            fn take(params: &mut Params<'_>) -> Result<Self, ParamError> {
                let mut ahead = *params;
                match ahead.ip()? {
                    IpAddr::$family(address) => {
                        *params = ahead;
                        Ok(Self(address))
                    }
                    _ => Err(ParamError::Address { index: ahead.taken() }),
                }
            }

            fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
                params.ip_string(self.0.into());
                Ok(())
            }
        }
    )*};
}

families! {
    /// An address of IPv4 for a command; one of IPv6 is refused.
    V4(Ipv4Addr, V4);
    /// An address of IPv6 for a command; one of IPv4 is refused.
    V6(Ipv6Addr, V6);
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    fn take(text: &str) -> Result<Address<'_>, ParamError> {
        let mut params = Params::new(text.as_bytes());
        let address = Address::take(&mut params)?;
        assert!(params.is_done());
        Ok(address)
    }

    /// L24: eight groups, seven, and blanks between them.
    #[test]
    fn ipv6() {
        let address =
            Address::from([0xabcd, 0xef01, 0x2345, 0x6789, 0xabcd, 0xef01, 0x2345, 0x6789]);
        for text in [
            "ABCD:EF01:2345:6789:ABCD:EF01:2345:6789",
            "\"ABCD:EF01:2345:6789:ABCD:EF01:2345:6789\"",
            "\"ABCD: EF01: 2345: 6789: ABCD: EF01: 2345: 6789\"",
            "ABCD: EF01: 2345: 6789: ABCD: EF01: 2345: 6789",
        ] {
            assert_eq!(take(text), Ok(address), "{text}");
        }
        for text in ["1:2:3:4:5:6:7", "\"1: 2: 3: 4: 5: 6: 7\""] {
            let address = take(text).unwrap();
            assert!(address.is_ipv6() && address.ip().is_none(), "{text}");
        }
        assert_eq!(take("1:2:3:4:5:6:7").unwrap().to_string(), "1:2:3:4:5:6:7");
        // A blank or two more change nothing.
        assert_eq!(take("010.001.002.003"), Ok([10, 1, 2, 3].into()));
    }

    #[test]
    fn no_address() {
        for text in ["1", "READY", "(1-6)", "", ",1.2.3.4"] {
            assert!(take(text).is_err(), "{text}");
        }
        assert_eq!(Address::take_opt(&mut Params::new(b"\"\"")), Ok(None));
        assert_eq!(Address::take_opt(&mut Params::new(b"")), Ok(None));
        assert!(V4::take(&mut Params::new(b"\"::1\"")).is_err());
        assert!(V6::take(&mut Params::new(b"\"1.2.3.4\"")).is_err());
    }
}
