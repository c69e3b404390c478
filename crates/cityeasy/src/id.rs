use core::fmt;
use core::ops::Deref;
use core::str::FromStr;

/// The id of a tracker: 7 bytes, which hold up to 14 digits (section I).
///
/// It is text, not a number: `00918003697641` and `918003697641` are different trackers. Many
/// trackers send the first 14 digits of their IMEI, see
/// [`imei_with_check_digit`](Self::imei_with_check_digit); others a phone number, or whatever was
/// configured.
///
/// Each digit takes half a byte, and the rest is stuffed with `f`. What was received otherwise is
/// kept as it is, so that it can be answered, and [`check`](Self::check) tells: two ids are equal
/// when their 7 bytes are, and their order is that of the bytes.
///
/// ```
/// use cellwire_cityeasy::TrackerId;
///
/// let id = TrackerId::new("13612345678")?;
/// assert_eq!(id.to_wire(), [0x13, 0x61, 0x23, 0x45, 0x67, 0x8f, 0xff]);
/// let id = TrackerId::from_wire([0x07, 0x90, 0x20, 0x98, 0x18, 0xff, 0xff]);
/// assert_eq!(id.to_string(), "0790209818");
/// assert_eq!(
///     TrackerId::new("13612-45678").unwrap_err().to_string(),
///     "tracker id: '-' at position 5 is not a digit",
/// );
/// # Ok::<(), cellwire_cityeasy::IdError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrackerId([u8; 7]);

impl TrackerId {
    /// All bytes ff, for every tracker. Only a server sends it. Its text is empty.
    pub const BROADCAST: Self = Self([0xff; 7]);

    /// The most digits that an id has.
    pub const MAX_DIGITS: usize = 14;

    /// An id of 1 to 14 decimal digits.
    ///
    /// # Errors
    ///
    /// There is no digit, there are too many, or something else is among them.
    pub fn new(digits: &str) -> Result<Self, IdError> {
        Self::from_text(digits, 10)
    }

    /// The text of an id, whose digits may go up to those of `radix`.
    fn from_text(text: &str, radix: u32) -> Result<Self, IdError> {
        if let Some((position, found)) =
            text.chars().enumerate().find(|(_, found)| !found.is_digit(radix))
        {
            return Err(IdError::NotADigit { found, position });
        }
        match text.len() {
            0 => return Err(IdError::Empty),
            1..=Self::MAX_DIGITS => {}
            len => return Err(IdError::TooLong { len }),
        }
        let mut wire = [0xff; 7];
        let nibble = |digit: u8| char::from(digit).to_digit(radix).map_or(0xf, |value| value as u8);
        for (byte, digits) in wire.iter_mut().zip(text.as_bytes().chunks(2)) {
            *byte = match *digits {
                [high, low] => nibble(high) << 4 | nibble(low),
                [high] => nibble(high) << 4 | 0xf,
                _ => 0xff,
            };
        }
        Ok(Self(wire))
    }

    /// The id that stands in a frame, whatever it holds. [`check`](Self::check) is the strict part.
    #[inline]
    pub const fn from_wire(wire: [u8; 7]) -> Self {
        Self(wire)
    }

    /// The bytes of a frame.
    #[inline]
    pub const fn to_wire(self) -> [u8; 7] {
        self.0
    }

    /// Whether this is [`BROADCAST`](Self::BROADCAST).
    #[inline]
    pub fn is_broadcast(self) -> bool {
        self == Self::BROADCAST
    }

    /// The digits up to the first `f`, with leading zeros. Half-bytes of 10 to 14, which no id
    /// should have, become the letters `a` to `e`.
    ///
    /// ```
    /// use cellwire_cityeasy::TrackerId;
    ///
    /// assert_eq!(&*TrackerId::new("00918003697641")?.as_text(), "00918003697641");
    /// assert_eq!(&*TrackerId::BROADCAST.as_text(), "");
    /// # Ok::<(), cellwire_cityeasy::IdError>(())
    /// ```
    pub fn as_text(self) -> IdText {
        IdText::collect(self.nibbles().take_while(|nibble| *nibble != 0xf))
    }

    /// Whether the id is written as the protocol has it: decimal digits, then nothing but `f`.
    ///
    /// # Errors
    ///
    /// It has a half-byte of 10 to 14, or something behind the first `f`.
    pub fn check(self) -> Result<(), IdError> {
        let mut padded = false;
        for (position, nibble) in self.nibbles().enumerate() {
            match nibble {
                0xf => padded = true,
                _ if padded => return Err(IdError::BehindPadding { position }),
                0..=9 => {}
                letter => {
                    let found = char::from_digit(letter.into(), 16).unwrap_or_default();
                    return Err(IdError::NotADigit { found, position });
                }
            }
        }
        Ok(())
    }

    /// The IMEI of a tracker whose id is the first 14 digits of it: the 15th is computed from them.
    /// `None` if the id is not 14 digits.
    ///
    /// ```
    /// use cellwire_cityeasy::TrackerId;
    ///
    /// let imei = TrackerId::new("49015420323751")?.imei_with_check_digit();
    /// assert_eq!(imei.as_deref(), Some("490154203237518"));
    /// assert_eq!(TrackerId::new("13612345678")?.imei_with_check_digit(), None);
    /// # Ok::<(), cellwire_cityeasy::IdError>(())
    /// ```
    pub fn imei_with_check_digit(self) -> Option<IdText> {
        if self.nibbles().any(|nibble| nibble > 9) {
            return None;
        }
        let sum: u8 = self
            .nibbles()
            .enumerate()
            .map(|(position, digit)| match digit << (position % 2) {
                doubled @ 10.. => doubled - 9,
                small => small,
            })
            .sum();
        Some(IdText::collect(self.nibbles().chain([(10 - sum % 10) % 10])))
    }

    fn nibbles(self) -> impl Iterator<Item = u8> {
        self.0.into_iter().flat_map(|byte| [byte >> 4, byte & 0xf])
    }
}

/// The digits; nothing for [`TrackerId::BROADCAST`].
impl fmt::Display for TrackerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.as_text())
    }
}

impl fmt::Debug for TrackerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TrackerId(")?;
        if self.is_broadcast() {
            f.write_str("broadcast")?;
        } else if self.check().is_ok() {
            f.write_str(&self.as_text())?;
        } else {
            self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        }
        f.write_str(")")
    }
}

/// As [`TrackerId::new`].
impl FromStr for TrackerId {
    type Err = IdError;

    fn from_str(digits: &str) -> Result<Self, IdError> {
        Self::new(digits)
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for TrackerId {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{=str}", &self.as_text());
    }
}

/// As its text; what stands behind the first `f` is lost.
#[cfg(feature = "serde")]
impl serde::Serialize for TrackerId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.as_text())
    }
}

/// From its text: also from the empty one of a broadcast, and with the letters `a` to `e`, so that
/// whatever was received and serialized can be read again.
#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for TrackerId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl serde::de::Visitor<'_> for Visitor {
            type Value = TrackerId;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a tracker id of up to 14 digits")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<TrackerId, E> {
                match text {
                    "" => Ok(TrackerId::BROADCAST),
                    _ => TrackerId::from_text(text, 15).map_err(E::custom),
                }
            }
        }

        deserializer.deserialize_str(Visitor)
    }
}

/// The text of a [`TrackerId`], or an IMEI made of it: a `str` of up to 15 characters that needs no
/// allocator.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdText {
    chars: [u8; 15],
    len: u8,
}

impl IdText {
    fn collect(nibbles: impl Iterator<Item = u8>) -> Self {
        let mut text = Self { chars: [0; 15], len: 0 };
        for (char, nibble) in text.chars.iter_mut().zip(nibbles) {
            *char = if nibble < 10 { b'0' + nibble } else { b'a' - 10 + nibble };
            text.len += 1;
        }
        text
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        let chars = self.chars.get(..usize::from(self.len)).unwrap_or_default();
        core::str::from_utf8(chars).unwrap_or_default()
    }
}

impl Deref for IdText {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for IdText {
    fn as_ref(&self) -> &str {
        self
    }
}

impl fmt::Display for IdText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl fmt::Debug for IdText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// What is wrong with a tracker id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum IdError {
    /// There is no digit.
    #[error("tracker id is empty")]
    Empty,
    /// There are more than 14 digits.
    #[error("tracker id of {len} digits is longer than {}", TrackerId::MAX_DIGITS)]
    TooLong {
        /// How many there are.
        len: usize,
    },
    /// Something else is among the digits.
    #[error("tracker id: {found:?} at position {position} is not a digit")]
    NotADigit {
        /// What was found.
        found: char,
        /// Where, counted from 0.
        position: usize,
    },
    /// There is something behind the first `f`.
    #[error("tracker id: digit behind the padding at position {position}")]
    BehindPadding {
        /// Where, counted from 0.
        position: usize,
    },
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn real_ids() {
        for (wire, text) in [
            ([0x12, 0x34, 0x56, 0xff, 0xff, 0xff, 0xff], "123456"),
            ([0x26, 0x01, 0x61, 0x00, 0x90, 0x1f, 0xff], "26016100901"),
            ([0x33, 0x58, 0x01, 0x97, 0x03, 0x58, 0x1f], "3358019703581"),
            ([0x86, 0x21, 0x70, 0x01, 0x51, 0x51, 0x78], "86217001515178"),
            ([0x00, 0x91, 0x80, 0x03, 0x69, 0x76, 0x41], "00918003697641"),
            ([0; 7], "00000000000000"),
        ] {
            let id = TrackerId::from_wire(wire);
            assert_eq!(id.to_string(), text);
            assert_eq!(text.parse(), Ok(id));
            assert_eq!(id.check(), Ok(()));
            assert_eq!(format!("{id:?}"), format!("TrackerId({text})"));
        }
    }

    #[test]
    fn odd_ids_are_kept_and_told() {
        let letters = TrackerId::from_wire([0x1a, 0xeb, 0xff, 0xff, 0xff, 0xff, 0xff]);
        assert_eq!(letters.to_string(), "1aeb");
        assert_eq!(
            letters.check().unwrap_err().to_string(),
            "tracker id: 'a' at position 1 is not a digit"
        );
        let behind = TrackerId::from_wire([0x12, 0xf3, 0, 0, 0, 0, 0]);
        assert_eq!(behind.to_string(), "12");
        assert_eq!(behind.check(), Err(IdError::BehindPadding { position: 3 }));
        assert_eq!(format!("{behind:?}"), "TrackerId(12f30000000000)");
        assert_ne!(behind, TrackerId::new("12").unwrap());
    }

    #[test]
    fn broadcast() {
        assert_eq!(TrackerId::BROADCAST.to_string(), "");
        assert_eq!(format!("{:?}", TrackerId::BROADCAST), "TrackerId(broadcast)");
        assert_eq!(TrackerId::BROADCAST.check(), Ok(()));
        assert!(!TrackerId::from_wire([0xf1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]).is_broadcast());
        assert_eq!(TrackerId::new(""), Err(IdError::Empty));
    }

    #[test]
    fn refusals() {
        assert_eq!(
            TrackerId::new("123456789012345").unwrap_err().to_string(),
            "tracker id of 15 digits is longer than 14"
        );
        assert_eq!(TrackerId::new("12a"), Err(IdError::NotADigit { found: 'a', position: 2 }));
        assert_eq!(TrackerId::new("1٣"), Err(IdError::NotADigit { found: '٣', position: 1 }));
    }

    #[test]
    fn text_obeys_widths() {
        assert_eq!(format!("{:>6}|", TrackerId::new("123").unwrap()), "   123|");
    }

    #[cfg(feature = "serde")]
    #[test]
    fn serialized_as_text() {
        for (id, json) in [
            (TrackerId::new("0790209818").unwrap(), r#""0790209818""#),
            (TrackerId::BROADCAST, r#""""#),
            (TrackerId::from_wire([0x1a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), r#""1a""#),
        ] {
            assert_eq!(serde_json::to_string(&id).unwrap(), json);
            assert_eq!(serde_json::from_str::<TrackerId>(json).unwrap(), id);
        }
        assert!(serde_json::from_str::<TrackerId>(r#""12f""#).is_err());
    }

    proptest! {
        #[test]
        fn digits_round_trip(digits in "[0-9]{1,14}") {
            let id = TrackerId::new(&digits).unwrap();
            prop_assert_eq!(id.to_string(), digits);
            prop_assert_eq!(TrackerId::from_wire(id.to_wire()), id);
            prop_assert_eq!(id.check(), Ok(()));
        }

        #[test]
        fn any_bytes_are_an_id(wire: [u8; 7]) {
            let id = TrackerId::from_wire(wire);
            prop_assert_eq!(id.to_wire(), wire);
            let _ = format!("{id} {id:?} {:?} {:?}", id.check(), id.imei_with_check_digit());
        }
    }
}
