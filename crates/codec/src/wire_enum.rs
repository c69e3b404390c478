/// Declares a number of the wire whose values have names, and which keeps the values that have
/// none.
///
/// A newtype with named constants: a value that nobody has named yet is no error, and survives a
/// round trip.
///
/// ```
/// cellwire_codec::wire_enum! {
///     /// How a call ended.
///     pub struct Cause(u8) {
///         /// The other side hung up.
///         NORMAL = 16, "normal call clearing";
///         /// The line was taken.
///         BUSY = 17, "user busy";
///     }
/// }
///
/// assert_eq!(Cause(16), Cause::NORMAL);
/// assert_eq!(Cause::NORMAL.name(), Some("normal call clearing"));
/// assert_eq!(Cause(99).name(), None);
/// assert_eq!(format!("{:?} {:?}", Cause::BUSY, Cause(99)), "Cause(0x11: user busy) Cause(0x63)");
/// assert_eq!(Cause::NAMED, [Cause::NORMAL, Cause::BUSY]);
/// ```
#[macro_export]
macro_rules! wire_enum {
    (
        $(#[$meta:meta])*
        $vis:vis struct $type:ident($int:ty) {
            $($(#[$doc:meta])* $constant:ident = $value:literal, $name:literal;)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(clippy::exhaustive_structs, reason = "any number may stand on the wire")]
        $vis struct $type(pub $int);

        impl $type {
            $($(#[$doc])* pub const $constant: Self = Self($value);)*

            /// The values that have a name, in the order of their declaration.
            pub const NAMED: &'static [Self] = &[$(Self::$constant),*];

            /// What the value means, if it is known.
            pub const fn name(self) -> Option<&'static str> {
                match self.0 {
                    $($value => Some($name),)*
                    _ => None,
                }
            }
        }

        impl core::fmt::Debug for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self.name() {
                    Some(name) => write!(f, "{}({:#04x}: {name})", stringify!($type), self.0),
                    None => write!(f, "{}({:#04x})", stringify!($type), self.0),
                }
            }
        }
    };
}
