/// Declares a message as it comes, of which there is one in each mode: `"+NAME" => Text, behind`. The last is
/// what stands behind the header of text mode. In PDU mode there is the name of the other side in front of
/// the length if it says `[alpha]`.
macro_rules! indication {
    ($(#[$meta:meta])* $at:literal $([$alpha:ident])? => $text:ty, $behind:expr) => {
        $(#[$meta])*
        #[expect(clippy::exhaustive_enums, reason = "there are two modes")]
        #[derive(Clone, Copy, Debug, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize))]
        #[cfg_attr(feature = "serde", serde(untagged))]
        pub enum Indication<'a> {
            /// In PDU mode.
            Pdu($crate::sms::PduHeader<'a>),
            /// In text mode.
            Text($text),
        }

        impl Indication<'_> {
            /// What stands behind the line.
            pub fn behind(&self) -> $crate::sms::Behind {
                match self {
                    Self::Pdu(header) => header.behind(),
                    Self::Text(header) => ($behind)(header),
                }
            }
        }

        /// In text mode there are more than two parameters.
        impl<'a> $crate::command::Fields<'a> for Indication<'a> {
            fn read(
                params: &mut $crate::params::Params<'a>,
            ) -> Result<Self, $crate::params::ParamError> {
                match params.count() {
                    0..=2 => $crate::command::Fields::read(params).map(Self::Pdu),
                    _ => $crate::command::Fields::read(params).map(Self::Text),
                }
            }

            fn write(
                &self,
                params: &mut $crate::params::ParamsWriter<'_, '_>,
            ) -> Result<(), $crate::params::WriteError> {
                match self {
                    Self::Pdu(header) => {
                        $($crate::command::Param::put(&header.$alpha, params)?;)?
                        $crate::command::Param::put(&header.length, params)
                    }
                    Self::Text(header) => $crate::command::Fields::write(header, params),
                }
            }
        }

        impl<'a> $crate::command::Information<'a> for Indication<'a> {
            const NAME: &'static str = $at;
        }
    };
}

pub(super) use indication;
