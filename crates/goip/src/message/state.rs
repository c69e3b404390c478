use cellwire_codec::wire_enum;

use crate::sink::Sink;
use crate::words::trim;
use crate::{Quirk, Quirks, Text, WriteError, check};

/// What a line is doing: in a `STATE` event (section 5.2.1), and in the answer to `get_gsm_state`
/// (section 5.1.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChannelState<'a> {
    /// `IDLE`. The specification misspells it `IDEL`, which is read too.
    Idle,
    /// `BUSY`.
    Busy,
    /// `ACTIVE`: in a call.
    Active,
    /// `DIALING:number`.
    Dialing(Text<'a>),
    /// `ALERTING:number`: it rings at the other end.
    Alerting(Text<'a>),
    /// `INCOMING:number`.
    Incoming(Text<'a>),
    /// `CONNECTED:number`.
    Connected(Text<'a>),
    /// Any other word, and what stands behind its colon.
    Other {
        /// The word.
        state: Text<'a>,
        /// The number, where there is a colon.
        number: Option<Text<'a>>,
    },
}

impl<'a> ChannelState<'a> {
    pub(super) fn read(value: &'a [u8], quirks: &mut Quirks) -> Self {
        let (word, number) = match value.iter().position(|byte| *byte == b':') {
            Some(colon) => (trim(&value[..colon], quirks), Some(trim(&value[colon + 1..], quirks))),
            None => (value, None),
        };
        let number = number.map(Text::new);
        let other = Self::Other { state: Text::new(word), number };
        let Some(name) = known(word) else {
            if word.is_empty() {
                quirks.insert(Quirk::MissingField);
            }
            return other;
        };
        let state = match (name, number) {
            ("IDLE" | "IDEL", None) => Self::Idle,
            ("BUSY", None) => Self::Busy,
            ("ACTIVE", None) => Self::Active,
            ("IDLE" | "IDEL" | "BUSY" | "ACTIVE", Some(_)) => return other,
            (name, number) => {
                let number = number.unwrap_or_else(|| {
                    quirks.insert(Quirk::MissingField);
                    Text::default()
                });
                match name {
                    "DIALING" => Self::Dialing(number),
                    "ALERTING" => Self::Alerting(number),
                    "INCOMING" => Self::Incoming(number),
                    _ => Self::Connected(number),
                }
            }
        };
        if name.as_bytes() != word || name == "IDEL" {
            quirks.insert(Quirk::Spelling);
        }
        state
    }

    /// The word, and what stands behind its colon.
    const fn parts(&self) -> (Text<'a>, Option<Text<'a>>) {
        let (word, number) = match *self {
            Self::Idle => ("IDLE", None),
            Self::Busy => ("BUSY", None),
            Self::Active => ("ACTIVE", None),
            Self::Dialing(number) => ("DIALING", Some(number)),
            Self::Alerting(number) => ("ALERTING", Some(number)),
            Self::Incoming(number) => ("INCOMING", Some(number)),
            Self::Connected(number) => ("CONNECTED", Some(number)),
            Self::Other { state, number } => return (state, number),
        };
        (Text::new(word.as_bytes()), number)
    }

    pub(super) fn check(&self) -> Result<(), WriteError> {
        let (word, number) = self.parts();
        if word.is_empty() {
            return Err(WriteError::Empty { field: "state" });
        }
        check::value_without_colon("state", word.as_bytes())?;
        check::value("number", number.unwrap_or_default().as_bytes())?;
        let takes_number = |known| !matches!(known, "IDLE" | "IDEL" | "BUSY" | "ACTIVE");
        match (self, known(word.as_bytes())) {
            (Self::Other { .. }, Some(known)) if number.is_none() || takes_number(known) => {
                check::invalid("state", "it is a state of its own")
            }
            _ => Ok(()),
        }
    }

    pub(super) fn put(&self, to: &mut impl Sink) {
        let (word, number) = self.parts();
        to.bytes(word.as_bytes());
        if let Some(number) = number {
            to.u8(b':');
            to.bytes(number.as_bytes());
        }
    }
}

/// The words that have a state of their own.
const KNOWN: &[&str] =
    &["IDLE", "IDEL", "BUSY", "ACTIVE", "DIALING", "ALERTING", "INCOMING", "CONNECTED"];

/// One of them, as it should be spelled.
fn known(word: &[u8]) -> Option<&'static str> {
    KNOWN.iter().copied().find(|known| known.as_bytes().eq_ignore_ascii_case(word))
}

wire_enum! {
    /// The direction of a call, in a `RECORD` event (section 5.2.2).
    pub struct CallDirection(i64) {
        /// Somebody calls the line.
        INCOMING = 1, "incoming";
        /// The line calls somebody.
        OUTGOING = 2, "outgoing";
    }
}

wire_enum! {
    /// What became of an SMS, in a `DELIVER` event: TP-Status of 3GPP TS 23.040, section 9.2.3.15.
    pub struct DeliveryState(i64) {
        /// The phone has it.
        DELIVERED = 0x00, "delivered";
        /// It was forwarded, and nobody knows whether it arrived.
        FORWARDED = 0x01, "forwarded, delivery unconfirmed";
        /// Another one with the same reference took its place.
        REPLACED = 0x02, "replaced";
        /// Congestion; the network goes on trying.
        TRYING_CONGESTION = 0x20, "congestion, still trying";
        /// The phone is busy; the network goes on trying.
        TRYING_BUSY = 0x21, "phone busy, still trying";
        /// No answer from the phone; the network goes on trying.
        TRYING_NO_RESPONSE = 0x22, "no response, still trying";
        /// The service was refused; the network goes on trying.
        TRYING_REJECTED = 0x23, "service rejected, still trying";
        /// The quality of service is not available; the network goes on trying.
        TRYING_QUALITY = 0x24, "quality not available, still trying";
        /// An error of the phone; the network goes on trying.
        TRYING_PHONE_ERROR = 0x25, "phone error, still trying";
        /// A remote procedure error.
        REMOTE_PROCEDURE = 0x40, "remote procedure error";
        /// An incompatible destination.
        INCOMPATIBLE = 0x41, "incompatible destination";
        /// The phone rejected it.
        REJECTED = 0x42, "rejected by the phone";
        /// It cannot be obtained.
        NOT_OBTAINABLE = 0x43, "not obtainable";
        /// The quality of service is not available.
        QUALITY = 0x44, "quality not available";
        /// No interworking.
        NO_INTERWORKING = 0x45, "no interworking";
        /// It was too old.
        EXPIRED = 0x46, "validity period expired";
        /// The sender deleted it.
        DELETED_BY_SENDER = 0x47, "deleted by the sender";
        /// The service centre deleted it.
        DELETED_BY_CENTRE = 0x48, "deleted by the service centre";
        /// The service centre does not know it.
        UNKNOWN = 0x49, "unknown to the service centre";
        /// Congestion.
        CONGESTION = 0x60, "congestion";
        /// The phone is busy.
        BUSY = 0x61, "phone busy";
        /// No answer from the phone.
        NO_RESPONSE = 0x62, "no response";
        /// The service was refused.
        SERVICE_REJECTED = 0x63, "service rejected";
        /// The quality of service is not available.
        NO_QUALITY = 0x64, "quality of service not available";
        /// An error of the phone.
        PHONE_ERROR = 0x65, "phone error";
    }
}

impl DeliveryState {
    /// Whether it has arrived.
    pub const fn is_delivered(self) -> bool {
        matches!(self, Self::DELIVERED)
    }

    /// Whether the network goes on trying, so that another report follows.
    pub const fn is_pending(self) -> bool {
        matches!(self.0, 0x20..=0x3f)
    }
}
