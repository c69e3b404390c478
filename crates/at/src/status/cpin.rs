//! `+CPIN`: whether the card or the phone waits for a PIN (3GPP TS 27.007, 8.3).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::status::cpin::{Code, Read, Set};
//! use cellwire_at::Line;
//!
//! assert_eq!(Read::answer(Line::new(b"+CPIN: SIM PIN"))?.code, Code::SimPin);
//!
//! let set = Set { pin: "1234".into(), newpin: None };
//! assert!(!format!("{set:?}").contains("1234"));
//! let mut buffer = [0; 32];
//! let len = set.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+CPIN=\"1234\"\r");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::Plan;
use crate::command::{commands, information, words};
use crate::params::SecretStr;

words! {
    /// What the phone waits for.
    Code(word, word) {
        /// Nothing.
        Ready = "READY";
        /// The PIN of the card.
        SimPin = "SIM PIN";
        /// The PUK of the card, and a new PIN.
        SimPuk = "SIM PUK";
        /// The second PIN of the card; only behind a command that needs it.
        SimPin2 = "SIM PIN2";
        /// The second PUK of the card, and a new second PIN.
        SimPuk2 = "SIM PUK2";
        /// The password that binds the phone to the card.
        PhSimPin = "PH-SIM PIN";
        /// The password that binds the phone to its first card.
        PhFsimPin = "PH-FSIM PIN";
        /// That which unblocks it.
        PhFsimPuk = "PH-FSIM PUK";
        /// The password that binds the phone to a network.
        PhNetPin = "PH-NET PIN";
        /// That which unblocks it.
        PhNetPuk = "PH-NET PUK";
        /// The password that binds the phone to a part of a network.
        PhNetsubPin = "PH-NETSUB PIN";
        /// That which unblocks it.
        PhNetsubPuk = "PH-NETSUB PUK";
        /// The password that binds the phone to a provider.
        PhSpPin = "PH-SP PIN";
        /// That which unblocks it.
        PhSpPuk = "PH-SP PUK";
        /// The password that binds the phone to a company.
        PhCorpPin = "PH-CORP PIN";
        /// That which unblocks it.
        PhCorpPuk = "PH-CORP PUK";
        /// No card is there. Of no standard, and common.
        NotInserted = "NOT INSERTED";
        /// The card is not ready yet. Of no standard, and common.
        NotReady = "NOT READY";
    }
}

commands! { "+CPIN":
    /// Whether there is the command.
    Test;
    /// What the phone waits for.
    Read -> Answer<'l>, |plan| plan.with_one_line().within(15);
    /// Tells it.
    Set<'a> {
        /// That which it waits for.
        pin: SecretStr<'a>,
        /// With a PUK, the new PIN.
        newpin: Option<SecretStr<'a>>,
    }, |plan: Plan| plan.within(30);
}

information! {
    /// What the phone waits for. Some modems say `+CPIN` by themselves, too.
    Answer<'a> = "+CPIN" {
        /// Which password.
        code: Code<'a>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::testing::{answer, assert_command, assert_line};
    use crate::params::Str;

    #[test]
    fn forms() {
        assert_command("+CPIN=?", Test {});
        assert_command("+CPIN?", Read {});
        assert_command("+CPIN=\"0000\"", Set { pin: "0000".into(), newpin: None });
        let set = Set { pin: "12345678".into(), newpin: Some("4321".into()) };
        assert_command("+CPIN=\"12345678\",\"4321\"", set);
        assert_line("+CPIN: READY", Answer { code: Code::Ready });
        assert_line("+CPIN: PH-NET PIN", Answer { code: Code::PhNetPin });
        assert_line("+CPIN: BLOCKED", Answer { code: Code::of(Str::from("BLOCKED")) });
    }

    #[test]
    fn vectors() {
        // 27007-cpin, wavecom.
        assert_eq!(answer::<Read>("+CPIN: SIM PIN").code, Code::SimPin);
        assert_eq!(answer::<Read>("+CPIN: READY").code, Code::Ready);
        assert_eq!(answer::<Read>("+CPIN:ready ").code, Code::Ready);
        assert_eq!(answer::<Read>("+CPIN: \"SIM PUK\"").code, Code::SimPuk);
        assert!(matches!(answer::<Read>("+CPIN: BLOCKED").code, Code::Other(other)
            if other.text() == "BLOCKED"));
    }
}
