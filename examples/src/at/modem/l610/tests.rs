//! The commands of the manual, on real sockets, and what it does not print. What it prints is in the transcripts.

mod data;
mod link;
mod rules;
mod sending;
mod sockets;

use core::net::SocketAddr;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::thread;

use crate::at::modem::rig::{WITHIN, accept, free_port, free_udp_port, peer, server, text, write};
use crate::at::modem::{L610, Model, ModelConfig};

type Rig = crate::at::modem::rig::Rig<L610>;

impl Rig {
    /// One with a link.
    fn up() -> Self {
        let mut rig = Self::new();
        rig.call();
        rig
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
}
