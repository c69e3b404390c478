use alloc::vec::Vec;
use core::fmt::{self, Write as _};

use cellwire_codec::{Instant, Writer};

use super::event::CommandId;
use super::settings::Settings;
use super::urc::Urcs;
use crate::command::Information;
use crate::params::{ParamsWriter, WriteError};

/// Writes lines to the host. The modem puts the line ends around them.
///
/// A line cannot end early: a carriage return or a line feed in it is an error. Errors are kept, the
/// first one counts, and nothing of it all is sent then.
#[derive(Debug)]
pub struct Lines<'m> {
    to: &'m mut Vec<u8>,
    settings: &'m Settings,
    /// Whether line ends are to stand in front of the first line.
    heads: bool,
    /// Whether a line was the first that was written, and not raw bytes.
    headed: Option<bool>,
    limit: usize,
    error: Option<TextError>,
}

impl<'m> Lines<'m> {
    pub(super) const fn new(
        to: &'m mut Vec<u8>,
        settings: &'m Settings,
        heads: bool,
        limit: usize,
    ) -> Self {
        Self { to, settings, heads, headed: None, limit, error: None }
    }

    /// Writes a line: what an `AT` manual prints between `<CR><LF>` and `<CR><LF>`.
    pub fn line(&mut self, text: impl fmt::Display) {
        self.put(|to| {
            write!(Sink(to), "{text}").ok();
            Ok(())
        });
    }

    /// Writes a line that is in another character set than UTF-8.
    pub fn bytes(&mut self, text: &[u8]) {
        self.put(|to| {
            to.extend_from_slice(text);
            Ok(())
        });
    }

    /// Writes a line of a name and parameters, with what is needed between and around them.
    pub fn params(
        &mut self,
        name: &str,
        put: impl Fn(&mut ParamsWriter<'_, '_>) -> Result<(), WriteError>,
    ) {
        self.write(|to| {
            to.bytes(name.as_bytes());
            to.bytes(b": ");
            put(&mut ParamsWriter::new(to).omitting_last())
        });
    }

    /// Writes a line that has a type.
    pub fn information<'a>(&mut self, information: &impl Information<'a>) {
        self.write(|to| information.put(to));
    }

    /// Writes bytes as they are, for data behind a line that says how long they are.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.headed.get_or_insert(false);
        self.to.extend_from_slice(bytes);
        self.check_len();
    }

    fn write(&mut self, put: impl Fn(&mut Writer<'_>) -> Result<(), WriteError>) {
        self.put(|to| {
            let mut measure = Writer::measuring();
            put(&mut measure)?;
            let start = to.len();
            to.resize(start + measure.written(), 0);
            let mut writer = Writer::new(to.get_mut(start..).unwrap_or_default());
            put(&mut writer)?;
            writer.finish()?;
            Ok(())
        });
    }

    fn put(&mut self, put: impl FnOnce(&mut Vec<u8>) -> Result<(), WriteError>) {
        let ends = [self.settings.terminator(), self.settings.formatter()];
        if self.headed.is_none() && self.heads {
            self.to.extend_from_slice(&ends);
        }
        self.headed.get_or_insert(true);
        let start = self.to.len();
        if let Err(error) = put(self.to) {
            self.error.get_or_insert(TextError::Params(error));
        }
        let line = self.to.get(start..).unwrap_or_default();
        if let Some(position) = line.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
            self.error.get_or_insert(TextError::LineEnd { position });
        }
        self.to.extend_from_slice(&ends);
        self.check_len();
    }

    fn check_len(&mut self) {
        if self.to.len() > self.limit {
            self.error.get_or_insert(TextError::TooLong { limit: self.limit });
            // What will not be sent is not kept.
            self.to.clear();
        }
    }

    /// Whether it begins with a line, and not with raw bytes; or what is wrong.
    pub(super) fn finish(self) -> Result<bool, TextError> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(self.headed.unwrap_or_default()),
        }
    }
}

struct Sink<'a>(&'a mut Vec<u8>);

impl fmt::Write for Sink<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

/// Where a [`Handler`](super::Handler) writes its answer to.
///
/// The lines go out at once, in front of the result code, and are written as [`Lines`] has it.
#[derive(Debug)]
pub struct Reply<'m> {
    pub(super) lines: Lines<'m>,
    pub(super) urcs: &'m mut Urcs,
    pub(super) now: Instant,
    pub(super) id: CommandId,
}

impl Reply<'_> {
    /// Writes a line; see [`Lines::line`].
    ///
    /// ```
    /// # use cellwire_at::modem::Reply;
    /// # fn answer(reply: &mut Reply<'_>, rssi: u8) {
    /// reply.line(format_args!("+CSQ: {rssi},99"));
    /// # }
    /// ```
    pub fn line(&mut self, text: impl fmt::Display) {
        self.lines.line(text);
    }

    /// Writes a line that is in another character set than UTF-8.
    pub fn bytes(&mut self, text: &[u8]) {
        self.lines.bytes(text);
    }

    /// Writes a line of a name and parameters; see [`Lines::params`].
    ///
    /// ```
    /// # use cellwire_at::modem::Reply;
    /// # fn answer(reply: &mut Reply<'_>, operator: &str) {
    /// reply.params("+COPS", |params| {
    ///     params.number(0);
    ///     params.number(0);
    ///     params.string(operator)
    /// });
    /// # }
    /// ```
    pub fn params(
        &mut self,
        name: &str,
        put: impl Fn(&mut ParamsWriter<'_, '_>) -> Result<(), WriteError>,
    ) {
        self.lines.params(name, put);
    }

    /// Writes a line that has a type.
    pub fn information<'a>(&mut self, information: &impl Information<'a>) {
        self.lines.information(information);
    }

    /// Writes bytes as they are, for data behind a line that says how long they are.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.lines.raw(bytes);
    }

    /// Writes what comes after the result code, like an unsolicited line.
    ///
    /// # Errors
    ///
    /// A line cannot be written.
    pub fn after(&mut self, write: impl FnOnce(&mut Lines<'_>)) -> Result<(), TextError> {
        self.urcs.write(self.lines.settings, write)
    }

    /// The time.
    pub const fn now(&self) -> Instant {
        self.now
    }

    /// The command that is being answered.
    pub const fn id(&self) -> CommandId {
        self.id
    }

    /// What is set.
    pub const fn settings(&self) -> &Settings {
        self.lines.settings
    }
}

/// Why lines cannot be sent to the host.
///
/// The caller is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum TextError {
    /// There is a byte in a line that would end it.
    #[error("line holds a line end at {position}")]
    LineEnd {
        /// Where in the line, in bytes.
        position: usize,
    },
    /// It is all longer than it may be.
    #[error("more than {limit} bytes")]
    TooLong {
        /// How long it may be.
        limit: usize,
    },
    /// A parameter cannot be written.
    #[error(transparent)]
    Params(WriteError),
}
