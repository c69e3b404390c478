//! `+CCWA`: that somebody else calls (3GPP TS 27.007, 7.12).

use super::{Class, CliValidity};
use crate::command::{commands, information, named};
use crate::params::{Peek, Str};
use crate::pdu::TypeOfAddress;
use crate::{Belongs, Line, Lines};

named! {
    /// `<mode>`: what to do with the service in the network.
    Mode(u8) {
        /// Turns it off.
        DISABLE = 0, "disable";
        /// Turns it on.
        ENABLE = 1, "enable";
        /// Asks for it.
        QUERY = 2, "query status";
    }
}

commands! {
    "+CCWA":
    /// Which values there are.
    Test -> Supported;

    /// Whether calls that wait are shown.
    Read -> Shown, |plan| plan.with_lines(Lines::Chosen(belongs));

    /// Shows calls that wait, by [`Waiting`], and turns the service on or off, or asks for it.
    Set {
        /// Whether they are shown.
        n: Option<bool>,
        /// What to do with the service.
        mode: Option<Mode>,
        /// For which calls; [`Class::USUAL`] if it is not said.
        class: Option<Class>,
    } -> Answer, |plan| plan.with_lines(Lines::Chosen(belongs)).within(60);
}

information! {
    /// Whether calls that wait are shown.
    Shown = "+CCWA" {
        /// Whether they are.
        n: bool,
    }
}

information! {
    /// Whether the service is on, for a kind of calls; a line for each.
    Answer = "+CCWA" {
        /// Whether it is.
        status: bool,
        /// For which calls.
        class: Option<Class>,
    }
}

information! {
    /// A call waits, unsolicited.
    Waiting<'a> = "+CCWA" {
        /// The number; empty if it is not known.
        number: Option<Str<'a>>,
        /// `<type>` of the number.
        number_type: Option<TypeOfAddress>,
        /// The kind of call.
        class: Option<Class>,
        /// `<alpha>`: the name that the phonebook has for it, in the character set of `+CSCS`.
        alpha: Option<Str<'a>>,
        /// Whether the number is there.
        cli_validity: Option<CliValidity>,
        /// `<subaddr>`: the subaddress.
        subaddr: Option<Str<'a>>,
        /// `<satype>`: the type of the subaddress (3GPP TS 24.008, 10.5.4.8).
        satype: Option<u8>,
        /// `<priority>` of the call (eMLPP), 0 to 4.
        priority: Option<u8>,
    }
}

/// An answer has one or two numbers, and a call that waits has a string in front.
fn belongs(line: Line<'_>, _before: u16) -> Belongs {
    match line.params("+CCWA") {
        Ok(params) if params.peek() == Peek::Integer && params.count() <= 2 => Belongs::Yes,
        _ => Belongs::No,
    }
}
