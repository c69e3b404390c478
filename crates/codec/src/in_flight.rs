use alloc::collections::{BTreeMap, btree_map};
use core::ops::RangeBounds;

use crate::{Instant, RetryPolicy, Timers};

/// Requests that have been sent and wait for their answers: each is sent again as its
/// [`RetryPolicy`] says, until it is answered or given up.
///
/// `K` names a request so that its answer can be told: a sequence number, or a peer and a sequence
/// number. `V` is what the session has to know about it, such as what to send again. A request
/// leaves the table in one of two ways: [`answer`](Self::answer) takes it out, or
/// [`poll_expired`](Self::poll_expired) gives it up.
///
/// ```
/// use core::time::Duration;
/// use cellwire_codec::{Expired, InFlight, Instant, RetryPolicy};
///
/// let at = |seconds| Instant::from_origin(Duration::from_secs(seconds));
/// let policy = RetryPolicy::fixed(Duration::from_secs(5), 2);
/// let mut in_flight = InFlight::new(100);
/// in_flight.insert(at(0), 41, "MSG 41", policy)?;
/// in_flight.insert(at(1), 42, "MSG 42", policy)?;
///
/// assert_eq!(in_flight.answer(&42), Some("MSG 42"));
/// assert_eq!(in_flight.answer(&42), None); // a repeated answer
///
/// assert_eq!(in_flight.next_timeout(), Some(at(5)));
/// assert_eq!(in_flight.poll_expired(at(5)), Some(Expired::Retry { key: 41, attempt: 2 }));
/// assert_eq!(in_flight.get(&41), Some(&"MSG 41")); // to be sent again
/// assert_eq!(in_flight.poll_expired(at(5)), None);
/// assert_eq!(
///     in_flight.poll_expired(at(10)),
///     Some(Expired::GaveUp { key: 41, value: "MSG 41", attempts: 2 }),
/// );
/// # Ok::<(), cellwire_codec::InFlightError>(())
/// ```
#[derive(Clone, Debug)]
pub struct InFlight<K, V> {
    requests: BTreeMap<K, Request<V>>,
    deadlines: Timers<K>,
    limit: usize,
}

#[derive(Clone, Debug)]
struct Request<V> {
    value: V,
    policy: RetryPolicy,
    /// How often it has been sent.
    attempts: u32,
}

/// What becomes of a request that was not answered in time.
#[expect(clippy::exhaustive_enums, reason = "a caller has to handle both")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Expired<K, V> {
    /// It is to be sent again, and is still in flight.
    Retry {
        /// Which request.
        key: K,
        /// Which time this is, counted from 1: the first retry is 2.
        attempt: u32,
    },
    /// It was sent as often as it may be, and is no longer in flight.
    GaveUp {
        /// Which request.
        key: K,
        /// What was kept with it.
        value: V,
        /// How often it was sent.
        attempts: u32,
    },
}

/// Why a request cannot be put in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum InFlightError {
    /// There are as many as there may be. Try again when one has been answered.
    #[error("{limit} requests are in flight, which is the limit")]
    Full {
        /// How many there may be.
        limit: usize,
    },
    /// An answer could not be told from that to another request: the caller's mistake.
    #[error("a request with the same key is in flight")]
    Duplicate,
}

impl<K, V> InFlight<K, V> {
    /// Room for `limit` requests; nothing is allocated before it is used.
    pub const fn new(limit: usize) -> Self {
        Self { requests: BTreeMap::new(), deadlines: Timers::new(), limit }
    }

    /// How many requests are in flight.
    pub fn len(&self) -> usize {
        self.requests.len()
    }

    /// Whether no request is in flight.
    pub fn is_empty(&self) -> bool {
        self.requests.is_empty()
    }

    /// Whether [`insert`](Self::insert) would fail for want of room.
    pub fn is_full(&self) -> bool {
        self.len() >= self.limit
    }

    /// How many requests may be in flight.
    pub const fn limit(&self) -> usize {
        self.limit
    }

    /// Forgets all requests.
    pub fn clear(&mut self) {
        self.requests.clear();
        self.deadlines.clear();
    }

    /// The requests in the order of their keys.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.requests.iter().map(|(key, request)| (key, &request.value))
    }
}

impl<K: Ord + Copy, V> InFlight<K, V> {
    /// Puts a request in flight that is sent at `now` for the first time.
    ///
    /// # Errors
    ///
    /// The table is full, or a request with this key is in it. The value is dropped, and the table
    /// is as it was. A caller that cannot do without the value asks [`is_full`](Self::is_full) and
    /// [`get`](Self::get) before.
    pub fn insert(
        &mut self,
        now: Instant,
        key: K,
        value: V,
        policy: RetryPolicy,
    ) -> Result<(), InFlightError> {
        let (len, limit) = (self.len(), self.limit);
        match self.requests.entry(key) {
            btree_map::Entry::Occupied(_) => Err(InFlightError::Duplicate),
            btree_map::Entry::Vacant(_) if len >= limit => Err(InFlightError::Full { limit }),
            btree_map::Entry::Vacant(vacant) => {
                vacant.insert(Request { value, policy, attempts: 1 });
                self.deadlines.set(key, now + policy.wait(1));
                Ok(())
            }
        }
    }

    /// Takes out the request that was answered, or that is no longer of interest.
    ///
    /// `None` for an answer that is late, repeated, or to a request that was never made.
    pub fn answer(&mut self, key: &K) -> Option<V> {
        let request = self.requests.remove(key)?;
        self.deadlines.cancel(key);
        Some(request.value)
    }

    /// Takes out the request with the smallest key, answered or not; to close in good order.
    pub fn pop_first(&mut self) -> Option<(K, V)> {
        let (key, request) = self.requests.pop_first()?;
        self.deadlines.cancel(&key);
        Some((key, request.value))
    }

    /// What was kept with a request.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.requests.get(key).map(|request| &request.value)
    }

    /// What was kept with a request, to change it.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.requests.get_mut(key).map(|request| &mut request.value)
    }

    /// How often a request has been sent; at least 1.
    pub fn attempts(&self, key: &K) -> Option<u32> {
        self.requests.get(key).map(|request| request.attempts)
    }

    /// The requests whose keys lie in `keys`, in their order: those of one peer, say, where the
    /// peer comes first in the key.
    pub fn range(&self, keys: impl RangeBounds<K>) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.requests.range(keys).map(|(key, request)| (key, &request.value))
    }

    /// Counts the wait of a request from `now`, and says whether it is in flight.
    ///
    /// For the moment when its bytes have really left, which may be long after it was put in
    /// flight, or when the peer has said that it is at work.
    pub fn restart(&mut self, now: Instant, key: &K) -> bool {
        let Some(request) = self.requests.get(key) else {
            return false;
        };
        self.deadlines.set(*key, now + request.policy.wait(request.attempts));
        true
    }

    /// Goes on with another policy, as if the request were sent at `now` for the first time, and
    /// says whether it is in flight.
    ///
    /// For a peer that has taken the request, and answers when it has done what was asked.
    pub fn set_policy(&mut self, now: Instant, key: &K, policy: RetryPolicy) -> bool {
        let Some(request) = self.requests.get_mut(key) else {
            return false;
        };
        (request.policy, request.attempts) = (policy, 1);
        self.restart(now, key)
    }

    /// When to call [`poll_expired`](Self::poll_expired) at the latest.
    ///
    /// It may be earlier than any deadline, never later than the first one.
    pub fn next_timeout(&self) -> Option<Instant> {
        self.deadlines.next()
    }

    /// The next request whose answer has not come in time, if there is one at `now`.
    ///
    /// Call it until it returns `None`. A request that is to be sent again waits from `now` on.
    pub fn poll_expired(&mut self, now: Instant) -> Option<Expired<K, V>> {
        let key = self.deadlines.pop_due(now)?;
        let btree_map::Entry::Occupied(mut entry) = self.requests.entry(key) else {
            return None;
        };
        let request = entry.get_mut();
        if request.attempts < request.policy.attempts() {
            request.attempts += 1;
            self.deadlines.set(key, now + request.policy.wait(request.attempts));
            return Some(Expired::Retry { key, attempt: request.attempts });
        }
        let Request { value, attempts, .. } = entry.remove();
        Some(Expired::GaveUp { key, value, attempts })
    }
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use alloc::string::ToString;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    use super::*;

    const TWICE: RetryPolicy = RetryPolicy::fixed(Duration::from_secs(3), 2);

    fn at(seconds: u64) -> Instant {
        Instant::from_origin(Duration::from_secs(seconds))
    }

    #[test]
    fn refuses_what_it_has_no_room_for() {
        let mut in_flight = InFlight::new(2);
        assert_eq!(in_flight.insert(at(0), 1, 'a', TWICE), Ok(()));
        assert_eq!(
            in_flight.insert(at(1), 1, 'b', TWICE).unwrap_err().to_string(),
            "a request with the same key is in flight",
        );
        assert_eq!(in_flight.get(&1), Some(&'a'));
        assert_eq!(in_flight.insert(at(1), 2, 'b', TWICE), Ok(()));
        assert!(in_flight.is_full());
        assert_eq!(
            in_flight.insert(at(1), 3, 'c', TWICE).unwrap_err().to_string(),
            "2 requests are in flight, which is the limit",
        );
        assert_eq!(in_flight.iter().collect::<Vec<_>>(), [(&1, &'a'), (&2, &'b')]);
        assert_eq!(in_flight.next_timeout(), Some(at(3)));
    }

    #[test]
    fn retries_as_often_as_the_policy_says() {
        let mut in_flight = InFlight::new(1);
        let policy = RetryPolicy::exponential(Duration::from_secs(1), Duration::from_secs(60), 3);
        in_flight.insert(at(0), 7, 'a', policy).unwrap();
        assert_eq!(in_flight.poll_expired(at(0)), None);
        assert_eq!(in_flight.poll_expired(at(1)), Some(Expired::Retry { key: 7, attempt: 2 }));
        assert_eq!(in_flight.attempts(&7), Some(2));
        // Late by two seconds: the next wait counts from now.
        assert_eq!(in_flight.poll_expired(at(5)), Some(Expired::Retry { key: 7, attempt: 3 }));
        assert_eq!(in_flight.poll_expired(at(5)), None);
        let gave_up = Expired::GaveUp { key: 7, value: 'a', attempts: 3 };
        assert_eq!(in_flight.poll_expired(at(9)), Some(gave_up));
        assert_eq!((in_flight.len(), in_flight.next_timeout()), (0, None));
    }

    #[test]
    fn a_restart_counts_from_when_the_bytes_left() {
        let mut in_flight = InFlight::new(1);
        in_flight.insert(at(0), 7, 'a', TWICE).unwrap();
        assert!(in_flight.restart(at(2), &7));
        assert!(!in_flight.restart(at(2), &8));
        assert_eq!(in_flight.poll_expired(at(3)), None);
        assert_eq!(in_flight.poll_expired(at(5)), Some(Expired::Retry { key: 7, attempt: 2 }));
    }

    #[test]
    fn another_policy_begins_anew() {
        let mut in_flight = InFlight::new(1);
        in_flight.insert(at(0), 7, 'a', TWICE).unwrap();
        in_flight.poll_expired(at(3));
        assert!(in_flight.set_policy(at(4), &7, RetryPolicy::once(Duration::from_secs(60))));
        assert!(!in_flight.set_policy(at(4), &8, TWICE));
        assert_eq!(in_flight.poll_expired(at(63)), None);
        let gave_up = Expired::GaveUp { key: 7, value: 'a', attempts: 1 };
        assert_eq!(in_flight.poll_expired(at(64)), Some(gave_up));
    }

    #[test]
    fn the_requests_of_one_peer_can_be_taken_out() {
        let mut in_flight = InFlight::new(9);
        for key in [(1, 10), (2, 10), (2, 11), (3, 10)] {
            in_flight.insert(at(0), key, 'a', TWICE).unwrap();
        }
        let of_peer_2: Vec<_> =
            in_flight.range((2, 0)..=(2, u32::MAX)).map(|(key, _)| *key).collect();
        assert_eq!(of_peer_2, [(2, 10), (2, 11)]);
        assert_eq!(in_flight.pop_first(), Some(((1, 10), 'a')));
        in_flight.clear();
        assert_eq!((in_flight.pop_first(), in_flight.next_timeout()), (None, None));
    }

    proptest! {
        /// Whatever happens, a request comes out once, and has been sent as often as it says.
        #[test]
        fn each_comes_out_once(
            requests in prop::collection::vec((0..20_u64, 1..5_u32), 1..30),
            answers in prop::collection::vec((0..30_usize, 0..40_u64), 0..20),
        ) {
            let mut in_flight = InFlight::new(requests.len());
            let mut out = Vec::new();
            let mut sent = Vec::from_iter(requests.iter().map(|_| 1));
            for second in 0..200 {
                for (key, (start, attempts)) in requests.iter().enumerate() {
                    if *start == second {
                        let policy = RetryPolicy::fixed(Duration::from_secs(2), *attempts);
                        in_flight.insert(at(second), key, key, policy).unwrap();
                    }
                }
                for (key, when) in &answers {
                    if *when == second {
                        out.extend(in_flight.answer(key));
                    }
                }
                while let Some(expired) = in_flight.poll_expired(at(second)) {
                    match expired {
                        Expired::Retry { key, attempt } => {
                            sent[key] += 1;
                            prop_assert_eq!(attempt, sent[key]);
                        }
                        Expired::GaveUp { key, value, attempts } => {
                            prop_assert_eq!((attempts, value), (sent[key], key));
                            prop_assert_eq!(attempts, requests[key].1);
                            out.push(key);
                        }
                    }
                }
                prop_assert!(in_flight.next_timeout().is_none_or(|next| next > at(second)));
            }
            out.sort_unstable();
            prop_assert_eq!(out, Vec::from_iter(0..requests.len()));
        }
    }
}
