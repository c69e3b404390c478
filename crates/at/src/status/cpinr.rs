//! `+CPINR`: how often a wrong PIN may still be told (3GPP TS 27.007, 8.65).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::status::cpin::Code;
//! use cellwire_at::status::cpinr::Set;
//! use cellwire_at::Line;
//!
//! let mut buffer = [0; 32];
//! let len = Set { sel_code: "SIM PIN".into() }.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+CPINR=\"SIM PIN\"\r");
//!
//! let left = Set::answer(Line::new(b"+CPINR: SIM PIN,2,3"))?;
//! assert_eq!((left.code, left.retries, left.default_retries), (Code::SimPin, 2, Some(3)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::cpin::Code;
use crate::command::{commands, information};
use crate::params::Str;

commands! { "+CPINR":
    /// Whether there is the command.
    Test;
    /// All passwords, a line for each. Those of the maker are told as `+CPINRE`.
    Action -> Answer<'l>;
    /// Some of them.
    Set<'a> {
        /// Which one, by its name; some modems take `*` for any text.
        sel_code: Str<'a>,
    } -> Answer<'l>;
}

information! {
    /// How often a wrong password may still be told.
    Answer<'a> = "+CPINR" {
        /// Which password.
        code: Code<'a>,
        /// How often.
        retries: u8,
        /// How often in the beginning.
        default_retries: Option<u8>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::{answer, assert_command, assert_line};

    #[test]
    fn forms() {
        assert_command("+CPINR=?", Test {});
        assert_command("+CPINR", Action {});
        assert_command("+CPINR=\"SIM*\"", Set { sel_code: "SIM*".into() });
        let mut left = Answer { code: Code::SimPin, retries: 3, default_retries: Some(3) };
        assert_line("+CPINR: SIM PIN,3,3", left);
        assert_eq!(answer::<Set<'_>>("+CPINR: \"SIM PIN\",3,3"), left);
        left = Answer { code: Code::PhNetPuk, retries: 0, default_retries: None };
        assert_line("+CPINR: PH-NET PUK,0", left);
    }
}
