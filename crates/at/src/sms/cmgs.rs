//! `+CMGS`: sends a message (3GPP TS 27.005, 3.5.1 and 4.3).
//!
//! The modem asks for the message by `> `. It ends with Ctrl-Z, and ESC cancels it.
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::pdu::{Address, Message, Pdu, Submit};
//! use cellwire_at::sms::{PduBody, cmgs};
//!
//! let part = Message::new("hellohello").parts()?.next().unwrap();
//! let pdu = Pdu::new(Submit::new(Address::new("+46708251358")?, &part));
//! let mut digits = [0; 352];
//! let send = cmgs::Pdu { pdu: PduBody::new(pdu.encode_hex(&mut digits)?)? };
//!
//! let mut line = [0; 32];
//! let len = send.write_line(&mut line)?;
//! assert_eq!(&line[..len], b"AT+CMGS=22\r");
//! assert_eq!(send.body().unwrap().data(), b"0001000B916407281553F800000AE8329BFD4697D9EC37");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! In text mode:
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::sms::{TextBody, cmgs};
//!
//! let send = cmgs::Text { da: "+46708251358".into(), toda: None, text: TextBody::new(b"hello")? };
//! let mut line = [0; 32];
//! let len = send.write_line(&mut line)?;
//! assert_eq!(&line[..len], b"AT+CMGS=\"+46708251358\"\r");
//! assert_eq!(send.body().unwrap().data(), b"hello");
//! assert_eq!(
//!     TextBody::new(b"hello\x1a\rAT").unwrap_err().to_string(),
//!     "text holds 0x1a at 5, which would end it",
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::body::prompted;
use super::{PduBody, TextBody};
use crate::command::{commands, information, params};
use crate::params::Str;
use crate::pdu::TypeOfAddress;

commands! {
    "+CMGS":
    /// Whether the command is there: the answer is `OK` alone.
    Test;
}

params! {
    /// `AT+CMGS=<length>`: sends a PDU.
    Pdu<'a> {
        /// The PDU.
        pdu: PduBody<'a>,
    }
}

params! {
    /// `AT+CMGS=<da>[,<toda>]`: sends a text.
    Text<'a> {
        /// `<da>`: who gets it.
        da: Str<'a>,
        /// `<toda>`: the type of `da`; 145 if it begins with `+`, else 129.
        toda: Option<TypeOfAddress>,
        /// The text.
        text: TextBody<'a>,
    }
}

prompted!(Pdu.pdu = Set "+CMGS" -> Answer<'l>);
prompted!(Text.text = Set "+CMGS" -> Answer<'l>);

information! {
    /// The message is on its way.
    Answer<'a> = "+CMGS" {
        /// `<mr>`: its reference, of which a status report will speak.
        mr: u8,
        /// In text mode `<scts>`, when the service centre has got it; in PDU mode `<ackpdu>`, a
        /// [`SubmitReport`](crate::pdu::SubmitReport) without the service centre. It is there if
        /// [`+CSMS`](super::csms) has set 1 and the network says it.
        report: Option<Str<'a>>,
    }
}
