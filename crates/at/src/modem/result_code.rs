/// The result codes of ITU-T V.250, 5.7.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) enum ResultCode {
    Ok,
    Connect,
    Ring,
    NoCarrier,
    Error,
    NoDialtone,
    Busy,
    NoAnswer,
}

impl ResultCode {
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Connect => "CONNECT",
            Self::Ring => "RING",
            Self::NoCarrier => "NO CARRIER",
            Self::Error => "ERROR",
            Self::NoDialtone => "NO DIALTONE",
            Self::Busy => "BUSY",
            Self::NoAnswer => "NO ANSWER",
        }
    }

    pub(super) const fn digit(self) -> &'static str {
        match self {
            Self::Ok => "0",
            Self::Connect => "1",
            Self::Ring => "2",
            Self::NoCarrier => "3",
            Self::Error => "4",
            Self::NoDialtone => "6",
            Self::Busy => "7",
            Self::NoAnswer => "8",
        }
    }

    /// What is left of it if the host has asked with `X` for fewer results of calls.
    pub(super) const fn limited(self, call_progress: u8) -> Self {
        match (self, call_progress) {
            (Self::Busy, 0..=2) | (Self::NoDialtone, 0 | 1 | 3) => Self::NoCarrier,
            _ => self,
        }
    }
}
