use alloc::collections::{BTreeMap, BTreeSet};

use crate::Instant;

/// The deadlines of many peers: at most one for each key, in O(log n).
///
/// To push a deadline further away, as a server does with its idle timers at each packet, costs one
/// search and moves nothing: the key keeps its place in the queue until that place comes up.
/// That is why [`next`](Self::next) may be too early.
///
/// There is no limit other than how many keys the session uses.
///
/// ```
/// use core::time::Duration;
/// use cellwire_codec::{Instant, Timers};
///
/// let at = |seconds| Instant::from_origin(Duration::from_secs(seconds));
/// let mut timers = Timers::new();
/// timers.set("idle", at(60));
/// timers.set("resend", at(3));
/// assert_eq!(timers.next(), Some(at(3)));
///
/// assert_eq!(timers.pop_due(at(2)), None);
/// assert_eq!(timers.pop_due(at(3)), Some("resend"));
/// assert_eq!(timers.pop_due(at(3)), None);
///
/// timers.set("idle", at(90));
/// assert_eq!(timers.pop_due(at(60)), None);
/// assert_eq!(timers.cancel(&"idle"), Some(at(90)));
/// assert!(timers.is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct Timers<K> {
    slots: BTreeMap<K, Slot>,
    /// One entry for each slot, at its `queued_at`.
    queue: BTreeSet<(Instant, K)>,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    deadline: Instant,
    /// Never later than the deadline.
    queued_at: Instant,
}

impl<K> Timers<K> {
    /// No timers.
    pub const fn new() -> Self {
        Self { slots: BTreeMap::new(), queue: BTreeSet::new() }
    }

    /// How many timers are set.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether no timer is set.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Cancels all timers.
    pub fn clear(&mut self) {
        self.slots.clear();
        self.queue.clear();
    }
}

impl<K: Ord + Copy> Timers<K> {
    /// Sets the deadline of `key`, in place of the one that it may have had.
    pub fn set(&mut self, key: K, deadline: Instant) {
        if let Some(slot) = self.slots.get_mut(&key) {
            if slot.queued_at <= deadline {
                slot.deadline = deadline;
                return;
            }
            self.queue.remove(&(slot.queued_at, key));
        }
        self.slots.insert(key, Slot { deadline, queued_at: deadline });
        self.queue.insert((deadline, key));
    }

    /// Takes back the deadline of `key`, and says what it was.
    pub fn cancel(&mut self, key: &K) -> Option<Instant> {
        let slot = self.slots.remove(key)?;
        self.queue.remove(&(slot.queued_at, *key));
        Some(slot.deadline)
    }

    /// The deadline of `key`.
    pub fn get(&self, key: &K) -> Option<Instant> {
        self.slots.get(key).map(|slot| slot.deadline)
    }

    /// When to call [`pop_due`](Self::pop_due) at the latest.
    ///
    /// It may be earlier than any deadline, never later than the first one. `None` says that no
    /// timer is set.
    pub fn next(&self) -> Option<Instant> {
        self.queue.first().map(|(at, _)| *at)
    }

    /// Takes the key with the earliest deadline, if that is due at `now`; of equal ones the
    /// smallest key.
    ///
    /// Call it until it returns `None`. What it returned is no longer set.
    pub fn pop_due(&mut self, now: Instant) -> Option<K> {
        loop {
            let (at, key) = *self.queue.first().filter(|(at, _)| *at <= now)?;
            self.queue.pop_first();
            match self.slots.get_mut(&key) {
                // The deadline was pushed away: queue the key where it now belongs.
                Some(slot) if slot.deadline > at => {
                    slot.queued_at = slot.deadline;
                    self.queue.insert((slot.deadline, key));
                }
                _ => {
                    self.slots.remove(&key);
                    return Some(key);
                }
            }
        }
    }
}

impl<K> Default for Timers<K> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use alloc::vec::Vec;
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: u64) -> Instant {
        Instant::from_origin(Duration::from_secs(seconds))
    }

    #[test]
    fn pushing_a_deadline_away_leaves_the_queue_alone() {
        let mut timers = Timers::new();
        for second in 0..100 {
            timers.set('a', at(10 + second));
        }
        assert_eq!((timers.next(), timers.get(&'a')), (Some(at(10)), Some(at(109))));
        assert_eq!(timers.pop_due(at(50)), None);
        assert_eq!(timers.next(), Some(at(109)));
        assert_eq!(timers.pop_due(at(109)), Some('a'));
    }

    #[test]
    fn due_keys_come_in_the_order_of_their_deadlines() {
        let mut timers = Timers::new();
        timers.set('a', at(1));
        timers.set('c', at(2));
        timers.set('b', at(2));
        timers.set('a', at(3));
        let due: Vec<_> = core::iter::from_fn(|| timers.pop_due(at(9))).collect();
        assert_eq!(due, ['b', 'c', 'a']);
    }

    #[derive(Clone, Debug)]
    enum Call {
        Set(u8, u64),
        Cancel(u8),
        Clear,
        PopDue(u64),
    }

    fn call() -> impl Strategy<Value = Call> {
        prop_oneof![
            8 => (0..8_u8, 0..30_u64).prop_map(|(key, deadline)| Call::Set(key, deadline)),
            2 => (0..8_u8).prop_map(Call::Cancel),
            1 => Just(Call::Clear),
            4 => (0..30_u64).prop_map(Call::PopDue),
        ]
    }

    proptest! {
        #[test]
        fn as_a_naive_map(calls in prop::collection::vec(call(), 0..80)) {
            let mut timers = Timers::new();
            let mut naive = BTreeMap::new();
            for call in calls {
                match call {
                    Call::Set(key, deadline) => {
                        timers.set(key, at(deadline));
                        naive.insert(key, at(deadline));
                    }
                    Call::Cancel(key) => prop_assert_eq!(timers.cancel(&key), naive.remove(&key)),
                    Call::Clear => {
                        timers.clear();
                        naive.clear();
                    }
                    Call::PopDue(now) => {
                        let first = naive.iter().map(|(key, deadline)| (*deadline, *key)).min();
                        let due = first.filter(|(deadline, _)| *deadline <= at(now));
                        prop_assert_eq!(timers.pop_due(at(now)), due.map(|(_, key)| key));
                        if let Some((_, key)) = due {
                            naive.remove(&key);
                        }
                    }
                }
                prop_assert_eq!(timers.len(), naive.len());
                prop_assert_eq!(timers.queue.len(), naive.len());
                prop_assert_eq!(timers.is_empty(), naive.is_empty());
                prop_assert_eq!(timers.next().is_some(), !naive.is_empty());
                prop_assert!(timers.next() <= naive.values().min().copied());
                for key in 0..8 {
                    prop_assert_eq!(timers.get(&key), naive.get(&key).copied());
                }
            }
        }
    }
}
