//! One session in the middle and any number around it, over simulated links, in virtual time.
//!
//! A [`Star`] is to a server and its devices what a [`Pair`](super::pair::Pair) is to two peers. The
//! hub has one socket. A leaf may have several, so its addresses are of a type of their own, which
//! says on which socket, and who is at the other end. [`Routes`] says how the addresses of the one
//! are those of the other.
//!
//! ```
//! use core::net::SocketAddr;
//! use core::time::Duration;
//! use cellwire_codec::test_util::for_each_seed;
//! use cellwire_codec::test_util::link::LinkConfig;
//! use cellwire_codec::test_util::star::{Node, Routes, Star};
//! # use cellwire_codec::{BufferTooShort, Expired, InFlight, Instant, RetryPolicy, Session, Transmit};
//! # const POLICY: RetryPolicy = RetryPolicy::fixed(Duration::from_secs(1), 50);
//! # struct Caller { server: SocketAddr, calls: InFlight<u8, ()>, to_send: Vec<u8>, answers: Vec<u8> }
//! # impl Caller {
//! #     fn new(server: SocketAddr) -> Self {
//! #         Self { server, calls: InFlight::new(9), to_send: vec![], answers: vec![] }
//! #     }
//! #     fn call(&mut self, now: Instant, line: u8) {
//! #         self.calls.insert(now, line, (), POLICY).unwrap();
//! #         self.to_send.push(line);
//! #     }
//! # }
//! # impl Session for Caller {
//! #     type Addr = LineAddr;
//! #     type Event<'a> = u8;
//! #     fn handle_input(&mut self, _: Instant, from: LineAddr, bytes: &[u8]) -> usize {
//! #         if self.calls.answer(&from.line).is_some() { self.answers.push(from.line); }
//! #         bytes.len()
//! #     }
//! #     fn handle_timeout(&mut self, now: Instant) {
//! #         while let Some(Expired::Retry { key, .. }) = self.calls.poll_expired(now) {
//! #             self.to_send.push(key);
//! #         }
//! #     }
//! #     fn poll_transmit(&mut self, _: Instant, buffer: &mut [u8]) -> Result<Option<Transmit<LineAddr>>, BufferTooShort> {
//! #         let Some(line) = self.to_send.pop() else { return Ok(None) };
//! #         buffer[0] = line;
//! #         Ok(Some(Transmit { len: 1, to: LineAddr { line, server: self.server } }))
//! #     }
//! #     fn transmitted(&mut self, _: Instant) {}
//! #     fn poll_event(&mut self) -> Option<u8> { self.answers.pop() }
//! #     fn poll_timeout(&self) -> Option<Instant> { self.calls.next_timeout() }
//! # }
//! # struct Echo(Vec<(SocketAddr, u8)>);
//! # impl Echo { fn new() -> Self { Self(vec![]) } }
//! # impl Session for Echo {
//! #     type Addr = SocketAddr;
//! #     type Event<'a> = ();
//! #     fn handle_input(&mut self, _: Instant, from: SocketAddr, bytes: &[u8]) -> usize { self.0.push((from, bytes[0])); bytes.len() }
//! #     fn handle_timeout(&mut self, _: Instant) {}
//! #     fn poll_transmit(&mut self, _: Instant, buffer: &mut [u8]) -> Result<Option<Transmit<SocketAddr>>, BufferTooShort> {
//! #         let Some((to, number)) = self.0.pop() else { return Ok(None) };
//! #         buffer[0] = number;
//! #         Ok(Some(Transmit { len: 1, to }))
//! #     }
//! #     fn transmitted(&mut self, _: Instant) {}
//! #     fn poll_event(&mut self) -> Option<()> { None }
//! #     fn poll_timeout(&self) -> Option<Instant> { None }
//! # }
//!
//! /// A `Caller` has a socket for each line.
//! #[derive(Clone, Copy)]
//! struct LineAddr {
//!     line: u8,
//!     server: SocketAddr,
//! }
//!
//! // The `Echo` sees the line 5 of the leaf 7 as 10.0.0.7:5005.
//! fn routes(server: SocketAddr) -> Routes<SocketAddr, LineAddr> {
//!     Routes::new(
//!         move |leaf, to: LineAddr| {
//!             let from = ([10, 0, 0, leaf as u8], 5000 + u16::from(to.line)).into();
//!             (to.server == server).then_some(from)
//!         },
//!         move |to: SocketAddr| {
//!             let SocketAddr::V4(to) = to else { return None };
//!             let line = to.port().checked_sub(5000)? as u8;
//!             Some((to.ip().octets()[3].into(), LineAddr { line, server }))
//!         },
//!     )
//! }
//!
//! // A `Caller` calls on a line until an `Echo` has answered.
//! for_each_seed(0..100, |seed| {
//!     let config = LinkConfig { loss: 300, duplication: 100, ..LinkConfig::default() };
//!     let server = SocketAddr::from(([192, 0, 2, 1], 44444));
//!     let callers = (0..20).map(|_| Node::new(Caller::new(server), |line| line));
//!     let mut star =
//!         Star::new(seed, config, routes(server), Node::new(Echo::new(), |()| ()), callers);
//!     star.leaves[7].session.call(star.now(), 5);
//!
//!     star.links[7].cut_off();
//!     star.run_for(Duration::from_secs(10));
//!     assert_eq!(star.leaves[7].next_event(), None);
//!
//!     star.links[7].restore();
//!     while star.step() {}
//!     assert_eq!(star.leaves[7].next_event(), Some(5));
//! });
//! ```

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::fmt;
use core::iter;
use core::mem;
use core::time::Duration;

use super::drive::{End, Inbox, Time, World, transmit_buffer};
use super::link::{Link, LinkConfig, Rng};
use crate::{Instant, Session};

/// The hub or a leaf of a [`Star`], and what stands around it: what has arrived for it, and what it
/// has said.
pub struct Node<S: Session, T> {
    /// The session, to be asked for something between two steps.
    pub session: S,
    /// What the session has said and nobody has taken, and when it did.
    pub events: VecDeque<(Instant, T)>,
    /// How much the session has sent to where [`Routes`] leads nowhere.
    pub misdirected: u64,
    own: fn(S::Event<'_>) -> T,
    arrived: Inbox<S::Addr>,
}

impl<S: Session, T> Node<S, T> {
    /// A session; `own` turns its events into what outlives them.
    pub fn new(session: S, own: fn(S::Event<'_>) -> T) -> Self {
        Self { session, events: VecDeque::new(), misdirected: 0, own, arrived: Inbox::new() }
    }

    /// Takes the oldest event.
    pub fn next_event(&mut self) -> Option<T> {
        self.events.pop_front().map(|(_, event)| event)
    }

    /// Takes all the events.
    pub fn take_events(&mut self) -> Vec<T> {
        self.events.drain(..).map(|(_, event)| event).collect()
    }

    /// How many datagrams have arrived that the session has not accepted.
    pub fn backlog(&self) -> usize {
        self.arrived.len()
    }

    /// Has a datagram arrive at once, past all links, from whomever: an attacker can write any
    /// address on it.
    pub fn inject(&mut self, from: S::Addr, datagram: &[u8]) {
        self.arrived.push_back((from, datagram.to_vec()));
    }

    /// Puts another session in the place of this one, as a restart does, and hands this one out.
    ///
    /// What has arrived and is not accepted is lost, and so is what the session had still to say or
    /// to send. What is under way will arrive.
    pub fn restart(&mut self, session: S) -> S {
        self.arrived.clear();
        mem::replace(&mut self.session, session)
    }

    fn end(&mut self) -> End<'_, S, T> {
        End {
            session: &mut self.session,
            events: &mut self.events,
            misdirected: &mut self.misdirected,
            own: self.own,
            arrived: &mut self.arrived,
            datagrams: true,
        }
    }
}

impl<S: Session, T> fmt::Debug for Node<S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Node")
            .field("events", &self.events.len())
            .field("misdirected", &self.misdirected)
            .field("backlog", &self.backlog())
            .finish_non_exhaustive()
    }
}

/// The links between a leaf and the hub. They carry the addresses that the receivers see.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Links<A, B> {
    /// What the leaf sends.
    pub to_hub: Link<A>,
    /// What the hub sends to the leaf.
    pub to_leaf: Link<B>,
}

impl<A: Copy, B: Copy> Links<A, B> {
    /// Lets nothing pass either way until [`restore`](Self::restore); what is under way is thrown
    /// away.
    pub fn cut_off(&mut self) {
        (self.to_hub.down, self.to_leaf.down) = (true, true);
        self.to_hub.clear();
        self.to_leaf.clear();
    }

    /// Lets the leaf come back.
    pub fn restore(&mut self) {
        (self.to_hub.down, self.to_leaf.down) = (false, false);
    }

    /// Configures both directions; what is under way is not touched.
    pub fn configure(&mut self, config: &LinkConfig) {
        self.to_hub.config.clone_from(config);
        self.to_leaf.config.clone_from(config);
    }
}

type FromLeaf<A, B> = Box<dyn Fn(usize, B) -> Option<A>>;
type ToLeaf<A, B> = Box<dyn Fn(A) -> Option<(usize, B)>>;

/// Who reaches whom in a [`Star`]: `A` are the addresses of the hub, `B` those of the leaves.
///
/// It counts at the moment of sending. A gateway that moves, or a NAT that rebinds a port, is another
/// `Routes` in the place of this one.
pub struct Routes<A, B> {
    from_leaf: FromLeaf<A, B>,
    to_leaf: ToLeaf<A, B>,
}

impl<A, B> Routes<A, B> {
    /// - `from_leaf`: what the leaf of this index sends to this address of its own, from where does
    ///   the hub see it come? `None` if it does not go to the hub.
    /// - `to_leaf`: what the hub sends to this address, which leaf gets it, and from where does that
    ///   leaf see it come? `None` if no leaf does.
    pub fn new(
        from_leaf: impl Fn(usize, B) -> Option<A> + 'static,
        to_leaf: impl Fn(A) -> Option<(usize, B)> + 'static,
    ) -> Self {
        Self { from_leaf: Box::new(from_leaf), to_leaf: Box::new(to_leaf) }
    }
}

impl<A, B> fmt::Debug for Routes<A, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Routes").finish_non_exhaustive()
    }
}

/// A hub and its leaves; see the [module](self).
///
/// Between two steps a test looks at the events, asks the sessions for something, and changes what
/// it likes about the network; what the sessions have to send because of it leaves at the beginning
/// of the next step. All that cannot go on panics with the seed in its message.
pub struct Star<H: Session, T, L: Session, U> {
    /// The session in the middle.
    pub hub: Node<H, T>,
    /// The sessions around it.
    pub leaves: Box<[Node<L, U>]>,
    /// The links of each leaf.
    pub links: Box<[Links<H::Addr, L::Addr>]>,
    /// Who reaches whom.
    pub routes: Routes<H::Addr, L::Addr>,
    time: Time,
    buffer: Vec<u8>,
}

impl<H: Session, T, L: Session, U> Star<H, T, L, U> {
    /// A hub and its leaves, and links with this configuration and the faults of this seed; the time
    /// is [`Instant::ORIGIN`].
    ///
    /// The links can be configured each for itself afterwards, also in the middle of a test.
    pub fn new(
        seed: u64,
        config: LinkConfig,
        routes: Routes<H::Addr, L::Addr>,
        hub: Node<H, T>,
        leaves: impl IntoIterator<Item = Node<L, U>>,
    ) -> Self {
        let leaves: Box<[_]> = leaves.into_iter().collect();
        let mut rng = Rng::new(seed);
        let links = iter::repeat_with(|| Links {
            to_hub: Link::new(config.clone(), rng.next_u64()),
            to_leaf: Link::new(config.clone(), rng.next_u64()),
        });
        Self {
            hub,
            links: links.take(leaves.len()).collect(),
            leaves,
            routes,
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

    /// Configures all the links; what is under way is not touched, and what is cut off remains so.
    pub fn configure(&mut self, config: &LinkConfig) {
        for links in &mut self.links {
            links.configure(config);
        }
    }

    /// Moves on to the next arrival or timeout, and lets all sessions do what there is to do then.
    ///
    /// `false` says that all is quiet: nothing is under way, and no session waits for a time. A
    /// session that sends keepalives is never quiet: [`run_for`](Self::run_for) and
    /// [`run_until`](Self::run_until) serve there.
    ///
    /// # Panics
    ///
    /// - The sessions do so much at one instant that it must be an endless loop.
    /// - A session accepts a datagram in part, or does not accept it with no event left to take and
    ///   nothing left to send; does something in a `handle_timeout` for which it has not asked; or
    ///   cannot send in 65535 bytes.
    /// - [`Routes`] leads to a leaf that does not exist.
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
    /// take events, ask the sessions for something, and change the network.
    ///
    /// # Panics
    ///
    /// As [`step`](Self::step), and when it is not done within `limit`.
    #[track_caller]
    pub fn run_until(&mut self, limit: Duration, done: impl FnMut(&mut Self) -> bool) {
        World::run_until(self, limit, done);
    }
}

impl<H: Session, T, L: Session, U> World for Star<H, T, L, U> {
    fn time(&mut self) -> &mut Time {
        &mut self.time
    }

    fn settle(&mut self) {
        let seed = self.time.seed;
        self.hub.end().settle(&mut self.time, &mut self.buffer, |now, to, bytes| {
            let Some((leaf, from)) = (self.routes.to_leaf)(to) else {
                return false;
            };
            let Some(links) = self.links.get_mut(leaf) else {
                panic!("seed {seed}: a route to the leaf {leaf}, which does not exist");
            };
            links.to_leaf.send(now, from, bytes);
            true
        });
        for (index, (leaf, links)) in iter::zip(&mut self.leaves, &mut self.links).enumerate() {
            leaf.end().settle(&mut self.time, &mut self.buffer, |now, to, bytes| {
                let from = (self.routes.from_leaf)(index, to);
                if let Some(from) = from {
                    links.to_hub.send(now, from, bytes);
                }
                from.is_some()
            });
        }
    }

    fn next_due(&self) -> Option<Instant> {
        let arrivals = self
            .links
            .iter()
            .flat_map(|links| [links.to_hub.next_arrival(), links.to_leaf.next_arrival()]);
        let timeouts = self.leaves.iter().map(|leaf| leaf.session.poll_timeout());
        arrivals.chain(timeouts).chain([self.hub.session.poll_timeout()]).flatten().min()
    }

    fn receive(&mut self) {
        for (leaf, links) in iter::zip(&mut self.leaves, &mut self.links) {
            self.hub.arrived.extend(links.to_hub.arrivals(self.time.now));
            leaf.arrived.extend(links.to_leaf.arrivals(self.time.now));
        }
    }

    fn serve_timers(&mut self) {
        self.hub.end().serve_timers(&self.time, &mut self.buffer);
        for leaf in &mut self.leaves {
            leaf.end().serve_timers(&self.time, &mut self.buffer);
        }
    }
}

impl<H, T, L, U> fmt::Debug for Star<H, T, L, U>
where
    H: Session,
    L: Session,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Star")
            .field("time", &self.time)
            .field("hub", &self.hub)
            .field("leaves", &self.leaves)
            .finish_non_exhaustive()
    }
}
