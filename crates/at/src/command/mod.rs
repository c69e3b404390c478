//! What every command of every group is made of.
//!
//! A command is a plain struct that says its name, its form and its parameters; the lines of its answer
//! are structs, too. Both are read and written, so that the host and the modem have one grammar.
//!
//! # An own command
//!
//! ```
//! use cellwire_at::command::{Command, Fields, Information};
//! use cellwire_at::params::{ParamError, Params, ParamsWriter, WriteError};
//! use cellwire_at::{Form, Line};
//!
//! /// `AT+XTEMP=<sensor>`
//! struct Temperature {
//!     sensor: u8,
//! }
//!
//! /// `+XTEMP: <degrees>`
//! struct Degrees(i16);
//!
//! impl Fields<'_> for Temperature {
//!     fn read(params: &mut Params<'_>) -> Result<Self, ParamError> {
//!         Ok(Self { sensor: params.u8()? })
//!     }
//!
//!     fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
//!         params.number(self.sensor);
//!         Ok(())
//!     }
//! }
//!
//! impl Command for Temperature {
//!     const NAME: &'static str = "+XTEMP";
//!     const FORM: Form = Form::Set;
//!     type Answer<'a> = Degrees;
//!
//!     fn answer(line: Line<'_>) -> Result<Degrees, ParamError> {
//!         Degrees::parse(line)
//!     }
//! }
//!
//! impl Fields<'_> for Degrees {
//!     fn read(params: &mut Params<'_>) -> Result<Self, ParamError> {
//!         Ok(Self(params.i16()?))
//!     }
//!
//!     fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
//!         params.number(self.0);
//!         Ok(())
//!     }
//! }
//!
//! impl Information<'_> for Degrees {
//!     const NAME: &'static str = "+XTEMP";
//! }
//!
//! let mut buffer = [0; 64];
//! let len = Temperature { sensor: 2 }.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+XTEMP=2\r");
//!
//! let Degrees(degrees) = Temperature::answer(Line::new(b"+XTEMP: -7"))?;
//! assert_eq!(degrees, -7);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod body;
mod fields;
mod information;
mod numbers;
mod octets;
mod param;
mod ranged;
mod supported;
mod table;
#[cfg(test)]
pub(crate) mod testing;
mod text;

use cellwire_codec::{BufferTooShort, Writer};

use crate::params::{ParamError, Params, ParamsWriter, Quirks, WriteError};
use crate::{Form, Line, Plan};

pub use body::Body;
pub use fields::Fields;
pub use information::{Information, NoAnswer};
pub use numbers::Numbers;
pub use param::{Dotted, Hex, OtherWord, Param, Rest, Word};
pub(crate) use ranged::Ranged;
pub use supported::Supported;
pub(crate) use table::{command, commands, information, named, params, words};
pub use text::Text;

/// A command: what a host writes, and a modem reads.
pub trait Command: Sized {
    /// Its name, with what stands in front: `+CREG`, `&F`, `D`.
    const NAME: &'static str;

    /// Its form.
    const FORM: Form;

    /// What a line of its answer says; [`NoAnswer`] if there is only a final result.
    type Answer<'a>;

    /// What may come while such a command is in flight, whatever its parameters are.
    fn usual_plan() -> Plan {
        Plan::new(Self::NAME, Self::FORM)
    }

    /// What may come while it is in flight.
    fn plan(&self) -> Plan {
        Self::usual_plan()
    }

    /// What is sent once the modem asks for it, as the text of a short message.
    fn body(&self) -> Option<Body<'_>> {
        None
    }

    /// Reads a line of the answer.
    ///
    /// # Errors
    ///
    /// The line has another name, or says something else.
    fn answer(line: Line<'_>) -> Result<Self::Answer<'_>, ParamError>;

    /// The same, and what was odd about the line, as far as the type of the answer can tell.
    ///
    /// # Errors
    ///
    /// Those of [`answer`](Self::answer).
    fn answer_noting(line: Line<'_>) -> Result<(Self::Answer<'_>, Quirks), ParamError> {
        Self::answer(line).map(|answer| (answer, Quirks::NONE))
    }

    /// Writes `AT`, the name, the parameters and a CR to the front of `dst`, and says how many bytes
    /// these are.
    ///
    /// # Errors
    ///
    /// A parameter cannot be written, or `dst` is too short. It is then as it was.
    fn write_line<'a>(&self, dst: &mut [u8]) -> Result<usize, WriteError>
    where
        Self: Fields<'a>,
    {
        let mut measure = Writer::measuring();
        put_line::<Self>(self, &mut measure)?;
        let mut writer = Writer::new(BufferTooShort::check(dst, measure.written())?);
        put_line::<Self>(self, &mut writer)?;
        Ok(writer.finish()?)
    }

    /// Reads what stands behind the name and the form.
    ///
    /// # Errors
    ///
    /// A parameter is missing, or is not what it should be.
    fn parse<'a>(mut params: Params<'a>) -> Result<Self, ParamError>
    where
        Self: Fields<'a>,
    {
        let command = Self::read(&mut params)?;
        params.end()?;
        Ok(command)
    }
}

/// The usual plan of a command, changed.
pub(crate) fn plan_of<C: Command>(change: impl FnOnce(Plan) -> Plan) -> Plan {
    change(Plan::new(C::NAME, C::FORM))
}

fn put_line<'a, C: Command + Fields<'a>>(
    command: &C,
    to: &mut Writer<'_>,
) -> Result<(), WriteError> {
    to.bytes(b"AT");
    to.bytes(C::NAME.as_bytes());
    to.bytes(suffix::<C>().as_bytes());
    command.write(&mut ParamsWriter::new(to).omitting_last())?;
    to.bytes(b"\r");
    Ok(())
}

/// A basic command has its number right behind its name, `ATE0`, and is an action; an S-parameter has
/// forms, `ATS0=1` (ITU-T V.250, 5.3).
const fn suffix<C: Command>() -> &'static str {
    match (C::FORM, C::NAME.as_bytes()) {
        (Form::Set, [b'&', ..]) => "",
        (Form::Set, [b'S', b'0'..=b'9', ..]) => "=",
        (Form::Set, [first, ..]) if first.is_ascii_alphabetic() => "",
        (form, _) => form.suffix(),
    }
}
