//! `+CCID`, `+ICCID`, `^ICCID`: the number that is printed on the card, up to 20 digits (ITU-T E.118). No
//! standard has the command, and each maker another one.
//!
//! ```
//! use cellwire_at::command::{Command, Text};
//! use cellwire_at::general::iccid::Ccid;
//! use cellwire_at::Line;
//!
//! for line in ["89860012345678901234", "+CCID: \"89860012345678901234\""] {
//!     let Text(iccid) = Ccid::answer(Line::new(line.as_bytes()))?;
//!     assert_eq!(iccid, "89860012345678901234");
//! }
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

use crate::command::command;

command! {
    /// As u-blox, Telit, Fibocom and others have it.
    Ccid = Action "+CCID" -> Text
}

command! {
    /// The same as a question.
    CcidRead = Read "+CCID" -> Text
}

command! {
    /// As SIMCom has it.
    Iccid = Action "+ICCID" -> Text
}

command! {
    /// As Huawei has it.
    IccidRead = Read "^ICCID" -> Text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::{answer, assert_command};

    #[test]
    fn forms() {
        assert_command("+CCID", Ccid {});
        assert_command("+CCID?", CcidRead {});
        assert_command("+ICCID", Iccid {});
        assert_command("^ICCID?", IccidRead {});
        assert_eq!(answer::<Iccid>("+ICCID: 8986F").0, "8986F");
        assert_eq!(answer::<IccidRead>("^ICCID:8986").0, "8986");
        assert_eq!(answer::<CcidRead>("+CCID: 8986").0, "8986");
    }
}
