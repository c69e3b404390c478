//! `+CSIM`: any command for the SIM (3GPP TS 27.007, 8.17).
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Command;
//! use cellwire_at::sim::csim::Set;
//!
//! // How often may PIN 1 still be tried?
//! let mut buffer = [0; 32];
//! let len = Set::new("0020000100")?.write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+CSIM=10,\"0020000100\"\r");
//! let answer = Set::answer(Line::new(b"+CSIM: 4,\"63C3\""))?;
//! assert_eq!(answer.status_word().unwrap().retries(), Some(3));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::StatusWord;
use crate::charset::hex::{self, HexError, Octets};
use crate::command::{Fields, Information, Param, commands};
use crate::params::{ParamError, Params, ParamsWriter, Str, WriteError};

commands! {
    "+CSIM":
    /// Whether the command is there: the answer is `OK` alone.
    Test;

    /// A command for the SIM.
    Set<'a> {
        /// `<length>`: how many digits the command has, which is twice as many as octets.
        length: u16,
        /// `<command>`: an APDU in hexadecimal digits: CLA, INS, P1, P2, P3 and data.
        command: Str<'a>,
    } -> Answer<'l>, |plan| plan.with_one_line().within(30);
}

impl<'a> Set<'a> {
    /// The APDU in hexadecimal digits, with its length.
    ///
    /// # Errors
    ///
    /// It is not hexadecimal, or has an odd number of digits.
    pub fn new(command: &'a str) -> Result<Self, HexError> {
        hex::check_bare(command.as_bytes())?;
        let length = u16::try_from(command.len()).unwrap_or(u16::MAX);
        Ok(Self { length, command: command.into() })
    }
}

/// What the SIM says.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Answer<'a> {
    /// `<length>`: how many digits the response should have. There are modems that leave it out.
    pub length: Option<u16>,
    /// `<response>`: data and the status, in hexadecimal digits.
    pub response: Str<'a>,
}

impl<'a> Answer<'a> {
    /// A response, with its length.
    pub fn new(response: &'a str) -> Self {
        Self { length: u16::try_from(response.len()).ok(), response: response.into() }
    }

    /// Whether the response is as long as it should be.
    pub fn is_whole(&self) -> bool {
        self.length.is_none_or(|length| usize::from(length) == self.response.as_raw().len())
    }

    /// All octets of the response, the last two of which are the status.
    pub fn octets(&self) -> Octets<'a> {
        Octets::new(self.response.as_raw())
    }

    /// How the command has ended: the last two octets. `None` if there are no two.
    pub fn status_word(&self) -> Option<StatusWord> {
        let data = self.octets().count().checked_sub(2)?;
        let mut last = self.octets().skip(data);
        Some(StatusWord::new(last.next()?, last.next()?))
    }
}

impl<'a> Fields<'a> for Answer<'a> {
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
        let length = if params.count() > 1 { Param::take(params)? } else { None };
        Ok(Self { length, response: params.str()? })
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        self.length.put(params)?;
        params.string(self.response)
    }
}

impl<'a> Information<'a> for Answer<'a> {
    const NAME: &'static str = "+CSIM";
}
