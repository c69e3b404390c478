use cellwire_codec::{BufferTooShort, Writer};

use super::Fields;
use crate::Line;
use crate::params::{ParamError, ParamsWriter, Quirks, WriteError};

/// A line that a modem sends, as an answer or unsolicited: what a modem writes, and a host reads.
pub trait Information<'a>: Fields<'a> {
    /// What stands in front of the colon: `+CREG`.
    const NAME: &'static str;

    /// Reads a line.
    ///
    /// What is odd about it is tolerated, and so are parameters at the end that are not known yet; to
    /// see what it was, [read](Fields::read) the parameters.
    ///
    /// # Errors
    ///
    /// The line has another name, or says something else.
    fn parse(line: Line<'a>) -> Result<Self, ParamError> {
        Self::read(&mut line.params(Self::NAME)?)
    }

    /// The same, and what was odd about it.
    ///
    /// # Errors
    ///
    /// Those of [`parse`](Self::parse).
    fn parse_noting(line: Line<'a>) -> Result<(Self, Quirks), ParamError> {
        if Self::NAME.is_empty() {
            return Self::parse(line).map(|information| (information, Quirks::NONE));
        }
        let mut params = line.params(Self::NAME)?;
        let information = Self::read(&mut params)?;
        Ok((information, params.end()?))
    }

    /// Appends the line, without line ends.
    ///
    /// # Errors
    ///
    /// A parameter cannot be written.
    fn put(&self, to: &mut Writer<'_>) -> Result<(), WriteError> {
        to.bytes(Self::NAME.as_bytes());
        to.bytes(b": ");
        self.write(&mut ParamsWriter::new(to).omitting_last())
    }

    /// Writes the line to the front of `dst`, without line ends, and says how many bytes these are.
    ///
    /// # Errors
    ///
    /// A parameter cannot be written, or `dst` is too short. It is then as it was.
    fn write_line(&self, dst: &mut [u8]) -> Result<usize, WriteError> {
        let mut measure = Writer::measuring();
        self.put(&mut measure)?;
        let mut writer = Writer::new(BufferTooShort::check(dst, measure.written())?);
        self.put(&mut writer)?;
        Ok(writer.finish()?)
    }
}

/// The answer of a command that has none but its final result.
#[expect(clippy::exhaustive_enums, reason = "there is none")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum NoAnswer {}
