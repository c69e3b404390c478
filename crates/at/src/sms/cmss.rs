//! `+CMSS`: sends a message that is stored (3GPP TS 27.005, 3.5.2 and 4.7).

use crate::command::{commands, information};
use crate::params::Str;
use crate::pdu::TypeOfAddress;

commands! {
    "+CMSS":
    /// Whether the command is there: the answer is `OK` alone.
    Test;

    /// Sends a message out of the second storage of [`+CPMS`](super::cpms).
    Set<'a> {
        /// `<index>`: where it is stored.
        index: u16,
        /// `<da>`: who gets it, if not who is stored with it.
        da: Option<Str<'a>>,
        /// `<toda>`: the type of `da`; 145 if it begins with `+`, else 129.
        toda: Option<TypeOfAddress>,
    } -> Answer<'l>, |plan| plan.within(120);
}

information! {
    /// The message is on its way.
    Answer<'a> = "+CMSS" {
        /// `<mr>`: its reference, of which a status report will speak.
        mr: u8,
        /// As of [`+CMGS`](super::cmgs::Answer::report).
        report: Option<Str<'a>>,
    }
}
