//! Searches for the ends of keys and values.
//!
//! Both are short, so the first eight bytes are looked at in place and the rest in a call; that is
//! faster here than [`cellwire_codec::find_byte`], which is made for lines.

const LOW_BITS: u64 = broadcast(0x01);
const HIGH_BITS: u64 = broadcast(0x80);

const SEMICOLON: u64 = broadcast(b';');
const COLON: u64 = broadcast(b':');
const ALL: u64 = !0;
const BUT_LOW: u64 = !LOW_BITS;

const fn broadcast(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Where the first semicolon stands, or the end.
#[inline(always)]
pub(crate) fn semicolon(list: &[u8]) -> usize {
    search::<SEMICOLON, ALL>(list)
}

/// Where the first colon or semicolon stands, or the end. The two differ in the lowest bit only.
#[inline(always)]
pub(crate) fn colon_or_semicolon(list: &[u8]) -> usize {
    search::<COLON, BUT_LOW>(list)
}

/// Where the first byte stands that is the pattern's in the bits of the mask.
#[inline(always)]
fn search<const PATTERN: u64, const MASK: u64>(list: &[u8]) -> usize {
    let Some(word) = list.first_chunk() else {
        return search_bytes::<PATTERN, MASK>(list);
    };
    let hits = hits(*word, PATTERN, MASK);
    if hits == 0 { search_on::<PATTERN, MASK>(list) } else { hits.trailing_zeros() as usize / 8 }
}

/// Behind the first eight bytes.
#[inline(never)]
fn search_on<const PATTERN: u64, const MASK: u64>(list: &[u8]) -> usize {
    let mut at = 8;
    while let Some(word) = list.get(at..).and_then(<[u8]>::first_chunk) {
        let hits = hits(*word, PATTERN, MASK);
        if hits != 0 {
            return at + hits.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    // The last eight bytes, of which the first ones have been looked at.
    let last = list.last_chunk().map_or(0, |word| hits(*word, PATTERN, MASK));
    if last == 0 { list.len() } else { list.len() - 8 + last.trailing_zeros() as usize / 8 }
}

/// In fewer than eight bytes.
#[inline(never)]
fn search_bytes<const PATTERN: u64, const MASK: u64>(list: &[u8]) -> usize {
    let (byte, mask) = (PATTERN as u8, MASK as u8);
    list.iter().position(|other| other & mask == byte & mask).unwrap_or(list.len())
}

/// The high bit of each byte that is the pattern's, in the bits of the mask; up to and with the
/// lowest one, above it may err.
#[inline(always)]
const fn hits(word: [u8; 8], pattern: u64, mask: u64) -> u64 {
    let different = (u64::from_le_bytes(word) ^ pattern) & mask;
    different.wrapping_sub(LOW_BITS) & !different & HIGH_BITS
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn as_the_naive_searches(list in "[a-z:;<\\x7f\\u{80}-\\u{ff}]{0,40}") {
            let first = |ends: &[u8]| {
                list.bytes().position(|byte| ends.contains(&byte)).unwrap_or(list.len())
            };
            prop_assert_eq!(colon_or_semicolon(list.as_bytes()), first(b":;"));
            prop_assert_eq!(semicolon(list.as_bytes()), first(b";"));
        }
    }
}
