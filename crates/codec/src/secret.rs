#[cfg(feature = "alloc")]
use alloc::{string::String, vec::Vec};
use core::fmt::{self, Debug, Display};

/// What stands in the place of a secret.
const MASK: &str = "***";

/// A password or PIN that is not printed: borrowed text or bytes.
///
/// `Debug`, `Display`, serde and defmt give `***`, whatever the length.
/// There is no `Deserialize`: what was written by serde is lost, and would come back as a wrong
/// password.
///
/// `==` takes equally long for all secrets of one length, so that a peer cannot guess a password
/// byte by byte from the time that an answer takes. It does tell apart two lengths by the time.
///
/// It does nothing else: it does not wipe memory, and does not keep the bytes out of swap, of core
/// dumps, or of the buffers that they were read from and are written to.
///
/// ```
/// use cellwire_codec::Secret;
///
/// let password = Secret::from("swordfish");
/// assert_eq!(format!("{password} {password:?}"), "*** ***");
/// assert!(password == Secret::new(b"swordfish"));
/// assert_eq!(password.expose(), b"swordfish");
/// ```
#[derive(Clone, Copy)]
pub struct Secret<'a>(&'a [u8]);

impl<'a> Secret<'a> {
    /// A secret of these bytes.
    #[inline]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The bytes themselves: to be put on the wire, and nowhere else.
    #[inline]
    pub const fn expose(self) -> &'a [u8] {
        self.0
    }

    /// A copy that lives on its own.
    #[cfg(feature = "alloc")]
    pub fn into_owned(self) -> SecretBuf {
        SecretBuf(self.0.into())
    }
}

impl<'a> From<&'a str> for Secret<'a> {
    fn from(text: &'a str) -> Self {
        Self(text.as_bytes())
    }
}

impl<'a> From<&'a [u8]> for Secret<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }
}

impl PartialEq for Secret<'_> {
    #[inline(never)]
    fn eq(&self, other: &Self) -> bool {
        if self.0.len() != other.0.len() {
            return false;
        }
        // `black_box` keeps the compiler from leaving the loop at the first difference.
        let difference =
            self.0.iter().zip(other.0).fold(0, |difference, (one, other)| {
                core::hint::black_box(difference | (one ^ other))
            });
        difference == 0
    }
}

impl Eq for Secret<'_> {}

/// A [`Secret`] that owns its bytes, with the same guarantees.
///
/// ```
/// use cellwire_codec::{Secret, SecretBuf};
///
/// let pin = SecretBuf::from("1234");
/// assert_eq!(format!("{pin:?}"), "***");
/// assert_eq!(pin.as_secret().expose(), b"1234");
/// assert!(pin != SecretBuf::from("4321"));
/// ```
#[cfg(feature = "alloc")]
#[derive(Clone)]
pub struct SecretBuf(Vec<u8>);

#[cfg(feature = "alloc")]
impl SecretBuf {
    /// The same secret, borrowed.
    #[inline]
    pub const fn as_secret(&self) -> Secret<'_> {
        Secret(self.0.as_slice())
    }

    /// The bytes themselves: to be put on the wire, and nowhere else.
    #[inline]
    pub const fn expose(&self) -> &[u8] {
        self.0.as_slice()
    }
}

#[cfg(feature = "alloc")]
impl From<Secret<'_>> for SecretBuf {
    fn from(secret: Secret<'_>) -> Self {
        secret.into_owned()
    }
}

#[cfg(feature = "alloc")]
impl From<&str> for SecretBuf {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

#[cfg(feature = "alloc")]
impl From<String> for SecretBuf {
    fn from(text: String) -> Self {
        Self(text.into_bytes())
    }
}

#[cfg(feature = "alloc")]
impl From<Vec<u8>> for SecretBuf {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

#[cfg(feature = "alloc")]
impl PartialEq for SecretBuf {
    fn eq(&self, other: &Self) -> bool {
        self.as_secret() == other.as_secret()
    }
}

#[cfg(feature = "alloc")]
impl Eq for SecretBuf {}

macro_rules! masked {
    ($type:ty) => {
        impl Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(MASK)
            }
        }

        impl Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(MASK)
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(MASK)
            }
        }

        #[cfg(feature = "defmt")]
        impl defmt::Format for $type {
            fn format(&self, f: defmt::Formatter<'_>) {
                defmt::write!(f, "***");
            }
        }
    };
}

masked!(Secret<'_>);
#[cfg(feature = "alloc")]
masked!(SecretBuf);

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn nothing_prints_it() {
        let secret = Secret::from("swordfish");
        let owned = secret.into_owned();
        for text in [
            secret.to_string(),
            owned.to_string(),
            format!("{secret:?} {owned:?}"),
            format!("{:#?} {:>20}", Some(secret), owned),
        ] {
            assert!(text.contains("***") && !text.contains("fish"), "{text}");
        }
    }

    #[test]
    fn compares_content_and_length() {
        let secret = Secret::from("swordfish");
        assert!(secret == Secret::new(b"swordfish"));
        for other in ["swordfisH", "Swordfish", "swordfis", "swordfish ", ""] {
            assert!(secret != Secret::from(other), "{other}");
            assert!(secret.into_owned() != SecretBuf::from(other), "{other}");
        }
        assert!(Secret::from("") == Secret::new(&[]));
    }

    #[test]
    fn owning_keeps_the_bytes() {
        let bytes = &b"\0\xff;"[..];
        assert_eq!(SecretBuf::from(Secret::from(bytes)).expose(), bytes);
        assert_eq!(SecretBuf::from(bytes.to_vec()).as_secret().expose(), bytes);
        assert_eq!(SecretBuf::from("pin".to_string()).expose(), b"pin");
    }

    #[cfg(feature = "serde")]
    #[test]
    fn serde_gives_the_mask() {
        let secret = Secret::from("swordfish");
        assert_eq!(serde_json::to_string(&secret).unwrap(), r#""***""#);
        assert_eq!(serde_json::to_string(&secret.into_owned()).unwrap(), r#""***""#);
    }
}
