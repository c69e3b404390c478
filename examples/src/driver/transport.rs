use core::net::SocketAddr;
use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream, UdpSocket};

/// A socket that a loop runs on.
pub trait Transport: Sync {
    /// How a peer is named.
    type Addr: Copy + Send;

    /// How much is sent at once.
    const PIECE: usize;

    /// How much may arrive at once.
    const LONGEST: usize;

    /// Whether the peer may take no more until it has been read: a loop that waits until something was sent
    /// would wait for ever, so that a thread of its own sends.
    const IS_DUPLEX: bool = false;

    /// Waits for bytes, or a datagram; `None` when nothing more will come.
    ///
    /// # Errors
    ///
    /// The socket is broken.
    fn receive(&self, buffer: &mut [u8]) -> io::Result<Option<(usize, Self::Addr)>>;

    /// Sends all of `bytes`.
    ///
    /// # Errors
    ///
    /// The socket is broken.
    fn send(&self, bytes: &[u8], to: Self::Addr) -> io::Result<()>;

    /// Ends whatever waits in [`receive`](Self::receive).
    fn close(&self);
}

/// A socket that a loop can wait for without a thread of its own.
pub trait Soon: Transport {
    /// Waits for bytes, or a datagram, for a short while; `None` when nothing has come.
    ///
    /// # Errors
    ///
    /// The socket is broken.
    fn receive_soon(&self, buffer: &mut [u8]) -> io::Result<Option<(usize, Self::Addr)>>;
}

/// A connection. Set a timeout for writing, so that a peer that does not read cannot stop the loop.
impl Transport for TcpStream {
    type Addr = ();

    const PIECE: usize = 16 * 1024;
    const LONGEST: usize = 4 * 1024;

    fn receive(&self, buffer: &mut [u8]) -> io::Result<Option<(usize, ())>> {
        loop {
            match (&mut &*self).read(buffer) {
                Ok(0) => return Ok(None),
                Ok(len) => return Ok(Some((len, ()))),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn send(&self, bytes: &[u8], (): ()) -> io::Result<()> {
        (&mut &*self).write_all(bytes)
    }

    fn close(&self) {
        // If it is closed already, so much the better.
        let _ = self.shutdown(Shutdown::Both);
    }
}

/// A datagram socket on which any number of peers are served.
#[derive(Debug)]
pub struct Datagrams {
    socket: UdpSocket,
    closed: AtomicBool,
}

/// How long it takes at most to notice that a datagram socket was closed.
const CLOSED_WITHIN: Duration = Duration::from_millis(100);

/// How long a loop without a thread for reading waits for a datagram, before it looks at its timers
/// and jobs.
const SOON: Duration = Duration::from_millis(20);

impl Datagrams {
    /// Uses a socket that is bound.
    ///
    /// # Errors
    ///
    /// The socket takes no timeout.
    pub fn new(socket: UdpSocket) -> io::Result<Self> {
        Self::waiting(socket, CLOSED_WITHIN)
    }

    /// Uses a socket that is bound, for a loop without a thread for reading.
    ///
    /// # Errors
    ///
    /// The socket takes no timeout.
    pub fn soon(socket: UdpSocket) -> io::Result<Self> {
        Self::waiting(socket, SOON)
    }

    fn waiting(socket: UdpSocket, timeout: Duration) -> io::Result<Self> {
        socket.set_read_timeout(Some(timeout))?;
        Ok(Self { socket, closed: AtomicBool::new(false) })
    }

    fn receive_by<T>(&self, mut receive: impl FnMut() -> io::Result<T>) -> io::Result<Option<T>> {
        while !self.closed.load(Ordering::Relaxed) {
            match receive() {
                Ok(received) => return Ok(Some(received)),
                Err(error) if is_passing(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }
}

/// A datagram may be lost anyway; and what became of an earlier one is told as an error of this.
fn is_passing(error: &io::Error) -> bool {
    use ErrorKind::{
        ConnectionAborted, ConnectionRefused, ConnectionReset, HostUnreachable, Interrupted,
        NetworkDown, NetworkUnreachable, TimedOut, WouldBlock,
    };
    matches!(
        error.kind(),
        ConnectionAborted
            | ConnectionRefused
            | ConnectionReset
            | HostUnreachable
            | Interrupted
            | NetworkDown
            | NetworkUnreachable
            | TimedOut
            | WouldBlock
    )
}

fn unless_passing(sent: io::Result<usize>) -> io::Result<()> {
    match sent {
        Err(error) if !is_passing(&error) => Err(error),
        _ => Ok(()),
    }
}

impl Transport for Datagrams {
    type Addr = SocketAddr;

    const PIECE: usize = 1400;
    const LONGEST: usize = 65_536;

    fn receive(&self, buffer: &mut [u8]) -> io::Result<Option<(usize, SocketAddr)>> {
        self.receive_by(|| self.socket.recv_from(buffer))
    }

    fn send(&self, bytes: &[u8], to: SocketAddr) -> io::Result<()> {
        // Whatever is wrong may be so with this peer alone: port 0, say, or a firewall. A socket that
        // is broken for all tells so when it is read.
        let _ = self.socket.send_to(bytes, to);
        Ok(())
    }

    fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
    }
}

impl Soon for Datagrams {
    fn receive_soon(&self, buffer: &mut [u8]) -> io::Result<Option<(usize, SocketAddr)>> {
        match self.socket.recv_from(buffer) {
            Ok(received) => Ok(Some(received)),
            Err(error) if is_passing(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// A datagram socket that is connected with one peer.
#[derive(Debug)]
pub struct Connected(Datagrams);

impl Connected {
    /// Uses a socket that is connected.
    ///
    /// # Errors
    ///
    /// The socket takes no timeout.
    pub fn new(socket: UdpSocket) -> io::Result<Self> {
        Datagrams::new(socket).map(Self)
    }
}

impl Transport for Connected {
    type Addr = ();

    const PIECE: usize = Datagrams::PIECE;
    const LONGEST: usize = Datagrams::LONGEST;

    fn receive(&self, buffer: &mut [u8]) -> io::Result<Option<(usize, ())>> {
        let received = self.0.receive_by(|| self.0.socket.recv(buffer))?;
        Ok(received.map(|len| (len, ())))
    }

    fn send(&self, bytes: &[u8], (): ()) -> io::Result<()> {
        unless_passing(self.0.socket.send(bytes))
    }

    fn close(&self) {
        self.0.close();
    }
}
