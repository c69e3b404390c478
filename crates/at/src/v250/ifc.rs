//! `+IFC`: how each side stops the other one (ITU-T V.250, 6.2.12).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::v250::ifc::{Flow, Set};
//!
//! let mut buffer = [0; 32];
//! let len = Set { dce_by_dte: Flow::WIRE, dte_by_dce: Some(Flow::WIRE) }.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+IFC=2,2\r");
//! # Ok::<(), cellwire_at::params::WriteError>(())
//! ```

use crate::command::{commands, information, named};

named! {
    /// How a side stops the other one.
    Flow(u8) {
        /// It does not.
        NONE = 0, "none";
        /// With XON and XOFF, which do not get to the data.
        SOFTWARE = 1, "XON and XOFF, taken out of the data";
        /// With a wire: RTS (circuit 133) of the host, CTS (circuit 106) of the modem.
        WIRE = 2, "circuit 133 or 106";
        /// With XON and XOFF, which get to the data, too. Only for the host.
        SOFTWARE_PASSED = 3, "XON and XOFF, passed on with the data";
    }
}

commands! { "+IFC":
    /// Which ways there are.
    Test -> Supported;
    /// The ways in force.
    Read -> Answer;
    /// Sets them.
    Set {
        /// How the host stops the modem.
        dce_by_dte: Flow,
        /// How the modem stops the host.
        dte_by_dce: Option<Flow>,
    };
}

information! {
    /// The ways in force.
    Answer = "+IFC" {
        /// How the host stops the modem.
        dce_by_dte: Flow,
        /// How the modem stops the host.
        dte_by_dce: Flow,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::{answer, assert_command, assert_line};

    #[test]
    fn forms() {
        assert_command("+IFC=?", Test {});
        assert_command("+IFC?", Read {});
        assert_command("+IFC=0", Set { dce_by_dte: Flow::NONE, dte_by_dce: None });
        assert_line("+IFC: 2,1", Answer { dce_by_dte: Flow::WIRE, dte_by_dce: Flow::SOFTWARE });
        // The family v250-ifc.
        let ways = answer::<Test>("+IFC (0,1,2),(0,1,2)");
        assert!(ways.allows(0, 2) && ways.allows(1, 1) && !ways.allows(1, 3));
    }
}
