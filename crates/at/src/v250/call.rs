//! `A`, `H`, `O`: takes a call, ends it, goes back to its data (ITU-T V.250, 6.3).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::v250::call::{HangUp, Online};
//!
//! let mut buffer = [0; 16];
//! let len = HangUp {}.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"ATH\r");
//! assert!(Online { value: None }.plan().connects());
//! # Ok::<(), cellwire_at::params::WriteError>(())
//! ```

use crate::command::{command, plan_of};

command! {
    /// Takes the call that comes in. Ends with `CONNECT`, with `OK` for a call of voice, or with
    /// `NO CARRIER`.
    Answer = Action "A", plan_of::<Self>(|plan| plan.connecting().within(90))
}

command! {
    /// Ends the call. What it does to calls of voice is said by `+CVHU`.
    HangUp = Action "H", plan_of::<Self>(|plan| plan.within(90))
}

command! {
    /// Goes back to the data of the connection, from online command state.
    Online = Action "O" {
        /// 0, or nothing, to go back at once; 1 to retrain before.
        value: Option<u8>,
    }, plan_of::<Self>(|plan| plan.connecting().within(60))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Command;
    use crate::command::testing::assert_command;
    use crate::params::Params;

    #[test]
    fn forms() {
        assert_command("A", Answer {});
        assert_command("H", HangUp {});
        assert_command("O", Online { value: None });
        assert_command("O1", Online { value: Some(1) });
        assert!(Answer {}.plan().connects() && !HangUp {}.plan().connects());
    }

    #[test]
    fn a_number_is_tolerated() {
        assert_eq!(HangUp::parse(Params::new(b"0")), Ok(HangUp {}));
    }
}
