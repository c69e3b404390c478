//! `+CPBR`: reads entries (3GPP TS 27.007, 8.12).
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Command;
//! use cellwire_at::phonebook::cpbr::{Answer, Set};
//!
//! let mut buffer = [0; 32];
//! let len = Set { index1: 1, index2: Some(5) }.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+CPBR=1,5\r");
//! let Answer(entry) = Set::answer(Line::new(b"+CPBR: 1,\"+33616918685\",145,\"Alice\""))?;
//! assert_eq!(entry.text.unwrap(), "Alice");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::entry::entry;
use crate::command::commands;

commands! {
    "+CPBR":
    /// Which indices there are, and how long numbers and names may be.
    Test -> Supported, |plan| plan.within(20);

    /// Reads the entry at an index, or all from one index to another. There is no line for an empty one.
    Set {
        /// The first.
        index1: u16,
        /// The last.
        index2: Option<u16>,
    } -> Answer<'l>, |plan| plan.within(60);
}

entry!("+CPBR");
