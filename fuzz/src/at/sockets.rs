use std::collections::BTreeSet;
use std::time::Duration;

use cellwire_at::sockets::{Access, Config, Event, Protocol, Receive, SocketId, Sockets, Status};
use cellwire_codec::Instant;

use super::source::Source;

const RECEIVE: [Receive; 5] =
    [Receive::Push, Receive::PushHex, Receive::Buffer, Receive::BufferHex, Receive::Transparent];

/// What a modem may say.
const WORDS: [&[u8]; 24] = [
    b"\r\nOK\r\n",
    b"\r\nOK\r\n",
    b"\r\nERROR\r\n",
    b"\r\n> ",
    b"\r\nCONNECT\r\n",
    b"\r\nCLOSED\r\n",
    b"\r\nRDY\r\n",
    b"\r\n+NETOPEN: 0\r\n",
    b"\r\n+CIPOPEN: 0,0\r\n",
    b"\r\n+CIPCLOSE: 0,0\r\n",
    b"\r\n+CIPSEND: 0,5,5\r\n",
    b"\r\n+CIPRXGET: 1,0\r\n",
    b"\r\n+CIPRXGET: 2,0,2,1\r\nhi",
    b"\r\n+IPCLOSE: 0,1\r\n",
    b"\r\n+CIPEVENT: NETWORK CLOSED UNEXPECTEDLY\r\n",
    b"\r\n+CLIENT: 1,0,1.2.3.4:5\r\n",
    b"\r\n+IP ERROR: No data\r\n",
    b"\r\n+MIPCALL: 10.0.0.1\r\n",
    b"\r\n+MIPCALL: 0\r\n",
    b"\r\n+MIPOPEN: 1,1\r\n",
    b"\r\n+MIPCLOSE: 1,0\r\n",
    b"\r\n+MIPSEND: 1,0,2048\r\n",
    b"\r\n+MIPREAD: 1,2\r\n",
    b"\r\n+MIPRTCP: 1,0,6869\r\n",
];

type Small = Sockets<512, 256>;

/// Anything a program may do with sockets, and anything a modem may say: a socket is closed once, time does
/// not stand still, and left alone it all comes to rest.
pub fn sockets(data: &[u8]) {
    let mut source = Source::new(data);
    let receive = source.pick(&RECEIVE);
    let config = if source.bool() { Config::a76xx(receive) } else { Config::l610(receive) };
    let mut rig = Rig {
        sockets: Small::new(config).unwrap(),
        now: Instant::ORIGIN,
        open: BTreeSet::new(),
        rising: false,
    };
    for _ in 0..300 {
        if source.is_empty() {
            break;
        }
        rig.step(&mut source);
        rig.settle();
    }
    rig.rest();
    assert!(!rig.rising, "neither up nor down");
    for socket in &rig.open {
        let status = rig.sockets.status(*socket);
        assert!(status == Status::Open, "{socket} is {status:?} for ever");
    }
}

struct Rig {
    sockets: Small,
    now: Instant,
    open: BTreeSet<SocketId>,
    rising: bool,
}

impl Rig {
    fn step(&mut self, source: &mut Source<'_>) {
        let now = self.now;
        match source.below(14) {
            0 => self.rising |= self.sockets.up(now, &Access::new("web")).is_ok(),
            1 => self.sockets.down(now),
            2 => {
                let protocol = if source.bool() { Protocol::Tcp } else { Protocol::Udp };
                if let Ok(socket) = self.sockets.open(now, protocol, "1.2.3.4", 80) {
                    assert!(self.open.insert(socket), "{socket} was in use");
                }
            }
            3 => drop(self.sockets.listen(now, 80)),
            4 => drop(self.sockets.resolve(now, "a.b")),
            5 => {
                let data = source.bytes(30);
                if let Some(socket) = self.open.first() {
                    let taken = self.sockets.send(now, *socket, data).unwrap_or(0);
                    assert!(taken <= data.len());
                }
            }
            6 => {
                if let Some(socket) = self.open.last() {
                    self.sockets.close(now, *socket);
                }
            }
            7..=10 => self.hear(source.pick(&WORDS)),
            11 => self.hear(source.bytes(60)),
            12 => {
                self.now += Duration::from_millis(source.u16().into());
                self.sockets.handle_timeout(self.now);
            }
            _ => {
                if let Some(at) = self.sockets.poll_timeout() {
                    self.now = self.now.max(at);
                    self.sockets.handle_timeout(self.now);
                }
            }
        }
    }

    fn hear(&mut self, mut bytes: &[u8]) {
        let mut refused = 0;
        while !bytes.is_empty() {
            let taken = self.sockets.handle_input(self.now, bytes);
            bytes = &bytes[taken..];
            self.settle();
            refused = if taken == 0 { refused + 1 } else { 0 };
            assert!(refused < 3, "nothing is accepted");
        }
    }

    fn settle(&mut self) {
        let mut buffer = [0; 100];
        for round in 0.. {
            assert!(round < 10_000, "an endless loop");
            let mut idle = true;
            while let Some(event) = self.sockets.poll_event() {
                idle = false;
                match event {
                    Event::Closed { socket, .. } => {
                        assert!(self.open.remove(&socket), "{socket} is closed twice");
                    }
                    Event::Accepted { socket, .. } => {
                        self.open.insert(socket);
                    }
                    Event::Up(_) | Event::Down(_) | Event::Reset => self.rising = false,
                    _ => {}
                }
            }
            let len = self.sockets.poll_transmit(self.now, &mut buffer);
            self.sockets.transmitted(self.now);
            if idle && len == 0 {
                return;
            }
        }
    }

    /// Nobody says anything any more.
    fn rest(&mut self) {
        for _ in 0..2000 {
            self.settle();
            let Some(at) = self.sockets.poll_timeout() else { return };
            assert!(at >= self.now, "a timeout in the past");
            self.now = at;
            self.sockets.handle_timeout(at);
        }
        panic!("it never comes to rest");
    }
}
