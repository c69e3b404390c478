//! The commands of the manual, on real sockets, and what it does not print.

mod data;
mod link;
mod rules;
mod sending;
mod sockets;

use core::net::SocketAddr;
use core::time::Duration;
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::thread;

use cellwire_at::modem::{Event, Modem, ModemConfig};
use cellwire_codec::{Clock, Instant};

use crate::at::modem::{L610, Model, ModelConfig};

/// How long something may take on a machine that is busy with other tests.
const WITHIN: Duration = Duration::from_secs(20);
/// In which nothing comes.
const QUIET: Duration = Duration::from_millis(60);

struct Rig {
    modem: Modem<L610>,
    config: ModelConfig,
    clock: Clock,
    /// What the clock is ahead.
    skipped: Duration,
    heard: Vec<u8>,
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Rig {
    fn new() -> Self {
        Self::with(&[])
    }

    fn with(faults: &[&str]) -> Self {
        let faults: Vec<_> = faults.iter().map(|fault| fault.parse().unwrap()).collect();
        let mut config = ModelConfig { faults: faults.iter().collect(), ..ModelConfig::default() };
        config.basic.network_time = Duration::from_millis(10);
        Self::of(config)
    }

    fn of(config: ModelConfig) -> Self {
        let mut rig = Self {
            modem: Modem::new(ModemConfig::default(), L610::switch_on(&config)),
            config,
            clock: Clock::start(),
            skipped: Duration::ZERO,
            heard: Vec::new(),
        };
        rig.ask("ATE0", "ATE0\r\r\nOK\r\n");
        rig
    }

    /// One with a link.
    fn up() -> Self {
        let mut rig = Self::new();
        rig.call();
        rig
    }

    fn now(&self) -> Instant {
        self.clock.now() + self.skipped
    }

    fn turn(&mut self) {
        let now = self.now();
        self.modem.handle_timeout(now);
        L610::settle(&mut self.modem, now, &mut |_| {});
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
            L610::data(&mut self.modem, now, &data);
        }
        let mut buffer = [0; 512];
        while let Some(transmit) = self.modem.poll_transmit(now, &mut buffer).unwrap() {
            self.heard.extend_from_slice(&buffer[..transmit.len]);
            self.modem.transmitted(now);
            L610::settle(&mut self.modem, now, &mut |_| {});
        }
    }

    fn send(&mut self, bytes: impl AsRef<[u8]>) {
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

    fn pass(&mut self, time: Duration) {
        self.turn();
        self.skipped += time;
        self.turn();
    }

    /// Waits until so much was heard.
    fn hear_len(&mut self, len: usize) -> Vec<u8> {
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
    fn hear(&mut self, expected: impl AsRef<[u8]>) {
        let expected = expected.as_ref();
        let heard = self.hear_len(expected.len());
        assert_eq!(text(&heard), text(expected), "... {:?}", text(&self.heard));
    }

    /// Waits for this, whatever comes before it, and gives that.
    #[track_caller]
    fn hear_up_to(&mut self, end: &str) -> String {
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
    fn quiet(&mut self) {
        let until = self.now() + QUIET;
        while self.now() < until {
            self.turn();
            thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(text(&self.heard), "");
    }

    #[track_caller]
    fn ask(&mut self, line: &str, answer: &str) {
        self.send(format!("{line}\r"));
        self.hear(answer);
    }

    /// Each of these lines, with its line ends.
    #[track_caller]
    fn lines(&mut self, line: &str, lines: &[&str]) {
        let block: String = lines.iter().map(|line| format!("\r\n{line}\r\n")).collect();
        self.ask(line, &block);
    }

    /// Lines that belong together, and `OK`.
    #[track_caller]
    fn read(&mut self, line: &str, lines: &[&str]) {
        self.ask(line, &format!("\r\n{}\r\n\r\nOK\r\n", lines.join("\r\n")));
    }

    /// Without any answer but `OK`.
    #[track_caller]
    fn ok(&mut self, line: &str) {
        self.lines(line, &["OK"]);
    }

    /// Whatever the error is.
    #[track_caller]
    fn fails(&mut self, line: &str) {
        self.lines(line, &["ERROR"]);
    }

    #[track_caller]
    fn call(&mut self) {
        self.lines("AT+MIPCALL=1,\"CMNET\"", &["OK", "+MIPCALL: 10.0.0.2"]);
    }

    /// Connects to the server of the test.
    #[track_caller]
    fn open(&mut self, id: u8, server: &TcpListener) -> TcpStream {
        let port = server.local_addr().unwrap().port();
        let open = format!("AT+MIPOPEN={id},,\"127.0.0.1\",{port},0");
        self.lines(&open, &["OK", &format!("+MIPOPEN: {id},1")]);
        accept(server)
    }

    /// A socket for datagrams to the peer of the test, and where it is.
    #[track_caller]
    fn open_udp(&mut self, id: u8, peer: &UdpSocket) -> SocketAddr {
        let (local, port) = (free_udp_port(), peer.local_addr().unwrap().port());
        let open = format!("AT+MIPOPEN={id},{local},\"127.0.0.1\",{port},1");
        self.lines(&open, &["OK", &format!("+MIPOPEN: {id},1")]);
        SocketAddr::from(([127, 0, 0, 1], local))
    }

    /// Silence, so that what follows or was before is an escape sequence.
    fn silence(&mut self) {
        self.pass(Duration::from_millis(1100));
    }

    #[track_caller]
    fn escape(&mut self) {
        self.silence();
        self.send("+++");
        self.silence();
        self.hear("\r\nOK\r\n");
    }

    /// What a server gets, while the modem goes on.
    #[track_caller]
    fn received(&mut self, stream: &mut TcpStream, len: usize) -> Vec<u8> {
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
    fn datagram(&mut self, peer: &UdpSocket) -> Vec<u8> {
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
    fn power_cycle(&mut self) {
        let handler = self.modem.handler().switch_off_and_on(&self.config);
        self.modem = Modem::new(ModemConfig::default(), handler);
        let now = self.now();
        L610::restarted(&mut self.modem, now);
        self.turn();
    }
}

fn server() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").unwrap()
}

fn accept(server: &TcpListener) -> TcpStream {
    let (stream, _) = server.accept().unwrap();
    stream.set_nonblocking(true).unwrap();
    stream
}

fn peer() -> UdpSocket {
    let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
    peer.set_nonblocking(true).unwrap();
    peer
}

/// A port that is free, as long as nobody takes it.
fn free_port() -> u16 {
    server().local_addr().unwrap().port()
}

fn free_udp_port() -> u16 {
    peer().local_addr().unwrap().port()
}

fn write(stream: &mut TcpStream, bytes: &[u8]) {
    stream.write_all(bytes).unwrap();
}
