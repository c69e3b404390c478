//! A host on the traits of tokio.
//!
//! The loop: write what the host has to send, wait for bytes for no longer than to the next deadline, give
//! them to the host, or none, and hand out what it says. It wants a runtime with time enabled.
//!
//! The pitfall: only `read` may be dropped half-way, which tokio promises to be harmless; `write_all` may
//! not, and so neither may [`Modem::send`]. Do not put it into a `select!` or a `timeout`: the command would
//! go on in the modem, and the next one would be refused as [`Busy`](cellwire_at::host::SendError::Busy).
//! It ends by itself, since each command has a deadline.

use core::time::Duration;
use std::io;

use cellwire_at::command::{Command, Fields};
use cellwire_at::host::{Config, Event, Host};
use cellwire_codec::{BufferTooShort, Instant};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time;

use super::{Failure, Flight, Said};

/// A modem on a port.
#[derive(Debug)]
pub struct Modem<P> {
    /// The host, for data mode and whatever else is not a command.
    pub host: Host,
    port: P,
    start: time::Instant,
    flight: Flight,
}

impl<P: AsyncRead + AsyncWrite + Unpin> Modem<P> {
    /// A modem that waits for a command.
    ///
    /// # Errors
    ///
    /// Those of [`Host::new`].
    pub fn new(port: P, config: Config) -> Result<Self, BufferTooShort> {
        let (host, start, flight) = (Host::new(config)?, time::Instant::now(), Flight::default());
        Ok(Self { host, port, start, flight })
    }

    /// The time that the host is told.
    pub fn now(&self) -> Instant {
        Instant::from_origin(self.start.elapsed())
    }

    /// Sends a command, and waits for its result. Its answer is told to `said`, and all else to `other`:
    /// what nobody asked for is [`Event::Unsolicited`].
    ///
    /// # Errors
    ///
    /// The modem refuses, or does not answer, or the port is broken.
    pub async fn send<'a, C: Command + Fields<'a>>(
        &mut self,
        command: &C,
        mut said: impl FnMut(Said<'_, C::Answer<'_>>),
        mut other: impl FnMut(Event<'_>),
    ) -> Result<(), Failure<io::Error>> {
        self.flight.begin(self.host.send(self.now(), command)?);
        loop {
            self.turn(None, |flight, event| flight.tell::<C>(event, &mut said, &mut other)).await?;
            if let Some(end) = self.flight.end() {
                return end;
            }
        }
    }

    /// Listens for so long, and sends what the host was given besides commands.
    ///
    /// # Errors
    ///
    /// The port is broken.
    pub async fn listen(
        &mut self,
        time: Duration,
        mut other: impl FnMut(Event<'_>),
    ) -> Result<(), Failure<io::Error>> {
        let end = self.now() + time;
        while self.now() < end {
            self.turn(Some(end), |_, event| other(event)).await?;
        }
        Ok(())
    }

    async fn turn(
        &mut self,
        end: Option<Instant>,
        mut tell: impl FnMut(&mut Flight, Event<'_>),
    ) -> Result<(), Failure<io::Error>> {
        self.transmit().await.map_err(Failure::Port)?;
        let mut buffer = [0; 512];
        let deadline = [self.host.poll_timeout(), end].into_iter().flatten().min();
        let read = self.port.read(&mut buffer);
        let read = match deadline {
            // `None` once the time is over.
            Some(at) => time::timeout_at(self.start + at.since_origin(), read).await.ok(),
            None => Some(read.await),
        };
        let mut input = match read.transpose().map_err(Failure::Port)? {
            Some(0) => return Err(Failure::Closed),
            len => &buffer[..len.unwrap_or(0)],
        };
        loop {
            let taken = self.host.handle_input(self.now(), input);
            input = &input[taken..];
            while let Some(event) = self.host.poll_event() {
                tell(&mut self.flight, event);
            }
            self.transmit().await.map_err(Failure::Port)?;
            if input.is_empty() {
                return Ok(());
            }
        }
    }

    async fn transmit(&mut self) -> io::Result<()> {
        let mut buffer = [0; 256];
        loop {
            let len = self.host.poll_transmit(self.now(), &mut buffer);
            if len == 0 {
                return Ok(());
            }
            self.port.write_all(&buffer[..len]).await?;
            self.port.flush().await?;
            self.host.transmitted(self.now());
        }
    }
}
