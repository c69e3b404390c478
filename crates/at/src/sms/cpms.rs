//! `+CPMS`: where messages are stored (3GPP TS 27.005, 3.2.2).
//!
//! A storage is `SM`, the SIM; `ME`, the phone; `MT`, both; `BM`, for cell broadcast; `SR`, for status
//! reports; `TA`, the adapter.
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Command;
//! use cellwire_at::sms::cpms::{Read, Set, Test};
//!
//! let mut buffer = [0; 32];
//! let len = Set { mem1: "SM".into(), mem2: None, mem3: None }.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+CPMS=\"SM\"\r");
//! let answer = Read::answer(Line::new(b"+CPMS: \"SM\",3,20,\"SM\",3,20,\"ME\",0,100"))?;
//! assert_eq!((answer.used1, answer.total1), (Some(3), Some(20)));
//! let supported = Test::answer(Line::new(b"+CPMS: (\"SM\",\"ME\"),(\"SM\",\"ME\"),(\"ME\")"))?;
//! assert!(supported.allows_str(0, "ME") && !supported.allows_str(2, "SM"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::command::{commands, information};
use crate::params::Str;

commands! {
    "+CPMS":
    /// Which storages there are.
    Test -> Supported;

    /// The storages in force.
    Read -> Answer<'l>;

    /// Chooses storages.
    Set<'a> {
        /// `<mem1>`: the one that messages are read and deleted from.
        mem1: Str<'a>,
        /// `<mem2>`: the one that messages are written to and sent from.
        mem2: Option<Str<'a>>,
        /// `<mem3>`: the one that received messages go to.
        mem3: Option<Str<'a>>,
    } -> Sizes, |plan| plan.within(30);
}

information! {
    /// The storages in force. Some modems leave all of it empty.
    Answer<'a> = "+CPMS" {
        /// `<mem1>`: the one that messages are read and deleted from.
        mem1: Option<Str<'a>>,
        /// How many messages it has.
        used1: Option<u16>,
        /// How many there is room for.
        total1: Option<u16>,
        /// `<mem2>`: the one that messages are written to and sent from.
        mem2: Option<Str<'a>>,
        /// How many messages it has.
        used2: Option<u16>,
        /// How many there is room for.
        total2: Option<u16>,
        /// `<mem3>`: the one that received messages go to.
        mem3: Option<Str<'a>>,
        /// How many messages it has.
        used3: Option<u16>,
        /// How many there is room for.
        total3: Option<u16>,
    }
}

information! {
    /// How full the storages are that were chosen.
    Sizes = "+CPMS" {
        /// How many messages the first one has.
        used1: Option<u16>,
        /// How many there is room for.
        total1: Option<u16>,
        /// How many messages the second one has.
        used2: Option<u16>,
        /// How many there is room for.
        total2: Option<u16>,
        /// How many messages the third one has.
        used3: Option<u16>,
        /// How many there is room for.
        total3: Option<u16>,
    }
}
