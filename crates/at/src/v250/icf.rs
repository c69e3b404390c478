//! `+ICF`: the frame of the serial line (ITU-T V.250, 6.2.11).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::v250::icf::{Format, Set};
//!
//! let mut buffer = [0; 32];
//! let len = Set { format: Format::DATA8_STOP1, parity: None }.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+ICF=3\r");
//! # Ok::<(), cellwire_at::params::WriteError>(())
//! ```

use crate::command::{commands, information, named};

named! {
    /// How many bits a frame has.
    Format(u8) {
        /// The modem finds it out.
        AUTO = 0, "found out by the modem";
        /// 8 data bits, 2 stop bits.
        DATA8_STOP2 = 1, "8 data, 2 stop";
        /// 8 data bits, parity, 1 stop bit.
        DATA8_PARITY_STOP1 = 2, "8 data, parity, 1 stop";
        /// 8 data bits, 1 stop bit.
        DATA8_STOP1 = 3, "8 data, 1 stop";
        /// 7 data bits, 2 stop bits.
        DATA7_STOP2 = 4, "7 data, 2 stop";
        /// 7 data bits, parity, 1 stop bit.
        DATA7_PARITY_STOP1 = 5, "7 data, parity, 1 stop";
        /// 7 data bits, 1 stop bit.
        DATA7_STOP1 = 6, "7 data, 1 stop";
    }
}

named! {
    /// What the parity bit is.
    Parity(u8) {
        /// It makes the number of ones odd.
        ODD = 0, "odd";
        /// It makes the number of ones even.
        EVEN = 1, "even";
        /// One.
        MARK = 2, "mark";
        /// Zero.
        SPACE = 3, "space";
    }
}

commands! { "+ICF":
    /// Which frames there are.
    Test -> Supported;
    /// The frame in force.
    Read -> Answer;
    /// Sets it.
    Set {
        /// How many bits it has.
        format: Format,
        /// What the parity bit is, if there is one.
        parity: Option<Parity>,
    };
}

information! {
    /// The frame in force.
    Answer = "+ICF" {
        /// How many bits it has.
        format: Format,
        /// What the parity bit is, if there is one.
        parity: Option<Parity>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::{assert_command, assert_line};

    #[test]
    fn forms() {
        assert_command("+ICF=?", Test {});
        assert_command("+ICF?", Read {});
        let set = Set { format: Format::DATA8_PARITY_STOP1, parity: Some(Parity::EVEN) };
        assert_command("+ICF=2,1", set);
        assert_line("+ICF: 3,3", Answer { format: Format(3), parity: Some(Parity::SPACE) });
    }
}
