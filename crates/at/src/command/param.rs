use core::net::IpAddr;

use crate::params::{IpMask, Number, ParamError, Params, ParamsWriter, SecretStr, Str, WriteError};

/// A parameter: how a type is read and written between two commas.
pub trait Param<'a>: Sized {
    /// Takes it.
    ///
    /// # Errors
    ///
    /// It is missing, or is something else.
    fn take(params: &mut Params<'a>) -> Result<Self, ParamError>;

    /// Appends it.
    ///
    /// # Errors
    ///
    /// It would break out of its place.
    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError>;

    /// Takes it unless it is missing or empty.
    ///
    /// # Errors
    ///
    /// It is something else.
    fn take_opt(params: &mut Params<'a>) -> Result<Option<Self>, ParamError> {
        use crate::params::Peek;
        match params.peek() {
            Peek::Missing | Peek::Empty => {
                params.skip();
                Ok(None)
            }
            _ => Self::take(params).map(Some),
        }
    }
}

macro_rules! numbers {
    ($($type:ty)*) => {$(
        impl Param<'_> for $type {
            fn take(params: &mut Params<'_>) -> Result<Self, ParamError> {
                params.number()
            }

            fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
                params.number(*self);
                Ok(())
            }
        }
    )*};
}

numbers!(u8 u16 u32 u64 i8 i16 i32 i64);

/// `1` or `0`; each other number is true.
impl Param<'_> for bool {
    fn take(params: &mut Params<'_>) -> Result<Self, ParamError> {
        params.number::<u32>().map(|number| number != 0)
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        params.number(u8::from(*self));
        Ok(())
    }
}

impl<'a, T: Param<'a>> Param<'a> for Option<T> {
    fn take(params: &mut Params<'a>) -> Result<Self, ParamError> {
        T::take_opt(params)
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        match self {
            Some(value) => value.put(params),
            None => {
                params.empty();
                Ok(())
            }
        }
    }
}

/// In quotes; read without them, too.
impl<'a> Param<'a> for Str<'a> {
    fn take(params: &mut Params<'a>) -> Result<Self, ParamError> {
        params.str()
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        params.string(*self)
    }
}

/// In quotes: a PIN, a password. It is not printed by anything.
impl<'a> Param<'a> for SecretStr<'a> {
    fn take(params: &mut Params<'a>) -> Result<Self, ParamError> {
        params.str().map(Self::from)
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        params.string(self.expose())
    }
}

/// In quotes; read without them, too.
impl Param<'_> for IpAddr {
    fn take(params: &mut Params<'_>) -> Result<Self, ParamError> {
        params.ip()
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        params.ip_string(*self);
        Ok(())
    }

    fn take_opt(params: &mut Params<'_>) -> Result<Option<Self>, ParamError> {
        params.opt_ip()
    }
}

/// An address and its mask, written in quotes as decimal numbers with dots.
impl Param<'_> for IpMask {
    fn take(params: &mut Params<'_>) -> Result<Self, ParamError> {
        params.ip_mask()
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        params.ip_mask(*self)
    }

    fn take_opt(params: &mut Params<'_>) -> Result<Option<Self>, ParamError> {
        params.opt_ip_mask()
    }
}

/// An address, written in quotes as decimal numbers with dots, of which IPv6 has 16. So it is unless
/// `+CGPIAF` says otherwise (3GPP TS 27.007, 10.1.0).
///
/// ```
/// use cellwire_at::command::{Dotted, Param};
/// use cellwire_at::params::Params;
///
/// let mut params = Params::new(b"\"254.128.0.0.0.0.0.0.0.0.0.0.0.0.0.1\",fe80::1");
/// assert_eq!(Dotted::take(&mut params)?, Dotted::take(&mut params)?);
/// # Ok::<(), cellwire_at::params::ParamError>(())
/// ```
#[expect(clippy::exhaustive_structs, reason = "it is no more than its address")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Dotted(pub IpAddr);

impl Param<'_> for Dotted {
    fn take(params: &mut Params<'_>) -> Result<Self, ParamError> {
        params.ip().map(Self)
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        params.ip_mask(IpMask { address: self.0, mask: None })
    }

    fn take_opt(params: &mut Params<'_>) -> Result<Option<Self>, ParamError> {
        Ok(params.opt_ip()?.map(Self))
    }
}

/// A word without quotes: the `READY` of `+CPIN: READY`.
#[expect(clippy::exhaustive_structs, reason = "it is no more than its text")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Word<'a>(pub Str<'a>);

impl<'a> Param<'a> for Word<'a> {
    fn take(params: &mut Params<'a>) -> Result<Self, ParamError> {
        params.word().map(Self)
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        params.word(self.0)
    }
}

/// A word that has no name yet. Those that have one are none of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct OtherWord<'a>(Str<'a>);

impl<'a> OtherWord<'a> {
    pub(crate) const fn new(text: Str<'a>) -> Self {
        Self(text)
    }

    /// The word.
    pub const fn text(self) -> Str<'a> {
        self.0
    }
}

/// All the parameters that are left, as they stand in the line.
///
/// ```
/// use cellwire_at::command::{Param, Rest};
/// use cellwire_at::params::Params;
///
/// let mut params = Params::new(b"2,1,\"a,b\"");
/// assert_eq!(params.u8()?, 2);
/// let rest = Rest::take(&mut params)?;
/// assert_eq!(rest.params().count(), 2);
/// # Ok::<(), cellwire_at::params::ParamError>(())
/// ```
#[expect(clippy::exhaustive_structs, reason = "it is no more than its text")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Rest<'a>(pub Str<'a>);

impl<'a> Rest<'a> {
    /// The parameters.
    pub const fn params(self) -> Params<'a> {
        self.0.params()
    }
}

impl<'a> Param<'a> for Rest<'a> {
    fn take(params: &mut Params<'a>) -> Result<Self, ParamError> {
        Ok(Self(params.rest().into()))
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        match self.0.as_raw() {
            [] => {
                params.empty();
                Ok(())
            }
            raw => params.raw(raw),
        }
    }
}

/// A hexadecimal number, written in quotes with at least so many digits: the `"81ED"` of `+CREG`.
///
/// ```
/// use cellwire_at::command::{Hex, Param};
/// use cellwire_at::params::Params;
///
/// let mut params = Params::new(b"\"81ED\",1a9ceb");
/// assert_eq!(Hex::<u16, 4>::take(&mut params)?, Hex(0x81ed));
/// assert_eq!(Hex::<u32, 8>::take(&mut params)?, Hex(0x1a_9ceb));
/// # Ok::<(), cellwire_at::params::ParamError>(())
/// ```
#[expect(clippy::exhaustive_structs, reason = "it is no more than its number")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Hex<T, const WIDTH: usize>(pub T);

impl<T: Number, const WIDTH: usize> Param<'_> for Hex<T, WIDTH> {
    fn take(params: &mut Params<'_>) -> Result<Self, ParamError> {
        params.hex().map(Self)
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        params.hex_string(self.0, WIDTH);
        Ok(())
    }
}
