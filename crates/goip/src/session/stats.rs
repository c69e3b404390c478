/// What a [`Server`](super::Server) has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServerStats {
    /// Datagrams that have come.
    pub datagrams: u64,
    /// Of those, were no message.
    pub unreadable: u64,
    /// Of those, were of strangers: an unknown id, a wrong password, an address that is not allowed.
    pub refused: u64,
    /// Of those, were dropped because there were too many.
    pub dropped: u64,
    /// Of those, answered nothing that waits: late, repeated, or of somebody else.
    pub stray: u64,
    /// Keepalives that were acknowledged.
    pub keepalives: u64,
    /// Events that were told.
    pub events: u64,
    /// Events that had come before.
    pub repeated_events: u64,
    /// Recipients to whom an SMS was sent.
    pub sent: u64,
    /// Recipients to whom it was not.
    pub failed: u64,
    /// Recipients of whom nobody knows.
    pub unknown: u64,
    /// Commands and codes that were answered.
    pub answers: u64,
    /// Requests that were sent again.
    pub retries: u64,
    /// Requests that were given up.
    pub unanswered: u64,
}

/// What a [`Gateway`](super::Gateway) has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GatewayStats {
    /// Datagrams that have come.
    pub datagrams: u64,
    /// Of those, were no message, or not of the server.
    pub unreadable: u64,
    /// Keepalives sent.
    pub keepalives: u64,
    /// Keepalives that were acknowledged.
    pub acknowledged: u64,
    /// Events sent, without repeats.
    pub events: u64,
    /// Events that were not acknowledged.
    pub lost_events: u64,
    /// SMS given to the network.
    pub submitted: u64,
    /// Commands carried out.
    pub commands: u64,
    /// Requests with a wrong password.
    pub wrong_passwords: u64,
}
