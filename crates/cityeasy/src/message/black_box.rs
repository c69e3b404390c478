use core::fmt;

use cellwire_codec::{Writer, find_byte};

use super::FieldError;
use crate::report::{Report, ReportText};

/// The reports that a tracker stored while it was offline (section III.8), in the order in which
/// they stand.
///
/// Each is read on its own, so that a bad one costs none of the others. Empty pieces between the
/// semicolons are skipped, and the last semicolon may be missing.
///
/// ```
/// use cellwire_cityeasy::message::BlackBox;
///
/// let black_box = BlackBox::from_wire(b"100008.000,V,,,,,,,210911||||0000|00|100|100;;100018");
/// assert_eq!(black_box.len(), 2);
/// ```
#[derive(Clone, Copy)]
pub struct BlackBox<'a>(Source<'a>);

#[derive(Clone, Copy)]
enum Source<'a> {
    Reports(&'a [Report<'a>]),
    Wire(&'a [u8]),
}

impl<'a> BlackBox<'a> {
    /// The most records that the protocol allows in one message. More are read and written all the
    /// same.
    pub const MAX_RECORDS: usize = 40;

    /// The records that make up `body`.
    #[inline]
    pub const fn from_wire(body: &'a [u8]) -> Self {
        Self(Source::Wire(body))
    }

    /// The records.
    #[inline]
    pub fn records(&self) -> impl Iterator<Item = ReportText<'a>> + Clone + use<'a> {
        let (reports, wire) = match self.0 {
            Source::Reports(reports) => (reports, &[][..]),
            Source::Wire(bytes) => (&[][..], bytes),
        };
        let pieces = Pieces(wire).filter(|piece| !piece.is_empty());
        reports.iter().map(ReportText::from).chain(pieces.map(ReportText::from_wire))
    }

    /// How many records there are. They are counted each time.
    pub fn len(&self) -> usize {
        self.records().count()
    }

    /// Whether there is no record.
    pub fn is_empty(&self) -> bool {
        self.records().next().is_none()
    }

    /// Whether there are more records than the protocol allows.
    pub fn exceeds_spec(&self) -> bool {
        self.records().nth(Self::MAX_RECORDS).is_some()
    }

    /// Whether the black box can be written.
    ///
    /// # Errors
    ///
    /// A report cannot.
    pub fn check(&self) -> Result<(), FieldError> {
        self.records().enumerate().try_for_each(|(index, record)| {
            record.check().map_err(|error| FieldError::new("record", error).at(index))
        })
    }

    /// As [`check`](Self::check), and it is written as the protocol has it.
    pub(super) fn check_strict(&self) -> Result<(), FieldError> {
        self.check()?;
        if self.exceeds_spec() {
            return Err(FieldError::new("records", BlackBoxError::TooMany { records: self.len() }));
        }
        let Source::Wire(bytes) = self.0 else { return Ok(()) };
        let Some(records) = bytes.strip_suffix(b";") else {
            return match bytes {
                [] => Ok(()),
                _ => Err(FieldError::new("records", BlackBoxError::Unterminated)),
            };
        };
        match records.split(|byte| *byte == b';').position(<[u8]>::is_empty) {
            Some(index) => Err(FieldError::new("record", BlackBoxError::EmptyRecord).at(index)),
            None => Ok(()),
        }
    }

    /// At least as many bytes as [`write`](Self::write) writes.
    pub(super) fn max_len(&self) -> usize {
        match self.0 {
            Source::Wire(bytes) => bytes.len().saturating_add(1),
            Source::Reports(_) => self
                .records()
                .fold(0, |sum, record| sum.saturating_add(record.max_len()).saturating_add(1)),
        }
    }

    pub(super) fn write(&self, to: &mut Writer<'_>) {
        for record in self.records() {
            record.write(to);
            to.u8(b';');
        }
    }
}

/// What stands between semicolons.
#[derive(Clone)]
struct Pieces<'a>(&'a [u8]);

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        if self.0.is_empty() {
            return None;
        }
        let end = find_byte(b';', self.0).unwrap_or(self.0.len());
        let (piece, rest) = self.0.split_at(end);
        self.0 = rest.get(1..).unwrap_or_default();
        Some(piece)
    }
}

impl<'a> From<&'a [Report<'a>]> for BlackBox<'a> {
    fn from(reports: &'a [Report<'a>]) -> Self {
        Self(Source::Reports(reports))
    }
}

impl PartialEq for BlackBox<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.records().eq(other.records())
    }
}

impl Eq for BlackBox<'_> {}

impl fmt::Debug for BlackBox<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.records()).finish()
    }
}

/// What is wrong with a black box. Only a strict reader minds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum BlackBoxError {
    /// There are too many records.
    #[error("{records} are more than {}", BlackBox::MAX_RECORDS)]
    TooMany {
        /// How many there are.
        records: usize,
    },
    /// Nothing stands between two semicolons.
    #[error("it is empty")]
    EmptyRecord,
    /// The last semicolon is missing.
    #[error("the last does not end in a semicolon")]
    Unterminated,
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    fn pieces(bytes: &[u8]) -> Vec<&[u8]> {
        BlackBox::from_wire(bytes).records().filter_map(|record| record.as_bytes()).collect()
    }

    fn written(bytes: &[u8]) -> Vec<u8> {
        let mut dst = [0; 200];
        let mut writer = Writer::new(&mut dst);
        BlackBox::from_wire(bytes).write(&mut writer);
        writer.as_written().to_vec()
    }

    #[test]
    fn pieces_between_semicolons() {
        for bytes in ["a;b;", "a;b", ";a;;b;;"] {
            assert_eq!(pieces(bytes.as_bytes()), [b"a", b"b"]);
            assert_eq!(written(bytes.as_bytes()), b"a;b;");
        }
        for bytes in ["", ";", ";;"] {
            assert!(BlackBox::from_wire(bytes.as_bytes()).is_empty());
            assert_eq!(written(bytes.as_bytes()), b"");
        }
    }

    #[test]
    fn more_records_than_the_protocol_has() {
        let forty = b"|;".repeat(40);
        assert!(!BlackBox::from_wire(&forty).exceeds_spec());
        let more = b"|;".repeat(41);
        let more = BlackBox::from_wire(&more);
        assert!(more.exceeds_spec());
        assert_eq!(more.len(), 41);
    }
}
