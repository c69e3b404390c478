//! A hub and leaves of two sockets each, which talk over a `Star`.

use alloc::collections::{BTreeMap, BTreeSet, VecDeque};
use core::net::{Ipv4Addr, SocketAddr};
use core::panic::AssertUnwindSafe;
use core::time::Duration;
use std::panic::catch_unwind;

use cellwire_codec::test_util::for_each_seed;
use cellwire_codec::test_util::link::{LinkConfig, LinkStats};
use cellwire_codec::test_util::star::{Node, Routes, Star};
use cellwire_codec::{BufferTooShort, Expired, InFlight, Instant, RetryPolicy, Session, Transmit};

const POLICY: RetryPolicy = RetryPolicy::fixed(SECOND, 1000);
const SECOND: Duration = Duration::from_secs(1);
const SAY: u8 = b'S';
const ACK: u8 = b'A';
const LINES: u8 = 2;

/// Which line: of which leaf, and which of its lines.
type Line = (u8, u8);

/// Says numbers on lines until each is confirmed, and hears those of the other side. There is room
/// for two events.
struct Talker<A> {
    /// Where each line is reached: where it was heard from last.
    addrs: BTreeMap<Line, A>,
    unconfirmed: InFlight<(Line, u8), ()>,
    to_send: VecDeque<(A, [u8; 5])>,
    heard: BTreeSet<(Line, u8)>,
    events: VecDeque<(Line, u8)>,
}

impl<A: Copy> Talker<A> {
    fn new(addrs: impl IntoIterator<Item = (Line, A)>) -> Self {
        Self {
            addrs: addrs.into_iter().collect(),
            unconfirmed: InFlight::new(1000),
            to_send: VecDeque::new(),
            heard: BTreeSet::new(),
            events: VecDeque::new(),
        }
    }

    fn say(&mut self, now: Instant, line: Line, number: u8) {
        self.unconfirmed.insert(now, (line, number), (), POLICY).unwrap();
        self.send(self.addrs[&line], SAY, line, number);
    }

    fn send(&mut self, to: A, kind: u8, line: Line, number: u8) {
        self.to_send.push_back((to, datagram(kind, line, number)));
    }
}

fn datagram(kind: u8, (leaf, line): Line, number: u8) -> [u8; 5] {
    [kind, leaf, line, number, !(kind ^ leaf ^ line ^ number)]
}

impl<A: Copy> Session for Talker<A> {
    type Addr = A;
    type Event<'a>
        = (Line, u8)
    where
        A: 'a;

    fn handle_input(&mut self, now: Instant, from: A, bytes: &[u8]) -> usize {
        self.handle_timeout(now);
        if self.events.len() == 2 {
            return 0;
        }
        if let &[kind, leaf, line, number, _] = bytes {
            let (name, said) = ((leaf, line), ((leaf, line), number));
            if *bytes != datagram(kind, name, number) {
                return bytes.len();
            }
            if kind == ACK {
                self.unconfirmed.answer(&said);
            } else {
                self.addrs.insert(name, from);
                self.send(from, ACK, name, number);
                if self.heard.insert(said) {
                    self.events.push_back(said);
                }
            }
        }
        bytes.len()
    }

    fn handle_timeout(&mut self, now: Instant) {
        while let Some(Expired::Retry { key: (line, number), .. }) =
            self.unconfirmed.poll_expired(now)
        {
            self.send(self.addrs[&line], SAY, line, number);
        }
    }

    fn poll_transmit(
        &mut self,
        _: Instant,
        buffer: &mut [u8],
    ) -> Result<Option<Transmit<A>>, BufferTooShort> {
        let Some((to, datagram)) = self.to_send.pop_front() else {
            return Ok(None);
        };
        BufferTooShort::check(buffer, datagram.len())?.copy_from_slice(&datagram);
        Ok(Some(Transmit { len: datagram.len(), to }))
    }

    fn transmitted(&mut self, _: Instant) {}

    fn poll_event(&mut self) -> Option<(Line, u8)> {
        self.events.pop_front()
    }

    fn poll_timeout(&self) -> Option<Instant> {
        self.unconfirmed.next_timeout()
    }
}

/// On the socket of which line, and who is at the other end.
#[derive(Clone, Copy, Debug, PartialEq)]
struct LineAddr {
    line: u8,
    server: SocketAddr,
}

type TalkerStar = Star<Talker<SocketAddr>, (Line, u8), Talker<LineAddr>, (Line, u8)>;

fn socket(leaf: u8, port: u16) -> SocketAddr {
    (Ipv4Addr::new(10, 0, 0, leaf), port).into()
}

fn server() -> SocketAddr {
    (Ipv4Addr::new(192, 0, 2, 1), 44444).into()
}

/// The hub sees the lines of a leaf at ports from this one on.
fn routes(first_port: impl Fn(u8) -> u16 + Copy + 'static) -> Routes<SocketAddr, LineAddr> {
    Routes::new(
        move |leaf, to: LineAddr| {
            let leaf = leaf as u8;
            let from = socket(leaf, first_port(leaf) + u16::from(to.line));
            (to.server == server()).then_some(from)
        },
        move |to: SocketAddr| {
            let leaf = (0..100).find(|leaf| socket(*leaf, to.port()) == to)?;
            let line = to.port().checked_sub(first_port(leaf))? as u8;
            (line < LINES).then_some((leaf.into(), LineAddr { line, server: server() }))
        },
    )
}

fn leaf(index: u8) -> Talker<LineAddr> {
    Talker::new((0..LINES).map(|line| ((index, line), LineAddr { line, server: server() })))
}

fn star(seed: u64, config: LinkConfig, leaves: u8) -> TalkerStar {
    Star::new(
        seed,
        config,
        routes(|_| 5000),
        Node::new(Talker::new([]), |said| said),
        (0..leaves).map(|index| Node::new(leaf(index), |said| said)),
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

/// Numbers on all the lines of these leaves.
fn all(leaves: u8, numbers: u8) -> Vec<(Line, u8)> {
    (0..leaves)
        .flat_map(|leaf| (0..LINES).map(move |line| (leaf, line)))
        .flat_map(|line| (0..numbers).map(move |number| (line, number)))
        .collect()
}

fn leaves_say(star: &mut TalkerStar, numbers: u8) {
    for (line, number) in all(star.leaves.len() as u8, numbers) {
        star.leaves[usize::from(line.0)].session.say(star.now(), line, number);
    }
}

fn hub_says(star: &mut TalkerStar, numbers: u8) {
    for (line, number) in all(star.leaves.len() as u8, numbers) {
        star.hub.session.say(star.now(), line, number);
    }
}

fn heard_by_hub(star: &mut TalkerStar) -> Vec<(Line, u8)> {
    let mut heard = star.hub.take_events();
    heard.sort_unstable();
    heard
}

fn heard_by_leaves(star: &mut TalkerStar) -> Vec<(Line, u8)> {
    let mut heard: Vec<_> = star.leaves.iter_mut().flat_map(Node::take_events).collect();
    heard.sort_unstable();
    heard
}

#[test]
fn perfect_links_take_no_time() {
    let mut star = star(1, LinkConfig::default(), 100);
    leaves_say(&mut star, 3);
    while star.step() {}
    assert_eq!(heard_by_hub(&mut star), all(100, 3));

    hub_says(&mut star, 2);
    while star.step() {}
    assert_eq!(heard_by_leaves(&mut star), all(100, 2));
    assert_eq!(star.now(), Instant::ORIGIN);
    // What was said, and what was confirmed.
    assert_eq!(star.links[99].to_hub.stats().sent, u64::from(LINES) * (3 + 2));
    assert_eq!(star.hub.session.addrs[&(99, 1)], socket(99, 5001));
}

#[test]
fn all_is_heard_over_bad_links() {
    for_each_seed(0..200, |seed| {
        let mut star = star(seed, bad(), 5);
        leaves_say(&mut star, 3);
        star.run_until(100 * SECOND, |star| star.hub.session.addrs.len() == 5 * 2);
        hub_says(&mut star, 2);
        while star.step() {}
        assert_eq!(heard_by_hub(&mut star), all(5, 3));
        assert_eq!(heard_by_leaves(&mut star), all(5, 2));
        assert!(star.hub.session.unconfirmed.is_empty());
        for (index, heard) in star.leaves.iter().enumerate() {
            assert!(heard.session.unconfirmed.is_empty());
            // Each line has its own socket, and they are not mixed up.
            assert_eq!(heard.session.addrs, leaf(index as u8).addrs);
        }
    });
}

#[test]
fn a_seed_replays() {
    type Heard = VecDeque<(Instant, (Line, u8))>;

    fn trace(seed: u64) -> (Heard, Vec<[LinkStats; 2]>, Instant) {
        let mut star = star(seed, bad(), 5);
        leaves_say(&mut star, 3);
        while star.step() {}
        let stats = star.links.iter().map(|links| [links.to_hub.stats(), links.to_leaf.stats()]);
        let (stats, now) = (stats.collect(), star.now());
        (star.hub.events, stats, now)
    }
    assert_eq!(trace(1), trace(1));
    assert_ne!(trace(1), trace(2));
}

#[test]
fn a_leaf_that_moves_is_found_when_it_speaks() {
    let mut star = star(1, LinkConfig::default(), 3);
    leaves_say(&mut star, 1);
    while star.step() {}

    star.routes = routes(|leaf| if leaf == 1 { 6000 } else { 5000 });
    star.hub.session.say(star.now(), (1, 1), 7);
    star.hub.session.say(star.now(), (2, 1), 7);
    star.run_for(SECOND / 2);
    assert_eq!(star.hub.misdirected, 1);
    assert_eq!(heard_by_leaves(&mut star), [((2, 1), 7)]);

    star.leaves[1].session.say(star.now(), (1, 1), 1);
    while star.step() {}
    assert_eq!(star.hub.session.addrs[&(1, 1)], socket(1, 6001));
    assert_eq!(star.leaves[1].events, [(Instant::from_origin(SECOND), ((1, 1), 7))]);
}

#[test]
fn a_leaf_that_is_cut_off_comes_back() {
    let delay = SECOND / 4..=SECOND / 4;
    let mut star = star(1, LinkConfig { delay, ..LinkConfig::default() }, 3);
    leaves_say(&mut star, 1);
    star.run_for(SECOND / 8);
    star.links[1].cut_off();
    star.run_for(10 * SECOND);
    assert_eq!(heard_by_hub(&mut star), [((0, 0), 0), ((0, 1), 0), ((2, 0), 0), ((2, 1), 0)]);
    let stats = star.links[1].to_hub.stats();
    assert_eq!((stats.cleared, stats.lost, stats.received), (2, 2 * 10, 0));

    star.links[1].restore();
    while star.step() {}
    assert_eq!(heard_by_hub(&mut star), [((1, 0), 0), ((1, 1), 0)]);
    assert!(star.leaves[1].session.unconfirmed.is_empty());
}

#[test]
fn links_are_changed_in_the_middle() {
    let mut star = star(1, LinkConfig { loss: 1000, ..LinkConfig::default() }, 3);
    leaves_say(&mut star, 1);
    star.run_for(SECOND / 2);
    star.links[1].configure(&LinkConfig::default());
    star.run_for(SECOND);
    assert_eq!(heard_by_hub(&mut star), [((1, 0), 0), ((1, 1), 0)]);

    star.configure(&LinkConfig::default());
    while star.step() {}
    assert_eq!(heard_by_hub(&mut star).len(), 4);
    assert_eq!(star.now(), Instant::from_origin(2 * SECOND));
}

#[test]
fn a_restart_forgets() {
    let delay = SECOND / 4..=SECOND / 4;
    let mut star = star(1, LinkConfig { delay, ..LinkConfig::default() }, 2);
    leaves_say(&mut star, 1);
    star.run_for(SECOND / 8);
    star.leaves[1].inject(LineAddr { line: 0, server: server() }, b"???");
    let old = star.leaves[1].restart(leaf(1));
    assert_eq!((old.unconfirmed.len(), star.leaves[1].backlog()), (2, 0));

    // What is under way arrives, and its confirmation is news to the new session.
    while star.step() {}
    assert_eq!(heard_by_hub(&mut star), all(2, 1));

    star.hub.restart(Talker::new([]));
    leaves_say(&mut star, 1);
    while star.step() {}
    assert_eq!(heard_by_hub(&mut star), all(2, 1));
}

#[test]
fn an_attacker_writes_any_address() {
    let mut star = star(1, LinkConfig::default(), 2);
    let stranger = socket(200, 1);
    star.hub.inject(stranger, &datagram(SAY, (0, 0), 9));
    star.hub.inject(socket(1, 5001), &datagram(SAY, (1, 1), 9));
    star.hub.inject(stranger, b"");
    assert_eq!(star.hub.backlog(), 3);
    while star.step() {}
    assert_eq!(heard_by_hub(&mut star), [((0, 0), 9), ((1, 1), 9)]);
    // The stranger is not in the star; the leaf whose address it wrote is confirmed to.
    assert_eq!(star.hub.misdirected, 1);
    assert_eq!(star.links[1].to_leaf.stats().received, 1);

    // Nothing but that happens.
    star.hub.inject(stranger, &datagram(SAY, (0, 0), 10));
    star.run_until(SECOND, |star| star.hub.next_event() == Some(((0, 0), 10)));

    star.links[0].cut_off();
    let elsewhere = LineAddr { line: 1, server: stranger };
    star.leaves[0].inject(elsewhere, &datagram(SAY, (0, 1), 9));
    while star.step() {}
    assert_eq!(star.leaves[0].next_event(), Some(((0, 1), 9)));
    assert_eq!((star.leaves[0].misdirected, star.links[0].to_hub.stats().sent), (1, 0));
}

#[test]
fn a_hub_that_is_full_gets_the_rest_when_it_has_room() {
    let mut star = star(1, LinkConfig::default(), 1);
    for number in 0..5 {
        star.hub.inject(socket(0, 5000), &datagram(SAY, (0, 0), number));
    }
    star.hub.session.events.extend([((9, 9), 8), ((9, 9), 9)]);
    star.run_for(SECOND);
    assert_eq!((star.hub.events.len(), star.hub.backlog()), (7, 0));
}

#[test]
#[should_panic(expected = "seed 17: not done after 0ns, and nothing more happens before 5s")]
fn what_is_never_done_names_the_seed() {
    star(17, LinkConfig::default(), 1).run_until(5 * SECOND, |_| false);
}

/// How a session breaks the contract.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    None,
    TimerIsAlwaysDue,
    SendsForEver,
    AcceptsNothing,
    AcceptsHalf,
    AcceptsTooMuch,
    TimerIsNotTold,
    SendsTooMuch,
    WantsMoreRoom,
}

struct Broken {
    fault: Fault,
    to_send: bool,
}

impl Broken {
    fn node(fault: Fault) -> Node<Self, ()> {
        Node::new(Self { fault, to_send: false }, |()| ())
    }
}

impl Session for Broken {
    type Addr = ();
    type Event<'a> = ();

    fn handle_input(&mut self, _: Instant, (): (), bytes: &[u8]) -> usize {
        match self.fault {
            Fault::AcceptsNothing => 0,
            Fault::AcceptsHalf => bytes.len() / 2,
            Fault::AcceptsTooMuch => bytes.len() + 1,
            _ => bytes.len(),
        }
    }

    fn handle_timeout(&mut self, _: Instant) {
        self.to_send = self.fault == Fault::TimerIsNotTold;
    }

    fn poll_transmit(
        &mut self,
        _: Instant,
        buffer: &mut [u8],
    ) -> Result<Option<Transmit<()>>, BufferTooShort> {
        let len = match self.fault {
            Fault::SendsForEver => 0,
            Fault::SendsTooMuch => buffer.len() + 1,
            Fault::WantsMoreRoom => BufferTooShort::check(buffer, 70_000)?.len(),
            _ if self.to_send => 1,
            _ => return Ok(None),
        };
        self.to_send = false;
        Ok(Some(Transmit { len, to: () }))
    }

    fn transmitted(&mut self, _: Instant) {}

    fn poll_event(&mut self) -> Option<()> {
        None
    }

    fn poll_timeout(&self) -> Option<Instant> {
        (self.fault == Fault::TimerIsAlwaysDue).then_some(Instant::ORIGIN)
    }
}

/// What the panic says when the hub, or the leaf, is given a datagram.
fn panics(hub: Fault, leaf: Fault, to_leaf: Option<usize>) -> Option<String> {
    let routes = Routes::new(|_, ()| None, move |()| Some((to_leaf?, ())));
    let mut star =
        Star::new(17, LinkConfig::default(), routes, Broken::node(hub), [Broken::node(leaf)]);
    star.links[0].to_hub.send(star.now(), (), b"four");
    star.links[0].to_leaf.send(star.now(), (), b"four");
    let run = AssertUnwindSafe(|| while star.step() {});
    let panic = catch_unwind(run).err()?;
    Some(*panic.downcast().unwrap())
}

#[test]
fn a_broken_contract_names_the_seed() {
    assert_eq!(panics(Fault::None, Fault::None, None), None);
    for (fault, expected) in [
        (Fault::TimerIsAlwaysDue, "seed 17: an endless loop at 0ns"),
        (Fault::SendsForEver, "seed 17: an endless loop at 0ns"),
        (Fault::AcceptsNothing, "seed 17: nothing is accepted, while no event is to be taken"),
        (Fault::AcceptsHalf, "seed 17: 2 of the 4 bytes of a datagram accepted"),
        (Fault::AcceptsTooMuch, "seed 17: 5 of 4 bytes accepted"),
        (Fault::TimerIsNotTold, "seed 17: a timeout did something at 0ns, when none was due"),
        (Fault::SendsTooMuch, "seed 17: 65536 bytes in a buffer of 65535"),
        (Fault::WantsMoreRoom, "seed 17: "),
    ] {
        for said in [panics(fault, Fault::None, None), panics(Fault::None, fault, None)] {
            let said = said.unwrap();
            assert!(said.starts_with(expected), "{fault:?}: {said}");
        }
    }
}

#[test]
fn a_route_to_no_leaf_names_the_seed() {
    let said = panics(Fault::SendsForEver, Fault::None, Some(1)).unwrap();
    assert_eq!(said, "seed 17: a route to the leaf 1, which does not exist");
}
