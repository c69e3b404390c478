//! The session of the server's side.

use std::hint::black_box;
use std::net::SocketAddr;
use std::time::Duration;

use cellwire_codec::Instant;
use cellwire_goip::session::{LineConfig, ServerEventKind};
use cellwire_goip::{Server, ServerConfig};

use super::cases::sink;
use super::input::{Inputs, KEEPALIVE};
use crate::cityeasy::Memory;
use crate::{Case, Rng, Role, bytes_held_by};

const GATEWAYS: usize = 100_000;
const INTERVAL: Duration = Duration::from_secs(30);

fn address(number: usize) -> SocketAddr {
    let [_, a, b, c] = (number as u32).to_be_bytes();
    SocketAddr::from(([10, a, b, c], 10_991))
}

/// What a line sends: a buffer in which only the numbers change, as in the buffer of a socket.
#[derive(Clone)]
struct Datagram {
    bytes: Vec<u8>,
    /// Where the number of the line stands, in seven digits.
    numbers: Vec<usize>,
    /// Where the count stands, in seven digits.
    count: usize,
}

impl Datagram {
    fn keepalive() -> Self {
        Self::new(
            "req:CCCCCCC;id:goipNNNNNNN;pass:pw00NNNNNNN;num:;signal:23;gsm_status:LOGIN;\
             voip_status:LOGIN;imei:86749502NNNNNNN;imsi:26006017NNNNNNN;iccid:8948061100072NNNNNNN;",
        )
    }

    fn receive() -> Self {
        Self::new(
            "RECEIVE:CCCCCCC;id:goipNNNNNNN;password:pw00NNNNNNN;srcnum:+4812NNNNNNN;\
             msg:Your balance; at 12:30 is 10.00 EGP CCCC",
        )
    }

    fn new(template: &str) -> Self {
        let places = |what: &'static str| template.match_indices(what).map(|(at, _)| at);
        Self {
            numbers: places("NNNNNNN").collect(),
            count: places("CCCCCCC").next().unwrap(),
            bytes: template.as_bytes().to_vec(),
        }
    }

    /// That of this line, with this count.
    fn of(&mut self, line: usize, count: usize) -> &[u8] {
        let digits = seven_digits(line);
        for at in &self.numbers {
            self.bytes[*at..*at + 7].copy_from_slice(&digits);
        }
        self.bytes[self.count..self.count + 7].copy_from_slice(&seven_digits(count));
        &self.bytes
    }
}

fn seven_digits(number: usize) -> [u8; 7] {
    let mut left = number as u32;
    let mut digits = [0; 7];
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (left % 10) as u8;
        left /= 10;
    }
    digits
}

/// A server, what its lines send, and what the driver of its socket has.
struct Socket {
    server: Server,
    keepalive: Datagram,
    receive: Datagram,
    now: Instant,
    /// Between two datagrams.
    step: Duration,
    count: usize,
    events: usize,
}

impl Socket {
    /// So many lines, all of which have registered.
    fn new(lines: usize) -> Self {
        let mut config = ServerConfig::default();
        config.limits.lines = lines;
        let mut server = Server::new(config);
        for line in 0..lines {
            let (id, password) = (format!("goip{line:07}"), format!("pw00{line:07}"));
            server.add_line(LineConfig::new(id, password.as_str())).unwrap();
        }
        let mut socket = Self {
            server,
            keepalive: Datagram::keepalive(),
            receive: Datagram::receive(),
            now: Instant::ORIGIN,
            step: INTERVAL / lines as u32,
            count: 1_000_000,
            events: 0,
        };
        assert_eq!(socket.keepalive.bytes.len(), KEEPALIVE);
        for line in 0..lines {
            let sent = socket.keepalive(line);
            assert_eq!(sent, "reg:1000000;status:200;".len());
        }
        assert_eq!(socket.events, lines);
        socket.count += 1;
        socket
    }

    fn keepalive(&mut self, line: usize) -> usize {
        self.now += self.step;
        let datagram = self.keepalive.of(line, self.count);
        serve(&mut self.server, self.now, address(line), datagram, &mut self.events)
    }

    fn receive(&mut self, line: usize) -> usize {
        self.now += self.step;
        let datagram = self.receive.of(line, self.count);
        serve(&mut self.server, self.now, address(line), datagram, &mut self.events)
    }
}

/// What the driver of a socket does with a datagram.
fn serve(
    server: &mut Server,
    now: Instant,
    from: SocketAddr,
    datagram: &[u8],
    events: &mut usize,
) -> usize {
    if server.poll_timeout().is_some_and(|at| at <= now) {
        server.handle_timeout(now);
    }
    assert_eq!(server.handle_input(now, from, black_box(datagram)), datagram.len());
    while let Some(event) = server.poll_event() {
        let as_expected =
            matches!(event.kind, ServerEventKind::Up { .. } | ServerEventKind::Received { .. });
        assert!(as_expected, "{event:?}");
        sink(event);
        *events += 1;
    }
    let mut buffer = [0; 1500];
    let mut sent = 0;
    while let Some(transmit) = server.poll_transmit(now, &mut buffer).unwrap() {
        assert_eq!(transmit.to, from);
        black_box(&buffer[..transmit.len]);
        server.transmitted(now);
        sent += transmit.len;
    }
    sent
}

pub(super) fn server(inputs: &Inputs) -> Case<'_> {
    let (many, few) = (inputs.scale.pick(GATEWAYS, 500), inputs.scale.pick(10_000, 50));
    let mut rng = Rng::new(100);
    let mut order: Vec<_> = (0..many).collect();
    for at in (1..many).rev() {
        order.swap(at, rng.below(at as u64 + 1) as usize);
    }
    Case::new(
        "server",
        "100,000 lines with their timers: what a keepalive costs; a RECEIVE, of 10,000",
        (few, "datagram"),
        "1 us for each keepalive, no allocation",
    )
    .with(Role::Ours, "in-turn", keepalives(many, few, (0..many).collect()))
    .with(Role::Ours, "in-any-order", keepalives(many, few, order))
    .with(Role::Ours, "in-turn-of-10,000", keepalives(few, few, (0..few).collect()))
    .with(Role::Ours, "receive", {
        let mut socket = Socket::new(few);
        move || {
            for line in 0..few {
                let before = socket.events;
                assert_eq!(socket.receive(line), "RECEIVE 1000000 OK".len());
                assert_eq!(socket.events, before + 1);
            }
            socket.count += 1;
        }
    })
}

/// So many lines out of `lines` in each pass, in this order.
fn keepalives(lines: usize, in_a_pass: usize, order: Vec<usize>) -> impl FnMut() {
    let mut socket = Socket::new(lines);
    let mut next = 0;
    move || {
        for line in &order[next..next + in_a_pass] {
            assert_eq!(socket.keepalive(*line), "reg:1000000;status:200;".len());
        }
        next = (next + in_a_pass) % order.len();
        if next == 0 {
            socket.count += 1;
        }
    }
}

/// The memory of registered lines.
pub fn idle_memory(inputs: &Inputs) -> Vec<Memory> {
    let lines = inputs.scale.pick(GATEWAYS, 500);
    let (_held, bytes) = bytes_held_by(|| Socket::new(lines));
    vec![Memory {
        name: "goip::Server, a registered line that is idle",
        count: lines,
        bytes: bytes / lines,
        reach: "512",
    }]
}
