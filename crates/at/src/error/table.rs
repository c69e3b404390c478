//! Declares a table of error codes.

/// Declares the numbers of an error line, with their texts and other spellings of these.
macro_rules! codes {
    (
        $(#[$meta:meta])*
        pub struct $type:ident {
            standard { $($constant:ident = $value:literal, $name:literal $(| $alias:literal)*;)* }
            vendor { $($own:ident = $own_value:literal, $own_name:literal $(| $own_alias:literal)*;)* }
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        #[expect(clippy::exhaustive_structs, reason = "any number may stand on the wire")]
        pub struct $type(pub u16);

        impl $type {
            $(
                #[doc = concat!(stringify!($value), ": ", $name, ".")]
                pub const $constant: Self = Self($value);
            )*
            $(
                #[doc = concat!(stringify!($own_value), ": ", $own_name, ". Of vendors.")]
                pub const $own: Self = Self($own_value);
            )*

            /// The codes that have a name: those of the standard, then those of vendors.
            pub const NAMED: &'static [Self] = &[$(Self::$constant,)* $(Self::$own,)*];

            /// Other spellings, and what they mean.
            const ALIASES: &'static [(&'static str, Self)] = &[
                $($(($alias, Self::$constant),)*)*
                $($(($own_alias, Self::$own),)*)*
            ];

            /// The text, as the standard or the vendor has it. It is what a modem sends after
            /// `AT+CMEE=2`.
            pub const fn name(self) -> Option<&'static str> {
                match self.0 {
                    $($value => Some($name),)*
                    $($own_value => Some($own_name),)*
                    _ => None,
                }
            }

            /// Whether the name is not of the standard; the Fibocom L610 has these codes.
            #[allow(clippy::manual_range_patterns, reason = "the numbers of a table may follow each other")]
            pub const fn is_vendor(self) -> bool {
                matches!(self.0, $($own_value)|*)
            }

            /// The code with this text. Only letters and digits count, in any case, since vendors
            /// spell the texts in their own ways.
            ///
            /// Some texts stand for several codes: it gives the first one then.
            pub fn from_text(text: &[u8]) -> Option<Self> {
                let names = Self::NAMED.iter().map(|code| (code.name().unwrap_or_default(), *code));
                names
                    .chain(Self::ALIASES.iter().copied())
                    .find(|(name, _)| $crate::error::table::is_spelled(name, text))
                    .map(|(_, code)| code)
            }
        }

        impl core::fmt::Debug for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, "{}({self})", stringify!($type))
            }
        }

        /// The number, and its text if that is known: `10: SIM not inserted`.
        impl core::fmt::Display for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self.name() {
                    Some(name) => write!(f, "{}: {name}", self.0),
                    None => write!(f, "{}", self.0),
                }
            }
        }

        impl From<u16> for $type {
            fn from(code: u16) -> Self {
                Self(code)
            }
        }

        impl $crate::error::code::Sealed for $type {}

        impl $crate::error::Code for $type {
            fn from_text(text: &[u8]) -> Option<Self> {
                Self::from_text(text)
            }
        }
    };
}

pub(crate) use codes;

/// Whether two texts have the same letters and digits.
pub(crate) fn is_spelled(name: &str, text: &[u8]) -> bool {
    fn letters(text: &[u8]) -> impl Iterator<Item = u8> {
        text.iter().filter(|byte| byte.is_ascii_alphanumeric()).map(u8::to_ascii_lowercase)
    }
    !text.is_empty() && letters(name.as_bytes()).eq(letters(text))
}
