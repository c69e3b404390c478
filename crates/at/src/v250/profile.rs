//! `Z`, `&F`, `&W`, `&V`: profiles, which are sets of parameters (ITU-T V.250, 6.1.1 and 6.1.2; `&W` and
//! `&V` are common, and of no standard).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::v250::profile::{FactoryDefaults, Reset};
//!
//! let mut buffer = [0; 16];
//! let len = Reset { value: None }.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"ATZ\r");
//! let len = FactoryDefaults { value: Some(0) }.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT&F0\r");
//! # Ok::<(), cellwire_at::params::WriteError>(())
//! ```

use crate::command::{command, plan_of};

/// Declares a basic command whose number is 0 if there is none.
macro_rules! basic {
    ($(#[$meta:meta])* $name:ident = $at:literal $type:ty) => {
        $(#[$meta])*
        #[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize))]
        pub struct $name {
            /// Its number.
            pub value: $type,
        }

        impl $crate::command::Fields<'_> for $name {
            fn read(
                params: &mut $crate::params::Params<'_>,
            ) -> Result<Self, $crate::params::ParamError> {
                let value = $crate::command::Param::take_opt(params)?;
                Ok(Self { value: value.unwrap_or_default() })
            }

            fn write(
                &self,
                params: &mut $crate::params::ParamsWriter<'_, '_>,
            ) -> Result<(), $crate::params::WriteError> {
                $crate::command::Param::put(&self.value, params)
            }
        }

        $crate::command::command!(@answer $name = Action $at);
    };
}

pub(super) use basic;

command! {
    /// Goes to a stored profile, and ends calls. What follows in the same line is not done.
    Reset = Action "Z" {
        /// Which one; 0 if there is nothing.
        value: Option<u8>,
    }, plan_of::<Self>(|plan| plan.within(30))
}

command! {
    /// Goes to the defaults of the maker.
    FactoryDefaults = Action "&F" {
        /// Which ones; 0 if there is nothing.
        value: Option<u8>,
    }, plan_of::<Self>(|plan| plan.within(30))
}

command! {
    /// Stores the parameters in a profile.
    Store = Action "&W" {
        /// Which one; 0 if there is nothing.
        value: Option<u8>,
    }
}

command! {
    /// Shows the parameters and the profiles, as texts for people.
    View = Action "&V" {
        /// Which ones.
        value: Option<u8>,
    } -> Text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::{answer, assert_command};

    #[test]
    fn forms() {
        assert_command("Z", Reset { value: None });
        assert_command("Z0", Reset { value: Some(0) });
        assert_command("&F", FactoryDefaults { value: None });
        assert_command("&W1", Store { value: Some(1) });
        assert_command("&V", View { value: None });
        assert_eq!(answer::<View>("E: 1; L: 0").0, "E: 1; L: 0");
    }
}
