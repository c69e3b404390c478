//! `+CCFC`: where calls go to (3GPP TS 27.007, 7.11).
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::calls::ccfc::{Mode, Reason, Set};
//! use cellwire_at::command::Command;
//!
//! let mut buffer = [0; 32];
//! let len = Set::new(Reason::UNCONDITIONAL, Mode::QUERY).write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+CCFC=0,2\r");
//! let answer = Set::answer(Line::new(b"+CCFC: 1,7,\"+420800123456\",145"))?;
//! assert!(answer.status);
//! assert_eq!(answer.number.unwrap(), "+420800123456");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::Class;
use crate::command::{commands, information, named};
use crate::params::Str;
use crate::pdu::TypeOfAddress;

named! {
    /// `<reason>`: when calls go elsewhere.
    Reason(u8) {
        /// Always.
        UNCONDITIONAL = 0, "unconditional";
        /// If the line is busy.
        BUSY = 1, "mobile busy";
        /// If nobody answers.
        NO_REPLY = 2, "no reply";
        /// If the phone is not reachable.
        NOT_REACHABLE = 3, "not reachable";
        /// All of these.
        ALL = 4, "all call forwarding";
        /// The last three.
        ALL_CONDITIONAL = 5, "all conditional call forwarding";
    }
}

named! {
    /// `<mode>`: what to do.
    Mode(u8) {
        /// Turns it off.
        DISABLE = 0, "disable";
        /// Turns it on.
        ENABLE = 1, "enable";
        /// Asks for it.
        QUERY = 2, "query status";
        /// Sets the number and turns it on.
        REGISTER = 3, "registration";
        /// Forgets the number and turns it off.
        ERASE = 4, "erasure";
    }
}

commands! {
    "+CCFC":
    /// Which reasons there are.
    Test -> Supported;

    /// Sends calls elsewhere, or asks where they go. The network is asked, so this may take a while.
    Set<'a> {
        /// When.
        reason: Reason,
        /// What to do.
        mode: Mode,
        /// Where to.
        number: Option<Str<'a>>,
        /// `<type>` of the number; 145 if it begins with `+`, else 129.
        number_type: Option<TypeOfAddress>,
        /// Which calls; [`Class::USUAL`] if it is not said.
        class: Option<Class>,
        /// `<subaddr>`: the subaddress.
        subaddr: Option<Str<'a>>,
        /// `<satype>`: its type (3GPP TS 24.008, 10.5.4.8); 128 if it is not said.
        satype: Option<u8>,
        /// `<time>`: seconds until nobody has answered, 1 to 30; 20 if it is not said.
        time: Option<u8>,
    } -> Answer<'l>, |plan| plan.within(60);
}

impl Set<'_> {
    /// A command without a number: all but a registration.
    pub const fn new(reason: Reason, mode: Mode) -> Self {
        Self {
            reason,
            mode,
            number: None,
            number_type: None,
            class: None,
            subaddr: None,
            satype: None,
            time: None,
        }
    }
}

information! {
    /// Where calls of a kind go to; a line for each.
    Answer<'a> = "+CCFC" {
        /// Whether they do.
        status: bool,
        /// Which calls.
        class: Option<Class>,
        /// Where to.
        number: Option<Str<'a>>,
        /// `<type>` of the number.
        number_type: Option<TypeOfAddress>,
        /// `<subaddr>`: the subaddress.
        subaddr: Option<Str<'a>>,
        /// `<satype>`: its type (3GPP TS 24.008, 10.5.4.8).
        satype: Option<u8>,
        /// `<time>`: seconds until nobody has answered, 1 to 30.
        time: Option<u8>,
    }
}
