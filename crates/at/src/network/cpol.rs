//! `+CPOL`: which operators the phone prefers, as the card says (3GPP TS 27.007, 7.19).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::network::cpol::Read;
//! use cellwire_at::Line;
//!
//! let entry = Read::answer(Line::new(b"+CPOL: 1,2,\"24412\",0,0,0,1"))?;
//! assert_eq!(entry.oper, "24412");
//! assert_eq!(entry.eutran_act, Some(true));
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

use super::cops::Format;
use crate::command::{commands, information};
use crate::params::Str;

commands! { "+CPOL":
    /// Which places the list has, and which formats there are.
    Test -> Supported;
    /// The list, a line for each operator.
    Read -> Entry<'l>, |plan| plan.within(30);
    /// Writes an operator to the list, or deletes one.
    Set<'a> {
        /// Which place; `None` for one that is free.
        index: Option<u16>,
        /// What stands for the operator.
        format: Option<Format>,
        /// The operator; `None` deletes what is in the place.
        oper: Option<Str<'a>>,
        /// It is preferred with GSM.
        gsm_act: Option<bool>,
        /// It is preferred with GSM Compact.
        gsm_compact_act: Option<bool>,
        /// It is preferred with UTRAN.
        utran_act: Option<bool>,
        /// It is preferred with E-UTRAN.
        eutran_act: Option<bool>,
        /// It is preferred with NG-RAN.
        ngran_act: Option<bool>,
    }, |plan| plan.within(30);
}

information! {
    /// An operator of the list.
    Entry<'a> = "+CPOL" {
        /// Which place.
        index: u16,
        /// What stands for the operator.
        format: Format,
        /// The operator.
        oper: Str<'a>,
        /// It is preferred with GSM.
        gsm_act: Option<bool>,
        /// It is preferred with GSM Compact.
        gsm_compact_act: Option<bool>,
        /// It is preferred with UTRAN.
        utran_act: Option<bool>,
        /// It is preferred with E-UTRAN.
        eutran_act: Option<bool>,
        /// It is preferred with NG-RAN.
        ngran_act: Option<bool>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Line;
    use crate::command::Command;
    use crate::command::testing::{answer, assert_command, assert_line};

    #[test]
    fn forms() {
        assert_command("+CPOL=?", Test {});
        assert_command("+CPOL?", Read {});
        let set = Set {
            index: None,
            format: Some(Format::NUMERIC),
            oper: Some("26201".into()),
            gsm_act: Some(true),
            gsm_compact_act: Some(false),
            utran_act: None,
            eutran_act: None,
            ngran_act: None,
        };
        assert_command("+CPOL=,2,\"26201\",1,0", set);
        let delete = Set { index: Some(3), format: None, oper: None, gsm_act: None, ..set };
        assert_command("+CPOL=3", Set { gsm_compact_act: None, ..delete });
    }

    /// The family 27007-cpol.
    #[test]
    fn vectors() {
        let entry = answer::<Read>("+CPOL: 1,2,24412,0,0,0,0");
        assert_eq!((entry.index, entry.format, entry.oper), (1, Format::NUMERIC, "24412".into()));
        assert_eq!((entry.eutran_act, entry.ngran_act), (Some(false), None));
        assert_line("+CPOL: 1,2,\"24412\",0,0,0,0", entry);
        assert!(Read::answer(Line::new(b"+CPOL: X,2,\"24491\"")).is_err());
    }
}
