use crate::crc::{Shape, Zeros};

/// Sums of a stretch of the input that was summed once already, so that no byte of it has to be
/// summed again for every false header before it.
///
/// A checksum is linear: what the bytes `a..b` add is the register after `b` and the register after
/// `a`, moved on over `b - a` zeros. So it is enough to know the register at any place, which is
/// kept at every `1 << spacing_bits` bytes.
///
/// Positions are relative to the front of the input; [`consume`](Self::consume) moves it.
#[derive(Clone, Debug)]
pub(crate) struct RunningSum {
    /// Where the sums begin.
    begin: usize,
    /// Where they end; no more than `begin` when there are none.
    end: usize,
    /// Where the front stands in the ring of marks.
    phase: usize,
    spacing_bits: u32,
    forward: Registers,
    /// Only kept where a checksum of this shape is accepted.
    reflected: Option<Registers>,
}

/// What sums over the input say of a stretch of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stretch {
    shape: Shape,
    /// The register at its beginning and at its end, in sums that began before it.
    before: u16,
    after: u16,
    /// As long as it is.
    zeros: Zeros,
}

impl Stretch {
    /// The register at its end when it is `initial` at its beginning.
    pub(crate) fn register(self, initial: u16) -> u16 {
        self.after ^ self.shape.update_zeros(self.before ^ initial, self.zeros)
    }
}

#[derive(Clone, Debug)]
struct Registers {
    at_begin: u16,
    at_end: u16,
    marks: [u16; MARKS],
}

const MARKS: usize = 130;

impl RunningSum {
    /// Sums over no more than `window` bytes at a time.
    pub(crate) fn new(window: usize, reflected: bool) -> Self {
        const NONE: Registers = Registers { at_begin: 0, at_end: 0, marks: [0; MARKS] };
        let spacing_bits = (window / (MARKS - 2)).next_power_of_two().trailing_zeros().max(6);
        let reflected = reflected.then_some(NONE);
        Self { begin: 0, end: 0, phase: 0, spacing_bits, forward: NONE, reflected }
    }

    /// Whether the bytes at `at` have been summed.
    pub(crate) const fn covers(&self, at: usize) -> bool {
        self.begin <= at && at < self.end
    }

    /// Forgets the sums, and begins anew at `at`.
    pub(crate) fn restart(&mut self, at: usize) {
        (self.begin, self.end) = (at, at);
        for registers in [Some(&mut self.forward), self.reflected.as_mut()].into_iter().flatten() {
            (registers.at_begin, registers.at_end) = (0, 0);
        }
        self.mark();
    }

    /// Sums on, up to `end`.
    pub(crate) fn extend(&mut self, src: &[u8], end: usize) {
        let spacing = 1 << self.spacing_bits;
        while self.end < end {
            let next = (self.end + spacing - (self.phase + self.end) % spacing).min(end);
            let piece = src.get(self.end..next).unwrap_or_default();
            self.forward.at_end = Shape::Forward.update(self.forward.at_end, piece);
            if let Some(registers) = &mut self.reflected {
                registers.at_end = Shape::Reflected.update(registers.at_end, piece);
            }
            self.end = next;
            self.mark();
        }
    }

    fn mark(&mut self) {
        let place = self.phase + self.end;
        if place.is_multiple_of(1 << self.spacing_bits) {
            let mark = (place >> self.spacing_bits) % MARKS;
            self.forward.marks[mark] = self.forward.at_end;
            if let Some(registers) = &mut self.reflected {
                registers.marks[mark] = registers.at_end;
            }
        }
    }

    /// What is known of `src[from..to]`, which lies in what was summed.
    pub(crate) fn stretch(&self, shape: Shape, src: &[u8], from: usize, to: usize) -> Stretch {
        let (before, after) = (self.at(shape, src, from), self.at(shape, src, to));
        Stretch { shape, before, after, zeros: Zeros::new(to - from) }
    }

    fn at(&self, shape: Shape, src: &[u8], at: usize) -> u16 {
        let registers = match shape {
            Shape::Forward => &self.forward,
            Shape::Reflected => self.reflected.as_ref().unwrap_or(&self.forward),
        };
        if at == self.end {
            return registers.at_end;
        }
        let mark = (self.phase + at) >> self.spacing_bits;
        let (known, register) = match (mark << self.spacing_bits).checked_sub(self.phase) {
            Some(known) if known >= self.begin => (known, registers.marks[mark % MARKS]),
            _ => (self.begin, registers.at_begin),
        };
        shape.update(register, src.get(known..at).unwrap_or_default())
    }

    /// Moves the front on by `len` bytes.
    #[inline]
    pub(crate) fn consume(&mut self, src: &[u8], len: usize) {
        // Mostly there are no sums.
        if self.begin < self.end {
            self.advance(src, len);
        }
    }

    fn advance(&mut self, src: &[u8], len: usize) {
        if self.begin < len {
            if self.end <= len {
                (self.begin, self.end, self.phase) = (0, 0, 0);
                return;
            }
            self.forward.at_begin = self.at(Shape::Forward, src, len);
            let reflected = self.at(Shape::Reflected, src, len);
            if let Some(registers) = &mut self.reflected {
                registers.at_begin = reflected;
            }
            self.begin = len;
        }
        self.begin -= len;
        self.end -= len;
        self.phase = (self.phase + len) % (MARKS << self.spacing_bits);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn as_summed_directly(
            src in proptest::collection::vec(proptest::num::u8::ANY, 2000),
            steps in proptest::collection::vec((0..400_usize, 0..400_usize, 0..90_usize), 1..30),
            restart in 0..100_usize,
        ) {
            let mut sums = RunningSum::new(300, true);
            let mut front = 0;
            sums.restart(restart);
            for (from, len, consumed) in steps {
                let rest = &src[front..];
                if !sums.covers(from) {
                    sums.restart(from.min(rest.len()));
                }
                let from = from.min(rest.len());
                let to = (from + len).min(rest.len()).min(300.max(from));
                sums.extend(rest, to);
                for shape in [Shape::Forward, Shape::Reflected] {
                    for initial in [0, 0xffff] {
                        proptest::prop_assert_eq!(
                            sums.stretch(shape, rest, from, to).register(initial),
                            shape.update(initial, &rest[from..to])
                        );
                    }
                }
                let consumed = consumed.min(rest.len());
                sums.consume(rest, consumed);
                front += consumed;
            }
        }
    }
}
