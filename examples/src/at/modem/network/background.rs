//! What would block: looking up names, and connecting.

use core::net::SocketAddr;
use core::time::Duration;
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;
use std::time::Instant;

use super::Failure;

/// Something that is done in a thread of its own, and its result.
#[derive(Debug)]
pub(super) struct Task<T> {
    receiver: Receiver<Result<T, Failure>>,
}

/// Counts the threads that run.
pub(super) type Running = Arc<()>;

/// A name that nobody answers for can keep a thread for long.
const MAX_THREADS: usize = 32;

impl<T: Send + 'static> Task<T> {
    pub(super) fn start(
        running: &Running,
        work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<Self, Failure> {
        if Arc::strong_count(running) > MAX_THREADS {
            return Err(Failure::TooMany);
        }
        let (sender, receiver) = channel();
        let running = Arc::clone(running);
        let thread = thread::Builder::new().name("network".into()).spawn(move || {
            // Nobody may wait for it any more.
            let _ = sender.send(work());
            drop(running);
        });
        thread.map(|_| Self { receiver }).map_err(|_| Failure::TooMany)
    }

    /// The result, once it is there.
    pub(super) fn poll(&self) -> Option<Result<T, Failure>> {
        match self.receiver.try_recv() {
            Ok(result) => Some(result),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err(Failure::Other)),
        }
    }
}

/// The addresses of a host, which is a name or an address.
pub(super) fn resolve(host: &str, port: u16) -> Result<Vec<SocketAddr>, Failure> {
    let addresses = (host, port).to_socket_addrs().map_err(|_| Failure::NoAddress)?;
    let mut addresses: Vec<_> = addresses.collect();
    // IPv4 first: that is what these modems have.
    addresses.sort_by_key(SocketAddr::is_ipv6);
    addresses.dedup();
    if addresses.is_empty() { Err(Failure::NoAddress) } else { Ok(addresses) }
}

/// Connects to the first address of a host that takes it.
pub(super) fn connect(
    host: &str,
    port: u16,
    within: Duration,
) -> Result<(TcpStream, SocketAddr), Failure> {
    let deadline = Instant::now() + within;
    let mut failure = Failure::NoAddress;
    for address in resolve(host, port)? {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Failure::TimedOut);
        }
        match TcpStream::connect_timeout(&address, left) {
            Ok(stream) => return Ok((stream, address)),
            Err(error) => failure = Failure::from(&error),
        }
    }
    Err(failure)
}
