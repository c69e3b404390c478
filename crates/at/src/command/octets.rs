//! Octets of SMS and USSD that are parameters, too.

use super::Param;
use crate::charset::CbsDcs;
use crate::params::{ParamError, Params, ParamsWriter, WriteError};
use crate::pdu::{CommandType, Dcs, Pid, Status, TypeOfAddress};

macro_rules! octets {
    ($($type:ident)*) => {$(
        #[cfg(feature = "serde")]
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_u8(self.0)
            }
        }

        impl Param<'_> for $type {
            fn take(params: &mut Params<'_>) -> Result<Self, ParamError> {
                params.number().map(Self)
            }

            fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
                params.number(self.0);
                Ok(())
            }
        }
    )*};
}

octets!(CbsDcs CommandType Dcs Pid Status TypeOfAddress);
