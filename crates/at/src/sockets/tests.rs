use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::SocketAddr;
use core::time::Duration;

use super::*;

/// Sockets, a clock, and what happened in words.
struct Rig {
    sockets: Sockets,
    now: Instant,
    told: Vec<String>,
    data: Vec<u8>,
}

impl Rig {
    fn new(config: Config) -> Self {
        let sockets = Sockets::new(config).unwrap();
        Self { sockets, now: Instant::ORIGIN, told: Vec::new(), data: Vec::new() }
    }

    /// An A76XX with a link.
    fn a76xx(receive: Receive) -> Self {
        let mut rig = Self::new(Config::a76xx(receive));
        rig.sockets.up(rig.now, &Access::new("web")).unwrap();
        rig.answer("AT+CGDCONT=1,\"IP\",\"web\"\r", "\r\nOK\r\n");
        let is_transparent = receive == Receive::Transparent;
        rig.answer(&format!("AT+CIPMODE={}\r", u8::from(is_transparent)), "\r\nOK\r\n");
        let is_buffered = matches!(receive, Receive::Buffer | Receive::BufferHex);
        rig.answer(&format!("AT+CIPRXGET={}\r", u8::from(is_buffered)), "\r\nOK\r\n");
        if matches!(receive, Receive::Push | Receive::PushHex) {
            rig.answer("AT+CIPCCFG=,,,,1\r", "\r\nOK\r\n").answer("AT+CIPSRIP=1\r", "\r\nOK\r\n");
        }
        rig.answer("AT+NETOPEN\r", "\r\nOK\r\n\r\n+NETOPEN: 0\r\n")
            .answer("AT+IPADDR\r", "\r\n+IPADDR: 10.1.2.3\r\n\r\nOK\r\n");
        assert_eq!(rig.told(), ["Up(Some(10.1.2.3))", "Ready"]);
        rig
    }

    /// An L610 with a link.
    fn l610(receive: Receive) -> Self {
        let mut rig = Self::new(Config::l610(receive));
        rig.sockets.up(rig.now, &Access::new("web")).unwrap();
        let format = receive.format();
        let format = crate::vendor::l610::gtset::Format::from(format).0;
        rig.answer("AT+MIPCALL=1,\"web\"\r", "\r\nOK\r\n\r\n+MIPCALL: 10.1.2.3\r\n")
            .answer(&format!("AT+GTSET=\"IPRFMT\",{format}\r"), "\r\nOK\r\n")
            .answer("AT+MIPCLOSE?\r", "\r\n+MIPCLOSE: 0\r\n\r\nOK\r\n");
        assert_eq!(rig.told(), ["Up(Some(10.1.2.3))", "Ready"]);
        rig
    }

    fn poll(&mut self) {
        while let Some(event) = self.sockets.poll_event() {
            match event {
                Event::Host(_) => {}
                Event::Data { socket, from, data, .. } => {
                    self.data.extend(data);
                    let from = from.map(|from| format!(" from {from}")).unwrap_or_default();
                    let socket = socket.map_or("?".into(), |socket| socket.to_string());
                    self.told.push(format!("{socket}: {}{from}", data.escape_ascii()));
                }
                event => self.told.push(format!("{event:?}").replace("SocketId", "")),
            }
        }
    }

    /// What is sent now.
    fn sent(&mut self) -> String {
        let mut sent = Vec::new();
        let mut buffer = [0; 50];
        loop {
            let len = self.sockets.poll_transmit(self.now, &mut buffer);
            if len == 0 {
                return String::from_utf8(sent).unwrap();
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

    /// The modem gets this, and says that.
    #[track_caller]
    fn answer(&mut self, command: &str, answer: &str) -> &mut Self {
        assert_eq!(self.sent(), command);
        self.hear(answer)
    }

    fn wait(&mut self, time: Duration) -> String {
        let end = self.now + time;
        let mut sent = self.sent();
        while let Some(at) = self.sockets.poll_timeout().filter(|at| *at <= end) {
            assert!(at >= self.now, "time goes on");
            self.now = at;
            self.sockets.handle_timeout(at);
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
    fn open(&mut self, command: &str, answer: &str) -> SocketId {
        let socket = self.sockets.open(self.now, Protocol::Tcp, "a.b", 80).unwrap();
        self.answer(command, answer);
        assert_eq!(self.told(), [format!("Opened(({socket}))"), "Ready".into()]);
        socket
    }

    fn open_a76xx(&mut self) -> SocketId {
        self.open("AT+CIPOPEN=0,\"TCP\",\"a.b\",80\r", "\r\nOK\r\n\r\n+CIPOPEN: 0,0\r\n")
    }

    fn open_l610(&mut self) -> SocketId {
        self.open("AT+MIPOPEN=1,,\"a.b\",80,0\r", "\r\nOK\r\n\r\n+MIPOPEN: 1,1\r\n")
    }
}

#[test]
fn a_link_that_is_up_already_is_closed_first() {
    let mut rig = Rig::new(Config::a76xx(Receive::Buffer));
    let access = Access::new("web").with_user("me", "a\"b;c");
    assert!(!format!("{access:?}").contains("a\"b"));
    rig.sockets.up(rig.now, &access).unwrap();
    assert_eq!(rig.sockets.up(rig.now, &access), Err(SocketError::Up));
    rig.answer(
        "AT+CGDCONT=1,\"IP\",\"web\";+CGAUTH=1,2,\"me\",\"a\\22b;c\"\r",
        "\r\n+CME ERROR: 3\r\n",
    )
    .answer("AT+CIPMODE=0\r", "\r\nOK\r\n")
    .answer("AT+CIPRXGET=1\r", "\r\nOK\r\n")
    .answer("AT+NETOPEN\r", "\r\n+IP ERROR: Network is already opened\r\n\r\nERROR\r\n")
    .answer("AT+CIPCLOSE?\r", "\r\n+CIPCLOSE: 0,1,0,0,0,0,0,0,0,0\r\n\r\nOK\r\n")
    .answer("AT+CIPCLOSE=1\r", "\r\nOK\r\n\r\n+CIPCLOSE: 1,0\r\n")
    .answer("AT+NETCLOSE\r", "\r\nOK\r\n\r\n+NETCLOSE: 0\r\n")
    .answer("AT+CIPMODE=0\r", "\r\nOK\r\n")
    .answer("AT+CIPRXGET=1\r", "\r\nOK\r\n");
    assert!(rig.told().is_empty());
    rig.answer("AT+NETOPEN\r", "\r\nOK\r\n\r\n+NETOPEN: 1\r\n");
    assert_eq!(rig.told(), ["Down(Refused(Some(1)))", "Ready"]);
    assert!(!rig.sockets.is_up());

    let mut rig = Rig::new(Config::l610(Receive::Push));
    rig.sockets.up(rig.now, &Access::new("web")).unwrap();
    rig.answer("AT+MIPCALL=1,\"web\"\r", "\r\nERROR\r\n")
        .answer("AT+MIPCALL?\r", "\r\n+MIPCALL: 1,10.1.2.3\r\n\r\nOK\r\n")
        .answer("AT+GTSET=\"IPRFMT\",2\r", "\r\nOK\r\n")
        .answer("AT+MIPCLOSE?\r", "\r\n+MIPCLOSE: 1,3\r\n\r\nOK\r\n");
    assert_eq!(rig.told(), ["Up(Some(10.1.2.3))"]);
    rig.answer("AT+MIPCLOSE=1\r", "\r\nOK\r\n\r\n+MIPCLOSE: 1,0\r\n")
        .answer("AT+MIPCLOSE=3\r", "\r\nERROR\r\n");
    assert_eq!(rig.told(), ["Ready"]);
}

#[test]
fn sockets_that_cannot_be_opened() {
    for (answer, cause) in [
        ("\r\n+CIPOPEN: 0,3\r\n\r\nERROR\r\n", "Refused(Some(3))"),
        ("\r\nOK\r\n\r\n+CIPOPEN: 0,11\r\n", "Refused(Some(11))"),
        ("\r\n+IP ERROR: Network not opened\r\n\r\nERROR\r\n", "Refused(Some(8))"),
        ("\r\nERROR\r\n", "Refused(None)"),
    ] {
        let mut rig = Rig::a76xx(Receive::Buffer);
        let socket = rig.sockets.open(rig.now, Protocol::Tcp, "a.b", 80).unwrap();
        assert_eq!(rig.sockets.status(socket), Status::Opening);
        let busy = rig.sockets.open(rig.now, Protocol::Tcp, "a.b", 81);
        assert_eq!(busy, Err(SocketError::Busy));
        rig.answer("AT+CIPOPEN=0,\"TCP\",\"a.b\",80\r", answer);
        let closed = format!("Closed {{ socket: (0), cause: {cause} }}");
        assert_eq!(rig.told(), [&closed, "Ready"]);
        assert_eq!(rig.sockets.status(socket), Status::Free);
        assert_eq!(rig.sockets.send(rig.now, socket, b"x"), Err(SocketError::NotOpen { socket }));
    }
    let mut rig = Rig::l610(Receive::Buffer);
    rig.sockets.open(rig.now, Protocol::Tcp, "a.b", 80).unwrap();
    rig.answer("AT+MIPOPEN=1,,\"a.b\",80,0\r", "\r\nOK\r\n\r\n+MIPSTAT: 1,1\r\n");
    assert_eq!(rig.told(), ["Closed { socket: (1), cause: Refused(None) }", "Ready"]);
}

#[test]
fn a_socket_of_which_nothing_is_known_is_closed() {
    let mut rig = Rig::a76xx(Receive::Buffer);
    rig.sockets.open(rig.now, Protocol::Tcp, "a.b", 80).unwrap();
    rig.answer("AT+CIPOPEN=0,\"TCP\",\"a.b\",80\r", "\r\nOK\r\n");
    assert_eq!(rig.wait(Duration::from_secs(120)), "AT+CIPCLOSE=0\r");
    assert_eq!(rig.told(), ["Closed { socket: (0), cause: TimedOut }"]);
    rig.hear("\r\n+CIPOPEN: 0,0\r\n\r\nOK\r\n\r\n+CIPCLOSE: 0,0\r\n");
    assert_eq!(rig.told(), ["Ready"]);
    // The others come first, so that what is late finds nobody.
    rig.open("AT+CIPOPEN=1,\"TCP\",\"a.b\",80\r", "\r\nOK\r\n\r\n+CIPOPEN: 1,0\r\n");
}

#[test]
fn what_the_modem_does_not_take_is_sent_again() {
    let mut rig = Rig::a76xx(Receive::Buffer);
    let socket = rig.open_a76xx();
    assert_eq!(rig.sockets.send(rig.now, socket, b"hello"), Ok(5));
    assert_eq!(rig.sockets.send(rig.now, socket, b"more"), Ok(0), "one at a time");
    rig.answer("AT+CIPSEND=0,5\r", "\r\n>").answer("hello", "\r\nOK\r\n\r\n+CIPSEND: 0,5,2\r\n");
    assert_eq!(rig.told(), ["Sent { socket: (0), len: 2 }", "Ready"]);
    assert_eq!(rig.sockets.send(rig.now, socket, b"llo"), Ok(3));
    rig.answer("AT+CIPSEND=0,3\r", "\r\n>").answer("llo", "\r\n+CIPSEND: 0,3,0\r\n\r\nOK\r\n");
    assert_eq!(rig.told(), ["Sent { socket: (0), len: 0 }", "Ready"]);
    assert_eq!(rig.sockets.send(rig.now, socket, b"llo"), Ok(0), "the modem is left alone");
    rig.wait(Duration::from_millis(200));
    assert_eq!(rig.told(), ["Writable((0))"]);
    assert_eq!(rig.sockets.send(rig.now, socket, b"llo"), Ok(3));
    rig.answer("AT+CIPSEND=0,3\r", "\r\n>").answer("llo", "\r\nOK\r\n\r\n+CIPSEND: 0,3,-1\r\n");
    assert_eq!(
        rig.told(),
        ["Sent { socket: (0), len: 0 }", "Closed { socket: (0), cause: Peer }", "Ready"]
    );

    let mut rig = Rig::l610(Receive::Buffer);
    let socket = rig.open_l610();
    let long = [b'x'; 3000];
    assert_eq!(rig.sockets.send(rig.now, socket, &long), Ok(Sockets::<4352, 2304>::MAX_SEND));
    rig.answer("AT+MIPSEND=1,1460\r", "\r\n>\r\n");
    assert_eq!(rig.sent().len(), 1460);
    rig.hear("\r\nOK\r\n\r\n+MIPPUSH: 1,0\r\n\r\n+MIPSEND: 1,0,588\r\n\r\nOK\r\n");
    assert_eq!(rig.told(), ["Sent { socket: (1), len: 1460 }", "Ready"]);
    rig.hear("\r\n+MIPXOFF: 1\r\n");
    assert_eq!(rig.sockets.send(rig.now, socket, b"x"), Ok(0));
    rig.hear("\r\n+MIPXON: 1\r\n");
    assert_eq!(rig.told(), ["Writable((1))"]);
    assert_eq!(rig.sockets.send(rig.now, socket, b"x"), Ok(1));
    rig.answer("AT+MIPSEND=1,1\r", "\r\n>")
        .answer("x", "\r\nOK\r\n\r\n+MIPSEND: 1,1,0\r\n\r\nOK\r\n");
    assert_eq!(rig.told(), ["Sent { socket: (1), len: 0 }", "Ready"]);
}

#[test]
fn data_is_fetched_before_its_socket_is_closed() {
    let mut rig = Rig::a76xx(Receive::Buffer);
    rig.open_a76xx();
    rig.hear("\r\n+CIPRXGET: 1,0\r\n\r\n+IPCLOSE: 0,1\r\n");
    assert!(rig.told().is_empty());
    rig.answer("AT+CIPRXGET=2,0,1500\r", "\r\n+CIPRXGET: 2,0,8,3\r\n\r\nOK\r\n> \r\nOK\r\n");
    rig.answer("AT+CIPRXGET=2,0,1500\r", "\r\n+CIPRXGET: 2,0,3,0\r\nend\r\nOK\r\n");
    assert_eq!(rig.data, b"\r\nOK\r\n> end");
    assert_eq!(rig.told().last().unwrap(), "Ready");
    assert_eq!(rig.sent(), "");

    let mut rig = Rig::a76xx(Receive::BufferHex);
    let socket = rig.open_a76xx();
    rig.hear("\r\n+CIPRXGET: 1,0\r\n");
    rig.answer("AT+CIPRXGET=3,0,750\r", "\r\n+CIPRXGET: 3,0,3,0\r\n6f4");
    rig.hear("B21\r\nOK\r\n\r\n+IPCLOSE: 0,1\r\n");
    assert_eq!(rig.data, b"oK!");
    assert!(rig.told().contains(&String::from("Closed { socket: (0), cause: Peer }")));
    assert_eq!(rig.sockets.status(socket), Status::Free);

    // Nothing there after all.
    let mut rig = Rig::a76xx(Receive::Buffer);
    rig.open_a76xx();
    rig.hear("\r\n+CIPRXGET: 1,0\r\n");
    rig.answer("AT+CIPRXGET=2,0,1500\r", "\r\n+IP ERROR: No data\r\n\r\nERROR\r\n");
    assert_eq!(rig.sent(), "");

    let mut rig = Rig::l610(Receive::Buffer);
    rig.open_l610();
    rig.hear("\r\n+MIPREAD: 1,5\r\n");
    rig.answer("AT+MIPREAD=1,1500\r", "\r\n+MIPDATA: 1,5\r\n\r\nOK\r\r\nOK\r\n");
    assert_eq!(rig.data, b"\r\nOK\r");
    rig.answer("AT+MIPREAD=1,1500\r", "\r\n+MIPREAD: 1,0\r\n\r\nOK\r\n");
    assert_eq!(rig.sent(), "");
    rig.hear("\r\n+MIPSTAT: 1,2\r\n");
    rig.answer("AT+MIPCLOSE=1\r", "\r\nERROR\r\n");
    assert!(rig.told().contains(&String::from("Closed { socket: (1), cause: Peer }")));
}

#[test]
fn data_that_is_pushed() {
    let mut rig = Rig::a76xx(Receive::Push);
    rig.open_a76xx();
    rig.hear("\r\nRECV FROM:1.2.3.4:80\r\n+RECEIVE,0,6\r\n\r\nOK\r\n\r\n");
    assert_eq!(rig.told(), ["0: \\r\\nOK\\r\\n from 1.2.3.4:80"]);
    // Without a number it is for the only one.
    rig.hear("\r\n+IPD2\r\nhi\r\n");
    assert_eq!(rig.told(), ["0: hi"]);
    rig.sockets.open(rig.now, Protocol::Tcp, "5.6.7.8", 90).unwrap();
    rig.answer("AT+CIPOPEN=1,\"TCP\",\"5.6.7.8\",90\r", "\r\nOK\r\n\r\n+CIPOPEN: 1,0\r\n").told();
    rig.hear("\r\n+IPD2\r\nhi\r\n\r\nRECV FROM:5.6.7.8:90\r\n+IPD1\r\nx\r\n");
    assert_eq!(rig.told(), ["?: hi", "1: x from 5.6.7.8:90"]);

    let mut rig = Rig::l610(Receive::Push);
    rig.open_l610();
    rig.hear("+MIPRTCP: 1,6,\r\nOK\r\n\r\n");
    assert_eq!(rig.told(), ["1: \\r\\nOK\\r\\n"]);
    let mut rig = Rig::l610(Receive::PushHex);
    rig.open_l610();
    rig.hear("\r\n+MIPRTCP: 1,0,0D0A4f4B\r\n\r\n+MIPRUDP: 1.2.3.4,53,1,0,3132\r\n");
    assert_eq!(rig.told(), ["1: \\r\\nOK", "1: 12 from 1.2.3.4:53"]);
}

#[test]
fn datagrams() {
    let to: SocketAddr = "5.6.7.8:53".parse().unwrap();
    let mut rig = Rig::a76xx(Receive::Buffer);
    let name = rig.sockets.open(rig.now, Protocol::Udp, "a.b", 53);
    assert_eq!(name, Err(SocketError::Unsupported { what: "UDP to a name" }));
    let socket = rig.sockets.open(rig.now, Protocol::Udp, "1.2.3.4", 53).unwrap();
    rig.answer("AT+CIPOPEN=0,\"UDP\",,,49152\r", "\r\n+CIPOPEN: 0,0\r\n\r\nOK\r\n");
    assert_eq!(rig.sockets.send(rig.now, socket, b"a"), Ok(1));
    rig.answer("AT+CIPSEND=0,1,\"1.2.3.4\",53\r", "\r\n>")
        .answer("a", "\r\nOK\r\n\r\n+CIPSEND: 0,1,1\r\n");
    assert_eq!(rig.sockets.send_to(rig.now, socket, to, b"b"), Ok(1));
    rig.answer("AT+CIPSEND=0,1,\"5.6.7.8\",53\r", "\r\n>")
        .answer("b", "\r\nOK\r\n\r\n+CIPSEND: 0,1,1\r\n");
    assert!(rig.sockets.send(rig.now, socket, &[0; 1461]).is_err(), "it is not cut");

    let mut rig = Rig::l610(Receive::Buffer);
    let socket = rig.sockets.open(rig.now, Protocol::Udp, "1.2.3.4", 53).unwrap();
    rig.answer("AT+MIPOPEN=1,,\"1.2.3.4\",53,1\r", "\r\nOK\r\n\r\n+MIPOPEN: 1,1\r\n").told();
    assert_eq!(rig.sockets.send_to(rig.now, socket, to, b"OK"), Ok(2));
    rig.answer("AT+MIPSEND=1,\"4F4B\"\r", "\r\n+MIPSEND: 1,0,2046\r\n\r\nOK\r\n")
        .answer("AT+MIPPUSH=1,\"5.6.7.8\",53\r", "\r\n+MIPPUSH: 1,0\r\n\r\nOK\r\n");
    assert_eq!(rig.told(), ["Sent { socket: (1), len: 2 }", "Ready"]);
}

#[test]
fn servers() {
    let mut rig = Rig::a76xx(Receive::Buffer);
    let listener = rig.sockets.listen(rig.now, 8080).unwrap();
    rig.answer("AT+SERVERSTART=8080,0\r", "\r\nOK\r\n");
    rig.hear("\r\n+CLIENT: 0,0,192.168.108.5:57202\r\n");
    assert_eq!(
        rig.told(),
        [
            "Listening(ListenerId(0))",
            "Ready",
            "Accepted { listener: ListenerId(0), socket: (0), from: Some(192.168.108.5:57202) }"
        ]
    );
    assert_eq!(rig.sockets.send(rig.now, SocketId(0), b"a"), Ok(1));
    rig.answer("AT+CIPSEND=0,1\r", "\r\n>").answer("a", "\r\nOK\r\n\r\n+CIPSEND: 0,1,1\r\n").told();
    rig.sockets.stop(rig.now, listener);
    rig.answer("AT+SERVERSTOP=0\r", "\r\n+SERVERSTOP: 0,0\r\n\r\nOK\r\n");
    assert_eq!(rig.told(), ["Stopped(ListenerId(0), Local)", "Ready"]);

    let mut rig = Rig::l610(Receive::Buffer);
    rig.sockets.listen(rig.now, 8080).unwrap();
    rig.answer("AT+MIPOPEN=1,8080,\"\",0,0\r", "\r\nOK\r\n");
    let socket = rig.sockets.open(rig.now, Protocol::Tcp, "a.b", 80).unwrap();
    assert_eq!(socket.number(), 2, "the server has the first one");
    rig.answer("AT+MIPOPEN=2,,\"a.b\",80,0\r", "\r\nOK\r\n\r\n+MIPOPEN: 2,1\r\n").told();
    rig.hear("\r\n+MIPOPEN: 1,1,\"192.168.108.5\",57202\r\n");
    let accepted =
        "Accepted { listener: ListenerId(1), socket: (1), from: Some(192.168.108.5:57202) }";
    assert_eq!(rig.told(), [accepted]);
}

#[test]
fn the_network_is_lost() {
    let mut rig = Rig::a76xx(Receive::Buffer);
    rig.open_a76xx();
    rig.hear("\r\n+CIPEVENT: NETWORK CLOSED UNEXPECTEDLY\r\n");
    assert_eq!(rig.told()[0], "Closed { socket: (0), cause: Network }");
    rig.answer("AT+CIPCLOSE=0\r", "\r\nERROR\r\n").answer("AT+NETCLOSE\r", "\r\nERROR\r\n");
    assert_eq!(rig.told(), ["Down(Network)", "Ready"]);
    assert_eq!(rig.sockets.open(rig.now, Protocol::Tcp, "a", 1), Err(SocketError::Down));
    rig.sockets.up(rig.now, &Access::new("web")).unwrap();

    let mut rig = Rig::l610(Receive::Buffer);
    rig.open_l610();
    rig.hear("\r\n+MIPCALL: 0\r\n");
    assert_eq!(rig.told(), ["Closed { socket: (1), cause: Network }", "Down(Network)"]);
    assert_eq!(rig.sent(), "");
}

#[test]
fn the_modem_starts_anew() {
    for busy in [false, true] {
        let mut rig = Rig::a76xx(Receive::Buffer);
        let socket = rig.open_a76xx();
        if busy {
            rig.sockets.send(rig.now, socket, b"hello").unwrap();
            rig.sent();
        }
        rig.hear("\r\n*ATREADY: 1\r\n\r\n+CPIN: READY\r\n");
        let mut told = rig.told();
        told.retain(|told| told != "Ready");
        assert_eq!(told, ["Reset", "Closed { socket: (0), cause: Reset }"]);
        assert!(rig.sockets.is_ready() && !rig.sockets.is_up());
        rig.sockets.up(rig.now, &Access::new("web")).unwrap();
    }
}

#[test]
fn closing() {
    let mut rig = Rig::a76xx(Receive::Buffer);
    let socket = rig.open_a76xx();
    rig.sockets.send(rig.now, socket, b"bye").unwrap();
    rig.sockets.close(rig.now, socket);
    assert_eq!(rig.sockets.status(socket), Status::Closing);
    rig.answer("AT+CIPSEND=0,3\r", "\r\n>").answer("bye", "\r\nOK\r\n\r\n+CIPSEND: 0,3,3\r\n");
    rig.answer("AT+CIPCLOSE=0\r", "\r\nOK\r\n\r\n+CIPCLOSE: 0,0\r\n");
    let closed = String::from("Closed { socket: (0), cause: Local }");
    assert!(rig.told().contains(&closed));

    // While it is being opened.
    let socket = rig.sockets.open(rig.now, Protocol::Tcp, "a.b", 80).unwrap();
    rig.sent();
    rig.sockets.close(rig.now, socket);
    rig.hear("\r\nOK\r\n\r\n+CIPOPEN: 1,0\r\n");
    rig.answer("AT+CIPCLOSE=1\r", "\r\nOK\r\n\r\n+CIPCLOSE: 1,0\r\n");
    assert_eq!(rig.told(), ["Ready", "Closed { socket: (1), cause: Local }", "Ready"]);

    let mut rig = Rig::a76xx(Receive::Buffer);
    rig.open_a76xx();
    rig.sockets.down(rig.now);
    rig.answer("AT+CIPCLOSE=0\r", "\r\nOK\r\n\r\n+CIPCLOSE: 0,0\r\n")
        .answer("AT+NETCLOSE\r", "\r\nOK\r\n\r\n+NETCLOSE: 0\r\n");
    assert_eq!(rig.told(), [&closed, "Down(Local)", "Ready"]);

    let mut rig = Rig::l610(Receive::Buffer);
    rig.open_l610();
    rig.sockets.down(rig.now);
    rig.answer("AT+MIPCALL=0\r", "\r\nOK\r\n\r\n+MIPCALL: 0\r\n");
    assert_eq!(rig.told(), ["Closed { socket: (1), cause: Local }", "Down(Local)", "Ready"]);
}

#[test]
fn transparent() {
    let mut rig = Rig::a76xx(Receive::Transparent);
    let socket = rig.sockets.open(rig.now, Protocol::Tcp, "a.b", 80).unwrap();
    rig.answer("AT+CIPOPEN=0,\"TCP\",\"a.b\",80\r", "\r\nCONNECT 115200\r\nwelcome");
    assert_eq!(rig.told(), ["Opened((0))", "0: welcome"]);
    assert_eq!(
        rig.sockets.open(rig.now, Protocol::Tcp, "a.b", 80),
        Err(SocketError::Busy),
        "there is one"
    );
    assert_eq!(rig.sockets.send(rig.now, socket, b"+++ATH\r"), Ok(7));
    assert_eq!(rig.sent(), "+++ATH\r");
    rig.sockets.close(rig.now, socket);
    assert_eq!(rig.wait(Duration::from_secs(2)), "+++");
    rig.hear("last\r\nOK\r\n");
    rig.answer("AT+CIPCLOSE=0\r", "\r\nOK\r\n\r\nCLOSED\r\n\r\n+CIPCLOSE: 0,0\r\n");
    assert_eq!(rig.told(), ["0: last", "Ready", "Closed { socket: (0), cause: Local }", "Ready"]);

    let socket = rig.sockets.open(rig.now, Protocol::Tcp, "a.b", 80).unwrap();
    rig.answer("AT+CIPOPEN=0,\"TCP\",\"a.b\",80\r", "\r\nCONNECT 115200\r\n");
    rig.hear("bytes\r\nCLOSED\r\n");
    assert_eq!(rig.wait(Duration::from_secs(1)), "AT+CIPCLOSE=0\r");
    rig.hear("\r\n+CIPCLOSE: 0,4\r\n\r\nERROR\r\n");
    assert_eq!(
        rig.told(),
        ["Opened((0))", "0: bytes", "Closed { socket: (0), cause: Peer }", "Ready"]
    );
    assert_eq!(rig.sockets.status(socket), Status::Free);

    // A modem that has left data mode, and nobody knows.
    rig.sockets.open(rig.now, Protocol::Tcp, "a.b", 80).unwrap();
    rig.answer("AT+CIPOPEN=0,\"TCP\",\"a.b\",80\r", "\r\nCONNECT 115200\r\n");
    rig.sockets.close(rig.now, socket);
    assert_eq!(rig.wait(Duration::from_secs(20)), "++++++AT+CIPCLOSE=0\r");
    rig.hear("\r\nERROR\r\n").told();

    let mut rig = Rig::l610(Receive::Transparent);
    rig.sockets.open(rig.now, Protocol::Tcp, "a.b", 80).unwrap();
    rig.answer("AT+MIPODM=1,,\"a.b\",80,0\r", "\r\nOK\r\n\r\n+MIPODM: 1,1\r\nhi");
    assert_eq!(rig.told(), ["Opened((1))", "1: hi"]);
    assert!(rig.sockets.host().is_data_mode());
}

#[test]
fn names() {
    let mut rig = Rig::a76xx(Receive::Buffer);
    rig.sockets.resolve(rig.now, "a.b").unwrap();
    rig.answer("AT+CDNSGIP=\"a.b\"\r", "\r\n+CDNSGIP: 1,\"a.b\",\"1.2.3.4\"\r\n\r\nOK\r\n");
    assert_eq!(rig.told(), ["Resolved(Some(1.2.3.4))", "Ready"]);
    rig.sockets.resolve(rig.now, "a.b").unwrap();
    rig.answer("AT+CDNSGIP=\"a.b\"\r", "\r\n+CDNSGIP: 0,8\r\n\r\nERROR\r\n");
    assert_eq!(rig.told(), ["Resolved(None)", "Ready"]);

    let mut rig = Rig::l610(Receive::Buffer);
    rig.sockets.resolve(rig.now, "a.b").unwrap();
    rig.answer("AT+MIPDNS=\"a.b\"\r", "\r\n+MIPDNS: \"a.b\",1.2.3.4\r\n\r\nOK\r\n");
    assert_eq!(rig.told(), ["Resolved(Some(1.2.3.4))", "Ready"]);
}

#[test]
fn commands_of_the_application() {
    let mut rig = Rig::a76xx(Receive::Buffer);
    rig.open_a76xx();
    rig.hear("\r\n+CIPRXGET: 1,0\r\n");
    // It comes before what is fetched.
    rig.sockets.command(rig.now, &crate::status::csq::Action {}).unwrap();
    rig.answer("AT+CSQ\r", "\r\n+CSQ: 17,99\r\n\r\nOK\r\n");
    assert_eq!(rig.sent(), "AT+CIPRXGET=2,0,1500\r");
}

/// A command whose result is a line has nothing to do with a caller who gives up.
#[test]
fn no_carrier_of_a_call_refuses_no_socket() {
    let mut rig = Rig::a76xx(Receive::Buffer);
    rig.sockets.open(rig.now, Protocol::Tcp, "a.b", 80).unwrap();
    rig.answer("AT+CIPOPEN=0,\"TCP\",\"a.b\",80\r", "\r\nOK\r\n\r\nNO CARRIER\r\n");
    assert!(rig.told().is_empty());
    rig.hear("\r\n+CIPOPEN: 0,0\r\n");
    assert_eq!(rig.told(), ["Opened((0))", "Ready"]);
}
