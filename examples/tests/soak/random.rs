/// A sequence that its seed decides (`SplitMix64`): a failure can be had again.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`, which is not 0.
    pub(crate) const fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    pub(crate) const fn is_one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    /// A length from 1 to `limit`: some are a few bytes, some as long as can be.
    pub(crate) fn len(&mut self, limit: usize) -> usize {
        let limit = match self.below(4) {
            0 => limit.min(8),
            1 | 2 => limit.min(300),
            _ => limit,
        };
        1 + self.below(limit)
    }
}
