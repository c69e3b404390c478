//! Data on its way to the application.

use core::net::SocketAddr;

use crate::charset::hex;
use crate::lexer::Encoding;

/// Whose data comes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Origin {
    pub(super) socket: Option<u8>,
    pub(super) from: Option<SocketAddr>,
}

/// Bytes from hexadecimal digits, which may be cut between the two of a byte.
#[derive(Clone, Debug)]
pub(super) struct Digits<const N: usize> {
    bytes: [u8; N],
    half: Option<u8>,
}

impl<const N: usize> Digits<N> {
    pub(super) const fn new() -> Self {
        Self { bytes: [0; N], half: None }
    }

    /// The bytes of a piece. What is no digit is dropped: blanks, as a rule.
    pub(super) fn decode<'a>(&'a mut self, piece: &'a [u8], encoding: Encoding) -> &'a [u8] {
        if encoding == Encoding::Raw {
            return piece;
        }
        let front = piece.len().min(usize::from(self.half.is_some()));
        let (front, rest) = piece.split_at(front);
        let mut len = self.decode_each(front, 0);
        // All the rest is pairs of digits as a rule, and half of one.
        let (pairs, last) = rest.split_at(rest.len() & !1);
        match hex::decode_bare(pairs, &mut self.bytes[len..]) {
            Some(octets) if self.half.is_none() => len = self.decode_each(last, len + octets),
            _ => len = self.decode_each(rest, len),
        }
        &self.bytes[..len]
    }

    /// Puts bytes behind the first `len`, and says how many there are then.
    fn decode_each(&mut self, piece: &[u8], mut len: usize) -> usize {
        for digit in piece.iter().filter_map(|byte| hex::digit(*byte)) {
            match self.half.take() {
                None => self.half = Some(digit),
                Some(half) => {
                    if let Some(byte) = self.bytes.get_mut(len) {
                        *byte = half << 4 | digit;
                        len += 1;
                    }
                }
            }
        }
        len
    }

    /// A payload begins.
    pub(super) const fn restart(&mut self) {
        self.half = None;
    }
}

/// What a line says about the data behind it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Header {
    pub(super) socket: Option<u8>,
    pub(super) from: Option<SocketAddr>,
    /// Whether the modem has more of it.
    pub(super) more: bool,
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn digits_are_read_however_they_are_cut(
            data: Vec<u8>,
            blanks in prop::collection::vec(0..600_usize, 0..3),
            cuts in prop::collection::vec(0..600_usize, 0..6),
        ) {
            let mut text: Vec<u8> = data.iter().flat_map(|byte| alloc::format!("{byte:02X}").into_bytes()).collect();
            for blank in blanks {
                text.insert(blank.min(text.len()), b' ');
            }
            let mut cuts: Vec<_> = cuts.into_iter().map(|cut| cut.min(text.len())).collect();
            cuts.push(text.len());
            cuts.sort_unstable();
            let mut digits = Digits::<1024>::new();
            let (mut read, mut from) = (Vec::new(), 0);
            for cut in cuts {
                read.extend_from_slice(digits.decode(&text[from..cut], Encoding::Hex));
                from = cut;
            }
            prop_assert_eq!(read, data);
        }
    }
}
