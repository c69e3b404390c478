use crate::Line;
use crate::command::Information;

use super::{cbm, cds, cmgl, cmgr, cmt};

/// What stands on the lines behind a line that tells of a message.
#[expect(clippy::exhaustive_enums, reason = "whoever reads lines has to tell them apart")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Behind {
    /// Nothing that belongs to it.
    Nothing,
    /// One line of hexadecimal digits, to be read by
    /// [`Pdu::parse_announced`](crate::pdu::Pdu::parse_announced).
    Pdu {
        /// `<length>`: how many octets there are without those of the service centre. Some modems do not
        /// keep to it.
        length: u16,
    },
    /// A text of one or more lines. It ends with the next line of the answer or the final result. If it
    /// is unsolicited, it ends with its length, or with its first line if that is not known.
    Text {
        /// `<length>`: how many characters there are, if the modem says so (`+CSDH`). A line that looks
        /// like the end before there are as many may be text.
        ///
        /// A character is a byte; four digits if the character set is `UCS2`, two if it is `HEX`, or if
        /// the message has a header or octets.
        length: Option<u16>,
    },
}

impl Behind {
    /// What stands behind a line: something if it is one of `+CMGR`, `+CMGL`, `+CMT`, `+CDS` and `+CBM`.
    pub fn of(line: Line<'_>) -> Self {
        let behind = if line.is("+CMGR") {
            cmgr::Answer::parse(line).map(|answer| answer.behind())
        } else if line.is("+CMGL") {
            cmgl::Answer::parse(line).map(|answer| answer.behind())
        } else if line.is("+CMT") {
            cmt::Indication::parse(line).map(|message| message.behind())
        } else if line.is("+CDS") {
            cds::Indication::parse(line).map(|report| report.behind())
        } else if line.is("+CBM") {
            cbm::Indication::parse(line).map(|page| page.behind())
        } else {
            Ok(Self::Nothing)
        };
        // Something is there, whatever the line says.
        behind.unwrap_or(Self::Text { length: None })
    }
}
