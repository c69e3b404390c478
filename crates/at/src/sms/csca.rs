//! `+CSCA`: the service centre (3GPP TS 27.005, 3.3.1).

use crate::command::{commands, information};
use crate::params::Str;
use crate::pdu::TypeOfAddress;

commands! {
    "+CSCA":
    /// Whether the command is there: the answer is `OK` alone.
    Test;

    /// The service centre in force.
    Read -> Answer<'l>;

    /// Sets the service centre.
    Set<'a> {
        /// `<sca>`: its number.
        sca: Str<'a>,
        /// `<tosca>`: the type of the number; 145 if it begins with `+`, else 129.
        tosca: Option<TypeOfAddress>,
    };
}

information! {
    /// The service centre in force.
    Answer<'a> = "+CSCA" {
        /// `<sca>`: its number, in the character set of `+CSCS`.
        sca: Option<Str<'a>>,
        /// `<tosca>`: the type of the number.
        tosca: Option<TypeOfAddress>,
    }
}
