//! A host on [`std::io::Read`] and [`Write`].
//!
//! The loop: write what the host has to send, wait for bytes, give them to the host, and hand out what it
//! says of them. Since the host looks at its deadlines whenever it is given bytes, even none, the end of a
//! wait without bytes is all it takes to serve them.
//!
//! The pitfall: the port must have a timeout for reading, as short as deadlines may be late: a command
//! that is not answered is over only when `read` returns. `TcpStream::set_read_timeout` and
//! `serialport::SerialPortBuilder::timeout` set it; the first says that the time is over by
//! `WouldBlock` on Unix, and the other by `TimedOut`.

use core::time::Duration;
use std::io::{self, ErrorKind, Read, Write};

use cellwire_at::command::{Command, Fields};
use cellwire_at::host::{Config, Event, Host};
use cellwire_codec::{BufferTooShort, Clock, Instant};

use super::{Failure, Flight, Said};

/// A modem on a port.
#[derive(Debug)]
pub struct Modem<P> {
    /// The host, for data mode and whatever else is not a command.
    pub host: Host,
    port: P,
    clock: Clock,
    flight: Flight,
}

impl<P: Read + Write> Modem<P> {
    /// A modem that waits for a command, on a port that has a timeout.
    ///
    /// # Errors
    ///
    /// Those of [`Host::new`].
    pub fn new(port: P, config: Config) -> Result<Self, BufferTooShort> {
        let (host, clock, flight) = (Host::new(config)?, Clock::start(), Flight::default());
        Ok(Self { host, port, clock, flight })
    }

    /// The time that the host is told.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// Sends a command, and waits for its result. Its answer is told to `said`, and all else to `other`:
    /// what nobody asked for is [`Event::Unsolicited`].
    ///
    /// # Errors
    ///
    /// The modem refuses, or does not answer, or the port is broken.
    pub fn send<'a, C: Command + Fields<'a>>(
        &mut self,
        command: &C,
        mut said: impl FnMut(Said<'_, C::Answer<'_>>),
        mut other: impl FnMut(Event<'_>),
    ) -> Result<(), Failure<io::Error>> {
        self.flight.begin(self.host.send(self.clock.now(), command)?);
        loop {
            self.turn(|flight, event| flight.tell::<C>(event, &mut said, &mut other))?;
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
    pub fn listen(
        &mut self,
        time: Duration,
        mut other: impl FnMut(Event<'_>),
    ) -> Result<(), Failure<io::Error>> {
        let end = self.now() + time;
        while self.now() < end {
            self.turn(|_, event| other(event))?;
        }
        Ok(())
    }

    fn turn(
        &mut self,
        mut tell: impl FnMut(&mut Flight, Event<'_>),
    ) -> Result<(), Failure<io::Error>> {
        self.transmit().map_err(Failure::Port)?;
        let mut buffer = [0; 512];
        let mut input = match self.port.read(&mut buffer) {
            Ok(0) => return Err(Failure::Closed),
            Ok(len) => &buffer[..len],
            Err(error) => match error.kind() {
                ErrorKind::TimedOut | ErrorKind::WouldBlock | ErrorKind::Interrupted => &[],
                _ => return Err(Failure::Port(error)),
            },
        };
        loop {
            // It takes less than all if it has to be asked for events first.
            let taken = self.host.handle_input(self.clock.now(), input);
            input = &input[taken..];
            while let Some(event) = self.host.poll_event() {
                tell(&mut self.flight, event);
            }
            self.transmit().map_err(Failure::Port)?;
            if input.is_empty() {
                return Ok(());
            }
        }
    }

    fn transmit(&mut self) -> io::Result<()> {
        let mut buffer = [0; 256];
        loop {
            let len = self.host.poll_transmit(self.clock.now(), &mut buffer);
            if len == 0 {
                return Ok(());
            }
            self.port.write_all(&buffer[..len])?;
            self.port.flush()?;
            // Deadlines count from here.
            self.host.transmitted(self.clock.now());
        }
    }
}
