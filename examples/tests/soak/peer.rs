use core::net::SocketAddr;
use core::time::Duration;
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::{self, JoinHandle};

use crate::random::Random;
use crate::stream::{Check, Stream};

/// Who closes a connection, once all was sent and received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closer {
    Host,
    Peer,
}

/// The other end of a connection through a modem.
#[derive(Debug)]
pub(crate) struct Peer {
    pub(crate) address: SocketAddr,
    thread: JoinHandle<Result<(), String>>,
}

/// How long it waits for anything. An escape from data mode and the end of it are within.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long nothing more may come before it closes.
const QUIET: Duration = Duration::from_millis(50);

impl Peer {
    /// Waits for a connection in a thread of its own, and sends `stream` while it checks what comes.
    pub(crate) fn start(seed: u64, stream: Stream, check: Check, closer: Closer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let thread = thread::spawn(move || {
            let (connection, _) = listener.accept().map_err(|error| error.to_string())?;
            converse(&connection, seed, stream, check, closer)
        });
        Self { address, thread }
    }

    /// What became of it.
    pub(crate) fn join(self) -> Result<(), String> {
        self.thread.join().map_err(|_| "the peer has panicked".to_owned())?
    }

    /// The same, if there is anything to be said already.
    pub(crate) fn join_if_ended(self) -> Result<(), String> {
        if self.thread.is_finished() { self.join() } else { Ok(()) }
    }
}

fn converse(
    connection: &TcpStream,
    seed: u64,
    stream: Stream,
    check: Check,
    closer: Closer,
) -> Result<(), String> {
    let set = connection.set_nodelay(true);
    let set = set.and_then(|()| connection.set_read_timeout(Some(PATIENCE)));
    let set = set.and_then(|()| connection.set_write_timeout(Some(PATIENCE)));
    set.map_err(|error| error.to_string())?;
    thread::scope(|scope| {
        let writer = scope.spawn(|| write(connection, Random::new(seed), stream));
        let read = read(connection, Random::new(!seed), check, closer);
        let written = writer.join().unwrap_or_else(|_| Err("the writer has panicked".into()));
        read.and(written).map_err(|error| format!("the peer: {error}"))
    })
}

fn write(mut connection: &TcpStream, mut random: Random, mut stream: Stream) -> Result<(), String> {
    while stream.left() > 0 {
        let piece = stream.take(random.len(5000));
        connection.write_all(&piece).map_err(|error| format!("it cannot send: {error}"))?;
    }
    Ok(())
}

fn read(
    mut connection: &TcpStream,
    mut random: Random,
    mut check: Check,
    closer: Closer,
) -> Result<(), String> {
    let mut buffer = vec![0; 8192];
    while check.left() > 0 {
        let len = random.len(buffer.len());
        match connection.read(&mut buffer[..len]) {
            Ok(0) => return Err(format!("the end, and {} bytes are missing", check.left())),
            Ok(len) => check.take(&buffer[..len])?,
            Err(error) => return Err(format!("{error}, and {} bytes are missing", check.left())),
        }
    }
    if closer == Closer::Peer {
        connection.set_read_timeout(Some(QUIET)).map_err(|error| error.to_string())?;
    }
    match (connection.read(&mut buffer), closer) {
        (Ok(len @ 1..), _) => check.take(&buffer[..len]),
        (Ok(0), Closer::Host) => Ok(()),
        (Err(error), Closer::Peer)
            if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) =>
        {
            Ok(())
        }
        (end, _) => Err(format!("not the end that was expected: {end:?}")),
    }
}
