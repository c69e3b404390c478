//! `+CLCC`: which calls there are (3GPP TS 27.007, 7.18).
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::calls::clcc::{Action, Direction, Stat};
//! use cellwire_at::command::Command;
//!
//! let call = Action::answer(Line::new(b"+CLCC: 1,1,4,0,0,\"123456789\",129"))?;
//! assert_eq!((call.dir, call.stat), (Direction::INCOMING, Stat::INCOMING));
//! assert_eq!(call.number.unwrap(), "123456789");
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

use super::CliValidity;
use crate::command::{commands, information, named};
use crate::params::Str;
use crate::pdu::TypeOfAddress;

named! {
    /// `<dir>`: who has called.
    Direction(u8) {
        /// This side.
        OUTGOING = 0, "mobile originated";
        /// The other side.
        INCOMING = 1, "mobile terminated";
    }
}

named! {
    /// `<stat>`: how far a call is.
    Stat(u8) {
        /// They talk.
        ACTIVE = 0, "active";
        /// It is on hold.
        HELD = 1, "held";
        /// It is being set up by this side.
        DIALING = 2, "dialing";
        /// It rings on the other side.
        ALERTING = 3, "alerting";
        /// It rings on this side.
        INCOMING = 4, "incoming";
        /// It waits behind another call.
        WAITING = 5, "waiting";
    }
}

named! {
    /// `<mode>`: the kind of call.
    Mode(u8) {
        /// Voice.
        VOICE = 0, "voice";
        /// Data.
        DATA = 1, "data";
        /// Fax.
        FAX = 2, "fax";
        /// First voice and then data, now voice.
        VOICE_THEN_DATA = 3, "voice followed by data, voice mode";
        /// Voice or data, now voice.
        VOICE_OR_DATA = 4, "alternating voice/data, voice mode";
        /// Voice or fax, now voice.
        VOICE_OR_FAX = 5, "alternating voice/fax, voice mode";
        /// First voice and then data, now data.
        DATA_AFTER_VOICE = 6, "voice followed by data, data mode";
        /// Voice or data, now data.
        DATA_OR_VOICE = 7, "alternating voice/data, data mode";
        /// Voice or fax, now fax.
        FAX_OR_VOICE = 8, "alternating voice/fax, fax mode";
        /// Not known.
        UNKNOWN = 9, "unknown";
    }
}

commands! {
    "+CLCC":
    /// Whether the command is there: the answer is `OK` alone.
    Test;

    /// The calls, one a line. No line if there is none.
    Action -> Answer<'l>;
}

information! {
    /// A call. Some modems send such lines unsolicited, too.
    Answer<'a> = "+CLCC" {
        /// `<ccidx>`: its number, from 1; that of `AT+CHLD=1<ccidx>`.
        ccidx: u8,
        /// Who has called.
        dir: Direction,
        /// How far it is.
        stat: Stat,
        /// The kind of call.
        mode: Mode,
        /// `<mpty>`: whether it is part of a conference.
        mpty: bool,
        /// The number of the other side.
        number: Option<Str<'a>>,
        /// `<type>` of the number.
        number_type: Option<TypeOfAddress>,
        /// `<alpha>`: the name that the phonebook has for it, in the character set of `+CSCS`.
        alpha: Option<Str<'a>>,
        /// `<priority>` of the call (eMLPP), 0 to 4, or A and B as 15 and 16.
        priority: Option<u8>,
        /// Whether the number is there.
        cli_validity: Option<CliValidity>,
    }
}
