//! `I`, `+GMI`, `+GMM`, `+GMR`, `+GSN`: who the modem is, as texts (ITU-T V.250, 6.1.3 to 6.1.7). The
//! commands of 3GPP for the same are in [`general::identity`](crate::general::identity).
//!
//! ```
//! use cellwire_at::command::{Command, Text};
//! use cellwire_at::Line;
//! use cellwire_at::v250::identity::Identify;
//!
//! let Text(text) = Identify::answer(Line::new(b"Revision: 11.100.17.00.114"))?;
//! assert_eq!(text, "Revision: 11.100.17.00.114");
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

use crate::command::command;

command! {
    /// Some lines for people. The numbers mean something else to each maker.
    Identify = Action "I" {
        /// Which information; 0 if there is nothing.
        value: Option<u8>,
    } -> Text
}

command! {
    /// Who made it.
    Manufacturer = Action "+GMI" -> Text
}

command! {
    /// Which model it is.
    Model = Action "+GMM" -> Text
}

command! {
    /// Which version it has; several lines for some.
    Revision = Action "+GMR" -> Text
}

command! {
    /// The serial number, which is the IMEI or the ESN.
    SerialNumber = Action "+GSN" -> Text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::{answer, assert_command, assert_line};
    use crate::command::{Command, Text};
    use crate::{Belongs, Line};

    #[test]
    fn forms() {
        assert_command("I", Identify { value: None });
        assert_command("I4", Identify { value: Some(4) });
        assert_command("+GMI", Manufacturer {});
        assert_command("+GMM", Model {});
        assert_command("+GMR", Revision {});
        assert_command("+GSN", SerialNumber {});
        assert_line("Model: EC121", Text("Model: EC121".into()));
    }

    /// The family v250-ati.
    #[test]
    fn lines_of_ati() {
        for line in [
            "Manufacturer: HUAWEI INCORPORATED",
            "ESN: +GSN:12de4fa6",
            "+CIS707-A, +MS, +ES, +DS, +FCLASS",
            "Revision: J1_0_1_26AP C:/WS/FW/J1_0_1_26AP/MSM7200A/SRC/AMSS 2009/01/30 07:58:06",
            "+GCAP: +CGSM,+DS,+ES",
            "Revision: I: u706 ,  ver : BC04.1",
        ] {
            assert_eq!(answer::<Identify>(line).0, line);
            let line = Line::new(line.as_bytes());
            let plan = Identify { value: None }.plan();
            assert_eq!(plan.belongs(line, 3, |_| false), Belongs::Yes);
            assert_eq!(plan.belongs(line, 3, |_| true), Belongs::No);
        }
        assert_eq!(answer::<Identify>("Model: CDX-650 ").0, "Model: CDX-650");
    }
}
