//! `+CSQ`: how strong the signal is (3GPP TS 27.007, 8.5).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::status::csq::Action;
//! use cellwire_at::Line;
//!
//! let answer = Action::answer(Line::new(b"+CSQ: 17,99"))?;
//! assert_eq!((answer.rssi, answer.ber), (17, 99));
//! assert_eq!(answer.rssi_dbm(), Some(-79));
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

use crate::Plan;
use crate::command::{commands, information};

commands! { "+CSQ":
    /// Which values there are.
    Test -> Supported;
    /// The signal.
    Action -> Answer, Plan::with_one_line;
}

information! {
    /// The signal. Some modems say `+CSQ` by themselves, too.
    Answer = "+CSQ" {
        /// The strength: 0 for -113 dBm or less, up to 31 for -51 dBm or more, in steps of 2 dB; 99 if
        /// it is not known. Some have 100 for -116 dBm up to 191 for -25 dBm in steps of 1 dB, and 199.
        rssi: u8,
        /// How many bits are wrong, as `RXQUAL` 0 to 7 of 3GPP TS 45.008; 99 if it is not known.
        ber: u8,
    }
}

impl Answer {
    /// The strength in dBm, if it is known.
    pub const fn rssi_dbm(&self) -> Option<i16> {
        match self.rssi as i16 {
            rssi @ 0..=31 => Some(-113 + 2 * rssi),
            rssi @ 100..=191 => Some(-116 + rssi - 100),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::{answer, assert_command, assert_line};

    #[test]
    fn forms() {
        assert_command("+CSQ=?", Test {});
        assert_command("+CSQ", Action {});
        assert_line("+CSQ: 31,0", Answer { rssi: 31, ber: 0 });
        let dbm = |rssi| Answer { rssi, ber: 99 }.rssi_dbm();
        assert_eq!((dbm(0), dbm(31), dbm(99)), (Some(-113), Some(-51), None));
        assert_eq!((dbm(100), dbm(191), dbm(199)), (Some(-116), Some(-25), None));
        assert!(answer::<Test>("+CSQ: (0-31,99),(0-7,99)").allows(0, 99));
    }
}
