//! `+CSCS`: the character set of strings (3GPP TS 27.007, 5.5).
//!
//! ```
//! use cellwire_at::charset::Charset;
//! use cellwire_at::command::Command;
//! use cellwire_at::general::cscs::{Read, Set};
//! use cellwire_at::Line;
//!
//! let mut buffer = [0; 32];
//! let len = Set { chset: Charset::Ucs2 }.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+CSCS=\"UCS2\"\r");
//! assert_eq!(Read::answer(Line::new(b"+CSCS: \"GSM\""))?.chset, Charset::Gsm);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::charset::Charset;
use crate::command::{Param, commands, information};
use crate::params::{ParamError, Params, ParamsWriter, WriteError};

commands! { "+CSCS":
    /// Which character sets there are.
    Test -> Supported;
    /// The one in force.
    Read -> Answer<'l>;
    /// Sets it, for all strings from now on.
    Set<'a> {
        /// The character set.
        chset: Charset<'a>,
    };
}

information! {
    /// The character set in force.
    Answer<'a> = "+CSCS" {
        /// The character set.
        chset: Charset<'a>,
    }
}

/// In quotes, by its name.
impl<'a> Param<'a> for Charset<'a> {
    fn take(params: &mut Params<'a>) -> Result<Self, ParamError> {
        params.str().map(|name| Self::from_name(name.as_raw()))
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        params.string(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::{answer, assert_command, assert_line};

    #[test]
    fn forms() {
        assert_command("+CSCS=?", Test {});
        assert_command("+CSCS?", Read {});
        assert_command("+CSCS=\"IRA\"", Set { chset: Charset::Ira });
        assert_command("+CSCS=\"8859-5\"", Set { chset: Charset::from_name(b"8859-5") });
        assert_line("+CSCS: \"UTF-8\"", Answer { chset: Charset::Utf8 });
    }

    /// The family 27007-cscs.
    #[test]
    fn answers() {
        let sets = answer::<Test>("+CSCS: (\"IRA\",\"GSM\",\"UCS2\",\"PCCP437\")");
        assert!(sets.allows_str(0, "PCCP437") && !sets.allows_str(0, "HEX"));
        assert_eq!(answer::<Read>("+CSCS: \"GSM\"").chset, Charset::Gsm);
    }
}
