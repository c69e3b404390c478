use core::fmt;

use crate::Text;
use crate::list::Segments;
use crate::sink::Sink;

/// A list of fields, `key:value;key:value;`, in the order of the wire.
///
/// It is read lazily. Each field is split at its first colon, so that a value may hold others
/// (`CELLINFO:LAC:7E5,CELL ID:5E5B`); the case of a key counts; blanks around a key or a value are
/// dropped. In a message that was read, the fields that have a place of their own in it are left out.
/// A message of more than 64 fields, all counted, and 512 bytes of them is not read
/// ([`ParseError::TooManyFields`](crate::ParseError::TooManyFields)), and 56 besides its own can be
/// written.
///
/// ```
/// use cellwire_goip::Fields;
///
/// let fields = Fields::from_pairs(&[("v", "1"), ("SMS_LOGIN", "")]);
/// assert_eq!(fields.get("v").unwrap(), "1");
/// assert!(fields.get("sms_login").is_none());
/// assert_eq!(fields.iter().count(), 2);
/// ```
#[derive(Clone, Copy)]
pub struct Fields<'a> {
    source: Source<'a>,
    /// The keys of the wire that are left out.
    skip: Keys,
}

/// Some keys; a thin pointer, to keep messages small.
pub(crate) type Keys = &'static &'static [&'static str];

/// No keys.
pub(crate) const NO_KEYS: Keys = {
    const KEYS: &[&str] = &[];
    &KEYS
};

#[derive(Clone, Copy)]
enum Source<'a> {
    Wire(&'a [u8]),
    Pairs(&'a [(&'a str, &'a str)]),
}

/// A field of a [`Fields`] list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Field<'a> {
    /// What stands before the first colon; empty where there is no colon.
    pub key: Text<'a>,
    /// What stands behind it.
    pub value: Text<'a>,
}

impl<'a> Fields<'a> {
    /// No fields.
    pub const EMPTY: Self = Self { source: Source::Pairs(&[]), skip: NO_KEYS };

    /// Fields to be written. What could break out of a field is refused by the writer.
    #[inline]
    pub const fn from_pairs(pairs: &'a [(&'a str, &'a str)]) -> Self {
        Self { source: Source::Pairs(pairs), skip: NO_KEYS }
    }

    /// Fields that stand on the wire, without those whose keys are in `skip`.
    #[inline]
    pub(crate) const fn from_wire(bytes: &'a [u8], skip: Keys) -> Self {
        Self { source: Source::Wire(bytes), skip }
    }

    /// The list as it stands on the wire, if it was read.
    #[inline]
    pub(crate) const fn wire(&self) -> Option<&'a [u8]> {
        match self.source {
            Source::Wire(wire) => Some(wire),
            Source::Pairs(_) => None,
        }
    }

    /// The fields.
    pub fn iter(&self) -> impl Iterator<Item = Field<'a>> + Clone + use<'a> {
        let (wire, pairs) = match self.source {
            Source::Wire(wire) => (wire, &[][..]),
            Source::Pairs(pairs) => (&[][..], pairs),
        };
        let skip = self.skip;
        Segments::new(wire)
            .map(|segment| Field {
                key: Text::new(segment.key.unwrap_or_default().trim_ascii()),
                value: Text::new(segment.value.trim_ascii()),
            })
            .filter(|field| !field.key.is_empty() || !field.value.is_empty())
            .filter(move |field| !skip.iter().any(|skipped| field.key == *skipped))
            .chain(
                pairs
                    .iter()
                    .map(|(key, value)| Field { key: (*key).into(), value: (*value).into() }),
            )
    }

    /// Writes each field with something in front of it and behind it.
    pub(crate) fn put(&self, front: &[u8], behind: &[u8], to: &mut impl Sink) {
        // Faster than a loop, for the iterator is one in two halves.
        self.iter().for_each(|field| {
            to.bytes(front);
            to.bytes(field.key.as_bytes());
            to.u8(b':');
            to.bytes(field.value.as_bytes());
            to.bytes(behind);
        });
    }

    /// The value of the first field with this key.
    pub fn get(&self, key: &str) -> Option<Text<'a>> {
        self.iter().find(|field| field.key == *key).map(|field| field.value)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}

impl Default for Fields<'_> {
    fn default() -> Self {
        Self::EMPTY
    }
}

/// The same fields in the same order.
impl PartialEq for Fields<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Fields<'_> {}

impl fmt::Debug for Fields<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter().map(|field| (field.key, field.value))).finish()
    }
}
