use core::iter::FusedIterator;

use super::Alphabet;

/// Cuts a text into parts of at most so many units. A part ends where a character does, so no escape
/// is parted from its septet, and no surrogate from its other half.
///
/// There is always a part, if only an empty one. `clone().count()` says how many there are.
///
/// ```
/// use cellwire_at::charset::{Alphabet, Parts};
///
/// // The € takes two septets.
/// assert!(Parts::new("12€45€", Alphabet::GSM7, 3).eq(["12", "€4", "5€"]));
/// assert!(Parts::new("12😀45", Alphabet::Ucs2, 3).eq(["12", "😀4", "5"]));
/// ```
#[derive(Clone, Debug)]
pub struct Parts<'t> {
    rest: Option<&'t str>,
    alphabet: Alphabet,
    limit: usize,
}

impl<'t> Parts<'t> {
    /// Parts of at most `limit` units, or 2 if it is less, which any character fits.
    ///
    /// A character that the alphabet does not have counts as one unit; see
    /// [`Alphabet::count`].
    pub fn new(text: &'t str, alphabet: Alphabet, limit: usize) -> Self {
        Self { rest: Some(text), alphabet, limit: limit.max(2) }
    }
}

impl<'t> Iterator for Parts<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let text = self.rest.take()?;
        let mut units = 0;
        for (at, char) in text.char_indices() {
            units += self.alphabet.char_units(char).unwrap_or(1);
            if units > self.limit {
                let (part, rest) = text.split_at(at);
                self.rest = Some(rest);
                return Some(part);
            }
        }
        Some(text)
    }
}

impl FusedIterator for Parts<'_> {}

#[cfg(test)]
mod tests {
    use alloc::string::String;
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn limits() {
        // TS 23.040 9.2.3.24.1 and 9.2.3.24.8.
        for (alphabet, header, capacity) in [
            (Alphabet::GSM7, 0, 160),
            (Alphabet::GSM7, 6, 153),
            (Alphabet::GSM7, 7, 152),
            (Alphabet::Ucs2, 0, 70),
            (Alphabet::Ucs2, 6, 67),
            (Alphabet::Ucs2, 7, 66),
            (Alphabet::EightBit, 6, 134),
            (Alphabet::EightBit, 200, 0),
        ] {
            assert_eq!(alphabet.capacity(header), capacity);
        }
        let lens = |text: &str, header| -> Vec<usize> {
            let parts = Alphabet::for_text(text).split(text, header).unwrap();
            parts.map(|part| part.chars().count()).collect()
        };
        assert_eq!(lens("", 6), [0]);
        assert_eq!(lens(&"a".repeat(160), 6), [160]);
        assert_eq!(lens(&"a".repeat(161), 6), [153, 8]);
        assert_eq!(lens(&"a".repeat(306), 7), [152, 152, 2]);
        assert_eq!(lens(&"€".repeat(80), 6), [80]);
        assert_eq!(lens(&"€".repeat(81), 6), [76, 5]);
        assert_eq!(lens(&"д".repeat(70), 6), [70]);
        assert_eq!(lens(&"д".repeat(71), 6), [67, 4]);
        assert_eq!(lens(&"😀".repeat(36), 6), [33, 3]);
    }

    proptest! {
        #[test]
        fn parts_make_the_text(text: String, limit in 0..20_usize, ucs2: bool) {
            let alphabet = if ucs2 { Alphabet::Ucs2 } else { Alphabet::GSM7 };
            let parts: Vec<&str> = Parts::new(&text, alphabet, limit).collect();
            prop_assert_eq!(parts.concat(), text.as_str());
            for part in &parts {
                prop_assert!(alphabet.count(part).map_or(true, |units| units <= limit.max(2)));
                prop_assert!(parts.len() == 1 || !part.is_empty());
            }
        }
    }
}
