const LOW: u64 = u64::from_le_bytes([1; 8]);
const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
/// All bytes below this one are looked at.
const BOUND: u64 = LOW * 0x0e;

/// Where the next CR or LF stands in `bytes`, from `from` on.
#[inline]
pub(super) fn find_line_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut tail = bytes.get(from..)?;
    // Most lines end within so many words.
    for _ in 0..6 {
        let Some((word, rest)) = tail.split_first_chunk() else { break };
        let word = u64::from_le_bytes(*word);
        // The lowest bit is right; above it, it may err.
        let hits = word.wrapping_sub(BOUND) & !word & HIGH;
        if hits != 0 {
            let shift = hits.trailing_zeros() & !7;
            if is_line_end((word >> shift) as u8) {
                return Some(bytes.len() - tail.len() + shift as usize / 8);
            }
            // Another control character.
            break;
        }
        tail = rest;
    }
    find_further(tail).map(|at| bytes.len() - tail.len() + at)
}

/// The same for long lines, and for the end of the input.
#[inline(never)]
fn find_further(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(block) = bytes.get(at..).and_then(<[u8]>::first_chunk::<32>) {
        // Without an end before the last byte, which lets a compiler look at many at once.
        if block.iter().fold(false, |found, byte| found | (*byte == b'\r') | (*byte == b'\n')) {
            break;
        }
        at += 32;
    }
    bytes[at..].iter().position(|byte| is_line_end(*byte)).map(|found| at + found)
}

#[inline]
pub(super) const fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    proptest::proptest! {
        #[test]
        fn as_the_naive_search(
            bytes in proptest::collection::vec(
                proptest::prop_oneof![30 => proptest::prelude::any::<u8>(), 1 => 0..16_u8],
                0..300,
            ),
            from in 0..40_usize,
        ) {
            let from = from.min(bytes.len());
            let text: Vec<u8> = bytes.iter().map(|byte| byte | if byte % 7 > 0 { 0x20 } else { 0 }).collect();
            for bytes in [bytes, text] {
                let naive = bytes[from..].iter().position(|byte| is_line_end(*byte));
                proptest::prop_assert_eq!(find_line_end(&bytes, from), naive.map(|at| from + at));
            }
        }
    }
}
