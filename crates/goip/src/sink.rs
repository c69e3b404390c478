use core::mem;

/// What a message is written to: a buffer, or its length.
pub(crate) trait Sink {
    fn bytes(&mut self, bytes: &[u8]);

    fn u8(&mut self, byte: u8);

    /// A number in decimal digits.
    fn decimal(&mut self, number: u64);
}

/// A buffer that is as long as the message.
///
/// Most of what is written is short, and copied in place; that is faster here than what
/// [`cellwire_codec::Writer`] does.
pub(crate) struct Buffer<'a> {
    rest: &'a mut [u8],
}

impl<'a> Buffer<'a> {
    pub(crate) const fn new(dst: &'a mut [u8]) -> Self {
        Self { rest: dst }
    }
}

impl Buffer<'_> {
    /// The next bytes of the buffer.
    #[inline]
    fn take(&mut self, len: usize) -> &mut [u8] {
        let (taken, rest) = mem::take(&mut self.rest).split_at_mut_checked(len).unwrap_or_default();
        self.rest = rest;
        taken
    }
}

impl Sink for Buffer<'_> {
    #[inline]
    fn bytes(&mut self, bytes: &[u8]) {
        let dst = self.take(bytes.len());
        if dst.len() == bytes.len() {
            copy(dst, bytes);
        }
    }

    #[inline]
    fn u8(&mut self, byte: u8) {
        self.take(1).fill(byte);
    }

    #[inline]
    fn decimal(&mut self, number: u64) {
        let mut rest = number;
        for place in self.take(digits(number)).iter_mut().rev() {
            *place = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
    }
}

/// How many digits a number has.
#[inline]
fn digits(number: u64) -> usize {
    number.checked_ilog10().map_or(1, |log| log as usize + 1)
}

/// Copies between slices of one length.
#[inline]
fn copy(dst: &mut [u8], src: &[u8]) {
    match src.len() {
        8..=16 => {
            copy_chunk(dst.first_chunk_mut::<8>(), src.first_chunk());
            copy_chunk(dst.last_chunk_mut::<8>(), src.last_chunk());
        }
        4..8 => {
            copy_chunk(dst.first_chunk_mut::<4>(), src.first_chunk());
            copy_chunk(dst.last_chunk_mut::<4>(), src.last_chunk());
        }
        0..4 => dst.iter_mut().zip(src).for_each(|(dst, src)| *dst = *src),
        _ => dst.copy_from_slice(src),
    }
}

#[inline]
const fn copy_chunk<const N: usize>(dst: Option<&mut [u8; N]>, src: Option<&[u8; N]>) {
    if let (Some(dst), Some(src)) = (dst, src) {
        *dst = *src;
    }
}

/// How many bytes were written.
#[derive(Default)]
pub(crate) struct Len(pub usize);

impl Sink for Len {
    #[inline]
    fn bytes(&mut self, bytes: &[u8]) {
        self.0 += bytes.len();
    }

    #[inline]
    fn u8(&mut self, _: u8) {
        self.0 += 1;
    }

    #[inline]
    fn decimal(&mut self, number: u64) {
        self.0 += digits(number);
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn buffers_take_what_was_counted(
            pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..20), 0..6),
            number: u64,
        ) {
            fn put(pieces: &[Vec<u8>], number: u64, to: &mut impl Sink) {
                for piece in pieces {
                    to.bytes(piece);
                    to.u8(b';');
                }
                to.decimal(number);
            }
            let mut len = Len::default();
            put(&pieces, number, &mut len);
            let mut dst = vec![0; len.0];
            put(&pieces, number, &mut Buffer::new(&mut dst));
            let mut expected: Vec<u8> = Vec::new();
            for piece in &pieces {
                expected.extend(piece);
                expected.push(b';');
            }
            expected.extend(alloc::string::ToString::to_string(&number).bytes());
            prop_assert_eq!(dst, expected);
        }
    }
}
