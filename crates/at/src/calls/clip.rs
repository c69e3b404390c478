//! `+CLIP`: who calls (3GPP TS 27.007, 7.6).

use super::CliValidity;
use crate::command::{commands, information, named};
use crate::params::{Peek, Str};
use crate::pdu::TypeOfAddress;
use crate::{Belongs, Line, Lines};

named! {
    /// `<m>`: whether the network tells the number of a caller.
    Provision(u8) {
        /// It does not.
        NOT_PROVISIONED = 0, "not provisioned";
        /// It does.
        PROVISIONED = 1, "provisioned";
        /// The network does not answer.
        UNKNOWN = 2, "unknown";
    }
}

commands! {
    "+CLIP":
    /// Which values there are.
    Test -> Supported;

    /// Whether callers are shown. The network is asked, so this may take a while.
    Read -> Answer, |plan| plan.with_lines(Lines::Chosen(belongs)).within(30);

    /// Shows callers: a line [`Caller`] behind each `RING`.
    Set {
        /// Whether they are shown.
        n: bool,
    }, |plan| plan.within(30);
}

information! {
    /// Whether callers are shown.
    Answer = "+CLIP" {
        /// Whether the modem shows them.
        n: bool,
        /// Whether the network does.
        m: Option<Provision>,
    }
}

information! {
    /// Who calls: unsolicited, behind `RING`.
    Caller<'a> = "+CLIP" {
        /// The number; empty if it is not known.
        number: Option<Str<'a>>,
        /// `<type>` of the number.
        number_type: Option<TypeOfAddress>,
        /// `<subaddr>`: the subaddress.
        subaddr: Option<Str<'a>>,
        /// `<satype>`: the type of the subaddress (3GPP TS 24.008, 10.5.4.8).
        satype: Option<u8>,
        /// `<alpha>`: the name that the phonebook has for it, in the character set of `+CSCS`.
        alpha: Option<Str<'a>>,
        /// Whether the number is there.
        cli_validity: Option<CliValidity>,
    }
}

/// The answer has two small numbers, and a caller has a string in front.
fn belongs(line: Line<'_>, before: u16) -> Belongs {
    match line.params("+CLIP") {
        Ok(params) if before == 0 && params.peek() == Peek::Integer && params.count() <= 2 => {
            Belongs::Yes
        }
        _ => Belongs::No,
    }
}
