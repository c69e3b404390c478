//! What the note does not print, on real sockets. The sessions that it prints are in the transcripts.

use core::net::SocketAddr;
use core::time::Duration;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::thread;

use cellwire_at::modem::Mode;

use crate::at::modem::rig::{accept, free_port, free_udp_port, peer, server, text};
use crate::at::modem::{A76xx, Model};

type Rig = crate::at::modem::rig::Rig<A76xx>;

impl Rig {
    #[track_caller]
    fn net_open(&mut self) {
        self.ask("AT+NETOPEN", "\r\nOK\r\n\r\n+NETOPEN: 0\r\n");
    }

    /// Connects to the server of the test.
    #[track_caller]
    fn open(&mut self, link: u8, server: &TcpListener) -> TcpStream {
        let port = server.local_addr().unwrap().port();
        self.ask(
            &format!("AT+CIPOPEN={link},\"TCP\",\"127.0.0.1\",{port}"),
            &format!("\r\nOK\r\n\r\n+CIPOPEN: {link},0\r\n"),
        );
        accept(server)
    }
}

#[test]
fn the_service() {
    let mut rig = Rig::new();
    rig.net_open();
    rig.ask("AT+NETOPEN?", "\r\n+NETOPEN: 1\r\n\r\nOK\r\n");
    rig.ask("AT+NETOPEN", "\r\n+IP ERROR: Network is already opened\r\n\r\nERROR\r\n");
    rig.ask("AT+NETCLOSE", "\r\nOK\r\n\r\n+NETCLOSE: 0\r\n");
    rig.ask("AT+NETOPEN?", "\r\n+NETOPEN: 0\r\n\r\nOK\r\n");
    rig.ask("AT+NETCLOSE", "\r\n+NETCLOSE: 2\r\n\r\nERROR\r\n");
    rig.ask("AT+NETOPEN=,,1", "\r\nOK\r\n\r\n+NETOPEN: 0\r\n");
}

#[test]
fn what_was_acknowledged() {
    let (mut rig, server) = (Rig::new(), server());
    rig.net_open();
    let mut stream = rig.open(1, &server);
    let peer = stream.local_addr().unwrap();
    rig.ask("AT+CIPSEND=1,5", "\r\n>");
    rig.send("HELLO");
    rig.hear("\r\nOK\r\n\r\n+CIPSEND: 1,5,5\r\n");
    assert_eq!(rig.received(&mut stream, 5), b"HELLO");
    stream.write_all(b"data from server").unwrap();
    rig.hear(format!("\r\nRECV FROM:{peer}\r\n+IPD16\r\ndata from server"));
    rig.ask("AT+CIPACK=1", "\r\n+CIPACK: 5,5,16\r\n\r\nOK\r\n");
    rig.ask("AT+NETCLOSE", "\r\n+NETCLOSE: 9\r\n\r\nERROR\r\n");
    rig.ask("AT+CIPCLOSE=1", "\r\nOK\r\n\r\n+CIPCLOSE: 1,0\r\n");
    assert_eq!(rig.received(&mut stream, 1), b"");
}

/// What was not fetched is still there when the other end has closed.
#[test]
fn what_is_left_in_the_buffer() {
    let (mut rig, server) = (Rig::new(), server());
    rig.net_open();
    rig.ok("AT+CIPRXGET=1");
    rig.ask("AT+CIPRXGET?", "\r\n+CIPRXGET: 1\r\n\r\nOK\r\n");
    let mut stream = rig.open(1, &server);
    stream.write_all(b"first").unwrap();
    rig.hear("\r\n+CIPRXGET: 1,1\r\n");
    rig.ask("AT+CIPRXGET=2,1,4", "\r\n+CIPRXGET: 2,1,4,1\r\nfirs\r\nOK\r\n");
    rig.quiet();
    rig.ask("AT+CIPRXGET=2,1", "\r\n+CIPRXGET: 2,1,1,0\r\nt\r\nOK\r\n");
    rig.ask("AT+CIPRXGET=2,1", "\r\n+IP ERROR: No data\r\n\r\nERROR\r\n");
    // It is told anew.
    stream.write_all(b"last").unwrap();
    rig.hear("\r\n+CIPRXGET: 1,1\r\n");
    drop(stream);
    rig.quiet();
    rig.ask("AT+CIPRXGET=2,1,3", "\r\n+CIPRXGET: 2,1,3,1\r\nlas\r\nOK\r\n");
    rig.ask("AT+CIPRXGET=2,1", "\r\n+CIPRXGET: 2,1,1,0\r\nt\r\nOK\r\n\r\n+IPCLOSE: 1,1\r\n");
    rig.ask("AT+CIPCLOSE=1", "\r\n+CIPCLOSE: 1,4\r\n\r\nERROR\r\n");
}

const IDLE: &str = "\r\n+CIPOPEN: 1\r\n+CIPOPEN: 2\r\n+CIPOPEN: 3\r\n+CIPOPEN: 4\r\n+CIPOPEN: 5\r\n\
                    +CIPOPEN: 6\r\n+CIPOPEN: 7\r\n+CIPOPEN: 8\r\n+CIPOPEN: 9\r\n\r\nOK\r\n";

#[test]
fn the_ends_of_transparent_mode() {
    let (mut rig, server) = (Rig::new(), server());
    let port = server.local_addr().unwrap().port();
    rig.ok("AT+CIPMODE=1");
    rig.net_open();
    let open = format!("AT+CIPOPEN=0,\"TCP\",\"127.0.0.1\",{port}");
    rig.ask(&open, "\r\nCONNECT 115200\r\n");
    let mut stream = accept(&server);
    rig.send("to the server\r\n+++\x1a");
    assert_eq!(rig.received(&mut stream, 19), b"to the server\r\n+++\x1a");
    rig.escape();
    assert_eq!(rig.modem.mode(), Mode::OnlineCommand);
    // It waits.
    stream.write_all(b"HELLO CLIENT").unwrap();
    rig.quiet();
    rig.ask("ATO", "\r\nCONNECT 115200\r\nHELLO CLIENT");
    rig.escape();
    rig.ask("AT+CIPCLOSE=0", "\r\nOK\r\n\r\nCLOSED\r\n+CIPCLOSE: 0,0\r\n");
    assert_eq!(rig.modem.mode(), Mode::Command);
    rig.ask("ATO", "\r\nNO CARRIER\r\n");
    // The other end closes behind its data.
    rig.ask(&open, "\r\nCONNECT 115200\r\n");
    let mut stream = accept(&server);
    stream.write_all(b"bye").unwrap();
    drop(stream);
    rig.hear("bye\r\nCLOSED\r\n");
    assert_eq!(rig.modem.mode(), Mode::Command);
    rig.ask("AT+CIPCLOSE?", "\r\n+CIPCLOSE: 0,0,0,0,0,0,0,0,0,0\r\n\r\nOK\r\n");
    // Other connections are as they are.
    let _other = rig.open(1, &server);
    rig.ask("AT+CIPCLOSE?", "\r\n+CIPCLOSE: 0,1,0,0,0,0,0,0,0,0\r\n\r\nOK\r\n");
    rig.ask("AT+CIPOPEN=0,\"TCP\",\"127.0.0.1\",1", "\r\n+CIPOPEN: 0,1\r\n\r\nERROR\r\n");
}

#[test]
fn datagrams_stay_apart() {
    let (mut rig, peer, local) = (Rig::new(), peer(), free_udp_port());
    let modem = SocketAddr::from(([127, 0, 0, 1], local));
    rig.net_open();
    rig.ok("AT+CIPRXGET=1");
    let open = format!("AT+CIPOPEN=1,\"UDP\",,,{local}");
    rig.ask(&open, "\r\n+CIPOPEN: 1,0\r\n\r\nOK\r\n");
    let list = "\r\n+CIPOPEN: 0\r\n+CIPOPEN: 1,\"UDP\",\"0.0.0.0\",0,-1\r\n";
    rig.ask("AT+CIPOPEN?", list);
    rig.hear(IDLE.split_once("1\r\n").unwrap().1);
    peer.send_to(b"one", modem).unwrap();
    peer.send_to(b"two", modem).unwrap();
    rig.hear("\r\n+CIPRXGET: 1,1\r\n");
    rig.quiet();
    rig.ask("AT+CIPRXGET=2,1", "\r\n+CIPRXGET: 2,1,3,3\r\none\r\nOK\r\n");
    rig.ask("AT+CIPRXGET=2,1", "\r\n+CIPRXGET: 2,1,3,0\r\ntwo\r\nOK\r\n");
}

/// Only one is served.
#[test]
fn the_client_of_a_transparent_server() {
    let (mut rig, port) = (Rig::new(), free_port());
    rig.ok("AT+CIPMODE=1");
    rig.net_open();
    rig.ok(&format!("AT+SERVERSTART={port}, 0"));
    let client = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let address = client.local_addr().unwrap();
    rig.hear(format!("\r\n+CLIENT: 0,0,{address}\r\n\r\nCONNECT 115200\r\n"));
    let mut second = TcpStream::connect(("127.0.0.1", port)).unwrap();
    second.set_nonblocking(true).unwrap();
    assert_eq!(rig.received(&mut second, 1), b"");
    rig.escape();
    rig.ask("AT+SERVERSTOP=0", "\r\n+SERVERSTOP: 0,9\r\n\r\nERROR\r\n");
}

#[test]
fn servers() {
    let mut rig = Rig::new();
    let (first, second) = (free_port(), free_port());
    rig.net_open();
    rig.ok(&format!("AT+SERVERSTART={first},0"));
    rig.ok(&format!("AT+SERVERSTART={second},3"));
    rig.ask(
        "AT+SERVERSTART?",
        &format!("\r\n+SERVERSTART: 0,{first}\r\n+SERVERSTART: 3,{second}\r\n\r\nOK\r\n"),
    );
    rig.ask(&format!("AT+SERVERSTART={first},0"), "\r\n+SERVERSTART: 7\r\n\r\nERROR\r\n");
    let client = TcpStream::connect(("127.0.0.1", first)).unwrap();
    rig.hear(format!("\r\n+CLIENT: 0,0,{}\r\n", client.local_addr().unwrap()));
    rig.ask("AT+CIPSEND=0,", "\r\n+CIPERROR: 4\r\n\r\nERROR\r\n");
    rig.ask("AT+SERVERSTOP", "\r\n+SERVERSTOP: 0,9\r\n\r\nERROR\r\n");
    rig.ask("AT+SERVERSTOP=2", "\r\n+SERVERSTOP: 2,4\r\n\r\nERROR\r\n");
}

#[test]
fn refusals() {
    let (mut rig, server) = (Rig::new(), server());
    let port = server.local_addr().unwrap().port();
    for (line, error) in [
        ("AT+CIPOPEN=1,\"TCP\",\"127.0.0.1\",80", "+CIPOPEN: 1,2"),
        ("AT+CIPCLOSE=1", "+CIPCLOSE: 1,2"),
        ("AT+CIPSEND=1,5", "+CIPERROR: 2"),
        ("AT+SERVERSTART=80,0", "+SERVERSTART: 2"),
        ("AT+CIPACK=1", "+IP ERROR: Connection is not created"),
        ("AT+CIPRXGET=2,1", "+IP ERROR: Operation not supported"),
        ("AT+CIPOPEN=10,\"TCP\",\"127.0.0.1\",80", "+IP ERROR: Invalid parameter"),
        ("AT+CIPTIMEOUT=1", "+IP ERROR: Invalid parameter"),
        ("AT+CIPHEAD=2", "+IP ERROR: Invalid parameter"),
    ] {
        rig.ask(line, &format!("\r\n{error}\r\n\r\nERROR\r\n"));
    }
    rig.net_open();
    rig.ask("AT+CIPMODE=1", "\r\n+IP ERROR: Network is already opened\r\n\r\nERROR\r\n");
    let _stream = rig.open(1, &server);
    let again = format!("AT+CIPOPEN=1,\"TCP\",\"127.0.0.1\",{port}");
    rig.ask(&again, "\r\n+CIPOPEN: 1,4\r\n\r\nERROR\r\n");
    rig.ask("AT+CIPSEND=2,5", "\r\n+CIPERROR: 4\r\n\r\nERROR\r\n");
    rig.ask("AT+CIPSEND=1,1501", "\r\n+IP ERROR: Invalid parameter\r\n\r\nERROR\r\n");
    rig.ok("AT+CIPCCFG=,,,0");
    rig.ask("AT+CIPACK=2", "\r\n+IP ERROR: 11\r\n\r\nERROR\r\n");
    let refused = format!("AT+CIPOPEN=2,\"TCP\",\"127.0.0.1\",{}", free_port());
    rig.ask(&refused, "\r\nOK\r\n\r\n+CIPOPEN: 2,1\r\n");
    rig.ask("AT+CIPOPEN=2,\"TCP\",\"host.invalid\",80", "\r\nOK\r\n\r\n+CIPOPEN: 2,11\r\n");
    let taken = UdpSocket::bind("0.0.0.0:0").unwrap().local_addr().unwrap();
    let other = UdpSocket::bind(taken).unwrap();
    rig.ask(
        &format!("AT+CIPOPEN=2,\"UDP\",,,{}", other.local_addr().unwrap().port()),
        "\r\n+CIPOPEN: 2,6\r\n\r\nERROR\r\n",
    );
    rig.ask("AT+FLY", "\r\nERROR\r\n");
}

#[test]
fn settings() {
    let mut rig = Rig::new();
    for (line, answer) in [
        ("AT+CIPTIMEOUT=75000,15000,15000", ""),
        ("AT+CIPTIMEOUT?", "\r\n+CIPTIMEOUT: 75000,15000,15000\r\n"),
        ("AT+CIPCCFG=10,0,0,0,1,0,75000", ""),
        ("AT+CIPCCFG?", "\r\n+CIPCCFG: 10,0,0,0,1,0,75000\r\n"),
        ("AT+CIPHEAD?", "\r\n+CIPHEAD: 1\r\n"),
        ("AT+CIPSRIP=0;+CIPSRIP?", "\r\n+CIPSRIP: 0\r\n"),
        ("AT+CIPSENDMODE=1;+CIPSENDMODE?", "\r\n+CIPSENDMODE: 1\r\n"),
        ("AT+CIPMODE?", "\r\n+CIPMODE: 0\r\n"),
        ("AT+CIPOPEN=?", "\r\n+CIPOPEN: (0-9),(\"TCP\",\"UDP\")\r\n"),
        ("AT+NETOPEN=?", ""),
    ] {
        rig.ask(line, &format!("{answer}\r\nOK\r\n"));
    }
}

#[test]
fn names() {
    let mut rig = Rig::new();
    rig.send("AT+CDNSGIP=\"localhost\"\r");
    let begin = b"\r\n+CDNSGIP: 1,\"localhost\",\"127.0.0.1\"";
    rig.hear(begin);
    let mut rest = Vec::new();
    while !rest.ends_with(b"\r\nOK\r\n") {
        rest.extend(rig.hear_len(1));
    }
    rig.ask("AT+CDNSGIP=\"host.invalid\"", "\r\n+CDNSGIP: 0,8\r\n\r\nERROR\r\n");
}

#[test]
fn headers_of_what_is_pushed() {
    let (mut rig, server) = (Rig::new(), server());
    rig.net_open();
    let mut stream = rig.open(3, &server);
    rig.ok("AT+CIPSRIP=0");
    stream.write_all(b"one").unwrap();
    rig.hear("\r\n+IPD3\r\none");
    rig.ok("AT+CIPCCFG=,,,,1");
    stream.write_all(b"two").unwrap();
    rig.hear("\r\n+RECEIVE,3,3\r\ntwo");
    rig.ok("AT+CIPHEAD=0");
    stream.write_all(b"three").unwrap();
    rig.hear("three");
    // It is held while a line is typed.
    rig.ok("AT+CIPHEAD=1");
    rig.send("AT+CIP");
    stream.write_all(b"four").unwrap();
    rig.quiet();
    rig.send("HEAD?\r");
    rig.hear("\r\n+CIPHEAD: 1\r\n\r\nOK\r\n\r\n+RECEIVE,3,4\r\nfour");
}

/// Anything, with what would end it, in pieces of any length.
fn payload(len: usize) -> Vec<u8> {
    let mut state = 7_u32;
    let words: [&[u8]; 8] = [
        b"\r\nOK\r\n",
        b"> ",
        b"+++",
        b"\x1a",
        b"\x1b\x03",
        b"\r\nCLOSED\r\n",
        b"\r\n+IPD3\r\n",
        b"\x00\xff",
    ];
    let mut bytes = Vec::new();
    while bytes.len() < len {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let number = state >> 16;
        match number % 4 {
            0 => bytes.extend_from_slice(words[number as usize / 4 % words.len()]),
            _ => bytes.push((number >> 4) as u8),
        }
    }
    bytes.truncate(len);
    bytes
}

#[test]
fn any_data_goes_both_ways() {
    let (mut rig, server) = (Rig::new(), server());
    rig.net_open();
    let mut stream = rig.open(1, &server);
    rig.ok("AT+CIPRXGET=1");
    for (round, len) in [1, 2, 17, 700, 1500].into_iter().enumerate() {
        let data = payload(len);
        if round % 2 == 0 {
            rig.ask(&format!("AT+CIPSEND=1,{len}"), "\r\n>");
            rig.send(&data);
        } else {
            rig.ask("AT+CIPSEND=1,", "\r\n>");
            let escaped = data.iter().flat_map(|byte| match byte {
                0x03 | 0x1a | 0x1b => vec![3, *byte],
                byte => vec![*byte],
            });
            let escaped: Vec<_> = escaped.chain([0x1a]).collect();
            rig.send(&escaped);
        }
        rig.hear(format!("\r\nOK\r\n\r\n+CIPSEND: 1,{len},{len}\r\n"));
        assert_eq!(rig.received(&mut stream, len), data);
        stream.write_all(&data).unwrap();
        rig.hear("\r\n+CIPRXGET: 1,1\r\n");
        rig.quiet();
        let head = format!("\r\n+CIPRXGET: 2,1,{len},0\r\n");
        rig.send("AT+CIPRXGET=2,1,1500\r");
        rig.hear([head.as_bytes(), &data, b"\r\nOK\r\n"].concat());
    }
    rig.ask("AT+CIPSEND=1,", "\r\n>");
    rig.send("never\x1b");
    rig.hear("\r\nERROR\r\n");
}

/// A host that does not read has the other end wait.
#[test]
fn what_nobody_reads_stays_with_the_other_end() {
    let (mut rig, server) = (Rig::new(), server());
    rig.net_open();
    let mut stream = rig.open(0, &server);
    rig.ok("AT+CIPRXGET=1");
    let data = payload(8 * 1024 * 1024);
    let mut sent = 0;
    let mut idle = 0;
    while idle < 50 {
        rig.turn();
        match stream.write(&data[sent..]) {
            Ok(len) => (sent, idle) = (sent + len, 0),
            Err(_) => {
                idle += 1;
                thread::sleep(Duration::from_millis(2));
            }
        }
    }
    assert!(sent < data.len(), "all of it was taken");
    rig.hear("\r\n+CIPRXGET: 1,0\r\n");
    rig.ask("AT+CIPRXGET=4,0", "\r\n+CIPRXGET: 4,0,8192\r\n\r\nOK\r\n");
    drop(stream);
    let mut received = Vec::new();
    while received.len() < sent {
        rig.send("AT+CIPRXGET=2,0\r");
        let mut line = Vec::new();
        while !line.ends_with(b"\r\n") || line.len() < 3 {
            line.extend(rig.hear_len(1));
        }
        let line = text(&line);
        let len = line.trim().strip_prefix("+CIPRXGET: 2,0,").unwrap_or_else(|| panic!("{line}"));
        let len = len.split_once(',').unwrap().0.parse().unwrap();
        received.extend(rig.hear_len(len));
        rig.hear("\r\nOK\r\n");
    }
    assert!(received == data[..sent]);
    rig.hear("\r\n+IPCLOSE: 0,1\r\n");
}

#[test]
fn much_is_echoed_in_transparent_mode() {
    let (mut rig, server) = (Rig::new(), server());
    let port = server.local_addr().unwrap().port();
    rig.ok("AT+CIPMODE=1");
    rig.net_open();
    let echo = thread::spawn(move || {
        let (mut stream, _) = server.accept().unwrap();
        let mut buffer = [0; 1000];
        while let Ok(len @ 1..) = stream.read(&mut buffer) {
            stream.write_all(&buffer[..len]).unwrap();
        }
    });
    let open = format!("AT+CIPOPEN=0,\"TCP\",\"localhost\",{port}");
    rig.ask(&open, "\r\nCONNECT 115200\r\n");
    let data = payload(2_000_000);
    rig.send(&data);
    let heard = rig.hear_len(data.len());
    assert!(heard == data);
    rig.escape();
    rig.ask("AT+CIPCLOSE=0", "\r\nOK\r\n\r\nCLOSED\r\n+CIPCLOSE: 0,0\r\n");
    rig.quiet();
    echo.join().unwrap();
}

#[test]
fn dtr_ends_data_mode() {
    let (mut rig, server) = (Rig::new(), server());
    let port = server.local_addr().unwrap().port();
    rig.ok("AT+CIPMODE=1;&D1");
    rig.net_open();
    let open = format!("AT+CIPOPEN=0,\"TCP\",\"127.0.0.1\",{port}");
    rig.ask(&open, "\r\nCONNECT 115200\r\n");
    let _stream = accept(&server);
    let now = rig.now();
    rig.modem.set_dtr(now, false);
    rig.modem.set_dtr(now, true);
    rig.hear("\r\nOK\r\n");
    rig.ask("ATO", "\r\nCONNECT 115200\r\n");
    rig.escape();
    rig.ask("ATH", "\r\nOK\r\n\r\nCLOSED\r\n");
    rig.ask("AT+CIPCLOSE?", "\r\n+CIPCLOSE: 0,0,0,0,0,0,0,0,0,0\r\n\r\nOK\r\n");
}

#[test]
fn the_network_is_lost() {
    let (mut rig, server) = (Rig::new(), server());
    rig.net_open();
    let stream = rig.open(1, &server);
    let now = rig.now();
    A76xx::drop_network(&mut rig.modem, now).unwrap();
    rig.hear("\r\n+CIPEVENT: NETWORK CLOSED UNEXPECTEDLY\r\n");
    rig.quiet();
    drop(stream);
    rig.ask("AT+NETOPEN?", "\r\n+NETOPEN: 1\r\n\r\nOK\r\n");
    rig.ask("AT+CIPOPEN=2,\"TCP\",\"127.0.0.1\",80", "\r\n+CIPOPEN: 2,1\r\n\r\nERROR\r\n");
    rig.ask("AT+CIPSEND=1,1", "\r\n>");
    rig.send("x");
    rig.hear("\r\nOK\r\n\r\n+CIPSEND: 1,1,-1\r\n");
    rig.ask("AT+NETCLOSE", "\r\n+NETCLOSE: 9\r\n\r\nERROR\r\n");
    rig.ask("AT+CIPCLOSE=1", "\r\nOK\r\n\r\n+CIPCLOSE: 1,0\r\n");
    rig.ask("AT+NETCLOSE", "\r\nOK\r\n\r\n+NETCLOSE: 0\r\n");
    // Without registration there is nothing to be opened; and what is open is lost with it.
    rig.ok("AT+COPS=2");
    rig.ask("AT+NETOPEN", "\r\nOK\r\n\r\n+NETOPEN: 1\r\n");
    rig.ok("AT+COPS=0");
    rig.net_open();
    rig.ask("AT+COPS=2", "\r\nOK\r\n\r\n+CIPEVENT: NETWORK CLOSED UNEXPECTEDLY\r\n");
}

#[test]
fn the_start() {
    let mut rig = Rig::new();
    let now = rig.now();
    A76xx::restarted(&mut rig.modem, now);
    rig.hear("\r\n*ATREADY: 1\r\n\r\n+CPIN: READY\r\n\r\nSMS DONE\r\n\r\nPB DONE\r\n");
}

#[test]
fn faults() {
    let server = server();
    let port = server.local_addr().unwrap().port();
    let mut rig = Rig::with(&["order=result-first", "short=3"]);
    rig.ask("AT+NETOPEN", "\r\n+NETOPEN: 0\r\n\r\nOK\r\n");
    let open = format!("AT+CIPOPEN=1,\"TCP\",\"127.0.0.1\",{port}");
    rig.ask(&open, "\r\n+CIPOPEN: 1,0\r\n\r\nOK\r\n");
    let mut stream = accept(&server);
    rig.ask("AT+CIPSEND=1,5", "\r\n>");
    rig.send("HELLO");
    rig.hear("\r\n+CIPSEND: 1,5,3\r\n\r\nOK\r\n");
    assert_eq!(rig.received(&mut stream, 3), b"HEL");
    rig.ask("AT+CIPCLOSE=1", "\r\n+CIPCLOSE: 1,0\r\n\r\nOK\r\n");
    let nobody = format!("AT+CIPOPEN=1,\"TCP\",\"127.0.0.1\",{}", free_port());
    rig.ask(&nobody, "\r\n+CIPOPEN: 1,1\r\n\r\nERROR\r\n");
    rig.ask("AT+NETCLOSE", "\r\n+NETCLOSE: 0\r\n\r\nOK\r\n");

    let mut rig = Rig::with(&["order=ok-first", "refuse"]);
    rig.net_open();
    rig.ask(&open, "\r\nOK\r\n\r\n+CIPOPEN: 1,1\r\n");
    let local = free_udp_port();
    rig.ask(&format!("AT+CIPOPEN=1,\"UDP\",,,{local}"), "\r\nOK\r\n\r\n+CIPOPEN: 1,0\r\n");
    rig.ask("AT+CIPCLOSE=1", "\r\nOK\r\n\r\n+CIPCLOSE: 1,0\r\n");

    let mut rig = Rig::with(&["slow=0.2"]);
    rig.net_open();
    let mut stream = rig.open(1, &server);
    rig.ask("AT+CIPSEND=1,1", "\r\n>");
    rig.send("x");
    rig.hear("\r\nOK\r\n");
    rig.ask("AT+CIPSEND=1,1", "\r\n+CIPERROR: 8\r\n\r\nERROR\r\n");
    rig.hear("\r\n+CIPSEND: 1,1,1\r\n");
    stream.write_all(b"y").unwrap();
    rig.quiet();
    rig.hear(format!("\r\nRECV FROM:{}\r\n+IPD1\r\ny", stream.local_addr().unwrap()));
}
