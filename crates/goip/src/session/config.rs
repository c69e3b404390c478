use alloc::boxed::Box;
use alloc::string::String;
use core::net::IpAddr;
use core::time::Duration;

use cellwire_codec::{RetryPolicy, SecretBuf};

use super::ServerState;
use crate::message::KeepaliveStatus;

/// How a [`Server`](super::Server) behaves. The times and limits are those of the specification and
/// of the vendor's server where they have some.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ServerConfig {
    /// The status of a good keepalive. Default: 200.
    pub keepalive_status: KeepaliveStatus,
    /// Whether strangers (an unknown id, a wrong password, an address that the line may not have) are
    /// told so: `reg` with 404, `ERROR` to an event. Default: no, so that nobody can probe for ids.
    pub answer_strangers: bool,
    /// Who acknowledges events. Default: the session, at once.
    pub ack: AckMode,
    /// After how long without a keepalive a line counts as down. Default: 92 s, three keepalives.
    pub line_timeout: Duration,
    /// After how many requests in a row without any answer a line counts as failing, though it sends
    /// keepalives. Default: 3.
    pub failing_after: u32,
    /// How `MSG`, `PASSWORD` and `DONE` are sent again. Default: after 3 s, doubling to 12 s, 5 times
    /// in all.
    pub retry: RetryPolicy,
    /// How commands are sent again, but for those of [`ussd_retry`](Self::ussd_retry). Default: as
    /// above.
    pub command_retry: RetryPolicy,
    /// How USSD codes are sent, and whatever else may be carried out as often as it is sent:
    /// [`Request::Dial`](crate::message::Request::Dial) and
    /// [`Request::Raw`](crate::message::Request::Raw). Default: once, and 60 s to wait. For USSD the
    /// specification has one repeat after 10 s, which firmware answers with the first reply:
    /// `RetryPolicy::fixed(10 s, 2)`.
    pub ussd_retry: RetryPolicy,
    /// What is done until the outcome of a submission is known. Default: [`Polling::Repeat`].
    pub polling: Polling,
    /// How long the gateway may take for one recipient, before the outcome counts as unknown.
    /// Default: 120 s.
    pub submit_timeout: Duration,
    /// How long a line pauses when the gateway refuses a session for now (`GSM_LOGOUT`), or does not
    /// answer; 1 s at least. When it has too many sessions (`too_many_sends_in_server`) the first
    /// pause is of 5 s, and each one after that twice as long, up to this. A pause ends before its
    /// time when the line registers with the mobile network, was rebooted, or comes up. Default:
    /// 100 s.
    pub back_off: Duration,
    /// How many sessions in a row may end before the gateway has said of any recipient that it is
    /// sent or not; then the other recipients of the SMS have failed. Default: 4. Sessions that are
    /// refused because the gateway has too many do not count: it has five for all its lines, which
    /// a server cannot see.
    pub session_attempts: u32,
    /// How long an SMS waits for a session, and a command for its turn, because the line is down or
    /// others are before it, also at the gateway; then it has failed. For the other recipients of an
    /// SMS the time counts anew when one has its outcome. Default: 1 hour.
    pub queue_timeout: Duration,
    /// How long a line rests between two recipients. Default: not at all. With a rest, a line has one
    /// session open at a time.
    pub pacing: Duration,
    /// How many sessions are open on a line at once. Default and most: 5, as gateways can do. With
    /// 1, the order of the messages is kept.
    pub max_sessions: usize,
    /// How long events are remembered to tell repeats from new ones. Default: 10 minutes.
    pub seen_for: Duration,
    /// How long a repeat of an event is one for sure, even if the gateway was rebooted in between.
    /// Default: 30 s; a gateway sends an event for 12 s. Both times count from the first copy.
    pub resend_window: Duration,
    /// For how long delivery reports are matched with what was sent. Default: 8 hours.
    pub reports_for: Duration,
    /// Puts the parts of long SMS together that firmware sends one by one. Default: not.
    pub gather: Option<Gather>,
    /// The limits.
    pub limits: Limits,
    /// What an earlier session has left behind: see [`Server::export`](super::Server::export).
    pub state: ServerState,
    /// The first number that the session gives a request, unless [`state`](Self::state) has a higher
    /// one. Gateways replay an old USSD reply to a number that has not grown, so each run has to begin
    /// above the last one: the seconds since 1970 do well, and nobody far away can guess them
    /// exactly. Default: 1.
    ///
    /// The numbers end at 2147483647, which is 2038 in seconds, and one is used for each session,
    /// recipient and command; then they begin at 1 again. Those of USSD go on rising for a million
    /// codes more, which are kept for them: a server that sends so much has to keep its
    /// [`state`](Self::state).
    pub first_id: i64,
}

impl Default for ServerConfig {
    fn default() -> Self {
        let retry = RetryPolicy::exponential(secs(3), secs(12), 5);
        Self {
            keepalive_status: KeepaliveStatus::OK,
            answer_strangers: false,
            ack: AckMode::AtOnce,
            line_timeout: secs(92),
            failing_after: 3,
            retry,
            command_retry: retry,
            ussd_retry: RetryPolicy::once(secs(60)),
            polling: Polling::default(),
            submit_timeout: secs(120),
            back_off: secs(100),
            session_attempts: 4,
            queue_timeout: secs(3600),
            pacing: Duration::ZERO,
            max_sessions: 5,
            seen_for: secs(600),
            resend_window: secs(30),
            reports_for: secs(8 * 3600),
            gather: None,
            limits: Limits::default(),
            state: ServerState::default(),
            first_id: 1,
        }
    }
}

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Who acknowledges the events of a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AckMode {
    /// The session, when it has taken the event. What the application has not stored when it dies is
    /// lost.
    AtOnce,
    /// The application, when it has stored it: [`Server::acknowledge`](super::Server::acknowledge).
    /// The gateway sends it again until then, for 12 s; repeats are not events.
    ///
    /// Each event with a ticket is to be answered, with that or with
    /// [`Server::reject`](super::Server::reject), and within the 12 s if the gateway is to hear it.
    /// A ticket that is not given back is forgotten with its event: after
    /// [`seen_for`](ServerConfig::seen_for), or when the line has had so many other events
    /// ([`Limits::seen`]). Then it is an [`UnknownTicket`](super::UnknownTicket), the gateway is told
    /// nothing, and what it sends again is a new event.
    ///
    /// A delivery report keeps its SMS for itself until then; the SMS waits for no other when the
    /// report is acknowledged. After a rejection, or a restart in between, the next copy names it too.
    ///
    /// ```
    /// # use cellwire_codec::Instant;
    /// # use cellwire_goip::session::{AckMode, LineConfig, ServerEventKind};
    /// # use cellwire_goip::{Server, ServerConfig};
    /// # fn store(_: &str) -> Result<(), &'static str> { Ok(()) }
    /// let mut config = ServerConfig::default();
    /// config.ack = AckMode::ByApplication;
    /// let mut server = Server::new(config);
    /// server.add_line(LineConfig::new("goip1", "secret"))?;
    /// let (now, from) = (Instant::ORIGIN, "192.0.2.7:10991".parse()?);
    /// server.handle_input(now, from, b"RECEIVE:7;id:goip1;password:secret;srcnum:10086;msg:hi");
    ///
    /// let mut stored = Vec::new();
    /// while let Some(event) = server.poll_event() {
    ///     match event.kind {
    ///         ServerEventKind::Received { sms, ticket: Some(ticket) } => {
    ///             stored.push((ticket, store(&sms.msg.to_string_lossy())));
    ///         }
    ///         // All other events have tickets too.
    ///         ServerEventKind::Delivery { ticket: Some(ticket), .. }
    ///         | ServerEventKind::Event { ticket: Some(ticket), .. } => stored.push((ticket, Ok(()))),
    ///         _ => {}
    ///     }
    /// }
    /// for (ticket, result) in stored {
    ///     match result {
    ///         Ok(()) => server.acknowledge(ticket)?,
    ///         Err(reason) => server.reject(ticket, reason)?,
    ///     }
    /// }
    /// let mut buffer = [0; 4096];
    /// let sent = server.poll_transmit(now, &mut buffer)?.unwrap();
    /// assert_eq!(&buffer[..sent.len], b"RECEIVE 7 OK");
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ByApplication,
}

/// What is done while the outcome of a submission is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Polling {
    /// `SEND` is sent again with the same `telid`, as the specification says: a gateway knows the last
    /// ten, and does not submit again.
    Repeat {
        /// How often, as long as nothing has come back. Default: after 3 s, doubling to 12 s, 5
        /// times in all.
        unanswered: RetryPolicy,
        /// How often, once the gateway has answered `WAIT`. Default: every 5 s.
        waiting: Duration,
    },
    /// `SEND` is sent once, and never again: for firmware that submits anew each time. If it or its
    /// answer is lost the outcome is unknown.
    Never,
    /// As `Repeat` until there is a `WAIT`, and then as `Never`: for firmware that submits anew when it
    /// has begun.
    UntilWait {
        /// How often, as long as nothing has come back.
        unanswered: RetryPolicy,
    },
}

/// How the parts of a long SMS are put together: those of one sender that follow each other within
/// the time, in the order in which they come. Nothing tells them from short ones but their length and
/// their haste, so this is a guess.
///
/// A gateway sends a part for 12 s only, which is too short to wait for the others. So each part is
/// acknowledged when it has come, whatever the [`AckMode`], and what is being gathered is lost when
/// the application dies. A short text that continues nothing is an SMS like any other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Gather {
    /// How long to wait for the next part. Field reports have up to 30 s. Default: 60 s.
    pub timeout: Duration,
    /// How many parts at most. Default: 10.
    pub max_parts: usize,
    /// Texts of fewer characters than this end a message. Default: 63, a part in UCS-2 with room for
    /// a cut word.
    pub min_chars: usize,
}

impl Default for Gather {
    fn default() -> Self {
        Self { timeout: secs(60), max_parts: 10, min_chars: 63 }
    }
}

impl Default for Polling {
    fn default() -> Self {
        let unanswered = RetryPolicy::exponential(secs(3), secs(12), 5);
        Self::Repeat { unanswered, waiting: secs(5) }
    }
}

/// What a [`Server`](super::Server) keeps and takes at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Lines. Default: 100,000.
    pub lines: usize,
    /// The length of an id or a password, in bytes. Default: 64; most: 1024.
    pub id_len: usize,
    /// The length of a number, in bytes. Default: 32; most: 1024.
    pub number_len: usize,
    /// The length of a text, in bytes. Default and most: 3000.
    pub text_len: usize,
    /// SMS that wait on a line, those in sessions included. Default: 1000.
    pub queued_sms: usize,
    /// Recipients of an SMS. Default: 1000.
    pub recipients: usize,
    /// Commands that wait on a line. Default: 16.
    pub queued_commands: usize,
    /// Events of a line that are remembered, those that the application has not acknowledged
    /// included. The oldest give way. Default: 64.
    pub seen: usize,
    /// Submissions of a line whose delivery report may come. Default: 256, as many as have a number.
    pub reports: usize,
    /// Datagrams of strangers for each source address and second that are looked at any further than
    /// to see that they are of strangers: answered, counted as an event. Default: 10.
    pub strangers_per_second: u32,
    /// Datagrams that are read in a second: of each address that a line has, and of each IP address
    /// of anybody else. More are dropped unread. Default: no limit.
    pub datagrams_per_second: Option<u32>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            lines: 100_000,
            id_len: 64,
            number_len: 32,
            text_len: 3000,
            queued_sms: 1000,
            recipients: 1000,
            queued_commands: 16,
            seen: 64,
            reports: 256,
            strangers_per_second: 10,
            datagrams_per_second: None,
        }
    }
}

/// A line to be served: its credentials, and where it may be.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LineConfig {
    /// The id on the line's configuration page.
    pub id: String,
    /// The password there.
    pub password: SecretBuf,
    /// The addresses that the line may have, with the lengths of their prefixes in bits; any, if
    /// there are none.
    pub allowed: Box<[(IpAddr, u8)]>,
}

impl LineConfig {
    /// A line that may be anywhere.
    pub fn new(id: impl Into<String>, password: impl Into<SecretBuf>) -> Self {
        Self { id: id.into(), password: password.into(), allowed: Box::default() }
    }

    /// Allows this network, and no others than those that were allowed so. The prefix is how many of
    /// the first bits of an address have to be those of the network: 24 for `192.0.2.0/24`, 32 for one
    /// IPv4 address, 64 or 128 for IPv6. A longer one than there are bits counts as all of them, and
    /// what stands behind the prefix does not matter. An IPv4 address is one however a socket writes
    /// it, also as `::ffff:192.0.2.7`.
    ///
    /// ```
    /// # use cellwire_goip::session::LineConfig;
    /// let line = LineConfig::new("goip1", "secret").allow("192.0.2.0".parse()?, 24);
    /// # Ok::<(), core::net::AddrParseError>(())
    /// ```
    #[must_use]
    pub fn allow(mut self, network: IpAddr, prefix: u8) -> Self {
        let mut allowed = core::mem::take(&mut self.allowed).into_vec();
        allowed.push((network, prefix));
        self.allowed = allowed.into();
        self
    }
}
