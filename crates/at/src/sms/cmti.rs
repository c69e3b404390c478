//! `+CMTI`, `+CDSI`: a message, or a status report, has been stored (3GPP TS 27.005, 3.4.1).

use crate::command::information;
use crate::params::Str;

information! {
    /// `+CMTI`: a message has been received and stored, unsolicited.
    Stored<'a> = "+CMTI" {
        /// `<mem>`: the storage, as of [`+CPMS`](super::cpms).
        mem: Str<'a>,
        /// `<index>`: where.
        index: u16,
    }
}

information! {
    /// `+CDSI`: a status report has been received and stored, unsolicited.
    ReportStored<'a> = "+CDSI" {
        /// `<mem>`: the storage, as of [`+CPMS`](super::cpms).
        mem: Str<'a>,
        /// `<index>`: where.
        index: u16,
    }
}
