/// A hash of 64 bits that is the same in every build: what was seen is kept over a restart.
///
/// It guards against nobody. Who can make two events of a line equal can leave one out as well.
#[derive(Clone, Copy)]
pub(super) struct Hash(u64);

const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

impl Hash {
    pub(super) const fn new() -> Self {
        Self(0x517c_c1b7_2722_0a95)
    }

    pub(super) const fn number(self, number: u64) -> Self {
        let product = (self.0 ^ number).wrapping_add(FACTOR) as u128 * FACTOR as u128;
        Self(product as u64 ^ (product >> 64) as u64)
    }

    /// Takes the length too, so that `ab` and `c` are not `a` and `bc`.
    pub(super) fn bytes(self, bytes: &[u8]) -> Self {
        let mut hash = self.number(bytes.len() as u64);
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            let chunk = chunk.try_into().unwrap_or_default();
            hash = hash.number(u64::from_le_bytes(chunk));
        }
        let rest = chunks.remainder();
        if rest.is_empty() {
            return hash;
        }
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        hash.number(u64::from_le_bytes(last))
    }

    pub(super) const fn finish(self) -> u64 {
        self.number(FACTOR).0
    }
}
