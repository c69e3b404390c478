use core::net::SocketAddr;
use core::time::Duration;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream, UdpSocket};

use cellwire_codec::Instant;

use super::background::Task;
use super::received::Received;
use super::{Counts, Failure};

#[derive(Debug)]
pub(super) enum Socket {
    Connecting { task: Task<(TcpStream, SocketAddr)>, deadline: Instant },
    Binding { task: Task<(UdpSocket, SocketAddr)>, deadline: Instant },
    Server(TcpListener),
    Open(Stream),
}

/// A socket that can send and receive.
#[derive(Debug)]
pub(super) struct Stream {
    transport: Transport,
    pub(super) received: Received,
    pub(super) counts: Counts,
    /// That the other end has closed, and why if it was not in good order.
    pub(super) ended: Option<Option<Failure>>,
    is_end_told: bool,
}

#[derive(Debug)]
enum Transport {
    Tcp(TcpStream, SocketAddr),
    Udp(UdpSocket, Option<SocketAddr>),
}

/// The longest datagram fits.
pub(super) const BUFFER: usize = 65_536;

impl Socket {
    pub(super) fn datagrams(socket: UdpSocket, peer: Option<SocketAddr>) -> Self {
        Self::Open(Stream::udp(socket, peer))
    }

    pub(super) const fn stream_mut(&mut self) -> Option<&mut Stream> {
        match self {
            Self::Open(stream) => Some(stream),
            _ => None,
        }
    }

    pub(super) fn local(&self) -> Option<SocketAddr> {
        match self {
            Self::Server(listener) => listener.local_addr().ok(),
            Self::Open(Stream { transport: Transport::Tcp(stream, _), .. }) => {
                stream.local_addr().ok()
            }
            Self::Open(Stream { transport: Transport::Udp(socket, _), .. }) => {
                socket.local_addr().ok()
            }
            Self::Connecting { .. } | Self::Binding { .. } => None,
        }
    }

    pub(super) fn send(
        &mut self,
        bytes: &[u8],
        most: usize,
        to: Option<SocketAddr>,
    ) -> Result<usize, Failure> {
        self.stream_mut().ok_or(Failure::NotConnected)?.send(bytes, most, to)
    }
}

impl Stream {
    const fn new(transport: Transport, received: Received, counts: Counts) -> Self {
        Self { transport, received, counts, ended: None, is_end_told: false }
    }

    pub(super) fn tcp(stream: TcpStream, peer: SocketAddr) -> Result<Self, Failure> {
        let set = stream.set_nonblocking(true).and_then(|()| stream.set_nodelay(true));
        set.map_err(|error| Failure::from(&error))?;
        let transport = Transport::Tcp(stream, peer);
        Ok(Self::new(transport, Received::default(), Counts::default()))
    }

    pub(super) fn udp(socket: UdpSocket, peer: Option<SocketAddr>) -> Self {
        Self::new(Transport::Udp(socket, peer), Received::default(), Counts::default())
    }

    pub(super) const fn is_tcp(&self) -> bool {
        matches!(self.transport, Transport::Tcp(..))
    }

    fn send(
        &mut self,
        bytes: &[u8],
        most: usize,
        to: Option<SocketAddr>,
    ) -> Result<usize, Failure> {
        let sent = match (&mut self.transport, to) {
            // The other end may have closed its half only.
            (Transport::Tcp(..), _) if matches!(self.ended, Some(Some(_))) => {
                return Err(Failure::NotConnected);
            }
            (Transport::Tcp(stream, _), None) => {
                stream.write(bytes.get(..most).unwrap_or_default())
            }
            (Transport::Tcp(..), Some(_)) => return Err(Failure::Other),
            (Transport::Udp(socket, peer), to) => {
                let to = to.or(*peer).ok_or(Failure::NotConnected)?;
                match socket.send_to(bytes, to) {
                    // What became of an earlier datagram is nothing that a sender is told.
                    Err(error) if error.kind() == ErrorKind::ConnectionRefused => Ok(bytes.len()),
                    sent => sent,
                }
            }
        };
        match sent {
            Ok(sent) => {
                self.counts.sent += sent as u64;
                Ok(sent)
            }
            Err(error) if is_passing(&error) => Ok(0),
            Err(error) => Err(Failure::from(&error)),
        }
    }

    /// Reads what has arrived, up to so many bytes.
    pub(super) fn read_ahead(
        &mut self,
        now: Instant,
        delay: Duration,
        limit: usize,
        buffer: &mut [u8],
    ) {
        while self.ended.is_none() && self.received.len() < limit {
            let room = limit - self.received.len();
            let received = match &mut self.transport {
                Transport::Tcp(stream, peer) => {
                    let room = room.min(buffer.len());
                    let read = stream.read(buffer.get_mut(..room).unwrap_or_default());
                    read.map(|len| (len, *peer))
                }
                Transport::Udp(socket, _) => socket.recv_from(buffer),
            };
            let (len, from) = match (received, &self.transport) {
                (Ok((0, _)), Transport::Tcp(..)) => {
                    self.ended = Some(None);
                    return;
                }
                // Of somebody else, or empty: nothing to be shown.
                (Ok((_, from)), Transport::Udp(_, Some(peer))) if *peer != from => continue,
                (Ok((0, _)), Transport::Udp(..)) => continue,
                (Ok(received), _) => received,
                (Err(error), _) if error.kind() == ErrorKind::Interrupted => continue,
                // That of a socket for datagrams is about one that was sent.
                (Err(error), Transport::Tcp(..)) if !is_passing(&error) => {
                    self.ended = Some(Some(Failure::from(&error)));
                    return;
                }
                (Err(_), _) => return,
            };
            self.counts.received += len as u64;
            self.received.push(now + delay, from, buffer.get(..len).unwrap_or_default().to_vec());
        }
    }

    /// Why it has ended, once.
    pub(super) const fn take_end(&mut self) -> Option<Option<Failure>> {
        match self.ended {
            Some(failure) if !self.is_end_told => {
                self.is_end_told = true;
                Some(failure)
            }
            _ => None,
        }
    }
}

fn is_passing(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}

/// A TCP connection that is closed in good order: what was sent arrives, even though the other end may have
/// sent something that nobody has received.
#[derive(Debug)]
pub(super) struct Closing {
    stream: TcpStream,
    until: Instant,
}

/// How long the other end has to close, too.
const PATIENCE: Duration = Duration::from_secs(2);

impl Closing {
    pub(super) fn begin(now: Instant, stream: Stream) -> Option<Self> {
        let Transport::Tcp(tcp, _) = stream.transport else { return None };
        if stream.ended.is_some() || tcp.shutdown(Shutdown::Write).is_err() {
            return None;
        }
        Some(Self { stream: tcp, until: now + PATIENCE })
    }

    /// Drops what still comes.
    pub(super) fn is_done(&mut self, now: Instant) -> bool {
        let mut buffer = [0; 4096];
        if self.until <= now {
            return true;
        }
        // Not more than that, as other sockets wait.
        for _ in 0..16 {
            match self.stream.read(&mut buffer) {
                Ok(1..) => {}
                Err(error) if is_passing(&error) => return false,
                Ok(0) | Err(_) => return true,
            }
        }
        false
    }
}
