//! `+CSMS`: the service (3GPP TS 27.005, 3.2.1).

use crate::command::{commands, information, named};

named! {
    /// `<service>`: what a modem does with a message that it sends to the host.
    Service(u8) {
        /// It tells the network that it has it.
        GSM = 0, "GSM 03.40 and 03.41";
        /// The host tells so, by [`+CNMA`](super::cnma).
        PHASE_2_PLUS = 1, "GSM 03.40 and 03.41, phase 2+";
    }
}

commands! {
    "+CSMS":
    /// Which services there are.
    Test -> Supported;

    /// The service in force.
    Read -> Answer;

    /// Chooses a service.
    Set {
        /// Which one.
        service: Service,
    } -> Types;
}

information! {
    /// The service in force.
    Answer = "+CSMS" {
        /// Which one.
        service: Service,
        /// `<mt>`: whether messages can be received.
        mt: Option<bool>,
        /// `<mo>`: whether messages can be sent.
        mo: Option<bool>,
        /// `<bm>`: whether there is cell broadcast.
        bm: Option<bool>,
    }
}

information! {
    /// What the service that was chosen can do.
    Types = "+CSMS" {
        /// `<mt>`: whether messages can be received.
        mt: bool,
        /// `<mo>`: whether messages can be sent.
        mo: Option<bool>,
        /// `<bm>`: whether there is cell broadcast.
        bm: Option<bool>,
    }
}
