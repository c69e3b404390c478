//! A host on the traits of `embedded-io-async`, on any executor.
//!
//! The loop: write what the host has to send, and wait for bytes or for the next deadline, whichever is
//! first. Give the bytes to the host, or none, and hand out what it says. `sleep_until` is all that it
//! wants of an executor: with embassy, an `async |at| Timer::at(..).await`.
//!
//! The pitfall: at a deadline the `read` that has begun is dropped. `embedded-io-async` asks no port to
//! keep the bytes that have come by then: `BufferedUart` and other ports with a ring buffer do, a plain
//! DMA read may not. Writing is never raced with anything: half a command line would be left on the wire.

use cellwire_at::command::{Command, Fields};
use cellwire_at::host::{Config, Event, Host};
use cellwire_codec::{BufferTooShort, Instant};
use embassy_futures::select::{Either, select};
use embedded_io_async::{Read, Write};

use super::{Failure, Flight, Said};

/// A modem on a port. `now` tells the time since any point in time, and never goes back.
#[derive(Debug)]
pub struct Modem<P, N, S> {
    /// The host, for data mode and whatever else is not a command.
    pub host: Host,
    port: P,
    now: N,
    sleep_until: S,
    flight: Flight,
}

impl<P: Read + Write, N: Fn() -> Instant, S: AsyncFn(Instant)> Modem<P, N, S> {
    /// A modem that waits for a command.
    ///
    /// # Errors
    ///
    /// Those of [`Host::new`].
    pub fn new(port: P, now: N, sleep_until: S, config: Config) -> Result<Self, BufferTooShort> {
        Ok(Self { host: Host::new(config)?, port, now, sleep_until, flight: Flight::default() })
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
    ) -> Result<(), Failure<P::Error>> {
        self.flight.begin(self.host.send((self.now)(), command)?);
        loop {
            self.turn(None, |flight, event| flight.tell::<C>(event, &mut said, &mut other)).await?;
            if let Some(end) = self.flight.end() {
                return end;
            }
        }
    }

    /// Listens until `end`, and sends what the host was given besides commands.
    ///
    /// # Errors
    ///
    /// The port is broken.
    pub async fn listen(
        &mut self,
        end: Instant,
        mut other: impl FnMut(Event<'_>),
    ) -> Result<(), Failure<P::Error>> {
        while (self.now)() < end {
            self.turn(Some(end), |_, event| other(event)).await?;
        }
        Ok(())
    }

    async fn turn(
        &mut self,
        end: Option<Instant>,
        mut tell: impl FnMut(&mut Flight, Event<'_>),
    ) -> Result<(), Failure<P::Error>> {
        self.transmit().await.map_err(Failure::Port)?;
        let mut buffer = [0; 64];
        let deadline = [self.host.poll_timeout(), end].into_iter().flatten().min();
        let read = self.port.read(&mut buffer);
        let read = match deadline {
            Some(at) => match select(read, (self.sleep_until)(at)).await {
                Either::First(read) => Some(read),
                Either::Second(()) => None,
            },
            None => Some(read.await),
        };
        let mut input = match read.transpose().map_err(Failure::Port)? {
            Some(0) => return Err(Failure::Closed),
            len => &buffer[..len.unwrap_or(0)],
        };
        loop {
            let taken = self.host.handle_input((self.now)(), input);
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

    async fn transmit(&mut self) -> Result<(), P::Error> {
        let mut buffer = [0; 64];
        loop {
            let len = self.host.poll_transmit((self.now)(), &mut buffer);
            if len == 0 {
                return Ok(());
            }
            self.port.write_all(&buffer[..len]).await?;
            self.port.flush().await?;
            self.host.transmitted((self.now)());
        }
    }
}
