//! `+CNMI`: how the modem tells of new messages (3GPP TS 27.005, 3.4.1).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::sms::cnmi::{Deliver, Mode, Set};
//!
//! let set = Set { mode: Some(Mode::BUFFER), mt: Some(Deliver::INDEX), bm: None, ds: None, bfr: None };
//! let mut buffer = [0; 32];
//! let len = set.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+CNMI=2,1\r");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::command::{commands, information, named};

named! {
    /// `<mode>`: what happens while data goes over the port.
    Mode(u8) {
        /// The modem keeps what it has to tell.
        KEEP = 0, "buffer";
        /// It drops what it has to tell while the port is taken.
        DISCARD = 1, "discard while reserved";
        /// It keeps what it has to tell while the port is taken.
        BUFFER = 2, "buffer while reserved";
        /// It puts it into the data.
        EMBED = 3, "embed in data";
    }
}

named! {
    /// `<mt>`: what it tells of a message.
    Deliver(u8) {
        /// Nothing.
        NONE = 0, "none";
        /// Where it is stored: `+CMTI`.
        INDEX = 1, "+CMTI";
        /// The message itself, `+CMT`, but of class 2 and of a waiting message `+CMTI`.
        ROUTE = 2, "+CMT";
        /// The message itself if it is of class 3, else `+CMTI`.
        ROUTE_CLASS_3 = 3, "+CMT of class 3";
    }
}

named! {
    /// `<bm>`: what it tells of a cell broadcast.
    Broadcast(u8) {
        /// Nothing.
        NONE = 0, "none";
        /// Where it is stored: `+CBMI`.
        INDEX = 1, "+CBMI";
        /// The message itself: `+CBM`.
        ROUTE = 2, "+CBM";
        /// The message itself if it is of class 3.
        ROUTE_CLASS_3 = 3, "+CBM of class 3";
    }
}

named! {
    /// `<ds>`: what it tells of a status report.
    Report(u8) {
        /// Nothing.
        NONE = 0, "none";
        /// The report itself: `+CDS`.
        ROUTE = 1, "+CDS";
        /// Where it is stored: `+CDSI`.
        INDEX = 2, "+CDSI";
    }
}

named! {
    /// `<bfr>`: what becomes of what it has kept, when the mode changes.
    Flush(u8) {
        /// It is sent.
        SEND = 0, "flush to the host";
        /// It is dropped.
        CLEAR = 1, "clear";
    }
}

commands! {
    "+CNMI":
    /// Which values there are.
    Test -> Supported;

    /// The values in force.
    Read -> Answer;

    /// Sets the values. What is not said is 0, or, with many modems, as it was.
    Set {
        /// What happens while data goes over the port.
        mode: Option<Mode>,
        /// What the modem tells of a message.
        mt: Option<Deliver>,
        /// What it tells of a cell broadcast.
        bm: Option<Broadcast>,
        /// What it tells of a status report.
        ds: Option<Report>,
        /// What becomes of what it has kept.
        bfr: Option<Flush>,
    };
}

information! {
    /// The values in force.
    Answer = "+CNMI" {
        /// What happens while data goes over the port.
        mode: Option<Mode>,
        /// What the modem tells of a message.
        mt: Option<Deliver>,
        /// What it tells of a cell broadcast.
        bm: Option<Broadcast>,
        /// What it tells of a status report.
        ds: Option<Report>,
        /// What becomes of what it has kept.
        bfr: Option<Flush>,
    }
}
