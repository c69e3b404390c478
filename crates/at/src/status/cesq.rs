//! `+CESQ`: how strong and how good the signal is, for each access technology (3GPP TS 27.007, 8.69).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::status::cesq::Action;
//! use cellwire_at::Line;
//!
//! let answer = Action::answer(Line::new(b"+CESQ: 99,99,255,255,20,46"))?;
//! assert_eq!(answer.rsrp_dbm(), Some(-95));
//! assert_eq!(answer.rsrq_half_db(), Some(-20));
//! assert_eq!(answer.rscp_dbm(), None);
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

use crate::Plan;
use crate::command::{commands, information};

commands! { "+CESQ":
    /// Which values there are.
    Test -> Supported;
    /// The signal.
    Action -> Answer, Plan::with_one_line;
}

information! {
    /// The signal. What does not belong to the access technology is not known.
    Answer = "+CESQ" {
        /// GERAN: 0 for less than -110 dBm, up to 63 for -48 dBm or more, in steps of 1 dB; 99 if it is
        /// not known.
        rxlev: u8,
        /// GERAN: how many bits are wrong, as `RXQUAL` 0 to 7; 99 if it is not known.
        ber: u8,
        /// UTRA: 0 for less than -120 dBm, up to 96 for -25 dBm or more, in steps of 1 dB; 255 if it is
        /// not known.
        rscp: u8,
        /// UTRA: 0 for less than -24 dB, up to 49 for 0 dB or more, in steps of 0.5 dB; 255 if it is not
        /// known.
        ecno: u8,
        /// E-UTRA: 0 for less than -19.5 dB, up to 34 for -3 dB or more, in steps of 0.5 dB; 255 if it
        /// is not known.
        rsrq: u8,
        /// E-UTRA: 0 for less than -140 dBm, up to 97 for -44 dBm or more, in steps of 1 dB; 255 if it
        /// is not known.
        rsrp: u8,
        /// NR: 0 for less than -43 dB, up to 126 for 20 dB or more, in steps of 0.5 dB; 255 if it is not
        /// known.
        ss_rsrq: Option<u8>,
        /// NR: 0 for less than -156 dBm, up to 126 for -31 dBm or more, in steps of 1 dB; 255 if it is
        /// not known.
        ss_rsrp: Option<u8>,
        /// NR: 0 for less than -23 dB, up to 127 for 40 dB or more, in steps of 0.5 dB; 255 if it is not
        /// known.
        ss_sinr: Option<u8>,
    }
}

/// Each is the lower end of a step.
impl Answer {
    /// The strength in GERAN in dBm, if it is known.
    pub const fn rxlev_dbm(&self) -> Option<i16> {
        scale(self.rxlev, 63, -111)
    }

    /// The strength in UTRA in dBm, if it is known.
    pub const fn rscp_dbm(&self) -> Option<i16> {
        scale(self.rscp, 96, -121)
    }

    /// The strength in E-UTRA in dBm, if it is known.
    pub const fn rsrp_dbm(&self) -> Option<i16> {
        scale(self.rsrp, 97, -141)
    }

    /// The quality in E-UTRA in halves of a dB, if it is known.
    pub const fn rsrq_half_db(&self) -> Option<i16> {
        scale(self.rsrq, 34, -40)
    }

    /// The strength in NR in dBm, if it is known.
    pub const fn ss_rsrp_dbm(&self) -> Option<i16> {
        match self.ss_rsrp {
            Some(ss_rsrp) => scale(ss_rsrp, 126, -157),
            None => None,
        }
    }
}

const fn scale(value: u8, highest: u8, zero: i16) -> Option<i16> {
    if value <= highest { Some(zero + value as i16) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::{assert_command, assert_line};

    #[test]
    fn forms() {
        assert_command("+CESQ=?", Test {});
        assert_command("+CESQ", Action {});
        let lte = Answer {
            rxlev: 99,
            ber: 99,
            rscp: 255,
            ecno: 255,
            rsrq: 34,
            rsrp: 97,
            ss_rsrq: None,
            ss_rsrp: None,
            ss_sinr: None,
        };
        assert_line("+CESQ: 99,99,255,255,34,97", lte);
        assert_eq!(
            (lte.rsrp_dbm(), lte.rsrq_half_db(), lte.rxlev_dbm()),
            (Some(-44), Some(-6), None)
        );
        let nr = Answer { ss_rsrq: Some(60), ss_rsrp: Some(126), ss_sinr: Some(90), ..lte };
        assert_line("+CESQ: 99,99,255,255,34,97,60,126,90", nr);
        assert_eq!((nr.ss_rsrp_dbm(), lte.ss_rsrp_dbm()), (Some(-31), None));
    }
}
