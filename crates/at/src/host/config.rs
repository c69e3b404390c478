use core::time::Duration;

use crate::Dialect;
use crate::lexer::Lexer;

/// How a [`Host`](super::Host) deals with its modem.
///
/// ```
/// use core::time::Duration;
///
/// use cellwire_at::Dialect;
/// use cellwire_at::host::Config;
///
/// let mut config = Config::new(Dialect::GENERIC);
/// config.gap = Duration::from_millis(20);
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Config {
    /// What the modem speaks.
    pub dialect: Dialect,
    /// The longest line, in bytes. No more than half of the input buffer is used.
    pub max_line: usize,
    /// How long nothing is sent behind a final result or an unsolicited line. Some modems lose what
    /// comes sooner; u-blox asks for 20 ms. 0 unless it is set.
    pub gap: Duration,
    /// What has begun and does not go on for so long is taken as it is: a line without an end, the rest
    /// of a payload. 1 s unless it is set.
    pub partial: Duration,
    /// In data mode: how long bytes are held back that may begin the words for its end, such as a line end.
    /// 20 ms unless it is set.
    pub tail: Duration,
    /// In data mode: how long nothing has to come behind the words for its end. Some modems send a line
    /// 300 ms later. 200 ms unless it is set.
    pub ending: Duration,
    /// How long the modem may take to ask for data. 10 s unless it is set.
    pub prompt: Duration,
    /// How long it may take to answer to an abort, a probe or `+++`, and to any command after `ATQ1`. 3 s
    /// unless it is set.
    pub response: Duration,
    /// After a command that was not answered: how long the modem has to say nothing before it is asked
    /// whether it is there, and again before the next command leaves. Behind a
    /// [partial](crate::Verdict::Partial) verdict: how long it may go on. 1 s unless it is set.
    pub quiet: Duration,
    /// How often it is asked whether it is there. 3 unless it is set.
    pub probes: u8,
    /// How many commands wait at most. 16 unless it is set.
    pub max_queued: usize,
    /// The time without data in front of `+++` and behind it. SIMCom wants more than 1 s; 1.1 s unless
    /// it is set.
    pub guard: Duration,
}

impl Config {
    /// What most modems need.
    pub const fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            max_line: Lexer::DEFAULT_MAX_LINE,
            gap: Duration::ZERO,
            partial: Duration::from_secs(1),
            tail: Duration::from_millis(20),
            ending: Duration::from_millis(200),
            prompt: Duration::from_secs(10),
            response: Duration::from_secs(3),
            quiet: Duration::from_secs(1),
            probes: 3,
            max_queued: 16,
            guard: Duration::from_millis(1100),
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self::new(Dialect::GENERIC)
    }
}
