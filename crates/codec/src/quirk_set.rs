/// Declares what a lenient reader tolerates, and the set of what it did tolerate: one bit for each.
///
/// The set is `Copy` and costs nothing to carry along; whoever reads strictly refuses what has a set
/// that is not empty. `is_empty`, `contains` and `iter` are as visible as the set is. `NONE`, `insert`
/// and `union` are there as they are asked for. More quirks than the number has bits do not compile.
///
/// ```
/// cellwire_codec::quirk_set! {
///     /// Something odd in a line.
///     pub enum Quirk {
///         /// Blanks where none belong.
///         Blank = "stray blank",
///         /// Something behind the end.
///         Surplus = "surplus",
///     }
///
///     /// What was odd in a line.
///     pub struct Quirks(u8) {
///         pub const NONE;
///         pub(crate) fn insert;
///         pub fn union;
///     }
/// }
///
/// let mut quirks = Quirks::NONE;
/// assert!(quirks.is_empty());
/// quirks.insert(Quirk::Surplus);
/// assert!(quirks.contains(Quirk::Surplus) && !quirks.contains(Quirk::Blank));
///
/// let mut blank = Quirks::default();
/// blank.insert(Quirk::Blank);
/// assert!(quirks.union(blank).iter().eq(Quirk::ALL.iter().copied()));
/// assert_eq!(format!("{:?}", quirks.union(blank)), "{Blank, Surplus}");
/// assert_eq!(Quirk::Blank.to_string(), "stray blank");
/// ```
#[macro_export]
macro_rules! quirk_set {
    (
        $(#[$meta:meta])*
        $vis:vis enum $quirk:ident {
            $($(#[$doc:meta])* $variant:ident = $name:literal,)*
        }

        $(#[$set_meta:meta])*
        $set_vis:vis struct $set:ident($int:ty) {
            $none_vis:vis const NONE;
            $($fn_vis:vis fn $fn:ident;)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        $vis enum $quirk {
            $($(#[$doc])* $variant,)*
        }

        impl $quirk {
            /// All of them, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// A name in lower case.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }

        impl core::fmt::Display for $quirk {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.name())
            }
        }

        const _: () = assert!($quirk::ALL.len() <= <$int>::BITS as usize, "more quirks than bits");

        $(#[$set_meta])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
        $set_vis struct $set($int);

        impl $set {
            /// Nothing was odd.
            $none_vis const NONE: Self = Self(0);

            /// Whether nothing was odd.
            #[inline]
            $set_vis const fn is_empty(self) -> bool {
                self.0 == 0
            }

            /// Whether this was odd.
            #[inline]
            $set_vis const fn contains(self, quirk: $quirk) -> bool {
                self.0 & (1 << quirk as $int) != 0
            }

            /// What was odd, in the order of the declaration.
            $set_vis fn iter(self) -> impl Iterator<Item = $quirk> {
                $quirk::ALL.iter().copied().filter(move |quirk| self.contains(*quirk))
            }

            $($crate::quirk_set!(@fn $fn $fn_vis, $quirk, $int);)*
        }

        impl core::fmt::Debug for $set {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.debug_set().entries(self.iter()).finish()
            }
        }
    };
    (@fn insert $vis:vis, $quirk:ident, $int:ty) => {
        /// Notes this one.
        #[inline]
        $vis const fn insert(&mut self, quirk: $quirk) {
            self.0 |= 1 << quirk as $int;
        }
    };
    (@fn union $vis:vis, $quirk:ident, $int:ty) => {
        /// What was odd here or there.
        #[inline]
        $vis const fn union(self, other: Self) -> Self {
            Self(self.0 | other.0)
        }
    };
}
