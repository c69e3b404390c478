use crate::command::{Fields, Information};
use crate::params::{ParamError, Params, ParamsWriter, WriteError};

/// The value of an S-parameter, which is printed with three digits and without a name: `013`.
///
/// ```
/// use cellwire_at::command::Command;
/// use cellwire_at::Line;
/// use cellwire_at::v250::{Value, s3};
///
/// assert_eq!(s3::Read::answer(Line::new(b"013"))?, Value(13));
/// # Ok::<(), cellwire_at::params::ParamError>(())
/// ```
#[expect(clippy::exhaustive_structs, reason = "it is no more than its number")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Value(pub u8);

impl Fields<'_> for Value {
    fn read(params: &mut Params<'_>) -> Result<Self, ParamError> {
        params.u8().map(Self)
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        params.number(self.0);
        Ok(())
    }
}

impl Information<'_> for Value {
    /// There is none.
    const NAME: &'static str = "";

    fn parse(line: crate::Line<'_>) -> Result<Self, ParamError> {
        Self::read(&mut Params::new(line.as_bytes()))
    }

    fn put(&self, to: &mut cellwire_codec::Writer<'_>) -> Result<(), WriteError> {
        to.decimal(self.0.into(), 3);
        Ok(())
    }
}

macro_rules! s_parameters {
    ($($(#[$meta:meta])* $module:ident $at:literal;)*) => {$(
        $(#[$meta])*
        pub mod $module {
            use super::Value;
            use crate::Lines;
            use crate::command::commands;

            commands! { $at:
                /// The value in force.
                Read -> Value, |plan| plan.with_lines(Lines::Unnamed);
                /// Sets it.
                Set {
                    /// The value.
                    value: u8,
                };
            }
        }
    )*};
}

s_parameters! {
    /// `S0`: after how many rings the modem takes a call, 1 to 255; 0 if it does not (ITU-T V.250, 6.3.8).
    s0 "S0";
    /// `S3`: the byte that ends a command line, 0 to 127; 13, a CR, by default (ITU-T V.250, 6.2.1).
    s3 "S3";
    /// `S4`: the byte that is sent with it at the ends of lines, 0 to 127; 10, an LF, by default (ITU-T
    /// V.250, 6.2.2).
    s4 "S4";
    /// `S5`: the byte that deletes the one before it in a command line, 0 to 127; 8, a backspace, by
    /// default (ITU-T V.250, 6.2.3).
    s5 "S5";
    /// `S7`: for how many seconds the modem waits for the other side, 1 to 255 (ITU-T V.250, 6.3.10).
    s7 "S7";
    /// `S10`: for how many tenths of a second the carrier may be lost before the call ends, 1 to 254
    /// (ITU-T V.250, 6.3.12).
    s10 "S10";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::{assert_command, assert_line};

    #[test]
    fn forms() {
        assert_command("S0?", s0::Read {});
        assert_command("S0=1", s0::Set { value: 1 });
        assert_command("S3=13", s3::Set { value: 13 });
        assert_command("S4=10", s4::Set { value: 10 });
        assert_command("S5=8", s5::Set { value: 8 });
        assert_command("S7=60", s7::Set { value: 60 });
        assert_command("S10?", s10::Read {});
        assert_line("000", Value(0));
        assert_line("255", Value(255));
    }
}
