use super::Time;
use crate::command::Param;
use crate::params::{ParamError, Params, ParamsWriter, Peek, WriteError};

/// `<vp>`: for how long the service centre shall try (TS 27.005, 3.1).
#[expect(clippy::exhaustive_enums, reason = "it is a number or a string")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(untagged))]
pub enum Validity<'a> {
    /// An octet, as of [`ValidityPeriod::Relative`](crate::pdu::ValidityPeriod::Relative): 167 is a day.
    Relative(u8),
    /// Until then; or the enhanced format, which is 14 hexadecimal digits.
    Until(Time<'a>),
}

impl<'a> Param<'a> for Validity<'a> {
    fn take(params: &mut Params<'a>) -> Result<Self, ParamError> {
        match params.peek() {
            Peek::Integer => params.u8().map(Self::Relative),
            _ => Time::take(params).map(Self::Until),
        }
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        match self {
            Self::Relative(octet) => octet.put(params),
            Self::Until(time) => time.put(params),
        }
    }
}
