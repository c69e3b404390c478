use crate::charset::hex::{self, HexError};
use crate::command::Param;
use crate::params::{ParamError, Params, ParamsWriter, WriteError};
use crate::{Plan, Prompt};

/// A PDU to be sent behind the prompt, in hexadecimal digits, with its length for the command line.
///
/// [`Pdu::encode_hex`](crate::pdu::Pdu::encode_hex) gives the digits. A modem reads the length only, and
/// what it gets behind its prompt by [`Pdu::parse_announced`](crate::pdu::Pdu::parse_announced).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PduBody<'a> {
    length: u16,
    digits: &'a [u8],
}

/// A text to be sent behind the prompt, in the character set of `+CSCS`.
///
/// A modem reads a command without it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TextBody<'a>(&'a [u8]);

/// Why something cannot be sent behind the prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum BodyError {
    /// The text has a Ctrl-Z, which would end it, or an ESC, which would cancel it. In the character set
    /// `GSM` they are the letter Ξ and the first half of € and of brackets: `UCS2` can send these.
    #[error("text holds {byte:#04x} at {position}, which would end it")]
    Ends {
        /// The byte.
        byte: u8,
        /// Where it stands.
        position: usize,
    },
    /// The PDU is not hexadecimal.
    #[error(transparent)]
    Hex(#[from] HexError),
    /// The PDU has no octets behind the address of the service centre, or too many.
    #[error("PDU of {octets} octets has no message in it")]
    Length {
        /// How many octets it has.
        octets: usize,
    },
}

impl<'a> PduBody<'a> {
    /// A PDU, which begins with the address of the service centre. A 00 is the one that the SIM names.
    ///
    /// # Errors
    ///
    /// It is not hexadecimal, or there is nothing behind the address.
    pub fn new(digits: &'a str) -> Result<Self, BodyError> {
        let service_centre = hex::Octets::new(digits.as_bytes()).next().map_or(0, usize::from);
        Self::with_service_centre(digits, 1_usize.saturating_add(service_centre))
    }

    /// A TPDU without the address of a service centre, as a few modems want it for `+CNMA`.
    ///
    /// # Errors
    ///
    /// It is not hexadecimal, or is empty.
    pub fn without_service_centre(digits: &'a str) -> Result<Self, BodyError> {
        Self::with_service_centre(digits, 0)
    }

    fn with_service_centre(digits: &'a str, service_centre: usize) -> Result<Self, BodyError> {
        let digits = digits.as_bytes();
        hex::check_bare(digits)?;
        let octets = digits.len() / 2;
        match octets.checked_sub(service_centre).map(u16::try_from) {
            Some(Ok(length @ 1..)) => Ok(Self { length, digits }),
            _ => Err(BodyError::Length { octets }),
        }
    }

    /// `<length>`: how many octets there are without those of the service centre.
    pub const fn length(self) -> u16 {
        self.length
    }

    /// The digits; none if it was read.
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.digits
    }
}

impl<'a> TextBody<'a> {
    /// A text. A CR is a new line.
    ///
    /// # Errors
    ///
    /// It has a Ctrl-Z or an ESC.
    pub fn new(text: &'a [u8]) -> Result<Self, BodyError> {
        match text.iter().position(|byte| matches!(byte, 0x1a | 0x1b)) {
            Some(position) => Err(BodyError::Ends { byte: text[position], position }),
            None => Ok(Self(text)),
        }
    }

    /// The text; empty if it was read.
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }
}

/// Its length.
impl Param<'_> for PduBody<'_> {
    fn take(params: &mut Params<'_>) -> Result<Self, ParamError> {
        Ok(Self { length: params.u16()?, digits: &[] })
    }

    fn put(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        params.number(self.length);
        Ok(())
    }
}

/// Nothing: it does not stand on the command line.
impl Param<'_> for TextBody<'_> {
    fn take(_: &mut Params<'_>) -> Result<Self, ParamError> {
        Ok(Self::default())
    }

    fn put(&self, _: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        Ok(())
    }
}

/// Implements [`Command`](crate::command::Command) for a command with a prompt, whose body is the field.
macro_rules! prompted {
    ($name:ident.$field:ident = $form:ident $at:literal -> $answer:ident $(<$life:lifetime>)?) => {
        impl $crate::command::Command for $name<'_> {
            const NAME: &'static str = $at;
            const FORM: $crate::Form = $crate::Form::$form;
            type Answer<'l> = $answer $(<$life>)?;

            fn usual_plan() -> $crate::Plan {
                $crate::command::plan_of::<Self>($crate::sms::body::asking)
            }

            fn body(&self) -> Option<$crate::command::Body<'_>> {
                Some($crate::command::Body::text(self.$field.as_bytes()))
            }

            fn answer(
                line: $crate::Line<'_>,
            ) -> Result<Self::Answer<'_>, $crate::params::ParamError> {
                $crate::command::Information::parse(line)
            }

            fn answer_noting(
                line: $crate::Line<'_>,
            ) -> Result<(Self::Answer<'_>, $crate::params::Quirks), $crate::params::ParamError>
            {
                $crate::command::Information::parse_noting(line)
            }
        }
    };
}

pub(super) use prompted;

/// A network has a minute or two to take a message.
pub(super) const fn asking(plan: Plan) -> Plan {
    plan.with_one_line().with_prompt(Prompt::Greater).within(120)
}
