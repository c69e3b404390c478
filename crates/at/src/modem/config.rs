use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::time::Duration;

use super::settings::Settings;

/// How a modem behaves.
///
/// ```
/// use cellwire_at::modem::ModemConfig;
///
/// let mut config = ModemConfig::default();
/// config.factory.echo = false;
/// config.information = vec!["Thermometer 2".into()];
/// assert_eq!(config.max_urcs, 64);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ModemConfig {
    /// The settings that `AT&F` takes. Default: [`Settings::DEFAULT`].
    pub factory: Settings,
    /// The settings that `AT&W` has stored in an earlier run, which are in force at the start. Default:
    /// none, and `factory` is in force.
    pub stored: Option<Settings>,
    /// What `ATI` prints, unless the handler answers it. Default: `cellwire`.
    pub information: Vec<String>,
    /// What `AT+GCAP` prints, unless the handler answers it. Default: `+CGSM`.
    pub capabilities: String,
    /// The rates that `AT+IPR` takes; 0 is one of them anyway.
    pub rates: Vec<u32>,
    /// The longest command line, in bytes, without `AT`. Default: 8192.
    pub max_line: usize,
    /// The longest body after a prompt, in bytes. Default: 8192.
    pub max_body: usize,
    /// The longest answer to one command, in bytes. Default: 65536.
    pub max_reply: usize,
    /// With so many bytes on their way to the host no input is taken any more. Answers come on top, so
    /// the most that is kept is this and [`max_reply`](Self::max_reply). Default: 16384.
    pub max_output: usize,
    /// The most bytes of data from the host that are kept until they are polled. Default: 16384.
    pub max_data: usize,
    /// How many unsolicited lines wait. Default: 64.
    pub max_urcs: usize,
    /// How many bytes are kept that come while a command is being answered. Default: 4096.
    pub max_typed_ahead: usize,
    /// How long a line that is being typed holds unsolicited lines. Default: 5 seconds.
    pub typing_hold: Duration,
    /// After this time without a byte a line that was begun is dropped; zero for never. Default: a
    /// minute.
    pub line_timeout: Duration,
    /// How long a command may take if the handler does not say. For a call S7 says it. Default: 3
    /// minutes.
    pub command_timeout: Duration,
}

impl Default for ModemConfig {
    fn default() -> Self {
        Self {
            factory: Settings::DEFAULT,
            stored: None,
            information: vec!["cellwire".into()],
            capabilities: "+CGSM".into(),
            rates: vec![
                1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600,
            ],
            max_line: 8192,
            max_body: 8192,
            max_reply: 65_536,
            max_output: 16_384,
            max_data: 16_384,
            max_urcs: 64,
            max_typed_ahead: 4096,
            typing_hold: Duration::from_secs(5),
            line_timeout: Duration::from_secs(60),
            command_timeout: Duration::from_secs(180),
        }
    }
}
