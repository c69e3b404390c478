use alloc::vec;
use alloc::vec::Vec;

/// Finds lines by a hash: an open-addressing table of their slots, 11 to 21 bytes for each.
///
/// Several slots may have the same hash. Only what is configured, or has shown the right password,
/// gets in, so nobody else can make the searches long.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// A power of two, or empty; never full.
    places: Vec<Place>,
    len: usize,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    hash: u32,
    slot: u32,
}

const FREE: u32 = u32::MAX;

impl Index {
    /// The slots that may be those with this hash.
    pub(super) fn find(&self, hash: u64) -> impl Iterator<Item = u32> + '_ {
        let (hash, mask) = (hash as u32, self.mask());
        (0..self.places.len())
            .map(move |step| self.places[(hash as usize + step) & mask])
            .take_while(|place| place.slot != FREE)
            .filter(move |place| place.hash == hash)
            .map(|place| place.slot)
    }

    pub(super) fn insert(&mut self, hash: u64, slot: u32) {
        if self.len * 4 >= self.places.len() * 3 {
            let places = vec![Place { hash: 0, slot: FREE }; (self.places.len() * 2).max(8)];
            for place in core::mem::replace(&mut self.places, places) {
                if place.slot != FREE {
                    self.put(place);
                }
            }
        }
        self.put(Place { hash: hash as u32, slot });
        self.len += 1;
    }

    pub(super) fn remove(&mut self, hash: u64, slot: u32) {
        let (hash, mask) = (hash as u32, self.mask());
        let mut free = hash as usize & mask;
        for _ in 0..self.places.len() {
            match self.places[free].slot {
                FREE => return,
                found if found == slot && self.places[free].hash == hash => break,
                _ => free = (free + 1) & mask,
            }
        }
        if self.places.get(free).is_none_or(|place| place.slot != slot) {
            return;
        }
        self.len -= 1;
        // Those behind it that may stand here, move up, so that no search ends too early.
        let mut at = free;
        loop {
            at = (at + 1) & mask;
            let place = self.places[at];
            if place.slot == FREE {
                break;
            }
            let distance = at.wrapping_sub(place.hash as usize) & mask;
            if distance >= at.wrapping_sub(free) & mask {
                self.places[free] = place;
                free = at;
            }
        }
        self.places[free].slot = FREE;
    }

    fn put(&mut self, place: Place) {
        let mask = self.mask();
        let mut at = place.hash as usize & mask;
        while self.places[at].slot != FREE {
            at = (at + 1) & mask;
        }
        self.places[at] = place;
    }

    const fn mask(&self) -> usize {
        self.places.len().wrapping_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Few hashes, so that they meet.
        #[test]
        fn as_a_naive_set(calls in prop::collection::vec((0..6_u64, 0..12_u32, any::<bool>()), 0..200)) {
            let mut index = Index::default();
            let mut naive = BTreeSet::new();
            for (hash, slot, insert) in calls {
                let hash = hash * 0x5555_5555_5555;
                if !insert {
                    index.remove(hash, slot);
                    naive.remove(&(hash, slot));
                } else if naive.insert((hash, slot)) {
                    index.insert(hash, slot);
                }
                prop_assert_eq!(index.len, naive.len());
                for hash in (0..6).map(|hash| hash * 0x5555_5555_5555) {
                    let mut found: Vec<_> = index.find(hash).collect();
                    found.sort_unstable();
                    let range = naive.range((hash, 0)..=(hash, u32::MAX));
                    prop_assert_eq!(found, range.map(|(_, slot)| *slot).collect::<Vec<_>>());
                }
            }
        }
    }
}
