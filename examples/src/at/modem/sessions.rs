//! Sockets and simulated modems back to back, with a fault at every step.

use core::net::SocketAddr;
use core::time::Duration;
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use cellwire_at::sockets::{
    Access, Config, Event, Protocol, Receive, SocketError, SocketId, Sockets, Status,
};
use cellwire_codec::Instant;
use cellwire_codec::test_util::link::Rng;

use super::rig::Rig;
use super::{A76xx, Faults, L610, Model};
use crate::sync::locked;

/// What looks like what ends it.
const TEXT: &[u8] = b"\r\nOK\r\n+IPD5\r\n> +MIPRTCP: 1,0,31\r\n+++ATH\r\n.";

/// What goes wrong, once the modem has said so many bytes.
#[derive(Clone, Copy, Debug)]
enum Wrong {
    Reboot,
    NetworkLost,
    /// For so many seconds nothing of what the modem says arrives.
    Silence(u64),
    /// All connections are refused, for a while.
    Refused,
    /// Everything in the network takes so many seconds more, for a while.
    Slow(u64),
    /// The server goes away.
    PeerCloses,
}

impl Wrong {
    fn random(rng: &mut Rng) -> Self {
        match rng.below(6) {
            0 => Self::Reboot,
            1 => Self::NetworkLost,
            2 => Self::Silence(1 + rng.below(200)),
            3 => Self::Refused,
            4 => Self::Slow(1 + rng.below(200)),
            _ => Self::PeerCloses,
        }
    }
}

/// Both sides, and what happened.
struct Pair<'s, M: Model> {
    rig: Rig<M>,
    sockets: Box<Sockets>,
    server: &'s Server,
    /// When it goes wrong, and how.
    wrong: Option<(usize, Wrong)>,
    /// Until then nothing of the modem arrives.
    deaf_until: Instant,
    said: usize,
    open: BTreeSet<SocketId>,
    /// Whether something was begun that has not ended.
    rising: bool,
    is_up: bool,
    data: Vec<u8>,
    events: Vec<String>,
    /// For how many turns nothing has happened.
    idle: u32,
    /// How many milliseconds the server may take. What it sends later may be lost.
    patience: u32,
}

impl<'s, M: Model> Pair<'s, M> {
    fn new(config: Config, server: &'s Server, wrong: (usize, Wrong)) -> Self {
        let rig = Rig::new();
        let deaf_until = rig.now();
        Self {
            rig,
            sockets: Box::new(Sockets::new(config).unwrap()),
            server,
            wrong: Some(wrong),
            deaf_until,
            said: 0,
            open: BTreeSet::new(),
            rising: false,
            is_up: false,
            data: Vec::new(),
            events: Vec::new(),
            idle: 0,
            patience: 30,
        }
    }

    fn go_wrong(&mut self) {
        let Some((_, wrong)) = self.wrong.take_if(|(at, _)| *at <= self.said) else { return };
        self.events.push(format!("! {wrong:?}"));
        let now = self.rig.now();
        let mut faults = Faults::default();
        match wrong {
            Wrong::Reboot => self.rig.power_cycle(),
            // There may be none to lose.
            Wrong::NetworkLost => drop(M::drop_network(&mut self.rig.modem, now)),
            Wrong::Silence(seconds) => self.deaf_until = now + Duration::from_secs(seconds),
            Wrong::Refused => faults.refuse = true,
            Wrong::Slow(seconds) => faults.slow = Duration::from_secs(seconds),
            Wrong::PeerCloses => self.server.close_all(),
        }
        self.rig.modem.handler_mut().set_faults(&faults);
    }

    fn poll(&mut self) {
        while let Some(event) = self.sockets.poll_event() {
            match &event {
                Event::Host(_) | Event::Ready => continue,
                Event::Data { data, .. } => {
                    self.data.extend_from_slice(data);
                    continue;
                }
                Event::Up(_) => (self.rising, self.is_up) = (false, true),
                Event::Reset => (self.rising, self.is_up) = (false, false),
                Event::Down(_) => {
                    (self.rising, self.is_up) = (false, false);
                    assert!(self.open.is_empty(), "{:?} are open: {:?}", self.open, self.events);
                }
                Event::Closed { socket, .. } => {
                    assert!(
                        self.open.remove(socket),
                        "{socket} was closed twice: {:?}",
                        self.events
                    );
                }
                _ => {}
            }
            self.events.push(format!("{event:?}"));
        }
    }

    /// All that goes without time.
    fn exchange(&mut self) -> bool {
        let mut is_busy = false;
        let mut buffer = [0; 600];
        loop {
            let now = self.rig.now();
            let len = self.sockets.poll_transmit(now, &mut buffer);
            if len > 0 {
                self.sockets.transmitted(now);
                self.rig.send(&buffer[..len]);
            } else {
                self.rig.turn();
            }
            let heard = core::mem::take(&mut self.rig.heard);
            self.said += heard.len();
            self.go_wrong();
            if now >= self.deaf_until {
                let mut rest = &heard[..];
                while !rest.is_empty() {
                    rest = &rest[self.sockets.handle_input(now, rest)..];
                    self.poll();
                }
            }
            self.sockets.handle_timeout(now);
            self.poll();
            if len == 0 && heard.is_empty() {
                return is_busy;
            }
            is_busy = true;
        }
    }

    /// Time goes by, until `is_done`. The network is a real one, and gets some real time first.
    fn run(&mut self, time: Duration, is_done: impl Fn(&Self) -> bool) {
        let end = self.rig.now() + time;
        while !is_done(self) {
            self.idle = if self.exchange() { 0 } else { self.idle + 1 };
            let now = self.rig.now();
            if now >= end {
                return;
            }
            let due = [
                self.sockets.poll_timeout(),
                self.rig.modem.poll_timeout(),
                M::next_timeout(&self.rig.modem, now),
            ];
            let due = due.into_iter().flatten().min().map_or(end, |due| due.clamp(now, end));
            let step = match self.idle {
                ..=40 => {
                    thread::sleep(Duration::from_micros(100));
                    Duration::from_millis(10)
                }
                // The modem looks at its sockets all the time, in vain.
                _ => Duration::from_secs(1),
            };
            let until_due = due.saturating_since(now);
            let skipped = if self.idle > 40 { step.max(until_due) } else { step.min(until_due) };
            self.rig.pass(skipped);
        }
    }

    fn is_settled(&self) -> bool {
        !self.rising
            && (self.sockets.is_ready() || self.sockets.host().is_data_mode())
            && self.open.iter().all(|socket| self.sockets.status(*socket) == Status::Open)
    }

    /// Nothing is under way for ever.
    fn settle(&mut self) {
        self.run(Duration::from_secs(1500), Self::is_settled);
        assert!(self.is_settled(), "{:?}", self.events);
    }

    fn up(&mut self) {
        match self.sockets.up(self.rig.now(), &Access::new("internet")) {
            Ok(()) => self.rising = true,
            Err(SocketError::Up | SocketError::Busy) => {}
            Err(error) => panic!("{error}: {:?}", self.events),
        }
        self.settle();
    }

    fn open(&mut self) -> Option<SocketId> {
        let server = self.server.address;
        let opened = self.sockets.open(
            self.rig.now(),
            Protocol::Tcp,
            &server.ip().to_string(),
            server.port(),
        );
        let socket = opened.ok()?;
        assert!(self.open.insert(socket), "{socket} was in use: {:?}", self.events);
        self.settle();
        self.open.contains(&socket).then_some(socket)
    }

    /// Sends the text as far as the modem takes it, and waits for its echo.
    fn echo(&mut self, socket: SocketId) -> bool {
        self.data.clear();
        let mut sent = 0;
        for _ in 0..40 {
            if sent == TEXT.len() || !self.open.contains(&socket) {
                break;
            }
            let is_transparent = self.sockets.host().is_data_mode();
            match self.sockets.send(self.rig.now(), socket, &TEXT[sent..]) {
                Ok(0) => self.run(Duration::from_secs(1), |_| false),
                Ok(len) if is_transparent => sent += len,
                Ok(_) => {
                    let before = self.events.len();
                    self.run(Duration::from_secs(300), |pair| {
                        pair.events.len() > before && pair.is_settled()
                    });
                    let is_whole = format!("Sent {{ socket: {socket:?}, len: {} }}", TEXT.len());
                    sent += match self.events[before..].contains(&is_whole) {
                        true => TEXT.len(),
                        // With a fault nobody knows, and the test goes on.
                        false => return false,
                    };
                }
                Err(SocketError::NotOpen { .. }) => break,
                Err(error) => panic!("{error}: {:?}", self.events),
            }
        }
        for _ in 0..self.patience {
            if self.data.len() >= TEXT.len() || !self.open.contains(&socket) {
                break;
            }
            thread::sleep(Duration::from_millis(1));
            self.run(Duration::from_millis(10), |_| false);
        }
        self.data == TEXT
    }

    fn close(&mut self) {
        for socket in self.open.clone() {
            self.sockets.close(self.rig.now(), socket);
        }
        self.run(Duration::from_secs(600), |pair| pair.open.is_empty());
        assert!(self.open.is_empty(), "{:?} stay open: {:?}", self.open, self.events);
        self.settle();
    }

    fn down(&mut self) {
        if self.is_up {
            self.sockets.down(self.rig.now());
            self.run(Duration::from_secs(600), |pair| !pair.is_up);
            assert!(!self.is_up, "{:?}", self.events);
        }
    }

    /// All that one does with a socket.
    fn session(&mut self) -> bool {
        self.up();
        let echoed = self.open().is_some_and(|socket| self.echo(socket));
        self.close();
        self.down();
        echoed
    }
}

/// Sends back what it gets.
struct Server {
    address: SocketAddr,
    streams: Arc<Mutex<Vec<TcpStream>>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let streams = Arc::new(Mutex::new(Vec::new()));
        let all = Arc::clone(&streams);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                locked(&all).push(stream.try_clone().unwrap());
                thread::spawn(move || {
                    let mut buffer = [0; 4096];
                    while let Ok(len @ 1..) = stream.read(&mut buffer) {
                        if stream.write_all(&buffer[..len]).is_err() {
                            break;
                        }
                    }
                    // The other one is a second handle of the same.
                    let _ = stream.shutdown(Shutdown::Both);
                });
            }
        });
        Self { address, streams }
    }

    fn close_all(&self) {
        for stream in locked(&self.streams).drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

/// `CELLWIRE_SEEDS` makes it more.
fn seeds() -> u64 {
    std::env::var("CELLWIRE_SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(60)
}

fn faults_at_every_step<M: Model>(config: fn(Receive) -> Config) {
    let server = Server::start();
    let modes = [
        Receive::Push,
        Receive::PushHex,
        Receive::Buffer,
        Receive::BufferHex,
        Receive::Transparent,
    ];
    for seed in 0..seeds() {
        let mut rng = Rng::new(seed);
        let config = config(modes[(seed % 5) as usize]);
        let wrong = (rng.below(500) as usize, Wrong::random(&mut rng));
        let mut pair = Pair::<M>::new(config, &server, wrong);
        pair.session();
        // It may not have gone wrong yet.
        pair.said = usize::MAX / 2;
        pair.session();
        pair.rig.modem.handler_mut().set_faults(&Faults::default());
        pair.run(Duration::from_secs(300), |_| false);
        pair.settle();
        pair.close();
        pair.down();
        pair.patience = 10_000;
        assert!(pair.session(), "seed {seed}: {:?}", pair.events);
    }
}

#[test]
fn an_a76xx_is_usable_after_a_fault_at_every_step() {
    faults_at_every_step::<A76xx>(Config::a76xx);
}

#[test]
fn an_l610_is_usable_after_a_fault_at_every_step() {
    faults_at_every_step::<L610>(Config::l610);
}
