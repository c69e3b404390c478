use core::fmt;

use crate::params::{ParamError, Params, Str};

/// A line that a modem sent, without its line ends: `+CREG: 1,5`, `RING`, `Fibocom`.
///
/// What it means depends on what is in flight; a `Line` is what it says.
///
/// ```
/// use cellwire_at::Line;
///
/// let line = Line::new(b"+CSQ: 17,99");
/// assert_eq!(line.name(), b"+CSQ");
/// assert!(line.is("+csq"));
/// assert_eq!(line.params("+CSQ")?.u8()?, 17);
///
/// assert!(Line::new(b"Fibocom").name().is_empty());
/// # Ok::<(), cellwire_at::params::ParamError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Line<'a> {
    bytes: &'a [u8],
}

impl<'a> Line<'a> {
    /// The line with these bytes, which have no line ends around them.
    #[inline]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// All of it.
    #[inline]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// All of it, as a text that can be printed.
    pub fn text(self) -> Str<'a> {
        self.bytes.into()
    }

    /// What it begins with, if that is a name: `+CREG`, `+CME ERROR`, `^HCSQ`. Empty if it is not.
    pub fn name(self) -> &'a [u8] {
        Params::split(self.bytes).map_or(&[], |(name, _)| name)
    }

    /// Whether it begins with this name, in any case. A line may consist of nothing else.
    #[inline]
    pub fn is(self, name: &'static str) -> bool {
        Params::of(name, self.bytes).is_ok()
    }

    /// What stands behind this name.
    ///
    /// # Errors
    ///
    /// The line begins with another name.
    #[inline]
    pub fn params(self, name: &'static str) -> Result<Params<'a>, ParamError> {
        Params::of(name, self.bytes)
    }
}

impl<'a> From<&'a [u8]> for Line<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::new(bytes)
    }
}

/// Escaped, as a [`Str`] is.
impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text().fmt(f)
    }
}

impl fmt::Debug for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Line({:?})", self.text())
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Line<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "Line({})", self.text());
    }
}
