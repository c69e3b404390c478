//! `+CRC`: whether `+CRING` says what kind of call comes in, or `RING` that one does (3GPP TS 27.007,
//! 6.11; ITU-T V.250, 6.3.4).
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::calls::crc::Cring;
//! use cellwire_at::command::Information;
//!
//! let cring = Cring::parse(Line::new(b"+CRING: VOICE"))?;
//! assert_eq!(cring.kind.0, "VOICE");
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

use cellwire_codec::Writer;

use crate::command::{Information, Word, commands, information, params};
use crate::params::{Str, WriteError};

commands! {
    "+CRC":
    /// Which values there are.
    Test -> Supported;

    /// Whether `+CRING` is sent.
    Read -> Answer;

    /// Has `+CRING` sent in the place of `RING`, or not.
    Set {
        /// Whether it is.
        mode: bool,
    };
}

information! {
    /// Whether `+CRING` is sent.
    Answer = "+CRC" {
        /// Whether it is.
        mode: bool,
    }
}

information! {
    /// `+CRING`: a call comes in, unsolicited.
    Cring<'a> = "+CRING" {
        /// `<type>`: `VOICE`, `FAX`, `ASYNC`, `SYNC`, `REL ASYNC`, `REL SYNC`, `ALT VOICE/FAX` and more.
        kind: Word<'a>,
        /// `<priority>` of the call (eMLPP), 0 to 4.
        priority: Option<u8>,
        /// `<subaddr>`: the subaddress that is called.
        subaddr: Option<Str<'a>>,
        /// `<satype>`: its type (3GPP TS 24.008, 10.5.4.8).
        satype: Option<u8>,
    }
}

params! {
    /// `RING`: a call comes in, unsolicited.
    Ring {}
}

impl Information<'_> for Ring {
    const NAME: &'static str = "RING";

    fn put(&self, to: &mut Writer<'_>) -> Result<(), WriteError> {
        to.bytes(Self::NAME.as_bytes());
        Ok(())
    }
}
