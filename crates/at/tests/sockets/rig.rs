use alloc::collections::BTreeSet;
use core::time::Duration;

use cellwire_at::sockets::{
    Access, Config, Event, Protocol, SocketError, SocketId, Sockets, Status,
};
use cellwire_codec::Instant;
use cellwire_codec::test_util::link::Rng;

use crate::chaos::Chaos;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    Up,
    Down,
    Opened(SocketId),
    Closed(SocketId),
    Sent(usize),
    Data(Vec<u8>),
    Ready,
    Reset,
    Other,
}

/// Sockets, a modem, and a clock.
pub(crate) struct Rig {
    pub(crate) sockets: Sockets,
    pub(crate) modem: Chaos,
    pub(crate) now: Instant,
    pub(crate) told: Vec<Told>,
    /// Sockets that were opened, or accepted, and not told to be closed.
    open: BTreeSet<SocketId>,
    rising: bool,
}

impl Rig {
    pub(crate) fn new(config: Config, seed: u64) -> Self {
        Self {
            sockets: Sockets::new(config).unwrap(),
            modem: Chaos::new(config.receive, seed),
            now: Instant::ORIGIN,
            told: Vec::new(),
            open: BTreeSet::new(),
            rising: false,
        }
    }

    /// Begins something; that the modem is busy is no fault.
    pub(crate) fn do_something(&mut self, rng: &mut Rng) {
        let now = self.now;
        match rng.below(8) {
            0..3 if !self.sockets.is_up() => {
                self.rising |= self.sockets.up(now, &Access::new("web")).is_ok();
            }
            0..3 => {
                let protocol = [Protocol::Tcp, Protocol::Udp][rng.below(2) as usize];
                let _ = self.open(protocol);
            }
            3 | 4 => {
                if let Some(socket) = self.open.first() {
                    match self.sockets.send(now, *socket, b"hello") {
                        Ok(_) | Err(SocketError::NotOpen { .. }) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            }
            5 => {
                if let Some(socket) = self.open.last() {
                    self.sockets.close(now, *socket);
                }
            }
            6 if rng.below(4) == 0 => self.sockets.down(now),
            6 => drop(self.sockets.resolve(now, "a.b")),
            _ => self.modem.say(&mut self.told.len()),
        }
    }

    pub(crate) fn open(&mut self, protocol: Protocol) -> Result<SocketId, SocketError> {
        let socket = self.sockets.open(self.now, protocol, "1.2.3.4", 80)?;
        assert!(self.open.insert(socket), "{socket} was in use");
        Ok(socket)
    }

    fn poll(&mut self) {
        for _ in 0..100_000 {
            let told = match self.sockets.poll_event() {
                None => return,
                Some(Event::Host(_)) => continue,
                Some(Event::Up(_)) => Told::Up,
                Some(Event::Down(_)) => Told::Down,
                Some(Event::Opened(socket)) => Told::Opened(socket),
                Some(Event::Accepted { socket, .. }) => {
                    self.open.insert(socket);
                    Told::Other
                }
                Some(Event::Closed { socket, .. }) => {
                    assert!(self.open.remove(&socket), "{socket} was closed twice");
                    Told::Closed(socket)
                }
                Some(Event::Sent { len, .. }) => Told::Sent(len),
                Some(Event::Data { data, .. }) => Told::Data(data.into()),
                Some(Event::Reset) => Told::Reset,
                Some(Event::Ready) => Told::Ready,
                Some(_) => Told::Other,
            };
            self.rising &= !matches!(told, Told::Up | Told::Down | Told::Reset);
            self.told.push(told);
        }
        panic!("events without end");
    }

    /// What is sent goes to the modem, and what it says comes back.
    fn exchange(&mut self) {
        let mut buffer = [0; 300];
        for _ in 0..100_000 {
            let len = self.sockets.poll_transmit(self.now, &mut buffer);
            self.sockets.transmitted(self.now);
            self.modem.hear(&buffer[..len]);
            let said = self.modem.take(self.now);
            let mut rest = &said[..];
            while !rest.is_empty() {
                let taken = self.sockets.handle_input(self.now, rest);
                rest = &rest[taken..];
                self.poll();
            }
            self.poll();
            if len == 0 && said.is_empty() {
                return;
            }
        }
        panic!("talk without end");
    }

    /// Time goes by.
    pub(crate) fn run(&mut self, time: Duration) {
        let end = self.now + time;
        for _ in 0..1_000_000 {
            self.exchange();
            let due = [self.sockets.poll_timeout(), self.modem.due()];
            let Some(at) = due.into_iter().flatten().min().filter(|at| *at <= end) else {
                self.now = end;
                return;
            };
            assert!(at >= self.now, "time goes on");
            self.now = at;
            self.sockets.handle_timeout(at);
            self.poll();
        }
        panic!("timers without end");
    }

    pub(crate) fn send_all(&mut self, socket: SocketId, bytes: &[u8]) {
        let is_transparent = self.sockets.host().is_data_mode();
        let mut sent = 0;
        for _ in 0..100 {
            if sent == bytes.len() {
                return;
            }
            let taken = self.sockets.send(self.now, socket, &bytes[sent..]).unwrap();
            self.told.retain(|told| !matches!(told, Told::Sent(_)));
            self.run(Duration::from_secs(5));
            sent += match is_transparent {
                true => taken,
                false => self
                    .told
                    .iter()
                    .map(|told| match told {
                        Told::Sent(len) => *len,
                        _ => 0,
                    })
                    .sum(),
            };
        }
        panic!("{sent} of {} bytes were sent", bytes.len());
    }

    pub(crate) fn data(&self) -> Vec<u8> {
        let pieces = self.told.iter().filter_map(|told| match told {
            Told::Data(data) => Some(&data[..]),
            _ => None,
        });
        pieces.collect::<Vec<_>>().concat()
    }

    pub(crate) fn close_all(&mut self) {
        for socket in &self.open {
            self.sockets.close(self.now, *socket);
        }
    }

    /// Nothing is under way for ever.
    pub(crate) fn check_ended(&self, seed: u64) {
        assert!(!self.rising, "seed {seed}: neither up nor down");
        assert!(self.sockets.is_ready() || self.sockets.host().is_data_mode(), "seed {seed}");
        for socket in &self.open {
            let status = self.sockets.status(*socket);
            assert_eq!(status, Status::Open, "seed {seed}: socket {socket}");
        }
    }
}
