//! A host at the port of a simulated modem, for tests that speak to it byte by byte.

use core::net::SocketAddr;
use core::time::Duration;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Instant;

use crate::program::Program;

pub(crate) const MODEM: &str = env!("CARGO_BIN_EXE_modem");
/// How long an answer may take on a machine that is busy with other tests.
pub(crate) const WITHIN: Duration = Duration::from_secs(20);

/// A host at the port of a modem.
pub(crate) struct Host<P> {
    pub(crate) program: Program,
    pub(crate) port: P,
    heard: Vec<u8>,
}

/// A simulated modem of this model, behind a TCP port.
pub(crate) fn start(model: &str, args: &[&str]) -> Host<TcpStream> {
    let mut all = vec!["--json", "--model", model, "--tcp", "127.0.0.1:0"];
    all.extend(args);
    let program = Program::start(MODEM, &all);
    let address = program.wait_event("listening")["tcp"].clone();
    let port = TcpStream::connect(address.as_str().unwrap()).unwrap();
    port.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    Host::begin(program, port)
}

impl<P: Read + Write> Host<P> {
    pub(crate) fn begin(program: Program, port: P) -> Self {
        let mut host = Self { program, port, heard: Vec::new() };
        host.send("ATE0\r");
        host.hear("ATE0\r\r\nOK\r\n");
        host
    }

    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.port.write_all(bytes.as_ref()).unwrap();
    }

    pub(crate) fn read(&mut self) {
        let mut buffer = [0; 4096];
        if let Ok(len) = self.port.read(&mut buffer) {
            self.heard.extend_from_slice(&buffer[..len]);
        }
    }

    pub(crate) fn take(&mut self, len: usize) -> Vec<u8> {
        let deadline = Instant::now() + WITHIN;
        while self.heard.len() < len && Instant::now() < deadline {
            self.read();
        }
        let rest = self.heard.split_off(len.min(self.heard.len()));
        core::mem::replace(&mut self.heard, rest)
    }

    /// A line, without its end.
    #[track_caller]
    pub(crate) fn line(&mut self) -> String {
        let deadline = Instant::now() + WITHIN;
        loop {
            if let Some(at) = self.heard.windows(2).position(|pair| pair == b"\r\n") {
                let line = self.take(at + 2);
                return String::from_utf8_lossy(&line[..at]).into_owned();
            }
            assert!(Instant::now() < deadline, "{:?}", String::from_utf8_lossy(&self.heard));
            self.read();
        }
    }

    /// Waits for this, and for nothing else.
    #[track_caller]
    pub(crate) fn hear(&mut self, expected: impl AsRef<[u8]>) {
        let expected = expected.as_ref();
        let heard = self.take(expected.len());
        assert_eq!(String::from_utf8_lossy(&heard), String::from_utf8_lossy(expected));
    }

    #[track_caller]
    pub(crate) fn ask(&mut self, line: &str, answer: &str) {
        self.send(format!("{line}\r"));
        self.hear(answer);
    }

    pub(crate) fn quit(mut self) {
        self.program.type_line("quit");
        self.program.end().summary();
    }
}

/// Sends back what it gets.
pub(crate) fn echo_server() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            thread::spawn(move || {
                let mut buffer = [0; 4096];
                while let Ok(len @ 1..) = stream.read(&mut buffer) {
                    if stream.write_all(&buffer[..len]).is_err() {
                        return;
                    }
                }
            });
        }
    });
    address
}
