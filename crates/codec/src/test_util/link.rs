//! A simulated link in virtual time, whose faults come from a seed.
//!
//! A [`Link`] carries bytes one way, and does to them what its [`LinkConfig`] says. The same seed
//! and the same calls give the same faults, so that any failure can be replayed.
//! [`Pair`](super::pair::Pair) puts two sessions at the ends of two links, and
//! [`Star`](super::star::Star) one session in the middle of many.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::ops::RangeInclusive;
use core::time::Duration;

use crate::Instant;

/// A small generator of pseudo-random numbers: `SplitMix64`, which serves for tests and for nothing
/// that has to be secret.
///
/// ```
/// use cellwire_codec::test_util::link::Rng;
///
/// let mut dice = Rng::new(17);
/// let rolls: Vec<_> = (0..100).map(|_| 1 + dice.below(6)).collect();
/// assert!(rolls.iter().all(|roll| (1..=6).contains(roll)));
///
/// let mut same = Rng::new(17);
/// assert!(rolls.iter().all(|roll| *roll == 1 + same.below(6)));
/// ```
#[derive(Clone, Debug)]
pub struct Rng(u64);

impl Rng {
    /// The numbers of this seed; any seed will do.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number, of all 64 bits.
    pub const fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number in `0..bound`; 0 if the bound is 0.
    pub const fn below(&mut self, bound: u64) -> u64 {
        ((self.next_u64() as u128 * bound as u128) >> 64) as u64
    }

    /// `true` in so many of 1000 cases.
    pub const fn chance(&mut self, permille: u16) -> bool {
        self.below(1000) < permille as u64
    }

    /// A duration between the two, in whole nanoseconds; the first if the second is shorter.
    pub fn between(&mut self, durations: &RangeInclusive<Duration>) -> Duration {
        let span = durations.end().saturating_sub(*durations.start()).as_nanos();
        let span = u64::try_from(span).unwrap_or(u64::MAX);
        let extra = self.below(span.saturating_add(1));
        durations.start().saturating_add(Duration::from_nanos(extra))
    }

    /// So many random bytes.
    pub fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.below(256) as u8).collect()
    }
}

/// What a [`Link`] does to the bytes; the default does nothing, and does it at once.
///
/// The link carries pieces: a datagram is one, and so is each write to a stream unless
/// [`max_piece`](Self::max_piece) cuts it up. Chances are in permille of the pieces: 0 never, 1000
/// always.
///
/// ```
/// use core::time::Duration;
/// use cellwire_codec::test_util::link::LinkConfig;
///
/// // A bad mobile network, for datagrams.
/// let datagrams = LinkConfig {
///     loss: 100,
///     duplication: 20,
///     delay: Duration::from_millis(50)..=Duration::from_secs(2),
///     ..LinkConfig::default()
/// };
/// // A TCP connection: nothing is lost, but reads are not writes.
/// let stream = LinkConfig { ordered: true, max_piece: Some(10), ..LinkConfig::default() };
/// ```
#[expect(clippy::exhaustive_structs, reason = "a test writes it as a literal")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkConfig {
    /// How many pieces are lost. In a stream their bytes are missing.
    pub loss: u16,
    /// How many of the others arrive twice. The copies meet with delay and corruption each for
    /// itself.
    pub duplication: u16,
    /// How many are held back for up to [`hold_back`](Self::hold_back), so that later ones overtake
    /// them. Nothing on an ordered link.
    pub reordering: u16,
    /// How many arrive with one bit flipped.
    pub corruption: u16,
    /// How long a piece is under way. Where this varies pieces overtake each other, except on an
    /// ordered link.
    pub delay: RangeInclusive<Duration>,
    /// By how much a piece is held back at most, on top of its delay.
    pub hold_back: Duration,
    /// Whether pieces arrive in the order in which they were sent, as on a stream.
    pub ordered: bool,
    /// The length in bytes up to which what is sent is cut up at random, as on a stream; 0 counts
    /// as 1. `None` keeps it in one piece, as a datagram is.
    pub max_piece: Option<usize>,
}

impl Default for LinkConfig {
    fn default() -> Self {
        Self {
            loss: 0,
            duplication: 0,
            reordering: 0,
            corruption: 0,
            delay: Duration::ZERO..=Duration::ZERO,
            hold_back: Duration::from_secs(1),
            ordered: false,
            max_piece: None,
        }
    }
}

/// What a [`Link`] has done, in pieces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LinkStats {
    /// Were given to the link.
    pub sent: u64,
    /// Of those, were lost.
    pub lost: u64,
    /// Of those, were put under way twice.
    pub duplicated: u64,
    /// Were held back; each copy counts.
    pub held_back: u64,
    /// Had a bit flipped; each copy counts.
    pub corrupted: u64,
    /// Were thrown away by [`Link::clear`]; each copy counts.
    pub cleared: u64,
    /// Have arrived; each copy counts.
    pub received: u64,
}

/// One direction of a simulated link; `A` names the sender.
///
/// ```
/// use core::time::Duration;
/// use cellwire_codec::Instant;
/// use cellwire_codec::test_util::link::{Link, LinkConfig};
///
/// let delay = Duration::from_millis(20);
/// let config = LinkConfig { delay: delay..=delay, ..LinkConfig::default() };
/// let mut link = Link::new(config, 17);
///
/// let now = Instant::ORIGIN;
/// link.send(now, (), b"ping");
/// assert_eq!(link.receive(now), None);
/// assert_eq!(link.next_arrival(), Some(now + delay));
/// assert_eq!(link.receive(now + delay), Some(((), b"ping".to_vec())));
/// ```
#[derive(Clone, Debug)]
pub struct Link<A> {
    /// What the link does to the bytes that are sent from now on.
    pub config: LinkConfig,
    /// Whether all that is sent is lost, whatever the configuration says, and without a draw. What
    /// is under way still arrives, unless it is [cleared](Self::clear).
    pub down: bool,
    rng: Rng,
    /// By arrival; the second number tells those of one instant apart, and keeps their order.
    under_way: BTreeMap<(Instant, u64), (A, Vec<u8>)>,
    scheduled: u64,
    last_arrival: Instant,
    stats: LinkStats,
}

impl<A: Copy> Link<A> {
    /// A link with the faults of this seed.
    pub const fn new(config: LinkConfig, seed: u64) -> Self {
        Self {
            config,
            down: false,
            rng: Rng::new(seed),
            under_way: BTreeMap::new(),
            scheduled: 0,
            last_arrival: Instant::ORIGIN,
            stats: LinkStats {
                sent: 0,
                lost: 0,
                duplicated: 0,
                held_back: 0,
                corrupted: 0,
                cleared: 0,
                received: 0,
            },
        }
    }

    /// Puts a datagram, or bytes of a stream, under way.
    pub fn send(&mut self, now: Instant, from: A, bytes: &[u8]) {
        let Some(longest) = self.config.max_piece else {
            self.send_piece(now, from, bytes);
            return;
        };
        let mut rest = bytes;
        while !rest.is_empty() {
            let len = 1 + self.rng.below(longest as u64) as usize;
            let (piece, others) = rest.split_at(len.min(rest.len()));
            self.send_piece(now, from, piece);
            rest = others;
        }
    }

    fn send_piece(&mut self, now: Instant, from: A, piece: &[u8]) {
        self.stats.sent += 1;
        if self.down || self.rng.chance(self.config.loss) {
            self.stats.lost += 1;
            return;
        }
        self.schedule(now, from, piece.to_vec());
        if self.rng.chance(self.config.duplication) {
            self.stats.duplicated += 1;
            self.schedule(now, from, piece.to_vec());
        }
    }

    fn schedule(&mut self, now: Instant, from: A, mut piece: Vec<u8>) {
        if self.rng.chance(self.config.corruption) && !piece.is_empty() {
            let byte = self.rng.below(piece.len() as u64) as usize;
            piece[byte] ^= 1 << self.rng.below(8);
            self.stats.corrupted += 1;
        }
        let mut arrival = now + self.rng.between(&self.config.delay);
        if self.config.ordered {
            arrival = arrival.max(self.last_arrival);
        } else if self.rng.chance(self.config.reordering) {
            arrival += self.rng.between(&(Duration::ZERO..=self.config.hold_back));
            self.stats.held_back += 1;
        }
        self.last_arrival = arrival;
        self.under_way.insert((arrival, self.scheduled), (from, piece));
        self.scheduled += 1;
    }

    /// When the next piece arrives.
    pub fn next_arrival(&self) -> Option<Instant> {
        self.under_way.first_key_value().map(|((arrival, _), _)| *arrival)
    }

    /// The next piece, if it has arrived by now, and who sent it.
    pub fn receive(&mut self, now: Instant) -> Option<(A, Vec<u8>)> {
        let first = self.under_way.first_entry().filter(|entry| entry.key().0 <= now)?;
        self.stats.received += 1;
        Some(first.remove())
    }

    /// All the pieces that have arrived by now.
    pub(super) fn arrivals(&mut self, now: Instant) -> impl Iterator<Item = (A, Vec<u8>)> {
        core::iter::from_fn(move || self.receive(now))
    }

    /// Throws away what is under way, as the end of a connection does.
    pub fn clear(&mut self) {
        self.stats.cleared += self.under_way.len() as u64;
        self.under_way.clear();
        self.last_arrival = Instant::ORIGIN;
    }

    /// How many pieces are under way.
    pub fn under_way(&self) -> usize {
        self.under_way.len()
    }

    /// What the link has done so far.
    pub const fn stats(&self) -> LinkStats {
        self.stats
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// What arrives of a hundred pieces of two bytes, the first of which is a number.
    fn hundred(config: LinkConfig, seed: u64) -> (Vec<Vec<u8>>, LinkStats) {
        let mut link = Link::new(config, seed);
        for number in 0..100 {
            link.send(Instant::ORIGIN, (), &[number, 0]);
        }
        let mut now = Instant::ORIGIN;
        let mut arrived = Vec::new();
        while let Some(arrival) = link.next_arrival() {
            assert!(arrival >= now);
            now = arrival;
            arrived.extend(link.receive(now).map(|(_, piece)| piece));
        }
        (arrived, link.stats())
    }

    fn sent() -> Vec<Vec<u8>> {
        (0..100).map(|number| vec![number, 0]).collect()
    }

    #[test]
    fn the_default_is_perfect() {
        let (arrived, stats) = hundred(LinkConfig::default(), 1);
        assert_eq!(arrived, sent());
        assert_eq!(stats, LinkStats { sent: 100, received: 100, ..LinkStats::default() });
    }

    #[test]
    fn a_seed_replays() {
        let bad = LinkConfig {
            loss: 200,
            duplication: 200,
            reordering: 200,
            corruption: 200,
            delay: SECOND..=3 * SECOND,
            ..LinkConfig::default()
        };
        assert_eq!(hundred(bad.clone(), 1), hundred(bad.clone(), 1));
        assert_ne!(hundred(bad.clone(), 1), hundred(bad, 2));
    }

    #[test]
    fn what_is_lost_or_duplicated_is_counted() {
        let (arrived, stats) = hundred(LinkConfig { loss: 300, ..LinkConfig::default() }, 1);
        assert_eq!(arrived.len() as u64, 100 - stats.lost);
        assert!((10..60).contains(&stats.lost));

        let duplicating = LinkConfig { duplication: 1000, ..LinkConfig::default() };
        let (arrived, stats) = hundred(duplicating, 1);
        assert_eq!((arrived.len(), stats.duplicated), (200, 100));
    }

    #[test]
    fn corruption_flips_one_bit() {
        let (arrived, stats) = hundred(LinkConfig { corruption: 1000, ..LinkConfig::default() }, 1);
        assert_eq!(stats.corrupted, 100);
        for (sent, arrived) in sent().iter().zip(arrived) {
            let flipped: u32 = sent.iter().zip(&arrived).map(|(a, b)| (a ^ b).count_ones()).sum();
            assert_eq!(flipped, 1);
        }
    }

    #[test]
    fn only_an_ordered_link_keeps_the_order() {
        for (reordering, delay) in
            [(500, Duration::ZERO..=Duration::ZERO), (0, SECOND..=2 * SECOND)]
        {
            let config = LinkConfig { reordering, delay, ..LinkConfig::default() };
            let (mut arrived, _) = hundred(config.clone(), 1);
            assert_ne!(arrived, sent());
            arrived.sort_unstable();
            assert_eq!(arrived, sent());

            let ordered = LinkConfig { ordered: true, duplication: 200, ..config };
            let (mut arrived, stats) = hundred(ordered, 1);
            assert!(arrived.is_sorted() && stats.duplicated > 0);
            arrived.dedup();
            assert_eq!(arrived, sent());
        }
    }

    #[test]
    fn a_stream_is_cut_into_pieces() {
        let config = LinkConfig { ordered: true, max_piece: Some(3), ..LinkConfig::default() };
        let mut link = Link::new(config, 1);
        link.send(Instant::ORIGIN, 'a', b"the quick brown fox");
        link.send(Instant::ORIGIN, 'a', b"");
        let pieces: Vec<_> = core::iter::from_fn(|| link.receive(Instant::ORIGIN)).collect();
        assert!(pieces.iter().all(|(from, piece)| *from == 'a' && (1..=3).contains(&piece.len())));
        let stream: Vec<_> = pieces.into_iter().flat_map(|(_, piece)| piece).collect();
        assert_eq!(stream, b"the quick brown fox");
    }

    #[test]
    fn a_link_that_is_down_loses_all_and_draws_nothing() {
        let lossy = LinkConfig { loss: 500, ..LinkConfig::default() };
        let [mut broken, mut whole] = [1, 1].map(|seed| Link::new(lossy.clone(), seed));
        broken.down = true;
        broken.send(Instant::ORIGIN, (), b"lost");
        assert_eq!((broken.stats().sent, broken.stats().lost), (1, 1));

        broken.down = false;
        for number in 0..100 {
            broken.send(Instant::ORIGIN, (), &[number]);
            whole.send(Instant::ORIGIN, (), &[number]);
            assert_eq!(broken.receive(Instant::ORIGIN), whole.receive(Instant::ORIGIN));
        }
    }

    #[test]
    fn an_empty_datagram_arrives() {
        let mut link = Link::new(LinkConfig { corruption: 1000, ..LinkConfig::default() }, 1);
        link.send(Instant::ORIGIN, (), b"");
        assert_eq!(link.receive(Instant::ORIGIN), Some(((), vec![])));
    }

    #[test]
    fn a_broken_connection_loses_what_is_under_way() {
        let config = LinkConfig { delay: SECOND..=SECOND, ordered: true, ..LinkConfig::default() };
        let mut link = Link::new(config, 1);
        link.send(Instant::ORIGIN, (), b"one");
        link.clear();
        assert_eq!((link.under_way(), link.next_arrival()), (0, None));
        assert_eq!(link.stats().cleared, 1);
    }

    #[test]
    fn random_numbers_are_in_range() {
        let mut rng = Rng::new(0);
        assert_eq!((rng.below(0), rng.below(1)), (0, 0));
        assert!(!rng.chance(0) && rng.chance(1000));
        assert_eq!(rng.between(&(2 * SECOND..=SECOND)), 2 * SECOND);
        for _ in 0..1000 {
            assert!((SECOND..=2 * SECOND).contains(&rng.between(&(SECOND..=2 * SECOND))));
        }
        assert_eq!(rng.bytes(5).len(), 5);
    }
}
