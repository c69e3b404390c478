use core::fmt;

use cellwire_codec::Secret;

use super::Str;

/// A PIN or a password, as a parameter or for one. Nothing prints it: see [`Secret`].
///
/// It is a [`Str`], so that the escapes of one with a quote or a backslash in it are taken away when
/// somebody asks.
///
/// ```
/// use cellwire_at::params::{Params, SecretStr};
///
/// let password = SecretStr::from(Params::new(br#""a\22b""#).str()?);
/// assert!(password == SecretStr::from("a\"b"));
/// assert_eq!(password.expose(), "a\"b");
/// assert_eq!(format!("{password:?}"), "***");
/// # Ok::<(), cellwire_at::params::ParamError>(())
/// ```
#[derive(Clone, Copy)]
pub struct SecretStr<'a>(Str<'a>);

impl<'a> SecretStr<'a> {
    /// The string itself: to be put on the wire, and nowhere else.
    #[inline]
    pub const fn expose(self) -> Str<'a> {
        self.0
    }
}

impl<'a> From<Str<'a>> for SecretStr<'a> {
    fn from(text: Str<'a>) -> Self {
        Self(text)
    }
}

/// A secret to be written; it has no escapes yet.
impl<'a> From<&'a str> for SecretStr<'a> {
    fn from(text: &'a str) -> Self {
        Self(text.into())
    }
}

/// A secret to be written; it has no escapes yet.
impl<'a> From<Secret<'a>> for SecretStr<'a> {
    fn from(secret: Secret<'a>) -> Self {
        Self(secret.expose().into())
    }
}

/// The same bytes, without escapes. It takes equally long for all secrets that stand in a line alike.
impl PartialEq for SecretStr<'_> {
    #[inline(never)]
    fn eq(&self, other: &Self) -> bool {
        // `black_box` keeps the compiler from leaving the loop at the first difference.
        let difference =
            self.0.bytes().zip(other.0.bytes()).fold(0, |difference, (one, other)| {
                core::hint::black_box(difference | (one ^ other))
            });
        self.0.len() == other.0.len() && difference == 0
    }
}

impl Eq for SecretStr<'_> {}

impl fmt::Debug for SecretStr<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.mask(), f)
    }
}

impl fmt::Display for SecretStr<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.mask(), f)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for SecretStr<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.mask().serialize(serializer)
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for SecretStr<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::Format::format(&self.mask(), f);
    }
}

impl<'a> SecretStr<'a> {
    /// What prints as all secrets do.
    const fn mask(self) -> Secret<'a> {
        Secret::new(self.0.as_raw())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::{Escapes, Params, write};

    #[test]
    fn an_escaped_secret_is_what_it_was_when_written() {
        let mut buffer = [0; 32];
        for secret in ["sword\"fish\\41\r\n\0", "", "1234", "\\"] {
            let secret = SecretStr::from(secret);
            let len = write(&mut buffer, Escapes::V250, |params| params.string(secret.expose()));
            let again = Params::strict(&buffer[..len.unwrap()]).str().unwrap();
            assert!(SecretStr::from(again) == secret);
        }
    }

    #[test]
    fn others_differ() {
        let secret = SecretStr::from("swordfish");
        for other in ["swordfisH", "Swordfish", "swordfis", "swordfish ", ""] {
            assert!(secret != SecretStr::from(other), "{other}");
        }
    }

    #[test]
    fn nothing_prints_it() {
        let shown = alloc::format!("{0} {0:?} {0:>12}", SecretStr::from("swordfish"));
        assert!(shown.contains("***") && !shown.contains("fish"), "{shown}");
    }
}
