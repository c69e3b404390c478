use core::net::SocketAddr;
use core::sync::atomic::{AtomicBool, Ordering};
use std::io;
use std::net::UdpSocket;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use cellwire_goip::session::LineAddr;

use crate::driver::{Datagrams, Transport};
use crate::notice::Failure;
use crate::sync::locked;

/// A datagram socket for each line, with a thread that reads it: what a line is asked, only its socket
/// tells.
pub(super) struct LineSockets {
    sockets: Vec<Arc<Datagrams>>,
    received: Mutex<Receiver<Received>>,
    closed: AtomicBool,
}

type Received = io::Result<(LineAddr, Vec<u8>)>;

impl LineSockets {
    /// Reads these sockets, from line 0 on.
    pub(super) fn new(sockets: Vec<UdpSocket>) -> io::Result<Self> {
        let (sender, received) = channel();
        let sockets = sockets.into_iter().map(|socket| Datagrams::new(socket).map(Arc::new));
        let sockets = sockets.collect::<io::Result<Vec<_>>>()?;
        for (line, socket) in sockets.iter().enumerate() {
            let (socket, sender) = (Arc::clone(socket), sender.clone());
            let thread = thread::Builder::new().name(format!("line {line}")).stack_size(256 * 1024);
            thread.spawn(move || read(line, &socket, &sender))?;
        }
        Ok(Self { sockets, received: Mutex::new(received), closed: AtomicBool::new(false) })
    }
}

fn read(line: usize, socket: &Datagrams, sender: &Sender<Received>) {
    let mut buffer = vec![0; Datagrams::LONGEST];
    loop {
        let received = match socket.receive(&mut buffer) {
            Ok(Some((len, peer))) => Ok((LineAddr { line, peer }, buffer[..len].to_vec())),
            Ok(None) => return,
            Err(error) => Err(error),
        };
        let broken = received.is_err();
        if sender.send(received).is_err() || broken {
            return;
        }
    }
}

impl Transport for LineSockets {
    type Addr = LineAddr;

    const PIECE: usize = Datagrams::PIECE;
    const LONGEST: usize = Datagrams::LONGEST;

    fn receive(&self, buffer: &mut [u8]) -> io::Result<Option<(usize, LineAddr)>> {
        // The readers end when their sockets are closed, and the last one closes the channel.
        match locked(&self.received).recv() {
            Ok(Ok((from, bytes))) if !self.closed.load(Ordering::Relaxed) => {
                let len = bytes.len().min(buffer.len());
                buffer[..len].copy_from_slice(&bytes[..len]);
                Ok(Some((len, from)))
            }
            Ok(Err(error)) => Err(error),
            Ok(Ok(_)) | Err(_) => Ok(None),
        }
    }

    fn send(&self, bytes: &[u8], to: LineAddr) -> io::Result<()> {
        match self.sockets.get(to.line) {
            Some(socket) => socket.send(bytes, to.peer),
            None => Ok(()),
        }
    }

    fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
        self.sockets.iter().for_each(|socket| socket.close());
    }
}

/// A socket for each line: from a port on, or on any that is free.
pub(super) fn bind(
    server: SocketAddr,
    lines: usize,
    port: Option<u16>,
) -> Result<Vec<UdpSocket>, Failure> {
    let any: core::net::IpAddr = match server {
        SocketAddr::V4(_) => [0, 0, 0, 0].into(),
        SocketAddr::V6(_) => [0; 16].into(),
    };
    (0..lines)
        .map(|line| {
            let port = match port.filter(|port| *port != 0) {
                Some(port) => u16::try_from(usize::from(port) + line).map_err(|_| {
                    let port = usize::from(port) + line;
                    Failure::Usage(format!("--port: there is no port {port} for the last lines"))
                })?,
                None => 0,
            };
            let address = SocketAddr::new(any, port);
            let failed = |error| Failure::Run(format!("cannot listen on {address}: {error}"));
            UdpSocket::bind(address).map_err(failed)
        })
        .collect()
}
