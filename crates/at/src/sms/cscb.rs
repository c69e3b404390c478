//! `+CSCB`: which cell broadcasts are received (3GPP TS 27.005, 3.3.4).
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Command;
//! use cellwire_at::sms::cscb::Read;
//!
//! let answer = Read::answer(Line::new(b"+CSCB: 0,\"4383,4400,4371-4378\",\"\""))?;
//! assert!(answer.mids.unwrap().list().contains(4375));
//! # Ok::<(), cellwire_at::params::ParamError>(())
//! ```

use crate::command::{commands, information, named};
use crate::params::Str;

named! {
    /// `<mode>`: what the lists mean.
    Mode(u8) {
        /// What is listed is received.
        ACCEPT = 0, "accepted";
        /// What is listed is not received.
        REFUSE = 1, "not accepted";
    }
}

commands! {
    "+CSCB":
    /// Which modes there are.
    Test -> Supported;

    /// What is received.
    Read -> Answer<'l>;

    /// Says what is to be received.
    Set<'a> {
        /// What the lists mean.
        mode: Mode,
        /// `<mids>`: what it is about, 0 to 65535: `0,1,5,320-478`.
        mids: Option<Str<'a>>,
        /// `<dcss>`: coding schemes, 0 to 255: `0-3,5`.
        dcss: Option<Str<'a>>,
    };
}

information! {
    /// What is received.
    Answer<'a> = "+CSCB" {
        /// What the lists mean.
        mode: Mode,
        /// `<mids>`: what it is about; [`Str::list`] reads it.
        mids: Option<Str<'a>>,
        /// `<dcss>`: coding schemes.
        dcss: Option<Str<'a>>,
    }
}
