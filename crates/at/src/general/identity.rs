//! `+CGMI`, `+CGMM`, `+CGMR`, `+CGSN`, `+CIMI`: who the modem is, and who its subscriber (3GPP TS
//! 27.007, 5.1 to 5.6). The answers are texts, for some of several lines.
//!
//! ```
//! use cellwire_at::command::{Command, Text};
//! use cellwire_at::general::identity::Imsi;
//! use cellwire_at::Line;
//!
//! let Text(imsi) = Imsi::answer(Line::new(b"460001234567890"))?;
//! assert_eq!(imsi, "460001234567890");
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

use crate::command::{command, named};

named! {
    /// Which serial number is asked for.
    SerialNumberType(u8) {
        /// That which the maker gave it.
        SN = 0, "serial number";
        /// IMEI: 15 digits, the last of which is a check digit.
        IMEI = 1, "IMEI";
        /// IMEISV: 16 digits, the last two of which are the version of the software.
        IMEISV = 2, "IMEISV";
        /// The two digits of the version of the software.
        SVN = 3, "software version number";
    }
}

command! {
    /// Who made it.
    Manufacturer = Action "+CGMI" -> Text
}

command! {
    /// Which model it is.
    Model = Action "+CGMM" -> Text
}

command! {
    /// Which version it has.
    Revision = Action "+CGMR" -> Text
}

command! {
    /// The IMEI, as a rule.
    SerialNumber = Action "+CGSN" -> Text
}

command! {
    /// Which serial numbers can be asked for.
    SerialNumberTest = Test "+CGSN" -> Supported
}

command! {
    /// A serial number; that of the modem stands in quotes behind `+CGSN: `.
    SerialNumberOf = Set "+CGSN" {
        /// Which one.
        snt: SerialNumberType,
    } -> Text
}

command! {
    /// The IMSI of the card.
    Imsi = Action "+CIMI" -> Text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::command::testing::{answer, assert_command, assert_line, assert_written};
    use crate::command::{Command, Information, Text};
    use crate::{Belongs, Line};

    #[test]
    fn forms() {
        assert_command("+CGMI", Manufacturer {});
        assert_command("+CGMM", Model {});
        assert_command("+CGMR", Revision {});
        assert_command("+CGSN", SerialNumber {});
        assert_command("+CGSN=?", SerialNumberTest {});
        assert_command("+CGSN=1", SerialNumberOf { snt: SerialNumberType::IMEI });
        assert_command("+CIMI", Imsi {});
    }

    #[test]
    fn texts() {
        for text in ["Nokia 5210", "460001234567890", "A, B; (C) \"D\"", "OKI 900", "1.0: a"] {
            assert_line(text, Text(text.into()));
        }
        // These would be taken for something else.
        for (wire, text) in [
            ("\"OK\"", "OK"),
            ("\"no carrier\"", "no carrier"),
            ("\"+CREG: 1\"", "+CREG: 1"),
            ("\"4\"", "4"),
            ("\" a\"", " a"),
            ("\"\\22a\\22\"", "\"a\""),
            ("\"a\\0D\\0AOK\"", "a\r\nOK"),
            ("\"\"", ""),
        ] {
            assert_line(wire, Text(text.into()));
        }
        let escaped = Text::parse(Line::new(b"\"a\\22\"")).unwrap();
        assert_written("\"a\\22\"", &escaped);
    }

    /// The family 27007-id, and others.
    #[test]
    fn answers() {
        assert_eq!(answer::<Model>(" MULTIBAND  900E  1800 ").0, "MULTIBAND  900E  1800");
        assert_eq!(answer::<Model>("Nokia 5210").0, "Nokia 5210");
        assert_eq!(answer::<Manufacturer>(" WAVECOM MODEM").0, "WAVECOM MODEM");
        for line in ["V ICPR72_08w44.1", "24-11-08", "RM-348", "(c) Nokia", "11.049"] {
            assert_eq!(answer::<Revision>(line).0, line);
            let line = Line::new(line.as_bytes());
            assert_eq!(Revision {}.plan().belongs(line, 1, |_| false), Belongs::Yes);
        }
        for line in ["490154203237518", "+CGSN: \"490154203237518\"", "cgsn:490154203237518"] {
            assert_eq!(answer::<SerialNumber>(line).0, "490154203237518");
        }
        assert!(Model::answer(Line::new(b"  ")).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_kept(text in "\\PC{0,20}|[ -~\r\n\t]{0,20}|(ok|OK|ERROR|BUSY|CONNECT)[ a1]?") {
            let mut buffer = [0; 400];
            let len = Text(text.as_str().into()).write_line(&mut buffer).unwrap();
            let line = Line::new(&buffer[..len]);
            prop_assert!(!line.as_bytes().iter().any(u8::is_ascii_control));
            prop_assert_eq!(Text::of("+CGMM", line).unwrap().0, text.as_str());
        }
    }
}
