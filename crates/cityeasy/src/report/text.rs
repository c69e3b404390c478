use core::fmt;

use cellwire_codec::Writer;

use super::{Field, Layout, Report};

/// A report as it stands in a message: the text off the wire, or a [`Report`] to be written.
///
/// Two are equal when they say the same.
#[derive(Clone, Copy)]
pub struct ReportText<'a>(Source<'a>);

#[derive(Clone, Copy)]
enum Source<'a> {
    Wire(&'a [u8]),
    Report(&'a Report<'a>),
}

impl<'a> ReportText<'a> {
    /// The text of a report, as it stands on the wire.
    #[inline]
    pub const fn from_wire(text: &'a [u8]) -> Self {
        Self(Source::Wire(text))
    }

    /// Reads every field. What is odd is named in [`Report::quirks`], and loses nothing else.
    #[inline]
    pub fn parse(&self) -> Report<'a> {
        match self.0 {
            Source::Wire(text) => super::parse::parse(text),
            Source::Report(report) => *report,
        }
    }

    /// Reads every field, and refuses what the protocol does not have.
    ///
    /// # Errors
    ///
    /// The report is in another layout than that of the protocol, or a field is odd.
    pub fn parse_strict(&self) -> Result<Report<'a>, ReportError> {
        let report = self.parse();
        match report.quirks.iter().next() {
            _ if report.layout != Layout::CityEasy => {
                Err(ReportError::Layout { found: report.layout })
            }
            Some(field) => Err(ReportError::Odd { field }),
            None => Ok(report),
        }
    }

    /// The text, if it came off the wire.
    #[inline]
    pub const fn as_bytes(&self) -> Option<&'a [u8]> {
        match self.0 {
            Source::Wire(text) => Some(text),
            Source::Report(_) => None,
        }
    }

    /// Says whether it can be written into a message of its own.
    ///
    /// # Errors
    ///
    /// A field of the report is out of its range, or would end before its end.
    pub fn check(&self) -> Result<(), ReportError> {
        match self.0 {
            Source::Wire(_) => Ok(()),
            Source::Report(report) => super::write::check(report),
        }
    }

    /// At least as many bytes as [`write`](Self::write) writes.
    pub(crate) fn max_len(&self) -> usize {
        match self.0 {
            Source::Wire(text) => text.len(),
            Source::Report(report) => super::write::max_len(report),
        }
    }

    /// Writes the text. What [`check`](Self::check) refuses is written as it is.
    pub fn write(&self, to: &mut Writer<'_>) {
        match self.0 {
            Source::Wire(text) => to.bytes(text),
            Source::Report(report) => super::write::write(report, to),
        }
    }
}

impl<'a> From<&'a Report<'a>> for ReportText<'a> {
    fn from(report: &'a Report<'a>) -> Self {
        Self(Source::Report(report))
    }
}

impl PartialEq for ReportText<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.parse() == other.parse()
    }
}

impl Eq for ReportText<'_> {}

/// Prints the text; bytes that are not printable ASCII as `\xNN`.
impl fmt::Display for ReportText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Source::Wire(text) => write!(f, "{}", text.escape_ascii()),
            Source::Report(report) => {
                // A report has no natural limit: its surplus may be of any length.
                let mut measure = Writer::measuring();
                super::write::write(report, &mut measure);
                let mut text = [0; 512];
                let mut writer = Writer::new(&mut text);
                super::write::write(report, &mut writer);
                write!(f, "{}", writer.as_written().escape_ascii())?;
                if measure.written() > text.len() { f.write_str("...") } else { Ok(()) }
            }
        }
    }
}

impl fmt::Debug for ReportText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReportText({self})")
    }
}

/// What is wrong with a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// Read strictly, a field is not as the protocol has it.
    #[error("report: {field} is not as the protocol has it")]
    Odd {
        /// Which field.
        field: Field,
    },
    /// Read strictly, the report is that of a cousin.
    #[error("report: layout is {found:?} where CityEasy was expected")]
    Layout {
        /// The layout that it has.
        found: Layout,
    },
    /// A number to be written is out of its range.
    #[error("report: {field} of {value} is not within {least} to {most}")]
    OutOfRange {
        /// Which field.
        field: Field,
        /// The number, in the unit of the field.
        value: i64,
        /// The least that can be written.
        least: i64,
        /// The most that can be written.
        most: i64,
    },
    /// A byte to be written would end the field where it stands.
    #[error("report: {field} holds {:?}, which would end it", char::from(*byte))]
    Separator {
        /// Which field.
        field: Field,
        /// The byte.
        byte: u8,
    },
    /// A part to be written is none that the layout of the report has.
    #[error("report: {field} does not fit the layout {layout:?}")]
    NotInLayout {
        /// Which field.
        field: Field,
        /// The layout of the report.
        layout: Layout,
    },
}
