//! Two sessions back to back, over two simulated links, in virtual time.
//!
//! A [`Pair`] does what the loops around a real socket do, without the socket and without waiting:
//! thousands of seeds take a second.
//!
//! ```
//! use core::time::Duration;
//! use cellwire_codec::test_util::for_each_seed;
//! use cellwire_codec::test_util::link::LinkConfig;
//! use cellwire_codec::test_util::pair::{Pair, Peer};
//! # use cellwire_codec::{BufferTooShort, Expired, InFlight, Instant, RetryPolicy, Session, Transmit};
//! # const POLICY: RetryPolicy = RetryPolicy::fixed(Duration::from_secs(1), 50);
//! # struct Caller { calls: InFlight<u8, ()>, to_send: Vec<u8>, answers: Vec<u8> }
//! # impl Caller {
//! #     fn new() -> Self { Self { calls: InFlight::new(9), to_send: vec![], answers: vec![] } }
//! #     fn call(&mut self, now: Instant, number: u8) {
//! #         self.calls.insert(now, number, (), POLICY).unwrap();
//! #         self.to_send.push(number);
//! #     }
//! # }
//! # impl Session for Caller {
//! #     type Addr = ();
//! #     type Event<'a> = u8;
//! #     fn handle_input(&mut self, now: Instant, _: (), bytes: &[u8]) -> usize {
//! #         if self.calls.answer(&bytes[0]).is_some() { self.answers.push(bytes[0]); }
//! #         bytes.len()
//! #     }
//! #     fn handle_timeout(&mut self, now: Instant) {
//! #         while let Some(Expired::Retry { key, .. }) = self.calls.poll_expired(now) {
//! #             self.to_send.push(key);
//! #         }
//! #     }
//! #     fn poll_transmit(&mut self, _: Instant, buffer: &mut [u8]) -> Result<Option<Transmit<()>>, BufferTooShort> {
//! #         let Some(number) = self.to_send.pop() else { return Ok(None) };
//! #         buffer[0] = number;
//! #         Ok(Some(Transmit { len: 1, to: () }))
//! #     }
//! #     fn transmitted(&mut self, _: Instant) {}
//! #     fn poll_event(&mut self) -> Option<u8> { self.answers.pop() }
//! #     fn poll_timeout(&self) -> Option<Instant> { self.calls.next_timeout() }
//! # }
//! # struct Echo(Vec<u8>);
//! # impl Echo { fn new() -> Self { Self(vec![]) } }
//! # impl Session for Echo {
//! #     type Addr = ();
//! #     type Event<'a> = ();
//! #     fn handle_input(&mut self, _: Instant, _: (), bytes: &[u8]) -> usize { self.0.push(bytes[0]); bytes.len() }
//! #     fn handle_timeout(&mut self, _: Instant) {}
//! #     fn poll_transmit(&mut self, _: Instant, buffer: &mut [u8]) -> Result<Option<Transmit<()>>, BufferTooShort> {
//! #         let Some(number) = self.0.pop() else { return Ok(None) };
//! #         buffer[0] = number;
//! #         Ok(Some(Transmit { len: 1, to: () }))
//! #     }
//! #     fn transmitted(&mut self, _: Instant) {}
//! #     fn poll_event(&mut self) -> Option<()> { None }
//! #     fn poll_timeout(&self) -> Option<Instant> { None }
//! # }
//!
//! // A `Caller` calls until an `Echo` has answered.
//! for_each_seed(0..100, |seed| {
//!     let config = LinkConfig { loss: 300, duplication: 100, ..LinkConfig::default() };
//!     let mut pair = Pair::new(
//!         seed,
//!         config,
//!         Peer::new(Caller::new(), (), |number| number),
//!         Peer::new(Echo::new(), (), |()| ()),
//!     );
//!     pair.left.session.call(pair.now(), 7);
//!     while pair.step() {}
//!     assert_eq!(pair.left.next_event(), Some(7));
//!     assert_eq!(pair.left.next_event(), None);
//! });
//! ```

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use super::drive::{End, Inbox, Time, World, transmit_buffer};
use super::link::{Link, LinkConfig, Rng};
use crate::{Instant, Session};

/// A session at one end of a [`Pair`], and what stands around it: its address, what has arrived for
/// it, and what it has said.
pub struct Peer<S: Session, T> {
    /// The session, to be asked for something between two steps.
    pub session: S,
    /// Where the session sends from: `()` on a stream. It may change, as behind a NAT.
    pub addr: S::Addr,
    /// What the session has said and nobody has taken, and when it did.
    pub events: VecDeque<(Instant, T)>,
    /// How much the session has sent to addresses that are not those of the other end.
    pub misdirected: u64,
    own: fn(S::Event<'_>) -> T,
    arrived: Inbox<S::Addr>,
}

impl<S: Session, T> Peer<S, T> {
    /// A session that sends from `addr`; `own` turns its events into what outlives them.
    pub fn new(session: S, addr: S::Addr, own: fn(S::Event<'_>) -> T) -> Self {
        Self { session, addr, events: VecDeque::new(), misdirected: 0, own, arrived: Inbox::new() }
    }

    /// Takes the oldest event.
    pub fn next_event(&mut self) -> Option<T> {
        self.events.pop_front().map(|(_, event)| event)
    }

    /// Takes all the events.
    pub fn take_events(&mut self) -> Vec<T> {
        self.events.drain(..).map(|(_, event)| event).collect()
    }

    /// How many bytes have arrived that the session has not accepted.
    pub fn backlog(&self) -> usize {
        self.arrived.iter().map(|(_, bytes)| bytes.len()).sum()
    }

    fn end(&mut self) -> End<'_, S, T> {
        End {
            session: &mut self.session,
            events: &mut self.events,
            misdirected: &mut self.misdirected,
            own: self.own,
            arrived: &mut self.arrived,
            datagrams: false,
        }
    }

    fn settle(
        &mut self,
        time: &mut Time,
        buffer: &mut [u8],
        link: &mut Link<S::Addr>,
        other: S::Addr,
    ) where
        S::Addr: PartialEq,
    {
        let addr = self.addr;
        self.end().settle(time, buffer, |now, to, bytes| {
            let arrives = to == other;
            if arrives {
                link.send(now, addr, bytes);
            }
            arrives
        });
    }
}

impl<S: Session, T> fmt::Debug for Peer<S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Peer")
            .field("events", &self.events.len())
            .field("misdirected", &self.misdirected)
            .field("backlog", &self.backlog())
            .finish_non_exhaustive()
    }
}

/// Two sessions back to back; see the [module](self).
///
/// Between two steps a test looks at the events of both sides, and asks the sessions for something;
/// what they have to send because of it leaves at the beginning of the next step. All that cannot
/// go on panics with the seed in its message.
pub struct Pair<L: Session, T, R: Session<Addr = L::Addr>, U> {
    /// One side.
    pub left: Peer<L, T>,
    /// The other side.
    pub right: Peer<R, U>,
    /// What the left side sends.
    pub to_right: Link<L::Addr>,
    /// What the right side sends.
    pub to_left: Link<L::Addr>,
    time: Time,
    buffer: Vec<u8>,
}

impl<L, T, R, U> Pair<L, T, R, U>
where
    L: Session<Addr: PartialEq>,
    R: Session<Addr = L::Addr>,
{
    /// Two sides, and two links with this configuration and the faults of this seed; the time is
    /// [`Instant::ORIGIN`].
    ///
    /// The links can be configured each for itself afterwards, also in the middle of a test.
    pub fn new(seed: u64, config: LinkConfig, left: Peer<L, T>, right: Peer<R, U>) -> Self {
        let mut rng = Rng::new(seed);
        Self {
            left,
            right,
            to_right: Link::new(config.clone(), rng.next_u64()),
            to_left: Link::new(config, rng.next_u64()),
            time: Time::new(seed),
            buffer: transmit_buffer(),
        }
    }

    /// What time it is.
    pub const fn now(&self) -> Instant {
        self.time.now
    }

    /// The seed, for the messages of a test.
    pub const fn seed(&self) -> u64 {
        self.time.seed
    }

    /// Moves on to the next arrival or timeout, and lets both sides do what there is to do then.
    ///
    /// `false` says that all is quiet: nothing is under way, and no session waits for a time. A
    /// session that sends keepalives is never quiet: [`run_for`](Self::run_for) and
    /// [`run_until`](Self::run_until) serve there.
    ///
    /// # Panics
    ///
    /// - The sessions do so much at one instant that it must be an endless loop.
    /// - A session accepts more than it was offered, or nothing with no event left to take and nothing
    ///   left to send; does something in a `handle_timeout` for which it has not asked; or cannot send
    ///   in 65535 bytes.
    #[track_caller]
    pub fn step(&mut self) -> bool {
        World::step(self)
    }

    /// Lets so much time pass.
    ///
    /// # Panics
    ///
    /// As [`step`](Self::step).
    #[track_caller]
    pub fn run_for(&mut self, duration: Duration) {
        World::run_for(self, duration);
    }

    /// Steps until `done` says so, which is asked first at once and then after each step; it may
    /// take events, and ask the sessions for something.
    ///
    /// # Panics
    ///
    /// As [`step`](Self::step), and when it is not done within `limit`.
    #[track_caller]
    pub fn run_until(&mut self, limit: Duration, done: impl FnMut(&mut Self) -> bool) {
        World::run_until(self, limit, done);
    }

    /// Throws away what is under way, and what has arrived and is not accepted, as the end of a
    /// connection does. What the sessions make of it is theirs to be told.
    pub fn disconnect(&mut self) {
        self.to_left.clear();
        self.to_right.clear();
        self.left.arrived.clear();
        self.right.arrived.clear();
    }
}

impl<L, T, R, U> World for Pair<L, T, R, U>
where
    L: Session<Addr: PartialEq>,
    R: Session<Addr = L::Addr>,
{
    fn time(&mut self) -> &mut Time {
        &mut self.time
    }

    fn settle(&mut self) {
        let (left, right) = (self.left.addr, self.right.addr);
        self.left.settle(&mut self.time, &mut self.buffer, &mut self.to_right, right);
        self.right.settle(&mut self.time, &mut self.buffer, &mut self.to_left, left);
    }

    fn next_due(&self) -> Option<Instant> {
        let due = [
            self.to_left.next_arrival(),
            self.to_right.next_arrival(),
            self.left.session.poll_timeout(),
            self.right.session.poll_timeout(),
        ];
        due.into_iter().flatten().min()
    }

    fn receive(&mut self) {
        self.left.arrived.extend(self.to_left.arrivals(self.time.now));
        self.right.arrived.extend(self.to_right.arrivals(self.time.now));
    }

    fn serve_timers(&mut self) {
        self.left.end().serve_timers(&self.time, &mut self.buffer);
        self.right.end().serve_timers(&self.time, &mut self.buffer);
    }
}

impl<L: Session, T, R: Session<Addr = L::Addr>, U> fmt::Debug for Pair<L, T, R, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pair")
            .field("time", &self.time)
            .field("left", &self.left)
            .field("right", &self.right)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use core::net::{IpAddr, Ipv4Addr, SocketAddr};

    use super::super::for_each_seed;
    use super::super::link::LinkStats;
    use super::*;
    use crate::{BufferTooShort, Expired, InFlight, RetryPolicy, Transmit};

    const POLICY: RetryPolicy = RetryPolicy::fixed(Duration::from_secs(1), 1000);
    const DATA: u8 = b'D';
    const ACK: u8 = b'A';

    /// Counts up to a number that the other side has to hear, with frames of three bytes: a kind, a
    /// number, and a check. There is room for one event.
    struct Counter<A> {
        peer: A,
        next: u8,
        last: u8,
        unconfirmed: InFlight<u8, ()>,
        to_send: Vec<u8>,
        partial: Vec<u8>,
        heard: u8,
        event: Option<u8>,
        taken: [u8; 1],
    }

    impl<A> Counter<A> {
        fn new(peer: A, window: usize) -> Self {
            Self {
                peer,
                next: 1,
                last: 0,
                unconfirmed: InFlight::new(window),
                to_send: Vec::new(),
                partial: Vec::new(),
                heard: 0,
                event: None,
                taken: [0],
            }
        }

        fn count_to(&mut self, now: Instant, last: u8) {
            self.last = last;
            self.send_more(now);
        }

        fn send_more(&mut self, now: Instant) {
            while self.next <= self.last && !self.unconfirmed.is_full() {
                self.unconfirmed.insert(now, self.next, (), POLICY).unwrap();
                self.send(DATA, self.next);
                self.next += 1;
            }
        }

        fn send(&mut self, kind: u8, number: u8) {
            self.to_send.extend([kind, number, !(kind ^ number)]);
        }

        fn handle_frame(&mut self, now: Instant, kind: u8, number: u8) {
            if kind == ACK {
                self.unconfirmed.answer(&number);
                self.send_more(now);
            } else if kind == DATA && number <= self.heard + 1 {
                self.send(ACK, number);
                if number > self.heard {
                    self.heard = number;
                    self.event = Some(number);
                }
            }
        }
    }

    impl<A: Copy> Session for Counter<A> {
        type Addr = A;
        type Event<'a>
            = &'a [u8]
        where
            A: 'a;

        fn handle_input(&mut self, now: Instant, _: A, bytes: &[u8]) -> usize {
            for (at, byte) in bytes.iter().enumerate() {
                if self.event.is_some() {
                    return at;
                }
                self.partial.push(*byte);
                if let [kind, number, check] = *self.partial {
                    self.partial.clear();
                    if check == !(kind ^ number) {
                        self.handle_frame(now, kind, number);
                    }
                }
            }
            bytes.len()
        }

        fn handle_timeout(&mut self, now: Instant) {
            while let Some(expired) = self.unconfirmed.poll_expired(now) {
                match expired {
                    Expired::Retry { key, .. } => self.send(DATA, key),
                    Expired::GaveUp { key, attempts, .. } => {
                        panic!("{key} given up after {attempts} times")
                    }
                }
            }
        }

        fn poll_transmit(
            &mut self,
            _: Instant,
            buffer: &mut [u8],
        ) -> Result<Option<Transmit<A>>, BufferTooShort> {
            // A datagram is one frame, and a write to a stream is any number of them.
            let len = if size_of::<A>() == 0 { self.to_send.len() } else { 3 };
            if self.to_send.is_empty() {
                return Ok(None);
            }
            BufferTooShort::check(buffer, len)?.copy_from_slice(&self.to_send[..len]);
            self.to_send.drain(..len);
            Ok(Some(Transmit { len, to: self.peer }))
        }

        fn transmitted(&mut self, _: Instant) {}

        fn poll_event(&mut self) -> Option<&[u8]> {
            self.taken = [self.event.take()?];
            Some(&self.taken)
        }

        fn poll_timeout(&self) -> Option<Instant> {
            self.unconfirmed.next_timeout()
        }
    }

    const LEFT: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 1);
    const RIGHT: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 2);

    type CounterPair<A> = Pair<Counter<A>, u8, Counter<A>, u8>;

    fn datagrams(seed: u64, config: LinkConfig) -> CounterPair<SocketAddr> {
        Pair::new(
            seed,
            config,
            Peer::new(Counter::new(RIGHT, 3), LEFT, |heard| heard[0]),
            Peer::new(Counter::new(LEFT, 3), RIGHT, |heard| heard[0]),
        )
    }

    fn stream(seed: u64, config: LinkConfig) -> CounterPair<()> {
        Pair::new(
            seed,
            LinkConfig { ordered: true, ..config },
            Peer::new(Counter::new((), 5), (), |heard| heard[0]),
            Peer::new(Counter::new((), 5), (), |heard| heard[0]),
        )
    }

    fn bad() -> LinkConfig {
        LinkConfig {
            loss: 200,
            duplication: 100,
            reordering: 100,
            corruption: 100,
            delay: Duration::from_millis(10)..=Duration::from_millis(800),
            ..LinkConfig::default()
        }
    }

    fn up_to(last: u8) -> Vec<u8> {
        (1..=last).collect()
    }

    #[test]
    fn a_perfect_link_takes_no_time() {
        let mut pair = datagrams(1, LinkConfig::default());
        pair.left.session.count_to(pair.now(), 20);
        while pair.step() {}
        assert_eq!(pair.right.take_events(), up_to(20));
        assert_eq!(pair.now(), Instant::ORIGIN);
        assert_eq!(pair.to_right.stats().sent, 20);
    }

    #[test]
    fn both_sides_hear_all_over_a_bad_link() {
        for_each_seed(0..200, |seed| {
            let mut pair = datagrams(seed, bad());
            pair.left.session.count_to(pair.now(), 20);
            pair.right.session.count_to(pair.now(), 10);
            while pair.step() {}
            assert_eq!(pair.right.take_events(), up_to(20));
            assert_eq!(pair.left.take_events(), up_to(10));
            assert!(pair.left.session.unconfirmed.is_empty());
        });
    }

    #[test]
    fn a_seed_replays() {
        fn trace(seed: u64) -> (VecDeque<(Instant, u8)>, LinkStats, Instant) {
            let mut pair = datagrams(seed, bad());
            pair.left.session.count_to(pair.now(), 20);
            while pair.step() {}
            (pair.right.events, pair.to_left.stats(), pair.time.now)
        }
        assert_eq!(trace(1), trace(1));
        assert_ne!(trace(1), trace(2));
    }

    #[test]
    fn a_stream_is_offered_again_until_it_is_accepted() {
        for_each_seed(0..50, |seed| {
            let delay = Duration::ZERO..=Duration::from_millis(300);
            let max_piece = (seed % 2 == 0).then_some(7);
            let mut pair = stream(seed, LinkConfig { max_piece, delay, ..LinkConfig::default() });
            pair.left.session.count_to(pair.now(), 50);
            while pair.step() {}
            assert_eq!(pair.right.take_events(), up_to(50));
            assert_eq!(pair.right.backlog(), 0);
        });
    }

    #[test]
    fn a_session_that_is_full_gets_the_rest_when_it_has_room() {
        let mut pair = stream(1, LinkConfig::default());
        pair.left.session.count_to(pair.now(), 3);
        assert!(pair.step());
        assert_eq!(pair.right.take_events(), up_to(3));

        pair.left.session.count_to(pair.now(), 6);
        pair.right.session.event = Some(0);
        pair.right.arrived.push_back(((), b"???".to_vec()));
        assert_eq!(pair.right.backlog(), 3);
        while pair.step() {}
        assert_eq!(pair.right.take_events(), [0, 4, 5, 6]);
        assert_eq!(pair.right.backlog(), 0);
    }

    #[test]
    fn time_passes_only_as_far_as_asked() {
        let second = Duration::from_secs(1);
        let mut pair = datagrams(1, LinkConfig { loss: 1000, ..LinkConfig::default() });
        pair.left.session.count_to(pair.now(), 1);
        pair.run_for(second * 5 / 2);
        assert_eq!(pair.now(), Instant::from_origin(second * 5 / 2));
        assert_eq!(pair.to_right.stats().lost, 3);

        pair.to_right.config.loss = 0;
        pair.run_until(second, |pair| pair.right.next_event() == Some(1));
        assert_eq!(pair.now(), Instant::from_origin(3 * second));
    }

    #[test]
    fn a_broken_connection_loses_what_is_under_way() {
        let delay = Duration::from_secs(9)..=Duration::from_secs(9);
        let mut pair = stream(1, LinkConfig { delay, ..LinkConfig::default() });
        pair.left.session.count_to(pair.now(), 3);
        pair.run_for(Duration::from_millis(500));
        pair.disconnect();
        assert_eq!(pair.to_right.stats().cleared, 1);
        assert_eq!(pair.to_right.next_arrival(), None);
    }

    #[test]
    fn what_goes_to_another_address_is_lost() {
        let mut pair = datagrams(1, LinkConfig::default());
        pair.right.addr = SocketAddr::new(RIGHT.ip(), 3);
        pair.left.session.count_to(pair.now(), 3);
        pair.run_for(Duration::ZERO);
        assert_eq!((pair.left.misdirected, pair.to_right.stats().sent), (3, 0));
    }

    #[test]
    #[should_panic(expected = "seed 17: not done after 0ns, and nothing more happens before 5s")]
    fn what_is_never_done_names_the_seed() {
        datagrams(17, LinkConfig::default()).run_until(Duration::from_secs(5), |_| false);
    }

    /// A session whose timer is always due.
    struct Restless;

    impl Session for Restless {
        type Addr = ();
        type Event<'a> = ();

        fn handle_input(&mut self, _: Instant, (): (), bytes: &[u8]) -> usize {
            bytes.len()
        }

        fn handle_timeout(&mut self, _: Instant) {}

        fn poll_transmit(
            &mut self,
            _: Instant,
            _: &mut [u8],
        ) -> Result<Option<Transmit<()>>, BufferTooShort> {
            Ok(None)
        }

        fn transmitted(&mut self, _: Instant) {}

        fn poll_event(&mut self) -> Option<()> {
            None
        }

        fn poll_timeout(&self) -> Option<Instant> {
            Some(Instant::ORIGIN)
        }
    }

    #[test]
    #[should_panic(expected = "seed 17: an endless loop at 0ns")]
    fn an_endless_loop_names_the_seed() {
        let left = Peer::new(Restless, (), |()| ());
        let right = Peer::new(Restless, (), |()| ());
        let mut pair = Pair::new(17, LinkConfig::default(), left, right);
        while pair.step() {}
    }
}
