//! `+CMGW`: stores a message (3GPP TS 27.005, 3.5.3 and 4.4).
//!
//! The modem asks for the message by `> `, as for [`+CMGS`](super::cmgs).

use super::body::prompted;
use super::{PduBody, Stat, TextBody, TextStat};
use crate::command::{commands, information, params};
use crate::params::Str;
use crate::pdu::TypeOfAddress;

commands! {
    "+CMGW":
    /// Whether the command is there: the answer is `OK` alone.
    Test;
}

params! {
    /// `AT+CMGW=<length>[,<stat>]`: stores a PDU.
    Pdu<'a> {
        /// The PDU.
        pdu: PduBody<'a>,
        /// What has become of it; [`Stat::STORED_UNSENT`] if it is not said.
        stat: Option<Stat>,
    }
}

params! {
    /// `AT+CMGW=<oa/da>[,<tooa/toda>[,<stat>]]`: stores a text. With none of them it is
    /// [`TextAlone`].
    Text<'a> {
        /// `<oa/da>`: who has sent it or gets it.
        da: Option<Str<'a>>,
        /// `<tooa/toda>`: the type of `da`; 145 if it begins with `+`, else 129.
        toda: Option<TypeOfAddress>,
        /// What has become of it; [`TextStat::StoredUnsent`] if it is not said.
        stat: Option<TextStat<'a>>,
        /// The text.
        text: TextBody<'a>,
    }
}

params! {
    /// `AT+CMGW`: stores a text without an address.
    TextAlone<'a> {
        /// The text.
        text: TextBody<'a>,
    }
}

prompted!(Pdu.pdu = Set "+CMGW" -> Answer);
prompted!(Text.text = Set "+CMGW" -> Answer);
prompted!(TextAlone.text = Action "+CMGW" -> Answer);

information! {
    /// The message is stored.
    Answer = "+CMGW" {
        /// `<index>`: where.
        index: u16,
    }
}
