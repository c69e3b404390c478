use core::time::Duration;
use std::time::{SystemTime, UNIX_EPOCH};

/// What a modem is, and what is around it.
#[derive(Clone, Debug)]
pub struct BasicConfig {
    /// `+CGMI`.
    pub manufacturer: String,
    /// `+CGMM`.
    pub model: String,
    /// `+CGMR`.
    pub revision: String,
    /// `+CGSN`: 15 digits.
    pub imei: String,
    /// `+CIMI`: 15 digits.
    pub imsi: String,
    /// `+CCID`: up to 20 digits.
    pub iccid: String,
    /// The own number, with `+` in front if it is international.
    pub number: String,
    /// The PIN that the SIM asks for at the start. It asks for none without it, and it is 1234 then.
    pub pin: Option<String>,
    /// What unblocks the SIM after three wrong PINs.
    pub puk: String,
    /// The address of the service centre.
    pub smsc: String,
    /// The name of the operator.
    pub operator: String,
    /// Its short name.
    pub operator_short: String,
    /// Its number: country and network.
    pub operator_number: String,
    /// How long it takes until somebody who is called answers.
    pub answer_time: Duration,
    /// How long the network takes for an SMS, or for a USSD code.
    pub network_time: Duration,
    /// What time it is at the start, as seconds since 1970.
    pub unix_seconds: u64,
}

impl Default for BasicConfig {
    fn default() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self {
            manufacturer: "cellwire".into(),
            model: "Simulated modem".into(),
            revision: env!("CARGO_PKG_VERSION").into(),
            imei: "867495023900001".into(),
            imsi: "001010123456789".into(),
            iccid: "8900101012345678905".into(),
            number: "+15557654321".into(),
            pin: None,
            puk: "12345678".into(),
            smsc: "+15550009999".into(),
            operator: "Cellwire Test".into(),
            operator_short: "Cellwire".into(),
            operator_number: "00101".into(),
            answer_time: Duration::from_secs(2),
            network_time: Duration::from_millis(300),
            unix_seconds: since.as_secs(),
        }
    }
}
