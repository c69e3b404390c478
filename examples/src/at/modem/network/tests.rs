use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;

use cellwire_codec::Clock;

use super::*;

const WITHIN: Duration = Duration::from_secs(20);

struct Rig {
    network: Network,
    clock: Clock,
}

impl Rig {
    fn new(change: impl FnOnce(&mut NetworkConfig)) -> Self {
        let mut config = NetworkConfig::default();
        change(&mut config);
        Self { network: Network::new(config), clock: Clock::start() }
    }

    fn now(&self) -> Instant {
        self.clock.now()
    }

    fn wait(&mut self) -> Event {
        let deadline = self.now() + WITHIN;
        loop {
            assert!(self.now() < deadline, "nothing happens");
            if let Some(event) = self.network.poll(self.now()) {
                return event;
            }
            thread::sleep(Duration::from_millis(1));
        }
    }

    fn connect(&mut self, host: &str, port: u16) -> SocketId {
        self.network.connect(self.clock.now(), host, port, WITHIN).unwrap()
    }

    /// A connection between a socket and a stream.
    fn pair(&mut self) -> (SocketId, TcpStream) {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let peer = server.local_addr().unwrap();
        let socket = self.connect("127.0.0.1", peer.port());
        let (stream, _) = server.accept().unwrap();
        assert_eq!(self.wait(), Event::Connected { socket, peer });
        stream.set_read_timeout(Some(WITHIN)).unwrap();
        (socket, stream)
    }
}

#[test]
fn a_connection() {
    let mut rig = Rig::new(|_| {});
    assert_eq!(rig.network.next_poll(rig.now()), None);
    let (socket, mut stream) = rig.pair();
    assert!(rig.network.next_poll(rig.now()).is_some());
    assert_eq!(rig.network.send(socket, b"hello"), Ok(5));
    let mut buffer = [0; 5];
    stream.read_exact(&mut buffer).unwrap();
    assert_eq!(&buffer, b"hello");
    stream.write_all(b"and back").unwrap();
    assert_eq!(rig.wait(), Event::Arrived { socket });
    let (from, bytes) = rig.network.receive(rig.now(), socket, 3).unwrap();
    assert_eq!((from, &bytes[..]), (stream.local_addr().unwrap(), &b"and"[..]));
    drop(stream);
    assert_eq!(rig.wait(), Event::Closed { socket, failure: None });
    assert!(!rig.network.has_ended(socket));
    assert_eq!(rig.network.front(rig.now(), socket).unwrap().1, b" back");
    rig.network.consume(socket, 5);
    assert!(rig.network.has_ended(socket));
    let counts = rig.network.counts(socket);
    assert_eq!((counts.sent, counts.received), (5, 8));
    rig.network.close(rig.now(), socket);
    assert_eq!(rig.network.send(socket, b"x"), Err(Failure::NotConnected));
    assert_eq!(rig.network.poll(rig.now()), None);
}

/// What was sent arrives, although something was not received.
#[test]
fn a_socket_is_closed_in_good_order() {
    let mut rig = Rig::new(|_| {});
    let (socket, mut stream) = rig.pair();
    stream.write_all(&[0; 100_000]).unwrap();
    assert_eq!(rig.wait(), Event::Arrived { socket });
    assert_eq!(rig.network.send(socket, b"last words"), Ok(10));
    rig.network.close(rig.now(), socket);
    let reading = thread::spawn(move || {
        let mut text = String::new();
        stream.read_to_string(&mut text).map(|_| text)
    });
    while !reading.is_finished() {
        assert_eq!(rig.network.poll(rig.now()), None);
        thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(reading.join().unwrap().unwrap(), "last words");
}

#[test]
fn what_cannot_be_connected() {
    let mut rig = Rig::new(|_| {});
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let socket = rig.connect("127.0.0.1", port);
    assert_eq!(rig.wait(), Event::Failed { socket, failure: Failure::Refused });
    let socket = rig.connect("host.invalid", port);
    assert_eq!(rig.wait(), Event::Failed { socket, failure: Failure::NoAddress });
    rig.network.config_mut().refuses = true;
    let socket = rig.connect("localhost", port);
    assert_eq!(rig.wait(), Event::Failed { socket, failure: Failure::Refused });
    let taken = rig.network.listen(0).unwrap();
    let port = rig.network.local(taken).unwrap().port();
    assert_eq!(rig.network.listen(port), Err(Failure::PortTaken));
}

#[test]
fn servers_and_datagrams() {
    let mut rig = Rig::new(|config| config.delay = Duration::from_millis(50));
    let server = rig.network.listen(0).unwrap();
    let address = rig.network.local(server).unwrap();
    let stream = TcpStream::connect(address).unwrap();
    let Event::Accepted { server: by, socket, peer } = rig.wait() else { panic!() };
    assert_eq!((by, peer), (server, stream.local_addr().unwrap()));
    rig.network.close(rig.now(), socket);

    let (one, other) = (rig.network.bind(0).unwrap(), UdpSocket::bind("127.0.0.1:0").unwrap());
    let other_port = other.local_addr().unwrap().port();
    let two = rig.network.bind_to(rig.clock.now(), "localhost", other_port, 0, WITHIN).unwrap();
    let peer = SocketAddr::from(([127, 0, 0, 1], other_port));
    assert_eq!(rig.wait(), Event::Connected { socket: two, peer });
    assert_eq!(rig.network.send(two, b"two"), Ok(3));
    let mut buffer = [0; 10];
    let (len, from) = other.recv_from(&mut buffer).unwrap();
    assert_eq!(&buffer[..len], b"two");
    // That of somebody else is not for it.
    let to = SocketAddr::from(([127, 0, 0, 1], from.port()));
    assert_eq!(rig.network.send_to(one, b"stray", to), Ok(5));
    other.send_to(b"first", to).unwrap();
    other.send_to(b"second", to).unwrap();
    assert_eq!(rig.wait(), Event::Arrived { socket: two });
    assert_eq!(rig.network.receive(rig.now(), two, 100).unwrap().1, b"first");
    assert_eq!(rig.network.receive(rig.now(), two, 100).unwrap().1, b"second");
    assert_eq!(rig.network.send(one, b"to whom?"), Err(Failure::NotConnected));
}

#[test]
fn questions() {
    let mut rig = Rig::new(|_| {});
    let query = rig.network.resolve("localhost").unwrap();
    let Event::Resolved { query: asked, addresses } = rig.wait() else { panic!() };
    assert_eq!((asked, addresses.unwrap()[0]), (query, Ipv4Addr::LOCALHOST.into()));
    let query = rig.network.ping("127.0.0.1").unwrap();
    let Event::Pong { query: asked, answer } = rig.wait() else { panic!() };
    assert_eq!((asked, answer), (query, Ok((Ipv4Addr::LOCALHOST.into(), PONG))));
    rig.network.ping("host.invalid").unwrap();
    assert!(matches!(rig.wait(), Event::Pong { answer: Err(Failure::NoAddress), .. }));
    assert_eq!(rig.network.next_poll(rig.now()), None);
}

#[test]
fn all_is_gone_at_once() {
    let mut rig = Rig::new(|_| {});
    let (socket, mut stream) = rig.pair();
    rig.network.close_all();
    assert_eq!(rig.network.send(socket, b"x"), Err(Failure::NotConnected));
    assert!(matches!(stream.read(&mut [0; 1]), Ok(0) | Err(_)));
    assert_eq!(rig.network.next_poll(rig.now()), None);
}
