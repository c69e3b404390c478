use alloc::string::String;
use alloc::vec::Vec;
use core::net::SocketAddr;
use core::time::Duration;

use cellwire_codec::{RetryPolicy, SecretBuf};

use crate::WriteError;
use crate::message::CmsError;

/// How a [`Gateway`](super::Gateway) behaves.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct GatewayConfig {
    /// Where the SMS server is. Events and keepalives go there, and only its IP address may
    /// acknowledge them.
    pub server: SocketAddr,
    /// The lines, from number 0 on.
    pub lines: Vec<GatewayLine>,
    /// How often each line sends a keepalive, a millisecond at least. Default: every 30 s.
    pub keepalive_interval: Duration,
    /// How events are sent again. Default: every 3 s, 4 times in all.
    pub event_retry: RetryPolicy,
    /// How many bulk SMS sessions may be open on the gateway. Default: 5.
    pub max_sessions: usize,
    /// After how long without a message a session is closed. Default: 90 s.
    pub session_timeout: Duration,
    /// For how long a session that was ended with `DONE` is remembered, so that late copies of its
    /// messages do not open it again and send its SMS once more: a copy of its `MSG` gets `ERROR`
    /// with `SENDID`. Default: 30 s.
    pub session_memory: Duration,
    /// How many submissions of a session are remembered. Default: 10.
    pub max_telids: usize,
    /// The longest text that is taken, in bytes. Default: 3000.
    pub max_text_len: usize,
    /// How many events may wait on a line for their acknowledgement. Default: 100.
    pub max_events: usize,
    /// What a repeated `SEND` does. Default: [`Resubmission::Idempotent`].
    pub resubmission: Resubmission,
    /// Whether `OK` and `ERROR` are sent as soon as it is known what became of an SMS, and not only
    /// when the server asks. A server that never repeats a `SEND` depends on it. Default: yes.
    pub announce_outcomes: bool,
    /// Who is the mobile network. Default: the session, after 3 s.
    pub network: Network,
    /// Whether `OK` has an `sms_no`, and whether the session as the network reports delivery.
    /// Default: yes.
    pub delivery_reports: bool,
    /// For how long a USSD code waits for [`Gateway::answer_ussd`](super::Gateway::answer_ussd),
    /// before it is answered with `USSDERROR`. Default: 10 s.
    pub ussd_timeout: Duration,
    /// How long a reboot takes. Default: 5 s.
    pub reboot_time: Duration,
    /// The number of the first event of each line; they count down from it. Default: 1,000,000,000.
    pub first_event: i64,
    /// What goes wrong.
    pub faults: Faults,
}

impl GatewayConfig {
    /// The defaults, for a gateway with these lines.
    pub fn new(server: SocketAddr, lines: Vec<GatewayLine>) -> Self {
        Self {
            server,
            lines,
            keepalive_interval: Duration::from_secs(30),
            event_retry: RetryPolicy::fixed(Duration::from_secs(3), 4),
            max_sessions: 5,
            session_timeout: Duration::from_secs(90),
            session_memory: Duration::from_secs(30),
            max_telids: 10,
            max_text_len: 3000,
            max_events: 100,
            resubmission: Resubmission::default(),
            announce_outcomes: true,
            network: Network::Automatic(Duration::from_secs(3)),
            delivery_reports: true,
            ussd_timeout: Duration::from_secs(10),
            reboot_time: Duration::from_secs(5),
            first_event: 1_000_000_000,
            faults: Faults::default(),
        }
    }
}

/// A line of a [`Gateway`](super::Gateway), and its SIM card.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct GatewayLine {
    /// Its id.
    pub id: String,
    /// Its password.
    pub password: SecretBuf,
    /// The number of its SIM card; may be empty.
    pub num: String,
    /// The IMEI of its module: 15 digits.
    pub imei: String,
    /// The IMSI of its SIM card.
    pub imsi: String,
    /// The ICCID of its SIM card.
    pub iccid: String,
    /// The name of its provider.
    pub provider: String,
    /// The signal: 0 to 31, 99 for unknown.
    pub signal: u8,
    /// The cell that it is in, as keepalives say it.
    pub cell_info: String,
    /// The cells that it can hear, with a comma behind each: `get_cells_list` and `CURCELL` say them.
    pub cells: String,
}

impl GatewayLine {
    /// A line, with made-up numbers.
    pub fn new(id: impl Into<String>, password: impl Into<SecretBuf>) -> Self {
        Self {
            id: id.into(),
            password: password.into(),
            num: String::new(),
            imei: "867495023958030".into(),
            imsi: "260060172091324".into(),
            iccid: "89480611000720913242".into(),
            provider: "cellwire".into(),
            signal: 23,
            cell_info: "LAC:7E5,CELL ID:5E5B".into(),
            cells: "689,638,783,785,640,".into(),
        }
    }
}

/// What a repeated `SEND` with the same `telid` does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Resubmission {
    /// It asks what became of the submission, as the specification says.
    #[default]
    Idempotent,
    /// It submits anew, as one project says of its device.
    Anew,
}

/// Who plays the mobile network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Network {
    /// The session: each SMS is sent after this time, and its delivery reported as long after that;
    /// whom `DIAL` calls answers after it, too.
    Automatic(Duration),
    /// The application: it answers each
    /// [`GatewayEventKind::Submit`](super::GatewayEventKind::Submit), and plays whoever is called.
    Application,
}

/// What goes wrong in a gateway, by request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a test writes it as a literal")]
pub struct Faults {
    /// Answers come this much later.
    pub slow: Duration,
    /// `MSG` is refused with `GSM_LOGOUT`.
    pub gsm_logout: bool,
    /// `MSG` is refused with `too_many_sends_in_server`.
    pub too_many_sends: bool,
    /// Each SMS fails with this `errorstatus`, and never gets to the network.
    pub errorstatus: Option<CmsError>,
    /// No request is carried out or answered; keepalives and events are sent.
    pub mute: bool,
}

/// Why a [`Gateway`](super::Gateway) cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {error}")]
#[non_exhaustive]
pub struct GatewayConfigError {
    /// The number of the line whose keepalive cannot be written.
    pub line: usize,
    /// Why.
    #[source]
    pub error: WriteError,
}
