//! What the tests of simulated modems have in common: a host, and servers of their own.

use core::time::Duration;
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::thread;

use cellwire_at::modem::{Event, Modem, ModemConfig};
use cellwire_codec::{Clock, Instant};

use super::{Model, ModelConfig};

/// How long something may take on a machine that is busy with other tests.
pub(super) const WITHIN: Duration = Duration::from_secs(20);
/// In which nothing comes.
pub(super) const QUIET: Duration = Duration::from_millis(60);

/// A modem on real sockets, and its host.
pub(super) struct Rig<M: Model> {
    pub(super) modem: Modem<M>,
    config: ModelConfig,
    clock: Clock,
    /// What the clock is ahead.
    skipped: Duration,
    pub(super) heard: Vec<u8>,
}

pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl<M: Model> Rig<M> {
    pub(super) fn new() -> Self {
        Self::with(&[])
    }

    pub(super) fn with(faults: &[&str]) -> Self {
        let faults: Vec<_> = faults.iter().map(|fault| fault.parse().unwrap()).collect();
        let mut config = ModelConfig { faults: faults.iter().collect(), ..ModelConfig::default() };
        config.basic.network_time = Duration::from_millis(10);
        Self::of(config)
    }

    pub(super) fn of(config: ModelConfig) -> Self {
        let mut rig = Self {
            modem: Modem::new(ModemConfig::default(), M::switch_on(&config)),
            config,
            clock: Clock::start(),
            skipped: Duration::ZERO,
            heard: Vec::new(),
        };
        rig.ask("ATE0", "ATE0\r\r\nOK\r\n");
        rig
    }

    pub(super) fn now(&self) -> Instant {
        self.clock.now() + self.skipped
    }

    pub(super) fn turn(&mut self) {
        let now = self.now();
        self.modem.handle_timeout(now);
        M::settle(&mut self.modem, now, &mut |_| {});
        loop {
            let mut data = Vec::new();
            while let Some(event) = self.modem.poll_event() {
                match event {
                    Event::Data(bytes) => data.extend_from_slice(&bytes),
                    Event::Refused { error, .. } => panic!("{error}"),
                    Event::UrcsDropped(_) => panic!("URCs were dropped"),
                    _ => {}
                }
            }
            if data.is_empty() {
                break;
            }
            M::data(&mut self.modem, now, &data);
        }
        let mut buffer = [0; 512];
        while let Some(transmit) = self.modem.poll_transmit(now, &mut buffer).unwrap() {
            self.heard.extend_from_slice(&buffer[..transmit.len]);
            self.modem.transmitted(now);
            M::settle(&mut self.modem, now, &mut |_| {});
        }
    }

    pub(super) fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let mut rest = bytes.as_ref();
        let deadline = self.now() + WITHIN;
        while !rest.is_empty() {
            assert!(self.now() < deadline, "the modem takes nothing");
            if self.modem.handler().has_room() {
                let piece = &rest[..rest.len().min(1024)];
                rest = &rest[self.modem.handle_input(self.now(), piece)..];
            }
            self.turn();
        }
    }

    pub(super) fn pass(&mut self, time: Duration) {
        self.turn();
        self.skipped += time;
        self.turn();
    }

    /// Waits until so much was heard.
    pub(super) fn hear_len(&mut self, len: usize) -> Vec<u8> {
        let deadline = self.now() + WITHIN;
        while self.heard.len() < len && self.now() < deadline {
            self.turn();
            thread::sleep(Duration::from_millis(1));
        }
        let rest = self.heard.split_off(self.heard.len().min(len));
        core::mem::replace(&mut self.heard, rest)
    }

    /// Waits for this, and for nothing else.
    #[track_caller]
    pub(super) fn hear(&mut self, expected: impl AsRef<[u8]>) {
        let expected = expected.as_ref();
        let heard = self.hear_len(expected.len());
        assert_eq!(text(&heard), text(expected), "... {:?}", text(&self.heard));
    }

    /// Waits for this, whatever comes before it, and gives that.
    #[track_caller]
    pub(super) fn hear_up_to(&mut self, end: &str) -> String {
        let deadline = self.now() + WITHIN;
        loop {
            if let Some(at) = text(&self.heard).find(end) {
                let rest = self.heard.split_off(at + end.len());
                return text(&core::mem::replace(&mut self.heard, rest));
            }
            assert!(self.now() < deadline, "no {end:?} in {:?}", text(&self.heard));
            self.turn();
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Nothing comes.
    #[track_caller]
    pub(super) fn quiet(&mut self) {
        let until = self.now() + QUIET;
        while self.now() < until {
            self.turn();
            thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(text(&self.heard), "");
    }

    #[track_caller]
    pub(super) fn ask(&mut self, line: &str, answer: &str) {
        self.send(format!("{line}\r"));
        self.hear(answer);
    }

    /// Without any answer but `OK`.
    #[track_caller]
    pub(super) fn ok(&mut self, line: &str) {
        self.ask(line, "\r\nOK\r\n");
    }

    /// Silence, so that what follows or was before is an escape sequence.
    pub(super) fn silence(&mut self) {
        self.pass(Duration::from_millis(1100));
    }

    #[track_caller]
    pub(super) fn escape(&mut self) {
        self.silence();
        self.send("+++");
        self.silence();
        self.hear("\r\nOK\r\n");
    }

    /// What a server gets, while the modem goes on.
    #[track_caller]
    pub(super) fn received(&mut self, stream: &mut TcpStream, len: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        let deadline = self.now() + WITHIN;
        let mut buffer = [0; 4096];
        while bytes.len() < len {
            assert!(self.now() < deadline, "only {:?}", text(&bytes));
            self.turn();
            match stream.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => bytes.extend_from_slice(&buffer[..read]),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    thread::sleep(Duration::from_millis(1));
                }
                Err(error) => panic!("{error}"),
            }
        }
        bytes
    }

    /// What a peer gets, while the modem goes on.
    #[track_caller]
    pub(super) fn datagram(&mut self, peer: &UdpSocket) -> Vec<u8> {
        let deadline = self.now() + WITHIN;
        let mut buffer = [0; 4096];
        loop {
            assert!(self.now() < deadline, "no datagram");
            self.turn();
            if let Ok((len, _)) = peer.recv_from(&mut buffer) {
                return buffer[..len].to_vec();
            }
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Switches the power off and on.
    pub(super) fn power_cycle(&mut self) {
        let handler = self.modem.handler().switch_off_and_on(&self.config);
        self.modem = Modem::new(ModemConfig::default(), handler);
        let now = self.now();
        M::restarted(&mut self.modem, now);
        self.turn();
    }
}

pub(super) fn server() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").unwrap()
}

pub(super) fn accept(server: &TcpListener) -> TcpStream {
    let (stream, _) = server.accept().unwrap();
    stream.set_nonblocking(true).unwrap();
    stream
}

pub(super) fn peer() -> UdpSocket {
    let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
    peer.set_nonblocking(true).unwrap();
    peer
}

/// A port that is free, as long as nobody takes it.
pub(super) fn free_port() -> u16 {
    server().local_addr().unwrap().port()
}

pub(super) fn free_udp_port() -> u16 {
    peer().local_addr().unwrap().port()
}

pub(super) fn write(stream: &mut TcpStream, bytes: &[u8]) {
    stream.write_all(bytes).unwrap();
}

/// Answers the next question for the time: it is 2026-07-06 12:00:00.
pub(super) fn serve_time(server: &UdpSocket) {
    server.set_nonblocking(false).unwrap();
    server.set_read_timeout(Some(WITHIN)).unwrap();
    let mut request = [0; 100];
    let (len, from) = server.recv_from(&mut request).unwrap();
    assert_eq!((len, request[0]), (48, 0x23));
    let mut answer = [0; 48];
    (answer[0], answer[1]) = (0x24, 2);
    let seconds: u32 = 2_208_988_800 + 1_783_339_200;
    answer[40..44].copy_from_slice(&seconds.to_be_bytes());
    server.send_to(&answer, from).unwrap();
}
