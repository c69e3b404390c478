use core::net::SocketAddr;

use cellwire_cityeasy::{
    BoxTicket, CommandError, CommandId, Downlink, Endpoint, Event, SeenRecords, Server, TrackerId,
    UnknownTicket,
};
use cellwire_codec::{Instant, Session};

/// What the server's two sessions have in common: that of a connection, and that of a datagram
/// socket.
pub(super) trait Serving: Session {
    /// How it is called.
    const TRANSPORT: &'static str;

    /// Every event is one of these.
    fn as_event(event: Self::Event<'_>) -> Event<'_, Self::Addr>;

    /// Where something came from; `stream` is who is at the other end of a connection.
    fn peer(from: Self::Addr, stream: SocketAddr) -> SocketAddr;

    fn command(&mut self, id: TrackerId, message: Downlink<'_>) -> Result<CommandId, CommandError>;

    fn acknowledge(
        &mut self,
        id: TrackerId,
        ticket: BoxTicket,
        stored: bool,
    ) -> Result<(), UnknownTicket>;

    fn seen(&self, id: TrackerId) -> Option<&SeenRecords>;

    fn set_seen(&mut self, id: TrackerId, seen: SeenRecords);

    fn close(&mut self);

    fn is_drained(&self) -> bool;

    fn end(&mut self, now: Instant);
}

impl Serving for Server {
    const TRANSPORT: &'static str = "tcp";

    fn as_event(event: Self::Event<'_>) -> Event<'_> {
        event
    }

    fn peer((): (), stream: SocketAddr) -> SocketAddr {
        stream
    }

    fn command(&mut self, id: TrackerId, message: Downlink<'_>) -> Result<CommandId, CommandError> {
        // The connection may have passed on to another tracker.
        if self.id() != Some(id) {
            return Err(CommandError::Unidentified);
        }
        Self::command(self, message)
    }

    fn acknowledge(
        &mut self,
        _: TrackerId,
        ticket: BoxTicket,
        stored: bool,
    ) -> Result<(), UnknownTicket> {
        Self::acknowledge(self, ticket, stored)
    }

    fn seen(&self, _: TrackerId) -> Option<&SeenRecords> {
        Some(Self::seen(self))
    }

    fn set_seen(&mut self, _: TrackerId, seen: SeenRecords) {
        Self::set_seen(self, seen);
    }

    fn close(&mut self) {
        Self::close(self);
    }

    fn is_drained(&self) -> bool {
        Self::is_drained(self)
    }

    fn end(&mut self, now: Instant) {
        self.handle_end(now);
    }
}

impl Serving for Endpoint {
    const TRANSPORT: &'static str = "udp";

    fn as_event(event: Self::Event<'_>) -> Event<'_, SocketAddr> {
        event
    }

    fn peer(from: SocketAddr, _: SocketAddr) -> SocketAddr {
        from
    }

    fn command(&mut self, id: TrackerId, message: Downlink<'_>) -> Result<CommandId, CommandError> {
        Self::command(self, id, message)
    }

    fn acknowledge(
        &mut self,
        id: TrackerId,
        ticket: BoxTicket,
        stored: bool,
    ) -> Result<(), UnknownTicket> {
        Self::acknowledge(self, id, ticket, stored)
    }

    fn seen(&self, id: TrackerId) -> Option<&SeenRecords> {
        Self::seen(self, id)
    }

    fn set_seen(&mut self, id: TrackerId, seen: SeenRecords) {
        Self::set_seen(self, id, seen);
    }

    fn close(&mut self) {
        Self::close(self);
    }

    fn is_drained(&self) -> bool {
        Self::is_drained(self)
    }

    fn end(&mut self, _: Instant) {}
}
