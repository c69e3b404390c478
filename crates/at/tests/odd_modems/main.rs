//! Sockets against modems that do what modems do now and then: results that cross, come late or not at all,
//! lines that lie, and hosts that are in a hurry.

#![cfg(feature = "alloc")]
#![expect(clippy::unwrap_used, reason = "this is how a test fails")]

extern crate alloc;

mod hostile;
mod opening;
mod receiving;
mod sending;
mod transparent;

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{format, vec};
use core::time::Duration;

use cellwire_at::sockets::{Access, Config, Event, Protocol, Receive, SocketId, Sockets};
use cellwire_codec::Instant;

/// Sockets, what they have told in words, and a clock.
struct Rig {
    sockets: Sockets,
    now: Instant,
    told: Vec<String>,
    data: Vec<u8>,
}

const fn secs(n: u64) -> Duration {
    Duration::from_secs(n)
}

impl Rig {
    fn new(config: Config) -> Self {
        Self {
            sockets: Sockets::new(config).unwrap(),
            now: Instant::ORIGIN,
            told: vec![],
            data: vec![],
        }
    }
    fn a76xx(receive: Receive) -> Self {
        let mut rig = Self::new(Config::a76xx(receive));
        rig.sockets.up(rig.now, &Access::new("web")).unwrap();
        for _ in 0..8 {
            let sent = rig.sent();
            match &*sent {
                "AT+NETOPEN\r" => rig.hear("\r\nOK\r\n\r\n+NETOPEN: 0\r\n"),
                "AT+IPADDR\r" => rig.hear("\r\n+IPADDR: 10.1.2.3\r\n\r\nOK\r\n"),
                "" => break,
                _ => rig.hear("\r\nOK\r\n"),
            };
        }
        assert_eq!(rig.told(), ["Up(Some(10.1.2.3))", "Ready"]);
        rig
    }
    fn l610(receive: Receive) -> Self {
        let mut rig = Self::new(Config::l610(receive));
        rig.sockets.up(rig.now, &Access::new("web")).unwrap();
        for _ in 0..8 {
            let sent = rig.sent();
            match &*sent {
                "AT+MIPCALL=1,\"web\"\r" => rig.hear("\r\nOK\r\n\r\n+MIPCALL: 10.1.2.3\r\n"),
                "AT+MIPCLOSE?\r" => rig.hear("\r\n+MIPCLOSE: 0\r\n\r\nOK\r\n"),
                "" => break,
                _ => rig.hear("\r\nOK\r\n"),
            };
        }
        assert_eq!(rig.told(), ["Up(Some(10.1.2.3))", "Ready"]);
        rig
    }
    fn poll(&mut self) {
        while let Some(event) = self.sockets.poll_event() {
            match event {
                Event::Host(_) => {}
                Event::Data { socket, data, .. } => {
                    self.data.extend(data);
                    let socket = socket.map_or("?".into(), |s| s.to_string());
                    self.told.push(format!("{socket}: {}", data.escape_ascii()));
                }
                event => self.told.push(format!("{event:?}").replace("SocketId", "")),
            }
        }
    }
    fn sent(&mut self) -> String {
        let mut sent = vec![];
        let mut buffer = [0; 50];
        loop {
            let len = self.sockets.poll_transmit(self.now, &mut buffer);
            if len == 0 {
                return String::from_utf8_lossy(&sent).into_owned();
            }
            sent.extend(&buffer[..len]);
            self.sockets.transmitted(self.now);
        }
    }
    fn hear(&mut self, bytes: &str) -> &mut Self {
        let mut rest = bytes.as_bytes();
        while !rest.is_empty() {
            let taken = self.sockets.handle_input(self.now, rest);
            rest = &rest[taken..];
            self.poll();
        }
        self
    }
    #[track_caller]
    fn answer(&mut self, command: &str, answer: &str) -> &mut Self {
        assert_eq!(self.sent(), command);
        self.hear(answer)
    }
    fn wait(&mut self, time: Duration) -> String {
        let end = self.now + time;
        let mut sent = self.sent();
        let mut idle = 0;
        while let Some(at) = self.sockets.poll_timeout().filter(|at| *at <= end) {
            idle = if at <= self.now { idle + 1 } else { 0 };
            assert!(idle < 1000, "spins at {:?}: {sent:?}", self.now);
            self.now = self.now.max(at);
            self.sockets.handle_timeout(self.now);
            self.poll();
            sent += &self.sent();
        }
        self.now = end;
        sent
    }
    fn told(&mut self) -> Vec<String> {
        core::mem::take(&mut self.told)
    }
    #[track_caller]
    fn open_a(&mut self) -> SocketId {
        let socket = self.sockets.open(self.now, Protocol::Tcp, "a.b", 80).unwrap();
        let n = socket.number();
        self.answer(
            &format!("AT+CIPOPEN={n},\"TCP\",\"a.b\",80\r"),
            &format!("\r\nOK\r\n\r\n+CIPOPEN: {n},0\r\n"),
        );
        assert_eq!(self.told(), [format!("Opened(({n}))"), "Ready".into()]);
        socket
    }
    #[track_caller]
    fn open_l(&mut self) -> SocketId {
        let socket = self.sockets.open(self.now, Protocol::Tcp, "a.b", 80).unwrap();
        let n = socket.number();
        self.answer(
            &format!("AT+MIPOPEN={n},,\"a.b\",80,0\r"),
            &format!("\r\nOK\r\n\r\n+MIPOPEN: {n},1\r\n"),
        );
        assert_eq!(self.told(), [format!("Opened(({n}))"), "Ready".into()]);
        socket
    }
}
