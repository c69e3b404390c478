//! `+CSMP`: what text mode does not say of a message that is sent (3GPP TS 27.005, 3.3.2).

use super::Validity;
use crate::command::{commands, information};
use crate::pdu::{Dcs, Pid};

commands! {
    "+CSMP":
    /// Whether the command is there: the answer is `OK` alone.
    Test;

    /// The values in force.
    Read -> Answer<'l>;

    /// Sets the values.
    Set<'a> {
        /// `<fo>`: the first octet of the TPDU; 17 is an SMS-SUBMIT with a relative validity period, 49
        /// the same with a status report.
        fo: Option<u8>,
        /// `<vp>`: for how long the service centre shall try.
        vp: Option<Validity<'a>>,
        /// `<pid>`: the protocol.
        pid: Option<Pid>,
        /// `<dcs>`: the coding scheme.
        dcs: Option<Dcs>,
    };
}

information! {
    /// The values in force.
    Answer<'a> = "+CSMP" {
        /// `<fo>`: the first octet of the TPDU.
        fo: Option<u8>,
        /// `<vp>`: for how long the service centre shall try.
        vp: Option<Validity<'a>>,
        /// `<pid>`: the protocol.
        pid: Option<Pid>,
        /// `<dcs>`: the coding scheme.
        dcs: Option<Dcs>,
    }
}
