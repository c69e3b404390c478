use crate::{BufferTooShort, Instant};

/// What the two loops that drive a session need of it: the contract of every session of the
/// workspace.
///
/// A session is a state machine for one side of a protocol. It does no I/O and reads no clock:
/// whoever drives it hands it bytes and the time, and asks it what to send, what happened, and when
/// to come back. The inherent methods of a session are its API; this trait lets one loop drive any
/// of them.
///
/// # The contract
///
/// - Time is monotonic: an earlier `now` than before counts as that one.
/// - After [`handle_input`](Self::handle_input) or [`handle_timeout`](Self::handle_timeout), and
///   after any call that asks the session for something: take the events until there are none, send
///   what is to be sent until there is nothing, and then ask for the next timeout.
/// - An early or repeated `handle_timeout` does nothing. `handle_input` serves the timers that are
///   due too, so that traffic cannot starve them.
/// - What a session keeps has a limit. At the limit `handle_input` accepts less than it was given,
///   or nothing, and then there is an event to take or something to send. Once both have been taken
///   until there is nothing, it accepts again at least one byte, or the datagram: neither the time
///   nor the application has to do anything for that, so that the loop below does not spin.
///
/// ```
/// # use cellwire_codec::{BufferTooShort, Instant, Session};
/// # fn socket_read() -> &'static [u8] { b"" }
/// # fn socket_write(_: &[u8]) {}
/// fn drive<S: Session<Addr = ()>>(session: &mut S, now: Instant) -> Result<(), BufferTooShort> {
///     let mut buffer = [0; 1500];
///     let mut input = socket_read();
///     loop {
///         let accepted = session.handle_input(now, (), input);
///         input = &input[accepted..];
///         while let Some(event) = session.poll_event() {
///             // Tell the application.
///         }
///         while let Some(transmit) = session.poll_transmit(now, &mut buffer)? {
///             socket_write(&buffer[..transmit.len]);
///             session.transmitted(now);
///         }
///         if input.is_empty() {
///             break;
///         }
///     }
///     // Sleep until there is something to read, or session.poll_timeout().
///     Ok(())
/// }
/// ```
pub trait Session {
    /// How a peer is named: a socket address on a datagram transport, `()` on a stream.
    type Addr: Copy;

    /// What the session tells the application; it may borrow from the session.
    type Event<'a>
    where
        Self: 'a;

    /// Takes bytes that have arrived, and says how many of them it took.
    ///
    /// On a stream the caller offers the others again once it has polled the events and sent what is
    /// to be sent; a datagram is taken whole or not at all.
    fn handle_input(&mut self, now: Instant, from: Self::Addr, bytes: &[u8]) -> usize;

    /// Serves the timers that are due.
    fn handle_timeout(&mut self, now: Instant);

    /// Writes what is to be sent next to `buffer`: a datagram, or a piece of the stream.
    ///
    /// # Errors
    ///
    /// The next datagram does not fit. It is still the next one.
    fn poll_transmit(
        &mut self,
        now: Instant,
        buffer: &mut [u8],
    ) -> Result<Option<Transmit<Self::Addr>>, BufferTooShort>;

    /// Says that what was polled has left the wire: guard times and pauses count from there.
    fn transmitted(&mut self, now: Instant);

    /// The next thing that happened.
    fn poll_event(&mut self) -> Option<Self::Event<'_>>;

    /// When to call [`handle_timeout`](Self::handle_timeout) at the latest. It may be earlier than
    /// anything that is due then, never later.
    fn poll_timeout(&self) -> Option<Instant>;
}

/// What [`Session::poll_transmit`] wrote.
#[expect(clippy::exhaustive_structs, reason = "every session builds it")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Transmit<A> {
    /// How many bytes of the buffer are to be sent.
    pub len: usize,
    /// Where to.
    pub to: A,
}
