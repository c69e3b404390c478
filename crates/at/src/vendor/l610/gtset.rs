//! `+GTSET`: HEX mode configuration (Fibocom L610 TCP/UDP, 1.2.4).
//!
//! ```
//! use cellwire_at::command::Command;
//! use cellwire_at::vendor::l610::gtset::{Format, Set};
//! use cellwire_at::{Dialect, ReceiveFormat};
//!
//! let mut buffer = [0; 32];
//! let len = Set::receive_format(Format::RAW).write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+GTSET=\"IPRFMT\",2\r");
//! assert_eq!(Format::RAW.dialect_format(), Some(ReceiveFormat::Raw));
//! # Ok::<(), cellwire_at::params::WriteError>(())
//! ```

use crate::ReceiveFormat;
use crate::command::{Command, Fields, NoAnswer, Param, Ranged, words};
use crate::params::{ParamError, Params, ParamsWriter, WriteError};
use crate::{Form, Line, Plan};

words! {
    /// `<feature>`, which the manual spells `<future>`: what is set.
    Feature(str, string) {
        /// `"SENDTIME"`: after how many seconds of silence what stands behind a prompt is sent.
        SendTime = "SENDTIME";
        /// `"IPRFMT"`: in which format received data comes.
        ReceiveFormat = "IPRFMT";
    }
}

cellwire_codec::wire_enum! {
    /// `<value>` of `"IPRFMT"`: in which format received data comes.
    #[cfg_attr(feature = "defmt", derive(defmt::Format))]
    #[cfg_attr(feature = "serde", derive(serde::Serialize))]
    pub struct Format(u8) {
        /// Digits behind `+MIPRTCP` or `+MIPRUDP`; the default.
        HEX = 0, "digits behind a header";
        /// Raw bytes with nothing in front or behind.
        BARE = 1, "raw bytes without a header";
        /// Raw bytes behind `+MIPRTCP` or `+MIPRUDP`, with CR LF in front of these.
        RAW = 2, "raw bytes behind a header";
        /// Data stays in the module until [`+MIPREAD`](super::mipread) fetches it.
        READ = 5, "data read mode";
    }
}

impl Format {
    /// What [`Dialect::l610`](crate::Dialect::l610) is to be made with. `None` for [`BARE`](Self::BARE),
    /// which cannot be told from everything else that the module sends, and for unknown ones.
    pub const fn dialect_format(self) -> Option<ReceiveFormat> {
        match self {
            Self::HEX => Some(ReceiveFormat::Hex),
            Self::RAW => Some(ReceiveFormat::Raw),
            Self::READ => Some(ReceiveFormat::Read),
            _ => None,
        }
    }
}

impl From<ReceiveFormat> for Format {
    fn from(format: ReceiveFormat) -> Self {
        match format {
            ReceiveFormat::Hex => Self::HEX,
            ReceiveFormat::Raw => Self::RAW,
            ReceiveFormat::Read => Self::READ,
        }
    }
}

/// Sets something.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Set<'a> {
    /// What.
    pub feature: Feature<'a>,
    /// To which value: 1 to 30 seconds of `"SENDTIME"`, 12 by default; 0, 1, 2 or 5 of `"IPRFMT"`, 0 by
    /// default. Those of other features are not checked.
    pub value: u32,
}

impl Set<'_> {
    /// Data behind a prompt is sent after so many seconds of silence, 1 to 30.
    pub const fn send_time(seconds: u8) -> Self {
        Self { feature: Feature::SendTime, value: seconds as u32 }
    }

    /// Received data comes in this format.
    pub const fn receive_format(format: Format) -> Self {
        Self { feature: Feature::ReceiveFormat, value: format.0 as u32 }
    }

    /// The range that the value should be in.
    const fn range(&self) -> Option<(i32, i32)> {
        match (self.feature, self.value) {
            (Feature::SendTime, _) => Some((1, 30)),
            (Feature::ReceiveFormat, 5) => None,
            (Feature::ReceiveFormat, _) => Some((0, 2)),
            (Feature::Other(_), _) => None,
        }
    }
}

impl<'a> Fields<'a> for Set<'a> {
    fn read(params: &mut Params<'a>) -> Result<Self, ParamError> {
        let feature = Feature::take(params)?;
        let mut ahead = *params;
        let set = Self { feature, value: ahead.u32()? };
        if let Some((first, last)) = set.range() {
            u32::take_within(params, first, last)?;
        }
        *params = ahead;
        Ok(set)
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        self.feature.put(params)?;
        match self.range() {
            Some((first, last)) => params.number_within(self.value, first, last),
            None => self.value.put(params),
        }
    }
}

impl Command for Set<'_> {
    const NAME: &'static str = "+GTSET";
    const FORM: Form = Form::Set;
    type Answer<'a> = NoAnswer;

    fn usual_plan() -> Plan {
        Plan::new(Self::NAME, Self::FORM).without_answer().within(5)
    }

    fn answer(_: Line<'_>) -> Result<NoAnswer, ParamError> {
        Err(ParamError::Name { name: "OK" })
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use crate::command::testing::assert_command;

    #[test]
    fn forms() {
        assert_command("+GTSET=\"SENDTIME\",30", Set::send_time(30));
        for (format, wire) in [
            (Format::HEX, "+GTSET=\"IPRFMT\",0"),
            (Format::BARE, "+GTSET=\"IPRFMT\",1"),
            (Format::RAW, "+GTSET=\"IPRFMT\",2"),
            (Format::READ, "+GTSET=\"IPRFMT\",5"),
        ] {
            assert_command(wire, Set::receive_format(format));
        }
        let feature = Feature::of("CALLBREAK".into());
        assert_command("+GTSET=\"CALLBREAK\",99", Set { feature, value: 99 });
        let read = Set::parse(Params::new(b"iprfmt,5")).unwrap();
        assert_eq!(read, Set::receive_format(Format::READ));
        for format in [ReceiveFormat::Hex, ReceiveFormat::Raw, ReceiveFormat::Read] {
            assert_eq!(Format::from(format).dialect_format(), Some(format));
        }
        // L13.
        assert_eq!(Format::BARE.dialect_format(), None);
    }

    #[test]
    fn ranges() {
        let mut buffer = [0; 32];
        for (set, wire, error) in [
            (Set::send_time(0), "\"SENDTIME\",0", "parameter 2: 0 is not in 1 to 30"),
            (Set::send_time(31), "\"SENDTIME\",31", "parameter 2: 31 is not in 1 to 30"),
            (Set::receive_format(Format(3)), "\"IPRFMT\",3", "parameter 2: 3 is not in 0 to 2"),
            (Set::receive_format(Format(6)), "\"IPRFMT\",6", "parameter 2: 6 is not in 0 to 2"),
        ] {
            assert_eq!(set.write_line(&mut buffer).unwrap_err().to_string(), error);
            assert_eq!(Set::parse(Params::new(wire.as_bytes())).unwrap_err().to_string(), error);
        }
        assert!(Set::parse(Params::new(b"\"IPRFMT\"")).is_err());
    }
}
