//! `+CNUM`: the own numbers (3GPP TS 27.007, 7.1).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::network::cnum::Action;
//! use cellwire_at::Line;
//!
//! let own = Action::answer(Line::new(b"+CNUM: ,\"+34600000002\",145"))?;
//! assert_eq!((own.alpha, own.number), (None, "+34600000002".into()));
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

use crate::command::{commands, information, named};
use crate::params::Str;
use crate::pdu::TypeOfAddress;

named! {
    /// Which service a number is for.
    Service(u8) {
        /// Asynchronous data.
        ASYNCHRONOUS = 0, "asynchronous modem";
        /// Synchronous data.
        SYNCHRONOUS = 1, "synchronous modem";
        /// Packets, asynchronous.
        PAD = 2, "PAD access (asynchronous)";
        /// Packets, synchronous.
        PACKET = 3, "packet access (synchronous)";
        /// Voice.
        VOICE = 4, "voice";
        /// Fax.
        FAX = 5, "fax";
    }
}

commands! { "+CNUM":
    /// Whether there is the command.
    Test;
    /// The own numbers, a line for each.
    Action -> Answer<'l>;
}

information! {
    /// An own number.
    Answer<'a> = "+CNUM" {
        /// Its name, in the character set in force.
        alpha: Option<Str<'a>>,
        /// The number.
        number: Str<'a>,
        /// `<type>` of the number.
        number_type: Option<TypeOfAddress>,
        /// The speed of data, as of `+CBST`.
        speed: Option<u8>,
        /// Which service it is for.
        service: Option<Service>,
        /// The information transfer capability: 0 for 3.1 kHz, 1 for UDI.
        itc: Option<u8>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::{answer, assert_command, assert_line};

    #[test]
    fn forms() {
        assert_command("+CNUM=?", Test {});
        assert_command("+CNUM", Action {});
        let own = Answer {
            alpha: Some("me".into()),
            number: "+34600000001".into(),
            number_type: Some(TypeOfAddress::INTERNATIONAL),
            speed: Some(7),
            service: Some(Service::VOICE),
            itc: None,
        };
        assert_line("+CNUM: \"me\",\"+34600000001\",145,7,4", own);
        let own = Answer { alpha: None, speed: None, service: None, ..own };
        assert_line("+CNUM: ,\"+34600000001\",145", own);
    }

    /// The family 27007-cnum.
    #[test]
    fn vectors() {
        for (line, alpha, number, number_type) in [
            ("+CNUM: \"something\",\"1234567890\",161", Some("something"), "1234567890", 161),
            ("+CNUM: something,\"1234567890\",161", Some("something"), "1234567890", 161),
            ("+CNUM: something,\"+34600000001\",145", Some("something"), "+34600000001", 145),
            ("+CNUM: ,\"+34600000002\",145", None, "+34600000002", 145),
            ("+CNUM: \"another\",\"1234567890\",161", Some("another"), "1234567890", 161),
        ] {
            let own = answer::<Action>(line);
            assert_eq!((own.alpha, own.number), (alpha.map(Str::from), number.into()));
            assert_eq!(own.number_type, Some(TypeOfAddress(number_type)));
        }
    }
}
