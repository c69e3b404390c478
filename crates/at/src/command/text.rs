use cellwire_codec::Writer;

use super::{Fields, Information};
use crate::Line;
use crate::params::{ParamError, Params, ParamsWriter, Str, WriteError};

/// A line of an answer that is a text: the name of a maker, a serial number.
///
/// Some modems put the name of the command in front, some put it in quotes; it is the text without
/// them, and without blanks around it. It is written without a name, and in quotes only where it would
/// be taken for something else.
///
/// ```
/// use cellwire_at::Line;
/// use cellwire_at::command::Text;
///
/// for line in ["SIMCOM INCORPORATED", "+CGMI: SIMCOM INCORPORATED", "\"SIMCOM INCORPORATED\""] {
///     let Text(maker) = Text::of("+CGMI", Line::new(line.as_bytes()))?;
///     assert_eq!(maker, "SIMCOM INCORPORATED");
/// }
/// # Ok::<(), cellwire_at::params::ParamError>(())
/// ```
#[expect(clippy::exhaustive_structs, reason = "it is no more than its text")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Text<'a>(pub Str<'a>);

impl<'a> Text<'a> {
    /// The text of a line of the answer to the command with this name.
    ///
    /// # Errors
    ///
    /// There is nothing.
    pub fn of(name: &'static str, line: Line<'a>) -> Result<Self, ParamError> {
        // Some leave out the mark.
        let short = name.trim_start_matches(['+', '^']);
        let is_named = |name: &str| {
            matches!(line.as_bytes().split_at_checked(name.len()), Some((front, [b':', ..]))
                if front.eq_ignore_ascii_case(name.as_bytes()))
        };
        let mut params = match [name, short].into_iter().find(|name| is_named(name)) {
            Some(name) => Params::after_name(&line.as_bytes()[name.len()..]),
            None => Params::new(line.as_bytes()),
        };
        Self::read(&mut params)
    }

    /// Whether a modem can say this without quotes.
    fn is_plain(self) -> bool {
        const FINALS: [&[u8]; 10] = [
            b"OK",
            b"ERROR",
            b"CONNECT",
            b"RING",
            b"NO CARRIER",
            b"NO ANSWER",
            b"NO DIALTONE",
            b"NO DIAL TONE",
            b"BUSY",
            b"COMMAND NOT SUPPORT",
        ];
        let raw = self.0.as_raw();
        let is_final = |text: &&[u8]| {
            matches!(raw.split_at_checked(text.len()), Some((front, behind))
                if front.eq_ignore_ascii_case(text) && !behind.first().is_some_and(u8::is_ascii_alphanumeric))
        };
        let is_bare = |byte: &u8| *byte > b' ' && *byte != 0x7f;
        !self.0.is_escaped()
            && raw.len() > 1
            && raw[0].is_ascii_alphanumeric()
            && raw.last().is_some_and(is_bare)
            && !raw.iter().any(u8::is_ascii_control)
            && !FINALS.iter().any(is_final)
    }
}

impl<'a> Fields<'a> for Text<'a> {
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
        let mut ahead = *params;
        // One string and no more.
        if let Ok(text) = ahead.str()
            && text.is_quoted()
            && ahead.is_done()
        {
            *params = ahead;
            return Ok(Self(text));
        }
        let missing = ParamError::Missing { index: params.taken().saturating_add(1) };
        match params.rest() {
            [] => Err(missing),
            text => Ok(Self(text.into())),
        }
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        params.string(self.0)
    }
}

impl<'a> Information<'a> for Text<'a> {
    /// There is none.
    const NAME: &'static str = "";

    fn parse(line: Line<'a>) -> Result<Self, ParamError> {
        Self::read(&mut Params::new(line.as_bytes()))
    }

    fn put(&self, to: &mut Writer<'_>) -> Result<(), WriteError> {
        if self.is_plain() {
            to.bytes(self.0.as_raw());
            return Ok(());
        }
        self.write(&mut ParamsWriter::new(to))
    }
}
