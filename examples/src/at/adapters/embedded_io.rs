//! A host on the traits of `embedded-io`: no allocator, no thread, no executor.
//!
//! The loop: write what the host has to send, read if there is something to read, give it to the host, and
//! hand out what it says of it. If there is nothing, the host is asked what is due, and `idle` is called.
//!
//! The pitfall: `read` waits for the first byte, however long that takes, and meanwhile no deadline is
//! served. So it is called only if [`ReadReady`] says that there is one. An `idle` that sleeps, as
//! `cortex_m::asm::wfi` does, has to be woken by a timer as well as by the port.

use cellwire_at::command::{Command, Fields};
use cellwire_at::host::{Config, Event, Host};
use cellwire_codec::{BufferTooShort, Instant};
use embedded_io::{Read, ReadReady, Write};

use super::{Failure, Flight, Said};

/// A modem on a port. `now` tells the time since any point in time, and never goes back.
#[derive(Debug)]
pub struct Modem<P, N, I> {
    /// The host, for data mode and whatever else is not a command.
    pub host: Host,
    port: P,
    now: N,
    idle: I,
    flight: Flight,
}

impl<P: Read + ReadReady + Write, N: FnMut() -> Instant, I: FnMut()> Modem<P, N, I> {
    /// A modem that waits for a command.
    ///
    /// # Errors
    ///
    /// Those of [`Host::new`].
    pub fn new(port: P, now: N, idle: I, config: Config) -> Result<Self, BufferTooShort> {
        Ok(Self { host: Host::new(config)?, port, now, idle, flight: Flight::default() })
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
    ) -> Result<(), Failure<P::Error>> {
        let ticket = self.host.send((self.now)(), command)?;
        self.flight.begin(ticket);
        loop {
            self.turn(|flight, event| flight.tell::<C>(event, &mut said, &mut other))?;
            if let Some(end) = self.flight.end() {
                return end;
            }
        }
    }

    /// Looks once whether something has come or is due: for a main loop with more to do.
    ///
    /// # Errors
    ///
    /// The port is broken.
    pub fn poll(&mut self, mut other: impl FnMut(Event<'_>)) -> Result<(), Failure<P::Error>> {
        self.turn(|_, event| other(event))
    }

    fn turn(
        &mut self,
        mut tell: impl FnMut(&mut Flight, Event<'_>),
    ) -> Result<(), Failure<P::Error>> {
        self.transmit().map_err(Failure::Port)?;
        let mut buffer = [0; 64];
        let mut input: &[u8] = &[];
        if self.port.read_ready().map_err(Failure::Port)? {
            input = match self.port.read(&mut buffer).map_err(Failure::Port)? {
                0 => return Err(Failure::Closed),
                len => &buffer[..len],
            };
        } else {
            (self.idle)();
        }
        loop {
            let taken = self.host.handle_input((self.now)(), input);
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

    fn transmit(&mut self) -> Result<(), P::Error> {
        let mut buffer = [0; 64];
        loop {
            let len = self.host.poll_transmit((self.now)(), &mut buffer);
            if len == 0 {
                return Ok(());
            }
            self.port.write_all(&buffer[..len])?;
            self.port.flush()?;
            self.host.transmitted((self.now)());
        }
    }
}
