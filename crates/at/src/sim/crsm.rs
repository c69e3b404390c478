//! `+CRSM`: a file of the SIM (3GPP TS 27.007, 8.18).
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Command;
//! use cellwire_at::sim::crsm::{Instruction, Set};
//!
//! // EF ICCID.
//! let mut buffer = [0; 32];
//! let len = Set::read(Instruction::READ_BINARY, 0x2fe2, 10).write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+CRSM=176,12258,0,0,10\r");
//! let answer = Set::answer(Line::new(b"+CRSM: 144,0,\"982143\""))?;
//! assert!(answer.status_word().is_success());
//! assert!(answer.octets().eq([0x98, 0x21, 0x43]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::StatusWord;
use crate::charset::hex::Octets;
use crate::command::{commands, information, named};
use crate::params::Str;

named! {
    /// `<command>`: what to do with the file.
    Instruction(u8) {
        /// Octets of a transparent file.
        READ_BINARY = 176, "READ BINARY";
        /// A record of a file that has them.
        READ_RECORD = 178, "READ RECORD";
        /// What the file is.
        GET_RESPONSE = 192, "GET RESPONSE";
        /// Writes octets of a transparent file.
        UPDATE_BINARY = 214, "UPDATE BINARY";
        /// Writes a record.
        UPDATE_RECORD = 220, "UPDATE RECORD";
        /// The state of the SIM.
        STATUS = 242, "STATUS";
        /// An object of a BER-TLV file.
        RETRIEVE_DATA = 203, "RETRIEVE DATA";
        /// Writes an object.
        SET_DATA = 219, "SET DATA";
    }
}

commands! {
    "+CRSM":
    /// Whether the command is there: the answer is `OK` alone.
    Test;

    /// Does something with a file.
    Set<'a> {
        /// What.
        command: Instruction,
        /// `<fileid>`: which file; `None` for [`Instruction::STATUS`].
        fileid: Option<u16>,
        /// `<P1>`: of READ BINARY the high octet of the offset, of READ RECORD the number of the record.
        p1: Option<u8>,
        /// `<P2>`: of READ BINARY the low octet of the offset, of READ RECORD the mode; 4 is absolute.
        p2: Option<u8>,
        /// `<P3>`: how many octets; 0 is 256.
        p3: Option<u8>,
        /// `<data>`: what to write, in hexadecimal digits.
        data: Option<Str<'a>>,
        /// `<pathid>`: the directory of the file, in hexadecimal digits: `7F20`.
        pathid: Option<Str<'a>>,
    } -> Answer<'l>, |plan| plan.with_one_line().within(30);
}

impl Set<'_> {
    /// Reads so many octets from the beginning of a file.
    pub const fn read(command: Instruction, fileid: u16, octets: u8) -> Self {
        Self {
            command,
            fileid: Some(fileid),
            p1: Some(0),
            p2: Some(0),
            p3: Some(octets),
            data: None,
            pathid: None,
        }
    }
}

information! {
    /// What the SIM says.
    Answer<'a> = "+CRSM" {
        /// The first octet of its status.
        sw1: u8,
        /// The second octet.
        sw2: u8,
        /// `<response>`: what there is in the file, or what the file is, in hexadecimal digits.
        response: Option<Str<'a>>,
    }
}

impl<'a> Answer<'a> {
    /// How the command has ended. That of a SIM, not of the modem: `OK` follows in any case.
    pub const fn status_word(&self) -> StatusWord {
        StatusWord::new(self.sw1, self.sw2)
    }

    /// The octets of the response.
    pub fn octets(&self) -> Octets<'a> {
        Octets::new(self.response.unwrap_or_default().as_raw())
    }
}
