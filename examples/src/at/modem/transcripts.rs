//! The transcripts that a host is tested with, as the simulated modems have them.

use core::net::SocketAddr;
use std::io::Write;
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::path::Path;
use std::thread;

use self::format::{Said, Side, Step, Transcript, quoted};
use super::rig::{Rig, free_port, peer, serve_time, server, text};
use super::{A76xx, L610, Model, Order};

#[allow(dead_code, reason = "what a host makes of them is tested with the host")]
#[path = "../../../../crates/at/tests/transcripts/format.rs"]
mod format;

/// A modem, and the network of the test around it.
struct Replay<M: Model> {
    rig: Rig<M>,
    /// Addresses and ports of the transcript, and what stands for them here.
    names: Vec<(String, String)>,
    servers: Vec<TcpListener>,
    ends: Vec<End>,
}

/// The other end of a socket of the modem.
enum End {
    Stream(TcpStream),
    /// Datagrams, and where the modem has its socket.
    Peer(UdpSocket, SocketAddr),
}

#[test]
fn a76xx() {
    replay_all::<A76xx>("a76xx");
}

#[test]
fn l610() {
    replay_all::<L610>("l610");
}

fn replay_all<M: Model>(folder: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/at/tests/transcripts");
    let transcripts = Transcript::all(&root.join(folder));
    thread::scope(|scope| {
        for transcript in &transcripts {
            let faults = transcript.setting("simulator").unwrap_or_default();
            if faults != "none" {
                let faults: Vec<_> = faults.split_whitespace().collect();
                let run = move || Replay::<M>::new(&faults).run(transcript);
                let thread = thread::Builder::new().name(transcript.name.clone());
                thread.spawn_scoped(scope, run).unwrap();
            }
        }
    });
}

impl<M: Model> Replay<M> {
    fn new(faults: &[&str]) -> Self {
        let rig = Rig::with(faults);
        Self { rig, names: Vec::new(), servers: Vec::new(), ends: Vec::new() }
    }

    fn run(mut self, transcript: &Transcript) {
        for step in &transcript.steps {
            match step {
                Step::Said(said) => self.said(said),
                Step::Network(words) => self.network(words),
            }
        }
        self.rig.quiet();
    }

    fn said(&mut self, said: &Said) {
        if let Some(at) = said.at {
            self.rig.quiet();
            self.rig.pass(at.saturating_sub(self.rig.now().since_origin()));
        }
        let bytes = self.here(&said.bytes);
        match said.side {
            Side::Host if bytes == b"+++" => {
                self.rig.silence();
                self.rig.send(bytes);
                self.rig.silence();
            }
            Side::Host => self.rig.send(bytes),
            Side::Modem => {
                let heard = self.rig.hear_len(bytes.len());
                let rest = &self.rig.heard;
                assert_eq!(text(&heard), text(&bytes), "line {}: {}", said.number, text(rest));
            }
        }
        for server in &self.servers {
            if let Ok((stream, _)) = server.accept() {
                stream.set_nonblocking(true).unwrap();
                self.ends.push(End::Stream(stream));
            }
        }
    }

    /// The text with the addresses and ports of here.
    fn here(&self, text: &[u8]) -> Vec<u8> {
        let mut here = Vec::new();
        let mut rest = text;
        while let Some((first, behind)) = rest.split_first() {
            let is_inside = here.last().is_some_and(u8::is_ascii_digit);
            let found = self.names.iter().find_map(|(name, here)| {
                let behind = rest.strip_prefix(name.as_bytes())?;
                let is_whole = !is_inside && !behind.first().is_some_and(u8::is_ascii_digit);
                is_whole.then_some((here, behind))
            });
            match found {
                Some((name, behind)) => {
                    here.extend_from_slice(name.as_bytes());
                    rest = behind;
                }
                None => {
                    here.push(*first);
                    rest = behind;
                }
            }
        }
        here
    }

    fn name(&mut self, name: &str, here: impl ToString) {
        self.names.push((name.into(), here.to_string()));
    }

    /// An address of the transcript, and a port of this machine.
    fn name_address(&mut self, name: &str, port: u16) {
        let (ip, name) = name.rsplit_once(':').unwrap();
        self.name(ip, "127.0.0.1");
        self.name(name, port);
    }

    fn network(&mut self, words: &str) {
        let (first, rest) = words.split_once(" at ").unwrap_or((words, ""));
        match first {
            "server" => {
                let server = server();
                server.set_nonblocking(true).unwrap();
                self.name_address(rest, server.local_addr().unwrap().port());
                self.servers.push(server);
            }
            "peer" => {
                let (peer, modem) = (peer(), free_port());
                self.name_address(rest, peer.local_addr().unwrap().port());
                self.ends.push(End::Peer(peer, SocketAddr::from(([127, 0, 0, 1], modem))));
            }
            "time server" => {
                let server = peer();
                self.name_address(rest, server.local_addr().unwrap().port());
                thread::spawn(move || serve_time(&server));
            }
            "nobody" => self.name_address(rest, free_port()),
            "client" => {
                let (address, port) = rest.split_once(" of ").unwrap();
                let port = text(&self.here(port.as_bytes())).parse().unwrap();
                let client = TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], port))).unwrap();
                client.set_nonblocking(true).unwrap();
                self.name_address(address, client.local_addr().unwrap().port());
                self.ends.push(End::Stream(client));
            }
            "closes" => drop(self.ends.pop()),
            _ => self.other(words),
        }
    }

    fn other(&mut self, words: &str) {
        if let Some(port) = words.strip_prefix("free port ") {
            let here = match self.ends.last() {
                Some(End::Peer(_, modem)) => modem.port(),
                _ => free_port(),
            };
            self.name(port, here);
        } else if let Some((name, here)) = words.split_once(" is ") {
            self.name(name, here);
        } else if let Some(data) = words.strip_prefix("gets ") {
            self.gets(&quoted(data).unwrap());
        } else if let Some(data) = words.strip_prefix("sends ") {
            let data = quoted(data).unwrap();
            match self.ends.last_mut().unwrap() {
                End::Stream(stream) => stream.write_all(&data).unwrap(),
                End::Peer(peer, modem) => _ = peer.send_to(&data, *modem).unwrap(),
            }
        } else {
            let now = self.rig.now();
            Order::parse(words).unwrap().unwrap().perform(&mut self.rig.modem, now).unwrap();
        }
    }

    fn gets(&mut self, data: &[u8]) {
        let got = match self.ends.last_mut().unwrap() {
            End::Stream(stream) => self.rig.received(stream, data.len()),
            End::Peer(peer, _) => self.rig.datagram(peer),
        };
        assert_eq!(text(&got), text(data));
    }
}
