//! `+GCAP`: what the modem can do (ITU-T V.250, 6.1.9).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::Line;
//! use cellwire_at::v250::gcap::Action;
//!
//! let answer = Action::answer(Line::new(b"+GCAP: +CGSM, +FCLASS"))?;
//! assert!(answer.has("+CGSM") && answer.has("+fclass") && !answer.has("+DS"));
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

use crate::command::{Rest, commands, information};
use crate::params::Str;

commands! { "+GCAP":
    /// What it can do.
    Action -> Answer<'l>;
}

information! {
    /// What it can do.
    Answer<'a> = "+GCAP" {
        /// The names of groups of commands, with commas between: `+CGSM,+DS,+ES`.
        names: Rest<'a>,
    }
}

impl<'a> Answer<'a> {
    /// The names, one by one.
    pub fn iter(self) -> impl Iterator<Item = Str<'a>> {
        let mut params = self.names.params();
        core::iter::from_fn(move || {
            while !params.is_done() {
                if let Some(name) = params.opt_word().ok()? {
                    return Some(name);
                }
            }
            None
        })
    }

    /// Whether one of them is this, in any case.
    pub fn has(self, name: &str) -> bool {
        self.iter().any(|other| other.eq_ignore_ascii_case(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::{answer, assert_command, assert_line};

    #[test]
    fn forms() {
        assert_command("+GCAP", Action {});
        assert_line("+GCAP: +CGSM,+DS,+ES", Answer { names: Rest("+CGSM,+DS,+ES".into()) });
        // The family v250-ati.
        let names = answer::<Action>("+GCAP: +CIS707-A, CIS-856, +MS, +ES, +DS, +FCLASS");
        assert_eq!(names.iter().count(), 6);
        assert!(names.has("CIS-856"));
    }
}
