//! TP-ST, TP-FCS and TP-CT.

cellwire_codec::wire_enum! {
    /// TP-ST, what has become of a message (TS 23.040 9.2.3.15). [`outcome`](Self::outcome) says it
    /// in a word.
    pub struct Status(u8) {
        /// Delivered.
        RECEIVED = 0x00, "received by the SME";
        /// Handed on, and nobody can say more.
        FORWARDED = 0x01, "forwarded, delivery not confirmed";
        /// Replaced by another one.
        REPLACED = 0x02, "replaced by the service centre";
        /// The centre tries on.
        TRYING_CONGESTION = 0x20, "congestion, still trying";
        /// The centre tries on.
        TRYING_BUSY = 0x21, "SME busy, still trying";
        /// The centre tries on.
        TRYING_NO_RESPONSE = 0x22, "no response from SME, still trying";
        /// The centre tries on.
        TRYING_REJECTED = 0x23, "service rejected, still trying";
        /// The centre tries on.
        TRYING_QUALITY = 0x24, "quality of service not available, still trying";
        /// The centre tries on.
        TRYING_ERROR = 0x25, "error in SME, still trying";
        /// Given up.
        REMOTE_PROCEDURE = 0x40, "remote procedure error";
        /// Given up.
        INCOMPATIBLE_DESTINATION = 0x41, "incompatible destination";
        /// Given up.
        CONNECTION_REJECTED = 0x42, "connection rejected by SME";
        /// Given up.
        NOT_OBTAINABLE = 0x43, "not obtainable";
        /// Given up.
        QUALITY = 0x44, "quality of service not available";
        /// Given up.
        NO_INTERWORKING = 0x45, "no interworking available";
        /// Given up.
        EXPIRED = 0x46, "validity period expired";
        /// Given up.
        DELETED_BY_SENDER = 0x47, "deleted by originating SME";
        /// Given up.
        DELETED_BY_CENTRE = 0x48, "deleted by service centre administration";
        /// Given up.
        DOES_NOT_EXIST = 0x49, "message does not exist";
        /// The centre has stopped trying.
        CONGESTION = 0x60, "congestion, no longer trying";
        /// The centre has stopped trying.
        BUSY = 0x61, "SME busy, no longer trying";
        /// The centre has stopped trying.
        NO_RESPONSE = 0x62, "no response from SME, no longer trying";
        /// The centre has stopped trying.
        REJECTED = 0x63, "service rejected, no longer trying";
        /// The centre has stopped trying.
        STOPPED_QUALITY = 0x64, "quality of service not available, no longer trying";
        /// The centre has stopped trying.
        STOPPED_ERROR = 0x65, "error in SME, no longer trying";
    }
}

/// What has become of a message, in a word.
#[expect(clippy::exhaustive_enums, reason = "there is no fourth end")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeliveryOutcome {
    /// It has arrived, or the service centre has done what it can.
    Delivered,
    /// The service centre tries on; another report may follow.
    Pending,
    /// It will not arrive.
    Failed,
}

impl Status {
    /// What it means. Reserved values count as failed, as the standard has it; so do values that
    /// are specific to a service centre, by their range.
    pub const fn outcome(self) -> DeliveryOutcome {
        match self.0 {
            0x00..=0x1f => DeliveryOutcome::Delivered,
            0x20..=0x3f => DeliveryOutcome::Pending,
            _ => DeliveryOutcome::Failed,
        }
    }
}

cellwire_codec::wire_enum! {
    /// TP-FCS, why a message was refused (TS 23.040 9.2.3.22). The same numbers are among those of
    /// `+CMS ERROR`.
    pub struct FailureCause(u8) {
        /// Telematic interworking.
        INTERWORKING = 0x80, "telematic interworking not supported";
        /// Type 0.
        TYPE_0 = 0x81, "short message type 0 not supported";
        /// Replacement.
        REPLACE = 0x82, "cannot replace short message";
        /// TP-PID.
        PID = 0x8f, "unspecified TP-PID error";
        /// The coding scheme.
        DCS = 0x90, "data coding scheme not supported";
        /// The class.
        CLASS = 0x91, "message class not supported";
        /// TP-DCS.
        DCS_UNSPECIFIED = 0x9f, "unspecified TP-DCS error";
        /// The command.
        COMMAND = 0xa0, "command cannot be actioned";
        /// The command.
        COMMAND_UNSUPPORTED = 0xa1, "command unsupported";
        /// TP-Command.
        COMMAND_UNSPECIFIED = 0xaf, "unspecified TP-command error";
        /// The PDU.
        TPDU = 0xb0, "TPDU not supported";
        /// The centre.
        CENTRE_BUSY = 0xc0, "service centre busy";
        /// The centre.
        NO_SUBSCRIPTION = 0xc1, "no service centre subscription";
        /// The centre.
        CENTRE_FAILURE = 0xc2, "service centre system failure";
        /// The address.
        INVALID_ADDRESS = 0xc3, "invalid SME address";
        /// The destination.
        DESTINATION_BARRED = 0xc4, "destination SME barred";
        /// A duplicate.
        DUPLICATE = 0xc5, "message rejected, duplicate";
        /// The validity period.
        VPF = 0xc6, "TP-VPF not supported";
        /// The validity period.
        VP = 0xc7, "TP-VP not supported";
        /// The SIM is full.
        STORAGE_FULL = 0xd0, "(U)SIM SMS storage full";
        /// The SIM has no room for messages.
        NO_STORAGE = 0xd1, "no SMS storage capability in (U)SIM";
        /// The phone.
        MS_ERROR = 0xd2, "error in MS";
        /// The memory is full.
        MEMORY_FULL = 0xd3, "memory capacity exceeded";
        /// An application on the SIM.
        TOOLKIT_BUSY = 0xd4, "(U)SIM application toolkit busy";
        /// An application on the SIM.
        DOWNLOAD = 0xd5, "(U)SIM data download error";
        /// Something else.
        UNSPECIFIED = 0xff, "unspecified error cause";
    }
}

cellwire_codec::wire_enum! {
    /// TP-CT, what the service centre is told to do with an earlier message (TS 23.040 9.2.3.19).
    pub struct CommandType(u8) {
        /// Send a status report.
        ENQUIRE = 0x00, "enquiry relating to previously submitted short message";
        /// Send no status report.
        CANCEL_REPORT = 0x01, "cancel status report request";
        /// Do not deliver it.
        DELETE = 0x02, "delete previously submitted short message";
        /// Send a status report after all.
        ENABLE_REPORT = 0x03, "enable status report request";
    }
}
