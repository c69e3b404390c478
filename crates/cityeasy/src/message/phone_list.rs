use core::fmt;

use cellwire_codec::Writer;

use super::{Button, FieldError, Phone};

/// How many bytes a pair of numbers takes.
pub(super) const PAIR_LEN: usize = 2 * Phone::MAX_LEN;

/// The two authorized phone numbers of a button (section III.5).
#[expect(clippy::exhaustive_structs, reason = "a literal of the two is the point")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct PhonePair {
    /// The number that receives SMS.
    pub sms: Phone,
    /// The number that receives calls.
    pub call: Phone,
}

impl PhonePair {
    fn from_wire(wire: &[u8; PAIR_LEN]) -> Self {
        let phone =
            |bytes: &[u8]| bytes.first_chunk().copied().map_or(Phone::EMPTY, Phone::from_wire);
        let (sms, call) = wire.split_at(Phone::MAX_LEN);
        Self { sms: phone(sms), call: phone(call) }
    }
}

/// The answer to a request for the authorized phone numbers (section III.7).
///
/// The protocol has one pair of numbers in it. When all buttons were asked for, it is read as one
/// pair for each. Where a button number stands in front, which the length tells, it is
/// [`button`](Self::button).
///
/// ```
/// use cellwire_cityeasy::message::{Phone, PhoneList, PhonePair};
///
/// let pairs = [PhonePair { sms: Phone::new("8613612345678")?, call: Phone::EMPTY }];
/// let list = PhoneList::from(&pairs[..]);
/// assert_eq!(list.pairs().next(), Some(pairs[0]));
/// # Ok::<(), cellwire_cityeasy::message::PhoneError>(())
/// ```
#[derive(Clone, Copy)]
pub struct PhoneList<'a> {
    button: Option<Button>,
    pairs: Source<'a>,
}

#[derive(Clone, Copy)]
enum Source<'a> {
    Pairs(&'a [PhonePair]),
    /// Any number of whole pairs, and what is left.
    Wire(&'a [u8]),
}

impl<'a> PhoneList<'a> {
    /// Reads the list that makes up `body`.
    pub fn from_wire(body: &'a [u8]) -> Self {
        match body.split_first() {
            Some((button, pairs)) if pairs.len() % PAIR_LEN == 0 => {
                Self { button: Some(Button(*button)), pairs: Source::Wire(pairs) }
            }
            _ => Self { button: None, pairs: Source::Wire(body) },
        }
    }

    /// The same list with the number of a button in front of it. Not in the protocol.
    #[must_use]
    pub const fn with_button(mut self, button: Button) -> Self {
        self.button = Some(button);
        self
    }

    /// The button in front of the list, if there is one.
    pub const fn button(&self) -> Option<Button> {
        self.button
    }

    /// The pairs of numbers.
    pub fn pairs(&self) -> impl Iterator<Item = PhonePair> + Clone + use<'a> {
        let (pairs, wire) = match self.pairs {
            Source::Pairs(pairs) => (pairs, &[][..]),
            Source::Wire(bytes) => (&[][..], bytes.as_chunks().0),
        };
        pairs.iter().copied().chain(wire.iter().map(PhonePair::from_wire))
    }

    /// How many pairs there are.
    pub const fn len(&self) -> usize {
        match self.pairs {
            Source::Pairs(pairs) => pairs.len(),
            Source::Wire(bytes) => bytes.len() / PAIR_LEN,
        }
    }

    /// Whether there is no pair.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes behind the last whole pair that was received.
    pub const fn surplus(&self) -> &'a [u8] {
        match self.pairs {
            Source::Pairs(_) => &[],
            Source::Wire(bytes) => bytes.as_chunks::<PAIR_LEN>().1,
        }
    }

    /// Whether the list can be written.
    ///
    /// # Errors
    ///
    /// It has no pair, or one of the numbers is none.
    pub fn check(&self) -> Result<(), FieldError> {
        self.check_by(Phone::check)
    }

    pub(super) fn check_strict(&self) -> Result<(), FieldError> {
        self.check_by(Phone::check_strict)
    }

    fn check_by(
        &self,
        check: fn(&Phone) -> Result<(), super::PhoneError>,
    ) -> Result<(), FieldError> {
        if self.is_empty() {
            return Err(FieldError::new("phones", PhoneListError));
        }
        for (index, pair) in self.pairs().enumerate() {
            check(&pair.sms).map_err(|error| FieldError::new("sms phone", error).at(index))?;
            check(&pair.call).map_err(|error| FieldError::new("call phone", error).at(index))?;
        }
        Ok(())
    }

    pub(super) fn write(&self, to: &mut Writer<'_>) {
        if let Some(button) = self.button {
            to.u8(button.0);
        }
        for pair in self.pairs() {
            to.bytes(&pair.sms.to_wire());
            to.bytes(&pair.call.to_wire());
        }
    }
}

impl<'a> From<&'a [PhonePair]> for PhoneList<'a> {
    fn from(pairs: &'a [PhonePair]) -> Self {
        Self { button: None, pairs: Source::Pairs(pairs) }
    }
}

impl PartialEq for PhoneList<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.button == other.button && self.pairs().eq(other.pairs())
    }
}

impl Eq for PhoneList<'_> {}

impl fmt::Debug for PhoneList<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(button) = self.button {
            write!(f, "{button:?}: ")?;
        }
        f.debug_list().entries(self.pairs()).finish()
    }
}

/// A list of phone numbers has no pair of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("there is no pair of numbers")]
#[non_exhaustive]
pub struct PhoneListError;

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    fn pairs() -> Vec<PhonePair> {
        ["1", "2", "3"]
            .map(|number| PhonePair { sms: Phone::new(number).unwrap(), call: Phone::EMPTY })
            .into()
    }

    fn written(list: PhoneList<'_>) -> Vec<u8> {
        let mut dst = [0; 200];
        let mut writer = Writer::new(&mut dst);
        list.write(&mut writer);
        writer.as_written().to_vec()
    }

    #[test]
    fn with_and_without_a_button() {
        for count in 1..=3 {
            let pairs = &pairs()[..count];
            let list = PhoneList::from(pairs);
            let wire = written(list);
            assert_eq!(wire.len(), 32 * count);
            assert_eq!(PhoneList::from_wire(&wire), list);
            assert_eq!(PhoneList::from_wire(&wire).len(), count);

            let list = list.with_button(Button::ALL);
            let wire = written(list);
            assert_eq!((wire.len(), wire[0]), (32 * count + 1, 0xff));
            assert_eq!(PhoneList::from_wire(&wire), list);
            assert_ne!(PhoneList::from_wire(&wire), PhoneList::from(pairs));
        }
    }

    #[test]
    fn what_is_left_is_told() {
        let mut wire = written(PhoneList::from(&pairs()[..]));
        wire.extend([1, 2, 3]);
        let list = PhoneList::from_wire(&wire);
        assert_eq!((list.len(), list.surplus()), (3, &[1, 2, 3][..]));
    }

    #[test]
    fn checks_name_the_pair() {
        let mut pairs = pairs();
        pairs[1].call = Phone::from_wire(*b"12a\0\0\0\0\0\0\0\0\0\0\0\0\0");
        assert_eq!(
            alloc::format!("{}", PhoneList::from(&pairs[..]).check().unwrap_err()),
            "call phone [1]: \"12a\" holds a character that is neither a digit nor a leading +"
        );
        assert!(PhoneList::from(&[][..]).check().is_err());
    }
}
