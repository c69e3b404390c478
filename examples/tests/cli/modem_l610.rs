//! `modem --model l610`: its sockets, with a real server that sends back what it gets.

use core::net::SocketAddr;
use core::time::Duration;
use std::io::{Read, Write};
use std::net::{TcpStream, UdpSocket};
use std::thread;

use crate::modem_host::{self, Host, MODEM, WITHIN, echo_server};
use crate::program::Program;

fn start(args: &[&str]) -> Host<TcpStream> {
    modem_host::start("l610", &[&["--network-time", "0.02"], args].concat())
}

#[track_caller]
fn open<P: Read + Write>(host: &mut Host<P>, server: SocketAddr) {
    host.ask("AT+MIPCALL=1,\"CMNET\"", "\r\nOK\r\n\r\n+MIPCALL: 10.0.0.2\r\n");
    let open = format!("AT+MIPOPEN=1,,\"localhost\",{},0", server.port());
    host.ask(&open, "\r\nOK\r\n\r\n+MIPOPEN: 1,1\r\n");
}

/// Random bytes, with what looks like something else among them.
fn payloads(seed: u64) -> impl Iterator<Item = Vec<u8>> {
    const NASTY: [&[u8]; 6] =
        [b"\r\nOK\r\n", b"> ", b"\r\n+MIPRTCP: 1,4,", b"+++", b"\x1a", b"\r\n+MIPREAD: 1,9\r\n"];
    let mut state = seed;
    let mut random = move |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below) as usize
    };
    core::iter::repeat_with(move || {
        let len = 1 + random(1800);
        let mut payload = Vec::new();
        while payload.len() < len {
            match random(12) {
                place @ 0..6 => payload.extend_from_slice(NASTY[place]),
                _ => payload.extend((0..random(200)).map(|_| random(256) as u8)),
            }
        }
        payload
    })
}

/// Sends it, and keeps what comes in between: data may come before the last line.
#[track_caller]
fn send_counted<P: Read + Write>(host: &mut Host<P>, data: &[u8]) {
    host.ask(&format!("AT+MIPSEND=1,{}", data.len()), "\r\n>\r\n");
    host.send(data);
    host.hear("\r\nOK\r\n\r\n+MIPPUSH: 1,0\r\n\r\n+MIPSEND: 1,0,2048\r\n\r\nOK\r\n");
}

fn in_digits<P: Read + Write>(host: &mut Host<P>) {
    for payload in payloads(1).take(20) {
        send_counted(host, &payload);
        let mut received = Vec::new();
        while received.len() < payload.len() {
            let line = host.line();
            let Some(rest) = line.strip_prefix("+MIPRTCP: 1,") else {
                assert_eq!(line, "");
                continue;
            };
            let (_, digits) = rest.split_once(',').unwrap();
            let digit = |at: usize| digits.as_bytes().get(at..at + 2).unwrap();
            received.extend((0..digits.len()).step_by(2).map(|at| {
                u8::from_str_radix(core::str::from_utf8(digit(at)).unwrap(), 16).unwrap()
            }));
        }
        assert_eq!(received, payload);
    }
}

#[test]
fn received_data_in_digits() {
    let mut host = start(&[]);
    open(&mut host, echo_server());
    in_digits(&mut host);
    host.ask("AT+MIPCLOSE=1", "\r\nOK\r\n\r\n+MIPCLOSE: 1,0\r\n");
    host.ask("AT+MIPCALL=0", "\r\nOK\r\n\r\n+MIPCALL: 0\r\n");
    host.quit();
}

#[cfg(unix)]
#[test]
fn received_data_in_digits_at_a_pseudo_terminal() {
    use std::fs::File;

    let program = Program::start(MODEM, &["--json", "--model", "l610"]);
    let path = program.wait_event("listening")["path"].as_str().unwrap().to_owned();
    let port = File::options().read(true).write(true).open(&path).unwrap();
    let mut host = Host::begin(program, port);
    open(&mut host, echo_server());
    in_digits(&mut host);
    host.quit();
}

fn raw(args: &[&str]) {
    let mut host = start(args);
    host.ask("AT+GTSET=\"IPRFMT\",2", "\r\nOK\r\n");
    open(&mut host, echo_server());
    for payload in payloads(2).take(20) {
        send_counted(&mut host, &payload);
        let mut received = Vec::new();
        while received.len() < payload.len() {
            host.hear("\r\n+MIPRTCP: 1,");
            let mut len = 0;
            while let [digit @ b'0'..=b'9'] = *host.take(1) {
                len = 10 * len + usize::from(digit - b'0');
            }
            received.extend(host.take(len));
            host.hear("\r\n");
        }
        assert_eq!(received, payload);
    }
    host.quit();
}

#[test]
fn received_data_as_it_is() {
    raw(&[]);
}

#[test]
fn received_data_as_it_is_in_small_pieces() {
    raw(&["--fault", "pieces=7"]);
}

#[test]
fn received_data_that_is_read() {
    let mut host = start(&[]);
    host.ask("AT+GTSET=\"IPRFMT\",5", "\r\nOK\r\n");
    open(&mut host, echo_server());
    for payload in payloads(3).take(20) {
        send_counted(&mut host, &payload);
        let mut received = Vec::new();
        while received.len() < payload.len() {
            host.send("AT+MIPREAD=1,700\r");
            let len: usize = loop {
                let line = host.line();
                if let Some(len) = line.strip_prefix("+MIPDATA: 1,") {
                    break len.parse().unwrap();
                }
                if line == "+MIPREAD: 1,0" {
                    break 0;
                }
                // News of data may come in front of it.
                assert!(line.is_empty() || line.starts_with("+MIPREAD: 1,"), "{line}");
            };
            received.extend(host.take(len));
            while host.line() != "OK" {}
        }
        assert_eq!(received, payload);
        // What was told of it and not looked at.
        host.send("AT\r");
        while host.line() != "OK" {}
    }
    host.quit();
}

#[test]
fn data_mode() {
    let mut host = start(&[]);
    let server = echo_server();
    host.ask("AT+MIPCALL=1", "\r\nOK\r\n\r\n+MIPCALL: 10.0.0.2\r\n");
    let open = format!("AT+MIPODM=1,,\"127.0.0.1\",{},0", server.port());
    host.ask(&open, "\r\nOK\r\n\r\n+MIPODM: 1,1\r\n");
    for payload in payloads(4).take(20) {
        host.send(&payload);
        let received = host.take(payload.len());
        assert_eq!(received, payload);
    }
    thread::sleep(Duration::from_millis(1200));
    host.send("+++");
    host.hear("\r\nOK\r\n");
    host.ask("ATO", "\r\nCONNECT\r\n");
    host.send("again");
    host.hear("again");
    thread::sleep(Duration::from_millis(1200));
    host.send("+++");
    host.hear("\r\nOK\r\n");
    host.ask("AT+MIPCLOSE=1", "\r\nOK\r\n\r\n+MIPCLOSE: 1,0\r\n");
    host.quit();
}

/// More than all buffers hold, both ways.
#[test]
fn much_data_both_ways() {
    let mut host = start(&[]);
    let server = echo_server();
    host.ask("AT+MIPCALL=1", "\r\nOK\r\n\r\n+MIPCALL: 10.0.0.2\r\n");
    let open = format!("AT+MIPODM=1,,\"127.0.0.1\",{},0", server.port());
    host.ask(&open, "\r\nOK\r\n\r\n+MIPODM: 1,1\r\n");
    let data: Vec<u8> = payloads(5).take(800).flatten().collect();
    let (mut writer, sent) = (host.port.try_clone().unwrap(), data.clone());
    let writing = thread::spawn(move || writer.write_all(&sent));
    let received = host.take(data.len());
    assert!(received == data);
    writing.join().unwrap().unwrap();
    host.quit();
}

#[test]
fn datagrams() {
    let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
    peer.set_read_timeout(Some(WITHIN)).unwrap();
    let port = peer.local_addr().unwrap().port();
    let mut host = start(&[]);
    host.ask("AT+GTSET=\"IPRFMT\",2", "\r\nOK\r\n");
    host.ask("AT+MIPCALL=1", "\r\nOK\r\n\r\n+MIPCALL: 10.0.0.2\r\n");
    let open = format!("AT+MIPOPEN=1,,\"127.0.0.1\",{port},1");
    host.ask(&open, "\r\nOK\r\n\r\n+MIPOPEN: 1,1\r\n");
    for payload in payloads(6)
        .map(|mut payload| {
            payload.truncate(1400);
            payload
        })
        .take(20)
    {
        host.ask(&format!("AT+MIPSEND=1,{}", payload.len()), "\r\n>\r\n");
        host.send(&payload);
        host.hear("\r\nOK\r\n\r\n+MIPSEND: 1,0,2048\r\n\r\nOK\r\n");
        let mut buffer = [0; 4096];
        let (len, from) = peer.recv_from(&mut buffer).unwrap();
        assert_eq!(buffer[..len], payload);
        peer.send_to(&payload, from).unwrap();
        let header = format!("\r\n+MIPRUDP: 127.0.0.1,{port},1,{},", payload.len());
        let received = host.take(header.len() + payload.len() + 2);
        assert!(received == [header.as_bytes(), &payload, b"\r\n"].concat());
    }
    host.quit();
}

#[test]
fn the_network_is_lost_and_the_modem_starts_anew() {
    let mut host = start(&["--fault", "order=result-first"]);
    host.ask("AT+GTSET=\"IPRFMT\",5", "\r\nOK\r\n");
    host.ask("AT+MIPCALL=1", "\r\n+MIPCALL: 10.0.0.2\r\n\r\nOK\r\n");
    host.program.type_line("drop-network");
    host.hear("\r\n+MIPCALL: 0\r\n");
    host.program.type_line("fault none");
    host.program.type_line("reboot");
    host.hear("\r\nAT READY\r\n\r\n+SIM: Inserted\r\n\r\n+SIM READY\r\n");
    // The echo is back.
    host.send("ATE0\r");
    host.hear("ATE0\r\r\nOK\r\n");
    open(&mut host, echo_server());
    // The format is as it was.
    send_counted(&mut host, b"hello");
    host.hear("\r\n+MIPREAD: 1,5\r\n");
    host.quit();
}
