//! What [`Pair`](super::pair::Pair) and [`Star`](super::star::Star) have in common: the clock, the
//! loop around one session, and the steps through time.

use alloc::collections::VecDeque;
use alloc::vec;
use alloc::vec::Vec;
use core::time::Duration;

use crate::{Instant, Session};

/// How much may happen at one instant, before it counts as an endless loop.
const MAX_TURNS: u32 = 1_000_000;

/// The longest that one transmit can be, in bytes: a datagram.
const MAX_TRANSMIT: usize = 0xffff;

/// What has arrived and is not accepted yet, and from whom.
pub(super) type Inbox<A> = VecDeque<(A, Vec<u8>)>;

/// What all the sessions of a run send from, one after the other.
pub(super) fn transmit_buffer() -> Vec<u8> {
    vec![0; MAX_TRANSMIT]
}

/// The virtual clock, and a watch for loops that do not let it move.
#[derive(Clone, Debug)]
pub(super) struct Time {
    pub(super) now: Instant,
    pub(super) seed: u64,
    /// How much has happened at this instant.
    turns: u32,
}

impl Time {
    pub(super) const fn new(seed: u64) -> Self {
        Self { now: Instant::ORIGIN, seed, turns: 0 }
    }

    fn advance(&mut self, to: Instant) {
        if to > self.now {
            (self.now, self.turns) = (to, 0);
        }
    }

    /// Something has happened.
    fn turn(&mut self) {
        self.turns += 1;
        assert!(
            self.turns < MAX_TURNS,
            "seed {}: an endless loop at {:?}",
            self.seed,
            self.now.since_origin(),
        );
    }
}

/// A session and what stands around it, as the loop around its sockets sees them.
pub(super) struct End<'e, S: Session, T> {
    pub(super) session: &'e mut S,
    pub(super) events: &'e mut VecDeque<(Instant, T)>,
    pub(super) misdirected: &'e mut u64,
    pub(super) own: fn(S::Event<'_>) -> T,
    pub(super) arrived: &'e mut Inbox<S::Addr>,
    /// What arrives is taken whole or not at all.
    pub(super) datagrams: bool,
}

impl<S: Session, T> End<'_, S, T> {
    /// Offers what has arrived, takes the events, and sends, until there is nothing left to do at
    /// this instant. `send` says whether what it was given goes anywhere.
    pub(super) fn settle(
        mut self,
        time: &mut Time,
        buffer: &mut [u8],
        mut send: impl FnMut(Instant, S::Addr, &[u8]) -> bool,
    ) {
        loop {
            let before = time.turns;
            let refused = self.offer(time);
            self.take_events(time);
            while let Some((len, to)) = self.poll_transmit(time, buffer) {
                if !send(time.now, to, &buffer[..len]) {
                    *self.misdirected += 1;
                }
                self.session.transmitted(time.now);
                time.turn();
            }
            // To ask what is to be sent may be what a session needs to find that something is over.
            self.take_events(time);
            if time.turns == before {
                assert!(
                    !refused,
                    "seed {}: nothing is accepted, while no event is to be taken and nothing to be \
                     sent",
                    time.seed,
                );
                break;
            }
        }
    }

    /// Offers what has arrived until something is not accepted, and says whether that was so.
    fn offer(&mut self, time: &mut Time) -> bool {
        while let Some((from, bytes)) = self.arrived.front_mut() {
            let accepted = self.session.handle_input(time.now, *from, bytes);
            let len = bytes.len();
            assert!(accepted <= len, "seed {}: {accepted} of {len} bytes accepted", time.seed);
            if accepted < len {
                assert!(
                    accepted == 0 || !self.datagrams,
                    "seed {}: {accepted} of the {len} bytes of a datagram accepted",
                    time.seed,
                );
                bytes.drain(..accepted);
                if accepted > 0 {
                    time.turn();
                }
                return true;
            }
            time.turn();
            self.arrived.pop_front();
        }
        false
    }

    fn take_events(&mut self, time: &mut Time) {
        while let Some(event) = self.session.poll_event() {
            self.events.push_back((time.now, (self.own)(event)));
            time.turn();
        }
    }

    fn poll_transmit(&mut self, time: &Time, buffer: &mut [u8]) -> Option<(usize, S::Addr)> {
        match self.session.poll_transmit(time.now, buffer) {
            Ok(transmit) => transmit.map(|transmit| {
                let (len, longest) = (transmit.len, buffer.len());
                assert!(len <= longest, "seed {}: {len} bytes in a buffer of {longest}", time.seed);
                (len, transmit.to)
            }),
            Err(error) => panic!("seed {}: {error}", time.seed),
        }
    }

    /// Calls the session when it has asked for it. Has it not, the call has to do nothing, and it
    /// is seen to that it does: what is done then would otherwise be done too late.
    ///
    /// The session has to be [settled](Self::settle) before.
    pub(super) fn serve_timers(mut self, time: &Time, buffer: &mut [u8]) {
        let due = self.session.poll_timeout().is_some_and(|at| at <= time.now);
        self.session.handle_timeout(time.now);
        if due {
            return;
        }
        let silent = self.session.poll_event().is_none();
        assert!(
            silent && self.poll_transmit(time, buffer).is_none(),
            "seed {}: a timeout did something at {:?}, when none was due",
            time.seed,
            time.now.since_origin(),
        );
    }
}

/// Sessions and links, which are stepped through time together.
pub(super) trait World {
    fn time(&mut self) -> &mut Time;

    /// Lets all the sessions go on until none of them has anything to do at this instant.
    fn settle(&mut self);

    /// When the next arrival or timeout is.
    fn next_due(&self) -> Option<Instant>;

    /// Takes what has arrived from the links.
    fn receive(&mut self);

    /// Calls the sessions whose timers are due.
    fn serve_timers(&mut self);

    /// A step, if it is due by `end`.
    #[track_caller]
    fn step_before(&mut self, end: Instant) -> bool {
        self.settle();
        let Some(next) = self.next_due().filter(|next| *next <= end) else {
            return false;
        };
        self.time().advance(next);
        self.time().turn();
        // As the loop around a socket does: it reads what there is, and then looks at the time.
        self.receive();
        self.settle();
        self.serve_timers();
        self.settle();
        true
    }

    #[track_caller]
    fn step(&mut self) -> bool {
        self.step_before(Instant::from_origin(Duration::MAX))
    }

    #[track_caller]
    fn run_for(&mut self, duration: Duration) {
        let end = self.time().now + duration;
        while self.step_before(end) {}
        self.time().advance(end);
    }

    #[track_caller]
    fn run_until(&mut self, limit: Duration, mut done: impl FnMut(&mut Self) -> bool) {
        let end = self.time().now + limit;
        while !done(self) {
            if !self.step_before(end) {
                // What was asked of the sessions may have been all that was missing.
                let done = done(self);
                let time = self.time();
                assert!(
                    done,
                    "seed {}: not done after {:?}, and nothing more happens before {:?}",
                    time.seed,
                    time.now.since_origin(),
                    end.since_origin(),
                );
                return;
            }
        }
    }
}
