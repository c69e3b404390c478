//! `+MIPKEEPCONF`: sets TCP keep alive time (Fibocom L610 TCP/UDP, 1.1.13).
//!
//! The values survive a loss of power.
//!
//! ```
//! use cellwire_at::Line;
//! use cellwire_at::command::Command;
//! use cellwire_at::vendor::l610::mipkeepconf::{Mode, Read, Set};
//!
//! let mut buffer = [0; 32];
//! let len = Set::on(7200, 65, 9).write_line(&mut buffer)?;
//! assert_eq!(&buffer[..len], b"AT+MIPKEEPCONF=1,7200,65,9\r");
//! assert_eq!(Read::answer(Line::new(b"+MIPKEEPCONF: 0"))?.mode, Mode::OFF);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::command::{Command, Fields, NoAnswer, Ranged, commands, information, named};
use crate::params::{ParamError, Params, ParamsWriter, WriteError};
use crate::{Form, Line, Plan};

named! {
    /// `<mode>`: whether a connection that says nothing is tested.
    Mode(u8) {
        /// It is not; the default.
        OFF = 0, "off";
        /// It is.
        ON = 1, "on";
    }
}

commands! { "+MIPKEEPCONF":
    /// Which values there are.
    Test -> Supported, |plan| plan.with_one_line().within(5);
    /// The values in force.
    Read -> Answer, |plan| plan.with_one_line().within(5);
}

/// Sets whether and when connections are tested. To switch it on, all values have to be there.
#[expect(clippy::exhaustive_structs, reason = "a literal is the point")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Set {
    /// Whether, 0 or 1.
    pub mode: Mode,
    /// After how many seconds of silence, 1 to 36000; 7200 by default.
    pub keepidle: Option<u16>,
    /// After how many seconds again if there is no answer, 1 to 750; 65 by default.
    pub keepintvl: Option<u16>,
    /// How often, 1 to 50; 9 by default.
    pub keepcnt: Option<u8>,
}

impl Set {
    /// Connections are not tested.
    pub const OFF: Self = Self { mode: Mode::OFF, keepidle: None, keepintvl: None, keepcnt: None };

    /// Connections are tested after so many seconds of silence, again after so many seconds, and so
    /// often.
    pub const fn on(keepidle: u16, keepintvl: u16, keepcnt: u8) -> Self {
        Self {
            mode: Mode::ON,
            keepidle: Some(keepidle),
            keepintvl: Some(keepintvl),
            keepcnt: Some(keepcnt),
        }
    }

    /// The first parameter that has to be there and is not.
    fn missing(&self) -> Option<u16> {
        let given = [self.keepidle.is_some(), self.keepintvl.is_some(), self.keepcnt.is_some()];
        // All or none.
        let needed = self.mode == Mode::ON || given.contains(&true);
        (2..).zip(given).find(|(_, given)| needed && !given).map(|(index, _)| index)
    }
}

impl Fields<'_> for Set {
    fn read(params: &mut Params<'_>) -> Result<Self, ParamError> {
        let set = Self {
            mode: Ranged::take_within(params, 0, 1)?,
            keepidle: Ranged::take_within(params, 1, 36000)?,
            keepintvl: Ranged::take_within(params, 1, 750)?,
            keepcnt: Ranged::take_within(params, 1, 50)?,
        };
        match set.missing() {
            Some(index) => Err(ParamError::Missing { index }),
            None => Ok(set),
        }
    }

    fn write(&self, params: &mut ParamsWriter<'_, '_>) -> Result<(), WriteError> {
        if let Some(index) = self.missing() {
            return Err(WriteError::Empty { index });
        }
        self.mode.put_within(params, 0, 1)?;
        self.keepidle.put_within(params, 1, 36000)?;
        self.keepintvl.put_within(params, 1, 750)?;
        self.keepcnt.put_within(params, 1, 50)
    }
}

impl Command for Set {
    const NAME: &'static str = "+MIPKEEPCONF";
    const FORM: Form = Form::Set;
    type Answer<'a> = NoAnswer;

    fn usual_plan() -> Plan {
        Plan::new(Self::NAME, Self::FORM).without_answer().within(5)
    }

    fn answer(_: Line<'_>) -> Result<NoAnswer, ParamError> {
        Err(ParamError::Name { name: "OK" })
    }
}

information! {
    /// The values in force.
    Answer = "+MIPKEEPCONF" {
        /// Whether connections are tested.
        mode: Mode,
        /// After how many seconds of silence.
        keepidle: Option<u16>,
        /// After how many seconds again.
        keepintvl: Option<u16>,
        /// How often.
        keepcnt: Option<u8>,
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use crate::command::testing::{answer, assert_command, assert_line};

    #[test]
    fn forms() {
        assert_command("+MIPKEEPCONF=?", Test {});
        assert_command("+MIPKEEPCONF?", Read {});
        assert_command("+MIPKEEPCONF=0", Set::OFF);
        assert_command("+MIPKEEPCONF=1,36000,750,50", Set::on(36000, 750, 50));
        assert_command("+MIPKEEPCONF=0,1,1,1", Set { mode: Mode::OFF, ..Set::on(1, 1, 1) });
        let off = Answer { mode: Mode::OFF, keepidle: None, keepintvl: None, keepcnt: None };
        assert_line("+MIPKEEPCONF: 0", off);
        let (keepidle, keepintvl, keepcnt) = (Some(7200), Some(65), Some(9));
        let on = Answer { mode: Mode::ON, keepidle, keepintvl, keepcnt };
        assert_line("+MIPKEEPCONF: 1,7200,65,9", on);
        // The manual ends the list of lists with a comma.
        let line = "+MIPKEEPCONF: (0-1),(1-36000),(1-750),(1-50),";
        assert!(answer::<Test>(line).allows(3, 50));
    }

    #[test]
    fn ranges() {
        let mut buffer = [0; 64];
        for (set, wire, error) in [
            (Set { mode: Mode(2), ..Set::OFF }, "2", "parameter 1: 2 is not in 0 to 1"),
            (Set::on(0, 1, 1), "1,0,1,1", "parameter 2: 0 is not in 1 to 36000"),
            (Set::on(1, 751, 1), "1,1,751,1", "parameter 3: 751 is not in 1 to 750"),
            (Set::on(1, 1, 51), "1,1,1,51", "parameter 4: 51 is not in 1 to 50"),
        ] {
            assert_eq!(set.write_line(&mut buffer).unwrap_err().to_string(), error);
            assert_eq!(Set::parse(Params::new(wire.as_bytes())).unwrap_err().to_string(), error);
        }
        let missing = Set { mode: Mode::ON, ..Set::OFF };
        assert_eq!(missing.write_line(&mut buffer), Err(WriteError::Empty { index: 2 }));
        let missing = Set { keepintvl: None, ..Set::on(1, 1, 1) };
        assert_eq!(missing.write_line(&mut buffer), Err(WriteError::Empty { index: 3 }));
        for (wire, index) in [(&b"1"[..], 2), (b"1,1,1", 4), (b"0,1", 3)] {
            assert_eq!(Set::parse(Params::new(wire)), Err(ParamError::Missing { index }));
        }
    }
}
