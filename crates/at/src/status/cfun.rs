//! `+CFUN`: how much of the phone works (3GPP TS 27.007, 8.2).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::status::cfun::{Level, Read, Set};
//! use cellwire_at::Line;
//!
//! let mut buffer = [0; 32];
//! let len = Set { level: Level::FULL, reset: None }.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+CFUN=1\r");
//! assert_eq!(Read::answer(Line::new(b"+CFUN: 4"))?.level, Level::FLIGHT);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::Plan;
use crate::command::{commands, information, named};

named! {
    /// How much of the phone works.
    Level(u8) {
        /// The least that keeps the AT interface alive.
        MINIMUM = 0, "minimum functionality";
        /// All of it.
        FULL = 1, "full functionality";
        /// It does not transmit.
        NO_TRANSMIT = 2, "transmit circuits off";
        /// It does not receive.
        NO_RECEIVE = 3, "receive circuits off";
        /// It does neither.
        FLIGHT = 4, "transmit and receive circuits off";
    }
}

commands! { "+CFUN":
    /// Which levels there are.
    Test -> Supported;
    /// The level in force.
    Read -> Answer, Plan::with_one_line;
    /// Goes to a level. This may take long, since the modem leaves the network, or looks for one.
    Set {
        /// The level.
        level: Level,
        /// Whether the modem restarts before it goes there.
        reset: Option<bool>,
    }, |plan| plan.within(60);
}

information! {
    /// The level in force. Some modems say `+CFUN` by themselves, too.
    Answer = "+CFUN" {
        /// The level.
        level: Level,
    }
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use super::*;
    use crate::Line;
    use crate::command::Command;
    use crate::command::testing::{answer, assert_command, assert_line};

    #[test]
    fn forms() {
        assert_command("+CFUN=?", Test {});
        assert_command("+CFUN?", Read {});
        let set = Set { level: Level::FULL, reset: Some(true) };
        assert_command("+CFUN=1,1", set);
        assert_eq!(set.plan().deadline(), Duration::from_secs(60));
        assert_line("+CFUN: 0", Answer { level: Level::MINIMUM });
    }

    #[test]
    fn vectors() {
        // 27007-misc.
        assert_eq!(answer::<Read>("+CFUN: 19,0").level, Level(19));
        // ericsson-mbm.
        let levels = answer::<Test>("+CFUN: (0,1,4-6)");
        assert!(levels.allows(0, 5) && !levels.allows(0, 2));
        // The answer to the test form, to the question.
        assert!(Read::answer(Line::new(b"+CFUN: (0-1,4-7),(0-1)")).is_err());
    }
}
